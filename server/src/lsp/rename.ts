// `textDocument/prepareRename` and `textDocument/rename` of path parameters: in paths, handlers, docstrings and calls at once.
// Must not know what belongs together. Anywhere else the answer is null, so that other servers' renaming goes on.
import {
  type CancellationToken,
  LSPErrorCodes,
  type Range,
  type RenameParams,
  ResponseError,
  type TextDocumentEdit,
  type TextDocumentPositionParams,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { SourceFile } from '../facts/sourceFile';
import { gatherParameter, type ParameterGroup } from '../infer/pathParameterGroup';
import {
  handlerAt,
  namesInPath,
  parameterAt,
  parameterInPath,
  renameInCallers,
  renameInHandler,
  whyNoName,
} from '../infer/renameParameter';
import type { Project } from '../project/project';
import { locate, routeListOf } from '../project/routes';
import type { PlaceRef } from '../project/routing/things';
import type { Span } from '../syntax/node';
import type { OpenDocument } from './document';
import { plainEdit, workspaceEdit } from './edits';
import { breathe, readText } from './host';
import { LineIndex } from './lineIndex';
import { uriOf } from './paths';
import type { Session } from './session';

/** A parameter that somebody points at, and where its name or its handler's is written. */
interface Pointed {
  readonly name: string;
  readonly span: Span;
  readonly from: PlaceRef;
}

/** Says what would be renamed; null where that is no path parameter, an error with the reason where it cannot be. */
export async function prepareRename(
  params: TextDocumentPositionParams,
  session: Session,
  token: CancellationToken,
): Promise<{ range: Range; placeholder: string } | null> {
  const asked = await askedFor(params, session, token);
  return asked && { range: asked.document.rangeOf(asked.pointed.span), placeholder: asked.pointed.name };
}

/** Writes the edit; an error with the reason where a name cannot be taken. */
export async function rename(
  params: RenameParams,
  session: Session,
  token: CancellationToken,
): Promise<WorkspaceEdit | null> {
  const asked = await askedFor(params, session, token);
  if (!asked) return null;
  const { document, group, project } = asked;
  const { newName } = params;
  const why = whyNoName(newName);
  if (why !== null) throw refused(why);
  if (newName === group.name) return { documentChanges: [] };
  const clash = group.operations.find(({ path }) => namesInPath(path, newName).length > 0);
  if (clash) throw refused(`"${clash.method} ${clash.path}" has {${newName}} already.`);
  const files = new RenamedFiles(session);
  try {
    await renamePaths(group, project, files);
    await renameHandlers(group, newName, project, files);
    await renameCalls(group, project, files, session, token);
    if (token.isCancellationRequested) return null;
    return workspaceEdit(files.changes(newName, document.uri), session.features);
  } finally {
    files.close();
  }
}

function refused(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}

async function askedFor(
  { textDocument, position }: TextDocumentPositionParams,
  { workspace, preparation }: Session,
  token: CancellationToken,
): Promise<{ document: OpenDocument; pointed: Pointed; group: ParameterGroup; project: Project } | null> {
  const document = workspace.document(textDocument.uri);
  if (!document) return null;
  await preparation.of(document);
  if (!workspace.isOpen(document) || token.isCancellationRequested) return null;
  const { project } = workspace.homeOf(document);
  const offset = document.lines.offsetAt(position);
  const pointed = inPaths(document, offset, project) ?? inHandlers(document, offset, project);
  const group = pointed && gatherParameter(project, pointed.name, pointed.from);
  if (typeof group === 'string') throw refused(group);
  return pointed && group ? { document, pointed, group, project } : null;
}

function inPaths({ path, text }: OpenDocument, offset: number, project: Project): Pointed | null {
  for (const { steps } of routeListOf(project).operations) {
    for (const { thing } of steps) {
      for (const { place, value } of thing.kind === 'text' ? thing.pieces : []) {
        const found = place?.path === path ? locate(project, place) : null;
        if (!place || !found || offset < found.start || offset > found.end) continue;
        // With escapes in it the text is not as long as what is written.
        const parameter =
          text.slice(found.start, found.end) === value ? parameterInPath(value, offset - found.start) : null;
        if (!parameter) continue;
        const span = { start: parameter.span.start + found.start, end: parameter.span.end + found.start };
        return { name: parameter.name, span, from: place };
      }
    }
  }
  return null;
}

function inHandlers({ path, file }: OpenDocument, offset: number, project: Project): Pointed | null {
  const seen = new Set<number>();
  for (const { route } of routeListOf(project).operations) {
    const found = route.handler.place?.path === path ? locate(project, route.handler.place) : null;
    if (!found || seen.has(found.start)) continue;
    seen.add(found.start);
    const handler = handlerAt(file, found.start);
    if (!handler || offset > handler.base + handler.facts.whole.end || offset < handler.base) continue;
    const parameter = parameterAt(handler, offset);
    if (parameter) return { ...parameter, from: route.handler.place! };
  }
  return null;
}

/** The files that a renaming changes, as the editor has them, else as the disk has them. */
class RenamedFiles {
  private readonly files = new Map<
    string,
    { file: SourceFile; open: OpenDocument | null; version: number | null; spans: Map<number, Span> }
  >();

  constructor(private readonly session: Session) {}

  /** @throws when the file cannot be read */
  async file(path: string): Promise<SourceFile> {
    const known = this.files.get(path);
    if (known) return known.file;
    const open = this.session.workspace.documentAt(path);
    const text = open ? null : await readText(this.session.host, path);
    if (!open && text === null) throw refused(`${path} cannot be read.`);
    const file = open?.file ?? new SourceFile(path, text!);
    this.files.set(path, { file, open, version: open?.version ?? null, spans: new Map() });
    return file;
  }

  /** Puts the new name in the place of a stretch of a file that was read. */
  add(path: string, spans: readonly Span[]): void {
    for (const { start, end } of spans) this.files.get(path)!.spans.set(start, { start, end });
  }

  /** The edits, those of one document first. */
  changes(newName: string, first: string): TextDocumentEdit[] {
    const changed = [...this.files].filter(([, { spans }]) => spans.size > 0);
    const all = changed.map(([path, { file, open, version, spans }]): TextDocumentEdit => {
      if (open && open.version !== version) {
        throw new ResponseError(LSPErrorCodes.ContentModified, 'A file changed meanwhile; try again.');
      }
      const lines = open?.lines ?? new LineIndex(file.text);
      const edits = [...spans.values()]
        .sort((one, other) => one.start - other.start)
        .map((span) => plainEdit({ ...span, newText: newName }, lines));
      return { textDocument: { uri: open?.uri ?? uriOf(path), version }, edits };
    });
    return all.sort((one, other) => Number(other.textDocument.uri === first) - Number(one.textDocument.uri === first));
  }

  close(): void {
    for (const { file, open } of this.files.values()) if (!open) file.close();
  }
}

async function renamePaths({ name, texts }: ParameterGroup, project: Project, files: RenamedFiles): Promise<void> {
  for (const { place, text } of texts) {
    const file = await files.file(place.path);
    const found = locate(project, place);
    if (!found || file.text.slice(found.start, found.end) !== text) {
      throw refused(
        `"${text}" in ${place.path} is written with escapes, or the file changed: rename it there by hand.`,
      );
    }
    files.add(
      place.path,
      namesInPath(text, name).map(({ start, end }) => ({ start: start + found.start, end: end + found.start })),
    );
  }
}

async function renameHandlers(
  { name, handlers }: ParameterGroup,
  newName: string,
  project: Project,
  files: RenamedFiles,
): Promise<void> {
  for (const { name: handlerName, place } of handlers) {
    const { path } = place!;
    const file = await files.file(path);
    const found = locate(project, place);
    const handler = found && handlerAt(file, found.start);
    if (handler?.facts.name !== handlerName) throw refused(`${path} changed: try again.`);
    const spans = renameInHandler(handler, name, newName, { project: project.view(path), path });
    if (typeof spans === 'string') throw refused(spans);
    files.add(path, spans);
  }
}

/** Calls of the handlers by keyword are in any file that has both words. */
async function renameCalls(
  { name, handlers, operations }: ParameterGroup,
  project: Project,
  files: RenamedFiles,
  session: Session,
  token: CancellationToken,
): Promise<void> {
  const called = handlers.map((handler) => ({ path: handler.place!.path, name: handler.name }));
  const routeNames = new Set(operations.map(({ route }) => route.options.name ?? route.handler.name));
  const words = new Set([...called.map((each) => each.name), ...routeNames]);
  for (const path of [...project.paths]) {
    await breathe(session.host);
    if (token.isCancellationRequested) return;
    const open = session.workspace.documentAt(path);
    const text = open?.text ?? (await readText(session.host, path));
    if (text === null || !text.includes(name) || ![...words].some((word) => text.includes(word))) continue;
    const file = await files.file(path);
    files.add(path, renameInCallers(file, project.view(path), called, routeNames, name));
  }
}
