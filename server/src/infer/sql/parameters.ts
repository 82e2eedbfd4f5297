// Writes the parameters of a statement into the call that runs it, beside those that it is given already.
// Must not know drivers nor how the text is rewritten.
import { callArguments } from '../../facts/expressions';
import type { SyntaxNode } from '../../syntax/node';
import type { CallStyle, Given } from './callStyle';
import { isKnownSequence } from './lists';
import type { Existing } from './placeholders';
import type { Sink } from './sinks';
import type { TextEdit } from './textEdits';
import type { Unit } from './units';

/** A bound value and where its placeholder stands among those of the text. */
export interface Parameter {
  readonly name: string;
  readonly unit: Unit;
  /** The value as Python; of a list, what gives its items. */
  readonly value: string;
  /** How a list is passed: as it is, as one parameter for each item, or not at all. */
  readonly list: 'whole' | 'items' | null;
}

/**
 * The edits that hand parameters to a call.
 * @returns null when they cannot be joined with what is passed already
 */
export function passParameters(
  sink: Sink,
  style: CallStyle,
  parameters: readonly Parameter[],
  existing: Existing,
): TextEdit[] | null {
  if (parameters.length === 0) return [];
  const { given, container } = style;
  if (container === 'arguments') return passArguments(sink, parameters);
  if (!given) {
    const holder = holderText(container, parameters);
    const all = callArguments(sink.call);
    const at = all.find((argument) => argument.value === sink.argument)?.node ?? sink.argument;
    const gap = gapBefore(at);
    if (style.keyword === null) return [{ start: at.end, end: at.end, newText: `,${gap}${holder}` }];
    // Keywords go last; one line longer where the call is laid out over several.
    const last = all.at(-1)!.node;
    return [{ start: last.end, end: last.end, newText: `,${gap}${style.keyword}=${holder}` }];
  }
  if (given.kind === 'none' || isEmpty(given.node))
    return [{ start: given.node.start, end: given.node.end, newText: holderText(container, parameters) }];
  return container === 'dict' ? extendDict(given, parameters) : extendSequence(given, parameters, existing);
}

function isEmpty(node: SyntaxNode): boolean {
  return /^(tuple|list|dictionary)$/.test(node.type) && node.items.length === 0;
}

/** Arguments of their own; a text that is a keyword loses it, since no positional argument may stand behind one. */
function passArguments(sink: Sink, parameters: readonly Parameter[]): TextEdit[] | null {
  const all = callArguments(sink.call);
  const text = all.find((argument) => argument.value === sink.argument);
  const last = all.filter((argument) => argument.name === null).at(-1);
  const newText = parameters.map((each) => `, ${itemOf(each)}`).join('');
  if (text?.name === null || !text) {
    const end = last?.node.end ?? sink.argument.end;
    return [{ start: end, end, newText }];
  }
  if (last || all[0] !== text) return null;
  return [
    { start: text.node.start, end: text.value.start, newText: '' },
    { start: text.node.end, end: text.node.end, newText },
  ];
}

/** What goes before one more argument: a line of its own where the others have theirs. */
function gapBefore(argument: SyntaxNode): string {
  const line = /\n([ \t]*)$/.exec(argument.source.slice(0, argument.start));
  return line && argument.text.includes('\n') ? `\n${line[1]}` : ' ';
}

