// Tries fixes one by one on real projects, unsafe ones too: `npm run check:each-fix -- [--most N] RULE,… PATH…`.
// Each is applied in memory alone; what it leaves must parse, for us and for CPython, and be silent for its rule there.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { applyEdits, plainText } from '../../server/src/linter/edits';
import type { PlacedProblem } from '../../server/src/linter/lint';
import type { FileFix, Rule } from '../../server/src/linter/rule';
import { RULES } from '../../server/src/rules';
import { ensurePython } from '../host/python.mjs';
import { type Folder, inform, loadEngine, readFolder, requestFor, strictLinter } from './engine';

const PARSER = `import ast, json, sys
for text in json.load(sys.stdin):
    try:
        ast.parse(text)
        print("yes")
    except SyntaxError as error:
        print(error)
`;

/** A text that a fix left, and what it was made of. */
interface Result {
  readonly label: string;
  readonly text: string;
}

interface Judged {
  readonly problems: readonly PlacedProblem[];
  readonly fixes: readonly (readonly FileFix[])[];
  readonly parses: boolean;
}

function judge(folder: Folder, path: string, rule: Rule): Judged {
  const file = new SourceFile(path, folder.texts.get(path)!);
  const linter = strictLinter([rule]);
  const request = requestFor(folder, file, RULES);
  const problems = linter.lint(request);
  const judged = { problems, fixes: problems.map((each) => linter.fixes(each, request)), parses: file.parses };
  file.close();
  return judged;
}

/** The files that a fix changes, as it leaves them. */
function apply(folder: Folder, path: string, fix: FileFix): Map<string, string> {
  const own = fix.snippet ? fix.edits.map((edit) => ({ ...edit, newText: plainText(edit.newText) })) : fix.edits;
  const changed = new Map([[path, applyEdits(folder.texts.get(path)!, [...own, ...fix.importEdits])]]);
  for (const [other, edits] of Object.entries(fix.otherFiles)) {
    changed.set(other, applyEdits(folder.texts.get(other) ?? '', edits));
  }
  return changed;
}

/** Puts texts into a folder; gives those that were there. */
function replace(folder: Folder, texts: ReadonlyMap<string, string>): Map<string, string> {
  const before = new Map([...texts].map(([path]) => [path, folder.texts.get(path)!]));
  for (const [path, text] of texts) {
    folder.texts.set(path, text);
    inform(folder.project, path, text);
  }
  return before;
}

/** Of so many problems as `most`, spread evenly. */
function spread<T>(items: readonly T[], most: number): T[] {
  const step = Math.max(1, items.length / most);
  return Array.from({ length: Math.min(items.length, most) }, (_, i) => items[Math.floor(i * step)]!);
}

function tryRule(folder: Folder, rule: Rule, most: number, results: Result[]): string[] {
  const faults: string[] = [];
  const all: { path: string; index: number; judged: Judged }[] = [];
  for (const path of folder.texts.keys()) {
    const judged = judge(folder, path, rule);
    for (const index of judged.problems.keys()) all.push({ path, index, judged });
  }
  const chosen = spread(all, most);
  let count = 0;
  for (const { path, index, judged } of chosen) {
    const problem = judged.problems[index]!;
    for (const fix of judged.fixes[index]!) {
      count++;
      const label = `${path}:${problem.startPosition.line + 1} ${rule.id}: ${fix.title}`;
      const changed = apply(folder, path, fix);
      for (const text of changed.values()) results.push({ label, text });
      const before = replace(folder, changed);
      const again = judge(folder, path, rule);
      replace(folder, before);
      if (judged.parses && !again.parses) faults.push(`does not parse: ${label}`);
      if (again.problems.length >= judged.problems.length) faults.push(`does not mend: ${label}`);
    }
  }
  console.log(`  ${rule.id.padEnd(32)} ${all.length} found, ${chosen.length} tried, ${count} fixes`);
  return faults;
}

function complaintsOfPython(python: string, results: readonly Result[]): string[] {
  const input = JSON.stringify(results.map(({ text }) => text));
  const { stdout } = spawnSync(python, ['-W', 'ignore', '-c', PARSER], { input, encoding: 'utf8', maxBuffer: 1e9 });
  const verdicts = stdout.trimEnd().split('\n');
  return results.flatMap(({ label }, i) => (verdicts[i] === 'yes' ? [] : [`CPython: ${verdicts[i]}: ${label}`]));
}

async function main(): Promise<void> {
  const given = process.argv.slice(2);
  const most = given[0] === '--most' ? Number(given.splice(0, 2)[1]) : 20;
  const [ids, ...paths] = given;
  const { python } = ensurePython();
  if (!ids || paths.length === 0 || python === null) {
    console.error('usage: npm run check:each-fix -- [--most N] RULE,… PATH… (needs Python)');
    process.exitCode = 2;
    return;
  }
  await loadEngine();
  const rules = RULES.filter((rule) => ids.split(',').includes(rule.id));
  for (const path of paths) {
    console.log(path);
    const folder = readFolder(resolve(path));
    const results: Result[] = [];
    const faults = rules.flatMap((rule) => tryRule(folder, rule, most, results));
    if (results.length > 0) faults.push(...complaintsOfPython(python, results));
    for (const fault of faults) console.log(`    ${fault}`);
    if (faults.length > 0) process.exitCode = 1;
  }
}

void main();
