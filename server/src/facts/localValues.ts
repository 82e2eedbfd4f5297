// Follows the names of a function back to the values that its own text gives them: assignments, loops, parametrization.
// Must not know names from outside the function, nor what the values are used for.
import type { SyntaxNode } from '../syntax/node';
import { closest, walk } from '../syntax/node';
import { callArguments, stringValue, unparenthesized } from './expressions';
import { readDecorators, readParameters } from './functions';
import { LARGEST_VALUE, type Places, readValue, targetNames, type Value } from './values';

/** What gives a name a value inside a function. */
type Source =
  | { readonly kind: 'assign'; readonly node: SyntaxNode; readonly value: SyntaxNode }
  | { readonly kind: 'add'; readonly node: SyntaxNode; readonly value: SyntaxNode }
  | { readonly kind: 'loop'; readonly node: SyntaxNode; readonly targets: readonly string[]; readonly over: SyntaxNode }
  | { readonly kind: 'other'; readonly node: SyntaxNode };

const UNKNOWN: Value = { kind: 'unknown', at: -1 };
/** Names that lead to names that lead to names: beyond so many the value is unknown. */
const DEEPEST = 6;

/** Reads expressions with the local names in them replaced by their values. Lives as long as one region is read. */
export class LocalValues {
  private readonly known = new Map<SyntaxNode, Map<string, Source[]>>();

  constructor(private readonly places: Places) {}

  /**
   * An expression as data.
   * @param at the node before which names have the values asked for
   */
  read(node: SyntaxNode, at: SyntaxNode): Value {
    return this.readDeep(node, at, 0);
  }

  /** Whether a name is a parameter of a function around a node, and nothing nearer. */
  isParameter(name: string, at: SyntaxNode): boolean {
    for (const around of functionsAround(at)) {
      if (this.sourcesOf(around).has(name)) return false;
      if (parametersOf(around).has(name)) return true;
    }
    return false;
  }

  private readDeep(node: SyntaxNode, at: SyntaxNode, depth: number): Value {
    return this.substitute(readValue(node, this.places), at, depth);
  }

  private substitute(value: Value, at: SyntaxNode, depth: number): Value {
    if (depth > DEEPEST) return UNKNOWN;
    const inner = (each: Value): Value => this.substitute(each, at, depth);
    switch (value.kind) {
      case 'name':
        return this.valueOf(value, at, depth);
      case 'member':
        return { ...value, of: inner(value.of) };
      case 'item':
        return { ...value, of: inner(value.of), key: inner(value.key) };
      case 'call':
        return {
          ...value,
          callee: value.callee.kind === 'name' ? value.callee : inner(value.callee),
          arguments: value.arguments.map((each) => ({ ...each, value: inner(each.value) })),
        };
      case 'join':
        return { ...value, parts: value.parts.map(inner) };
      case 'list':
        return { ...value, items: value.items.map(inner) };
      case 'either':
        return { ...value, options: value.options.map(inner) };
      default:
        return value;
    }
  }

  private valueOf(name: Extract<Value, { kind: 'name' }>, at: SyntaxNode, depth: number): Value {
    // The object itself: its class tells what its attributes are.
    if (name.name === 'self' || name.name === 'cls') return name;
    for (const around of functionsAround(at)) {
      const sources = this.sourcesOf(around).get(name.name);
      if (sources) return this.valueFrom(sources, name, at, around, depth + 1);
      if (parametersOf(around).has(name.name)) return this.parametrized(around, name.name, depth + 1) ?? UNKNOWN;
    }
    return name;
  }

  /** The value that reaches a node: of the last source before it, unless that may not have run. */
  private valueFrom(
    sources: readonly Source[],
    name: Extract<Value, { kind: 'name' }>,
    at: SyntaxNode,
    around: SyntaxNode,
    depth: number,
  ): Value {
    const last = sources.findLast((each) => each.node.start < at.start);
    if (!last) return UNKNOWN;
    const scope = last.kind === 'loop' ? last.node : closest(last.node.parent, (each) => BLOCKS.test(each.type));
    if (!scope || closest(at, (each) => each === scope) === null) return UNKNOWN;
    switch (last.kind) {
      case 'assign':
        return this.readDeep(last.value, last.node, depth);
      case 'add': {
        if (depth > DEEPEST) return UNKNOWN;
        const before = this.valueFrom(sources, name, last.node, around, depth + 1);
        return { kind: 'join', at: -1, parts: [before, this.readDeep(last.value, last.node, depth)] };
      }
      case 'loop':
        return this.each(last.targets, last.over, name.name, last.node, depth);
      default:
        return UNKNOWN;
    }
  }

