// Says whether the running program reads a function's annotations, so that writing one may change what it does.
// Must not know types. (rules.md, types: "An annotation is a safe fix, except where the running program reads it".)
import { callArguments, lastName, stringValue } from '../facts/expressions';
import type { DecoratorFacts } from '../facts/functions';
import type { Site } from './site';

/** Who reads the annotations of a function, as words for a title: `FastAPI reads it`; null when nobody does. */
export function readerOf(site: Site): string | null {
  const { facts, owner, project } = site;
  if (facts.decorators.some(isRouteDecorator)) return 'FastAPI reads it';
  const reached = owner && /^__(init|call|new)__$/.test(facts.name) ? owner.name : facts.name;
  if (project.readsSignatureOf(reached)) return 'FastAPI reads it';
  for (const decorator of facts.decorators) {
    const reader = readerBehind(decorator, site);
    if (reader) return reader;
  }
  return null;
}

const ROUTE_METHODS = /^(get|put|post|delete|options|head|patch|trace|api_route|route|websocket|websocket_route)$/;

/** Whether a decorator makes a path operation: `@router.get("/items")`, `@protected(router.post, "/items")`. */
export function isRouteDecorator({ name, call }: DecoratorFacts): boolean {
  if (!call || name === null) return false;
  const [first] = callArguments(call);
  if (name.includes('.') && ROUTE_METHODS.test(lastName(name))) {
    if (/(^|\.)(mock|mocker|respx|responses)\.\w+$/.test(name)) return false;
    const path = first && first.name === null ? stringValue(first.value) : null;
    return path === null || path === '' || path.startsWith('/');
  }
  return callArguments(call).some(
    ({ value }) => value.type === 'attribute' && ROUTE_METHODS.test(value.child('attribute')?.text ?? ''),
  );
}

const PYDANTIC =
  /^(validator|root_validator|field_validator|model_validator|field_serializer|model_serializer|computed_field|validate_call|validate_arguments)$/;
const DISPATCHERS = /^(register|singledispatch|singledispatchmethod|dispatch|overloaded|multimethod)$/;
const COMMANDS = /^(command|callback|group)$/;

/** Decorators that are known to leave annotations alone, by the last part of their names. */
const HARMLESS = new Set(
  `property cached_property setter getter deleter staticmethod classmethod abstractmethod abstractproperty
  abstractclassmethod abstractstaticmethod lru_cache cache cached wraps contextmanager asynccontextmanager final override
  overload deprecated fixture parametrize usefixtures patch object dict multiple skip skipif skipIf skipUnless
  expectedFailure on_event middleware exception_handler errorhandler before_request after_request listens_for
  total_ordering retry task shared_task receiver login_required hybrid_property hybrid_method reconstructor
  xfail asyncio anyio coroutine freeze_time`.split(/\s+/),
);

function readerBehind({ name, expression }: DecoratorFacts, { project, owner }: Site): string | null {
  if (name === null) return 'a decorator may read it';
  const last = lastName(name);
  if (name === 'atexit.register' || /(^|\.)mark\./.test(name)) return null;
  if (PYDANTIC.test(last)) return 'Pydantic reads it';
  if (DISPATCHERS.test(last)) return 'the dispatcher reads it';
  if (COMMANDS.test(last)) return 'the command line is made from it';
  if (HARMLESS.has(last)) return null;
  // A decorator of the project is read by people who know it; one from elsewhere may do anything.
  const own = project.resolve(name);
  if (own?.path && own.binding?.kind === 'function') return null;
  if (owner && project.methods(owner.name).some((method) => method.name === name.split('.')[0])) return null;
  const text = expression.text.replace(/\s*\([\s\S]*$/, '');
  return `@${text} may read it`;
}
