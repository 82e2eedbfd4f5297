// What pytest gives a test's parameters: the rows of `@pytest.mark.parametrize`.
// Must not know what the values are put into.
import { callArguments, stringValue, unparenthesized } from '../../facts/expressions';
import type { FunctionFacts } from '../../facts/functions';
import type { SyntaxNode } from '../../syntax/node';
import { evaluate } from './evaluate';
import { emptyState, type Scope } from './state';
import { elementOf, isFixed, type Value } from './value';

/** The parameters whose rows are written out, by their names. */
export function parametrizedValues({ decorators }: FunctionFacts, scope: Scope): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const { node } of decorators) {
    const call = node.items[0];
    if (call?.type !== 'call' || !/(^|\.)parametrize$/.test(call.child('function')?.text ?? '')) continue;
    const [names, rows] = callArguments(call).map(({ value }) => value);
    if (!names || !rows) continue;
    const all = namesIn(names);
    const row = elementOf({ kind: 'list', items: rowsOf(rows).map((each) => rowValue(each, all.length, scope)) });
    for (const [i, name] of all.entries()) {
      const value =
        all.length === 1 ? row : row.kind === 'list' && row.items.length === all.length ? row.items[i] : null;
      if (value && isFixed(value)) found.set(name, value);
    }
  }
  return found;
}

/** `"a, b"`, or a list of names. */
function namesIn(node: SyntaxNode): string[] {
  const inner = unparenthesized(node);
  const text = stringValue(inner);
  if (text !== null) return text.split(',').map((name) => name.trim());
  return inner.items.map((item) => stringValue(item) ?? '');
}

function rowsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const inner = unparenthesized(node);
  return /^(list|tuple)$/.test(inner.type) ? inner.items : [inner];
}

/** A row, `pytest.param(…)` included. */
function rowValue(node: SyntaxNode, count: number, scope: Scope): Value {
  const inner = unparenthesized(node);
  if (inner.type !== 'call' || !/(^|\.)param$/.test(inner.child('function')?.text ?? ''))
    return evaluate(inner, emptyState(), scope);
  const given = callArguments(inner).filter(({ name }) => name === null);
  const items = given.map(({ value }) => evaluate(value, emptyState(), scope));
  return count === 1 && items[0] ? items[0] : { kind: 'list', items };
}
