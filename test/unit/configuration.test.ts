// How settings are read, checked, merged and placed.
import assert from 'node:assert/strict';
import {
  chooseRules,
  mergeSettings,
  namedRules,
  readEditorSettings,
  readPyproject,
} from '../../server/src/linter/configuration';
import { createProjectSettings, projectRootOf, pyprojectsAbove } from '../../server/src/linter/projectSettings';
import { lowestPython } from '../../server/src/linter/pythonVersion';
import { isRequirementsPath, readRequirements } from '../../server/src/linter/requirements';
import type { OptionSchema, Rule } from '../../server/src/linter/rule';
import { DEFAULT_PYTHON, DEFAULT_SETTINGS } from '../../server/src/linter/settings';
import { memoryFiles } from './memoryFiles';

const OPTIONS: Record<string, OptionSchema> = {
  'docstrings.requireSections': {
    type: 'string',
    enum: ['always', 'multi-line', 'never'],
    default: 'multi-line',
    description: '',
  },
  'docstrings.names': { type: 'array', items: { type: 'string' }, default: [], description: '' },
  'docstrings.strict': { type: 'boolean', default: false, description: '' },
  'docstrings.most': { type: 'number', default: 1, description: '' },
  'docstrings.prefix': {
    type: 'string',
    pattern: '^(/[a-z]+)+$',
    patternErrorMessage: 'a path such as "/api"',
    default: '/a',
    description: '',
  },
  'docstrings.like': { type: 'string', format: 'regex', default: '', description: '' },
};

const RULES = [
  rule('missing-docstring', 'docstrings', OPTIONS),
  rule('verb-in-path', 'rest'),
  rule('interpolated-sql', 'sql'),
] as const;

function rule(id: string, family: Rule['family'], options?: Rule['options']): Rule {
  return {
    id,
    family,
    severity: 'warning',
    preset: 'skill',
    codes: [],
    summary: '',
    why: '',
    bad: '',
    good: '',
    fixText: '',
    scope: 'region',
    check: () => [],
    ...(options ? { options } : {}),
  };
}

/** The problems as `message <underlined text>`. */
function problemsOf(text: string): string[] {
  return readPyproject(text, RULES).problems.map(
    ({ message, span }) => `${message} <${text.slice(span!.start, span!.end)}>`,
  );
}

