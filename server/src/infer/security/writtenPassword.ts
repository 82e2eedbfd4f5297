// How a password is written where a fix hands it to a function: with `.get_secret_value()`, as text or as bytes.
// Must not know the function.
import { dottedName, lastName, unparenthesized } from '../../facts/expressions';
import type { SyntaxNode } from '../../syntax/node';
import type { Written } from './hashRemedy';
import { type Password, valuesOf } from './passwordValue';

/** The expression that a fix writes for a password: conversions to bytes left out. */
export function writtenPassword({ node }: Password): Written {
  let at = node;
  for (;;) {
    const attribute = at.parent;
    const call = attribute?.type === 'attribute' && attribute.child('object') === at ? attribute.parent : null;
    if (call?.type !== 'call' || call.child('function') !== attribute) break;
    if (!/^(get_secret_value|strip|lstrip|rstrip)$/.test(attribute?.child('attribute')?.text ?? '')) break;
    at = call;
  }
  return { text: at.text, isBytes: at === node && isBytes(node, 0) };
}

/** Whether a name holds bytes: what it was given has been encoded. */
function isBytes(node: SyntaxNode, depth: number): boolean {
  if (node.type !== 'identifier' || depth > 3) return false;
  const sources = valuesOf(node)?.sources ?? [];
  return sources.some((source) => {
    if (source.kind !== 'value') return false;
    const value = unparenthesized(source.value);
    if (value.type === 'identifier') return isBytes(value, depth + 1);
    const callee = value.type === 'call' ? value.child('function') : null;
    return (
      callee?.child('attribute')?.text === 'encode' ||
      /^(bytes|force_bytes|to_bytes)$/.test(lastName(dottedName(callee) ?? ''))
    );
  });
}
