// called-dependency: `Depends(get_db())`, where the function itself is wanted.
import { argumentFor, callArguments, dottedName } from '../../facts/expressions';
import type { Context, RegionRule } from '../../linter/rule';
import { nodesOfType } from '../../syntax/node';

export const calledDependency: RegionRule = {
  id: 'called-dependency',
  family: 'rest',
  severity: 'error',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: '`Depends(get_db())` calls the dependency instead of handing it over',
  why: `\`Depends\` wants something that it can call for each request. A call in its place runs once, when the module is imported,
and what it gives, a generator or a coroutine, cannot be called: the application does not start.`,
  bad: `from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends


def get_number() -> Iterator[int]:
    """Give a number to a request."""
    yield 1


def double(number: Annotated[int, Depends(get_number())]) -> int:
    """Double the request's number."""
    return number * 2
`,
  good: `from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends


def get_number() -> Iterator[int]:
    """Give a number to a request."""
    yield 1


def double(number: Annotated[int, Depends(get_number)]) -> int:
    """Double the request's number."""
    return number * 2
`,
  fixText:
    'Removes the call. It is safe where the call has no arguments, for with it the module fails on import; otherwise there is no fix.',
  notes: `Reported only where what the call gives is known not to be callable: functions of the project that yield, that are
\`async\`, or whose return annotation is a builtin type. Factories of dependencies and instances with \`__call__\` are right.`,
  *check(region, context) {
    if (!/\b(Depends|Security)\b/.test(region.text)) return;
    for (const call of nodesOfType(region.node, 'call')) {
      const name = dottedName(call.child('function'));
      if (name === null || !/(^|\.)(Depends|Security)$/.test(name)) continue;
      const inner = argumentFor(call, 'dependency', 0);
      if (inner?.type !== 'call') continue;
      const qualified = context.project.resolve(name)?.qualifiedName ?? '';
      const called = dottedName(inner.child('function'));
      if (!/^fastapi\./.test(qualified) || called === null) continue;
      const gives = whatItGives(called, context);
      if (gives === null) continue;
      yield {
        span: inner,
        message: `"${called}()" gives ${gives}, which FastAPI cannot call; hand over "${called}" itself.`,
        data: { name: called, plain: callArguments(inner).length === 0 },
      };
    }
  },
  fix(problem) {
    const { name, plain } = problem.data as { name: string; plain: boolean };
    if (!plain) return [];
    return [{ title: `Hand over "${name}" itself`, safe: true, edits: [{ ...spanOf(problem.span), newText: name }] }];
  },
};

function spanOf({ start, end }: { start: number; end: number }): { start: number; end: number } {
  return { start, end };
}

const BUILTIN = /^(None|str|int|float|bool|bytes|(dict|list|set|tuple|frozenset)(\[.*\])?)$/s;

/** What a call gives when that is known not to be callable; else null. */
function whatItGives(name: string, context: Context): string | null {
  const binding = context.project.resolve(name)?.binding;
  if (binding?.kind !== 'function') return null;
  const { signature } = binding;
  // A decorator may make anything of the function, but for those that keep what it is.
  if (signature.decorators.some((decorator) => !/^(functools\.)?(lru_cache|cache|wraps)\b/.test(decorator)))
    return null;
  if (signature.isAsync) return signature.isGenerator ? 'an asynchronous generator' : 'a coroutine';
  if (signature.isGenerator) return 'a generator';
  return signature.returns !== null && BUILTIN.test(signature.returns) ? `"${signature.returns}"` : null;
}
