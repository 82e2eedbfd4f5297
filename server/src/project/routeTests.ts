// The tests that call operations, as they are counted and listed.
// Must not know how calls are matched.
import { callsByOperation, type TestCall } from './clientCalls';
import type { Project } from './project';

/** The calls that reach some operations, or may; each once, file by file in source order. */
export function testCallsOfOperations(project: Project, indexes: readonly number[]): TestCall[] {
  const byOperation = callsByOperation(project);
  return [...new Set(indexes.flatMap((index) => byOperation.get(index) ?? []))];
}

/** How many functions make these calls: tests, and what calls for them. */
export function countTests(calls: readonly TestCall[]): number {
  return new Set(calls.map(({ file, region, caller }) => `${file} ${region} ${caller}`)).size;
}

/** The number as people read it: `no tests`, `1 test`, `2 tests`. */
export function tellTests(calls: readonly TestCall[]): string {
  const count = countTests(calls);
  return count === 0 ? 'no tests' : count === 1 ? '1 test' : `${count} tests`;
}
