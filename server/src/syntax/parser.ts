// Parses Python and lowers stretches of the tree into plain nodes: the only file that knows web-tree-sitter.
// Must not know rules, facts or where the wasm files lie (entry points hand in their bytes).
import { Language, type Node, Parser, Query, type Range, type Tree, type TreeCursor } from 'web-tree-sitter';
import { type Span, SyntaxNode } from './node';
import { recover } from './recovery';

let language: Language | null = null;
let nodeTypes: (string | null)[] = [];
let fieldNames: readonly (string | null)[] = [];

/**
 * Makes the grammar ready; later calls do nothing.
 * @param runtime bytes of web-tree-sitter.wasm
 * @param grammar bytes of tree-sitter-python.wasm
 * @throws when the bytes are no wasm module or the grammar's ABI does not fit the runtime
 */
export async function loadGrammar(runtime: Uint8Array, grammar: Uint8Array): Promise<void> {
  if (language) return;
  // Emscripten would otherwise look for the file beside the bundle.
  await Parser.init({ wasmBinary: runtime as unknown as ArrayBuffer });
  const loaded = await Language.load(grammar);
  nodeTypes = Array.from({ length: loaded.nodeTypeCount }, (_, id) => loaded.nodeTypeForId(id));
  fieldNames = loaded.fields;
  language = loaded;
}

/** A change of text in UTF-16 offsets and zero-based row/column positions, as tree-sitter wants it. */
export interface TextEdit {
  readonly startIndex: number;
  readonly oldEndIndex: number;
  readonly newEndIndex: number;
  readonly startPosition: { row: number; column: number };
  readonly oldEndPosition: { row: number; column: number };
  readonly newEndPosition: { row: number; column: number };
}

/** A statement at the outermost level of a module or class body: where it stands and how to lower it. */
export interface OutlineNode {
  /** The grammar's type; a decorated definition keeps `decorated_definition`. */
  readonly type: string;
  /** The type of the definition in a decorated one, else the same as `type`. */
  readonly inner: string;
  /** UTF-16 offsets in the file. */
  readonly start: number;
  readonly end: number;
  /** Zero-based line and UTF-16 column of the start. */
  readonly line: number;
  readonly column: number;
  readonly hasError: boolean;
  /** Which of the tree's reread stretches it stands in; absent in the tree itself. */
  readonly part?: number | undefined;
}

/**
 * The syntax tree of one file. Holds memory outside JavaScript: `delete()` it.
 */
export class SyntaxTree {
  /** Stretches that were parsed by themselves, since a syntax error before them had swallowed them. */
  private readonly parts: Tree[] = [];

  private constructor(
    private readonly tree: Tree,
    readonly text: string,
  ) {}

  /**
   * Parses a text whole.
   * @returns null when tree-sitter gives up (it does not on any text known to us)
   */
  static parse(text: string): SyntaxTree | null {
    const tree = withParser((parser) => parser.parse(text));
    return tree ? new SyntaxTree(tree, text) : null;
  }

  /**
   * Parses a text that came out of this tree's text by edits, reusing what did not change. This tree stays valid
   * for `changedRanges` only and is still to be deleted.
   * @param edits in the order in which they were made, each against the text that the one before left
   */
  reparse(text: string, edits: readonly TextEdit[]): SyntaxTree | null {
    for (const edit of edits) this.tree.edit(edit as never);
    const tree = withParser((parser) => parser.parse(text, this.tree));
    return tree ? new SyntaxTree(tree, text) : null;
  }

  /** The span of the new text (UTF-16 offsets) outside which this tree's structure and the new one's are the same. */
  changedSpan(next: SyntaxTree): { start: number; end: number } | null {
    let start = Number.POSITIVE_INFINITY;
    let end = -1;
    for (const range of this.tree.getChangedRanges(next.tree)) {
      start = Math.min(start, range.startIndex);
      end = Math.max(end, range.endIndex);
    }
    return end < 0 ? null : { start, end };
  }

  get hasError(): boolean {
    return this.tree.rootNode.hasError;
  }

  /** The statements of the module, in order. */
  statements(): OutlineNode[] {
    const { rootNode } = this.tree;
    const statements = outline(rootNode);
    if (!rootNode.hasError) return statements;
    return recover(statements, definitionStarts(rootNode, this.text), this.text.length).flatMap((each) =>
      'type' in each ? [each] : this.rereadStatements(each),
    );
  }

  private rereadStatements(span: Span): OutlineNode[] {
    const tree = withParser((parser) => parser.parse(this.text, null, { includedRanges: [rangeOf(this.text, span)] }));
    if (!tree) return [];
    const part = this.parts.push(tree) - 1;
    return outline(tree.rootNode).map((each) => ({ ...each, part }));
  }

  /**
   * The statements of a class's body, in order.
   * @param at the class as `statements()` gave it
   */
  classStatements(at: OutlineNode): OutlineNode[] {
    const node = this.find(at);
    const body = definitionOf(node)?.childForFieldName('body');
    return body ? outline(body).map((each) => ({ ...each, part: at.part })) : [];
  }

