// Holds the hand-written pages to the code: examples that are read, links that lead somewhere, settings that exist.
// Must not judge wording.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../server/scripts/catalog';
import { readPyproject } from '../../server/src/linter/configuration';
import { RULES } from '../../server/src/rules';
import { lintText } from './lintText';

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'grammars/README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...readdirSync(join(ROOT, 'docs/rules')).map((name) => `docs/rules/${name}`),
];

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function blocks(path: string, language: string): string[] {
  return [...read(path).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    (match) => match[1]!,
  );
}

describe('documentation', () => {
  it('links to files that are there', () => {
    const broken: string[] = [];
    for (const page of PAGES) {
      for (const [, target] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^(https?:|#)/.test(target!)) continue;
        if (!existsSync(join(ROOT, dirname(page), target!.replace(/#.*$/, '')))) broken.push(`${page}: ${target}`);
      }
    }
    assert.deepEqual(broken, []);
  });

  it('names scripts that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const page of PAGES) {
      for (const [, script] of read(page).matchAll(/npm run ([a-z:-]+)/g))
        assert.ok(script! in scripts, `${page}: ${script}`);
    }
  });

  it('shows a pyproject.toml that is read without a complaint', () => {
    const [example] = blocks('docs/configuration.md', 'toml');
    const { hasSection, layer, problems } = readPyproject(example!, RULES);
    assert.ok(hasSection);
    assert.deepEqual(problems, []);
    assert.ok(Object.keys(layer.rules ?? {}).length > 0);
  });

  it('shows a suppression that suppresses', () => {
    const example = blocks('docs/configuration.md', 'python').at(-1)!;
    assert.deepEqual(
      lintText(example).problems.map(({ message }) => message),
      [],
    );
    assert.ok(lintText(example.replace(/ {2}#.*/, '')).problems.length > 0);
  });

  it('lists every setting of the extension', () => {
    const { contributes } = JSON.parse(read('package.json')) as {
      contributes: { configuration: { properties: Record<string, { default: unknown }> } };
    };
    const text = read('docs/configuration.md');
    for (const [key, schema] of Object.entries(contributes.configuration.properties)) {
      const row = text
        .split('\n')
        .find((line) => line.startsWith(`| \`${key}\``) || line.startsWith(`| \`${key.replace('fastidious.', '')}\``));
      assert.ok(row, `docs/configuration.md does not list ${key}`);
      assert.ok(
        row.includes(`\`${JSON.stringify(schema.default)}\``),
        `${key} has the default ${JSON.stringify(schema.default)}`,
      );
    }
  });
});
