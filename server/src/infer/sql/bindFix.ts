// The fix of an interpolated value: the text gets placeholders, the call that runs it the values, as the driver has them.
// Must not know rules or the editor: edits as plain data.

import { dottedName } from '../../facts/expressions';
import { readParameters } from '../../facts/functions';
import type { HolePart } from '../../facts/sqlParts';
import { closest, nodesOfType, type SyntaxNode } from '../../syntax/node';
import { analyzeSql, type Interpolation, type SqlContext } from './analyze';
import { type CallStyle, callStyle, PARAMETERS } from './callStyle';
import { type DriverName, type DriverTraits, type Guess, guessDrivers, hasCursors, traitsOf } from './drivers';
import { isKnownSequence } from './lists';
import { Names } from './names';
import { withOrigin } from './origin';
import { type Parameter, passParameters } from './parameters';
import { existingPlaceholders, nameOfMark, replacementFor } from './placeholders';
import { goesOnlyTo, holdsUntil } from './reach';
import type { Sink } from './sinks';
import { type Replacement, rewriteText, type TextEdit } from './textEdits';
import { type Unit, unitsOf } from './units';

/** A remedy as edits of the region, with what it needs imported. */
export interface BindFix {
  readonly title: string;
  readonly isSafe: boolean;
  readonly isPreferred: boolean;
  readonly edits: readonly TextEdit[];
  /** What the new text needs imported. */
  readonly imports: Imports['requested'];
}

/** Gives the names under which things of libraries can be used, asking for their imports. */
export interface Imports {
  use(module: string, name: string): string;
  readonly requested: readonly { readonly module: string; readonly name: string | null }[];
  /** One for another fix. */
  fork(): Imports;
}

type UseImport = Imports['use'];

type KnownDriver = Exclude<DriverName, 'unknown'>;

/**
 * The ways to bind what is interpolated at a place; the best first.
 * @param path the file, as the project names it
 */
export function bindFixes(
  expressionStart: number,
  context: SqlContext,
  imports: Imports,
  path: string | null = null,
): BindFix[] {
  const all = analyzeSql(context);
  const reported = all.find((each) => each.hole.expression.start === expressionStart && each.position.role === 'value');
  if (!reported) return [];
  const at = withOrigin(reported, context, path);
  const fixWith = (driver: KnownDriver, guess: Guess | null): BindFix[] => {
    const own = imports.fork();
    const fix = fixFor(at, all, { driver, guess, context, use: (module, name) => own.use(module, name) });
    return fix ? [{ ...fix, imports: [...own.requested] }] : [];
  };
  const driver = driverFor(at, context);
  if (driver !== 'unknown') return fixWith(driver, null);
  const receiver = receiverOf(at.sink);
  const isAwaited = closest(at.sink?.call ?? null, (node) => !/^(call|attribute)$/.test(node.type))?.type === 'await';
  return guessDrivers(receiver, at.sink?.name ?? '', isAwaited).flatMap((guess) => fixWith(guess.driver, guess));
}

function receiverOf(sink: Sink | null): string {
  const object = sink?.call.child('function')?.child('object');
  const inner = object?.type === 'call' ? object.child('function') : object;
  return (inner?.type === 'attribute' ? inner.child('attribute')?.text : inner?.text) ?? '';
}

function driverFor(at: Interpolation, context: SqlContext): DriverName {
  if (at.sink?.driver === 'alembic') return 'alembic';
  if (at.wrapper) return 'sqlalchemy';
  const driver = at.sink?.driver ?? 'unknown';
  if (driver === 'unknown' && !at.sink?.isSure && /(^|_)(cur|cursor|curs)$/i.test(receiverOf(at.sink)))
    return onlyOf(importedDrivers(context).filter(hasCursors));
  if (driver === 'sqlalchemy' && at.sink?.name === 'exec_driver_sql')
    return onlyOf(importedDrivers(context).filter((each) => each !== 'sqlalchemy'));
  return driver;
}

function importedDrivers({ project, owner, region }: SqlContext): DriverName[] {
  return new Names(project, owner, region).importedDrivers();
}

function onlyOf(drivers: readonly DriverName[]): DriverName {
  return drivers.length === 1 ? drivers[0]! : 'unknown';
}

