// Evaluates drafts: what functions without annotations seem to return and attributes to be.
// Must not be asked for what is to be beyond doubt: a scope says whether it may lean on drafts (`Scope.leans`).
import type { Draft, DraftedValues } from '../facts/drafts';
import {
  BUILTIN_CALLS,
  elementOf,
  LIBRARY_ATTRIBUTES,
  LIBRARY_AWAITS,
  LIBRARY_CALLS,
  LIBRARY_CLASSES,
} from './knownCalls';
import { isLibraryClass, libraryAttribute, libraryCall } from './libraryTypes';
import { memberCall } from './memberCall';
import {
  attributeType,
  type ClassRef,
  constructedType,
  findClass,
  isTransparent,
  literalType,
  methodResult,
  resultOf,
} from './members';
import { namesOfOtherFile } from './names';
import { builtinType, type NameReader, readType } from './readType';
import type { Scope } from './scope';
import {
  builtin,
  imported,
  isBuiltin,
  NONE,
  type TypeExpression,
  typeKey,
  UNKNOWN,
  unite,
  uniteKnown,
  withoutNone,
} from './typeExpression';
import { completed } from './useEvidence';

/** Where a draft was read: its file, the class around it, what `self` is. */
export interface DraftPlace {
  readonly ref: ClassRef | null;
  /** Null for the file at hand. */
  readonly path: string | null;
  readonly names: NameReader;
  readonly isForeign: boolean;
  readonly self: TypeExpression;
}

/** Calls of calls of calls: that many functions are followed. */
const MOST_CALLS = 4;

/** What a function of a place without a return annotation seems to give; unknown where its drafts do not tell. */
export function draftedResult(name: string, place: DraftPlace, awaited: boolean, scope: Scope): TypeExpression {
  const drafted = draftsAt(place, scope).filter((each) => each.kind === 'function' && each.name === name);
  const [only] = drafted;
  if (!only || drafted.length > 1) return UNKNOWN;
  const type = together(only, place, scope);
  if (only.isGenerator)
    return awaited ? UNKNOWN : imported('collections.abc', only.isAsync ? 'AsyncIterator' : 'Iterator', type);
  return only.isAsync === awaited ? type : UNKNOWN;
}

/** What the methods of a class together give an attribute; unknown where one of the values is. */
export function draftedAttribute(name: string, place: DraftPlace, scope: Scope): TypeExpression {
  const drafted = draftsAt(place, scope).filter((each) => each.kind === 'attribute' && each.name === name);
  return drafted.length === 0 ? UNKNOWN : unite(drafted.map((each) => together(each, place, scope)));
}

function draftsAt({ ref, path }: DraftPlace, { site: { project } }: Scope): readonly DraftedValues[] {
  const className = ref?.signature.name ?? '';
  return path === null ? project.drafts(className) : project.drafts(className, path);
}

function together({ kind, name, values }: DraftedValues, place: DraftPlace, scope: Scope): TypeExpression {
  const key = `${place.path} ${place.ref?.signature.name} ${kind} ${name}`;
  // What a function gives by calling itself adds nothing.
  if (scope.drafting.includes(key) || scope.drafting.length >= MOST_CALLS) return UNKNOWN;
  scope.drafting.push(key);
  try {
    const types = values.map((each) => draftType(each, place, scope));
    // What else `__new__` may give says little: it makes instances.
    if (name === '__new__' && types.some((type) => typeKey(type) === typeKey(place.self))) return place.self;
    return uniteKnown(types);
  } finally {
    scope.drafting.pop();
  }
}

function draftType(draft: Draft | null, place: DraftPlace, scope: Scope): TypeExpression {
  if (!draft || scope.budget.steps-- <= 0) return UNKNOWN;
  switch (draft.kind) {
    case 'type':
      return draft.text === 'None' ? NONE : completed(readType(draft.text, place.names));
    case 'self':
      return place.self;
    case 'class':
    case 'made':
      return UNKNOWN;
    case 'name':
      return constantType(draft.name, place, scope);
    case 'member': {
      if (draft.of.kind === 'self')
        return place.ref ? attributeType(place.ref, draft.name, place.self, scope) : UNKNOWN;
      const dotted = dottedOf(draft);
      if (dotted !== null) return constantType(dotted, place, scope);
      const type = withoutNone(draftType(draft.of, place, scope));
      if (type.kind !== 'named') return UNKNOWN;
      const ref = findClass(type, scope);
      return (
        LIBRARY_ATTRIBUTES.get(`${type.module}.${type.name}.${draft.name}`) ??
        libraryAttribute(`${type.module}.${type.name}`, draft.name) ??
        (ref ? attributeType(ref, draft.name, type, scope) : UNKNOWN)
      );
    }
    case 'call':
      return callOf(draft.of, draft.awaited, place, scope);
    case 'item': {
      const type = withoutNone(draftType(draft.of, place, scope));
      if (type.kind !== 'named') return UNKNOWN;
      if (isBuiltin(type, 'dict')) return type.arguments[1] ?? UNKNOWN;
      const isOpen = type.arguments.some((each) => each.kind === 'text');
      if (isBuiltin(type, 'tuple') && !isOpen)
        return draft.index === null ? UNKNOWN : (type.arguments.at(draft.index) ?? UNKNOWN);
      return elementOf(type);
    }
    case 'tuple':
      return builtin('tuple', ...draft.items.map((each) => draftType(each, place, scope)));
    case 'union':
      return unite(draft.members.map((each) => draftType(each, place, scope)));
  }
}

