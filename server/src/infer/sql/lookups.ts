// What names and attributes stand for: variables of the function, constants of module and class, fields, settings.
// Must not know calls or statements.
import type { Binding } from '../../facts/bindings';
import { dottedName } from '../../facts/expressions';
import { type ParameterFacts, readFunctions } from '../../facts/functions';
import type { Content } from '../../facts/sqlParts';
import type { ParameterOrigin } from '../../project/origins';
import type { Definition } from '../../project/view';
import type { SyntaxNode } from '../../syntax/node';
import { parseExpression } from '../parseText';
import { driverOf } from './drivers';
import { evaluate } from './evaluate';
import { followWith, keyOf, regionOf, scopeOf } from './inline';
import { hasWordPattern, type TypeFacts, valueOfBinding } from './names';
import { emptyState, type Scope, type State } from './state';
import { joinAll, joinValues, namesSql, SAFE, SQL_TEXT, UNKNOWN, type Value } from './value';

/** Lookups through more constants than this are given up. */
const MAXIMUM_DEPTH = 6;

const SETTINGS = /^(settings?|config|configuration|conf|cfg|env|environ|app_settings|app_config)$/i;
const IS_CONSTANT_NAME = /^_*[A-Z][A-Z0-9_]*$/;

function unknown(trust: Content['trust'], type: string | null = null): Value {
  return { kind: 'unknown', content: { trust, type } };
}

/** The value of a bare name. */
export function nameValue(name: string, state: State, scope: Scope): Value {
  const own = state.vars.get(name);
  if (own) return own;
  if (scope.depth > MAXIMUM_DEPTH) return UNKNOWN;
  const bindings = scope.names.bindings(name);
  if (bindings.length === 0) {
    const library = scope.names.qualify(name);
    return library === null ? UNKNOWN : libraryValue(library);
  }
  return joinAll(bindings.map((binding) => bindingValue(binding, name, scope)));
}

function bindingValue(binding: Binding, name: string, scope: Scope): Value {
  switch (binding.kind) {
    case 'class':
    case 'function':
      return SAFE;
    case 'variable': {
      if (binding.annotation !== null) {
        const type = scope.names.type(binding.annotation);
        if (type.database) return { kind: 'database', ...type.database };
      }
      const node = valueOfBinding(binding);
      return node ? evaluate(node, emptyState(), constantScope(scope)) : UNKNOWN;
    }
    case 'import': {
      const library = scope.names.qualify(name);
      if (library !== null && (driverOf(library) || /\.request$/.test(library))) return libraryValue(library);
      return importedValue(scope.names.resolve(name), name, scope);
    }
  }
}

/** The scope in which a constant of the module, or of another one, is made. */
function constantScope(scope: Scope, path: string | null = scope.names.path): Scope {
  const names = path === scope.names.path ? scope.names : scope.names.elsewhere(path ?? '');
  return { ...scope, names, isLocal: false, depth: scope.depth + 1 };
}

/** A name of another module of the project. */
function importedValue(definition: Definition | null, name: string, scope: Scope): Value {
  if (definition?.binding?.kind === 'variable' && scope.depth <= MAXIMUM_DEPTH) {
    const { binding, path } = definition;
    const elsewhere = constantScope(scope, path);
    const type = binding.annotation === null ? null : elsewhere.names.type(binding.annotation);
    if (type?.database) return { kind: 'database', ...type.database };
    const node = valueOfBinding(binding);
    if (node) {
      const value = evaluate(node, emptyState(), elsewhere);
      if (value.kind !== 'unknown') return value;
    }
  }
  if (definition?.binding?.kind === 'class' || definition?.binding?.kind === 'function') return SAFE;
  return IS_CONSTANT_NAME.test(name.slice(name.lastIndexOf('.') + 1)) ? SAFE : unknown('settings');
}

/** A name of a library: a module, class or function, or Django's open connection. */
function libraryValue(library: string): Value {
  if (/^django\.db\.connections?$/.test(library)) return { kind: 'database', driver: 'django', isAsync: false };
  if (/^(flask|quart|bottle)\.request$/.test(library)) return unknown('request', 'Request');
  return SAFE;
}

