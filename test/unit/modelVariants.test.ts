// What the generator of model variants offers and where it writes; what is in the models is the writer's matter.
import assert from 'node:assert/strict';
import { modelVariants } from '../../server/src/generators/model-variants';
import { type GenerationSample, generate, offersAt } from './generateSample';
import { lintSample } from './lintText';

const PLAIN = `from pydantic import BaseModel, Field


class Item(BaseModel):
    """An item."""

    name: str = Field(min_length=1)
    price: float | None = None


LAST = 1
`;

function sampleOf(models: string, at: string, files: Record<string, string> = {}): GenerationSample {
  return { files: { 'app/__init__.py': '', 'app/models.py': models, ...files }, path: 'app/models.py', at };
}

function made(sample: GenerationSample, title?: string): { title: string; files: Readonly<Record<string, string>> } {
  const generated = generate(modelVariants, sample, title);
  assert.ok(!('why' in generated), 'why' in generated ? generated.why : '');
  return generated;
}

describe('the generator of model variants', () => {
  it('offers what a plain model lacks: together, all five, and each by itself', () => {
    assert.deepEqual(offersAt(modelVariants, sampleOf(PLAIN, 'class Item')), [
      'Generate ItemCreate, ItemUpdate, ItemResponse',
      'Generate ItemBase, ItemCreate, ItemUpdate, ItemResponse, ItemInDB',
      'Generate ItemCreate',
      'Generate ItemUpdate',
      'Generate ItemResponse',
    ]);
    assert.deepEqual(offersAt(modelVariants, sampleOf(PLAIN, 'LAST')), []);
  });

  it('offers only what is missing, also at a variant', () => {
    const models = `${PLAIN}\n\nclass ItemCreate(BaseModel):\n    name: str\n`;
    for (const at of ['class Item(', 'class ItemCreate']) {
      assert.deepEqual(offersAt(modelVariants, sampleOf(models, at)), [
        'Generate ItemUpdate, ItemResponse',
        'Generate ItemUpdate',
        'Generate ItemResponse',
      ]);
    }
  });

  it('offers nothing at what is never kept, at settings, at other classes and in tests', () => {
    const models =
      'from pydantic import BaseModel\nfrom pydantic_settings import BaseSettings\n\n\nclass LoginRequest(BaseModel):\n    name: str\n\n\nclass Settings(BaseSettings):\n    debug: bool = False\n\n\nclass Plain:\n    a: int\n\n\nclass Empty(BaseModel):\n    pass\n';
    for (const at of ['class LoginRequest', 'class Settings', 'class Plain', 'class Empty']) {
      assert.deepEqual(offersAt(modelVariants, sampleOf(models, at)), [], at);
    }
    const test = { files: { 'tests/test_a.py': PLAIN }, path: 'tests/test_a.py', at: 'class Item' };
    assert.deepEqual(offersAt(modelVariants, test), []);
  });

  it('writes them behind the class, as a snippet, free of problems', () => {
    const generated = generate(modelVariants, sampleOf(PLAIN, 'class Item'));
    assert.ok('files' in generated);
    const [file] = generated.generation.files;
    assert.ok(file!.snippet && !file!.isNew);
    const text = generated.files['app/models.py']!;
    assert.ok(
      text.startsWith(PLAIN.slice(PLAIN.indexOf('class Item'), PLAIN.indexOf('\n\n\nLAST'))) ||
        text.includes('class Item(BaseModel):\n    """An item."""\n'),
    );
    assert.match(text, /class ItemResponse\(BaseModel\):[\s\S]*\n\n\nLAST = 1\n$/);
    assert.match(
      text,
      /class ItemUpdate\(BaseModel\):\n.*\n\n {4}name: str \| None = Field\(default=None, min_length=1\)\n {4}price: float \| None = None\n/,
    );
    const problems = lintSample({ files: generated.files, settings: { preset: 'strict' } }).flatMap((each) =>
      each.problems.map(({ rule, message }) => `${rule.id}: ${message}`),
    );
    assert.deepEqual(problems, []);
  });

  it('writes one alone', () => {
    const { files } = made(sampleOf(PLAIN, 'class Item'), 'Generate ItemUpdate');
    assert.match(files['app/models.py']!, /class ItemUpdate\(/);
    assert.doesNotMatch(files['app/models.py']!, /class Item(Create|Response)\(/);
  });

  it('writes the models of an SQLAlchemy table where the others are', () => {
    const table =
      'from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n\nclass Base(DeclarativeBase):\n    """Base."""\n\n\nclass Item(Base):\n    """An item."""\n\n    __tablename__ = "items"\n\n    id: Mapped[int] = mapped_column(primary_key=True)\n    name: Mapped[str]\n';
    const schemas =
      'from pydantic import BaseModel\n\n\nclass UserCreate(BaseModel):\n    name: str\n\n\nclass TeamCreate(BaseModel):\n    name: str\n';
    const { title, files } = made(sampleOf(table, 'class Item', { 'app/schemas.py': schemas }));
    assert.equal(title, 'Generate ItemCreate, ItemUpdate, ItemResponse in "app/schemas.py"');
    assert.equal(files['app/models.py'], table);
    assert.match(
      files['app/schemas.py']!,
      /^from pydantic import BaseModel, ConfigDict\n[\s\S]*class ItemResponse\(BaseModel\):/,
    );
    const without = made(sampleOf(table, 'class Item'));
    assert.match(without.files['app/schemas.py']!, /^"""Models of items\."""\n\nfrom pydantic import /);
  });

  it('keeps line breaks and indentation', () => {
    const text = PLAIN.replaceAll('    ', '\t').replaceAll('\n', '\r\n');
    const { files } = made(sampleOf(text, 'class Item'));
    assert.doesNotMatch(files['app/models.py']!, /[^\r]\n|\n {2}/);
  });
});
