// Copies the conditions of branches into plain data, as far as they ask for what constants and arguments are.
// Must not decide anything; `project/` knows what the names mean.
import type { SyntaxNode } from '../syntax/node';
import { type Places, readValue, type Value } from './values';

/** A condition: whether something is true, is None, equals, begins or ends with something. */
export type Test =
  | { readonly kind: 'truth'; readonly of: Value }
  | { readonly kind: 'none'; readonly of: Value }
  | { readonly kind: 'equal'; readonly of: Value; readonly to: Value }
  | { readonly kind: 'starts' | 'ends'; readonly of: Value; readonly with: Value }
  | { readonly kind: 'not'; readonly test: Test };

/** Reads a condition; null for one that asks something else. */
export function readTest(node: SyntaxNode, places: Places): Test | null {
  switch (node.type) {
    case 'parenthesized_expression':
      return node.items[0] ? readTest(node.items[0], places) : null;
    case 'identifier':
    case 'attribute':
      return { kind: 'truth', of: readValue(node, places) };
    case 'not_operator': {
      const inner = node.child('argument');
      const test = inner && readTest(inner, places);
      return test && { kind: 'not', test };
    }
    case 'comparison_operator':
      return readComparison(node, places);
    case 'call':
      return readEnds(node, places);
    default:
      return null;
  }
}

function readComparison(node: SyntaxNode, places: Places): Test | null {
  const [left, right, ...others] = node.items.filter((each) => each.field !== 'operators');
  if (!left || !right || others.length > 0) return null;
  const [operator] = node.childrenIn('operators').map((each) => each.text.replace(/\s+/g, ' '));
  const isNot = operator === '!=' || operator === 'is not';
  if (!isNot && operator !== '==' && operator !== 'is') return null;
  const of = readValue(left, places);
  const test: Test = right.type === 'none' ? { kind: 'none', of } : { kind: 'equal', of, to: readValue(right, places) };
  return isNot ? { kind: 'not', test } : test;
}

function readEnds(node: SyntaxNode, places: Places): Test | null {
  const callee = node.child('function');
  const [argument, ...more] = node.child('arguments')?.items ?? [];
  const name = callee?.type === 'attribute' ? callee.child('attribute')?.text : undefined;
  if (!argument || more.length > 0 || (name !== 'startswith' && name !== 'endswith')) return null;
  const of = readValue(callee!.child('object'), places);
  return { kind: name === 'startswith' ? 'starts' : 'ends', of, with: readValue(argument, places) };
}
