// The exceptions that a function's own body raises by name, each with the handlers between it and the caller.
// Must not know classes beyond their names: whether a handler takes an exception is for others to say.
import { closest, type SyntaxNode, walk } from '../syntax/node';
import { isScope } from './bindings';
import { callArguments, dottedName, lastName, unparenthesized } from './expressions';
import type { FunctionFacts } from './functions';

/** One `raise` of one exception class. */
export interface RaiseFacts {
  /** The class as written, dotted or not. */
  readonly name: string;
  /** Whether it is raised again by the handler that took it. */
  readonly isRethrown: boolean;
  /** The `raise` statement. */
  readonly node: SyntaxNode;
  /** What stands between it and the caller, from the inside out: of each `try` or `with` the handlers, the first that takes it counts. */
  readonly barriers: readonly (readonly HandlerFacts[])[];
}

/** One `except` clause, or a context manager that suppresses. */
export interface HandlerFacts {
  /** Dotted names; `''` takes everything, null something that is no name. */
  readonly takes: readonly (string | null)[];
  /** Whether it ends by raising what it took again, so that nothing is held back. */
  readonly rethrows: boolean;
}

/**
 * The exceptions raised by a function's body, in order. What is raised by a factory's result, a parameter, a lookup or
 * an attribute of the instance has no name that the signature's reader could know, and is left out.
 */
export function readRaises(facts: FunctionFacts): RaiseFacts[] {
  const found: RaiseFacts[] = [];
  walk(facts.body, (node) => {
    if (isScope(node)) return false;
    if (node.type !== 'raise_statement') return true;
    const barriers = barriersAround(node, facts.body);
    for (const { name, isRethrown } of raisedNames(node, facts)) found.push({ name, isRethrown, node, barriers });
    return true;
  });
  return found;
}

interface Raised {
  readonly name: string;
  readonly isRethrown: boolean;
}

function raisedNames(statement: SyntaxNode, facts: FunctionFacts): Raised[] {
  const expression = statement.items.find((item) => item.field !== 'cause');
  if (!expression) return rethrown(handlerOf(statement, facts.body));
  if (expression.type === 'identifier') {
    const handler = handlerNaming(expression.text, statement, facts.body);
    if (handler) return rethrown(handler);
  }
  const name = className(expression, facts);
  return name === null ? [] : [{ name, isRethrown: false }];
}

function rethrown(handler: SyntaxNode | null): Raised[] {
  return handler
    ? handledClasses(handler).flatMap((name) => (name === null || name === '' ? [] : [{ name, isRethrown: true }]))
    : [];
}

/** The class that an expression raises: itself, what it calls, or what the local name that it is was bound to. */
function className(expression: SyntaxNode, facts: FunctionFacts): string | null {
  const raised = withoutTraceback(unparenthesized(expression));
  const name = dottedName(raised.type === 'call' ? raised.child('function') : raised);
  if (name === null) return null;
  const first = name.split('.')[0]!;
  if (first === 'self' || first === 'cls' || facts.parameters.some((parameter) => parameter.name === first))
    return null;
  const bound = localValues(first, facts.body);
  if (bound.every((value) => value === 'import')) return name;
  if (raised.type === 'call' || name !== first) return null;
  const classes = bound.map((value) =>
    value !== 'import' && value?.type === 'call' ? dottedName(value.child('function')) : null,
  );
  const [one] = classes;
  return one && classes.every((each) => each === one) && one !== name ? one : null;
}

/** `X(…)` of `X(…).with_traceback(tb)`, which answers the exception itself. */
function withoutTraceback(expression: SyntaxNode): SyntaxNode {
  const callee = expression.type === 'call' ? expression.child('function') : null;
  const object = callee?.type === 'attribute' ? callee.child('object') : null;
  return object && callee?.child('attribute')?.text === 'with_traceback' ? unparenthesized(object) : expression;
}

/** The values that the body gives to a name; null for one that is neither a plain assignment nor an import. */
function localValues(name: string, body: SyntaxNode): (SyntaxNode | 'import' | null)[] {
  const values: (SyntaxNode | 'import' | null)[] = [];
  walk(body, (node) => {
    if (node.type === 'identifier' && node.text === name && node.parent) {
      const { parent } = node;
      if (parent.type === 'assignment' && node.field === 'left') {
        const value = parent.child('right');
        if (value) values.push(unparenthesized(value));
      } else if (bindsOtherwise(node, parent)) {
        values.push(closest(parent, isImport) ? 'import' : null);
      }
    }
    return !(isScope(node) && node !== body) || node.child('name')?.text === name;
  });
  return values;
}

