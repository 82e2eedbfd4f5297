// Texts that are no Python over the wire: judged as they are typed, mended, silenced, and no part of the project's facts.
// Must not test what single rules say.
import assert from 'node:assert/strict';
import { Client } from './client';

const URI = 'file:///elsewhere/Dockerfile';

describe('texts beside the Python files', () => {
  let client: Client;
  beforeEach(async () => {
    client = await Client.start();
  });
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    assert.deepEqual(client.logged, []);
  });

  const codesOf = async (uri: string): Promise<unknown[]> => (await client.diagnostics(uri)).map(({ code }) => code);

  it('are judged, also while they are typed', async () => {
    await client.open(URI, 'FROM python:3.12\nRUN uv sync\n', 'dockerfile');
    assert.deepEqual(await codesOf(URI), []);
    await client.edit(URI, 'uv sync', 'pip install fastapi');
    assert.deepEqual(await codesOf(URI), ['pip-instead-of-uv']);
    await client.edit(URI, 'pip install', 'uv pip install --system');
    assert.deepEqual(await codesOf(URI), []);
  });

  it('are mended and silenced in their own comments', async () => {
    const text = 'FROM python:3.12\nRUN pip install fastapi\n';
    await client.open(URI, text, 'dockerfile');
    const actions = await client.actionsAt(URI, 'pip install');
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Use "uv pip install --system"', 'Suppress pip-instead-of-uv for this line'],
    );
    const texts: string[] = [];
    for (const action of actions) texts.push(client.applied(URI, (await client.resolve(action)).edit!));
    assert.deepEqual(texts, [
      text.replace('pip install', 'uv pip install --system'),
      text.replace('fastapi', 'fastapi  # fastidious: ignore[pip-instead-of-uv]'),
    ]);
  });

  it('take no comment where it would break them', async () => {
    await client.open(URI, 'FROM python:3.12\nRUN ["pip", "install", "fastapi"]\n', 'dockerfile');
    assert.deepEqual(
      (await client.actionsAt(URI, '"pip"')).map(({ title }) => title),
      ['Use "uv pip install --system"'],
    );
  });

  it('keep a pyproject.toml what it is: settings, and a text with commands', async () => {
    const uri = 'file:///elsewhere/pyproject.toml';
    await client.open(uri, '[tool.poe.tasks]\nsetup = "pip install tox"\n', 'toml');
    assert.deepEqual(await codesOf(uri), ['pip-instead-of-uv']);
  });
});
