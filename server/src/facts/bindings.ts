// What a region gives to the rest of the module and to other modules: names bound at module level, as plain data.
// Must not hold nodes: these facts outlive the tree and are compared, by their printed form, with those of the last edit.
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';
import { type ClassFacts, readClassRegion } from './classes';
import { type Chain, givenBy } from './connections';
import { dottedName } from './expressions';
import { type FunctionFacts, readFunction, readFunctions } from './functions';
import { readImports } from './imports';
import { perRegion, type Region } from './region';

/** A parameter as others see it. */
export interface ParameterSignature {
  readonly name: string;
  readonly kind: string;
  /** The annotation's text, or null. */
  readonly annotation: string | null;
  /** The default's text, or null. */
  readonly default: string | null;
}

/** A function as others see it: everything but its body. */
export interface FunctionSignature {
  readonly name: string;
  readonly isAsync: boolean;
  /** Whether its own body yields. */
  readonly isGenerator: boolean;
  /**
   * How its body ends as far as its text tells, where no annotation says it: always in an exception; with a value,
   * which is told of methods alone, for their bases; otherwise `open`.
   */
  readonly ending: 'value' | 'exception' | 'open' | null;
  readonly decorators: readonly string[];
  readonly parameters: readonly ParameterSignature[];
  /** The return annotation's text, or null. */
  readonly returns: string | null;
  /** What it returns or yields that may run SQL; absent where there is none. */
  readonly gives?: readonly Chain[];
  /** The nested function that it returns: what a factory of dependencies makes. */
  readonly inner?: FunctionSignature;
  /** Set where the body may read the request's path parameters without a parameter of its own. */
  readonly readsPath?: true;
}

/** A class as others see it, without its methods when these are regions of their own. */
export interface ClassSignature {
  readonly name: string;
  readonly bases: readonly string[];
  readonly keywords: Readonly<Record<string, string>>;
  readonly decorators: readonly string[];
  readonly fields: readonly {
    readonly name: string;
    readonly annotation: string | null;
    readonly value: string | null;
  }[];
}

/** A name that a module binds. Offsets count from the start of the region that binds it. */
export type Binding =
  | {
      readonly kind: 'import';
      readonly name: string;
      readonly module: string;
      readonly level: number;
      /** The name taken from the module; null for the module itself. */
      readonly imported: string | null;
      readonly typeCheckingOnly: boolean;
      readonly start: number;
    }
  | { readonly kind: 'function'; readonly name: string; readonly signature: FunctionSignature; readonly start: number }
  | { readonly kind: 'class'; readonly name: string; readonly signature: ClassSignature; readonly start: number }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly annotation: string | null;
      /** The value's text; null when it is not one plain assignment (a loop, a `with`, an unpacking). */
      readonly value: string | null;
      readonly start: number;
    };

/** The module-level bindings of a region, in source order; what is bound in functions and class bodies is not. */
export const readBindings = perRegion((region): readonly Binding[] => {
  const bindings: Binding[] = [];
  if (region.kind === 'function') {
    const facts = readFunctions(region)[0];
    if (facts)
      bindings.push({ kind: 'function', name: facts.name, signature: signatureOf(facts), start: facts.nameSpan.start });
    return bindings;
  }
  if (region.kind === 'class') {
    const facts = readClassRegion(region);
    if (facts)
      bindings.push({
        kind: 'class',
        name: facts.name,
        signature: classSignatureOf(facts),
        start: facts.nameSpan.start,
      });
    return bindings;
  }
  for (const each of readImports(region)) {
    if (each.inFunction) continue;
    const { local: name, module, level, name: imported, typeCheckingOnly, start } = each;
    // `import a.b` binds `a`, which is the module `a`; `import a.b as c` binds `a.b`.
    const bound = imported === null && !each.hasAlias ? name : module;
    bindings.push({ kind: 'import', name, module: bound, level, imported, typeCheckingOnly, start });
  }
  collect(region, bindings);
  return bindings.sort((one, other) => one.start - other.start);
});

