// missing-given-when-then: a test whose comments do not say what is given, what is done and what is expected.
import type { ClassFacts } from '../../facts/classes';
import type { FunctionFacts } from '../../facts/functions';
import { listed } from '../../infer/sentences';
import {
  countAssertions,
  hasExpectedException,
  PHASE_WORDS,
  type Phase,
  type PhaseComment,
  type PhaseStyle,
  readPhases,
  shapeOf,
} from '../../infer/tests/phases';
import { isParametrized, isTestFunction } from '../../infer/tests/testFunctions';
import type { Context, Edit, FunctionRule } from '../../linter/rule';

const PHASES: readonly Phase[] = ['given', 'when', 'then'];

export const missingGivenWhenThen: FunctionRule = {
  id: 'missing-given-when-then',
  family: 'tests',
  severity: 'information',
  preset: 'skill',
  codes: [],
  scope: 'function',
  summary: 'A test lacks its `# Given`, `# When`, `# Then` comments, or has them in another order',
  why: `Three comments let a reader tell at a glance what a test sets up, which one thing it does, and what it expects. A test
that cannot be divided so usually tests several things at once.`,
  examplePath: 'tests/test_users.py',
  bad: `from fastapi.testclient import TestClient


def test_create_user(client: TestClient) -> None:
    """Test the creation of a user."""
    payload = {"name": "Alice"}
    response = client.post("/api/v1/users", json=payload)
    assert response.status_code == 201
`,
  good: `from fastapi.testclient import TestClient


def test_create_user(client: TestClient) -> None:
    """Test the creation of a user."""
    # Given: a name
    payload = {"name": "Alice"}

    # When: POST /api/v1/users is called
    response = client.post("/api/v1/users", json=payload)

    # Then: it is created
    assert response.status_code == 201
`,
  fixText: `Puts the comments that are missing before arrange, act and assert. Comments change nothing that runs, so it is safe where
the three phases are plain to see: one act, and behind it nothing but checks. Elsewhere where they belong is a guess; the fix is
then offered singly. Comments of the other style (Arrange, Act, Assert) are renamed.`,
  notes: `The words count in any case, with text behind them or without, and together: \`# When / Then\`. A test that arranges nothing
needs no Given; a block that expects an exception may hold When and Then. A test of one statement, and a parametrized test with
one assertion, need none. With \`tests.style = "aaa"\` the words are Arrange, Act, Assert.

A test is a function \`test_*\`, or a method of that name in a class \`Test*\` or a \`TestCase\`, in a file of tests.`,
  options: {
    'tests.style': {
      type: 'string',
      enum: ['given-when-then', 'aaa'],
      default: 'given-when-then',
      description: 'How tests name their phases in comments: `given-when-then`, or `aaa` for Arrange, Act, Assert.',
    },
  },
  *check({ facts, owner }, context) {
    const style = context.file.option<PhaseStyle>('tests.style');
    const missing = missingPhases(facts, owner, context, style);
    if (missing.length === 0) return;
    yield { span: facts.nameSpan, message: messageOf(facts.name, missing, style), about: facts };
  },
  fix(_problem, { facts }, context) {
    const style = context.file.option<PhaseStyle>('tests.style');
    const renamed = renameEdits(facts, style);
    if (renamed.length > 0) {
      return [{ title: `Call the phases ${PHASE_WORDS[style].join(', ')}`, safe: true, edits: renamed }];
    }
    const edits = commentEdits(facts, style, context.region.text);
    if (!edits) return [];
    const isSafe = shapeOf(facts).isPlain && readPhases(facts, style).length === 0;
    const words = edits.length === 1 ? 'the comment' : 'the comments';
    return [{ title: `Add ${words} ${edits.map(({ words: each }) => `"# ${each}"`).join(', ')}`, safe: isSafe, edits }];
  },
};

/** The phases that a test must name and does not; all that are named, when their order is wrong. */
function missingPhases(
  facts: FunctionFacts,
  owner: ClassFacts | null,
  { file }: Context,
  style: PhaseStyle,
): readonly (Phase | 'order')[] {
  if (!file.isTest || /(^|\/)conftest\.py$/.test(file.relativePath) || !isTestFunction(facts, owner)) return [];
  const { statements } = shapeOf(facts);
  if (statements.length < 2 || (isParametrized(facts, owner) && countAssertions(facts) === 1)) return [];
  const comments = readPhases(facts, style);
  const missing = PHASES.filter((phase) => !comments.some(({ phases }) => phases.includes(phase)));
  if (comments.length === 0) return arranges(facts) ? PHASES : ['when', 'then'];
  const wanted = missing.filter((phase) => {
    if (phase === 'given') return !startsWithAct(facts, comments) && arranges(facts);
    return !(phase === 'then' && hasExpectedException(facts));
  });
  if (wanted.length > 0) return wanted;
  const first = (phase: Phase): number => comments.findIndex(({ phases }) => phases.includes(phase));
  const order = PHASES.map(first).filter((at) => at >= 0);
  return order.every((at, i) => i === 0 || order[i - 1]! <= at) ? [] : ['order'];
}

