// Lays out Python code in lines of limited width, the way Ruff's formatter does.
// Must not know what the code is about.

/** Ruff's and Black's default `line-length`. */
const WIDTH = 88;

/** What stands in for something that a person will look at first: a tab stop in a snippet, plain text elsewhere. */
const STOP = /\uE000([^\uE001]*)\uE001/g;

/** Marks a text as a tab stop. */
export function stop(text: string): string {
  return `\uE000${text}\uE001`;
}

/** A text with marks as pieces: what is marked as hints. */
export function readStops(text: string): (string | { readonly hint: string })[] {
  const pieces: (string | { readonly hint: string })[] = [];
  let from = 0;
  for (const match of text.matchAll(STOP)) {
    pieces.push(text.slice(from, match.index), { hint: match[1]! });
    from = match.index + match[0].length;
  }
  return [...pieces, text.slice(from)];
}

function fits(line: string): boolean {
  return [...line.replace(STOP, '$1').replace(/\t/g, '    ')].length <= WIDTH;
}

/** What stands around code: its own indentation and one step more. */
export interface Indents {
  readonly outer: string;
  readonly step: string;
}

/**
 * A call, a list, a signature: on one line, else with its items on a line of their own, else one item a line.
 * @param head up to and including the opening bracket
 * @param tail from the closing bracket
 */
export function layOutItems(head: string, items: readonly string[], tail: string, { outer, step }: Indents): string[] {
  const whole = `${outer}${head}${items.join(', ')}${tail}`;
  if (fits(whole) || items.length === 0) return [whole];
  const inner = `${outer}${step}${items.join(', ')}`;
  if (fits(inner)) return [outer + head, inner, outer + tail];
  return [outer + head, ...items.map((item) => `${outer}${step}${item},`), outer + tail];
}

/** `statement = select(Item).limit(limit)`: on one line, else in parentheses, there a link of the chain a line if need be. */
export function layOutChain(
  target: string,
  first: string,
  links: readonly string[],
  { outer, step }: Indents,
): string[] {
  const whole = `${outer}${target}${first}${links.join('')}`;
  if (fits(whole)) return [whole];
  const inner = `${outer}${step}${first}${links.join('')}`;
  const lines = fits(inner) ? [inner] : [first, ...links].map((link) => outer + step + link);
  return [`${outer}${target}(`, ...lines, `${outer})`];
}

/** A call as its parts: `Item.model_validate(`, its arguments, `)`. */
export interface CallParts {
  readonly head: string;
  readonly items: readonly string[];
  readonly tail: string;
}

/** `return [f(x) for x in xs]`: on one line, else inside the brackets, else the clause on a line of its own. */
export function layOutComprehension(target: string, element: CallParts, clause: string, indents: Indents): string[] {
  const { outer, step } = indents;
  const call = element.head + element.items.join(', ') + element.tail;
  const whole = `${outer}${target}[${call} ${clause}]`;
  if (fits(whole)) return [whole];
  const inner = `${outer}${step}${call} ${clause}`;
  const deeper = { outer: outer + step, step };
  const lines = fits(inner)
    ? [inner]
    : [...layOutItems(element.head, element.items, element.tail, deeper), `${outer}${step}${clause}`];
  return [`${outer}${target}[`, ...lines, `${outer}]`];
}

/** `item = f({"a": 1})`: on one line, else the dictionary on lines of its own, else one entry a line. */
export function layOutDictionary(head: string, entries: readonly string[], tail: string, indents: Indents): string[] {
  const { outer, step } = indents;
  const whole = `${outer}${head}{${entries.join(', ')}}${tail}`;
  if (fits(whole)) return [whole];
  return [outer + head, ...layOutEntries(entries, { outer: outer + step, step }), outer + tail];
}

function layOutEntries(entries: readonly string[], { outer, step }: Indents): string[] {
  const whole = `${outer}{${entries.join(', ')}}`;
  return fits(whole) ? [whole] : [`${outer}{`, ...entries.map((entry) => `${outer}${step}${entry},`), `${outer}}`];
}

/** Words of prose in lines; those behind the first are indented by `hanging`. */
export function wrapProse(text: string, first: string, hanging: string): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    const longer = isEmpty ? line + word : `${line} ${word}`;
    if (!isEmpty && !fits(longer)) {
      lines.push(line);
      line = hanging + word;
    } else line = longer;
    isEmpty = false;
  }
  return [...lines, line];
}
