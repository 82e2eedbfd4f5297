// Looks up classes of the project and the types of their members, bases included.
// Must not know expressions; what a class computes in its methods' bodies is not read.
import type { AttributeWrite } from '../facts/attributes';
import type { Binding, ClassSignature, FunctionSignature } from '../facts/bindings';
import { lastName } from '../facts/expressions';
import { type DraftPlace, draftedAttribute, draftedResult } from './draftedTypes';
import { libraryAttribute, libraryMethod } from './libraryTypes';
import { namesOfOtherFile } from './names';
import { type NameReader, readType } from './readType';
import type { Scope } from './scope';
import {
  BOOL,
  builtin,
  FLOAT,
  hasHole,
  INT,
  isImported,
  type NamedType,
  NONE,
  STR,
  type TypeExpression,
  typeKey,
  UNKNOWN,
  unite,
} from './typeExpression';

/** A class of the project. */
export interface ClassRef {
  readonly signature: ClassSignature;
  readonly methods: readonly Binding[];
  /** The class's file; null for the one at hand. */
  readonly path: string | null;
  /** What names mean in the file of the class. */
  readonly names: NameReader;
  /** Whether that is another file than the one at hand. */
  readonly isForeign: boolean;
}

/** The class that a type names; null when it is none of the project. */
export function findClass(type: TypeExpression, { site: { project }, names }: Scope): ClassRef | null {
  if (type.kind !== 'named' || type.module === '') return null;
  if (type.module === null) {
    const binding = project.binding(type.name);
    return binding?.kind === 'class'
      ? { signature: binding.signature, methods: project.methods(binding.name), path: null, names, isForeign: false }
      : null;
  }
  const definition = project.locate(`${type.module}.${type.name}`);
  if (definition?.binding?.kind !== 'class' || definition.path === null) return null;
  const { signature, name } = definition.binding;
  return {
    signature,
    methods: project.methodsIn(definition.path, name),
    path: definition.path,
    names: namesOfOtherFile(project, definition.path),
    isForeign: true,
  };
}

/** A class of a file of the project, by its name there. */
export function classAt(path: string, className: string, { site: { project } }: Scope): ClassRef | null {
  const binding = project.resolveIn(path, className)?.binding;
  if (binding?.kind !== 'class') return null;
  return {
    signature: binding.signature,
    methods: project.methodsIn(path, className),
    path,
    names: namesOfOtherFile(project, path),
    isForeign: true,
  };
}

