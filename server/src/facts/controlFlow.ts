// Follows a function's statements: which returns are its own, whether its end can be reached.
// Must not know types of values; conditions are not evaluated, but for `while True`.

import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';
import { dottedName, lastName, unparenthesized } from './expressions';

/** Whether execution can pass a statement: `unsure` where that hangs on what a call or a pattern does. */
export type Passing = 'yes' | 'no' | 'unsure';

/**
 * Whether calls of a dotted name never come back (`sys.exit`, a function annotated `-> NoReturn`); `unsure` where only the
 * body of what is called says so: type checkers go by annotations.
 */
export type NeverReturns = (dottedName: string) => boolean | 'unsure';

/** The `return` statements of a body that are not a nested function's, in source order. */
export function ownReturns(body: SyntaxNode): SyntaxNode[] {
  return ownStatements(body, 'return_statement');
}

/** The statements of a type in a body that are not in a nested function or class. */
export function ownStatements(body: SyntaxNode, type: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walk(body, (node) => {
    if (node !== body && /^(function_definition|class_definition|lambda)$/.test(node.type)) return false;
    if (node.type === type) found.push(node);
    return true;
  });
  return found;
}

/** Whether the end of a block can be reached from its start. */
export function passes(block: SyntaxNode | null, never: NeverReturns): Passing {
  let result: Passing = 'yes';
  for (const statement of block?.items ?? []) {
    const own = passesStatement(statement, never);
    if (own === 'no') return 'no';
    if (own === 'unsure') result = 'unsure';
  }
  return result;
}

function passesStatement(node: SyntaxNode, never: NeverReturns): Passing {
  switch (node.type) {
    case 'return_statement':
    case 'raise_statement':
    case 'break_statement':
    case 'continue_statement':
      return 'no';
    case 'assert_statement':
      return /^(False|0)$/.test(node.items[0]?.text ?? '') ? 'no' : 'yes';
    case 'expression_statement':
      return passesExpression(node.items[0] ?? null, never);
    case 'if_statement':
      return passesIf(node, never);
    case 'while_statement':
      return passesWhile(node, never);
    case 'for_statement':
      return passesLoopElse(node, never);
    case 'try_statement':
      return passesTry(node, never);
    case 'with_statement':
      return passesWith(node, never);
    case 'match_statement':
      return passesMatch(node, never);
    default:
      return 'yes';
  }
}

function passesExpression(node: SyntaxNode | null, never: NeverReturns): Passing {
  const call = node?.type === 'await' ? node.items[0] : node;
  if (call?.type !== 'call') return 'yes';
  const name = dottedName(call.child('function'));
  if (name === null) return 'yes';
  const answer = never(name);
  if (answer) return answer === 'unsure' ? 'unsure' : 'no';
  // Methods that by custom end the program or the test (argparse, click, unittest): their class would tell.
  return name.includes('.') && /^(error|fail|exit|abort|abort_with|skipTest)$/.test(lastName(name)) ? 'unsure' : 'yes';
}

function either(branches: readonly Passing[]): Passing {
  if (branches.includes('yes')) return 'yes';
  return branches.includes('unsure') ? 'unsure' : 'no';
}

function passesIf(node: SyntaxNode, never: NeverReturns): Passing {
  const branches = [passes(node.child('consequence'), never)];
  let hasElse = false;
  for (const alternative of node.childrenIn('alternative')) {
    if (alternative.type === 'else_clause') hasElse = true;
    branches.push(passes(alternative.child('consequence') ?? alternative.child('body'), never));
  }
  if (!hasElse && !isTrue(node.child('condition'))) branches.push('yes');
  return either(branches);
}

function isTrue(condition: SyntaxNode | null): boolean {
  const text = condition ? unparenthesized(condition).text : '';
  return text === 'True' || text === '1';
}

function passesWhile(node: SyntaxNode, never: NeverReturns): Passing {
  if (!isTrue(node.child('condition'))) return passesLoopElse(node, never);
  return breaks(node.child('body')) ? 'yes' : 'no';
}

function passesLoopElse(node: SyntaxNode, never: NeverReturns): Passing {
  const alternative = node.child('alternative');
  if (!alternative || breaks(node.child('body'))) return 'yes';
  return passes(alternative.child('body'), never);
}

/** Whether a loop's body has a `break` of its own. */
function breaks(body: SyntaxNode | null): boolean {
  let found = false;
  if (body)
    walk(body, (node) => {
      if (/^(function_definition|class_definition|lambda)$/.test(node.type)) return false;
      if (node.type === 'for_statement' || node.type === 'while_statement') {
        const alternative = node.child('alternative');
        if (alternative && breaks(alternative)) found = true;
        return false;
      }
      if (node.type === 'break_statement') found = true;
      return true;
    });
  return found;
}

function passesTry(node: SyntaxNode, never: NeverReturns): Passing {
  const last = node.childOfType('finally_clause');
  if (last && passes(last.childOfType('block'), never) === 'no') return 'no';
  const elseBlock = node.childOfType('else_clause')?.child('body') ?? null;
  const body = passes(node.child('body'), never);
  const branches: Passing[] = [body === 'no' ? 'no' : elseBlock ? passes(elseBlock, never) : body];
  for (const child of node.children) {
    if (child.type === 'except_clause' || child.type === 'except_group_clause') {
      branches.push(passes(child.childOfType('block'), never));
    }
  }
  return either(branches);
}

/** Context managers that by their nature swallow exceptions. */
const SWALLOWING = /^(suppress|raises|assertRaises|assertRaisesRegex|ignored)$/;

function passesWith(node: SyntaxNode, never: NeverReturns): Passing {
  const body = passes(node.child('body'), never);
  if (body !== 'no') return body;
  let swallows = false;
  for (const item of node.childOfType('with_clause')?.items ?? []) {
    walk(item, (inner) => {
      if (inner.type === 'call' && SWALLOWING.test(lastName(dottedName(inner.child('function')) ?? '')))
        swallows = true;
      return true;
    });
  }
  return swallows ? 'yes' : 'no';
}

function passesMatch(node: SyntaxNode, never: NeverReturns): Passing {
  const cases = (node.child('body')?.items ?? node.items).filter((item) => item.type === 'case_clause');
  const branches = cases.map((each) => passes(each.child('consequence'), never));
  const isExhaustive = cases.some((each) => {
    const pattern = each.items.find((item) => item.type === 'case_pattern');
    return !each.child('guard') && /^(_|[a-z]\w*)$/.test(pattern?.text ?? '');
  });
  // Whether the cases leave nothing out is for a type checker to know.
  const ending = either(branches);
  return isExhaustive || ending === 'yes' ? ending : 'unsure';
}

/** Whether a body is but a place holder: a docstring, `...`, `pass`, `raise NotImplementedError`. */
export function isStub(body: SyntaxNode): boolean {
  return body.items.every((statement) => {
    if (statement.type === 'pass_statement') return true;
    if (statement.type === 'raise_statement') return /^raise\s+([\w.]*\.)?NotImplementedError\b/.test(statement.text);
    if (statement.type !== 'expression_statement') return false;
    return /^(string|concatenated_string|ellipsis)$/.test(statement.items[0]?.type ?? '');
  });
}

/** Functions of the standard library and pytest that never return, by qualified name. */
export const NEVER_RETURNING = new Set(
  `sys.exit os._exit os.abort exit quit os.execv os.execve os.execvp os.execl pytest.fail pytest.skip pytest.exit
  pytest.xfail typing.assert_never typing_extensions.assert_never`.split(/\s+/),
);
