// One file as an editor types it: keeps the tree, the outline and the regions, and reads anew only what an edit touched.
// Must not know rules, other files or where the text comes from.
import type { Span } from '../syntax/node';
import { type OutlineNode, SyntaxTree, type TextEdit } from '../syntax/parser';
import { textLanguageOf } from './language';
import { makeRegion, makeTextRegion, type Region } from './region';

/** A region at its place in the file. */
export interface PlacedRegion {
  readonly region: Region;
  /** UTF-16 offsets in the file. */
  readonly start: number;
  readonly end: number;
  /** Zero-based line and UTF-16 column of the start. */
  readonly line: number;
  readonly column: number;
  /** The class in whose body it stands. */
  readonly owner: PlacedRegion | null;
  /** How many regions of the same text and owner stand before it: tells twins apart. */
  readonly occurrence: number;
}

/** A replacement of text: UTF-16 offsets of the text before it. */
export interface TextChange extends Span {
  readonly newText: string;
}

interface Entry {
  readonly node: OutlineNode;
  readonly region: Region;
  readonly members: readonly Entry[];
}

/**
 * A file that is open. `close()` it when done: the tree's memory is not JavaScript's.
 */
export class SourceFile {
  private tree: SyntaxTree | null;
  private entries: Entry[] = [];
  private readonly known = new Map<string, Region>();
  private placed: readonly PlacedRegion[] | null = null;
  private readonly language;

  constructor(
    /** A name for the file, as the caller names files: an absolute path or URI with `/`. */
    readonly path: string,
    private content: string,
  ) {
    this.language = textLanguageOf(path);
    this.tree = this.parse(content);
    this.readOutline(null, null);
  }

  get text(): string {
    return this.content;
  }

  /**
   * Whether the whole text parses without an error; false for what is not parsed at all (see `parseable`). A text that
   * is no Python always does.
   */
  get parses(): boolean {
    return this.language !== null || (this.tree !== null && !this.tree.hasError);
  }

  /** The regions in source order, a class before its methods. */
  get regions(): readonly PlacedRegion[] {
    if (!this.placed) {
      const placed: PlacedRegion[] = [];
      const twins = new Map<Region, number>();
      place(this.entries, null, placed, twins);
      this.placed = placed;
    }
    return this.placed;
  }

  /**
   * Takes an edit in.
   * @param changes in the order in which they were made, each in offsets of the text that the one before left
   * @param result the text that they lead to, where the caller has it: two copies of a large text cost
   */
  update(changes: readonly TextChange[], result?: string): void {
    let text = this.content;
    const edits: TextEdit[] = [];
    let changed: { start: number; oldEnd: number; newEnd: number } | null = null;
    for (const [i, change] of changes.entries()) {
      const isLast = i === changes.length - 1;
      edits.push(toEdit(text, change, i === 0 ? this.placeBefore(change.start) : null));
      text =
        isLast && result !== undefined ? result : text.slice(0, change.start) + change.newText + text.slice(change.end);
      changed = mergeChange(changed, change);
    }
    if (!changed) return;
    const before = this.tree;
    this.content = text;
    this.placed = null;
    this.tree = before && parseable(text) ? before.reparse(text, edits) : this.parse(text);
    const structural = before && this.tree ? before.changedSpan(this.tree) : null;
    before?.delete();
    if (structural) {
      // Structural changes are told in offsets of the new text; outside the edit both texts are the same but for a shift.
      const shift = changed.newEnd - changed.oldEnd;
      const start = Math.min(changed.start, structural.start);
      const newEnd = Math.max(changed.newEnd, structural.end);
      changed = { start, newEnd, oldEnd: Math.max(changed.oldEnd, newEnd - shift) };
    }
    this.readOutline(before ? this.entries : null, changed);
  }

  /** Frees the tree; regions and facts stay usable. */
  close(): void {
    this.tree?.delete();
    this.tree = null;
  }

