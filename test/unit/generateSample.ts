// Runs a generator on a project that a test holds in its hand, and makes its edits.
// Must not know which generator it is.
import assert from 'node:assert/strict';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { applyEdits, plainText, sortEdits } from '../../server/src/linter/edits';
import { settingsForFile } from '../../server/src/linter/fileSettings';
import type { FileTexts, Generation, Generator, Subject } from '../../server/src/linter/generation';
import { type Manifest, NO_MANIFEST } from '../../server/src/linter/manifest';
import { DEFAULT_SETTINGS, type FileSettings } from '../../server/src/linter/settings';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';
import { RULES } from '../../server/src/rules';

/** Where a generator is asked, and about what. */
export interface GenerationSample {
  /** Texts by path from the project's root; `|` stands nowhere in them. */
  readonly files: Readonly<Record<string, string>>;
  /** The file at hand, and a text in it at which the cursor stands. */
  readonly path: string;
  readonly at: string;
  /** What every path begins with, where the project lies deeper. */
  readonly root?: string;
  readonly python?: readonly [number, number];
  readonly manifest?: Partial<Manifest>;
}

/** The project after a generation, or why there is none. */
export type Generated =
  | { readonly title: string; readonly files: Readonly<Record<string, string>>; readonly generation: Generation }
  | { readonly why: string };

/** What a generator is told of a sample, and the texts that it may ask for. */
export function subjectOf(sample: GenerationSample): { subject: Subject; texts: FileTexts } {
  const { files, path, at, root = '', python, manifest } = sample;
  const project = new Project();
  for (const [each, text] of Object.entries(files)) {
    const file = new SourceFile(each, text);
    project.set(readModule(each, file.regions));
    file.close();
  }
  const offset = files[path]!.indexOf(at);
  assert.ok(offset >= 0, `${at} is not in ${path}`);
  const settingsOf = (each: string): FileSettings =>
    settingsForFile(each, each.slice(root.length), DEFAULT_SETTINGS, RULES, python, { ...NO_MANIFEST, ...manifest });
  const subject: Subject = {
    file: new SourceFile(path, files[path]!),
    offset,
    settings: settingsOf(path),
    project: project.view(path),
    whole: project,
    viewOf: (each) => project.view(each),
    settingsOf,
    paths: Object.keys(files),
  };
  const texts: FileTexts = { read: (each) => files[each] ?? null, exists: (each) => each in files };
  return { subject, texts };
}

/** The titles of what a generator offers at a place. */
export function offersAt(generator: Generator, sample: GenerationSample): string[] {
  return generator.offers(subjectOf(sample).subject).map(({ title }) => title);
}

/** Takes an offer of a generator, the first by default. */
export function generate(generator: Generator, sample: GenerationSample, title?: string): Generated {
  const { subject, texts } = subjectOf(sample);
  const offers = generator.offers(subject);
  const offer = title === undefined ? offers[0] : offers.find((each) => each.title === title);
  assert.ok(offer, `offered: ${offers.map((each) => each.title).join('; ') || 'nothing'}`);
  const made = generator.write(offer, subject, texts);
  if ('why' in made) return made;
  const after: Record<string, string> = { ...sample.files };
  for (const { path, isNew, edits, importEdits, snippet } of made.files) {
    assert.equal(isNew, !(path in sample.files), path);
    const own = snippet ? edits.map((each) => ({ ...each, newText: plainText(each.newText) })) : edits;
    after[path] = applyEdits(sample.files[path] ?? '', sortEdits([...importEdits, ...own]));
    const file = new SourceFile(path, after[path]);
    assert.ok(file.parses, `${path} does not parse:\n${after[path]}`);
    file.close();
  }
  return { title: made.title, files: after, generation: made };
}
