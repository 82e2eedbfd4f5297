// Reads a column of an SQLAlchemy table as a field of a model: its type, `None`, its length, its default.
// Must not know the project: names that mean a library's types are told by a question.
import { argumentFor, callArguments, dottedName, lastName, stringValue } from '../../facts/expressions';
import { parseExpression } from '../../facts/parseText';
import type { SyntaxNode } from '../../syntax/node';
import { allowsNone } from './fields';
import type { WrittenField } from './fieldText';
import { withoutNone } from './fieldText';

/** Python's types of SQLAlchemy's (SQLAlchemy docs, "The Type Hierarchy"): a module to import from, or a builtin. */
const TYPES: Readonly<Record<string, readonly [module: string, name: string]>> = Object.fromEntries(
  (
    [
      ['', 'int', 'Integer INTEGER INT BigInteger BIGINT SmallInteger SMALLINT TINYINT'],
      ['', 'str', 'String VARCHAR NVARCHAR CHAR Text TEXT Unicode UnicodeText AutoString CITEXT LONGTEXT MEDIUMTEXT'],
      ['', 'bool', 'Boolean BOOLEAN'],
      ['', 'float', 'Float FLOAT Double DOUBLE DOUBLE_PRECISION REAL'],
      ['', 'bytes', 'LargeBinary BLOB BYTEA BINARY VARBINARY'],
      ['decimal', 'Decimal', 'Numeric NUMERIC DECIMAL'],
      ['datetime', 'datetime', 'DateTime DATETIME TIMESTAMP'],
      ['datetime', 'date', 'Date DATE'],
      ['datetime', 'time', 'Time TIME'],
      ['datetime', 'timedelta', 'Interval INTERVAL'],
      ['uuid', 'UUID', 'UUID Uuid GUID'],
    ] as const
  ).flatMap(([module, name, all]) => all.split(' ').map((each) => [each, [module, name]])),
);

/** How the place writes names. */
export interface ColumnPlace {
  use(module: string, name: string): string;
  optional(type: string): string;
}

/** A column as a field. */
export interface ColumnField extends WrittenField {
  /** Whether its type is a guess. */
  readonly isOpen: boolean;
  /** Whether the database gives a value where none is sent, in a way that a model cannot write. */
  readonly isGiven: boolean;
}

const COLUMN = /^(Column|mapped_column)$/;

/**
 * Reads a declaration of a table's class.
 * @returns null for what is no column: a relationship, a constant, what is computed
 */
export function readColumn(
  { name, annotation, value }: { name: string; annotation: string | null; value: string | null },
  place: ColumnPlace,
): ColumnField | null {
  if (name.startsWith('_')) return null;
  const call = value === null ? null : parseExpression(value);
  const callee = call?.type === 'call' ? lastName(dottedName(call.child('function')) ?? '') : null;
  const mapped =
    annotation === null ? null : /^(?:[\w.]*\.)?Mapped\s*\[([\s\S]*)\]$/.exec(annotation.trim())?.[1]?.trim();
  if (callee !== null && !COLUMN.test(callee)) return null;
  if (callee === null && (mapped === null || mapped === undefined || value !== null)) return null;
  const column = callee === null ? null : call!;
  const type = column && typeArgument(column);
  const said = mapped ?? null;
  const python = said === null ? (type ? pythonType(type, place) : null) : null;
  const plain = said === null ? (python ?? place.use('typing', 'Any')) : withoutNone(unquoted(said));
  const isPrimary = column !== null && argumentFor(column, 'primary_key')?.text === 'True';
  const nullable = (column && argumentFor(column, 'nullable')?.text) ?? undefined;
  const isNullable =
    said !== null && nullable === undefined
      ? allowsNone(unquoted(said))
      : nullable !== undefined
        ? nullable === 'True'
        : said === null && !isPrimary;
  const start = column ? defaultOf(column, plain) : { text: null, isGiven: false };
  const length = type && /^str$/.test(plain) ? lengthOf(type) : null;
  const rest = [...(isPrimary ? ['primary_key=True'] : []), ...(length === null ? [] : [`max_length=${length}`])];
  const first = start.text ?? (isNullable ? 'None' : null);
  return {
    name,
    annotation: isNullable && !allowsNone(plain) ? place.optional(plain) : plain,
    value: rest.length > 0 ? `Field(${[...(first === null ? [] : [`default=${first}`]), ...rest].join(', ')})` : first,
    isOpen: said === null && python === null,
    isGiven: !isNullable && start.isGiven && start.text === null,
  };
}

