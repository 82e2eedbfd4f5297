// Generators in an open document: what they offer at a place, and what they write as an edit of the workspace.
// Must not know what is generated, nor which request asks.
import {
  CreateFile,
  type Position,
  type SnippetTextEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { GENERATORS } from '../generators';
import { applyEdits, plainText, sortEdits } from '../linter/edits';
import type { FileTexts, GeneratedFile, Generation, Generator, Offer, Subject } from '../linter/generation';
import type { OpenDocument } from './document';
import { plainEdit, snippetEdits, withAnnotation, workspaceEdit } from './edits';
import { LineIndex } from './lineIndex';
import { uriOf } from './paths';
import type { Session } from './session';

/** An offer and whose it is. */
export interface PlacedOffer {
  readonly generator: Generator;
  readonly offer: Offer;
  readonly subject: Subject;
}

/** What is written, or in a sentence why nothing is. */
export type Written =
  | { readonly edit: WorkspaceEdit; readonly title: string; readonly uri: string; readonly position: Position }
  | { readonly why: string };

/** What generators offer at an offset of a document; one that crashes costs its own offers alone. */
export function offersAt(
  document: OpenDocument,
  offset: number,
  session: Session,
  generators: readonly Generator[] = GENERATORS,
): PlacedOffer[] {
  // In a template's folders (`{{ cookiecutter.slug }}`) no module has a name yet.
  if (!document.isPython || document.path.includes('{{')) return [];
  const subject = subjectOf(document, offset, session);
  return generators.flatMap((generator) => {
    try {
      return generator.offers(subject).map((offer) => ({ generator, offer, subject }));
    } catch (error) {
      logCrash(generator, document, error, session);
      return [];
    }
  });
}

function subjectOf(document: OpenDocument, offset: number, { workspace }: Session): Subject {
  const folder = workspace.homeOf(document);
  const { project: whole } = folder;
  const { file, settings, project } = workspace.requestFor(document);
  return {
    file,
    offset,
    settings,
    project,
    whole,
    viewOf: (path) => whole.view(path),
    settingsOf: (path) => folder.settingsOf(path).file,
    paths: [...whole.paths],
  };
}

/** How often a generator may ask for texts that it has not seen yet. */
const MOST_ROUNDS = 20;

/**
 * Writes an offer.
 * @param asks whether the person is asked before files other than the one at hand are changed
 * @returns null when the document changed meanwhile
 */
export async function writeOffer(
  { generator, offer, subject }: PlacedOffer,
  document: OpenDocument,
  session: Session,
  asks: 'elsewhere' | 'several',
): Promise<Written | null> {
  const { version } = document;
  const { others, workspace } = session;
  const wanted = new Set<string>();
  const textOf = (path: string): string | null => {
    if (!workspace.documentAt(path) && !others.isPrepared(path)) wanted.add(path);
    return others.textOf(path);
  };
  const files: FileTexts = { read: textOf, exists: (path) => textOf(path) !== null };
  for (let round = 0; ; round++) {
    wanted.clear();
    let made: Generation | { readonly why: string };
    try {
      made = generator.write(offer, subject, files);
    } catch (error) {
      logCrash(generator, document, error, session);
      return { why: `${generator.title} failed; the output of Fastidious says how.` };
    }
    if (wanted.size === 0 || round === MOST_ROUNDS) {
      return 'why' in made ? made : asEdit(made, document, session, asks);
    }
    await others.prepare(wanted);
    if (document.version !== version || !workspace.isOpen(document)) return null;
  }
}

function asEdit(made: Generation, document: OpenDocument, session: Session, asks: 'elsewhere' | 'several'): Written {
  const { features } = session;
  const changesFiles = made.files.some(({ isNew }) => isNew);
  if (changesFiles && !(features.documentChanges && features.createsFiles)) {
    return { why: 'The editor cannot create files for a language server.' };
  }
  const changes: NonNullable<WorkspaceEdit['documentChanges']> = [];
  for (const file of made.files) {
    const change = changeOf(file, document, session);
    if (!change) return { why: `${file.path} cannot be read.` };
    if (file.isNew) changes.push(CreateFile.create(change.textDocument.uri));
    if (change.edits.length > 0) changes.push(change);
  }
  const edit = changesFiles
    ? { documentChanges: changes }
    : workspaceEdit(
        changes.filter((each) => 'edits' in each),
        features,
      );
  const first = made.files[0];
  if (!first) return { why: 'There is nothing to write.' };
  const isElsewhere = made.files.some(({ path }) => path !== document.path);
  const isAsked = asks === 'elsewhere' ? isElsewhere : isElsewhere && made.files.length > 1;
  const lines = new LineIndex(textAfter(first, session));
  return {
    edit: isAsked ? withAnnotation(edit, { label: made.title, needsConfirmation: true }, features) : edit,
    title: made.title,
    uri: session.workspace.documentAt(first.path)?.uri ?? uriOf(first.path),
    position: lines.positionAt(first.cursor - hiddenIn(first.path, session)),
  };
}

function changeOf(
  file: GeneratedFile,
  document: OpenDocument,
  { workspace, others, features }: Session,
): { textDocument: { uri: string; version: number | null }; edits: (TextEdit | SnippetTextEdit)[] } | null {
  const open = workspace.documentAt(file.path);
  const text = file.isNew ? '' : others.textOf(file.path);
  if (text === null) return null;
  const hidden = hiddenIn(file.path, { workspace, others });
  const lines = open?.lines ?? new LineIndex(text.slice(hidden));
  const textDocument = { uri: open?.uri ?? uriOf(file.path), version: open?.version ?? null };
  const asPlain = (edit: GeneratedFile['edits'][number]): TextEdit =>
    plainEdit({ ...edit, start: Math.max(0, edit.start - hidden), end: Math.max(0, edit.end - hidden) }, lines);
  const asSnippets = file.snippet && open === document && features.snippetEdits && features.documentChanges;
  const own = asSnippets
    ? snippetEdits(file.edits, document).map(
        ({ range, snippet }): SnippetTextEdit => ({ range, snippet: { kind: 'snippet', value: snippet } }),
      )
    : file.edits.map((edit) => asPlain(file.snippet ? { ...edit, newText: plainText(edit.newText) } : edit));
  return { textDocument, edits: [...own, ...file.importEdits.map(asPlain)] };
}

/** The byte order mark that editors take off a file that they open. */
function hiddenIn(path: string, { workspace, others }: Pick<Session, 'workspace' | 'others'>): number {
  return !workspace.documentAt(path) && others.textOf(path)?.startsWith('\ufeff') ? 1 : 0;
}

function textAfter(file: GeneratedFile, { others }: Session): string {
  const edits = file.edits.map((each) => (file.snippet ? { ...each, newText: plainText(each.newText) } : each));
  const text = file.isNew ? '' : (others.textOf(file.path) ?? '');
  return applyEdits(text, sortEdits([...file.importEdits, ...edits])).replace(/^\ufeff/, '');
}

function logCrash({ id }: Generator, { path }: OpenDocument, error: unknown, { connection }: Session): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  connection.console.error(`The generator ${id} failed on ${path}: ${detail}`);
}