/** A class and its bases, nearest first, as far as the project holds them. */
export function lineage(first: ClassRef, scope: Scope): ClassRef[] {
  const found = [first];
  for (let at = 0; at < found.length && found.length < 20; at++) {
    for (const base of found[at]!.signature.bases) {
      const type = readType(base.replace(/\[[\s\S]*$/, ''), found[at]!.names);
      const ref = findClass(type, scope);
      if (ref && !found.some((each) => each.signature === ref.signature)) found.push(ref);
    }
  }
  return found;
}

/** Whether a class or one of its known bases has a base whose last name passes the test. */
export function hasBase(ref: ClassRef, test: RegExp, scope: Scope): boolean {
  return lineage(ref, scope).some(({ signature }) =>
    signature.bases.some((base) => test.test(lastName(base.replace(/\[[\s\S]*$/, '')))),
  );
}

export const ENUM_BASE = /^(Enum|IntEnum|StrEnum|Flag|IntFlag)$/;

/**
 * The type of an instance's attribute: an annotated field, a property, a class constant, what all assignments in the
 * class agree on. An annotation in a base counts before an assignment.
 */
export function attributeType(ref: ClassRef, name: string, self: TypeExpression, scope: Scope): TypeExpression {
  let assigned: TypeExpression | null = null;
  for (const each of lineage(ref, scope)) {
    const field = each.signature.fields.findLast((own) => own.name === name);
    if (field && field.annotation !== null) return readForeign(field.annotation, each);
    const method = each.methods.findLast((own) => own.name === name);
    if (!field && method) {
      const getter = each.methods.find(
        (own) => own.name === name && own.kind === 'function' && isProperty(own.signature),
      );
      return getter?.kind === 'function' ? callResult(getter.signature, each, self, false, scope) : UNKNOWN;
    }
    const writes = writesTo(name, each, scope);
    const declared = writes.find((write) => write.annotation !== null && write.isDeclared);
    if (declared) return readForeign(declared.annotation!, each);
    if (assigned || (!field && writes.length === 0)) continue;
    const types = writes.map((write) => writtenType(write, each, scope));
    if (field) types.push(field.value === null ? UNKNOWN : literalType(field.value));
    const [first] = types;
    const agree = first && types.every((type) => typeKey(type) === typeKey(first)) && !hasHole(first);
    // A class from outside may have declared the attribute otherwise.
    const isOpen = writes.length > 0 && hasOutsideBase(ref, scope);
    assigned = agree && first.kind !== 'none' && !isOpen ? first : UNKNOWN;
    if (assigned.kind === 'unknown' && scope.leans && name !== '__dict__') {
      const given = writes.length > 0 ? [draftedAttribute(name, placeOf(each, self), scope)] : [];
      if (field) given.push(field.value === 'None' ? NONE : fieldType(field.value, each, scope));
      assigned = unite(given);
    }
  }
  if (assigned) return assigned;
  for (const className of outsideBases(ref, scope)) {
    const known = libraryAttribute(className, name);
    if (known) return known;
  }
  return UNKNOWN;
}

function writesTo(name: string, { signature, path }: ClassRef, { site: { project } }: Scope): AttributeWrite[] {
  const writes = path === null ? project.attributes(signature.name) : project.attributes(signature.name, path);
  return writes.filter((write) => write.name === name);
}

function writtenType({ annotation, constructed }: AttributeWrite, ref: ClassRef, scope: Scope): TypeExpression {
  if (annotation !== null) return readForeign(annotation, ref);
  return constructed === null ? UNKNOWN : constructedType(ref.names(constructed), scope);
}

/** Bases outside the project whose attributes are few and known. */
const PLAIN_BASES = /^(object|ABC|Generic|Protocol|Exception|ValueError|RuntimeError|TypeError|LookupError)$/;

function hasOutsideBase(first: ClassRef, scope: Scope): boolean {
  return lineage(first, scope).some(({ signature, names }) =>
    signature.bases.some((base) => {
      const name = base.replace(/\[[\s\S]*$/, '');
      return !PLAIN_BASES.test(lastName(name)) && !findClass(readType(name, names), scope);
    }),
  );
}

/** What calling a class gives; unknown where a metaclass or `__new__` may make something else. */
export function constructedType(type: NamedType | null, scope: Scope): TypeExpression {
  const ref = type && findClass(type, scope);
  if (!ref) return UNKNOWN;
  const { metaclass } = ref.signature.keywords;
  // A class with `Meta` in its name makes classes.
  if (metaclass && !/^(\w+\.)?(ABCMeta|EnumMeta|EnumType)$/.test(metaclass)) return UNKNOWN;
  if (hasBase(ref, /^type$/, scope)) return UNKNOWN;
  // factory_boy's and its like make instances of other classes.
  if (outsideBases(ref, scope).some((each) => /Factory$/.test(each))) return UNKNOWN;
  if (ref.methods.some((each) => each.name === '__new__')) {
    const own = instanceType(type, ref);
    const made = scope.leans ? draftedResult('__new__', placeOf(ref, own), false, scope) : UNKNOWN;
    return typeKey(made) === typeKey(own) ? own : UNKNOWN;
  }
  return instanceType(type, ref);
}

/** What calling a method gives; `awaited` when an `await` stands before the call. */
export function methodResult(
  ref: ClassRef,
  name: string,
  self: TypeExpression,
  awaited: boolean,
  scope: Scope,
): TypeExpression {
  for (const each of lineage(ref, scope)) {
    const own = each.methods.filter((method) => method.name === name);
    if (own.length > 1) return UNKNOWN;
    const [method] = own;
    if (method?.kind === 'function')
      return isProperty(method.signature) ? UNKNOWN : callResult(method.signature, each, self, awaited, scope);
    if (each.signature.fields.some((field) => field.name === name)) return UNKNOWN;
  }
  return outsideResult(ref, name, self, awaited, scope);
}

/** What `super().name()` gives in a method of a class. */
export function inheritedResult(
  ref: ClassRef,
  name: string,
  self: TypeExpression,
  awaited: boolean,
  scope: Scope,
): TypeExpression {
  for (const each of lineage(ref, scope).slice(1)) {
    if (each.methods.some((method) => method.name === name)) return methodResult(each, name, self, awaited, scope);
  }
  return outsideResult(ref, name, self, awaited, scope);
}

/** What a method gives that a class has from a base of Python's own library. */
function outsideResult(
  first: ClassRef,
  name: string,
  self: TypeExpression,
  awaited: boolean,
  scope: Scope,
): TypeExpression {
  for (const className of outsideBases(first, scope)) {
    if (!awaited && MODEL_ROOT.test(className) && (MODEL_MAKER.test(name) || /^(model_)?copy$/.test(name))) return self;
    const known = libraryMethod(className, name, awaited);
    if (known) return known.type;
  }
  return UNKNOWN;
}

const MODEL_ROOT = /^(pydantic(\.main)?\.BaseModel|pydantic_settings\.BaseSettings|sqlmodel(\.main)?\.SQLModel)$/;
const MODEL_MAKER = /^(model_validate|model_validate_json|model_construct|parse_obj|parse_raw|from_orm|construct)$/;

/** Whether calling a method on a class makes an object of it: the constructors of Pydantic's models. */
export function isModelMaker(ref: ClassRef, method: string, scope: Scope): boolean {
  return MODEL_MAKER.test(method) && outsideBases(ref, scope).some((base) => MODEL_ROOT.test(base));
}

/** The bases of a class that lie outside the project, by qualified name. */
function outsideBases(first: ClassRef, scope: Scope): string[] {
  return lineage(first, scope).flatMap(({ signature, names }) =>
    signature.bases.flatMap((base) => {
      const type = readType(base.replace(/\[[\s\S]*$/, ''), names);
      return type.kind === 'named' && type.module && !findClass(type, scope) ? [`${type.module}.${type.name}`] : [];
    }),
  );
}

/** `resultOf`; where the scope leans on drafts and nothing is annotated, what the method seems to give. */
export function callResult(
  signature: FunctionSignature,
  ref: ClassRef,
  self: TypeExpression,
  awaited: boolean,
  scope: Scope,
): TypeExpression {
  if (signature.returns !== null || !scope.leans || !isTransparent(signature))
    return resultOf(signature, ref, self, awaited);
  return draftedResult(signature.name, placeOf(ref, self), awaited, scope);
}

function placeOf(ref: ClassRef, self: TypeExpression): DraftPlace {
  return { ref, path: ref.path, names: ref.names, isForeign: ref.isForeign, self };
}

/** A class attribute without annotation: a literal, a container, an instance. */
function fieldType(value: string | null, { names }: ClassRef, scope: Scope): TypeExpression {
  if (value === null) return UNKNOWN;
  const callee = /^([\w.]+)\(/.exec(value)?.[1];
  if (callee) return constructedType(names(callee), scope);
  if (/^\[/.test(value)) return builtin('list', UNKNOWN);
  if (/^\{\}$|^\{[^:]*:/.test(value)) return builtin('dict', UNKNOWN, UNKNOWN);
  return literalType(value);
}

function isProperty(signature: FunctionSignature): boolean {
  return signature.decorators.some((text) => /^(functools\.)?(cached_)?property$/.test(text));
}

/** Decorators that leave what a call gives as the function's annotation says. */
const TRANSPARENT = new Set(
  `staticmethod classmethod property cached_property abstractmethod override final lru_cache cache wraps deprecated
  get post put patch delete options head trace websocket api_route exception_handler middleware on_event
  validate_call no_type_check setter getter deleter`.split(/\s+/),
);

/** Whether calling a function gives what its body returns, whatever decorators stand above it. */
export function isTransparent({ decorators }: Pick<FunctionSignature, 'decorators'>): boolean {
  return decorators.every((text) => TRANSPARENT.has(lastName(text.replace(/\([\s\S]*$/, '').trim())));
}

/** What calling a function with this signature gives, by its annotation; unknown where a decorator may change it. */
export function resultOf(
  signature: FunctionSignature,
  { names, isForeign }: Pick<ClassRef, 'names' | 'isForeign'>,
  self: TypeExpression,
  awaited: boolean,
): TypeExpression {
  const { returns, decorators, isAsync, isGenerator } = signature;
  if (returns === null) return UNKNOWN;
  if (!isTransparent({ decorators })) return UNKNOWN;
  const reader: NameReader = (name) => {
    const type = names(name);
    return type && (isImported(type, 'typing', 'Self') || isImported(type, 'typing_extensions', 'Self'))
      ? self.kind === 'named'
        ? self
        : null
      : type;
  };
  const type = readForeign(returns, { names: reader, isForeign });
  if (type.kind === 'named' && /^Type(Guard|Is)$/.test(type.name)) return BOOL;
  if (isAsync && !isGenerator) return awaited ? type : UNKNOWN;
  return awaited ? awaitedType(type) : type;
}

function awaitedType(type: TypeExpression): TypeExpression {
  if (type.kind !== 'named' || type.module !== 'collections.abc') return UNKNOWN;
  if (type.name === 'Awaitable') return type.arguments[0] ?? UNKNOWN;
  return type.name === 'Coroutine' ? (type.arguments[2] ?? UNKNOWN) : UNKNOWN;
}

function readForeign(annotation: string, { names, isForeign }: Pick<ClassRef, 'names' | 'isForeign'>): TypeExpression {
  const type = readType(annotation, names);
  return isForeign && hasForeignNames(type) ? UNKNOWN : type;
}

/** Text taken over as written may name what only the other file knows. */
function hasForeignNames(type: TypeExpression): boolean {
  if (type.kind === 'text')
    return /[A-Za-z_]/.test(
      type.text.replace(/(["'])(?:(?!\1).)*\1|\b(None|True|False|int|str|bool|float|bytes|object)\b/g, ''),
    );
  if (type.kind === 'named') return type.arguments.some(hasForeignNames);
  return type.kind === 'union' && type.members.some(hasForeignNames);
}

/** The type of a literal's text, where it is a plain one. */
export function literalType(text: string): TypeExpression {
  if (/^(True|False)$/.test(text)) return BOOL;
  if (/^-?\d[\d_]*$|^0[xXoObB][\da-fA-F_]+$/.test(text)) return INT;
  if (/^-?(\d[\d_]*)?\.?\d[\d_]*([eE][-+]?\d+)?$/.test(text)) return FLOAT;
  return /^[rRuU]?(["'])(?:(?!\1)[^\\\n]|\\.)*\1$/.test(text) ? STR : UNKNOWN;
}

/** A class's own type for its instances, with a hole for each type parameter of `Generic[…]`. */
export function instanceType(type: NamedType, ref: ClassRef | null): NamedType {
  const generic = ref?.signature.bases
    .map((base) => /^(?:[\w.]+\.)?(?:Generic|Protocol)\[([^\]]*)\]$/.exec(base)?.[1])
    .find(Boolean);
  if (!generic) return type;
  return { ...type, arguments: generic.split(',').map(() => UNKNOWN) };
}
