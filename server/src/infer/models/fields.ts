// What a field of a Pydantic model says by its annotation and value: whether it is required, its `Field(…)` and where it is.
// Must not know rules; texts as they are written are all that is read.
import { type AnnotationPart, readAnnotation } from '../../facts/annotation';
import type { ModelField } from '../../project/modelClasses';

/** The call of `Field` in a field's value or in its `Annotated`. */
const FIELD_CALL = /\b(?:pydantic\.)?Field\s*\(/;

/** Whether an object must be given a value for a field (Pydantic docs, "Required fields"). */
export function isRequired({ annotation, value }: Pick<ModelField, 'annotation' | 'value'>): boolean {
  if (
    annotation !== null &&
    /\bAnnotated\b/.test(annotation) &&
    FIELD_CALL.test(annotation) &&
    hasDefault(annotation)
  ) {
    return false;
  }
  if (value === null) return true;
  if (value === '...') return true;
  return FIELD_CALL.test(value) ? !hasDefault(value) : false;
}

/** Whether the `Field(…)` in a text gives a default: its first argument, `default=` or `default_factory=`. */
function hasDefault(text: string): boolean {
  const call = /\bField\s*\(([\s\S]*)\)/.exec(text)?.[1] ?? '';
  if (/\bdefault_factory\s*=/.test(call)) return true;
  const named = /\bdefault\s*=\s*(\.\.\.)?/.exec(call);
  if (named) return named[1] === undefined;
  const first = call.trim();
  return (
    first !== '' &&
    !first.startsWith('...') &&
    !/^\**\w+\s*=[^=]/.test(first) &&
    !first.startsWith('**') &&
    !text.includes('Annotated')
  );
}

/** Whether an annotation allows `None`. */
export function allowsNone(annotation: string): boolean {
  const part = readAnnotation(annotation);
  return part !== null && partAllowsNone(part);
}

function partAllowsNone(part: AnnotationPart): boolean {
  switch (part.kind) {
    case 'none':
      return true;
    case 'union':
      return part.members.some(partAllowsNone);
    case 'quoted':
      return partAllowsNone(part.inner);
    case 'name':
      return /(^|\.)Any$/.test(part.name);
    case 'generic':
      if (/(^|\.)Optional$/.test(part.name)) return true;
      return /(^|\.)(Union|Annotated)$/.test(part.name) && part.arguments.some(partAllowsNone);
    default:
      return false;
  }
}
