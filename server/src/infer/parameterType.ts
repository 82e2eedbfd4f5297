// Infers the type of a parameter: default, route, overridden method, functions of the module that agree, docstring, use.
// Must not know how the answer is offered. (rules.md, types: "Parameter inference, best evidence first".)
import { argumentFor, callArguments, dottedName, lastName, stringValue } from '../facts/expressions';
import type { ParameterFacts } from '../facts/functions';
import { nodesOfType, type SyntaxNode } from '../syntax/node';
import { contradiction } from './contradictions';
import { documentedParameters } from './documentedTypes';
import { dunderParameter } from './dunders';
import type { Evidence } from './evidence';
import { expressionType } from './expressionType';
import { findClass, lineage } from './members';
import { failsOnNone } from './noneGuards';
import { readType } from './readType';
import { isRouteDecorator } from './runtimeReaders';
import { type Scope, scopeOf } from './scope';
import type { Site } from './site';
import { agreedType, twinsOf } from './twinParameters';
import {
  ANY,
  allowsNone,
  FLOAT,
  imported,
  isBuiltin,
  local,
  membersOf,
  NONE,
  STR,
  type TypeExpression,
  typeKey,
  UNKNOWN,
  unite,
  withoutNone,
} from './typeExpression';
import { completed, readUse } from './useEvidence';

/** The best candidate for a parameter's annotation; null when nothing is known, or evidence disagrees. */
export function inferParameter(parameter: ParameterFacts, site: Site): Evidence | null {
  const scope = scopeOf(site);
  const { facts, owner } = site;
  const isStar = parameter.kind === 'var-positional' || parameter.kind === 'var-keyword';
  const index = facts.parameters.indexOf(parameter);
  if (owner && !isStar) {
    const fixed = dunderParameter(facts.name, index);
    if (fixed)
      return {
        type: fixed,
        doubt: fixedDoubt(fixed, parameter, scope),
      };
    const given = setterType(parameter, scope) ?? validatedType(parameter, scope);
    if (given) return given;
  }
  const stated = reconcile([
    isStar ? UNKNOWN : defaultType(parameter.default, scope),
    isStar ? UNKNOWN : routeType(parameter.name, scope),
    documentedType(parameter, scope),
  ]);
  if (stated === 'disagree') return null;
  const inherited = inheritedType(parameter, index, scope);
  if (inherited)
    return withDefault({ type: inherited, doubt: defaultDoubt(parameter, inherited, scope) }, parameter, scope);
  if (stated) return confirmed(withDefault({ type: stated, doubt: null }, parameter, scope), parameter, scope);
  const agreed = agreedType(parameter, scope);
  if (agreed) {
    const evidence = doubted(withDefault(agreed, parameter, scope), parameter, scope);
    const asks = evidence.doubt === null && readUse(parameter.name, scope).testsClass;
    return asks ? { ...evidence, doubt: 'the body asks for its class' } : evidence;
  }
  if (isStar) return null;
  return usedType(parameter, scope);
}

/** More candidates than these are no help to choose. */
const MOST_CANDIDATES = 4;

/**
 * What single pieces of evidence say of a parameter of which they say different things together, the best first: each
 * a candidate for a person to choose, none beyond doubt.
 */
export function parameterCandidates(parameter: ParameterFacts, site: Site): readonly Evidence[] {
  const scope = scopeOf(site);
  const isStar = parameter.kind === 'var-positional' || parameter.kind === 'var-keyword';
  const use = readUse(parameter.name, scope);
  const given = isStar ? UNKNOWN : defaultType(parameter.default, scope);
  const found: Evidence[] = [];
  if (use.testsClass) {
    // What else may come is known where the default is none of the classes asked for.
    const asked = unite(use.asked);
    if (given.kind !== 'unknown' && asked.kind !== 'unknown' && !includes(asked, given))
      found.push({ type: unite([given, asked]), doubt: 'the body asks for its class' });
  } else {
    found.push({ type: given, doubt: 'from its default' });
    if (!isStar) found.push({ type: routeType(parameter.name, scope), doubt: 'from the route' });
    if (!isStar && !use.isRebound) for (const type of use.types) found.push({ type, doubt: 'guessed from its use' });
  }
  found.splice(2, 0, { type: documentedType(parameter, scope), doubt: 'from its docstring' });
  for (const twin of twinsOf(parameter, scope)) found.push({ type: twin.type, doubt: `as in "${twin.function}"` });
  const known = found.filter(({ type }) => type.kind !== 'unknown' && type.kind !== 'any');
  const complete = known.map((each) => withDefault(each, parameter, scope));
  return complete
    .filter(({ type }, i) => complete.findIndex((each) => typeKey(each.type) === typeKey(type)) === i)
    .slice(0, MOST_CANDIDATES);
}

