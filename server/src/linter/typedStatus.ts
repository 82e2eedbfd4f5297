// The statuses that may be written behind `status_code=`, in the file's own style and with the import that they need.
// Must not know the protocol.
import { readCursor } from '../facts/cursor';
import { lastName } from '../facts/expressions';
import { ROUTE_DECORATORS } from '../facts/relevance';
import { adviseStatuses } from '../infer/statusAdvice';
import type { ProjectView } from '../project/view';
import { newlineOf } from './edits';
import { importEdits } from './importEdits';
import { collectImports } from './imports';
import type { LintRequest } from './lint';
import type { Edit } from './rule';

/** A status as it would be written. */
export interface TypedStatus {
  readonly text: string;
  readonly status: number;
  /** `Not Found`. */
  readonly phrase: string;
  readonly meaning: string;
  /** What was typed of it. */
  readonly start: number;
  readonly importEdits: readonly Edit[];
}

const BEHIND = /\bstatus_code[ \t]*=[ \t]*([\w.]*)$/;
const ANSWERS = /^(HTTPException|StarletteHTTPException|\w*Response)$/;

/** Whether a place may be one behind `status_code=`: a look at its line. */
export function mayTakeStatus(lineBefore: string): boolean {
  return BEHIND.test(lineBefore);
}

/** The statuses to write at an offset, the likeliest first; empty where none is asked for. */
export function typedStatuses({ file, project }: Pick<LintRequest, 'file' | 'project'>, offset: number): TypedStatus[] {
  const { text } = file;
  const typed = BEHIND.exec(text.slice(Math.max(0, offset - 200), offset))?.[1];
  if (typed === undefined) return [];
  const region = file.regions.findLast(({ start }) => start <= offset);
  const from = region?.start ?? 0;
  const cursor = readCursor(text, from, offset);
  const call = cursor.open.at(-1);
  if (cursor.string || cursor.isInComment || call?.bracket !== '(') return [];
  const use = useOf(lastName(call.callee));
  if (!use) return [];
  const write = writerFor(text, project);
  // Where the line does not parse yet, the imports above are all the same.
  const imports = collectImports(file, project, from);
  const start = offset - typed.length;
  return adviseStatuses(use).map(({ status, name, meaning }) => {
    const own = imports.fork();
    const written = write(status, name, own);
    const edits = importEdits(file, own.requested, newlineOf(text), from);
    return { text: written, status, phrase: phraseOf(name), meaning, start, importEdits: edits };
  });
}

/** The method of a route's decorator; an exception or a response that is made. */
function useOf(callee: string): string | null {
  if (callee === 'add_api_route') return 'GET';
  if (ROUTE_DECORATORS.has(callee)) return callee.toUpperCase();
  if (!ANSWERS.test(callee)) return null;
  return callee.endsWith('Exception') ? 'EXCEPTION' : 'GET';
}

type Write = (status: number, name: string, imports: ReturnType<typeof collectImports>) => string;

/** `status.HTTP_201_CREATED` as the skill has it; `HTTPStatus.CREATED` or `201` in a file that writes nothing else. */
function writerFor(text: string, project: ProjectView): Write {
  const bound = project.binding('status');
  const isImported = bound?.kind === 'import' && bound.imported === 'status';
  if (isImported) return (status, name) => `status.HTTP_${status}_${name}`;
  if (/\bHTTPStatus\.[A-Z]/.test(text)) return (_, name, imports) => `${imports.use('http', 'HTTPStatus')}.${name}`;
  if (/\bstatus_code\s*=\s*\d{3}\b/.test(text)) return (status) => String(status);
  return (status, name, imports) => `${imports.use('fastapi', 'status')}.HTTP_${status}_${name}`;
}

function phraseOf(name: string): string {
  const words = name.toLowerCase().split('_');
  return words.map((word) => (word === 'ok' ? 'OK' : word.charAt(0).toUpperCase() + word.slice(1))).join(' ');
}
