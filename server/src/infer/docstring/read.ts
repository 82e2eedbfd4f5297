// Reads a docstring's text into the model: lines, style, sections, entries.
// Must not know the function that it stands in.
import type { SyntaxNode } from '../../syntax/node';
import { opensEntry, readEntries, readInlineEntry } from './entries';
import { type Header, isCut, readHeader } from './headers';
import { type DocstringLiteral, readLiteral } from './literal';
import type { DocLine, Docstring, DocstringStyle, Section, SectionKind } from './model';

const known = new WeakMap<SyntaxNode, Docstring>();

/** The docstring of a literal (`string` or `concatenated_string`); kept as long as the node lives. */
export function readDocstring(node: SyntaxNode): Docstring {
  let doc = known.get(node);
  if (!doc) {
    doc = parseDocstring(readLiteral(node));
    known.set(node, doc);
  }
  return doc;
}

/** The same for a literal that is read already. */
export function parseDocstring(literal: DocstringLiteral): Docstring {
  const { text } = literal;
  const { lines, margin } = splitLines(text);
  const marginColumns = columnsOf(margin);
  const sections: Section[] = [];
  let isUnderlined = false;
  const fenced = fencedLines(lines);
  for (let index = 0; index < lines.length; index++) {
    if (fenced[index] || lines[index]!.text === '') continue;
    const last = sections.at(-1) ?? null;
    const isEnclosed = last !== null && (last.end > index || isInside(lines, last, index));
    const enclosing = isEnclosed ? { ...last, bodyIndent: bodyIndentOf(lines, last) } : null;
    const header = readHeader(index, { lines, margin: marginColumns, enclosing });
    if (!header) continue;
    // Of an underlined heading alone (`Notes`, `Examples`) no convention can be told.
    if (header.isUnderlined && header.kind !== 'other') isUnderlined = true;
    if (last && last.end > index) sections[sections.length - 1] = cutShort(lines, last, index);
    sections.push(readSection(lines, index, header));
  }
  const textLines = lines.filter((line) => line.text !== '').length;
  return {
    literal,
    text,
    lines,
    style: styleOf(lines, fenced, sections, isUnderlined),
    margin,
    sections,
    summary: lines.find((line) => line.text !== '') ?? null,
    textLines,
    cut: lines.findIndex((line) => isCut(line.text) || /^(\\f|\f)/.test(line.text)),
  };
}

function splitLines(text: string): { lines: DocLine[]; margin: string } {
  const lines: DocLine[] = [];
  let margin: string | null = null;
  let start = 0;
  for (const raw of text.split('\n')) {
    const end = start + raw.length - (raw.endsWith('\r') ? 1 : 0);
    const white = /^[ \t]*/.exec(raw)![0];
    const stripped = text.slice(start, end).trim();
    const content = stripped === '\\' ? '' : stripped || (raw.includes('\f') ? '\f' : '');
    lines.push({ start, end, text: content, white, indent: columnsOf(white) });
    if (start > 0 && content !== '' && (margin === null || columnsOf(white) < columnsOf(margin))) margin = white;
    start += raw.length + 1;
  }
  // `"""Returns:` has its body below it; only the closing quotes show where it would stand.
  const closing = lines.at(-1)!;
  const isHeader = /^[A-Za-z]+( [A-Za-z]+)*:$/.test(lines[0]!.text);
  if (isHeader && margin !== null && closing.text === '' && closing.indent < columnsOf(margin)) margin = closing.white;
  lines[0] = { ...lines[0]!, indent: columnsOf(margin ?? '') };
  return { lines, margin: margin ?? '' };
}

/** Columns of white space, tabs to the next multiple of eight, as Python counts them. */
export function columnsOf(white: string): number {
  let columns = 0;
  for (const character of white) columns = character === '\t' ? columns + 8 - (columns % 8) : columns + 1;
  return columns;
}

