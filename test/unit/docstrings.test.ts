// Reading docstrings and merging into them, as examples and as properties over random and real docstrings.
// Must not know rules.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readFunctions } from '../../server/src/facts/functions';
import { SourceFile } from '../../server/src/facts/sourceFile';
import type { DocstringLiteral } from '../../server/src/infer/docstring/literal';
import { tripleQuotesFor } from '../../server/src/infer/docstring/literal';
import { type DocEdit, insertEntries, insertSection } from '../../server/src/infer/docstring/merge';
import { type Docstring, partsOf, textOf } from '../../server/src/infer/docstring/model';
import { parseDocstring, readDocstring } from '../../server/src/infer/docstring/read';
import { proposeSummary } from '../../server/src/infer/docstring/summary';
import { type Template, toSnippet, toText } from '../../server/src/infer/docstring/template';
import { plainText } from '../../server/src/linter/edits';

function read(text: string): Docstring {
  const span = { start: 0, end: text.length };
  const literal: DocstringLiteral = { span, prefix: '', quotes: '"""', content: span, text, isVerbatim: true };
  return parseDocstring(literal);
}

/** The text put together again from its parts and, in sections, from header, entries and what is between them. */
function written(doc: Docstring): string {
  const pieces: string[] = [];
  let at = 0;
  const push = (first: number, end: number): void => {
    assert.equal(first, at, 'parts leave no gap and do not overlap');
    if (end > first) pieces.push(textOf(doc, { first, end }));
    at = end;
  };
  for (const part of partsOf(doc)) {
    if (!part.section) {
      push(part.first, part.end);
      continue;
    }
    for (const entry of part.section.entries) {
      assert.ok(entry.first >= part.first && entry.end <= part.end && entry.end > entry.first);
      push(at, entry.first);
      push(entry.first, entry.end);
      for (const { name, start, end } of entry.names) {
        assert.equal(doc.text.slice(start, end).replace(/[\\*]/g, ''), name);
      }
    }
    push(at, part.end);
    const { titleSpan, title } = part.section;
    assert.equal(doc.text.slice(titleSpan.start, titleSpan.end), title);
  }
  assert.equal(at, doc.lines.length);
  return pieces.join(doc.text.includes('\r\n') ? '\r\n' : '\n');
}

function apply(text: string, edits: readonly DocEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((one, other) => one.start - other.start)) {
    result += text.slice(at, edit.start) + toText(edit.template);
    at = edit.end;
  }
  return result + text.slice(at);
}

const words = fc.constantFrom('Some', 'text', 'a:', 'b', 'x,', '-', '1.', '`c`', '"d"', '\\n', '\\*e', '😀', '>>> f()');
const lines = fc.oneof(
  fc.array(words, { maxLength: 5 }).map((some) => some.join(' ')),
  fc.constantFrom('Args:', 'Returns:', 'returns', 'Raises:', 'Note:', 'Yields: Some.', '```', '-----', '\\f', ''),
  fc.constantFrom('a: Some.', 'b (int): Other.', '*args: All.', 'ValueError: If.', ':param a: Some.', '@return: Some.'),
);
const indents = fc.constantFrom('', '    ', '        ', '            ', '\t', '\t\t', '  ');
const texts = fc
  .tuple(fc.array(fc.tuple(indents, lines), { maxLength: 14 }), fc.constantFrom('\n', '\r\n'))
  .map(([some, newline]) => some.map(([indent, line]) => indent + line).join(newline));

const LAYOUT = { margin: '    ', indentUnit: '    ' };

