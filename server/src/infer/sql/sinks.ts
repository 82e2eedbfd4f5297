// Which calls run or wrap SQL text, which of their arguments it is, and whose they are.
// Must not know what is wrong with the text.
import { callArguments, dottedName } from '../../facts/expressions';
import type { SyntaxNode } from '../../syntax/node';
import { isTextFunction } from './calls';
import { type DriverName, driverOf } from './drivers';
import { evaluate } from './evaluate';
import type { Scope, State } from './state';
import type { Value } from './value';

/** A call that takes SQL text. */
export interface Sink {
  readonly call: SyntaxNode;
  /** The function's or method's last name, for messages. */
  readonly name: string;
  /** The argument that is the text. */
  readonly argument: SyntaxNode;
  readonly driver: DriverName;
  readonly isAsync: boolean;
  /** Whether the callee is known to belong to a database library; else the text itself must be SQL. */
  readonly isSure: boolean;
  /** `text()` and `literal_column()`: what wraps a text for a later sink. */
  readonly isWrapper: boolean;
  /** What to put before a fragment so that it reads as SQL: `ORDER BY ` for the text of an `order_by`. */
  readonly lead: string;
}

/** Where the text stands among a sink's arguments, by its position, and the keywords that may name it. */
const POSITIONS: Readonly<Record<string, number>> = {
  execute_values: 1,
  execute_batch: 1,
};
const METHODS = new Set(
  `execute executemany executescript exec_driver_sql execute_values execute_batch scalar scalars stream stream_scalars exec
  fetch fetchrow fetchval fetchmany fetch_all fetch_one fetch_val iterate execute_fetchall execute_insert sql query prepare
  cursor copy_expert read_sql read_sql_query raw RawSQL extra copy_from_query query_df declare_cursor execute_query
  execute_sql run_sql execute_raw fetch_iter`.split(/\s+/),
);
const KEYWORDS =
  /^(statement|query|sql|operation|clause|sqlstatement|object_|element|command|raw_query|stmt|text|request)$/;

/** Names that something which runs SQL usually has, where its origin is not known. */
const DATABASE_NAME =
  /(^|_)(cur|cursor|conn|connection|db|session|engine|database|pool|tx|transaction|con|sess|dbsession)$/i;

