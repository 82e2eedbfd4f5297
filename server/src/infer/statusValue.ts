// The HTTP status that an expression says: a number, or one of the libraries' names for it.
// Must not know where it stands.
import { dottedName } from '../facts/expressions';
import { statusOfName } from '../project/routing/statusCodes';
import type { SyntaxNode } from '../syntax/node';

/** The status that an expression says: `500`, `status.HTTP_500_…`, `HTTPStatus.…`; null when it is not known. */
export function statusIn(node: SyntaxNode | null): number | null {
  if (!node) return null;
  if (node.type === 'integer') return Number(node.text);
  const name = dottedName(node);
  return name === null ? null : statusOfName(name);
}
