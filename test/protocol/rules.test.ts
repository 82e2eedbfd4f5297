// Every rule over the wire: its bad example is marked, its fixes can be had, a comment silences it.
// Must not test what single rules say beyond that.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Rule } from '../../server/src/linter/rule';
import { RULES } from '../../server/src/rules';
import { Client, uriOf } from './client';

describe('rules', () => {
  let client: Client;
  let settings: unknown = null;
  const folders: string[] = [];
  before(async () => {
    client = await Client.start({ settings: () => settings });
  });
  after(async () => {
    assert.equal(await client.stop(), 0);
    assert.deepEqual(client.logged, []);
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  /** Where a rule's example stands: in a folder of the workspace where other files stand beside it. */
  async function placeExample({ id, examplePath = 'app/module.py', exampleFiles }: Rule): Promise<string> {
    if (!exampleFiles) return `file:///examples/${id}/${examplePath}`;
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
    folders.push(root);
    for (const [path, text] of Object.entries(exampleFiles)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const event = { added: [{ uri: uriOf(root), name: id }], removed: [] };
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
    await client.until(
      'the folder',
      () => client.statuses.at(-1)?.state === 'ready' && client.progress.at(-1) === 'end',
    );
    return uriOf(join(root, examplePath));
  }

  for (const rule of RULES) {
    it(rule.id, async () => {
      const uri = await placeExample(rule);
      settings = { preset: 'off', rules: { [rule.id]: 'warning' } };
      await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
      await client.open(uri, rule.bad);
      const [found] = await client.diagnostics(uri);
      assert.equal(found?.code, rule.id);
      const actions = await client.actions(uri, found.range, { diagnostics: [found] });
      const titles = actions.map(({ title }) => title);
      const suppress = titles.indexOf(`Suppress ${rule.id} for this line`);
      assert.ok(suppress >= 0, titles.join('\n'));
      for (const fix of actions.slice(0, suppress)) {
        const { edit } = await client.resolve(fix);
        assert.ok((edit?.documentChanges ?? []).length > 0, fix.title);
        const own = edit!.documentChanges!.some((each) => 'edits' in each && each.textDocument.uri === uri);
        if (own) assert.notEqual(client.applied(uri, edit!), rule.bad, fix.title);
      }
      const { edit } = await client.resolve(actions[suppress]!);
      const silenced = client.applied(uri, edit!);
      await client.editAt(uri, 0, rule.bad.length, silenced);
      assert.deepEqual(await client.diagnostics(uri), []);
      await client.close(uri);
    });
  }
});
