// Writes a field of a model as one that may be left out: `name: str = Field(...)` → `name: str | None = Field(None)`.
// Must not know rules.
import type { FieldFacts } from '../../facts/classes';
import { argumentFor, callArguments, dottedName, lastName } from '../../facts/expressions';
import type { SyntaxNode } from '../../syntax/node';
import type { Edit, NameImporter } from './edits';
import { allowsNone } from './fields';

/** The Python that the project runs on, and how a name is had in the file. */
export interface FieldPlace {
  readonly file: { readonly python: readonly [number, number] };
  readonly imports: NameImporter;
}

/** The edits; null where the field is written in a way that cannot be kept. */
export function optionalField({ annotation, value }: FieldFacts, context: FieldPlace): Edit[] | null {
  if (!annotation) return null;
  const edits: Edit[] = [];
  const inner = annotatedType(annotation) ?? annotation;
  if (!allowsNone(inner.text)) {
    if (context.file.python[0] > 3 || context.file.python[1] >= 10) {
      const isQuoted = /^["']/.test(inner.text);
      const end = isQuoted ? inner.end - 1 : inner.end;
      edits.push({ start: end, end, newText: ' | None' });
    } else {
      const name = context.imports.use('typing', 'Optional');
      edits.push(
        { start: inner.start, end: inner.start, newText: `${name}[` },
        { start: inner.end, end: inner.end, newText: ']' },
      );
    }
  }
  if (!value) {
    edits.push({ start: annotation.end, end: annotation.end, newText: ' = None' });
    return edits;
  }
  if (value.type === 'ellipsis') return [...edits, { start: value.start, end: value.end, newText: 'None' }];
  const given = value.type === 'call' && lastName(dottedName(value.child('function')) ?? '') === 'Field';
  const list = given ? value.child('arguments') : null;
  if (!list) return null;
  const named = argumentFor(value, 'default');
  const first = callArguments(value).find(({ name }) => name === null)?.value;
  if (named ?? first) {
    const { start, end } = (named ?? first)!;
    return [...edits, { start, end, newText: 'None' }];
  }
  const at = list.start + 1;
  return [...edits, { start: at, end: at, newText: list.items.length > 0 ? 'None, ' : 'None' }];
}

/** The type in `Annotated[type, …]`; null for another annotation. */
function annotatedType(annotation: SyntaxNode): SyntaxNode | null {
  const match = /^(?:[\w.]*\.)?Annotated\s*\[/.exec(annotation.text);
  if (!match) return null;
  let node: SyntaxNode | undefined = annotation;
  while (node && node.type === 'type') node = node.items[0];
  const parameters = node?.childOfType('type_parameter') ?? null;
  const first = parameters
    ? parameters.items[0]
    : node?.type === 'subscript'
      ? node.childrenIn('subscript')[0]
      : undefined;
  return first ?? null;
}
