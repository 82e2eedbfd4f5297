// The four formats of `check`, held to their shapes: JSON key by key, SARIF property by property, workflow commands, text.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Log } from 'sarif';
import { cleanScratch, fastidious, type Run, scratchProject } from './run';

const ONLY = ['--select', 'missing-return-type'];

function check(folder: string, format: string, args: string[] = [], env: Record<string, string> = {}): Run {
  return fastidious(['check', '--format', format, ...ONLY, ...args], { cwd: folder, env });
}

describe('formats of check', () => {
  after(cleanScratch);

  it('json has exactly the keys that are promised', () => {
    const folder = scratchProject({
      'ü/a.py': '\ufeff"😀"; x = 1\ndef f():\n    raise OSError\n',
      'b.py': 'x = "\0"\n',
    });
    const { stdout } = check(folder, 'json');
    const { summary, diagnostics, ...top } = JSON.parse(stdout);
    assert.deepEqual(top, { version: 1, root: folder });
    const { elapsedMs, ...counts } = summary;
    assert.ok(Number.isInteger(elapsedMs) && elapsedMs >= 0);
    assert.deepEqual(counts, {
      files: 1,
      skipped: [{ file: 'b.py', reason: 'is a binary file' }],
      errors: 0,
      warnings: 1,
      information: 0,
      hints: 0,
    });
    assert.equal(diagnostics.length, 1);
    const { fixes, message, ...rest } = diagnostics[0];
    assert.deepEqual(rest, {
      file: 'ü/a.py',
      rule: 'missing-return-type',
      family: 'types',
      severity: 'warning',
      start: { line: 2, column: 5 },
      end: { line: 2, column: 6 },
    });
    assert.equal(typeof message, 'string');
    for (const fix of fixes) {
      assert.deepEqual(Object.keys(fix), ['title', 'safe', 'edits']);
      for (const edit of fix.edits) assert.deepEqual(Object.keys(edit), ['file', 'start', 'end', 'newText']);
    }
  });

  it('json counts columns in code points, a byte order mark not among them', () => {
    const folder = scratchProject({
      'a.py': '\ufeff"😀é"; \\\n\nif "😀": f = 1\nclass 𝐀𝐁:\n    def g(self): return open("")\n',
    });
    const folder2 = scratchProject({
      'a.py': '\ufeffclass 𝐀𝐁: f = "😀"; g = lambda: 0\nasync def 𝐀𝐁(): return open("")\n',
    });
    const first = JSON.parse(check(folder, 'json').stdout).diagnostics;
    assert.deepEqual(
      [first[0].start, first[0].end],
      [
        { line: 5, column: 9 },
        { line: 5, column: 10 },
      ],
    );
    const second = JSON.parse(check(folder2, 'json').stdout).diagnostics;
    assert.deepEqual(
      [second[0].start, second[0].end],
      [
        { line: 2, column: 11 },
        { line: 2, column: 13 },
      ],
    );
  });

  it('sarif is a log of version 2.1.0 with rules, places and code point columns', () => {
    const folder = scratchProject({ 'a b.py': 'def f():\n    return open("")\n', 'c.py': '\0' });
    const { stdout, code } = check(folder, 'sarif');
    const log = JSON.parse(stdout) as Log;
    assert.equal(code, 1);
    assert.deepEqual([log.version, log.$schema], ['2.1.0', 'https://json.schemastore.org/sarif-2.1.0.json']);
    const run = log.runs[0]!;
    assert.equal(log.runs.length, 1);
    assert.equal(run.columnKind, 'unicodeCodePoints');
    assert.deepEqual(run.originalUriBaseIds, { SRCROOT: { uri: `${pathToFileURL(folder)}/` } });
    const { driver } = run.tool;
    assert.equal(driver.name, 'Fastidious');
    assert.match(driver.semanticVersion!, /^\d+\.\d+\.\d+/);
    assert.deepEqual(
      driver.rules!.map(({ id, name, defaultConfiguration }) => [id, name, defaultConfiguration]),
      [['missing-return-type', 'MissingReturnType', { level: 'warning' }]],
    );
    const rule = driver.rules![0]!;
    assert.ok(rule.shortDescription!.text && rule.fullDescription!.text && rule.help!.text && rule.help!.markdown);
    assert.match(rule.helpUri!, /missing-return-type/);
    const [result] = run.results!;
    assert.deepEqual([result!.ruleId, result!.ruleIndex, result!.level], ['missing-return-type', 0, 'warning']);
    assert.deepEqual(result!.locations, [
      {
        physicalLocation: {
          artifactLocation: { uri: 'a%20b.py', uriBaseId: 'SRCROOT' },
          region: { startLine: 1, startColumn: 5, endLine: 1, endColumn: 6 },
        },
      },
    ]);
    for (const fix of result!.fixes ?? []) {
      assert.ok(fix.description!.text);
      for (const change of fix.artifactChanges) {
        assert.equal(change.artifactLocation.uri, 'a%20b.py');
        for (const each of change.replacements)
          assert.ok(each.deletedRegion.startLine! >= 1 && each.insertedContent!.text);
      }
    }
    const [invocation] = run.invocations!;
    assert.equal(invocation!.executionSuccessful, true);
    assert.deepEqual(
      invocation!.toolExecutionNotifications!.map(({ level, message }) => [level, message.text]),
      [['note', 'This file or folder was left out: it is a binary file.']],
    );
  });

  it('sarif tells wrong settings as results of a rule of their own', () => {
    const folder = scratchProject({ 'pyproject.toml': 'tool.fastidious.nope = 1\n', 'a.py': '' });
    const { stdout, code } = check(folder, 'sarif');
    const run = (JSON.parse(stdout) as Log).runs[0]!;
    assert.equal(code, 2);
    assert.equal(run.results![0]!.ruleId, 'invalid-configuration');
    assert.equal(run.tool.driver.rules![run.results![0]!.ruleIndex!]!.id, 'invalid-configuration');
    assert.equal(run.invocations![0]!.executionSuccessful, false);
  });

  it('github writes workflow commands with escapes, from the working directory', () => {
    const folder = scratchProject({ 'a,b%:c.py': 'def f():\n    return open("")\n' });
    const { stdout } = fastidious(['check', '--format', 'github', ...ONLY, folder], { cwd: join(folder, '..') });
    const file = `${folder.split('/').pop()}/a%2Cb%25%3Ac.py`;
    const [line, ...rest] = stdout.split('\n');
    assert.deepEqual(rest, ['']);
    const head = `::warning title=fastidious%3A missing-return-type,file=${file},line=1,endLine=1,col=5,endColumn=6::`;
    assert.ok(line!.startsWith(head), line);
    assert.ok(line!.length > head.length);
  });

  it('text shows the line underlined, and a summary', () => {
    const folder = scratchProject({ 'a.py': 'class A:\n\tdef f(self): return open("")\n', 'b.py': '' });
    const { stdout } = check(folder, 'text');
    const [head, source, underline, blank, summary, end] = stdout.split('\n');
    assert.match(head!, /^a\.py:2:6: warning missing-return-type: .*"f"/);
    assert.equal(source, '2 |     def f(self): return open("")');
    assert.equal(underline, '  |         ^');
    assert.deepEqual([blank, end], ['', '']);
    assert.match(summary!, /^1 problem in 1 of 2 files: 1 warning\./);
    assert.equal(check(folder, 'text', ['b.py']).stdout, 'No problems in 1 file.\n');
  });

  it('text measures wide characters and cuts long lines', () => {
    const wide = scratchProject({
      'a.py': 'x = "日本語😀é"; y = lambda: 0\nclass 日本:\n  class B: "日本"; z = 0\n  def 語(s): return open("")\n',
    });
    const lines = check(wide, 'text').stdout.split('\n');
    assert.deepEqual(lines.slice(1, 3), ['4 |   def 語(s): return open("")', '  |       ^^']);
    const long = scratchProject({ 'a.py': `def f(): return open("${'y'.repeat(5000)}")\n` });
    const [, source, underline] = check(long, 'text').stdout.split('\n');
    assert.ok(source!.length <= 120 && source!.endsWith('…'), source);
    assert.equal(underline, '  |     ^');
  });

  it('text lets no control character of a file through', () => {
    const folder = scratchProject({ 'a.py': 'def f(): return open("\u001b[2J\u009b\u202e")\n' });
    const { stdout } = check(folder, 'text');
    assert.doesNotMatch(stdout, /[\u001b\u009b\u202e]/);
    assert.match(stdout, /\ufffd/);
  });

  it('text is coloured where it is asked for', () => {
    const folder = scratchProject({ 'a.py': 'def f(): return open("")\n' });
    assert.doesNotMatch(check(folder, 'text').stdout, /\u001b/);
    assert.match(check(folder, 'text', [], { FORCE_COLOR: '1' }).stdout, /\u001b\[33;1mwarning\u001b\[0m/);
    assert.doesNotMatch(check(folder, 'text', [], { FORCE_COLOR: '0' }).stdout, /\u001b/);
    assert.doesNotMatch(check(folder, 'text', [], { NO_COLOR: '1' }).stdout, /\u001b/);
    assert.equal(check(folder, 'text').stderr, '');
  });
});
