// The snippets that may take the place of a word that stands alone on its line, each made for the place, with its imports.
// Must not know the protocol, nor what the snippets say.
import { readCursor } from '../facts/cursor';
import { SourceFile } from '../facts/sourceFile';
import { judgedDocstring } from '../infer/docstring/judged';
import { insertEntries, insertSection } from '../infer/docstring/merge';
import { asksForSections, sectionOf } from '../infer/docstring/required';
import { mergeLayout, writtenEdits } from '../infer/docstring/rewrite';
import type { RequireSections } from '../infer/docstring/subject';
import { undocumentedExceptions } from '../infer/docstring/undocumentedExceptions';
import { readPathSettings } from '../infer/pathSettings';
import { writeModels } from '../infer/snippets/models';
import type { PlacedSnippet, SnippetPlace, SnippetWriter } from '../infer/snippets/place';
import { writeRaise } from '../infer/snippets/raise';
import { ROUTE_PREFIXES, writeRoutes } from '../infer/snippets/routes';
import { writeTest } from '../infer/snippets/test';
import type { Project } from '../project/project';
import { newlineOf, plainText, sortEdits } from './edits';
import { functionAt } from './functionAt';
import { importEdits } from './importEdits';
import { collectImports } from './imports';
import { indentOf, indentUnitOf, type LintRequest } from './lint';
import type { Edit } from './rule';

/** Words that bring snippets, whether they do at the beginning of a line or behind white space, and who writes them. */
interface KnownWriter {
  readonly prefixes: readonly string[];
  readonly where: 'module' | 'block';
  readonly write: SnippetWriter;
}

const WRITERS: readonly KnownWriter[] = [
  { prefixes: Object.values(ROUTE_PREFIXES), where: 'module', write: writeRoutes },
  { prefixes: ['fa-models'], where: 'module', write: writeModels },
  { prefixes: ['fa-test'], where: 'module', write: writeTest },
  { prefixes: ['fa-test'], where: 'block', write: writeTest },
  { prefixes: ['fa-raise'], where: 'block', write: writeRaise },
];

/** All words that bring snippets. */
export const SNIPPET_PREFIXES: readonly string[] = [...new Set(WRITERS.flatMap(({ prefixes }) => prefixes))];

/** A snippet for the place, in the offsets of the file as it is and with its line breaks. */
export interface TypedSnippet extends Pick<PlacedSnippet, 'prefix' | 'detail'> {
  /** What it replaces: the word. */
  readonly edit: Edit;
  /** Elsewhere in the file: imports, an entry of the docstring around it. */
  readonly otherEdits: readonly Edit[];
  /** Its text without tab stops, as it will read. */
  readonly preview: string;
}

/** The word at the end of a line's beginning, where nothing else stands there; null anywhere else. */
export function typedWord(lineBefore: string): string | null {
  return /^[ \t]*((?:[A-Za-z][\w-]*)?)$/.exec(lineBefore)?.[1] ?? null;
}

/** Whether a line's beginning may become a snippet: a look at its letters, for most requests come from other places. */
export function mayBringSnippet(lineBefore: string): boolean {
  return writersFor(lineBefore).length > 0;
}

function writersFor(lineBefore: string): readonly KnownWriter[] {
  const word = typedWord(lineBefore);
  if (word === null) return [];
  const place = lineBefore.length > word.length ? 'block' : 'module';
  return WRITERS.filter(({ prefixes, where }) => where === place && prefixes.some((prefix) => brings(word, prefix)));
}

/** A word begins the whole of a prefix, or with at least two letters its last part. */
function brings(word: string, prefix: string): boolean {
  const lower = word.toLowerCase();
  return prefix.startsWith(lower) || (lower.length > 1 && prefix.slice(prefix.indexOf('-') + 1).startsWith(lower));
}

/**
 * The snippets for the word that ends at an offset, the likeliest first.
 * @param whole the project of the file
 */
