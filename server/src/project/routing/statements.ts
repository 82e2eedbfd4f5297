// Runs statements in the abstract: modules once, each when it is first imported; branches all, loops over what is known.
// Must not know files or rules; what cannot be known becomes an unknown thing, never a guess.
import type { Body, ClassWiring, FunctionWiring, Statement } from '../../facts/wiring';
import { applyDecorator } from './calls';
import { holdsTest } from './conditions';
import { evaluate, itemsOf, setMember } from './evaluate';
import { type ClassThing, type Frame, type FunctionThing, join, type Scope, type Thing, unknown } from './things';
import { force, lookUpHere, makeScope, placeIn, type World } from './world';

/** Where statements run. */
export interface Run {
  readonly world: World;
  readonly scope: Scope;
  readonly frame: Frame;
  /** What `return` gives; null outside functions. */
  readonly returned: Thing[] | null;
}

/** The scope of a module, run if this is its first use. */
export function runModule(world: World, path: string): Scope | null {
  const known = world.modules.get(path);
  if (known) return known;
  const module = world.source.module(path);
  if (!module) return null;
  const scope = makeScope(null);
  world.modules.set(path, scope);
  const name = world.source.imports.moduleName(path);
  const classes = new Map<number, ClassThing>();
  for (const [region, { exports, owner }] of module.regions.entries()) {
    const frame: Frame = { path, region, guards: [], name };
    const around = owner >= 0 ? classes.get(owner) : undefined;
    if (owner >= 0 && !around) continue;
    const inner = around ? classScope(around, scope) : scope;
    const run: Run = { world, scope: inner, frame, returned: null };
    for (const statement of exports.wiring.statements) {
      if (statement.kind === 'class') classes.set(region, runClass(run, statement, around ?? null));
      else if (statement.kind === 'function') defineFunction(run, statement, around ?? null, scope);
      else runStatement(run, statement);
    }
  }
  return scope;
}

/** A class's body sees its own names first; functions in it do not. */
function classScope(around: ClassThing, parent: Scope): Scope {
  return { names: around.members, parent, stars: [], owner: around, self: null };
}

/** Runs statements; tells whether they certainly end in a `return`. */
export function runBody(run: Run, body: Body): boolean {
  return body.some((statement) => runStatement(run, statement));
}

function runStatement(run: Run, statement: Statement): boolean {
  const { world, scope } = run;
  if (world.budget-- <= 0) return false;
  switch (statement.kind) {
    case 'assign': {
      const value = evaluate(run, statement.value);
      for (const target of statement.targets) bind(run, target, value);
      return false;
    }
    case 'unpack': {
      const value = evaluate(run, statement.value);
      unpack(run, statement.targets, value);
      return false;
    }
    case 'run':
      evaluate(run, statement.value);
      return false;
    case 'return':
      run.returned?.push(evaluate(run, statement.value));
      return true;
    case 'for': {
      const { items, isOpen } = itemsOf(evaluate(run, statement.iterable));
      // The body may append to the list that it runs over.
      for (const item of [...items]) {
        if (statement.targets.length === 1) bind(run, statement.targets[0]!, item);
        else unpack(run, statement.targets, item);
        runBody(run, statement.body);
      }
      if (isOpen) {
        for (const target of statement.targets)
          if (target) bind(run, target, unknown(`the loop over "${target}" is not known`));
        runBody(run, statement.body);
      }
      return false;
    }
    case 'branch':
      return runBranch(run, statement);
    case 'attempt': {
      const before = new Map(scope.names);
      for (const handler of statement.handlers) runBody(run, handler);
      const handled = new Map(scope.names);
      for (const [name, value] of before) scope.names.set(name, value);
      for (const name of handled.keys()) if (!before.has(name)) scope.names.delete(name);
      runBody(run, statement.body);
      for (const [name, value] of handled) {
        const own = scope.names.get(name);
        if (!own || force(own).kind === 'unknown') scope.names.set(name, value);
      }
      return false;
    }
    case 'import':
      runImport(run, statement);
      return false;
    case 'function':
      defineFunction(run, statement, null, scope);
      return false;
    case 'class':
      runClass(run, statement, null);
      return false;
  }
}

/** Binds a name, or an attribute of one. */
function bind(run: Run, target: string, value: Thing): void {
  const parts = target.split('.');
  const last = parts.pop()!;
  for (const each of value.kind === 'choice' ? value.options : [value]) {
    if (each.kind === 'router' && each.node.name === '') each.node.name = `${run.frame.name}.${last}`;
  }
  if (parts.length === 0) {
    run.scope.names.set(last, value);
    return;
  }
  let owner = run.scope.names.get(parts[0]!) ?? null;
  for (let at: Scope | null = run.scope; !owner && at; at = at.parent) owner = lookUpHere(at, parts[0]!, 0);
  if (owner && parts.length === 1) setMember(force(owner), last, value);
}

function unpack(run: Run, targets: readonly string[], value: Thing): void {
  const { items, isOpen } = itemsOf(value);
  for (const [i, target] of targets.entries()) {
    if (target) bind(run, target, (isOpen ? undefined : items[i]) ?? unknown(`"${target}" is not known`));
  }
}

