// The fixed segments of paths that a region writes, each once with all the operations that have it: what rules on
// segments judge, where they report, and what a fix rewrites. Must not know rules.
import { readExports } from '../facts/exports';
import type { Region } from '../facts/region';
import type { PlaceRef } from '../project/routing/things';
import type { OperationBrief, OperationStep, PieceSpan, ProjectView, RegionOperation } from '../project/view';
import type { Span } from '../syntax/node';
import { answersPage } from './handlers';
import { type PathSettings, readPathSettings } from './pathSettings';
import { isUnjudged, placeSteps, type Segment, segmentsOf } from './paths';

/** An operation that has a segment. */
export interface SegmentUse {
  readonly operation: OperationBrief;
  readonly callPlace: PlaceRef;
  /** The path's segments, and which of them it is. */
  readonly segments: readonly Segment[];
  readonly index: number;
  /** The operation as the region registers it; null for one under a prefix. */
  readonly own: RegionOperation | null;
}

/** A fixed segment as a region writes it. */
export interface WrittenSegment {
  readonly text: string;
  /** Where it stands: the segment itself, else the literal or argument that says it. */
  readonly span: Span;
  readonly isPrefix: boolean;
  /** The operations that have it, at least one. */
  readonly uses: readonly SegmentUse[];
  /** The stretch of path that holds it; null where it is none of one literal. */
  readonly piece: PieceSpan | null;
}

/** Where paths are judged. */
export interface PathPlace {
  readonly project: ProjectView;
  readonly occurrence: number;
  readonly file: { readonly isTest: boolean; option(key: string): unknown };
}

/** The segments that a region writes, in routes and prefixes; of operations that conventions leave alone none. */
export function writtenSegments(region: Region, place: PathPlace): WrittenSegment[] {
  // What calls nothing registers nothing, and need not ask.
  if (place.file.isTest || !region.text.includes('(')) return [];
  const settings = readPathSettings(place.file);
  const exports = readExports(region);
  const found = new Map<string, WrittenSegment & { readonly uses: SegmentUse[] }>();
  const add = (step: OperationStep, start: number, fallback: Span, use: SegmentUse): void => {
    const segment = use.segments[use.index]!;
    const inStep = { start: segment.start - start, end: segment.end - start };
    const span = spanIn(step, inStep, region) ?? fallback;
    const key = `${span.start} ${span.end} ${segment.text}`;
    const known = found.get(key);
    if (known) known.uses.push(use);
    else {
      const piece = pieceIn(step, inStep);
      found.set(key, { text: segment.text, span, isPrefix: use.own === null, uses: [use], piece });
    }
  };
  for (const operation of place.project.operations(exports, place.occurrence)) {
    if (isUnjudged(operation, settings) || answersPage(region, operation)) continue;
    const placed = placeSteps(operation.steps).at(-1)!;
    if (placed.step.text === null || !operation.literal) continue;
    eachFixed(operation.path, placed, settings, (segments, index) => {
      add(placed.step, placed.start, operation.literal!, {
        operation,
        callPlace: operation.callPlace,
        segments,
        index,
        own: operation,
      });
    });
  }
  for (const { step, operations } of place.project.prefixes(exports, place.occurrence)) {
    if (!step.here || step.text === null) continue;
    for (const operation of operations) {
      if (isUnjudged(operation, settings)) continue;
      const { callPlace, at } = operation;
      eachFixed(operation.path, { start: at, end: at + step.text.length }, settings, (segments, index) => {
        add(step, at, step.here!, { operation, callPlace, segments, index, own: null });
      });
    }
  }
  return [...found.values()];
}

function eachFixed(
  path: string,
  { start, end }: Span,
  { allowed }: PathSettings,
  visit: (segments: readonly Segment[], index: number) => void,
): void {
  const segments = segmentsOf(path);
  for (const [i, segment] of segments.entries()) {
    if (segment.isOpen || segment.start < start || segment.end > end) continue;
    if (!allowed.includes(segment.text.toLowerCase())) visit(segments, i);
  }
}

/** Where a segment (offsets in the step's text) stands in the region; null where it is no stretch of one literal. */
function spanIn(step: OperationStep, segment: Span, region: Region): Span | null {
  let from = 0;
  for (const { text, here } of step.pieces) {
    const to = from + text.length;
    if (segment.start >= from && segment.end <= to) {
      // With escapes in it a literal is longer than its text.
      if (!here || region.text.slice(here.start, here.end) !== text) return null;
      return { start: here.start + segment.start - from, end: here.start + segment.end - from };
    }
    from = to;
  }
  return null;
}

function pieceIn(step: OperationStep, segment: Span): PieceSpan | null {
  let from = 0;
  for (const { text, place } of step.pieces) {
    const to = from + text.length;
    if (segment.start >= from && segment.end <= to) {
      return place && { place, text, start: segment.start - from, end: segment.end - from };
    }
    from = to;
  }
  return null;
}
