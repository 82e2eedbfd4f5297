// verb-in-path: a segment that says what the method says already: `/getUsers`, `/users/create`.
import type { Region } from '../../facts/region';
import { decoratorCall, handlerOf } from '../../infer/handlers';
import { fixPaths } from '../../infer/pathFix';
import { type SegmentUse, type WrittenSegment, writtenSegments } from '../../infer/pathSegments';
import { readPathSettings } from '../../infer/pathSettings';
import { wordsOf } from '../../infer/paths';
import { findVerb, isAction, isNounToo, nounOf, type VerbFact } from '../../infer/verbs';
import type { Context, Fix, FixContext, RegionRule } from '../../linter/rule';
import type { PathChange } from '../../project/pathChange';
import type { RegionOperation } from '../../project/view';

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
  fixText: `Writes the path as a plural noun and gives the decorator the method that the verb means; the calls of the tests' clients that
have the path as a literal are changed with it. It is not safe: the public URL changes and clients must follow; and a plural is a
guess that wants a look.`,
  notes: `The verbs are those of the methods: get, fetch, list, retrieve, create, add, insert, save, update, edit, modify,
delete and remove, as a whole segment or as its first word (\`getUsers\`, \`get_users\`, \`get-users\`); post, put, patch, head
and options, which are nouns too, only as a whole segment that no parameter follows, or in camel case. \`/budgets\`,
\`/widgets\`, \`/postings\`, \`/updates\`, \`/post-offices\` and \`/lists\` are nouns.

An action on one item (\`POST /orders/{id}/cancel\`) is fine; the preset \`strict\` flags it. A verb in a prefix is reported
once, at the prefix. Silent: what \`unversioned-path\` leaves alone, singletons (\`/me\`, \`/search\`, …), actions of
authentication (\`/login\`, \`/token\`, …), tests.`,
  options: {
    'rest.singletons': {
      type: 'array',
      items: { type: 'string' },
      default: [],
      description:
        'Last segments that the rules on segments, methods, statuses and models leave alone, as they do `me`, `search` and `login`.',
    },
    'rest.allowedSegments': {
      type: 'array',
      items: { type: 'string' },
      default: [],
      description: 'Segments that no rule on segments flags: not for a verb, a singular or their case.',
    },
    'rest.extraVerbs': {
      type: 'array',
      items: { type: 'string' },
      default: [],
      description: 'Further words that paths say as verbs, such as `download`, as a whole segment or its first word.',
    },
  },
  *check(region, context) {
    for (const written of writtenSegments(region, context)) {
      const verb = verbOf(written, context);
      if (!verb) continue;
      const { operation } = written.uses[0]!;
      yield {
        span: written.span,
        message: messageOf(written.text, verb),
        data: { path: operation.path, method: operation.method, segment: written.text, prefix: written.isPrefix },
      };
    }
  },
  fix(problem, region, context) {
    const written = writtenSegments(region, context).find(
      ({ span, text }) => span.start === problem.span.start && text === (problem.data as { segment: string }).segment,
    );
    const verb = written && verbOf(written, context);
    if (!written?.piece || !verb) return [];
    const { place, text, start, end } = written.piece;
    if (!written.isPrefix) return fixRoute(written, verb, region, context);
    const noun = nounOf(written.text);
    if (noun === '') return [];
    const change = { pieces: [{ place, text, start, end, newText: noun }] };
    const fix = fixPaths(`Rename "${written.text}" to "${noun}"`, change, context);
    return fix ? [fix] : [];
  },
};

function messageOf(segment: string, { verb, method }: VerbFact): string {
  if (method === null)
    return `"${segment}" puts the action "${verb}" into the path; the strict preset wants a resource there.`;
  return `"${segment}" puts the verb "${verb}" into the path; the method says it already.`;
}

/** The verb that a segment says in some of its paths; of a prefix, whatever follows it. */
function verbOf({ text, uses, isPrefix }: WrittenSegment, context: Context): VerbFact | null {
  const { verbs } = readPathSettings(context.file);
  // `/{username}/post` with `write_post` is the noun, as `/post/{id}` is.
  const isCollection =
    isPrefix ||
    uses.some(
      ({ operation, segments, index }) =>
        segments[index + 1]?.isOpen === true ||
        (isNounToo(text) && wordsOf(operation.handler).slice(1).includes(text.toLowerCase())),
    );
  return findVerb(text, isCollection, verbs) ?? (isPrefix ? null : actionOf(text, uses, context));
}

function actionOf(text: string, uses: readonly SegmentUse[], context: Context): VerbFact | null {
  if (context.file.settings.preset !== 'strict' || !isAction(text)) return null;
  const acts = uses.some(
    ({ operation, segments, index }) =>
      segments[index - 1]?.isOpen === true && /^(POST|PUT|PATCH)$/.test(operation.method),
  );
  return acts ? { verb: text, method: null } : null;
}

function fixRoute(written: WrittenSegment, verb: VerbFact, region: Region, context: FixContext): Fix[] {
  const operation = written.uses[0]!.own!;
  const { segments, index } = written.uses[0]!;
  const piece = written.piece!;
  const before = index > 0 ? segments[index - 1]! : null;
  let noun = nounOf(written.text);
  // "get-or-create-task" says two verbs: what is left of it is no noun.
  if (/^(or|and)(?![a-z])/.test(noun) || verb.method === null) return [];
  if (noun === before?.text) noun = '';
  // Without a noun the slash before the verb goes too, unless nothing would be left to name.
  const from = noun === '' ? piece.start - 1 : piece.start;
  if (from < 0 || (noun === '' && (!before || before.end < startOfResource(operation.path)))) return [];
  const facts = handlerOf(region, operation);
  const call = facts && decoratorCall(facts, operation);
  const name = call?.child('function')?.child('attribute');
  const method = methodFor(verb, operation.method);
  const isPlain = name && name.text !== 'api_route' && name.text.toUpperCase() === operation.method;
  const to = isPlain ? method : operation.method;
  const change: PathChange = {
    pieces: [{ place: piece.place, text: piece.text, start: from, end: piece.end, newText: noun }],
    methods: to === operation.method ? [] : [{ call: operation.callPlace, from: operation.method, to }],
  };
  const path = wholePath(operation, written, noun);
  if (path === '' || to === 'HEAD') return [];
  const more = to === operation.method || !name ? [] : [{ ...shift(name, context), newText: to.toLowerCase() }];
  const fix = fixPaths(`Make it "${to} ${path}"`, change, context, more);
  return fix ? [fix] : [];
}

function shift(
  { start, end }: { start: number; end: number },
  { regionStart }: FixContext,
): { start: number; end: number } {
  return { start: start + regionStart, end: end + regionStart };
}

/** Where in a path its resources begin: behind `/api/v1`. */
function startOfResource(path: string): number {
  return /^(\/[^/]+)?\/api(\/v\d+[^/]*)?(?=\/|$)|^\/v\d+(?=\/|$)/i.exec(path)?.[0].length ?? 0;
}

/** What the verb means; an update keeps the partial or full update that it is. */
function methodFor({ method }: VerbFact, present: string): string {
  const meant = method === null || method === '' ? present : method;
  return meant === 'PUT' && present === 'PATCH' ? present : meant;
}

/** The path with the noun in the segment's place. */
function wholePath(operation: RegionOperation, written: WrittenSegment, noun: string): string {
  const { segments, index } = written.uses[0]!;
  const { start, end } = segments[index]!;
  return operation.path.slice(0, noun === '' ? start - 1 : start) + noun + operation.path.slice(end);
}
