// Runs the generators of models and routers at every class of real projects: `npm run check:generators -- PROJECT… [--show text|why]`.
// Each result must parse and bring no problem of our own rules; what could not be written is counted by its reason.
import { resolve } from 'node:path';
import { readClassRegion } from '../../server/src/facts/classes';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { crudRouter } from '../../server/src/generators/crud-router';
import { modelVariants } from '../../server/src/generators/model-variants';
import { applyEdits, plainText, sortEdits } from '../../server/src/linter/edits';
import { settingsForFile } from '../../server/src/linter/fileSettings';
import type { Generation, Subject } from '../../server/src/linter/generation';
import { DEFAULT_SETTINGS } from '../../server/src/linter/settings';
import { RULES } from '../../server/src/rules';
import { readCommandLine } from './commandLine';
import { type Folder, inform, loadEngine, readFolder, requestFor, strictLinter } from './engine';

const GENERATORS = [modelVariants, crudRouter];

async function main(): Promise<void> {
  const { paths, skip, option } = readCommandLine('check:generators', ['show']);
  const shown = option('show');
  await loadEngine();
  let wrong = 0;
  for (const path of paths) {
    const folder = readFolder(resolve(path), skip);
    const counts = { classes: 0, offers: 0, written: 0, wrong: 0 };
    const reasons = new Map<string, number>();
    for (const name of [...folder.texts.keys()]) {
      for (const subject of subjectsOf(folder, name)) {
        counts.classes++;
        for (const generator of GENERATORS) {
          for (const offer of generator.offers(subject)) {
            counts.offers++;
            const files = {
              read: (each: string) => folder.texts.get(each) ?? null,
              exists: (each: string) => folder.texts.has(each),
            };
            const made = generator.write(offer, subject, files);
            if ('why' in made) {
              const reason = made.why.replace(/"[^"]*"/g, '…');
              reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
              if (shown === 'why') console.log(`${name}: ${made.why}`);
              continue;
            }
            counts.written++;
            const complaints = judge(folder, made, shown === 'text');
            for (const each of complaints) console.log(`${name}: ${offer.title}: ${each}`);
            if (complaints.length > 0) counts.wrong++;
          }
        }
      }
    }
    wrong += counts.wrong;
    console.log(
      `${path}: ${counts.classes} classes, ${counts.offers} offers, ${counts.written} written, ${counts.wrong} of them wrong`,
    );
    for (const [reason, count] of reasons) console.log(`  ${count} × ${reason}`);
  }
  if (wrong > 0) process.exitCode = 1;
}

/** One subject for each class of a file's module, at its name. */
function* subjectsOf({ project, texts }: Folder, path: string): Iterable<Subject> {
  const file = new SourceFile(path, texts.get(path)!);
  const { regions } = file;
  file.close();
  const settingsOf = (each: string) => settingsForFile(each, each, DEFAULT_SETTINGS, RULES);
  for (const { region, start, owner } of regions) {
    const facts = owner ? null : readClassRegion(region);
    if (!facts) continue;
    yield {
      ...{ file, offset: start + facts.nameSpan.start, settings: settingsOf(path), settingsOf },
      ...{
        project: project.view(path),
        whole: project,
        viewOf: (each) => project.view(each),
        paths: [...texts.keys()],
      },
    };
  }
}

/** What is wrong with what was written. */
function judge(folder: Folder, { files }: Generation, isShown: boolean): string[] {
  const complaints: string[] = [];
  const before = new Map(files.map(({ path }) => [path, folder.texts.get(path)]));
  const old = new Set(files.flatMap(({ path }) => problemsIn(folder, path)));
  for (const { path, edits, importEdits, snippet } of files) {
    const own = snippet ? edits.map((each) => ({ ...each, newText: plainText(each.newText) })) : edits;
    const text = applyEdits(before.get(path) ?? '', sortEdits([...importEdits, ...own]));
    if (isShown) console.log(`--- ${path}\n${own.map(({ newText }) => newText).join('\n…\n')}`);
    const file = new SourceFile(path, text);
    const was = before.get(path) === undefined || parses(path, before.get(path)!);
    if (was && !file.parses) complaints.push(`${path} does not parse`);
    file.close();
    folder.texts.set(path, text);
    inform(folder.project, path, text);
  }
  for (const { path } of files) {
    complaints.push(...problemsIn(folder, path).filter((each) => !old.has(each)));
  }
  for (const [path, text] of before) {
    if (text === undefined) {
      folder.texts.delete(path);
      folder.project.delete(path);
    } else {
      folder.texts.set(path, text);
      inform(folder.project, path, text);
    }
  }
  return complaints;
}

function parses(path: string, text: string): boolean {
  const file = new SourceFile(path, text);
  const { parses } = file;
  file.close();
  return parses;
}

/** The problems of a file without their places; tests are another generator's matter. */
function problemsIn(folder: Folder, path: string): string[] {
  const text = folder.texts.get(path);
  if (text === undefined) return [];
  const file = new SourceFile(path, text);
  const problems = strictLinter(RULES).lint(requestFor(folder, file, RULES, { preset: 'strict' }));
  file.close();
  return problems
    .filter(({ rule }) => rule.id !== 'untested-route')
    .map(({ rule, message }) => `${path} ${rule.id}: ${message}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
