// What Ruff says of docstrings that we wrote or added to and did not say before, and what is right all the same.
// Must not know how the docstrings came about.
import { isTestPath } from '../../server/src/linter/settings';
import { argsLines, beginsLine, catchesItself, docstringLines, starImports } from './codeText';

/** A complaint of Ruff's and what it is about. */
export interface NewComplaint {
  readonly text: string;
  readonly path: string;
  /** The file's text, and the function's own. */
  readonly source: string;
  readonly code: string;
  /** The docstring's literal. */
  readonly docstring: string;
}

/** A kind of complaints that is no fault, with its reason. */
export interface Excuse {
  readonly reason: string;
  holds(complaint: NewComplaint): boolean;
}

/** In the order in which they are tried. */
export const EXCUSES: readonly Excuse[] = [
  {
    reason: 'in tests a summary is enough',
    holds: ({ text, path }) => /DOC[245]0[12] /.test(text) && isTestPath(path),
  },
  {
    reason: '`AssertionError` and `NotImplementedError` need no entry',
    holds: ({ text }) => /DOC501 .*`(AssertionError|NotImplementedError)`/.test(text),
  },
  {
    reason: 'a parameter is described by its annotation (`Annotated[int, Doc("…")]`), which Ruff does not read',
    holds: ({ text, source }) =>
      areAll(text, 'D417', (name) =>
        new RegExp(`^[ ]*[*]{0,2}${name}: Annotated\\[\\s+[^=]+?,\\s+Doc\\(`, 'm').test(source),
      ),
  },
  {
    reason: 'an entry is there in another form (`name -- text`, `one, other: text`), which Ruff does not read',
    holds: ({ text, docstring }) =>
      areAll(text, 'D417', (name) => argsLines(docstring, true).some((line) => beginsLine(line, name))),
  },
  {
    reason:
      'an exception is raised by a local name, from a star import, under another name of the module or again where it is caught, which Ruff does not follow',
    holds: ({ text, source, code }) =>
      areAll(text, 'DOC502', (name) => {
        const local = new RegExp(`(\\w+)(?:\\s*:[^=\\n]+)? = (?:\\w+\\.)*${name}\\(`).exec(code)?.[1];
        if (local !== undefined && new RegExp(`raise ${local}\\b`).test(code)) return true;
        if (new RegExp(`except\\b[^:]*\\b${name}\\b`).test(code) && /\braise(\s+\w+)?\s*(#.*)?$/m.test(code))
          return true;
        return starImports(source, name) || new RegExp(`^\\s*${name}\\s*=`, 'm').test(source);
      }),
  },
  {
    reason: 'an exception is caught where it is raised, or made by a function',
    holds: ({ text, code }) => areAll(text, 'DOC501', (name) => /^_*[a-z]/.test(name) || catchesItself(code, name)),
  },
  {
    reason: 'what was written stands further in or out than the quotes, and so does what was added',
    holds: ({ text, docstring }) => {
      const [, ...lines] = docstringLines(docstring);
      const indents = lines.filter((line) => line.trim() !== '').map((line) => /^\s*/.exec(line)![0].length);
      const closing = /^\s*/.exec(lines.at(-1) ?? '')![0].length;
      return / D(207|214) /.test(text) && Math.min(...indents) !== closing;
    },
  },
  {
    reason: 'a line `returns:` in an example is no section',
    holds: ({ text }) => / D420 .*"returns"/.test(text),
  },
  {
    reason: 'the proposed summary says no more than the name, and is there to be overwritten',
    holds: ({ text }) => / D421 /.test(text),
  },
];

/** Whether a complaint has a code, and all names that it gives behind the function's satisfy a condition. */
function areAll(text: string, code: string, holds: (name: string) => boolean): boolean {
  const [, message] = new RegExp(` ${code} (.*)$`).exec(text) ?? [];
  if (message === undefined) return false;
  const list = code === 'D417' ? message.slice(message.indexOf('`: ') + 1) : message;
  const names = [...list.matchAll(/`\**(?:\w+\.)*(\w+)`/g)].map((match) => match[1]!);
  return names.length > 0 && names.every(holds);
}