function holderText(container: CallStyle['container'], parameters: readonly Parameter[]): string {
  if (container === 'dict') {
    const pairs = parameters.map(pairOf);
    // A comprehension alone need not be spread into another dict.
    return pairs.length === 1 && pairs[0]!.startsWith('**') ? pairs[0]!.slice(2) : `{${pairs.join(', ')}}`;
  }
  const items = parameters.map(itemOf);
  const [only] = parameters;
  // One list alone is a sequence already.
  if (parameters.length === 1 && only?.list === 'items') {
    if (only.value.startsWith('[')) return only.value;
    return `${container === 'list' ? 'list' : 'tuple'}(${only.value})`;
  }
  if (container === 'list') return `[${items.join(', ')}]`;
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

function pairOf(parameter: Parameter): string {
  const { name, value, list } = parameter;
  if (list !== 'items') return `"${name}": ${itemOf(parameter)}`;
  return `**{f"${name}_{i}": each for i, each in enumerate(${value})}`;
}

function itemOf({ value, list, unit }: Parameter): string {
  if (list === 'items') return `*${value}`;
  return list === 'whole' && !isKnownSequence(value, unit.holes[0]!.expression) ? `list(${value})` : value;
}

function extendDict({ node, kind, isOptional }: Given, parameters: readonly Parameter[]): TextEdit[] | null {
  const pairs = parameters.map(pairOf).join(', ');
  if (node.type === 'dictionary') {
    const last = node.items.at(-1)!;
    return [{ start: last.end, end: last.end, newText: `, ${pairs}` }];
  }
  if (kind === 'sequence') return null;
  return [{ start: node.start, end: node.end, newText: `{**${spread(node, isOptional, '{}')}, ${pairs}}` }];
}

function spread(node: SyntaxNode, isOptional: boolean, empty: string): string {
  if (isOptional) return `(${node.text} or ${empty})`;
  return /^(identifier|attribute|call|subscript|list_comprehension|dictionary_comprehension)$/.test(node.type)
    ? node.text
    : `(${node.text})`;
}

function extendSequence(given: Given, parameters: readonly Parameter[], existing: Existing): TextEdit[] | null {
  const { node, kind, isOptional } = given;
  if (kind === 'mapping') return null;
  const places = parameters.map((each) => placeOf(each, existing));
  const isLast = places.every((place) => place.isLast);
  const isFirst = places.every((place) => place.isFirst);
  const added = parameters.map(itemOf).join(', ');
  if (node.type !== 'tuple' && node.type !== 'list') {
    const all = `*${spread(node, isOptional, '()')}`;
    if (isLast) return [{ start: node.start, end: node.end, newText: `(${all}, ${added})` }];
    return isFirst ? [{ start: node.start, end: node.end, newText: `(${added}, ${all})` }] : null;
  }
  const { items } = node;
  if (isLast) return [behindLast(node, added)];
  if (isFirst) {
    const [first] = items as [SyntaxNode];
    const comma = items.length === 1 ? /^,(?=\s*\))/.exec(node.source.slice(first.end, node.end)) : null;
    const needless = comma ? [{ start: first.end, end: first.end + 1, newText: '' }] : [];
    return [{ start: first.start, end: first.start, newText: `${added}, ` }, ...needless];
  }
  const isCounted = existing.open.length === 0 && items.length === existing.marks.length;
  if (!isCounted || items.some((each) => each.type === 'list_splat')) return null;
  const edits: TextEdit[] = [];
  for (let index = 0; index <= items.length; index++) {
    const here = parameters.filter((_, i) => places[i]!.before === index).map(itemOf);
    if (here.length === 0) continue;
    const next = items[index];
    if (next) edits.push({ start: next.start, end: next.start, newText: `${here.join(', ')}, ` });
    else edits.push(behindLast(node, here.join(', ')));
  }
  return edits;
}

function placeOf(
  { unit }: Parameter,
  { marks, open }: Existing,
): { before: number; isFirst: boolean; isLast: boolean } {
  const before = marks.filter((mark) => mark.start < unit.start).length;
  return {
    before,
    isFirst: before === 0 && !open.some((start) => start < unit.start),
    isLast: before === marks.length && !open.some((start) => start > unit.start),
  };
}

/** More items behind the last one; the comma that makes a tuple of a single item is no longer needed. */
function behindLast(sequence: SyntaxNode, more: string): TextEdit {
  const last = sequence.items.at(-1)!;
  const comma = sequence.items.length === 1 ? /^,(?=\s*\))/.exec(sequence.source.slice(last.end, sequence.end)) : null;
  return { start: last.end, end: last.end + (comma ? 1 : 0), newText: `, ${more}` };
}
