// Copies expressions into plain data, as far as strings, names, calls and collections make them up.
// Must not evaluate anything nor hold nodes; `project/` gives the data its meaning.
import type { Span, SyntaxNode } from '../syntax/node';
import { callArguments, decodeEscapes, stringPrefix } from './expressions';

/**
 * An expression. `at` is its number in the region's list of places, so that an expression which only moved prints the same.
 */
export type Value =
  | { readonly kind: 'text'; readonly at: number; readonly value: string }
  | { readonly kind: 'constant'; readonly at: number; readonly value: number | boolean | null }
  | { readonly kind: 'name'; readonly at: number; readonly name: string }
  | { readonly kind: 'member'; readonly at: number; readonly of: Value; readonly name: string }
  | { readonly kind: 'item'; readonly at: number; readonly of: Value; readonly key: Value }
  | {
      readonly kind: 'call';
      readonly at: number;
      readonly callee: Value;
      readonly arguments: readonly ArgumentValue[];
    }
  /** An f-string, a concatenation, a sum. */
  | { readonly kind: 'join'; readonly at: number; readonly parts: readonly Value[] }
  | { readonly kind: 'list'; readonly at: number; readonly items: readonly Value[] }
  /** Pairs of key and value; a `**other` stands with a null key. */
  | { readonly kind: 'dict'; readonly at: number; readonly entries: readonly (readonly [Value | null, Value])[] }
  /** `a or b`, `a if c else b`. */
  | { readonly kind: 'either'; readonly at: number; readonly isOr: boolean; readonly options: readonly Value[] }
  /** `[value for targets in iterable]`. */
  | {
      readonly kind: 'each';
      readonly at: number;
      readonly value: Value;
      readonly targets: readonly string[];
      readonly iterable: Value;
    }
  | { readonly kind: 'unknown'; readonly at: number };

export interface ArgumentValue {
  readonly name: string | null;
  readonly star: '' | '*' | '**';
  readonly value: Value;
  /** The text of what is named for FastAPI, a model, a class, dependencies, which `value` need not be able to say. */
  readonly source?: string;
}

/** A place; `indent` is the white space before it when a statement begins there and begins its line. */
export interface PlaceSpan extends Span {
  readonly indent?: string;
}

/** The places of a region's values, by number. */
export class Places {
  readonly spans: PlaceSpan[] = [];
  /** How many nodes the statement at hand may still have. */
  budget = LARGEST_VALUE;

  add(node: Span): number {
    this.spans.push({ start: node.start, end: node.end });
    return this.spans.length - 1;
  }

  /** Notes that a statement begins at a place. */
  begin(at: number, node: SyntaxNode): void {
    const place = this.spans[at];
    if (!place || place.start !== node.start) return;
    const lead = node.source.slice(node.source.lastIndexOf('\n', node.start - 1) + 1, node.start);
    if (/^[ \t]*$/.test(lead)) this.spans[at] = { ...place, indent: lead };
  }
}

/** Tables of data are no wiring: beyond so many parts a value is unknown. */
export const LARGEST_VALUE = 2000;
const LONGEST_TEXT = 400;

/** Keyword arguments that only document: left out, so that editing them concerns nobody. */
const DOCUMENTATION = new Set([
  'summary',
  'description',
  'response_description',
  'responses',
  'openapi_extra',
  'openapi_tags',
  'operation_id',
  'callbacks',
  'tags',
  'title',
  'terms_of_service',
  'contact',
  'license_info',
]);

/** Arguments whose text others read: models and classes, and what is called before a handler. */
const SOURCES = new Set(['response_model', 'response_class', 'default_response_class', 'dependencies']);

/** Copies an expression. */
export function readValue(node: SyntaxNode | null, places: Places): Value {
  if (!node) return { kind: 'unknown', at: -1 };
  if (places.budget-- <= 0) return { kind: 'unknown', at: -1 };
  switch (node.type) {
    case 'parenthesized_expression':
    case 'await':
      return readValue(node.items[0] ?? null, places);
    case 'named_expression':
      return readValue(node.child('value'), places);
    case 'identifier':
      return { kind: 'name', at: places.add(node), name: node.text };
    case 'attribute':
      return {
        kind: 'member',
        at: places.add(node),
        of: readValue(node.child('object'), places),
        name: node.child('attribute')?.text ?? '',
      };
    case 'true':
    case 'false':
      return { kind: 'constant', at: places.add(node), value: node.type === 'true' };
    case 'none':
      return { kind: 'constant', at: places.add(node), value: null };
    case 'integer':
    case 'float':
      return { kind: 'constant', at: places.add(node), value: Number(node.text.replaceAll('_', '')) };
    case 'string':
      return readString(node, places);
    case 'concatenated_string':
      return { kind: 'join', at: places.add(node), parts: node.items.map((part) => readValue(part, places)) };
    case 'binary_operator':
      if (node.child('operator')?.text === '%') return readFormat(node, places);
      if (node.child('operator')?.text !== '+') break;
      return {
        kind: 'join',
        at: places.add(node),
        parts: [readValue(node.child('left'), places), readValue(node.child('right'), places)],
      };
    case 'list':
    case 'tuple':
    case 'set':
      return { kind: 'list', at: places.add(node), items: node.items.map((item) => readValue(item, places)) };
    case 'dictionary':
      return { kind: 'dict', at: places.add(node), entries: node.items.map((item) => readEntry(item, places)) };
    case 'subscript': {
      const keys = node.childrenIn('subscript');
      const at = places.add(node);
      const of = readValue(node.child('value'), places);
      const items = keys.map((key) => readValue(key, places));
      return { kind: 'item', at, of, key: items.length === 1 ? items[0]! : { kind: 'list', at, items } };
    }
    case 'call':
      return readCall(node, places);
    case 'conditional_expression': {
      const [yes, , no] = node.items;
      const options = [readValue(yes ?? null, places), readValue(no ?? null, places)];
      return { kind: 'either', at: places.add(node), isOr: false, options };
    }
    case 'boolean_operator': {
      if (node.child('operator')?.text !== 'or') break;
      const options = [readValue(node.child('left'), places), readValue(node.child('right'), places)];
      return { kind: 'either', at: places.add(node), isOr: true, options };
    }
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
      return readComprehension(node, places);
  }
  return { kind: 'unknown', at: places.add(node) };
}

