// Rewrites the Python that builds an SQL text: placeholders where values went in, all else kept as it is.
// Must not know drivers; told what to write in place of each unit.
import { callArguments, stringPrefix, stringValue } from '../../facts/expressions';
import type { FlatPiece, FlatText, HolePart, LiteralPart } from '../../facts/sqlParts';
import { type SyntaxNode, walk } from '../../syntax/node';
import type { Unit } from './units';

/** An edit in offsets of the region. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** A stretch of the flat text and what is written there instead; `expression` replaces the hole's expression alone. */
export interface Replacement {
  readonly unit: Unit;
  /** Offsets in the flat text: the unit's own, or wider. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly keepsHole: boolean;
}

/** What becomes of signs in the rest of the text. */
export interface Signs {
  /** Whether `%` in the SQL must be doubled from now on: a driver that reads `%s` gets parameters. */
  readonly doublesPercent: boolean;
  /** Whether the driver reads `%s`, so that doubled ones stay. */
  readonly usesPercent: boolean;
  /** Offsets in the flat text of colons that must be escaped from now on. */
  readonly colons: readonly number[];
}

/**
 * The edits that put the replacements into the program's text.
 * @returns null when the text is built in a way that cannot be rewritten piece by piece
 */
export function rewriteText(
  flat: FlatText,
  replacements: readonly Replacement[],
  { doublesPercent, usesPercent, colons }: Signs,
): TextEdit[] | null {
  const edits: TextEdit[] = [];
  const gone = new Set<HolePart>();
  for (const replacement of replacements) {
    if (!replacement.keepsHole) for (const hole of replacement.unit.holes) gone.add(hole);
    const edit = replaceStretch(flat, replacement);
    if (!edit) return null;
    edits.push(...edit);
  }
  const staying = allHoles(flat).filter((hole) => !gone.has(hole));
  // A driver that reads `%s` cannot share the text with Python's `%`: what stays there goes into an f-string.
  const moved = usesPercent ? staying.filter((hole) => sharesOperator(hole, gone)) : [];
  const left = staying.filter((hole) => !moved.includes(hole));
  const formatted = moved.length > 0 ? intoFormatted(moved) : [];
  if (!formatted) return null;
  edits.push(...formatted);
  const covered = (start: number, end: number): boolean => edits.some((edit) => edit.start < end && start < edit.end);
  const literals = flat.pieces.flatMap(({ part }) => (part.kind === 'literal' ? [part] : []));
  if (doublesPercent) {
    for (const literal of literals) {
      if (literal.text.includes('%') && !literal.at) return null;
      for (let i = literal.text.indexOf('%'); i >= 0; i = literal.text.indexOf('%', i + 1)) {
        const at = literal.at![i]!;
        if (covered(at, at + 1) || literal.node!.source[at] !== '%') continue;
        // Written doubled already, for Python's `%`, which goes.
        if (isPercentPair(literal, i) && !keepsOperator(left, literal)) continue;
        edits.push({ start: at, end: at, newText: '%' });
      }
    }
  }
  for (const offset of colons) {
    const place = positionOf(flat, offset, false);
    if (!place) return null;
    if (covered(place.at, place.at + 1)) continue;
    const isRaw = stringPrefix(place.node).includes('r');
    edits.push({ start: place.at, end: place.at, newText: isRaw ? '\\' : '\\\\' });
  }
  edits.push(...droppedPrefixes(gone, edits));
  const operators = dropOperators(gone, left, literals, usesPercent, covered);
  if (!operators) return null;
  edits.push(...operators);
  return edits;
}

function allHoles(flat: FlatText): HolePart[] {
  const found = new Set<HolePart>();
  for (const piece of flat.pieces) {
    for (const group of piece.groups) found.add(group.hole);
    if (piece.part.kind === 'hole') found.add(piece.part);
  }
  return [...found];
}

function sharesOperator(hole: HolePart, gone: ReadonlySet<HolePart>): boolean {
  const { place } = hole;
  return (
    place.how === 'percent' &&
    [...gone].some((other) => other.place.how === 'percent' && other.place.operator === place.operator)
  );
}

/** `%s` of Python's operator as `{…}` of an f-string: the edits of the literals in which they stand; null where one cannot be. */
function intoFormatted(holes: readonly HolePart[]): TextEdit[] | null {
  const edits: TextEdit[] = [];
  const literals = new Set<SyntaxNode>();
  for (const { place, expression, conversion, isFormatted } of holes) {
    if (place.how !== 'percent' || isFormatted) return null;
    const { literal, start, end } = place;
    const constant = stringValue(expression);
    if (constant !== null && /^[\w .,:;=<>*/()-]*$/.test(constant)) {
      edits.push({ start, end, newText: constant });
      continue;
    }
    const quote = literal.childOfType('string_start')?.text.at(-1) ?? '"';
    // Before Python 3.12 neither its own quote nor a backslash may stand in an f-string's expression.
    if (expression.text.includes(quote) || /[\\\n#]/.test(expression.text) || /[bf]/.test(stringPrefix(literal)))
      return null;
    const written = expression.text.startsWith('{') ? ` ${expression.text}` : expression.text;
    edits.push({ start, end, newText: `{${written}${conversion === '' ? '' : `!${conversion}`}}` });
    literals.add(literal);
  }
  for (const literal of literals) {
    edits.push({ start: literal.start, end: literal.start, newText: 'f' });
    const first = contentStart(literal);
    for (const brace of literal.source.slice(first, contentEnd(literal)).matchAll(/[{}]/g)) {
      const at = first + brace.index;
      edits.push({ start: at, end: at, newText: brace[0] });
    }
  }
  return edits;
}

function keepsOperator(left: readonly HolePart[], literal: LiteralPart): boolean {
  return left.some((hole) => hole.place.how === 'percent' && hole.place.literal === literal.node);
}

/** Whether a `%` of a literal is written `%%`, as Python's operator wants it. */
function isPercentPair(literal: LiteralPart, index: number): boolean {
  const at = literal.at![index]!;
  return literal.text.length === 1 && literal.node!.source[at - 1] === '%';
}

function replaceStretch(flat: FlatText, replacement: Replacement): TextEdit[] | null {
  const { unit, start, end, text, keepsHole } = replacement;
  if (keepsHole) {
    const expression = unit.holes[0]!.expression;
    const edits = [{ start: expression.start, end: expression.end, newText: text }];
    if (unit.end - unit.start === 1) return edits;
    // The quotes around the list go.
    const [open, close] = [positionOf(flat, unit.start, false), positionOf(flat, unit.end, true)];
    if (!open || !close) return null;
    return [
      ...edits,
      { start: open.at, end: open.at + 1, newText: '' },
      { start: close.at - 1, end: close.at, newText: '' },
    ];
  }
  const hole = unit.holes[0]!;
  if (unit.holes.some(({ place }) => place.how === 'other')) return null;
  if (end - start === 1 && hole.place.how === 'operand') return replaceOperand(flat, replacement, hole);
  const spans = end - start === 1 ? spanOfHole(hole) : null;
  if (spans) return [{ ...spans, newText: text }];
  const from = positionOf(flat, start, false);
  const to = positionOf(flat, end, true);
  if (!from || !to) return null;
  if (from.node === to.node) return [{ start: from.at, end: to.at, newText: text }];
  if (!sameStyle(from.node, to.node)) return separateEdits(unit, from, to, text);
  const source = from.node.source.slice(from.at, to.at);
  if (source.includes('#') || !isBalanced(from, to)) return null;
  return [{ start: from.at, end: to.at, newText: text }];
}

function spanOfHole(hole: HolePart): { start: number; end: number } | null {
  const { place } = hole;
  if (place.how === 'f-string') return { start: place.node.start, end: place.node.end };
  if (place.how === 'percent' || place.how === 'format') return { start: place.start, end: place.end };
  return null;
}

interface Position {
  readonly at: number;
  readonly node: SyntaxNode;
}

/** Where an offset of the flat text is written; of an end, behind the character before it. */
function positionOf(flat: FlatText, offset: number, isEnd: boolean): Position | null {
  const index = isEnd ? offset - 1 : offset;
  const piece = flat.pieces.find((each) => each.start <= index && index < each.end);
  if (!piece) return null;
  const { part } = piece;
  if (part.kind === 'hole') {
    const { place } = part;
    const span = spanOfHole(part);
    const node =
      place.how === 'f-string'
        ? place.node.parent
        : place.how === 'percent' || place.how === 'format'
          ? place.literal
          : null;
    return span && node ? { at: isEnd ? span.end : span.start, node } : null;
  }
  if (!part.at || !part.node) return null;
  return { at: isEnd ? part.at[index - piece.start + 1]! : part.at[index - piece.start]!, node: part.node };
}

/** Literals of different quotes cannot be joined: the quotes go from each, the operand becomes a literal. */
function separateEdits(unit: Unit, from: Position, to: Position, text: string): TextEdit[] | null {
  const hole = unit.holes[0]!;
  if (unit.holes.length !== 1 || hole.place.how !== 'operand') return null;
  if (from.at + 1 !== contentEnd(from.node) || to.at - 1 !== contentStart(to.node)) return null;
  const { node } = hole.place;
  return [
    { start: from.at, end: from.at + 1, newText: '' },
    { start: node.start, end: node.end, newText: `"${text}"` },
    { start: to.at - 1, end: to.at, newText: '' },
  ];
}

function replaceOperand(flat: FlatText, { start, text }: Replacement, hole: HolePart): TextEdit[] | null {
  if (hole.place.how !== 'operand') return null;
  const { node } = hole.place;
  const at = flat.pieces.findIndex((piece) => piece.start === start && piece.part.kind === 'hole');
  const before = wholeLiteral(flat.pieces[at - 1], 'end');
  const after = wholeLiteral(flat.pieces[at + 1], 'start');
  const source = node.source;
  if (
    before &&
    before.end < node.start &&
    /^\s*\+\s*\(*$/.test(source.slice(before.end, node.start)) &&
    !/\($/.test(source.slice(before.end, node.start))
  ) {
    if (after && sameStyle(before, after) && /^\s*\+\s*$/.test(source.slice(node.end, after.start))) {
      return [{ start: contentEnd(before), end: contentStart(after), newText: text }];
    }
    if (!after || after.start < node.end || !/^\s*\+\s*$/.test(source.slice(node.end, after.start))) {
      return [
        { start: contentEnd(before), end: node.end, newText: text + source.slice(contentEnd(before), before.end) },
      ];
    }
  }
  return [{ start: node.start, end: node.end, newText: `"${text}"` }];
}

function wholeLiteral(piece: FlatPiece | undefined, side: 'start' | 'end'): SyntaxNode | null {
  if (piece?.part.kind !== 'literal' || !piece.part.at || !piece.part.node) return null;
  const { at, node } = piece.part;
  return side === 'end' ? (at.at(-1) === contentEnd(node) ? node : null) : at[0] === contentStart(node) ? node : null;
}

function contentStart(node: SyntaxNode): number {
  return node.childOfType('string_start')?.end ?? node.start;
}

function contentEnd(node: SyntaxNode): number {
  return node.childOfType('string_end')?.start ?? node.end;
}

function sameStyle(one: SyntaxNode, other: SyntaxNode): boolean {
  return one.childOfType('string_start')?.text === other.childOfType('string_start')?.text;
}

/** Whether nothing but operands and plus signs stands between two literals, brackets closed. */
function isBalanced(from: Position, to: Position): boolean {
  const between = from.node.source.slice(from.node.end, to.node.start);
  let depth = 0;
  for (const character of between.replace(/(['"])(?:\\.|(?!\1).)*\1/g, '')) {
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character) && --depth < 0) return false;
  }
  return depth === 0 && /^\s*\+|^\s*$/.test(between);
}

/** f-strings that are none any more lose the `f`, and braces in them are no longer doubled. */
function droppedPrefixes(gone: ReadonlySet<HolePart>, made: readonly TextEdit[]): TextEdit[] {
  const covered = (start: number, end: number): boolean => made.some((edit) => edit.start < end && start < edit.end);
  const removed = new Set([...gone].flatMap((hole) => (hole.place.how === 'f-string' ? [hole.place.node] : [])));
  const nodes = new Set([...removed].flatMap((node) => (node.parent ? [node.parent] : [])));
  const isBare = (node: SyntaxNode): boolean =>
    node.children.every((child) => child.type !== 'interpolation' || removed.has(child));
  // Neighbours that an edit joins share their prefix: they lose it together or not at all.
  const joined = (node: SyntaxNode): SyntaxNode[] =>
    made
      .filter((edit) => edit.start >= node.start && edit.start < node.end && edit.end > node.end)
      .flatMap((edit) => stringsAround(node).filter((other) => other.start < edit.end && edit.end <= other.end));
  const edits: TextEdit[] = [];
  for (const node of nodes) {
    if (!isBare(node) || !joined(node).every(isBare)) continue;
    const open = node.childOfType('string_start')!;
    const letter = open.text.search(/f/i);
    const start = open.start + letter;
    if (letter >= 0 && !covered(start, start + 1)) edits.push({ start, end: start + 1, newText: '' });
    walk(node, (inner) => {
      if (inner.type === 'interpolation') return false;
      if (inner.type === 'escape_interpolation' && !covered(inner.start, inner.end)) {
        edits.push({ start: inner.start, end: inner.start + 1, newText: '' });
      }
      return true;
    });
  }
  return edits;
}

/** The string literals of the expression in which a literal stands. */
function stringsAround(node: SyntaxNode): SyntaxNode[] {
  let top = node;
  while (top.parent && /^(concatenated_string|binary_operator|parenthesized_expression)$/.test(top.parent.type))
    top = top.parent;
  const found: SyntaxNode[] = [];
  walk(top, (inner) => {
    if (inner.type === 'string' && inner !== node) found.push(inner);
    return inner.type !== 'interpolation';
  });
  return found;
}

/** `% (…)` and `.format(…)` go, or lose the arguments that are bound now. */
function dropOperators(
  gone: ReadonlySet<HolePart>,
  left: readonly HolePart[],
  literals: readonly LiteralPart[],
  usesPercent: boolean,
  covered: (start: number, end: number) => boolean,
): TextEdit[] | null {
  const edits: TextEdit[] = [];
  const handled = new Set<SyntaxNode>();
  for (const { place } of gone) {
    if (place.how === 'percent' && !handled.has(place.operator)) {
      handled.add(place.operator);
      const stay = left.filter((hole) => hole.place.how === 'percent' && hole.place.operator === place.operator);
      const [text, values] = [place.operator.child('left'), place.operator.child('right')];
      if (!text || !values) return null;
      if (stay.length > 0) {
        const list = keptValues(values, stay);
        if (list === null) return null;
        edits.push({ start: values.start, end: values.end, newText: list });
        continue;
      }
      edits.push({ start: text.end, end: values.end, newText: '' });
      if (!usesPercent) edits.push(...undoubled(literals, '%', text, covered));
    }
    if (place.how === 'format' && !handled.has(place.call)) {
      handled.add(place.call);
      const stay = left.filter((hole) => hole.place.how === 'format' && hole.place.call === place.call);
      const callee = place.call.child('function');
      const object = callee?.child('object');
      const list = place.call.child('arguments');
      if (!object || !list) return null;
      if (stay.length > 0) {
        const kept = keptArguments(place.call, stay, gone);
        if (kept === null) return null;
        edits.push({ start: list.start, end: list.end, newText: kept });
        continue;
      }
      edits.push({ start: object.end, end: place.call.end, newText: '' });
      edits.push(...undoubled(literals, '{', object, covered), ...undoubled(literals, '}', object, covered));
    }
  }
  return edits;
}

function undoubled(
  literals: readonly LiteralPart[],
  sign: string,
  within: SyntaxNode,
  covered: (start: number, end: number) => boolean,
): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const literal of literals) {
    if (literal.text !== sign || !literal.at || !literal.node) continue;
    const { source } = literal.node;
    const first = literal.at[0]!;
    const pair = sign === '%' ? first - 1 : first + 1;
    if (
      source[pair] !== sign ||
      pair < within.start ||
      pair >= within.end ||
      /f/.test(stringPrefix(literal.node)) ||
      covered(pair, pair + 1)
    )
      continue;
    edits.push({ start: pair, end: pair + 1, newText: '' });
  }
  return edits;
}

function keptValues(values: SyntaxNode, stay: readonly HolePart[]): string | null {
  const kept = new Set(stay.map((hole) => hole.expression));
  if (values.type === 'tuple') {
    const items = values.items.filter((item) => kept.has(item)).map((item) => item.text);
    return items.length === stay.length ? `(${items.join(', ')}${items.length === 1 ? ',' : ''})` : null;
  }
  if (values.type !== 'dictionary') return null;
  const pairs = values.items.filter((item) => item.child('value') && kept.has(item.child('value')!));
  return `{${pairs.map((pair) => pair.text).join(', ')}}`;
}

function keptArguments(call: SyntaxNode, stay: readonly HolePart[], gone: ReadonlySet<HolePart>): string | null {
  const used = new Set(stay.flatMap((hole) => (hole.place.how === 'format' ? [hole.place.argument] : [])));
  const isNumbered = [...stay, ...gone].some(
    (hole) => hole.place.how === 'format' && hole.place.call === call && hole.place.isNumbered,
  );
  const all = callArguments(call);
  const mapping = all[0]?.value;
  if (call.child('function')?.child('attribute')?.text === 'format_map') {
    const pairs = mapping?.items.filter((pair) => used.has(pair)) ?? [];
    return `({${pairs.map((pair) => pair.text).join(', ')}})`;
  }
  if (all.some((argument) => argument.star !== '')) return null;
  const kept = all.filter((argument) => used.has(argument.node) || (isNumbered && argument.name === null));
  return `(${kept.map((argument) => argument.node.text).join(', ')})`;
}
