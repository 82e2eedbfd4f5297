// What a region tells others about texts on their way to a database: the calls that it makes, and the source of functions
// through which a text may pass. Must not know what names mean. Plain data: it is compared with that of the last edit.
import type { SyntaxNode } from '../syntax/node';
import { nodesOfType, walk } from '../syntax/node';
import { callArguments, dottedName, stringValue, unparenthesized } from './expressions';
import { type FunctionFacts, readFunctions } from './functions';
import { namesInLiteral } from './literals';
import { perRegion, type Region } from './region';
import { isWordPattern } from './wordPatterns';

/** A region's part in the project's SQL texts. */
export interface SqlExports {
  /**
   * The text of a function that runs, builds or keeps texts, or of a statement that runs one, without decorators and
   * docstring; null for regions through which no text goes that matters.
   */
  readonly source: string | null;
  /** Where `source` starts in the region, in UTF-16 units. Like `cuts` no part of the print. */
  readonly start: number;
  /** Where in `source` the docstring and comments were taken out, in order, and how much shorter each made it. */
  readonly cuts: readonly Cut[];
  /** The calls that may be to functions of the project, each spelling once: see `readCall`. */
  readonly calls: readonly string[];
  /** Whether the source has SQL in its texts. */
  readonly hasSql: boolean;
  /** The calls as text, for comparison: what callers pass changes less often than the texts. */
  readonly callsPrint: string;
  /** All of it as text, for comparison. */
  readonly print: string;
}

/** A call as others see it. */
export interface CallFacts {
  /** The dotted name as written; of a method of a local variable or parameter with a known class, its last part. */
  readonly callee: string;
  /** The class of the receiver as written, or null. */
  readonly receiver: string | null;
  /** What is passed, in order. */
  readonly positional: readonly ArgumentCode[];
  readonly keywords: Readonly<Record<string, ArgumentCode>>;
  /** Whether stars pass what cannot be seen. */
  readonly isOpen: boolean;
}

/**
 * What an argument is, told by its own function: `L` a literal or constant; `N` a number by conversion, or a value that a
 * check has cleared; `Ca&b!` made of the module's constants `a` and `b` alone, `b` a collection in which a check has found it,
 * or the pattern that it matches; `S` an SQL text built here, whose pieces are judged here; `T` another text with pieces; `Fname` what
 * the function `name` gives; `Pname` the parameter
 * `name` as it came; `Mname.field` an attribute of it (`Mname` where it cannot be named); `U` anything.
 */
export type ArgumentCode = string;

/** Functions and methods of builtins: what is called by these names is no function of the project, as a rule. */
const NOT_OURS = new Set(
  `print len str int float bool list dict set tuple frozenset isinstance issubclass hasattr getattr setattr range enumerate
  zip map filter sorted reversed min max sum any all abs round repr type super open iter next id hash vars dir callable
  append extend items keys values join strip lstrip rstrip split rsplit splitlines startswith endswith lower upper
  encode decode setdefault isoformat debug info warning error exception critical strftime strptime fetchall fetchone
  scalar_one scalar_one_or_none scalars first one one_or_none mappings commit rollback refresh flush model_dump
  model_validate json dict label is_ in_ ilike desc asc Depends Query Path Body Header Field Column mapped_column
  ForeignKey relationship HTTPException ValueError TypeError KeyError RuntimeError cast field_validator`.split(/\s+/),
);