  private parse(text: string): SyntaxTree | null {
    return this.language === null && parseable(text) ? SyntaxTree.parse(text) : null;
  }

  /** The last statement of the module that begins at or before an offset: from there on lines are counted. */
  private placeBefore(offset: number): OutlineNode | null {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.entries[middle]!.node.start <= offset) low = middle + 1;
      else high = middle;
    }
    return this.entries[low - 1]?.node ?? null;
  }

  private readOutline(
    old: readonly Entry[] | null,
    changed: { start: number; oldEnd: number; newEnd: number } | null,
  ): void {
    const { tree, language } = this;
    if (language !== null) {
      this.entries = parseable(this.content) ? [textEntry(makeTextRegion(this.content, language))] : [];
      return;
    }
    this.entries = tree ? this.readEntries(tree, tree.statements(), old ?? [], changed) : [];
    this.forgetStale();
  }

  private readEntries(
    tree: SyntaxTree,
    nodes: readonly OutlineNode[],
    old: readonly Entry[],
    changed: { start: number; oldEnd: number; newEnd: number } | null,
  ): Entry[] {
    const byStart = new Map<number, Entry>();
    if (changed) {
      const shift = changed.newEnd - changed.oldEnd;
      for (const entry of old) {
        if (entry.node.end < changed.start) byStart.set(entry.node.start, entry);
        else if (entry.node.start > changed.oldEnd) byStart.set(entry.node.start + shift, entry);
      }
    }
    return nodes.map((node) => {
      const kept = byStart.get(node.start);
      if (
        kept &&
        (node.end < changed!.start || node.start > changed!.newEnd) &&
        kept.node.type === node.type &&
        kept.node.inner === node.inner &&
        // Stretches reread after an error are no part of the trees that were compared; without an error they read alike.
        ((kept.node.part === undefined && node.part === undefined) || !(kept.node.hasError || node.hasError)) &&
        kept.node.end - kept.node.start === node.end - node.start
      ) {
        return { node, region: kept.region, members: shiftMembers(kept, node) };
      }
      const twin = changed
        ? old.find((entry) => entry.node.start === node.start && entry.members.length > 0)
        : undefined;
      return this.readEntry(tree, node, twin?.members ?? [], changed);
    });
  }

  private readEntry(
    tree: SyntaxTree,
    node: OutlineNode,
    oldMembers: readonly Entry[],
    changed: { start: number; oldEnd: number; newEnd: number } | null,
  ): Entry {
    const text = this.content.slice(node.start, node.end);
    const kind =
      node.inner === 'function_definition' ? 'function' : node.inner === 'class_definition' ? 'class' : 'statement';
    let members: Entry[] = [];
    if (kind === 'class') {
      const definitions = tree
        .classStatements(node)
        .filter(({ inner }) => inner === 'function_definition' || inner === 'class_definition');
      members = this.readEntries(tree, definitions, oldMembers, changed);
    }
    // The same text may parse otherwise elsewhere: after an unclosed bracket a definition becomes an error's part.
    const key = `${node.type} ${node.hasError ? '!' : ''}${text}`;
    let region = this.known.get(key);
    if (!region) {
      const holes = members.length > 0 ? new Set(members.map((member) => member.node.start)) : undefined;
      region = makeRegion(kind, tree.lower(node, holes), node.hasError);
      this.known.set(`${node.type} ${node.hasError ? '!' : ''}${region.text}`, region);
    }
    return { node, region, members };
  }

  /** Regions of former texts are kept for undo, but not without end. */
  private forgetStale(): void {
    const live = countEntries(this.entries);
    if (this.known.size <= live + STALE_REGIONS_KEPT) return;
    const used = new Set<Region>();
    markUsed(this.entries, used);
    let excess = this.known.size - live - STALE_REGIONS_KEPT / 2;
    for (const [key, region] of this.known) {
      if (excess <= 0) break;
      if (used.has(region)) continue;
      this.known.delete(key);
      excess--;
    }
  }
}

