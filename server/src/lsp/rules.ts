// `fastidious/rules` and `fastidious/explainRule`: what the rules say of themselves.
// Must not know documents.
import { explainRule } from '../linter/explain';
import type { Severity } from '../linter/rule';
import { RULES } from '../rules';

/** A rule as the client lists it. */
export interface ListedRule {
  readonly id: string;
  readonly family: string;
  readonly summary: string;
  readonly severity: Severity;
}

/** Every rule, in the order of the catalogue. */
export function listRules(): ListedRule[] {
  return RULES.map(({ id, family, summary, severity }) => ({ id, family, summary, severity }));
}

/** A rule's page; null for an id that no rule has. */
export function explain(id: unknown): { markdown: string } | null {
  const rule = RULES.find((each) => each.id === id);
  return rule ? { markdown: explainRule(rule) } : null;
}
