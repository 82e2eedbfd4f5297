// What a function is to FastAPI: a path operation, a dependency, an exception handler, a middleware.
// Must not know rules; signatures, decorators and what the project hands to `Depends` decide.
import type { ClassFacts } from '../../facts/classes';
import { lastName } from '../../facts/expressions';
import type { FunctionFacts } from '../../facts/functions';
import type { Region } from '../../facts/region';
import type { ProjectView } from '../../project/view';
import { isRouteDecorator } from '../runtimeReaders';

export type Role = 'operation' | 'dependency' | 'exception-handler' | 'middleware';

/** Where a function is judged. */
export interface RolePlace {
  readonly region: Region;
  /** The class whose method the region is. */
  readonly owner: Pick<ClassFacts, 'name'> | null;
  readonly project: ProjectView;
  readonly file: { readonly isTest: boolean };
}

/** What a function is to FastAPI; null for one that FastAPI does not call itself, as far as is known. */
export function roleOf(facts: FunctionFacts, place: RolePlace): Role | null {
  // Applications of tests serve nobody.
  if (place.file.isTest) return null;
  if (isOperation(facts, place)) return 'operation';
  if (isDependency(facts, place)) return 'dependency';
  if (isExceptionHandler(facts)) return 'exception-handler';
  return isMiddleware(facts, place) ? 'middleware' : null;
}

/** Other frameworks whose routes are decorated alike. */
const OTHERS =
  /^(flask|quart|sanic|bottle|litestar|robyn|aiohttp|blacksheep|falcon|starlite|apiflask|ninja|slack_bolt|tornado|pyramid|chalice|microdot)/;

function isOperation(facts: FunctionFacts, { project }: RolePlace): boolean {
  return facts.decorators.some((decorator) => {
    if (!isRouteDecorator(decorator) || decorator.name === null) return false;
    if (/(^|\.)(websocket|websocket_route|route)$/.test(decorator.name)) return false;
    const receiver = decorator.name.slice(0, decorator.name.lastIndexOf('.'));
    const bound = receiver === '' ? null : project.resolve(receiver);
    const binding = bound?.binding;
    const maker = binding?.kind === 'variable' ? /^([\w.]+)\s*\(/.exec(binding.value ?? '')?.[1] : undefined;
    // What a class of another framework makes is no router (`App()` of a bot), nor is it where the module knows no FastAPI.
    const made = maker && bound?.path ? project.resolveIn(bound.path, maker) : null;
    if (made?.path === null && !/fastapi|starlette|rout|api/i.test(made.qualifiedName)) return false;
    if (maker && /(^|\.)(Flask|Blueprint|Quart|Sanic|Bottle|Robyn|Typer|Celery)$/.test(maker)) return false;
    const modules = project.importedModules();
    return (
      modules.some((module) => /^(fastapi|starlette)\b/.test(module)) || !modules.some((module) => OTHERS.test(module))
    );
  });
}

function isDependency(facts: FunctionFacts, { owner, project, region }: RolePlace): boolean {
  if (facts.enclosing || facts.localClass) {
    // A nested function is a dependency where its region says so, or where a factory of dependencies returns it.
    if (new RegExp(`\\b(Depends|Security)\\(\\s*(dependency\\s*=\\s*)?${facts.name}\\b`).test(region.text)) return true;
    const outer = facts.enclosing;
    const isReturned = new RegExp(`\\breturn\\s+${facts.name}\\s*(#|$)`, 'm').test(region.text);
    return outer !== null && isReturned && !outer.enclosing && project.readsSignatureOf(outer.name);
  }
  if (owner && /^__(call|init)__$/.test(facts.name)) {
    // An instance that is handed over is called; its class, when it is handed over itself, is made.
    const isCallable = project.methods(owner.name).some(({ name }) => name === '__call__');
    return isCallable === (facts.name === '__call__') && project.readsSignatureOf(owner.name);
  }
  return project.readsSignatureOf(facts.name);
}

function isExceptionHandler(facts: FunctionFacts): boolean {
  const byDecorator = facts.decorators.some(({ name }) => lastName(name ?? '') === 'exception_handler');
  if (byDecorator) return true;
  const [request, exception, ...more] = ownParameters(facts);
  if (!request || !exception || more.length > 0) return false;
  return (
    /^["']?([\w.]+\.)?(Request|WebSocket|HTTPConnection)["']?$/.test(request.annotation?.text ?? '') &&
    /(Error|Exception|Exc)\b/.test(exception.annotation?.text ?? '')
  );
}

function isMiddleware(facts: FunctionFacts, { owner }: RolePlace): boolean {
  if (facts.decorators.some(({ name, call }) => call !== null && lastName(name ?? '') === 'middleware')) return true;
  const names = ownParameters(facts).map(({ name }) => name);
  if (names.includes('call_next')) return true;
  return owner !== null && facts.name === '__call__' && /^(scope,receive,send)$/.test(names.join());
}

function ownParameters(facts: FunctionFacts): FunctionFacts['parameters'] {
  const [first] = facts.parameters;
  return first && /^(self|cls)$/.test(first.name) ? facts.parameters.slice(1) : facts.parameters;
}
