// What names and attributes stand for: variables of the function, constants of module and class, fields, settings.
// Must not know calls or statements.
import type { Binding } from '../../facts/bindings';
import { dottedName } from '../../facts/expressions';
import type { ParameterFacts } from '../../facts/functions';
import type { Content } from '../../facts/sqlParts';
import type { SyntaxNode } from '../../syntax/node';
import { driverOf } from './drivers';
import { evaluate } from './evaluate';
import { hasWordPattern, type Names, parseExpression, type TypeFacts, valueOfBinding } from './names';
import { emptyState, type Scope, type State } from './state';
import { joinAll, SAFE, UNKNOWN, type Value } from './value';

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
  if (!scope.hasModule) return IS_CONSTANT_NAME.test(name) ? SAFE : unknown('settings');
  if (scope.depth > MAXIMUM_DEPTH) return UNKNOWN;
  const bindings = scope.names.project.bindings(name);
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
      if (!node) return UNKNOWN;
      return evaluate(node, emptyState(), { ...scope, isLocal: false, depth: scope.depth + 1 });
    }
    case 'import': {
      const library = scope.names.qualify(name);
      if (library !== null && driverOf(library)) return libraryValue(library);
      return importedValue(scope.names.definition(name), name);
    }
  }
}

/** A name of another module of the project: a literal counts, what it is made of is not followed. */
function importedValue(definition: Binding | null, name: string): Value {
  if (definition?.kind === 'variable') {
    const node = valueOfBinding(definition);
    if (node) return evaluateForeign(node);
  }
  if (definition?.kind === 'class' || definition?.kind === 'function') return SAFE;
  return IS_CONSTANT_NAME.test(name.slice(name.lastIndexOf('.') + 1)) ? SAFE : unknown('settings');
}

const NO_NAMES = { hasModule: false, isLocal: false, depth: MAXIMUM_DEPTH } as const;

function evaluateForeign(node: SyntaxNode): Value {
  return evaluate(node, emptyState(), { ...NO_NAMES, names: null as unknown as Names });
}

/** A name of a library: a module, class or function, or Django's open connection. */
function libraryValue(library: string): Value {
  if (/^django\.db\.connections?$/.test(library)) return { kind: 'database', driver: 'django', isAsync: false };
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
  if (!scope.hasModule) return IS_CONSTANT_NAME.test(attribute) ? SAFE : unknown('settings');
  if ((root === 'self' || root === 'cls') && segments.length === 2) {
    const field = classFieldValue(attribute, scope);
    if (field) return field;
    // Set in another method: not known here.
    return attribute === '__tablename__' ? unknown('settings') : UNKNOWN;
  }
  if (!state.vars.has(root)) {
    const prefix = segments.slice(0, -1).join('.');
    if (scope.names.isEnum(prefix) || (segments.length > 2 && scope.names.isEnum(segments.slice(0, -2).join('.'))))
      return SAFE;
    const signature = scope.names.classNamed(prefix);
    if (signature) {
      const field = signature.fields.find((each) => each.name === attribute);
      const value = field?.value ? parseExpression(field.value) : null;
      if (value) return evaluateForeign(value);
      if (/^__\w+__$/.test(attribute)) return unknown('settings');
    }
    if (segments.some((segment) => SETTINGS.test(segment))) return unknown('settings', 'str');
    const binding = scope.names.project.binding(root);
    if (binding?.kind === 'import') {
      const library = scope.names.qualify(dotted);
      if (library !== null && driverOf(library)) return SAFE;
      return /^__\w+__$/.test(attribute) ? unknown('settings') : importedValue(scope.names.definition(dotted), dotted);
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
  const field = scope.names.owner?.fields.find((each) => each.name === name);
  if (!field) return null;
  if (field.annotation) {
    const type = scope.names.type(field.annotation.text);
    if (type.database) return { kind: 'database', ...type.database };
  }
  return field.value ? evaluate(field.value, emptyState(), { ...scope, isLocal: false, depth: scope.depth + 1 }) : null;
}

/** An attribute of a value: a field of a validated model as its type says, else as trustworthy as the whole. */
function memberValue(value: Value, attribute: string, scope: Scope): Value {
  if (value.kind === 'safe') return SAFE;
  if (value.kind === 'database') return { ...value };
  if (value.kind !== 'unknown') return UNKNOWN;
  const model = value.content.type !== null && scope.hasModule ? scope.names.classNamed(value.content.type) : null;
  const { trust } = value.content;
  if (!model) return unknown(trust);
  const field = model.fields.find((each) => each.name === attribute);
  if (!field?.annotation) return unknown(trust);
  const type = scope.names.type(field.annotation);
  const isValidated = model.bases.length > 0;
  if (field.value !== null && hasWordPattern(field.value)) return SAFE;
  if (type.isSafe) return isValidated ? { kind: 'safe', type: type.name } : unknown('typed', type.name);
  return unknown(trust, type.name);
}

/** What a parameter may hold. Those of path operations are validated against their annotations, others are not. */
export function parameterValue(parameter: ParameterFacts, isPathOperation: boolean, scope: Scope): Value {
  const { annotation, kind } = parameter;
  const text = annotation?.text ?? null;
  const type: TypeFacts | null = text === null ? null : scope.names.type(text);
  if (type?.database) return { kind: 'database', ...type.database };
  const trust = isPathOperation ? 'request' : 'unknown';
  if (kind === 'var-positional' || kind === 'var-keyword') return unknown(trust);
  if (type && text !== null) {
    const byDefault = parameter.default !== null && hasWordPattern(parameter.default.text);
    if (isPathOperation && (type.isSafe || byDefault)) return { kind: 'safe', type: type.name };
    if (type.isSafe) return unknown('typed', type.name);
    if (/(^|\.)Request$/.test(type.name ?? '')) return unknown('request', type.name);
    // What a dependency gives was made by the program.
    if (isPathOperation && /\bDepends\s*\(/.test(text)) return unknown('unknown', type.name);
    return unknown(trust, type.name);
  }
  if (parameter.default && /^(Depends|Security)\b/.test(parameter.default.text)) return UNKNOWN;
  return unknown(trust);
}
