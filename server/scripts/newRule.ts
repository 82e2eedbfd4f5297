// `npm run new-rule -- family/id`: makes the rule's file, its fixture and the generated parts.
// The rule says nothing yet: the catalogue and fixture tests fail until it and its fixtures are written.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FAMILIES } from '../src/linter/rule';
import { exportName, listRuleFiles, ROOT } from './catalog';

const [family, id, ...rest] = (process.argv[2] ?? '').split('/');
const problem = complaint();
if (problem !== null) {
  console.error(`${problem}\nUse: npm run new-rule -- family/rule-id (families: ${FAMILIES.join(', ')})`);
  process.exit(2);
}
write(`server/src/rules/${family}/${id}.ts`, ruleText());
write(`test/fixtures/rules/${family}/${id}/plain.py`, 'def example() -> None:\n    """Stay silent."""\n');
void import('./generate');

function complaint(): string | null {
  if (!family || !id || rest.length > 0) return 'Name the rule as family/rule-id.';
  if (!(FAMILIES as readonly string[]).includes(family)) return `There is no family "${family}".`;
  if (!/^[a-z]+(-[a-z0-9]+)*$/.test(id)) return `"${id}" is not kebab-case.`;
  return listRuleFiles().some((rule) => rule.id === id) ? `There is a rule "${id}" already.` : null;
}

function write(path: string, text: string): void {
  const file = join(ROOT, path);
  if (existsSync(file)) {
    console.log(`kept ${path}`);
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`made ${path}`);
}

function ruleText(): string {
  return `// ${id}: what it flags, in one line.
import type { FunctionRule } from '../../linter/rule';

export const ${exportName(id!)}: FunctionRule = {
  id: '${id}',
  family: '${family}',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'function',
  summary: 'What it flags',
  why: 'Why it matters.',
  bad: 'def example() -> None:\\n    """Show one problem."""\\n',
  good: 'def example() -> None:\\n    """Show none."""\\n',
  fixText: 'There is no fix.',
  check() {
    return [];
  },
};
`;
}
