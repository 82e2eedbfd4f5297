// Reads what functions give that may run SQL: connections, sessions, cursors, as chains of names and calls.
// Must not know libraries; names as they are written. Plain data: it is compared with that of the last edit.
import { type SyntaxNode, walk } from '../syntax/node';
import { callArguments, unparenthesized } from './expressions';

/**
 * A chain of names and calls, arguments left out: `sqlite3.connect().cursor()`. `Depends(f)` is written `f()`.
 * Names of the function that holds the expression are followed to where they come from.
 */
export type Chain = string;

const MENTIONS =
  /connect|session|pool|engine|cursor|acquire|database|begin|transaction|client|\bdb\b|_db\b|\bcur\b|\bconn\b/i;

/** Names in names: more of them are no chain that anybody could follow. */
const MAXIMUM_DEPTH = 5;

/**
 * The chain of an expression; null for what is none.
 * @param scope the body of the function around it, whose names are followed; null to leave names as they are
 */
export function chainOf(expression: SyntaxNode | null, scope: SyntaxNode | null, depth = 0): Chain | null {
  if (!expression || depth > MAXIMUM_DEPTH) return null;
  const node = unparenthesized(expression);
  switch (node.type) {
    case 'identifier': {
      const source = scope && sourceOf(node, scope);
      return source ? (chainOf(source, scope, depth + 1) ?? node.text) : node.text;
    }
    case 'attribute': {
      const object = chainOf(node.child('object'), scope, depth + 1);
      return object === null ? null : `${object}.${node.child('attribute')?.text ?? ''}`;
    }
    case 'await':
      return chainOf(node.items[0] ?? null, scope, depth + 1);
    case 'call': {
      const callee = node.child('function');
      const first = callArguments(node)[0];
      // What these are given is what they give.
      if (
        first &&
        /^(next|anext|closing|aclosing|contextlib\.closing|cast|\w+\.enter_(async_)?context)$/.test(callee?.text ?? '')
      )
        return chainOf(callArguments(node).at(-1)!.value, scope, depth + 1);
      const chain = chainOf(callee, scope, depth + 1);
      return chain === null ? null : `${chain}()`;
    }
    case 'boolean_operator':
      return chainOf(node.child('right'), scope, depth + 1);
    case 'conditional_expression':
      return chainOf(node.items[0] ?? null, scope, depth + 1);
    default:
      return null;
  }
}

/** The expression that a name of a function came from last: assigned, opened by `with`, looped over; null for others. */
function sourceOf({ text: name, start: before }: SyntaxNode, body: SyntaxNode): SyntaxNode | null {
  let last: SyntaxNode | null = null;
  const take = (source: SyntaxNode | null): void => {
    if (source && source.type !== 'none' && source.end <= before) last = source;
  };
  walk(body, (node) => {
    if (isScope(node) && node !== body) return false;
    if (node.type === 'assignment' || node.type === 'for_statement') {
      if (node.child('left')?.text === name) take(node.child('right'));
    } else if (node.type === 'as_pattern') {
      if (node.child('alias')?.text === name) take(node.items[0] ?? null);
    } else if (node.type === 'named_expression' && node.child('name')?.text === name) take(node.child('value'));
    return true;
  });
  return last;
}

function isScope({ type }: SyntaxNode): boolean {
  return /^(function_definition|class_definition|lambda)$/.test(type);
}

/** What a function's body returns or yields that may run SQL, each once; empty for most functions. */
export function givenBy(body: SyntaxNode): readonly Chain[] {
  if (!MENTIONS.test(body.text) || !/\b(return|yield)\b/.test(body.text)) return [];
  const found = new Set<Chain>();
  walk(body, (node) => {
    if (isScope(node)) return false;
    if (node.type === 'return_statement' || node.type === 'yield') {
      const chain = chainOf(node.items[0] ?? null, body);
      if (chain !== null && MENTIONS.test(chain)) found.add(chain);
    }
    return true;
  });
  return [...found];
}

/** The chain of what is assigned to an attribute; null where it does not look as if it could run SQL. */
export function assignedChain(value: SyntaxNode, body: SyntaxNode): Chain | null {
  const chain = chainOf(value, body);
  return chain !== null && MENTIONS.test(chain) && chain.includes('(') ? chain : null;
}

/** The chain that the text of an expression says, as far as text alone tells: arguments are cut out. */
export function chainOfText(text: string): Chain | null {
  let chain = '';
  let depth = 0;
  for (const character of text.replace(/^\s*await\s+/, '').replace(/(["'])(?:\\.|(?!\1)[^\\])*\1/g, '')) {
    if ('([{'.includes(character) && depth++ === 0) chain += character;
    else if (')]}'.includes(character) && --depth === 0) chain += character;
    else if (depth === 0) chain += character;
  }
  return /^[A-Za-z_][\w.]*(?:\(\)[\w.]*)*$/.test(chain.trim()) ? chain.trim() : null;
}
