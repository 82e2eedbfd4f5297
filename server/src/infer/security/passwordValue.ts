// Whether an expression is a user's password as it was typed, told by names, attributes and keys, and through local names.
// Must not know what becomes of it. (rules.md, security: by data, not by the mere word.)

import { NEVER_RETURNING } from '../../facts/controlFlow';
import { callArguments, dottedName, lastName, stringValue, unparenthesized } from '../../facts/expressions';
import { readDecorators, readParameters } from '../../facts/functions';
import {
  HASHES,
  isAboutPassword,
  isPasswordHashName,
  isPasswordName,
  isSystemName,
  NEUTRAL,
  VERIFIES,
} from '../../facts/passwordNames';
import { closest, nodesOfType, type SyntaxNode } from '../../syntax/node';
import { type Reaching, reachingValues, type Source } from '../reachingValues';

/** A password in an expression: the innermost part that is named so. */
export interface Password {
  readonly node: SyntaxNode;
  /** How messages call it: its text. */
  readonly name: string;
}

const SETS = /^(set|change|update|store)$/;

/** Names that lead to names: beyond so many nothing is known. */
const DEEPEST = 5;

/** Methods that leave a password what it is. */
const KEEPING =
  /^(strip|lstrip|rstrip|encode|decode|lower|upper|casefold|get_secret_value|__str__|value|copy|reveal|expose_secret)$/;
/** Functions that do. */
const KEEPING_CALL =
  /^(str|bytes|bytearray|memoryview|SecretStr|SecretBytes|Secret|smart_bytes|smart_str|force_bytes|force_str|force_text|to_bytes|to_str|ensure_bytes|ensure_str|ensure_binary|to_unicode|cast|normalize|saslprep)$/;
/** Functions that give a password back from what it came in, or make something longer of it. */
const COMPOSING =
  /(^|_)(decrypt|decrypted|normalize|clean|strip|prepare|b64decode|b64encode|unquote|sanitize|trim|pad|truncate|concat|pepper|salted|add_salt|with_salt)(_|$)/;

/** The password that an expression is as it came, conversions of its type left aside; null when it is none. */
export function rawPassword(expression: SyntaxNode | null, depth = 0): Password | null {
  if (!expression || depth > DEEPEST) return null;
  const node = unparenthesized(expression);
  const inside = (inner: SyntaxNode | null | undefined): Password | null => rawPassword(inner ?? null, depth + 1);
  switch (node.type) {
    case 'identifier':
      return namedPassword(node, depth, rawPassword);
    case 'attribute':
      return attributePassword(node, depth);
    case 'subscript':
      return keyedPassword(node, node.child('value'), node.child('subscript'));
    case 'await':
      return inside(node.items[0]);
    case 'named_expression':
      return inside(node.child('value'));
    case 'boolean_operator':
      return inside(node.child('left')) ?? inside(node.child('right'));
    case 'conditional_expression':
      return inside(node.items[0]) ?? inside(node.items[2]);
    case 'call': {
      const callee = node.child('function');
      const name = lastName(dottedName(callee) ?? '');
      if (callee?.type === 'attribute') {
        const method = callee.child('attribute')?.text ?? '';
        if (/^(get|pop|getlist|getone)$/.test(method))
          return keyedPassword(node, callee.child('object'), callArguments(node)[0]?.value ?? null);
        if (KEEPING.test(method)) {
          const own = inside(callee.child('object'));
          if (own) return own;
        }
      }
      if (!KEEPING_CALL.test(name)) return null;
      for (const argument of callArguments(node)) {
        const found = inside(argument.value);
        if (found) return found;
      }
      return null;
    }
    default:
      return null;
  }
}

/** The password of which an expression is made, as it is or with other things around it; null where there is none. */
export function passwordIn(expression: SyntaxNode | null, depth = 0): Password | null {
  if (!expression || depth > DEEPEST) return null;
  const node = unparenthesized(expression);
  const raw = node.type === 'identifier' ? namedPassword(node, depth, passwordIn) : rawPassword(node, depth);
  if (raw) return raw;
  const first = (nodes: readonly (SyntaxNode | null)[]): Password | null => {
    for (const each of nodes) {
      const found = passwordIn(each, depth + 1);
      if (found) return found;
    }
    return null;
  };
  switch (node.type) {
    case 'binary_operator':
      return first([node.child('left'), node.child('right')]);
    case 'string':
      return first(node.items.filter(({ type }) => type === 'interpolation').map((hole) => hole.child('expression')));
    case 'concatenated_string':
    case 'list':
    case 'tuple':
      return first(node.items);
    case 'await':
      return first([node.items[0] ?? null]);
    case 'subscript':
      // `password[:72]`
      return node.child('subscript')?.type === 'slice' ? first([node.child('value')]) : null;
    case 'call': {
      const callee = node.child('function');
      const method = callee?.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : '';
      if (KEEPING.test(method) || method === 'replace') return first([callee!.child('object')]);
      const called = lastName(dottedName(callee) ?? method);
      if (/^(format|join)$/.test(method) || COMPOSING.test(called) || KEEPING_CALL.test(called))
        return first(callArguments(node).map(({ value }) => value));
      return null;
    }
    default:
      return null;
  }
}

/** The values of a name that reach a place in its function; null outside functions. */
export function valuesOf(identifier: SyntaxNode): Reaching | null {
  const around = functionAround(identifier);
  const body = around?.child('body');
  return body ? reachingValues(identifier.text, identifier, body, (name) => NEVER_RETURNING.has(name)) : null;
}

/** The function around a node, lambdas left out. */
export function functionAround(node: SyntaxNode): SyntaxNode | null {
  return closest(node.parent, ({ type }) => type === 'function_definition');
}

