// What names and attributes stand for: variables of the function, constants of module and class, fields, settings.
// Must not know calls or statements.
import type { Binding } from '../../facts/bindings';
import { dottedName } from '../../facts/expressions';
import { type ParameterFacts, readFunctions } from '../../facts/functions';
import { parseExpression } from '../../facts/parseText';
import { type RequestPart, requestAttributePart } from '../../facts/requestPart';
import { SETS_UP } from '../../facts/sqlExports';
import type { Content } from '../../facts/sqlParts';
import { MAKES } from '../../project/callers';
import type { ParameterOrigin } from '../../project/origins';
import type { Definition } from '../../project/view';
import type { SyntaxNode } from '../../syntax/node';
import { driverOf } from './drivers';
import { evaluate } from './evaluate';
import { followWith, keyOf, regionOf, scopeOf } from './inline';
import { hasWordPattern, type TypeFacts, valueOfBinding } from './names';
import { emptyState, type Scope, type State } from './state';
import {
  constantOf,
  contentOf,
  isFixed,
  joinAll,
  joinValues,
  namesSql,
  SAFE,
  SQL_TEXT,
  UNKNOWN,
  type Value,
  worstContent,
} from './value';

/** Lookups through more constants than this are given up. */
const MAXIMUM_DEPTH = 6;

const SETTINGS = /^(settings?|config|configuration|conf|cfg|env|environ|app_settings|app_config)$/i;
/** Types that need no import: as values they are as harmless as any class. */
/** The request that a library holds for the code that handles it, and its parts. */
export const IS_REQUEST = /^(flask|quart|bottle|sanic)\.request(\.|$)/;
const BUILTIN_TYPE = /^(int|str|float|bool|bytes|list|dict|tuple|set|frozenset|object|type|complex)$/;
const IS_CONSTANT_NAME = /^_*[A-Z][A-Z0-9_]*$/;

function unknown(trust: Content['trust'], type: string | null = null, part: RequestPart | null = null): Value {
  return { kind: 'unknown', content: part ? { trust, type, part } : { trust, type } };
}