/** The fix for one driver; null where the text, the values or the call stand against it. */
function fixFor(
  at: Interpolation,
  all: readonly Interpolation[],
  { driver, guess, context, use }: Pick<Request, 'driver' | 'guess' | 'use'> & { readonly context: SqlContext },
): Omit<BindFix, 'imports'> | null {
  const traits = traitsOf(driver);
  const units = bindableUnits(at, all, traits);
  if (!units || units.length === 0 || !units.some((unit) => unit.holes.includes(at.hole))) return null;
  if (!traits.takesSeveral && isSeveral(at)) return null;
  // `bindparams` serves all of them at once.
  const sinks = at.sinks.length > 1 && at.wrapper ? [] : at.sinks.filter((sink) => sink.call !== at.sink?.call);
  const sink = at.sinks.length > 1 && at.wrapper ? null : at.sink;
  const holes = units.flatMap((unit) => unit.holes);
  const read = [...holes.map((hole) => hole.expression), ...units.flatMap(({ list }) => (list ? [list.node] : []))];
  const runs = sink ? [sink, ...sinks] : [];
  if (!runs.every(({ call }) => read.every((expression) => holdsUntil(expression, call)))) return null;
  const ends = [...at.sinks.map(({ call }) => call), ...(at.wrapper ? [at.wrapper.call] : [])];
  if (!holes.every((hole) => goesOnlyTo(hole, ends))) return null;
  const names = new Map(namesFor(units, at).map((name, i) => [units[i]!, name] as const));
  const helper = sink ? ownFunction(sink, context) : null;
  // A function of the project that passes a text on: where it takes no values, there is no way to give it some.
  if (helper && helper.parameters === null) return null;
  const keyword = helper?.parameters ?? null;
  const request: Request = { at, units, names, driver, traits, guess, keyword, use };
  const isWhole = !units.some((unit) => unit.isConditional);
  if (!sink) return isWhole ? bindInWrapper(request) : null;
  if (driver === 'alembic') {
    if (!isWhole || sinks.length > 0) return null;
    return at.wrapper ? bindInWrapper(request) : bindInNewWrapper(request, sink);
  }
  return bindAtSinks(request, runs) ?? (isWhole ? bindInWrapper(request) : null);
}

/** What all ways of binding need to know. */
interface Request {
  readonly at: Interpolation;
  readonly units: readonly Unit[];
  readonly names: ReadonlyMap<Unit, string>;
  readonly driver: KnownDriver;
  readonly traits: DriverTraits;
  readonly guess: Guess | null;
  /** The keyword under which a function of the project takes the values that it passes on. */
  readonly keyword: string | null;
  readonly use: UseImport;
}

/** What a function of the project, called with a text, calls the values that go with it; null in it when it takes none. */
function ownFunction({ call }: Sink, { project, owner }: SqlContext): { readonly parameters: string | null } | null {
  const callee = call.child('function');
  const dotted = dottedName(callee);
  if (!callee || dotted === null) return null;
  const method = /^(?:self|cls)\.(\w+)$/.exec(dotted)?.[1];
  const binding =
    method === undefined
      ? project.resolve(dotted)?.binding
      : owner && project.methods(owner.name).find((each) => each.name === method);
  if (binding?.kind !== 'function') return null;
  const takes = binding.signature.parameters.find((each) => PARAMETERS.test(each.name));
  return { parameters: takes?.name ?? null };
}

/** All that is reported in the text, where all can be bound in one go; else the one that was asked for. */
function bindableUnits(at: Interpolation, all: readonly Interpolation[], traits: DriverTraits): Unit[] | null {
  const isHere = ({ hole, sink, wrapper }: Interpolation): boolean =>
    sink?.call === at.sink?.call &&
    wrapper?.call === at.wrapper?.call &&
    at.flat.pieces.some((piece) => piece.part === hole || piece.groups.some((group) => group.hole === hole));
  const reported = all.filter((each) => each.position.role === 'value' && each.position.bindable && isHere(each));
  // A driver that reads `%s` needs Python's `%` gone: what is harmless in it must be bound with the rest.
  const usesPercent = traits.placeholders[0] === 'percent';
  const together = (holes: readonly HolePart[]) => {
    const operators = new Set(holes.flatMap(({ place }) => (place.how === 'percent' ? [place.operator] : [])));
    return (hole: HolePart): boolean =>
      usesPercent && hole.place.how === 'percent' && operators.has(hole.place.operator);
  };
  const both = unitsOf(at, reported, together(reported.map((each) => each.hole)));
  const units = both ?? unitsOf(at, [at], together([at.hole]));
  if (!units) return null;
  // What only some runs put in can be passed in all of them where it is a parameter and goes by its name.
  const isPassable = (unit: Unit): boolean => !unit.isConditional || (traits.ignoresUnused && isParameter(unit));
  return units.every(isPassable) ? units : units.filter((unit) => !unit.isConditional);
}