/** Runs the arms that may run; tells whether all of them end in a `return`. */
function runBranch(run: Run, statement: Extract<Statement, { kind: 'branch' }>): boolean {
  const { scope, frame } = run;
  const { arms, tests } = statement;
  const before = new Map(scope.names);
  const ends: Map<string, Thing>[] = [];
  let isComplete = statement.complete;
  for (const [i, arm] of arms.entries()) {
    const test = tests[i];
    const holds = test ? holdsTest(run, test) : null;
    if (holds === false) continue;
    scope.names.clear();
    for (const [name, value] of before) scope.names.set(name, value);
    const guard = `${frame.path}:${frame.region}:${statement.at}:${i}`;
    const inner = holds ? run : { ...run, frame: { ...frame, guards: [...frame.guards, guard] } };
    if (!runBody(inner, arm)) ends.push(new Map(scope.names));
    if (holds) {
      isComplete = true;
      break;
    }
  }
  if (!isComplete) ends.push(before);
  scope.names.clear();
  for (const name of new Set((ends.length > 0 ? ends : [before]).flatMap((end) => [...end.keys()]))) {
    const values = (ends.length > 0 ? ends : [before])
      .map((end) => end.get(name))
      .filter((value) => value !== undefined);
    const [first] = values;
    scope.names.set(name, values.every((value) => value === first) ? first! : join(values.map(force)));
  }
  return ends.length === 0;
}

function runImport(run: Run, statement: Extract<Statement, { kind: 'import' }>): void {
  const { world, scope, frame } = run;
  const { module, level, imported, name } = statement;
  const locations = world.source.imports.locate(frame.path, module, level);
  const scopes = (): (Scope | null)[] =>
    locations.map((location) => (location.path === null ? null : runModule(world, location.path)));
  const loaded = scopes();
  if (name === '') return;
  if (imported === '*') {
    for (const each of loaded) if (each) scope.stars.push(each);
    return;
  }
  if (locations.length === 0) {
    const dotted = [module, imported].filter((part) => part !== null && part !== '').join('.');
    // A module of a package that the project holds is missing here, whatever may be installed.
    const isOwn = level === 0 && world.source.imports.locate(frame.path, module.split('.')[0]!, 0).length > 0;
    scope.names.set(
      name,
      level > 0 || isOwn
        ? unknown(`the module "${'.'.repeat(level)}${module}" is not in the project`)
        : { kind: 'external', name: dotted },
    );
    return;
  }
  if (imported === null) {
    scope.names.set(name, { kind: 'module', ...locations[0]! });
    return;
  }
  let isLooking = false;
  const look = (): Thing => {
    // Two modules that import one name from each other have it from nowhere.
    if (isLooking) return unknown('modules import each other in a circle');
    isLooking = true;
    const found = search();
    isLooking = false;
    return found;
  };
  const lazy: Thing = { kind: 'lazy', look };
  const search = (): Thing => {
    for (const [i, location] of locations.entries()) {
      // `from . import items` in the package's own `__init__` means the submodule, not the name that it binds.
      const isOwn = loaded[i]?.names.get(imported) === lazy;
      const found = loaded[i] && !isOwn ? lookUpHere(loaded[i], imported, 0) : null;
      const inner = location.folder === null ? null : world.source.imports.submodule(location.folder, imported);
      // A package whose modules import a submodule from the package itself has the name in a circle: it is the submodule.
      if (found && (found.kind !== 'unknown' || !inner)) return found;
      if (inner) {
        if (inner.path !== null) runModule(world, inner.path);
        return { kind: 'module', ...inner };
      }
    }
    return unknown(`"${imported}" is not found in "${module || '.'.repeat(level)}"`);
  };
  // As in Python, a submodule runs when it is imported, and the name is bound to what it is at this moment.
  const found = look();
  scope.names.set(name, found.kind === 'unknown' ? lazy : found);
}

function defineFunction(run: Run, wiring: FunctionWiring, around: ClassThing | null, home: Scope): void {
  const { world, scope, frame } = run;
  const names = wiring.decorators.map((decorator) => decoratorName(decorator));
  const thing: FunctionThing = {
    kind: 'function',
    wiring,
    // A method does not see the names of its class.
    scope: around ? { ...makeScope(home), owner: around } : scope,
    frame: { ...frame, name: `${frame.name}.${wiring.name}` },
    self: null,
    isProperty: names.some((name) => /property$|^computed_field$/.test(name)),
    isStatic: names.includes('staticmethod'),
    handler: { name: wiring.name, place: placeIn(frame, wiring.at), returns: wiring.returns },
  };
  if (wiring.body.length > 0) world.functions.push(thing);
  let value: Thing = thing;
  for (const decorator of wiring.decorators.toReversed()) value = applyDecorator(run, decorator, value);
  // The setter of a property does not hide it.
  if (names.some((name) => name.endsWith('.setter') || name === 'setter')) return;
  scope.names.set(wiring.name, value);
}

function decoratorName(decorator: FunctionWiring['decorators'][number]): string {
  if (decorator.kind === 'call') return decoratorName(decorator.callee);
  return decorator.kind === 'name' || decorator.kind === 'member' ? decorator.name : '';
}

function runClass(run: Run, wiring: ClassWiring, around: ClassThing | null): ClassThing {
  const { scope, frame } = run;
  const bases = wiring.bases.map((base) => evaluate(run, base));
  const thing: ClassThing = { kind: 'class', name: wiring.name, bases, members: new Map() };
  (around ? around.members : scope.names).set(wiring.name, thing);
  const home = around ? scope.parent! : scope;
  const inner: Run = {
    ...run,
    scope: classScope(thing, home),
    frame: { ...frame, name: `${frame.name}.${wiring.name}` },
  };
  for (const statement of wiring.body) {
    if (statement.kind === 'function') defineFunction(inner, statement, thing, home);
    else if (statement.kind === 'class') runClass(inner, statement, thing);
    else runStatement(inner, statement);
  }
  return thing;
}
