// Walks a function's statements in order, branch by branch, and notes each sink with the text that reaches it.
// Must not know which texts are wrong, nor drivers' parameters.
import { callArguments, dottedName, unparenthesized } from '../../facts/expressions';
import type { SyntaxNode } from '../../syntax/node';
import { unwrapConversion } from './calls';
import { clearedBy } from './checks';
import { addValues, bindPattern, comprehensionState, evaluate, outcomeOf } from './evaluate';
import { clearedByFunction, followCall } from './inline';
import { extraSinks, type Sink, sinkOf } from './sinks';
import { copyState, forget, joinStates, type Scope, type State } from './state';
import { constantOf, elementOf, joinValues, SAFE, UNKNOWN, type Value } from './value';

/** A sink and the text that reaches it. */
export interface Hit {
  readonly sink: Sink;
  readonly value: Value;
  /** The calls through which the text goes to the sink, outermost first; empty for a sink of the region. */
  readonly way: readonly Step[];
  /** Where the sink is written when that is not the region. */
  readonly place: Scope['place'];
}

/** A call on the way, and where it is written when that is not the region. */
export interface Step {
  readonly call: SyntaxNode;
  readonly place: Scope['place'];
}

/** A text built of pieces, wherever it goes. */
export interface Built {
  readonly node: SyntaxNode;
  readonly value: Value;
}

/** What a walk finds. */
export interface Findings {
  readonly hits: Hit[];
  readonly built: Built[];
  /** Texts that go where people read them: logs, exceptions, messages. */
  readonly prose: Value[];
  /** Nested functions, with what is known where they are defined. */
  readonly nested: { readonly node: SyntaxNode; readonly state: State }[];
  /** What the function returns or yields. */
  readonly returns: Value[];
  /** What is known where it returns. */
  readonly ends: State[];
}

export function makeFindings(): Findings {
  return { hits: [], built: [], prose: [], nested: [], returns: [], ends: [] };
}

interface Walk {
  readonly scope: Scope;
  readonly found: Findings;
  /** States at `break` and `continue` of the loops around. */
  readonly exits: State[][];
  /** Whether loops are gone through once only: those in the second round of another. */
  once: boolean;
  /** Statements that may still be walked, so that nothing runs away. */
  steps: number;
}

/** Far above any function that people write; what comes behind is not judged. */
const MAXIMUM_STEPS = 20_000;

/** Walks the statements of a body; answers the state behind them, or null when none is left. */
export function walkBody(body: SyntaxNode, state: State, scope: Scope, found: Findings): State | null {
  return block(body, state, { scope, found, exits: [], once: false, steps: MAXIMUM_STEPS });
}

function block(body: SyntaxNode | null, state: State | null, walk: Walk): State | null {
  if (!body || !state) return state;
  let now: State | null = state;
  for (const item of body.items) {
    if (!now) return null;
    if (walk.steps-- <= 0) return now;
    now = statement(item, now, walk);
  }
  return now;
}

function statement(node: SyntaxNode, state: State, walk: Walk): State | null {
  switch (node.type) {
    case 'expression_statement':
      for (const item of node.items) expressionStatement(item, state, walk);
      return leaves(node) ? null : state;
    case 'return_statement':
    case 'raise_statement':
      for (const item of node.items) visit(item, state, walk);
      if (node.type === 'return_statement') {
        if (node.items[0]) walk.found.returns.push(evaluate(node.items[0], state, walk.scope));
        walk.found.ends.push(state);
      }
      return null;
    case 'break_statement':
    case 'continue_statement':
      walk.exits.at(-1)?.push(state);
      return null;
    case 'if_statement':
      return ifStatement(node, state, walk);
    case 'for_statement':
    case 'while_statement':
      return loop(node, state, walk);
    case 'with_statement':
      for (const item of node.childOfType('with_clause')?.items ?? []) withItem(item, state, walk);
      return block(node.child('body'), state, walk);
    case 'try_statement':
      return tryStatement(node, state, walk);
    case 'match_statement':
      return matchStatement(node, state, walk);
    case 'function_definition': {
      const name = node.child('name')?.text;
      if (name) {
        forget(state, name);
        state.vars.set(name, { kind: 'function', node, state, scope: walk.scope });
      }
      walk.found.nested.push({ node, state: copyState(state) });
      return state;
    }
    case 'decorated_definition':
    case 'class_definition': {
      const inner = node.child('definition') ?? node;
      if (inner.type === 'function_definition') return statement(inner, state, walk);
      block(inner.child('body'), copyState(state), walk);
      return state;
    }
    case 'delete_statement':
      for (const item of node.items) if (item.type === 'identifier') forget(state, item.text);
      return state;
    case 'block':
      return block(node, state, walk);
    default:
      for (const item of node.items) if (item.type !== 'ERROR') visit(item, state, walk);
      return state;
  }
}

