// Finds the values that a local name may have where it is read: the assignments that reach the place.
// Must not know types; conditions are not evaluated.

import { type NeverReturns, passes } from '../facts/controlFlow';
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';

/** What gives a name its value. */
export type Source =
  /** `name = value`. */
  | { readonly kind: 'value'; readonly value: SyntaxNode }
  /** `name += value`: the statement. */
  | { readonly kind: 'augmented'; readonly node: SyntaxNode }
  /** `for name in iterable`. */
  | { readonly kind: 'element'; readonly iterable: SyntaxNode; readonly isAsync: boolean }
  /** `with value as name`. */
  | { readonly kind: 'context'; readonly value: SyntaxNode }
  /** `except X as name`. */
  | { readonly kind: 'exception'; readonly caught: SyntaxNode }
  /** `a, (b, name) = value`, `for a, name in iterable`: the place of the name in the target, from outside in. */
  | {
      readonly kind: 'part';
      readonly of:
        | { readonly kind: 'value'; readonly value: SyntaxNode }
        | { readonly kind: 'element'; readonly iterable: SyntaxNode; readonly isAsync: boolean };
      readonly path: readonly number[];
    }
  /** `def name(…)` in the body. */
  | { readonly kind: 'function'; readonly node: SyntaxNode }
  /** Something else binds it: a starred target, `import`, `def`, `del`, a walrus, `nonlocal` in a nested function. */
  | { readonly kind: 'other' };

/** The sources that reach a place, and whether it may be reached with none of them: from a parameter or from outside. */
export interface Reaching {
  readonly sources: readonly Source[];
  readonly open: boolean;
}

const OTHER: Source = { kind: 'other' };

/**
 * The sources of a name that reach a node.
 * @param body the function's body; the search ends there
 */
export function reachingValues(name: string, at: SyntaxNode, body: SyntaxNode, never: NeverReturns): Reaching {
  const sources: Source[] = [];
  let node = at;
  while (node !== body && node.parent) {
    const { parent } = node;
    if (parent.type === 'block' || parent === body) {
      if (!before(name, parent, node, sources, never)) return { sources, open: false };
    } else if (!enterFromInside(name, parent, node, sources, never)) {
      return { sources, open: false };
    }
    node = parent;
  }
  return { sources, open: true };
}

/** Goes back over the statements of a block before one of them. Returns whether the block's start may be reached. */
function before(
  name: string,
  block: SyntaxNode,
  until: SyntaxNode | null,
  sources: Source[],
  never: NeverReturns,
): boolean {
  const statements = block.items;
  let index = until ? statements.indexOf(until) : statements.length;
  if (index < 0) index = statements.length;
  for (index--; index >= 0; index--) {
    if (!passOver(name, statements[index]!, sources, never)) return false;
  }
  return true;
}