const SQL_WORDS = /\b(select|insert|update|delete|from|where|and|or|order|group|values|set|join|limit|having|union)\b/i;
/** Words that a text of SQL has, in capitals as there. */
const SQL_CAPITALS = /\b(SELECT|WHERE|FROM|AND|OR|JOIN|ORDER BY|GROUP BY|BETWEEN|IN|LIMIT)\b/;
const RUNS =
  /\.\s*(execut\w*|exec\w*|scalars?|stream\w*|fetch\w*|iterate|sql|query\w*|prepare|cursor|copy_expert|read_sql\w*|raw|extra|run_sql|declare_cursor)\s*\(|\b(text|literal_column|SQL|RawSQL|read_sql\w*|execute_values)\s*\(/;
const BUILDS = /[fF][rR]?['"]|[rR][fF]['"]|%|\.format|\+|\.join|\.replace|substitute/;

/** Stands for a docstring: what is typed into it says nothing to others. */
const EMPTY = '""';

/** The offset in the region of an offset in its source. */
export function placeInRegion({ start, cuts }: SqlExports, offset: number): number {
  return cuts.reduce((place, cut) => (offset >= cut.at ? place + cut.length : place), start + offset);
}

/** Reads a region's part in the SQL texts of the project; the answer is kept with the region. */
export const readSqlExports = perRegion((region): SqlExports => {
  const functions = readFunctions(region);
  const outer = region.kind === 'function' ? (functions[0] ?? null) : null;
  const calls = region.text.includes('(') ? readCalls(region, outer) : [];
  const passesSql = calls.some((printed) => PASSES_SQL.test(printed.slice(printed.indexOf('|'))));
  const isFollowed = outer
    ? passesSql || handsOn(outer, calls) || isRelevant(outer, region)
    : region.kind === 'statement' && (passesSql || RUNS.test(region.text));
  const start = outer ? outer.node.start : 0;
  const { source, cuts } = isFollowed ? readSource(region, outer, start) : { source: null, cuts: [] };
  const hasSql = source !== null && SQL_CAPITALS.test(source) && holdsSql(region.node);
  const callsPrint = JSON.stringify([calls, hasSql, source !== null]);
  return { source, start, cuts, calls, hasSql, callsPrint, print: `${source ?? ''}\0${callsPrint}` };
});

/** A stretch that was taken out of a source, or replaced by something shorter. */
export interface Cut {
  /** Where in the source it was, behind what stands for it. */
  readonly at: number;
  readonly length: number;
}

/** The text of a function without what says nothing to others: its docstring, its comments and the space before them. */
function readSource(
  region: Region,
  outer: FunctionFacts | null,
  start: number,
): { readonly source: string; readonly cuts: readonly Cut[] } {
  const { text } = region;
  const end = outer ? outer.node.end : text.length;
  const docstring = outer?.docstring ?? null;
  const spans: { readonly start: number; readonly end: number; readonly instead: string }[] = [];
  if (docstring) spans.push({ start: docstring.start, end: docstring.end, instead: EMPTY });
  if (text.includes('#')) {
    walk(region.node, (node) => {
      if (node.type !== 'comment' || node.start < start || node.end > end) return true;
      let from = node.start;
      while (from > start && (text[from - 1] === ' ' || text[from - 1] === '\t')) from--;
      spans.push({ start: from, end: node.end, instead: '' });
      return true;
    });
  }
  spans.sort((one, other) => one.start - other.start);
  let source = '';
  let at = start;
  const cuts: Cut[] = [];
  for (const span of spans) {
    source += text.slice(at, span.start) + span.instead;
    at = span.end;
    cuts.push({ at: source.length, length: span.end - span.start - span.instead.length });
  }
  return { source: source + text.slice(at, end), cuts };
}

function holdsSql(root: SyntaxNode): boolean {
  let found = false;
  walk(root, (node) => {
    found ||= node.type === 'string_content' && SQL_CAPITALS.test(node.text);
    return !found;
  });
  return found;
}

/** Methods that leave attributes behind before others run: an object's own, and those of classes of tests. */
export const SETS_UP: readonly string[] = [
  ...['__init__', '__post_init__', '__attrs_post_init__'],
  ...['setUp', 'asyncSetUp', 'setUpClass', 'setup_method', 'setup_class'],
];

/** Whether texts go through a function: it runs some, returns one that it builds, or sets up an object. */
function isRelevant(facts: FunctionFacts, region: Region): boolean {
  if (SETS_UP.includes(facts.name)) return facts.parameters.length > 1 || BUILDS.test(region.text);
  if (RUNS.test(region.text)) return true;
  if (/^__\w+__$/.test(facts.name)) return false;
  return checksNames(facts, region) || givesText(facts);
}

/** Whether a function hands a parameter that may be a text on: one named like SQL, or any in a body of a few statements. */
function handsOn({ parameters, body, docstring }: FunctionFacts, calls: readonly string[]): boolean {
  const isShort = body.items.length - (docstring ? 1 : 0) <= 3 && body.end - body.start < 600;
  return parameters.some(({ name, annotation, kind }) => {
    if (kind.startsWith('var-') || name === 'self' || name === 'cls') return false;
    if (annotation && !/\b(str|Any|object|Text\w*|LiteralString|SQL\w*|Query|Executable)\b/.test(annotation.text))
      return false;
    if (!isShort && !SQL_NAME.test(name)) return false;
    const code = new RegExp(`[|,=]P${name}(?:,|$)`);
    return calls.some((printed) => code.test(printed));
  });
}

const SQL_NAME = /(^|_)(sql|query|queries|stmt|statement|ddl|dml|where|clause|condition|command|text)s?\d*$/i;

/** Whether a function holds a parameter against a pattern or a collection, and leaves or says so. */
function checksNames({ parameters, body }: FunctionFacts, { text }: Region): boolean {
  if (parameters.length === 0 || parameters.length > 4 || text.length > 2000) return false;
  // A `for … in …` checks nothing.
  const isChecked =
    /\b(fullmatch|match|isidentifier|isalnum)\s*\(/.test(text) ||
    (/\bin\b/.test(text) && nodesOfType(body, 'comparison_operator').some((node) => /\sin\s/.test(node.text)));
  if (!isChecked) return false;
  const last = body.items.at(-1);
  return /\braise\b/.test(text) || (last?.type === 'return_statement' && body.items.length <= 3);
}

/** Whether some `return` or `yield` gives a text, or what a text-like variable holds. */
function givesText({ body }: FunctionFacts): boolean {
  let found = false;
  const built = new Set<string>();
  walk(body, (node) => {
    if (node.type === 'assignment' || node.type === 'augmented_assignment') {
      const right = node.child('right');
      const left = node.child('left');
      // `names[key] = text` makes a collection of texts.
      const target = left?.type === 'subscript' ? left.child('value') : left;
      const isBuilt = right !== null && (isText(right) || (right.type === 'identifier' && built.has(right.text)));
      if (target?.type === 'identifier' && isBuilt) built.add(target.text);
    }
    if (node.type === 'return_statement' || node.type === 'yield') {
      const value = node.items[0];
      const items = value && /^(tuple|expression_list|list)$/.test(value.type) ? value.items : value ? [value] : [];
      found ||= items.some((item) => isText(item) || (item.type === 'identifier' && built.has(item.text)));
    }
    return !found;
  });
  return found;
}

function isText(node: SyntaxNode): boolean {
  const inner = unparenthesized(node);
  switch (inner.type) {
    case 'string':
    case 'concatenated_string':
      return true;
    case 'binary_operator':
      return /^[+%]$/.test(inner.child('operator')?.text ?? '') && inner.items.some(isText);
    case 'conditional_expression':
      return inner.items.some(isText);
    case 'list':
    case 'tuple':
    case 'expression_list':
      return inner.items.some(isText);
    case 'call': {
      const callee = inner.child('function');
      const name = callee?.type === 'attribute' ? callee.child('attribute')?.text : callee?.text;
      return /^(format|format_map|join|replace|sub|substitute|safe_substitute|dedent|text|strip|strftime|isoformat)$/.test(
        name ?? '',
      );
    }
    default:
      return false;
  }
}

/** What the names of a function are to the arguments that it passes. */
interface Locals {
  readonly parameters: ReadonlyMap<string, string | null>;
  readonly assigned: ReadonlyMap<string, readonly SyntaxNode[]>;
  /** What a check that leaves otherwise says of a name. */
  readonly checked: ReadonlyMap<string, ArgumentCode>;
  /** What variables were found to be; null while one is looked at, since it may be made of itself. */
  readonly known: Map<string, ArgumentCode | null>;
}

function readCalls(region: Region, outer: FunctionFacts | null): string[] {
  const found = new Set<string>();
  let locals: Locals | null = null;
  walk(region.node, (node) => {
    if (node.type !== 'call') return node.type !== 'decorator';
    const callee = node.child('function');
    const name = dottedOrConstructed(callee);
    if (name === null || NOT_OURS.has(name.slice(name.lastIndexOf('.') + 1))) return true;
    locals ??= readLocals(outer);
    found.add(printCall(node, name, locals));
    return true;
  });
  return [...found];
}

/** The callee's dotted name, `Class().method` included. */
function dottedOrConstructed(callee: SyntaxNode | null): string | null {
  const name = dottedName(callee);
  if (name !== null || callee?.type !== 'attribute') return name;
  const object = callee.child('object');
  const method = callee.child('attribute')?.text ?? '';
  const inner = object && unparenthesized(object);
  if (inner?.type !== 'call') return method === '' ? null : `?.${method}`;
  const constructed = dottedName(inner.child('function'));
  return constructed === 'super'
    ? `super.${method}`
    : constructed === null
      ? `?.${method}`
      : `${constructed}().${method}`;
}

function readLocals(outer: FunctionFacts | null): Locals {
  const parameters = new Map<string, string | null>();
  const assigned = new Map<string, SyntaxNode[]>();
  const checked = new Map<string, ArgumentCode>();
  const conditions: SyntaxNode[] = [];
  const locals: Locals = { parameters, assigned, checked, known: new Map() };
  if (!outer) return locals;
  for (const { name, kind, annotation } of outer.parameters) {
    if (!kind.startsWith('var-')) parameters.set(name, annotation?.text ?? null);
  }
  const bind = (target: SyntaxNode | null, value: SyntaxNode | null): void => {
    if (!target) return;
    if (target.type === 'identifier') {
      const all = assigned.get(target.text) ?? [];
      all.push(value ?? target);
      assigned.set(target.text, all);
    } else if (/(pattern|tuple|list|target)/.test(target.type)) for (const item of target.items) bind(item, value);
  };
  // What an assignment unpacks cannot be told; of a loop's targets each is a part of what is looped over.
  const bindAssigned = (left: SyntaxNode | null, right: SyntaxNode | null): void =>
    bind(left, left?.type === 'identifier' ? right : null);
  walk(outer.body, (node) => {
    switch (node.type) {
      case 'assignment':
        bindAssigned(node.child('left'), node.child('right'));
        break;
      case 'augmented_assignment':
        bind(node.child('left'), node.child('right'));
        break;
      case 'named_expression':
        bind(node.child('name'), node.child('value'));
        break;
      case 'for_statement':
      case 'for_in_clause':
        bind(node.child('left'), elementsIn(node.child('right')));
        break;
      case 'as_pattern_target':
        bind(node.items[0] ?? null, null);
        break;
      case 'if_statement': {
        const condition = node.child('condition');
        const first = node.child('consequence')?.items.at(-1);
        if (condition && first && /^(raise|return|continue)_statement$/.test(first.type)) conditions.push(condition);
        break;
      }
    }
    return true;
  });
  for (const condition of conditions) addChecked(condition, locals, checked);
  return locals;
}

/** What each part of stands for the elements that a loop binds: the collection; null where it cannot be told. */
function elementsIn(node: SyntaxNode | null): SyntaxNode | null {
  if (!node) return null;
  const inner = unparenthesized(node);
  if (/^(list|tuple|set|dictionary|identifier|attribute|conditional_expression)$/.test(inner.type)) return inner;
  if (inner.type !== 'call') return null;
  const callee = inner.child('function');
  const method = callee?.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : '';
  if (/^(items|keys|values)$/.test(method)) return elementsIn(callee?.child('object') ?? null);
  const given = callArguments(inner);
  return /^(enumerate|sorted|reversed|list|tuple|set|tqdm)$/.test(callee?.text ?? '') && given[0]?.star === ''
    ? elementsIn(given[0].value)
    : null;
}

/** Notes what a condition in front of a leaving branch says of the names that pass it. */
function addChecked(condition: SyntaxNode, locals: Locals, checked: Map<string, ArgumentCode>): void {
  const node = unparenthesized(condition);
  if (node.type === 'boolean_operator') {
    const [left, right] = [node.child('left'), node.child('right')];
    const isOr = node.child('operator')?.text === 'or';
    // `x and x not in ALLOWED`: an empty one is harmless too.
    if (left && (isOr || right?.type === 'identifier')) addChecked(left, locals, checked);
    if (right && (isOr || left?.type === 'identifier' || /\bis not None$/.test(left?.text ?? '')))
      addChecked(right, locals, checked);
    return;
  }
  const isNegated = node.type === 'not_operator';
  const inner = isNegated ? unparenthesized(node.child('argument') ?? node) : node;
  if (inner.type === 'comparison_operator') {
    const operators = inner.childrenIn('operators').map(({ text }) => text.replace(/\s+/g, ' '));
    const [left, right] = inner.items.filter((each) => each.field !== 'operators');
    if (operators.length !== 1 || operators[0] !== (isNegated ? 'in' : 'not in') || !left || !right) return;
    const name = /^([A-Za-z_]\w*)(\.\w+\(\))?$/.exec(left.text)?.[1];
    const code = name === undefined ? null : collectionCode(right, locals);
    if (name !== undefined && code !== null) checked.set(name, code);
    return;
  }
  if (!isNegated || inner.type !== 'call') return;
  const callee = inner.child('function');
  const method = callee?.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : '';
  const object = callee?.child('object') ?? null;
  if (/^(isidentifier|isalnum|isalpha|isdigit|isdecimal)$/.test(method) && object?.type === 'identifier')
    checked.set(object.text, 'N');
  if (method !== 'fullmatch' && method !== 'match') return;
  const given = callArguments(inner).map(({ value }) => value);
  const subject = given.at(-1);
  if (subject?.type !== 'identifier' || !object) return;
  if (given.length === 1) {
    const pattern = dottedName(object);
    if (pattern !== null && !locals.assigned.has(pattern) && !locals.parameters.has(pattern))
      checked.set(subject.text, `C${pattern}${method === 'match' ? '^' : '!'}`);
  } else {
    const pattern = given[0] ? stringValue(given[0]) : null;
    if (pattern !== null && isWordPattern(pattern, method === 'match')) checked.set(subject.text, 'N');
  }
}

/** What holds of a name that was found in a collection; null where the collection may be anything. */
function collectionCode(node: SyntaxNode, locals: Locals): ArgumentCode | null {
  const inner = unparenthesized(node);
  const object = inner.type === 'attribute' ? dottedName(inner.child('object')) : null;
  if (object !== null && /^(__members__|_value2member_map_)$/.test(inner.child('attribute')?.text ?? ''))
    return `C${object}!`;
  const literal = namesInLiteral(inner);
  // A text has every piece of it.
  if (!literal || /string/.test(inner.type)) return null;
  if (literal.length === 0) return 'N';
  const isOwn = (name: string): boolean => {
    const root = name.split('.')[0]!;
    return locals.parameters.has(root) || locals.assigned.has(root);
  };
  if (!literal.some(isOwn)) return `C${literal.map((name) => `${name}!`).join('&')}`;
  const values = literal.length === 1 ? locals.assigned.get(literal[0]!) : undefined;
  const value = values?.length === 1 ? values[0]! : null;
  if (!value || isName(value, literal[0]!) || locals.parameters.has(literal[0]!)) return null;
  return collectionCode(value, { ...locals, assigned: new Map() });
}

function printCall(call: SyntaxNode, name: string, locals: Locals): string {
  const [callee, receiver] = splitReceiver(name, locals);
  const list = call.child('arguments');
  if (list?.type === 'generator_expression') return `${callee}|${receiver ?? ''}|U`;
  const codes = callArguments(call).map((argument) => {
    if (argument.star !== '') return '*';
    const code = codeOf(argument.value, locals, 0);
    return argument.name === null ? code : `${argument.name}=${code}`;
  });
  return `${callee}|${receiver ?? ''}|${codes.join(',')}`;
}

/** `[method, class]` where the receiver is a parameter or a variable whose class is written. */
function splitReceiver(name: string, { parameters, assigned }: Locals): [string, string | null] {
  const constructed = /^([\w.]+)\(\)\.(\w+)$/.exec(name);
  if (constructed) return [constructed[2]!, constructed[1]!];
  const [root, method, ...more] = name.split('.');
  if (method === undefined || more.length > 0 || root === 'self' || root === 'cls' || root === 'super')
    return [name, null];
  const annotation = parameters.get(root!);
  const values = assigned.get(root!);
  if (annotation && !values) {
    const written = /^['"]?(?:Optional\[|Annotated\[|type\[|Type\[)?\s*([A-Za-z_][\w.]*)/.exec(annotation)?.[1];
    if (written) return [method, written];
  }
  const value = values?.length === 1 ? unparenthesized(values[0]!) : null;
  const made = value?.type === 'call' ? dottedName(value.child('function')) : null;
  if (made && /(^|\.)[A-Z]\w*$/.test(made)) return [method, made];
  return [parameters.has(root!) || values ? `?.${method}` : name, null];
}

/** More steps through names and branches than these are not followed. */
const MAXIMUM_STEPS = 5;

function codeOf(node: SyntaxNode, locals: Locals, steps: number): ArgumentCode {
  if (steps > MAXIMUM_STEPS) return 'U';
  const next = (inner: SyntaxNode | null | undefined): ArgumentCode => (inner ? codeOf(inner, locals, steps + 1) : 'U');
  const inner = unparenthesized(node);
  switch (inner.type) {
    case 'integer':
    case 'float':
    case 'true':
    case 'false':
    case 'none':
    case 'comparison_operator':
    case 'not_operator':
      return 'L';
    case 'string':
    case 'concatenated_string':
    case 'binary_operator':
      return textCode(inner, locals, steps);
    case 'list':
    case 'tuple':
    case 'set':
      return mergeCodes(inner.items.map(next));
    case 'dictionary':
      return mergeCodes(
        inner.items.flatMap((pair) =>
          pair.type === 'pair' ? [next(pair.child('key')), next(pair.child('value'))] : ['U'],
        ),
      );
    case 'await':
      return next(inner.items[0]);
    case 'conditional_expression':
      return mergeCodes([next(inner.items[0]), next(inner.items[2])]);
    case 'boolean_operator':
      return mergeCodes([next(inner.child('left')), next(inner.child('right'))]);
    case 'identifier':
      return nameCode(inner.text, locals, steps);
    case 'attribute': {
      const name = dottedName(inner);
      const root = name?.split('.')[0] ?? '';
      if (name !== null && /(^|\.)_*[A-Z][A-Z0-9_]*(\.(value|name))?$/.test(name)) return 'L';
      return locals.parameters.has(root) && !locals.assigned.has(root) ? `M${name}` : 'U';
    }
    case 'subscript': {
      const object = inner.child('value');
      if (object?.type === 'identifier' && /^_*[A-Z][A-Z0-9_]*$/.test(object.text))
        return codeOf(object, locals, steps + 1);
      const root = dottedName(object)?.split('.')[0] ?? '';
      return locals.parameters.has(root) && !locals.assigned.has(root) ? `M${root}` : 'U';
    }
    case 'call':
      return callCode(inner, locals, steps);
    default:
      return 'U';
  }
}

function callCode(call: SyntaxNode, locals: Locals, steps: number): ArgumentCode {
  const callee = call.child('function');
  const name = dottedName(callee) ?? '';
  const first = callArguments(call)[0]?.value;
  if (
    /^(int|float|len|bool|uuid4|uuid\.uuid4|Decimal|datetime\.now|datetime\.utcnow|date\.today|time\.time)$/.test(name)
  )
    return 'N';
  if (/^(?:\w+\.)*(text|dedent|cleandoc|str)$/.test(name)) return first ? codeOf(first, locals, steps + 1) : 'L';
  const method = callee?.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : '';
  const object = callee?.child('object') ?? null;
  if (/^(format|join|replace)$/.test(method) && object) {
    const written = /string/.test(object.type) ? object.text : '';
    const codes = callArguments(call).map(({ value }) => codeOf(value, locals, steps + 1));
    if (codes.every(isConstantCode) && written !== '') return mergeCodes(codes);
    return SQL_WORDS.test(written) || codes.includes('S') ? 'S' : 'T';
  }
  if (/^(strip|lower|upper|rstrip|lstrip|title)$/.test(method) && object) return codeOf(object, locals, steps + 1);
  if (method === 'get' && object?.type === 'identifier' && /^_*[A-Z][A-Z0-9_]*$/.test(object.text))
    return codeOf(object, locals, steps + 1);
  const root = name.split('.')[0] ?? '';
  if (/^[\w.]+$/.test(name) && !locals.parameters.has(root) && !locals.assigned.has(root)) return `F${name}`;
  return method !== '' && locals.parameters.has(root) && !locals.assigned.has(root) ? `M${root}` : 'U';
}

function nameCode(name: string, locals: Locals, steps: number): ArgumentCode {
  const checked = locals.checked.get(name);
  if (checked !== undefined) return checked;
  const values = locals.assigned.get(name);
  const isParameter = locals.parameters.has(name);
  if (!values) return isParameter ? `P${name}` : `C${name}`;
  const known = locals.known.get(name);
  // Of what it is made of itself, the rest decides.
  if (known !== undefined) return known ?? '';
  locals.known.set(name, null);
  const codes = values.map((value) => (isName(value, name) ? 'U' : codeOf(value, locals, steps + 1)));
  const code = mergeCodes(isParameter ? [...codes, `P${name}`] : codes);
  locals.known.set(name, code);
  return code;
}

/** Whether a value stands for a binding whose value is not told: the name itself. */
function isName(value: SyntaxNode, name: string): boolean {
  return value.type === 'identifier' && value.text === name;
}

/** A text built here: of constants alone, SQL, or anything else. */
function textCode(node: SyntaxNode, locals: Locals, steps: number): ArgumentCode {
  let isSql = false;
  const codes: ArgumentCode[] = [];
  const visit = (at: SyntaxNode): void => {
    const inner = unparenthesized(at);
    if (inner.type === 'string') {
      const holes = inner.children.filter((child) => child.type === 'interpolation');
      const texts = inner.children.filter((child) => child.type === 'string_content').map(({ text }) => text);
      isSql ||= texts.some((text) => SQL_WORDS.test(text));
      for (const hole of holes) {
        const expression = hole.child('expression');
        codes.push(expression ? codeOf(expression, locals, steps + 1) : 'U');
      }
    } else if (inner.type === 'concatenated_string') inner.items.forEach(visit);
    else if (inner.type === 'binary_operator') {
      const [left, right] = [inner.child('left'), inner.child('right')];
      const operator = inner.child('operator')?.text;
      if (operator === '+' || operator === '%') {
        if (left) visit(left);
        if (right) visit(right);
      } else {
        for (const side of [left, right]) if (side) codes.push(codeOf(side, locals, steps + 1));
      }
    } else codes.push(codeOf(inner, locals, steps + 1));
  };
  visit(node);
  // SQL with a name that is hardly a constant is judged where it is built.
  const isPlain = !isSql || !codes.some((code) => code.startsWith('C') && /[a-z]/.test(code.slice(1)));
  if (isPlain && codes.every((code) => isConstantCode(code) || code === '')) return mergeCodes(codes);
  return isSql || codes.includes('S') ? 'S' : 'T';
}

function mergeCodes(all: readonly ArgumentCode[]): ArgumentCode {
  const codes = all.filter((code) => code !== '');
  if (codes.length === 0) return 'L';
  const [first] = codes;
  if (codes.every((code) => code === first)) return first!;
  if (codes.every(isConstantCode)) {
    const names = codes.flatMap((code) => (code.startsWith('C') ? code.slice(1).split('&') : []));
    return names.length === 0 ? 'N' : `C${[...new Set(names)].join('&')}`;
  }
  return codes.every((code) => isConstantCode(code) || code === 'S') ? 'S' : 'U';
}

/** Whether an argument is made of literals, of numbers, or of names that may turn out to be constants. */
function isConstantCode(code: ArgumentCode): boolean {
  return code === 'L' || code === 'N' || code.startsWith('C');
}

/** Reads a call out of `SqlExports.calls`. */
export function readCall(printed: string): CallFacts {
  const [callee = '', receiver = '', codes = ''] = printed.split('|');
  const positional: ArgumentCode[] = [];
  const keywords: Record<string, ArgumentCode> = {};
  let isOpen = false;
  for (const code of codes === '' ? [] : codes.split(',')) {
    const equals = code.indexOf('=');
    if (code === '*') isOpen = true;
    else if (equals >= 0) keywords[code.slice(0, equals)] = code.slice(equals + 1);
    else positional.push(code);
  }
  return { callee, receiver: receiver === '' ? null : receiver, positional, keywords, isOpen };
}

const PASSES_SQL = /[|,=]S(?:,|$)/;

/** Whether a region hands a text with pieces to something that may be a function of the project. */
export function passesText({ calls }: SqlExports): boolean {
  return calls.some((printed) => /[|,=][ST](?:,|$)/.test(printed.slice(printed.indexOf('|'))));
}

/** The last part of a call's name, by which it is looked up. */
export function calledName(printed: string): string {
  const end = printed.indexOf('|');
  return printed.slice(printed.lastIndexOf('.', end) + 1, end);
}