function isImport({ type }: SyntaxNode): boolean {
  return type === 'import_statement' || type === 'import_from_statement';
}

function bindsOtherwise(node: SyntaxNode, parent: SyntaxNode): boolean {
  if (node.field === 'name') return /^(named_expression|function_definition|class_definition)$/.test(parent.type);
  if (node.field === 'left') return /^(for_statement|augmented_assignment)$/.test(parent.type);
  return /^(as_pattern_target|pattern_list|tuple_pattern|list_pattern|dotted_name|aliased_import)$/.test(parent.type);
}

/** The `except` clause whose body runs a statement: what a bare `raise` in it raises again. */
function handlerOf(statement: SyntaxNode, body: SyntaxNode): SyntaxNode | null {
  for (let at = statement.parent; at && at !== body; at = at.parent) {
    if (at.type === 'except_clause') return at;
  }
  return null;
}

function handlerNaming(name: string, statement: SyntaxNode, body: SyntaxNode): SyntaxNode | null {
  for (let at = handlerOf(statement, body); at; at = handlerOf(at, body)) {
    if (aliasOf(at) === name) return isRebound(at) ? null : at;
  }
  return null;
}

/** Whether an `except` clause gives the name of what it took to something else. */
function isRebound(handler: SyntaxNode): boolean {
  return localValues(aliasOf(handler) ?? '', handler).some((value) => value !== null);
}

/** The name that an `except` clause gives to what it catches. */
export function aliasOf(handler: SyntaxNode): string | null {
  const value = handler.child('value');
  return value?.type === 'as_pattern' ? (value.child('alias')?.text ?? null) : null;
}

/** The classes that an `except` clause takes: dotted names; `''` for a bare one, null for what is no name. */
function handledClasses(handler: SyntaxNode): (string | null)[] {
  const values = handler.childrenIn('value');
  if (values.length === 0) return [''];
  return values.flatMap((value) => classNames(value.type === 'as_pattern' ? (value.items[0] ?? value) : value));
}

function classNames(expression: SyntaxNode): (string | null)[] {
  const inner = unparenthesized(expression);
  return inner.type === 'tuple' ? inner.items.flatMap(classNames) : [dottedName(inner)];
}

function barriersAround(statement: SyntaxNode, body: SyntaxNode): HandlerFacts[][] {
  const found: HandlerFacts[][] = [];
  let child = statement;
  for (let at = statement.parent; at && child !== body; child = at, at = at.parent) {
    if (at.type === 'try_statement') {
      if (child.field === 'body') {
        const clauses = at.children.filter(({ type }) => type === 'except_clause');
        found.push(clauses.map((clause) => ({ takes: handledClasses(clause), rethrows: endsByRethrowing(clause) })));
      }
      const last = at.childOfType('finally_clause');
      // A `return` in `finally` drops whatever was on its way.
      if (last && child !== last && hasOwnReturn(last)) found.push([{ takes: [''], rethrows: false }]);
    } else if (at.type === 'with_statement' && child.field === 'body') {
      found.push([{ takes: suppressedBy(at), rethrows: false }]);
    }
  }
  return found;
}

/** Whether the last thing that an `except` clause does is `raise`, or to raise what it calls by a name. */
function endsByRethrowing(clause: SyntaxNode): boolean {
  const last = clause.childOfType('block')?.items.findLast(({ type }) => type !== 'comment');
  if (last?.type !== 'raise_statement') return false;
  const expression = last.items.find((item) => item.field !== 'cause');
  if (!expression) return true;
  return expression.type === 'identifier' && expression.text === aliasOf(clause) && !isRebound(clause);
}

function hasOwnReturn(clause: SyntaxNode): boolean {
  let has = false;
  walk(clause, (node) => {
    if (isScope(node)) return false;
    if (node.type === 'return_statement') has = true;
    return !has;
  });
  return has;
}

/** Context managers that end the exceptions they are given: `contextlib.suppress`, and those that expect them. */
const SUPPRESSING = new Set(['suppress', 'raises', 'assertRaises', 'assertRaisesRegex']);

function suppressedBy(statement: SyntaxNode): (string | null)[] {
  const found: (string | null)[] = [];
  for (const item of statement.childOfType('with_clause')?.items ?? []) {
    const value = item.child('value');
    const call = value?.type === 'as_pattern' ? value.items[0] : value;
    const name = call?.type === 'call' ? dottedName(call.child('function')) : null;
    if (name === null || !SUPPRESSING.has(lastName(name))) continue;
    for (const argument of callArguments(call!)) {
      if (argument.name === null) found.push(...(argument.star ? [null] : classNames(argument.value)));
    }
  }
  return found;
}
