// The fix of an interpolated value: the text gets placeholders, the call that runs it the values, as the driver has them.
// Must not know rules or the editor: edits as plain data.
import type { SqlToken } from '../../facts/sqlTokens';
import type { SyntaxNode } from '../../syntax/node';
import { analyzeSql, type Interpolation, type SqlContext } from './analyze';
import { type DriverName, STYLE_TITLES } from './drivers';
import { Names } from './names';
import { type CallStyle, callStyle, type Parameter, passParameters } from './parameters';
import type { Sink } from './sinks';
import { type Replacement, rewriteText, type TextEdit } from './textEdits';
import { goesOnlyTo, holdsUntil, type Unit, unitsOf } from './units';

/** A remedy as edits of the region, with what it needs imported. */
export interface BindFix {
  readonly title: string;
  readonly isSafe: boolean;
  readonly isPreferred: boolean;
  readonly edits: readonly TextEdit[];
}

/** Gives the name under which something of a library can be used, importing it. */
export type UseImport = (module: string, name: string) => string;

/** The ways to bind what is interpolated at a place; the best first. */
export function bindFixes(expressionStart: number, context: SqlContext, use: UseImport): BindFix[] {
  const all = analyzeSql(context);
  const at = all.find((each) => each.hole.expression.start === expressionStart && each.position.role === 'value');
  if (!at) return [];
  const reported = all.filter(
    (each) =>
      each.sink?.call === at.sink?.call && each.wrapper?.call === at.wrapper?.call && each.position.role === 'value',
  );
  const here = reported.filter((each) =>
    at.flat.pieces.some((piece) => piece.part === each.hole || piece.groups.some((group) => group.hole === each.hole)),
  );
  const bindable = here.filter((each) => each.position.bindable);
  // Where all can be bound in one go, they are; else the one that was asked for.
  const units = unitsOf(at, bindable) ?? unitsOf(at, [at]);
  if (!units || units.length === 0 || !units.some((unit) => unit.holes.includes(at.hole))) return [];
  if (units.some((unit) => unit.isConditional)) return [];
  const sink = at.sinkCount === 1 ? at.sink : null;
  if (sink && !units.every((unit) => unit.holes.every((hole) => holdsUntil(hole, sink.call)))) return [];
  const ends = [at.sink?.call, at.wrapper?.call].flatMap((call) => (call ? [call] : []));
  if (!units.every((unit) => unit.holes.every((hole) => goesOnlyTo(hole, ends)))) return [];
  if (!sink) return at.wrapper ? compact(bindInWrapper(at, units, use)) : [];
  const driver = driverFor(at, context);
  if (driver === 'alembic')
    return compact(at.wrapper ? bindInWrapper(at, units, use) : bindInNewWrapper(at, sink, units, use));
  if (driver !== 'unknown') {
    const fix = bindAtSink(at, sink, units, driver, use) ?? (at.wrapper ? bindInWrapper(at, units, use) : null);
    return compact(fix);
  }
  const guesses: DriverName[] = ['sqlite3', 'psycopg', 'databases'];
  return guesses.flatMap((guess) => {
    const fix = bindAtSink(at, sink, units, guess, use, true);
    return fix ? [fix] : [];
  });
}

function compact(fix: BindFix | null): BindFix[] {
  return fix ? [fix] : [];
}

function driverFor(at: Interpolation, context: SqlContext): DriverName {
  if (at.sink?.driver === 'alembic') return 'alembic';
  if (at.wrapper) return 'sqlalchemy';
  const driver = at.sink?.driver ?? 'unknown';
  if (driver === 'sqlalchemy' && at.sink?.name === 'exec_driver_sql') {
    const others = new Names(context.project, context.owner, context.region)
      .importedDrivers()
      .filter((each) => each !== 'sqlalchemy');
    return others.length === 1 ? others[0]! : 'unknown';
  }
  return driver;
}

