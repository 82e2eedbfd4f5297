// Judges the fixes of types by pyright: `npm run compare:pyright -- PROJECT… [--skip FOLDER]… [--show offers]`.
// Every preferred fix is applied to a copy of the project; what pyright reports after and not before is printed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { RULES } from '../../server/src/rules';
import { WORK } from '../host/packages.mjs';
import { ensurePython } from '../host/python.mjs';
import { readCommandLine } from './commandLine';
import { type Folder, functionAt, loadEngine, placedFunctions, readFolder, requestFor, strictLinter } from './engine';
import { annotatedNames, hasEvidence } from './evidence';
import { applySafely, changedPrograms } from './fixing';
import { ensurePyright } from './programs';

const TYPES = RULES.filter(({ family }) => family === 'types');

/** How many annotations are missing, and for how many of them a fix with a type is offered. */
interface Offers {
  returns: number;
  typedReturns: number;
  /** Returns with a type of which parts are left open: `list[…]`. */
  partlyTypedReturns: number;
  parameters: number;
  evident: number;
  typedParameters: number;
  typedEvident: number;
}

async function main(): Promise<void> {
  const { paths, skip, option } = readCommandLine('compare:pyright', ['show']);
  const shown = option('show');
  await loadEngine();
  for (const path of paths) {
    const folder = readFolder(resolve(path), skip);
    const offers = countOffers(folder, shown === 'offers');
    const before = new Map(folder.texts);
    const work = join(WORK, 'compare-pyright', basename(resolve(path)));
    const errorsBefore = askPyright(folder, work);
    const applied = applySafely(folder, TYPES);
    const errorsAfter = askPyright(folder, work);
    const again = applySafely(folder, TYPES);
    const added = difference(errorsAfter, errorsBefore);
    for (const each of added) console.log(`new: ${each}`);
    const changed = changedPrograms(before, folder.texts);
    for (const each of changed) console.log(`changed program: ${each}`);
    console.log(`${path}: ${before.size} files, ${applied} fixes applied, ${again} by a second run`);
    console.log(
      `  pyright: ${errorsBefore.length} errors before, ${errorsAfter.length} after, ${added.length} new: ${share(added.length, applied)} of the fixes`,
    );
    console.log(
      `  missing return types with a type offered: ${ratio(offers.typedReturns, offers.returns)}, with parts left open too: ${ratio(offers.typedReturns + offers.partlyTypedReturns, offers.returns)}`,
    );
    console.log(
      `  missing parameter types with a type offered: ${ratio(offers.typedParameters, offers.parameters)}, where the file holds evidence: ${ratio(offers.typedEvident, offers.evident)}`,
    );
    if (changed.length > 0 || again > 0 || added.length > 0.005 * applied) process.exitCode = 1;
  }
}

/** Counts what is offered for the folder as it stands. A fix with a tab stop for part of the type counts as none. */
function countOffers(folder: Folder, isShown: boolean): Offers {
  const linter = strictLinter(TYPES);
  const offers: Offers = {
    returns: 0,
    typedReturns: 0,
    partlyTypedReturns: 0,
    parameters: 0,
    evident: 0,
    typedParameters: 0,
    typedEvident: 0,
  };
  for (const [path, text] of folder.texts) {
    const file = new SourceFile(path, text);
    const request = requestFor(folder, file, TYPES);
    const functions = placedFunctions(file, request.settings);
    const annotated = annotatedNames(functions);
    for (const problem of linter.lint(request)) {
      const { id } = problem.rule;
      if (id !== 'missing-return-type' && id !== 'missing-parameter-type') continue;
      const [fix] = linter.fixes(problem, request);
      const isPartly = fix !== undefined && /^Annotate (return )?as/.test(fix.title);
      const isTyped = isPartly && !fix.snippet;
      if (isShown)
        console.log(
          `offer: ${path}:${problem.startPosition.line + 1} ${problem.message} → ${fix?.title}${fix?.safe ? '' : ' [unsafe]'}`,
        );
      if (id === 'missing-return-type') {
        offers.returns++;
        if (isTyped) offers.typedReturns++;
        else if (isPartly) offers.partlyTypedReturns++;
        continue;
      }
      offers.parameters++;
      if (isTyped) offers.typedParameters++;
      const at = functionAt(functions, problem.start);
      const parameter = at?.facts.parameters.find(({ nameSpan }) => nameSpan.start + at.offset === problem.start);
      if (!at || !parameter || !hasEvidence(parameter, at, annotated)) continue;
      offers.evident++;
      if (isTyped) offers.typedEvident++;
      else if (isShown) console.log(`evidence unused: ${path}:${problem.startPosition.line + 1} ${parameter.name}`);
    }
    file.close();
  }
  return offers;
}

/** The errors that pyright finds in the texts, written below a folder: `file: rule: message`, without places. */
function askPyright(folder: Folder, work: string): string[] {
  const { python, reason } = ensurePython('venv-projects', 'test/compare/requirements.txt');
  if (python === null) throw new Error(`the projects’ packages are not to be had: ${reason}.`);
  rmSync(work, { recursive: true, force: true });
  for (const [path, text] of folder.texts) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text);
  }
  writeFileSync(
    join(work, 'pyrightconfig.json'),
    JSON.stringify({ typeCheckingMode: 'standard', pythonVersion: '3.11' }),
  );
  const args = [ensurePyright(), '--outputjson', '--pythonpath', python, '-p', work];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e9 });
  if (!stdout.startsWith('{')) throw new Error(`pyright gave no answer: ${stderr}${stdout.slice(0, 500)}`);
  const answer = JSON.parse(stdout) as { generalDiagnostics: PyrightDiagnostic[] };
  return answer.generalDiagnostics
    .filter(({ severity }) => severity === 'error')
    .map(
      ({ file, rule, message, range }) =>
        `${resolve(file).slice(work.length + 1)}:${range.start.line + 1}\t${rule ?? 'syntax'}: ${message.replace(/\s+/g, ' ')}`,
    );
}

interface PyrightDiagnostic {
  readonly file: string;
  readonly severity: string;
  readonly rule?: string;
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}

/** What is in one list more often than in the other, lines left out of the comparison: imports move them. */
function difference(one: readonly string[], other: readonly string[]): string[] {
  const key = (text: string): string => text.replace(/:\d+\t/, '\t');
  const counts = new Map<string, number>();
  for (const each of other) counts.set(key(each), (counts.get(key(each)) ?? 0) + 1);
  return one.filter((each) => {
    const left = counts.get(key(each)) ?? 0;
    counts.set(key(each), left - 1);
    return left <= 0;
  });
}

const share = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`;
const ratio = (part: number, whole: number): string => `${part} of ${whole} (${share(part, whole)})`;

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
