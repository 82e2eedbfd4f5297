// Takes the text of the skill apart into its sentences: what the coverage page has a row for.
// Pure; it must not know the answers.

/** One sentence: a heading, a bullet, a table row, a sentence of prose, a line of commands or a statement of Python. */
export interface SkillSentence {
  /** The headings above it, the nearest last; without the document's title. */
  readonly section: readonly string[];
  readonly kind: 'heading' | 'prose' | 'item' | 'code';
  /** As written, without bullet, number, pipes and hashes; code with its line breaks. */
  readonly text: string;
}

/**
 * The sentences of a Markdown text, in its order.
 * @param text with a front matter, if it has one: each of its values' sentences is a sentence
 */
export function splitSkill(text: string): SkillSentence[] {
  const sentences: SkillSentence[] = [];
  const headings: { level: number; title: string }[] = [];
  const add = (kind: SkillSentence['kind'], ...texts: string[]): void => {
    const section = headings.filter(({ level }) => level > 1).map(({ title }) => title);
    for (const each of texts)
      sentences.push({ section: kind === 'heading' ? section.slice(0, -1) : section, kind, text: each });
  };
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  for (let at = readFrontMatter(lines, add); at < lines.length; at++) {
    const line = lines[at]!;
    const fence = /^(```+)(\w*)\s*$/.exec(line);
    const heading = /^(#+) (.*)$/.exec(line);
    const item = /^\s*(?:[-*]|\d+\.) (.*)$/.exec(line);
    if (fence) {
      const end = lines.indexOf(fence[1]!, at + 1);
      const code = lines.slice(at + 1, end < 0 ? lines.length : end);
      add('code', ...(fence[2] === 'python' ? splitPython(code) : code.filter((each) => each.trim() !== '')));
      at += code.length + 1;
    } else if (heading) {
      const level = heading[1]!.length;
      while (headings.length > 0 && headings.at(-1)!.level >= level) headings.pop();
      headings.push({ level, title: heading[2]! });
      add('heading', heading[2]!);
    } else if (item) {
      add('item', item[1]!);
    } else if (/^\|/.test(line)) {
      if (!/^[|\s:-]+$/.test(line)) add('item', line.replace(/^\|\s*|\s*\|\s*$/g, ''));
    } else if (line.trim() !== '') {
      add('prose', ...splitProse(line));
    }
  }
  return sentences;
}

/** @returns the line behind it */
function readFrontMatter(lines: readonly string[], add: (kind: 'prose', ...texts: string[]) => void): number {
  const end = lines[0] === '---' ? lines.indexOf('---', 1) : -1;
  if (end < 0) return 0;
  for (const line of lines.slice(1, end)) {
    const entry = /^(\w+):\s*(.*)$/.exec(line);
    if (entry) add('prose', ...splitProse(entry[2]!.replace(/^"(.*)"$/, '$1')));
  }
  return end + 1;
}

function splitProse(text: string): string[] {
  return text.trim().split(/(?<=[.!?])\s+(?=[A-Z*`])/);
}

/** The statements of the module, one after another; imports that stand together are one. */
function splitPython(lines: readonly string[]): string[] {
  const statements: string[][] = [];
  for (const line of lines) {
    const isNew = /^\S/.test(line) && !/^[)\]}]/.test(line);
    const joins = /^(from|import) /.test(line) && /^(from|import) /.test(statements.at(-1)?.at(-1) ?? '');
    if (isNew && !joins) statements.push([line]);
    else statements.at(-1)?.push(line);
  }
  return statements.map((each) => each.join('\n').trimEnd());
}