/** Whether each line lies between ``` fences, the fences included. */
function fencedLines(lines: readonly DocLine[]): boolean[] {
  let inside = false;
  return lines.map(({ text }) => {
    const isFence = /^(```|~~~\w)/.test(text) && !/^```.+```$/.test(text);
    const before = inside;
    if (isFence) inside = !inside;
    return before || isFence;
  });
}

/** Whether a line behind a section's end, blank lines between, is still indented as its body. */
function isInside(lines: readonly DocLine[], section: Section, index: number): boolean {
  return lines[index]!.indent > section.indent && section.end >= index;
}

/** Columns of the first line below a section's header. */
function bodyIndentOf(lines: readonly DocLine[], { first, end, indent }: Section): number {
  return lines.slice(first + 1, end).find(({ text }) => text !== '')?.indent ?? indent;
}

function readSection(lines: readonly DocLine[], index: number, header: Header): Section {
  const line = lines[index]!;
  const titleStart = line.start + lines[index]!.white.length + line.text.indexOf(header.title);
  const { kind, title, hasColon, inline } = header;
  const body = { first: index + 1, end: endOfBody(lines, index, kind) };
  const hasEntries = kind === 'args' || kind === 'raises' || kind === 'attributes';
  const inlineStart = line.start + line.white.length + line.text.length - inline.length;
  const entries = hasEntries
    ? [...(inline === '' ? [] : readInlineEntry(inline, inlineStart, index, kind)), ...readEntries(lines, body, kind)]
    : [];
  return {
    kind,
    title,
    titleSpan: { start: titleStart, end: titleStart + title.length },
    hasColon,
    inline,
    indent: line.indent,
    entries,
    first: index,
    end: body.end,
  };
}

/**
 * The end of what belongs to a header: lines indented further, or, badly formed, the paragraph right below it; and of
 * entries at the header's own indentation, every paragraph that begins with one.
 */
function endOfBody(lines: readonly DocLine[], header: number, kind: SectionKind): number {
  const { indent } = lines[header]!;
  const isOpening = (index: number): boolean =>
    lines[index]!.indent === indent && (kind === 'args' || kind === 'raises') && opensEntry(lines[index]!.text, kind);
  const next = lines.findIndex((line, index) => index > header && line.text !== '');
  const isFlush = next > 0 && lines[next]!.indent <= indent && (next === header + 1 || isOpening(next));
  let end = header + 1;
  for (let index = header + 1; index < lines.length; index++) {
    const line = lines[index]!;
    if (line.text === '') continue;
    const isFirst = lines[index - 1]!.text === '';
    if (
      isFlush ? line.indent < indent || (isFirst && line.indent === indent && !isOpening(index)) : line.indent <= indent
    ) {
      break;
    }
    end = index + 1;
  }
  return end;
}

/** A section that ends before another one's header. */
function cutShort(lines: readonly DocLine[], section: Section, at: number): Section {
  let end = at;
  while (end > section.first + 1 && lines[end - 1]!.text === '') end--;
  const entries = section.entries
    .filter((entry) => entry.first < end)
    .map((entry) => {
      let last = Math.min(entry.end, end);
      while (last > entry.first + 1 && lines[last - 1]!.text === '') last--;
      return { ...entry, end: last };
    });
  return { ...section, end, entries };
}

const REST_FIELD =
  /^:(param|parameter|arg|argument|key|keyword|kwarg|kwparam|type|raises?|except|exception|returns?|rtype|yields?|ytype)\b[^:]*:(\s|$)/;
const EPYTEXT_FIELD =
  /^@(param|arg|argument|type|keyword|kwarg|raises?|except|exception|returns?|rtype|yields?|ytype)\b[^:]*:(\s|$)/;

function styleOf(
  lines: readonly DocLine[],
  fenced: readonly boolean[],
  sections: readonly Section[],
  isUnderlined: boolean,
): DocstringStyle {
  if (isUnderlined) return 'numpy';
  const prose = lines.filter((_, index) => !fenced[index]);
  if (prose.some(({ text }) => REST_FIELD.test(text))) return 'rest';
  if (prose.some(({ text }) => EPYTEXT_FIELD.test(text))) return 'epytext';
  return sections.some(({ kind }) => kind !== 'other') ? 'google' : 'plain';
}
