// Which expressions a condition clears: compared with constants, found in a list of allowed ones, matched by a pattern.
// Must not know what happens behind the condition.
import { callArguments, dottedName, stringValue, unparenthesized } from '../../facts/expressions';
import { isWordPattern } from '../../facts/wordPatterns';
import type { SyntaxNode } from '../../syntax/node';
import { evaluate } from './evaluate';
import { clearedByFunction } from './inline';
import { valueOfBinding } from './names';
import { emptyState, type Scope, type State } from './state';
import { isFixed } from './value';

/**
 * The texts of the expressions that are harmless where a condition has the given outcome.
 * @param outcome whether the condition held
 */
export function clearedBy(condition: SyntaxNode, outcome: boolean, state: State, scope: Scope): string[] {
  const node = unparenthesized(condition);
  switch (node.type) {
    case 'not_operator': {
      const inner = node.child('argument');
      return inner ? clearedBy(inner, !outcome, state, scope) : [];
    }
    case 'boolean_operator': {
      const [left, right] = [node.child('left'), node.child('right')];
      if (!left || !right) return [];
      const one = clearedBy(left, outcome, state, scope);
      const other = clearedBy(right, outcome, state, scope);
      // Both sides of an `and` hold where it does; of a failed one, either may be the one that failed.
      const both = (node.child('operator')?.text === 'and') === outcome;
      if (both) return [...one, ...other];
      const shared = one.filter((text) => other.includes(text));
      // `x and x not in ALLOWED`: an empty `x` is harmless too.
      const empty = (side: SyntaxNode): string[] => (outcome ? [] : emptinessOf(side));
      return [
        ...shared,
        ...one.filter((text) => empty(right).includes(text)),
        ...other.filter((text) => empty(left).includes(text)),
      ];
    }
    case 'comparison_operator':
      return clearedByComparison(node, outcome, state, scope);
    case 'call':
      return clearedByCall(node, outcome, state, scope);
    case 'binary_operator': {
      // `if set(columns) - ALLOWED: raise`
      const [left, right] = [node.child('left'), node.child('right')];
      if (outcome || node.child('operator')?.text !== '-' || !left || !right) return [];
      return isFixed(evaluate(right, state, scope)) ? elementsOf(left) : [];
    }
    case 'named_expression': {
      const value = node.child('value');
      return value ? clearedBy(value, outcome, state, scope) : [];
    }
    default:
      return [];
  }
}

/** `x` of a mere truth test: when that fails, `x` is empty. */
function emptinessOf(node: SyntaxNode): string[] {
  const inner = unparenthesized(node);
  if (inner.type === 'identifier' || inner.type === 'attribute') return [inner.text];
  if (inner.type === 'comparison_operator' && /\bis\s+not\s+None$/.test(inner.text)) return [inner.items[0]!.text];
  return [];
}

function clearedByComparison(node: SyntaxNode, outcome: boolean, state: State, scope: Scope): string[] {
  const operands = node.children.filter((child) => child.field !== 'operators' && child.type !== 'comment');
  const operators = node.childrenIn('operators').map((child) => child.text.replace(/\s+/g, ' '));
  if (operands.length !== 2 || operators.length !== 1) return [];
  const [left, right] = operands as [SyntaxNode, SyntaxNode];
  const operator = operators[0]!;
  const fixed = (side: SyntaxNode): boolean =>
    isFixed(evaluate(side, state, scope)) && side.type !== 'comparison_operator';
  switch (operator) {
    case 'in':
    case 'not in': {
      if (outcome !== (operator === 'in')) return [];
      const collection = evaluate(right, state, scope);
      // Found in a text is no check: every piece of it is.
      return collection.kind !== 'text' && collection.kind !== 'database' && isFixed(collection) ? textsOf(left) : [];
    }
    case '==':
    case 'is':
      if (!outcome) return [];
      return fixed(right) ? textsOf(left) : fixed(left) ? textsOf(right) : [];
    case '!=':
    case 'is not':
      if (outcome) return [];
      return fixed(right) ? textsOf(left) : fixed(left) ? textsOf(right) : [];
    case '<=':
      return outcome && fixed(right) ? elementsOf(left) : [];
    default:
      return [];
  }
}

/** The expression under comparison: `x`; also of `x.lower()`, whose other writing is no harm, and of `(y := x)`. */
function textsOf(node: SyntaxNode): string[] {
  const inner = unparenthesized(node);
  if (inner.type === 'named_expression') {
    return [inner.child('name')?.text ?? '', ...textsOf(inner.child('value') ?? inner)].filter((text) => text !== '');
  }
  const texts = [inner.text];
  if (inner.type === 'call') {
    const callee = inner.child('function');
    const method = callee?.type === 'attribute' ? callee.child('attribute')?.text : undefined;
    if (method && /^(lower|upper|casefold|strip|title|capitalize)$/.test(method)) {
      const object = callee?.child('object');
      if (object && method !== 'strip') texts.push(...textsOf(object));
    }
  }
  return texts;
}

