// Fix-all of the workspace over the wire: one edit to be confirmed, nothing written, progress that can be stopped.
// Must not test which fixes are safe, but for those that FastAPI or Pydantic would read when the program runs.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type AnnotatedTextEdit,
  CancellationTokenSource,
  type TextDocumentEdit,
} from 'vscode-languageserver-protocol/node';
import type { WorkspaceFixes } from '../../server/src/lsp/fixWorkspace';
import { Client, uriOf } from './client';

const SIZE = 'def size():\n    """Size."""\n    return 1\n';
const TWICE = 'from app.size import size\n\n\ndef twice():\n    """Twice."""\n    return size()\n';
const MENDED_TWICE = TWICE.replace('twice()', 'twice() -> int');

describe('fixing the workspace', () => {
  let client: Client;
  let root: string;
  const path = (name: string): string => join(root, name);
  const uri = (name: string): string => uriOf(path(name));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  };
  const start = async (folders = [root]): Promise<void> => {
    client = await Client.start({ folders });
    await client.until('ready', () => client.statuses.at(-1)?.state === 'ready');
  };
  const fix = (params: object = {}): Promise<WorkspaceFixes> =>
    client.connection.sendRequest('fastidious/fixAllInWorkspace', params);
  const changes = ({ edit }: WorkspaceFixes): TextDocumentEdit[] => (edit?.documentChanges ?? []) as TextDocumentEdit[];
  const touched = (fixes: WorkspaceFixes): [string, number | null][] =>
    changes(fixes).map(({ textDocument }) => [textDocument.uri.replace(`${uriOf(root)}/`, ''), textDocument.version]);

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
  });
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    assert.deepEqual(client.logged, []);
    rmSync(root, { recursive: true });
  });

  it('gives one edit to be confirmed, and writes nothing', async () => {
    write('pyproject.toml', '[tool.fastidious]\nexclude = ["left_out.py"]\n');
    write('app/size.py', SIZE);
    write('app/a_twice.py', TWICE);
    write('app/done.py', MENDED_TWICE);
    write('left_out.py', SIZE);
    write('.venv/lib/python3.12/site-packages/other.py', SIZE);
    await start();
    const fixes = await fix();
    // What one file's fix makes known is used in the other, whichever comes first.
    assert.deepEqual(touched(fixes), [
      ['app/a_twice.py', null],
      ['app/size.py', null],
    ]);
    assert.deepEqual(
      { fixes: fixes.fixes, files: fixes.files, cancelled: fixes.cancelled, changed: fixes.changed },
      { fixes: 2, files: 2, cancelled: false, changed: 0 },
    );
    const [annotation] = Object.values(fixes.edit!.changeAnnotations!);
    assert.equal(annotation?.needsConfirmation, true);
    for (const { edits } of changes(fixes)) {
      for (const edit of edits) assert.ok((edit as AnnotatedTextEdit).annotationId in fixes.edit!.changeAnnotations!);
    }
    assert.equal(readFileSync(path('app/size.py'), 'utf8'), SIZE);
    await client.open(uri('app/a_twice.py'), TWICE);
    assert.equal(client.applied(uri('app/a_twice.py'), fixes.edit!), MENDED_TWICE);
    // The project is as it was: what is not written yet is not known.
    assert.deepEqual(await client.findings(uri('app/a_twice.py')), ['missing-return-type: twice']);
    const [action] = await client.actionsAt(uri('app/a_twice.py'), 'twice()');
    assert.match(action!.title, /^Annotate what "twice" returns$|^Annotate return as "int"/);
  });

  it('takes open files as the editor has them, and names their versions', async () => {
    write('a.py', SIZE);
    write('b.py', SIZE);
    await start();
    await client.open(uri('a.py'), SIZE);
    await client.edit(uri('a.py'), 'return 1', 'return "a"');
    await client.open(uri('b.py'), '# empty now\n');
    const fixes = await fix();
    assert.deepEqual(touched(fixes), [['a.py', 2]]);
    assert.ok(client.applied(uri('a.py'), fixes.edit!).startsWith('def size() -> str:'));
  });

  it('leaves out a file that is changed meanwhile', async () => {
    for (let i = 0; i < 60; i++) write(`m${i}.py`, SIZE);
    await start();
    await client.open(uri('m0.py'), SIZE);
    client.progress.length = 0;
    const asked = fix({ workDoneToken: 'mine' });
    await client.until('the first files', () => client.progress.includes('report'));
    await client.edit(uri('m0.py'), 'return 1', 'return 2');
    const fixes = await asked;
    assert.equal(fixes.changed, 1);
    assert.equal(fixes.files, 59);
  });

  it('counts positions as editors do that take a byte order mark off', async () => {
    write('a.py', `\ufeff${SIZE}`);
    await start();
    const [change] = changes(await fix());
    assert.deepEqual(
      change?.edits.map(({ range }) => range.start),
      [{ line: 0, character: 10 }],
    );
  });

  it('reports its progress, and stops when it is cancelled', async () => {
    for (let i = 0; i < 150; i++) write(`m${i}.py`, SIZE);
    await start();
    client.progress.length = 0;
    await fix({ workDoneToken: 'mine' });
    assert.equal(client.progress[0], 'begin');
    assert.ok(client.progress.includes('report'));
    assert.equal(client.progress.at(-1), 'end');
    client.progress.length = 0;
    const source = new CancellationTokenSource();
    const asked = client.connection.sendRequest<WorkspaceFixes>(
      'fastidious/fixAllInWorkspace',
      { workDoneToken: 'other' },
      source.token,
    );
    await client.until('the first files', () => client.progress.includes('report'));
    source.cancel();
    assert.deepEqual(await asked, { edit: null, fixes: 0, files: 0, cancelled: true, changed: 0 });
    assert.ok(client.progress.length < 120, `${client.progress.length} messages`);
    // The server answers as before.
    assert.equal((await fix()).files, 150);
  });

  it('leaves out what FastAPI and Pydantic read when the program runs', async () => {
    write('app/deps.py', 'def get_limit(most=10):\n    """Give the limit."""\n    return most\n');
    const main = `from fastapi import Depends, FastAPI
from pydantic import BaseModel, field_validator, validate_call

from app.deps import get_limit

app = FastAPI()


class Book(BaseModel):
    """A book."""

    title: str

    @field_validator("title")
    @classmethod
    def strip(cls, value):
        """Strip it."""
        return value.strip()


@app.get("/api/v1/books/{book_id}")
def read_book(book_id, limit=Depends(get_limit)):
    """Read a book.

    Raises:
        KeyError: If it is not there.
    Args:
        book_id: Which.
        limit: How many.

    Returns:
        A number.
    """
    return 1


@validate_call
def parse(text="1"):
    """Parse it."""
    return 1
`;
    write('app/main.py', main);
    write('app/size.py', SIZE);
    await start();
    assert.deepEqual(touched(await fix()), [['app/size.py', null]]);
    await client.open(uri('app/main.py'), main);
    // They are offered singly.
    const titles = (await client.actionsAt(uri('app/main.py'), 'read_book(')).map(({ title }) => title);
    assert.ok(
      titles.some((title) => title.startsWith('Annotate')),
      titles.join(),
    );
  });

  it('has nothing to say where nothing can be fixed, and without a folder', async () => {
    write('a.py', MENDED_TWICE);
    await start();
    const nothing = { edit: null, fixes: 0, files: 0, cancelled: false, changed: 0 };
    assert.deepEqual(await fix(), nothing);
    await client.stop();
    await start([]);
    assert.deepEqual(await fix(), nothing);
  });
});
