// How parameters are given to a call that runs SQL: in which style, in what, and what is given already.
// Must not know how the text is rewritten.
import { type Argument, callArguments, unparenthesized } from '../../facts/expressions';
import { closest, rootOf, type SyntaxNode, walk } from '../../syntax/node';
import type { DriverTraits, Placeholder } from './drivers';
import type { Existing } from './placeholders';
import type { Sink } from './sinks';

/** How a statement's parameters are written at a call. */
export interface CallStyle {
  readonly placeholder: Placeholder;
  /** A dict, a tuple, a list, or arguments of their own. */
  readonly container: 'dict' | DriverTraits['sequence'];
  /** The keyword under which the container goes; null for the position behind the text. */
  readonly keyword: string | null;
  readonly given: Given | null;
}

/** What holds the parameters already. */
export interface Given {
  readonly node: SyntaxNode;
  readonly kind: 'mapping' | 'sequence' | 'none' | 'unknown';
  /** Whether it may be `None`. */
  readonly isOptional: boolean;
}

/** Names of what holds a statement's parameters. */
export const PARAMETERS = /^(params|parameters|values|vars|args|query_params|bind_params|seq_of_parameters)$/;
/** Keywords of calls that run SQL which are no parameters of the statement. */
const OPTIONS =
  /^(execution_options|bind_arguments|timeout|prepare|binary|con|index_col|columns|chunksize|coerce_float|parse_dates|dtype\w*|record_class|column|schema|multi|map_results|connection|statement|query|sql|operation|clause|stmt|alias|translations)$/;

/** Whether a call of this name can be given parameters at all. */
export function takesParameters(name: string): boolean {
  return !/^(executescript|executemany|execute_values|execute_batch|prepare|copy_expert|SQL|extra|declare_cursor|copy_from_query)$/.test(
    name,
  );
}

/**
 * How a driver wants parameters at a call.
 * @param keyword what a function of the project calls them, when the call is of one
 * @param mustName whether some may not be needed, so that only names do
 * @returns null where none can be given, or where the text has some in another style
 */
export function callStyle(
  traits: DriverTraits,
  sink: Sink,
  existing: Existing,
  { keyword: ownKeyword, mustName }: { readonly keyword: string | null; readonly mustName: boolean },
): CallStyle | null {
  if (!takesParameters(sink.name)) return null;
  const all = callArguments(sink.call);
  if (all.some((argument) => argument.star === '**')) return null;
  // `execute(text, name=value)` of long ago, or something unheard of.
  if (all.some(({ name }) => name !== null && !PARAMETERS.test(name) && !OPTIONS.test(name))) return null;
  if (traits.sequence === 'arguments') {
    const isStarred = all.some((argument) => argument.star === '*');
    const isCounted = existing.open.length === 0 || !hasArguments(all, sink);
    if (!isCounted || (isStarred && existing.marks.length === 0)) return null;
    return { placeholder: 'dollar', container: 'arguments', keyword: null, given: null };
  }
  const found = existingParameters(all, sink);
  if (all.some((argument) => argument.star === '*')) return null;
  const given = found ? readGiven(found.value) : null;
  const placeholder = choosePlaceholder(traits, existing, given, mustName);
  if (!placeholder || (mustName && !/named/.test(placeholder))) return null;
  // Parameters without values are given elsewhere, nobody knows where; only names can be added to.
  const isNamed = /named/.test(placeholder);
  if (!given && existing.marks.length > 0 && !(isNamed && traits.lists === 'expanding')) return null;
  if (given?.kind === 'unknown' && traits.takesBare && !isNamed && !isSized(given.node)) return null;
  return {
    placeholder,
    container: isNamed ? 'dict' : traits.sequence,
    keyword: found ? found.name : (ownKeyword ?? keywordOf(sink, traits)),
    given,
  };
}

function hasArguments(all: readonly Argument[], sink: Sink): boolean {
  const text = all.findIndex((argument) => argument.value === sink.argument);
  return all.slice(text + 1).some((argument) => argument.name === null);
}

