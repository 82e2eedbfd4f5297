// `fastidious/generate`: what a generator writes at a position, as an edit, for the palette's commands and for lenses.
// Must not know what is generated.
import type { Position, TextDocumentPositionParams, WorkspaceEdit } from 'vscode-languageserver';
import { generatorOf } from '../generators';
import { offersAt, writeOffer } from './generation';
import type { Session } from './session';

/** What is asked for: a generator by its id, and an offer by its title where it has several. */
export interface GenerateParams extends TextDocumentPositionParams {
  readonly generator: string;
  readonly offer?: string;
}

/** The edit and where the cursor goes; several offers to choose from; or in a sentence why there is nothing. */
export type Generated =
  | { readonly version: number; readonly why: string }
  | { readonly version: number; readonly offers: readonly string[] }
  | {
      readonly version: number;
      readonly title: string;
      readonly edit: WorkspaceEdit;
      readonly uri: string;
      readonly position: Position;
    };

/** Answers the request; null for a document that is not open. */
export async function generate(params: GenerateParams | null, session: Session): Promise<Generated | null> {
  const { workspace } = session;
  const uri = params?.textDocument?.uri;
  const document = typeof uri === 'string' ? workspace.document(uri) : null;
  const generator = typeof params?.generator === 'string' ? generatorOf(params.generator) : null;
  if (!params || !document || !generator) return null;
  await session.preparation.of(document);
  if (!workspace.isOpen(document)) return null;
  const { version } = document;
  const changed = { version, why: 'The file changed meanwhile; ask again.' };
  const offers = offersAt(document, document.lines.offsetAt(params.position), session, [generator]);
  const chosen = params.offer === undefined ? offers : offers.filter(({ offer }) => offer.title === params.offer);
  if (offers.length === 0) return { version, why: `There is nothing here for "${generator.title}".` };
  if (chosen.length === 0) return changed;
  if (chosen.length > 1) return { version, offers: chosen.map(({ offer }) => offer.title) };
  const written = await writeOffer(chosen[0]!, document, session, 'several');
  return written ? { version, ...written } : changed;
}
