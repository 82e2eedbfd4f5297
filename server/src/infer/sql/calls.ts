// What calls give: conversions, methods of texts and lists, libraries whose results are known.
// Must not know sinks; what is executed is `sinks.ts`'s.
import type { ClassSignature } from '../../facts/bindings';
import { callArguments, dottedName, stringValue, unparenthesized } from '../../facts/expressions';
import { requestAttributePart } from '../../facts/requestPart';
import type { SyntaxNode } from '../../syntax/node';
import { DATABASE_METHODS, driverOf, isDatabaseName } from './drivers';
import { evaluate } from './evaluate';
import { followCall } from './inline';
import { IS_REQUEST } from './lookups';
import { copyState, type Scope, type State } from './state';
import { evaluateFormat, evaluateJoin, evaluateReplace, evaluateTemplate } from './strings';
import {
  contentOf,
  elementOf,
  isFixed,
  joinAll,
  joinValues,
  namesSql,
  SAFE,
  SAFE_INT,
  SQL_TEXT,
  UNKNOWN,
  UNKNOWN_TEXT,
  type Value,
  worstContent,
} from './value';

const NUMBERS = /^(int|float|bool|len|round|abs|sum|ord|hash|id|complex|Decimal|isinstance|callable|any|all)$/;
const SAME_ELEMENTS = /^(list|tuple|set|frozenset|sorted|reversed|iter|deque|unique)$/;
const SAME_TEXT =
  /^(strip|lstrip|rstrip|lower|upper|title|casefold|capitalize|expandtabs|removesuffix|removeprefix|zfill|swapcase)$/;
const HARMLESS_LIBRARY =
  /^(uuid\d?|datetime|date|timedelta|time|timezone|secrets|random|hashlib|math|decimal|calendar|zlib|itertools\.count|shortuuid|ulid|pendulum|arrow)(\.|$)/;
const PURE_LIBRARY =
  /^(os\.path|posixpath|json\.dumps|re\.(sub|escape)|html|shlex|string|operator|functools|itertools|copy)\b/;
/** Functions that quote an identifier or a value for the database, or write SQL from a construct. */
const QUOTING =
  /^(quote_ident|quote_name|quote_identifier|escape_identifier|quote_schema|format_table|format_column|mogrify|compile|as_string|get_table_names|get_view_names|get_schema_names)$/;

/** The value of a call. */
export function evaluateCall(node: SyntaxNode, state: State, scope: Scope): Value {
  const callee = node.child('function');
  if (!callee) return UNKNOWN;
  const name = dottedName(callee);
  const argument = (index: number): SyntaxNode | null => callArguments(node)[index]?.value ?? null;
  const valueAt = (index: number): Value => {
    const at = argument(index) ?? bareGenerator(node, index);
    return at ? evaluate(at, state, scope) : SAFE;
  };
  if (callee.type === 'identifier' && !state.vars.has(callee.text)) {
    const known = evaluateBuiltin(callee.text, node, valueAt, state, scope);
    if (known) return known;
  }
  const followed = followCall(node, state, scope);
  // What cannot be told from inside is judged by what the signature says.
  if (followed && (followed.value.kind !== 'unknown' || followed.value.content.trust !== 'unknown'))
    return followed.value;
  if (name !== null) {
    const known = evaluateNamed(name, node, valueAt, state, scope);
    if (known) return known;
  }
  if (callee.type === 'attribute') return evaluateMethod(node, callee, valueAt, state, scope);
  const value = callee.type === 'identifier' ? state.vars.get(callee.text) : undefined;
  return value?.kind === 'database' ? value : UNKNOWN;
}

function bareGenerator(call: SyntaxNode, index: number): SyntaxNode | null {
  const list = call.child('arguments');
  return index === 0 && list?.type === 'generator_expression' ? list : null;
}

