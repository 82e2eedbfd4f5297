// A file into which a generator writes: code goes to its end, behind a definition or into a class, with the imports that it needs.
// Must not know what is written. Code comes with `\n` and four spaces a step; the file's own habits are kept here.
import { readClassRegion } from '../facts/classes';
import { type PlacedRegion, SourceFile } from '../facts/sourceFile';
import type { ProjectView } from '../project/view';
import { EditedText } from './composeEdits';
import { applyEdits, newlineOf, plainText, sortEdits } from './edits';
import type { GeneratedFile } from './generation';
import { importEdits } from './importEdits';
import { collectImports, type ImportCollector } from './imports';
import { lineEnd } from './lines';
import { indentUnitOf } from './lint';
import type { Edit } from './rule';

/** A file under a generator's hands. Nothing in it is written over. */
export interface FileDraft {
  readonly path: string;
  readonly isNew: boolean;
  /** The file as it stands; without a text for a new one. Its regions may be read, its tree is freed. */
  readonly file: SourceFile;
  /** Names of imports, and what is still to be imported. */
  readonly imports: ImportCollector;
  /** Whether the module binds a name, or a piece of this draft was given it by `freeName`. */
  has(name: string): boolean;
  /** The name itself where nothing has it, else with a number behind: `test_read_user_2`. It counts as taken from then on. */
  freeName(name: string): string;
  /** The docstring of a new file, as Python writes it, quotes included. */
  describe(docstring: string): void;
  /**
   * Writes definitions at the end of the module, before an `if __name__ == "__main__":` that ends it, two blank lines in between.
   * @param isMain whether the cursor may go there: not to what the code only needs besides
   */
  append(code: string, isMain?: boolean): void;
  /** The same behind a definition of the module. */
  insertAfter(placed: PlacedRegion, code: string): void;
  /** Writes members at the end of a class of the module, a blank line in front; false where there is no such class. */
  appendToClass(className: string, code: string): boolean;
  /** Writes text as it is at an offset of the file. */
  insert(offset: number, text: string): void;
  /** Writes text in place of a stretch of the file. */
  replace(start: number, end: number, text: string): void;
  /** What came of it. */
  finish(): GeneratedFile;
}

/** How a file is drafted. */
export interface DraftOptions {
  /** Whether the code is written as snippets, in the file in which the cursor stands. */
  readonly snippet?: boolean;
  /** Whether a module is one of the project's that is yet to be made: its imports stand with the project's. */
  readonly isToCome?: (module: string) => boolean;
}

/**
 * Opens a file for a generator.
 * @param text null for a file that is to be made
 */
export function draftFile(
  path: string,
  text: string | null,
  project: ProjectView,
  options: DraftOptions = {},
): FileDraft {
  return new Draft(path, text, project, options);
}

class Draft implements FileDraft {
  readonly isNew: boolean;
  readonly file: SourceFile;
  readonly imports: ImportCollector;
  private readonly newline: string;
  private readonly unit: string;
  private readonly inserted: Edit[] = [];
  private readonly appended: { readonly code: string; readonly isMain: boolean }[] = [];
  private readonly given = new Set<string>();
  private docstring: string | null = null;

  constructor(
    readonly path: string,
    text: string | null,
    private readonly project: ProjectView,
    private readonly options: DraftOptions,
  ) {
    this.isNew = text === null;
    this.file = parse(path, text ?? '');
    this.newline = newlineOf(this.file.text);
    this.unit = indentUnitOf(this.file.text);
    this.imports = collectImports(this.file, project);
  }

  has(name: string): boolean {
    return this.given.has(name) || this.project.binding(name) !== null;
  }

  freeName(name: string): string {
    let free = name;
    for (let i = 2; this.has(free); i++) free = `${name}_${i}`;
    this.given.add(free);
    return free;
  }

  describe(docstring: string): void {
    this.docstring = docstring;
  }

  append(code: string, isMain = true): void {
    this.appended.push({ code: this.styled(trimLines(code)), isMain });
  }

  insertAfter(placed: PlacedRegion, code: string): void {
    const at = lineEnd(this.file.text, placed.end);
    const gap = this.newline.repeat(3);
    this.insertStyled(at, gap + this.styled(trimLines(code)));
  }

  appendToClass(className: string, code: string): boolean {
    const { regions, text } = this.file;
    const found = regions.findLast((each) => !each.owner && readClassRegion(each.region)?.name === className);
    if (!found) return false;
    const at = text.slice(0, found.end).trimEnd().length;
    const indented = trimLines(code).replace(/^(?=.)/gm, '    ');
    this.insertStyled(lineEnd(text, at), this.newline.repeat(2) + this.styled(indented));
    return true;
  }

  insert(offset: number, text: string): void {
    this.insertStyled(offset, text.replace(/\r?\n/g, this.newline));
  }

  replace(start: number, end: number, text: string): void {
    this.inserted.push({ start, end, newText: text.replace(/\r?\n/g, this.newline) });
  }

