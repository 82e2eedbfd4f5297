// `fastidious check --fix`: what it writes, what it keeps, what it leaves alone.
import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cleanScratch, fastidious, scratchProject } from './run';

const BARE = 'def one():\n    return 1\n';
const MENDED = 'def one() -> int:\n    return 1\n';
const UNKNOWN = 'def f():\n    return g()\n';
const FIX = ['check', '--fix', '--select', 'missing-return-type'];
const NOBODY = 65534;

describe('fastidious check --fix', () => {
  after(cleanScratch);

  it('writes the files that changed, and no others', () => {
    const folder = scratchProject({ 'a.py': BARE, 'b.py': MENDED, 'c.py': UNKNOWN });
    for (const name of ['a.py', 'b.py', 'c.py']) utimesSync(join(folder, name), 1e9, 1e9);
    const { code, stdout, stderr } = fastidious(FIX, { cwd: folder });
    assert.deepEqual([code, stderr], [1, '']);
    assert.equal(readFileSync(join(folder, 'a.py'), 'utf8'), MENDED);
    assert.equal(readFileSync(join(folder, 'c.py'), 'utf8'), UNKNOWN);
    assert.deepEqual(
      ['a.py', 'b.py', 'c.py'].map((name) => statSync(join(folder, name)).mtimeMs === 1e12),
      [false, true, true],
    );
    assert.match(stdout, /^c\.py:1:5: warning missing-return-type/);
    assert.match(stdout, /\nMended 1 problem in 1 file\. 1 problem in 1 of 3 files: 1 warning\.\n$/);
    assert.deepEqual(readdirSync(folder).sort(), ['a.py', 'b.py', 'c.py']);
  });

  it('exits 0 where everything was mended, and finds nothing the second time', () => {
    const folder = scratchProject({ 'a.py': BARE });
    const first = fastidious(FIX, { cwd: folder });
    assert.deepEqual([first.code, first.stdout], [0, 'Mended 1 problem in 1 file. No problems in 1 file.\n']);
    const second = fastidious(FIX, { cwd: folder });
    assert.deepEqual([second.code, second.stdout], [0, 'No problems in 1 file.\n']);
  });

  it('reports what is left as JSON too', () => {
    const folder = scratchProject({ 'a.py': BARE, 'c.py': UNKNOWN });
    const { stdout } = fastidious([...FIX, '--format', 'json'], { cwd: folder });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { file: string }[] };
    assert.deepEqual(
      diagnostics.map(({ file }) => file),
      ['c.py'],
    );
  });

  it('keeps the byte order mark, line endings, encoding and permissions', () => {
    const folder = scratchProject({
      'bom.py': `\ufeff${BARE}`,
      'crlf.py': `# x\r\n${BARE.replaceAll('\n', '\r\n')}`,
      'latin.py': Buffer.from(`# coding: latin-1\n# \xe9\x80\n${BARE}`, 'latin1'),
      'unended.py': BARE.trimEnd(),
    });
    chmodSync(join(folder, 'crlf.py'), 0o751);
    assert.equal(fastidious(FIX, { cwd: folder }).code, 0);
    const read = (name: string): string => readFileSync(join(folder, name), 'latin1');
    assert.equal(read('bom.py'), `\xef\xbb\xbf${MENDED}`);
    assert.equal(read('crlf.py'), `# x\r\n${MENDED.replaceAll('\n', '\r\n')}`);
    assert.equal(read('latin.py'), `# coding: latin-1\n# \xe9\x80\n${MENDED}`);
    assert.equal(read('unended.py'), MENDED.trimEnd());
    if (process.platform !== 'win32') assert.equal(statSync(join(folder, 'crlf.py')).mode & 0o777, 0o751);
  });

  it('writes what a link leads to, and leaves the link', () => {
    const outside = scratchProject({ 'shared.py': BARE });
    const folder = scratchProject();
    symlinkSync(join(outside, 'shared.py'), join(folder, 'link.py'));
    assert.equal(fastidious(FIX, { cwd: folder }).code, 0);
    assert.ok(lstatSync(join(folder, 'link.py')).isSymbolicLink());
    assert.equal(readFileSync(join(outside, 'shared.py'), 'utf8'), MENDED);
  });

  it('turns standard input into standard output and writes no file', () => {
    const folder = scratchProject({ 'a.py': UNKNOWN });
    const args = [...FIX, '--stdin-filename', 'a.py'];
    const mended = fastidious(args, { cwd: folder, input: `\ufeff${BARE.replaceAll('\n', '\r\n')}` });
    assert.deepEqual([mended.code, mended.stdout], [0, `\ufeff${MENDED.replaceAll('\n', '\r\n')}`]);
    const left = fastidious(args, { cwd: folder, input: UNKNOWN + BARE });
    assert.deepEqual([left.code, left.stdout], [1, UNKNOWN + MENDED]);
    assert.match(left.stderr, /a\.py:1:5: warning/);
    assert.equal(readFileSync(join(folder, 'a.py'), 'utf8'), UNKNOWN);
    const binary = fastidious(args, { cwd: folder, input: 'a\0b' });
    assert.deepEqual([binary.code, binary.stdout], [0, 'a\0b']);
  });

  it('writes nothing on wrong settings', () => {
    const folder = scratchProject({ 'pyproject.toml': '[tool.fastidious]\npreset = 1\n', 'a.py': BARE });
    const { code, stderr } = fastidious(FIX, { cwd: folder });
    assert.equal(code, 2);
    assert.match(stderr, /Nothing was mended, because the settings in pyproject\.toml are wrong\./);
    assert.equal(readFileSync(join(folder, 'a.py'), 'utf8'), BARE);
    const stdin = fastidious([...FIX, '--stdin-filename', 'b.py'], { cwd: folder, input: BARE });
    assert.deepEqual([stdin.code, stdin.stdout], [2, BARE]);
  });

  it('mends what stands outside a syntax error', () => {
    const folder = scratchProject({ 'a.py': `${BARE}\n\nx = = 1\n\n\ndef f(x):\n    return (\n` });
    fastidious(FIX, { cwd: folder });
    assert.equal(readFileSync(join(folder, 'a.py'), 'utf8'), `${MENDED}\n\nx = = 1\n\n\ndef f(x):\n    return (\n`);
  });

  it('says which file could not be written, and writes the others', function () {
    if (process.platform === 'win32') this.skip();
    const folder = scratchProject({ 'locked/a.py': BARE, 'open/b.py': BARE });
    writeFileSync(join(folder, 'open/b.py'), BARE);
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'open'), 0o777);
    chmodSync(join(folder, 'open/b.py'), 0o666);
    chmodSync(join(folder, 'locked'), 0o555);
    try {
      // Root may write everything; then another user tries.
      const options = process.getuid?.() === 0 ? { uid: NOBODY } : {};
      const { code, stderr } = fastidious([...FIX, folder], { ...options, cwd: '/' });
      assert.equal(code, 2);
      assert.match(stderr, /locked\/a\.py could not be written: permission denied\n$/);
      assert.equal(readFileSync(join(folder, 'locked/a.py'), 'utf8'), BARE);
      assert.equal(readFileSync(join(folder, 'open/b.py'), 'utf8'), MENDED);
    } finally {
      chmodSync(join(folder, 'locked'), 0o755);
    }
  });
});
