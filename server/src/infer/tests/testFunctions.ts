// Which functions are tests, as pytest and unittest collect them.
// Must not know what is asked of a test.
import type { ClassFacts } from '../../facts/classes';
import { lastName } from '../../facts/expressions';
import type { FunctionFacts } from '../../facts/functions';

/**
 * Whether a function of a test file is a test: `test_*`, in the module or in a class `Test*` or one that descends from a
 * `TestCase`; neither a fixture of such a name nor nested in a function (pytest docs, "Conventions for Python test discovery").
 * @param owner the class whose method it is
 */
export function isTestFunction(facts: FunctionFacts, owner: ClassFacts | null): boolean {
  if (!facts.name.startsWith('test') || !/^test(_|$)/.test(facts.name) || facts.enclosing) return false;
  if (facts.decorators.some(({ name }) => name !== null && /(^|\.)(\w*fixture|overload)$/.test(name))) return false;
  if (owner === null) return true;
  const isOff = owner.fields.some(({ name, value }) => name === '__test__' && value?.type === 'false');
  const isCase = owner.bases.some(({ name }) => name !== null && /TestCase$/.test(lastName(name)));
  return !isOff && (isCase || /^_?Test|Tests?$/.test(owner.name));
}

/** Whether a test runs once for each row of a table: `@pytest.mark.parametrize`, `@parameterized.expand`, `@pytest.mark.parametrize_with_cases`. */
export function isParametrized(facts: FunctionFacts, owner: ClassFacts | null): boolean {
  return [...facts.decorators, ...(owner?.decorators ?? [])].some(
    ({ name }) => name !== null && /(^|\.)(parametrize\w*|parameterize\w*|parameterized(\.expand)?)$/.test(name),
  );
}