  finish(): GeneratedFile {
    const { path, isNew, file, newline } = this;
    const snippet = this.options.snippet ?? false;
    if (isNew) {
      const head = this.docstring === null ? '' : this.docstring.replace(/\r?\n/g, newline) + newline;
      const edits = this.importsOf(parse(path, head));
      const text = applyEdits(head, edits);
      const { start, newText } = this.appendEdit(parse(path, text), 0) ?? { start: text.length, newText: '' };
      const whole = text.slice(0, start) + newText + text.slice(start);
      const edit = { start: 0, end: 0, newText: whole };
      return {
        path,
        isNew,
        edits: [edit],
        importEdits: [],
        snippet: false,
        cursor: this.mainPlace(whole, newText === '' ? 0 : start),
      };
    }
    const imports = this.importsOf(file);
    if (snippet) {
      const appended = this.appendEdit(file, 0);
      const edits = sortEdits(appended ? [...this.inserted, appended] : this.inserted);
      const plain = edits.map((edit) => ({ ...edit, newText: plainText(edit.newText) }));
      const cursor = cursorAfter(file.text, [...imports, ...plain], plain[0]);
      return { path, isNew, edits, importEdits: imports, snippet, cursor };
    }
    // The end of the file may be where the imports go: they come first, what is appended behind them.
    const first = sortEdits([...imports, ...this.inserted]);
    const between = applyEdits(file.text, first);
    const edited = new EditedText(file.text.length);
    edited.apply(first);
    const appended = this.appended.length > 0 ? this.appendEdit(parse(path, between), 0) : null;
    if (appended) edited.apply([appended]);
    const shown = appended
      ? this.mainPlace(applyEdits(between, [appended]), appended.start)
      : cursorAfter(file.text, first, sortEdits(this.inserted)[0]);
    return { path, isNew, edits: edited.edits(), importEdits: [], snippet, cursor: shown };
  }

  private importsOf(file: SourceFile): Edit[] {
    const { isToCome } = this.options;
    const isOwn = (module: string): boolean => this.project.holdsModule(module) || (isToCome?.(module) ?? false);
    return sortEdits(importEdits(file, this.imports.requested, this.newline, undefined, isOwn));
  }

  /** The appended code as one edit of a text; null where there is none. */
  private appendEdit({ text, regions }: SourceFile, from: number): Edit | null {
    if (this.appended.length === 0) return null;
    const { newline } = this;
    const [one, two] = [newline.repeat(2), newline.repeat(3)];
    const code = this.appended.map((piece) => piece.code).join(two);
    const last = regions.findLast(({ region }) => region.node.type !== 'comment');
    if (last && isMainBlock(last)) {
      return { start: last.start, end: last.start, newText: code + two };
    }
    // A statement behind statements is one blank line away, whatever has to do with definitions two.
    const gap = last?.region.kind === 'statement' && !/^(@|(async )?def |class )/.test(code) ? one : two;
    const end = text.trimEnd().length;
    const at = Math.max(end, from, text.startsWith('\ufeff') ? 1 : 0);
    const isEmpty = text.slice(0, at).replace('\ufeff', '') === '';
    const tail = /\n/.test(text.slice(at)) ? '' : newline;
    return { start: at, end: at, newText: (isEmpty ? '' : gap) + code + tail };
  }

  /** Where the first piece that is more than an aid stands in a text, behind an offset. */
  private mainPlace(text: string, from: number): number {
    const main = this.appended.find(({ isMain }) => isMain);
    const at = main ? text.indexOf(main.code, from) : -1;
    return at < 0 ? firstCode(text, from) : at;
  }

  private insertStyled(at: number, newText: string): void {
    const known = this.inserted.findIndex((each) => each.start === at && each.end === at);
    if (known < 0) this.inserted.push({ start: at, end: at, newText });
    else this.inserted[known] = { start: at, end: at, newText: this.inserted[known]!.newText + newText };
  }

  /** Code with the file's line breaks and indentation. */
  private styled(code: string): string {
    const { unit, newline } = this;
    return code.replace(/^(?: {4})+/gm, (steps) => unit.repeat(steps.length / 4)).replace(/\r?\n/g, newline);
  }
}

/** A file that is read and not edited: its tree is freed at once. */
function parse(path: string, text: string): SourceFile {
  const file = new SourceFile(path, text);
  void file.regions;
  file.close();
  return file;
}

function trimLines(code: string): string {
  return code.replace(/^\n+|\s+$/g, '');
}

function isMainBlock({ region }: PlacedRegion): boolean {
  return region.node.type === 'if_statement' && /^if\s*\(?\s*__name__\b/.test(region.text);
}

/** The first character behind an offset that is no white space. */
function firstCode(text: string, from: number): number {
  return from + /^\s*/.exec(text.slice(from))![0].length;
}

/** Where an edit's first word stands when all edits are made. */
function cursorAfter(text: string, edits: readonly Edit[], main: Edit | undefined): number {
  if (!main) return 0;
  const before = edits.filter((each) => each !== main && each.start <= main.start);
  const shift = before.reduce((sum, { start, end, newText }) => sum + newText.length - (end - start), 0);
  return firstCode(applyEdits(text, sortEdits(edits)), main.start + shift);
}
