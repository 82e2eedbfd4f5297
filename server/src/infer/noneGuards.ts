// Says whether a body uses a parameter in a way that None would not bear, without having asked for None before.
// Must not know types: how the parameter is used is all that counts.

import { type NeverReturns, passes } from '../facts/controlFlow';
import { dottedName } from '../facts/expressions';
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';

/**
 * Whether some use of a parameter goes wrong, or may, when it is None.
 * @param mustAsk whether any use at all wants a body that asks: what it is handed to may not take None
 */
export function failsOnNone(name: string, body: SyntaxNode, never: NeverReturns, mustAsk = true): boolean {
  let isAsked = false;
  let isUsed = false;
  let fails = false;
  walk(body, (node) => {
    if (node.type !== 'identifier' || node.text !== name || isNoRead(node)) return true;
    if (isTest(node)) isAsked = true;
    else {
      isUsed = true;
      fails ||= needsValue(node) && !isGuarded(node, name, body, never);
    }
    return true;
  });
  return fails || (mustAsk && isUsed && !isAsked);
}

/** An attribute's, a keyword's, a target's name: not the parameter being read. */
function isNoRead(node: SyntaxNode): boolean {
  const { parent, field } = node;
  if (parent?.type === 'attribute') return field === 'attribute';
  if (parent?.type === 'keyword_argument') return field === 'name';
  return parent?.type === 'assignment' && field === 'left';
}

/** Whether a read asks what the parameter is: its truth, whether it is None, its class. */
function isTest(node: SyntaxNode): boolean {
  let at = node;
  while (at.parent?.type === 'parenthesized_expression') at = at.parent;
  const { parent } = at;
  switch (parent?.type) {
    case 'if_statement':
    case 'elif_clause':
    case 'while_statement':
      return at.field === 'condition';
    case 'if_clause':
    case 'not_operator':
    case 'assert_statement':
    case 'named_expression':
      return true;
    case 'boolean_operator':
      return at.field === 'left' || isTest(parent);
    case 'conditional_expression':
      return parent.items[1] === at;
    case 'comparison_operator': {
      const operators = parent.childrenIn('operators').map((each) => each.text);
      return (
        operators.every((each) => /^(is|is\s+not|==|!=|in|not\s+in)$/.test(each)) && parent.items.indexOf(at) === 0
      );
    }
    case 'argument_list':
      return /^(isinstance|callable|bool|issubclass|hasattr)$/.test(
        dottedName(parent.parent?.child('function') ?? null) ?? '',
      );
    case 'match_statement':
      return at.field === 'subject';
    default:
      return false;
  }
}

/** Whether None in place of a read raises where it stands: it has no attributes, items, order, arithmetic. */
function needsValue(node: SyntaxNode): boolean {
  const { parent, field } = node;
  switch (parent?.type) {
    case 'attribute':
      return field === 'object';
    case 'subscript':
      return field === 'value';
    case 'call':
      return field === 'function';
    case 'for_statement':
    case 'for_in_clause':
      return field === 'right';
    case 'binary_operator':
    case 'unary_operator':
    case 'list_splat':
    case 'dictionary_splat':
    case 'await':
      return true;
    case 'comparison_operator':
      return parent.childrenIn('operators').some((each) => /[<>]/.test(each.text));
    default:
      return false;
  }
}

/** Whether a condition around a read or a statement before it has asked. */
function isGuarded(node: SyntaxNode, name: string, body: SyntaxNode, never: NeverReturns): boolean {
  for (let at = node, parent = node.parent; parent && at !== body; at = parent, parent = parent.parent) {
    if (parent.type === 'boolean_operator' && at.field === 'right' && asks(parent.child('left'), name)) return true;
    if (parent.type === 'conditional_expression' && asks(parent.items[1] ?? null, name)) return true;
    if (/^(if_statement|elif_clause|while_statement)$/.test(parent.type) && at.field !== 'condition') {
      if (asks(parent.child('condition'), name)) return true;
    }
    if (/_comprehension$|^generator_expression$/.test(parent.type)) {
      if (parent.children.some((each) => each.type === 'if_clause' && asks(each, name))) return true;
    }
    if (parent.type !== 'block') continue;
    const statements = parent.items;
    for (const before of statements.slice(0, Math.max(0, statements.indexOf(at)))) {
      if (before.type === 'assert_statement' && asks(before, name)) return true;
      if (before.type === 'if_statement' && settles(before, name, never)) return true;
      if (before.type === 'expression_statement' && gives(before, name)) return true;
    }
  }
  return false;
}

/** Whether an `if` that asks for the parameter leaves, or gives it a value, in one of its arms. */
function settles(statement: SyntaxNode, name: string, never: NeverReturns): boolean {
  const alternatives = statement.childrenIn('alternative');
  const conditions = [statement, ...alternatives].map((each) => each.child('condition'));
  if (!conditions.some((each) => asks(each, name))) return false;
  const arms = [statement, ...alternatives].map((each) => each.child('consequence') ?? each.child('body'));
  return arms.some(
    (arm) => arm !== null && (passes(arm, never) === 'no' || arm.items.some((each) => gives(each, name))),
  );
}

function gives(statement: SyntaxNode, name: string): boolean {
  const assignment = statement.items[0];
  if (assignment?.type !== 'assignment' || assignment.child('left')?.text !== name) return false;
  return assignment.child('right')?.type !== 'none';
}

function asks(condition: SyntaxNode | null, name: string): boolean {
  let found = false;
  if (condition)
    walk(condition, (node) => {
      if (node.type === 'identifier' && node.text === name && !isNoRead(node) && (node === condition || isTest(node)))
        found = true;
      return !found;
    });
  return found;
}