/** `"/users/%s" % name`: the text with the values in it; unknown where it is more than that. */
function readFormat(node: SyntaxNode, places: Places): Value {
  const left = node.child('left');
  const right = node.child('right');
  const format = left?.type === 'string' ? readString(left, places) : null;
  if (format?.kind !== 'text' || !right) return { kind: 'unknown', at: places.add(node) };
  const given = right.type === 'tuple' ? right.items : [right];
  const fragments = format.value.split(/%[sd]/);
  // Other directions, `%%` and names are no part of paths.
  if (fragments.length !== given.length + 1 || fragments.some((each) => each.includes('%'))) {
    return { kind: 'unknown', at: places.add(node) };
  }
  const start = left!.childOfType('string_start')!.end;
  const isPlain = left!.source.slice(start, left!.childOfType('string_end')!.start) === format.value;
  let from = start;
  const parts: Value[] = [];
  for (const [i, value] of fragments.entries()) {
    const span = { start: from, end: from + value.length };
    if (value !== '') parts.push({ kind: 'text', at: isPlain ? places.add(span) : -1, value });
    if (i < given.length) parts.push(readValue(given[i]!, places));
    from = span.end + 2;
  }
  return { kind: 'join', at: places.add(node), parts };
}

function readEntry(item: SyntaxNode, places: Places): readonly [Value | null, Value] {
  if (item.type === 'pair') return [readValue(item.child('key'), places), readValue(item.child('value'), places)];
  return [null, readValue(item.items[0] ?? null, places)];
}

function readCall(node: SyntaxNode, places: Places): Value {
  const at = places.add(node);
  const callee = readValue(node.child('function'), places);
  const list = node.child('arguments');
  if (list?.type === 'generator_expression') {
    return { kind: 'call', at, callee, arguments: [{ name: null, star: '', value: readValue(list, places) }] };
  }
  const found: ArgumentValue[] = [];
  for (const { name, star, value } of callArguments(node)) {
    if (name !== null && DOCUMENTATION.has(name)) continue;
    const known = { name, star, value: readValue(value, places) };
    const isStatus = name === 'status_code' && /\bHTTP_\d{3}(_\w+)?$/.test(value.text);
    found.push(name !== null && (SOURCES.has(name) || isStatus) ? { ...known, source: value.text } : known);
  }
  return { kind: 'call', at, callee, arguments: found };
}

function readComprehension(node: SyntaxNode, places: Places): Value {
  const clauses = node.items.filter((item) => item.type === 'for_in_clause');
  const [clause] = clauses;
  if (!clause || clauses.length > 1) return { kind: 'unknown', at: places.add(node) };
  return {
    kind: 'each',
    at: places.add(node),
    value: readValue(node.child('body'), places),
    targets: targetNames(clause.child('left')),
    iterable: readValue(clause.child('right'), places),
  };
}

/** The names that a loop's target binds, in order; empty where it is no name nor a plain tuple of names. */
export function targetNames(target: SyntaxNode | null): string[] {
  if (!target) return [];
  if (target.type === 'identifier') return [target.text];
  const names = target.items.map((item) => (item.type === 'identifier' ? item.text : ''));
  return /^(pattern_list|tuple_pattern|list_pattern)$/.test(target.type) ? names : [];
}

function readString(node: SyntaxNode, places: Places): Value {
  const prefix = stringPrefix(node);
  const start = node.childOfType('string_start');
  const end = node.childOfType('string_end');
  if (!start || !end || prefix.includes('b') || prefix.includes('t')) return { kind: 'unknown', at: places.add(node) };
  const isRaw = prefix.includes('r');
  const decode = (text: string, isFormat: boolean): string => {
    const braces = isFormat ? text.replace(/\{\{|\}\}/g, (pair) => pair[0]!) : text;
    return isRaw ? braces : decodeEscapes(braces);
  };
  const interpolations = node.children.filter((child) => child.type === 'interpolation');
  if (interpolations.length === 0) {
    if (end.start - start.end > LONGEST_TEXT) return { kind: 'unknown', at: places.add(node) };
    const value = decode(node.source.slice(start.end, end.start), prefix.includes('f'));
    // The place of a text is what stands between its quotes.
    return { kind: 'text', at: places.add({ start: start.end, end: end.start }), value };
  }
  const at = places.add(node);
  const parts: Value[] = [];
  let from = start.end;
  const fragment = (until: number): void => {
    if (until <= from) return;
    const value = decode(node.source.slice(from, until), true);
    parts.push({ kind: 'text', at: places.add({ start: from, end: until }), value });
  };
  for (const each of interpolations) {
    fragment(each.start);
    const plain = !each.childOfType('format_specifier') && !each.childOfType('type_conversion');
    parts.push(plain ? readValue(each.child('expression'), places) : { kind: 'unknown', at: places.add(each) });
    from = each.end;
  }
  fragment(end.start);
  return { kind: 'join', at, parts };
}
