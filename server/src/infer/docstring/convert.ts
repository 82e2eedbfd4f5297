// Turns a docstring in NumPy, reST or Epytext style into Google's: the sections anew, everything else as it was.
// Must not know the function that it stands in.
import { isField, readFields } from './fromFields';
import { isUnderlinedTitle, readNumpy } from './fromNumpy';
import { writeSections } from './googleText';
import type { DocEdit, MergeLayout } from './merge';
import type { Docstring } from './model';
import { parseDocstring } from './read';

/** The line at which another convention shows itself, or -1. */
export function foreignLine(doc: Docstring): number {
  const texts = doc.lines.map(({ text }) => text);
  if (doc.style === 'rest' || doc.style === 'epytext') return texts.findIndex(isField);
  if (doc.style !== 'numpy') return -1;
  const core = doc.sections.find(({ kind, first }) => kind !== 'other' && isUnderlinedTitle(texts, first));
  return core ? texts.findIndex((_, index) => isUnderlinedTitle(texts, index)) : -1;
}

/** The edit that makes Google sections of it; null where a word would be lost or the result be no Google docstring. */
export function convertToGoogle(doc: Docstring, { margin, indentUnit }: MergeLayout): DocEdit | null {
  const first = foreignLine(doc);
  if (first < 0) return null;
  const last = doc.lines.findLastIndex(({ text }) => text !== '');
  const raw = doc.lines.slice(first, last + 1).map(({ start, end }) => doc.text.slice(start, end));
  // The first line stands behind the quotes, wherever they are.
  if (first === 0) raw[0] = margin + raw[0]!.trimStart();
  const read = doc.style === 'numpy' ? { sections: readNumpy(raw), rest: [] } : readFields(raw);
  if (!read?.sections || read.sections.length === 0) return null;
  const written = writeSections(read.sections, margin, indentUnit);
  const lines = [...written, ...(read.rest.length > 0 ? ['', ...read.rest] : [])].map((line) => line.trimEnd());
  const start = doc.lines[first]!.start;
  const end = doc.lines[last]!.start + doc.text.slice(doc.lines[last]!.start, doc.lines[last]!.end).trimEnd().length;
  const needsGap = first > 0 && doc.lines[first - 1]!.text !== '' && first - 1 !== doc.cut;
  const body = lines.join('\n');
  const text = `${needsGap ? '\n' : ''}${first === 0 ? body.trimStart() : body}`;
  const closing = doc.text.slice(end).includes('\n') ? '' : `\n${margin}`;
  const after = parseDocstring({
    ...doc.literal,
    text: doc.text.slice(0, start) + text + (closing || doc.text.slice(end)),
  });
  if (after.style !== 'google' || !keepsWords(doc.text, after.text)) return null;
  return { start, end: closing === '' ? end : doc.text.length, template: [text, closing] };
}

/** Words that are the form of the other conventions. */
const FORM =
  /^(param|parameter|arg|argument|key|keyword|kwarg|kwparam|type|raises?|except|exception|returns?|rtype|yields?|ytype|parameters)$/i;

function keepsWords(before: string, after: string): boolean {
  const left = new Map<string, number>();
  for (const word of wordsOf(after)) left.set(word, (left.get(word) ?? 0) + 1);
  // `:type a: int` names its parameter for the second time.
  return wordsOf(before.replace(/^([ \t]*[:@])type[ \t]+[^:\n]*:/gm, '$1')).every((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count > 0 || FORM.test(word);
  });
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_:@()=~-]/gu) ?? [];
}