function choosePlaceholder(
  { placeholders }: DriverTraits,
  { marks, open }: Existing,
  given: Given | null,
  mustName: boolean,
): Placeholder | null {
  const isNamed = (each: string): boolean => /^(:[^\d]|%\()/.test(each);
  const named = marks.filter(({ text }) => isNamed(text)).length;
  if (named > 0 && named < marks.length) return null;
  const find = (wantsNames: boolean): Placeholder | null =>
    placeholders.find((each) => /named/.test(each) === wantsNames) ?? null;
  // Numbered ones (`?1`) tell their own places.
  if (marks.some(({ text }) => /^[?:]\d/.test(text))) return null;
  if (marks.length > 0) return given?.kind === (named > 0 ? 'sequence' : 'mapping') ? null : find(named > 0);
  switch (given?.kind) {
    case 'mapping':
      return find(true);
    case 'sequence':
      return find(false);
    case 'unknown':
      // Which of the two it is, nothing says; there may be placeholders that nobody sees.
      return placeholders.length === 1 && open.length === 0 ? placeholders[0]! : null;
    default:
      return mustName ? find(true) : (placeholders[0] ?? null);
  }
}

function keywordOf(
  { name, call, argument }: Sink,
  { lists, placeholders, keyword, isKeywordOnly }: DriverTraits,
): string | null {
  if (/^read_sql/.test(name) || name === 'exec') return 'params';
  const [only, other] = placeholders;
  if (/^(sql|query)$/.test(name) && only === 'question' && !other) return 'params';
  if (isKeywordOnly) return keyword;
  const isKeyword = callArguments(call).some((each) => each.value === argument && each.name !== null);
  if (!isKeyword) return null;
  // SQLAlchemy's sessions call it otherwise than its connections.
  const isConnection = /conn(ection)?(\(\))?$/.test(call.child('function')?.child('object')?.text ?? '');
  return lists === 'expanding' && !isConnection ? 'params' : keyword;
}

function existingParameters(all: readonly Argument[], sink: Sink): Argument | null {
  const named = all.find((argument) => argument.name !== null && PARAMETERS.test(argument.name));
  if (named) return named;
  if (/^read_sql/.test(sink.name)) return null;
  const text = all.findIndex((argument) => argument.value === sink.argument);
  const next = all[text + 1];
  return next && next.name === null && next.star === '' ? next : null;
}

/** What an expression that passes parameters is, as far as its function tells. */
function readGiven(node: SyntaxNode): Given {
  const kind = kindOf(node);
  if (kind !== 'unknown' || node.type !== 'identifier') return { node, kind, isOptional: false };
  const owner = closest(node, (each) => each.type === 'function_definition');
  const kinds = new Set<Given['kind']>();
  let isOptional = false;
  walk(owner ?? rootOf(node), (each) => {
    if (/^(typed_parameter|typed_default_parameter|default_parameter)$/.test(each.type)) {
      const name = each.child('name') ?? each.items[0];
      const type = each.child('type')?.text ?? '';
      if (name?.text === node.text) {
        isOptional ||= /None|Optional/.test(type) || each.child('value')?.type === 'none';
        kinds.add(kindOfType(type));
      }
    }
    if (each.type === 'assignment' && each.child('left')?.text === node.text) {
      const [type, value] = [each.child('type'), each.child('right')];
      const own = type ? kindOfType(type.text) : 'unknown';
      if (value?.type === 'none') isOptional = true;
      else kinds.add(own !== 'unknown' ? own : value ? kindOf(value) : 'unknown');
    }
    return true;
  });
  const [only] = kinds;
  return { node, kind: kinds.size === 1 && only ? only : 'unknown', isOptional };
}

/** Whether a function asks for the length of a name: then it is no single value. */
function isSized(node: SyntaxNode): boolean {
  return node.type === 'identifier' && new RegExp(`\\blen\\(${node.text}\\)`).test(node.source);
}

function kindOfType(type: string): Given['kind'] {
  const inner = type.replace(/^(?:\w+\.)*Optional\[/, '');
  if (/^(?:\w+\.)*(dict|Dict|Mapping|MutableMapping)\b/.test(inner)) return 'mapping';
  if (/^(?:\w+\.)*(list|List|tuple|Tuple|Sequence)\b/.test(inner)) return 'sequence';
  return 'unknown';
}

function kindOf(expression: SyntaxNode): Given['kind'] {
  const node = unparenthesized(expression);
  switch (node.type) {
    case 'none':
      return 'none';
    case 'dictionary':
    case 'dictionary_comprehension':
      return 'mapping';
    case 'tuple':
    case 'list':
    case 'list_comprehension':
      return 'sequence';
    case 'call': {
      const name = node.child('function')?.text ?? '';
      if (name === 'dict' || /\.(model_dump|dict|_asdict)$/.test(name)) return 'mapping';
      return /^(list|tuple|sorted)$/.test(name) ? 'sequence' : 'unknown';
    }
    case 'binary_operator': {
      const left = node.child('left');
      return left ? kindOf(left) : 'unknown';
    }
    default:
      return 'unknown';
  }
}
