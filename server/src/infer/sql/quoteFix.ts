// The fix of a name in SQL that the driver itself can quote: psycopg's `sql.Identifier`, SQLAlchemy's and Django's quoting.
// Must not know rules or the editor: edits as plain data.
import { stringPrefix } from '../../facts/expressions';
import { readParameters } from '../../facts/functions';
import { positionHoles } from '../../facts/sqlPositions';
import { closest, type SyntaxNode } from '../../syntax/node';
import { analyzeSql, type Interpolation, type SqlContext } from './analyze';
import type { Imports } from './bindFix';
import { withOrigin } from './origin';
import type { TextEdit } from './textEdits';

/** A remedy as edits of the region, with what it needs imported. */
export interface QuoteFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  readonly imports: Imports['requested'];
}

/** Signs and words before the name of a table, column or schema; before anything else stands a keyword. */
const BEFORE_NAMES =
  /^(FROM|JOIN|INTO|UPDATE|TABLE|SELECT|BY|SET|WHERE|AND|OR|ON|VIEW|INDEX|EXISTS|SCHEMA|TRUNCATE|DISTINCT|[,.(])$/;

/**
 * The driver's own way to quote the name that is interpolated at a place; null where it has none, or where it is no name.
 * @param path the file, as the project names it
 */
export function quoteFix(
  expressionStart: number,
  context: SqlContext,
  imports: Imports,
  path: string | null,
): QuoteFix | null {
  const found = analyzeSql(context).find(
    ({ hole, position }) => hole.expression.start === expressionStart && position.role === 'identifier',
  );
  if (!found || !isName(found)) return null;
  const at = withOrigin(found, context, path);
  const { expression } = at.hole;
  const own = imports.fork();
  const quoting = quotingOf(at, own);
  if (quoting !== null) {
    if (at.position.quote !== '' || at.hole.isFormatted || at.hole.conversion !== '') return null;
    const edits = [{ start: expression.start, end: expression.end, newText: `${quoting}(${expression.text})` }];
    return { title: `Quote "${expression.text}" as a name with the driver`, edits, imports: [...own.requested] };
  }
  const driver = at.sink?.driver;
  if (driver !== 'psycopg' && driver !== 'psycopg2') return null;
  const edits = composed(at, composersOf(driver, own));
  return edits && { title: `Compose "${expression.text}" with sql.Identifier`, edits, imports: [...own.requested] };
}

/** How `SQL` and `Identifier` are written: psycopg 2 does not bring its `sql` along. */
function composersOf(driver: 'psycopg' | 'psycopg2', imports: Imports): Composers {
  if (driver === 'psycopg2')
    return { text: imports.use('psycopg2.sql', 'SQL'), name: imports.use('psycopg2.sql', 'Identifier') };
  const module = imports.use('psycopg', 'sql');
  return { text: `${module}.SQL`, name: `${module}.Identifier` };
}

interface Composers {
  readonly text: string;
  readonly name: string;
}

/** Whether a hole is a whole name that stands where one may stand: no keyword, no part of a name. */
function isName({ hole, flat, tokens, lead }: Interpolation): boolean {
  const piece = flat.pieces.find((each) => each.part === hole);
  const plain = tokens.filter((token) => token.kind !== 'comment');
  const index = plain.findIndex((token) => piece && token.start - lead <= piece.start && piece.end <= token.end - lead);
  const [token, before] = [plain[index], plain[index - 1]];
  if (!token || (token.kind !== 'hole' && token.end - token.start !== 3)) return false;
  return before !== undefined && BEFORE_NAMES.test(before.text);
}

/** The function that quotes a name for SQLAlchemy or Django; null for other drivers. */
function quotingOf({ sink }: Interpolation, imports: Imports): string | null {
  if (!sink) return null;
  if (sink.driver === 'django') return `${imports.use('django.db', 'connection')}.ops.quote_name`;
  if (sink.driver !== 'sqlalchemy') return null;
  const receiver = sink.call.child('function')?.child('object');
  if (!receiver || !/^[\w.]+$/.test(receiver.text)) return null;
  const kind = kindOf(receiver);
  if (kind === null) return null;
  return `${receiver.text}${kind === 'session' ? '.get_bind()' : ''}.dialect.identifier_preparer.quote`;
}

/** Whether a receiver is one of SQLAlchemy's sessions or one of its connections and engines, by its type or its name. */
function kindOf(receiver: SyntaxNode): 'session' | 'connection' | null {
  const list = closest(receiver, (node) => node.type === 'function_definition')?.child('parameters');
  const parameter = list ? readParameters(list).find((each) => each.name === receiver.text) : null;
  const words = parameter?.annotation?.text ?? receiver.text;
  if (/(session|sess)\w*\b/i.test(words)) return 'session';
  return /(conn|connection|engine)\b/i.test(words) ? 'connection' : null;
}

/** `sql.SQL("… {table}").format(table=sql.Identifier(table))` of an f-string whose holes are all names. */
function composed(at: Interpolation, composers: Composers): TextEdit[] | null {
  const { flat, tokens, sink } = at;
  const literal = sink?.argument;
  if (literal?.type !== 'string' || !/^r?f$|^fr$/.test(stringPrefix(literal))) return null;
  const open = literal.childOfType('string_start');
  const positions = positionHoles(tokens);
  const holes = flat.pieces.filter((piece) => piece.part.kind === 'hole');
  const edits: TextEdit[] = [];
  const names = new Map<string, string>();
  for (const [i, piece] of holes.entries()) {
    if (piece.part.kind !== 'hole' || piece.groups.length > 0) return null;
    const { part: hole } = piece;
    const { place, expression } = hole;
    const each: Interpolation = { ...at, hole };
    const isBare = positions[i]?.role === 'identifier' && !hole.isFormatted && hole.conversion === '';
    if (place.how !== 'f-string' || place.node.parent !== literal || !isBare || !isName(each)) return null;
    const name = nameOf(expression, names);
    names.set(name, expression.text);
    // Quotes around it go: the driver writes its own.
    const isQuoted = positions[i]!.quote !== '';
    if (isQuoted && positions[i]!.quote !== '"') return null;
    const { start, end } = place.node;
    edits.push({ start: start - Number(isQuoted), end: end + Number(isQuoted), newText: `{${name}}` });
  }
  if (!open || edits.length === 0) return null;
  const letter = open.start + open.text.search(/f/i);
  const given = [...names].map(([name, expression]) => `${name}=${composers.name}(${expression})`);
  return [
    { start: literal.start, end: literal.start, newText: `${composers.text}(` },
    { start: letter, end: letter + 1, newText: '' },
    ...edits,
    { start: literal.end, end: literal.end, newText: `).format(${given.join(', ')})` },
  ];
}

function nameOf(expression: SyntaxNode, taken: ReadonlyMap<string, string>): string {
  const base = /([A-Za-z_]\w*)$/.exec(expression.text)?.[1] ?? 'name';
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(name) || taken.get(name) === expression.text) return name;
  }
}
