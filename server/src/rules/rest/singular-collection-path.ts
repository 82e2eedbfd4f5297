// singular-collection-path: a collection that is named in the singular: `/user/{id}`.
import { isListType, modelsIn } from '../../infer/collections';
import { isSingularBefore, isSingularCollection, nounsTold, pluralOf } from '../../infer/nouns';
import { renameSegment } from '../../infer/pathFix';
import { type SegmentUse, type WrittenSegment, writtenSegments } from '../../infer/pathSegments';
import { readPathSettings } from '../../infer/pathSettings';
import { wordsOf } from '../../infer/paths';
import { findVerb, isAction } from '../../infer/verbs';
import type { Context, RegionRule } from '../../linter/rule';

export const singularCollectionPath: RegionRule = {
  id: 'singular-collection-path',
  family: 'rest',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'A path names a collection in the singular: `/user/{id}`',
  why: `\`/users\` is the collection, \`/users/{id}\` one of it, and every client knows the one from the other. Where some paths are
in the singular and some in the plural, each must be looked up.`,
  bad: `from fastapi import FastAPI

from app.models import UserResponse

app = FastAPI()


@app.get("/api/v1/user/{user_id}")
async def get_user(user_id: str) -> UserResponse:
    """Get a user.

    Args:
        user_id: Which one.

    Returns:
        The user.
    """
    return UserResponse(id=user_id)
`,
  good: `from fastapi import FastAPI

from app.models import UserResponse

app = FastAPI()


@app.get("/api/v1/users/{user_id}")
async def get_user(user_id: str) -> UserResponse:
    """Get a user.

    Args:
        user_id: Which one.

    Returns:
        The user.
    """
    return UserResponse(id=user_id)
`,
  fixText: `Writes the plural in every route of the router that has the segment (in the prefix when it stands there), and in the calls of
the tests' clients that have the path as a literal. It is not safe: the public URL changes and clients must follow.`,
  notes: `Judged is a noun directly before a parameter, and the last segment of a create (\`POST /user\` with \`create_user\`) or of a
\`GET\` that returns a list of what it names. What has no plural (\`feedback\`, \`inventory\`), what is one already (\`people\`, \`data\`, \`news\`,
\`media\`, \`children\`), how something is found (\`by-tag\`, \`lookup\`, \`/users/email/{email}\`), areas (\`admin\`, \`internal\`), actions
(\`/download/{id}\`) and files (\`/{report_id}.csv\`) are fine. A segment with a verb is \`verb-in-path\`'s. Silent: what \`verb-in-path\`
leaves alone.`,
  options: {
    'rest.uncountableNouns': {
      type: 'array',
      items: { type: 'string' },
      default: [],
      description: 'Nouns in paths that have no plural, or none that is wanted.',
    },
  },
  *check(region, context) {
    for (const written of writtenSegments(region, context)) {
      const found = faultOf(written, context);
      if (!found) continue;
      const { text, span, uses } = written;
      yield { span, message: messageOf(text, found), data: { text, path: uses[0]!.operation.path } };
    }
  },
  fix(problem, region, context) {
    const { text } = problem.data as { text: string };
    const written = writtenSegments(region, context).find(
      (each) => each.span.start === problem.span.start && each.text === text,
    );
    const fix = written ? renameSegment(written, pluralSegment(text), context) : null;
    return fix ? [fix] : [];
  },
};

/** How a segment shows that it names a collection. */
interface Fault {
  readonly use: SegmentUse;
  readonly kind: 'item' | 'create' | 'list';
}

function faultOf({ text, uses }: WrittenSegment, context: Context): Fault | null {
  const settings = readPathSettings(context.file);
  if (text.includes('.') || !/^[A-Za-z0-9_-]+$/.test(text) || findVerb(text, true, settings.verbs)) return null;
  const words = wordsOf(text);
  for (const use of uses) {
    const { segments, index } = use;
    const next = segments[index + 1];
    const before = segments[index - 1];
    if (next) {
      const parameter = /^\{([^}:]*)(?::(\w+))?\}$/.exec(next.text);
      if (!parameter) continue;
      const [, name, converter = ''] = parameter;
      if (isAction(text) && !isNamedAfter(name!, words)) continue;
      const fixed = before && !before.isOpen && !isArea(before.text) ? before.text : null;
      if (isSingularBefore(words, { name: name!, converter }, fixed, settings.uncountable))
        return { use, kind: 'item' };
    } else if (!isAction(text)) {
      const kind = endOf(use);
      const told = kind && toldBy(use, kind);
      const fixed = before && !before.isOpen ? before.text : null;
      if (told && isSingularCollection(words, told, fixed, kind === 'list', settings.uncountable)) return { use, kind };
    }
  }
  return null;
}

/** `/run/{run_id}`: what may be an action is a noun where the parameter says so. */
function isNamedAfter(parameter: string, words: readonly string[]): boolean {
  const parts = parameter.toLowerCase().split('_');
  return parts.length > 1 && parts.includes(words.at(-1)!);
}

/** What stands before collections and is none: `/api`, `/v1`, `/admin`. */
function isArea(text: string): boolean {
  return /^(api|v\d.*|admin|internal|public|private|app|web|rest)$/i.test(text);
}

const CREATING = /^(create|add|insert|register|new)$/;

/** What an operation does with the collection at the end of its path. */
function endOf({ operation }: SegmentUse): 'create' | 'list' | null {
  if (operation.method === 'POST') return CREATING.test(wordsOf(operation.handler)[0] ?? '') ? 'create' : null;
  if (operation.method !== 'GET') return null;
  return isListType(operation.responseModel ?? operation.returns) ? 'list' : null;
}

/** The nouns that tell what is made or listed. */
function toldBy({ operation }: SegmentUse, kind: 'create' | 'list'): readonly string[] {
  const models = modelsIn(operation.responseModel ?? operation.returns);
  return nounsTold(wordsOf(operation.handler), models, kind === 'list');
}

/** `order-item` → `order-items`, in the case in which it is written. */
function pluralSegment(text: string): string {
  const last = /[A-Z]?[a-z0-9]+$/.exec(text)?.[0] ?? text;
  const plural = pluralOf(last.toLowerCase());
  const isCapital = last[0] !== last[0]!.toLowerCase();
  return text.slice(0, text.length - last.length) + (isCapital ? plural[0]!.toUpperCase() + plural.slice(1) : plural);
}

function messageOf(text: string, { use, kind }: Fault): string {
  const { operation, segments, index } = use;
  const plural = pluralSegment(text);
  const why =
    kind === 'item'
      ? `before "${segments[index + 1]!.text}"`
      : `where "${operation.method} ${operation.path}" ${kind === 'create' ? 'creates one of many' : 'returns a list'}`;
  return `"${text}" is singular ${why}: collections are named in the plural, "${plural}".`;
}
