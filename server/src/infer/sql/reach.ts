// Whether values and texts are still what they were where a statement is run: what a fix may move there.
// Must not know SQL or drivers.
import type { HolePart } from '../../facts/sqlParts';
import { closest, rootOf, type SyntaxNode, walk } from '../../syntax/node';

/** Whether an expression still has its value where the text is run: nothing in between binds its names anew. */
export function holdsUntil(expression: SyntaxNode, sinkCall: SyntaxNode): boolean {
  const own = scopeOf(expression);
  const there = closest(sinkCall, (node) => node === own);
  if (own && !there) return false;
  if (expression.end >= sinkCall.start) return true;
  const between = expression.source.slice(expression.end, sinkCall.start);
  const names = expression.text.match(/(?<![\w.'"])[A-Za-z_]\w*/g) ?? [];
  return !names.some((name) =>
    new RegExp(
      `(?<![\\w.])${name}\\s*(?:,[^=\\n()]*)?(?::[^=\\n]+)?(?:[-+*/%|&]|//)?=(?!=)|\\b(?:for|as)\\s+(?:\\w+\\s*,\\s*)*${name}\\b|(?<![\\w.])${name}\\s*:=`,
    ).test(between),
  );
}

/**
 * Whether the text in which a hole stands goes nowhere but to the sink: a placeholder would mean nothing elsewhere.
 * @param ends the sink and what wraps the text for it
 */
export function goesOnlyTo(hole: HolePart, ends: readonly SyntaxNode[]): boolean {
  const inside = (node: SyntaxNode): boolean => ends.some((end) => end.start <= node.start && node.end <= end.end);
  const { expression } = hole;
  if (inside(expression)) return true;
  const statement = closest(
    expression,
    (node) => node.type === 'assignment' || node.type === 'augmented_assignment' || node.type === 'named_expression',
  );
  const target = statement?.child('left') ?? statement?.child('name');
  if (target?.type !== 'identifier') return true;
  const own = closest(expression, (node) => node.type === 'function_definition') ?? rootOf(expression);
  let isOnly = true;
  walk(own, (node) => {
    if (!isOnly || node.type === 'comment') return false;
    if (node.type === 'identifier' && node.text === target.text && node.field !== 'name' && node !== target) {
      const use = closest(
        node,
        (each) => /^(call|return_statement|yield)$/.test(each.type) || each.type === 'assignment',
      );
      const isMethod = use?.type === 'call' && use.child('function')?.child('object') === node;
      if (use && use.type !== 'assignment' && !isMethod && !inside(node) && !isLogCall(use)) isOnly = false;
    }
    return true;
  });
  return isOnly;
}

function isLogCall(node: SyntaxNode): boolean {
  return (
    node.type === 'call' &&
    /(^|\.)(debug|info|warning|error|exception|critical|log|print|len|str|dedent|text)$/.test(
      node.child('function')?.text ?? '',
    )
  );
}

function scopeOf(node: SyntaxNode): SyntaxNode | null {
  return closest(
    node,
    (each) =>
      /^(function_definition|lambda|class_definition)$|_comprehension$|^generator_expression$/.test(each.type) &&
      each !== node,
  );
}
