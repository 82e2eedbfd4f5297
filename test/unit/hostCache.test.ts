// The folder in which editors are kept between runs: filled once, whole or not at all.
// Must not install anything.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type KeptFolder = (name: string, fill: (folder: string) => Promise<void>) => Promise<string>;

describe('kept folders', () => {
  const before = process.env.FASTIDIOUS_VSCODE_CACHE;
  let cache: string;
  let keptFolder: KeptFolder;

  beforeEach(async () => {
    cache = mkdtempSync(join(tmpdir(), 'fastidious-cache-'));
    process.env.FASTIDIOUS_VSCODE_CACHE = cache;
    // The scripts that run before anything is installed are plain JavaScript without declarations.
    const script = '../host/cache.mjs';
    ({ keptFolder } = await import(script));
  });
  afterEach(() => {
    rmSync(cache, { recursive: true, force: true });
    if (before === undefined) delete process.env.FASTIDIOUS_VSCODE_CACHE;
    else process.env.FASTIDIOUS_VSCODE_CACHE = before;
  });

  it('are filled once, also by two runs at the same time', async () => {
    let fills = 0;
    const fill = async (folder: string): Promise<void> => {
      fills++;
      await new Promise((later) => setTimeout(later, 50));
      writeFileSync(join(folder, 'file'), '');
    };
    const [one, other] = await Promise.all([keptFolder('editor', fill), keptFolder('editor', fill)]);
    assert.equal(one, other);
    assert.ok(existsSync(join(one, 'file')));
    assert.equal(fills, 1);
  });

  it('are not there when filling failed, and are filled anew the next time', async () => {
    const fail = async (folder: string): Promise<void> => {
      writeFileSync(join(folder, 'half'), '');
      throw new Error('no network');
    };
    await assert.rejects(keptFolder('editor', fail), /no network/);
    assert.ok(!existsSync(join(cache, 'editor')));
    const folder = await keptFolder('editor', async () => undefined);
    assert.ok(!existsSync(join(folder, 'half')));
  });

  it('are filled after a run that was killed while it filled them', async () => {
    mkdirSync(join(cache, 'editor.partial'));
    writeFileSync(join(cache, 'editor.partial', 'half'), '');
    // No process has this number: Linux's are below 2^22.
    writeFileSync(join(cache, 'editor.lock'), '99999999');
    const folder = await keptFolder('editor', async () => undefined);
    assert.ok(existsSync(folder));
    assert.ok(!existsSync(join(folder, 'half')));
    assert.ok(!existsSync(join(cache, 'editor.lock')));
  });
});
