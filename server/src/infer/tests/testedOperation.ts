// A path operation as tests see it: what a request to it needs, what it answers, who may ask.
// Must not know how tests are written.
import type { FunctionSignature } from '../../facts/bindings';
import { lastName } from '../../facts/expressions';
import type { Project } from '../../project/project';
import { locate, routeListOf, signatureOfRef } from '../../project/routes';
import type { Operation } from '../../project/routing/graph';
import { type FollowedDependency, type RequestPart, readRequestParts, typeIn } from '../requestParts';
import { withoutNone } from '../typeExpression';

/** Who may call an operation. */
export interface Guard {
  /** Whether the answer to a request without credentials is certainly 401; 401 or 403 otherwise. */
  readonly isUnauthorized: boolean;
  /** Whether it takes more than being somebody. */
  readonly isForAdmins: boolean;
}

/** What an operation answers. */
export interface AnswerModel {
  /** The model's name in the file; of a list, that of its items. */
  readonly name: string | null;
  readonly path: string;
  readonly isList: boolean;
}

/** An operation with all that its tests need. */
export interface TestedOperation {
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  readonly handler: string;
  /** The handler's file. */
  readonly file: string;
  readonly signature: FunctionSignature;
  readonly parts: readonly RequestPart[];
  readonly dependencies: readonly FollowedDependency[];
  /** The names in its path, in order. */
  readonly pathNames: readonly string[];
  /** What is answered when all goes well; null when that is not known. */
  readonly status: number | null;
  readonly answer: AnswerModel | null;
  readonly guard: Guard | null;
}

/** The operations that the function whose name stands in a stretch of a file handles, distinct ones whose path is known. */
export function operationsHandledAt(
  project: Project,
  path: string,
  span: { readonly start: number; readonly end: number },
): TestedOperation[] {
  return operationsWhere(project, ({ route }) => {
    const { place } = route.handler;
    if (place?.path !== path) return false;
    const at = locate(project, place);
    return at !== null && span.start <= at.start && at.end <= span.end;
  });
}

/** The distinct operations that meet a condition, with all that is known of them. */
export function operationsWhere(project: Project, holds: (operation: Operation) => boolean): TestedOperation[] {
  const seen = new Set<string>();
  return routeListOf(project).operations.flatMap((operation) => {
    const { method, path, app, unresolved } = operation;
    if (app === null || unresolved !== null || /^(WEBSOCKET|\*)$/.test(method) || !holds(operation)) return [];
    const key = `${method} ${path}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return readOperation(project, operation) ?? [];
  });
}

/** An operation with what its signature tells; null where the handler is out of reach. */
export function readOperation(project: Project, operation: Operation): TestedOperation | null {
  const { handler, options } = operation.route;
  const signature = handler.place ? signatureOfRef(project, handler.place) : null;
  if (!handler.place || !signature) return null;
  const pathNames = [...operation.path.matchAll(/\{(\w+)(?::\w+)?\}/g)].map(([, name]) => name!);
  const file = handler.place.path;
  const viewOf = (path: string) => project.view(path);
  const { parts, dependencies } = readRequestParts(viewOf, file, signature, new Set(pathNames), operation.dependencies);
  return {
    operation,
    method: operation.method,
    path: operation.path === '' ? '/' : operation.path,
    handler: handler.name,
    file,
    signature,
    parts,
    dependencies,
    pathNames,
    status: options.status ?? (options.hasStatus ? null : 200),
    answer: answerOf(project, operation, signature, file),
    guard: guardOf(project, dependencies),
  };
}

function answerOf(
  project: Project,
  { route }: Operation,
  signature: FunctionSignature,
  file: string,
): AnswerModel | null {
  const declared = route.options.responseModel;
  const text = declared ?? (signature.isGenerator ? null : signature.returns);
  const path = declared === null ? file : route.call.path;
  if (text === null || text === 'None') return null;
  const viewOf = (each: string) => project.view(each);
  const type = withoutNone(typeIn(viewOf, path, text));
  if (type.kind !== 'named') return null;
  const isList = /^(list|List|Sequence|set|Set|Iterable|tuple)$/.test(type.name);
  const item = isList ? type.arguments[0] : type;
  if (item?.kind !== 'named') return { name: null, path, isList };
  const written = item.written ?? item.name;
  const found = item.module
    ? project.view(path).locate(`${item.module}.${item.name}`)
    : project.view(path).resolve(written);
  return found?.binding?.kind === 'class' && found.path !== null
    ? { name: found.binding.name, path: found.path, isList }
    : { name: null, path, isList };
}

const SCHEME = /^(\w+\.)*(OAuth2\w*|HTTPBearer|HTTPBasic|HTTPDigest|APIKey(Header|Cookie|Query)|OpenIdConnect)$/;
const GUARD_NAME =
  /(^|_)(current_(active_|verified_)?(user|superuser|admin|account|member)|(require|requires|ensure|check|verify|validate)_\w*(auth\w*|login|user|admin|token|api_key|permissions?|role)|auth(enticate|enticated|orize|orized)?(_user)?|(super|admin)_?user|is_admin|admin_required|login_required)($|_)/i;

/** What stands before an operation, by the schemes and the names of what it depends on. */
function guardOf(project: Project, dependencies: readonly FollowedDependency[]): Guard | null {
  let isGuarded = false;
  let isUnauthorized = false;
  let isForAdmins = false;
  for (const dependency of dependencies) {
    const { name, binding, qualifiedName, isSecurity } = dependency;
    const plain = lastName(name);
    if (/optional|maybe|_or_none|anonymous/i.test(plain)) continue;
    const made = binding?.kind === 'variable' ? binding.value : null;
    const scheme = /^([\w.]+)\s*\(/.exec(made ?? '')?.[1] ?? null;
    const classes = [
      scheme,
      qualifiedName,
      ...(binding?.kind === 'class' && dependency.path !== null
        ? (project.view(dependency.path).ancestors(binding.name)?.names ?? [])
        : []),
    ];
    const isScheme = classes.some((each) => each !== null && SCHEME.test(each) && !/RequestForm/.test(each));
    if (isScheme && !/\bauto_error\s*=\s*False\b/.test(made ?? '')) {
      isGuarded = true;
      // FastAPI answers 403 where a bearer token or key is missing, or 401, by its version.
      isUnauthorized ||= classes.some((each) => each !== null && /OAuth2|HTTPBasic/.test(each));
    } else if (isSecurity || GUARD_NAME.test(plain)) {
      isGuarded = true;
    }
    isForAdmins ||= /super_?user|admin|staff/i.test(plain);
  }
  return isGuarded ? { isUnauthorized, isForAdmins } : null;
}
