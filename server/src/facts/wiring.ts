// Reads what a region does when its module is imported, as far as it may build applications, routers and their settings.
// Must not know what names mean; the statements are plain data that `project/` runs in the abstract.
import type { SyntaxNode } from '../syntax/node';
import { readTest, type Test } from './conditions';
import { dottedName } from './expressions';
import { readDecorators, readParameters } from './functions';
import { readImports } from './imports';
import { perRegion, type Region } from './region';
import { chooseStatements } from './relevance';
import { LARGEST_VALUE, type PlaceSpan, Places, readValue, targetNames, type Value } from './values';

/** A statement that may wire routers together. Numbers named `at` count in the region's places. */
export type Statement =
  | { readonly kind: 'assign'; readonly targets: readonly string[]; readonly value: Value }
  | { readonly kind: 'unpack'; readonly targets: readonly string[]; readonly value: Value }
  | { readonly kind: 'run'; readonly value: Value }
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'for'; readonly targets: readonly string[]; readonly iterable: Value; readonly body: Body }
  /** The arms of an `if` or `match`, of which one runs; `complete` when one must. */
  | {
      readonly kind: 'branch';
      readonly at: number;
      readonly arms: readonly Body[];
      /** What is asked before each arm, as far as it can be said; an `else` asks nothing. */
      readonly tests: readonly (Test | null)[];
      readonly complete: boolean;
    }
  /** A `try`: the body counts, the handlers give what it leaves unbound. */
  | { readonly kind: 'attempt'; readonly body: Body; readonly handlers: readonly Body[] }
  | {
      readonly kind: 'import';
      readonly name: string;
      readonly module: string;
      readonly level: number;
      readonly imported: string | null;
    }
  | FunctionWiring
  | ClassWiring;

export type Body = readonly Statement[];

/** A function: what decorates it, and those of its statements that matter. */
export interface FunctionWiring {
  readonly kind: 'function';
  readonly name: string;
  /** The name in the `def` line. */
  readonly at: number;
  /** From the top down. */
  readonly decorators: readonly Value[];
  readonly parameters: readonly {
    readonly name: string;
    readonly kind: string;
    /** The annotation when it is a dotted name. */
    readonly annotation: string | null;
    readonly default: Value | null;
  }[];
  /** The return annotation's text. */
  readonly returns: string | null;
  readonly body: Body;
}

/** A class; methods that are regions of their own are found by their place. */
export interface ClassWiring {
  readonly kind: 'class';
  readonly name: string;
  readonly at: number;
  readonly bases: readonly Value[];
  readonly decorators: readonly Value[];
  readonly body: Body;
}

/** A region's wiring and the places (UTF-16 offsets from its start) that the statements' numbers stand for. */
export interface RegionWiring {
  readonly statements: Body;
  readonly places: readonly PlaceSpan[];
}

/** Reads a region's wiring; empty for what does not parse. */
export const readWiring = perRegion((region): RegionWiring => {
  const places = new Places();
  const statements: Statement[] = [];
  readStatement(region.node, region, places, null, statements);
  return { statements, places: places.spans };
});

/** Which statements of a function's body are kept; null at module and class level, where all are. */
type Choice = ReadonlySet<SyntaxNode> | null;

function readBody(block: SyntaxNode | null, region: Region, places: Places, choice: Choice): Body {
  const statements: Statement[] = [];
  for (const node of block?.items ?? []) readStatement(node, region, places, choice, statements);
  return statements;
}

function readStatement(node: SyntaxNode, region: Region, places: Places, choice: Choice, into: Statement[]): void {
  if (choice && !choice.has(node)) return;
  places.budget = LARGEST_VALUE;
  switch (node.type) {
    case 'expression_statement':
      for (const expression of node.items) readExpression(expression, places, into);
      return;
    case 'return_statement':
      into.push({ kind: 'return', value: readValue(node.items[0] ?? null, places) });
      return;
    case 'import_statement':
    case 'import_from_statement':
      for (const each of readImports(region)) {
        if (each.start !== node.start) continue;
        const { local: name, module, level, name: imported } = each;
        const bound = imported === null && !each.hasAlias ? name : module;
        // `import a.b` runs `a.b` and binds `a`.
        if (bound !== module) into.push({ kind: 'import', name: '', module, level, imported });
        into.push({ kind: 'import', name, module: bound, level, imported });
      }
      return;
    case 'for_statement': {
      const targets = targetNames(node.child('left'));
      const iterable = readValue(node.child('right'), places);
      into.push({ kind: 'for', targets, iterable, body: readBody(node.child('body'), region, places, choice) });
      return;
    }
    case 'with_statement':
      into.push(...readBody(node.child('body'), region, places, choice));
      return;
    case 'if_statement': {
      const others = node.childrenIn('alternative');
      const arms = [
        node.child('consequence'),
        ...others.map((other) => other.child('consequence') ?? other.child('body')),
      ];
      const complete = others.some((other) => other.type === 'else_clause');
      const at = places.add(node);
      const conditions = [node, ...others].map((each) => each.child('condition'));
      const tests = conditions.map((condition) => (condition ? readTest(condition, places) : null));
      into.push({
        kind: 'branch',
        at,
        complete,
        tests,
        arms: arms.map((arm) => readBody(arm, region, places, choice)),
      });
      return;
    }
    case 'match_statement': {
      const cases = (node.child('body')?.items ?? []).filter((item) => item.type === 'case_clause');
      const at = places.add(node);
      const arms = cases.map((each) => readBody(each.child('consequence'), region, places, choice));
      into.push({ kind: 'branch', at, complete: false, tests: [], arms });
      return;
    }
    case 'try_statement': {
      const body = [...readBody(node.child('body'), region, places, choice)];
      const handlers: Body[] = [];
      for (const clause of node.items) {
        if (clause.type === 'except_clause' || clause.type === 'except_group_clause') {
          handlers.push(readBody(clause.childOfType('block'), region, places, choice));
        } else if (clause.type === 'else_clause' || clause.type === 'finally_clause') {
          body.push(...readBody(clause.child('body') ?? clause.childOfType('block'), region, places, choice));
        }
      }
      into.push({ kind: 'attempt', body, handlers });
      return;
    }
    case 'decorated_definition': {
      const definition = node.child('definition');
      if (definition) readDefinition(definition, node, region, places, into);
      return;
    }
    case 'function_definition':
    case 'class_definition':
      readDefinition(node, null, region, places, into);
  }
}

