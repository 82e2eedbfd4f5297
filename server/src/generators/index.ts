// All generators, in the order in which their offers are listed.
// Must not know what they write.
import type { Generator } from '../linter/generation';
import { crudRouter } from './crud-router';
import { modelVariants } from './model-variants';
import { perspectivesTable } from './perspectives-table';
import { test } from './test';

// biome-ignore format: one a line keeps merges simple
export const GENERATORS: readonly Generator[] = [
  modelVariants,
  crudRouter,
  test,
  perspectivesTable,
];

/** The generator of an id, or null. */
export function generatorOf(id: string): Generator | null {
  return GENERATORS.find((each) => each.id === id) ?? null;
}