function evaluateBuiltin(
  name: string,
  node: SyntaxNode,
  valueAt: (index: number) => Value,
  state: State,
  scope: Scope,
): Value | null {
  if (NUMBERS.test(name)) return name === 'float' || name === 'bool' ? { kind: 'safe', type: name } : SAFE_INT;
  if (SAME_ELEMENTS.test(name)) {
    const value = valueAt(0);
    return value.kind === 'text' && !isFixed(value)
      ? UNKNOWN
      : value.kind === 'mapping'
        ? { kind: 'list', items: value.keys }
        : value;
  }
  if (QUOTING.test(name)) return SAFE;
  switch (name) {
    case 'str':
    case 'format': {
      const value = valueAt(0);
      if (value.kind === 'clause') return value.text;
      if (value.kind === 'safe' || value.kind === 'text') return value;
      const content = contentOf(value);
      const { trust, type } = content;
      // A number stays one in all but name.
      return { kind: 'unknown', content: { ...content, type: trust === 'typed' && type !== null ? type : 'str' } };
    }
    case 'repr':
    case 'ascii':
    case 'chr':
    case 'hex':
      return isFixed(valueAt(0)) ? SAFE : { kind: 'unknown', content: { ...contentOf(valueAt(0)), type: 'str' } };
    case 'range':
      return { kind: 'list', items: [SAFE_INT] };
    case 'enumerate':
      return { kind: 'list', items: [{ kind: 'list', items: [SAFE_INT, elementOf(valueAt(0))] }] };
    case 'zip':
      return {
        kind: 'list',
        items: [{ kind: 'list', items: callArguments(node).map((_, i) => elementOf(valueAt(i))) }],
      };
    case 'map':
      return { kind: 'list', items: [evaluateMapped(node, elementOf(valueAt(1)), state, scope)] };
    case 'filter':
      return valueAt(1);
    case 'max':
    case 'min':
      return callArguments(node).length > 1
        ? joinAll(callArguments(node).map((_, i) => valueAt(i)))
        : elementOf(valueAt(0));
    case 'next':
      return elementOf(valueAt(0));
    case 'dict': {
      const values = callArguments(node).map((argument) => evaluate(argument.value, state, scope));
      return { kind: 'mapping', keys: [SAFE], values };
    }
    case 'closing':
      return valueAt(0);
    case 'getattr':
      return isFixed(valueAt(0)) && isFixed(valueAt(1)) ? SAFE : UNKNOWN;
    case 'super':
      return SAFE;
    default:
      return null;
  }
}

function evaluateMapped(node: SyntaxNode, element: Value, state: State, scope: Scope): Value {
  const mapper = callArguments(node)[0]?.value;
  if (!mapper) return UNKNOWN;
  if (/^(int|float|bool|len|UUID|uuid\.UUID|Decimal)$/.test(mapper.text)) return SAFE_INT;
  if (mapper.type === 'lambda') {
    const parameter = mapper.child('parameters')?.items[0];
    const body = mapper.child('body');
    if (!body) return UNKNOWN;
    const inner = copyState(state);
    if (parameter) inner.vars.set(parameter.text, element);
    return evaluate(body, inner, scope);
  }
  if (/\.format$/.test(mapper.text)) return isFixed(element) ? SAFE : UNKNOWN_TEXT;
  return isFixed(element) ? SAFE : { kind: 'unknown', content: { ...contentOf(element), type: 'str' } };
}

function evaluateNamed(
  name: string,
  node: SyntaxNode,
  valueAt: (index: number) => Value,
  state: State,
  scope: Scope,
): Value | null {
  const root = name.split('.')[0]!;
  if (state.vars.has(root) || root === 'self' || root === 'cls') return null;
  if (/(^|\.)(getenv|environ\.get)$/.test(name))
    return { kind: 'unknown', content: { trust: 'settings', type: 'str' } };
  const library = scope.names.qualify(name) ?? (scope.names.binding(root) === null ? name : null);
  if (library !== null) {
    if (IS_REQUEST.test(library)) {
      const part = requestAttributePart(/\.request\.(\w+)/.exec(library)?.[1] ?? '');
      return { kind: 'unknown', content: { trust: 'request', type: null, part } };
    }
    if (isTextFunction(library)) return { kind: 'clause', text: valueAt(0) };
    if (/^(textwrap\.(dedent|indent)|inspect\.cleandoc|sqlparse\.format|dedent|cleandoc)$/.test(library))
      return valueAt(0);
    if (HARMLESS_LIBRARY.test(library) || (library === 're.sub' && keepsWordsOnly(node))) return SAFE;
    if (/^(dataclasses|attrs?)\.asdict$/.test(library)) return dumpedModel(valueAt(0), scope);
    if (/^(re|regex)\.subn?$/.test(library)) return substituted(valueAt(1), valueAt(2));
    const driver = driverOf(library);
    if (/^(sqlalchemy|sqlmodel)\b.*\.quoted_name$/.test(library))
      return { kind: 'unknown', content: contentOf(valueAt(0)) };
    if (/(^|\.)sessionmaker$|_scoped_session$|^sqlalchemy\.orm\.scoped_session$/.test(library)) {
      return {
        kind: 'database',
        driver: 'sqlalchemy',
        isAsync: /async/.test(library) || /class_\s*=\s*AsyncSession/.test(node.text),
      };
    }
    if (driver && isDatabaseName(library)) {
      return {
        kind: 'database',
        driver,
        isAsync: /async/i.test(library) || /^(asyncpg|aiosqlite|databases)$/.test(driver),
      };
    }
    if (library.startsWith('psycopg') && /\.sql\.|\.extensions\.quote_ident$/.test(library)) return SAFE;
    if (driver === 'sqlalchemy') return SAFE;
    if (/(^|\.)Template$/.test(library)) return valueAt(0);
    // What a library makes of constants is one; of anything else, anything.
    const given = callArguments(node).map((each) => evaluate(each.value, state, scope));
    if (!driver && PURE_LIBRARY.test(library) && given.every(isFixed)) return SAFE;
    const together = worstContent(given.map(contentOf), null);
    const fromLibrary: Value = {
      kind: 'unknown',
      content: together.trust === 'request' ? together : { trust: 'unknown', type: null },
    };
    if (!driver && scope.names.isImported(root)) return fromLibrary;
  }
  const definition = scope.names.definition(name);
  if (definition?.kind === 'class') {
    if (scope.names.isEnum(name)) return SAFE;
    const type = scope.names.type(name);
    const given = callArguments(node);
    if (!type.database && isPlainData(definition.signature) && given.length > 0) {
      const all = given.map((each) => evaluate(each.value, state, scope));
      if (all.every(isFixed)) return { kind: 'safe', type: name };
    }
    return type.database
      ? { kind: 'database', ...type.database }
      : { kind: 'unknown', content: { trust: 'unknown', type: name } };
  }
  if (definition?.kind === 'function' && definition.signature.returns !== null) {
    const type = scope.names.type(definition.signature.returns);
    if (type.database) return { kind: 'database', ...type.database };
    return type.isSafe
      ? { kind: 'safe', type: type.name }
      : { kind: 'unknown', content: { trust: 'unknown', type: type.name } };
  }
  return null;
}