function collect(region: Region, bindings: Binding[]): void {
  const functions = readFunctions(region);
  const outer = new Map(
    functions.filter((each) => !each.enclosing && !each.localClass).map((each) => [each.node, each]),
  );
  walk(region.node, (node) => {
    switch (node.type) {
      case 'function_definition': {
        const facts = outer.get(node);
        if (facts)
          bindings.push({
            kind: 'function',
            name: facts.name,
            signature: signatureOf(facts),
            start: facts.nameSpan.start,
          });
        return false;
      }
      case 'class_definition': {
        const name = node.child('name');
        if (name)
          bindings.push({ kind: 'class', name: name.text, signature: headerOf(node, name.text), start: name.start });
        return false;
      }
      case 'assignment':
        bindTarget(node.child('left'), node.child('type'), node.child('right'), bindings);
        return true;
      case 'augmented_assignment':
      case 'for_statement':
        bindTarget(node.child('left'), null, null, bindings);
        return true;
      case 'as_pattern_target':
        bindTarget(node.items[0] ?? node, null, null, bindings);
        return false;
      case 'case_pattern':
        bindPattern(node, bindings);
        return false;
      case 'named_expression':
        bindTarget(node.child('name'), null, null, bindings);
        return true;
      case 'lambda':
      case 'string':
        return false;
    }
    return true;
  });
}

function bindTarget(
  target: SyntaxNode | null,
  type: SyntaxNode | null,
  value: SyntaxNode | null,
  bindings: Binding[],
): void {
  if (!target) return;
  if (target.type === 'identifier' || target.type === 'as_pattern_target') {
    const { text: name, start } = target;
    // Of `a = b = 1` the value of both is the last one.
    let last = value;
    while (last?.type === 'assignment') last = last.child('right');
    bindings.push({ kind: 'variable', name, annotation: type?.text ?? null, value: last?.text ?? null, start });
  } else if (TARGET_LISTS.test(target.type)) {
    for (const item of target.items) bindTarget(item, null, null, bindings);
  }
}

/** Lists of targets; behind `as` the grammar takes them for values. */
const TARGET_LISTS =
  /^(pattern_list|tuple_pattern|list_pattern|list_splat_pattern|tuple|list|list_splat|parenthesized_expression)$/;

/** The names that a pattern of `match` captures: not the classes and constants that it compares with. */
function bindPattern(node: SyntaxNode, bindings: Binding[]): void {
  for (const child of node.items) {
    if (child.type === 'identifier' && /^(as_pattern|splat_pattern|dotted_name)$/.test(node.type)) {
      if (node.type !== 'dotted_name' || node.items.length === 1) bindTarget(child, null, null, bindings);
    } else if (node.type !== 'class_pattern' || child.type !== 'dotted_name') {
      bindPattern(child, bindings);
    }
  }
}

/** A function's facts as plain data for others. */
export function signatureOf(facts: FunctionFacts): FunctionSignature {
  return {
    name: facts.name,
    isAsync: facts.isAsync,
    isGenerator: ownYields(facts.body).length > 0,
    ending: facts.returns ? null : endingOf(facts),
    decorators: facts.decorators.map((decorator) => decorator.expression.text),
    parameters: facts.parameters.map((parameter) => ({
      name: parameter.name,
      kind: parameter.kind,
      annotation: parameter.annotation?.text ?? null,
      default: parameter.default?.text ?? null,
    })),
    returns: facts.returns?.text ?? null,
    ...innerOf(facts),
    ...givenOf(facts),
    ...(mayReadPath(facts) ? { readsPath: true as const } : {}),
  };
}

function givenOf({ body }: FunctionFacts): { gives?: readonly Chain[] } {
  const gives = givenBy(body);
  return gives.length > 0 ? { gives } : {};
}

const PATH_READER = /\bpath_params\b|\.scope\b/;
/** Calls that get a request for other reasons. */
const HARMLESS_CALLS = 'TemplateResponse|url_for|render|isinstance|__call__';

