// Turns what was inferred into fixes: the annotation as text or snippet, its title, whether it is safe.
// Must not know how types are inferred.
import type { ClassFacts } from '../facts/classes';
import type { FunctionFacts } from '../facts/functions';
import type { SignatureEdit } from './annotationEdits';
import type { Evidence } from './evidence';
import { type AnnotationPlace, type WrittenType, writeType } from './printType';
import { replacementReason } from './replacements';
import { readerOf } from './runtimeReaders';

/** A fix of a signature, as rules hand it out. */
export interface AnnotationFix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly SignatureEdit[];
  readonly imports?: AnnotationPlace['imports']['requested'];
  readonly snippet?: boolean;
}

/** How a kind of annotation is offered. */
export interface Offer {
  /** What the title begins with: `Annotate as`, `Annotate return as`. */
  readonly verb: string;
  /** The edit that writes an annotation, given as it is to be written. */
  edit(annotation: string): SignatureEdit;
}

/** The place of an annotation, for inference and printing, out of what a fix is told. */
export function placeOf(
  { facts, owner }: { readonly facts: FunctionFacts; readonly owner: ClassFacts | null },
  context: Omit<AnnotationPlace, 'facts' | 'owner' | 'python'> & { readonly file: Pick<AnnotationPlace, 'python'> },
): AnnotationPlace {
  const { region, project, file, imports, text, regionStart } = context;
  return { facts, owner, region, project, python: file.python, imports, text, regionStart };
}

/** A fix that writes an inferred type; null when no name means the type where it would stand. */
export function offerAnnotation(
  { type, doubt }: Evidence,
  { verb, edit }: Offer,
  place: AnnotationPlace,
): AnnotationFix | null {
  const written = writeType(type, place);
  if (!written) return null;
  return offerWritten(written, doubt, { verb, edit }, place);
}

/** A fix that writes an annotation, whatever it was made from. */
export function offerWritten(
  { text, snippet, hasHole, conditional }: WrittenType,
  doubt: string | null,
  { verb, edit }: Offer,
  place: AnnotationPlace,
): AnnotationFix {
  const condition = conditional === null ? null : `${conditional} is defined under a condition`;
  const reasons = [...reasonsAgainst(doubt, place), ...(condition === null ? [] : [condition])];
  const remark = remarkOf(reasons);
  return {
    title: `${verb} "${text.replace(/^"(.*)"$/s, '$1')}"${remark}`,
    safe: reasons.length === 0 && !hasHole,
    edits: [edit(hasHole ? snippet : text)],
    imports: [...place.imports.requested],
    ...(hasHole ? { snippet: true } : {}),
  };
}

/** What a person should look at before an annotation is written: empty where it is a safe fix. */
export function reasonsAgainst(doubt: string | null, place: AnnotationPlace): readonly string[] {
  return [doubt, readerOf(place), replacementReason(place), importReason(place)].filter((reason) => reason !== null);
}

/** The same at the end of a fix's title. */
export function remarkOf(reasons: readonly string[]): string {
  return reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
}

/** A fix that leaves the type to a person: a tab stop; `object`, which takes anything, where there are no tab stops. */
export function offerPlaceholder({ edit }: Offer, title: string, place: AnnotationPlace): AnnotationFix {
  const isShadowed =
    place.project.binding('object') !== null || place.owner?.fields.some(({ name }) => name === 'object');
  const text = isShadowed ? '"object"' : 'object';
  return { title, safe: false, snippet: true, edits: [edit(`\${1:${text}}`)] };
}

/** Importing a class of the project may close a circle of imports: for a person to look at. */
function importReason({ project, imports, text }: AnnotationPlace): string | null {
  for (const { module, name } of imports.requested) {
    // Another name of a module that the file imports from closes no new circle.
    if (new RegExp(`^from[ \\t]+${module.replaceAll('.', '\\.')}[ \\t]+import\\b`, 'm').test(text)) continue;
    if (name !== null && project.locate(`${module}.${name}`)) return `imports ${module}`;
    if (name === null && module.includes('.') && project.locate(module)) return `imports ${module}`;
  }
  return null;
}