describe('pyproject.toml', () => {
  it('is read whole', () => {
    const text = `
[project]
requires-python = ">=3.10"

[tool.fastidious]
preset = "strict"
include = ["src", "app/**"]
exclude = ["legacy/**"]

[tool.fastidious.rules]
verb-in-path = "off"
interpolated-sql = "warning"

[tool.fastidious.docstrings]
requireSections = "always"
names = ["x"]
strict = true
most = 3
`;
    const { layer, python, problems, hasSection } = readPyproject(text, RULES);
    assert.deepEqual(problems, []);
    assert.equal(hasSection, true);
    assert.deepEqual(python, [3, 10]);
    assert.deepEqual(layer, {
      preset: 'strict',
      include: ['src', 'app/**'],
      exclude: ['legacy/**'],
      rules: { 'verb-in-path': 'off', 'interpolated-sql': 'warning' },
      options: {
        'docstrings.requireSections': 'always',
        'docstrings.names': ['x'],
        'docstrings.strict': true,
        'docstrings.most': 3,
      },
    });
  });

  it('takes keys in each of TOML’s spellings, and options in kebab or snake case', () => {
    for (const text of [
      'tool.fastidious.rules.verb-in-path = "off"\ntool.fastidious.docstrings.require-sections = "never"',
      '[tool]\nfastidious = { rules = { verb-in-path = "off" }, docstrings = { require_sections = "never" } }',
      '[tool.fastidious]\n"rules.verb-in-path" = "off"\n"docstrings.requireSections" = "never"\r\n',
      '\ufeff[tool.fastidious]\nrules."verb-in-path" = \'off\'\ndocstrings.requireSections = """never"""',
    ]) {
      const { layer, problems } = readPyproject(text, RULES);
      assert.deepEqual(problems, [], text);
      assert.deepEqual(layer.rules, { 'verb-in-path': 'off' }, text);
      assert.deepEqual(layer.options, { 'docstrings.requireSections': 'never' }, text);
    }
  });

  it('is underlined where it is wrong, and holds for the rest', () => {
    const text = `[tool.fastidious]
presett = "strict"
preset = "skil"
include = "src"
exclude = ["a", 1]
nothing.like.this = 1
[tool.fastidious.rules]
missing-docstrings = "off"
verb-in-path = "warn"
interpolated-sql = true
[tool.fastidious.docstrings]
require-sections = "allways"
names = 2024-01-01
strict = "yes"
most = "3"
`;
    assert.deepEqual(problemsOf(text), [
      'Unknown setting "presett". Did you mean "preset"? <presett>',
      '"preset" must be one of "skill", "strict", "off", not "skil". Did you mean "skill"? <"skil">',
      '"include" must be a list of strings, not "src". <"src">',
      '"exclude" must be a list of strings; it holds 1. <1>',
      'Unknown setting "nothing". <nothing>',
      'Unknown rule "missing-docstrings". Did you mean "missing-docstring"? <missing-docstrings>',
      '"rules.verb-in-path" must be one of "off", "on", "error", "warning", "information", "hint", not "warn". <"warn">',
      '"rules.interpolated-sql" must be one of "off", "on", "error", "warning", "information", "hint", not true. <true>',
      '"docstrings.require-sections" must be one of "always", "multi-line", "never", not "allways". Did you mean "always"? <"allways">',
      '"docstrings.names" must be a list of strings, not a date. <2024-01-01>',
      '"docstrings.strict" must be true or false, not "yes". <"yes">',
      '"docstrings.most" must be a number, not "3". <"3">',
    ]);
    assert.deepEqual(readPyproject(text, RULES).layer, { exclude: ['a'], rules: {} });
    assert.deepEqual(problemsOf('[tool.fastidious.docstrings]\nprefix = "api"\nlike = "(v"\n'), [
      '"docstrings.prefix" must be a path such as "/api", not "api". <"api">',
      '"docstrings.like" must be a regular expression, which "(v" is not. <"(v">',
    ]);
    assert.deepEqual(problemsOf('[tool.fastidious.docstrings]\nprefix = "/api"\nlike = "v[0-9]"\n'), []);
    assert.deepEqual(problemsOf('tool.fastidious = 3'), ['"fastidious" must be a table of settings, not 3. <3>']);
    assert.deepEqual(problemsOf('tool.fastidious.rules = ["x"]'), [
      '"rules" must be a table of rules and their severities, not a list. <["x"]>',
    ]);
    assert.deepEqual(problemsOf('[tool.fastidious]\ndocstrings.requireSection = "always"'), [
      'Unknown setting "docstrings.requireSection". Did you mean "docstrings.requireSections"? <requireSection>',
    ]);
  });

  it('answers broken TOML with one problem at the place', () => {
    assert.deepEqual(problemsOf('[project]\nname = "x\n'), [
      'This file is not valid TOML: unterminated string constant. <>',
    ]);
    assert.deepEqual(problemsOf('a = 1\na = 2 # twice\n'), [
      'This file is not valid TOML: defining a key multiple times is invalid. <a = 2 # twice>',
    ]);
    for (const text of ['[', '=', '[[a]', 'a = ', '"', 'a = {', '\ufeff=', '\0']) {
      assert.equal(readPyproject(text, RULES).problems.length, 1, text);
    }
    assert.deepEqual(readPyproject('', RULES).problems, []);
  });

  it('leaves a template of a pyproject.toml in peace', () => {
    for (const text of [
      '[project]\n{% if cookiecutter.db %}\nname = "x"\n{% endif %}\n',
      '[project]\nrequires-python = {{ python }}\n',
      '[tool.{{ name }}]\n',
    ]) {
      assert.deepEqual(readPyproject(text, RULES).problems, [], text);
    }
    assert.equal(readPyproject('version_format = "{{ v }}"\nname = "x\n', RULES).problems.length, 1);
  });

  it('is left in peace where it says nothing to us', () => {
    const { layer, hasSection, problems } = readPyproject('[[tool.x]]\na = 1\n[tool.ruff]\nselect = ["D"]\n', RULES);
    assert.deepEqual({ layer, hasSection, problems }, { layer: {}, hasSection: false, problems: [] });
  });
});

