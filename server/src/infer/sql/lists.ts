// The values behind `IN (…)`: what a text of joined values was made of, and how its items are written as parameters.
// Must not know drivers.
import { callArguments, unparenthesized } from '../../facts/expressions';
import { closest, rootOf, type SyntaxNode, walk } from '../../syntax/node';

/** The values that were joined to a text. */
export interface ListSource {
  /** Python that gives the values, as a sequence or any other iterable. */
  readonly items: string;
  /** Python of a sequence with as many items. */
  readonly sized: string;
  /** The expression that makes the text: where the hole is, or where its name was assigned. */
  readonly node: SyntaxNode;
  /** The name to which the text was assigned first, or null. */
  readonly assignedTo: string | null;
  /** Whether that name is to hold the list itself from now on: the values are no mere name that could be read twice. */
  readonly isKept: boolean;
}

/** What an expression in `IN (…)` was joined of: `",".join(map(str, ids))`, `tuple(ids)`, a name for one of them. */
export function readList(expression: SyntaxNode): ListSource | null {
  const inner = unparenthesized(expression);
  if (inner.type !== 'identifier') return readJoined(inner, null);
  const definition = onlyDefinition(inner);
  return definition ? readJoined(definition, inner.text) : null;
}

/** The right side of the one assignment of a name that is used in one place alone; else null. */
export function onlyDefinition(name: SyntaxNode): SyntaxNode | null {
  const body = closest(name, (node) => node.type === 'function_definition') ?? rootOf(name);
  const mentions: SyntaxNode[] = [];
  walk(body, (node) => {
    if (node.type === 'identifier' && node.text === name.text && !isMere(node)) mentions.push(node);
    return node.type !== 'comment';
  });
  const [first, second] = mentions;
  const assignment = first?.parent;
  if (!first || mentions.length !== 2 || second !== name || assignment?.type !== 'assignment' || first.field !== 'left')
    return null;
  return assignment.child('right');
}

/** An attribute's or a keyword's name: not the variable. */
function isMere(node: SyntaxNode): boolean {
  return node.field === 'attribute' || (node.field === 'name' && node.parent?.type === 'keyword_argument');
}

function readJoined(expression: SyntaxNode, assignedTo: string | null): ListSource | null {
  const call = unparenthesized(expression);
  if (call.type !== 'call') return null;
  const callee = call.child('function');
  const list = call.child('arguments');
  const argument = callArguments(call)[0]?.value ?? (list?.type === 'generator_expression' ? list : null);
  if (!argument || !callee) return null;
  const source = (items: string, sized: string): ListSource => ({
    items,
    sized,
    node: call,
    assignedTo,
    isKept: assignedTo !== null && !/^[\w.]+$/.test(items),
  });
  if (callee.text === 'tuple' && assignedTo === null) return source(oneLine(argument.text), oneLine(argument.text));
  if (callee.type !== 'attribute' || callee.child('attribute')?.text !== 'join') return null;
  if (argument.type === 'identifier' || argument.type === 'attribute') return source(argument.text, argument.text);
  if (argument.type === 'call') {
    const [mapper, items] = callArguments(argument);
    const isMap = argument.child('function')?.text === 'map' && mapper && items;
    const text = items ? oneLine(items.value.text) : '';
    return isMap && isWritten(mapper.value) ? source(text, text) : null;
  }
  if (!/^(generator_expression|list_comprehension)$/.test(argument.type)) return null;
  return readComprehension(argument, source);
}

/** `str`, `repr`, `"'{}'".format`, `lambda x: f"'{x}'"`: writes each item as it is. */
function isWritten(mapper: SyntaxNode): boolean {
  if (mapper.type === 'lambda') {
    const [name, body] = [mapper.child('parameters')?.text, mapper.child('body')];
    return name !== undefined && body !== null && plainItem(body)?.text === name;
  }
  return /^(str|repr|["']'?\{\}'?["']\.format|["']"\{\}"["']\.format)$/.test(mapper.text);
}

function readComprehension(node: SyntaxNode, source: (items: string, sized: string) => ListSource): ListSource | null {
  const body = node.child('body');
  const clauses = node.items.filter((item) => item !== body);
  const [variable, items] = [clauses[0]?.child('left'), clauses[0]?.child('right')];
  const item = body ? plainItem(body) : null;
  if (!item || !variable || !items || clauses[0]?.type !== 'for_in_clause') return null;
  if (/^async\b/.test(clauses[0].text)) return null;
  const looped = oneLine(items.text);
  if (clauses.length === 1 && item.text === variable.text) return source(looped, looped);
  const rest = clauses.map((clause) => oneLine(clause.text)).join(' ');
  const made = `[${oneLine(item.text)} ${rest}]`;
  return source(made, clauses.length === 1 ? looped : made);
}

/** The value that an item of a joined text is made of: `x` of `str(x)`, `f"'{x}'"`, `"'" + x + "'"`, `"'%s'" % x`. */
function plainItem(body: SyntaxNode): SyntaxNode | null {
  const node = unparenthesized(body);
  switch (node.type) {
    case 'identifier':
    case 'attribute':
    case 'subscript':
      return node;
    case 'call': {
      const all = callArguments(node);
      const isConversion = /^(str|repr)$/.test(node.child('function')?.text ?? '');
      return isConversion && all.length === 1 && all[0]!.star === '' ? plainItem(all[0]!.value) : null;
    }
    case 'string': {
      const holes = node.children.filter((child) => child.type === 'interpolation');
      const texts = node.children.filter((child) => child.type === 'string_content').map((child) => child.text);
      const [hole] = holes;
      const expression = holes.length === 1 ? hole!.child('expression') : null;
      const isPlain = /^(''|""|)$/.test(texts.join('')) && !hole?.child('format_specifier');
      return expression && isPlain ? plainItem(expression) : null;
    }
    case 'binary_operator': {
      const [left, right] = [node.child('left'), node.child('right')];
      if (!left || !right) return null;
      if (node.child('operator')?.text === '%')
        return /^(["'])('%s'|"%s"|%s)\1$/.test(left.text) ? plainItem(right) : null;
      if (!/^(["'])['"]\1$/.test(right.text) || left.type !== 'binary_operator') return null;
      const inner = left.child('right');
      return inner && /^(["'])['"]\1$/.test(left.child('left')?.text ?? '') ? plainItem(inner) : null;
    }
    default:
      return null;
  }
}

/** An expression of several lines on one, where nothing in it stands against it. */
export function oneLine(text: string): string {
  return text.includes('\n') && !/["']{3}|#/.test(text) ? text.replace(/\s*\n\s*/g, ' ') : text;
}

/** Whether a name or expression is known to be a list, so that `list(…)` around it would be one too many. */
export function isKnownSequence(items: string, at: SyntaxNode): boolean {
  if (items.startsWith('[')) return true;
  if (!/^[A-Za-z_]\w*$/.test(items)) return false;
  const owner = closest(at, (node) => node.type === 'function_definition');
  const parameter = owner
    ?.child('parameters')
    ?.items.find((node) => new RegExp(`^${items}\\s*:`).test(node.text) && node.child('type'));
  return /^(list|List|Sequence|typing\.(List|Sequence))\b/.test(parameter?.child('type')?.text ?? '');
}