function namedPassword(
  node: SyntaxNode,
  depth: number,
  read: (expression: SyntaxNode, depth: number) => Password | null,
): Password | null {
  const name = node.text;
  if (/^[A-Z0-9_]+$/.test(name)) return null;
  const reaching = valuesOf(node);
  const found = { node, name };
  if (!reaching || reaching.sources.length === 0)
    return isPasswordName(name) || isNeutralParameter(node) ? found : null;
  // Of a text that is made of one, one of several ways is enough.
  const isMade = (source: Source): boolean => source.kind === 'value' && read(source.value, depth + 1) !== null;
  if (read === passwordIn && reaching.sources.some(isMade)) return found;
  let isPassword = reaching.open && isPasswordName(name);
  for (const source of reaching.sources) {
    if (source.kind !== 'value') {
      if (source.kind === 'part' || source.kind === 'element') isPassword ||= isPasswordName(name);
      else if (source.kind !== 'augmented' || read === rawPassword) return null;
      continue;
    }
    if (read(source.value, depth + 1)) {
      isPassword = true;
      continue;
    }
    // Of what is called nothing is known: without a password among the arguments it may be one by its name.
    if (!isPasswordName(name) || !isGiving(source.value)) return null;
    isPassword = true;
  }
  return isPassword ? found : null;
}

/** Whether a value comes from somewhere that may give a password: a prompt, a request, a generator; no constant, no hash. */
function isGiving(value: SyntaxNode): boolean {
  const node = unparenthesized(value);
  if (node.type === 'await') return node.items[0] !== undefined && isGiving(node.items[0]);
  if (node.type === 'none') return true;
  if (node.type !== 'call') return false;
  if (
    /\b(environ|getenv|settings|config|conf|vault|secrets_manager|hash\w*|\w*crypt\w*|\w*digest\w*|\w*encode\w*|md5|sha\d+|make_\w+)\b/i.test(
      node.text,
    )
  )
    return false;
  return callArguments(node).every((argument) => passwordIn(argument.value) === null);
}

/** What a validator of a field or a setter of a property named for a password is given. */
function isValueOfPassword(around: SyntaxNode, parameters: readonly string[], name: string): boolean {
  const decorated = around.parent?.type === 'decorated_definition' ? around.parent : null;
  if (!decorated) return false;
  return readDecorators(decorated).some(({ name: decorator, call }) => {
    const last = lastName(decorator ?? '');
    if (last === 'setter') return isPasswordName(around.child('name')?.text ?? '') && parameters[1] === name;
    if (!call || !/^(field_validator|validator|validates)$/.test(last)) return false;
    const fields = callArguments(call).flatMap((argument) =>
      argument.name === null ? (stringValue(argument.value) ?? []) : [],
    );
    if (fields.length !== 1 || !isPasswordName(fields[0]!)) return false;
    return parameters[last === 'validates' ? 2 : 1] === name;
  });
}

/** `plain` of `def hash_password(plain)`. */
function isNeutralParameter(node: SyntaxNode): boolean {
  const around = functionAround(node);
  const name = around?.child('name')?.text ?? '';
  const list = around?.child('parameters');
  const parameters = list ? readParameters(list).map((each) => each.name) : [];
  if (!around || !parameters.includes(node.text)) return false;
  if (isValueOfPassword(around, parameters, node.text)) return true;
  return (
    NEUTRAL.test(node.text) &&
    (isAboutPassword(name, HASHES) || isAboutPassword(name, SETS) || isAboutPassword(name, VERIFIES))
  );
}

function attributePassword(node: SyntaxNode, depth: number): Password | null {
  const name = node.child('attribute')?.text ?? '';
  const object = node.child('object');
  if (!isPasswordName(name) || !object || isOfSystem(object)) return null;
  // `User.password` is the column, `Settings.PASSWORD` a constant.
  if (/^[A-Z0-9_]+$/.test(name) || /^_*[A-Z]/.test(lastName(dottedName(object) ?? ''))) return null;
  const given = lastGiven(node);
  if (given && !rawPassword(given, depth + 1)) return null;
  return { node, name: node.text };
}

/** What the function itself has assigned to an attribute before: `form.password = hash_it(form.password)`. */
function lastGiven(node: SyntaxNode): SyntaxNode | null {
  const body = functionAround(node)?.child('body');
  if (!body) return null;
  const { text } = node;
  const before = nodesOfType(body, 'assignment').filter(
    (each) => each.end <= node.start && each.child('left')?.text === text,
  );
  return before.at(-1)?.child('right') ?? null;
}

function keyedPassword(node: SyntaxNode, object: SyntaxNode | null, key: SyntaxNode | null): Password | null {
  const text = stringValue(key);
  if (text === null || !object || !isPasswordName(text) || isOfSystem(object)) return null;
  if (node.type === 'subscript') {
    const given = lastGiven(node);
    if (given && !rawPassword(given, DEEPEST)) return null;
  }
  return { node, name: node.text };
}

/** Whether an object is a connection, settings or the like: what it calls a password is no user's. */
function isOfSystem(object: SyntaxNode): boolean {
  const name = dottedName(object) ?? dottedName(object.child('value')) ?? dottedName(object.child('function')) ?? '';
  // `credentials` is what HTTP Basic gives, and is typed by somebody.
  return name.split('.').some((part) => isSystemName(part) && !/^(credentials|creds|request|data|form)$/.test(part));
}

/** Whether an expression is named like what is stored of a password. */
export function isHashNamed(expression: SyntaxNode): boolean {
  const node = unparenthesized(expression);
  const name = node.type === 'subscript' ? (stringValue(node.child('subscript')) ?? '') : (dottedName(node) ?? '');
  return isPasswordHashName(lastName(name));
}
