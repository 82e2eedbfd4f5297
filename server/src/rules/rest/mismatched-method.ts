// mismatched-method: the method contradicts the handler and the path: a GET that deletes, a POST that updates one item.
import { readExports } from '../../facts/exports';
import type { FunctionFacts } from '../../facts/functions';
import { answersPage, decoratorCall } from '../../infer/handlers';
import { pluralOf } from '../../infer/nouns';
import { readPathSettings } from '../../infer/pathSettings';
import { isUnjudged, resourceSegments, wordsOf } from '../../infer/paths';
import { findVerb } from '../../infer/verbs';
import type { FunctionRule } from '../../linter/rule';
import type { ProjectView, RegionOperation } from '../../project/view';

export const mismatchedMethod: FunctionRule = {
  id: 'mismatched-method',
  family: 'rest',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'function',
  summary: 'The method contradicts the handler: a `GET` that creates or deletes, a `POST` that updates one item',
  why: `Browsers, crawlers and caches send \`GET\` whenever they like: one that deletes will be called by mistake. \`PUT\` and
\`DELETE\` may be repeated after a timeout, \`POST\` may not; clients rely on it.`,
  bad: `from fastapi import FastAPI

app = FastAPI()


@app.get("/api/v1/users/{user_id}")
async def delete_user(user_id: int) -> dict[str, int]:
    """Delete a user."""
    return {"deleted": user_id}
`,
  good: `from fastapi import FastAPI

app = FastAPI()


@app.delete("/api/v1/users/{user_id}")
async def delete_user(user_id: int) -> dict[str, int]:
    """Delete a user."""
    return {"deleted": user_id}
`,
  fixText: `Changes the decorator's method to the one that the handler's name means. It is not safe: clients must follow. Where the
path lacks the item's id there is no fix.`,
  notes: `Flagged are a \`GET\` whose handler's name begins with create, add, insert, update, delete, remove or \`get_or_create\`, a
\`POST\` to \`…/{id}\` whose handler updates or deletes, and \`PUT\`, \`PATCH\` or \`DELETE\` on a collection whose handler is about
one item (\`delete_post\` on \`/posts\`). Bulk operations, sub-collections (\`PUT /users/{id}/teams\`) and singletons
(\`DELETE /cart\`) are fine. Silent: what \`verb-in-path\` leaves alone.`,
  *check({ facts }, context) {
    if (context.file.isTest) return;
    const settings = readPathSettings(context.file);
    const told = new Set<number>();
    const operations = context.project.operations(readExports(context.region), context.occurrence);
    for (const operation of operations) {
      if (operation.handlerSpan?.start !== facts.nameSpan.start || told.has(operation.call.start)) continue;
      if (isUnjudged(operation, settings)) continue;
      if (answersPage(context.region, operation)) continue;
      const mismatch = findMismatch(facts, operation, context.project);
      // A form: `GET` shows it, the other method does what the handler's name says.
      const isForm = operations.some(
        (each) => each.call.start === operation.call.start && each.method !== operation.method,
      );
      if (isForm) continue;
      const name = decoratorCall(facts, operation)?.child('function')?.child('attribute');
      if (!mismatch || !name) continue;
      told.add(operation.call.start);
      yield {
        span: name,
        message: `"${operation.method} ${operation.path}" ${mismatch.message}.`,
        ...(mismatch.method && name.text !== 'api_route' ? { data: { method: mismatch.method } } : {}),
        about: facts,
      };
    }
  },
  fix(problem) {
    const data = problem.data as { method: string } | undefined;
    if (!data) return [];
    const { start, end } = problem.span;
    const title = `Make it "${data.method}" (clients must follow)`;
    return [{ title, safe: false, edits: [{ start, end, newText: data.method.toLowerCase() }] }];
  },
};

interface Mismatch {
  readonly message: string;
  readonly method: string | null;
}

const METHODS: ReadonlyMap<string, string> = new Map([
  ['create', 'POST'],
  ['add', 'POST'],
  ['insert', 'POST'],
  ['update', 'PUT'],
  ['delete', 'DELETE'],
  ['remove', 'DELETE'],
  ['edit', 'PUT'],
  ['modify', 'PUT'],
  ['replace', 'PUT'],
]);

/** The verbs that a GET must not mean (rules.md). */
const CHANGING = new Set(['create', 'add', 'insert', 'update', 'delete', 'remove']);

function findMismatch(facts: FunctionFacts, { method, path }: RegionOperation, project: ProjectView): Mismatch | null {
  const words = wordsOf(facts.name);
  const [verb = ''] = words;
  const meant = METHODS.get(verb);
  const segments = resourceSegments(path);
  const last = segments.at(-1);
  if (!last) return null;
  if (method === 'GET') {
    if (/^get or create\b/.test(words.join(' '))) {
      return { message: `may create something ("${facts.name}"), which a GET must not`, method: 'POST' };
    }
    // A verb alone may be arithmetic: `add(a, b)`.
    if (!meant || !CHANGING.has(verb) || words.length < 2) return null;
    return { message: `changes something ("${facts.name}"), which a GET must not`, method: meant };
  }
  if (method === 'POST' && /^\{[^}]*\}$/.test(last.text) && (meant === 'PUT' || meant === 'DELETE')) {
    // `/update/{id}`: the path says it already, and that is what is wrong.
    const before = segments.at(-2);
    if (before && findVerb(before.text, false)) return null;
    return { message: `is about one item ("${facts.name}"): "${meant}" says so`, method: meant };
  }
  // What stands under one item may be set or cleared as a whole.
  if (/^(PUT|PATCH|DELETE)$/.test(method) && segments.every((each) => !each.isOpen) && words.length > 1) {
    const noun = words.slice(1).join('-');
    const collection = wordsOf(last.text).join('-');
    const plural = [...words.slice(1, -1), pluralOf(words.at(-1)!)].join('-');
    if (noun !== collection && plural === collection && !isBulk(facts, project)) {
      return meant === 'POST'
        ? { message: `creates something ("${facts.name}"): "POST" says so`, method: meant }
        : { message: `is about one item ("${facts.name}"), but the path is the collection`, method: null };
    }
  }
  return null;
}

/** Whether a handler takes several items at once: a list, or a body that holds one. */
function isBulk({ parameters }: FunctionFacts, project: ProjectView): boolean {
  return parameters.some(({ name, annotation, node }) => {
    const type = annotation?.text ?? '';
    if (/\b(Depends|Security)\b/.test(node.text)) return false;
    if (LIST.test(type) || /^(ids|pks|keys|\w+_(ids|pks|keys))$/.test(name)) return true;
    const binding = /^[\w.]+$/.test(type) ? project.resolve(type)?.binding : null;
    return binding?.kind === 'class' && binding.signature.fields.some((field) => LIST.test(field.annotation ?? ''));
  });
}

const LIST = /\b(list|List|set|Set|Sequence|tuple|Tuple|Iterable)\[/;
