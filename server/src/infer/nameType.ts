// The type of a name where it is read: a parameter, a local variable by the assignments that reach the place, a constant.
// Must not guess: a name that other code may bind is unknown.

import { passes } from '../facts/controlFlow';
import { unparenthesized } from '../facts/expressions';
import type { ParameterFacts } from '../facts/functions';
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';
import { filledType } from './collectionType';
import { expressionType, functionType, oneOf } from './expressionType';
import { elementOf } from './knownCalls';
import { libraryMethod } from './libraryTypes';
import { findClass, literalType, methodResult } from './members';
import { binaryType } from './operatorType';
import { inferParameter } from './parameterType';
import { pathTo, reachingValues, type Source } from './reachingValues';
import { readType } from './readType';
import { type Scope, selfType } from './scope';
import {
  allowsNone,
  builtin,
  isBuiltin,
  STR,
  type TypeExpression,
  typeKey,
  UNKNOWN,
  unite,
  withoutNone,
} from './typeExpression';

/**
 * The type of an identifier.
 * @param raw whether to tell a union too when some condition looks at the name and may have narrowed it
 */
export function nameType(node: SyntaxNode, scope: Scope, raw = false): TypeExpression {
  const type = unnarrowed(node, scope);
  const isOpen = type.kind === 'union' || isBuiltin(type, 'object');
  if (!isOpen || raw || !scope.tested.has(node.text)) return type;
  return allowsNone(type) && (scope.leans || isGuarded(node, scope)) ? oneOf(withoutNone(type)) : UNKNOWN;
}

/** Whether None has been excluded where a name is read: by `if name is None:` that leaves or assigns, or around it. */
function isGuarded(node: SyntaxNode, scope: Scope): boolean {
  const name = node.text;
  const isMissing = new RegExp(`^(${name} is None|not ${name})$`);
  const isThere = new RegExp(`^(${name} is not None|${name})$`);
  const { body } = scope.site.facts;
  for (let at = node, parent = node.parent; parent && at !== body; at = parent, parent = parent.parent) {
    if (parent.type === 'if_statement' && at.field === 'consequence' && isThere.test(conditionOf(parent))) return true;
    if (parent.type === 'conditional_expression') {
      const [yes, condition, no] = parent.items;
      if (at === yes && condition && isThere.test(unparenthesized(condition).text)) return true;
      if (at === no && condition && isMissing.test(unparenthesized(condition).text)) return true;
    }
    if (parent.type !== 'block') continue;
    const statements = parent.items;
    for (let i = statements.indexOf(at) - 1; i >= 0; i--) {
      const before = statements[i]!;
      if (
        before.type === 'if_statement' &&
        isMissing.test(conditionOf(before)) &&
        before.childrenIn('alternative').length === 0
      ) {
        const consequence = before.child('consequence');
        if (passes(consequence, scope.never) === 'no' || assigns(consequence, name)) return true;
      }
      if (before.type === 'assert_statement' && isThere.test(before.items[0]?.text ?? '')) return true;
      // What is bound again may be None again.
      if (new RegExp(`\\b${name}\\s*(:[^=\\n]*)?=(?!=)`).test(before.text)) return false;
    }
  }
  return false;
}

function conditionOf(statement: SyntaxNode): string {
  const condition = statement.child('condition');
  return condition ? unparenthesized(condition).text : '';
}

/** Whether a block gives the name something other than None, on its way through. */
function assigns(block: SyntaxNode | null, name: string): boolean {
  return (block?.items ?? []).some((statement) => {
    const assignment = statement.type === 'expression_statement' ? statement.items[0] : null;
    return (
      assignment?.type === 'assignment' &&
      assignment.child('left')?.text === name &&
      assignment.child('right')?.type !== 'none'
    );
  });
}

