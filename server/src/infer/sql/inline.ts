// Follows texts into functions of the project: their bodies are walked with the arguments of a call, and give what they
// return and which sinks the texts reach. Must not know which texts are wrong.
import { ownYields } from '../../facts/bindings';
import { callArguments, dottedName } from '../../facts/expressions';
import { type FunctionFacts, readFunctions, readParameters } from '../../facts/functions';
import { makeRegion, type Region } from '../../facts/region';
import type { Part } from '../../facts/sqlParts';
import type { TextFunction } from '../../project/textFunctions';
import type { SyntaxNode } from '../../syntax/node';
import { SyntaxTree } from '../../syntax/parser';
import { clearedBy } from './checks';
import { evaluate } from './evaluate';
import { type Findings, type Hit, makeFindings, walkBody } from './flow';
import { parameterValue } from './lookups';
import { copyState, emptyState, joinStates, type Scope, type State } from './state';
import { joinRows, UNKNOWN, type Value } from './value';

/** What a call of a function gives. */
export interface Inlined {
  /** The sinks that texts of the region under judgement reach in it. */
  readonly hits: readonly Hit[];
  readonly value: Value;
  /** What is known at its end: attributes of `self` among it. */
  readonly end: State | null;
}

/** What following calls keeps during the judgement of one region. */
export interface Calls {
  /** Functions that are being followed, by `keyOf`: a circle ends. */
  readonly open: Set<string>;
  readonly known: Map<string, Inlined>;
  /** How many functions may still be followed: shared by all that is looked at for one region. */
  readonly budget: { left: number };
  /** A function whose calls give a certain value: the region under judgement, seen from its callers. */
  readonly given: { readonly key: string; readonly value: Value } | null;
  /** What calls gave while one expression is evaluated: a chain would be evaluated again for each of its links. */
  frame: Frame;
  /** Functions nested in the region that were followed at their calls. */
  readonly nested: Set<SyntaxNode>;
}

/** The evaluation of one expression; nothing is bound meanwhile. */
export interface Frame {
  depth: number;
  readonly known: Map<SyntaxNode, { readonly state: State; readonly value: Value }>;
}

function makeFrame(): Frame {
  return { depth: 0, known: new Map() };
}

/** The value of a call, worked out once while an expression is evaluated. */
export function onceInExpression(call: SyntaxNode, state: State, { calls }: Scope, evaluate: () => Value): Value {
  const { frame } = calls;
  if (frame.depth === 0) frame.known.clear();
  const before = frame.known.get(call);
  if (before?.state === state) return before.value;
  frame.depth++;
  const value = evaluate();
  frame.depth--;
  frame.known.set(call, { state, value });
  return value;
}

/** Functions followed for one region, each of them and what it calls counted: far above what people write. */
const MAXIMUM_CALLS = 200;
/** Calls in calls in …: three are asked for. */
const MAXIMUM_OPEN = 6;

export function makeCalls(open: readonly string[], given: Calls['given'] = null, around: Calls | null = null): Calls {
  return {
    open: new Set(open),
    known: new Map(),
    budget: around?.budget ?? { left: MAXIMUM_CALLS },
    given,
    frame: makeFrame(),
    nested: new Set(),
  };
}

/** A function's identity in the project. */
export function keyOf({ path, region }: { readonly path: string; readonly region: number }): string {
  return `${path}\0${region}`;
}

/**
 * What a call gives, when it is to a function of the project through which texts go, or to a local one.
 * @returns null when it is to something else, or cannot be followed
 */
export function followCall(call: SyntaxNode, state: State, scope: Scope): Inlined | null {
  const callee = call.child('function');
  if (!callee) return null;
  if (callee.type === 'identifier' || callee.type === 'lambda' || callee.type === 'parenthesized_expression') {
    const value = callee.type === 'identifier' ? state.vars.get(callee.text) : evaluate(callee, state, scope);
    if (value?.kind === 'function') return followLocal(value, call, state, scope);
    if (value) return null;
  }
  const target = targetOf(callee, state, scope);
  return target ? followTarget(target, call, state, scope) : null;
}