/** Whether something stands in front of the act. */
function arranges(facts: FunctionFacts): boolean {
  const { statements, act } = shapeOf(facts);
  return act === null || act !== statements[0];
}

/** Whether the comment on the act stands before every statement: nothing is arranged then, whatever the act is. */
function startsWithAct(facts: FunctionFacts, comments: readonly PhaseComment[]): boolean {
  const { statements } = shapeOf(facts);
  const when = comments.find(({ phases }) => phases.includes('when'));
  return when !== undefined && when.node.start < statements[0]!.start;
}

function messageOf(name: string, missing: readonly (Phase | 'order')[], style: PhaseStyle): string {
  const words = PHASE_WORDS[style];
  if (missing[0] === 'order') return `The comments of "${name}" are not in the order ${words.join(', ')}.`;
  const named = missing.map((phase) => `"# ${words[PHASES.indexOf(phase as Phase)]}"`);
  return `"${name}" has no comment${named.length > 1 ? 's' : ''} ${listed(named)}.`;
}

/** The comments in the other style's words, where they name the phases whole and in order. */
function renameEdits(facts: FunctionFacts, style: PhaseStyle): Edit[] {
  const other = style === 'aaa' ? 'given-when-then' : 'aaa';
  const comments = readPhases(facts, other);
  const named = comments.flatMap(({ phases }) => phases);
  const isWhole = named.includes('when') && named.includes('then') && readPhases(facts, style).length === 0;
  if (!isWhole || named.some((phase, i) => PHASES.indexOf(phase) < PHASES.indexOf(named[i - 1] ?? 'given'))) return [];
  return comments.flatMap(({ node, phases }) =>
    phases.flatMap((phase) => {
      const from = PHASE_WORDS[other][PHASES.indexOf(phase)]!;
      const to = PHASE_WORDS[style][PHASES.indexOf(phase)]!;
      const match = new RegExp(`\\b${from}\\b`, 'i').exec(node.text);
      if (!match) return [];
      const [word] = match;
      const start = node.start + match.index;
      const newText =
        word === word.toUpperCase() ? to.toUpperCase() : word === word.toLowerCase() ? to.toLowerCase() : to;
      return [{ start, end: start + word.length, newText }];
    }),
  );
}

interface CommentEdit extends Edit {
  readonly words: string;
}

/** The comments to add; null where they cannot stand on lines of their own, or where those that are there stand wrongly. */
function commentEdits(facts: FunctionFacts, style: PhaseStyle, text: string): CommentEdit[] | null {
  const words = PHASE_WORDS[style];
  const { statements, act, assert } = shapeOf(facts);
  const comments = readPhases(facts, style);
  if (!act || statements.length === 0) return null;
  const has = (phase: Phase): boolean => comments.some(({ phases }) => phases.includes(phase));
  const wanted: { readonly at: number; readonly words: string }[] = [];
  const arrange = statements[0] === act ? null : statements[0]!;
  if (arrange && !has('given')) wanted.push({ at: arrange.start, words: words[0] });
  const isBoth = assert === act || assert === null;
  if (isBoth && !has('when') && !has('then')) wanted.push({ at: act.start, words: `${words[1]} / ${words[2]}` });
  else {
    if (!has('when')) wanted.push({ at: act.start, words: words[1] });
    if (!has('then') && assert) wanted.push({ at: assert.start, words: words[2] });
  }
  const edits: CommentEdit[] = [];
  for (const { at, words: comment } of wanted) {
    const line = text.lastIndexOf('\n', at - 1) + 1;
    const indent = text.slice(line, at);
    if (!/^[ \t]+$/.test(indent)) return null;
    const start = commentBlockStart(text, line, facts.body.start);
    const isFirst = at === statements[0]!.start;
    const gap = isFirst || /\n[ \t]*\r?\n$/.test(text.slice(0, start)) ? '' : '\n';
    edits.push({ start, end: start, newText: `${gap}${indent}# ${comment}\n`, words: comment });
  }
  return edits.length > 0 ? edits : null;
}

/** The start of the first of the comment lines right above a line: they speak of it. */
function commentBlockStart(text: string, line: number, bodyStart: number): number {
  let start = line;
  for (;;) {
    const before = text.lastIndexOf('\n', start - 2) + 1;
    if (before <= bodyStart || start === 0 || !/^[ \t]*#/.test(text.slice(before, start))) return start;
    start = before;
  }
}
