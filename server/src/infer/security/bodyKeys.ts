// The keys that a handler reads from a body, each with what its reads tell: needed or not, a default, a type.
// Must not know models nor how reads are rewritten.
import { callArguments, dottedName, stringValue, unparenthesized } from '../../facts/expressions';
import type { ProjectView } from '../../project/view';
import type { SyntaxNode } from '../../syntax/node';
import { usesOfParameter } from '../localNames';
import { STR_METHODS } from '../useEvidence';

/** How a body's name is used in one place. */
export type BodyUse =
  /** `data["key"]`. */
  | { readonly kind: 'item'; readonly key: string; readonly node: SyntaxNode }
  /** `data.get("key")`, `data.get("key", default)`. */
  | { readonly kind: 'get'; readonly key: string; readonly node: SyntaxNode; readonly default: SyntaxNode | null }
  /** `"key" in data`, `"key" not in data`. */
  | { readonly kind: 'test'; readonly key: string; readonly node: SyntaxNode; readonly isNegated: boolean }
  /** The whole as a dictionary: `**data`, `f(data)`, `data.items()`, `return data`. */
  | { readonly kind: 'whole'; readonly node: SyntaxNode }
  /** Anything else: `data["key"] = 1`, `data.pop("key")`, `if not data`. A key may be known all the same. */
  | { readonly kind: 'other'; readonly node: SyntaxNode; readonly key: string | null };

/** Reads what becomes of a name, or of the expression that is the body. */
export function readBodyUse(node: SyntaxNode): BodyUse {
  const at = outermost(node);
  const { parent } = at;
  if (!parent) return { kind: 'other', node, key: null };
  if (parent.type === 'subscript' && at.field === 'value') return readItem(parent, node);
  if (parent.type === 'attribute' && at.field === 'object') return readMethod(parent, node);
  if (parent.type === 'comparison_operator') {
    const [left, right, ...more] = parent.items.filter((item) => item.field !== 'operators');
    const operator = parent
      .childrenIn('operators')
      .map((each) => each.text.replace(/\s+/g, ' '))
      .join();
    const key = left ? stringValue(left) : null;
    if (right === at && more.length === 0 && key !== null && /^(not )?in$/.test(operator))
      return { kind: 'test', key, node: parent, isNegated: operator === 'not in' };
    return { kind: 'other', node, key: null };
  }
  if (/^(dictionary_splat|argument_list|return_statement|for_in_clause|for_statement|list_splat)$/.test(parent.type)) {
    return at.field === 'left' ? { kind: 'other', node, key: null } : { kind: 'whole', node };
  }
  if (parent.type === 'keyword_argument' && at.field === 'value') return { kind: 'whole', node };
  if (parent.type === 'pair' && at.field === 'value') return { kind: 'whole', node };
  return { kind: 'other', node, key: null };
}

function outermost(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.parent?.type === 'parenthesized_expression') at = at.parent;
  return at;
}

function readItem(subscript: SyntaxNode, node: SyntaxNode): BodyUse {
  const keys = subscript.childrenIn('subscript');
  const key = keys.length === 1 ? stringValue(keys[0]!) : null;
  const isWritten =
    (subscript.field === 'left' && /assignment$|^for_/.test(subscript.parent?.type ?? '')) ||
    subscript.parent?.type === 'delete_statement' ||
    /^(pattern_list|tuple_pattern)$/.test(subscript.parent?.type ?? '');
  if (key === null || isWritten) return { kind: 'other', node, key: null };
  return { kind: 'item', key, node: subscript };
}

function readMethod(attribute: SyntaxNode, node: SyntaxNode): BodyUse {
  const method = attribute.child('attribute')?.text ?? '';
  const call = attribute.parent;
  if (call?.type !== 'call' || call.child('function') !== attribute) return { kind: 'other', node, key: null };
  const all = callArguments(call);
  const key = all[0] && all[0].name === null && all[0].star === '' ? stringValue(all[0].value) : null;
  if (method === 'get' && key !== null && all.length <= 2) {
    return { kind: 'get', key, node: call, default: all[1]?.value ?? null };
  }
  if (/^(items|keys|values|copy)$/.test(method) && all.length === 0) return { kind: 'whole', node };
  return { kind: 'other', node, key: /^(pop|setdefault)$/.test(method) ? key : null };
}