function unnarrowed(node: SyntaxNode, scope: Scope): TypeExpression {
  const name = node.text;
  const { facts } = scope.site;
  if (/[^\x00-\x7f]/.test(name)) return UNKNOWN;
  const bound = comprehensionBinding(node, name, facts.body);
  if (bound === 'other') return UNKNOWN;
  if (bound) return bound.path.reduce<TypeExpression>(partOf, elementOf(expressionType(bound.iterable, scope)));
  if (new RegExp(`\\b(global|nonlocal)\\b[^\\n]*\\b${name}\\b`).test(facts.body.text)) return UNKNOWN;
  const declared = declaration(name, facts.body);
  if (declared) return readType(declared.text, scope.ownNames);
  const parameter = facts.parameters.find((each) => each.name === name);
  if (node.start < facts.body.start) return outerType(name, scope);
  let reaching = scope.reaching.get(node);
  if (!reaching) {
    reaching = reachingValues(name, node, facts.body, scope.never);
    scope.reaching.set(node, reaching);
  }
  const { sources, open } = reaching;
  const types: TypeExpression[] = [];
  for (const source of sources) {
    const type = sourceType(name, source, scope);
    // One that is not known makes all of them so: names that loops assign from one another have very many paths.
    if (type?.kind === 'unknown' || type?.kind === 'any') return type;
    if (type) types.push(type);
  }
  if (open && parameter) types.push(parameterType(parameter, scope));
  else if (open && sources.length === 0) return outerType(name, scope);
  return unite(types);
}

/** The type of a parameter by its annotation; `self` by its class. */
function parameterType(parameter: ParameterFacts, scope: Scope): TypeExpression {
  const { receiver, site } = scope;
  if (receiver?.name === parameter.name) {
    const self = selfType(site);
    return receiver.isClass && self.kind !== 'unknown' ? builtin('type', self) : self;
  }
  const given = !parameter.annotation && scope.leans ? inferParameter(parameter, site)?.type : undefined;
  const type = parameter.annotation ? readType(parameter.annotation.text, scope.ownNames) : (given ?? UNKNOWN);
  if (parameter.kind === 'var-positional') return builtin('tuple', type, { kind: 'text', text: '...' });
  return parameter.kind === 'var-keyword' ? builtin('dict', STR, type) : type;
}

/** A name that the function does not bind: a constant of the module. */
function outerType(name: string, scope: Scope): TypeExpression {
  const { facts, project } = scope.site;
  for (let outer = facts.enclosing; outer; outer = outer.enclosing) {
    if (new RegExp(`\\b${name}\\b`).test(outer.parameters.map((each) => each.name).join(' '))) return UNKNOWN;
    if (new RegExp(`\\b${name}\\b`).test(outer.body.source.slice(outer.body.start, facts.whole.start))) return UNKNOWN;
  }
  const bindings = project.bindings(name);
  const [binding] = bindings;
  if (bindings.length !== 1 || binding?.kind !== 'variable') return UNKNOWN;
  if (binding.annotation !== null) return readType(binding.annotation, scope.names);
  return binding.value === null ? UNKNOWN : literalType(binding.value);
}

/** Null for a source that is being worked out already: it adds nothing to itself. */
function sourceType(name: string, source: Source, scope: Scope): TypeExpression | null {
  switch (source.kind) {
    case 'value': {
      if (scope.busy.has(source.value)) return null;
      const type = expressionType(source.value, scope);
      const isOwn = /^(list|dictionary|set|(list|dictionary|set)_comprehension|call)$/.test(source.value.type);
      if (!isOwn || !isBuiltin(type, 'list', 'dict', 'set') || type.arguments.length === 0) return type;
      // What is put in may be computed from the container itself: then its display alone tells.
      if (scope.busy.has(source.value)) return type;
      scope.busy.add(source.value);
      try {
        return filledType(name, type, scope);
      } finally {
        scope.busy.delete(source.value);
      }
    }
    case 'augmented': {
      const { node } = source;
      if (scope.busy.has(node)) return null;
      if (scope.budget.steps-- <= 0) return UNKNOWN;
      scope.busy.add(node);
      try {
        const left = node.child('left');
        const right = node.child('right');
        const operator = (node.child('operator')?.text ?? '').replace(/=$/, '');
        if (!left || !right) return UNKNOWN;
        return binaryType(operator, nameType(left, scope, true), expressionType(right, scope), right);
      } finally {
        scope.busy.delete(node);
      }
    }
    case 'element':
      return source.isAsync || !scope.busy.has(source.iterable)
        ? elementOf(expressionType(source.iterable, scope))
        : null;
    case 'context':
      return enteredType(source.value, scope);
    case 'exception':
      return exceptionType(source.caught, scope);
    case 'function':
      return scope.leans ? functionType(source.node) : UNKNOWN;
    case 'part': {
      const { of } = source;
      if (of.kind === 'element' && (of.isAsync || scope.busy.has(of.iterable))) return UNKNOWN;
      if (of.kind === 'value' && scope.busy.has(of.value)) return null;
      const whole =
        of.kind === 'value' ? expressionType(of.value, scope) : elementOf(expressionType(of.iterable, scope));
      return source.path.reduce<TypeExpression>(partOf, whole);
    }
    default:
      return UNKNOWN;
  }
}

