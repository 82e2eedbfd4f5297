// What a function's own body returns and yields: what is in nested functions, lambdas and classes is theirs.
// Must not know what the values mean.
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';
import { isScope, ownYields } from './bindings';

/** The `return` statements of a body that belong to it, in order. */
export function ownReturns(body: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walk(body, (node) => {
    if (isScope(node)) return false;
    if (node.type === 'return_statement') found.push(node);
    return true;
  });
  return found;
}

/** The own `return` statements that return something: not bare ones, not `return None`. */
export function returnsOfValues(body: SyntaxNode): SyntaxNode[] {
  return ownReturns(body).filter((node) => givesValue(node));
}

/** The own `yield`s that yield something: not bare ones, not `yield None`; `yield from` is one. */
export function yieldsOfValues(body: SyntaxNode): SyntaxNode[] {
  return ownYields(body).filter((node) => givesValue(node));
}

function givesValue(node: SyntaxNode): boolean {
  const value = node.items[0];
  return value !== undefined && value.type !== 'none';
}

/** Whether a body says nothing but that it is to be written: a docstring, `...`, `pass`, `raise NotImplementedError`. */
export function isStubBody(body: SyntaxNode): boolean {
  return body.items.every(
    (node, index) =>
      node.type === 'pass_statement' ||
      (node.type === 'raise_statement' && /^raise\s+NotImplementedError\b/.test(node.text)) ||
      (node.type === 'expression_statement' &&
        (node.items[0]?.type === 'ellipsis' || (index === 0 && /string$/.test(node.items[0]?.type ?? '')))),
  );
}
