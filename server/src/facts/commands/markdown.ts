// The commands in Markdown's fenced code (CommonMark 0.31, "Fenced code blocks"). Prose and indented code are none.
// Must not know which commands matter.
import type { Span } from '../../syntax/node';
import type { Command } from './command';
import { dockerfileCommands } from './dockerfile';
import { makefileCommands } from './makefile';
import { shellCommands } from './shell';
import { yamlCommands } from './yaml';

/** A fence's lines and the first word behind it, lower case. */
interface Fence extends Span {
  readonly language: string;
}

const SHELL = /^(|bash|sh|shell|zsh|ksh|shellscript|powershell|pwsh|ps1|cmd|bat|batch|fish)$/;
const SESSION = /^(console|shell-session|sh-session|shellsession|session|terminal)$/;
/** What a shell shows before it reads: `$ `, `(venv) $ `, `user@host:~$ `. */
const PROMPT = /^([ \t]*(?:\([\w. -]+\)[ \t]*)?(?:[\w.@~:/\\-]*[$%])[ \t]+)(?=\S)/gm;
/** In a session also those that begin a comment or a quotation elsewhere: `# `, `> `, `PS C:\> `. */
const SESSION_PROMPT =
  /^([ \t]*(?:\([\w. -]+\)[ \t]*)?(?:[\w.@~:/\\-]*[$%#]|>|(?:PS[ \t])?[A-Z]:\\[^>\n]*>)[ \t]*)(?=\S)/gm;

/** The commands of a Markdown text; offsets in UTF-16 units of the text. */
export function markdownCommands(text: string): Command[] {
  return fencesOf(text).flatMap((fence) => commandsIn(text, fence));
}

function commandsIn(text: string, { start, end, language }: Fence): Command[] {
  const code = text.slice(start, end);
  const shifted = (commands: readonly Command[]): Command[] =>
    commands.map((command) => ({
      ...command,
      words: command.words.map((word) => ({ ...word, start: word.start + start, end: word.end + start })),
    }));
  if (/^docker(file)?$/.test(language)) return shifted(dockerfileCommands(code));
  if (/^make(file)?$/.test(language)) return shifted(makefileCommands(code));
  if (/^ya?ml$/.test(language)) return shifted(yamlCommands(code));
  const isSession = SESSION.test(language);
  const prompts = [...code.matchAll(isSession ? SESSION_PROMPT : PROMPT)];
  if (!isSession && !SHELL.test(language)) return [];
  // What a session shows without a prompt was printed, not typed.
  if (prompts.length > 0 || isSession) {
    return prompts.flatMap((match) => {
      const from = match.index + match[0].length;
      return shellCommands(text, { start: start + from, end: start + endOfLine(code, from) });
    });
  }
  return shellCommands(text, { start, end });
}

/** The end of a line, those that a backslash continues taken along. */
function endOfLine(code: string, from: number): number {
  return from + /^(?:[^\\\n]|\\\r?\n|\\.)*/.exec(code.slice(from))![0].length;
}

function fencesOf(text: string): Fence[] {
  const found: Fence[] = [];
  let open: { mark: string; language: string; start: number } | null = null;
  for (const match of text.matchAll(/^([ \t]*(?:>[ \t]?)*)(`{3,}|~{3,})([^\n]*)(?:\n|$)/gm)) {
    const [whole, , mark, rest] = match;
    if (!open) {
      const language = /^[ \t]*\{?[ \t]*\.?([\w+-]*)/.exec(rest!)![1]!.toLowerCase();
      // A backtick in the info string makes it code in a line.
      if (mark![0] === '~' || !rest!.includes('`')) open = { mark: mark!, language, start: match.index + whole.length };
    } else if (mark![0] === open.mark[0] && mark!.length >= open.mark.length && rest!.trim() === '') {
      found.push({ start: open.start, end: match.index, language: open.language });
      open = null;
    }
  }
  return found;
}
