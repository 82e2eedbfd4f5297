// Reads a class from its header and the statements of its body: bases, keywords, fields.
// Must not know its methods' bodies (regions of their own) nor what the bases are.
import type { Span, SyntaxNode } from '../syntax/node';
import { dottedName } from './expressions';
import { type DecoratorFacts, findDocstring, readDecorators } from './functions';
import { perRegion } from './region';

/** A name assigned or annotated in a class's body. */
export interface FieldFacts {
  readonly name: string;
  readonly nameSpan: Span;
  readonly annotation: SyntaxNode | null;
  readonly value: SyntaxNode | null;
  /** The whole statement. */
  readonly node: SyntaxNode;
}

/** A base class as written. */
export interface BaseFacts {
  /** The dotted name, `Page` of `Page[User]`; null when it is no name. */
  readonly name: string | null;
  readonly node: SyntaxNode;
}

/** A class as its own text tells it; spans count from the region's start. */
export interface ClassFacts {
  readonly name: string;
  readonly nameSpan: Span;
  readonly bases: readonly BaseFacts[];
  /** Keywords of the header, `table=True` as `table` → node of `True`. */
  readonly keywords: ReadonlyMap<string, SyntaxNode>;
  readonly decorators: readonly DecoratorFacts[];
  readonly docstring: SyntaxNode | null;
  readonly fields: readonly FieldFacts[];
  readonly node: SyntaxNode;
  readonly whole: SyntaxNode;
}

/** The class that a region is, or null for another region. */
export const readClassRegion = perRegion((region): ClassFacts | null => {
  if (region.kind !== 'class') return null;
  const node = region.node.type === 'decorated_definition' ? region.node.child('definition') : region.node;
  return node ? readClass(node) : null;
});

/** Reads a `class_definition`; null when its header does not parse. */
export function readClass(node: SyntaxNode): ClassFacts | null {
  const name = node.child('name');
  const body = node.child('body');
  if (!name || name.start === name.end) return null;
  const whole = node.parent?.type === 'decorated_definition' ? node.parent : node;
  const bases: BaseFacts[] = [];
  const keywords = new Map<string, SyntaxNode>();
  const header = node.child('superclasses');
  if (header) {
    for (const item of header.items) {
      if (item.type === 'keyword_argument') {
        const key = item.child('name');
        const value = item.child('value');
        if (key && value) keywords.set(key.text, value);
      } else {
        bases.push({ name: dottedName(item.type === 'subscript' ? item.child('value') : item), node: item });
      }
    }
  }
  return {
    name: name.text,
    nameSpan: name,
    bases,
    keywords,
    decorators: whole === node ? [] : readDecorators(whole),
    docstring: body ? docstringOf(body) : null,
    fields: body ? readFields(body) : [],
    node,
    whole,
  };
}

/** The docstring of a class's body, from whose nodes methods may be missing: it is none when one stands before it. */
function docstringOf(body: SyntaxNode): SyntaxNode | null {
  const found = findDocstring(body);
  if (!found) return null;
  const before = body.source.slice(body.start, found.start).replace(/#.*/g, '');
  return /^[\s(]*$/.test(before) ? found : null;
}

function readFields(body: SyntaxNode): FieldFacts[] {
  const fields: FieldFacts[] = [];
  for (const statement of body.items) {
    if (statement.type !== 'expression_statement') continue;
    const assignment = statement.items[0];
    if (assignment?.type !== 'assignment') continue;
    const name = assignment.child('left');
    if (name?.type !== 'identifier') continue;
    fields.push({
      name: name.text,
      nameSpan: name,
      annotation: assignment.child('type'),
      value: assignment.child('right'),
      node: statement,
    });
  }
  return fields;
}
