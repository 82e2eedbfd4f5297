// Runs every fixture: a Python file (or a folder of them) below `test/fixtures/rules/<family>/<rule id>/`.
// `UPDATE=1` rewrites markers and twins for a person to review in the diff.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { applyEdits } from '../../server/src/linter/edits';
import { RULES } from '../../server/src/rules';
import { FIXTURES, type Fixture, type FixtureFile, type Header, listFixtures } from './fixtureFiles';
import { applyFix, applySafeFixes, type LintedFile, lintSample, type Sample } from './lintText';
import { markerOf, printMarker, writeMarkers } from './markers';

const UPDATE = process.env.UPDATE === '1';

describe('fixtures', () => {
  for (const rule of RULES) {
    describe(`${rule.family}/${rule.id}`, () => {
      const folder = join(FIXTURES, rule.family, rule.id);
      it('has fixtures', () => assert.ok(existsSync(folder), `no fixtures in ${folder}`));
      if (!existsSync(folder)) return;
      for (const fixture of listFixtures(rule)) it(fixture.name, () => runCase(fixture));
    });
  }
});

function runCase(fixture: Fixture): void {
  const { files: fixtures, sample } = fixture;
  const linted = lintSample(sample);
  const failures: string[] = [];
  for (const [i, fixture] of fixtures.entries()) failures.push(...compareMarkers(fixture, linted[i]!));

  const fixed = applySafeFixes(sample);
  for (const fixture of fixtures) {
    const before = sample.files[fixture.path]!;
    const after = fixed[fixture.path]!;
    failures.push(
      ...compareTwin(twinPath(fixture.disk, '.fixed.py'), after === before ? null : decode(after, fixture.header)),
    );
  }
  for (const file of lintSample({ ...sample, files: fixed })) {
    const original = linted.find((each) => each.path === file.path)!;
    if (original.parses && !file.parses) failures.push(`${file.path}: the fixed text does not parse`);
    for (const problem of file.problems) {
      if (file.fixes(problem).some((fix) => fix.safe))
        failures.push(`${file.path}: fixed, still ${printMarker(markerOf(problem))}`);
    }
  }
  for (const [i, fixture] of fixtures.entries()) {
    const report = describeFixes(sample, linted[i]!, failures);
    failures.push(...compareTwin(twinPath(fixture.disk, '.fixes.txt'), report));
  }
  if (failures.length > 0) assert.fail(`${relative(FIXTURES, fixture.disk)}\n${failures.join('\n')}`);
}

function decode(text: string, header: Header): string {
  const plain = header.newline ? text.replaceAll(header.newline, '\n') : text;
  // A lone line feed in a CRLF file is a broken fix: show it.
  return header.newline
    ? text
        .split(header.newline)
        .map((line) => line.replaceAll('\n', '<LF>'))
        .join('\n')
    : plain;
}

function compareMarkers(fixture: FixtureFile, linted: LintedFile): string[] {
  const actual = linted.problems.map(markerOf);
  if (UPDATE) {
    writeFileSync(fixture.disk, fixture.headerLine + writeMarkers(fixture.text, actual));
    return [];
  }
  const got = new Set(actual.map(printMarker));
  const wanted = new Set(fixture.markers.map(printMarker));
  const source = fixture.text.split('\n');
  const excerpt = (word: string, marker: string): string =>
    `${word} ${fixture.path}:${marker}\n      ${source[Number.parseInt(marker, 10) - 1] ?? ''}`;
  return [
    ...[...wanted].filter((marker) => !got.has(marker)).map((marker) => excerpt('missing   ', marker)),
    ...[...got].filter((marker) => !wanted.has(marker)).map((marker) => excerpt('unexpected', marker)),
  ];
}

function twinPath(disk: string, ending: string): string {
  return /\.pyi?$/.test(disk) ? disk.replace(/\.pyi?$/, ending) : disk + ending.replace(/\.py$/, '.txt');
}

function compareTwin(path: string, text: string | null): string[] {
  const known = existsSync(path) ? readFileSync(path, 'utf8') : null;
  if (known === text) return [];
  if (UPDATE) {
    if (text === null) rmSync(path);
    else writeFileSync(path, text);
    return [];
  }
  if (text === null) return [`${path} exists, but there is nothing of the kind`];
  return [`${path} differs; now:\n${text}`];
}

/** Every fix by its title; of the unsafe ones also the lines that they change. Checks on the way that each one mends. */
function describeFixes(sample: Sample, linted: LintedFile, failures: string[]): string | null {
  const lines: string[] = [];
  for (const problem of linted.problems) {
    const place = printMarker(markerOf(problem)).split(':').slice(0, 2).join(':');
    for (const fix of linted.fixes(problem)) {
      lines.push(`${place} ${fix.safe ? 'safe' : 'unsafe'}${fix.snippet ? ' snippet' : ''}: ${fix.title}`);
      const after = applyFix(linted.text, fix);
      const files: Record<string, string> = { ...sample.files, [linted.path]: after };
      for (const [path, edits] of Object.entries(fix.otherFiles)) {
        if (files[path] === undefined) failures.push(`${place}: "${fix.title}" edits "${path}", which is not there`);
        else files[path] = applyEdits(files[path], edits);
      }
      const mended = lintSample({ ...sample, files });
      for (const { path, parses, text } of mended) {
        const touched = path === linted.path ? linted.parses : fix.otherFiles[path] !== undefined;
        if (touched && !parses) failures.push(`${place}: "${fix.title}" leaves what does not parse:\n${text}`);
      }
      const again = mended.find((each) => each.path === linted.path)!;
      if (again.problems.length >= linted.problems.length) {
        failures.push(`${place}: "${fix.title}" does not mend it:\n${after}`);
      }
      if (!fix.safe) lines.push(...diff(linted.text, after).map((line) => `    ${line}`.trimEnd()));
      for (const path of Object.keys(fix.otherFiles).sort()) {
        lines.push(
          `    ${path}:`,
          ...diff(sample.files[path] ?? '', files[path] ?? '').map((line) => `      ${line}`.trimEnd()),
        );
      }
    }
  }
  return lines.length > 0 ? `${lines.join('\n')}\n` : null;
}

/** The changed lines between two texts: common head and tail left out. */
function diff(before: string, after: string): string[] {
  const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  return [
    ...old.slice(head, old.length - tail).map((line) => `- ${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+ ${line}`),
  ];
}
