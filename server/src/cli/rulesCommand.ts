// The commands `rules` and `explain`: what each rule says of itself.
// Must not know how rules run.
import { explainRule, ruleUrl, sentence } from '../linter/explain';
import type { Rule } from '../linter/rule';
import { didYouMean } from '../linter/spelling';
import type { Paint } from './terminal';

/** The rules as a table, by family. */
export function rulesText(rules: readonly Rule[], paint: Paint): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  const lines: string[] = [];
  let family = '';
  for (const rule of rules) {
    if (rule.family !== family) {
      if (family !== '') lines.push('');
      family = rule.family;
      lines.push(paint(family, 'bold'));
    }
    const preset = rule.preset === 'strict' ? ' (strict)' : '';
    lines.push(`  ${rule.id.padEnd(width)}  ${rule.severity.padEnd(11)}  ${sentence(rule.summary)}${preset}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The rules as JSON. */
export function rulesJson(rules: readonly Rule[]): string {
  const list = rules.map(({ id, family, severity, preset, codes, summary, fix, options }) => ({
    id,
    family,
    severity,
    preset,
    codes,
    summary: sentence(summary),
    fixable: fix !== undefined,
    options: options ?? {},
    url: ruleUrl(id),
  }));
  return `${JSON.stringify(list, null, 2)}\n`;
}

/** A rule's page, or why there is none. */
export function explain(id: string, rules: readonly Rule[]): { text: string } | { problem: string } {
  const rule = rules.find((each) => each.id === id);
  if (rule) return { text: explainRule(rule) };
  return {
    problem: `Unknown rule "${id}".${didYouMean(
      id,
      rules.map((each) => each.id),
    )} "fastidious rules" lists all.`,
  };
}