/** Calls that do not come back. */
function leaves(node: SyntaxNode): boolean {
  const call = node.items[0];
  return (
    call?.type === 'call' &&
    /^(sys\.exit|exit|quit|os\._exit|abort|pytest\.(fail|skip))$/.test(dottedName(call.child('function')) ?? '')
  );
}

function expressionStatement(node: SyntaxNode, state: State, walk: Walk): void {
  const { scope } = walk;
  if (node.type === 'assignment') {
    const left = node.child('left');
    const right = node.child('right');
    if (!left) return;
    if (!right) return;
    visit(right, state, walk);
    if (right.type === 'assignment') expressionStatement(right, state, walk);
    const source = right.type === 'assignment' ? lastOfChain(right) : right;
    if (left.type === 'subscript') {
      const key = left.child('subscript');
      addToContainer(
        left.child('value'),
        evaluate(source, state, scope),
        state,
        key ? evaluate(key, state, scope) : UNKNOWN,
      );
      return;
    }
    const type = node.child('type');
    const annotated = type ? scope.names.type(type.text) : null;
    const value = annotated?.database
      ? ({ kind: 'database', ...annotated.database } as const)
      : evaluate(source, state, scope);
    bindPattern(left, annotated?.name ? namedByAnnotation(value, annotated.name) : value, state);
    return;
  }
  if (node.type === 'augmented_assignment') {
    const left = node.child('left');
    const right = node.child('right');
    if (!left || !right) return;
    visit(right, state, walk);
    const name = dottedName(left);
    if (name === null) return;
    const one = evaluate(left, state, scope);
    const other = evaluate(right, state, scope);
    const isPlus = node.child('operator')?.text === '+=';
    const value = isPlus ? addValues(one, left, other, right, scope) : one.kind === 'safe' ? SAFE : UNKNOWN;
    if (isPlus && one.kind === 'text') note(node, value, walk);
    forget(state, name);
    state.vars.set(name, value);
    return;
  }
  visit(node, state, walk);
  const call = node.type === 'await' ? node.items[0] : node;
  if (call?.type !== 'call') return;
  growList(call, state, scope);
  for (const text of clearedByFunction(call, null, state, scope)) state.checked.add(text);
}

/** An unknown value, of which an annotation tells the class. */
function namedByAnnotation(value: Value, type: string): Value {
  if (value.kind !== 'unknown' || value.content.type !== null || value.content.trust !== 'unknown') return value;
  return { kind: 'unknown', content: { trust: 'unknown', type } };
}

function lastOfChain(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.type === 'assignment' && at.child('right')) at = at.child('right')!;
  return at;
}

/** `parts.append(x)`, `parts.extend(xs)`, `parts.insert(0, x)`, `mapping.update(x)`. */
function growList(call: SyntaxNode, state: State, scope: Scope): void {
  const callee = call.child('function');
  const method = callee?.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : '';
  const object = callee?.child('object') ?? null;
  const all = callArguments(call);
  if (object && method === 'pop') takeOut(object, all[0]?.value ?? null, state);
  if (!object || all.length === 0) return;
  if (/^(insert|remove|sort|reverse|clear)$/.test(method)) loosen(object, state);
  if (method === 'append' || method === 'add' || method === 'insert') {
    addToContainer(object, evaluate(all.at(-1)!.value, state, scope), state);
  } else if (method === 'extend' || method === 'update') {
    addToContainer(object, elementOf(evaluate(all[0]!.value, state, scope)), state);
  }
}

/** `items.pop(0)`: the item at a known place goes; else any may have gone. */
function takeOut(object: SyntaxNode, index: SyntaxNode | null, state: State): void {
  const name = dottedName(object);
  const known = name === null ? undefined : state.vars.get(name);
  if (name === null || known?.kind !== 'list') return;
  const at = index === null ? known.items.length - 1 : index.type === 'integer' ? Number(index.text) : -1;
  if (known.isOpen || at < 0 || at >= known.items.length) loosen(object, state);
  else state.vars.set(name, { ...known, items: known.items.toSpliced(at, 1) });
}