/** The value of `object.attribute`. */
export function attributeValue(node: SyntaxNode, state: State, scope: Scope): Value {
  const dotted = dottedName(node);
  const attribute = node.child('attribute')?.text ?? '';
  const object = node.child('object');
  if (!object) return UNKNOWN;
  if (dotted === null) return memberValue(evaluate(object, state, scope), attribute, scope);
  const own = state.vars.get(dotted);
  if (own) return own;
  const segments = dotted.split('.');
  const root = segments[0]!;
  if (root === 'self' && scope.names.ownerName !== null && scope.names.isEnum(scope.names.ownerName)) {
    if (/^(value|name)$/.test(segments[1]!)) return SAFE;
  }
  if ((root === 'self' || root === 'cls') && segments.length === 2) {
    const set = instanceValue(attribute, scope);
    const field = classFieldValue(attribute, scope);
    if (set) return field && field.kind !== 'safe' ? joinValues(field, set) : set;
    if (field) return field;
    return attribute === '__tablename__' ? unknown('settings') : UNKNOWN;
  }
  if (!state.vars.has(root)) {
    const prefix = segments.slice(0, -1).join('.');
    if (scope.names.isEnum(prefix) || (segments.length > 2 && scope.names.isEnum(segments.slice(0, -2).join('.'))))
      return SAFE;
    const owner = scope.names.resolve(prefix);
    if (owner?.binding?.kind === 'class') {
      const field = owner.binding.signature.fields.find((each) => each.name === attribute);
      const value = field?.value ? parseExpression(field.value) : null;
      if (value && scope.depth <= MAXIMUM_DEPTH)
        return evaluate(value, emptyState(), constantScope(scope, owner.path ?? scope.names.path));
      if (/^__\w+__$/.test(attribute)) return unknown('settings');
    }
    if (segments.some((segment) => SETTINGS.test(segment))) return unknown('settings', 'str');
    const binding = scope.names.binding(root);
    if (binding?.kind === 'import') {
      const library = scope.names.qualify(dotted);
      if (library !== null && driverOf(library)) return SAFE;
      return /^__\w+__$/.test(attribute)
        ? unknown('settings')
        : importedValue(scope.names.resolve(dotted), dotted, scope);
    }
    if (binding?.kind === 'class') return IS_CONSTANT_NAME.test(attribute) ? SAFE : unknown('settings');
  }
  if (/^__\w+__$/.test(attribute)) return unknown('settings');
  // A column or table of the program's own metadata.
  if (/^(name|key|fullname)$/.test(attribute) && /^(column|col|table|tbl|c)$/.test(segments.at(-2)!)) return SAFE;
  if (segments.slice(0, -1).some((segment) => SETTINGS.test(segment))) return unknown('settings', 'str');
  return memberValue(evaluate(object, state, scope), attribute, scope);
}

function classFieldValue(name: string, scope: Scope): Value | null {
  const { names } = scope;
  if (scope.depth > MAXIMUM_DEPTH) return null;
  const own = names.owner?.fields.find((each) => each.name === name);
  if (!own && names.ownerName !== null) return inheritedValue(name, names.ownerName, scope, 0);
  if (!own) return null;
  const annotation = own.annotation?.text ?? null;
  if (annotation !== null) {
    const type = names.type(annotation);
    if (type.database) return { kind: 'database', ...type.database };
  }
  return own.value ? evaluate(own.value, emptyState(), constantScope(scope)) : null;
}

