// The data class in which a place stands, in its fields or in one of its methods.
// Must not know what is made of it.
import { readClassRegion } from '../facts/classes';
import type { SourceFile } from '../facts/sourceFile';
import type { ProjectView, UsedModel } from '../project/view';

/** The data class of the module around an offset (UTF-16); null where there is none. */
export function modelAt(file: SourceFile, offset: number, project: ProjectView): UsedModel | null {
  const around = file.regions.findLast(({ start, end }) => start <= offset && offset <= end);
  const placed = around?.owner ?? around;
  const name = placed && !placed.owner ? readClassRegion(placed.region)?.name : undefined;
  return name === undefined ? null : project.model(name);
}