  /**
   * Copies a statement into plain nodes whose offsets count from the statement's start.
   * @param at the statement as an outline gave it
   * @param holes spans (file offsets) of statements to leave out: methods, which are lowered by themselves
   */
  lower(at: OutlineNode, holes: ReadonlySet<number> = NO_HOLES): SyntaxNode {
    const node = this.find(at);
    const cursor = node.walk();
    try {
      return lowerAt(cursor, at.start, detach(this.text.slice(at.start, at.end)), holes, 0);
    } finally {
      cursor.delete();
    }
  }

  /**
   * How often each pattern of a query matches, in the order of the patterns: holds the grammar to the shapes that the
   * facts lean on. The facts themselves are read by lowering (grammars/README.md says why).
   * @throws when the query names a node or a field that the grammar has not
   */
  countMatches(source: string): number[] {
    const query = new Query(language!, source);
    try {
      const counts = new Array<number>(query.patternCount()).fill(0);
      for (const { patternIndex } of query.matches(this.tree.rootNode)) counts[patternIndex]!++;
      return counts;
    } finally {
      query.delete();
    }
  }

  /** Frees the tree's memory; the object must not be used afterwards. */
  delete(): void {
    this.tree.delete();
    for (const part of this.parts) part.delete();
  }

  private find(at: OutlineNode): Node {
    const { rootNode } = at.part === undefined ? this.tree : this.parts[at.part]!;
    let node = rootNode.descendantForIndex(at.start, Math.max(at.start, at.end - 1)) ?? rootNode;
    while (node.parent && !(node.type === at.type && node.startIndex === at.start && node.endIndex === at.end)) {
      node = node.parent;
    }
    return node;
  }
}

const NO_HOLES: ReadonlySet<number> = new Set();

/** A copy that does not keep the whole file's text alive, as a slice does in V8. */
function detach(text: string): string {
  return ` ${text}`.slice(1);
}

function withParser<T>(use: (parser: Parser) => T): T {
  if (!language) throw new Error('loadGrammar() was not awaited');
  const parser = new Parser();
  try {
    parser.setLanguage(language);
    return use(parser);
  } finally {
    parser.delete();
  }
}

function definitionOf(node: Node): Node | null {
  return node.type === 'decorated_definition' ? node.childForFieldName('definition') : node;
}

function outline(parent: Node): OutlineNode[] {
  const statements: OutlineNode[] = [];
  for (const node of parent.namedChildren) {
    if (!node) continue;
    const type = node.type;
    const inner = type === 'decorated_definition' ? (definitionOf(node)?.type ?? type) : type;
    const { row, column } = node.startPosition;
    statements.push({
      type,
      inner,
      start: node.startIndex,
      end: node.endIndex,
      line: row,
      column,
      hasError: node.hasError,
    });
  }
  return statements;
}

/** Where definitions begin in column 0, outside strings: their decorators, where they have some. UTF-16 offsets. */
function definitionStarts(root: Node, text: string): number[] {
  const starts: number[] = [];
  let decorated = false;
  for (const match of text.matchAll(/^(?:(@)|(?:async[ \t]+)?(?:def|class)\b|[^\s@)\]}#])/gm)) {
    const isDecorator = match[1] !== undefined;
    const isDefinition = /^(async|def|class)/.test(match[0]);
    if ((isDecorator || isDefinition) && !decorated && !isInString(root, match.index)) starts.push(match.index);
    decorated = isDecorator;
  }
  return starts;
}

function isInString(root: Node, offset: number): boolean {
  return /^string/.test(root.descendantForIndex(offset, offset)?.type ?? '');
}

function rangeOf(text: string, { start, end }: Span): Range {
  return {
    startIndex: start,
    endIndex: end,
    startPosition: positionAt(text, start),
    endPosition: positionAt(text, end),
  };
}

/** tree-sitter counts rows by `\n` alone. */
function positionAt(text: string, offset: number): { row: number; column: number } {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}

function lowerAt(
  cursor: TreeCursor,
  origin: number,
  source: string,
  holes: ReadonlySet<number>,
  depth: number,
): SyntaxNode {
  const type = cursor.nodeIsMissing ? 'MISSING' : (nodeTypes[cursor.nodeTypeId] ?? cursor.nodeType);
  const field = depth === 0 ? '' : (fieldNames[cursor.currentFieldId] ?? '');
  const node = new SyntaxNode(type, field, cursor.startIndex - origin, cursor.endIndex - origin, source);
  if (depth < MAXIMUM_DEPTH && cursor.gotoFirstChild()) {
    const children: SyntaxNode[] = [];
    do {
      if (holes.size > 0 && holes.has(cursor.startIndex) && HOLE_TYPES.has(cursor.nodeType)) continue;
      if (cursor.nodeIsNamed || cursor.currentFieldId !== 0 || cursor.nodeIsMissing) {
        const child = lowerAt(cursor, origin, source, holes, depth + 1);
        child.parent = node;
        children.push(child);
      }
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
    if (children.length > 0) node.children = children;
  }
  return node;
}

const HOLE_TYPES = new Set(['function_definition', 'class_definition', 'decorated_definition']);

/** Deeper nesting is left out, so that no walk over plain nodes can exhaust the stack; real code stays far below. */
const MAXIMUM_DEPTH = 400;
