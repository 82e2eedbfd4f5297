// Works out the type of an expression from literals, operators, local assignments, annotations and known calls.
// Must not guess: what cannot be told is unknown.
import { stringPrefix, unparenthesized } from '../facts/expressions';
import type { SyntaxNode } from '../syntax/node';
import { callType } from './callType';
import { collectionType } from './collectionType';
import { elementOf, LIBRARY_ATTRIBUTES } from './knownCalls';
import { libraryAttribute } from './libraryTypes';
import { attributeType, ENUM_BASE, findClass, hasBase } from './members';
import { nameType } from './nameType';
import { operatorType } from './operatorType';
import type { Scope } from './scope';
import { selfType } from './scope';
import {
  ANY,
  BOOL,
  BYTES,
  COMPLEX,
  FLOAT,
  INT,
  imported,
  isBuiltin,
  NONE,
  STR,
  type TypeExpression,
  UNKNOWN,
  unite,
  withoutNone,
} from './typeExpression';

/** The type of an expression's value; unknown where it cannot be told. */
export function expressionType(expression: SyntaxNode, scope: Scope): TypeExpression {
  const node = unparenthesized(expression);
  if (scope.busy.has(node) || scope.budget.steps-- <= 0) return UNKNOWN;
  scope.busy.add(node);
  try {
    return typeOf(node, scope);
  } finally {
    scope.busy.delete(node);
  }
}

function typeOf(node: SyntaxNode, scope: Scope): TypeExpression {
  switch (node.type) {
    case 'integer':
      return /[jJ]$/.test(node.text) ? COMPLEX : INT;
    case 'float':
      return /[jJ]$/.test(node.text) ? COMPLEX : FLOAT;
    case 'true':
    case 'false':
      return BOOL;
    case 'none':
      return NONE;
    case 'string':
      return stringPrefix(node).includes('t') ? UNKNOWN : stringPrefix(node).includes('b') ? BYTES : STR;
    case 'concatenated_string': {
      const types = node.items.map((part) => typeOf(part, scope));
      return unite(types);
    }
    case 'identifier':
      return nameType(node, scope);
    case 'not_operator':
    case 'comparison_operator':
    case 'unary_operator':
    case 'binary_operator':
    case 'boolean_operator':
      return operatorType(node, scope);
    case 'conditional_expression': {
      const [yes, , no] = node.items;
      return yes && no ? unite([expressionType(yes, scope), expressionType(no, scope)]) : UNKNOWN;
    }
    case 'named_expression': {
      const value = node.child('value');
      return value ? expressionType(value, scope) : UNKNOWN;
    }
    case 'list':
    case 'set':
    case 'dictionary':
    case 'tuple':
    case 'expression_list':
    case 'list_comprehension':
    case 'set_comprehension':
    case 'dictionary_comprehension':
    case 'generator_expression':
      return collectionType(node, scope);
    case 'call':
      return callType(node, scope, false);
    case 'await': {
      const inner = node.items[0] && unparenthesized(node.items[0]);
      return inner?.type === 'call' ? callType(inner, scope, true) : UNKNOWN;
    }
    case 'attribute':
      return attribute(node, scope);
    case 'subscript':
      return subscript(node, scope);
    case 'lambda':
      return scope.leans ? functionType(node) : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

function attribute(node: SyntaxNode, scope: Scope): TypeExpression {
  const object = node.child('object');
  const name = node.child('attribute')?.text;
  if (!object || !name) return UNKNOWN;
  const { site, receiver } = scope;
  if (object.type === 'identifier' && receiver?.name === object.text && !receiver.isClass && site.owner) {
    const ref = ownClass(scope);
    return ref ? narrowed(attributeType(ref, name, selfType(site), scope), node, scope) : UNKNOWN;
  }
  const definition = /^[\w.]+$/.test(object.text) ? site.project.resolve(object.text) : null;
  if (definition && definition.binding === null && definition.path === null) {
    const { qualifiedName } = definition;
    return LIBRARY_ATTRIBUTES.get(`${qualifiedName}.${name}`) ?? libraryAttribute(qualifiedName, name) ?? UNKNOWN;
  }
  if (definition?.binding?.kind === 'class') {
    const type = scope.names(object.text);
    const ref = type && findClass(type, scope);
    const isMember = ref?.signature.fields.some(
      (field) => field.name === name && field.value !== null && field.annotation === null,
    );
    return type && ref && isMember && hasBase(ref, ENUM_BASE, scope) ? type : UNKNOWN;
  }
  const type = objectType(object, scope);
  if (type.kind !== 'named') return UNKNOWN;
  const className = `${type.module}.${type.name}`;
  const known = LIBRARY_ATTRIBUTES.get(`${className}.${name}`) ?? libraryAttribute(className, name);
  if (known) return narrowed(known, node, scope);
  const ref = findClass(type, scope);
  return ref && type.arguments.length === 0 ? narrowed(attributeType(ref, name, type, scope), node, scope) : UNKNOWN;
}

/** What a lambda or nested function is to those who get it, without what it takes and gives. */
export function functionType(node: SyntaxNode): TypeExpression {
  const takesNothing = node.type === 'lambda' && !node.child('parameters');
  return imported('collections.abc', 'Callable', { kind: 'text', text: takesNothing ? '[]' : '...' }, ANY);
}

/** The type of what a dot stands behind: `None` has no attribute of interest, so it must have been excluded. */
export function objectType(object: SyntaxNode, scope: Scope): TypeExpression {
  return withoutNone(object.type === 'identifier' ? nameType(object, scope, true) : expressionType(object, scope));
}

/** The one that is left of a union, else unknown. */
export function oneOf(type: TypeExpression): TypeExpression {
  return type.kind === 'union' ? UNKNOWN : type;
}

/** What a condition of the function looks at may be narrower than its annotation: `None` excluded, one member left. */
function narrowed(type: TypeExpression, node: SyntaxNode, scope: Scope): TypeExpression {
  if (type.kind !== 'union') return type;
  const root = /^[A-Za-z_]\w*/.exec(node.text)?.[0];
  if (root === undefined || !scope.tested.has(root)) return type;
  return scope.leans ? oneOf(withoutNone(type)) : UNKNOWN;
}

/** The class whose method the scope is, as others see it. */
export function ownClass(scope: Scope): ReturnType<typeof findClass> {
  const { owner } = scope.site;
  return owner ? findClass({ kind: 'named', module: null, name: owner.name, arguments: [] }, scope) : null;
}

function subscript(node: SyntaxNode, scope: Scope): TypeExpression {
  const value = node.child('value');
  const keys = node.childrenIn('subscript');
  const [key] = keys;
  if (!value || !key || keys.length !== 1) return UNKNOWN;
  if (scope.site.project.resolve(value.text)?.qualifiedName === 'os.environ') return STR;
  const type = expressionType(value, scope);
  if (type.kind !== 'named' || type.module !== '') return UNKNOWN;
  if (key.type === 'slice') return isBuiltin(type, 'str', 'bytes', 'list') ? type : UNKNOWN;
  switch (type.name) {
    case 'dict':
      return type.arguments[1] ?? UNKNOWN;
    case 'list':
    case 'str':
    case 'bytes':
    case 'range':
      return scope.leans || isBuiltin(expressionType(key, scope), 'int') ? elementOf(type) : UNKNOWN;
    case 'tuple': {
      if (type.arguments.some((argument) => argument.kind === 'text')) return elementOf(type);
      const index = /^-?\d+$/.test(key.text) ? Number(key.text) : Number.NaN;
      return type.arguments.at(index) ?? UNKNOWN;
    }
    default:
      return UNKNOWN;
  }
}
