// Which expressions are written out in full: constants and collections of them.
// Must not know what names mean: they are told, for whoever does to look at.
import type { SyntaxNode } from '../syntax/node';
import { callArguments, dottedName, unparenthesized } from './expressions';

/** Functions that make a collection of what they are given. */
const COLLECTIONS = /^(set|frozenset|tuple|list|dict|sorted|OrderedDict|MappingProxyType)$/;

/**
 * The dotted names that an expression is made of besides literals: none of a literal.
 * @returns null when anything else is in it
 */
export function namesInLiteral(node: SyntaxNode, depth = 0): string[] | null {
  if (depth > 50) return null;
  const inner = unparenthesized(node);
  const all = (items: readonly SyntaxNode[]): string[] | null => {
    const found: string[] = [];
    for (const item of items) {
      const names = namesInLiteral(item, depth + 1);
      if (!names) return null;
      found.push(...names);
    }
    return found;
  };
  switch (inner.type) {
    case 'integer':
    case 'float':
    case 'true':
    case 'false':
    case 'none':
    case 'ellipsis':
      return [];
    case 'string':
      return all(
        inner.children.flatMap((child) => (child.type === 'interpolation' ? (child.child('expression') ?? child) : [])),
      );
    case 'concatenated_string':
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list':
    case 'dictionary':
    case 'list_splat':
    case 'dictionary_splat':
      return all(inner.items);
    case 'pair': {
      const [key, value] = [inner.child('key'), inner.child('value')];
      return key && value ? all([key, value]) : null;
    }
    case 'unary_operator':
      return all(inner.items.slice(-1));
    case 'binary_operator': {
      const [left, right] = [inner.child('left'), inner.child('right')];
      return left && right && /^[+|*&-]$/.test(inner.child('operator')?.text ?? '') ? all([left, right]) : null;
    }
    case 'identifier':
    case 'attribute': {
      const name = dottedName(inner);
      return name === null ? null : [name];
    }
    case 'call': {
      const callee = inner.child('function');
      const method = callee?.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : '';
      const object = callee?.child('object') ?? null;
      const given = callArguments(inner).map(({ value }) => value);
      if (object && /^(keys|values|items|split|copy|union)$/.test(method)) return all([object, ...given]);
      return COLLECTIONS.test(dottedName(callee) ?? '') ? all(given) : null;
    }
    default:
      return null;
  }
}
