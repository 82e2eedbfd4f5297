// Code actions over the wire: what is offered where, edits written late, snippets, stale versions, fix-all.
// Must not test what single rules say.
import assert from 'node:assert/strict';
import { Client, FULL, SMALL } from './client';

const URI = 'file:///elsewhere/module.py';
const TEXT =
  'def double(value=1, other=True) -> int:\n    """Double.\n\n    Args:\n        value: One.\n        other: Two.\n\n    Returns:\n        A product.\n    """\n    return value * 2\n';

describe('code actions', () => {
  let client: Client;
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    assert.deepEqual(client.logged, []);
  });

  describe('for a client that resolves edits', () => {
    beforeEach(async () => {
      client = await Client.start();
      await client.open(URI, TEXT);
    });

    it('lists fixes first, then how to silence them, edits left to resolve', async () => {
      const actions = await client.actionsAt(URI, 'value=1');
      assert.deepEqual(
        actions.map(({ title, kind, isPreferred, edit, diagnostics }) => [
          title,
          kind,
          isPreferred,
          edit,
          diagnostics?.map(({ code }) => code),
        ]),
        [
          ['Annotate as "int"', 'quickfix', true, undefined, ['missing-parameter-type']],
          [
            'Suppress missing-parameter-type for this line',
            'quickfix',
            undefined,
            undefined,
            ['missing-parameter-type'],
          ],
          ['Fix all safe problems in this file', 'quickfix', undefined, undefined, undefined],
        ],
      );
      const { edit } = await client.resolve(actions[0]!);
      assert.deepEqual(
        edit?.documentChanges?.map((each) => 'textDocument' in each && each.textDocument),
        [{ uri: URI, version: 1 }],
      );
      assert.equal(client.applied(URI, edit!), TEXT.replace('value=1', 'value: int = 1'));
    });

    it('offers every candidate where evidence differs, each with its type and origin in the title', async () => {
      const text = TEXT.replace('value: One.', 'value (str): One.').replace(' * 2', '');
      const uri = 'file:///elsewhere/differing.py';
      await client.open(uri, text);
      const actions = await client.actionsAt(uri, 'value=1');
      assert.deepEqual(
        actions.slice(0, 2).map(({ title, isPreferred }) => [title, isPreferred]),
        [
          ['Annotate as "int" (from its default)', undefined],
          ['Annotate as "str" (from its docstring)', undefined],
        ],
      );
      const { edit } = await client.resolve(actions[1]!);
      assert.equal(client.applied(uri, edit!), text.replace('value=1', 'value: str = 1'));
    });

    it('answers what is asked for only', async () => {
      const titles = async (only: string[]): Promise<string[]> =>
        (await client.actionsAt(URI, 'value=1', { only })).map(({ title }) => title);
      assert.deepEqual(await titles(['refactor']), []);
      assert.deepEqual(await titles(['source.organizeImports']), []);
      assert.deepEqual(await titles(['source.fixAll.other']), []);
      assert.deepEqual(await titles(['source.fixAll']), ['Fix all safe problems']);
      assert.deepEqual(await titles(['source']), ['Fix all safe problems']);
      assert.equal((await titles(['quickfix'])).length, 3);
      assert.equal((await titles([''])).length, 3);
    });

    it('fixes all at once', async () => {
      for (const only of ['source.fixAll.fastidious', 'source.fixAll', 'source']) {
        const [action] = await client.actionsAt(URI, 'def', { only: [only] });
        assert.equal(action?.kind, 'source.fixAll.fastidious');
        assert.equal(
          client.applied(URI, action.edit!),
          TEXT.replace('value=1, other=True', 'value: int = 1, other: bool = True'),
        );
      }
    });

    it('offers no fix-all where there is nothing to fix', async () => {
      await client.edit(URI, 'value=1, other=True', 'value: int');
      assert.deepEqual(await client.actionsAt(URI, 'def', { only: ['source.fixAll'] }), []);
      assert.deepEqual(await client.actionsAt(URI, 'value'), []);
    });

    it('refuses an action of another version', async () => {
      const [action] = await client.actionsAt(URI, 'value=1');
      await client.editAt(URI, 0, 0, '\n');
      await assert.rejects(client.resolve(action!), { code: -32801 });
      await client.close(URI);
      await assert.rejects(client.resolve(action!), { code: -32801 });
    });

    it('silences, joining what stands there', async () => {
      const suppress = async (at: string): Promise<string> => {
        const action = (await client.actionsAt(URI, at)).find(({ title }) => title.startsWith('Suppress'))!;
        return client.applied(URI, (await client.resolve(action)).edit!).split('\n')[0]!;
      };
      const comment = '# fastidious: ignore[missing-parameter-type]';
      assert.equal(await suppress('value=1'), `def double(value=1, other=True) -> int:  ${comment}`);
      await client.edit(URI, 'int:', 'int:  # fastidious: ignore[missing-docstring]');
      assert.equal(
        await suppress('value=1'),
        'def double(value=1, other=True) -> int:  # fastidious: ignore[missing-docstring, missing-parameter-type]',
      );
      await client.edit(URI, '# fastidious: ignore[missing-docstring]', '# a # b');
      assert.equal(await suppress('value=1'), `def double(value=1, other=True) -> int:  # a # b  ${comment}`);
      await client.edit(URI, '# a # b', comment);
      assert.deepEqual(await client.findings(URI), []);
      assert.deepEqual(await client.actionsAt(URI, 'value=1'), []);
    });
  });

  it('writes edits at once for a client that does not resolve', async () => {
    client = await Client.start({ capabilities: SMALL });
    await client.open(URI, TEXT);
    const actions = await client.actionsAt(URI, 'value=1');
    assert.ok(actions.every(({ edit, isPreferred }) => edit?.changes && isPreferred === undefined));
    assert.equal(client.applied(URI, actions[0]!.edit!), TEXT.replace('value=1', 'value: int = 1'));
  });

  it('brings snippets as snippet edits, as a command or as plain text', async () => {
    const text = 'class Shelf:\n    def put(self, book) -> None:\n        """Put."""\n        self.book = book\n';
    const kinds = async (options: Parameters<typeof Client.start>[0]): Promise<unknown[]> => {
      client = await Client.start(options);
      await client.open(URI, text);
      const [first] = await client.actionsAt(URI, 'book)');
      const action = first?.edit || first?.command ? first : await client.resolve(first!);
      const edits = action?.edit?.documentChanges?.flatMap((each) => ('edits' in each ? each.edits : []));
      const result = [edits, action?.command];
      return result;
    };
    const range = { start: { line: 1, character: 22 }, end: { line: 1, character: 22 } };
    const snippet = await kinds({ capabilities: FULL });
    assert.match(JSON.stringify(snippet), /"snippet":\{"kind":"snippet","value":".*\$/);
    await client.stop();
    const { snippetEditSupport: _, ...workspaceEdit } = FULL.workspace!.workspaceEdit!;
    const capabilities = { ...FULL, workspace: { ...FULL.workspace, workspaceEdit } };
    const [edits, command] = await kinds({ capabilities, initializationOptions: { applySnippetCommand: true } });
    assert.equal(edits, undefined);
    assert.deepEqual((command as { arguments: unknown[] }).arguments.slice(0, 3), [URI, 1, range]);
    await client.stop();
    const [plain] = await kinds({ capabilities });
    assert.doesNotMatch(JSON.stringify(plain), /\$/);
  });
});
