// Turns what was inferred into fixes: the annotation as text or snippet, its title, whether it is safe.
// Must not know how types are inferred.
import { escapeSnippet } from '../linter/edits';
import type { Fix, FixContext, FunctionTarget } from '../linter/rule';
import type { SignatureEdit } from './annotationEdits';
import type { Evidence } from './evidence';
import { type AnnotationPlace, type WrittenType, writeType } from './printType';
import { readerOf } from './runtimeReaders';

/** How a kind of annotation is offered. */
export interface Offer {
  /** What the title begins with: `Annotate as`, `Annotate return as`. */
  readonly verb: string;
  /** The edit that writes an annotation, given as it is to be written. */
  edit(annotation: string): SignatureEdit;
}

/** The place of an annotation, for inference and printing. */
export function placeOf({ facts, owner }: FunctionTarget, context: FixContext): AnnotationPlace {
  const { region, project, file, imports, text, regionStart } = context;
  return { facts, owner, region, project, python: file.python, imports, text, regionStart };
}

/** A fix that writes an inferred type; null when no name means the type where it would stand. */
export function offerAnnotation(
  { type, doubt }: Evidence,
  { verb, edit }: Offer,
  place: AnnotationPlace,
  context: FixContext,
): Fix | null {
  const written = writeType(type, place);
  if (!written) return null;
  return offerWritten(written, doubt, { verb, edit }, place, context);
}

/** A fix that writes an annotation, whatever it was made from. */
export function offerWritten(
  { text, snippet, hasHole }: WrittenType,
  doubt: string | null,
  { verb, edit }: Offer,
  place: AnnotationPlace,
  context: FixContext,
): Fix {
  const reasons = [doubt, readerOf(place), importReason(place, context)].filter((reason) => reason !== null);
  const remark = reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
  return {
    title: `${verb} "${text}"${remark}`,
    safe: reasons.length === 0 && !hasHole,
    edits: [edit(hasHole ? snippet : text)],
    imports: [...context.imports.requested],
    ...(hasHole ? { snippet: true } : {}),
  };
}

/** A fix that leaves the type to a person: a tab stop; `object`, which takes anything, where there are no tab stops. */
export function offerPlaceholder({ edit }: Offer, title: string, place: AnnotationPlace, context: FixContext): Fix {
  const isShadowed =
    context.project.binding('object') !== null || place.owner?.fields.some(({ name }) => name === 'object');
  const text = isShadowed ? '"object"' : 'object';
  return { title, safe: false, snippet: true, edits: [edit(`\${1:${escapeSnippet(text)}}`)] };
}

/** Importing a class of the project may close a circle of imports: for a person to look at. */
function importReason({ project }: AnnotationPlace, { imports }: FixContext): string | null {
  for (const { module, name } of imports.requested) {
    if (name !== null && project.locate(`${module}.${name}`)) return `imports ${module}`;
    if (name === null && module.includes('.') && project.locate(module)) return `imports ${module}`;
  }
  return null;
}
