// Whose method a call that runs SQL is: follows its receiver through the project to the library that made it.
// Must not know texts or fixes.
import type { Binding, FunctionSignature } from '../../facts/bindings';
import { type Chain, chainOf, chainOfText } from '../../facts/connections';
import { argumentFor } from '../../facts/expressions';
import { readParameters } from '../../facts/functions';
import { closest, type SyntaxNode } from '../../syntax/node';
import type { Interpolation, SqlContext } from './analyze';
import { type DriverName, driverOf, isDatabaseName } from './drivers';
import { Names } from './names';
import type { Sink } from './sinks';

/** A library's connection, session, pool or cursor. */
export interface Database {
  readonly driver: DriverName;
  readonly isAsync: boolean;
}

/** What a part of a chain is. */
type Found =
  | { readonly kind: 'database'; readonly database: Database }
  | { readonly kind: 'instance'; readonly className: string; readonly names: Names }
  | { readonly kind: 'function'; readonly signature: FunctionSignature; readonly names: Names };

/** Functions that give what functions give that … */
const MAXIMUM_DEPTH = 8;

/** An interpolation whose sink's driver is looked for in the whole project, where its own function does not tell. */
export function withOrigin(at: Interpolation, context: SqlContext, path: string | null): Interpolation {
  const { sink } = at;
  if (!sink || (sink.isSure && sink.driver !== 'unknown' && sink.driver !== 'sqlalchemy')) return at;
  const callee = sink.call.child('function');
  // pandas is given the connection.
  const receiver = /^read_sql/.test(sink.name)
    ? argumentFor(sink.call, 'con', 1)
    : callee?.type === 'attribute'
      ? callee.child('object')
      : null;
  const origin = receiver && originOf(receiver, context, path);
  if (!origin) return at;
  const sure = (each: Sink): Sink => ({ ...each, ...origin, isSure: true });
  return { ...at, sink: sure(sink), sinks: at.sinks.map(sure) };
}

/**
 * The database that an expression is: the receiver of a call that runs SQL.
 * @param path the file of the region, where that is known: the fixtures of tests stand in files beside it
 * @returns null where nothing tells
 */
function originOf(receiver: SyntaxNode, context: SqlContext, path: string | null): Database | null {
  const { project, owner, region } = context;
  const names = new Names(project, owner, region);
  const definition = closest(receiver, (node) => node.type === 'function_definition');
  const chain = chainOf(receiver, definition?.child('body') ?? null);
  if (chain === null) return null;
  const found = parameterFound(chain, definition, names, path) ?? follow(chain, names, 0);
  return found?.kind === 'database' ? found.database : null;
}

/** What a chain is that begins with a parameter: by its annotation, its dependency, the fixture of its name. */
function parameterFound(chain: Chain, definition: SyntaxNode | null, names: Names, path: string | null): Found | null {
  const root = /^\w+/.exec(chain)?.[0] ?? '';
  const list = definition?.child('parameters');
  const parameter = list ? readParameters(list).find((each) => each.name === root) : null;
  if (!parameter || root === 'self' || root === 'cls') return null;
  const rest = stepsOf(chain.slice(root.length));
  const provider = dependencyOf(parameter.default?.text ?? '');
  const start =
    (parameter.annotation ? typeFound(parameter.annotation.text, names, 0) : null) ??
    (provider === null ? null : follow(`${provider}()`, names, 0)) ??
    (parameter.annotation || parameter.default ? null : fixtureFound(root, names, path, 0));
  return start && walkSteps(start, rest, 0);
}

