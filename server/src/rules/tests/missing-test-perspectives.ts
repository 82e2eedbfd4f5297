// missing-test-perspectives: a module of tests without a Test Perspectives Table.
import { hasPerspectivesTable } from '../../facts/perspectives';
import { moduleDocstring, testsIn } from '../../infer/tests/testModule';
import type { FileRule } from '../../linter/rule';

export const missingTestPerspectives: FileRule = {
  id: 'missing-test-perspectives',
  family: 'tests',
  severity: 'information',
  preset: 'strict',
  codes: [],
  scope: 'file',
  summary: 'A test module has no Test Perspectives Table',
  why: `A table of the perspectives says what is tested and what is not, before anybody reads the tests: the ordinary cases, the values at
and beyond each boundary, what is absent or of a wrong type, what is there already, who may not.`,
  bad: `"""Tests of the sum."""


def test_add() -> None:
    """Test that two numbers are added."""
    assert 1 + 2 == 3
`,
  good: `"""Tests of the sum.

| Case ID | Input / precondition | Perspective (equivalence / boundary) | Expected result | Notes |
| --- | --- | --- | --- | --- |
| TC-01 | 1 and 2 | Equivalence: normal | 3 | test_add |
"""


def test_add() -> None:
    """Test that two numbers are added."""
    assert 1 + 2 == 3
`,
  examplePath: 'tests/test_sum.py',
  fixText: `*Fastidious: Generate Test Perspectives Table*, also offered as a quick fix of the problem, writes the table into the module's
docstring: from the signatures, models and constraints of the path operations that the module calls and of the functions of the
project that it imports and calls, else a line for each test. Read it: what to expect is for you to say.`,
  generators: ['perspectives-table'],
  notes: `The table is Markdown and has the columns Case ID, Input / precondition, Perspective (equivalence / boundary), Expected result and
Notes, in this order, in any case; Notes may be missing and other columns may stand between. It stands in the module's docstring, or in a
\`.md\` file in the module's folder or one around it, in a folder of tests, that names the module's file (\`test_users.py\`) or its
dotted name (\`tests.api.test_users\`).

A module without a test is silent: \`conftest.py\`, helpers. A comment that silences may stand on the first line or on the last
one of the docstring.`,
  check({ regions }, { file, project }) {
    if (!file.isTest || /(^|\/)conftest\.py$/.test(file.path)) return null;
    if (testsIn(regions).length === 0) return null;
    const docstring = moduleDocstring(regions);
    if (docstring && hasPerspectivesTable(docstring.node.text)) return null;
    if (project.hasPerspectivesNote()) return null;
    return 'This test module has no Test Perspectives Table.';
  },
};
