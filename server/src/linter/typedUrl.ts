// The paths of routes that may be written into the call of a test's client that is being typed.
// Must not know the protocol, nor how routes are found.
import { CLIENT_METHODS, mayBeClient } from '../facts/clientCalls';
import { readCursor } from '../facts/cursor';
import { lastName } from '../facts/expressions';
import type { SourceFile } from '../facts/sourceFile';
import { escapeSnippet } from './edits';

/** Where a URL is being typed. */
export interface TypedUrl {
  /** In capitals; null for `request`, whose method is its first argument. */
  readonly method: string | null;
  /** The whole content of the literal on this line (UTF-16 offsets). */
  readonly start: number;
  readonly end: number;
  /** Whether it is an f-string: braces then are Python. */
  readonly isFormat: boolean;
}

/** The URL argument around an offset; null anywhere else. */
export function typedUrlAt(file: SourceFile, offset: number): TypedUrl | null {
  const { text } = file;
  const region = file.regions.findLast(({ start }) => start <= offset);
  const { string, open } = readCursor(text, region?.start ?? 0, offset);
  const call = open.at(-1);
  if (!string || !call || string.quotes.length > 1 || /[bt]/.test(string.prefix)) return null;
  const dot = call.callee.lastIndexOf('.');
  const word = lastName(call.callee);
  const method = CLIENT_METHODS[word] ?? null;
  if (dot < 0 || !mayBeClient(call.callee.slice(0, dot)) || (method === null && word !== 'request')) return null;
  const before = text.slice(call.at + 1, string.start);
  const isUrl =
    method === null
      ? /^\s*(?:method\s*=\s*)?["']\w+["']\s*,\s*(?:url\s*=\s*)?[rfu]*["']$/i.test(before)
      : /^\s*(?:url\s*=\s*)?[rfu]*["']$/i.test(before);
  // What a formatted value holds is not ours.
  const isInValue = string.prefix.includes('f') && /\{[^{}]*$/.test(text.slice(string.start, offset));
  if (!isUrl || isInValue) return null;
  const said = method === null ? (/["'](\w+)["']/.exec(before)?.[1]?.toUpperCase() ?? null) : method;
  const lineEnd = /[\r\n]|$/.exec(text.slice(offset))!.index + offset;
  const closing = text.indexOf(string.quotes, offset);
  // An open quote leaves the rest of the line alone.
  const end = closing < 0 || closing > lineEnd ? offset : closing;
  return { method: said, start: string.start, end, isFormat: string.prefix.includes('f') };
}

/** A path as it is written into a call: each parameter a tab stop; in an f-string an expression. */
export function urlSnippet(path: string, isFormat: boolean): string {
  let stop = 0;
  return path
    .split(/(\{[^{}]*\})/)
    .map((part) => {
      const name = /^\{(\w+)(?::\w+)?\}$/.exec(part)?.[1];
      if (name === undefined) return escapeSnippet(part);
      const placeholder = `\${${++stop}:${name}}`;
      return isFormat ? `{${placeholder}\\}` : placeholder;
    })
    .join('');
}
