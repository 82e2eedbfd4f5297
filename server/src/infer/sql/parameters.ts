// Writes the parameters of a statement into the call that runs it, in the driver's own way.
// Must not know how the text is rewritten.
import { type Argument, callArguments } from '../../facts/expressions';
import type { SyntaxNode } from '../../syntax/node';
import type { DriverName, PlaceholderStyle } from './drivers';
import type { Sink } from './sinks';
import type { TextEdit } from './textEdits';

/** How a statement's parameters are written at a sink. */
export interface CallStyle {
  readonly placeholder: PlaceholderStyle['kind'];
  /** A dict, a tuple, a list, or arguments of their own. */
  readonly container: 'dict' | 'tuple' | 'list' | 'arguments';
  /** The keyword under which the container goes; null for the position behind the text. */
  readonly keyword: string | null;
  /** What holds the parameters already. */
  readonly existing: SyntaxNode | null;
}

/** A bound value at its place among all placeholders of the text. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly isList: boolean;
  /** How many placeholders that were there already stand before it. */
  readonly before: number;
}

const KEYWORDS = /^(params|parameters|values|vars|args|query_params|bind_params|seq_of_parameters)$/;

/** Whether a driver puts parameters at a call of this name at all. */
export function takesParameters(name: string): boolean {
  return !/^(executescript|executemany|execute_values|execute_batch|prepare|copy_expert|SQL|raw|RawSQL|extra|declare_cursor|copy_from_query)$/.test(
    name,
  );
}

/** More items behind the last one; the comma that makes a tuple of a single item is no longer needed. */
function behindLast(sequence: SyntaxNode, more: readonly string[]): TextEdit {
  const last = sequence.items.at(-1)!;
  const comma = sequence.items.length === 1 ? /^,(?=\s*\))/.exec(sequence.source.slice(last.end, sequence.end)) : null;
  return { start: last.end, end: last.end + (comma ? 1 : 0), newText: `, ${more.join(', ')}` };
}

/**
 * How a driver wants parameters at a call.
 * @param placeholders the placeholders that the text has already
 * @returns null where none can be given, or where there are some in another style
 */
