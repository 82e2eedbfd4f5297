// Reads expressions: dotted names, string literals, call arguments.
// Must not know what they mean; no scope, no project.
import type { SyntaxNode } from '../syntax/node';

/** `a.b.c` of a name or an attribute chain of names; null for anything else. */
export function dottedName(node: SyntaxNode | null): string | null {
  if (!node) return null;
  if (node.type === 'identifier') return node.text;
  if (node.type === 'dotted_name') return node.text.replace(/\s+/g, '');
  if (node.type === 'attribute') {
    const object = dottedName(node.child('object'));
    const attribute = node.child('attribute');
    return object !== null && attribute ? `${object}.${attribute.text}` : null;
  }
  if (node.type === 'parenthesized_expression' && node.items.length === 1) return dottedName(node.items[0] ?? null);
  return null;
}

/** The last part of a dotted name: `c` of `a.b.c`. */
export function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** An expression without the parentheses around it. */
export function unparenthesized(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.type === 'parenthesized_expression' && inner.items.length === 1) inner = inner.items[0]!;
  return inner;
}

/** An argument of a call: positional (`name` null), keyword, or starred (`*a`, `**b`). */
export interface Argument {
  readonly name: string | null;
  readonly nameNode: SyntaxNode | null;
  readonly star: '' | '*' | '**';
  /** The value; of `name=` with nothing behind it, the keyword itself. */
  readonly value: SyntaxNode;
  /** The whole argument, `name=value`. */
  readonly node: SyntaxNode;
}

/** The arguments of a call in order; empty for a call whose argument is a bare generator. */
export function callArguments(call: SyntaxNode): Argument[] {
  const list = call.child('arguments');
  if (list?.type !== 'argument_list') return [];
  return list.items
    .filter((node) => node.type !== 'ERROR' && node.type !== 'MISSING')
    .map((node) => {
      if (node.type === 'keyword_argument') {
        const nameNode = node.child('name');
        return { name: nameNode?.text ?? '', nameNode, star: '' as const, value: node.child('value') ?? node, node };
      }
      if (node.type === 'list_splat' || node.type === 'dictionary_splat') {
        const star = node.type === 'list_splat' ? ('*' as const) : ('**' as const);
        return { name: null, nameNode: null, star, value: node.items[0] ?? node, node };
      }
      return { name: null, nameNode: null, star: '' as const, value: node, node };
    });
}

/** The argument that a parameter gets, by its keyword or its zero-based position; null when neither is written. */
export function argumentFor(call: SyntaxNode, keyword: string, position: number | null = null): SyntaxNode | null {
  const all = callArguments(call);
  const named = all.find((argument) => argument.name === keyword);
  if (named) return named.value;
  if (position === null) return null;
  const before = all.slice(0, position + 1);
  const at = before[position];
  return at && at.name === null && before.every((argument) => argument.star === '') ? at.value : null;
}

/** A string literal's prefix letters in lower case (`rb`, `f`, empty), of one string node. */
export function stringPrefix(node: SyntaxNode): string {
  const start = node.childOfType('string_start')?.text ?? '';
  return start.replace(/['"].*$/s, '').toLowerCase();
}

/**
 * The value of a string literal, implicit concatenations joined and escapes decoded.
 * @returns null for bytes, for f- and t-strings with interpolations and for anything that is no literal
 */
export function stringValue(node: SyntaxNode | null): string | null {
  if (!node) return null;
  const literal = unparenthesized(node);
  if (literal.type === 'concatenated_string') {
    let joined = '';
    for (const part of literal.items) {
      const value = stringValue(part);
      if (value === null) return null;
      joined += value;
    }
    return joined;
  }
  if (literal.type !== 'string') return null;
  const prefix = stringPrefix(literal);
  if (prefix.includes('b') || literal.childOfType('interpolation')) return null;
  const start = literal.childOfType('string_start');
  const end = literal.childOfType('string_end');
  if (!start || !end) return null;
  const text = literal.source.slice(start.end, end.start);
  const braces = prefix.includes('f') || prefix.includes('t') ? text.replace(/\{\{|\}\}/g, (pair) => pair[0]!) : text;
  return prefix.includes('r') ? braces : decodeEscapes(braces);
}

const SIMPLE_ESCAPES: Record<string, string> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Decodes Python's string escapes (Language Reference, 2.4.1); an unknown one stays as written, as in Python. */
export function decodeEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(\r\n|[\n\r]|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[\s\S])/g,
    (whole, sequence: string) => {
      if (sequence === '\n' || sequence === '\r' || sequence === '\r\n') return '';
      if (/^[0-7]/.test(sequence)) return String.fromCharCode(Number.parseInt(sequence, 8));
      if (/^[xuU][0-9a-fA-F]/.test(sequence)) {
        const code = Number.parseInt(sequence.slice(1), 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      }
      if (sequence.startsWith('N{')) return '\ufffd';
      return SIMPLE_ESCAPES[sequence] ?? whole;
    },
  );
}