/** What `*args` and `**kwargs` take when nothing tells: anything. */
export const ANYTHING: Evidence = { type: ANY, doubt: 'takes anything' };

/** The type of a default's value: None alone, a sentinel or a call proves nothing. */
function defaultType(value: SyntaxNode | null, scope: Scope): TypeExpression {
  if (!value) return UNKNOWN;
  const declared = declarationDefault(value, scope);
  if (declared) return declared.type === 'ellipsis' ? UNKNOWN : defaultType(declared, scope);
  const type = expressionType(value, scope);
  return type.kind === 'none' ? UNKNOWN : type;
}

/** The default inside `Query(10)` and the like of FastAPI; null for anything else, and where it has none. */
function declarationDefault(value: SyntaxNode, { site: { project } }: Scope): SyntaxNode | null {
  const name = value.type === 'call' ? dottedName(value.child('function')) : null;
  const definition = name === null ? null : project.resolve(name);
  if (!/^fastapi\.(\w+\.)*(Query|Path|Header|Cookie|Body|Form|File)$/.test(definition?.qualifiedName ?? ''))
    return null;
  return argumentFor(value, 'default', 0);
}

/** Whether None is a parameter's default, its own or that of `Query(None)`. */
function defaultsToNone(parameter: ParameterFacts, scope: Scope): boolean {
  const { default: value } = parameter;
  if (!value) return false;
  return value.type === 'none' || declarationDefault(value, scope)?.type === 'none';
}

function withDefault(evidence: Evidence, parameter: ParameterFacts, scope: Scope): Evidence {
  return defaultsToNone(parameter, scope) ? { ...evidence, type: unite([evidence.type, NONE]) } : evidence;
}

/** Starlette's path converters (starlette.convertors); `{name}` alone gives a string. */
const CONVERTERS: Readonly<Record<string, TypeExpression>> = {
  int: { kind: 'named', module: '', name: 'int', arguments: [] },
  float: FLOAT,
  uuid: imported('uuid', 'UUID'),
  path: STR,
  str: STR,
};

/** The type by which the handler's own route gives the parameter. */
function routeType(name: string, { site: { facts } }: Scope): TypeExpression {
  for (const decorator of facts.decorators) {
    if (!isRouteDecorator(decorator)) continue;
    for (const { name: keyword, value } of callArguments(decorator.call!)) {
      if (keyword !== null && keyword !== 'path') continue;
      const match = new RegExp(`\\{${name}(?::(\\w+))?\\}`).exec(stringValue(value) ?? '');
      if (match) return CONVERTERS[match[1] ?? 'str'] ?? UNKNOWN;
    }
  }
  return UNKNOWN;
}

function documentedType(parameter: ParameterFacts, scope: Scope): TypeExpression {
  const text = documentedParameters(scope.site.facts).get(parameter.name);
  const type = text === undefined ? UNKNOWN : completed(readType(text, scope.names));
  return type.kind === 'any' ? UNKNOWN : type;
}

/** One type out of several statements about it, where one of them includes the others. */
function reconcile(stated: readonly TypeExpression[]): TypeExpression | 'disagree' | null {
  let result: TypeExpression | null = null;
  for (const type of stated) {
    if (type.kind === 'unknown' || type.kind === 'any') continue;
    if (result === null) result = type;
    else if (includes(type, result)) result = type;
    else if (!includes(result, type)) return 'disagree';
  }
  return result;
}

