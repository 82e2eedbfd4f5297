// Places imports in a file of which only the facts are known: what a fix in another file needs there.
// Must not know files' texts; an import that is not written on one line in the common way is left as it is.
import type { Binding } from '../facts/bindings';
import type { Span } from '../syntax/node';
import { bindingsOf, type ModuleFacts } from './module';
import { STANDARD_LIBRARY } from './standardLibrary';

/** `from module import name`; the module with its leading dots. */
export interface WantedImport {
  readonly module: string;
  readonly name: string;
}

/** A replacement in a file, in its own offsets. */
export interface PlacedEdit extends Span {
  readonly newText: string;
}

type Import = Extract<Binding, { kind: 'import' }>;

/** An import statement of the module itself. */
interface Line extends Span {
  readonly names: readonly Import[];
  readonly module: string;
}

/** What a module calls a name of another one; null where it does not import it for all its code. */
export function localNameOf(module: ModuleFacts, { module: from, name }: WantedImport): string | null {
  for (const [local, bindings] of bindingsOf(module)) {
    const last = bindings.at(-1);
    if (last?.kind !== 'import' || last.typeCheckingOnly || last.imported !== name) continue;
    if ('.'.repeat(last.level) + last.module === from) return local;
  }
  return null;
}

/** The edits that add imports, sorted among those that stand before an offset; null where there is none beside which to put them. */
export function importEditsIn(
  facts: ModuleFacts,
  wanted: readonly WantedImport[],
  before: number,
): PlacedEdit[] | null {
  const lines = readLines(facts, before);
  const edits: PlacedEdit[] = [];
  const byModule = new Map<string, string[]>();
  for (const { module, name } of wanted) byModule.set(module, [...(byModule.get(module) ?? []), name]);
  const added = new Map<Line, string[]>();
  for (const [module, names] of [...byModule].sort(([one], [other]) => (keyOf(one) < keyOf(other) ? -1 : 1))) {
    const same = lines.find((line) => line.module === module && isPlain(line));
    if (same) {
      edits.push({
        start: same.start,
        end: same.end,
        newText: fromLine(module, [...same.names.map(written), ...names]),
      });
      continue;
    }
    const next = lines.find((line) => keyOf(line.module) > keyOf(module)) ?? lines.at(-1);
    if (!next) return null;
    const gap = sectionOf(next.module) > sectionOf(module) ? '\n' : '';
    added.set(next, [...(added.get(next) ?? []), `${fromLine(module, names)}\n${gap}`]);
  }
  for (const [{ start }, texts] of added) edits.push({ start, end: start, newText: texts.join('') });
  return edits;
}

function readLines({ regions }: ModuleFacts, before: number): Line[] {
  return regions.flatMap(({ exports, owner, column, start, end }) => {
    const names = exports.bindings.filter((each): each is Import => each.kind === 'import' && !each.typeCheckingOnly);
    const [first] = names;
    const isOne = first !== undefined && exports.bindings.every((each) => each.kind === 'import' && each.start === 0);
    if (!isOne || owner >= 0 || column !== 0 || start >= before || first.module === '__future__') return [];
    return [{ start, end, names, module: '.'.repeat(first.level) + first.module }];
  });
}

/** Whether a line says no more than its names do: no comment, no brackets. */
function isPlain({ names, module, start, end }: Line): boolean {
  if (names.some(({ imported }) => imported === null || imported === '*')) return false;
  return end - start === `from ${module} import ${names.map(written).join(', ')}`.length;
}

function written({ imported, name }: Import): string {
  return imported === name ? name : `${imported} as ${name}`;
}

function fromLine(module: string, names: readonly string[]): string {
  const sorted = [...names].sort(compareNames);
  const line = `from ${module} import ${sorted.join(', ')}`;
  return line.length <= 88 ? line : `from ${module} import (\n${sorted.map((name) => `    ${name},\n`).join('')})`;
}

/** isort's order of names: constants, classes, the rest. */
function compareNames(one: string, other: string): number {
  const key = (name: string): string => `${/^[A-Z][A-Z0-9_]+\b/.test(name) ? 0 : /^[A-Z]/.test(name) ? 1 : 2}${name}`;
  return key(one) < key(other) ? -1 : 1;
}

function sectionOf(module: string): number {
  if (module.startsWith('.')) return 3;
  return STANDARD_LIBRARY.has(module.split('.')[0]!) ? 1 : 2;
}

function keyOf(module: string): string {
  return `${sectionOf(module)}${module.toLowerCase()}`;
}
