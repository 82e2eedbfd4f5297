// The rules' files on disk and the rules in them, read from the folders: also when the generated index is out of date.
// Must not write anything.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FAMILIES, type Family, type Rule } from '../src/linter/rule';

/** The repository's root. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** A rule's file: `server/src/rules/<family>/<id>.ts`. */
export interface RuleFile {
  readonly family: Family;
  readonly id: string;
}

/** The rules' files in the order of the families, then by id. */
export function listRuleFiles(): RuleFile[] {
  return FAMILIES.flatMap((family) => {
    let names: string[] = [];
    try {
      names = readdirSync(join(ROOT, 'server/src/rules', family)).filter((name) => /^[a-z0-9-]+\.ts$/.test(name));
    } catch {
      // A family without rules has no folder.
    }
    return names.sort().map((name) => ({ family, id: name.slice(0, -'.ts'.length) }));
  });
}

/** The name under which a rule's file exports it: `missingDocstring` of `missing-docstring`. */
export function exportName(id: string): string {
  return id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Loads the rules out of their files.
 * @throws {Error} when a file does not export its rule under its name
 */
export async function loadRules(files: readonly RuleFile[]): Promise<Rule[]> {
  const rules: Rule[] = [];
  for (const { family, id } of files) {
    const path = join(ROOT, 'server/src/rules', family, `${id}.ts`);
    const module = (await import(pathToFileURL(path).href)) as Record<string, Rule | undefined>;
    const rule = module[exportName(id)];
    if (!rule) throw new Error(`server/src/rules/${family}/${id}.ts does not export ${exportName(id)}.`);
    rules.push(rule);
  }
  return rules;
}