/** The placeholders of the text that were written as such, in order. */
function placeholdersOf(at: Interpolation, driver: DriverName): SqlToken[] {
  const wanted =
    driver === 'sqlalchemy' || driver === 'databases'
      ? /^:/
      : driver === 'asyncpg'
        ? /^\$/
        : driver === 'psycopg' || driver === 'pymysql' || driver === 'django'
          ? /^%/
          : /^[?:]/;
  return at.tokens.filter((token) => token.kind === 'placeholder' && wanted.test(token.text));
}

function bindAtSink(
  at: Interpolation,
  sink: Sink,
  units: readonly Unit[],
  driver: DriverName,
  use: UseImport,
  isGuess = false,
): BindFix | null {
  const existing = placeholdersOf(at, driver);
  const style = callStyle(
    isGuess && driver === 'databases' ? 'named' : driver,
    sink,
    existing.map((token) => token.text),
  );
  if (!style) return null;
  const names = namesFor(
    units,
    existing.map((token) => token.text.replace(/^[:%(]+|\)s$/g, '')),
  );
  if (driver === 'sqlalchemy' && units.some((unit) => unit.isList) && !at.wrapper) return null;
  const numbered = existing.map((token) => Number(token.text.slice(1))).filter((number) => !Number.isNaN(number));
  let next = Math.max(0, ...numbered);
  const parameters: Parameter[] = [];
  const replacements: Replacement[] = [];
  for (const [i, unit] of units.entries()) {
    const before = existing.filter((token) => token.start - at.lead < unit.start).length;
    const name = names[i]!;
    const isNew = !parameters.some((each) => each.name === name) || !/named/.test(style.placeholder);
    if (isNew) {
      parameters.push({ name, value: unit.value, isList: unit.isList, before });
      next++;
    }
    const replacement = replacementFor(at, unit, style, name, next);
    if (!replacement) return null;
    replacements.push(replacement);
  }
  const usesPercent = style.placeholder === 'percent' || style.placeholder === 'percent-named';
  const text = rewriteText(at.flat, replacements, { usesPercent, doublesPercent: usesPercent && !style.existing });
  const call = passParameters(sink, style, parameters, existing.length);
  if (!text || !call) return null;
  const edits = [...text];
  const lists = units.flatMap((unit, i) => (unit.isList ? [names[i]!] : []));
  if (driver === 'sqlalchemy') {
    const more = at.wrapper ? expandLists(at.wrapper, lists, use) : wrapText(sink, use);
    edits.push(...more);
  }
  // Last: what goes behind the text's own closing bracket stands in front of it.
  edits.push(...call);
  return finish(at, units, edits, {
    driver,
    isGuess,
    title: isGuess ? ` (${STYLE_TITLES[style.placeholder]})` : '',
    isWrapped: driver === 'sqlalchemy' && !at.wrapper,
  });
}

/** `text(…)` alone: the values are bound right there. */
function bindInWrapper(at: Interpolation, units: readonly Unit[], use: UseImport): BindFix | null {
  const { wrapper } = at;
  if (wrapper?.name !== 'text') return null;
  return bindBehind(at, units, wrapper.call, use, []);
}

/** `op.execute("…")` takes no parameters: a `text(…)` with its values goes around. */
function bindInNewWrapper(at: Interpolation, sink: Sink, units: readonly Unit[], use: UseImport): BindFix | null {
  return bindBehind(at, units, sink.argument, use, wrapText(sink, use));
}

