// Where the lines of a text end.
// Must not know what stands on them.

/** The end of the line on which an offset (UTF-16) stands: before its line break. */
export function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  if (at < 0) return text.length;
  return text[at - 1] === '\r' ? at - 1 : at;
}
