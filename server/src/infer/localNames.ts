// Where a function's parameter is used: in its body and what is nested there, as Python's scopes have it.
// Must not know why anybody asks. (Language Reference, 4.2.2 "Resolution of names", 6.2.4 on comprehensions.)
import { readParameters } from '../facts/functions';
import { type SyntaxNode, walk } from '../syntax/node';

/** The identifiers that mean a parameter. */
export interface ParameterUses {
  readonly nodes: readonly SyntaxNode[];
  /** Why they cannot be told for certain; null when they can. */
  readonly unclear: string | null;
}

/** The uses of a parameter in the body of its function, in source order. */
export function usesOfParameter(body: SyntaxNode, name: string): ParameterUses {
  const nodes: SyntaxNode[] = [];
  let unclear: string | null = null;
  const visitAll = (found: readonly (SyntaxNode | null)[]): void => {
    for (const each of found) if (each) visit(each);
  };
  const visit = (node: SyntaxNode): void => {
    switch (node.type) {
      case 'identifier':
        if (node.text === name) nodes.push(node);
        return;
      case 'attribute':
        visitAll([node.child('object')]);
        return;
      case 'keyword_argument':
        visitAll([node.child('value')]);
        return;
      case 'keyword_pattern':
        visitAll(node.items.slice(1));
        return;
      case 'import_statement':
      case 'import_from_statement':
        if (importsName(node, name)) unclear = `"${name}" is imported anew`;
        return;
      case 'function_definition':
      case 'lambda': {
        const list = node.child('parameters');
        const parameters = list ? readParameters(list) : [];
        visitAll([node.child('name'), node.child('return_type')]);
        // Annotations and defaults are evaluated outside.
        for (const parameter of parameters) visitAll([parameter.annotation, parameter.default]);
        const block = node.child('body');
        const isHidden = parameters.some((each) => each.name === name) || (block !== null && rebinds(block, name));
        if (!isHidden) visitAll([block]);
        return;
      }
      case 'class_definition': {
        visitAll([node.child('name'), node.child('superclasses')]);
        const block = node.child('body');
        if (block && rebinds(block, name)) unclear = `a class in it has an attribute "${name}"`;
        visitAll([block]);
        return;
      }
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression': {
        const clauses = node.items.filter((each) => each.type === 'for_in_clause');
        const isHidden = clauses.some((clause) => mentions(clause.child('left'), name));
        // The first iterable is evaluated outside.
        visitAll(isHidden ? [clauses[0]?.child('right') ?? null] : node.children);
        return;
      }
    }
    visitAll(node.children);
  };
  visit(body);
  return { nodes, unclear };
}

/** Whether a name stands anywhere in a body as a name, whatever it means there. */
export function mentions(body: SyntaxNode | null, name: string): boolean {
  let found = false;
  if (!body) return false;
  walk(body, (node) => {
    if (node.type !== 'identifier' || node.text !== name) return !found;
    const { parent, field } = node;
    const isLabel =
      (parent?.type === 'attribute' && field === 'attribute') ||
      (parent?.type === 'keyword_argument' && field === 'name');
    found ||= !isLabel;
    return false;
  });
  return found;
}

/** Whether a block of its own scope makes the name one of its own. */
function rebinds(block: SyntaxNode, name: string): boolean {
  let binds = false;
  let isOuter = false;
  walk(block, (node) => {
    switch (node.type) {
      case 'nonlocal_statement':
        isOuter ||= mentions(node, name);
        return false;
      case 'global_statement':
        binds ||= mentions(node, name);
        return false;
      case 'assignment':
      case 'augmented_assignment':
      case 'for_statement':
        binds ||= isTarget(node.child('left'), name);
        return true;
      case 'named_expression':
        binds ||= node.child('name')?.text === name;
        return true;
      case 'as_pattern_target':
        binds ||= mentions(node, name);
        return false;
      case 'import_statement':
      case 'import_from_statement':
        binds ||= importsName(node, name);
        return false;
      case 'function_definition':
      case 'class_definition':
        binds ||= node.child('name')?.text === name;
        return node === block;
      case 'lambda':
        return false;
    }
    return true;
  });
  return binds && !isOuter;
}

/** Whether a target binds the name: not `name.attribute`, not `name[0]`. */
function isTarget(target: SyntaxNode | null, name: string): boolean {
  if (!target) return false;
  if (target.type === 'identifier') return target.text === name;
  if (target.type === 'attribute' || target.type === 'subscript') return false;
  return target.items.some((item) => isTarget(item, name));
}

function importsName(node: SyntaxNode, name: string): boolean {
  return node.childrenIn('name').some((each) => {
    const alias = each.type === 'aliased_import' ? each.child('alias')?.text : undefined;
    return (alias ?? each.text.split('.')[0]) === name;
  });
}
