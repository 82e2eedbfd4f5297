// Reads what unannotated functions return and what methods write to `self`, as far as a region's own text tells.
// Must not know what names mean: a draft says what is to be looked up. Plain data; no rule's verdict may rest on it, and so
// it is no part of what a region's exports are compared by.
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';
import { ownYields } from './bindings';
import { ownReturns, passes } from './controlFlow';
import { callArguments, dottedName, stringPrefix, unparenthesized } from './expressions';
import { type FunctionFacts, readFunctions } from './functions';
import { perRegion } from './region';

/** A value as an expression makes it of names. */
export type Draft =
  /** A type as an annotation would say it. */
  | { readonly kind: 'type'; readonly text: string }
  /** A name of the module, or a builtin. */
  | { readonly kind: 'name'; readonly name: string }
  /** The instance whose method it is; its class. */
  | { readonly kind: 'self' | 'class' }
  /** `object.__new__(Name)` without the call. */
  | { readonly kind: 'made'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Draft; readonly name: string }
  | { readonly kind: 'call'; readonly of: Draft; readonly awaited: boolean }
  | { readonly kind: 'item'; readonly of: Draft; readonly index: number | null }
  | { readonly kind: 'tuple'; readonly items: readonly (Draft | null)[] }
  | { readonly kind: 'union'; readonly members: readonly (Draft | null)[] };

/** The values that a function returns or an attribute is given; null for each of which nothing is told. */
export interface DraftedValues {
  readonly kind: 'function' | 'attribute';
  readonly name: string;
  readonly isAsync: boolean;
  /** Whether the values are yielded. */
  readonly isGenerator: boolean;
  readonly values: readonly (Draft | null)[];
}

/** More different values than these, and nothing is told. */
const MOST_VALUES = 6;
/** Expressions in expressions are followed so far. */
const MOST_DEPTH = 5;

/** The drafts of a region's function or, for a class, of its attributes. */
export const readDrafts = perRegion((region): readonly DraftedValues[] => {
  if (region.kind === 'statement') return [];
  const found: DraftedValues[] = [];
  for (const facts of readFunctions(region)) {
    if (facts.enclosing || (facts.localClass && region.kind === 'function')) continue;
    const body: Body = { facts, bound: boundNames(facts.body), receiver: receiverOf(facts) };
    if (!facts.returns) found.push(...returned(body));
    if (body.receiver === 'self') found.push(...written(body));
  }
  return found;
});

/** A function, and the values of the names that it binds plainly; `other` for a name that it binds otherwise. */
interface Body {
  readonly facts: FunctionFacts;
  readonly bound: ReadonlyMap<string, readonly SyntaxNode[] | 'other'>;
  /** `self`, `cls`, or null. */
  readonly receiver: string | null;
}

function returned(own: Body): DraftedValues[] {
  const { name, isAsync, body } = own.facts;
  const yields = ownYields(body);
  const nodes = yields.length > 0 ? yields : ownReturns(body);
  const values = nodes.map((node) => {
    if (/^yield\s+from\b/.test(node.text)) return null;
    return node.items[0] ? draftOf(node.items[0], own, MOST_DEPTH) : NONE;
  });
  if (yields.length === 0 && passes(body, () => false) !== 'no') values.push(NONE);
  const distinct = unlike(values);
  if (distinct.length === 0 || distinct.length > MOST_VALUES || distinct.every((each) => each === null)) return [];
  return [{ kind: 'function', name, isAsync, isGenerator: yields.length > 0, values: distinct }];
}

function unlike(values: readonly (Draft | null)[]): (Draft | null)[] {
  return [...new Map(values.map((each) => [JSON.stringify(each), each])).values()];
}

