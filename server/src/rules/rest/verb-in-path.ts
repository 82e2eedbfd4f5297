// verb-in-path: a segment that says what the method says already: `/getUsers`, `/users/create`.
import { readExports } from '../../facts/exports';
import type { Region } from '../../facts/region';
import { answersPage, decoratorCall, handlerOf } from '../../infer/handlers';
import { isExempt, isSpecialPath, type PlacedStep, placeSteps, type Segment, segmentsOf } from '../../infer/paths';
import { findVerb, isAction, nounOf, type VerbFact } from '../../infer/verbs';
import type { Context, Edit, Fix, FixContext, Problem, RegionRule } from '../../linter/rule';
import type { OperationStep, RegionOperation } from '../../project/view';
import type { Span } from '../../syntax/node';

export const verbInPath: RegionRule = {
  id: 'verb-in-path',
  family: 'rest',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'A path says with a verb what the method says already: `/getUsers`, `/users/create`',
  why: `In REST a path names a thing and the method says what happens to it. \`POST /users/create\` says it twice,
\`GET /users/delete\` contradicts itself, and clients that know one resource cannot guess the next.`,
  bad: `from fastapi import FastAPI, status

from app.models import UserCreate, UserResponse

app = FastAPI()


@app.post("/api/v1/users/create", status_code=status.HTTP_201_CREATED)
async def create_user(user: UserCreate) -> UserResponse:
    """Create a user."""
    return UserResponse.model_validate(user)
`,
  good: `from fastapi import FastAPI, status

from app.models import UserCreate, UserResponse

app = FastAPI()


@app.post("/api/v1/users", status_code=status.HTTP_201_CREATED)
async def create_user(user: UserCreate) -> UserResponse:
    """Create a user."""
    return UserResponse.model_validate(user)
`,
  fixText: `Writes the path as a plural noun and gives the decorator the method that the verb means. It is not safe: the public
URL changes and clients must follow; and a plural is a guess that wants a look.`,
  notes: `The verbs are those of the methods: get, fetch, list, retrieve, create, add, insert, save, update, edit, modify,
delete and remove, as a whole segment or as its first word (\`getUsers\`, \`get_users\`, \`get-users\`); post, put, patch, head
and options, which are nouns too, only as a whole segment that no parameter follows, or in camel case. \`/budgets\`,
\`/widgets\`, \`/postings\`, \`/updates\`, \`/post-offices\` and \`/lists\` are nouns.

An action on one item (\`POST /orders/{id}/cancel\`) is fine; the preset \`strict\` flags it. A verb in a prefix is reported
once, at the prefix. Silent: what \`unversioned-path\` leaves alone, singletons (\`/me\`, \`/search\`, …), actions of
authentication (\`/login\`, \`/token\`, …), tests.`,
  *check(region, context) {
    if (context.file.isTest) return;
    const exports = readExports(region);
    const told = new Set<string>();
    for (const operation of context.project.operations(exports, context.occurrence)) {
      for (const problem of judgeRoute(operation, region, context)) {
        const key = `${problem.span.start} ${problem.span.end}`;
        if (!told.has(key)) yield problem;
        told.add(key);
      }
    }
    const ignored = context.file.option<string[]>('rest.ignoredPaths');
    for (const { step, operations } of context.project.prefixes(exports, context.occurrence)) {
      const judged = operations.filter((each) => !isExempt(each, ignored) && !isSpecialPath(each.path));
      if (judged.length === 0 || !step.here) continue;
      for (const segment of segmentsOf(step.text!)) {
        const verb = segment.isOpen
          ? null
          : findVerb(segment.text, continuesWithParameter(segment, step.text!, judged));
        if (!verb) continue;
        const span = spanOf(step, segment, region) ?? step.here;
        const key = `${span.start} ${span.end}`;
        if (told.has(key)) continue;
        told.add(key);
        yield { span, message: messageOf(segment.text, verb), data: { prefix: segment.text } };
      }
    }
  },
  fix(problem, region, context) {
    const data = problem.data as { prefix?: string; path?: string; segment?: string; method?: string; verb?: string };
    if (data.prefix !== undefined) return fixPrefix(problem, region, data.prefix);
    const operation = context.project
      .operations(readExports(region), context.occurrence)
      .find((each) => each.path === data.path && each.method === data.method);
    return operation && data.verb ? fixRoute(problem, operation, region, context, data.segment!, data.verb) : [];
  },
};

function messageOf(segment: string, { verb, method }: VerbFact): string {
  if (method === null)
    return `"${segment}" puts the action "${verb}" into the path; the strict preset wants a resource there.`;
  return `"${segment}" puts the verb "${verb}" into the path; the method says it already.`;
}

/** Whether what follows a prefix's last segment is a parameter, in all operations. */
function continuesWithParameter(
  segment: Segment,
  prefix: string,
  operations: readonly { readonly path: string }[],
): boolean {
  const rest = prefix.slice(segment.end);
  if (rest !== '' && rest !== '/') return rest.startsWith('/{');
  return operations.some((each) => each.path.includes(`${segment.text}/{`)) || rest === '';
}

