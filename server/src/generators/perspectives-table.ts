// `perspectives-table`: a Test Perspectives Table in the docstring of a test module, from what the module tests.
// Must not know how perspectives are found.
import { hasPerspectivesTable } from '../facts/perspectives';
import type { ViewOf } from '../infer/requestParts';
import { type Perspective, perspectivesOf, perspectivesOfFunction } from '../infer/tests/perspectives';
import { markOf, tableOf } from '../infer/tests/perspectivesText';
import { operationsHandledAt, operationsWhere, type TestedOperation } from '../infer/tests/testedOperation';
import { findTestHome, isTestModule, topicOf } from '../infer/tests/testHome';
import { moduleDocstring, testsIn } from '../infer/tests/testModule';
import { draftFile } from '../linter/draftFile';
import { functionAt } from '../linter/functionAt';
import type { Generator, Subject } from '../linter/generation';
import { testCallsOf } from '../project/clientCalls';
import { bindingsOf } from '../project/module';
import { routeListOf } from '../project/routes';

export const perspectivesTable: Generator = {
  id: 'perspectives-table',
  title: 'Generate Test Perspectives Table',
  summary:
    'A Test Perspectives Table in the docstring of the test module at the cursor, or of the one that belongs to the path operation at the cursor: ordinary values, those at and beyond each boundary, what is absent, of a wrong type, taken, not there, not allowed, from signatures, models and constraints',

  offers(subject) {
    const { file, settings } = subject;
    if (settings.isTest) {
      const isDone = hasPerspectivesTable(moduleDocstring(file.regions)?.node.text ?? '');
      if (isDone || testsIn(file.regions).length === 0) return [];
      return [{ title: 'Generate Test Perspectives Table', data: null }];
    }
    return operationsAt(subject)
      .slice(0, 1)
      .map(({ handler }) => ({ title: `Generate Test Perspectives Table for "${handler}"`, data: handler }));
  },

  write(offer, subject, files) {
    const { file, whole } = subject;
    const viewOf: ViewOf = (path) => whole.view(path);
    if (offer.data === null) {
      const rows = rowsOfModule(subject, viewOf);
      return {
        title: offer.title,
        files: [withTable(file.path, file.text, rows, subject, `Tests of ${topicOf(file.path).replaceAll('_', ' ')}.`)],
      };
    }
    const operations = operationsAt(subject);
    const [first] = operations;
    if (!first) return { why: 'The path operation is gone.' };
    const home = findTestHome(whole, first.file);
    const text = home.isNew ? null : files.read(home.path);
    if (home.isNew && files.exists(home.path)) return { why: `${home.path} is there, but is no file of the project.` };
    const draft = draftFile(home.path, text, subject.viewOf(home.path));
    if (hasPerspectivesTable(moduleDocstring(draft.file.regions)?.node.text ?? '')) {
      return { why: `${home.path} has a Test Perspectives Table already.` };
    }
    const rows = operations.flatMap((each) => perspectivesOf(each, viewOf));
    return {
      title: offer.title,
      files: [withTable(home.path, text, rows, subject, `Tests of ${topicOf(home.path).replaceAll('_', ' ')}.`)],
    };
  },
};

/** The operations of the handler around the cursor. */
function operationsAt({ file, offset, whole }: Subject): TestedOperation[] {
  const found = functionAt(file, offset);
  if (!found) return [];
  const { start, end } = found.target.facts.nameSpan;
  const at = found.placed.start;
  return operationsHandledAt(whole, file.path, { start: at + start, end: at + end });
}

/** What a module tests: the operations that it calls, the functions that it imports and calls; else its tests themselves. */
function rowsOfModule({ file, whole }: Subject, viewOf: ViewOf): Perspective[] {
  const { operations } = routeListOf(whole);
  const called = new Set(
    testCallsOf(whole)
      .filter((call) => call.file === file.path)
      .flatMap(({ targets }) =>
        targets.filter(({ isCertain }) => isCertain).map(({ operation }) => operations[operation]),
      ),
  );
  const rows = operationsWhere(whole, (operation) => called.has(operation)).flatMap((each) =>
    perspectivesOf(each, viewOf),
  );
  const module = whole.module(file.path);
  for (const [name, bindings] of module ? bindingsOf(module) : []) {
    if (bindings.at(-1)?.kind !== 'import' || !new RegExp(`(?<![\\w.])${name}\\s*\\(`).test(file.text)) continue;
    const found = whole.resolve(file.path, name);
    if (found?.binding?.kind !== 'function' || found.path === null || isHelper(found.path)) continue;
    rows.push(...perspectivesOfFunction(found.binding.signature, found.path, viewOf));
  }
  if (rows.length > 0) return rows;
  return testsIn(file.regions).map(({ name }) => ({
    input: name.replace(/^test_+/, '').replaceAll('_', ' ') || name,
    perspective: 'Equivalence: normal',
    expected: 'as asserted',
    about: name,
  }));
}

function isHelper(path: string): boolean {
  return isTestModule(path) || /(^|\/)(tests?\/|conftest\.py$)/.test(path);
}

/** What a test module is about, by its name. */
function withTable(
  path: string,
  text: string | null,
  rows: readonly Perspective[],
  subject: Subject,
  summary: string,
): ReturnType<ReturnType<typeof draftFile>['finish']> {
  const draft = draftFile(path, text, subject.viewOf(path));
  const table = tableOf(rows);
  const mark = markOf(table);
  if (draft.isNew) {
    draft.describe(`"""${summary}\n\n${table}\n"""${mark}`);
    return draft.finish();
  }
  const docstring = moduleDocstring(draft.file.regions);
  if (!docstring) {
    const first = draft.file.regions.find(({ region }) => region.node.type !== 'comment');
    const at = first?.start ?? draft.file.text.length;
    draft.insert(at, `"""${summary}\n\n${table}\n"""${mark}\n\n`);
    return draft.finish();
  }
  const { placed, node } = docstring;
  const literal = node.text;
  const start = placed.start + node.start;
  const quote = /^[rRuU]?("""|''')/.exec(literal)?.[1];
  const written = literal.replace(/^[rRuU]?("""|'''|"|')/, '').replace(/("""|'''|"|')$/, '');
  const prefix = /^[rR]/.test(literal) ? 'r' : '';
  const around = quote ?? '"""';
  const end = draft.file.text.indexOf('\n', placed.start + placed.region.text.length);
  const rest = draft.file.text.slice(placed.end, end < 0 ? undefined : end);
  const comment = mark !== '' && rest.trim() === '' ? mark : '';
  // A table is added behind what people wrote; nothing of that is written anew.
  if (quote !== undefined) {
    const bodyEnd = start + literal.length - quote.length;
    const kept = written.trimEnd().length;
    const from = bodyEnd - (written.length - kept);
    draft.replace(from, start + literal.length, `\n\n${table}\n${quote}${comment}`);
  } else {
    draft.replace(start, start + literal.length, `${prefix}${around}${written}\n\n${table}\n${around}${comment}`);
  }
  return draft.finish();
}
