// Reads fixtures: a file (or a folder of them) below `test/fixtures/rules/<family>/<rule id>/`, as samples to lint.
// Must not judge or write anything.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { textLanguageOf } from '../../server/src/facts/language';
import type { Manifest } from '../../server/src/linter/manifest';
import type { Rule } from '../../server/src/linter/rule';
import type { Sample } from './lintText';
import { readMarkers } from './markers';

/** Where the rules' fixtures lie. */
export const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), '../fixtures/rules');

/** First line of a fixture, optional: `# fixture: {"path": "tests/test_a.py", "newline": "\r\n"}`. */
export interface Header {
  /** Where the file stands in its project; default `app/<file name>`, in a folder its path there. */
  readonly path?: string;
  readonly python?: [number, number];
  /** What pyproject.toml says of the project. */
  readonly manifest?: Partial<Manifest>;
  /** For rules that are stricter in the strict preset; only the folder's own rule runs either way. */
  readonly preset?: 'skill' | 'strict';
  readonly options?: Record<string, never>;
  readonly newline?: '\r\n' | '\r';
  readonly bom?: boolean;
}

/** One file of a fixture. */
export interface FixtureFile {
  readonly disk: string;
  readonly path: string;
  readonly header: Header;
  readonly headerLine: string;
  readonly text: string;
  readonly markers: ReturnType<typeof readMarkers>['markers'];
}

/** A fixture: one file, or a folder that is a project. */
export interface Fixture {
  readonly name: string;
  readonly disk: string;
  readonly files: readonly FixtureFile[];
  /** The files as a project in which the folder's rule runs alone. */
  readonly sample: Sample;
}

/** The fixtures of a rule, by name; none where it has no folder. */
export function listFixtures(rule: Rule): Fixture[] {
  const folder = join(FIXTURES, rule.family, rule.id);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .filter((name) => statSync(join(folder, name)).isDirectory() || isFixture(name))
    .map((name) => readFixtureCase(rule, name, join(folder, name)));
}

function readFixtureCase(rule: Rule, name: string, disk: string): Fixture {
  const files = statSync(disk).isDirectory()
    ? listFiles(disk).map((file) => readFixture(file, relative(disk, file)))
    : [readFixture(disk, null)];
  const header: Header = Object.assign({}, ...files.map((each) => each.header));
  const sample: Sample = {
    files: Object.fromEntries(files.map((each) => [each.path, encode(each.text, each.header)])),
    settings: { preset: header.preset ?? 'off', rules: { [rule.id]: 'on' }, options: header.options ?? {} },
    rules: [rule],
    ...(header.python ? { python: header.python } : {}),
    ...(header.manifest ? { manifest: header.manifest } : {}),
  };
  return { name, disk, files, sample };
}

/** Twins stand beside their fixture: `x.fixed.py`, `x.fixes.txt`, `Dockerfile.fixes.txt`. */
function isFixture(name: string): boolean {
  if (/\.fix(ed|es)\.[a-z]+$/.test(name)) return false;
  return /\.pyi?$/.test(name) || textLanguageOf(name) !== null;
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => isFixture(name.split(/[\\/]/).at(-1)!))
    .sort()
    .map((name) => join(folder, name));
}

function readFixture(disk: string, inFolder: string | null): FixtureFile {
  const raw = readFileSync(disk, 'utf8');
  const match = /^# fixture: (\{.*\})\n/.exec(raw);
  const header: Header = match ? JSON.parse(match[1]!) : {};
  const headerLine = match ? match[0] : '';
  const { text, markers } = readMarkers(raw.slice(headerLine.length));
  const path = header.path ?? inFolder?.replaceAll('\\', '/') ?? `app/${disk.split(/[\\/]/).at(-1)}`;
  return { disk, path, header, headerLine, text, markers };
}

function encode(text: string, header: Header): string {
  return (header.bom ? '\ufeff' : '') + (header.newline ? text.replaceAll('\n', header.newline) : text);
}