/** `f` of `Depends(f)`, where it is written in a default or in `Annotated[…]`. */
function dependencyOf(text: string): string | null {
  return /\b(?:Depends|Security)\(\s*(?:dependency\s*=\s*)?([A-Za-z_][\w.]*)/.exec(text)?.[1] ?? null;
}

function typeFound(text: string, names: Names, depth: number): Found | null {
  if (depth > MAXIMUM_DEPTH) return null;
  const { database, model, name } = names.type(text);
  if (database) return { kind: 'database', database };
  const provider = dependencyOf(text);
  if (provider !== null) return follow(`${provider}()`, names, depth + 1);
  // An alias, perhaps of another module, means there what it says there.
  const bare = text.trim().replace(/^(['"])(.*)\1$/s, '$2');
  const definition = /^[\w.]+$/.test(bare) ? names.resolve(bare) : null;
  if (definition?.binding?.kind === 'variable' && definition.binding.value !== null) {
    const { binding, path } = definition;
    return typeFound(binding.value!, path === null || path === names.path ? names : names.elsewhere(path), depth + 1);
  }
  if (definition?.binding?.kind === 'class') return classFound(definition.binding, elsewhere(names, definition.path));
  return model && name !== null ? instanceOf(name.replace(/\?$/, ''), names) : null;
}

function elsewhere(names: Names, path: string | null): Names {
  return path === null || path === names.path ? names : names.elsewhere(path);
}

function instanceOf(name: string, names: Names): Found | null {
  const definition = names.resolve(name);
  if (definition?.binding?.kind !== 'class') return null;
  return classFound(definition.binding, elsewhere(names, definition.path));
}

/** An instance of a class of the project: a database where one of its bases is. */
function classFound(binding: Extract<Binding, { kind: 'class' }>, names: Names): Found {
  const { database } = names.type(binding.name);
  return database ? { kind: 'database', database } : { kind: 'instance', className: binding.name, names };
}

/** The fixture of a name: in the module itself, or in a `conftest.py` of its folder or one above. */
function fixtureFound(name: string, names: Names, path: string | null, depth: number): Found | null {
  if (depth > MAXIMUM_DEPTH) return null;
  const folders = path === null ? [] : path.split('/').slice(0, -1);
  const places = folders.map((_, i) => `${folders.slice(0, folders.length - i).join('/')}/conftest.py`);
  for (const place of [null, ...places, 'conftest.py']) {
    const own = place === null ? names : names.elsewhere(place);
    const binding = own.bindings(name).findLast((each) => each.kind === 'function');
    if (binding?.kind !== 'function' || !binding.signature.decorators.some((each) => /\bfixture\b/.test(each)))
      continue;
    const known = given(binding.signature, own, depth + 1);
    if (known) return known;
    // A fixture of a fixture.
    for (const chain of binding.signature.gives ?? []) {
      const root = /^\w+/.exec(chain)?.[0] ?? '';
      if (!binding.signature.parameters.some((each) => each.name === root)) continue;
      const start = fixtureFound(root, names, path, depth + 1);
      if (start) return walkSteps(start, stepsOf(chain.slice(root.length)), depth + 1);
    }
  }
  return null;
}

/** What calling a function gives: by its annotation, else by what it returns. */
function given(signature: FunctionSignature, names: Names, depth: number): Found | null {
  if (depth > MAXIMUM_DEPTH) return null;
  const annotated = signature.returns === null ? null : typeFound(signature.returns, names, depth + 1);
  if (annotated?.kind === 'database') return annotated;
  for (const chain of signature.gives ?? []) {
    const root = /^\w+/.exec(chain)?.[0] ?? '';
    const parameter = signature.parameters.find((each) => each.name === root);
    const isOwn = parameter && root !== 'self' && root !== 'cls';
    const start = isOwn ? givenParameter(parameter, names, depth + 1) : null;
    const found = isOwn
      ? start && walkSteps(start, stepsOf(chain.slice(root.length)), depth)
      : follow(chain, names, depth + 1);
    if (found) return found;
  }
  return annotated;
}

function givenParameter(
  { annotation, default: value }: FunctionSignature['parameters'][number],
  names: Names,
  depth: number,
): Found | null {
  const provider = dependencyOf(value ?? '');
  return (
    (annotation === null ? null : typeFound(annotation, names, depth)) ??
    (provider === null ? null : follow(`${provider}()`, names, depth))
  );
}

/** `.name` and `()` of a chain. */
function stepsOf(rest: string): string[] {
  return rest.match(/\.\w+|\(\)/g) ?? [];
}

/** What a chain is, by the names of a module. */
function follow(chain: Chain, names: Names, depth: number): Found | null {
  if (depth > MAXIMUM_DEPTH) return null;
  const root = /^\w+/.exec(chain)?.[0] ?? '';
  const steps = stepsOf(chain.slice(root.length));
  if (root === 'self' || root === 'cls') {
    const start: Found | null =
      names.ownerName === null ? null : { kind: 'instance', className: names.ownerName, names };
    return start && walkSteps(start, steps, depth);
  }
  // The longest run of names that means something.
  const dots = steps.indexOf('()');
  for (let length = dots < 0 ? steps.length : dots; length >= 0; length--) {
    const dotted = root + steps.slice(0, length).join('');
    const start = named(dotted, names, depth);
    if (start) return walkSteps(start, steps.slice(length), depth);
  }
  return null;
}

function named(dotted: string, names: Names, depth: number): Found | null {
  const library = names.qualify(dotted);
  if (library !== null) {
    const driver = driverOf(library);
    const isDjango = /^django\.db\.connections?$/.test(library);
    if (!driver || !(isDatabaseName(library) || isDjango)) return null;
    const isAsync = /async/i.test(library) || /^(asyncpg|aiosqlite|databases)$/.test(driver);
    return { kind: 'database', database: { driver, isAsync } };
  }
  const definition = names.resolve(dotted);
  const { binding } = definition ?? {};
  const own = elsewhere(names, definition?.path ?? null);
  if (binding?.kind === 'function') return { kind: 'function', signature: binding.signature, names: own };
  if (binding?.kind === 'class') return classFound(binding, own);
  if (binding?.kind !== 'variable') return null;
  const annotated = binding.annotation === null ? null : typeFound(binding.annotation, own, depth + 1);
  if (annotated) return annotated;
  // It may be bound several times: to None first, to what it is later.
  for (const each of own.bindings(binding.name)) {
    const chain = each.kind === 'variable' && each.value !== null ? chainOfText(each.value) : null;
    const found = chain === null || chain === binding.name ? null : follow(chain, own, depth + 1);
    if (found) return found;
  }
  return null;
}

function walkSteps(start: Found, steps: readonly string[], depth: number): Found | null {
  if (depth > MAXIMUM_DEPTH) return null;
  let at: Found | null = start;
  for (const step of steps) {
    if (!at) return null;
    // Whatever a connection gives runs on the same driver.
    if (at.kind === 'database') return at;
    if (step === '()') at = at.kind === 'function' ? given(at.signature, at.names, depth + 1) : at;
    else at = at.kind === 'instance' ? memberFound(at, step.slice(1), depth) : null;
  }
  // A property, or a function that stands for what it gives.
  return at;
}

function memberFound(
  { className, names }: Extract<Found, { kind: 'instance' }>,
  name: string,
  depth: number,
): Found | null {
  if (depth > MAXIMUM_DEPTH) return null;
  const { project, path } = names;
  const inside = new Names(project, null, null, path, className);
  const methods = path === null ? project.methods(className) : project.methodsIn(path, className);
  const method = methods.find((each) => each.name === name);
  if (method?.kind === 'function') {
    const { signature } = method;
    const isProperty = signature.decorators.some((each) => /property$/.test(each));
    return isProperty ? given(signature, inside, depth + 1) : { kind: 'function', signature, names: inside };
  }
  for (const write of project.attributes(className, path ?? undefined)) {
    if (write.name !== name) continue;
    const annotated = write.annotation === null ? null : typeFound(write.annotation, inside, depth + 1);
    const found = annotated ?? (write.given === undefined ? null : follow(write.given, inside, depth + 1));
    if (found) return found;
    if (write.constructed !== null) return instanceOf(write.constructed, inside);
  }
  const signature = inside.classNamed(className);
  const field = signature?.fields.find((each) => each.name === name);
  if (field?.annotation) return typeFound(field.annotation, inside, depth + 1);
  const chain = field?.value ? chainOfText(field.value) : null;
  if (chain !== null) return follow(chain, inside, depth + 1);
  // Of a base in the project.
  for (const base of signature?.bases ?? []) {
    const parent = instanceOf(base, inside);
    const found = parent?.kind === 'instance' ? memberFound(parent, name, depth + 1) : parent;
    if (found) return found;
  }
  return null;
}
