// Reads the sources' imports and holds them to the directions that docs/architecture.md draws.
// Must not load what it judges: texts only.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize, relative } from 'node:path';
import { ROOT } from '../../server/scripts/catalog';

interface Source {
  /** The path from the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

interface Import {
  /** As written: `./node`, `node:fs`, `vscode`. */
  readonly specifier: string;
  /** The path from the root without an ending, of a relative one. */
  readonly target: string | null;
  readonly typeOnly: boolean;
}

/** Layers of server/src by folder, and what each may import besides itself (design.md, "Layout"). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  syntax: [],
  facts: ['syntax'],
  project: ['syntax', 'facts'],
  infer: ['syntax', 'facts', 'project'],
  rules: ['syntax', 'facts', 'project', 'infer', 'linter'],
  generators: ['syntax', 'facts', 'project', 'infer', 'linter'],
  linter: ['syntax', 'facts', 'project', 'infer'],
  host: ['syntax', 'facts', 'project', 'infer', 'rules', 'linter'],
  lsp: ['syntax', 'facts', 'project', 'infer', 'rules', 'generators', 'linter', 'host'],
  cli: ['syntax', 'facts', 'project', 'infer', 'rules', 'linter', 'host'],
};

/** Of the linter, rules and inference may know what a rule is and how a snippet is written; nothing of how rules are run. */
const LINTER_FOR_RULES = /^server\/src\/linter\/(rule|settings|edits)$/;

/** Of the linter, generators may know the frame that they write into besides. */
const LINTER_FOR_GENERATORS =
  /^server\/src\/linter\/(generation|draftFile|draftImports|functionAt|modelAt|imports|rule|settings|edits)$/;

/** Where files and the process may be touched. */
const ENTRY_POINTS = /^server\/src\/(cli\/|host\/|lsp\/main\.ts$)/;

const server = readSources('server/src');
const client = readSources('client/src');

