// Reads and writes fixtures: Python with marker comments under the code that they mark.
// Must not know rules.
import type { PlacedProblem } from '../../server/src/linter/lint';

/** A marked problem: zero-based line and columns of the text without markers; `end` null when it runs past its line. */
export interface Marker {
  readonly line: number;
  readonly start: number;
  readonly end: number | null;
  readonly rule: string;
  readonly message: string;
}

/** `#` and tildes under the code; `<` instead of the first tilde when the span starts in column 0, `>` when it runs on. */
const MARKER = /^#([ ]*)(<?)(~*)(>?) ([a-z][a-z0-9-]*): (.*)$/;

/** Splits a fixture into its text and its markers. */
export function readMarkers(fixture: string): { text: string; markers: Marker[] } {
  const lines: string[] = [];
  const markers: Marker[] = [];
  for (const line of fixture.split('\n')) {
    const match = MARKER.exec(line);
    if (!match || (match[2] === '' && match[3] === '')) {
      lines.push(line);
      continue;
    }
    const [, spaces, zero, tildes, open, rule, message] = match;
    const start = zero ? 0 : 1 + spaces!.length;
    const end = open ? null : start + (zero ? 1 : 0) + tildes!.length;
    markers.push({ line: lines.length - 1, start, end, rule: rule!, message: message! });
  }
  return { text: lines.join('\n'), markers };
}

/** What a problem's marker would be. */
export function markerOf(problem: PlacedProblem): Marker {
  const { startPosition, endPosition } = problem;
  return {
    line: startPosition.line,
    start: startPosition.character,
    end: endPosition.line === startPosition.line ? endPosition.character : null,
    rule: problem.rule.id,
    message: problem.message.replace(/\s*\n\s*/g, ' '),
  };
}

/** Puts markers under the lines of a text. */
export function writeMarkers(text: string, markers: readonly Marker[]): string {
  const out: string[] = [];
  for (const [number, line] of text.split('\n').entries()) {
    out.push(line);
    const own = markers.filter((marker) => marker.line === number);
    own.sort((one, other) => one.start - other.start || one.rule.localeCompare(other.rule));
    for (const marker of own) out.push(formatMarker(marker, line.length));
  }
  return out.join('\n');
}

function formatMarker({ start, end, rule, message }: Marker, lineLength: number): string {
  const until = end ?? Math.max(start + 1, lineLength);
  const width = Math.max(1, until - start);
  const open = end === null ? '>' : '';
  const tildes = start === 0 ? `<${'~'.repeat(width - 1)}` : '~'.repeat(width);
  return `#${' '.repeat(Math.max(0, start - 1))}${tildes}${open} ${rule}: ${message}`;
}

/** A marker as one line for comparison and messages. */
export function printMarker({ line, start, end, rule, message }: Marker): string {
  return `${line + 1}:${start + 1}-${end === null ? '…' : end + 1} ${rule}: ${message}`;
}
