// A CRUD router over the wire, in a project as it lies on disk: new files, files that are open, files that are not.
// Must not test what is written into the router.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../server/scripts/catalog';
import { Client, uriOf } from './client';

const MODELS = 'app/models.py';

describe('a CRUD router over the wire', () => {
  let client: Client;
  let root: string;

  beforeEach(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
    cpSync(join(ROOT, 'test/fixtures/generators/crud-router/sqlmodel'), root, { recursive: true });
    client = await Client.start({ folders: [root] });
    await client.until('ready', () => client.statuses.at(-1)?.state === 'ready');
  });
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    assert.deepEqual(client.logged, []);
    rmSync(root, { recursive: true });
  });

  const uri = (file: string): string => uriOf(join(root, file));

  it('makes its file and changes the models and the include, each once, after confirmation', async () => {
    await client.open(uri(MODELS), readFileSync(join(root, MODELS), 'utf8'));
    const actions = await client.actionsAt(uri(MODELS), 'class Hero', { only: ['refactor'] });
    const action = actions.find(({ title }) => title === 'Generate CRUD router for "Hero"');
    assert.ok(action, actions.map(({ title }) => title).join('; '));
    const { edit, disabled } = await client.resolve(action);
    assert.equal(disabled, undefined);
    const changes = (edit?.documentChanges ?? []).map((each) =>
      'kind' in each
        ? `${each.kind} ${(each as { uri: string }).uri}`
        : `edit ${each.textDocument.uri} ${each.textDocument.version}`,
    );
    assert.deepEqual(changes, [
      `create ${uri('app/api/routes/heroes.py')}`,
      `edit ${uri('app/api/routes/heroes.py')} null`,
      `edit ${uri(MODELS)} 1`,
      `edit ${uri('app/api/main.py')} null`,
    ]);
    // The new file and its text are confirmed together.
    assert.ok(edit?.documentChanges?.every((each) => !('kind' in each) || each.annotationId !== undefined));
    assert.ok(Object.values(edit?.changeAnnotations ?? {}).every(({ needsConfirmation }) => needsConfirmation));
  });

  it('goes into the router at hand, which is not on disk yet', async () => {
    const file = 'app/api/routes/heroes.py';
    writeFileSync(join(root, file), '');
    await client.open(
      uri(file),
      'from fastapi import APIRouter\n\nfrom app.models import Hero\n\nrouter = APIRouter(prefix="/heroes")\n',
    );
    const actions = await client.actionsAt(uri(file), 'router =', { only: ['refactor'] });
    const action = actions.find(({ title }) => title === 'Generate CRUD operations for "Hero"');
    assert.ok(action, actions.map(({ title }) => title).join('; '));
    const { edit, disabled } = await client.resolve(action);
    assert.equal(disabled, undefined);
    assert.equal(edit?.documentChanges?.length, 3);
  });
});
