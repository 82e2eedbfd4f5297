// Docstrings asked for over the wire: by command, and by typing three quotes.
// Must not test what docstrings say.
import assert from 'node:assert/strict';
import type { CompletionItem, Range } from 'vscode-languageserver-protocol';
import { LineIndex } from '../../server/src/lsp/lineIndex';
import { Client, FULL, SMALL } from './client';

const URI = 'file:///elsewhere/module.py';
const HEAD = 'class A:\n    def double(self, value: int) -> int:\n';
const DOCSTRING =
  '        """${1:Double.}\n\n        Args:\n            value: ${2:Description.}\n\n        Returns:\n            ${3:Description.}\n        """\n';
const BODY = '        return value * 2\n';

type Answer = { version: number; range: Range; snippet: string } & { version: number; why: string };

describe('docstrings', () => {
  let client: Client;
  const positionOf = (text: string, behind = 0): { line: number; character: number } => {
    const at = client.textOf(URI).indexOf(text);
    assert.ok(at >= 0);
    return new LineIndex(client.textOf(URI)).positionAt(at + behind);
  };
  const generate = (at: string): Promise<Answer | null> =>
    client.connection.sendRequest('fastidious/generateDocstring', {
      textDocument: { uri: URI },
      position: positionOf(at),
    });
  const complete = (at: string, behind: number): Promise<CompletionItem[]> =>
    client.connection.sendRequest('textDocument/completion', {
      textDocument: { uri: URI },
      position: positionOf(at, behind),
      context: { triggerKind: 2, triggerCharacter: '"' },
    });
  const replaced = (range: Range, newText: string): string => {
    const text = client.textOf(URI);
    const lines = new LineIndex(text);
    return text.slice(0, lines.offsetAt(range.start)) + newText + text.slice(lines.offsetAt(range.end));
  };

  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
  });

  it('come as a snippet that begins at the start of its line, for the version that is there', async () => {
    client = await Client.start();
    await client.open(URI, HEAD + BODY);
    await client.edit(URI, 'value * 2', 'value * 3');
    const answer = await generate('* 3');
    assert.equal(answer?.version, 2);
    assert.deepEqual(answer.range.start, { line: 2, character: 0 });
    assert.equal(replaced(answer.range, answer.snippet), HEAD + DOCSTRING + BODY.replace('2', '3'));
  });

  it('are added to as one snippet, what stands between its parts escaped', async () => {
    client = await Client.start();
    await client.open(
      URI,
      'def f(a: int, b: int, c: int) -> int:\n    """Sum.\n\n    Args:\n        b: A ${1:$set}.\n    """\n    return a\n',
    );
    const answer = await generate('return');
    assert.equal(
      replaced(answer!.range, answer!.snippet),
      [
        'def f(a: int, b: int, c: int) -> int:\n    """Sum.\n\n    Args:\n        a: ${1:Description.}',
        '        b: A \\${1:\\$set\\}.',
        '        c: ${2:Description.}',
        '\n    Returns:\n        ${3:Description.}\n    """\n    return a\n',
      ].join('\n'),
    );
  });

  it('come with the reason where there is nothing to write', async () => {
    client = await Client.start();
    await client.open(URI, HEAD + BODY);
    assert.deepEqual(await generate('class'), { version: 1, why: 'There is no function at the cursor.' });
    await client.open(URI, 'def f() -> None:\n    """Do it."""\n');
    assert.deepEqual(await generate('Do'), { version: 1, why: 'The docstring of "f" lacks nothing.' });
    await client.close(URI);
    assert.equal(await generate('Do'), null);
  });

  it('are what three quotes may become, closed by the editor or not', async () => {
    const completion = { completionItem: { snippetSupport: true, insertTextModeSupport: { valueSet: [1, 2] } } };
    client = await Client.start({
      capabilities: { ...FULL, textDocument: { ...FULL.textDocument, completion } } as typeof FULL,
    });
    assert.deepEqual(client.result.capabilities.completionProvider, { triggerCharacters: ['"', "'", '{', '/', '='] });
    for (const closing of ['"""', '']) {
      await client.open(URI, `${HEAD}        """${closing}\n${BODY}`);
      const [item, ...more] = await complete('"""', 3);
      assert.deepEqual(more, []);
      assert.ok(item?.textEdit && 'range' in item.textEdit);
      assert.equal(item.insertTextFormat, 2);
      assert.equal(item.insertTextMode, 1);
      assert.equal(item.textEdit.range.start.line, item.textEdit.range.end.line);
      assert.equal(replaced(item.textEdit.range, item.textEdit.newText), HEAD + DOCSTRING + BODY);
      assert.deepEqual(await complete('"""', 2), []);
      assert.deepEqual(await complete('return', 6), []);
    }
  });

  it('are plain text for a client without snippets', async () => {
    client = await Client.start({ capabilities: SMALL });
    await client.open(URI, `${HEAD}        """"""\n${BODY}`);
    const [item] = await complete('"""', 3);
    assert.equal(item?.insertTextFormat, 1);
    assert.equal(item.insertTextMode, undefined);
    assert.ok(item.textEdit && !item.textEdit.newText.includes('$'));
  });
});