function written(own: Body): DraftedValues[] {
  const found = new Map<string, (Draft | null)[]>();
  const add = (target: SyntaxNode | null, draft: Draft | null): void => {
    if (target?.type === 'attribute') {
      const name = target.child('attribute')?.text;
      if (target.child('object')?.text !== 'self' || !name) return;
      const known = found.get(name);
      if (known) known.push(draft);
      else found.set(name, [draft]);
    } else if (target && !/^(subscript|call|identifier)$/.test(target.type)) {
      for (const item of target.items) add(item, null);
    }
  };
  walk(own.facts.body, (node) => {
    if (node.type === 'assignment') {
      let value = node.child('right');
      while (value?.type === 'assignment') value = value.child('right');
      if (value) add(node.child('left'), draftOf(value, own, MOST_DEPTH));
    } else if (node.type === 'for_statement') add(node.child('left'), null);
    else if (node.type === 'as_pattern_target') add(node.items[0] ?? null, null);
    return node.type !== 'class_definition';
  });
  return [...found].map(([name, values]) => ({
    kind: 'attribute',
    name,
    isAsync: false,
    isGenerator: false,
    values: unlike(values),
  }));
}

const NONE: Draft = { kind: 'type', text: 'None' };

const TYPES: Readonly<Record<string, string>> = {
  true: 'bool',
  false: 'bool',
  none: 'None',
  not_operator: 'bool',
  comparison_operator: 'bool',
  list: 'list',
  list_comprehension: 'list',
  set: 'set',
  set_comprehension: 'set',
  dictionary: 'dict',
  dictionary_comprehension: 'dict',
};

function draftOf(expression: SyntaxNode, own: Body, depth: number): Draft | null {
  if (depth <= 0) return null;
  const node = unparenthesized(expression);
  const type = TYPES[node.type];
  if (type) return { kind: 'type', text: type };
  const inner = (each: SyntaxNode | null | undefined): Draft | null => (each ? draftOf(each, own, depth - 1) : null);
  switch (node.type) {
    case 'integer':
      return { kind: 'type', text: /[jJ]$/.test(node.text) ? 'complex' : 'int' };
    case 'float':
      return { kind: 'type', text: /[jJ]$/.test(node.text) ? 'complex' : 'float' };
    case 'string': {
      const prefix = stringPrefix(node);
      return prefix.includes('t') ? null : { kind: 'type', text: prefix.includes('b') ? 'bytes' : 'str' };
    }
    case 'concatenated_string':
      return inner(node.items[0]);
    case 'identifier':
      return nameDraft(node.text, own, depth);
    case 'attribute': {
      const of = inner(node.child('object'));
      const name = node.child('attribute')?.text;
      return of && name ? { kind: 'member', of, name } : null;
    }
    case 'call':
      return callDraft(node, own, depth, false);
    case 'await': {
      const call = node.items[0] && unparenthesized(node.items[0]);
      return call?.type === 'call' ? callDraft(call, own, depth, true) : null;
    }
    case 'subscript': {
      const of = inner(node.child('value'));
      const [key, more] = node.childrenIn('subscript');
      if (!of || !key || more) return null;
      if (key.type === 'slice') return of;
      return { kind: 'item', of, index: /^-?\d+$/.test(key.text) ? Number(key.text) : null };
    }
    case 'tuple':
    case 'expression_list': {
      if (node.items.length === 0 || node.items.length > MOST_VALUES) return { kind: 'type', text: 'tuple' };
      if (node.items.some((item) => item.type === 'list_splat')) return { kind: 'type', text: 'tuple' };
      return { kind: 'tuple', items: node.items.map(inner) };
    }
    case 'conditional_expression': {
      const [yes, , no] = node.items;
      return { kind: 'union', members: [inner(yes), inner(no)] };
    }
    case 'binary_operator':
      return operatorDraft(node, inner);
    default:
      return null;
  }
}

