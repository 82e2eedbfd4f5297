// The text that clients get instead of an exception's: what the program said around it, else the status in words.
// Must not know where it is put.
import { stringPrefix } from '../../facts/expressions';
import { statusNames } from '../../project/routing/statusCodes';
import type { SyntaxNode } from '../../syntax/node';
import type { ExceptionPiece } from './exceptionText';
import { interpolationsIn } from './exceptionText';

/** A text as it is written in the program, and its words. */
export interface GenericText {
  /** A literal, quotes included; an f-string where it names other things. */
  readonly literal: string;
  /** Without quotes. */
  readonly words: string;
  /** Whether it is the same for every request. */
  readonly isConstant: boolean;
  /** Whether the program said it already; else it is the status in words. */
  readonly isOwn: boolean;
}

const PHRASES: ReadonlyMap<number, string> = new Map(statusNames());

/**
 * The generic text for an answer.
 * @param whole the text that it replaces
 * @param names names that must not be in it: those of exceptions
 */
export function genericText(piece: ExceptionPiece, whole: SyntaxNode, status: number | null): GenericText {
  const quote = quoteOf(whole);
  const at = piece.throughWhole === whole ? piece.through! : piece.node;
  const said = piece.isTraceback ? null : wordsBefore(whole, at, piece.exception?.name ?? '');
  if (said) {
    const isConstant = !/(^|[^{]){(?!{)/.test(said);
    const words = isConstant ? said.replace(/\{\{|\}\}/g, (pair) => pair[0]!) : said;
    return { literal: `${isConstant ? '' : 'f'}${quote}${words}${quote}`, words, isConstant, isOwn: true };
  }
  const words = phraseOf(status);
  return { literal: `${quote}${words}${quote}`, words, isConstant: true, isOwn: false };
}

/** A status in words: `Bad gateway`; what is no error is one of ours. */
function phraseOf(status: number | null): string {
  const name = PHRASES.get(status !== null && status >= 400 ? status : 500) ?? 'INTERNAL_SERVER_ERROR';
  const words = name.toLowerCase().replaceAll('_', ' ');
  return words[0]!.toUpperCase() + words.slice(1);
}

function quoteOf(whole: SyntaxNode): string {
  const start =
    whole.type === 'string'
      ? whole
      : (whole.childOfType('string') ?? whole.items.find((each) => each.type === 'string'));
  const written = /["']/.exec(start?.childOfType('string_start')?.text ?? '"')?.[0];
  return written ?? '"';
}

/** What a text says before a piece of it, without what leads over; null where that is nothing to keep. */
function wordsBefore(whole: SyntaxNode, piece: SyntaxNode, exception: string): string | null {
  let literal = whole;
  while (literal.type === 'binary_operator' && literal.child('operator')?.text === '+')
    literal = literal.child('left')!;
  if (literal.type === 'concatenated_string') literal = literal.items[0] ?? literal;
  if (literal.type !== 'string' || !/^f?$/.test(stringPrefix(literal))) return null;
  const start = literal.childOfType('string_start');
  const end = literal.childOfType('string_end');
  if (!start || !end || start.text.length > stringPrefix(literal).length + 1) return null;
  const isHere = piece.start >= literal.start && piece.end <= literal.end;
  const interpolations = interpolationsIn(literal);
  const own = interpolations.find((each) => each.start <= piece.start && each.end >= piece.end);
  if (isHere && !own) return null;
  const until = own ? own.start : end.start;
  const said = literal.source.slice(start.end, until);
  const named = interpolations.filter((each) => each.end <= until);
  if (exception !== '' && named.some((each) => new RegExp(`\\b${exception}\\b`).test(each.text))) return null;
  if (!stringPrefix(literal).includes('f') && /[{}%\\]/.test(said)) return null;
  const words = said
    .replace(/[\s:;,.(=\-–—'"`[]+$/u, '')
    .replace(/\s+(due to|because( of)?|with( error)?|reason|details?|got|by)$/i, '')
    .replace(/[\s:;,.(=\-–—'"`[]+$/u, '');
  return /\p{L}{3}/u.test(words.replace(/\{[^}]*\}/g, '')) &&
    !/^(error|exception)$/i.test(words) &&
    !words.includes('\n')
    ? words
    : null;
}
