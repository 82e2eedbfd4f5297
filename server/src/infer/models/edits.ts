// How the parts that write models tell what they write.
// Must not know rules or how edits are placed.
import type { Span } from '../../syntax/node';

/** A replacement; offsets count from the region's start. */
export interface Edit extends Span {
  readonly newText: string;
}

/** Finds how a name is written in the file, and asks for its import where it is missing. */
export interface NameImporter {
  use(module: string, name: string): string;
}
