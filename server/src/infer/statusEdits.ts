// Writes statuses: the constant in the file's style, and the argument of a decorator's call.
// Must not know which status is right.
import { callArguments } from '../facts/expressions';
import { statusNames } from '../project/routing/statusCodes';
import type { SyntaxNode } from '../syntax/node';
import type { SignatureEdit } from './annotationEdits';
import type { ImportNames } from './printType';

const NAMES: ReadonlyMap<number, string> = new Map(statusNames());

/**
 * A status as the file writes such: `status.HTTP_201_CREATED`, or `HTTPStatus.CREATED` where the file has that alone; asks for
 * the import where it is missing.
 */
export function writeStatus(status: number, { text, imports }: { text: string; imports: ImportNames }): string {
  const name = NAMES.get(status);
  if (name === undefined) return String(status);
  if (/\bHTTPStatus\.[A-Z]/.test(text) && !/\bstatus\.HTTP_\d/.test(text)) {
    const suffix = /\bHTTPStatus\.[A-Z_]+\.value\b/.test(text) ? '.value' : '';
    return `${imports.use('http', 'HTTPStatus')}.${name}${suffix}`;
  }
  return `${imports.use('fastapi', 'status')}.HTTP_${status}_${name}`;
}

/** The edit that gives a decorator's call a keyword argument, or another value for it; null for a call without arguments. */
export function setArgument(call: SyntaxNode, keyword: string, value: string): SignatureEdit | null {
  const all = callArguments(call);
  const written = all.find((argument) => argument.name === keyword);
  if (written) return { start: written.value.start, end: written.value.end, newText: value };
  const last = all.at(-1);
  if (!last) return null;
  // Arguments that stand on lines of their own get another line.
  const { source } = call;
  const lineStart = source.lastIndexOf('\n', last.node.start - 1) + 1;
  const lead = source.slice(lineStart, last.node.start);
  const separator = lineStart > call.start && /^[ \t]*$/.test(lead) ? `,\n${lead}` : ', ';
  return { start: last.node.end, end: last.node.end, newText: `${separator}${keyword}=${value}` };
}