/** The value of a bare name. */
export function nameValue(name: string, state: State, scope: Scope): Value {
  const own = state.vars.get(name);
  if (own) return own;
  if (scope.depth > MAXIMUM_DEPTH) return UNKNOWN;
  const bindings = scope.names.bindings(name);
  if (bindings.length === 0) {
    const library = scope.names.qualify(name);
    return library !== null ? libraryValue(library) : BUILTIN_TYPE.test(name) ? SAFE : UNKNOWN;
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
  if (IS_REQUEST.test(library) && library.endsWith('.request')) return unknown('request', 'Request');
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
    const template = segments.length === 2 ? templateOf(root, attribute, scope) : null;
    if (template) return template;
    if (segments.some((segment) => SETTINGS.test(segment))) return unknown('settings', 'str');
    const binding = scope.names.binding(root);
    if (binding?.kind === 'import') {
      const library = scope.names.qualify(dotted);
      if (library !== null && IS_REQUEST.test(library))
        return memberValue(evaluate(object, state, scope), attribute, scope);
      if (library !== null && (driverOf(library) || /^(string|math|os)\.\w+$/.test(library))) return SAFE;
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

/** The text with places for values that an object of the module, made of a class of the project, has as a constant. */
function templateOf(object: string, attribute: string, scope: Scope): Value | null {
  const definition = scope.names.resolve(object);
  if (definition?.binding?.kind !== 'variable' || scope.depth > MAXIMUM_DEPTH) return null;
  const className = /^([\w.]+)\(/.exec(definition.binding.value ?? '')?.[1];
  if (!className) return null;
  const value = inheritedValue(attribute, className, constantScope(scope, definition.path ?? scope.names.path), 0);
  const text = value ? constantOf(value) : null;
  return value && text !== null && /%s|%\(\w+\)s|\{\w*\}/.test(text) ? value : null;
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

/** What `__init__`, or what a test's class has in its place, leaves in an attribute; null when that is not known. */
function instanceValue(name: string, scope: Scope): Value | null {
  for (const method of SETS_UP) {
    const value = leftBy(method, name, scope);
    if (value) return value;
  }
  return null;
}

/** What a method leaves in an attribute, as its callers call it. */
function leftBy(method: string, name: string, scope: Scope): Value | null {
  const { names, calls } = scope;
  if (names.ownerName === null || scope.depth > MAXIMUM_DEPTH) return null;
  const { project } = names;
  const init = project.textFunction(method, names.ownerName, names.path ?? undefined);
  if (!init || calls.open.has(keyOf(init))) return null;
  const region = regionOf(init);
  const facts = region && readFunctions(region)[0];
  if (!region || !facts) return null;
  const inner = scopeOf(init, region, { ...scope, depth: scope.depth + 1 });
  const origins = init.owner === null ? null : project.parameterOrigins(method, init.owner, init.path);
  const passed = facts.parameters.slice(1).map((parameter) => ({
    name: parameter.name,
    star: '' as const,
    value: parameterValue(parameter, false, inner, origins?.[parameter.name]),
  }));
  const left = followWith(init, passed, null, scope)?.end?.vars;
  const value = left?.get(`self.${name}`) ?? left?.get(`cls.${name}`);
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
  // Of a request itself the attribute tells the part; of a body a field is taken.
  const part =
    trust !== 'request'
      ? null
      : (value.content.part ?? null) === null
        ? requestAttributePart(attribute)
        : model && value.content.part === 'body'
          ? 'body field'
          : value.content.part!;
  if (!model) return unknown(trust, trust === 'unknown' && namesSql(attribute) ? SQL_TEXT : null, part);
  const field = model.fields.find((each) => each.name === attribute);
  if (!field?.annotation) return unknown(trust, null, part);
  const type = scope.names.type(field.annotation);
  const isValidated = model.bases.length > 0;
  if (trust === 'unknown' && value.content.type !== null && isMadeOfConstants(value.content.type, attribute, scope))
    return SAFE;
  if (field.value !== null && hasWordPattern(field.value)) return SAFE;
  if (type.isSafe) return isValidated ? { kind: 'safe', type: type.name } : unknown('typed', type.name);
  return unknown(trust, type.name, part);
}

/** Whether all objects of a plain data class are made in the project, with constants in a field. */
function isMadeOfConstants(type: string, field: string, scope: Scope): boolean {
  const definition = scope.names.resolve(type);
  if (definition?.binding?.kind !== 'class' || definition.path === null) return false;
  const made = scope.names.project.parameterOrigins(MAKES, definition.binding.name, definition.path)?.[field];
  if (!made || made.length === 0) return false;
  return made.every((origin) => originValue(origin, scope).kind === 'safe');
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
  part: RequestPart | null = null,
): Value {
  const own = annotatedValue(
    parameter.kind,
    parameter.annotation?.text ?? null,
    parameter.default?.text ?? null,
    isPathOperation,
    scope,
    part,
  );
  if (isPathOperation || own.kind !== 'unknown' || !origins || origins.length === 0) return own;
  const given = origins.map((origin) => originValue(origin, scope));
  if (parameter.kind === 'var-keyword' && origins.every(({ kind }) => kind === 'keywords'))
    return { kind: 'mapping', keys: [SAFE], values: [own] };
  if (given.every((each) => each.kind === 'safe')) return { kind: 'safe', type: own.content.type };
  const typed = given.find((each) => contentOf(each).trust === 'typed');
  if (typed && given.every((each) => /^(safe|typed)$/.test(contentOf(each).trust))) return typed;
  if (own.content.trust !== 'unknown') return own;
  const outside = given.flatMap((each) =>
    each.kind === 'unknown' && each.content.trust === 'request' ? [each.content] : [],
  );
  return outside.length > 0 ? { kind: 'unknown', content: worstContent(outside, own.content.type) } : own;
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
    case 'annotated': {
      const type = constantScope(scope, origin.path ?? scope.names.path).names.type(origin.annotation ?? '');
      return type.isSafe ? unknown('typed', type.name) : UNKNOWN;
    }
    case 'keywords':
      return UNKNOWN;
    case 'result':
      return resultValue(origin, scope);
    case 'outside': {
      const inner = constantScope(scope, origin.path ?? scope.names.path);
      const whole = annotatedValue(
        'ordinary',
        origin.annotation ?? null,
        origin.default ?? null,
        true,
        inner,
        origin.part,
      );
      if (origin.member == null) return whole;
      return origin.member.split('.').reduce((value, member) => memberValue(value, member, inner), whole);
    }
  }
}

/** What a function gives when it may be given anything. */
function resultValue({ function: name, owner, path }: ParameterOrigin, scope: Scope): Value {
  const target = name === undefined ? null : scope.names.project.textFunction(name, owner ?? null, path);
  const region = target && regionOf(target);
  const facts = region && readFunctions(region)[0];
  if (!target || !facts || scope.depth > MAXIMUM_DEPTH) return UNKNOWN;
  const passed = facts.parameters.map((parameter) => ({ name: parameter.name, star: '' as const, value: UNKNOWN }));
  const value = followWith(target, passed, null, { ...scope, depth: scope.depth + 1 })?.value ?? UNKNOWN;
  return isFixed(value) ? SAFE : UNKNOWN;
}

function annotatedValue(
  kind: ParameterFacts['kind'],
  text: string | null,
  value: string | null,
  isPathOperation: boolean,
  scope: Scope,
  part: RequestPart | null = null,
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
    if (!isPathOperation) return unknown(trust, type.name);
    return unknown(
      trust,
      type.name,
      part ?? (type.model || /^(list|dict)\b/.test(type.name ?? '') ? 'body' : 'query parameter'),
    );
  }
  return unknown(trust, null, part ?? (isPathOperation ? 'query parameter' : null));
}