/** The function of the project that a callee names. */
function targetOf(callee: SyntaxNode, state: State, scope: Scope): TextFunction | null {
  const { names } = scope;
  const { project } = names;
  const path = names.path ?? undefined;
  const dotted = dottedName(callee);
  if (callee.type === 'identifier') {
    const definition = names.resolve(callee.text);
    if (!definition?.path || definition.binding?.kind !== 'function') return null;
    return project.textFunction(definition.binding.name, null, definition.path);
  }
  if (callee.type !== 'attribute') return null;
  const method = callee.child('attribute')?.text ?? '';
  const object = callee.child('object');
  if (!object) return null;
  if ((object.text === 'self' || object.text === 'cls' || object.text === 'super()') && names.ownerName !== null) {
    return project.textFunction(method, names.ownerName, path);
  }
  const root = dotted?.split('.')[0] ?? '';
  if (dotted !== null && !state.vars.has(root) && root !== 'self') {
    const definition = names.resolve(dotted);
    if (definition?.path && definition.binding?.kind === 'function')
      return project.textFunction(definition.binding.name, null, definition.path);
    const owner = names.resolve(dotted.slice(0, -method.length - 1));
    if (owner?.path && owner.binding?.kind === 'class')
      return project.textFunction(method, owner.binding.name, owner.path);
  }
  const value = evaluate(object, state, scope);
  const type = value.kind === 'unknown' ? value.content.type : null;
  const definition = type === null ? null : names.resolve(type.replace(/\?$/, ''));
  return definition?.path && definition.binding?.kind === 'class'
    ? project.textFunction(method, definition.binding.name, definition.path)
    : null;
}

const NOTHING: Inlined = { hits: [], value: UNKNOWN, end: null };

function followTarget(target: TextFunction, call: SyntaxNode, state: State, scope: Scope): Inlined | null {
  const { calls } = scope;
  const key = keyOf(target);
  if (calls.given?.key === key) return { hits: [], value: calls.given.value, end: null };
  const passed = passedTo(call, state, scope);
  return followWith(target, passed, call, scope);
}

/** Runs a function of the project with given arguments. */
export function followWith(
  target: TextFunction,
  passed: readonly Passed[],
  call: SyntaxNode | null,
  scope: Scope,
): Inlined | null {
  const { calls } = scope;
  const key = keyOf(target);
  if (calls.open.has(key) || calls.open.size > MAXIMUM_OPEN) return NOTHING;
  const print = `${key}(${passed.map(({ name, star, value }) => `${star}${name ?? ''}=${printValue(value)}`).join(',')})`;
  const before = calls.known.get(print);
  if (before) return before;
  if (calls.budget.left-- <= 0) return NOTHING;
  const region = regionOf(target);
  const facts = region && readFunctions(region)[0];
  if (!region || !facts) return null;
  calls.open.add(key);
  const inner = scopeOf(target, region, scope);
  const result = run(facts, passed, emptyState(), inner, facts.decorators);
  calls.open.delete(key);
  const hits = call
    ? result.hits.map((hit) => ({ ...hit, way: [{ call, place: scope.place }, ...hit.way] }))
    : result.hits;
  const found: Inlined = { ...result, hits };
  calls.known.set(print, found);
  return found;
}

/** The scope in a function of the project: its module's names, nothing of it reported. */
export function scopeOf(target: TextFunction, region: Region, scope: Scope): Scope {
  return {
    ...scope,
    names: scope.names.elsewhere(target.path, target.owner, region),
    isLocal: false,
    place: { path: target.path, region: target.region },
  };
}

function followLocal(
  { node, state: outer, scope: own }: Extract<Value, { kind: 'function' }>,
  call: SyntaxNode,
  state: State,
  scope: Scope,
): Inlined | null {
  const { calls } = scope;
  const key = `local ${node.start} ${own.place?.path ?? ''} ${own.place?.region ?? ''}`;
  if (calls.open.has(key) || calls.open.size > MAXIMUM_OPEN || calls.budget.left-- <= 0) return NOTHING;
  calls.nested.add(node);
  calls.open.add(key);
  const passed = passedTo(call, state, scope);
  let result: Inlined;
  if (node.type === 'lambda') {
    const inner = copyState(outer);
    const list = node.child('parameters');
    bindArguments(list ? readParameters(list) : [], passed, inner, own);
    const body = node.child('body');
    result = { hits: [], value: body ? evaluate(body, inner, own) : UNKNOWN, end: null };
  } else {
    const facts = localFunction(node);
    result = facts ? run(facts, passed, copyState(outer), own, facts.decorators) : NOTHING;
  }
  calls.open.delete(key);
  return { ...result, hits: result.hits.map((hit) => ({ ...hit, way: [{ call, place: scope.place }, ...hit.way] })) };
}

