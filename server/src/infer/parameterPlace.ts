// Where a new parameter may stand in a signature, and how it is written there.
// Must not know why it is wanted.
import type { FunctionFacts } from '../facts/functions';
import type { SyntaxNode } from '../syntax/node';
import type { SignatureEdit } from './annotationEdits';

/**
 * The edits that add parameters to a function.
 * @param written as they are to be written, annotation and default included; all with a default or all without
 * @param hasDefault whether they have one
 */
export function addParameters(
  facts: FunctionFacts,
  written: readonly string[],
  hasDefault: boolean,
): readonly SignatureEdit[] {
  const list = facts.node.child('parameters')!;
  const items = list.items;
  const isEnd = (node: SyntaxNode): boolean => node.type === 'keyword_separator' || isStar(node);
  const slash = items.findIndex((node) => node.type === 'positional_separator');
  const isOptional = (node: SyntaxNode): boolean => /default_parameter$/.test(node.type);
  let at = items.findIndex((node) => isEnd(node) || (!hasDefault && isOptional(node)));
  if (at < 0) at = items.length;
  if (at <= slash) {
    // Before a `/` stand defaults: what comes behind it must have one, or be given by keyword.
    const isBehindDefault = items.slice(0, slash).some(isOptional);
    if (isBehindDefault && !hasDefault) return addKeywordOnly(items, list, written);
    at = slash + 1;
  }
  return insert(items, list, at, written);
}

function isStar(node: SyntaxNode): boolean {
  const name = node.type === 'typed_parameter' ? node.items[0] : node;
  return /splat_pattern$/.test(name?.type ?? '');
}

function addKeywordOnly(items: readonly SyntaxNode[], list: SyntaxNode, written: readonly string[]): SignatureEdit[] {
  const star = items.findIndex(
    (node) => node.type === 'keyword_separator' || (isStar(node) && !node.text.startsWith('**')),
  );
  if (star >= 0) return insert(items, list, star + 1, written);
  const rest = items.findIndex((node) => node.text.startsWith('**'));
  return insert(items, list, rest < 0 ? items.length : rest, ['*', ...written]);
}

/** Puts parameters before the one at an index, each on a line of its own where the others stand so. */
function insert(
  items: readonly SyntaxNode[],
  list: SyntaxNode,
  at: number,
  written: readonly string[],
): SignatureEdit[] {
  const next = items[at];
  const before = items[at - 1];
  if (next) {
    const indent = lineIndent(next);
    const separator = indent === null ? ', ' : `,\n${indent}`;
    return [{ start: next.start, end: next.start, newText: written.map((each) => each + separator).join('') }];
  }
  if (!before) {
    const open = list.start + 1;
    return [{ start: open, end: open, newText: written.join(', ') }];
  }
  const indent = lineIndent(before);
  if (indent === null) return [{ start: before.end, end: before.end, newText: `, ${written.join(', ')}` }];
  const lines = written.map((each) => `\n${indent}${each}`).join(',');
  // A remark behind the last parameter stays on its line.
  const rest = list.source.slice(before.end, list.end);
  const remark = /^[ \t]*(,?)[ \t]*#[^\n]*/.exec(rest);
  if (!remark) return [{ start: before.end, end: before.end, newText: `,${lines}` }];
  const end = before.end + remark[0].length;
  const comma = remark[1] === ',';
  return [
    ...(comma ? [] : [{ start: before.end, end: before.end, newText: ',' }]),
    { start: end, end, newText: comma ? `${lines},` : lines },
  ];
}

/** The white space before a node that begins its line; null for one that does not. */
function lineIndent(node: SyntaxNode): string | null {
  const lineStart = node.source.lastIndexOf('\n', node.start - 1) + 1;
  const lead = node.source.slice(lineStart, node.start);
  return lineStart > 0 && /^[ \t]*$/.test(lead) ? lead : null;
}