export function callStyle(driver: DriverName, sink: Sink, placeholders: readonly string[]): CallStyle | null {
  if (!takesParameters(sink.name)) return null;
  const all = callArguments(sink.call);
  if (all.some((argument) => argument.star === '**')) return null;
  const given = existingParameters(all, sink);
  const existing = given?.value ?? null;
  const keyword = given?.name ?? null;
  const isDict = existing
    ? existing.type === 'dictionary' || placeholders.some((each) => /^(:|%\()/.test(each))
    : placeholders.some((each) => /^(:|%\()/.test(each));
  switch (driver) {
    case 'sqlalchemy':
      return {
        placeholder: 'named-colon',
        container: 'dict',
        existing,
        keyword: keyword ?? (sink.name === 'exec' ? 'params' : /^read_sql/.test(sink.name) ? 'params' : null),
      };
    case 'databases':
      return {
        placeholder: 'named-colon',
        container: 'dict',
        existing,
        keyword: keyword ?? (existing ? null : 'values'),
      };
    case 'sqlite3':
    case 'aiosqlite':
      if (isDict)
        return placeholders.every((each) => each.startsWith(':'))
          ? { placeholder: 'named-colon', container: 'dict', existing, keyword }
          : null;
      return placeholders.every((each) => each === '?')
        ? { placeholder: 'question', container: 'tuple', existing, keyword }
        : null;
    case 'duckdb':
      if (isDict || !placeholders.every((each) => each === '?')) return null;
      return {
        placeholder: 'question',
        container: 'list',
        existing,
        keyword: keyword ?? (/^(sql|query)$/.test(sink.name) ? 'params' : null),
      };
    case 'psycopg':
    case 'pymysql':
    case 'django':
      if (isDict) return { placeholder: 'percent-named', container: 'dict', existing, keyword };
      return placeholders.every((each) => each === '%s')
        ? { placeholder: 'percent', container: 'tuple', existing, keyword }
        : null;
    case 'asyncpg':
      return all.some((argument) => argument.star === '*') && placeholders.length === 0
        ? null
        : { placeholder: 'dollar', container: 'arguments', existing: null, keyword: null };
    case 'named':
      return { placeholder: 'named-colon', container: 'dict', existing, keyword };
    case 'alembic':
    case 'unknown':
      return null;
  }
}

function existingParameters(all: readonly Argument[], sink: Sink): Argument | null {
  const named = all.find((argument) => argument.name !== null && KEYWORDS.test(argument.name));
  if (named) return named;
  const text = all.findIndex((argument) => argument.value === sink.argument);
  const next = all[text + 1];
  if (/^read_sql/.test(sink.name)) return null;
  return next && next.name === null && next.star === '' ? next : null;
}

/**
 * The edits that hand parameters to a call.
 * @param placeholderCount how many placeholders the text has already
 * @returns null when they cannot be joined with what is passed already
 */
export function passParameters(
  sink: Sink,
  style: CallStyle,
  parameters: readonly Parameter[],
  placeholderCount: number,
): TextEdit[] | null {
  if (parameters.length === 0) return [];
  const { existing, container } = style;
  if (container === 'arguments') {
    const all = callArguments(sink.call);
    const last = all.filter((argument) => argument.name === null).at(-1)?.node ?? sink.argument;
    return [{ start: last.end, end: last.end, newText: parameters.map((each) => `, ${each.value}`).join('') }];
  }
  if (!existing) {
    const holder = holderText(container, parameters);
    const at = callArguments(sink.call).find((argument) => argument.value === sink.argument)?.node ?? sink.argument;
    const gap = gapBefore(at);
    if (style.keyword === null && at.type !== 'keyword_argument') {
      return [{ start: at.end, end: at.end, newText: `,${gap}${holder}` }];
    }
    // Keywords go last; one line longer where the call is laid out over several.
    const last = callArguments(sink.call).at(-1)!.node;
    return [{ start: last.end, end: last.end, newText: `,${gap}${style.keyword ?? keywordFor(container)}=${holder}` }];
  }
  if (container === 'dict') return extendDict(existing, parameters);
  return extendSequence(existing, parameters, placeholderCount);
}

/** What goes before one more argument: a line of its own where the others have theirs. */
function gapBefore(argument: SyntaxNode): string {
  const line = /\n([ \t]*)$/.exec(argument.source.slice(0, argument.start));
  return line && argument.text.includes('\n') ? `\n${line[1]}` : ' ';
}

function keywordFor(container: CallStyle['container']): string {
  return container === 'dict' ? 'params' : 'parameters';
}

function holderText(container: CallStyle['container'], parameters: readonly Parameter[]): string {
  if (container === 'dict') return `{${parameters.map(pair).join(', ')}}`;
  const items = parameters.map(item);
  if (container === 'list') return `[${items.join(', ')}]`;
  // One list alone is a sequence already, but a tuple is what every driver takes.
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

function pair({ name, value, isList }: Parameter): string {
  return `"${name}": ${isList ? `list(${value})` : value}`;
}

function item({ value, isList }: Parameter): string {
  return isList ? `*${value}` : value;
}

function extendDict(existing: SyntaxNode, parameters: readonly Parameter[]): TextEdit[] | null {
  const pairs = parameters.map(pair).join(', ');
  if (existing.type === 'dictionary') {
    const last = existing.items.at(-1);
    const at = last ? last.end : existing.start + 1;
    return [{ start: at, end: at, newText: last ? `, ${pairs}` : pairs }];
  }
  if (/^(list|tuple|list_comprehension|generator_expression)$/.test(existing.type)) return null;
  if (existing.type === 'none') return [{ start: existing.start, end: existing.end, newText: `{${pairs}}` }];
  const star = /^(identifier|attribute|call|subscript)$/.test(existing.type) ? existing.text : `(${existing.text})`;
  return [{ start: existing.start, end: existing.end, newText: `{**${star}, ${pairs}}` }];
}

function extendSequence(existing: SyntaxNode, parameters: readonly Parameter[], count: number): TextEdit[] | null {
  if (existing.type === 'none')
    return [{ start: existing.start, end: existing.end, newText: holderText('tuple', parameters) }];
  if (existing.type !== 'tuple' && existing.type !== 'list') {
    if (!/^(identifier|attribute|call|subscript)$/.test(existing.type)) return null;
    if (existing.type === 'identifier' && count === 1) return null;
    const items = parameters.map(item).join(', ');
    if (parameters.every((each) => each.before === count))
      return [{ start: existing.start, end: existing.end, newText: `(*${existing.text}, ${items})` }];
    if (parameters.every((each) => each.before === 0))
      return [{ start: existing.start, end: existing.end, newText: `(${items}, *${existing.text})` }];
    return null;
  }
  const items = existing.items;
  if (items.length !== count || items.some((each) => each.type === 'list_splat')) {
    const all = parameters.map(item).join(', ');
    if (items.length > 0 && parameters.every((each) => each.before === count))
      return [{ start: items.at(-1)!.end, end: items.at(-1)!.end, newText: `, ${all}` }];
    if (items.length > 0 && parameters.every((each) => each.before === 0))
      return [{ start: items[0]!.start, end: items[0]!.start, newText: `${all}, ` }];
    return null;
  }
  if (items.length === 0)
    return [{ start: existing.start, end: existing.end, newText: holderText(existing.type, parameters) }];
  const edits: TextEdit[] = [];
  for (let index = 0; index <= items.length; index++) {
    const here = parameters.filter((each) => each.before === index).map(item);
    if (here.length === 0) continue;
    const next = items[index];
    if (next) edits.push({ start: next.start, end: next.start, newText: `${here.join(', ')}, ` });
    else edits.push(behindLast(existing, here));
  }
  return edits;
}