function bindBehind(
  at: Interpolation,
  units: readonly Unit[],
  target: SyntaxNode,
  use: UseImport,
  before: readonly TextEdit[],
): BindFix | null {
  if (!units.every((unit) => unit.holes.every((hole) => holdsUntil(hole, target)))) return null;
  const existing = placeholdersOf(at, 'sqlalchemy').map((token) => token.text.slice(1));
  const names = namesFor(units, existing);
  const style: CallStyle = { placeholder: 'named-colon', container: 'dict', keyword: null, existing: null };
  const replacements: Replacement[] = [];
  for (const [i, unit] of units.entries()) {
    const replacement = replacementFor(at, unit, style, names[i]!, 0);
    if (!replacement) return null;
    replacements.push(replacement);
  }
  const text = rewriteText(at.flat, replacements, { usesPercent: false, doublesPercent: false });
  if (!text) return null;
  const bound = units.map((unit, i) =>
    unit.isList
      ? `${use('sqlalchemy', 'bindparam')}("${names[i]}", list(${unit.value}), expanding=True)`
      : `${names[i]}=${unit.value}`,
  );
  // Positional arguments go before keywords.
  const parts = [...new Set(bound)].sort((one, other) => Number(/^\w+=/.test(one)) - Number(/^\w+=/.test(other)));
  const insertion = { start: target.end, end: target.end, newText: `.bindparams(${parts.join(', ')})` };
  const outcome = { driver: 'sqlalchemy' as const, isGuess: false, title: '', isWrapped: before.length > 0 };
  return finish(at, units, [...text, ...before, insertion], outcome);
}

function expandLists(wrapper: Sink, lists: readonly string[], use: UseImport): TextEdit[] {
  if (lists.length === 0) return [];
  const bindparam = use('sqlalchemy', 'bindparam');
  const all = lists.map((name) => `${bindparam}("${name}", expanding=True)`).join(', ');
  return [{ start: wrapper.call.end, end: wrapper.call.end, newText: `.bindparams(${all})` }];
}

/** SQLAlchemy 2 runs no bare strings: `text()` goes around, where the text is handed over. */
function wrapText(sink: Sink, use: UseImport): TextEdit[] {
  const text = use('sqlalchemy', 'text');
  return [
    { start: sink.argument.start, end: sink.argument.start, newText: `${text}(` },
    { start: sink.argument.end, end: sink.argument.end, newText: ')' },
  ];
}

/** A parameter's name for each unit: unlike those in use, and the same for the same value. */
function namesFor(units: readonly Unit[], taken: readonly string[]): string[] {
  const byName = new Map<string, string>();
  return units.map((unit) => {
    for (let number = 1; ; number++) {
      const name = number === 1 ? unit.name : `${unit.name}_${number}`;
      if (taken.includes(name)) continue;
      const value = byName.get(name);
      if (value !== undefined && value !== unit.value) continue;
      byName.set(name, unit.value);
      return name;
    }
  });
}

function replacementFor(
  at: Interpolation,
  unit: Unit,
  style: CallStyle,
  name: string,
  number: number,
): Replacement | null {
  const { start, end } = unit;
  const whole = { unit, start, end, keepsHole: false };
  switch (style.placeholder) {
    case 'named-colon':
      if (unit.isList) {
        if (style.container === 'dict' && style.keyword === 'values') return null;
        const around = brackets(at, unit);
        return around ? { ...whole, ...around, text: `:${name}` } : null;
      }
      return { ...whole, text: unit.isCast ? `(:${name})` : `:${name}` };
    case 'question':
      return unit.isList ? generated(unit, '?') : { ...whole, text: '?' };
    case 'percent':
      return unit.isList ? generated(unit, '["%s"]') : { ...whole, text: '%s' };
    case 'percent-named':
      return unit.isList ? null : { ...whole, text: `%(${name})s` };
    case 'dollar': {
      if (!unit.isList) return { ...whole, text: `$${number}` };
      const around = brackets(at, unit);
      const any = around && withAny(at, around, number);
      return any ? { ...whole, end: around.end, ...any } : null;
    }
  }
}

