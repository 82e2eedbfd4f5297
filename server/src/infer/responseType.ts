// Says which types FastAPI takes as a path operation's return annotation, from which it makes the response model.
// Must not know the fix. (FastAPI, "Response Model - Return Type": another type fails when the app is built.)
import { argumentFor, lastName } from '../facts/expressions';
import { ENUM_BASE, findClass, lineage } from './members';
import { isRouteDecorator } from './runtimeReaders';
import { type Scope, scopeOf } from './scope';
import type { Site } from './site';
import { membersOf, type TypeExpression } from './typeExpression';

/** Whether a type may be a path operation's return annotation. True for what is no path operation. */
export function suitsResponse(type: TypeExpression, site: Site): boolean {
  const routes = site.facts.decorators.filter(isRouteDecorator);
  if (routes.length === 0) return true;
  const isModelSet = routes.every(({ call }) => argumentFor(call!, 'response_model') !== null);
  const isSocket = routes.every(({ name }) => name !== null && /\.websocket/.test(name));
  if (isModelSet || isSocket) return true;
  const scope = scopeOf(site);
  const members = membersOf(type);
  // A response alone is taken as it is; in a union FastAPI would try to make a field of it, and fail.
  return members.length === 1 && isResponse(members[0]!, scope)
    ? true
    : members.every((member) => isField(member, scope));
}

function isResponse(type: TypeExpression, scope: Scope): boolean {
  if (type.kind !== 'named') return false;
  if (/^(fastapi|starlette)(\.responses)?$/.test(type.module ?? '')) return /Response$/.test(type.name);
  const ref = findClass(type, scope);
  return (
    ref !== null &&
    lineage(ref, scope).some(({ signature, names }) =>
      signature.bases.some(
        (base) => /^(fastapi|starlette)(\.responses)?$/.test(names(base)?.module ?? '') && /Response$/.test(base),
      ),
    )
  );
}

/** Whether Pydantic can make a field of a type. */
function isField(type: TypeExpression, scope: Scope): boolean {
  switch (type.kind) {
    case 'none':
    case 'any':
    case 'text':
      return true;
    case 'unknown':
      return true;
    case 'union':
      return type.members.every((member) => isField(member, scope));
    case 'named': {
      if (!type.arguments.every((argument) => isField(argument, scope))) return false;
      if (type.module === '')
        return /^(int|str|bool|float|bytes|list|dict|set|frozenset|tuple|object)$/.test(type.name);
      if (/^(datetime|decimal|uuid|pathlib)$/.test(type.module ?? ''))
        return /^(datetime|date|time|timedelta|Decimal|UUID|Path)$/.test(type.name);
      if (type.module === 'collections.abc') return /^(Sequence|Mapping|Iterable)$/.test(type.name);
      if (type.module === 'pydantic') return true;
      const ref = findClass(type, scope);
      return (
        ref !== null &&
        lineage(ref, scope).some(
          ({ signature }) =>
            signature.decorators.some((text) => /\bdataclass\b/.test(text)) ||
            signature.bases.some(
              (base) =>
                /^(BaseModel|SQLModel|RootModel|TypedDict|NamedTuple)\b/.test(
                  lastName(base.replace(/\[[\s\S]*$/, '')),
                ) || ENUM_BASE.test(lastName(base)),
            ),
        )
      );
    }
  }
}
