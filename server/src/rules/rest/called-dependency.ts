// called-dependency: `Depends(get_db())`, where the function itself is wanted.
import { argumentFor, callArguments, dottedName } from '../../facts/expressions';
import type { Context, RegionRule } from '../../linter/rule';
import type { ProjectView } from '../../project/view';
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
\`async\`, or whose return annotation is a builtin type or a class without \`__call__\`, and such classes themselves. Factories of dependencies and instances with \`__call__\` are right.`,
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
  const { project } = context;
  const definition = project.resolve(name);
  const binding = definition?.binding;
  if (binding?.kind === 'class')
    return isUncallable(binding.name, definition!.path!, project) ? `an instance of "${name}"` : null;
  if (binding?.kind !== 'function') return null;
  const { signature } = binding;
  // A decorator may make anything of the function, but for those that keep what it is.
  if (signature.decorators.some((decorator) => !/^(functools\.)?(lru_cache|cache|wraps)\b/.test(decorator)))
    return null;
  if (signature.isAsync) return signature.isGenerator ? 'an asynchronous generator' : 'a coroutine';
  if (signature.isGenerator) return 'a generator';
  const { returns } = signature;
  if (returns === null) return null;
  const isKnown =
    BUILTIN.test(returns) || (/^[\w.]+$/.test(returns) && isUncallable(returns, definition!.path!, project));
  return isKnown ? `"${returns}"` : null;
}

const MOST_BASES = 20;

/** Whether instances of a class cannot be called: no `__call__` in it nor in its bases, all of which are known. */
function isUncallable(name: string, path: string, project: ProjectView): boolean {
  const open: { name: string; path: string }[] = [{ name, path }];
  for (let i = 0; i < open.length; i++) {
    const at = open[i]!;
    const definition = project.resolveIn(at.path, at.name);
    const { binding } = definition ?? {};
    if (binding?.kind !== 'class' || !definition?.path) {
      if (i === 0 || !PLAIN_BASE.test(definition?.qualifiedName ?? at.name)) return false;
      continue;
    }
    if (i > MOST_BASES || binding.signature.keywords.metaclass !== undefined) return false;
    const { fields } = binding.signature;
    const methods = project.methodsIn(definition.path, binding.name);
    if (methods.some((method) => /^__(call|new)__$/.test(method.name))) return false;
    if (fields.some((field) => field.name === '__call__')) return false;
    for (const base of binding.signature.bases)
      open.push({ name: base.replace(/\[[\s\S]*$/, ''), path: definition.path });
  }
  return true;
}

/** Bases outside the project whose instances cannot be called. */
const PLAIN_BASE =
  /^(object|ABC|Generic|Protocol|abc\.ABC|typing\.(Generic|Protocol|NamedTuple)|pydantic\.BaseModel|pydantic(_settings)?\.BaseSettings|sqlmodel\.SQLModel)$/;
