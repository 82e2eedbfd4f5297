// Reads the text of an annotation into its parts, each with its place: names, type arguments, unions, quoted parts.
// Must not know what a name means.
import type { Span } from '../syntax/node';

/** A part of an annotation; spans count UTF-16 units from the start of the text that was read. */
export type AnnotationPart = Span &
  (
    | { readonly kind: 'name'; readonly name: string }
    /** `list[int]`; a list in the place of an argument (`[int, str]` of a `Callable`) is a part of its own. */
    | { readonly kind: 'generic'; readonly name: string; readonly arguments: readonly AnnotationPart[] }
    /** `int | str`, and what stands in parentheses. */
    | { readonly kind: 'union'; readonly members: readonly AnnotationPart[] }
    | { readonly kind: 'list'; readonly items: readonly AnnotationPart[] }
    | { readonly kind: 'none' }
    | { readonly kind: 'quoted'; readonly inner: AnnotationPart }
    /** Anything else: a literal, a call, `...`. */
    | { readonly kind: 'other' }
  );

/**
 * Reads an annotation. The arguments of `Literal` and those of `Annotated` behind the first are no types: `other`.
 * @returns null where the text is no expression that we can tell
 */
export function readAnnotation(text: string): AnnotationPart | null {
  return new Reader(text, 0, text.length).whole();
}

/** An annotation's text as a message shows it: on one line, without comments and the quotes around it. */
export function displayAnnotation(text: string): string {
  return text
    .replace(/(["'])(?:(?!\1)[^\\\n]|\\.)*\1|#[^\n]*/g, (found) => (found.startsWith('#') ? '' : found))
    .replace(/\s*\n\s*/g, ' ')
    .replace(/(?<=[[(]) | (?=[\])])/g, '')
    .replace(/,(?=[\])])/g, '')
    .replace(/^(["'])(?!\1)([^\\]*)\1$/s, '$2');
}

const SPACE = /(?:\s|\\\r?\n|#[^\n]*)*/y;
const NAME = /[\p{L}_][\p{L}\p{N}_]*(?:\s*\.\s*[\p{L}_][\p{L}\p{N}_]*)*/uy;
const QUOTED = /("""|'''|"|')((?:(?!\1)[^\\])*)\1/y;

/** A string that is no type, with its escapes: a pattern. */
const STRING = /("""|'''|"|')((?:(?!\1)[^\\]|\\[\s\S])*)\1/y;

class Reader {
  constructor(
    private readonly text: string,
    private at: number,
    private readonly end: number,
  ) {}

  whole(): AnnotationPart | null {
    const part = this.union();
    this.skipSpace();
    return part && this.at === this.end ? part : null;
  }

  private union(): AnnotationPart | null {
    const members: AnnotationPart[] = [];
    do {
      const member = this.single();
      if (!member) return null;
      members.push(member);
    } while (this.take('|'));
    const [first] = members;
    return members.length === 1 ? first! : { kind: 'union', members, start: first!.start, end: members.at(-1)!.end };
  }

  private single(): AnnotationPart | null {
    this.skipSpace();
    const start = this.at;
    const part = this.known(start);
    // An expression that goes on behind what was read (`f(x)`, `1 + 2`, `"a" "b"`) is none of those known.
    this.skipSpace();
    if (part && (this.at >= this.end || '|,])'.includes(this.text[this.at]!))) return part;
    this.at = start;
    return this.unknown();
  }

  private known(start: number): AnnotationPart | null {
    const quoted = this.match(QUOTED);
    if (quoted) {
      const open = start + quoted[1]!.length;
      const inner = new Reader(this.text, open, open + quoted[2]!.length).whole();
      return inner && { kind: 'quoted', inner, start, end: this.at };
    }
    if (this.take('(')) {
      const inner = this.union();
      return inner && this.take(')') ? { kind: 'union', members: [inner], start, end: this.at } : null;
    }
    if (this.take('[')) {
      const items = this.list(']');
      return items && { kind: 'list', items, start, end: this.at };
    }
    const name = this.match(NAME)?.[0].replace(/\s+/g, '');
    if (name === undefined) return null;
    const nameEnd = this.at;
    if (name === 'None') return { kind: 'none', start, end: nameEnd };
    if (!this.take('[')) return { kind: 'name', name, start, end: nameEnd };
    const items = this.list(']', /(^|\.)Literal$/.test(name) ? 0 : /(^|\.)Annotated$/.test(name) ? 1 : undefined);
    return items && { kind: 'generic', name, arguments: items, start, end: this.at };
  }

  /** What stands up to a closing bracket, which is passed; from the item `types` on they are no types. */
  private list(close: string, types = Number.POSITIVE_INFINITY): AnnotationPart[] | null {
    const items: AnnotationPart[] = [];
    while (!this.take(close)) {
      const item = items.length < types ? this.union() : this.unknown();
      if (!item) return null;
      items.push(item);
      if (!this.take(',')) return this.take(close) ? items : null;
    }
    return items;
  }

  /** Passes over an expression up to the comma or bracket that ends it. */
  private unknown(): AnnotationPart | null {
    this.skipSpace();
    const start = this.at;
    let last = start;
    let depth = 0;
    while (this.at < this.end) {
      if (this.match(STRING)) {
        last = this.at;
        continue;
      }
      const character = this.text[this.at]!;
      if (character === '"' || character === "'") return null;
      if (depth === 0 && ',])}'.includes(character)) break;
      if ('[({'.includes(character)) depth++;
      if ('])}'.includes(character)) depth--;
      this.at++;
      if (character.trim() !== '') last = this.at;
      this.skipSpace();
    }
    return last > start && depth === 0 ? { kind: 'other', start, end: last } : null;
  }

  private take(token: string): boolean {
    this.skipSpace();
    if (this.at >= this.end || this.text[this.at] !== token) return false;
    this.at++;
    return true;
  }

  private skipSpace(): void {
    this.match(SPACE);
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found || pattern.lastIndex > this.end) return null;
    this.at = pattern.lastIndex;
    return found;
  }
}