function operatorDraft(node: SyntaxNode, inner: (each: SyntaxNode | null) => Draft | null): Draft | null {
  const left = inner(node.child('left'));
  const operator = node.child('operator')?.text;
  if (left?.kind !== 'type') return null;
  if (/^(str|bytes)$/.test(left.text) && /^[%+*]$/.test(operator ?? '')) return left;
  const right = inner(node.child('right'));
  const isWhole = left.text === 'int' && right?.kind === 'type' && right.text === 'int';
  return isWhole && /^([-+*%&|^]|\/\/|<<|>>)$/.test(operator ?? '') ? left : null;
}

function callDraft(node: SyntaxNode, own: Body, depth: number, awaited: boolean): Draft | null {
  const callee = node.child('function');
  if (!callee) return null;
  const { receiver } = own;
  // `cls.__new__(…)`, `object.__new__(cls, …)`, `super().__new__(…)` make an instance of the class.
  const isMade = callee.type === 'attribute' && callee.child('attribute')?.text === '__new__';
  if (isMade && (callee.child('object')?.text === receiver || callArguments(node)[0]?.value.text === receiver))
    return { kind: 'self' };
  const made = isMade ? dottedName(callArguments(node)[0]?.value ?? null) : null;
  if (made !== null && !own.bound.has(made) && own.facts.parameters.every(({ name }) => name !== made))
    return { kind: 'call', of: { kind: 'made', name: made }, awaited: false };
  if (callee.type === 'call' && callee.text === `type(${receiver})`) return { kind: 'self' };
  const of = draftOf(callee, own, depth - 1);
  return of ? { kind: 'call', of, awaited } : null;
}

function receiverOf({ parameters }: FunctionFacts): string | null {
  const name = parameters[0]?.name;
  return name === 'self' || name === 'cls' ? name : null;
}

/** A name that the function binds once and plainly stands for its value; one that it does not bind is the module's. */
function nameDraft(name: string, own: Body, depth: number): Draft | null {
  const { facts, bound, receiver } = own;
  const values = bound.get(name);
  const parameter = facts.parameters.find((each) => each.name === name);
  if (values) return values === 'other' || parameter || values.length > 1 ? null : draftOf(values[0]!, own, depth - 1);
  if (!parameter) return { kind: 'name', name };
  if (name === receiver) return { kind: name === 'self' ? 'self' : 'class' };
  if (parameter.kind === 'var-keyword') return { kind: 'type', text: 'dict' };
  if (parameter.kind === 'var-positional') return { kind: 'type', text: 'tuple' };
  const { annotation, default: value } = parameter;
  if (annotation) {
    const type: Draft = { kind: 'type', text: annotation.text };
    return value?.type === 'none' ? { kind: 'union', members: [type, NONE] } : type;
  }
  const given = value && value.type !== 'none' && value.type !== 'identifier' ? draftOf(value, own, depth - 1) : null;
  return given?.kind === 'type' ? given : null;
}

function boundNames(body: SyntaxNode): Body['bound'] {
  const found = new Map<string, SyntaxNode[] | 'other'>();
  walk(body, (node) => {
    if (node.type !== 'identifier') return true;
    const statement = boundBy(node);
    if (!statement) return true;
    const value = statement.type === 'assignment' && node.field === 'left' ? statement.child('right') : null;
    const known = found.get(node.text);
    if (!value || value.type === 'assignment' || known === 'other') found.set(node.text, 'other');
    else if (known) known.push(value);
    else found.set(node.text, [value]);
    return true;
  });
  return found;
}

/** What binds an identifier where it stands, by whatever means; null where it is but read. */
function boundBy(node: SyntaxNode): SyntaxNode | null {
  const { parent, field } = node;
  if (!parent) return null;
  if (/(pattern|target|import|global_statement|nonlocal_statement|delete_statement)/.test(parent.type)) return parent;
  if (parent.type === 'dotted_name') return /import|pattern/.test(parent.parent?.type ?? '') ? parent : null;
  if (field === 'left' && /^(assignment|augmented_assignment|for_statement|for_in_clause)$/.test(parent.type))
    return parent;
  return field === 'name' && /^(named_expression|function_definition|class_definition)$/.test(parent.type)
    ? parent
    : null;
}