function readExpression(node: SyntaxNode, places: Places, into: Statement[]): void {
  if (node.type === 'assignment') {
    const targets: string[] = [];
    let value: SyntaxNode | null = node;
    let unpacked: string[] | null = null;
    while (value?.type === 'assignment') {
      const left: SyntaxNode | null = value.child('left');
      const name = dottedName(left);
      if (name !== null) targets.push(name);
      else unpacked = targetNames(left);
      value = value.child('right');
    }
    if (!value) return;
    const known = readValue(value, places);
    if (targets.length > 0) into.push({ kind: 'assign', targets, value: known });
    if (unpacked) into.push({ kind: 'unpack', targets: unpacked, value: known });
    return;
  }
  if (node.type === 'augmented_assignment') {
    const name = dottedName(node.child('left'));
    if (name === null) return;
    const at = places.add(node);
    const isSum = node.child('operator')?.text === '+=';
    const parts = [readValue(node.child('left'), places), readValue(node.child('right'), places)];
    into.push({
      kind: 'assign',
      targets: [name],
      value: isSum ? { kind: 'join', at, parts } : { kind: 'unknown', at },
    });
    return;
  }
  if (node.type === 'call' || node.type === 'await') {
    const value = readValue(node, places);
    if (value.kind !== 'call') return;
    places.begin(value.at, node);
    into.push({ kind: 'run', value });
  }
}

function readDefinition(
  node: SyntaxNode,
  decorated: SyntaxNode | null,
  region: Region,
  places: Places,
  into: Statement[],
): void {
  const name = node.child('name');
  if (!name || name.start === name.end) return;
  const at = places.add(name);
  const decorators = decorated
    ? readDecorators(decorated).map((decorator) => readValue(decorator.expression, places))
    : [];
  const block = node.child('body');
  if (node.type === 'class_definition') {
    const bases = (node.child('superclasses')?.items ?? []).filter((item) => item.type !== 'keyword_argument');
    into.push({
      kind: 'class',
      name: name.text,
      at,
      // `Base[T]` is the base as well as `Base`.
      bases: bases.map((base) => readValue(base.type === 'subscript' ? base.child('value') : base, places)),
      decorators,
      body: readBody(block, region, places, null).filter((statement) => !isColumn(statement)),
    });
    return;
  }
  const list = node.child('parameters');
  const chosen = block && list ? chooseStatements(node, decorated) : null;
  const kept = chosen !== null && chosen.size > 0;
  const parameters = kept
    ? readParameters(list!).map((parameter) => ({
        name: parameter.name,
        kind: parameter.kind,
        annotation: annotationName(parameter.annotation),
        default: parameter.default ? readValue(parameter.default, places) : null,
      }))
    : [];
  into.push({
    kind: 'function',
    name: name.text,
    at,
    decorators,
    parameters,
    returns: node.child('return_type')?.text ?? null,
    body: kept ? readBody(block, region, places, chosen) : [],
  });
}

/** Columns, relations and test data: the bulk of what class bodies call, and never a path or router. */
function isColumn(statement: Statement): boolean {
  if (statement.kind !== 'assign' || statement.value.kind !== 'call') return false;
  const { callee } = statement.value;
  return (callee.kind === 'name' || callee.kind === 'member') && COLUMN.test(callee.name);
}

const COLUMN =
  /^(Column|mapped_column|relationship|backref|synonym|deferred|association_proxy|column_property|SubFactory|Fuzzy\w+|Faker|LazyAttribute|Sequence)$/;

function annotationName(annotation: SyntaxNode | null): string | null {
  const text = annotation?.text.replace(/^(['"])(.*)\1$/, '$2').replace(/\s*\|\s*None$/, '') ?? '';
  return /^[A-Za-z_][\w.]*$/.test(text) ? text : null;
}