/** Forgets in which order a list's items stand. */
function loosen(object: SyntaxNode, state: State): void {
  const name = dottedName(object);
  const known = name === null ? undefined : state.vars.get(name);
  if (name !== null && known?.kind === 'list') state.vars.set(name, { ...known, isOpen: true });
}

function addToContainer(object: SyntaxNode | null, value: Value, state: State, key: Value = UNKNOWN): void {
  const name = dottedName(object);
  if (name === null) return;
  const known = state.vars.get(name);
  forgetChecks(state, name);
  if (known?.kind === 'list') state.vars.set(name, { ...known, items: [...known.items, value] });
  else if (known?.kind === 'mapping') {
    state.vars.set(name, { kind: 'mapping', keys: [...known.keys, key], values: [...known.values, value] });
  } else if (known?.kind === 'safe') state.vars.set(name, joinValues(known, value));
}

function forgetChecks(state: State, name: string): void {
  const value = state.vars.get(name);
  forget(state, name);
  if (value) state.vars.set(name, value);
}

function ifStatement(node: SyntaxNode, state: State, walk: Walk): State | null {
  const { scope } = walk;
  let rest: State | null = state;
  let after: State | null = null;
  const branch = (condition: SyntaxNode | null, body: SyntaxNode | null): void => {
    if (!rest) return;
    if (!condition) {
      after = joinStates(after, block(body, rest, walk));
      rest = null;
      return;
    }
    visit(condition, rest, walk);
    const outcome = outcomeOf(condition, rest, scope);
    if (outcome === true) {
      after = joinStates(after, block(body, rest, walk));
      rest = null;
      return;
    }
    if (outcome === false) return;
    const taken = copyState(rest);
    for (const text of clearedBy(condition, true, rest, scope)) taken.checked.add(text);
    const passed = clearedBy(condition, false, rest, scope);
    const left: State = passed.length > 0 ? copyState(rest) : rest;
    for (const text of passed) left.checked.add(text);
    after = joinStates(after, block(body, taken, walk));
    rest = left;
  };
  branch(node.child('condition'), node.child('consequence'));
  for (const clause of node.childrenIn('alternative')) {
    if (clause.type === 'elif_clause') branch(clause.child('condition'), clause.child('consequence'));
    else branch(null, clause.child('body'));
  }
  return joinStates(after, rest);
}

function loop(node: SyntaxNode, state: State, walk: Walk): State | null {
  const { scope, exits } = walk;
  const [left, right, condition] = [node.child('left'), node.child('right'), node.child('condition')];
  const body = node.child('body');
  if (right) visit(right, state, walk);
  let before: State | null = state;
  const out: State[] = [];
  let clearsElements = left !== null && right !== null;
  const { once } = walk;
  // Twice: what the first round leaves is there in the second. Loops inside need not be doubled again there.
  for (let round = 0; round < (once ? 1 : 2) && before; round++) {
    walk.once = once || round > 0;
    const inside = copyState(before);
    if (left && right) bindPattern(left, elementOf(evaluate(right, before, scope)), inside);
    if (condition) {
      visit(condition, inside, walk);
      for (const text of clearedBy(condition, true, inside, scope)) inside.checked.add(text);
    }
    exits.push([]);
    let end = block(body, inside, walk);
    const left1 = exits.pop()!;
    if (left1.length > 0) clearsElements = false;
    for (const exit of left1) end = joinStates(end, exit);
    if (left && !(end?.checked.has(left.text) ?? false)) clearsElements = false;
    if (end) out.push(end);
    before = joinStates(before, end);
  }
  walk.once = once;
  // Every element went through a check that leaves otherwise: `for c in columns: if c not in ALLOWED: raise …`.
  if (clearsElements && before && out.length > 0) before.checked.add(right!.text);
  const otherwise = node.child('alternative');
  return otherwise && before ? joinStates(before, block(otherwise.child('body'), copyState(before), walk)) : before;
}

function withItem(item: SyntaxNode, state: State, walk: Walk): void {
  const value = item.child('value');
  if (!value) return;
  const pattern = value.type === 'as_pattern' ? value : null;
  const source = pattern ? pattern.items[0] : value;
  if (!source) return;
  visit(source, state, walk);
  const target = pattern?.child('alias')?.items[0];
  if (target) bindPattern(target, evaluate(source, state, walk.scope), state);
}

