// Reads the functions of a region: signature, decorators, docstring, what the body returns, yields and raises.
// Must not know the class or file around the region.
import type { Span, SyntaxNode } from '../syntax/node';
import { type ClassFacts, readClass } from './classes';
import { dottedName, unparenthesized } from './expressions';
import { perRegion } from './region';

export type ParameterKind = 'positional-only' | 'ordinary' | 'var-positional' | 'keyword-only' | 'var-keyword';

/** One parameter; spans count from the region's start. */
export interface ParameterFacts {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly nameSpan: Span;
  /** The whole parameter, stars, annotation and default included. */
  readonly node: SyntaxNode;
  /** The annotation, without its colon. */
  readonly annotation: SyntaxNode | null;
  readonly default: SyntaxNode | null;
}

/** One decorator: `@name` or `@name(arguments)`. */
export interface DecoratorFacts {
  /** The dotted name without arguments; null when it is no name (`@x[0]`, `@f()()`). */
  readonly name: string | null;
  readonly call: SyntaxNode | null;
  /** The expression behind the `@`. */
  readonly expression: SyntaxNode;
  readonly node: SyntaxNode;
}

/** A function, method or nested function as its own text tells it. */
export interface FunctionFacts {
  readonly name: string;
  readonly nameSpan: Span;
  readonly isAsync: boolean;
  readonly decorators: readonly DecoratorFacts[];
  readonly parameters: readonly ParameterFacts[];
  /** From `(` to `)`. */
  readonly parametersSpan: Span;
  /** The return annotation, without its arrow. */
  readonly returns: SyntaxNode | null;
  /** The string expression that is the docstring (`string` or `concatenated_string`). */
  readonly docstring: SyntaxNode | null;
  /** The body's statements, docstring included. */
  readonly body: SyntaxNode;
  /** The `function_definition`. */
  readonly node: SyntaxNode;
  /** The `decorated_definition` when there are decorators, else the same as `node`. */
  readonly whole: SyntaxNode;
  /** The function in which this one is nested, in the same region. */
  readonly enclosing: FunctionFacts | null;
  /** The class in which it stands in the same region; a method that is a region of its own gets its class by its place. */
  readonly localClass: ClassFacts | null;
}

/** The functions of a region, outermost first, in source order. */
export const readFunctions = perRegion((region): readonly FunctionFacts[] => {
  const found: FunctionFacts[] = [];
  collect(region.node, null, null, found);
  return found;
});

function collect(
  node: SyntaxNode,
  enclosing: FunctionFacts | null,
  localClass: ClassFacts | null,
  found: FunctionFacts[],
): void {
  if (node.type === 'function_definition') {
    const facts = readFunction(node, enclosing, localClass);
    if (facts) {
      found.push(facts);
      for (const child of node.children) collect(child, facts, null, found);
      return;
    }
  } else if (node.type === 'class_definition') {
    // The methods of a class that is a region are regions of their own; here are those of other classes, and those in blocks.
    const facts = readClass(node);
    for (const child of node.children) collect(child, null, facts, found);
    return;
  }
  for (const child of node.children) collect(child, enclosing, localClass, found);
}

/** Reads a `function_definition`; null when its header does not parse. */
export function readFunction(
  node: SyntaxNode,
  enclosing: FunctionFacts | null,
  localClass: ClassFacts | null,
): FunctionFacts | null {
  const name = node.child('name');
  const parameters = node.child('parameters');
  const body = node.child('body');
  if (!name || !parameters || !body || name.start === name.end) return null;
  const whole = node.parent?.type === 'decorated_definition' ? node.parent : node;
  return {
    name: name.text,
    nameSpan: name,
    isAsync: /^async\s/.test(node.source.slice(node.start, name.start)),
    decorators: whole === node ? [] : readDecorators(whole),
    parameters: readParameters(parameters),
    parametersSpan: parameters,
    returns: node.child('return_type'),
    docstring: findDocstring(body),
    body,
    node,
    whole,
    enclosing,
    localClass,
  };
}

/** The decorators of a `decorated_definition`, from the top down. */
export function readDecorators(decorated: SyntaxNode): DecoratorFacts[] {
  const found: DecoratorFacts[] = [];
  for (const node of decorated.children) {
    if (node.type !== 'decorator') continue;
    const expression = node.items[0];
    if (!expression) continue;
    const call = expression.type === 'call' ? expression : null;
    found.push({ name: dottedName(call ? call.child('function') : expression), call, expression, node });
  }
  return found;
}

/** The parameters of a `parameters` or `lambda_parameters` node; separators and what does not parse are left out. */
export function readParameters(list: SyntaxNode): ParameterFacts[] {
  const found: ParameterFacts[] = [];
  let keywordOnly = false;
  for (const node of list.items) {
    if (node.type === 'positional_separator') {
      for (let i = 0; i < found.length; i++) {
        if (found[i]!.kind === 'ordinary') found[i] = { ...found[i]!, kind: 'positional-only' };
      }
      continue;
    }
    if (node.type === 'keyword_separator') {
      keywordOnly = true;
      continue;
    }
    const named = nameOf(node);
    if (!named) continue;
    const kind: ParameterKind =
      named.star === '*'
        ? 'var-positional'
        : named.star === '**'
          ? 'var-keyword'
          : keywordOnly
            ? 'keyword-only'
            : 'ordinary';
    if (kind === 'var-positional') keywordOnly = true;
    found.push({
      name: named.name.text,
      kind,
      nameSpan: { start: named.name.start, end: named.name.end },
      node,
      annotation: node.child('type'),
      default: node.child('value'),
    });
  }
  return found;
}

function nameOf(node: SyntaxNode): { name: SyntaxNode; star: '' | '*' | '**' } | null {
  switch (node.type) {
    case 'identifier':
      return { name: node, star: '' };
    case 'default_parameter':
    case 'typed_default_parameter': {
      const name = node.child('name');
      return name?.type === 'identifier' ? { name, star: '' } : null;
    }
    case 'typed_parameter': {
      const inner = node.items.find((child) => child.field !== 'type');
      return inner ? nameOf(inner) : null;
    }
    case 'list_splat_pattern':
    case 'dictionary_splat_pattern': {
      const name = node.items[0];
      if (name?.type !== 'identifier') return null;
      return { name, star: node.type === 'list_splat_pattern' ? '*' : '**' };
    }
    default:
      return null;
  }
}

/** The docstring of a block: its first statement when that is a plain string, not bytes, not an f-string. */
export function findDocstring(body: SyntaxNode): SyntaxNode | null {
  const first = body.items[0];
  if (first?.type !== 'expression_statement' || first.items.length !== 1) return null;
  const expression = first.items[0]!;
  // `"a",` is a tuple, for which the grammar has no node.
  if (expression.end !== first.end) return null;
  const literal = unparenthesized(expression);
  if (literal.type === 'string') return isDocstringPart(literal) ? literal : null;
  if (literal.type === 'concatenated_string') return literal.items.every(isDocstringPart) ? literal : null;
  return null;
}

function isDocstringPart(literal: SyntaxNode): boolean {
  if (literal.type !== 'string') return false;
  const start = literal.childOfType('string_start')?.text.toLowerCase() ?? '';
  return literal.childOfType('string_end') !== null && !/[bft]/.test(start.replace(/['"].*$/s, ''));
}
