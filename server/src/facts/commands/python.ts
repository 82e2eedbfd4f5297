// The commands that Python code starts: arguments of `subprocess.run`, `os.system`, nox's `session.run`, invoke's `c.run`.
// Must not know which commands matter.
import type { SyntaxNode } from '../../syntax/node';
import { nodesOfType } from '../../syntax/node';
import { dottedName, stringPrefix, stringValue, unparenthesized } from '../expressions';
import { perRegion } from '../region';
import type { Command, Word } from './command';
import { shellCommands } from './shell';

/** A command and the call that starts it. */
export interface StartedCommand extends Command {
  /** The dotted name of what is called, as written. */
  readonly callee: string;
}

/** Methods and functions that start programs, by the last part of their name; the first part is the reader's to judge. */
const STARTERS =
  /^(run|run_always|run_install|call|check_call|check_output|Popen|getoutput|getstatusoutput|system|popen|create_subprocess_exec|create_subprocess_shell|sudo|local)$/;

/** Commands in a region's calls; offsets count from the region's start. */
export const readStartedCommands = perRegion((region): readonly StartedCommand[] => {
  if (region.language !== 'python' || !/\b(pip|poetry|pipenv)/.test(region.text)) return [];
  return nodesOfType(region.node, 'call').flatMap((call) => {
    const callee = dottedName(call.child('function'));
    if (callee === null || !STARTERS.test(callee.slice(callee.lastIndexOf('.') + 1))) return [];
    const given = call.child('arguments')?.items.filter(({ type }) => type !== 'keyword_argument') ?? [];
    return commandsOf(given, call).map((command) => ({ ...command, callee }));
  });
});

function commandsOf(given: readonly SyntaxNode[], call: SyntaxNode): Command[] {
  const first = given[0] && unparenthesized(given[0]);
  if (!first) return [];
  const list = first.type === 'identifier' ? boundList(first.text, call) : first;
  if (list?.type === 'list' || list?.type === 'tuple') return wordsOf(list.items);
  if (given.length > 1) return wordsOf(given);
  return first.type === 'string' ? scriptOf(first) : [];
}

/** The list that a name is bound to in front of a call, when nothing else is. */
function boundList(name: string, call: SyntaxNode): SyntaxNode | null {
  let top = call;
  while (top.parent) top = top.parent;
  const values = nodesOfType(top, 'assignment').filter((each) => each.child('left')?.text === name);
  const [only] = values;
  return values.length === 1 && only && only.start < call.start ? only.child('right') : null;
}

/** Elements as words: text for strings, the interpreter for `sys.executable`, as written for what is not known. */
function wordsOf(elements: readonly SyntaxNode[]): Command[] {
  let quote: '"' | "'" = '"';
  const words = elements.map((element): Word => {
    const { start, end } = element;
    if (element.type === 'string' && element.text.endsWith("'")) quote = "'";
    const value = element.type === 'string' ? stringValue(element) : null;
    const text = value ?? (/^sys\.executable$/.test(element.text) ? 'python' : element.text);
    return { text, start, end };
  });
  return [{ words, quote }];
}

/** A string that a shell splits. In an f-string what is put in stays in the word, as written. */
function scriptOf(node: SyntaxNode): Command[] {
  const opening = /^[A-Za-z]*("""|'''|"|')/.exec(node.text);
  if (!opening || /b/i.test(stringPrefix(node))) return [];
  const quotes = opening[1]!.length;
  return shellCommands(node.source, { start: node.start + opening[0].length, end: node.end - quotes });
}