export function typedSnippets(
  { file, settings, project }: Pick<LintRequest, 'file' | 'settings' | 'project'>,
  offset: number,
  whole: Project,
): TypedSnippet[] {
  const { text } = file;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const word = typedWord(text.slice(lineStart, offset));
  if (word === null || settings.isStub || /\S/.test(/^[^\r\n]*/.exec(text.slice(offset))![0])) return [];
  const start = offset - word.length;
  const writers = writersFor(text.slice(lineStart, offset));
  if (writers.length === 0 || !isStatement(file, start)) return [];
  // What is typed need not parse: the place is read with an empty statement in its stead.
  const mended = new SourceFile(file.path, `${text.slice(0, start)}pass${text.slice(offset)}`);
  try {
    const found = functionAt(mended, start);
    const inside = found && start > found.placed.start + found.target.facts.body.start ? found.target.facts : null;
    const indent = text.slice(lineStart, start);
    const place: SnippetPlace = {
      ...{ file: mended, offset: start, indent, indentUnit: indentUnitOf(text), project, whole, inside },
      ...{ isTest: settings.isTest, python: settings.python, pydantic: settings.manifest.dependencies.pydantic },
      pathSettings: readPathSettings(settings),
      isModule: indent === '' && inside === null,
    };
    const before = mended.regions.findLast((each) => each.start <= start)?.start ?? 0;
    const imports = collectImports(mended, project, before);
    const newline = newlineOf(text);
    return writers.flatMap(({ write }) =>
      write(place, () => imports.fork()).flatMap((draft): TypedSnippet[] => {
        if (!brings(word, draft.prefix)) return [];
        const asked = draft.imports.requested;
        const isOwn = (module: string): boolean => project.holdsModule(module);
        const others = [
          ...importEdits(mended, asked, newline, before, isOwn),
          ...(draft.raises ? documentRaise(draft, place, settings) : []),
        ];
        const written = draft.text.replace(/\n(?!\n|$)/g, `\n${indent}`).replace(/\n/g, newline);
        // What is put right before the word would meet the word's own edit.
        const touching = others.filter((edit) => edit.end >= start);
        return [
          {
            prefix: draft.prefix,
            detail: draft.detail,
            edit: { start, end: offset, newText: touching.map(({ newText }) => newText).join('') + written },
            otherEdits: sortEdits(others.filter((edit) => edit.end < start)),
            preview: plainText(draft.text),
          },
        ];
      }),
    );
  } finally {
    mended.close();
  }
}

/** Whether a place is outside brackets, strings and comments, by the letters since the statement around it began. */
function isStatement(file: SourceFile, offset: number): boolean {
  const region = file.regions.findLast(({ start }) => start <= offset);
  const cursor = readCursor(file.text, region?.start ?? 0, offset);
  return cursor.string === null && !cursor.isInComment && cursor.open.length === 0;
}

/** The edit of the docstring around a snippet that announces what the snippet raises, where the docstring is held to that. */
function documentRaise(
  { text, raises }: PlacedSnippet,
  { file, offset, project }: SnippetPlace,
  settings: LintRequest['settings'],
): Edit[] {
  const raised = plainText(text);
  const after = new SourceFile(
    file.path,
    file.text.slice(0, offset) + raised + file.text.slice(offset + 'pass'.length),
  );
  try {
    const found = functionAt(after, offset);
    if (!found || !raises) return [];
    const { placed, target } = found;
    const { facts, owner } = target;
    const doc = judgedDocstring(target, settings);
    const known = doc && sectionOf(doc, 'raises');
    const option = settings.option<RequireSections>('docstrings.requireSections');
    if (!doc || !(known || asksForSections(doc, option))) return [];
    const missing = undocumentedExceptions(doc, { facts, owner, project }).some(({ name }) => name === raises.name);
    if (!missing) return [];
    const around = { indent: indentOf(placed, after.text), indentUnit: indentUnitOf(after.text) };
    const layout = mergeLayout(doc, facts, around);
    const entry = `${raises.name}: ${raises.description}`;
    const edits = known
      ? insertEntries(doc, known, [raises.name], [], layout)
      : [insertSection(doc, 'raises', [['Raises:'], [`${layout.indentUnit}${entry}`]], layout)];
    return writtenEdits(doc, edits, facts, layout, 'text').map((edit) => ({
      start: placed.start + edit.start,
      end: placed.start + edit.end,
      newText: edit.newText.replace(`${raises.name}: ${'Description.'}`, entry).replace(/\n/g, newlineOf(after.text)),
    }));
  } finally {
    after.close();
  }
}
