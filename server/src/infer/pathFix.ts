// Fixes of paths: the edits of all the literals concerned, in whatever file, and of the tests' client calls, as one fix.
// Must not know rules.
import type { PathChange, PlacedEdit } from '../project/pathChange';
import type { ProjectView } from '../project/view';
import type { WrittenSegment } from './pathSegments';

/** Where a fix is asked for. */
export interface FixPlace {
  readonly project: ProjectView;
  readonly file: { readonly path: string };
  /** Offset of the region in its file. */
  readonly regionStart: number;
}

/** A fix without its safety: changed URLs are never safe. */
export interface PathFix {
  readonly title: string;
  readonly safe: false;
  readonly edits: readonly PlacedEdit[];
  readonly otherFiles?: Readonly<Record<string, readonly PlacedEdit[]>>;
}

/**
 * Makes a fix of a change of paths.
 * @param title what it does; what happens besides is added to it
 * @param more edits of this file that belong to it, such as the decorator's method (UTF-16 offsets of the file)
 * @returns null where the change cannot be made
 */
export function fixPaths(
  title: string,
  change: PathChange,
  place: FixPlace,
  more: readonly PlacedEdit[] = [],
): PathFix | null {
  const changed = place.project.changePaths(change);
  if (!changed) return null;
  const { [place.file.path]: own = [], ...otherFiles } = changed.files;
  const { calls } = changed;
  const tests = calls === 0 ? '' : `, with ${calls === 1 ? 'the call in tests' : `${calls} calls in tests`}`;
  const edits = [...own, ...more].map(({ start, end, newText }) => ({
    start: start - place.regionStart,
    end: end - place.regionStart,
    newText,
  }));
  return {
    title: `${title}${tests} (changes public URLs)`,
    safe: false,
    edits,
    ...(Object.keys(otherFiles).length > 0 ? { otherFiles } : {}),
  };
}

/** Renames a segment where it is written: in the prefix, or in every route of the router that has it. */
export function renameSegment(
  { text, piece, uses, isPrefix }: WrittenSegment,
  to: string,
  place: FixPlace,
): PathFix | null {
  if (!piece) return null;
  const [{ operation, callPlace, segments, index }] = uses as [WrittenSegment['uses'][number]];
  const all = isPrefix ? [piece] : place.project.siblings(callPlace, operation.path, segments[index]!.start);
  if (all.length === 0) return null;
  const where = all.length > 1 ? ` in ${all.length} paths` : '';
  return fixPaths(
    `Rename "${text}" to "${to}"${where}`,
    { pieces: all.map((each) => ({ ...each, newText: to })) },
    place,
  );
}
