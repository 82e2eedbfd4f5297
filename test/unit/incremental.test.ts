// Holds incremental analysis to full analysis: after any edits, also ones that break the syntax and mend it again, a
// file says what a file read afresh says. Must not know what single rules look for.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SourceFile, type TextChange } from '../../server/src/facts/sourceFile';
import { settingsForFile } from '../../server/src/linter/fileSettings';
import { createLinter, type Linter, type PlacedProblem } from '../../server/src/linter/lint';
import { DEFAULT_SETTINGS } from '../../server/src/linter/settings';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';
import { RULES } from '../../server/src/rules';
import type { SyntaxNode } from '../../server/src/syntax/node';

const PATH = 'app/module.py';

const PARTS = [
  '"""A module."""\n',
  'from fastapi import APIRouter, Depends\n',
  'router = APIRouter(prefix="/users")\n',
  '\n\ndef first(a, b=1, *rest):\n    return f"{a} {b}"\n',
  '\n\n@router.get("/getUsers")\nasync def list_users(db=Depends(first)) -> list:\n    """List.\n\n    Args:\n        db: A session.\n    """\n    return db.execute(f"SELECT * FROM users WHERE id = {db}")\n',
  '\n\nclass Shelf(Base):\n    size: int = 0\n\n    def put(self, book):\n        def inner(x):\n            return x\n        self.book = inner(book)\n\n    @property\n    def top(self):\n        return self.books[0]\n\n    class Inner:\n        def deep(self, y): return y\n',
  '\nif True:\n    def conditional(z):\n        return z\nelse:\n    pass\n',
  '\nx = {\n    "😀": [1, 2],\n}\n',
  '# fastidious: ignore-file[missing-docstring]\n',
  '\n\ndef first(a, b=1, *rest):\n    return f"{a} {b}"\n',
];

const FRAGMENTS = [
  'x',
  ' ',
  '\n',
  '\r\n',
  '    ',
  '"""',
  '"',
  "'",
  '(',
  ')',
  '[',
  '}',
  ':',
  '#',
  '\\',
  ',',
  '😀',
  '\0',
  'def g(q):\n    pass\n',
  'class C:\n',
  '@router.post("/x")\n',
  '    return\n',
  'if a:\n    ',
  'a, ',
  '  # fastidious: ignore\n',
];

const FRACTION = fc.double({ min: 0, max: 1, noNaN: true });

/** An edit told in fractions of whatever text there is; an undo takes the last one back. */
const EDIT = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: FRACTION, text: fc.constantFrom(...FRAGMENTS) }),
  fc.record({ kind: fc.constant('delete' as const), at: FRACTION, length: fc.nat({ max: 40 }) }),
  fc.record({ kind: fc.constant('insert line' as const), at: FRACTION, text: fc.constantFrom(...PARTS) }),
  fc.record({ kind: fc.constant('delete line' as const), at: FRACTION, length: fc.nat({ max: 3 }) }),
  fc.record({ kind: fc.constant('rename' as const), at: FRACTION, text: fc.constantFrom('a', 'self', 'first', 'é') }),
  fc.constant({ kind: 'undo' as const }),
);
type RandomEdit = typeof EDIT extends fc.Arbitrary<infer T> ? T : never;

const TEXT = fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
const STEPS = fc.array(fc.array(EDIT, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 });

describe('incremental analysis', () => {
  it('equals full analysis after any edits', function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(TEXT, STEPS, (text, steps) => {
        const linter = quiet();
        const file = new SourceFile(PATH, text);
        const undo: TextChange[] = [];
        try {
          lint(file, linter);
          for (const step of steps) {
            file.update(place(step, file.text, undo));
            compare(file, linter);
          }
          while (undo.length > 0) {
            file.update([undo.pop()!]);
            compare(file, linter);
          }
          assert.equal(file.text, text);
        } finally {
          file.close();
        }
      }),
      { numRuns: Number(process.env.FASTIDIOUS_RUNS ?? 300) },
    );
  });
});

function compare(file: SourceFile, linter: Linter): void {
  const fresh = new SourceFile(PATH, file.text);
  try {
    assert.equal(file.parses, fresh.parses);
    const found = lint(file, linter);
    // How tree-sitter gets over an error depends on the tree before; where there is none, nothing may.
    if (!fresh.parses) return;
    assert.deepEqual(describeRegions(file), describeRegions(fresh));
    assert.deepEqual(found, lint(fresh, quiet()));
  } finally {
    fresh.close();
  }
}

function quiet(): Linter {
  return createLinter(RULES, (rule, _path, error) => {
    throw new Error(`${rule.id} crashed: ${(error as Error).stack}`);
  });
}

/** Edits as changes of a text, each in offsets of the text that the one before left; undo is kept up to date. */
function place(edits: readonly RandomEdit[], before: string, undo: TextChange[]): TextChange[] {
  const changes: TextChange[] = [];
  let text = before;
  for (const edit of edits) {
    let change: TextChange | undefined;
    if (edit.kind === 'undo') {
      change = undo.pop();
      if (!change) continue;
    } else {
      const { start, end, newText } = placeEdit(edit, text);
      change = { start, end, newText };
      undo.push({ start, end: start + newText.length, newText: text.slice(start, end) });
    }
    changes.push(change);
    text = text.slice(0, change.start) + change.newText + text.slice(change.end);
  }
  return changes;
}

function placeEdit(edit: Exclude<RandomEdit, { kind: 'undo' }>, text: string): TextChange {
  const at = Math.floor(edit.at * text.length);
  const line = text.lastIndexOf('\n', at - 1) + 1;
  switch (edit.kind) {
    case 'insert':
      return { start: at, end: at, newText: edit.text };
    case 'delete':
      return { start: at, end: Math.min(text.length, at + edit.length), newText: '' };
    case 'insert line':
      return { start: line, end: line, newText: edit.text };
    case 'delete line': {
      let end = line;
      for (let i = 0; i <= edit.length && end < text.length; i++) end = text.indexOf('\n', end) + 1 || text.length;
      return { start: line, end, newText: '' };
    }
    case 'rename': {
      const word = /\w+/.exec(text.slice(at));
      const start = word ? at + word.index : at;
      return { start, end: start + (word?.[0].length ?? 0), newText: edit.text };
    }
  }
}

function describeRegions(file: SourceFile): unknown[] {
  return file.regions.map(({ region, start, end, line, column, owner, occurrence }) => ({
    text: region.text,
    kind: region.kind,
    errors: region.errors,
    tree: printTree(region.node),
    start,
    end,
    line,
    column,
    owner: owner?.start ?? null,
    occurrence,
  }));
}

function printTree(node: SyntaxNode): string {
  const children = node.children.map(printTree).join(' ');
  return `(${node.field ? `${node.field}:` : ''}${node.type} ${node.start}-${node.end}${children ? ` ${children}` : ''})`;
}

function lint(file: SourceFile, linter: Linter): unknown[] {
  const project = new Project();
  project.set(readModule(file.path, file.regions));
  const settings = settingsForFile(file.path, file.path, { ...DEFAULT_SETTINGS, preset: 'strict' }, RULES);
  const request = { file, settings, project: project.view(file.path), projectState: project.state };
  return linter.lint(request).map(describeProblem);
}

function describeProblem({ rule, message, severity, start, end, startPosition, endPosition }: PlacedProblem): unknown {
  return { rule: rule.id, message, severity, start, end, startPosition, endPosition };
}
