// Files and folders that nobody wishes for: a clear word or silence, no crash, no hang, nothing written.
import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cleanScratch, fastidious, scratchProject } from './run';

const BARE = 'def f(x):\n    return open(x)\n';
const NOBODY = 65534;

interface Report {
  readonly diagnostics: readonly { file: string; rule: string; start: { line: number } }[];
  readonly summary: { files: number; skipped: readonly { file: string; reason: string }[] };
}

/** Checks with all rules and `--fix`; the folder must be byte for byte what it was, since nothing in it can be mended. */
function checkUntouched(folder: string, options: { uid?: number } = {}): Report & { code: number } {
  const before = snapshot(folder);
  const { code, stdout, stderr } = fastidious(
    ['check', '--fix', '--preset', 'strict', '--format', 'json', folder],
    options,
  );
  assert.ok(code === 0 || code === 1 || code === 2, `exit code ${code}: ${stderr}`);
  assert.doesNotMatch(stderr, /mistake of ours|crashed|would not parse/);
  assert.deepEqual(snapshot(folder), before);
  return { code, ...(JSON.parse(stdout) as Report) };
}

function snapshot(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile()) files[entry.name] = `${statSync(path).mtimeMs} ${readFileSync(path, 'latin1')}`;
  }
  return files;
}

