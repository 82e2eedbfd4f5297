// Reads `Depends(f)` defaults: what the dependency gives, and whether the default can move into `Annotated`.
// Must not know how the edit is made.
import { argumentFor, dottedName, lastName } from '../facts/expressions';
import type { FunctionFacts, ParameterFacts } from '../facts/functions';
import type { SyntaxNode } from '../syntax/node';
import { resultOf } from './members';
import { namesOfOtherFile } from './names';
import { type Scope, scopeOf } from './scope';
import type { Site } from './site';
import { type TypeExpression, UNKNOWN } from './typeExpression';

/** The dependency call of a parameter's default, `Depends(get_db)`; null for another default. */
export function dependencyCall({ default: value }: ParameterFacts): SyntaxNode | null {
  if (value?.type !== 'call') return null;
  return /^(Depends|Security)$/.test(lastName(dottedName(value.child('function')) ?? '')) ? value : null;
}

/** What a dependency gives to the parameter: what the function returns or yields, an instance of the class. */
export function dependencyType(call: SyntaxNode, site: Site): TypeExpression {
  const scope: Scope = scopeOf(site);
  const name = dottedName(argumentFor(call, 'dependency', 0));
  const definition = name === null ? null : site.project.resolve(name);
  if (name === null || !definition?.binding || definition.path === null) return UNKNOWN;
  const { binding, path } = definition;
  if (binding.kind === 'class') return scope.names(name) ?? UNKNOWN;
  if (binding.kind !== 'function') return UNKNOWN;
  const isForeign = site.project.binding(binding.name) !== binding;
  const names = isForeign ? namesOfOtherFile(site.project, path) : scope.names;
  const { signature } = binding;
  const type = resultOf(
    { ...signature, decorators: [] },
    { names, isForeign },
    UNKNOWN,
    signature.isAsync && !signature.isGenerator,
  );
  if (!signature.isGenerator) return type;
  const isStream = type.kind === 'named' && /^(Async)?(Generator|Iterator|Iterable)$/.test(type.name);
  return isStream ? (type.arguments[0] ?? UNKNOWN) : UNKNOWN;
}

/** Whether a parameter may lose its default: no parameter before it that is given by position has one. */
export function canLoseDefault(parameter: ParameterFacts, { parameters }: FunctionFacts): boolean {
  if (parameter.kind === 'keyword-only') return true;
  const index = parameters.indexOf(parameter);
  return parameters.slice(0, index).every((each) => each.default === null || each.kind === 'keyword-only');
}
