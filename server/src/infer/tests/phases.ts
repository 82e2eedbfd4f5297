// The three phases of a test: what its comments say (Given, When, Then), and where its statements change from one to the next.
// Must not know rules; the test's own text is all that is read.
import { isScope } from '../../facts/bindings';
import { dottedName, lastName } from '../../facts/expressions';
import type { FunctionFacts } from '../../facts/functions';
import { type SyntaxNode, walk } from '../../syntax/node';

export type Phase = 'given' | 'when' | 'then';

/** How the phases are called: the skill's words, or those of Arrange, Act, Assert. */
export type PhaseStyle = 'given-when-then' | 'aaa';

export const PHASE_WORDS: Readonly<Record<PhaseStyle, readonly [string, string, string]>> = {
  'given-when-then': ['Given', 'When', 'Then'],
  aaa: ['Arrange', 'Act', 'Assert'],
};

const PHASES: readonly Phase[] = ['given', 'when', 'then'];

/** A comment that names phases: `# Given: a user`, `# When / Then`. */
export interface PhaseComment {
  readonly phases: readonly Phase[];
  readonly node: SyntaxNode;
}

/** The comments of a test that name phases, in source order. */
export function readPhases(facts: FunctionFacts, style: PhaseStyle): PhaseComment[] {
  const words = PHASE_WORDS[style].map((word) => word.toLowerCase());
  const pattern = new RegExp(
    `^#[\\s#:*=.\\d)-]*((?:${words.join('|')})\\b(?:\\s*(?:/|&|,|\\+|and)\\s*(?:${words.join('|')})\\b)*)`,
    'i',
  );
  const found: PhaseComment[] = [];
  walk(facts.node, (node) => {
    if (node.type === 'comment') {
      const named = pattern.exec(node.text)?.[1]?.toLowerCase();
      if (named) found.push({ node, phases: PHASES.filter((_, i) => new RegExp(`\\b${words[i]}\\b`).test(named)) });
    }
    return true;
  });
  return found;
}

/** The statements of a test as phases. */
export interface TestShape {
  /** Docstring and comments left out. */
  readonly statements: readonly SyntaxNode[];
  /** The statement that does what is tested; it is the first assertion itself where that makes the call. */
  readonly act: SyntaxNode | null;
  /** The first statement that checks. */
  readonly assert: SyntaxNode | null;
  /** Whether nothing but checks, and what they look at, follows the act: the phases are plain to see. */
  readonly isPlain: boolean;
}

/** Finds the phases of a test by what its statements do. */
export function shapeOf(facts: FunctionFacts): TestShape {
  const statements = facts.body.items.filter((node) => node !== facts.docstring?.parent && node !== facts.docstring);
  const first = statements.findIndex(checks);
  const assert = statements[first] ?? null;
  if (!assert) return { statements, act: statements.findLast(calls) ?? null, assert: null, isPlain: false };
  // `assert add(1, 2) == 3` acts itself when nothing in front of it does; `with raises(…)` always does.
  const isOwnAct = expectsException(assert);
  const before = statements.slice(0, first);
  const names = namesRead(assert);
  const found = isOwnAct
    ? null
    : (before.findLast((each) => calls(each) && binds(each, names)) ?? before.findLast(calls) ?? null);
  const act = found ?? assert;
  const behind = statements.slice(statements.indexOf(act) + 1);
  const isPlain = behind.every(
    (each) => checks(each) || (each.type === 'expression_statement' && isDerived(each, act)),
  );
  return { statements, act, assert, isPlain };
}

/** How many assertions a test makes, those in blocks included. */
export function countAssertions(facts: FunctionFacts): number {
  let count = 0;
  walk(facts.body, (node) => {
    if (node !== facts.body && isScope(node)) return false;
    if (node.type === 'assert_statement' || (node.type === 'with_statement' && expectsException(node))) count++;
    else if (node.type === 'expression_statement' && checks(node)) count++;
    return true;
  });
  return count;
}

/** Whether a test expects an exception: such a block holds the act and the check at once. */
export function hasExpectedException(facts: FunctionFacts): boolean {
  let found = false;
  walk(facts.body, (node) => {
    found ||= node.type === 'with_statement' && expectsException(node);
    return !found;
  });
  return found;
}

const CHECK = /^(assert\w*|raises|warns|deprecated_call|fail|expect\w*|check\w*|verify\w*|should\w*|has_calls)$/i;

/** Whether a statement checks something: `assert`, `self.assertEqual(…)`, `mock.assert_called()`, `with raises(…)`. */
function checks(node: SyntaxNode): boolean {
  if (node.type === 'assert_statement') return true;
  if (node.type === 'with_statement') return expectsException(node) || blockChecks(node);
  if (node.type === 'for_statement' || node.type === 'if_statement') return blockChecks(node);
  if (node.type !== 'expression_statement') return false;
  const call = unawaited(node.items[0] ?? null);
  const name = call?.type === 'call' ? dottedName(call.child('function')) : null;
  return name !== null && CHECK.test(lastName(name));
}

function blockChecks(node: SyntaxNode): boolean {
  const block = node.child('body') ?? node.child('consequence');
  const items = block?.items ?? [];
  return items.length > 0 && items.every(checks);
}

function expectsException(node: SyntaxNode): boolean {
  if (node.type !== 'with_statement') return false;
  const clause = node.childOfType('with_clause');
  return clause !== null && /\b(raises|assertRaises\w*|warns|assertWarns\w*|deprecated_call)\s*\(/.test(clause.text);
}

function unawaited(node: SyntaxNode | null): SyntaxNode | null {
  return node?.type === 'await' ? (node.items[0] ?? null) : node;
}

/** What only prepares doubles is arranging, whatever looks at them afterwards. */
const DOUBLE =
  /^(mocker|monkeypatch|respx\w*|responses|httpx_mock|requests_mock)\.|(^|\.)(patch(\.\w+)*|\w*Mock|spy|stub)$/;

function calls(node: SyntaxNode): boolean {
  let found = false;
  walk(node, (each) => {
    if (isScope(each)) return false;
    found ||= each.type === 'call' && !DOUBLE.test(dottedName(each.child('function')) ?? '');
    return !found;
  });
  return found;
}

function namesRead(node: SyntaxNode): Set<string> {
  const names = new Set<string>();
  walk(node, (each) => {
    if (each.type === 'identifier') names.add(each.text);
    return true;
  });
  return names;
}

/** Whether a statement binds one of some names. */
function binds(node: SyntaxNode, names: ReadonlySet<string>): boolean {
  const target = node.type === 'expression_statement' ? node.items[0]?.child('left') : null;
  return !!target && [...namesRead(target)].some((name) => names.has(name));
}

/** Whether a statement only takes something out of what the act gave: `data = response.json()`. */
function isDerived(node: SyntaxNode, act: SyntaxNode): boolean {
  const value = node.items[0]?.child('right');
  const given = act.type === 'expression_statement' ? act.items[0]?.child('left') : null;
  return !!value && !!given && [...namesRead(value)].some((name) => namesRead(given).has(name));
}
