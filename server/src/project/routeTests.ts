// The tests that call operations, as they are counted and listed.
// Must not know how calls are matched.
import { callsByOperation, type TestCall } from './clientCalls';
import type { Project } from './project';

/** The calls that reach some operations, each once, file by file in source order. */
export interface OperationCalls {
  /** Those that certainly go there. */
  readonly certain: readonly TestCall[];
  /** Those that may, by what is not known of their URLs. */
  readonly possible: readonly TestCall[];
}

/** The calls of tests to operations. */
export function testCallsOfOperations(project: Project, indexes: readonly number[]): OperationCalls {
  const byOperation = callsByOperation(project);
  const calls = [...new Set(indexes.flatMap((index) => byOperation.get(index) ?? []))];
  const isCertain = ({ targets }: TestCall): boolean =>
    targets.some((target) => target.isCertain && indexes.includes(target.operation));
  return { certain: calls.filter(isCertain), possible: calls.filter((call) => !isCertain(call)) };
}

/** The calls to show: the certain ones, the possible ones where there are no others. */
export function callsToShow({ certain, possible }: OperationCalls): readonly TestCall[] {
  return certain.length > 0 ? certain : possible;
}

/** How many functions call, as people read it: `no tests`, `1 test`, `2 tests`, `perhaps 1 test`. */
export function tellTests(calls: OperationCalls): string {
  const shown = callsToShow(calls);
  const count = new Set(shown.map(({ file, region, caller }) => `${file} ${region} ${caller}`)).size;
  if (count === 0) return 'no tests';
  return `${calls.certain.length > 0 ? '' : 'perhaps '}${count === 1 ? '1 test' : `${count} tests`}`;
}