/** The list stays text, but of placeholders: only the expression is replaced. */
function generated(unit: Unit, mark: string): Replacement | null {
  const hole = unit.holes[0]!;
  // It is read twice now: a generator would be empty the second time.
  if (unit.holes.length !== 1 || hole.place.how === 'other' || !/^[\w.]+$/.test(unit.value)) return null;
  const open = hole.place.how === 'f-string' ? (hole.place.node.parent?.childOfType('string_start')?.text ?? '') : '';
  // Before Python 3.12 an f-string's own quote cannot stand in it.
  const quote = open.endsWith('"') ? "'" : '"';
  const marks = mark.startsWith('[') ? mark.replaceAll('"', quote) : `${quote}${mark}${quote}`;
  const list = `${quote}, ${quote}.join(${marks} * len(${unit.value}))`;
  const isTuple = hole.expression.text.startsWith('tuple(');
  const text = isTuple ? `${quote}(${quote} + ${list} + ${quote})${quote}` : list;
  return { unit, start: unit.start, end: unit.end, text, keepsHole: true };
}

/** The stretch of `(…)` around a list; the list itself where its own brackets come with it (`IN {tuple(ids)}`). */
function brackets(at: Interpolation, unit: Unit): { start: number; end: number } | null {
  const tokens = at.tokens.filter((token) => token.kind !== 'comment');
  const index = tokens.findIndex((token) => token.start - at.lead === unit.start);
  const [before, after] = [tokens[index - 1], tokens[index + 1]];
  if (before?.text === '(' && after?.text === ')') return { start: before.start - at.lead, end: after.end - at.lead };
  return before?.text === 'IN' ? { start: unit.start, end: unit.end } : null;
}

/** PostgreSQL's `= ANY($1)` for `IN (…)`. */
function withAny(
  at: Interpolation,
  around: { start: number; end: number },
  number: number,
): { start: number; text: string } | null {
  const tokens = at.tokens.filter((token) => token.kind !== 'comment');
  const index = tokens.findIndex((token) => token.start - at.lead >= around.start);
  const [not, word] = [tokens[index - 2], tokens[index - 1]];
  if (word?.text !== 'IN') return null;
  const isNegated = not?.text === 'NOT';
  const start = (isNegated ? not.start : word.start) - at.lead;
  return { start, text: `${isNegated ? '<> ALL' : '= ANY'}($${number})` };
}

interface Outcome {
  readonly driver: DriverName;
  readonly isGuess: boolean;
  readonly title: string;
  readonly isWrapped: boolean;
}

/**
 * A fix is safe where the bound value is to the database what the text was: a `str` within quotes, a number outside of
 * them. asyncpg and DuckDB look at the Python type where text would have been converted; an asynchronous SQLAlchemy
 * session may run on asyncpg.
 */
function finish(
  at: Interpolation,
  units: readonly Unit[],
  edits: TextEdit[],
  { driver, isGuess, title, isWrapped }: Outcome,
): BindFix | null {
  if (overlap(edits)) return null;
  const isStrict =
    /^(asyncpg|duckdb|databases)$/.test(driver) || (driver === 'sqlalchemy' && (at.sink?.isAsync ?? true));
  const isKnown = at.sink?.isSure ?? false;
  const isSafe =
    !isGuess && !isStrict && isKnown && !isWrapped && units.every((unit) => unit.keepsMeaning && !unit.isList);
  const what =
    units.length === 1
      ? `"${shortened(shownValue(units[0]!))}" as a parameter`
      : `${units.length} values as parameters`;
  return { title: `Bind ${what}${title}`, isSafe, isPreferred: !isGuess, edits };
}

function shownValue({ holes, isList, value }: Unit): string {
  return isList || holes.length > 1 ? value : holes[0]!.expression.text;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 37)}…` : line;
}

function overlap(edits: readonly TextEdit[]): boolean {
  const sorted = [...edits].sort((one, other) => one.start - other.start || one.end - other.end);
  return sorted.some((edit, i) => i > 0 && edit.start < sorted[i - 1]!.end);
}
