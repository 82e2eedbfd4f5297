// Parses Python that a fact holds as text: a default, a field's value.
// Must not know whose text it is.

import type { SyntaxNode } from '../syntax/node';
import { SyntaxTree } from '../syntax/parser';
import { unparenthesized } from './expressions';

/** Parses the text of an expression; null when it does not parse. */
export function parseExpression(text: string): SyntaxNode | null {
  // Brackets keep an expression of several lines together.
  const tree = SyntaxTree.parse(`(${text}\n)`);
  if (!tree) return null;
  try {
    const statement = tree.hasError ? undefined : tree.statements()[0];
    if (!statement) return null;
    const expression = tree.lower(statement).items[0];
    return expression ? unparenthesized(expression) : null;
  } finally {
    tree.delete();
  }
}