describe('robustness of check', function () {
  this.timeout(120_000);
  after(cleanScratch);

  it('broken syntax is silent inside the error, judged outside', () => {
    const folder = scratchProject({
      'a.py': 'def broken(:\n    return (\n',
      'b.py': 'x = = 1\n}{\n',
      'c.py': 'class A:\ndef f(\n"""\n',
      'd.py': ')\n'.repeat(300),
    });
    assert.equal(checkUntouched(folder).summary.files, 4);
  });

  it('empty files and files without a line break', () => {
    const folder = scratchProject({ 'empty.py': '', 'blank.py': '\n\n', 'one.py': 'x = 1', 'bom.py': '\ufeff' });
    const { code, summary, diagnostics } = checkUntouched(folder);
    assert.deepEqual([code, summary.files, diagnostics.length], [0, 4, 0]);
  });

  it('binary files and other encodings are skipped with a reason', () => {
    const folder = scratchProject({
      'binary.py': Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]),
      'latin.py': Buffer.from('s = "é"\n', 'latin1'),
      'utf16.py': Buffer.from('\ufeffx = 1\n', 'utf16le'),
      'koi.py': '# coding: koi8-r\nx = 1\n',
    });
    const { code, summary } = checkUntouched(folder);
    assert.equal(code, 0);
    assert.deepEqual(summary.skipped, [
      { file: 'binary.py', reason: 'is a binary file' },
      { file: 'koi.py', reason: 'is encoded in koi8-r, which is not supported' },
      { file: 'latin.py', reason: 'is not UTF-8 and has no coding line' },
      { file: 'utf16.py', reason: 'is a binary file' },
    ]);
    assert.equal(summary.files, 0);
  });

  it('a BOM, CRLF and a Latin-1 coding line are read as Python reads them', () => {
    const folder = scratchProject({
      'bom.py': `\ufeff${BARE}`,
      'crlf.py': BARE.replaceAll('\n', '\r\n'),
      'latin.py': Buffer.from(`# -*- coding: latin-1 -*-\n# é\n${BARE}`, 'latin1'),
    });
    const { stdout } = fastidious(['check', '--format', 'json', '--select', 'missing-parameter-type', folder]);
    const { diagnostics } = JSON.parse(stdout) as Report;
    assert.deepEqual(
      diagnostics.map(({ file, start }) => [file, start]),
      [
        ['bom.py', { line: 1, column: 7 }],
        ['crlf.py', { line: 1, column: 7 }],
        ['latin.py', { line: 3, column: 7 }],
      ],
    );
  });

  it('200,000 lines', () => {
    const folder = scratchProject({
      'long.py': `${'x = [1, 2]\n'.repeat(199_999)}y = 1\n`,
      'longer.py': 'value = {"a": [1, 2], "b": (3, 4)}\n'.repeat(200_000),
    });
    const { code, summary } = checkUntouched(folder);
    assert.deepEqual([code, summary.files], [0, 1]);
    assert.deepEqual(summary.skipped, [{ file: 'longer.py', reason: 'is larger than 4 MB' }]);
  });

  it('200,000 lines of functions', () => {
    const folder = scratchProject({ 'long.py': 'def f(x: int) -> int:\n    return x\n'.repeat(100_000) });
    const args = ['check', '--format', 'json', '--exit-zero', '--select', 'types', folder];
    const { code, stdout, stderr } = fastidious(args);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal((JSON.parse(stdout) as Report).diagnostics.length, 0);
  });

  it('10,000 nested parentheses, brackets, calls, blocks and operators', () => {
    const deep = 10_000;
    const folder = scratchProject({
      'parentheses.py': `x = ${'('.repeat(deep)}1${')'.repeat(deep)}\n`,
      'open.py': `x = ${'('.repeat(deep)}\n`,
      'brackets.py': `x = ${'['.repeat(deep)}${']'.repeat(deep)}\n`,
      'calls.py': `x = ${'f('.repeat(deep)}${')'.repeat(deep)}\n`,
      'dots.py': `x = a${'.b'.repeat(deep)}\n`,
      'plus.py': `x = ${'1 + '.repeat(deep)}1\n`,
      'not.py': `x = ${'not '.repeat(deep)}1\n`,
      'lambda.py': `x = ${'lambda: '.repeat(deep)}1\n`,
      'blocks.py': `${Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}if 1:\n`).join('')}${' '.repeat(1000)}pass\n`,
      'elif.py': `if 1:\n    pass\n${'elif 1:\n    pass\n'.repeat(deep)}`,
    });
    assert.equal(checkUntouched(folder).summary.files, 10);
  });

  it('one line of a megabyte', () => {
    const folder = scratchProject({
      'a.py': `x = "${'y'.repeat(1_000_000)}"\n`,
      'b.py': `x = [${'1, '.repeat(300_000)}]\n`,
    });
    assert.equal(checkUntouched(folder).summary.files, 2);
  });

  it('unreadable files and folders are skipped with a reason', function () {
    if (process.getuid?.() !== 0 && process.platform === 'win32') this.skip();
    const folder = scratchProject({ 'closed/a.py': BARE, 'secret.py': BARE, 'open.py': 'x = 1\n' });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'secret.py'), 0);
    chmodSync(join(folder, 'closed'), 0);
    try {
      // Root may read everything; then another user asks.
      const options = process.getuid?.() === 0 ? { uid: NOBODY, cwd: '/' } : {};
      const args = ['check', '--fix', '--format', 'json', folder];
      const { code, stdout } = fastidious(args, options);
      const { summary } = JSON.parse(stdout) as Report;
      assert.equal(code, 0);
      assert.deepEqual(summary.skipped, [
        { file: 'closed', reason: 'cannot be read: permission denied' },
        { file: 'secret.py', reason: 'cannot be read: permission denied' },
      ]);
      assert.equal(summary.files, 1);
    } finally {
      chmodSync(join(folder, 'closed'), 0o755);
    }
  });

  it('cyclic links', () => {
    const folder = scratchProject({ 'a.py': 'x = 1\n' });
    symlinkSync(folder, join(folder, 'self'));
    symlinkSync('..', join(folder, 'up'));
    symlinkSync('loop.py', join(folder, 'loop.py'));
    assert.equal(checkUntouched(folder).summary.files, 1);
    const { code, stderr } = fastidious(['check', join(folder, 'loop.py')]);
    assert.equal(code, 2);
    assert.match(stderr, /^fastidious: .*loop\.py is not there\.\n$/);
  });

  it('a wrong pyproject.toml: diagnostics, exit code 2, nothing written', () => {
    for (const text of [
      '[tool.fastidious\n',
      'tool.fastidious = 3\n',
      '[tool.fastidious]\npreset = ["skill"]\n',
      '\0',
      '"',
    ]) {
      const folder = scratchProject({ 'pyproject.toml': text, 'a.py': BARE });
      const { code, diagnostics } = checkUntouched(folder);
      assert.equal(code, 2, text);
      assert.equal(diagnostics[0]!.rule, 'invalid-configuration', text);
    }
  });

  it('a path that is not there, and one that is neither file nor folder', () => {
    assert.match(fastidious(['check', '/nowhere/at/all']).stderr, /is not there/);
    assert.equal(fastidious(['check', '/dev/null']).code, 2);
    const { code, stdout } = fastidious(['check', '--format', 'json', scratchProject({ 'notes.txt': 'x' })]);
    assert.deepEqual([code, (JSON.parse(stdout) as Report).summary.files], [0, 0]);
  });

  it('names with spaces, quotes, line breaks and escape characters', () => {
    const folder = scratchProject({ 'a b\'"\n\u001b[31m.py': BARE, '%41.py': BARE });
    const { stdout } = fastidious(['check', '--select', 'missing-parameter-type', folder]);
    assert.doesNotMatch(stdout, /\u001b/);
    assert.match(stdout, /2 problems in 2 files/);
  });
});