function* judgeRoute(operation: RegionOperation, region: Region, context: Context): Iterable<Problem> {
  const ignored = context.file.option<string[]>('rest.ignoredPaths');
  if (isExempt(operation, ignored) || isSpecialPath(operation.path) || answersPage(region, operation)) return;
  const placed = placeSteps(operation.steps).at(-1)!;
  if (placed.step.text === null || !operation.literal) return;
  const segments = segmentsOf(operation.path);
  for (const [i, segment] of segments.entries()) {
    if (segment.isOpen || segment.end <= placed.start) continue;
    const next = segments[i + 1];
    const verb =
      findVerb(segment.text, next?.isOpen === true) ?? actionOf(segment, segments[i - 1], operation, context);
    if (!verb) continue;
    yield {
      span: ownSpan(placed, segment, operation, region) ?? operation.literal,
      message: messageOf(segment.text, verb),
      data: {
        path: operation.path,
        segment: segment.text,
        method: operation.method,
        verb: verb.method === null ? '' : verb.verb,
      },
    };
  }
}

function actionOf(
  segment: Segment,
  before: Segment | undefined,
  operation: RegionOperation,
  context: Context,
): VerbFact | null {
  if (context.file.settings.preset !== 'strict' || !before?.isOpen || operation.method !== 'POST') return null;
  return isAction(segment.text) ? { verb: segment.text, method: null } : null;
}

/** Where a segment of the whole path stands in the route's own literal. */
function ownSpan(
  placed: PlacedStep<OperationStep>,
  segment: Segment,
  operation: RegionOperation,
  region: Region,
): Span | null {
  const inStep = { ...segment, start: Math.max(0, segment.start - placed.start), end: segment.end - placed.start };
  return spanOf(placed.step, inStep, region) ?? operation.literal;
}

/** Where a segment (offsets in the step's text) stands in the region; null where it is no stretch of one literal. */
function spanOf(step: OperationStep, segment: Span, region: Region): Span | null {
  let from = 0;
  for (const { text, here } of step.pieces) {
    const to = from + text.length;
    if (segment.start >= from && segment.end <= to) {
      // With escapes in it a literal is longer than its text.
      if (!here || region.text.slice(here.start, here.end) !== text) return null;
      return { start: here.start + segment.start - from, end: here.start + segment.end - from };
    }
    from = to;
  }
  return null;
}

function fixPrefix(problem: Problem, region: Region, segment: string): Fix[] {
  const { start, end } = problem.span;
  const noun = nounOf(segment);
  if (region.text.slice(start, end) !== segment || noun === '') return [];
  return [
    {
      title: `Rename "${segment}" to "${noun}" (changes public URLs)`,
      safe: false,
      edits: [{ start, end, newText: noun }],
    },
  ];
}

function fixRoute(
  problem: Problem,
  operation: RegionOperation,
  region: Region,
  context: FixContext,
  segment: string,
  verb: string,
): Fix[] {
  const { start, end } = problem.span;
  const { literal } = operation;
  if (!literal || region.text.slice(start, end) !== segment) return [];
  const before = segmentsOf(operation.path.slice(0, operation.path.lastIndexOf(segment))).at(-1)?.text ?? '';
  let noun = nounOf(segment);
  // "get-or-create-task" says two verbs: what is left of it is no noun.
  if (/^(or|and)(?![a-z])/.test(noun)) return [];
  if (noun === before) noun = '';
  const edits: Edit[] = [];
  const rest = region.text.slice(end, literal.end);
  if (noun !== '') edits.push({ start, end, newText: noun });
  else {
    // Without a noun the slash before the verb goes too.
    const isAll = start - 1 === literal.start && /^\/?$/.test(rest);
    const isPrefixed = operation.steps.slice(0, -1).some((step) => step.text !== '');
    // Nothing would be left to name.
    if (isAll && !isPrefixed) return [];
    edits.push({ start: start - 1, end, newText: '' });
  }
  const facts = handlerOf(region, operation);
  const call = facts && decoratorCall(facts, operation);
  const name = call?.child('function')?.child('attribute');
  const method = methodFor(verb, operation.method);
  if (name && name.text !== 'api_route' && method !== operation.method) {
    edits.push({ start: name.start, end: name.end, newText: method.toLowerCase() });
  }
  const path = wholePath(operation, edits, context.region.text);
  const said = name && name.text === 'api_route' ? operation.method : method;
  return [{ title: `Make it "${said} ${path}" (changes the public URL)`, safe: false, edits }];
}

/** What the verb means; an update keeps the partial or full update that it is. */
function methodFor(verb: string, method: string): string {
  const meant = findVerb(verb, false)?.method ?? method;
  return meant === 'PUT' && method === 'PATCH' ? method : meant;
}

/** The path after the edits of its literal. */
function wholePath(operation: RegionOperation, edits: readonly Edit[], text: string): string {
  const literal = operation.literal!;
  const edit = edits[0]!;
  const prefix = operation.steps
    .slice(0, -1)
    .map((step) => step.text ?? '…')
    .join('');
  return prefix + text.slice(literal.start, edit.start) + edit.newText + text.slice(edit.end, literal.end);
}
