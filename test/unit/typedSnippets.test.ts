// The snippets that are made for a place: which ones, what they write, and that no rule, strict ones included, finds fault with it.
// Must not test what the protocol's tests ask over the wire.
import assert from 'node:assert/strict';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { applyEdits, plainText } from '../../server/src/linter/edits';
import { settingsForFile } from '../../server/src/linter/fileSettings';
import { NO_MANIFEST } from '../../server/src/linter/manifest';
import { DEFAULT_SETTINGS } from '../../server/src/linter/settings';
import { type TypedSnippet, typedSnippets } from '../../server/src/linter/typedSnippets';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';
import { RULES } from '../../server/src/rules';
import { lintSample } from './lintText';

type Files = Readonly<Record<string, string>>;

interface Offer extends TypedSnippet {
  /** The file with the snippet in it, as it reads before anything is filled in. */
  readonly after: string;
}

/**
 * What is offered at the `|` in one of the files.
 * @param python the version that the project asks for
 */
function offersIn(marked: Files, python: readonly [number, number] = [3, 12]): Offer[] {
  const [path, text] = Object.entries(marked).find(([, each]) => each.includes('|'))!;
  const offset = text.indexOf('|');
  const files: Files = { ...marked, [path]: text.replace('|', '') };
  const sources = Object.entries(files).map(([each, content]) => new SourceFile(each, content));
  const project = new Project();
  for (const source of sources) project.set(readModule(source.path, source.regions));
  const file = sources.find((each) => each.path === path)!;
  const settings = settingsForFile(path, path, DEFAULT_SETTINGS, RULES, python, NO_MANIFEST);
  const offered = typedSnippets({ file, settings, project: project.view(path) }, offset, project);
  for (const source of sources) source.close();
  return offered.map((offer) => {
    const edits = [...offer.otherEdits, { ...offer.edit, newText: plainText(offer.edit.newText) }];
    const after = applyEdits(
      file.text,
      edits.sort((one, other) => one.start - other.start),
    );
    assertNoNewProblems(
      { ...files, [path]: text.replace(/\n[ \t]*[\w-]*\|/, '\n') },
      { ...files, [path]: after },
      python,
    );
    return { ...offer, after };
  });
}

/** No rule, strict ones included, may say of the files afterwards what it did not say before. That no test calls a new route is true. */
function assertNoNewProblems(before: Files, after: Files, python: readonly [number, number]): void {
  const found = (files: Files): string[] =>
    lintSample({ files, settings: { preset: 'strict' }, python }).flatMap(({ path, problems, parses }) => {
      assert.ok(parses || path in before === false, `${path} does not parse:\n${files[path]}`);
      return problems
        .filter(({ rule }) => rule.id !== 'untested-route')
        .map(({ rule, message }) => `${path}: ${rule.id}: ${message}`);
    });
  const known = found(before);
  assert.deepEqual(
    found(after).filter((each) => !known.includes(each)),
    [],
    Object.values(after).join('\n# ---\n'),
  );
}

function offered(marked: Files, prefix: string, python?: readonly [number, number]): Offer {
  const all = offersIn(marked, python);
  const found = all.find((each) => each.prefix === prefix);
  assert.ok(found, `no ${prefix} among ${all.map((each) => each.prefix).join(', ') || 'nothing'}`);
  return found;
}

const HANDLER = `"""Books."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/v1/books")


@router.get("/{book_id}")
def read_book(book_id: int) -> str:
    """Read a book.

    Args:
        book_id: The ID of the book.

    Returns:
        Its title.
    """
    if book_id < 0:
        fa-raise|
    return str(book_id)
`;

