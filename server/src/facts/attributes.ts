// Reads what the methods of a class write to attributes of `self`, as far as the text of the assignment tells a type.
// Must not know what names mean, nor the class around the method. Plain data: it is compared with that of the last edit.
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';
import { assignedChain, type Chain } from './connections';
import { dottedName, lastName, stringPrefix, unparenthesized } from './expressions';
import { type FunctionFacts, readFunctions } from './functions';
import { perRegion } from './region';

/** One assignment to `self.name`. Where both answers are null its type is not known. */
export interface AttributeWrite {
  readonly name: string;
  /** A type as an annotation would say it: of the statement, of the parameter assigned, of a literal. */
  readonly annotation: string | null;
  /** Whether the statement itself says the type: `self.name: T = …`. */
  readonly isDeclared: boolean;
  /** The dotted name of what looks like a class that is called: `Repository(…)`. */
  readonly constructed: string | null;
  /** What is assigned, where that may run SQL; absent otherwise. */
  readonly given?: Chain;
}

/** The attributes that a region's functions write, each kind of write once, in source order. */
export const readAttributes = perRegion((region): readonly AttributeWrite[] => {
  if (region.kind === 'statement' || !/\bself\s*\.\s*\w/.test(region.text)) return [];
  const found = new Map<string, AttributeWrite>();
  for (const facts of readFunctions(region)) {
    // What is nested writes to the same `self`; it is walked with the function around it.
    if (facts.enclosing || facts.parameters[0]?.name !== 'self') continue;
    // A class inside a method has a `self` of its own.
    if (facts.localClass && region.kind === 'function') continue;
    walk(facts.body, (node) => {
      for (const write of writesOf(node, facts)) found.set(JSON.stringify(write), write);
      return node.type !== 'class_definition';
    });
  }
  return [...found.values()];
});

function writesOf(node: SyntaxNode, facts: FunctionFacts): AttributeWrite[] {
  switch (node.type) {
    case 'assignment': {
      const target = node.child('left');
      const name = attributeOfSelf(target);
      if (name === null) return targetsIn(target).map(unknownWrite);
      const type = node.child('type');
      if (type) return [{ name, annotation: type.text, isDeclared: true, constructed: null }];
      // Of `self.a = self.b = 1` the value of both is the last one.
      let value = node.child('right');
      while (value?.type === 'assignment') value = value.child('right');
      const given = value && assignedChain(value, facts.body);
      return [{ name, isDeclared: false, ...valueType(value, facts), ...(given ? { given } : {}) }];
    }
    case 'augmented_assignment':
    case 'for_statement':
    case 'for_in_clause':
      return targetsIn(node.child('left')).map(unknownWrite);
    case 'as_pattern_target':
      return targetsIn(node).map(unknownWrite);
    default:
      return [];
  }
}

function unknownWrite(name: string): AttributeWrite {
  return { name, annotation: null, isDeclared: false, constructed: null };
}

/** `x` of `self.x`; null for anything else. */
function attributeOfSelf(node: SyntaxNode | null): string | null {
  if (node?.type !== 'attribute' || node.child('object')?.text !== 'self') return null;
  return node.child('attribute')?.text ?? null;
}

/** The attributes of `self` among targets; those in a subscript or behind another dot are only read. */
function targetsIn(node: SyntaxNode | null): string[] {
  if (!node) return [];
  const name = attributeOfSelf(node);
  if (name !== null) return [name];
  if (node.type === 'attribute' || node.type === 'subscript' || node.type === 'call') return [];
  return node.children.flatMap(targetsIn);
}

function valueType(node: SyntaxNode | null, facts: FunctionFacts): Pick<AttributeWrite, 'annotation' | 'constructed'> {
  const value = node && unparenthesized(node);
  const annotation = value ? (literal(value) ?? parameterType(value, facts)) : null;
  const callee = value?.type === 'call' ? dottedName(value.child('function')) : null;
  const constructed = callee !== null && /^[A-Z]/.test(lastName(callee)) ? callee : null;
  return { annotation, constructed };
}

function literal(value: SyntaxNode): string | null {
  switch (value.type) {
    case 'true':
    case 'false':
      return 'bool';
    case 'integer':
      return /[jJ]$/.test(value.text) ? 'complex' : 'int';
    case 'float':
      return /[jJ]$/.test(value.text) ? 'complex' : 'float';
    case 'none':
      return 'None';
    case 'string':
      return stringPrefix(value).includes('b') ? 'bytes' : stringPrefix(value).includes('t') ? null : 'str';
    default:
      return null;
  }
}

/** The annotation of a parameter that is assigned as it came: named nowhere else but in the assignment. */
function parameterType(value: SyntaxNode, facts: FunctionFacts): string | null {
  if (value.type !== 'identifier') return null;
  const parameter = facts.parameters.find((each) => each.name === value.text);
  if (!parameter?.annotation || parameter.kind.startsWith('var-')) return null;
  // `x: int = None` is wrong about itself.
  if (parameter.default?.type === 'none' && !/\b(None|Optional|Any)\b/.test(parameter.annotation.text)) return null;
  let isChanged = false;
  let uses = 0;
  walk(facts.body, (node) => {
    if (node.type !== 'identifier' || node.text !== value.text) return true;
    if (node.parent?.type === 'attribute' && node.field === 'attribute') return true;
    if (node.parent?.type === 'keyword_argument' && node.field === 'name') return true;
    uses++;
    isChanged ||= isTarget(node);
    return true;
  });
  // A condition may have narrowed a union, so it must not be looked at elsewhere.
  const isUnion = /\||\b(Optional|Union)\b/.test(parameter.annotation.text);
  return isChanged || (isUnion && uses > 1) ? null : parameter.annotation.text;
}

/** Whether a name is bound where it stands: assigned, looped over, caught, captured. */
function isTarget(node: SyntaxNode): boolean {
  const parent = node.parent?.type ?? '';
  if (/(pattern|target|pattern_list)$/.test(parent)) return true;
  if (node.field === 'left') return /^(assignment|augmented_assignment|for_statement|for_in_clause)$/.test(parent);
  return node.field === 'name' && parent === 'named_expression';
}
