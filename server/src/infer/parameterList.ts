// Writes a parameter list: on one line where it fits, else a parameter a line, as formatters have it.
// Must not know why the parameters changed.
import type { FunctionFacts } from '../facts/functions';
import type { SyntaxNode } from '../syntax/node';
import type { SignatureEdit } from './annotationEdits';

/** Ruff's and Black's line length. */
export const LINE_WIDTH = 88;

/** The list with these parameters, as they are to be written, brackets included. */
export function writeParameterList(facts: FunctionFacts, parameters: readonly string[], indentUnit: string): string {
  const list = parameterListOf(facts);
  const line = `(${parameters.join(', ')})`;
  if (!list.text.includes('\n') && widthWith(facts, line) <= LINE_WIDTH) return line;
  const indent = indentOf(facts);
  return `(\n${parameters.map((each) => `${indent}${indentUnit}${each},\n`).join('')}${indent})`;
}

/** Edits of a parameter list; as one that gives each parameter a line where the list would get too long with them. */
export function reflowParameters(
  facts: FunctionFacts,
  edits: readonly SignatureEdit[],
  indentUnit: string,
): readonly SignatureEdit[] {
  const list = parameterListOf(facts);
  const inside = edits.filter(({ start, end }) => list.start <= start && end <= list.end);
  if (inside.length === 0 || list.text.includes('\n')) return edits;
  const text = [...inside]
    .sort((one, other) => other.start - one.start)
    .reduce(
      (now, { start, end, newText }) => now.slice(0, start - list.start) + newText + now.slice(end - list.start),
      list.text,
    );
  if (text.includes('\n') || widthWith(facts, text) <= LINE_WIDTH || widthWith(facts, list.text) > LINE_WIDTH)
    return edits;
  const newText = writeParameterList(facts, splitList(text.slice(1, -1)), indentUnit);
  return [...edits.filter((edit) => !inside.includes(edit)), { start: list.start, end: list.end, newText }];
}

/** The parameters with their brackets. */
export function parameterListOf(facts: FunctionFacts): SyntaxNode {
  return facts.node.child('parameters')!;
}

function indentOf({ node }: FunctionFacts): string {
  const lineStart = node.source.lastIndexOf('\n', node.start - 1) + 1;
  return /^[ \t]*/.exec(node.source.slice(lineStart))![0];
}

/** How long the `def` line is with another list. */
function widthWith(facts: FunctionFacts, list: string): number {
  const { node } = facts;
  const lineStart = node.source.lastIndexOf('\n', node.start - 1) + 1;
  const { start, end } = parameterListOf(facts);
  return start - lineStart + list.length + node.source.slice(end).split('\n')[0]!.trimEnd().length;
}

/** The parts between the commas of a list that stand in no bracket or text. */
function splitList(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (quote !== '') {
      if (letter === '\\') at++;
      else if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if ('([{'.includes(letter)) depth++;
    else if (')]}'.includes(letter)) depth--;
    else if (letter === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)].map((part) => part.trim()).filter((part) => part !== '');
}