function textEntry(region: Region): Entry {
  const { type, end } = region.node;
  const node = { type, inner: type, start: 0, end, line: 0, column: 0, hasError: false };
  return { node, region, members: [] };
}

/** How many regions that left the text are kept, so that undo and reclosed quotes find their facts again. */
const STALE_REGIONS_KEPT = 2000;

/**
 * tree-sitter takes positions in 32 bits and a NUL as the end; such a file is no Python source. It does not take a lone
 * carriage return for a line break, as Python and editors do: every position behind one would be wrong.
 */
function parseable(text: string): boolean {
  return text.length < 64 * 1024 * 1024 && !text.includes('\0') && !hasLoneReturn(text);
}

function hasLoneReturn(text: string): boolean {
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 2)) if (text[at + 1] !== '\n') return true;
  return false;
}

function shiftMembers(kept: Entry, node: OutlineNode): readonly Entry[] {
  const offset = node.start - kept.node.start;
  const lines = node.line - kept.node.line;
  if (kept.members.length === 0 || (offset === 0 && lines === 0)) return kept.members;
  const shift = (entry: Entry): Entry => ({
    region: entry.region,
    node: {
      ...entry.node,
      start: entry.node.start + offset,
      end: entry.node.end + offset,
      line: entry.node.line + lines,
    },
    members: entry.members.map(shift),
  });
  return kept.members.map(shift);
}

function place(
  entries: readonly Entry[],
  owner: PlacedRegion | null,
  placed: PlacedRegion[],
  twins: Map<Region, number>,
): void {
  for (const { node, region, members } of entries) {
    const occurrence = twins.get(region) ?? 0;
    twins.set(region, occurrence + 1);
    const { start, end, line, column } = node;
    const here: PlacedRegion = { region, start, end, line, column, owner, occurrence };
    placed.push(here);
    if (members.length > 0) place(members, here, placed, twins);
  }
}

function countEntries(entries: readonly Entry[]): number {
  let count = entries.length;
  for (const entry of entries) if (entry.members.length > 0) count += countEntries(entry.members);
  return count;
}

function markUsed(entries: readonly Entry[], used: Set<Region>): void {
  for (const entry of entries) {
    used.add(entry.region);
    if (entry.members.length > 0) markUsed(entry.members, used);
  }
}

function mergeChange(
  before: { start: number; oldEnd: number; newEnd: number } | null,
  change: TextChange,
): { start: number; oldEnd: number; newEnd: number } {
  const newEnd = change.start + change.newText.length;
  if (!before) return { start: change.start, oldEnd: change.end, newEnd };
  // `before` ends at `newEnd` in the text that `change` is told in.
  const shift = newEnd - change.end;
  return {
    start: Math.min(before.start, change.start),
    oldEnd: Math.max(before.oldEnd, change.end - (before.newEnd - before.oldEnd)),
    newEnd: Math.max(before.newEnd + shift, newEnd),
  };
}

function toEdit(before: string, change: TextChange, near: OutlineNode | null): TextEdit {
  const from = near ? { row: near.line, column: near.column } : { row: 0, column: 0 };
  const startPosition = advance(from, before, near?.start ?? 0, change.start);
  return {
    startIndex: change.start,
    oldEndIndex: change.end,
    newEndIndex: change.start + change.newText.length,
    startPosition,
    oldEndPosition: advance(startPosition, before, change.start, change.end),
    newEndPosition: advance(startPosition, change.newText, 0, change.newText.length),
  };
}

/** tree-sitter counts rows by `\n` alone, whatever the file's line endings. */
function advance(
  from: { row: number; column: number },
  text: string,
  start: number,
  end: number,
): { row: number; column: number } {
  let { row } = from;
  let lineStart = start - from.column;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: end - lineStart };
}
