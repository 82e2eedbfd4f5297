// Open documents over the wire: diagnostics pulled and pushed, edits, odd texts.
// Must not test what single rules say.
import assert from 'node:assert/strict';
import { Client, SMALL } from './client';

const URI = 'file:///elsewhere/module.py';
const TEXT = 'def double(value) -> int:\n    """Double a value."""\n    return value * 2\n';

describe('documents', () => {
  let client: Client;
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
  });

  describe('pulled', () => {
    beforeEach(async () => {
      client = await Client.start();
    });

    it('answers with diagnostics, and with "unchanged" while they are', async () => {
      await client.open(URI, TEXT);
      const first = await client.pull(URI);
      assert.equal(first.kind, 'full');
      const [item] = first.kind === 'full' ? first.items : [];
      assert.deepEqual(item, {
        range: { start: { line: 0, character: 11 }, end: { line: 0, character: 16 } },
        severity: 2,
        code: 'missing-parameter-type',
        codeDescription: {
          href: 'https://github.com/fastidious/fastidious/blob/main/docs/rules/missing-parameter-type.md',
        },
        source: 'fastidious',
        message: item?.message,
      });
      assert.deepEqual(await client.pull(URI, first.resultId), { kind: 'unchanged', resultId: first.resultId });
      await client.edit(URI, 'value * 2', 'value * 3');
      assert.equal((await client.pull(URI, first.resultId)).kind, 'unchanged');
      await client.edit(URI, '(value)', '(value: int)');
      const mended = await client.pull(URI, first.resultId);
      assert.deepEqual(mended.kind === 'full' ? mended.items : null, []);
    });

    it('knows nothing of closed, unknown and other documents', async () => {
      assert.deepEqual(await client.diagnostics('file:///elsewhere/unknown.py'), []);
      await client.open(URI, TEXT);
      await client.close(URI);
      assert.deepEqual(await client.diagnostics(URI), []);
      await client.open('file:///elsewhere/notes.md', TEXT, 'markdown');
      assert.deepEqual(await client.diagnostics('file:///elsewhere/notes.md'), []);
      assert.deepEqual(await client.actionsAt('file:///elsewhere/notes.md', 'value'), []);
      assert.deepEqual(client.published.size, 0);
    });

    it('counts columns in UTF-16 units and takes every line break', async () => {
      await client.open(URI, '\ufeffA = "😀"; B = lambda: 1\r\ndef é(𝐱, 値) -> None:\r\n    """😀."""\r\n');
      const [first, second] = await client.diagnostics(URI);
      assert.deepEqual(first?.range, { start: { line: 1, character: 6 }, end: { line: 1, character: 8 } });
      assert.deepEqual(second?.range, { start: { line: 1, character: 10 }, end: { line: 1, character: 11 } });
      await client.edit(URI, '"😀";', '"😀😀";\r\n\r\n');
      assert.equal((await client.diagnostics(URI))[0]?.range.start.line, 3);
    });

    it('takes a whole new text', async () => {
      await client.open(URI, TEXT);
      await client.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: URI, version: 2 },
        contentChanges: [{ text: `import os\n\n\n${TEXT}` }],
      });
      assert.equal((await client.diagnostics(URI))[0]?.range.start.line, 3);
    });

    it('survives broken and enormous texts', async () => {
      const texts = {
        broken: `def f(a, b:\n    return (\n\nclass\n\n\n${TEXT}`,
        empty: '',
        nul: `${TEXT}\0`,
        parentheses: `x = ${'('.repeat(10_000)}${')'.repeat(10_000)}\n\n\n${TEXT}`,
        unclosed: `x = ${'('.repeat(10_000)}\n`,
        quotes: `"""${TEXT}`,
      };
      for (const [name, text] of Object.entries(texts)) {
        const uri = `file:///elsewhere/${name}.py`;
        await client.open(uri, text);
        await client.diagnostics(uri);
        await client.editAt(uri, 0, 0, 'y = 1\n');
        const found = await client.findings(uri);
        if (name === 'parentheses') assert.deepEqual(found, ['missing-parameter-type: value']);
      }
      assert.deepEqual(client.logged, []);
    });

    it('lints 200,000 lines and a keystroke in them', async function () {
      this.timeout(120_000);
      const text = Array.from(
        { length: 50_000 },
        (_, i) => `def f${i}(value: int) -> int:\n    """D."""\n    return ${i}\n\n`,
      );
      text[40_000] = TEXT;
      await client.open(URI, text.join(''));
      assert.equal((await client.findings(URI)).length, 1);
      await client.edit(URI, 'return 7\n', 'return 8\n');
      const start = performance.now();
      assert.equal((await client.findings(URI)).length, 1);
      assert.ok(performance.now() - start < 5_000);
    });
  });

  describe('pushed', () => {
    beforeEach(async () => {
      client = await Client.start({ capabilities: SMALL });
    });

    it('sends diagnostics when a document is opened, changed and closed', async () => {
      assert.equal(client.result.capabilities.diagnosticProvider, undefined);
      await client.open(URI, TEXT);
      await client.until('diagnostics', () => client.published.get(URI)?.diagnostics.length === 1);
      const [item] = client.published.get(URI)!.diagnostics;
      assert.equal(item?.codeDescription, undefined);
      await client.edit(URI, '(value)', '(value: int)');
      await client.until('none', () => client.published.get(URI)?.diagnostics.length === 0);
      await client.edit(URI, '(value: int)', '(value)');
      await client.until('diagnostics', () => client.published.get(URI)?.diagnostics.length === 1);
      await client.close(URI);
      await client.until('none', () => client.published.get(URI)?.diagnostics.length === 0);
    });
  });
});
