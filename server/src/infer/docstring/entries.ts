// Reads the entries of a section: `name (type): description` and the ways in which people write it otherwise.
// Must not know signatures.
import type { DocLine, Entry, EntryName, LineRange, SectionKind } from './model';

/** The head of an entry on one line. */
interface Head {
  readonly names: readonly EntryName[];
  readonly bullet: string;
  readonly type: string | null;
  readonly hasColon: boolean;
  readonly hasDescription: boolean;
}

const BULLET = /^(?:[-*+•]\s+)?/;
/** A parameter with its stars, escaped or not, in quotes or bold. */
const PARAMETER = /^([`"']{0,2})((?:\\{0,2}\*){0,2}[\p{L}_][\p{L}\p{N}_]*)((?:\\{0,2}\*){0,2}[`"']{0,2})/u;
/** An exception, dotted, perhaps as a cross-reference of Sphinx or in backquotes. */
const EXCEPTION = /^((?::[\w:]+:)?[`"']{0,2}[~!]?)([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)([`"']{0,2})/u;

/**
 * The entries of a section's body.
 * @param range the body's lines, the header's left out
 */
export function readEntries(lines: readonly DocLine[], range: LineRange, kind: SectionKind): Entry[] {
  const body = lines.slice(range.first, range.end);
  const base = body.find(({ text }) => text !== '')?.indent ?? 0;
  const entries: Entry[] = [];
  for (let index = range.first; index < range.end; index++) {
    const line = lines[index]!;
    if (line.text === '' || line.indent > base) continue;
    const head = readHead(line.text, line.start + leadOf(line), kind);
    if (!head || !(head.hasColon || head.hasDescription || isAlone(index, lines, range))) continue;
    entries.push({ ...head, first: index, end: endOfEntry(lines, index, range, base, kind) });
  }
  return entries;
}

/** The entry on a header's own line, `Args: x: Some number.` */
export function readInlineEntry(text: string, offset: number, index: number, kind: SectionKind): Entry[] {
  const head = readHead(text, offset, kind);
  return head && (head.hasColon || kind === 'raises') ? [{ ...head, first: index, end: index + 1 }] : [];
}

/**
 * What may pass for documented, however deep: names that begin a line with a colon behind them, and those that begin a
 * list's item (`- url is where to look`).
 */
export function namesAtLineStarts(lines: readonly DocLine[], range: LineRange, kind: SectionKind): string[] {
  return lines.slice(range.first, range.end).flatMap((line) => {
    const head = readHead(line.text, line.start, kind);
    if (head?.hasColon) return head.names.map(({ name }) => name);
    const item = /^[-*+•]\s+[`"']*([\p{L}_][\p{L}\p{N}_]*)[`"']*\s/u.exec(line.text);
    return item ? [item[1]!] : [];
  });
}

/** Whether a line cannot but be an entry's first: a name, and a colon or a dash behind it. */
export function opensEntry(text: string, kind: SectionKind): boolean {
  const head = readHead(text, 0, kind);
  return head !== null && (head.hasColon || (head.hasDescription && head.type === null));
}

function leadOf(line: DocLine): number {
  return line.white.length;
}

/** A bare name counts where its description follows, indented, or where a list of bare names stands. */
function isAlone(index: number, lines: readonly DocLine[], range: LineRange): boolean {
  const next = lines[index + 1];
  return index + 1 >= range.end || next === undefined || next.text === '' || next.indent >= lines[index]!.indent;
}

function endOfEntry(
  lines: readonly DocLine[],
  start: number,
  range: LineRange,
  base: number,
  kind: SectionKind,
): number {
  let end = start + 1;
  for (let index = start + 1; index < range.end; index++) {
    const line = lines[index]!;
    if (line.text === '') continue;
    if (line.indent <= base) {
      const head = readHead(line.text, 0, kind);
      if (head && (head.hasColon || head.hasDescription || isAlone(index, lines, range))) break;
    }
    end = index + 1;
  }
  return end;
}

function readHead(text: string, offset: number, kind: SectionKind): Head | null {
  const bullet = BULLET.exec(text)![0];
  const pattern = kind === 'raises' ? EXCEPTION : PARAMETER;
  const names: EntryName[] = [];
  let at = bullet.length;
  for (;;) {
    const match = pattern.exec(text.slice(at));
    if (!match) return null;
    const start = at + match[1]!.length;
    const written = match[2]!;
    names.push({ name: written.replace(/[\\*]/g, ''), start: offset + start, end: offset + start + written.length });
    at += match[0].length;
    const separator = /^\s*(,|\/|\bor\b|\band\b|\|)\s*/.exec(text.slice(at));
    if (!separator || !pattern.test(text.slice(at + separator[0].length))) break;
    at += separator[0].length;
  }
  const rest = text.slice(at);
  const typed = /^\s*(?=[([])/.exec(rest);
  const type = typed ? (bracketed(rest.slice(typed[0].length)) ?? unbalanced(rest.slice(typed[0].length))) : null;
  const inner = type === null ? null : type.slice(1, -1);
  const behind = type === null ? rest : rest.slice(typed![0].length + type.length);
  const separator = /^\s*(?::(?!:)|(\s--?\s|\s[–—]\s))\s*/.exec(behind);
  if (separator) {
    const hasColon = separator[1] === undefined;
    const hasDescription = behind.length > separator[0].length;
    return {
      names,
      bullet,
      type: inner,
      hasColon,
      hasDescription: hasColon ? hasDescription : true,
    };
  }
  // `area(1, 2)` is a call.
  const isTyped = type !== null && typed![0] !== '';
  if (behind.trim() === '') return { names, bullet, type: inner, hasColon: false, hasDescription: isTyped };
  // `ValueError if it is negative`: the name of a class begins no sentence.
  if (kind === 'raises' && /^\s/.test(behind) && /(Error|Exception|Warning|Exit|Interrupt)$/.test(names[0]!.name)) {
    return { names, bullet, type: null, hasColon: false, hasDescription: true };
  }
  return null;
}

/** The text from an opening bracket to one that a colon follows, where a type has a bracket too many (`(Callable[], int]): …`). */
function unbalanced(text: string): string | null {
  return /^[([].*?[)\]](?=\s*:\s)/.exec(text)?.[0] ?? null;
}

/** The text from an opening bracket to the one that closes it; null where brackets do not match. */
function bracketed(text: string): string | null {
  const open: string[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if ('([{'.includes(character)) open.push(')]}'['([{'.indexOf(character)]!);
    else if (')]}'.includes(character) && open.pop() !== character) return null;
    if (open.length === 0) return text.slice(0, at + 1);
  }
  return null;
}
