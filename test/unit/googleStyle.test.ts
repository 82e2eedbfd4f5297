// Converting docstrings of other conventions to Google's, as a property over made ones and on the standard library's.
// Must not know rules.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readFunctions } from '../../server/src/facts/functions';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { closeness } from '../../server/src/infer/docstring/closeness';
import { convertToGoogle, foreignLine } from '../../server/src/infer/docstring/convert';
import type { Docstring } from '../../server/src/infer/docstring/model';
import { parseDocstring, readDocstring } from '../../server/src/infer/docstring/read';
import { toText } from '../../server/src/infer/docstring/template';

const LAYOUT = { margin: '    ', indentUnit: '    ' };

function read(text: string): Docstring {
  const span = { start: 0, end: text.length };
  return parseDocstring({ span, prefix: '', quotes: '"""', content: span, text, isVerbatim: true });
}

function converted(doc: Docstring): Docstring | null {
  const edit = convertToGoogle(doc, LAYOUT);
  return edit && read(doc.text.slice(0, edit.start) + toText(edit.template) + doc.text.slice(edit.end));
}

interface Said {
  readonly name: string;
  readonly type: string;
  readonly lines: readonly string[];
}

const sentences = fc.constantFrom(
  'Some of it.',
  'Where `x` is, if any.',
  '- an item',
  'see "this": it is so',
  'a (b) c',
);
const said = (names: readonly string[]): fc.Arbitrary<Said[]> =>
  fc.subarray([...names]).chain((some) =>
    fc.tuple(
      ...some.map((name) =>
        fc.record({
          name: fc.constant(name),
          type: fc.constantFrom('int', 'list[int]', 'str or None'),
          lines: fc.array(sentences, { minLength: 1, maxLength: 3 }),
        }),
      ),
    ),
  );

/** What one docstring says, in three ways. */
const STYLES: Readonly<Record<string, (args: readonly Said[], raised: readonly Said[]) => string[]>> = {
  rest: (args, raised) => fields(':', args, raised),
  epytext: (args, raised) => fields('@', args, raised),
  numpy: (args, raised) => [
    ...(args.length > 0 ? ['Parameters', '----------'] : []),
    ...args.flatMap(({ name, type, lines }) => [`${name} : ${type}`, ...lines.map((line) => `    ${line}`)]),
    '',
    ...(raised.length > 0 ? ['Raises', '------'] : []),
    ...raised.flatMap(({ name, lines }) => [name, ...lines.map((line) => `    ${line}`)]),
  ],
};

function fields(mark: string, args: readonly Said[], raised: readonly Said[]): string[] {
  const below = ([first, ...rest]: readonly string[]): string[] => [first!, ...rest.map((line) => `    ${line}`)];
  return [
    ...args.flatMap(({ name, type, lines }) => {
      const [first, ...rest] = below(lines);
      return [`${mark}param ${name}: ${first}`, ...rest, `${mark}type ${name}: ${type}`];
    }),
    ...raised.flatMap(({ name, lines }) => {
      const [first, ...rest] = below(lines);
      return [`${mark}raises ${name}: ${first}`, ...rest];
    }),
  ];
}

describe('Google style', () => {
  for (const [style, write] of Object.entries(STYLES)) {
    it(`says what ${style} style said`, () => {
      fc.assert(
        fc.property(said(['a', 'b', 'count']), said(['ValueError', 'pkg.OtherError']), (args, raised) => {
          if (args.length + raised.length === 0) return;
          const lines = ['Say something.', '', ...write(args, raised)];
          const text = `${lines.map((line, index) => (index === 0 || line === '' ? line : `    ${line}`)).join('\n')}\n    `;
          const after = converted(read(text));
          assert.ok(after, text);
          const entries = (kind: string): string[] =>
            after.sections
              .filter((section) => section.kind === kind)
              .flatMap((section) => section.entries.map((entry) => `${entry.names[0]!.name} ${entry.type}`));
          assert.deepEqual(
            entries('args'),
            args.map(({ name, type }) => `${name} ${type}`),
          );
          assert.deepEqual(
            entries('raises'),
            raised.map(({ name }) => `${name} null`),
          );
          for (const sentence of [...args, ...raised].flatMap((each) => each.lines)) {
            assert.ok(after.text.includes(sentence), sentence);
          }
          assert.equal(converted(after), null, 'a second time changes nothing');
        }),
        { numRuns: 300 },
      );
    });
  }

  it('is what the fields of the standard library become, word for word', function () {
    const found = spawnSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))']);
    if (found.status !== 0) return this.skip();
    const folder = found.stdout.toString().trim();
    let count = 0;
    for (const name of [
      'traceback.py',
      'tracemalloc.py',
      'logging/handlers.py',
      'venv/__init__.py',
      'email/charset.py',
    ]) {
      const file = new SourceFile(name, readFileSync(join(folder, name), 'utf8'));
      for (const { region } of file.regions) {
        for (const { docstring } of readFunctions(region)) {
          const doc = docstring && readDocstring(docstring);
          if (!doc || foreignLine(doc) < 0) continue;
          const after = converted(doc);
          assert.ok(after, doc.text);
          const words = (text: string): string[] =>
            text
              .match(/\w{4,}/g)
              ?.filter((word) => !FORM.test(word))
              .sort() ?? [];
          assert.deepEqual(words(after.text), words(doc.text));
          count++;
        }
      }
      file.close();
    }
    assert.ok(count >= 10, `${count} docstrings`);
  });
});

const FORM = /^(param|type|return|returns|rtype|raises|Args|Returns|Raises)$/;

describe('names', () => {
  it('are the same or close when a person would take them for each other', () => {
    const of = (one: string, other: string) => closeness(one, other);
    for (const [one, other] of [
      ['userId', 'user_id'],
      ['color', 'colour'],
      ['recieve', 'receive'],
      ['item', 'items'],
    ])
      assert.equal(of(one!, other!), 'same', `${one} ${other}`);
    for (const [one, other] of [
      ['user', 'user_id'],
      ['msg', 'message'],
      ['num_rows', 'number_rows'],
    ])
      assert.equal(of(one!, other!), 'close', `${one} ${other}`);
    for (const [one, other] of [
      ['a', 'b'],
      ['x1', 'x2'],
      ['min_value', 'max_value'],
      ['minimum', 'maximum'],
      ['start_date', 'end_date'],
      ['left', 'right'],
      ['source', 'target'],
    ])
      assert.equal(of(one!, other!), null, `${one} ${other}`);
  });
});