/** What unpacking gives the target at a place. */
function partOf(whole: TypeExpression, index: number): TypeExpression {
  if (!isBuiltin(whole, 'tuple')) return elementOf(whole);
  if (whole.arguments.some((each) => each.kind === 'text')) return whole.arguments[0] ?? UNKNOWN;
  return whole.arguments.at(index) ?? UNKNOWN;
}

/** What `with value as name` gives the name: the value itself for classes whose `__enter__` returns it. */
function enteredType(value: SyntaxNode, scope: Scope): TypeExpression {
  const type = expressionType(value, scope);
  if (type.kind !== 'named') return UNKNOWN;
  const className = `${type.module}.${type.name}`;
  if (ENTER_THEMSELVES.test(className)) return type;
  const entered = libraryMethod(className, '__enter__', false)?.type;
  if (entered) return typeKey(entered) === className ? type : entered;
  const ref = findClass(type, scope);
  return ref ? methodResult(ref, '__enter__', type, false, scope) : UNKNOWN;
}

const ENTER_THEMSELVES =
  /^(io\.(TextIOWrapper|Buffered\w+)|(sqlmodel|sqlalchemy\.orm|sqlalchemy\.ext\.asyncio|fastapi\.testclient|starlette\.testclient|httpx|requests|concurrent\.futures)(\.\w+)*\.(Session|AsyncSession|TestClient|Client|AsyncClient|ThreadPoolExecutor|ProcessPoolExecutor))$/;

function exceptionType(caught: SyntaxNode, scope: Scope): TypeExpression {
  const classes = caught.type === 'tuple' ? caught.items : [caught];
  return unite(classes.map((each) => (/^[\w.]+$/.test(each.text) ? (scope.names(each.text) ?? UNKNOWN) : UNKNOWN)));
}

/** The annotation of a local variable, `name: T` with or without a value. */
function declaration(name: string, body: SyntaxNode): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  walk(body, (node) => {
    if (/^(function_definition|class_definition|lambda)$/.test(node.type)) return false;
    if (node.type === 'assignment' && node.child('left')?.text === name) found ??= node.child('type');
    return true;
  });
  return found;
}

/** What binds a name inside a comprehension or lambda around a node: the iterable, `other`, or null when nothing does. */
function comprehensionBinding(
  node: SyntaxNode,
  name: string,
  body: SyntaxNode,
): { readonly iterable: SyntaxNode; readonly path: readonly number[] } | 'other' | null {
  for (let at = node, parent = node.parent; parent && at !== body; at = parent, parent = parent.parent) {
    if (parent.type === 'lambda') {
      if (new RegExp(`\\b${name}\\b`).test(parent.child('parameters')?.text ?? '')) return 'other';
      continue;
    }
    if (!/_comprehension$|^generator_expression$/.test(parent.type)) continue;
    const clauses = parent.children.filter((child) => child.type === 'for_in_clause');
    // The first iterable is evaluated outside of the comprehension.
    if (at === clauses[0] && clauses[0].child('right') && contains(clauses[0].child('right')!, node)) continue;
    for (const clause of clauses) {
      const target = clause.child('left');
      if (!target || !new RegExp(`\\b${name}\\b`).test(target.text)) continue;
      const iterable = clause.child('right');
      const path = pathTo(name, target);
      return path && iterable && !/^async\b/.test(clause.text) ? { iterable, path } : 'other';
    }
  }
  return null;
}

function contains(outer: SyntaxNode, inner: SyntaxNode): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