/** What the reads of a key tell together. */
export interface BodyKey {
  readonly key: string;
  readonly isRequired: boolean;
  /** A literal's text; null for none, or for `None`. */
  readonly default: string | null;
  /** An annotation of builtins; null where nothing tells. */
  readonly type: string | null;
}

/** Gathers the keys, in the order in which they are first read. */
export function gatherKeys(uses: readonly BodyUse[], body: SyntaxNode, project: ProjectView): BodyKey[] {
  const names = new Set(uses.flatMap((use) => ('key' in use && use.key !== null ? [use.key] : [])));
  return [...names].map((key) => {
    const own = uses.filter((use) => 'key' in use && use.key === key);
    const reads = own.flatMap((use) => (use.kind === 'item' || use.kind === 'get' ? [use] : []));
    const types = new Set(reads.flatMap((read) => typesAt(read.node, body, project)));
    const defaults = new Set(reads.flatMap((read) => (read.kind === 'get' && read.default ? [read.default.text] : [])));
    const value = defaults.size === 1 ? literalOf(reads) : null;
    const byDefault = value === null ? null : literalType(value);
    if (byDefault !== null) types.add(byDefault);
    const isNeeded = reads.every((read) => read.kind === 'item' || (read.default === null && breaksOnNone(read.node)));
    const isRequired = own.length === reads.length && reads.length > 0 && isNeeded;
    const [type] = types;
    return { key, isRequired, default: isRequired ? null : value, type: types.size === 1 ? type! : null };
  });
}

/** The one default of `get`, where it is a literal that a class may have. */
function literalOf(reads: readonly BodyUse[]): string | null {
  for (const read of reads) {
    if (read.kind !== 'get' || !read.default) continue;
    const node = unparenthesized(read.default);
    if (/^(integer|float|true|false)$/.test(node.type) || (node.type === 'string' && stringValue(node) !== null))
      return node.text;
    if (node.type === 'unary_operator' && /^-\d/.test(node.text)) return node.text;
    if (/^(list|dictionary)$/.test(node.type) && node.items.length === 0) return node.text;
  }
  return null;
}