const locals = new WeakMap<SyntaxNode, FunctionFacts | null>();

function localFunction(node: SyntaxNode): FunctionFacts | null {
  let facts = locals.get(node);
  if (facts === undefined) {
    const region: Region = { kind: 'function', language: 'python', text: node.source, node, errors: [] };
    facts = readFunctions(region)[0] ?? null;
    locals.set(node, facts);
  }
  return facts;
}

function run(
  facts: FunctionFacts,
  passed: readonly Passed[],
  state: State,
  scope: Scope,
  decorators: FunctionFacts['decorators'],
): Inlined {
  const first = facts.parameters[0];
  const isBound =
    scope.names.ownerName !== null &&
    first !== undefined &&
    /^(self|cls)$/.test(first.name) &&
    !decorators.some(({ name }) => name === 'staticmethod');
  bindArguments(isBound ? facts.parameters.slice(1) : facts.parameters, passed, state, scope);
  const found: Findings = makeFindings();
  // Statements bind anew: what an expression around the call gave does not hold in them.
  const outer = scope.calls.frame;
  scope.calls.frame = makeFrame();
  const last = walkBody(facts.body, state, scope, found);
  scope.calls.frame = outer;
  const end = found.ends.reduce<State | null>(joinStates, last);
  const isManager = decorators.some(({ name }) => /contextmanager$/.test(name ?? ''));
  const isGenerator = !isManager && ownYields(facts.body).length > 0;
  // What falls off the end is worth nothing; what cannot be seen may be anything.
  const value: Value = isGenerator ? { kind: 'list', items: found.returns, isOpen: true } : joinRows(found.returns);
  return { hits: found.hits.filter((hit) => holdsOwn(hit.value)), value, end };
}

/**
 * The texts of a call's arguments that a function has cleared: `check_name(table)` that raises for all but allowed ones.
 * @param outcome whether the call's result is known to be true, or false; null where it does not matter
 */
export function clearedByFunction(call: SyntaxNode, outcome: boolean | null, state: State, scope: Scope): string[] {
  const callee = call.child('function');
  const target = callee && targetOf(callee, state, scope);
  const region = target && regionOf(target);
  const facts = region && readFunctions(region)[0];
  if (!target || !region || !facts || scope.calls.open.has(keyOf(target))) return [];
  const inner = scopeOf(target, region, scope);
  let names: Iterable<string>;
  if (outcome === null) {
    names = followTarget(target, call, state, scope)?.end?.checked ?? [];
  } else {
    // One condition that is returned, behind a docstring at most.
    const last = facts.body.items.at(-1);
    const condition = last?.type === 'return_statement' ? last.items[0] : undefined;
    const before = facts.body.items.slice(0, -1);
    if (!condition || before.some((node) => node.items[0]?.type !== 'string')) return [];
    scope.calls.open.add(keyOf(target));
    names = clearedBy(condition, outcome, emptyState(), inner);
    scope.calls.open.delete(keyOf(target));
  }
  const first = facts.parameters[0]?.name;
  const isBound = target.owner !== null && (first === 'self' || first === 'cls');
  const parameters = isBound ? facts.parameters.slice(1) : facts.parameters;
  const all = callArguments(call);
  return [...names].flatMap((name) => {
    const index = parameters.findIndex((each) => each.name === name);
    const argument = all.find((each) => each.name === name) ?? all[index];
    return index >= 0 && argument && argument.star === '' && (argument.name === null || argument.name === name)
      ? [argument.value.text]
      : [];
  });
}

/** An argument as it is passed. */
export interface Passed {
  readonly name: string | null;
  readonly star: '' | '*' | '**';
  readonly value: Value;
}

