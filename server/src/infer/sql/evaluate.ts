// The value of an expression: the one place that looks at every kind of expression.
// Must not know statements, sinks or fixes.
import { dottedName, unparenthesized } from '../../facts/expressions';
import { foreignLiteral, type Part } from '../../facts/sqlParts';
import type { SyntaxNode } from '../../syntax/node';
import { evaluateCall } from './calls';
import { clearedBy } from './checks';
import { onceInExpression } from './inline';
import { attributeValue, nameValue } from './lookups';
import { copyState, forget, type Scope, type State } from './state';
import { evaluatePercent, evaluateString, interpolate } from './strings';
import {
  constantOf,
  contentOf,
  elementOf,
  isFixed,
  joinAll,
  joinValues,
  SAFE,
  SAFE_INT,
  UNKNOWN,
  UNKNOWN_TEXT,
  type Value,
} from './value';

/** What an expression may be at a point of the function. */
export function evaluate(node: SyntaxNode, state: State, scope: Scope): Value {
  if (
    state.checked.size > 0 &&
    /^(identifier|attribute|subscript|call)$/.test(node.type) &&
    state.checked.has(node.text)
  )
    return SAFE;
  switch (node.type) {
    case 'string':
      return evaluateString(node, state, scope);
    case 'concatenated_string': {
      const all = node.items.map((item) => evaluate(item, state, scope));
      return { kind: 'text', parts: all.flatMap((value) => (value.kind === 'text' ? value.parts : [])) };
    }
    case 'integer':
      return /^\d{1,9}$/.test(node.text) ? { kind: 'safe', type: 'int', number: Number(node.text) } : SAFE_INT;
    case 'float':
    case 'unary_operator':
      return SAFE_INT;
    case 'true':
    case 'false':
    case 'none':
    case 'ellipsis':
    case 'comparison_operator':
    case 'not_operator':
      return SAFE;
    case 'parenthesized_expression':
    case 'await':
      return node.items.length === 1 ? evaluate(node.items[0]!, state, scope) : UNKNOWN;
    case 'identifier':
      return nameValue(node.text, state, scope);
    case 'attribute':
      return attributeValue(node, state, scope);
    case 'subscript':
      return evaluateSubscript(node, state, scope);
    case 'call':
      return onceInExpression(node, state, scope, () => evaluateCall(node, state, scope));
    case 'binary_operator':
      return evaluateOperator(node, state, scope);
    case 'boolean_operator': {
      const left = node.child('left');
      const right = node.child('right');
      if (!left || !right) return UNKNOWN;
      const isAnd = node.child('operator')?.text === 'and';
      const cleared = clearedBy(left, isAnd, state, scope);
      const second = evaluate(right, cleared.length > 0 ? withCleared(state, cleared) : state, scope);
      return isAnd ? second : joinValues(evaluate(left, state, scope), second);
    }
    case 'conditional_expression': {
      const [then, condition, otherwise] = node.items;
      if (!then || !condition || !otherwise) return UNKNOWN;
      const outcome = outcomeOf(condition, state, scope);
      if (outcome !== null) return evaluate(outcome ? then : otherwise, state, scope);
      return joinValues(
        evaluate(then, withCleared(state, clearedBy(condition, true, state, scope)), scope),
        evaluate(otherwise, withCleared(state, clearedBy(condition, false, state, scope)), scope),
      );
    }
    case 'named_expression': {
      const value = node.child('value');
      return value ? evaluate(value, state, scope) : UNKNOWN;
    }
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list':
      return {
        kind: 'list',
        items: node.items.map((item) =>
          item.type === 'list_splat'
            ? elementOf(evaluate(item.items[0] ?? item, state, scope))
            : evaluate(item, state, scope),
        ),
      };
    case 'dictionary':
      return evaluateDictionary(node, state, scope);
    case 'list_comprehension':
    case 'generator_expression':
    case 'set_comprehension': {
      const body = node.child('body');
      return body ? { kind: 'list', items: [evaluate(body, comprehensionState(node, state, scope), scope)] } : UNKNOWN;
    }
    case 'dictionary_comprehension': {
      const pair = node.child('body');
      const inner = comprehensionState(node, state, scope);
      const [key, value] = [pair?.child('key'), pair?.child('value')];
      if (!key || !value) return UNKNOWN;
      return { kind: 'mapping', keys: [evaluate(key, inner, scope)], values: [evaluate(value, inner, scope)] };
    }
    case 'lambda':
      return { kind: 'function', node, state: copyState(state), scope };
    default:
      return UNKNOWN;
  }
}

