// Compares the routes that we resolve with those that FastAPI told: `npm run compare:routes -- PROJECT TRUTH`.
// The truth is JSON: `{"operations": [{"method", "path", "handler", "file"}]}`, files from the repository's root. Where it also
// has `status` and `responseModel`, these are compared for the operations that are equal.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readGrammars } from '../../grammars/copy.mjs';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';
import { type ResolvedOperation, resolveRoutes } from '../../server/src/project/routes';
import { loadGrammar } from '../../server/src/syntax/parser';

interface TrueOperation {
  readonly method: string;
  readonly path: string;
  readonly handler: string;
  readonly file: string;
  readonly module?: string;
  /** As declared; null for FastAPI's default. */
  readonly status?: number | null;
  /** How Python prints the type. */
  readonly responseModel?: string | null;
}

const SKIPPED = new Set(['node_modules', '.git', '.venv', 'venv', 'site-packages', '__pycache__']);

/** The Python files below a folder. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : listFiles(path);
    return /\.pyi?$/.test(entry.name) ? [path] : [];
  });
}

async function main(): Promise<void> {
  const [root, truthPath] = process.argv.slice(2);
  if (!root || !truthPath) throw new Error('usage: npm run compare:routes -- PROJECT TRUTH');
  const grammars = readGrammars();
  await loadGrammar(grammars['web-tree-sitter.wasm']!.bytes, grammars['tree-sitter-python.wasm']!.bytes);
  const truth: { operations: TrueOperation[] } = JSON.parse(readFileSync(truthPath, 'utf8'));

  const project = new Project();
  for (const path of listFiles(root)) {
    const file = new SourceFile(relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8'));
    project.set(readModule(file.path, file.regions));
    file.close();
  }
  const started = performance.now();
  const { operations } = resolveRoutes(project);
  const elapsed = performance.now() - started;

  // Where each module is an application of its own, those that could not be imported have no truth to compare with.
  const isPerModule = truth.operations.some((each) => each.module !== undefined);
  const files = new Set(truth.operations.map((each) => each.file));
  const print = (each: { method: string; path: string; handler: string; file: string }): string =>
    `${each.method} ${each.path} ${each.handler} ${each.file}`;
  const wanted = count(truth.operations.map(print));
  const resolved = operations.filter((each) => each.resolved && (isPerModule ? files.has(each.file) : true));
  const found = count(resolved.map(print));
  const missing = difference(wanted, found);
  const extra = difference(found, wanted);
  const place = (text: string): string => text.split(' ').slice(-2).join(' ') + text.split(' ')[0]!;
  const wrong = extra.filter((each) => missing.some((other) => place(other) === place(each)));

  const details = compareDetails(truth.operations, resolved, print);
  for (const each of details) console.log(`detail     ${each}`);
  for (const each of missing) console.log(`missing    ${each}`);
  for (const each of extra) console.log(`${wrong.includes(each) ? 'different' : 'extra    '}  ${each}`);
  for (const each of operations) if (!each.resolved) console.log(`unresolved ${print(each)} (${each.reason})`);
  const right = truth.operations.length - missing.length;
  const percent = ((100 * right) / Math.max(1, truth.operations.length)).toFixed(2);
  console.log(
    `${right} of ${truth.operations.length} operations equal (${percent} %), ${missing.length} missing, ${extra.length} extra, ` +
      `${wrong.length} of them different, ${details.length} details different; ${[...project.paths].length} files resolved in ${elapsed.toFixed(1)} ms`,
  );
  if (missing.length > 0 || extra.length > 0) process.exitCode = 1;
}

/** Statuses and models of operations that both sides have once; a model that we do not say is no difference. */
function compareDetails(
  truths: readonly TrueOperation[],
  ours: readonly ResolvedOperation[],
  print: (each: TrueOperation | ResolvedOperation) => string,
): string[] {
  const single = <T extends TrueOperation | ResolvedOperation>(all: readonly T[]): Map<string, T> => {
    const counts = count(all.map(print));
    return new Map(all.filter((each) => counts.get(print(each)) === 1).map((each) => [print(each), each]));
  };
  const known = single(ours);
  const found: string[] = [];
  for (const [key, truth] of single(truths)) {
    const own = known.get(key);
    if (!own) continue;
    if (truth.status !== undefined && truth.status !== own.status) {
      found.push(`${key}: status ${own.status}, truly ${truth.status}`);
    }
    const [model, wanted] = [modelName(own.responseModel), modelName(truth.responseModel ?? null)];
    if (truth.responseModel !== undefined && model !== wanted) found.push(`${key}: model ${model}, truly ${wanted}`);
  }
  return found;
}

/** A type without modules, spaces, quotes and what only wraps it: as annotations and Python's own prints have in common. */
function modelName(text: string | null): string | null {
  if (text === null || text === 'None' || text === "<class 'NoneType'>") return null;
  return text
    .replace(/<class '([^']*)'>/g, '$1')
    .replace(/["'\s]/g, '')
    .replace(/(\w+\.)+(?=\w)/g, '')
    .replace(/\b(List|Dict|Set|Tuple|Type)\[/g, (_, name: string) => `${name.toLowerCase()}[`)
    .replace(/^Annotated\[([^,]*),.*\]$/, '$1')
    .replace(/\bOptional\[(.*)\]$/, '$1|None')
    .replace(/\bUnion\[([^[\]]*)\]/g, (_, members: string) => members.split(',').join('|'))
    .replace(/NoneType/g, 'None');
}

function count(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function difference(one: Map<string, number>, other: Map<string, number>): string[] {
  return [...one].filter(([text]) => !other.has(text)).map(([text]) => text);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