function literalType(text: string): string | null {
  if (/^(True|False)$/.test(text)) return 'bool';
  if (/^-?\d[\d_]*$/.test(text)) return 'int';
  if (/^-?[\d_]*\.[\d_]*|^-?\d+e/i.test(text)) return 'float';
  if (/^[rbu]?["']/i.test(text)) return /^b/i.test(text) ? 'bytes' : 'str';
  if (/^\[/.test(text)) return 'list';
  return /^\{/.test(text) ? 'dict' : null;
}

const BUILTINS = /^(str|int|float|bool|bytes)$/;

/** What the place of a read tells of its type: conversions, methods, comparisons, whom it is handed to. */
function typesAt(read: SyntaxNode, body: SyntaxNode, project: ProjectView, depth = 0): string[] {
  const at = outermost(read);
  const { parent } = at;
  if (!parent) return [];
  switch (parent.type) {
    case 'attribute': {
      const method = parent.child('attribute')?.text ?? '';
      if (STR_METHODS.test(method) || /^(split|join)$/.test(method)) return ['str'];
      if (/^(items|keys|values)$/.test(method)) return ['dict'];
      return /^(append|extend|sort)$/.test(method) ? ['list'] : [];
    }
    case 'subscript':
      if (at.field !== 'value') return [];
      return stringValue(parent.childrenIn('subscript')[0] ?? null) !== null ? ['dict'] : [];
    case 'for_statement':
    case 'for_in_clause':
      return at.field === 'right' ? ['list'] : [];
    case 'comparison_operator': {
      const others = parent.items.filter((item) => item !== at && item.field !== 'operators');
      return others.flatMap(comparedType);
    }
    case 'binary_operator': {
      const other = parent.child('left') === at ? parent.child('right') : parent.child('left');
      const operator = parent.child('operator')?.text ?? '';
      if (operator === '+' && other?.type === 'string') return ['str'];
      return other?.type === 'float'
        ? ['float']
        : other?.type === 'integer' && /^[+\-*]$/.test(operator)
          ? ['int']
          : [];
    }
    case 'assignment': {
      const annotation = parent.child('type')?.text ?? '';
      if (BUILTINS.test(annotation)) return [annotation];
      const left = parent.child('left');
      if (depth > 0 || annotation !== '' || left?.type !== 'identifier') return [];
      // `name = data["name"]`: what becomes of the name tells as much.
      const uses = usesOfParameter(body, left.text).nodes.filter((use) => use !== left);
      return uses.flatMap((use) => typesAt(use, body, project, depth + 1));
    }
    case 'argument_list':
    case 'keyword_argument':
      return argumentType(at, project);
    default:
      return [];
  }
}

function comparedType(other: SyntaxNode): string[] {
  const node = unparenthesized(other);
  if (/^(list|tuple|set)$/.test(node.type)) {
    const inner = new Set(node.items.flatMap(comparedType));
    return inner.size === 1 ? [...inner] : [];
  }
  if (node.type === 'string') return ['str'];
  if (node.type === 'true' || node.type === 'false') return ['bool'];
  return node.type === 'integer' || node.type === 'unary_operator' ? ['int'] : node.type === 'float' ? ['float'] : [];
}

const CONVERSIONS: Readonly<Record<string, string>> = {
  int: 'int',
  float: 'float',
  bool: 'bool',
  UUID: 'str',
  'uuid.UUID': 'str',
  'datetime.fromisoformat': 'str',
  'datetime.datetime.fromisoformat': 'str',
  'date.fromisoformat': 'str',
  'datetime.strptime': 'str',
  EmailStr: 'str',
};

/** The type of the parameter or field that an argument fills, where it is a plain builtin. */
function argumentType(argument: SyntaxNode, project: ProjectView): string[] {
  const keyword = argument.parent?.type === 'keyword_argument' ? argument.parent : null;
  const list = (keyword ?? argument).parent;
  const call = list?.type === 'argument_list' ? list.parent : null;
  const name = call?.type === 'call' ? dottedName(call.child('function')) : null;
  if (!call || name === null) return [];
  const converted = CONVERSIONS[name];
  if (converted !== undefined) return keyword ? [] : [converted];
  if (name === 'sum' || name === 'sorted') return ['list'];
  const key = keyword?.child('name')?.text ?? null;
  const model = project.model(name);
  const annotations: (string | null | undefined)[] = [];
  if (model && key !== null) annotations.push(model.fields.find((field) => field.name === key)?.annotation);
  const binding = model ? null : project.resolve(name)?.binding;
  if (binding?.kind === 'function') {
    const { parameters } = binding.signature;
    const at = callArguments(call).findIndex(({ value }) => value === argument);
    const own = key === null ? parameters[at] : parameters.find((parameter) => parameter.name === key);
    annotations.push(own?.annotation);
  }
  return annotations.flatMap((annotation) => {
    const plain = (annotation ?? '')
      .replace(/^Mapped\[(.*)\]$/s, '$1')
      .replace(/\s*\|\s*None$|^Optional\[(.*)\]$/s, '$1');
    return BUILTINS.test(plain) ? [plain] : [];
  });
}

/** Whether a program fails where the value is None: `data.get("key").lower()`. */
function breaksOnNone(read: SyntaxNode): boolean {
  const { parent } = outermost(read);
  return parent?.type === 'attribute' || (parent?.type === 'subscript' && read.field === 'value');
}

/** What a key's name suggests; for a person to look at. */
export function guessByName(key: string): string | null {
  const words = key
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const last = words.at(-1) ?? '';
  if (
    /^(is|has|can|should|allow|enable|enabled|active|disabled|verified)$/.test(words[0]!) ||
    /^(enabled|active|disabled)$/.test(last)
  )
    return 'bool';
  if (/^(count|limit|offset|page|size|quantity|age|year|number|total|index|port|width|height)$/.test(last))
    return 'int';
  if (/^(price|amount|rate|ratio|score|latitude|longitude|lat|lng|lon|weight)$/.test(last)) return 'float';
  if (/^(tags|items|ids|roles|names|emails|values|messages|files|users)$/.test(last)) return 'list';
  if (
    /^(name|title|email|password|username|description|text|content|token|url|uri|path|slug|message|comment|code|key|type|status|query|phone|address|city|country|label|body|subject|prompt|language|currency|color|secret|uuid|reason|note|notes|id|login|role|method)$/.test(
      last,
    )
  )
    return /^id$/.test(last) ? null : 'str';
  return null;
}