/** Whether a region has a sink at all, told by its text: cheap, and too often rather than too seldom. */
export const MENTIONS_SINK =
  /\b(execut\w*|exec\w*|scalars?|stream\w*|fetch\w*|iterate|sql|SQL|query\w*|prepare|cursor|copy_expert|read_sql\w*|raw|RawSQL|extra|text|literal_column|TextClause|run_sql|declare_cursor)\s*\(/;

/** The sink that a call is, or null. */
export function sinkOf(call: SyntaxNode, state: State, scope: Scope): Sink | null {
  const callee = call.child('function');
  if (!callee || (callee.type !== 'identifier' && callee.type !== 'attribute')) return null;
  const name = callee.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : callee.text;
  const isMethod = callee.type === 'attribute';
  const isText = /^(text|literal_column|TextClause|SQL)$/.test(name);
  const dotted = dottedName(callee);
  const mayBeAlias = !isMethod && !METHODS.has(name) && !isText;
  if (!METHODS.has(name) && !isText && !mayBeAlias) return null;
  const library = dotted !== null && !state.vars.has(dotted.split('.')[0]!) ? scope.names.qualify(dotted) : null;
  if (library !== null && isTextFunction(library)) return makeWrapper(call, name, true);
  if (mayBeAlias) return null;
  if (isText) {
    if (name === 'SQL') {
      const isComposed = library !== null && /^psycopg2?\./.test(library);
      const argument = isComposed ? textArgument(call, 'SQL') : null;
      if (!argument) return null;
      return { call, name, argument, driver: 'psycopg', isAsync: false, isSure: true, isWrapper: false, lead: '' };
    }
    // Flask-SQLAlchemy's `db.text(…)`.
    const owner = isMethod && name === 'text' ? callee.child('object') : null;
    const of = owner && evaluate(owner, state, scope);
    if (of?.kind === 'database' && of.driver === 'sqlalchemy') return makeWrapper(call, name, true);
    // An unknown `text(…)` or `sa.text(…)`: the text decides.
    const root = dotted?.split('.')[0] ?? '';
    const isBound = scope.names.binding(root) !== null || state.vars.has(root);
    return dotted !== null && !isBound && /^(text|sa\.text|sqlalchemy\.text|literal_column)$/.test(dotted)
      ? makeWrapper(call, name, false)
      : null;
  }
  const argument = textArgument(call, name);
  if (!argument) return null;
  const { driver, isAsync, isSure } = whoseCall(callee, library, state, scope);
  return { call, name, argument, driver, isAsync, isSure, isWrapper: false, lead: '' };
}

/** What each argument of Django's `extra()` is a part of, in the order in which they may be passed (QuerySet API reference). */
const EXTRA_PARTS: readonly (readonly [name: string, lead: string | null])[] = [
  ['select', 'SELECT '],
  ['where', 'SELECT 1 FROM t WHERE '],
  ['params', null],
  ['tables', 'SELECT 1 FROM '],
  ['order_by', null],
];

/** A text among the parts that one call takes. */
export interface PartialSink {
  readonly sink: Sink;
  readonly value: Value;
}

/** The texts that `queryset.extra(select={…}, where=[…], tables=[…])` takes; empty for all other calls. */
export function extraSinks(call: SyntaxNode, state: State, scope: Scope): PartialSink[] {
  const callee = call.child('function');
  if (callee?.type !== 'attribute' || callee.child('attribute')?.text !== 'extra') return [];
  return callArguments(call).flatMap(({ name, star, value: argument }, i): PartialSink[] => {
    const [part, lead] = EXTRA_PARTS.find((each) => each[0] === name) ?? (name === null ? EXTRA_PARTS[i] : null) ?? [];
    if (star !== '' || part === undefined || lead == null) return [];
    const value = evaluate(argument, state, scope);
    const texts = value.kind === 'list' ? value.items : value.kind === 'mapping' ? value.values : [];
    const sink: Sink = {
      ...{ call, name: 'extra', argument, driver: 'django', isAsync: false, isSure: true, isWrapper: false, lead },
    };
    return texts.map((text) => ({ sink, value: text }));
  });
}

function makeWrapper(call: SyntaxNode, name: string, isSure: boolean): Sink | null {
  const argument = textArgument(call, name);
  if (!argument) return null;
  return { call, name, argument, driver: 'sqlalchemy', isAsync: false, isSure, isWrapper: true, lead: leadOf(call) };
}

function textArgument(call: SyntaxNode, name: string): SyntaxNode | null {
  const all = callArguments(call);
  const keyword = all.find((argument) => argument.name !== null && KEYWORDS.test(argument.name));
  if (keyword) return keyword.value;
  const position = POSITIONS[name] ?? 0;
  const before = all.slice(0, position + 1);
  const at = before[position];
  return at && before.every((argument) => argument.name === null && argument.star === '') ? at.value : null;
}

/** The clause in which a fragment's `text(…)` stands. */
function leadOf(call: SyntaxNode): string {
  for (let node = call.parent; node; node = node.parent) {
    if (node.type === 'call') {
      const method = node.child('function');
      const name = method?.type === 'attribute' ? (method.child('attribute')?.text ?? '') : (method?.text ?? '');
      if (name === 'order_by') return 'SELECT 1 FROM t ORDER BY ';
      if (name === 'group_by') return 'SELECT 1 FROM t GROUP BY ';
      if (/^(where|filter|having|and_|or_|not_)$/.test(name)) return 'SELECT 1 FROM t WHERE ';
      if (/^(select|columns|add_columns|with_only_columns)$/.test(name)) return 'SELECT ';
      if (/^(select_from|join|outerjoin)$/.test(name)) return 'SELECT 1 FROM ';
      if (/^(execute|scalars?|exec|stream)$/.test(name)) return '';
    }
    if (node.type === 'keyword_argument' && node.child('name')?.text === 'server_default')
      return 'SELECT 1 FROM t WHERE a = ';
    if (/_statement$/.test(node.type)) return '';
  }
  return '';
}

interface Whose {
  readonly driver: DriverName;
  readonly isAsync: boolean;
  readonly isSure: boolean;
}

/** Whose method it is: by the receiver's value, its name and the module's imports. */
function whoseCall(callee: SyntaxNode, library: string | null, state: State, scope: Scope): Whose {
  if (library !== null) {
    const driver = driverOf(library);
    if (driver) return { driver, isAsync: false, isSure: true };
    if (/^pandas\./.test(library)) return { driver: 'unknown', isAsync: false, isSure: true };
    if (/^alembic\./.test(library)) return { driver: 'alembic', isAsync: false, isSure: true };
  }
  const object = callee.child('object');
  const value: Value | null = object ? evaluate(object, state, scope) : null;
  const imported = scope.names.importedDrivers();
  // One library in the file: it is that one.
  const only = imported.length === 1 ? imported[0]! : 'unknown';
  if (value?.kind === 'database') {
    return { driver: value.driver === 'unknown' ? only : value.driver, isAsync: value.isAsync, isSure: true };
  }
  const named = object !== null && DATABASE_NAME.test(lastNameOf(object));
  const isAwaited = callee.parent?.parent?.type === 'await';
  if (named) return { driver: only, isAsync: isAwaited, isSure: false };
  return { driver: value?.kind === 'unknown' || value === null ? only : 'unknown', isAsync: isAwaited, isSure: false };
}

function lastNameOf(node: SyntaxNode): string {
  const inner = node.type === 'call' ? node.child('function') : node;
  return inner?.type === 'attribute' ? (inner.child('attribute')?.text ?? '') : (inner?.text ?? '');
}