/** `re.sub(r"[^a-z_]", "", x)`: what is left are the signs of a set of word characters. */
function keepsWordsOnly(call: SyntaxNode): boolean {
  const [pattern, replacement] = callArguments(call).map(({ value }) => stringValue(value));
  return (
    pattern != null && replacement != null && /^\[\^[\w\-\\]+\]\+?$|^\\W\+?$/.test(pattern) && /^\w*$/.test(replacement)
  );
}

/** Whether objects of a class are what they are made of: those of a dataclass, a named tuple, a model. */
function isPlainData({ bases, decorators }: ClassSignature): boolean {
  return (
    decorators.some((text) => /^([\w.]*\.)?(dataclass|define|frozen|attrs)\b/.test(text)) ||
    bases.some((base) => /(^|\.)(NamedTuple|BaseModel)$/.test(base))
  );
}

/** `text` and `literal_column` of SQLAlchemy, by their library's name. */
export function isTextFunction(library: string): boolean {
  return /^(sqlalchemy|sqlmodel)(\.\w+)*\.(text|literal_column|TextClause)$/.test(library);
}

function evaluateMethod(
  node: SyntaxNode,
  callee: SyntaxNode,
  valueAt: (index: number) => Value,
  state: State,
  scope: Scope,
): Value {
  const object = callee.child('object');
  const method = callee.child('attribute')?.text ?? '';
  if (!object) return UNKNOWN;
  if (QUOTING.test(method) || (method === 'quote' && /preparer|dialect/.test(object.text))) return SAFE;
  const value = evaluate(object, state, scope);
  switch (method) {
    case 'format':
    case 'format_map':
      return evaluateFormat(value, node, method === 'format_map', state, scope);
    case 'join': {
      const items = callArguments(node)[0]?.value ?? bareGenerator(node, 0);
      return items ? evaluateJoin(value, node, items, state, scope) : UNKNOWN;
    }
    case 'replace': {
      const doubled = value.kind === 'unknown' ? doubledQuote(node) : null;
      if (doubled !== null) return { kind: 'unknown', content: { ...contentOf(value), type: `doubled ${doubled}` } };
      if (value.kind === 'text') return evaluateReplace(value, node, state, scope);
      break;
    }
    case 'substitute':
    case 'safe_substitute':
      return evaluateTemplate(value, node, state, scope);
    case 'bindparams':
    case 'columns':
    case 'execution_options':
      if (value.kind === 'clause') return value;
      break;
    case 'model_dump':
    case 'dict':
    case '_asdict':
      return dumpedModel(value, scope);
    case 'sub':
      // `PATTERN.sub(replacement, text)`
      if (callArguments(node).length >= 2 && value.kind !== 'text') return substituted(valueAt(0), valueAt(1));
      break;
    case 'setting':
    case 'get_setting':
    case 'get_config':
    case 'get_option':
      if (isFixed(valueAt(0))) return { kind: 'unknown', content: { trust: 'settings', type: null } };
      break;
    case 'items':
    case 'keys': {
      const keys = value.kind === 'unknown' ? declaredKeys(value, scope) : null;
      const rest: Value = { kind: 'unknown', content: { ...contentOf(value), type: null } };
      if (keys) return { kind: 'list', items: method === 'keys' ? [keys] : [{ kind: 'list', items: [keys, rest] }] };
      break;
    }
  }
  switch (value.kind) {
    case 'text':
      return SAME_TEXT.test(method) ? value : isFixed(value) ? SAFE : UNKNOWN_TEXT;
    case 'safe':
      // What a class of the project computes is not what its object was made of.
      return value.type !== null && scope.names.classNamed(value.type) ? UNKNOWN : SAFE;
    case 'database':
      return DATABASE_METHODS.has(method) ? value : UNKNOWN;
    case 'list':
      return method === 'pop' ? elementOf(value) : value;
    case 'mapping':
      if (method === 'items')
        return { kind: 'list', items: [{ kind: 'list', items: [joinAll(value.keys), joinAll(value.values)] }] };
      if (method === 'keys') return { kind: 'list', items: value.keys };
      if (method === 'values') return { kind: 'list', items: value.values };
      if (method === 'get' || method === 'pop') return joinValues(joinAll(value.values), valueAt(1));
      return method === 'copy' ? value : UNKNOWN;
    case 'clause':
    case 'function':
      return UNKNOWN;
    case 'unknown': {
      // What comes out of a library's or a setting's object is not itself a setting.
      const isReader = SAME_TEXT.test(method) || method === 'get';
      const trust = value.content.trust === 'settings' && !isReader ? 'unknown' : value.content.trust;
      if (trust === 'unknown' && namesSql(method)) return { kind: 'unknown', content: { trust, type: SQL_TEXT } };
      const type = SAME_TEXT.test(method) || /^(isoformat|strftime|hexdigest|hex)$/.test(method) ? 'str' : null;
      const part = value.content.part ?? (trust === 'request' ? requestAttributePart(method) : null);
      return {
        kind: 'unknown',
        content: { trust, part, type: type ?? (method === 'copy' ? value.content.type : null) },
      };
    }
  }
}

