// Types of list, dict, set and tuple displays and comprehensions, and of what is put into them later.
// Must not know how elements get their types.
import { callArguments, dottedName } from '../facts/expressions';
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';
import { expressionType } from './expressionType';
import { elementOf } from './knownCalls';
import type { Scope } from './scope';
import {
  ANY,
  builtin,
  imported,
  isBuiltin,
  membersOf,
  type NamedType,
  type TypeExpression,
  UNKNOWN,
  unite,
} from './typeExpression';

/** The type of a display or comprehension; elements that cannot be told are holes. */
export function collectionType(node: SyntaxNode, scope: Scope): TypeExpression {
  switch (node.type) {
    case 'list':
      return builtin('list', elements(node.items, scope));
    case 'set':
      return builtin('set', elements(node.items, scope));
    case 'tuple':
    case 'expression_list':
      return tupleType(node.items, scope);
    case 'dictionary':
      return dictionary(node, scope);
    case 'list_comprehension':
    case 'set_comprehension': {
      const element = node.child('body');
      return builtin(
        node.type === 'list_comprehension' ? 'list' : 'set',
        element ? plain(expressionType(element, scope)) : UNKNOWN,
      );
    }
    case 'dictionary_comprehension': {
      const pair = node.child('body');
      return builtin('dict', valueIn(pair, 'key', scope), valueIn(pair, 'value', scope));
    }
    default: {
      const element = node.child('body');
      return imported('collections.abc', 'Iterator', element ? plain(expressionType(element, scope)) : UNKNOWN);
    }
  }
}

function valueIn(pair: SyntaxNode | null, field: string, scope: Scope): TypeExpression {
  const node = pair?.child(field);
  return node ? plain(expressionType(node, scope)) : UNKNOWN;
}

/** A list, or several values returned at once, as a tuple. */
function tupleType(items: readonly SyntaxNode[], scope: Scope): TypeExpression {
  if (items.length === 0) return builtin('tuple', UNKNOWN, { kind: 'text', text: '...' });
  if (items.some((item) => item.type === 'list_splat')) return builtin('tuple', UNKNOWN, { kind: 'text', text: '...' });
  const types = items.map((item) => expressionType(item, scope));
  if (items.length > 6) return builtin('tuple', plain(unite(types)), { kind: 'text', text: '...' });
  return builtin('tuple', ...types.map(plain));
}

function elements(items: readonly SyntaxNode[], scope: Scope): TypeExpression {
  const types = items.map((item) => {
    if (item.type !== 'list_splat') return expressionType(item, scope);
    return item.items[0] ? elementOf(expressionType(item.items[0], scope)) : UNKNOWN;
  });
  return plain(unite(types));
}

function dictionary(node: SyntaxNode, scope: Scope): TypeExpression {
  const keys: TypeExpression[] = [];
  const values: TypeExpression[] = [];
  for (const item of node.items) {
    if (item.type === 'pair') {
      const key = item.child('key');
      const value = item.child('value');
      keys.push(key ? expressionType(key, scope) : UNKNOWN);
      values.push(value ? expressionType(value, scope) : UNKNOWN);
    } else {
      const spread = item.items[0] ? expressionType(item.items[0], scope) : UNKNOWN;
      const known = isBuiltin(spread, 'dict') && spread.arguments.length === 2;
      keys.push(known ? spread.arguments[0]! : UNKNOWN);
      values.push(known ? spread.arguments[1]! : UNKNOWN);
    }
  }
  return builtin('dict', plain(unite(keys)), plain(unite(values)));
}

/** An element type that a reader can bear: many different ones, or containers that differ, are `Any`. */
function plain(type: TypeExpression): TypeExpression {
  const members = membersOf(type).filter((member) => member.kind !== 'none');
  if (members.length > 2) return ANY;
  if (members.length > 1 && members.some((member) => member.kind === 'named' && member.arguments.length > 0))
    return ANY;
  return type;
}

/** Methods that put elements into a container, with what their argument is. */
const PUTS: Readonly<Record<string, 'element' | 'elements' | 'other'>> = {
  append: 'element',
  add: 'element',
  appendleft: 'element',
  extend: 'elements',
  insert: 'other',
  update: 'other',
  setdefault: 'other',
};

/** Functions that only read a container handed to them. */
const READS =
  /^(len|print|sorted|sum|min|max|any|all|list|tuple|set|frozenset|dict|iter|enumerate|zip|reversed|str|repr|bool|isinstance|dumps|join)$/;

/**
 * The type of a container in a local variable: that of its display, and of what the function puts into it later.
 * @param display the type of the value that the variable was given
 */
export function filledType(name: string, display: NamedType, scope: Scope): TypeExpression {
  const { body } = scope.site.facts;
  const isDict = display.name === 'dict';
  const keys: TypeExpression[] = [];
  const values: TypeExpression[] = [];
  let escapes = false;
  walk(body, (node) => {
    if (node.type === 'call') {
      const callee = node.child('function');
      const put =
        callee?.type === 'attribute' && callee.child('object')?.text === name
          ? PUTS[callee.child('attribute')?.text ?? '']
          : undefined;
      const [argument] = callArguments(node);
      if (put === 'element' && argument) values.push(expressionType(argument.value, scope));
      else if (put === 'elements' && argument) values.push(elementOf(expressionType(argument.value, scope)));
      else if (put) {
        const given = put === 'other' && argument && isDict ? expressionType(argument.value, scope) : UNKNOWN;
        const isKnown = isBuiltin(given, 'dict') && callArguments(node).length === 1;
        keys.push(isKnown ? (given.arguments[0] ?? UNKNOWN) : UNKNOWN);
        values.push(isKnown ? (given.arguments[1] ?? UNKNOWN) : UNKNOWN);
      }
      const passed = callArguments(node).some((each) => each.value.type === 'identifier' && each.value.text === name);
      if (passed && !READS.test((dottedName(callee) ?? callee?.child('attribute')?.text ?? '').split('.').at(-1)!))
        escapes = true;
    } else if (node.type === 'assignment' || node.type === 'augmented_assignment') {
      const left = node.child('left');
      const right = node.child('right');
      if (left?.type === 'subscript' && left.child('value')?.text === name) {
        const key = left.child('subscript');
        keys.push(key ? expressionType(key, scope) : UNKNOWN);
        values.push(right ? expressionType(right, scope) : UNKNOWN);
      }
    }
    return true;
  });
  const own = display.arguments;
  const isEmpty = own.every((argument) => argument.kind === 'unknown');
  if (isEmpty && escapes) return display;
  if (isDict) {
    const key = plain(unite([...(isEmpty ? [] : [own[0]!]), ...keys]));
    return builtin('dict', key, plain(unite([...(isEmpty ? [] : [own[1]!]), ...values])));
  }
  return builtin(display.name, plain(unite([...(isEmpty ? [] : own), ...values])));
}
