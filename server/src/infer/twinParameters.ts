// Functions of the same module often mean the same by a parameter's name: what their annotations say of it.
// Must not know other evidence.
import type { ParameterFacts } from '../facts/functions';
import type { Evidence } from './evidence';
import { readType } from './readType';
import type { Scope } from './scope';
import { allowsNone, type TypeExpression, typeKey, withoutNone } from './typeExpression';

/** Names that mean something else in every function. */
const VAGUE_NAMES =
  /^(x|y|z|a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t|u|v|w|value|values|val|data|item|items|obj|object|key|keys|other|arg|args|kwargs|result|results|node|name|names|index|start|stop|end|size|count|type|default|text|source|target|left|right|first|second|input|output|element|func|function|callback|params|options|config|content|payload)$/;

/** The annotation on which all functions of the module with a parameter of this name agree. */
export function agreedType(parameter: ParameterFacts, scope: Scope): Evidence | null {
  const twins = twinsOf(parameter, scope);
  const types = twins.map(({ type }) => type);
  if (types.length === 0 || types.some((type) => type.kind === 'unknown' || type.kind === 'any')) return null;
  const bare = types.map((type) => typeKey(withoutNone(type)));
  if (new Set(bare).size > 1) return null;
  // With and without None in other functions: here its own default tells.
  const type =
    parameter.default?.type === 'none' || types.some((each) => !allowsNone(each)) ? withoutNone(types[0]!) : types[0]!;
  // What a twin defaults to says less of the parameter than what it is given.
  const isSure = twins.length > 1 && twins.some(({ hasValue }) => !hasValue);
  return { type, doubt: isSure ? null : `as in "${twins[0]!.function}"` };
}

/** A parameter of the same name. */
interface Twin {
  readonly type: TypeExpression;
  readonly function: string;
  /** Whether it has a default other than None. */
  readonly hasValue: boolean;
}

/** The annotations of parameters of the same name in the module's other functions, unless the name means little. */
export function twinsOf(parameter: ParameterFacts, scope: Scope): Twin[] {
  const { project, facts, owner } = scope.site;
  if (VAGUE_NAMES.test(parameter.name)) return [];
  return project.signatures().flatMap(({ owner: within, signature }) => {
    if (signature.name === facts.name && within === (owner?.name ?? null)) return [];
    return signature.parameters.flatMap(({ name, kind, annotation, default: value }) =>
      name === parameter.name && annotation !== null && sameStars(kind, parameter.kind)
        ? [
            {
              type: readType(annotation, scope.names),
              function: signature.name,
              hasValue: value !== null && value !== 'None',
            },
          ]
        : [],
    );
  });
}

function sameStars(one: string, other: string): boolean {
  return one.startsWith('var-') || other.startsWith('var-') ? one === other : true;
}