function unquoted(annotation: string): string {
  return /^(["'])([^"']*)\1$/.exec(annotation)?.[2] ?? annotation;
}

/** The argument that says the column's type: the first that is no name, foreign key or other construct. */
function typeArgument(column: SyntaxNode): SyntaxNode | null {
  const named = argumentFor(column, 'type_');
  if (named) return named;
  const given = callArguments(column).filter(({ name, star }) => name === null && star === '');
  return (
    given
      .map(({ value }) => value)
      .find((value) => {
        const name = nameOf(value);
        return (
          name !== null &&
          !/^(ForeignKey|Sequence|Identity|Computed|CheckConstraint)$/.test(name) &&
          value.type !== 'string'
        );
      }) ?? null
  );
}

function nameOf(node: SyntaxNode): string | null {
  const name = dottedName(node.type === 'call' ? node.child('function') : node);
  return name === null ? null : lastName(name);
}

function pythonType(type: SyntaxNode, place: ColumnPlace): string | null {
  const name = nameOf(type);
  if (name === null) return null;
  if (/^(JSON|JSONB)$/.test(name)) return `dict[str, ${place.use('typing', 'Any')}]`;
  if (name === 'ARRAY' && type.type === 'call') {
    const item = argumentFor(type, 'item_type', 0);
    const inner = item && pythonType(item, place);
    return inner ? `list[${inner}]` : null;
  }
  if (/^(Enum|ENUM|SQLEnum|SAEnum|ChoiceType)$/.test(name) && type.type === 'call') {
    const given = callArguments(type).filter((each) => each.name === null && each.star === '');
    const texts = given.map(({ value }) => stringValue(value));
    if (given.length === 1 && texts[0] === null) return dottedName(given[0]!.value);
    if (given.length > 0 && texts.every((text) => text !== null))
      return `${place.use('typing', 'Literal')}[${given.map(({ value }) => value.text).join(', ')}]`;
    return null;
  }
  const known = TYPES[name];
  if (!known) return null;
  return known[0] === '' ? known[1] : place.use(known[0], known[1]);
}

function lengthOf(type: SyntaxNode): string | null {
  if (type.type !== 'call' || !/^(String|VARCHAR|NVARCHAR|CHAR|Unicode)$/.test(nameOf(type) ?? '')) return null;
  const length = argumentFor(type, 'length', 0);
  return length?.type === 'integer' ? length.text : null;
}

/** The default that Python or the database gives, as a model may write it; a text of null where only they can. */
function defaultOf(column: SyntaxNode, type: string): { readonly text: string | null; readonly isGiven: boolean } {
  const own = argumentFor(column, 'default') ?? argumentFor(column, 'insert_default');
  if (own) {
    if (/^(integer|float|string|true|false|none|unary_operator)$/.test(own.type))
      return { text: own.text, isGiven: true };
    return { text: null, isGiven: true };
  }
  const server = argumentFor(column, 'server_default');
  if (!server) return { text: null, isGiven: false };
  const inner = server.type === 'call' && nameOf(server) === 'text' ? argumentFor(server, 'text', 0) : server;
  const value = inner && stringValue(inner);
  const name = nameOf(server);
  if (type === 'bool') {
    const isTrue = /^(true|1|t)$/i.test(value ?? name ?? '');
    if (isTrue || /^(false|0|f)$/i.test(value ?? name ?? '')) return { text: isTrue ? 'True' : 'False', isGiven: true };
  }
  if (value !== null && /^(int|float)$/.test(type) && /^-?\d+(\.\d+)?$/.test(value))
    return { text: value, isGiven: true };
  if (server.type === 'string' && type === 'str') return { text: server.text, isGiven: true };
  return { text: null, isGiven: true };
}
