// Finds `Depends(…)` and `Security(…)` in the text of a default, an annotation or a list of dependencies.
// Must not know what the names mean.

/** One `Depends(…)`; offsets count in the text. */
export interface DependencyCall {
  readonly start: number;
  readonly end: number;
  /** The dotted name of what is depended on; null when it is none, or nothing is given. */
  readonly name: string | null;
  /** Whether that is called: `Depends(make("a"))`. */
  readonly isCalled: boolean;
  /** Whether nothing is given: the annotation's class is meant. */
  readonly isEmpty: boolean;
}

const CALL = /(?<![\w.])(?:\w+\.)*(?:Depends|Security)\s*\(/g;

/** The dependencies in a text, in order. */
export function findDependencies(text: string): DependencyCall[] {
  if (!/\b(Depends|Security)\b/.test(text)) return [];
  const found: DependencyCall[] = [];
  for (const match of text.matchAll(CALL)) {
    const open = match.index + match[0].length;
    if ((found.at(-1)?.end ?? 0) > match.index) continue;
    const inside = text.slice(open, closing(text, open)).replace(/^\s*(#[^\n]*\n\s*)*(dependency\s*=\s*)?/, '');
    const name = /^([A-Za-z_][\w.]*)\s*(.?)/s.exec(inside);
    const isKeyword = name?.[2] === '=' && !/^[A-Za-z_][\w.]*\s*==/.test(inside);
    const isName = name !== null && !isKeyword && /^[(,)#]?$/.test(name[2]!) && name[1] !== 'lambda';
    found.push({
      start: match.index,
      end: closing(text, open) + 1,
      name: isName ? name[1]! : null,
      isCalled: name?.[2] === '(',
      isEmpty: inside === '' || isKeyword,
    });
  }
  return found;
}

/** The offset of the bracket that closes what is open at an offset; the text's end when none does. */
function closing(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const letter = text[at]!;
    if (letter === '"' || letter === "'") {
      while (++at < text.length && text[at] !== letter) if (text[at] === '\\') at++;
    } else if ('([{'.includes(letter)) depth++;
    else if (')]}'.includes(letter) && depth-- === 0) return at;
  }
  return text.length;
}

/** The dotted names in a text, those in strings and keywords of calls left out, each once. */
export function identifiersIn(text: string): string[] {
  const plain = text.replace(/(["'])(?:(?!\1)[^\\]|\\.)*\1|#[^\n]*/gs, ' ');
  const names = plain.match(/(?<![\w.])[A-Za-z_][\w.]*(?!\w*\s*=[^=])/g) ?? [];
  return [...new Set(names)];
}
