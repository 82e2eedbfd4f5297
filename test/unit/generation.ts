// Runs generators on projects that a test holds in its hand or reads from a folder: offers, and the files after one was taken.
// Must not know what single generators write.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { GENERATORS, generatorOf } from '../../server/src/generators';
import { applyEdits, plainText, sortEdits } from '../../server/src/linter/edits';
import { settingsForFile } from '../../server/src/linter/fileSettings';
import type { GeneratedFile, Offer, Subject } from '../../server/src/linter/generation';
import { NO_MANIFEST } from '../../server/src/linter/manifest';
import { DEFAULT_SETTINGS } from '../../server/src/linter/settings';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';
import { RULES } from '../../server/src/rules';

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

/** A project with its files open. */
export class Bench {
  readonly project = new Project();
  private readonly sources = new Map<string, SourceFile>();

  constructor(
    readonly files: Files,
    private readonly python: readonly [number, number] = [3, 11],
    private readonly preset: 'skill' | 'strict' = 'skill',
  ) {
    for (const [path, text] of Object.entries(files)) {
      if (!path.endsWith('.py')) continue;
      const file = new SourceFile(path, text);
      this.project.set(readModule(path, file.regions));
      file.close();
      this.sources.set(path, file);
    }
  }

  /** The place of a text's first occurrence in a file, as generators see it. */
  at(path: string, text: string): Subject {
    const offset = this.files[path]!.indexOf(text);
    if (offset < 0) throw new Error(`${JSON.stringify(text)} is not in ${path}`);
    return this.subject(path, offset);
  }

  subject(path: string, offset: number): Subject {
    const settings = { ...DEFAULT_SETTINGS, preset: this.preset };
    const settingsOf = (each: string) => settingsForFile(each, each, settings, RULES, this.python, NO_MANIFEST);
    return {
      file: this.sources.get(path)!,
      offset,
      settings: settingsOf(path),
      project: this.project.view(path),
      whole: this.project,
      viewOf: (each) => this.project.view(each),
      settingsOf,
      paths: [...this.project.paths],
    };
  }

  /** What a generator offers at a place. */
  offers(generator: string, subject: Subject): readonly Offer[] {
    return generatorOf(generator)!.offers(subject);
  }

  /** What is written for an offer by its title, or the first one; a text is the reason why nothing is. */
  write(generator: string, subject: Subject, title?: string): readonly GeneratedFile[] | string {
    const offers = this.offers(generator, subject);
    const offer = title === undefined ? offers[0] : offers.find((each) => each.title === title);
    if (!offer) throw new Error(`no offer ${title ?? ''} among ${JSON.stringify(offers.map((each) => each.title))}`);
    const read = (path: string): string | null => this.files[path] ?? null;
    const made = generatorOf(generator)!.write(offer, subject, { read, exists: (path) => read(path) !== null });
    return 'why' in made ? made.why : made.files;
  }

  /** The files after an offer was taken. */
  after(generator: string, subject: Subject, title?: string): Files {
    const made = this.write(generator, subject, title);
    if (typeof made === 'string') throw new Error(made);
    return applied(this.files, made);
  }
}

/** Files with what was generated. */
export function applied(files: Files, made: readonly GeneratedFile[]): Files {
  const after: Record<string, string> = { ...files };
  for (const { path, isNew, edits, importEdits, snippet } of made) {
    if (isNew === path in after) throw new Error(`${path} is ${isNew ? '' : 'not '}there`);
    const own = snippet ? edits.map((each) => ({ ...each, newText: plainText(each.newText) })) : edits;
    after[path] = applyEdits(after[path] ?? '', sortEdits([...importEdits, ...own]));
  }
  return after;
}

/** The files of a folder that matter to a project, by path from it. */
export function readFolder(folder: string): Files {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = entry.replaceAll('\\', '/');
    if (!/\.(py|toml|md)$/.test(path) || /(^|\/)(\.venv|node_modules|__pycache__)\//.test(path)) continue;
    files[path] = readFileSync(join(folder, path), 'utf8');
  }
  return files;
}

/** The ids of all generators. */
export const GENERATOR_IDS = GENERATORS.map(({ id }) => id);