describe('snippets for a place: an exception', () => {
  it('is raised in a path operation, of what its path names, with its imports and its entry in the docstring', () => {
    const { after, edit, detail } = offered({ 'app/books.py': HANDLER }, 'fa-raise');
    assert.equal(detail, 'HTTPException: Book not found');
    assert.equal(
      edit.newText,
      'raise HTTPException(status_code=${1:status.HTTP_404_NOT_FOUND}, detail="${2:Book not found}")',
    );
    assert.match(after, /^from fastapi import APIRouter, HTTPException, status$/m);
    assert.match(after, /Its title\.\n\n {4}Raises:\n {8}HTTPException: If there is no such book\.\n {4}"""/);
  });

  it('joins a section of the docstring that is there', () => {
    const text = HANDLER.replace('title.\n    """', 'title.\n\n    Raises:\n        KeyError: Never.\n    """');
    const { after } = offered({ 'app/books.py': text }, 'fa-raise');
    assert.match(after, /Raises:\n {8}KeyError: Never\.\n {8}HTTPException: If there is no such book\.\n {4}"""/);
  });

  it('leaves a docstring alone that announces it', () => {
    const text = HANDLER.replace('title.\n    """', 'title.\n\n    Raises:\n        HTTPException: Often.\n    """');
    assert.equal(offered({ 'app/books.py': text }, 'fa-raise').after.match(/HTTPException: /g)?.length, 1);
  });

  it('leaves a docstring of one line alone', () => {
    const text = HANDLER.replace(/"""Read a book\.[^"]*"""/, '"""Read a book."""');
    assert.ok(!offered({ 'app/books.py': text }, 'fa-raise').after.includes('Raises'));
  });

  it('names its cause in a handler of exceptions', () => {
    const text = HANDLER.replace(
      '    if book_id < 0:\n        fa-raise|\n    return str(book_id)',
      '    try:\n        return str(book_id)\n    except KeyError as error:\n        raise|',
    );
    assert.match(offered({ 'app/books.py': text }, 'fa-raise').edit.newText, /\) from error$/);
  });

  it('writes statuses as the file does', () => {
    const numbers = HANDLER.replace('"/{book_id}"', '"/{book_id}", status_code=200');
    assert.match(offered({ 'app/books.py': numbers }, 'fa-raise').after, /status_code=404, detail/);
    const names = `${HANDLER.replace('"/{book_id}"', '"/{book_id}", status_code=HTTPStatus.OK')}`.replace(
      'from fastapi',
      'from http import HTTPStatus\n\nfrom fastapi',
    );
    assert.match(offered({ 'app/books.py': names }, 'fa-raise').after, /status_code=HTTPStatus\.NOT_FOUND/);
  });

  it('ends its sentence as others of the file do', () => {
    const text = `${HANDLER}\n\nERRORS = [dict(detail="Too late."), dict(detail=f'{HANDLER} is wrong.')]\n`;
    assert.match(offered({ 'app/books.py': text }, 'fa-raise').after, /detail="Book not found\."/);
  });

  it('keeps the line breaks and the indentation of the file', () => {
    const text = HANDLER.replace(/ {4}/g, '\t').replace(/\n/g, '\r\n');
    const { after } = offered({ 'app/books.py': text }, 'fa-raise');
    assert.ok(!/[^\r]\n/.test(after));
    assert.match(after, /\r\n\tRaises:\r\n\t\tHTTPException: If there is no such book\.\r\n\t"""/);
  });

  const ELSEWHERE: Record<string, string> = {
    'in another function': 'def f() -> None:\n    """Do it."""\n    fa-raise|\n',
    'in the module': 'fa-raise|\n',
    'in a string': HANDLER.replace('Read a book.', 'Read a book.\n    fa-raise|').replace('        fa-raise|\n', ''),
    'in a bracket': HANDLER.replace('fa-raise|', 'x = (\n        fa-raise|'),
    'behind something': HANDLER.replace('fa-raise|', 'x = fa-raise|'),
    'before something': HANDLER.replace('fa-raise|', 'fa-raise| + 1'),
    'in a comment': HANDLER.replace('fa-raise|', '# fa-raise|'),
  };
  for (const [where, text] of Object.entries(ELSEWHERE)) {
    it(`is not offered ${where}`, () => {
      const [path, offset] = ['app/books.py', text.indexOf('|')];
      assert.ok(offset >= 0);
      assert.deepEqual(offersIn({ [path]: text }), []);
    });
  }
});

const PYDANTIC = `"""Models."""

from pydantic import BaseModel, ConfigDict


class BookCreate(BaseModel):
    """Request body for creating a book."""

    title: str


class BookRead(BaseModel):
    """API response for a book."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str


fa-models|
`;

describe('snippets for a place: models', () => {
  it('are five, in a module that has models', () => {
    const { after, detail } = offered({ 'app/models.py': PYDANTIC }, 'fa-models');
    assert.match(detail, /ResourceBase, ResourceCreate, ResourceUpdate, Resource\w+, ResourceInDB$/);
    for (const line of [
      'class ResourceBase(BaseModel):',
      'class ResourceCreate(ResourceBase):',
      'class ResourceUpdate(BaseModel):',
      'class ResourceInDB(',
      'from datetime import datetime',
      'from uuid import UUID',
      'from pydantic import BaseModel, ConfigDict, Field',
    ]) {
      assert.ok(after.includes(line), `${line} is missing:\n${after}`);
    }
  });

  it('are linked by the name of the resource', () => {
    const { edit } = offered({ 'app/models.py': PYDANTIC }, 'fa-models');
    assert.match(edit.newText, /^class \$\{1:Resource\}Base\(BaseModel\):\n {4}"""[^\n]*\$\{2:resource\}/);
    assert.ok(!/Resource(?!\})/.test(edit.newText));
  });

  it('are named as the others of the project', () => {
    const more = PYDANTIC.replace(
      'fa-models|',
      'class UserCreate(BaseModel):\n    """Request body for creating a user."""\n\n    name: str\n\n\n' +
        'class UserRead(UserCreate):\n    """API response for a user."""\n\n    model_config = ConfigDict(from_attributes=True)\n\n    id: int\n\n\nmod|',
    );
    assert.match(offered({ 'app/models.py': more }, 'fa-models').detail, /ResourceRead/);
  });

  it('descend from the project’s own root', () => {
    const own = PYDANTIC.replace(
      'class BookCreate(BaseModel)',
      'class Model(BaseModel):\n    """Root."""\n\n\nclass BookCreate(Model)',
    ).replace('class BookRead(BaseModel)', 'class BookRead(Model)');
    assert.match(offered({ 'app/models.py': own }, 'fa-models').after, /class ResourceBase\(Model\):/);
  });

  it('have a table where the module is SQLModel’s', () => {
    const text = PYDANTIC.replace('from pydantic import BaseModel, ConfigDict', 'from sqlmodel import Field, SQLModel')
      .replaceAll('(BaseModel)', '(SQLModel)')
      .replace('    model_config = ConfigDict(from_attributes=True)\n\n', '');
    const { after } = offered({ 'app/models.py': text }, 'fa-models');
    assert.match(after, /class Resource\(ResourceBase, table=True\):/);
    assert.match(after, /id: UUID = Field\(default_factory=uuid4, primary_key=True\)/);
  });

  it('are written for the Python of the project', () => {
    const { after } = offered({ 'app/models.py': PYDANTIC }, 'fa-models', [3, 9]);
    assert.match(after, /description: Optional\[str\] = None/);
  });

  it('are not offered in a module without models, in tests, in a function', () => {
    assert.deepEqual(offersIn({ 'app/other.py': '"""Other."""\n\nfa-models|\n' }), []);
    assert.deepEqual(offersIn({ 'tests/test_models.py': PYDANTIC }), []);
    assert.deepEqual(
      offersIn({ 'app/models.py': PYDANTIC.replace('fa-models|', 'def f() -> None:\n    """Do."""\n    fa-m|') }),
      [],
    );
  });
});