function tryStatement(node: SyntaxNode, state: State, walk: Walk): State | null {
  const before = copyState(state);
  let after = block(node.child('body'), state, walk);
  // An exception may come at any point: what holds is what held before, or what the body left.
  const thrown = joinStates(before, after ? copyState(after) : null) ?? before;
  for (const clause of node.items) {
    if (clause.type === 'except_clause' || clause.type === 'except_group_clause') {
      const inner = copyState(thrown);
      after = joinStates(after, block(clause.childOfType('block'), inner, walk));
    } else if (clause.type === 'else_clause') {
      after = block(clause.child('body') ?? clause.childOfType('block'), after, walk);
    }
  }
  const last = node.items.find((item) => item.type === 'finally_clause');
  if (!last) return after;
  const end = block(last.childOfType('block'), after ?? copyState(thrown), walk);
  return after ? end : null;
}

function matchStatement(node: SyntaxNode, state: State, walk: Walk): State | null {
  const subject = node.child('subject');
  if (subject) visit(subject, state, walk);
  let after: State | null = null;
  let isTotal = false;
  const constant = subject ? constantOf(evaluate(subject, state, walk.scope)) : null;
  for (const clause of node.child('body')?.items ?? []) {
    if (clause.type !== 'case_clause') continue;
    const patterns = clause.items.filter((item) => item.type === 'case_pattern');
    const inner = copyState(state);
    const written = patterns.map((item) => item.text).join(' ');
    const texts = textPatterns(written);
    // Of a subject that is known, one case is taken.
    if (isTotal || (constant !== null && texts && !texts.includes(constant))) continue;
    if ((written === '_' || (constant !== null && texts)) && !clause.child('guard')) isTotal = true;
    if (subject && /^\s*(?:(?:r?'[^'\\]*'|r?"[^"\\]*"|\d+|None|True|False|[A-Z]\w*\.\w+)\s*\|?\s*)+$/.test(written))
      inner.checked.add(subject.text);
    after = joinStates(after, block(clause.child('consequence'), inner, walk));
  }
  return isTotal ? after : joinStates(after, state);
}

/** The texts of a pattern that is made of nothing else. */
function textPatterns(written: string): string[] | null {
  if (!/^\s*(?:(?:'[^'\\]*'|"[^"\\]*")\s*\|?\s*)+$/.test(written)) return null;
  return [...written.matchAll(/'([^']*)'|"([^"]*)"/g)].map((match) => match[1] ?? match[2] ?? '');
}

const BUILDERS = /^(string|concatenated_string|binary_operator)$/;
const PROSE_CALL =
  /(^|\.)(debug|info|warning|warn|error|critical|exception|log|msg|print|pprint|fail|skip|xfail|raises|echo|secho|add_note|assert\w*|write|set_description|Field|Path|Query|Body|Header|Depends|add_argument|\w*(Error|Exception|Warning))$/;
const PROSE_NAME =
  /(^|_)(message|msg|detail|details|description|prompt|help|error|err|content|title|summary|reason|label|match|note|hint|text|doc|instructions?|question|answer|body|subject|system|user|tooltip|caption|comment)s?$/i;

/** Looks at an expression: notes sinks and built texts in it, and binds what a walrus binds. */
function visit(node: SyntaxNode, state: State, walk: Walk): void {
  const { scope, found } = walk;
  switch (node.type) {
    case 'lambda': {
      const body = node.child('body');
      if (body) visit(body, copyState(state), walk);
      return;
    }
    case 'list_comprehension':
    case 'generator_expression':
    case 'set_comprehension':
    case 'dictionary_comprehension': {
      const inner = comprehensionState(node, state, scope);
      for (const item of node.items) visit(item, inner, walk);
      return;
    }
    case 'yield':
      if (node.items[0]) found.returns.push(evaluate(node.items[0], state, scope));
      break;
    case 'named_expression': {
      const [name, value] = [node.child('name'), node.child('value')];
      if (!name || !value) return;
      visit(value, state, walk);
      bindPattern(name, evaluate(value, state, scope), state);
      return;
    }
    case 'call': {
      const sink = sinkOf(node, state, scope);
      if (sink) found.hits.push({ sink, value: evaluate(sink.argument, state, scope), way: [], place: scope.place });
      else found.hits.push(...(followCall(node, state, scope)?.hits ?? []));
      for (const each of extraSinks(node, state, scope)) found.hits.push({ ...each, way: [], place: scope.place });
      const name = dottedName(node.child('function')) ?? node.child('function')?.child('attribute')?.text ?? '';
      if (!sink && PROSE_CALL.test(name)) {
        for (const argument of callArguments(node)) found.prose.push(evaluate(argument.value, state, scope));
      } else if (isTextMethod(node)) note(node, evaluate(node, state, scope), walk);
      break;
    }
    case 'comparison_operator':
      // What is held against another text is not being built to be run.
      for (const operand of node.items) {
        const value = evaluate(operand, state, scope);
        if (value.kind === 'text') found.prose.push(value);
      }
      break;
    case 'string':
    case 'concatenated_string':
    case 'binary_operator':
      if (node.type === 'string' && !node.childOfType('interpolation')) return;
      if (!isInsideBuilder(node)) note(node, evaluate(node, state, scope), walk);
      break;
    case 'conditional_expression': {
      // Branches are judged with what the condition clears.
      const [then, condition, otherwise] = node.items;
      if (then && condition && otherwise) {
        visit(condition, state, walk);
        for (const [branch, outcome] of [
          [then, true],
          [otherwise, false],
        ] as const) {
          const inner = copyState(state);
          for (const text of clearedBy(condition, outcome, state, scope)) inner.checked.add(text);
          visit(branch, inner, walk);
        }
        return;
      }
      break;
    }
  }
  for (const child of node.children) {
    if (child.type !== 'comment' && child.type !== 'string_content') visit(child, state, walk);
  }
}

function isTextMethod(call: SyntaxNode): boolean {
  const callee = call.child('function');
  const method = callee?.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : '';
  return /^(format|format_map|join|replace|substitute|safe_substitute)$/.test(method) && !isInsideBuilder(call);
}

/** Whether an expression is but a piece of a larger text that is noted by itself. */
function isInsideBuilder(node: SyntaxNode): boolean {
  let at = node;
  for (let parent = node.parent; parent; parent = parent.parent) {
    if (parent.type === 'parenthesized_expression') {
      at = parent;
      continue;
    }
    if (BUILDERS.test(parent.type))
      return parent.type !== 'binary_operator' || /^[+%]$/.test(parent.child('operator')?.text ?? '');
    if (parent.type === 'attribute' && parent.parent?.type === 'call' && at.field === 'object') {
      return isTextMethod(parent.parent) || isInsideBuilder(parent.parent);
    }
    if (parent.type === 'interpolation') return true;
    return false;
  }
  return false;
}

function note(node: SyntaxNode, value: Value, walk: Walk): void {
  if (value.kind !== 'text' || !value.parts.some((part) => part.kind !== 'literal')) return;
  if (isProsePlace(node)) walk.found.prose.push(value);
  else walk.found.built.push({ node, value });
}

/** Whether a text stands where people read it, by what is around it. */
function isProsePlace(node: SyntaxNode): boolean {
  for (let at: SyntaxNode = node, parent = node.parent; parent; at = parent, parent = parent.parent) {
    switch (parent.type) {
      case 'raise_statement':
      case 'assert_statement':
        return true;
      case 'keyword_argument':
        if (PROSE_NAME.test(parent.child('name')?.text ?? '')) return true;
        break;
      case 'pair':
        return at.field === 'value' && PROSE_NAME.test((parent.child('key')?.text ?? '').replace(/['"]/g, ''));
      case 'call': {
        const name = dottedName(parent.child('function')) ?? parent.child('function')?.child('attribute')?.text ?? '';
        return PROSE_CALL.test(name);
      }
      case 'assignment':
        return PROSE_NAME.test(parent.child('left')?.text ?? '');
      case 'expression_statement':
        return BUILDERS.test(at.type);
      case 'return_statement': {
        for (let outer = parent.parent; outer; outer = outer.parent) {
          if (outer.type === 'function_definition')
            return /^(__repr__|__str__|__format__)$/.test(outer.child('name')?.text ?? '');
        }
        return false;
      }
    }
    if (/_statement$|^block$|^module$/.test(parent.type)) return false;
  }
  return false;
}

/** The expression whose value is bound, without conversions that only make text of it. */
export function boundExpression(node: SyntaxNode): SyntaxNode {
  return unparenthesized(unwrapConversion(node));
}
