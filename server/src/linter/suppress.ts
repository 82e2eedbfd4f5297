// Writes the comment that silences a rule at a problem's line.
// Must not know the protocol; reading such comments is `suppressions.ts`'s.
import type { SourceFile } from '../facts/sourceFile';
import { closest, innermostNode, walk } from '../syntax/node';
import { lineEnd } from './lines';
import type { PlacedProblem } from './lint';
import type { Edit } from './rule';

/**
 * The edit that silences a problem with `# fastidious: ignore[rule-id]`, in offsets of the file. It joins a comment of
 * ours that stands there; where the problem's line ends inside a string, another line that counts is taken.
 * @returns null when no line that counts can take a comment
 */
export function suppressEdit(problem: PlacedProblem, file: SourceFile): Edit | null {
  const { placed, lines } = problem.origin;
  const { text } = file;
  const own = problem.startPosition.line - placed.line;
  const candidates = [own, ...lines.filter((line) => line !== own)];
  for (const line of candidates) {
    const start = line === 0 ? placed.start : nthLineStart(text, placed.start, line);
    if (start < 0) continue;
    const end = lineEnd(text, start);
    if (!takesComment(problem, end, text)) continue;
    return commentEdit(text, start, end, problem.rule.id, commentStart(file, start, end));
  }
  return null;
}

const OURS = /#\s*fastidious:\s*ignore\b(?!-)(\s*\[([^\]]*)\])?/i;

function commentEdit(text: string, start: number, end: number, id: string, comment: number | null): Edit | null {
  if (comment !== null) {
    const ours = OURS.exec(text.slice(comment, end));
    // One that names no rule silences this one already: there is no problem then.
    if (ours?.[1]) {
      const closing = comment + ours.index + ours[0].length - 1;
      return { start: closing, end: closing, newText: ours[2]!.trim() === '' ? id : `, ${id}` };
    }
  }
  const trimmed = start + text.slice(start, end).trimEnd().length;
  return { start: trimmed, end: trimmed, newText: `  # fastidious: ignore[${id}]` };
}

/** Whether a comment can stand at an offset: not inside a string, not behind a backslash that continues the line. */
function takesComment({ origin }: PlacedProblem, end: number, text: string): boolean {
  if (text[end - 1] === '\\') return false;
  const { region, start } = origin.placed;
  const at = end - start;
  // Docker takes an instruction's array of arguments for JSON only when nothing follows it.
  if (region.language === 'dockerfile' && /\][ \t]*$/.test(text.slice(0, end))) return false;
  if (at >= region.text.length) return true;
  const node = innermostNode(region.node, { start: at, end: at });
  const string = closest(node, (each) => each.type === 'string');
  return !string || string.end <= at || string.start >= at;
}

/** Where the comment of a line begins; a `#` in a string is none. */
function commentStart(file: SourceFile, start: number, end: number): number | null {
  for (const placed of file.regions) {
    if (placed.end < start || placed.start > end) continue;
    let found: number | null = null;
    walk(placed.region.node, (node) => {
      if (node.type === 'comment' && node.start + placed.start >= start && node.start + placed.start < end) {
        found = node.start + placed.start;
      }
      return true;
    });
    if (found !== null) return found;
  }
  return null;
}

function nthLineStart(text: string, from: number, lines: number): number {
  let at = from;
  for (let i = 0; i < lines; i++) {
    const next = text.indexOf('\n', at);
    if (next < 0) return -1;
    at = next + 1;
  }
  return at;
}
