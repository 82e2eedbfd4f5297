// A small model of Python types as annotations write them: made from evidence, joined, compared.
// Must not know where a type is written, nor how names are imported there (`printType.ts` does).

/** A type as far as evidence tells. */
export type TypeExpression =
  | NamedType
  | { readonly kind: 'none' }
  | { readonly kind: 'union'; readonly members: readonly TypeExpression[] }
  /** `Any`, written by a person: known to be anything. */
  | { readonly kind: 'any' }
  /** Not known; alone it is no type, inside another (`list[?]`) it is a hole for a person to fill. */
  | { readonly kind: 'unknown' }
  /** A type argument taken over as written: `"a"` of `Literal["a"]`, `[int]` of `Callable[[int], str]`, `...`. */
  | { readonly kind: 'text'; readonly text: string };

/** A class or special form, with type arguments or without. */
export interface NamedType {
  readonly kind: 'named';
  /** Where the name comes from: a module to import it from, `''` for a builtin, null for one that the file defines. */
  readonly module: string | null;
  /** `int`, `Iterator`; dotted where it stands in another class. */
  readonly name: string;
  readonly arguments: readonly TypeExpression[];
  /** How the file at hand writes it already (`models.User`); the same type whatever it says. */
  readonly written?: string;
}

export const UNKNOWN: TypeExpression = { kind: 'unknown' };
export const ANY: TypeExpression = { kind: 'any' };
export const NONE: TypeExpression = { kind: 'none' };

/** A builtin class: `builtin('list', INT)`. */
export function builtin(name: string, ...args: readonly TypeExpression[]): NamedType {
  return { kind: 'named', module: '', name, arguments: args };
}

/** A class of a module that is to be imported where it is not. */
export function imported(module: string, name: string, ...args: readonly TypeExpression[]): NamedType {
  return { kind: 'named', module, name, arguments: args };
}

/** A name that the file itself defines. */
export function local(name: string, ...args: readonly TypeExpression[]): NamedType {
  return { kind: 'named', module: null, name, arguments: args };
}

export const INT = builtin('int');
export const STR = builtin('str');
export const BOOL = builtin('bool');
export const FLOAT = builtin('float');
export const BYTES = builtin('bytes');
export const COMPLEX = builtin('complex');
export const OBJECT = builtin('object');

/** Whether a type is a builtin of one of these names. */
export function isBuiltin(
  type: TypeExpression | null,
  ...names: readonly string[]
): type is NamedType & { readonly module: '' } {
  return type?.kind === 'named' && type.module === '' && names.includes(type.name);
}

/** Whether a type is this class of a module, wherever it was imported. */
export function isImported(type: TypeExpression, module: string, name: string): type is NamedType {
  return type.kind === 'named' && type.module === module && type.name === name;
}

/** A print that two types share when they are the same. */
export function typeKey(type: TypeExpression): string {
  switch (type.kind) {
    case 'named': {
      const name = type.module ? `${type.module}.${type.name}` : type.name;
      return type.arguments.length > 0 ? `${name}[${type.arguments.map(typeKey).join(', ')}]` : name;
    }
    case 'union':
      return type.members.map(typeKey).sort().join(' | ');
    case 'text':
      return type.text;
    default:
      return type.kind;
  }
}

/** Whether a type, or a type inside it, is unknown. */
export function hasHole(type: TypeExpression): boolean {
  if (type.kind === 'unknown') return true;
  if (type.kind === 'named') return type.arguments.some(hasHole);
  return type.kind === 'union' && type.members.some(hasHole);
}

/** The members of a union, or the type itself. */
export function membersOf(type: TypeExpression): readonly TypeExpression[] {
  return type.kind === 'union' ? type.members : [type];
}

/** Whether `None` is among a type's members. */
export function allowsNone(type: TypeExpression): boolean {
  return membersOf(type).some((member) => member.kind === 'none');
}

/** A type without `None`; unknown when nothing else is left. */
export function withoutNone(type: TypeExpression): TypeExpression {
  return unite(membersOf(type).filter((member) => member.kind !== 'none'));
}

/**
 * The type of a value that is one of several. Unknown when one of them is; equal members count once; containers that
 * differ in unknown arguments alone become one; `None` comes last. Nothing at all is unknown.
 */
export function unite(types: readonly TypeExpression[]): TypeExpression {
  const members: TypeExpression[] = [];
  for (const type of types.flatMap(membersOf)) {
    if (type.kind === 'unknown') return UNKNOWN;
    if (type.kind === 'any') return ANY;
    const at = members.findIndex((known) => merge(known, type) !== null);
    if (at < 0) members.push(type);
    else members[at] = merge(members[at]!, type)!;
  }
  if (members.length === 0) return UNKNOWN;
  const sorted = [...members.filter((each) => each.kind !== 'none'), ...members.filter((each) => each.kind === 'none')];
  return sorted.length === 1 ? sorted[0]! : { kind: 'union', members: sorted };
}

/** The same of those types that are known, where they say more than that there may be nothing. */
export function uniteKnown(types: readonly TypeExpression[]): TypeExpression {
  const whole = unite(types);
  if (whole.kind !== 'unknown' && whole.kind !== 'any') return whole;
  const known = unite(types.filter((each) => each.kind !== 'unknown' && each.kind !== 'any'));
  return known.kind === 'none' ? UNKNOWN : known;
}

/** Two types as one, where they are equal or one fills the other's holes; else null. */
function merge(one: TypeExpression, other: TypeExpression): TypeExpression | null {
  if (typeKey(one) === typeKey(other)) return one;
  if (one.kind !== 'named' || other.kind !== 'named' || one.name !== other.name || one.module !== other.module)
    return null;
  if (one.arguments.length !== other.arguments.length || one.arguments.length === 0) return null;
  const args: TypeExpression[] = [];
  for (const [i, argument] of one.arguments.entries()) {
    const twin = other.arguments[i]!;
    const isHole = argument.kind === 'unknown' || twin.kind === 'unknown';
    // An empty list's element is open; a tuple's is there and not known: `None` beside it says nothing of it.
    const filler = argument.kind === 'unknown' ? twin : argument;
    const filled = one.name === 'tuple' || filler.kind === 'none' ? UNKNOWN : filler;
    const merged = isHole ? filled : merge(argument, twin);
    if (!merged) return null;
    args.push(merged);
  }
  return { ...one, arguments: args };
}