/** Whether every value of a type is one of another: a member of a union, an int for a float, a filled hole. */
function includes(wide: TypeExpression, narrow: TypeExpression): boolean {
  const members = membersOf(wide);
  return membersOf(narrow).every((part) =>
    members.some((member) => {
      const joined = unite([member, part]);
      if (joined.kind !== 'union' && typeKey(joined) === typeKey(member)) return true;
      if (isBuiltin(member, 'float') && isBuiltin(part, 'int')) return true;
      if (isBuiltin(member, 'object')) return true;
      return (
        member.kind === 'named' &&
        member.module === 'collections.abc' &&
        isBuiltin(part, 'list', 'tuple', 'dict', 'set')
      );
    }),
  );
}

/** What the body does may contradict the default: it asks for None, or compares with something else. */
function confirmed(evidence: Evidence, parameter: ParameterFacts, scope: Scope): Evidence | null {
  const use = readUse(parameter.name, scope);
  const { type } = evidence;
  if (use.testsNone && !allowsNone(type))
    return { type: unite([type, NONE]), doubt: 'the body asks whether it is None' };
  // Asking for the class says that more than the default's type may come.
  if (use.testsClass) return null;
  const bare = withoutNone(type);
  for (const used of use.types) {
    if (used.kind === 'unknown' || includes(bare, used)) continue;
    return null;
  }
  return doubted(evidence, parameter, scope);
}

/** Evidence with what its default and the body have against it. */
function doubted(evidence: Evidence, parameter: ParameterFacts, scope: Scope): Evidence {
  if (evidence.doubt !== null || parameter.kind.startsWith('var-')) return evidence;
  const { type } = evidence;
  return {
    type,
    doubt:
      defaultDoubt(parameter, type, scope) ??
      flagDoubt(parameter, type, scope) ??
      decoratorDoubt(parameter, scope) ??
      contradiction(parameter.name, type, scope),
  };
}

/** `@decorator` and `@decorator(option=…)` in one function: what it gives hangs on how it is called, and checkers follow that. */
function decoratorDoubt(parameter: ParameterFacts, { site: { facts } }: Scope): string | null {
  const isBoth = facts.parameters.some(
    (each) =>
      each !== parameter &&
      !each.annotation &&
      each.default?.type === 'none' &&
      /^_?(func|function|fn|f|method|cls|klass|wrapped)$/.test(each.name),
  );
  return isBoth && facts.returns === null && nodesOfType(facts.body, 'function_definition').length > 0
    ? 'what it gives hangs on how it is called'
    : null;
}

/** Names of switches. */
const SWITCH =
  /^(verbose|debug|quiet|silent|force|dry_?run|strict|recursive|optimize|depends|shell|(is|has|use|with|no|keep|allow|ignore|show|do|want|need|raw|full)(_\w+)?)$/;

/** 0 and 1 may stand for no and yes where the body asks for no more, or the name says so. */
function flagDoubt({ name, default: value }: ParameterFacts, type: TypeExpression, scope: Scope): string | null {
  if (!isBuiltin(type, 'int') || !/^[01]$/.test(value?.text ?? '')) return null;
  const asks = new RegExp(
    String.raw`\b(if|while|elif|not|and|or)\s+${name}\s*(:|\)|and\b|or\b|else\b|$)|(?<![.\w])${name}\s+(and|or)\b`,
    'm',
  );
  return SWITCH.test(name) || asks.test(scope.site.facts.body.text) ? 'it may stand for yes or no' : null;
}

/** A default that is a name of unknown type, a sentinel perhaps, may not be of the type that other evidence gives. */
function defaultDoubt({ default: value }: ParameterFacts, type: TypeExpression, scope: Scope): string | null {
  if (!value || !/^(identifier|attribute)$/.test(value.type)) return null;
  const given = expressionType(value, scope);
  return given.kind === 'unknown' || !includes(type, given) ? 'its default may be something else' : null;
}

/** The annotation of the same parameter of the method that this one overrides. */
function inheritedType(parameter: ParameterFacts, index: number, scope: Scope): TypeExpression | null {
  const { facts, owner } = scope.site;
  const ref = owner && !facts.name.startsWith('__') ? findClass(local(owner.name), scope) : null;
  if (!ref) return null;
  for (const base of lineage(ref, scope).slice(1)) {
    const twin = base.methods.find((method) => method.name === facts.name);
    if (twin?.kind !== 'function') continue;
    const own = twin.signature.parameters.find(
      (each, i) => each.name === parameter.name && (each.kind === parameter.kind || i === index),
    );
    if (own?.annotation == null) return null;
    const type = readType(own.annotation, base.names);
    const isForeignText = base.isForeign && /Literal|Callable/.test(own.annotation);
    return type.kind === 'unknown' || type.kind === 'any' || isForeignText ? null : type;
  }
  return null;
}

