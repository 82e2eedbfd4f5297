// mismatched-method: the method contradicts the handler and the path: a GET that deletes, a POST that updates one item.
import { readExports } from '../../facts/exports';
import type { FunctionFacts } from '../../facts/functions';
import { answersPage, decoratorCall } from '../../infer/handlers';
import { pluralOf } from '../../infer/nouns';
import { readPathSettings } from '../../infer/pathSettings';
import { isUnjudged, resourceSegments, wordsOf } from '../../infer/paths';
import type { FunctionRule } from '../../linter/rule';
import type { RegionOperation } from '../../project/view';

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
    for (const operation of context.project.operations(readExports(context.region), context.occurrence)) {
      if (operation.handlerSpan?.start !== facts.nameSpan.start || told.has(operation.call.start)) continue;
      if (isUnjudged(operation, settings)) continue;
      if (answersPage(context.region, operation)) continue;
      const mismatch = findMismatch(facts, operation);
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
]);

function findMismatch(facts: FunctionFacts, { method, path }: RegionOperation): Mismatch | null {
  const words = wordsOf(facts.name);
  const [verb = ''] = words;
  const meant = METHODS.get(verb);
  const last = resourceSegments(path).at(-1);
  if (!last) return null;
  if (method === 'GET') {
    if (facts.name.startsWith('get_or_create')) {
      return { message: `may create something ("${facts.name}"), which a GET must not`, method: 'POST' };
    }
    // A verb alone may be arithmetic: `add(a, b)`.
    if (!meant || words.length < 2) return null;
    return { message: `changes something ("${facts.name}"), which a GET must not`, method: meant };
  }
  if (method === 'POST' && last.isOpen && (meant === 'PUT' || meant === 'DELETE')) {
    return { message: `is about one item ("${facts.name}"): "${meant}" says so`, method: meant };
  }
  if (/^(PUT|PATCH|DELETE)$/.test(method) && !last.isOpen && words.length > 1) {
    const noun = words.slice(1).join('-');
    const collection = wordsOf(last.text).join('-');
    const plural = [...words.slice(1, -1), pluralOf(words.at(-1)!)].join('-');
    if (noun !== collection && plural === collection) {
      return { message: `is about one item ("${facts.name}"), but the path is the collection`, method: null };
    }
  }
  return null;
}