describe('docstrings', () => {
  it('are read into parts that make up the whole text', () => {
    fc.assert(
      fc.property(texts, (text) => assert.equal(written(read(text)), text)),
      { numRuns: 2000 },
    );
  });

  it('of the standard library are, too', function () {
    const found = spawnSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))']);
    if (found.status !== 0) return this.skip();
    const folder = found.stdout.toString().trim();
    let count = 0;
    for (const name of readdirSync(folder).filter((each) => /^[a-m].*\.py$/.test(each))) {
      const file = new SourceFile(name, readFileSync(join(folder, name), 'utf8'));
      for (const { region } of file.regions) {
        for (const { docstring } of readFunctions(region)) {
          if (!docstring) continue;
          const doc = readDocstring(docstring);
          assert.equal(written(doc), doc.text);
          count++;
        }
      }
      file.close();
    }
    assert.ok(count > 1000, `${count} docstrings`);
  });

  it('keep every line when a section is put in, and have it afterwards', () => {
    const kinds = fc.constantFrom('args' as const, 'returns' as const, 'raises' as const);
    fc.assert(
      fc.property(texts, kinds, (text, kind) => {
        const doc = read(text);
        if (doc.sections.some((section) => section.kind === kind) || doc.textLines === 0 || doc.style === 'numpy')
          return;
        const title = { args: 'Args', returns: 'Returns', raises: 'Raises' }[kind];
        const body: Template[] = [[`${title}:`], ['    added: ', { hint: 'Description.' }]];
        const after = apply(text, [insertSection(doc, kind, body, LAYOUT)]);
        const left = after.split(/\r?\n/).map((line) => line.trim());
        for (const line of text.split(/\r?\n/)) {
          if (line.trim() === '') continue;
          const at = left.indexOf(line.trim());
          assert.ok(at >= 0, `lost: ${line}`);
          left.splice(at, 1);
        }
        assert.deepEqual(left.filter((line) => line !== '').sort(), [`${title}:`, 'added: Description.']);
      }),
      { numRuns: 2000 },
    );
  });

  it('get entries in the order of the signature, whichever are there', () => {
    const order = ['a', 'b', 'c', 'd', 'e'];
    fc.assert(
      fc.property(fc.subarray(order), fc.constantFrom('', '\n'), (there, gap) => {
        const entries = there.map((name) => `        ${name}: Some\n            more.\n`).join(gap);
        const text = `Say.\n\n    Args:\n${entries}\n    Returns:\n        Some.\n    `;
        const doc = read(text);
        const [section] = doc.sections;
        assert.equal(section?.kind, 'args');
        const wanted = order.filter((name) => !there.includes(name));
        const again = read(apply(text, insertEntries(doc, section!, wanted, order, LAYOUT)));
        assert.deepEqual(
          again.sections[0]!.entries.map((entry) => entry.names[0]!.name),
          order,
        );
        assert.deepEqual(
          again.sections.map(({ kind }) => kind),
          ['args', 'returns'],
        );
      }),
    );
  });

  it('tell their style', () => {
    assert.equal(read('Say something.').style, 'plain');
    assert.equal(read('Say.\n\nNote:\n    Some.').style, 'plain');
    assert.equal(read('Say.\n\nReturns:\n    Some.').style, 'google');
    assert.equal(read('Say.\n\nParameters\n----------\na : int').style, 'numpy');
    assert.equal(read('Say.\n\n:param int a: Some.').style, 'rest');
    assert.equal(read('Say.\n\n@param a: Some.').style, 'epytext');
    assert.equal(read('Say.\n\n```\n:param int a: Some.\n```').style, 'plain');
  });

  it('take prose for prose', () => {
    for (const text of [
      'Say what it\nreturns:\n    and more.',
      'Say.\n\nThe following args are read.',
      'Say.\n\nNote: this is one.',
      'Say.\n\nraises an error',
      'Say.\n\n```\nArgs:\n    a: Some.\n```',
      'Say.\n\nArgs are read.',
    ]) {
      const kinds = read(text).sections.map(({ kind }) => kind);
      assert.deepEqual(
        kinds.filter((kind) => kind !== 'other'),
        [],
        text,
      );
    }
  });

  it('read entries as people write them', () => {
    const names = (line: string, title = 'Args'): string[] =>
      read(`Say.\n\n${title}:\n    ${line}\n`).sections[0]!.entries.flatMap((entry) =>
        entry.names.map(({ name }) => name),
      );
    assert.deepEqual(names('a: Some.'), ['a']);
    assert.deepEqual(names('a (int): Some.'), ['a']);
    assert.deepEqual(names('a (Callable[[int], str], optional): Some.'), ['a']);
    assert.deepEqual(names('a : int: Some.'), ['a']);
    assert.deepEqual(names('a, b: Some.'), ['a', 'b']);
    assert.deepEqual(names('- a: Some.'), ['a']);
    assert.deepEqual(names('`a` - Some.'), ['a']);
    assert.deepEqual(names('**a**: Some.'), ['a']);
    assert.deepEqual(names('*args: Some.'), ['args']);
    assert.deepEqual(names('\\*\\*kwargs: Some.'), ['kwargs']);
    assert.deepEqual(names('größe: Some.'), ['größe']);
    assert.deepEqual(names('a'), ['a']);
    assert.deepEqual(names('This is prose.'), []);
    assert.deepEqual(names('a::'), []);
    assert.deepEqual(names('ValueError: If.', 'Raises'), ['ValueError']);
    assert.deepEqual(names('app.errors.Missing: If.', 'Raises'), ['app.errors.Missing']);
    assert.deepEqual(names(':class:`~app.Missing`: If.', 'Raises'), ['app.Missing']);
    assert.deepEqual(names('ValueError if it is.', 'Raises'), ['ValueError']);
    assert.deepEqual(names('KeyError, ValueError: If.', 'Raises'), ['KeyError', 'ValueError']);
  });

  it('get a summary from the name', () => {
    assert.equal(proposeSummary('get_user_by_id'), 'Get user by id.');
    assert.equal(proposeSummary('getUserById'), 'Get user by id.');
    assert.equal(proposeSummary('_parseHTMLPage'), 'Parse HTML page.');
    assert.equal(proposeSummary('read_URL'), 'Read URL.');
    assert.equal(proposeSummary('__init__'), 'Initialize the instance.');
    assert.equal(proposeSummary('cast_1D'), 'Cast 1D.');
    assert.equal(proposeSummary('x'), 'X.');
    assert.equal(proposeSummary('constructor'), 'Constructor.');
    assert.equal(proposeSummary('__'), 'Summary.');
  });

  it('are snippets whose plain text is the template', () => {
    const pieces = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', '$', '}', '{', '\\', '1', '\n', '|') }),
      fc.string({ unit: fc.constantFrom('a', '$', '}', '\\', ' ') }).map((hint) => ({ hint })),
    );
    fc.assert(
      fc.property(fc.array(pieces), (template) => assert.equal(plainText(toSnippet(template)), toText(template))),
    );
  });

  it('stand between quotes that do not end them', () => {
    assert.equal(tripleQuotesFor('Say "it".', '"""'), '"""');
    assert.equal(tripleQuotesFor('Say "it"', '"""'), "'''");
    assert.equal(tripleQuotesFor('Say """it""".', '"""'), "'''");
    assert.equal(tripleQuotesFor("Say '''it'''.", "'''"), '"""');
  });
});
