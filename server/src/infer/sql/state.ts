// What is known at one point of a function: the values of names, and which expressions a check has cleared.
// Must not know how values come about.
import type { Calls } from './inline';
import type { Names } from './names';
import { joinValues, type Value } from './value';

/** Names by their dotted text (`q`, `self.q`), and texts of expressions that were checked against a list of allowed ones. */
export interface State {
  readonly vars: Map<string, Value>;
  readonly checked: Set<string>;
}

/** What stays the same while an expression is evaluated. */
export interface Scope {
  readonly names: Names;
  /** Whether the nodes are the region's own: what is written elsewhere is not reported here. */
  readonly isLocal: boolean;
  /** How many lookups lie behind, so that cycles end. */
  readonly depth: number;
  /** What follows calls into functions of the project. */
  readonly calls: Calls;
  /** Where the nodes are written when that is not the region itself: in the source of that text function. */
  readonly place: { readonly path: string; readonly region: number } | null;
}

export function emptyState(): State {
  return { vars: new Map(), checked: new Set() };
}

export function copyState(state: State): State {
  return { vars: new Map(state.vars), checked: new Set(state.checked) };
}

/** The state behind two branches; null where both leave. */
export function joinStates(one: State | null, other: State | null): State | null {
  if (!one || !other) return one ?? other;
  const vars = new Map<string, Value>();
  for (const [name, value] of one.vars) {
    const twin = other.vars.get(name);
    vars.set(name, twin ? joinValues(value, twin) : value);
  }
  for (const [name, value] of other.vars) if (!vars.has(name)) vars.set(name, value);
  const checked = new Set<string>();
  for (const text of one.checked) if (other.checked.has(text)) checked.add(text);
  return { vars, checked };
}

/** Forgets what was known of a name that is bound anew. */
export function forget(state: State, name: string): void {
  state.vars.delete(name);
  if (state.checked.size === 0) return;
  const mention = new RegExp(`(?<![\\w.])${name.replace(/[.$]/g, '\\$&')}(?!\\w)`);
  for (const text of state.checked) if (mention.test(text)) state.checked.delete(text);
}