function usedType(parameter: ParameterFacts, scope: Scope): Evidence | null {
  const use = readUse(parameter.name, scope);
  const [first, ...rest] = use.types;
  if (!first || use.isRebound || use.testsClass || rest.some((type) => typeKey(type) !== typeKey(first))) return null;
  if (first.kind === 'unknown' || first.kind === 'any') return null;
  const nullable = defaultsToNone(parameter, scope) || use.testsNone;
  return { type: nullable ? unite([first, NONE]) : first, doubt: 'guessed from its use' };
}

/** A property's setter takes what its getter gives. */
function setterType(parameter: ParameterFacts, scope: Scope): Evidence | null {
  const { facts, owner, project } = scope.site;
  const isSetter = facts.decorators.some(({ name }) => name === `${facts.name}.setter`);
  if (!isSetter || facts.parameters.indexOf(parameter) !== 1 || !owner) return null;
  const getter = project.methods(owner.name).find(
    (method) =>
      method.name === facts.name &&
      method.kind === 'function' &&
      method.signature.returns !== null &&
      // The setter itself is a method of the name too.
      method.signature.decorators.every((text) => !/\.(setter|deleter)$/.test(text)),
  );
  if (getter?.kind !== 'function') return null;
  const type = readType(getter.signature.returns!, scope.names);
  return type.kind === 'unknown' || type.kind === 'any' ? null : { type, doubt: null };
}

/** A validator that runs after Pydantic's own gets what the fields are annotated with. */
function validatedType(parameter: ParameterFacts, scope: Scope): Evidence | null {
  const { facts, owner } = scope.site;
  const decorator = facts.decorators.find(({ name }) => name !== null && /^(field_)?validator$/.test(lastName(name)));
  if (!decorator?.call || !owner || facts.parameters.indexOf(parameter) !== 1) return null;
  const args = callArguments(decorator.call);
  if (args.some(({ name, value }) => /^(mode|pre|each_item)$/.test(name ?? '') && !/after/.test(value.text)))
    return null;
  const types = args
    .filter(({ name }) => name === null)
    .map(({ value }) => {
      const field = owner.fields.find((each) => each.name === stringValue(value));
      return field?.annotation ? readType(field.annotation.text, scope.names) : UNKNOWN;
    });
  const type = unite(types);
  return type.kind === 'unknown' || type.kind === 'any' ? null : { type, doubt: null };
}

function fixedDoubt(type: TypeExpression, parameter: ParameterFacts, scope: Scope): string | null {
  if (type.kind === 'union') {
    // `__exit__` gets None where nothing was raised.
    const { body } = scope.site.facts;
    return failsOnNone(parameter.name, body, scope.never, false) ? 'the body does not ask for None' : null;
  }
  if (type.kind !== 'named') return null;
  if (type.name === 'object') return objectDoubt(parameter, scope);
  const isUsed = new RegExp(`\\b${parameter.name}\\b`).test(scope.site.facts.body.text);
  return type.name === 'SupportsIndex' && isUsed ? 'the body may want an int' : null;
}

/** `object` is what `__eq__` gets; a body that goes on without asking for the class would not pass a type checker. */
function objectDoubt(parameter: ParameterFacts, { site: { facts } }: Scope): string | null {
  const { name } = parameter;
  const { text } = facts.body;
  if (new RegExp(`\\b${name}\\s*=[^=]`).test(text)) return 'the body gives it another value';
  const asked = text.search(new RegExp(`\\bisinstance\\(\\s*${name}\\s*,`));
  const read = new RegExp(`(?<![.\\w])${name}(\\.(?!__class__)\\w|\\[)|(\\bin|(?<![=!<>])=)\\s+${name}\\b`);
  const isRead = read.test(text);
  if (asked >= 0 && (!isRead || asked < text.search(read))) return null;
  const isHanded = new RegExp(`(?<!\\b(?:type|id|repr|str|hash|bool))\\([^()]*(?<![.\\w])${name}\\s*[,)]`).test(text);
  return isRead || isHanded ? 'the body does not ask for its class' : null;
}