function passedTo(call: SyntaxNode, state: State, scope: Scope): Passed[] {
  const list = call.child('arguments');
  if (list?.type === 'generator_expression') return [{ name: null, star: '', value: evaluate(list, state, scope) }];
  return callArguments(call).map(({ name, star, value }) => ({ name, star, value: evaluate(value, state, scope) }));
}

function bindArguments(
  parameters: FunctionFacts['parameters'],
  passed: readonly Passed[],
  state: State,
  scope: Scope,
): void {
  const positional = passed.filter(({ name }) => name === null);
  for (const [i, parameter] of parameters.entries()) {
    const { kind, name } = parameter;
    let value = passed.find((each) => each.name === name)?.value;
    if (kind === 'var-positional') {
      value = { kind: 'list', items: positional.slice(i).map((each) => each.value) };
    } else if (!value && kind !== 'keyword-only' && kind !== 'var-keyword') {
      const before = positional.slice(0, i + 1);
      if (before[i] && before.every(({ star }) => star === '')) value = before[i].value;
    }
    const isOpen = passed.some(({ star }) => star !== '');
    if (!value && parameter.default && !isOpen) value = evaluate(parameter.default, emptyState(), scope);
    // An annotation may tell what the caller cannot.
    if (!value || (value.kind === 'unknown' && value.content.trust === 'unknown' && value.content.type === null)) {
      value = parameterValue(parameter, false, scope);
    }
    state.vars.set(name, value);
  }
}

const regions = new WeakMap<TextFunction, Region | null>();

/** The function as a region of its own, read from what the project keeps of it. */
export function regionOf(target: TextFunction): Region | null {
  let region = regions.get(target);
  if (region === undefined) {
    region = parseRegion(target);
    regions.set(target, region);
  }
  return region;
}

function parseRegion({ source, name }: TextFunction): Region | null {
  const tree = SyntaxTree.parse(source);
  if (!tree) return null;
  try {
    const statement = tree.statements().find(({ type }) => type !== 'comment');
    if (statement?.start !== 0) return null;
    return makeRegion(name === null ? 'statement' : 'function', tree.lower(statement), statement.hasError);
  } finally {
    tree.delete();
  }
}

/** Whether something of the region under judgement is in a value. */
export function holdsOwn(value: Value): boolean {
  switch (value.kind) {
    case 'text':
      return partsHoldOwn(value.parts);
    case 'clause':
      return holdsOwn(value.text);
    case 'list':
      return value.items.some(holdsOwn);
    case 'mapping':
      return value.values.some(holdsOwn);
    default:
      return false;
  }
}

function partsHoldOwn(parts: readonly Part[]): boolean {
  return parts.some((part) => {
    if (part.kind === 'literal') return false;
    if (part.kind === 'hole') return part.isLocal;
    return part.kind === 'group' ? partsHoldOwn(part.parts) || part.hole.isLocal : part.options.some(partsHoldOwn);
  });
}

/** A value as text, for finding what a call with the same arguments gave. */
function printValue(value: Value): string {
  switch (value.kind) {
    case 'text':
      return `"${printParts(value.parts)}"`;
    case 'clause':
      return `text(${printValue(value.text)})`;
    case 'list':
      return `[${value.items.map(printValue).join()}]`;
    case 'mapping':
      return `{${value.keys.map(printValue).join()}:${value.values.map(printValue).join()}}`;
    case 'database':
      return `db ${value.driver} ${value.isAsync}`;
    case 'safe':
      return `safe ${value.type}`;
    case 'function':
      return `function ${value.node.start} ${value.scope.place?.path ?? ''} ${value.scope.place?.region ?? ''}`;
    case 'unknown':
      return `${value.content.trust} ${value.content.type}`;
  }
}

function printParts(parts: readonly Part[]): string {
  return parts.map(printPart).join('');
}

function printPart(part: Part): string {
  switch (part.kind) {
    case 'literal':
      return part.at ? `${part.at[0]}:${part.text}` : part.text;
    case 'hole':
      return `<${part.isLocal ? part.expression.start : 'x'} ${part.content.trust} ${part.content.type}>`;
    case 'group':
      return `(${part.hole.isLocal ? part.hole.expression.start : 'x'} ${printParts(part.parts)})`;
    case 'choice':
      return `(${part.options.map(printParts).join('|')})`;
  }
}