/** The state inside a comprehension: its names bound, its conditions holding. */
export function comprehensionState(node: SyntaxNode, state: State, scope: Scope): State {
  const inner = copyState(state);
  for (const clause of node.items) {
    if (clause.type === 'for_in_clause') {
      const left = clause.child('left');
      const right = clause.child('right');
      if (left && right) bindPattern(left, elementOf(evaluate(right, inner, scope)), inner);
    } else if (clause.type === 'if_clause' && clause.items[0]) {
      for (const text of clearedBy(clause.items[0], true, inner, scope)) inner.checked.add(text);
    }
  }
  return inner;
}

/** Binds the names of a target to a value, or to its elements. */
export function bindPattern(target: SyntaxNode, value: Value, state: State): void {
  if (target.type === 'identifier' || target.type === 'attribute') {
    const name = dottedName(target);
    if (name === null) return;
    forget(state, name);
    state.vars.set(name, value);
    return;
  }
  if (target.type === 'list_splat_pattern' || target.type === 'list_splat') {
    if (target.items[0]) bindPattern(target.items[0], { kind: 'list', items: [value] }, state);
    return;
  }
  if (/^(pattern_list|tuple_pattern|list_pattern|tuple|list|expression_list)$/.test(target.type)) {
    const targets = target.items;
    const fits = value.kind === 'list' && value.items.length === targets.length;
    for (const [i, item] of targets.entries()) bindPattern(item, fits ? value.items[i]! : elementOf(value), state);
  }
}

function withCleared(state: State, texts: readonly string[]): State {
  if (texts.length === 0) return state;
  return { vars: state.vars, checked: new Set([...state.checked, ...texts]) };
}

function evaluateSubscript(node: SyntaxNode, state: State, scope: Scope): Value {
  const object = node.child('value');
  if (!object) return UNKNOWN;
  const name = dottedName(object);
  if (name !== null && /(^|\.)environ$/.test(name))
    return { kind: 'unknown', content: { trust: 'settings', type: 'str' } };
  if (name !== null && !state.vars.has(name) && scope.names.isEnum(name)) return SAFE;
  const value = evaluate(object, state, scope);
  switch (value.kind) {
    case 'mapping':
      return entryOf(value, node.child('subscript'), state, scope);
    case 'list': {
      const index = node.child('subscript');
      if (index?.type === 'slice') return value;
      if (index?.type === 'integer' && !value.isOpen) return value.items[Number(index.text)] ?? elementOf(value);
      return elementOf(value);
    }
    case 'text': {
      const text = constantOf(value);
      const index = node.child('subscript');
      if (text !== null && index?.type === 'integer' && Number(index.text) < text.length)
        return { kind: 'text', parts: [foreignLiteral(text[Number(index.text)]!)] };
      return isFixed(value) ? value : UNKNOWN_TEXT;
    }
    case 'unknown':
      return node.child('subscript')?.type === 'slice' ? value : elementOf(value);
    default:
      return value;
  }
}

/** What a mapping has under a key: the one value where all keys are constants, else any of them. */
function entryOf(
  mapping: Extract<Value, { kind: 'mapping' }>,
  key: SyntaxNode | null,
  state: State,
  scope: Scope,
): Value {
  const { keys, values } = mapping;
  const sought = key ? constantOf(evaluate(key, state, scope)) : null;
  const written = keys.map(constantOf);
  if (sought === null || keys.length !== values.length || written.includes(null)) return joinAll(values);
  const at = written.lastIndexOf(sought);
  return at >= 0 ? values[at]! : joinAll(values);
}

function evaluateDictionary(node: SyntaxNode, state: State, scope: Scope): Value {
  const keys: Value[] = [];
  const values: Value[] = [];
  for (const item of node.items) {
    if (item.type === 'pair') {
      const [key, value] = [item.child('key'), item.child('value')];
      if (key) keys.push(evaluate(key, state, scope));
      values.push(value ? evaluate(value, state, scope) : UNKNOWN);
    } else if (item.type === 'dictionary_splat' && item.items[0]) {
      const inner = evaluate(item.items[0], state, scope);
      if (inner.kind === 'mapping') {
        keys.push(...inner.keys);
        values.push(...inner.values);
      } else {
        keys.push(elementOf(inner));
        values.push(UNKNOWN);
      }
    }
  }
  return { kind: 'mapping', keys, values };
}

