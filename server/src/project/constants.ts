// Whether names of a module are constants: bound once, to what is written out in full.
// Must not know who asks.
import { callArguments, dottedName, stringValue } from '../facts/expressions';
import { namesInLiteral } from '../facts/literals';
import { parseExpression } from '../facts/parseText';
import { isWordPattern } from '../facts/wordPatterns';
import type { SyntaxNode } from '../syntax/node';
import { type CallSource, classAround } from './callers';
import { bindingsOf, type ModuleFacts } from './module';

/** Constants made of constants are followed so far. */
const MAXIMUM_DEPTH = 5;
const IS_CONSTANT_NAME = /(^|\.)_*[A-Z][A-Z0-9_]*$/;
/** Values that the deployment or a user says. */
const FROM_OUTSIDE = /\b(environ|getenv|input|argv|request|read|load|loads|get_settings)\b/;

/**
 * Whether a name stands for constants alone, as a call in a region says it.
 * @param written the dotted name; with `!` a collection of allowed values, or a pattern that must match the whole of a text,
 *   with `^` one that may match its beginning: these must be written out; a mere constant in capitals need not be
 */
export function isConstantName(source: CallSource, module: ModuleFacts, region: number, written: string): boolean {
  const sign = /[!^]$/.exec(written)?.[0] ?? '';
  const name = sign === '' ? written : written.slice(0, -1);
  const value = writtenValueOf(source, module, region, name);
  if (value === 'constants') return true;
  if (value === null) return sign === '' && IS_CONSTANT_NAME.test(name);
  const node = parse(value);
  if (node && isPattern(node, sign)) return true;
  if (node && isLiteral(source, value.module, value.region, node, 0)) return true;
  return sign === '' && IS_CONSTANT_NAME.test(name) && !FROM_OUTSIDE.test(value.text);
}

interface Written {
  readonly text: string;
  /** The binding or field that says so. */
  readonly origin: object;
  readonly module: ModuleFacts;
  readonly region: number;
}

/** The text of what a name is bound to; `constants` for an enumeration and its members; null when it cannot be told. */
function writtenValueOf(
  source: CallSource,
  module: ModuleFacts,
  region: number,
  name: string,
): Written | 'constants' | null {
  const [root, ...rest] = name.split('.');
  if ((root === 'self' || root === 'cls') && rest.length === 1) {
    const owner = classAround(module, region);
    return owner === null ? null : fieldOf(source, module, region, owner, rest[0]!, 0);
  }
  const definition = source.resolve(module.path, name);
  if (definition?.binding?.kind === 'variable' && definition.path !== null) {
    const there = source.module(definition.path);
    const all = there ? (bindingsOf(there).get(definition.binding.name) ?? []) : [];
    const { value } = definition.binding;
    return there && value !== null && all.length === 1
      ? { text: value, origin: definition.binding, module: there, region: -1 }
      : null;
  }
  if (definition?.binding?.kind === 'class') return isEnum(source, module, name, 0) ? 'constants' : null;
  const prefix = name.slice(0, Math.max(name.lastIndexOf('.'), 0));
  if (prefix === '') return null;
  if (/\.(value|name)$/.test(name) && isEnum(source, module, prefix.replace(/\.\w+$/, ''), 0)) return 'constants';
  if (isEnum(source, module, prefix, 0)) return 'constants';
  return fieldOf(source, module, region, prefix, name.slice(prefix.length + 1), 0);
}

/** What a class, or the nearest of its bases that has it, binds a field to. */
function fieldOf(
  source: CallSource,
  module: ModuleFacts,
  region: number,
  className: string,
  field: string,
  depth: number,
): Written | null {
  const definition = source.resolve(module.path, className);
  const there = definition?.path == null ? undefined : source.module(definition.path);
  if (definition?.binding?.kind !== 'class' || !there || depth > MAXIMUM_DEPTH) return null;
  const { fields, bases } = definition.binding.signature;
  const own = fields.find((each) => each.name === field);
  if (own) return own.value === null ? null : { text: own.value, origin: own, module: there, region };
  for (const base of bases) {
    const found = fieldOf(source, there, region, base.replace(/\[[\s\S]*$/, ''), field, depth + 1);
    if (found) return found;
  }
  return null;
}

function isEnum(source: CallSource, module: ModuleFacts, name: string, depth: number): boolean {
  const definition = source.resolve(module.path, name);
  if (definition?.binding?.kind !== 'class' || depth > MAXIMUM_DEPTH) return false;
  const there = definition.path === null ? undefined : source.module(definition.path);
  return definition.binding.signature.bases.some(
    (base) =>
      /(^|\.)(Str|Int)?(Enum|Flag)$/.test(base) || (there !== undefined && isEnum(source, there, base, depth + 1)),
  );
}

function isLiteral(source: CallSource, module: ModuleFacts, region: number, node: SyntaxNode, depth: number): boolean {
  const names = namesInLiteral(node);
  if (!names || depth > MAXIMUM_DEPTH) return false;
  return names.every((name) => {
    const value = writtenValueOf(source, module, region, name);
    if (value === null || value === 'constants') return value === 'constants';
    const inner = parse(value);
    return inner !== null && isLiteral(source, value.module, value.region, inner, depth + 1);
  });
}

/** `re.compile("…")` of a pattern that leaves word characters alone. */
function isPattern(node: SyntaxNode, sign: string): boolean {
  if (sign === '' || node.type !== 'call' || !/(^|\.)compile$/.test(dottedName(node.child('function')) ?? ''))
    return false;
  const first = callArguments(node)[0]?.value;
  const pattern = first ? stringValue(first) : null;
  return pattern !== null && isWordPattern(pattern, sign === '^');
}

const parsed = new WeakMap<object, { readonly node: SyntaxNode | null }>();

/** The expression that something is bound to, parsed once. */
function parse({ text, origin }: Written): SyntaxNode | null {
  let known = parsed.get(origin);
  if (!known) {
    known = { node: parseExpression(text) };
    parsed.set(origin, known);
  }
  return known.node;
}
