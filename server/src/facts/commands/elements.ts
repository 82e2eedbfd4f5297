// A command written as an array of strings: `["pip", "install", "x"]` in JSON, YAML's flow style or TOML.
// Must not know which commands matter.
import type { Span } from '../../syntax/node';
import type { Command, Word } from './command';

const ELEMENT = /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\n]|'')*)'|([^\s,[\]"'#][^,\]\n#]*)/g;

/** The array that a stretch of text is; null when it is empty or holds more than plain strings. */
export function elementsOf(text: string, { start, end }: Span): Command | null {
  const inner = text.slice(start, end);
  if (!/^\[[\s\S]*\]\s*$/.test(inner)) return null;
  const words: Word[] = [];
  let quote: '"' | "'" = '"';
  for (const match of inner.slice(1, inner.lastIndexOf(']')).matchAll(ELEMENT)) {
    const [whole, double, single, plain] = match;
    if (single !== undefined) quote = "'";
    const at = start + 1 + match.index;
    const value = double?.replace(/\\(.)/g, '$1') ?? single?.replaceAll("''", "'") ?? plain!.trimEnd();
    words.push({ text: value, start: at, end: at + whole.trimEnd().length });
  }
  return words.length > 0 ? { words, quote } : null;
}
