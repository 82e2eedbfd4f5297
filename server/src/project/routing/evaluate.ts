// Gives expressions their abstract values: texts with their origins, members of modules, classes and instances, collections.
// Must not run statements; calls are `calls.ts`. What cannot be known is an unknown thing with its reason.
import type { Value } from '../../facts/values';
import { bindMethod, callThing, readArguments, runProperty } from './calls';
import { settingOf } from './routers';
import type { Run } from './statements';
import { runModule } from './statements';
import { type ClassThing, isSame, join, type Piece, type Text, type Thing, textOf, unknown } from './things';
import { force, lookUp, lookUpHere, placeIn } from './world';

/** What an expression gives. */
export function evaluate(run: Run, value: Value): Thing {
  if (run.world.budget-- <= 0) return unknown('the program takes too long to follow');
  switch (value.kind) {
    case 'text':
      return textOf(value.value, placeIn(run.frame, value.at));
    case 'constant':
      return { kind: 'plain', value: value.value };
    case 'name': {
      const found = lookUp(run.scope, value.name);
      if (found) return found;
      return BUILTINS.has(value.name)
        ? { kind: 'external', name: `builtins.${value.name}` }
        : unknown(`"${value.name}" is not known`);
    }
    case 'member':
      return memberOf(run, evaluate(run, value.of), value.name);
    case 'item':
      return itemOf(evaluate(run, value.of), evaluate(run, value.key));
    case 'call':
      return callThing(run, evaluate(run, value.callee), readArguments(run, value), value);
    case 'join':
      return concatenate(
        value.parts.map((part) => evaluate(run, part)),
        value,
      );
    case 'list': {
      const items: Thing[] = [];
      for (const item of value.items) items.push(evaluate(run, item));
      return { kind: 'sequence', items, isOpen: value.items.some((item) => item.kind === 'unknown') };
    }
    case 'dict':
      return dictionary(run, value);
    case 'either': {
      const options = value.options.map((option) => evaluate(run, option));
      if (!value.isOr) return join(options);
      const [first, second] = options;
      if (first!.kind === 'text') return first!.value === '' ? second! : first!;
      if (first!.kind === 'plain') return first!.value ? first! : second!;
      return join(options);
    }
    case 'each': {
      const { items, isOpen } = itemsOf(evaluate(run, value.iterable));
      const made = items.map((item) => {
        const scope = { ...run.scope, names: new Map(run.scope.names) };
        const parts = value.targets.length === 1 ? [item] : itemsOf(item).items;
        for (const [i, target] of value.targets.entries()) if (target && parts[i]) scope.names.set(target, parts[i]);
        return evaluate({ ...run, scope }, value.value);
      });
      return { kind: 'sequence', items: made, isOpen };
    }
    case 'unknown':
      return unknown('an expression is too complex to follow');
  }
}

const BUILTINS = new Set(
  'str list tuple dict set getattr reversed sorted enumerate zip super property staticmethod classmethod'.split(' '),
);

function dictionary(run: Run, value: Extract<Value, { kind: 'dict' }>): Thing {
  const entries: [Thing, Thing][] = [];
  let isOpen = false;
  for (const [key, item] of value.entries) {
    const thing = evaluate(run, item);
    if (key) entries.push([evaluate(run, key), thing]);
    else if (thing.kind === 'mapping') {
      entries.push(...thing.entries);
      isOpen ||= thing.isOpen;
    } else isOpen = true;
  }
  return { kind: 'mapping', entries, isOpen };
}

/** No path is longer, no list of routers either: what doubles in a loop ends here. */
const LONGEST_TEXT = 4000;
const LONGEST_LIST = 10_000;

/** `a + b`, f-strings: texts and numbers joined, lists put together; unknown as soon as a part is. */
function concatenate(parts: readonly Thing[], value: Value): Thing {
  if (parts.length > 0 && parts.every((part) => part.kind === 'sequence')) {
    const items = parts.flatMap((part) => part.items);
    if (items.length > LONGEST_LIST) return unknown('a list is too long to follow');
    return { kind: 'sequence', items, isOpen: parts.some((part) => part.isOpen) };
  }
  const pieces: Piece[] = [];
  let text = '';
  for (const part of parts) {
    const known = asText(part);
    if (!known) return part.kind === 'unknown' ? part : unknown(`${describe(value)} is not known`);
    pieces.push(...known.pieces);
    text += known.value;
    if (text.length > LONGEST_TEXT) return unknown('a text is too long to follow');
  }
  return { kind: 'text', value: text, pieces };
}

/** A thing as it stands in an f-string; null when that is not known. */
export function asText(thing: Thing): Text | null {
  if (thing.kind === 'text') return thing;
  if (thing.kind === 'plain' && typeof thing.value === 'number') return textOf(String(thing.value), null);
  return null;
}

/** How an expression reads, for reasons. */
export function describe(value: Value): string {
  switch (value.kind) {
    case 'name':
      return `"${value.name}"`;
    case 'member':
      return `"${plainName(value)}"`;
    case 'call':
      return `what ${describe(value.callee)} gives`;
    case 'join':
      return 'a part of a text';
    default:
      return 'an expression';
  }
}

function plainName(value: Value): string {
  if (value.kind === 'name') return value.name;
  return value.kind === 'member' ? `${plainName(value.of)}.${value.name}` : '…';
}