function dottedOf(draft: Draft): string | null {
  if (draft.kind === 'name') return draft.name;
  if (draft.kind !== 'member') return null;
  const of = dottedOf(draft.of);
  return of === null ? null : `${of}.${draft.name}`;
}

/** A constant of the module, or an attribute of a module of Python's library. */
function constantType(dotted: string, place: DraftPlace, scope: Scope): TypeExpression {
  const definition = resolveAt(dotted, place, scope);
  if (!definition) return UNKNOWN;
  if (definition.binding === null) {
    const { qualifiedName } = definition;
    const dot = qualifiedName.lastIndexOf('.');
    const listed = dot < 0 ? null : libraryAttribute(qualifiedName.slice(0, dot), qualifiedName.slice(dot + 1));
    return LIBRARY_ATTRIBUTES.get(qualifiedName) ?? listed ?? UNKNOWN;
  }
  const { binding } = definition;
  if (binding.kind !== 'variable') return UNKNOWN;
  if (binding.annotation !== null) return readType(binding.annotation, place.names);
  return binding.value === null ? UNKNOWN : literalType(binding.value);
}

function resolveAt(
  dotted: string,
  { path }: DraftPlace,
  { site: { project } }: Scope,
): ReturnType<typeof project.resolve> {
  return path === null ? project.resolve(dotted) : project.resolveIn(path, dotted);
}

function callOf(callee: Draft, awaited: boolean, place: DraftPlace, scope: Scope): TypeExpression {
  if (callee.kind === 'class') return awaited ? UNKNOWN : place.self;
  if (callee.kind === 'made') {
    const type = place.names(callee.name);
    return type && findClass(type, scope) ? type : UNKNOWN;
  }
  if (callee.kind === 'member' && callee.of.kind === 'self')
    return place.ref ? methodResult(place.ref, callee.name, place.self, awaited, scope) : UNKNOWN;
  const dotted = dottedOf(callee);
  const named = dotted === null ? UNKNOWN : callOfName(dotted, awaited, place, scope);
  if (named.kind !== 'unknown' || callee.kind !== 'member') return named;
  return memberCall(draftType(callee.of, place, scope), callee.name, awaited, scope);
}

function callOfName(dotted: string, awaited: boolean, place: DraftPlace, scope: Scope): TypeExpression {
  const definition = resolveAt(dotted, place, scope);
  if (!definition) {
    if (awaited || dotted.includes('.') || place.names(dotted)?.module === null) return UNKNOWN;
    const type = builtinType(dotted);
    if (/^(list|set|frozenset|tuple|dict|sorted)$/.test(dotted)) return completed(type ?? builtin('list'));
    return BUILTIN_CALLS.get(dotted) ?? (type && /(Error|Exception|Warning)$/.test(dotted) ? type : UNKNOWN);
  }
  return definedCall(dotted, definition, awaited, place, scope);
}

function definedCall(
  dotted: string,
  { binding, path, qualifiedName }: NonNullable<ReturnType<Scope['site']['project']['resolve']>>,
  awaited: boolean,
  place: DraftPlace,
  scope: Scope,
): TypeExpression {
  if (binding === null) {
    if (path !== null) return UNKNOWN;
    const known =
      (awaited ? LIBRARY_AWAITS : LIBRARY_CALLS).get(qualifiedName) ?? libraryCall(qualifiedName, awaited)?.type;
    if (known) return known;
    const isClass = !awaited && (LIBRARY_CLASSES.has(qualifiedName) || isLibraryClass(qualifiedName));
    return isClass ? (place.names(dotted) ?? UNKNOWN) : UNKNOWN;
  }
  if (binding.kind === 'class') return awaited ? UNKNOWN : constructedType(place.names(dotted), scope);
  return binding.kind === 'function' && path !== null ? functionResult(binding, path, awaited, scope) : UNKNOWN;
}

/** What calling a function of a module gives, by its annotation or, where the scope leans on drafts, by its body. */
export function functionResult(
  binding: Extract<NonNullable<ReturnType<Scope['site']['project']['binding']>>, { kind: 'function' }>,
  path: string,
  awaited: boolean,
  scope: Scope,
): TypeExpression {
  const { project } = scope.site;
  const isForeign = binding !== project.binding(binding.name);
  const names = isForeign ? namesOfOtherFile(project, path) : scope.names;
  const type = resultOf(binding.signature, { names, isForeign }, UNKNOWN, awaited);
  if (!scope.leans || binding.signature.returns !== null || !isTransparent(binding.signature)) return type;
  return draftedResult(
    binding.name,
    { ref: null, path: isForeign ? path : null, names, isForeign, self: UNKNOWN },
    awaited,
    scope,
  );
}
