// Places of a project's files as the protocol's locations.
// Must not read files: those that are not open must have been prepared.
import type { Location } from 'vscode-languageserver';
import type { FilePlace } from '../project/routes';
import { uriOf } from './paths';
import type { Session } from './session';

/** Where a place is in the editor's terms; null for none, and for a file whose lines are not at hand. */
export function locationOf(
  place: FilePlace | null,
  { workspace, others }: Pick<Session, 'workspace' | 'others'>,
): Location | null {
  const lines = place && others.linesOf(place.path);
  if (!place || !lines) return null;
  const range = { start: lines.positionAt(place.start), end: lines.positionAt(place.end) };
  return { uri: workspace.documentAt(place.path)?.uri ?? uriOf(place.path), range };
}