describe('the editor’s settings', () => {
  it('are read like the file’s, without what concerns the client alone', () => {
    const { layer, shown, problems } = readEditorSettings(
      {
        enable: true,
        trace: { server: 'off' },
        preset: 'strict',
        rules: { 'verb-in-path': 'hint' },
        include: null,
        docstrings: { requireSections: 'never' },
        'docstrings.strict': true,
        inlayHints: { types: true },
      },
      RULES,
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(shown, { 'inlayHints.types': true });
    assert.deepEqual(layer, {
      preset: 'strict',
      rules: { 'verb-in-path': 'hint' },
      options: { 'docstrings.requireSections': 'never', 'docstrings.strict': true },
    });
  });

  it('are told what is wrong in words', () => {
    const { problems } = readEditorSettings({ preset: 'loud', rules: { 'verb-in-paths': 'off' }, nope: 1 }, RULES);
    assert.deepEqual(problems, [
      { key: 'preset', span: null, message: '"preset" must be one of "skill", "strict", "off", not "loud".' },
      { key: 'rules.verb-in-paths', span: null, message: 'Unknown rule "verb-in-paths". Did you mean "verb-in-path"?' },
      { key: 'nope', span: null, message: 'Unknown setting "nope".' },
    ]);
    assert.deepEqual(readEditorSettings(undefined, RULES), { layer: {}, shown: {}, problems: [] });
    assert.equal(readEditorSettings('strict', RULES).problems.length, 1);
    assert.deepEqual(readEditorSettings({ inlayHints: { types: 'yes' } }, RULES), {
      layer: {},
      shown: {},
      problems: [
        { key: 'inlayHints.types', span: null, message: '"inlayHints.types" must be true or false, not "yes".' },
      ],
    });
  });
});

describe('merging', () => {
  it('lets a later source win, rule by rule and option by option', () => {
    assert.deepEqual(mergeSettings(), DEFAULT_SETTINGS);
    const merged = mergeSettings(
      { preset: 'strict', include: ['a'], rules: { a: 'off', b: 'hint' }, options: { x: 1, y: 1 } },
      { include: [], rules: { b: 'error' }, options: { y: 2 } },
    );
    assert.deepEqual(merged, {
      preset: 'strict',
      include: [],
      exclude: [],
      rules: { a: 'off', b: 'error' },
      options: { x: 1, y: 2 },
    });
  });

  it('narrows to selected rules and drops ignored ones', () => {
    const settings = { ...DEFAULT_SETTINGS, rules: { 'verb-in-path': 'hint', 'interpolated-sql': 'off' } as const };
    const chosen = chooseRules(settings, RULES, new Set(['verb-in-path', 'interpolated-sql']), new Set());
    assert.deepEqual(chosen.rules, { 'missing-docstring': 'off', 'verb-in-path': 'hint', 'interpolated-sql': 'on' });
    assert.deepEqual(chooseRules(settings, RULES, null, new Set(['verb-in-path'])).rules['verb-in-path'], 'off');
    assert.equal(chooseRules(settings, RULES, null, new Set()), settings);
  });

  it('knows rules by id and by family', () => {
    const { ids, problems } = namedRules(['sql', 'verb-in-path', 'security', 'verb-in-pth'], RULES);
    assert.deepEqual([...ids], ['interpolated-sql', 'verb-in-path']);
    assert.deepEqual(problems, ['Unknown rule "verb-in-pth". Did you mean "verb-in-path"?']);
  });
});

describe('the lowest Python', () => {
  const cases: Record<string, readonly [number, number] | null> = {
    '>=3.10': [3, 10],
    '>= 3.10, < 4': [3, 10],
    '~=3.11': [3, 11],
    '~=3.11.2': [3, 11],
    '==3.12.*': [3, 12],
    '===3.12.1': [3, 12],
    '>3.9': [3, 9],
    '>=3.8,>=3.9': [3, 9],
    '^3.10': [3, 10],
    '~3.10': [3, 10],
    '3.11': [3, 11],
    '>=3.8 <3.13': [3, 8],
    '^3.8 || ^3.10': [3, 8],
    '>=3': [3, 0],
    '>=3.13.0rc1': [3, 13],
    '!=3.9,<4': null,
    '<3.13': null,
    '*': null,
    '': null,
    nonsense: null,
  };
  for (const [specifier, expected] of Object.entries(cases)) {
    it(`of "${specifier}"`, () => assert.deepEqual(lowestPython(specifier), expected));
  }

  it('is found where Poetry keeps it', () => {
    assert.deepEqual(readPyproject('[tool.poetry.dependencies]\npython = "^3.9"', RULES).python, [3, 9]);
  });
});

describe('settings of a project’s files', () => {
  const read = (texts: Record<string, string>) =>
    createProjectSettings(
      {
        root: '/p',
        pyprojects: new Map(Object.entries(texts).map(([path, text]) => [path, readPyproject(text, RULES)])),
        base: { preset: 'strict', exclude: ['from-editor'] },
        flags: { rules: { 'verb-in-path': 'off' } },
      },
      RULES,
    );

  it('come from the nearest pyproject.toml with a section, over the editor’s, under the flags', () => {
    const settingsOf = read({
      '/p/pyproject.toml': '[project]\nrequires-python = ">=3.9"\n[tool.fastidious]\nexclude = ["x"]',
      '/p/sub/pyproject.toml': '[tool.fastidious]\npreset = "off"\n[tool.fastidious.rules]\nverb-in-path = "error"',
      '/p/bare/pyproject.toml': '[project]\nrequires-python = ">=3.12"',
    });
    const top = settingsOf('/p/tests/a.py');
    assert.deepEqual(top.file.settings.exclude, ['x']);
    assert.equal(top.file.settings.preset, 'strict');
    assert.equal(top.file.relativePath, 'tests/a.py');
    assert.equal(top.file.isTest, true);
    assert.deepEqual(top.file.python, [3, 9]);
    const sub = settingsOf('/p/sub/deep/a.py');
    assert.equal(sub.file.settings.preset, 'off');
    assert.deepEqual(sub.file.settings.exclude, ['from-editor']);
    assert.equal(sub.file.settings.rules['verb-in-path'], 'off');
    assert.equal(sub.globPath, 'deep/a.py');
    assert.deepEqual(sub.file.python, [3, 9]);
    const bare = settingsOf('/p/bare/a.py');
    assert.deepEqual(bare.file.settings.exclude, ['x']);
    assert.equal(bare.globPath, 'bare/a.py');
    assert.deepEqual(bare.file.python, [3, 12]);
  });

  it('come from above the root too, and from the defaults where nothing is said', () => {
    const above = read({ '/pyproject.toml': '[tool.fastidious]\nexclude = ["p/x"]' })('/p/x/a.py');
    assert.deepEqual([above.globPath, above.file.relativePath], ['p/x/a.py', 'x/a.py']);
    const none = createProjectSettings({ root: '/p', pyprojects: new Map() }, RULES)('/p/a.py');
    assert.deepEqual(none.file.settings, DEFAULT_SETTINGS);
    assert.deepEqual(none.file.python, DEFAULT_PYTHON);
    assert.equal(none.file.option('docstrings.requireSections'), 'multi-line');
  });

  it('know what requirements files ask for, unless a nearer manifest says what its project depends on', () => {
    const texts = {
      '/p/requirements.txt': 'pydantic>=1.10, <1.10.15  # pinned\nfastapi[all]==0.95',
      '/p/requirements/dev.txt': 'pydantic==2\npytest',
      '/p/lib/requirements.txt': 'attrs',
    };
    const settingsOf = createProjectSettings(
      {
        root: '/p',
        pyprojects: new Map([
          ['/p/api/pyproject.toml', readPyproject('[project]\nname = "api"\ndependencies = ["httpx"]', RULES)],
          ['/p/tools/pyproject.toml', readPyproject('[tool.ruff]', RULES)],
        ]),
        requirements: new Map(Object.entries(texts).map(([path, text]) => [path, readRequirements(text)])),
      },
      RULES,
    );
    const at = (path: string) => settingsOf(path).file.manifest;
    const top = { pydantic: '>=1.10, <1.10.15', fastapi: '==0.95', pytest: '' };
    assert.deepEqual(at('/p/src/a.py').dependencies, top);
    assert.equal(at('/p/src/a.py').isThere, false);
    assert.deepEqual(at('/p/tools/a.py').dependencies, top);
    assert.deepEqual(at('/p/api/a.py').dependencies, { httpx: '' });
    assert.deepEqual(at('/p/lib/deep/a.py').dependencies, { attrs: '' });
  });

  it('read requirements as pip does', () => {
    const text = [
      '\ufeff# comment',
      '-r base.txt',
      '--index-url https://x.org/simple',
      'Django_Rest.Framework ~= 3.0 ; python_version > "3.8"',
      'uvicorn[standard] == 0.30 \\',
      '    --hash=sha256:0a',
      'git+https://x.org/a.git#egg=a',
      './local',
      'pkg @ https://x.org/pkg.whl',
      '',
    ].join('\r\n');
    assert.deepEqual(readRequirements(text), {
      'django-rest-framework': '~= 3.0',
      uvicorn: '== 0.30',
      pkg: '@ https://x.org/pkg.whl',
    });
    assert.deepEqual(readRequirements(''), {});
    for (const path of [
      '/p/requirements.txt',
      '/p/requirements-dev.in',
      '/p/dev_requirements.txt',
      '/requirements/a.txt',
    ])
      assert.ok(isRequirementsPath(path), path);
    for (const path of ['/p/notes.txt', '/p/requirements.md', '/p/requirements/sub/a.txt', '/p/requirements.py'])
      assert.ok(!isRequirementsPath(path), path);
  });

  it('are looked for up to the root of the repository', async () => {
    const files = memoryFiles({
      '/pyproject.toml': '',
      '/r/.git/HEAD': '',
      '/r/pyproject.toml': '',
      '/r/a/b/pyproject.toml': '',
      '/r/a/b/c/x.py': '',
      '/q/deep/y.py': '',
    });
    assert.deepEqual(await pyprojectsAbove(files, '/r/a/b'), ['/r/pyproject.toml']);
    assert.deepEqual(await pyprojectsAbove(files, '/q/deep'), ['/pyproject.toml']);
    assert.equal(await projectRootOf(files, '/r/a/b/c'), '/r/a/b');
    assert.equal(await projectRootOf(files, '/r/a'), '/r');
    assert.equal(await projectRootOf(memoryFiles({ '/q/x.py': '' }), '/q'), null);
  });
});