/** A constant of a class that another file holds, or of the nearest base that has it. */
function inheritedValue(name: string, className: string, scope: Scope, depth: number): Value | null {
  const definition = scope.names.resolve(className);
  if (definition?.binding?.kind !== 'class' || depth > MAXIMUM_DEPTH) return null;
  const inner = constantScope(scope, definition.path ?? scope.names.path);
  const { fields, bases } = definition.binding.signature;
  const field = fields.find((each) => each.name === name);
  if (field) {
    const type = field.annotation === null ? null : inner.names.type(field.annotation);
    if (type?.database) return { kind: 'database', ...type.database };
    const node = field.value === null ? null : parseExpression(field.value);
    return node ? evaluate(node, emptyState(), inner) : null;
  }
  for (const base of bases) {
    const value = inheritedValue(name, base.replace(/\[[\s\S]*$/, ''), inner, depth + 1);
    if (value) return value;
  }
  return null;
}

/** What `__init__` leaves in an attribute, as its callers call it; null when that is not known. */
function instanceValue(name: string, scope: Scope): Value | null {
  const { names, calls } = scope;
  if (names.ownerName === null || scope.depth > MAXIMUM_DEPTH) return null;
  const { project } = names;
  const init = project.textFunction('__init__', names.ownerName, names.path ?? undefined);
  if (!init || calls.open.has(keyOf(init))) return null;
  const region = regionOf(init);
  const facts = region && readFunctions(region)[0];
  if (!region || !facts) return null;
  const inner = scopeOf(init, region, { ...scope, depth: scope.depth + 1 });
  const origins = init.owner === null ? null : project.parameterOrigins('__init__', init.owner, init.path);
  const passed = facts.parameters.slice(1).map((parameter) => ({
    name: parameter.name,
    star: '' as const,
    value: parameterValue(parameter, false, inner, origins?.[parameter.name]),
  }));
  const value = followWith(init, passed, null, scope)?.end?.vars.get(`self.${name}`);
  if (!value) return null;
  const writes = project.attributes(init.owner ?? '', init.path).filter((each) => each.name === name);
  return value.kind === 'database' || writes.length <= 1 ? value : joinValues(value, UNKNOWN);
}

/** An attribute of a value: a field of a validated model as its type says, else as trustworthy as the whole. */
function memberValue(value: Value, attribute: string, scope: Scope): Value {
  if (value.kind === 'safe') return SAFE;
  if (value.kind === 'database') return { ...value };
  if (value.kind !== 'unknown') return UNKNOWN;
  const model = value.content.type !== null ? scope.names.classNamed(value.content.type) : null;
  const { trust } = value.content;
  if (!model) return unknown(trust, trust === 'unknown' && namesSql(attribute) ? SQL_TEXT : null);
  const field = model.fields.find((each) => each.name === attribute);
  if (!field?.annotation) return unknown(trust);
  const type = scope.names.type(field.annotation);
  const isValidated = model.bases.length > 0;
  if (field.value !== null && hasWordPattern(field.value)) return SAFE;
  if (type.isSafe) return isValidated ? { kind: 'safe', type: type.name } : unknown('typed', type.name);
  return unknown(trust, type.name);
}

/**
 * What a parameter may hold. Those of path operations are validated against their annotations, others are not.
 * @param origins what the project's calls pass, where it is known
 */
export function parameterValue(
  parameter: Pick<ParameterFacts, 'kind' | 'annotation' | 'default'>,
  isPathOperation: boolean,
  scope: Scope,
  origins?: readonly ParameterOrigin[],
): Value {
  const own = annotatedValue(
    parameter.kind,
    parameter.annotation?.text ?? null,
    parameter.default?.text ?? null,
    isPathOperation,
    scope,
  );
  if (isPathOperation || own.kind !== 'unknown' || !origins || origins.length === 0) return own;
  const given = origins.map((origin) => originValue(origin, scope));
  if (given.every((each) => each.kind === 'safe')) return { kind: 'safe', type: own.content.type };
  if (own.content.trust !== 'unknown') return own;
  const isOutside = given.some((each) => each.kind === 'unknown' && each.content.trust === 'request');
  return isOutside ? { kind: 'unknown', content: { trust: 'request', type: own.content.type } } : own;
}

function originValue(origin: ParameterOrigin, scope: Scope): Value {
  switch (origin.kind) {
    case 'constant':
    case 'checked':
    // Whatever is wrong with a text is said where it is built.
    case 'text':
      return SAFE;
    case 'unknown': {
      // A number that comes through a helper is no more certain than the helper's annotation.
      return UNKNOWN;
    }
    case 'outside': {
      const inner = constantScope(scope, origin.path ?? scope.names.path);
      const whole = annotatedValue('ordinary', origin.annotation ?? null, origin.default ?? null, true, inner);
      if (origin.member == null) return whole;
      return origin.member.split('.').reduce((value, member) => memberValue(value, member, inner), whole);
    }
  }
}

function annotatedValue(
  kind: ParameterFacts['kind'],
  text: string | null,
  value: string | null,
  isPathOperation: boolean,
  scope: Scope,
): Value {
  const type: TypeFacts | null = text === null ? null : scope.names.type(text);
  if (type?.database) return { kind: 'database', ...type.database };
  const trust = isPathOperation ? 'request' : 'unknown';
  if (kind === 'var-positional' || kind === 'var-keyword') return unknown(trust);
  if (value !== null && /^(Depends|Security)\b/.test(value)) return unknown('unknown', type?.name ?? null);
  if (type && text !== null) {
    const byDefault = value !== null && hasWordPattern(value);
    if (isPathOperation && (type.isSafe || byDefault)) return { kind: 'safe', type: type.name };
    if (type.isSafe) return unknown('typed', type.name);
    if (/(^|\.)(Request|WebSocket)$/.test(type.name ?? '')) return unknown('request', type.name);
    // What a dependency gives was made by the program.
    if (isPathOperation && /\b(Depends|Security)\s*\(/.test(text)) return unknown('unknown', type.name);
    return unknown(trust, type.name);
  }
  return unknown(trust);
}