/** Collects what a statement gives the name. Returns whether it may leave the name as it was. */
function passOver(name: string, node: SyntaxNode, sources: Source[], never: NeverReturns): boolean {
  if (!new RegExp(`\\b${name}\\b`).test(node.text)) return true;
  switch (node.type) {
    case 'expression_statement':
      return passExpression(name, node, sources);
    case 'if_statement': {
      if (bindsInside(node.child('condition'), name)) return stopInside(node.child('condition'), name, sources);
      const branches = [node.child('consequence')];
      let open = true;
      for (const alternative of node.childrenIn('alternative')) {
        if (alternative.type === 'else_clause') open = false;
        branches.push(alternative.child('consequence') ?? alternative.child('body'));
      }
      return atEnd(name, branches, sources, never) || open;
    }
    case 'for_statement':
    case 'while_statement':
      collectLoop(name, node, sources);
      return true;
    case 'try_statement': {
      // Any point of the body may be where a handler begins.
      const handlers = node.children.filter((child) => /^except_(group_)?clause$/.test(child.type));
      const last = node.childOfType('finally_clause')?.childOfType('block');
      if (last && !atEnd(name, [last], sources, never)) return false;
      const otherwise = node.childOfType('else_clause')?.child('body') ?? null;
      const opens = [
        otherwise
          ? atEnd(name, [otherwise], sources, never) && atEnd(name, [node.child('body')], sources, never)
          : atEnd(name, [node.child('body')], sources, never),
      ];
      for (const handler of handlers) {
        const block = handler.childOfType('block');
        if (!block || passes(block, never) === 'no') continue;
        if (atEnd(name, [block], sources, never)) {
          collectInside(name, node.child('body'), sources);
          opens.push(true);
        }
      }
      return opens.includes(true);
    }
    case 'with_statement':
      if (contextSource(name, node, sources)) return false;
      if (bindsInside(node.childOfType('with_clause'), name)) return stop(sources);
      return atEnd(name, [node.child('body')], sources, never);
    case 'match_statement':
      collectInside(name, node, sources);
      return true;
    case 'function_definition':
    case 'class_definition':
    case 'decorated_definition': {
      const definition = node.type === 'decorated_definition' ? node.child('definition') : node;
      if (definition?.child('name')?.text === name) {
        if (definition.type !== 'function_definition') return stop(sources);
        sources.push({ kind: 'function', node: definition });
        return false;
      }
      if (new RegExp(`\\bnonlocal\\b[^\\n]*\\b${name}\\b`).test(node.text)) return stop(sources);
      return true;
    }
    case 'import_statement':
    case 'import_from_statement':
    case 'delete_statement':
    case 'global_statement':
    case 'nonlocal_statement':
      return stop(sources);
    default:
      return bindsInside(node, name) ? stop(sources) : true;
  }
}

/** `if (name := value):` gives the name its value; what else binds it in there is not followed. */
function stopInside(root: SyntaxNode | null, name: string, sources: Source[]): false {
  const found: SyntaxNode[] = [];
  let isOther = false;
  if (root)
    walk(root, (node) => {
      if (node.type === 'named_expression' && node.child('name')?.text === name) found.push(node);
      else if (node.type === 'as_pattern_target' || /_comprehension$|^generator_expression$|^lambda$/.test(node.type))
        isOther = true;
      return true;
    });
  const value = found.length === 1 && !isOther ? found[0]!.child('value') : null;
  sources.push(value ? { kind: 'value', value } : OTHER);
  return false;
}

function stop(sources: Source[]): false {
  sources.push(OTHER);
  return false;
}

/** The ends of alternative blocks, those that leave left out. Returns whether the name may come through unchanged. */
function atEnd(name: string, blocks: readonly (SyntaxNode | null)[], sources: Source[], never: NeverReturns): boolean {
  let open = false;
  for (const block of blocks) {
    if (!block || passes(block, never) === 'no') continue;
    if (before(name, block, null, sources, never)) open = true;
  }
  return open;
}

function passExpression(name: string, statement: SyntaxNode, sources: Source[]): boolean {
  const node = statement.items[0];
  if (!node) return true;
  if (node.type === 'augmented_assignment') {
    if (node.child('left')?.text !== name) return bindsInside(node, name) ? stop(sources) : true;
    sources.push({ kind: 'augmented', node });
    return false;
  }
  const source = assigned(name, node);
  if (!source) return bindsInside(node, name) ? stop(sources) : true;
  sources.push(source);
  return false;
}

/** What an assignment gives the name: `a = name = value` included. */
function assigned(name: string, node: SyntaxNode): Source | null {
  if (node.type !== 'assignment') return null;
  let value = node.child('right');
  let found = node.child('left')?.text === name;
  while (value?.type === 'assignment') {
    if (value.child('left')?.text === name) found = true;
    value = value.child('right');
  }
  if (!found && value) {
    const path = pathTo(name, node.child('left'));
    if (path && node.child('right') === value) return { kind: 'part', of: { kind: 'value', value }, path };
  }
  return found && value ? { kind: 'value', value } : null;
}

