// The snippet of an `HTTPException` in the body of a path operation: for what its path names, in the file's way of writing statuses.
// Must not know docstrings: the frame keeps the one around it complete.
import { callArguments } from '../../facts/expressions';
import type { FunctionFacts } from '../../facts/functions';
import { looksLikePathOperation } from '../docstring/pathOperation';
import { singularOf } from '../nouns';
import { wordsOf } from '../paths';
import { escapeSnippet } from '../snippet';
import { writeStatus } from '../statusEdits';
import type { SnippetWriter } from './place';

/** `raise HTTPException(status_code=status.HTTP_404_NOT_FOUND, detail="Book not found")` */
export const writeRaise: SnippetWriter = ({ inside, file, offset }, newImports) => {
  if (!inside || !looksLikePathOperation(inside)) return [];
  const imports = newImports();
  const { text } = file;
  const usesNumbers = /\bstatus_code\s*=\s*\d{3}\b/.test(text) && !/\bHTTP_\d{3}|\bHTTPStatus\./.test(text);
  const status = usesNumbers ? '404' : writeStatus(404, { text, imports });
  const thing = thingOf(inside);
  const sentence = `${thing[0]!.toUpperCase()}${thing.slice(1)} not found${endsSentences(text) ? '.' : ''}`;
  const cause = causeAt(text, offset);
  const raised =
    `raise ${imports.use('fastapi', 'HTTPException')}(` +
    `status_code=\${1:${escapeSnippet(status)}}, detail="\${2:${escapeSnippet(sentence)}}")`;
  return [
    {
      prefix: 'fa-raise',
      detail: `HTTPException: ${sentence}`,
      text: raised + (cause === null ? '' : ` from ${cause}`),
      raises: { name: 'HTTPException', description: `If there is no such ${thing}.` },
      imports,
    },
  ];
};

/** Whether the details that the file gives end with a full stop. */
function endsSentences(text: string): boolean {
  const details = [...text.matchAll(/\bdetail\s*=\s*f?(["'])((?:\\.|(?!\1).)*)\1/g)].map((match) => match[2]!);
  return details.filter((detail) => detail.endsWith('.')).length * 2 > details.length;
}

/** What an operation is about: the noun before the last parameter of its path, else the last noun. */
function thingOf(facts: FunctionFacts): string {
  const path = facts.decorators.flatMap(({ call }) => (call ? callArguments(call) : []))[0]?.value.text ?? '';
  const segments = [...path.matchAll(/(?<=\/)(\{\w+(?::\w+)?\}|[\w-]+)/g)].map(([segment]) => segment);
  const parameter = segments.findLastIndex((segment) => segment.startsWith('{'));
  const fixed = (parameter < 0 ? segments : segments.slice(0, parameter)).filter((each) => !each.startsWith('{'));
  const noun = fixed.at(-1) ?? /^\{(\w+?)_(?:id|uuid|slug|name|key)\b/.exec(segments[parameter] ?? '')?.[1] ?? 'item';
  const words = wordsOf(noun);
  return [...words.slice(0, -1), singularOf(words.at(-1) ?? 'item')].join(' ');
}

/** The name of the exception that the innermost `except` around a place caught; null where there is none or no name. */
function causeAt(text: string, offset: number): string | null {
  const lines = text.slice(0, offset).split('\n');
  let width = lines.at(-1)!.length;
  for (const line of lines.slice(0, -1).reverse()) {
    if (line.trim() === '') continue;
    const indent = /^[ \t]*/.exec(line)![0].length;
    if (indent >= width) continue;
    width = indent;
    const head = line.trim();
    if (/^except\b/.test(head)) return /\bas\s+(\w+)\s*:/.exec(head)?.[1] ?? null;
    if (/^(async\s+)?def\b|^class\b/.test(head)) return null;
  }
  return null;
}
