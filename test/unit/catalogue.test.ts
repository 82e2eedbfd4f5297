// Holds every rule to its papers: index, name, documentation, fixtures, examples, options, generated files.
// Must not know what single rules look for.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportName, listRuleFiles, ROOT } from '../../server/scripts/catalog';
import { generatedFiles } from '../../server/scripts/outputs';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { FAMILIES, type Rule } from '../../server/src/linter/rule';
import { RULES } from '../../server/src/rules';
import * as index from '../../server/src/rules/index';
import { type LintedFile, lintSample } from './lintText';
import { readMarkers } from './markers';

describe('catalogue', () => {
  it('indexes every rule file, and nothing else', () => {
    const wanted = listRuleFiles().map(({ family, id }) => `${family}/${id}`);
    assert.deepEqual(
      RULES.map((rule) => `${rule.family}/${rule.id}`),
      wanted,
    );
    assert.ok(RULES.length > 0);
    assert.deepEqual(
      Object.keys(index).filter((name) => name !== 'default' && name !== 'module.exports'),
      ['RULES'],
    );
  });

  it('has no file in the rules folder but rules in the folders of known families', () => {
    for (const entry of readdirSync(join(ROOT, 'server/src/rules'), { withFileTypes: true })) {
      if (entry.name === 'index.ts') continue;
      assert.ok(entry.isDirectory() && (FAMILIES as readonly string[]).includes(entry.name), entry.name);
      for (const name of readdirSync(join(ROOT, 'server/src/rules', entry.name))) {
        assert.match(name, /^[a-z][a-z0-9-]*\.ts$/);
      }
    }
  });

  it('gives no id twice', () => {
    assert.equal(new Set(RULES.map((rule) => rule.id)).size, RULES.length);
  });

  it('has what is generated as the generator makes it', async () => {
    for (const [path, text] of Object.entries(await generatedFiles())) {
      const known = existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : null;
      assert.equal(known, text, `${path} is out of date: run "npm run generate"`);
    }
  });

  for (const rule of RULES) describe(`${rule.family}/${rule.id}`, () => describeRule(rule));
});

function describeRule(rule: Rule): void {
  const source = readFileSync(join(ROOT, `server/src/rules/${rule.family}/${rule.id}.ts`), 'utf8');

  it('exports itself under its name in camel case, and nothing else', () => {
    const exported = [...source.matchAll(/^export\s+(?:const|function\*?|class|type|interface)\s+(\w+)/gm)];
    assert.deepEqual(
      exported.map((match) => match[1]),
      [exportName(rule.id)],
    );
    assert.match(rule.id, /^[a-z]+(-[a-z0-9]+)+$/);
  });

  it('says what it does', () => {
    assert.match(rule.summary, /^[A-Z`*][^\n]{9,119}$/);
    assert.doesNotMatch(rule.summary, /\.$/);
    for (const text of [rule.why, rule.fixText]) assert.match(text.trim(), /^[A-Z`*"][\s\S]{9,}[.:`|]$/);
    for (const code of rule.codes) assert.match(code, /^[A-Z]+[0-9]+$/);
    if (!rule.fix && !rule.generators)
      assert.match(rule.fixText, /\bno\b|none|not/i, 'there is no fix, which fixText does not say');
  });

  it('has fixtures with something to find and something to leave alone', () => {
    const texts = fixtureTexts(rule);
    assert.ok(
      texts.some((text) => readMarkers(text).markers.length > 0),
      'no fixture has a marker: nothing shows what is found',
    );
    assert.ok(texts.some(hasSilentPart), 'every function, class and statement of every fixture is marked');
  });

  it('finds its bad example, once, and no other rule does; the good one is clean', () => {
    const path = rule.examplePath ?? 'app/module.py';
    const lint = (text: string): LintedFile =>
      lintSample({ files: { ...rule.exampleFiles, [path]: text }, settings: { preset: rule.preset } }).at(-1)!;
    const bad = lint(rule.bad);
    assert.ok(bad.parses, 'the bad example does not parse');
    assert.deepEqual(
      bad.problems.map((problem) => problem.rule.id),
      [rule.id],
    );
    const good = lint(rule.good);
    assert.ok(good.parses, 'the good example does not parse');
    assert.deepEqual(
      good.problems.map((problem) => `${problem.rule.id}: ${problem.message}`),
      [],
    );
  });

  for (const [key, schema] of Object.entries(rule.options ?? {})) {
    it(`reads its option ${key}, has it tested, and declares a default that fits`, () => {
      assert.match(key, /^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)+$/);
      assert.ok(
        sources().some((text) => new RegExp(`option(<[^(]*>)?\\(\\s*['"]${key.replaceAll('.', '\\.')}['"]`).test(text)),
        'nobody reads it',
      );
      assert.ok(
        tests().some((text) => text.includes(key)),
        'no test or fixture names it',
      );
      const type = Array.isArray(schema.default) ? 'array' : typeof schema.default;
      assert.equal(type, schema.type);
      if (schema.enum) assert.ok(schema.enum.includes(schema.default as string));
      if (schema.type === 'array') assert.ok(schema.items);
    });
  }
}

function fixtureTexts(rule: Rule): string[] {
  const folder = join(ROOT, 'test/fixtures/rules', rule.family, rule.id);
  if (!existsSync(folder)) return [];
  return readTexts(folder, (name) => /\.pyi?$/.test(name) && !name.endsWith('.fixed.py'));
}

/** Whether some function, class or statement of a fixture that has code has no marker. */
function hasSilentPart(fixture: string): boolean {
  const { text, markers } = readMarkers(fixture);
  const file = new SourceFile('fixture.py', text);
  const lines = new Set(markers.map((marker) => marker.line));
  const silent = file.regions.some(({ region, line }) => {
    if (region.kind === 'statement' && /^(comment|import|future_import)/.test(region.node.type)) return false;
    const height = region.text.split('\n').length;
    return !Array.from({ length: height }, (_, i) => line + i).some((each) => lines.has(each));
  });
  file.close();
  return silent;
}

let sourceTexts: string[] | null = null;
function sources(): string[] {
  sourceTexts ??= readTexts(join(ROOT, 'server/src'), (name) => name.endsWith('.ts'));
  return sourceTexts;
}

let testTexts: string[] | null = null;
function tests(): string[] {
  testTexts ??= [
    ...readTexts(join(ROOT, 'test/unit'), (name) => name.endsWith('.test.ts')),
    ...readTexts(join(ROOT, 'test/fixtures/rules'), (name) => name.endsWith('.py')),
  ];
  return testTexts;
}

function readTexts(folder: string, wanted: (name: string) => boolean): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(wanted)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}
