// What calling a method of a value gives, by the value's type: builtins, Python's library, classes of the project.
// Must not know where the value comes from.
import { callArguments } from '../facts/expressions';
import type { SyntaxNode } from '../syntax/node';
import { expressionType } from './expressionType';
import { ANY_METHOD_CALLS, LIBRARY_METHODS, METHOD_CALLS } from './knownCalls';
import { libraryMethod } from './libraryTypes';
import { findClass, methodResult } from './members';
import type { Scope } from './scope';
import { BOOL, builtin, imported, NONE, type TypeExpression, UNKNOWN, unite } from './typeExpression';

/**
 * The type of `value.method(…)`; with `awaited`, of what awaiting it gives.
 * @param call the call, for what hangs on its arguments; null where it is not at hand
 */
export function memberCall(
  type: TypeExpression,
  method: string,
  awaited: boolean,
  scope: Scope,
  call: SyntaxNode | null = null,
): TypeExpression {
  if (type.kind !== 'named') return awaited ? UNKNOWN : (ANY_METHOD_CALLS.get(method) ?? UNKNOWN);
  if (!awaited) {
    if (type.module === '') {
      const known = METHOD_CALLS[type.name]?.get(method);
      return known ?? containerCall(type.name, type.arguments, method, call, scope);
    }
    const known = LIBRARY_METHODS.get(`${type.module}.${type.name}.${method}`);
    if (known) return known;
  }
  const listed = type.module ? libraryMethod(`${type.module}.${type.name}`, method, awaited) : null;
  if (listed) return listed.type;
  const ref = findClass(type, scope);
  if (ref && type.arguments.length === 0) return methodResult(ref, method, type, awaited, scope);
  return awaited ? UNKNOWN : (ANY_METHOD_CALLS.get(method) ?? UNKNOWN);
}

function containerCall(
  name: string,
  args: readonly TypeExpression[],
  method: string,
  call: SyntaxNode | null,
  scope: Scope,
): TypeExpression {
  const [first = UNKNOWN, second = UNKNOWN] = args;
  const given = call ? callArguments(call) : [];
  if (method === 'copy') return builtin(name, ...args);
  if (name === 'dict') {
    if (method === 'get' && second.kind !== 'unknown' && second.kind !== 'any') {
      if (given.length === 1 || !call) return unite([second, NONE]);
      return given[1] ? unite([second, expressionType(given[1].value, scope)]) : UNKNOWN;
    }
    if ((method === 'pop' && given.length === 1) || method === 'setdefault') return second;
    if (method === 'items') return imported('collections.abc', 'ItemsView', first, second);
    if (method === 'popitem') return builtin('tuple', first, second);
    if (method === 'keys') return imported('collections.abc', 'KeysView', first);
    if (method === 'values') return imported('collections.abc', 'ValuesView', second);
    return UNKNOWN;
  }
  if (name === 'list' && method === 'pop') return first;
  if (name === 'set' && /^(union|intersection|difference|symmetric_difference)$/.test(method))
    return method === 'union' ? UNKNOWN : builtin('set', first);
  return method === 'isdisjoint' ? BOOL : UNKNOWN;
}
