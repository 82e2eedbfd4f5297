// A text that Python builds, as structure: literal pieces, holes where values go in, choices between branches.
// Must not know what the names in it mean; `infer/sql` evaluates them.
import type { SyntaxNode } from '../syntax/node';
import { decodeEscapes, stringPrefix } from './expressions';
import type { RequestPart } from './requestPart';
import { HOLE } from './sqlTokens';

/** A piece of literal text and where each of its characters is written. */
export interface LiteralPart {
  readonly kind: 'literal';
  /** Decoded: escapes, doubled braces and doubled percent signs undone. */
  readonly text: string;
  /** Region offsets of every character and of the end; null when the text is written outside the region. */
  readonly at: readonly number[] | null;
  /** The `string` node; null when it is written outside the region. */
  readonly node: SyntaxNode | null;
}

/** How an expression gets into the text, with what a fix must rewrite. */
export type Place =
  | { readonly how: 'f-string'; readonly node: SyntaxNode }
  | {
      readonly how: 'percent';
      readonly literal: SyntaxNode;
      readonly start: number;
      readonly end: number;
      readonly operator: SyntaxNode;
    }
  | {
      readonly how: 'format';
      readonly literal: SyntaxNode;
      readonly start: number;
      readonly end: number;
      readonly call: SyntaxNode;
      /** The argument that it takes: `x` or `name=x`. */
      readonly argument: SyntaxNode;
      readonly isNumbered: boolean;
      /** What the field reads of the argument: `.name`, `[0]`, or empty. */
      readonly accessor: string;
    }
  | { readonly how: 'operand'; readonly node: SyntaxNode }
  | { readonly how: 'other' };

/** What may come out of an interpolated expression. */
export interface Content {
  /**
   * `safe`: no SQL can be in it. `typed`: only if the annotation of a helper's parameter lies. `settings`: from the
   * deployment. `request`: from a client. `unknown`: anything.
   */
  readonly trust: 'safe' | 'typed' | 'settings' | 'request' | 'unknown';
  /** `str`, `int`, … where it is known. */
  readonly type: string | null;
  /** Of `request`: the part of the request, where it is known. */
  readonly part?: RequestPart | null;
}

/** A place in the text where an expression's value goes in. */
export interface HolePart {
  readonly kind: 'hole';
  readonly expression: SyntaxNode;
  readonly content: Content;
  readonly place: Place;
  /** `r`, `s`, `a` or empty. */
  readonly conversion: string;
  /** Whether a format specification changes how the value is written. */
  readonly isFormatted: boolean;
  /** Whether the expression is written in the region. */
  readonly isLocal: boolean;
}

/** A text put into another whole: reported as one hole where it turns out to be a mere value. */
export interface GroupPart {
  readonly kind: 'group';
  readonly hole: HolePart;
  readonly parts: readonly Part[];
}

/** One of several texts, by the branch that was taken. */
export interface ChoicePart {
  readonly kind: 'choice';
  readonly options: readonly (readonly Part[])[];
}

export type Part = LiteralPart | HolePart | GroupPart | ChoicePart;

/** Reads a stretch of a string literal's source, with the offset of every decoded character. */
function readStretch(node: SyntaxNode, start: number, end: number, raw: boolean, braces: boolean): LiteralPart {
  const { source } = node;
  let text = '';
  const at: number[] = [];
  let i = start;
  while (i < end) {
    const character = source[i]!;
    at.push(i);
    if (!raw && character === '\\') {
      const sequence =
        /^\\(?:\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[\s\S])/.exec(
          source.slice(i, i + 40),
        )?.[0] ?? '\\';
      const decoded = decodeEscapes(sequence);
      text += decoded;
      if (decoded.length === 0) at.pop();
      for (let extra = 1; extra < decoded.length; extra++) at.push(i);
      i += sequence.length;
    } else if (braces && (character === '{' || character === '}') && source[i + 1] === character) {
      text += character;
      i += 2;
    } else {
      text += character;
      i++;
    }
  }
  at.push(end);
  return { kind: 'literal', text, at, node };
}

/**
 * The pieces of a `string` node in order: literal text and `interpolation` nodes.
 * @returns null for bytes and t-strings, and for what does not parse
 */
export function readStringPieces(node: SyntaxNode): (LiteralPart | SyntaxNode)[] | null {
  const prefix = stringPrefix(node);
  const open = node.childOfType('string_start');
  const close = node.childOfType('string_end');
  if (!open || !close || /[bt]/.test(prefix)) return null;
  const raw = prefix.includes('r');
  const formatted = prefix.includes('f');
  const pieces: (LiteralPart | SyntaxNode)[] = [];
  let at = open.end;
  for (const child of node.children) {
    if (child.type !== 'interpolation') continue;
    pieces.push(readStretch(node, at, child.start, raw, formatted), child);
    at = child.end;
  }
  pieces.push(readStretch(node, at, close.start, raw, formatted));
  return pieces;
}