/** Where a name stands in an unpacking target, from outside in; null when it is not bound there, or behind a star. */
export function pathTo(name: string, target: SyntaxNode | null): readonly number[] | null {
  if (!target) return null;
  if (target.type === 'identifier') return target.text === name ? [] : null;
  if (!/^(pattern_list|tuple_pattern|list_pattern|tuple|list|parenthesized_expression)$/.test(target.type)) return null;
  const { items } = target;
  for (const [i, item] of items.entries()) {
    if (/splat/.test(item.type)) return null;
    const inner = pathTo(name, item);
    if (inner) return target.type === 'parenthesized_expression' ? inner : [i, ...inner];
  }
  return null;
}

/** Comes out of a statement's part to what runs before it. Returns whether the search goes on. */
function enterFromInside(
  name: string,
  parent: SyntaxNode,
  from: SyntaxNode,
  sources: Source[],
  never: NeverReturns,
): boolean {
  switch (parent.type) {
    case 'for_statement':
      if (from.field === 'right') return true;
      collectLoop(name, parent, sources);
      return !(from.field === 'body' && pathTo(name, parent.child('left')) !== null);
    case 'while_statement':
      collectLoop(name, parent, sources);
      return true;
    case 'try_statement':
      if (from.field === 'body') return true;
      if (from.type === 'else_clause') return before(name, parent.child('body')!, null, sources, never);
      collectInside(name, parent.child('body'), sources);
      if (from.type === 'finally_clause') collectInside(name, parent, sources);
      return true;
    case 'except_clause':
    case 'except_group_clause':
      return passHandler(name, parent, sources);
    case 'with_statement':
      if (from.field === 'body' && contextSource(name, parent, sources)) return false;
      return from.field === 'body' && bindsInside(parent.childOfType('with_clause'), name) ? stop(sources) : true;
    case 'if_statement':
      return bindsInside(parent.child('condition'), name) ? stopInside(parent.child('condition'), name, sources) : true;
    case 'case_clause':
    case 'match_statement':
      return new RegExp(`\\b${name}\\b`).test(
        parent
          .childrenIn('pattern')
          .map((each) => each.text)
          .join(' ') ||
          (parent.childOfType('case_pattern')?.text ?? ''),
      )
        ? stop(sources)
        : true;
    case 'list_comprehension':
    case 'set_comprehension':
    case 'dictionary_comprehension':
    case 'generator_expression':
    case 'lambda':
      return true;
    default:
      return true;
  }
}

/** Collects `with value as name`. Returns whether the statement has it. */
function contextSource(name: string, statement: SyntaxNode, sources: Source[]): boolean {
  for (const item of statement.childOfType('with_clause')?.items ?? []) {
    const pattern = item.child('value') ?? item.items[0];
    if (pattern?.type !== 'as_pattern' || pattern.child('alias')?.text !== name) continue;
    const value = pattern.items[0];
    if (value) sources.push({ kind: 'context', value });
    return value !== undefined;
  }
  return false;
}

function passHandler(name: string, handler: SyntaxNode, sources: Source[]): boolean {
  const pattern = handler.childOfType('as_pattern');
  const alias = handler.child('alias') ?? pattern?.child('alias') ?? null;
  if (alias?.text !== name) return true;
  const caught = pattern?.items[0] ?? handler.child('value');
  sources.push(caught && handler.type === 'except_clause' ? { kind: 'exception', caught } : OTHER);
  return false;
}

/** Everything that a loop gives the name: its target, and all in its body, which may come round. */
function collectLoop(name: string, loop: SyntaxNode, sources: Source[]): void {
  const target = loop.child('left');
  if (loop.type === 'for_statement' && target) {
    const iterable = loop.child('right');
    if (target.text === name && iterable) {
      sources.push({ kind: 'element', iterable, isAsync: /^async\b/.test(loop.text) });
    } else if (iterable && pathTo(name, target)) {
      sources.push(partOfLoop(name, target, iterable, loop));
    } else if (new RegExp(`(^|[^.\\w])${name}\\b(?!\\s*[.\\[])`).test(target.text)) sources.push(OTHER);
  }
  if (bindsInside(loop.child('condition'), name)) sources.push(OTHER);
  collectInside(name, loop.child('body'), sources);
  collectInside(name, loop.child('alternative'), sources);
}

