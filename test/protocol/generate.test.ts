// Generators over the wire: code actions, the request of commands and lenses, files that are made, clients that make none.
// Must not test what single generators write.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CodeLens, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver-protocol';
import type { Generated } from '../../server/src/lsp/generate';
import { LineIndex } from '../../server/src/lsp/lineIndex';
import { Client, type ClientOptions, FULL, SMALL, uriOf } from './client';

const FILES: Readonly<Record<string, string>> = {
  'app/__init__.py': '',
  'app/main.py': `"""The application."""

from fastapi import FastAPI

from app.models import Item

app = FastAPI()


@app.get("/api/v1/items/{item_id}")
async def read_item(item_id: int) -> Item:
    """Return an item."""
    return Item(id=item_id)
`,
  'app/models.py': `"""Models."""

from pydantic import BaseModel


class Item(BaseModel):
    """An item."""

    id: int
`,
};
const TITLE = 'Generate test for "read_item"';

describe('generators', () => {
  let client: Client;
  let root: string;
  const uri = (file: string): string => uriOf(join(root, file));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const start = async (options: ClientOptions = {}): Promise<void> => {
    client = await Client.start({ folders: [root], ...options });
    await client.until('ready', () => client.statuses.at(-1)?.state === 'ready');
    await client.open(uri('app/main.py'), FILES['app/main.py']!);
  };
  const generate = (text: string, more: object = {}, file = 'app/main.py'): Promise<Generated | null> =>
    client.connection.sendRequest('fastidious/generate', {
      generator: 'test',
      textDocument: { uri: uri(file) },
      position: new LineIndex(client.textOf(uri(file))).positionAt(client.textOf(uri(file)).indexOf(text)),
      ...more,
    });
  const written = (made: Generated | null): { edit: WorkspaceEdit; uri: string } => {
    assert.ok(made && 'edit' in made, JSON.stringify(made));
    return made;
  };
  const changes = ({ documentChanges = [] }: WorkspaceEdit): string[] =>
    documentChanges.map((each) =>
      'kind' in each
        ? `${each.kind} ${(each as { uri: string }).uri.replace(`${uriOf(root)}/`, '')}`
        : `edit ${each.textDocument.uri.replace(`${uriOf(root)}/`, '')} ${each.textDocument.version}`,
    );
  const textIn = ({ documentChanges = [] }: WorkspaceEdit, file: string): string =>
    documentChanges
      .filter((each): each is TextDocumentEdit => 'edits' in each && each.textDocument.uri === uri(file))
      .flatMap(({ edits }) => edits.map((each) => ('newText' in each ? each.newText : '')))
      .join('');

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
    for (const [file, text] of Object.entries(FILES)) write(file, text);
  });
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    assert.deepEqual(client.logged, []);
    rmSync(root, { recursive: true });
  });

  it('offer nothing in a template of a project', async () => {
    await start();
    const file = '{{ cookiecutter.slug }}/app/main.py';
    write(file, FILES['app/main.py']!);
    await client.open(uri(file), FILES['app/main.py']!);
    const made = await generate('async def read_item', {}, file);
    assert.ok(made && 'why' in made, JSON.stringify(made));
  });

  it('are rewritings at the cursor, whose edits are written when one is taken', async () => {
    await start();
    const actions = await client.actionsAt(uri('app/main.py'), 'read_item', { only: ['refactor'] });
    assert.deepEqual(
      actions.map(({ title, kind, edit }) => [title, kind, edit]),
      [
        [TITLE, 'refactor.rewrite', undefined],
        ['Generate test for "read_item": not found', 'refactor.rewrite', undefined],
        ['Generate test for "read_item": invalid request', 'refactor.rewrite', undefined],
        ['Generate all tests for "read_item"', 'refactor.rewrite', undefined],
        ['Generate Test Perspectives Table for "read_item"', 'refactor.rewrite', undefined],
      ],
    );
    const { edit } = await client.resolve(actions[0]!);
    assert.deepEqual(changes(edit!), [
      'create tests/test_main.py',
      'edit tests/test_main.py null',
      'create tests/__init__.py',
      'edit tests/__init__.py null',
    ]);
    assert.match(textIn(edit!, 'tests/test_main.py'), /^def test_read_item_success\(\) -> None:$/m);
    assert.deepEqual(Object.values(edit!.changeAnnotations ?? {}), [{ label: TITLE, needsConfirmation: true }]);
  });

  it('mend a problem whose rule names them', async () => {
    write('tests/__init__.py', '');
    write('tests/test_other.py', '"""Tests."""\n');
    await start();
    assert.deepEqual(await client.findings(uri('app/main.py')), ['untested-route: read_item']);
    const actions = await client.actionsAt(uri('app/main.py'), 'read_item', { only: ['quickfix'] });
    assert.deepEqual(
      actions
        .slice(0, 2)
        .map(({ title, kind, isPreferred, diagnostics }) => [
          title,
          kind,
          isPreferred,
          diagnostics?.map(({ code }) => code),
        ]),
      [
        [TITLE, 'quickfix', undefined, ['untested-route']],
        ['Generate test for "read_item": not found', 'quickfix', undefined, ['untested-route']],
      ],
    );
    // What is a quick fix is not listed again.
    const all = (await client.actionsAt(uri('app/main.py'), 'read_item')).map(({ title }) => title);
    assert.equal(all.filter((title) => title === TITLE).length, 1);
    const { edit } = await client.resolve(actions[0]!);
    assert.deepEqual(changes(edit!), ['create tests/test_main.py', 'edit tests/test_main.py null']);
  });

  it('write into a file that is open, in its version, and in one that is closed', async () => {
    const tests = '"""Tests."""\n\nfrom app.main import app\n';
    write('tests/test_main.py', `\ufeff${tests}`);
    await start();
    const closed = written(await generate('read_item', { offer: TITLE }));
    assert.deepEqual(changes(closed.edit), ['edit tests/test_main.py null']);
    const first = (closed.edit.documentChanges as TextDocumentEdit[])[0]!.edits[0]!;
    assert.deepEqual('range' in first && first.range.start, { line: 2, character: 0 });
    // It is the one file that the client shows then: nothing to be confirmed.
    assert.equal(closed.edit.changeAnnotations, undefined);
    await client.open(uri('tests/test_main.py'), tests);
    const open = written(await generate('read_item', { offer: TITLE }));
    assert.deepEqual(changes(open.edit), ['edit tests/test_main.py 1']);
    assert.equal(open.uri, uri('tests/test_main.py'));
    const text = client.applied(uri('tests/test_main.py'), open.edit);
    const { position } = open as unknown as { position: { line: number; character: number } };
    assert.ok(
      text.slice(new LineIndex(text).offsetAt(position)).startsWith('def test_read_item_success() -> None:'),
      text,
    );
  });

  it('say what there is to choose, or why there is nothing', async () => {
    await start();
    const chosen = await generate('read_item');
    assert.ok(chosen && 'offers' in chosen);
    assert.equal(chosen.offers.length, 4);
    assert.equal(chosen.offers[0], TITLE);
    const nothing = await generate('import FastAPI');
    assert.ok(nothing && 'why' in nothing);
    assert.equal(nothing.why, 'There is nothing here for "Generate Test".');
    assert.equal(await generate('read_item', { generator: 'nothing' }), null);
    assert.equal(await generate('read_item', { textDocument: { uri: uri('app/models.py') } }), null);
    const gone = await generate('read_item', { offer: 'Generate test for "other"' });
    assert.ok(gone && 'why' in gone);
    assert.equal(await client.connection.sendRequest('fastidious/generate', null), null);
  });

  it('refuse an action of another version', async () => {
    await start();
    const [action] = await client.actionsAt(uri('app/main.py'), 'read_item', { only: ['refactor.rewrite'] });
    await client.edit(uri('app/main.py'), 'Return an item', 'Return the item');
    await assert.rejects(client.resolve(action!), /changed/);
  });

  it('see what another file says now', async () => {
    await start();
    await client.open(uri('app/models.py'), FILES['app/models.py']!);
    await client.edit(uri('app/models.py'), '    id: int', '    number: int');
    const made = written(await generate('read_item', { offer: TITLE }));
    assert.match(textIn(made.edit, 'tests/test_main.py'), /assert "number" in data/);
  });

  it('offer a client that creates no files what needs none', async () => {
    await start({ capabilities: SMALL });
    assert.deepEqual(await client.actionsAt(uri('app/main.py'), 'read_item', { only: ['refactor'] }), []);
    const made = await generate('read_item', { offer: TITLE });
    assert.ok(made && 'why' in made);
    assert.equal(made.why, 'The editor cannot create files for a language server.');
  });

  it('offer such a client a test where the module of tests is there', async () => {
    write('tests/test_main.py', '"""Tests."""\n');
    await start({ capabilities: SMALL });
    const actions = await client.actionsAt(uri('app/main.py'), 'read_item', { only: ['refactor'] });
    assert.equal(actions.length, 5);
    assert.deepEqual(Object.keys(actions[0]!.edit?.changes ?? {}), [uri('tests/test_main.py')]);
  });

  it('write the table that a test module lacks, unless a note beside it has one', async () => {
    write('pyproject.toml', '[tool.fastidious]\npreset = "strict"\n');
    const tests = '"Tests."\n\n\ndef test_it() -> None:\n    """Test it."""\n    assert True\n';
    write('tests/test_it.py', tests);
    await start();
    await client.open(uri('tests/test_it.py'), tests);
    assert.deepEqual(await client.findings(uri('tests/test_it.py')), ['missing-test-perspectives: "Tests."']);
    const [action] = await client.actionsAt(uri('tests/test_it.py'), '"Tests."', { only: ['quickfix'] });
    assert.equal(action?.title, 'Generate Test Perspectives Table');
    const { edit } = await client.resolve(action!);
    assert.match(
      client.applied(uri('tests/test_it.py'), edit!),
      /^"""Tests\.\n\n\| Case ID \|[\s\S]*\n""" {2}# noqa: E501\n/,
    );
    const note = 'Of test_it.py.\n\n| Case ID | Input / precondition | Perspective | Expected result |\n|-|-|-|-|\n';
    const tell = async (type: number): Promise<string[]> => {
      const changes = [{ uri: uri('tests/notes.md'), type }];
      await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
      // The disk is read before the next question is answered, or soon after.
      for (let i = 0; i < 50; i++) {
        const found = await client.findings(uri('tests/test_it.py'));
        if ((found.length === 0) === (type !== 3)) return found;
        await new Promise((done) => setTimeout(done, 20));
      }
      return client.findings(uri('tests/test_it.py'));
    };
    write('tests/notes.md', note);
    assert.deepEqual(await tell(1), []);
    rmSync(join(root, 'tests/notes.md'));
    assert.deepEqual(await tell(3), ['missing-test-perspectives: "Tests."']);
  });

  it('stand in the lens of a handler that no test calls', async () => {
    await start({ capabilities: FULL, initializationOptions: { routeCommands: true } });
    const textDocument = { uri: uri('app/main.py') };
    const lenses = (await client.connection.sendRequest('textDocument/codeLens', { textDocument })) as CodeLens[];
    const last: CodeLens = await client.connection.sendRequest('codeLens/resolve', lenses.at(-1)!);
    assert.equal(last.command?.title, 'no tests · Generate test');
    assert.equal(last.command?.command, 'fastidious.generate.test');
    const [of, position] = last.command?.arguments ?? [];
    assert.equal(of, textDocument.uri);
    const made = await client.connection.sendRequest('fastidious/generate', {
      generator: 'test',
      textDocument,
      position,
      offer: TITLE,
    });
    assert.equal(written(made as Generated).uri, uri('tests/test_main.py'));
  });
});
