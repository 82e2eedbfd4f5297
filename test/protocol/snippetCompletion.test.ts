// Completions of words that become snippets, over the wire: where they come, with their other edits, and where nothing does.
// Must not test what the snippets say.
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompletionItem, CompletionList, TextEdit } from 'vscode-languageserver-protocol';
import { LineIndex } from '../../server/src/lsp/lineIndex';
import { Client, FULL, uriOf } from './client';

const HANDLER = `from fastapi import APIRouter

router = APIRouter()


@router.get("/api/v1/books/{book_id}")
def read_book(book_id: int) -> str:
    """Read a book.

    Args:
        book_id: The ID of the book.

    Returns:
        Its title.
    """
    fa|
    return str(book_id)
`;

describe('completions of snippets', () => {
  let client: Client;
  let root: string;
  let count = 0;

  const start = async (snippetSupport: boolean): Promise<void> => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
    const completion = { completionItem: { snippetSupport } };
    client = await Client.start({
      folders: [root],
      capabilities: { ...FULL, textDocument: { ...FULL.textDocument, completion } } as typeof FULL,
    });
    await client.until('the project', () => client.statuses.at(-1)?.state === 'ready');
  };
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    assert.deepEqual(client.logged, []);
    rmSync(root, { recursive: true });
  });

  const offered = async (marked: string): Promise<CompletionList & { results: string[] }> => {
    const uri = uriOf(join(root, `a${count++}.py`));
    const offset = marked.indexOf('|');
    const text = marked.replace('|', '');
    await client.open(uri, text);
    const answer = await client.connection.sendRequest<CompletionItem[] | CompletionList>('textDocument/completion', {
      textDocument: { uri },
      position: new LineIndex(text).positionAt(offset),
    });
    const list = Array.isArray(answer) ? { isIncomplete: false, items: answer } : answer;
    const results = list.items.map(({ textEdit, additionalTextEdits }) =>
      client.applied(uri, { changes: { [uri]: [textEdit as TextEdit, ...(additionalTextEdits ?? [])] } }),
    );
    await client.close(uri);
    return { ...list, results };
  };

  it('come with what else they need in the file, documented', async () => {
    await start(true);
    const { items, results, isIncomplete } = await offered(HANDLER);
    assert.equal(isIncomplete, false);
    const [item] = items;
    assert.deepEqual(
      [items.length, item!.label, item!.filterText, item!.insertTextFormat],
      [1, 'fa-raise', 'fa-raise', 2],
    );
    assert.match(JSON.stringify(item!.documentation), /```python\\nraise HTTPException\(/);
    assert.match(results[0]!, /^from fastapi import APIRouter, HTTPException, status$/m);
    assert.match(results[0]!, /^ {8}HTTPException: If there is no such book\.$/m);
    assert.match(results[0]!, /^ {4}raise HTTPException\(status_code=\$\{1:/m);
  });

  it('are asked for again while a word has one letter', async () => {
    await start(true);
    for (const [word, labels] of Object.entries({ r: [], ra: ['fa-raise'], 'fa-': ['fa-raise'], x: [] })) {
      const { items, isIncomplete } = await offered(HANDLER.replace('fa|', `${word}|`));
      assert.deepEqual([items.map(({ label }) => label), isIncomplete], [labels, word.length === 1], word);
    }
  });

  it('are plain text for a client without snippets', async () => {
    await start(false);
    const { items, results } = await offered(HANDLER);
    assert.equal(items[0]!.insertTextFormat, 1);
    assert.match(
      results[0]!,
      /^ {4}raise HTTPException\(status_code=status\.HTTP_404_NOT_FOUND, detail="Book not found"\)$/m,
    );
  });

  it('do not come where no statement begins', async () => {
    await start(true);
    for (const line of ['x = fa|', '# fa|', '"fa|"', 'f(\n    fa|\n)', 'fa| = 1', 'x.fa|']) {
      assert.deepEqual((await offered(HANDLER.replace('fa|', line))).items, [], line);
    }
  });
});