/** Whether a value is made of the function's own parameters alone, without looking into them. */
function isParameter({ value, list, holes }: Unit): boolean {
  const names = /^[A-Za-z_]\w*$/.test(value)
    ? [value]
    : /^f(["'])(?:[^{}\\]|\{[A-Za-z_]\w*\})*\1$/.test(value)
      ? [...value.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
      : [];
  const owner = closest(holes[0]!.expression, (node) => node.type === 'function_definition');
  const parameters = owner?.child('parameters');
  if (list || names.length === 0 || !parameters) return false;
  const own = readParameters(parameters).map((each) => each.name);
  return names.every((name) => own.includes(name));
}

/** Whether more than one statement stands in a text. */
function isSeveral({ tokens }: Interpolation): boolean {
  const plain = tokens.filter((token) => token.kind !== 'comment');
  return plain.some((token, i) => token.text === ';' && i < plain.length - 1);
}

/** Placeholders in the text, and the values at each call that runs it. */
function bindAtSinks(request: Request, sinks: readonly Sink[]): Omit<BindFix, 'imports'> | null {
  const { at, units, names, driver, traits, use, keyword } = request;
  const existing = existingPlaceholders(at, traits);
  const mustName = units.some((unit) => unit.isConditional);
  const styles = sinks.map((sink) => callStyle(traits, sink, existing, { keyword, mustName }));
  const [style] = styles;
  if (!style || styles.some((each) => each?.placeholder !== style.placeholder)) return null;
  const given = styles.map((each) => each?.given ?? null);
  // SQLAlchemy 2 runs no bare strings.
  const needsText = traits.lists === 'expanding' && !at.wrapper;
  const parameters: Parameter[] = [];
  const replacements: Replacement[] = [];
  const definitions: TextEdit[] = [];
  let next = Math.max(0, ...existing.marks.map(({ text }) => Number(/^\$(\d+)$/.exec(text)?.[1] ?? 0)));
  for (const unit of units) {
    const name = names.get(unit)!;
    const isShared = /named/.test(style.placeholder) && parameters.some((each) => each.name === name);
    if (!isShared) {
      parameters.push(parameterOf(unit, name, traits));
      next++;
    }
    const lists = style.container === 'dict' && traits.lists === 'any' ? 'any' : traits.lists;
    const replacement = replacementFor(
      at,
      unit,
      { placeholder: style.placeholder, lists, isStrict: mayRunOnAsyncpg(driver) },
      name,
      next,
    );
    if (!replacement) return null;
    const made = madeBefore(unit, replacement, traits);
    if (made) definitions.push(made);
    // The text's own hole stays; only quotes around it go.
    const isKept = made !== null && replacement.keepsHole && !unit.list?.isKept;
    replacements.push(isKept ? { ...replacement, text: unit.holes[0]!.expression.text } : replacement);
  }
  const usesPercent = style.placeholder === 'percent' || style.placeholder === 'percent-named';
  // Without parameters nobody reads the percent signs of the text; with them they must be doubled.
  const isRead = (sink: Sink, i: number): boolean =>
    (given[i] != null && given[i].kind !== 'none') || /^(raw|RawSQL|exec_driver_sql)$/.test(sink.name);
  const doublesPercent = usesPercent && !sinks.every(isRead);
  if (doublesPercent && (sinks.some(isRead) || hasUnseenPercent(at))) return null;
  const colons = needsText ? colonsIn(at) : [];
  const text = rewriteText(at.flat, replacements, { usesPercent, doublesPercent, colons });
  const calls = sinks.map((sink, i) => passParameters(sink, styles[i]!, parameters, existing));
  if (!text || calls.some((call) => call === null)) return null;
  const edits = [...definitions, ...text];
  const expanded = units.flatMap((unit) => (unit.list && traits.lists === 'expanding' ? [names.get(unit)!] : []));
  const binding = expanded.length > 0 ? bindings(expanded, use) : '';
  if (needsText) edits.push(...sinks.flatMap((sink) => wrapText(sink.argument, use, binding)));
  else if (binding !== '' && at.wrapper)
    edits.push({ start: at.wrapper.call.end, end: at.wrapper.call.end, newText: binding });
  // Last: what goes behind the text's own closing bracket stands in front of it.
  edits.push(...calls.flatMap((call) => call ?? []));
  return finish(request, edits, { driver, style, isWrapped: needsText });
}

function parameterOf(unit: Unit, name: string, { lists }: DriverTraits): Parameter {
  if (!unit.list) return { name, unit, value: unit.value, list: null };
  const { assignedTo, items, isKept } = unit.list;
  if (lists === 'generated') return { name, unit, value: (isKept ? assignedTo : null) ?? items, list: 'items' };
  return { name, unit, value: assignedTo ?? items, list: assignedTo === null ? 'whole' : null };
}

/** Whether a branch that is not part of the text at hand adds percent signs to it: nobody would double those. */
function hasUnseenPercent({ hole, flat }: Interpolation): boolean {
  const statement = closest(hole.expression, (node) => /^(augmented_)?assignment$/.test(node.type));
  const target = statement?.child('left')?.text;
  const owner = closest(hole.expression, (node) => node.type === 'function_definition');
  if (target === undefined || !owner) return false;
  const seen = new Set(flat.pieces.map(({ part }) => (part.kind === 'literal' ? part.node : null)));
  return nodesOfType(owner, 'string').some((node) => {
    const assigned = closest(node, (each) => /^(augmented_)?assignment$/.test(each.type));
    return assigned?.child('left')?.text === target && node.text.includes('%') && !seen.has(node);
  });
}

/** `::` and typed literals are PostgreSQL's: whichever of these drivers runs them may ask for Python's own types. */
function mayRunOnAsyncpg(driver: KnownDriver): boolean {
  return /^(asyncpg|sqlalchemy|databases)$/.test(driver);
}

/** A list that was joined in a statement before: there the placeholders are made now, or the list itself stays. */
function madeBefore(unit: Unit, replacement: Replacement, { lists }: DriverTraits): TextEdit | null {
  const { list } = unit;
  if (!list || list.assignedTo === null) return null;
  const { start, end } = list.node;
  const isList = isKnownSequence(list.items, list.node);
  const whole = isList ? list.items : `list(${list.items})`;
  // Of a comprehension the list itself is kept under the name: it is read for its length and its items.
  return { start, end, newText: lists === 'generated' && !list.isKept ? replacement.text : whole };
}

/** `text(…)` alone: the values are bound right there. */
function bindInWrapper(request: Request): Omit<BindFix, 'imports'> | null {
  const { wrapper } = request.at;
  return wrapper?.name === 'text' ? bindBehind(request, wrapper.call, null) : null;
}

/** `op.execute("…")` takes no parameters: a `text(…)` with its values goes around. */
function bindInNewWrapper(request: Request, sink: Sink): Omit<BindFix, 'imports'> | null {
  return bindBehind(request, sink.argument, sink.argument);
}

/**
 * Binds with `.bindparams(…)`.
 * @param target what it goes behind
 * @param bare the text that `text(…)` goes around first, or null
 */
function bindBehind(request: Request, target: SyntaxNode, bare: SyntaxNode | null): Omit<BindFix, 'imports'> | null {
  const { at, units, names, traits, use } = request;
  if (!units.every((unit) => unit.holes.every((hole) => holdsUntil(hole.expression, target)))) return null;
  const mark = { placeholder: 'named-colon', lists: 'expanding', isStrict: true } as const;
  const replacements: Replacement[] = [];
  const definitions: TextEdit[] = [];
  for (const unit of units) {
    const replacement = replacementFor(at, unit, mark, names.get(unit)!, 0);
    if (!replacement) return null;
    const made = madeBefore(unit, replacement, traits);
    if (made) definitions.push(made);
    replacements.push(replacement);
  }
  const text = rewriteText(at.flat, replacements, { usesPercent: false, doublesPercent: false, colons: [] });
  if (!text) return null;
  const bound = units.map((unit) => boundParameter(unit, names.get(unit)!, use));
  // Positional arguments go before keywords.
  const parts = [...new Set(bound)].sort((one, other) => Number(/^\w+=/.test(one)) - Number(/^\w+=/.test(other)));
  const binding = `.bindparams(${parts.join(', ')})`;
  const behind = bare ? wrapText(bare, use, binding) : [{ start: target.end, end: target.end, newText: binding }];
  const style: CallStyle = { placeholder: 'named-colon', container: 'dict', keyword: null, given: null };
  return finish(request, [...definitions, ...text, ...behind], {
    driver: 'sqlalchemy',
    style,
    isWrapped: bare !== null,
  });
}

function boundParameter(unit: Unit, name: string, use: UseImport): string {
  if (!unit.list) return `${name}=${unit.value}`;
  const { assignedTo, items } = unit.list;
  const isList = assignedTo !== null || isKnownSequence(items, unit.list.node);
  const value = assignedTo ?? items;
  return `${use('sqlalchemy', 'bindparam')}("${name}", ${isList ? value : `list(${value})`}, expanding=True)`;
}

function bindings(names: readonly string[], use: UseImport): string {
  const bindparam = use('sqlalchemy', 'bindparam');
  return `.bindparams(${[...new Set(names)].map((name) => `${bindparam}("${name}", expanding=True)`).join(', ')})`;
}

/** `text(…)` around a text where it is handed over. */
function wrapText(argument: SyntaxNode, use: UseImport, behind: string): TextEdit[] {
  const text = use('sqlalchemy', 'text');
  return [
    { start: argument.start, end: argument.start, newText: `${text}(` },
    { start: argument.end, end: argument.end, newText: `)${behind}` },
  ];
}

/** Offsets of the colons within quotes and comments that `text()` would take for the beginning of a name. */
function colonsIn({ tokens, flat, lead }: Interpolation): number[] {
  return tokens.flatMap((token) => {
    if (!/^(string|quoted|comment)$/.test(token.kind)) return [];
    const start = token.start - lead;
    const inside = flat.text.slice(start, token.end - lead);
    // The pattern of SQLAlchemy's `TextClause._bind_params_regex`.
    return [...inside.matchAll(/(?<![:\w\\]):\w+(?!:)/g)].map((match) => start + match.index);
  });
}

/** A parameter's name for each unit: unlike those in use, and the same for the same value. */
function namesFor(units: readonly Unit[], at: Interpolation): string[] {
  const taken = new Set<string>(
    at.tokens.filter((token) => token.kind === 'placeholder').map((token) => nameOfMark(token.text)),
  );
  const byName = new Map<string, string>();
  return units.map((unit) => {
    for (let number = 1; ; number++) {
      const name = number === 1 ? unit.name : `${unit.name}_${number}`;
      if (taken.has(name)) continue;
      const value = byName.get(name);
      // A call may give something else the next time.
      if (value !== undefined && (value !== unit.value || /\(|\bawait\b/.test(value))) continue;
      byName.set(name, unit.value);
      return name;
    }
  });
}

interface Outcome {
  readonly driver: KnownDriver;
  readonly style: CallStyle;
  readonly isWrapped: boolean;
}

/**
 * A fix is safe where the bound value is to the database what the text was: a `str` within quotes, a number outside of
 * them. asyncpg and DuckDB look at the Python type where text would have been converted; an asynchronous SQLAlchemy
 * session may run on asyncpg; a server that must infer a parameter's type can only where it is compared or stored.
 */
function finish(
  { at, units, traits, guess }: Request,
  edits: TextEdit[],
  { driver, style, isWrapped }: Outcome,
): Omit<BindFix, 'imports'> | null {
  if (overlap(edits)) return null;
  const isStrict = traits.isStrict || (driver === 'sqlalchemy' && (at.sink?.isAsync ?? true));
  const isKnown = (at.sink?.isSure ?? false) && !guess && style.given?.kind !== 'unknown';
  const isSafe =
    isKnown &&
    !isStrict &&
    !isWrapped &&
    units.every((unit) => unit.keepsMeaning && !unit.list && (unit.isCompared || !traits.infersTypes)) &&
    units.every(
      ({ isConditional, holes }) =>
        !isConditional && holes.every((hole) => at.sinks.every((sink) => isRunOnce(hole, sink))),
    );
  const what =
    units.length === 1
      ? `"${shortened(shownValue(units[0]!))}" as a parameter`
      : `${units.length} values as parameters`;
  return {
    title: `Bind ${what}${guess ? `: ${guess.title}` : ''}`,
    isSafe,
    isPreferred: !guess,
    edits,
  };
}

/** Whether a value that calls something is evaluated as often as before: not in another loop, statement or branch. */
function isRunOnce({ expression }: HolePart, sink: Sink): boolean {
  if (!/\(|\bawait\b|:=/.test(expression.text)) return true;
  if (/^(str|int|len|repr|float)\([\w.]+\)$/.test(expression.text)) return true;
  const statement = (node: SyntaxNode): SyntaxNode | null => closest(node, (each) => each.parent?.type === 'block');
  return statement(expression) === statement(sink.call);
}

function shownValue({ holes, list, value }: Unit): string {
  return list || holes.length > 1 ? value : holes[0]!.expression.text;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 37)}…` : line;
}

function overlap(edits: readonly TextEdit[]): boolean {
  const sorted = [...edits].sort((one, other) => one.start - other.start || one.end - other.end);
  return sorted.some((edit, i) => i > 0 && edit.start < sorted[i - 1]!.end);
}
