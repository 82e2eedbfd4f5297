// Looks up classes of the project and the types of their members, bases included.
// Must not know expressions; what a class computes in its methods' bodies is not read.
import type { Binding, ClassSignature, FunctionSignature } from '../facts/bindings';
import { lastName } from '../facts/expressions';
import { namesOfOtherFile } from './names';
import { type NameReader, readType } from './readType';
import type { Scope } from './scope';
import { BOOL, FLOAT, INT, isImported, type NamedType, STR, type TypeExpression, UNKNOWN } from './typeExpression';

/** A class of the project. */
export interface ClassRef {
  readonly signature: ClassSignature;
  readonly methods: readonly Binding[];
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
      ? { signature: binding.signature, methods: project.methods(binding.name), names, isForeign: false }
      : null;
  }
  const definition = project.locate(`${type.module}.${type.name}`);
  if (definition?.binding?.kind !== 'class' || definition.path === null) return null;
  const { signature, name } = definition.binding;
  return {
    signature,
    methods: project.methodsIn(definition.path, name),
    names: namesOfOtherFile(project, definition.path),
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

/** The type of an instance's attribute: an annotated field, a property, a class constant. */
export function attributeType(ref: ClassRef, name: string, self: TypeExpression, scope: Scope): TypeExpression {
  for (const each of lineage(ref, scope)) {
    const field = each.signature.fields.findLast((own) => own.name === name);
    if (field) {
      if (field.annotation !== null) return readForeign(field.annotation, each);
      return field.value === null ? UNKNOWN : literalType(field.value);
    }
    const method = each.methods.findLast((own) => own.name === name);
    if (method?.kind !== 'function') continue;
    const getter = each.methods.find(
      (own) => own.name === name && own.kind === 'function' && isProperty(own.signature),
    );
    return getter?.kind === 'function' ? resultOf(getter.signature, each, self, false) : UNKNOWN;
  }
  return UNKNOWN;
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
      return isProperty(method.signature) ? UNKNOWN : resultOf(method.signature, each, self, awaited);
    if (each.signature.fields.some((field) => field.name === name)) return UNKNOWN;
  }
  return UNKNOWN;
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

/** What calling a function with this signature gives, by its annotation; unknown where a decorator may change it. */
export function resultOf(
  signature: FunctionSignature,
  { names, isForeign }: Pick<ClassRef, 'names' | 'isForeign'>,
  self: TypeExpression,
  awaited: boolean,
): TypeExpression {
  const { returns, decorators, isAsync, isGenerator } = signature;
  if (returns === null) return UNKNOWN;
  if (!decorators.every((text) => TRANSPARENT.has(lastName(text.replace(/\([\s\S]*$/, '').trim())))) return UNKNOWN;
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