/** A part of a literal: characters `start` to `end` of its decoded text. */
export function sliceLiteral(part: LiteralPart, start: number, end: number): LiteralPart {
  return {
    kind: 'literal',
    text: part.text.slice(start, end),
    at: part.at ? part.at.slice(start, end + 1) : null,
    node: part.node,
  };
}

/** A literal text that stands nowhere in the region. */
export function foreignLiteral(text: string): LiteralPart {
  return { kind: 'literal', text, at: null, node: null };
}

/** A stretch of a flat text: which part wrote which characters. */
export interface FlatPiece {
  readonly part: LiteralPart | HolePart;
  readonly start: number;
  readonly end: number;
  /** The groups around it, outermost first. */
  readonly groups: readonly FlatGroup[];
  /** Whether it stands in a branch or loop that may not be taken. */
  readonly isConditional: boolean;
}

export interface FlatGroup {
  readonly hole: HolePart;
  readonly start: number;
  end: number;
}

/** One text that the parts may make, with a `HOLE` character for each hole. */
export interface FlatText {
  readonly text: string;
  readonly pieces: readonly FlatPiece[];
}

/** How many different texts of one structure are looked at. */
const MAXIMUM_VARIANTS = 16;

/**
 * The texts that parts may make: of every choice the option that shows most holes not seen yet, until all were seen.
 * Where there are very many branches the last holes are left out.
 */
export function flatten(parts: readonly Part[]): FlatText[] {
  const seen = new Set<HolePart>();
  const variants: FlatText[] = [];
  while (variants.length < MAXIMUM_VARIANTS) {
    const weights = new Map<readonly Part[], Weight>();
    if (variants.length > 0 && weigh(parts, seen, weights).holes === 0) break;
    const before = seen.size;
    variants.push(flattenOnce(parts, seen, weights));
    if (seen.size === before) break;
  }
  return variants;
}

interface Weight {
  /** Holes that no text showed yet. */
  readonly holes: number;
  readonly length: number;
}

function weigh(parts: readonly Part[], seen: ReadonlySet<HolePart>, known: Map<readonly Part[], Weight>): Weight {
  const before = known.get(parts);
  if (before) return before;
  let holes = 0;
  let length = 0;
  for (const part of parts) {
    if (part.kind === 'literal') length += part.text.length;
    else if (part.kind === 'hole') {
      length += 10;
      if (!seen.has(part)) holes++;
    } else {
      const inner = part.kind === 'group' ? part.parts : heaviest(part.options, seen, known);
      const weight = weigh(inner, seen, known);
      holes += weight.holes;
      length += weight.length;
    }
  }
  const weight = { holes, length };
  known.set(parts, weight);
  return weight;
}

function heaviest(
  options: ChoicePart['options'],
  seen: ReadonlySet<HolePart>,
  known: Map<readonly Part[], Weight>,
): readonly Part[] {
  return options.reduce((best, option) => {
    const [one, other] = [weigh(best, seen, known), weigh(option, seen, known)];
    return other.holes > one.holes || (other.holes === one.holes && other.length > one.length) ? option : best;
  });
}

function flattenOnce(parts: readonly Part[], seen: Set<HolePart>, weights: Map<readonly Part[], Weight>): FlatText {
  let text = '';
  const pieces: FlatPiece[] = [];
  const shown: HolePart[] = [];
  const visit = (list: readonly Part[], groups: readonly FlatGroup[], isConditional: boolean): void => {
    for (const part of list) {
      const start = text.length;
      if (part.kind === 'literal' || part.kind === 'hole') {
        text += part.kind === 'literal' ? part.text : HOLE;
        pieces.push({ part, start, end: text.length, groups, isConditional });
        if (part.kind === 'hole') shown.push(part);
      } else if (part.kind === 'group') {
        const group: FlatGroup = { hole: part.hole, start, end: start };
        visit(part.parts, [...groups, group], isConditional);
        group.end = text.length;
      } else visit(heaviest(part.options, seen, weights), groups, true);
    }
  };
  visit(parts, [], false);
  for (const hole of shown) seen.add(hole);
  return { text, pieces };
}

/** Joins two texts that branches made: what they begin with stays, what differs becomes a choice. */
export function joinParts(one: readonly Part[], other: readonly Part[]): readonly Part[] {
  if (one === other) return one;
  let same = 0;
  while (same < one.length && same < other.length && one[same] === other[same]) same++;
  if (same === one.length && same === other.length) return one;
  const head = one.slice(0, same);
  const [restOne, restOther] = [one.slice(same), other.slice(same)];
  // A choice that was joined before takes the new option in, instead of nesting.
  const last = restOne.length === 1 && restOne[0]!.kind === 'choice' ? restOne[0] : null;
  if (last?.options.some((option) => sameParts(option, restOther))) return one;
  const options = last ? [...last.options, restOther] : [restOne, restOther];
  return [...head, { kind: 'choice', options }];
}

function sameParts(one: readonly Part[], other: readonly Part[]): boolean {
  return one.length === other.length && one.every((part, i) => part === other[i]);
}