function evaluateOperator(node: SyntaxNode, state: State, scope: Scope): Value {
  // A long chain of `+` nests to the left: taken apart in a loop, it cannot exhaust the stack.
  const left = node.child('left');
  const right = node.child('right');
  const operator = node.child('operator')?.text;
  if (!left || !right || !operator) return UNKNOWN;
  if (operator === '+')
    return addValues(evaluate(left, state, scope), left, evaluate(right, state, scope), right, scope);
  const one = evaluate(left, state, scope);
  if (operator === '%') {
    const result = evaluatePercent(one, node, right, state, scope);
    return one.kind === 'safe' ? SAFE_INT : result;
  }
  const other = evaluate(right, state, scope);
  if (one.kind === 'safe' && other.kind === 'safe' && one.number !== undefined && other.number !== undefined) {
    const number = calculate(one.number, operator, other.number);
    return number === null ? SAFE_INT : { kind: 'safe', type: 'int', number };
  }
  if (operator === '*') {
    if (one.kind === 'text' || one.kind === 'list')
      return isFixed(one) ? one : one.kind === 'list' ? one : UNKNOWN_TEXT;
    if (other.kind === 'text' || other.kind === 'list') return other;
    return one.kind === 'safe' && other.kind === 'safe' ? SAFE_INT : UNKNOWN;
  }
  if (operator === '|' && one.kind === 'mapping' && other.kind === 'mapping') return joinValues(one, other);
  // Texts have no other operator: what these give is no text.
  if (/^(-|\/\/|\*\*|<<|>>|&|\^|\|)$/.test(operator)) return SAFE_INT;
  // Paths are divided by texts, numbers by numbers.
  if (operator === '/' && [one, other].some((each) => /^(safe|typed)$/.test(contentOf(each).trust))) {
    const isText = [one, other].some((each) => each.kind === 'text');
    if (!isText) return SAFE_INT;
  }
  return one.kind === 'safe' && other.kind === 'safe' ? SAFE_INT : UNKNOWN;
}

function calculate(one: number, operator: string, other: number): number | null {
  const result =
    operator === '+'
      ? one + other
      : operator === '-'
        ? one - other
        : operator === '*'
          ? one * other
          : operator === '//' && other !== 0
            ? Math.floor(one / other)
            : operator === '%' && other > 0 && one >= 0
              ? one % other
              : null;
  return result !== null && Number.isSafeInteger(result) ? result : null;
}

/** The outcome of a condition that compares known numbers; null where it depends on more. */
export function outcomeOf(condition: SyntaxNode, state: State, scope: Scope): boolean | null {
  const node = unparenthesized(condition);
  if (node.type === 'true' || node.type === 'false') return node.type === 'true';
  if (node.type !== 'comparison_operator') return null;
  const operators = node.childrenIn('operators');
  const [left, right] = node.items.filter((item) => item.field !== 'operators');
  if (operators.length !== 1 || !left || !right) return null;
  const [one, other] = [evaluate(left, state, scope), evaluate(right, state, scope)];
  if (one.kind !== 'safe' || other.kind !== 'safe' || one.number === undefined || other.number === undefined)
    return null;
  switch (operators[0]!.text) {
    case '<':
      return one.number < other.number;
    case '<=':
      return one.number <= other.number;
    case '>':
      return one.number > other.number;
    case '>=':
      return one.number >= other.number;
    case '==':
      return one.number === other.number;
    case '!=':
      return one.number !== other.number;
    default:
      return null;
  }
}

/** The value of `one + other`. */
export function addValues(one: Value, left: SyntaxNode, other: Value, right: SyntaxNode, scope: Scope): Value {
  if (one.kind === 'safe' && other.kind === 'safe') {
    if (one.number !== undefined && other.number !== undefined)
      return { kind: 'safe', type: 'int', number: one.number + other.number };
    return one.type === other.type ? { kind: 'safe', type: one.type } : SAFE;
  }
  if (one.kind === 'list' && other.kind === 'list') return { kind: 'list', items: [...one.items, ...other.items] };
  if (one.kind !== 'text' && other.kind !== 'text') {
    const content = contentOf(one);
    const taken = content.trust === 'request' ? content : contentOf(other);
    return { kind: 'unknown', content: { ...taken, type: content.type } };
  }
  // What a text begins with can stand in no quotes of the rest: its own parts are what counts.
  const head = one.kind === 'text' ? one.parts : operandParts(one, left, scope);
  return { kind: 'text', parts: [...head, ...operandParts(other, right, scope)] };
}

function operandParts(value: Value, node: SyntaxNode, scope: Scope): readonly Part[] {
  const expression = unparenthesized(node);
  const isBuilt = /^(string|concatenated_string|binary_operator)$/.test(expression.type);
  if (value.kind === 'text' && (isBuilt || isFixed(value))) return value.parts;
  return [interpolate(expression, value, { how: 'operand', node }, scope)];
}