function partOfLoop(name: string, target: SyntaxNode, iterable: SyntaxNode, loop: SyntaxNode): Source {
  const of = { kind: 'element' as const, iterable, isAsync: /^async\b/.test(loop.text) };
  return { kind: 'part', of, path: pathTo(name, target)! };
}

/** Every source in a stretch of code, whatever path leads there. */
function collectInside(name: string, root: SyntaxNode | null, sources: Source[]): void {
  if (!root || !new RegExp(`\\b${name}\\b`).test(root.text)) return;
  const add = (source: Source): void => {
    const same = sources.some((each) => JSON.stringify(placeOf(each)) === JSON.stringify(placeOf(source)));
    if (!same) sources.push(source);
  };
  walk(root, (node) => {
    switch (node.type) {
      case 'function_definition':
        if (node.child('name')?.text === name || new RegExp(`\\bnonlocal\\b[^\\n]*\\b${name}\\b`).test(node.text))
          add(OTHER);
        return false;
      case 'class_definition':
        if (node.child('name')?.text === name) add(OTHER);
        return false;
      case 'lambda':
        return false;
      case 'assignment': {
        const source = assigned(name, node);
        if (source) add(source);
        else if (bindsTarget(node.child('left'), name)) add(OTHER);
        return true;
      }
      case 'augmented_assignment':
        if (node.child('left')?.text === name) add({ kind: 'augmented', node });
        return true;
      case 'for_statement': {
        const target = node.child('left');
        const iterable = node.child('right');
        if (target?.text === name && iterable) add({ kind: 'element', iterable, isAsync: /^async\b/.test(node.text) });
        else if (target && iterable && pathTo(name, target)) add(partOfLoop(name, target, iterable, node));
        else if (bindsTarget(target, name)) add(OTHER);
        return true;
      }
      case 'except_clause': {
        const found: Source[] = [];
        passHandler(name, node, found);
        for (const source of found) add(source);
        return true;
      }
      case 'as_pattern_target':
      case 'case_pattern':
        if (node.parent?.parent?.type !== 'except_clause' && new RegExp(`\\b${name}\\b`).test(node.text)) add(OTHER);
        return true;
      case 'named_expression':
        if (node.child('name')?.text === name) add(OTHER);
        return true;
      case 'import_statement':
      case 'import_from_statement':
      case 'delete_statement':
        if (new RegExp(`\\b${name}\\b`).test(node.text)) add(OTHER);
        return false;
    }
    return true;
  });
}

function placeOf(source: Source): unknown {
  switch (source.kind) {
    case 'value':
      return ['value', source.value.start];
    case 'augmented':
      return ['augmented', source.node.start];
    case 'element':
      return ['element', source.iterable.start];
    case 'part':
      return ['part', source.of.kind === 'value' ? source.of.value.start : source.of.iterable.start, source.path];
    case 'function':
      return ['function', source.node.start];
    case 'context':
      return ['context', source.value.start];
    case 'exception':
      return ['exception', source.caught.start];
    default:
      return ['other'];
  }
}

/** Whether an unpacking target binds the name (not an attribute or item of it). */
function bindsTarget(target: SyntaxNode | null, name: string): boolean {
  if (!target) return false;
  if (target.type === 'identifier') return target.text === name;
  if (target.type === 'attribute' || target.type === 'subscript') return false;
  return target.items.some((item) => bindsTarget(item, name));
}

/** Whether an expression binds the name: by a walrus, an unpacking, `as`. */
function bindsInside(root: SyntaxNode | null, name: string): boolean {
  if (!root) return false;
  let found = false;
  walk(root, (node) => {
    if (node.type === 'lambda') return false;
    if (node.type === 'named_expression' && node.child('name')?.text === name) found = true;
    if (node.type === 'assignment' && bindsTarget(node.child('left'), name)) found = true;
    if (node.type === 'as_pattern_target' && new RegExp(`\\b${name}\\b`).test(node.text)) found = true;
    return !found;
  });
  return found;
}