/** `xs` of `set(xs)`, or the set itself. */
function elementsOf(node: SyntaxNode): string[] {
  const inner = unparenthesized(node);
  if (inner.type !== 'call') return inner.type === 'identifier' || inner.type === 'attribute' ? [inner.text] : [];
  const argument = callArguments(inner)[0]?.value;
  return argument && /^(set|frozenset)$/.test(inner.child('function')?.text ?? '') ? [inner.text, argument.text] : [];
}

const WORD_TESTS = /^(isidentifier|isalnum|isalpha|isdigit|isdecimal|isnumeric)$/;

function clearedByCall(node: SyntaxNode, outcome: boolean, state: State, scope: Scope): string[] {
  const callee = node.child('function');
  const first = callArguments(node)[0]?.value ?? null;
  const name = dottedName(callee) ?? '';
  const method = callee?.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : '';
  const object = callee?.type === 'attribute' ? callee.child('object') : null;
  if (object && WORD_TESTS.test(method)) return outcome ? textsOf(object) : [];
  if (method === 'issubset' && first && object)
    return outcome && isFixed(evaluate(first, state, scope)) ? elementsOf(object) : [];
  if (name === 'isinstance' && first) {
    const types = callArguments(node)[1]?.value.text ?? '';
    return outcome &&
      /^\(?\s*(?:(?:int|float|bool|Decimal|UUID|uuid\.UUID|date|datetime|Enum)\s*[,|]?\s*)+\)?$/.test(types)
      ? textsOf(first)
      : [];
  }
  if ((name === 'all' || name === 'any') && first) return clearedByEvery(first, name, outcome, state, scope);
  if (method === 'fullmatch' || method === 'match') {
    const [pattern, subject] = patternOf(node, object, scope);
    if (pattern !== null && subject && outcome && isWordPattern(pattern, method === 'match')) return textsOf(subject);
  }
  // `if bool(re.fullmatch(…))`
  if (name === 'bool' && first) return clearedBy(first, outcome, state, scope);
  return clearedByFunction(node, outcome, state, scope);
}

/** `all(c in ALLOWED for c in columns)` and `any(c not in ALLOWED for c in columns)`. */
function clearedByEvery(argument: SyntaxNode, name: string, outcome: boolean, state: State, scope: Scope): string[] {
  if (!/_comprehension$|^generator_expression$/.test(argument.type) || outcome !== (name === 'all')) return [];
  const body = argument.child('body');
  const clauses = argument.items.filter((item) => item.type === 'for_in_clause');
  const [left, right] = [clauses[0]?.child('left'), clauses[0]?.child('right')];
  if (!body || !left || !right || clauses.length !== 1) return [];
  return clearedBy(body, outcome, state, scope).includes(left.text) ? [right.text] : [];
}

function patternOf(call: SyntaxNode, object: SyntaxNode | null, scope: Scope): [string | null, SyntaxNode | null] {
  const [first, second] = callArguments(call).map((argument) => argument.value);
  if (object?.text === 're' || object?.text === 'regex') {
    return [first ? patternText(first, scope) : null, second ?? null];
  }
  if (!object) return [null, null];
  const compiled = object.type === 'call' ? object : constantNode(object, scope);
  if (compiled?.type !== 'call' || !/(^|\.)compile$/.test(dottedName(compiled.child('function')) ?? ''))
    return [null, null];
  const pattern = callArguments(compiled)[0]?.value;
  return [pattern ? patternText(pattern, scope) : null, first ?? null];
}

/** A pattern that is written out; what a constant puts into it (`re.escape(PREFIX)`) stands for a word. */
function patternText(node: SyntaxNode, scope: Scope): string | null {
  const written = stringValue(node);
  if (written !== null) return written;
  const value = evaluate(node, emptyState(), scope);
  if (value.kind !== 'text' || !isFixed(value)) return null;
  return value.parts.map((part) => (part.kind === 'literal' ? part.text : 'a')).join('');
}

function constantNode(node: SyntaxNode, scope: Scope): SyntaxNode | null {
  const name = dottedName(node);
  if (name === null) return null;
  const field = /^(self|cls)\.(\w+)$/.exec(name)?.[2];
  if (field !== undefined) return scope.names.owner?.fields.find((each) => each.name === field)?.value ?? null;
  const binding = scope.names.definition(name);
  return binding ? valueOfBinding(binding) : null;
}