/** The members of a collection, as far as they are known. */
export function itemsOf(thing: Thing): { items: readonly Thing[]; isOpen: boolean } {
  if (thing.kind === 'sequence') return thing;
  if (thing.kind === 'mapping') return { items: thing.entries.map(([key]) => key), isOpen: thing.isOpen };
  if (thing.kind === 'class') {
    // Iterating an Enum gives its members.
    return { items: [...thing.members.values()].map(force).filter((each) => each.kind === 'text'), isOpen: false };
  }
  return { items: [], isOpen: true };
}

function itemOf(thing: Thing, key: Thing): Thing {
  // `Users[User, UUID]` is the class `Users`.
  if (thing.kind === 'class') return thing;
  if (thing.kind === 'external') {
    const isClass = /(^|\.)[A-Z]\w*$/.test(thing.name);
    return isClass ? thing : unknown(`what "${thing.name}" holds is not known`);
  }
  if (thing.kind === 'mapping') {
    for (const [known, value] of thing.entries) if (isSame(known, key)) return value;
    if (key.kind === 'text' || key.kind === 'plain') return unknown('a key is not in its dictionary');
    return thing.entries.length > 0 && !thing.isOpen
      ? join(thing.entries.map(([, value]) => value))
      : unknown('a key is not known');
  }
  if (thing.kind === 'sequence' && key.kind === 'plain' && typeof key.value === 'number' && !thing.isOpen) {
    return thing.items.at(key.value) ?? unknown('an index is out of range');
  }
  return unknown('an item is not known');
}

/** Looks a member up in a class and its bases, first base first. */
export function classMember(of: ClassThing, name: string, depth = 0): Thing | null {
  const own = of.members.get(name);
  if (own) return force(own);
  if (depth > 20) return null;
  for (const base of of.bases) {
    const found = base.kind === 'class' ? classMember(base, name, depth + 1) : null;
    if (found) return found;
  }
  return null;
}

/** Whether a class and all its bases, but for well-known ones, stand in the project. */
function isWhole(of: ClassThing, depth = 0): boolean {
  return of.bases.every((base) =>
    base.kind === 'class' ? depth < 20 && isWhole(base, depth + 1) : base.kind === 'external',
  );
}

/** `thing.name`. */
export function memberOf(run: Run, thing: Thing, name: string): Thing {
  switch (thing.kind) {
    case 'module': {
      const scope = thing.path === null ? null : runModule(run.world, thing.path);
      const found = scope && lookUpHere(scope, name, 0);
      if (found) return found;
      const inner = thing.folder === null ? null : run.world.source.imports.submodule(thing.folder, name);
      return inner ? { kind: 'module', ...inner } : unknown(`"${name}" is not in its module`);
    }
    case 'external':
      return { kind: 'external', name: `${thing.name}.${name}` };
    case 'class': {
      const found = classMember(thing, name);
      if (found?.kind === 'function') return bindMethod(found, thing, true);
      if (found) return markSetting(found);
      return unknown(`"${thing.name}.${name}" is not ${isWhole(thing) ? 'defined' : 'known'}`);
    }
    case 'instance': {
      const own = thing.members.get(name);
      if (own) return force(own);
      return markSetting(
        classMemberFor(run, thing.of, thing, name) ?? unknown(`"${thing.of.name}.${name}" is not known`),
      );
    }
    case 'router': {
      const own = thing.members.get(name);
      if (own) return force(own);
      const found = thing.of ? classMemberFor(run, thing.of, thing, name) : null;
      if (found) return found;
      if (name === 'router' && thing.node.isApp) return thing;
      if (name === 'routes') return { kind: 'method', of: thing, name };
      return settingOf(thing.node, name) ?? { kind: 'method', of: thing, name };
    }
    case 'super': {
      for (const base of thing.of.bases) {
        const found = base.kind === 'class' ? classMember(base, name) : null;
        if (found?.kind === 'function') return bindMethod(found, thing.self, false);
        if (found) return found;
      }
      return { kind: 'method', of: thing, name };
    }
    case 'text':
      // A member of an `Enum` stands for its value here.
      return name === 'value' ? thing : { kind: 'method', of: thing, name };
    case 'sequence':
    case 'mapping':
      return { kind: 'method', of: thing, name };
    case 'choice':
      return join(thing.options.map((option) => memberOf(run, option, name)));
    case 'lazy':
      return memberOf(run, force(thing), name);
    case 'unknown':
      return thing;
    case 'method':
      // `router.routes.append(…)`
      if (thing.name === 'routes' && thing.of.kind === 'router') return { kind: 'method', of: thing, name };
      return unknown(`"${name}" is not known`);
    default:
      return unknown(`"${name}" is not known`);
  }
}

/** What a class says of its instances is a default: `DEBUG: bool = False`. */
function markSetting(thing: Thing): Thing {
  return thing.kind === 'plain' ? { ...thing, isSetting: true } : thing;
}

function classMemberFor(run: Run, of: ClassThing, self: Thing, name: string): Thing | null {
  const found = classMember(of, name);
  if (found?.kind !== 'function') return found;
  return found.isProperty ? runProperty(run, found, self) : bindMethod(found, self, false);
}

/** `thing.name = value`. */
export function setMember(thing: Thing, name: string, value: Thing): void {
  if (thing.kind === 'instance' || thing.kind === 'router' || thing.kind === 'class') thing.members.set(name, value);
  if (thing.kind === 'router' && name === 'prefix') thing.node.prefix = value;
}
