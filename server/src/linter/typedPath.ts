// The `{parameters}` that may be written into the path of a route's decorator that is being typed.
// Must not know the protocol.
import { signatureOf } from '../facts/bindings';
import { readCursor } from '../facts/cursor';
import { lastName } from '../facts/expressions';
import { readFunctions } from '../facts/functions';
import { ROUTE_DECORATORS } from '../facts/relevance';
import { SourceFile } from '../facts/sourceFile';
import { type PathParameter, pathParametersOf } from '../infer/pathParameters';
import type { LintRequest } from './lint';

/** A parameter as it would be written, in the place of a stretch of the text. */
export interface TypedParameter extends PathParameter {
  /** `{book_id}`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The parameters to write at an offset: behind a slash or in a brace of a path; empty anywhere else.
 * @param prefixesOf gives the prefixes that stand before the path of a handler, by its name
 */
export function typedParameters(
  { file, project }: Pick<LintRequest, 'file' | 'project'>,
  offset: number,
  prefixesOf: (handler: string) => string,
): TypedParameter[] {
  const { text } = file;
  const region = file.regions.findLast(({ start }) => start <= offset);
  const cursor = readCursor(text, region?.start ?? 0, offset);
  const call = cursor.open.at(-1);
  const { string } = cursor;
  if (!string || !call || string.quotes.length > 1 || /[bf]/.test(string.prefix)) return [];
  const isRoute = call.callee.includes('.') && ROUTE_DECORATORS.has(lastName(call.callee));
  const decorator = isRoute ? /^([ \t]*)@$/.exec(lineBefore(text, call.at - call.callee.length)) : null;
  if (!decorator) return [];
  const isPath = /^\(\s*(path\s*=\s*)?[ru]?["']$/i.test(text.slice(call.at, string.start));
  const typed = /(?:\/|(?:^|\/)[^/{}]*(\{\w*))$/.exec(text.slice(string.start, offset));
  if (!isPath || !typed) return [];
  const handler = handlerBelow(text, offset, decorator[1]!);
  if (!handler) return [];
  const lineEnd = /[\r\n]|$/.exec(text.slice(offset))!.index + offset;
  const closing = text.indexOf(string.quotes, offset);
  const whole = text.slice(string.start, closing < 0 ? lineEnd : Math.min(closing, lineEnd));
  const start = offset - (typed[1]?.length ?? 0);
  // What is typed already and the brace that the editor closed give way.
  const end = offset + (typed[1] === undefined ? 0 : /^\w*\}?/.exec(text.slice(offset))![0].length);
  const others = whole.slice(0, start - string.start) + whole.slice(end - string.start);
  const taken = namesIn(prefixesOf(handler.name) + others);
  return pathParametersOf(handler, { project, path: file.path }).flatMap((parameter) => {
    const { name, type } = parameter;
    if (taken.has(name)) return [];
    const plain = { ...parameter, text: `{${name}}`, start, end };
    // A path may hold a whole path at its end.
    const takesRest = (type === 'str' || type === null) && /(^|_)path$/.test(name);
    return takesRest ? [{ ...plain, text: `{${name}:path}` }, plain] : [plain];
  });
}

function namesIn(path: string): Set<string> {
  return new Set([...path.matchAll(/\{(\w+)(?::\w+)?\}/g)].map((match) => match[1]!));
}

function lineBefore(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
}

/** How far below a decorator its `def` may stand, in UTF-16 units. */
const FARTHEST_DEF = 5000;

/** The signature of the function below a decorator, which need not parse yet. */
function handlerBelow(text: string, offset: number, indent: string): ReturnType<typeof signatureOf> | null {
  const below = text.slice(offset, offset + FARTHEST_DEF);
  const def = new RegExp(`^${indent}(?:async[ \\t]+)?def[ \\t]+\\w+`, 'm').exec(below);
  if (!def) return null;
  // Between the decorator and its `def` stand its own further lines, other decorators and comments.
  const between = below.slice(0, def.index).split(/\r?\n/).slice(1);
  const isInside = (line: string): boolean =>
    line.trim() === '' || (line.startsWith(indent) && /^[\s@#)\]}]/.test(line.slice(indent.length)));
  if (!between.every(isInside)) return null;
  const from = below.slice(def.index + indent.length);
  // As far as the next definition or decorator that stands no deeper.
  const next = new RegExp(
    `\\n${indent.length > 0 ? `[ \\t]{0,${indent.length}}` : ''}(?:@|def |async def |class )`,
  ).exec(from);
  const file = new SourceFile('', `${next ? from.slice(0, next.index) : from}\n`);
  try {
    const [first] = file.regions;
    const facts = first && readFunctions(first.region)[0];
    return facts ? signatureOf(facts) : null;
  } finally {
    file.close();
  }
}