/** The quote that `x.replace('"', '""')` doubles, or null. */
function doubledQuote(call: SyntaxNode): string | null {
  const [old, replacement] = callArguments(call).map(({ value }) => stringValue(value));
  return old != null && /^["`\]]$/.test(old) && replacement === old + old ? old : null;
}

/** What a regular expression's `sub` leaves: of a text that says it is SQL, one that does. */
function substituted(replacement: Value, text: Value): Value {
  if (isFixed(replacement) && isFixed(text)) return SAFE;
  const type = contentOf(text).type === SQL_TEXT ? SQL_TEXT : 'str';
  const content = worstContent([contentOf(replacement), contentOf(text)], type);
  return { kind: 'unknown', content: content.trust === 'request' ? content : { trust: 'unknown', type } };
}

/** The keys of a `TypedDict`: no more certain than its annotation. */
function declaredKeys(value: Extract<Value, { kind: 'unknown' }>, scope: Scope): Value | null {
  const { type, trust } = value.content;
  const model = type === null ? null : scope.names.classNamed(type.replace(/\?$/, ''));
  if (trust === 'request' || !model?.bases.some((base) => /(^|\.)TypedDict$/.test(base))) return null;
  return { kind: 'unknown', content: { trust: 'typed', type: 'str' } };
}

/** The keys of a dumped model are its fields' names, unless it takes others. */
function dumpedModel(value: Value, scope: Scope): Value {
  if (value.kind !== 'unknown') return UNKNOWN;
  const { type } = value.content;
  const model = type !== null ? scope.names.classNamed(type) : null;
  const rest: Value = { kind: 'unknown', content: { ...value.content, type: null } };
  if (!model || (model.bases.length === 0 && !isPlainData(model))) return rest;
  const takesMore =
    model.fields.some((field) =>
      /extra\s*=\s*['"]allow|Extra\.allow|['"]extra['"]\s*:\s*['"]allow/.test(field.value ?? ''),
    ) || /allow/.test(model.keywords.extra ?? '');
  return takesMore
    ? { kind: 'mapping', keys: [rest], values: [rest] }
    : { kind: 'mapping', keys: [SAFE], values: [rest] };
}

/** The expression that a conversion wraps: `x` of `str(x)`; else the expression itself. */
export function unwrapConversion(node: SyntaxNode): SyntaxNode {
  const inner = unparenthesized(node);
  if (inner.type !== 'call' || inner.child('function')?.text !== 'str') return inner;
  const all = callArguments(inner);
  return all.length === 1 && all[0]!.name === null && all[0]!.star === '' ? all[0]!.value : inner;
}
