// A syntax tree as plain data: what tree-sitter said about one definition, copied out of its memory.
// Must not know web-tree-sitter; facts, rules and inference read this and nothing else.

/** A stretch of text in UTF-16 units, `end` exclusive, counted from the start of the text that it belongs to. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * One named node (or an anonymous one that has a field, such as an operator).
 * Offsets are UTF-16 units from the start of `source`, the text of the definition that was lowered.
 */
export class SyntaxNode implements Span {
  parent: SyntaxNode | null = null;
  children: readonly SyntaxNode[] = NO_CHILDREN;

  constructor(
    /** The grammar's name of the node, e.g. `function_definition`; `ERROR` and `MISSING` for what does not parse. */
    readonly type: string,
    /** The field of the parent in which the node stands, e.g. `name`; empty when it has none. */
    readonly field: string,
    readonly start: number,
    readonly end: number,
    /** The text that offsets count in. */
    readonly source: string,
  ) {}

  get text(): string {
    return this.source.slice(this.start, this.end);
  }

  /** The first child in a field, or null. */
  child(field: string): SyntaxNode | null {
    for (const child of this.children) if (child.field === field) return child;
    return null;
  }

  /** All children in a field, in order. */
  childrenIn(field: string): SyntaxNode[] {
    return this.children.filter((child) => child.field === field);
  }

  /** The first child of a type, or null. */
  childOfType(type: string): SyntaxNode | null {
    for (const child of this.children) if (child.type === type) return child;
    return null;
  }

  /** The children that are neither comments nor errors, in order. */
  get items(): SyntaxNode[] {
    return this.children.filter((child) => child.type !== 'comment' && child.type !== 'line_continuation');
  }
}

const NO_CHILDREN: readonly SyntaxNode[] = Object.freeze([]);

/**
 * Walks a node and what is in it, parents first, in source order.
 * @param visit answers `false` to leave out what is in the node
 */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => boolean | undefined): void {
  if (visit(node) === false) return;
  for (const child of node.children) walk(child, visit);
}

/** A node and all in it that are of a type, parents first, in source order. */
export function nodesOfType(root: SyntaxNode, type: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walk(root, (node) => {
    if (node.type === type) found.push(node);
    return true;
  });
  return found;
}

/** The innermost node that holds a span (UTF-16 offsets of the node's source); the node itself when none smaller does. */
export function innermostNode(node: SyntaxNode, span: Span): SyntaxNode {
  for (;;) {
    const inner = node.children.find((child) => child.start <= span.start && child.end >= span.end);
    if (!inner) return node;
    node = inner;
  }
}

/** The root of the tree in which a node stands. */
export function rootOf(node: SyntaxNode): SyntaxNode {
  let root = node;
  while (root.parent) root = root.parent;
  return root;
}

/** The nearest node around (or at) a node for which the test holds, or null. */
export function closest(node: SyntaxNode | null, test: (node: SyntaxNode) => boolean): SyntaxNode | null {
  for (let at = node; at; at = at.parent) if (test(at)) return at;
  return null;
}

/** Whether two spans share a unit, or touch where one of them is empty. */
export function spansMeet(one: Span, other: Span): boolean {
  if (one.start === one.end || other.start === other.end) return one.start <= other.end && other.start <= one.end;
  return one.start < other.end && other.start < one.end;
}
