// Reads the fields of reST (`:param x: …`) and Epytext (`@param x: …`) docstrings as sections.
// Must not know how they are written down. (Sphinx' Python domain, info field lists; Epytext's field tags.)
import { dedented, type Item, type WrittenSection } from './googleText';
import type { SectionKind } from './model';

/** A docstring's lines behind its prose: sections, and the prose that stood between or behind them. */
export interface ReadFields {
  readonly sections: readonly WrittenSection[];
  readonly rest: readonly string[];
}

const FIELD = /^[:@](\w+)(?:[ \t]+([^:]*(?:::[^:]+)*))?:(?:[ \t]+|$)(.*)$/;

const KINDS: Readonly<Record<string, SectionKind | 'type' | 'rtype' | 'ytype'>> = {
  ...named('args', 'param parameter arg argument key keyword kwarg kwparam'),
  ...named('returns', 'return returns'),
  ...named('yields', 'yield yields'),
  ...named('raises', 'raise raises except exception'),
  type: 'type',
  rtype: 'rtype',
  ytype: 'ytype',
};

function named(kind: SectionKind, words: string): Record<string, SectionKind> {
  return Object.fromEntries(words.split(' ').map((word) => [word, kind]));
}

/** Whether a line opens a field that has a section of its own in Google style. */
export function isField(text: string): boolean {
  return Object.hasOwn(KINDS, FIELD.exec(text)?.[1] ?? '');
}

/**
 * @param lines from the first field on, as written
 * @returns null for what cannot be put into sections without a guess
 */
export function readFields(lines: readonly string[]): ReadFields | null {
  const fields: { name: string; argument: string; lines: string[] }[] = [];
  const rest: string[] = [];
  const base = columns(lines[0]!);
  let isInField = false;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    const text = line.trim();
    if (isField(text) && columns(line) <= base) {
      const [, name, argument = '', first] = FIELD.exec(text)!;
      const body = [...(first === '' ? [] : [first!])];
      const more: string[] = [];
      while (index + 1 < lines.length && continues(lines, index + 1, base)) more.push(lines[++index]!);
      fields.push({
        name: name!,
        argument: argument.trim(),
        lines: [...body, ...dedentedBelow(more, body.length > 0)],
      });
      isInField = true;
    } else if (text !== '' || !isInField) {
      rest.push(line);
      isInField = false;
    }
  }
  return { sections: sectionsOf(fields) ?? [], rest: trimmed(rest) };
}

/** Whether a line belongs to the field above: indented further, or right below it and no field or directive. */
function continues(lines: readonly string[], at: number, base: number): boolean {
  const text = lines[at]!.trim();
  if (text === '') {
    const next = lines.slice(at).find((line) => line.trim() !== '');
    return next !== undefined && columns(next) > base;
  }
  if (columns(lines[at]!) > base) return true;
  return lines[at - 1]!.trim() !== '' && !/^([:@]\w|\.\. |>>>|[-*+] )/.test(text);
}

function dedentedBelow(lines: readonly string[], hasFirst: boolean): string[] {
  const plain = dedented(lines);
  // A paragraph behind the field's own line keeps its blank line.
  return hasFirst && lines[0]?.trim() === '' && plain.length > 0 ? ['', ...plain] : plain;
}

function sectionsOf(fields: readonly { name: string; argument: string; lines: string[] }[]): WrittenSection[] {
  const types = new Map<string, string>();
  for (const { name, argument, lines } of fields) {
    const kind = KINDS[name]!;
    if (kind === 'type') types.set(argument, lines.join(' '));
    else if (kind === 'rtype') types.set(':returns', lines.join(' '));
    else if (kind === 'ytype') types.set(':yields', lines.join(' '));
  }
  const found = new Map<SectionKind, Item[]>();
  const add = (kind: SectionKind, item: Item): void => {
    const items = found.get(kind);
    if (items) items.push(item);
    else found.set(kind, [item]);
  };
  for (const { name, argument, lines } of fields) {
    const kind = KINDS[name]!;
    if (kind === 'args') {
      const typed = /^(.*\S)\s+([\\*\w]+)$/.exec(argument);
      const parameter = typed && !typed[1]!.endsWith(',') ? typed[2]! : argument;
      const type = typed && parameter !== argument ? typed[1]! : types.get(parameter);
      types.delete(parameter);
      add('args', { head: type ? `${parameter} (${type})` : parameter, lines });
    } else if (kind === 'raises') {
      add('raises', { head: argument, lines });
    } else if (kind === 'returns' || kind === 'yields') {
      const type = types.get(`:${kind}`) ?? '';
      types.delete(`:${kind}`);
      add(kind, { head: type, lines });
    }
  }
  for (const [name, type] of types) {
    if (name === ':returns' || name === ':yields') add(name.slice(1) as SectionKind, { head: '', lines: [type] });
    else add('args', { head: `${name} (${type})`, lines: [] });
  }
  const titles = { args: 'Args', returns: 'Returns', yields: 'Yields', raises: 'Raises' } as const;
  return (['args', 'returns', 'yields', 'raises'] as const).flatMap((kind) => {
    const items = found.get(kind);
    return items ? [{ kind, title: titles[kind], items }] : [];
  });
}

function columns(line: string): number {
  return /^[ \t]*/.exec(line)![0].length;
}

function trimmed(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => line.trim() !== '') + 1);
}
