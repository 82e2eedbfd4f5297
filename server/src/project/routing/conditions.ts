// Decides conditions over what is known for certain: arguments, locals and texts of settings, not switches that somebody may set.
// Must not run statements; a condition that cannot be decided leaves every arm possible.
import type { Test } from '../../facts/conditions';
import type { Value } from '../../facts/values';
import { evaluate } from './evaluate';
import type { Run } from './statements';
import { isSame, type Thing } from './things';

/** Whether a condition holds; null when that is not known. */
export function holdsTest(run: Run, test: Test): boolean | null {
  switch (test.kind) {
    case 'not': {
      const inner = holdsTest(run, test.test);
      return inner === null ? null : !inner;
    }
    case 'truth': {
      const thing = known(run, test.of);
      return thing && isTrue(thing);
    }
    case 'none': {
      const thing = known(run, test.of);
      if (!thing) return null;
      if (thing.kind === 'plain') return thing.value === null;
      return CERTAIN.has(thing.kind) ? false : null;
    }
    case 'equal': {
      const one = known(run, test.of);
      const other = evaluate(run, test.to);
      if (!one || !isConstant(one) || !isConstant(other)) return null;
      return isSame(one, other);
    }
    default: {
      const of = known(run, test.of);
      const end = evaluate(run, test.with);
      if (of?.kind !== 'text' || end.kind !== 'text') return null;
      return test.kind === 'starts' ? of.value.startsWith(end.value) : of.value.endsWith(end.value);
    }
  }
}

/** What is certainly something. */
const CERTAIN: ReadonlySet<Thing['kind']> = new Set(['text', 'router', 'sequence', 'mapping', 'function', 'class']);

function isConstant(thing: Thing): boolean {
  return thing.kind === 'text' || thing.kind === 'plain';
}

function isTrue(thing: Thing): boolean | null {
  if (thing.kind === 'text') return thing.value !== '';
  if (thing.kind === 'plain') return Boolean(thing.value);
  if (thing.kind === 'sequence') return thing.isOpen ? null : thing.items.length > 0;
  if (thing.kind === 'mapping') return thing.isOpen ? null : thing.entries.length > 0;
  return CERTAIN.has(thing.kind) ? true : null;
}

/**
 * The value that a condition asks about, inside a function: a parameter, a local, or a member of something. A module's
 * own names may be set by whoever imports it; the switches of settings are there to be set.
 */
function known(run: Run, value: Value): Thing | null {
  if (run.returned === null) return null;
  if (value.kind === 'name' && !run.scope.names.has(value.name)) return null;
  if (value.kind !== 'name' && value.kind !== 'member') return null;
  const thing = evaluate(run, value);
  if (thing.kind === 'plain' && (thing.isSetting || value.kind === 'member')) return null;
  return thing;
}