  private each(targets: readonly string[], over: SyntaxNode, name: string, at: SyntaxNode, depth: number): Value {
    this.places.budget = LARGEST_VALUE;
    const iterable = unwrapParams(this.readDeep(over, at, depth));
    return { kind: 'each', at: -1, value: { kind: 'name', at: -1, name }, targets: [...targets], iterable };
  }

  /** `@pytest.mark.parametrize("method, url", [("get", "/a"), …])`. */
  private parametrized(around: SyntaxNode, name: string, depth: number): Value | null {
    const decorated = around.parent?.type === 'decorated_definition' ? around.parent : null;
    if (!decorated) return null;
    for (const { name: decorator, call } of readDecorators(decorated)) {
      if (!call || decorator === null || !/(^|\.)parametrize$/.test(decorator)) continue;
      const [first, second] = callArguments(call);
      const names = first ? namesOf(first.value) : [];
      if (second && names.includes(name)) return this.each(names, second.value, name, decorated, depth);
    }
    return null;
  }

  private sourcesOf(around: SyntaxNode): Map<string, Source[]> {
    let sources = this.known.get(around);
    if (!sources) {
      sources = readSources(around);
      this.known.set(around, sources);
    }
    return sources;
  }
}

const BLOCKS = /^(block|module|for_statement|function_definition)$/;

function functionsAround(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let at: SyntaxNode | null = node; at; at = at.parent) if (at.type === 'function_definition') found.push(at);
  return found;
}

function parametersOf(around: SyntaxNode): ReadonlySet<string> {
  const list = around.child('parameters');
  return new Set(list ? readParameters(list).map((each) => each.name) : []);
}

function readSources(around: SyntaxNode): Map<string, Source[]> {
  const sources = new Map<string, Source[]>();
  const add = (name: string, source: Source): void => {
    const known = sources.get(name);
    if (known) known.push(source);
    else sources.set(name, [source]);
  };
  const body = around.child('body');
  if (!body) return sources;
  walk(body, (node) => {
    switch (node.type) {
      case 'assignment': {
        const left = node.child('left');
        let value = node.child('right');
        while (value?.type === 'assignment') value = value.child('right');
        if (left?.type === 'identifier' && value) add(left.text, { kind: 'assign', node, value });
        else for (const name of namesIn(left)) add(name, { kind: 'other', node });
        return true;
      }
      case 'augmented_assignment': {
        const left = node.child('left');
        const value = node.child('right');
        if (left?.type !== 'identifier' || !value) return true;
        add(left.text, { kind: node.child('operator')?.text === '+=' ? 'add' : 'other', node, value });
        return true;
      }
      case 'for_statement':
      case 'for_in_clause': {
        const left = node.child('left');
        const over = node.child('right');
        const targets = targetNames(left);
        // In a comprehension what is said of the name stands before the clause.
        const whole = node.type === 'for_in_clause' ? node.parent! : node;
        for (const name of namesIn(left)) {
          if (over && targets.includes(name)) add(name, { kind: 'loop', node: whole, targets, over });
          else add(name, { kind: 'other', node: whole });
        }
        return true;
      }
      case 'as_pattern_target':
      case 'named_expression':
        for (const name of namesIn(node.type === 'named_expression' ? node.child('name') : node)) {
          add(name, { kind: 'other', node });
        }
        return true;
      case 'function_definition':
      case 'class_definition':
      case 'lambda':
        return false;
    }
    return true;
  });
  return sources;
}

function namesIn(target: SyntaxNode | null): string[] {
  if (!target) return [];
  if (target.type === 'identifier') return [target.text];
  if (target.type === 'attribute' || target.type === 'subscript' || target.type === 'call') return [];
  return target.items.flatMap(namesIn);
}

/** The names that parametrize gives: a text with commas, a list or a tuple of texts. */
function namesOf(node: SyntaxNode): string[] {
  const value = unparenthesized(node);
  const text = stringValue(value);
  if (text !== null) return text.split(',').map((name) => name.trim());
  return value.type === 'list' || value.type === 'tuple' ? value.items.map((item) => stringValue(item) ?? '') : [];
}

/** `pytest.param(a, b, id=…)` is the row `(a, b)`, or the value `a`. */
function unwrapParams(value: Value): Value {
  if (value.kind !== 'list') return value;
  const items = value.items.map((item): Value => {
    if (item.kind !== 'call' || item.callee.kind !== 'member' || item.callee.name !== 'param') return item;
    const given = item.arguments.filter((each) => each.name === null).map((each) => each.value);
    return given.length === 1 ? given[0]! : { kind: 'list', at: -1, items: given };
  });
  return { ...value, items };
}