/** Whether a body reads the path's parameters from a request, or gives the request to somebody who may. */
function mayReadPath({ body, parameters }: FunctionFacts): boolean {
  const { text } = body;
  if (PATH_READER.test(text)) return true;
  return parameters.some(({ name, annotation }) => {
    const type = annotation?.text ?? '';
    if (!/\b(Request|HTTPConnection|WebSocket)\b/.test(type) && (annotation !== null || name !== 'request'))
      return false;
    const rest = text.replace(
      new RegExp(`\\b(?:${HARMLESS_CALLS})\\s*\\(\\s*(?:\\w+\\s*=\\s*)?${name}\\s*[,)]`, 'g'),
      '',
    );
    return new RegExp(`(?:[(,=:]|\\breturn|\\byield)\\s*${name}\\s*(?:[,)\\]}]|$)`, 'm').test(rest);
  });
}

/** The signature of the function that a body defines and returns by its name. */
function innerOf({ body }: FunctionFacts): { inner?: FunctionSignature } {
  const last = body.items.at(-1);
  const name = last?.type === 'return_statement' ? last.items[0] : undefined;
  if (name?.type !== 'identifier') return {};
  for (const item of body.items) {
    const node = item.type === 'decorated_definition' ? item.child('definition') : item;
    if (node?.type !== 'function_definition' || node.child('name')?.text !== name.text) continue;
    const facts = readFunction(node, null, null);
    return facts ? { inner: signatureOf(facts) } : {};
  }
  return {};
}

/**
 * How a body ends. A body that returns nowhere and whose last statement raises always ends in an exception, unless what
 * it raises says that a subclass is to come.
 */
function endingOf({ body, parameters, decorators }: FunctionFacts): FunctionSignature['ending'] {
  let returns = false;
  let hasValue = false;
  walk(body, (node) => {
    if (node.type === 'return_statement') {
      returns = true;
      hasValue ||= node.items.length > 0 && node.items[0]!.type !== 'none';
    }
    return node === body || !/^(function_definition|class_definition|lambda)$/.test(node.type);
  });
  const [first] = parameters;
  const mayBeMethod = /^(self|cls)$/.test(first?.name ?? '') || decorators.some(({ name }) => name === 'staticmethod');
  if (hasValue) return mayBeMethod ? 'value' : 'open';
  const last = body.items.at(-1);
  const isRaised = !returns && last?.type === 'raise_statement' && !/\bNotImplementedError\b/.test(last.text);
  return isRaised && ownYields(body).length === 0 ? 'exception' : 'open';
}

/** A class's facts as plain data for others. */
export function classSignatureOf(facts: ClassFacts): ClassSignature {
  return {
    name: facts.name,
    bases: facts.bases.map((base) => base.node.text),
    keywords: Object.fromEntries([...facts.keywords].map(([key, value]) => [key, value.text])),
    decorators: facts.decorators.map((decorator) => decorator.expression.text),
    fields: facts.fields.map((field) => ({
      name: field.name,
      annotation: field.annotation?.text ?? null,
      value: field.value?.text ?? null,
    })),
  };
}

function headerOf(node: SyntaxNode, name: string): ClassSignature {
  const bases = node.child('superclasses')?.items.filter((item) => item.type !== 'keyword_argument') ?? [];
  return { name, bases: bases.map((base) => dottedName(base) ?? base.text), keywords: {}, decorators: [], fields: [] };
}

/** The `yield` expressions of a body that belong to it and not to a function, lambda or class nested in it. */
export function ownYields(body: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walk(body, (node) => {
    if (isScope(node) && node !== body) return false;
    if (node.type === 'yield') found.push(node);
    return true;
  });
  return found;
}

/** Whether a node opens a scope of its own: what is in it runs, returns and yields by itself. */
export function isScope(node: SyntaxNode): boolean {
  return node.type === 'function_definition' || node.type === 'lambda' || node.type === 'class_definition';
}