describe('architecture', () => {
  it('finds the sources and their imports', () => {
    assert.ok(server.length > 20);
    const parser = server.find(({ path }) => path === 'server/src/syntax/parser.ts');
    assert.deepEqual(
      parser?.imports.map(({ specifier, target }) => [specifier, target]),
      [
        ['web-tree-sitter', null],
        ['./node', 'server/src/syntax/node'],
        ['./recovery', 'server/src/syntax/recovery'],
      ],
    );
  });

  it('reads every form of import', () => {
    const text = [
      "import a, { b } from './a';",
      "import type { c } from '../c';",
      "import {\n  d,\n  e,\n} from 'd';",
      "export { f } from './f';",
      "export * from './g';",
      "import './h';",
      "const i = await import('./i');",
      "const j = require('node:j');",
      "// import k from 'k';",
    ].join('\n');
    assert.deepEqual(
      readImports('server/src/x/y.ts', text).map(({ specifier, typeOnly }) => [specifier, typeOnly]),
      [
        ['./a', false],
        ['../c', true],
        ['d', false],
        ['./f', false],
        ['./g', false],
        ['./h', false],
        ['./i', false],
        ['node:j', false],
      ],
    );
  });

  it('imports in one direction', () => {
    const wrong: string[] = [];
    for (const { path, imports } of server) {
      const layer = layerOf(path);
      assert.ok(layer in MAY_IMPORT, `${path} is in no known layer`);
      for (const { target } of imports) {
        if (target === null) continue;
        const other = layerOf(target);
        if (other === layer) continue;
        if (!target.startsWith('server/src/') || !MAY_IMPORT[layer]!.includes(other)) wrong.push(`${path} → ${target}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('lets no rule import another rule, nor the machinery that runs rules', () => {
    const wrong: string[] = [];
    for (const { path, imports } of server) {
      if (layerOf(path) !== 'rules' || path === 'server/src/rules/index.ts') continue;
      for (const { target } of imports) {
        if (target === null) continue;
        const isLinter = layerOf(target) === 'linter';
        if (layerOf(target) === 'rules' || (isLinter && !LINTER_FOR_RULES.test(target))) {
          wrong.push(`${path} → ${target}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('lets generators know the frame that they write into, and nothing of how rules are run', () => {
    const wrong = server
      .filter(({ path }) => layerOf(path) === 'generators')
      .flatMap(({ path, imports }) =>
        imports
          .filter(
            ({ target }) => target !== null && layerOf(target) === 'linter' && !LINTER_FOR_GENERATORS.test(target),
          )
          .map(({ target }) => `${path} → ${target}`),
      );
    assert.deepEqual(wrong, []);
  });

  it('keeps each library where it belongs', () => {
    const wrong: string[] = [];
    for (const { path, imports } of [...server, ...client]) {
      for (const { specifier, target } of imports) {
        if (target !== null) continue;
        const allowed =
          specifier === 'web-tree-sitter'
            ? path === 'server/src/syntax/parser.ts'
            : /^vscode-(languageserver|jsonrpc|uri)/.test(specifier)
              ? path.startsWith('server/src/lsp/')
              : /^vscode(-languageclient)?(\/|$)/.test(specifier)
                ? path.startsWith('client/')
                : true;
        if (!allowed) wrong.push(`${path} → ${specifier}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('touches files and the process in entry points only', () => {
    const wrong: string[] = [];
    for (const { path, text, imports } of server) {
      if (ENTRY_POINTS.test(path)) continue;
      for (const { specifier } of imports) if (isNodeModule(specifier)) wrong.push(`${path} → ${specifier}`);
      const code = withoutComments(text);
      const name = /(?<![\w.'"`])(process|Buffer|__dirname|__filename|setImmediate)\s*[.([]/.exec(code);
      if (name) wrong.push(`${path} uses ${name[1]}`);
    }
    assert.deepEqual(wrong, []);
  });

  it('keeps rules and facts free of clocks, chance and the console', () => {
    const wrong: string[] = [];
    for (const { path, text } of server) {
      if (!/^(syntax|facts|project|infer|rules|generators|linter)$/.test(layerOf(path))) continue;
      const name = /\b(Date\.now|new Date|Math\.random|performance\.now|console\.|setTimeout|setInterval)/.exec(
        withoutComments(text),
      );
      if (name) wrong.push(`${path} uses ${name[1]}`);
    }
    assert.deepEqual(wrong, []);
  });

  it('shares nothing between client and server but the protocol', () => {
    for (const { path, imports } of client) {
      for (const { target } of imports) {
        if (target !== null) assert.ok(target.startsWith('client/'), `${path} → ${target}`);
      }
    }
  });

  it('opens every file with what it is for', () => {
    const all = [...server, ...client, ...readSources('server/scripts'), ...readSources('test')];
    assert.deepEqual(
      all.filter(({ text }) => !/^(#!.*\n)?\/\/ \S.{14,}/.test(text)).map(({ path }) => path),
      [],
    );
  });
});

function readSources(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.(ts|mjs)$/.test(path) && !path.includes('/fixtures/') && !path.includes('/.work/'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      return { path, text, imports: readImports(path, text) };
    });
}

/** Imports, re-exports, dynamic imports and `require`s, in source order. */
function readImports(path: string, text: string): Import[] {
  const pattern =
    /^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/gm;
  return [...withoutComments(text).matchAll(pattern)].map((match) => {
    const specifier = (match[2] ?? match[3])!;
    const target = specifier.startsWith('.')
      ? normalize(join(dirname(path), specifier))
          .replaceAll('\\', '/')
          .replace(/\.(ts|mjs|js)$/, '')
      : null;
    return { specifier, target, typeOnly: match[1] !== undefined };
  });
}

/** The text without comments; only comments that begin a line may be of several lines (globs hold the same characters). */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*$|\s\/\/ .*$|^\s*\/\*[\s\S]*?\*\//gm, '');
}

function layerOf(path: string): string {
  return relative('server/src', path).replaceAll('\\', '/').split('/')[0]!;
}

function isNodeModule(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier.split('/')[0]!);
}
