// Mends copies of real projects and asks CPython what came of it: `npm run check:fixes -- PATH…`.
// Prints counts per rule and every mended stretch that changes more than annotations, docstrings and imports.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { ensurePython, programOf } from '../host/python.mjs';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'dist/cli.js');
const NOT_COPIED = new Set(['.git', 'node_modules', '.venv', 'venv', '__pycache__']);

interface Diagnostic {
  readonly file: string;
  readonly rule: string;
  readonly fixes: readonly { readonly safe: boolean }[];
}

function check(folder: string, ...args: string[]): Diagnostic[] {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [PROGRAM, 'check', '--format', 'json', ...args, folder],
    { encoding: 'utf8', maxBuffer: 1 << 30 },
  );
  if (status === null || status > 1) throw new Error(`check ended with ${status}: ${stderr}`);
  return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
}

function count(diagnostics: readonly Diagnostic[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of diagnostics) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

/** The Python files below a folder, from it. */
function pythonFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py'))
    .sort();
}

function showDifference(before: string, after: string): void {
  const { stdout } = spawnSync('git', ['diff', '--no-index', '--no-color', '-U1', before, after], { encoding: 'utf8' });
  console.log(stdout.split('\n').slice(4).join('\n'));
}

/** What Ruff says of undefined, unused and repeated names below a folder: file and message, without places. */
function complaints(folder: string): Set<string> {
  const args = ['check', '--isolated', '--no-cache', '--target-version', 'py314', '--select', 'F401,F811,F821'];
  const { stdout } = spawnSync(programOf('ruff'), [...args, '--output-format', 'json', '.'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const found = JSON.parse(stdout) as { code: string | null; filename: string; message: string }[];
  return new Set(found.map(({ code, filename, message }) => `${relative(folder, filename)}: ${code} ${message}`));
}

/** @returns whether every file still parses, knows its names, and leaves a second run nothing to mend */
function checkProject(source: string, python: string): boolean {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-fixes-')));
  const [original, mended] = [join(scratch, 'original'), join(scratch, 'mended')];
  try {
    for (const copy of [original, mended]) {
      cpSync(source, copy, { recursive: true, filter: (path) => !NOT_COPIED.has(basename(path)) });
    }
    const before = check(original);
    const after = check(mended, '--fix');
    const again = check(mended);
    const files = pythonFiles(original).filter((name) => existsSync(join(original, name)));
    const texts = files.map((name) => [original, mended].map((folder) => readFileSync(join(folder, name), 'utf8')));
    const { stdout, stderr } = spawnSync(python, [join(ROOT, 'test/python/compare.py')], {
      input: JSON.stringify(texts),
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    });
    if (stderr !== '') throw new Error(stderr);
    const verdicts = JSON.parse(stdout) as string[];
    const changed = files.filter((_, i) => texts[i]![0] !== texts[i]![1]);
    const broken = files.filter((_, i) => verdicts[i] === 'broken');
    const different = files.filter((_, i) => verdicts[i] === 'different');
    const [found, left] = [count(before), count(after)];
    console.log(`\n${source}: ${files.length} files, ${changed.length} mended`);
    for (const rule of [...new Set([...found.keys(), ...left.keys()])].sort()) {
      const safe = before.filter((each) => each.rule === rule && each.fixes.some((fix) => fix.safe)).length;
      const fixable = before.filter((each) => each.rule === rule && each.fixes.length > 0).length;
      const numbers = [found.get(rule) ?? 0, fixable, safe, left.get(rule) ?? 0].map((each) =>
        String(each).padStart(6),
      );
      console.log(
        `  ${rule.padEnd(32)} found${numbers[0]}  with a fix${numbers[1]}  safe${numbers[2]}  left${numbers[3]}`,
      );
    }
    console.log(
      `  ${broken.length} files no longer parse, ${different.length} differ by more than annotations, docstrings, imports`,
    );
    for (const name of [...broken, ...different]) {
      console.log(`  ${name}`);
      showDifference(join(original, name), join(mended, name));
    }
    const known = complaints(original);
    const names = [...complaints(mended)].filter((each) => !known.has(each));
    for (const each of names) console.log(`  ${each}`);
    const settled = again.length === after.length && !again.some(({ fixes }) => fixes.some(({ safe }) => safe));
    if (!settled) console.log('  A safe fix is left after --fix, or a second run finds something else.');
    return broken.length === 0 && names.length === 0 && settled;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const paths = process.argv.slice(2);
const { python } = ensurePython();
if (paths.length === 0 || !existsSync(PROGRAM) || python === null) {
  console.error('usage: npm run build && npm run check:fixes -- PATH… (needs Python)');
  process.exitCode = 2;
} else {
  for (const path of paths) if (!checkProject(resolve(path), python)) process.exitCode = 1;
}
