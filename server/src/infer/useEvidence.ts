// What a function does with a parameter tells of its type, where only one builtin bears it all.
// Must not know other evidence. What duck typing leaves open stays open.
import { callArguments } from '../facts/expressions';
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';
import type { Scope } from './scope';
import { builtin, INT, NONE, STR, type TypeExpression, UNKNOWN, unite } from './typeExpression';

/** What a body tells of a parameter. */
export interface Use {
  /** The classes that a guard demands, the only builtin that has the attributes used, or what arithmetic demands. */
  readonly types: readonly TypeExpression[];
  /** Whether the body asks if it is None. */
  readonly testsNone: boolean;
  /** Whether the body asks for its class, and goes on either way: then several kinds may come. */
  readonly testsClass: boolean;
  /** The classes for which it asks and goes on either way. */
  readonly asked: readonly TypeExpression[];
  /** Whether it is given another value. */
  readonly isRebound: boolean;
}

/** The methods of strings that no other builtin has, `bytes` aside. */
export const STR_METHODS =
  /^(capitalize|casefold|encode|endswith|format|format_map|isalnum|isalpha|isascii|isdecimal|isdigit|isidentifier|islower|isnumeric|isprintable|isspace|istitle|isupper|lower|lstrip|removeprefix|removesuffix|rsplit|rstrip|splitlines|startswith|strip|swapcase|title|upper|zfill)$/;
const DICT_METHODS = /^(items|keys|values|setdefault|popitem)$/;
const LIST_METHODS = /^(append|extend|sort|reverse)$/;

/** Reads a function's body for what it does with a parameter. */
export function readUse(name: string, scope: Scope): Use {
  const methods = new Set<string>();
  const types: TypeExpression[] = [];
  const asked: TypeExpression[] = [];
  let testsNone = false;
  let isRebound = false;
  let testsClass = false;
  const isName = (node: SyntaxNode | null | undefined): boolean => node?.type === 'identifier' && node.text === name;
  walk(scope.site.facts.body, (node) => {
    switch (node.type) {
      case 'assignment':
      case 'augmented_assignment':
      case 'for_statement':
        if (isName(node.child('left'))) isRebound = true;
        break;
      case 'attribute':
        if (isName(node.child('object'))) methods.add(node.child('attribute')?.text ?? '');
        break;
      case 'comparison_operator':
        if (node.items.some(isName) && node.items.some((item) => item.type === 'none')) testsNone = true;
        break;
      case 'call': {
        const args = callArguments(node).map((argument) => argument.value);
        const callee = node.child('function')?.text;
        if (callee === 'isinstance' && isName(args[0]) && args[1]) {
          if (isGuard(node)) types.push(classesOf(args[1], scope));
          else {
            testsClass = true;
            asked.push(classesOf(args[1], scope));
          }
        }
        if (/^(callable|hasattr|type|issubclass)$/.test(callee ?? '') && isName(args[0])) testsClass = true;
        if (callee === 'range' && args.some(isName)) types.push(INT);
        break;
      }
      case 'binary_operator': {
        const sides = [node.child('left'), node.child('right')];
        const other = isName(sides[0]) ? sides[1] : isName(sides[1]) ? sides[0] : null;
        if (
          other &&
          node.child('operator')?.text === '+' &&
          /^(string|concatenated_string)$/.test(other.type) &&
          !/^[^'"]*[bB]/.test(other.text)
        ) {
          types.push(STR);
        }
        break;
      }
    }
    return true;
  });
  const used = [...methods];
  if (used.length > 0) {
    if (
      used.every((method) => STR_METHODS.test(method) || /^(split|join|replace|find|count|index)$/.test(method)) &&
      used.some((method) => STR_METHODS.test(method))
    ) {
      types.push(STR);
    } else if (
      used.every((method) => DICT_METHODS.test(method) || /^(get|pop|update|copy)$/.test(method)) &&
      used.some((method) => DICT_METHODS.test(method))
    ) {
      types.push(builtin('dict', UNKNOWN, UNKNOWN));
    } else if (
      used.every((method) => LIST_METHODS.test(method) || /^(pop|insert|index|count|copy)$/.test(method)) &&
      used.some((method) => LIST_METHODS.test(method))
    ) {
      types.push(builtin('list', UNKNOWN));
    }
  }
  return { types, testsNone, testsClass, asked, isRebound };
}

/** Whether nothing but the class asked for comes past a test: `assert isinstance(…)`, `if not isinstance(…): raise`. */
function isGuard(test: SyntaxNode): boolean {
  if (test.parent?.type === 'assert_statement') return test.parent.items[0] === test;
  const negation = test.parent?.type === 'not_operator' ? test.parent : null;
  const statement = negation?.parent;
  if (statement?.type !== 'if_statement' || negation?.field !== 'condition') return false;
  return statement.child('consequence')?.items.at(-1)?.type === 'raise_statement';
}

function classesOf(node: SyntaxNode, scope: Scope): TypeExpression {
  const items = node.type === 'tuple' ? node.items : [node];
  return unite(
    items.map((item) => {
      const type = /^[\w.]+$/.test(item.text) ? scope.names(item.text) : null;
      if (item.text === 'type(None)') return NONE;
      return type ? completed(type) : UNKNOWN;
    }),
  );
}

/** A builtin container that was named without its element types, with holes for them. */
export function completed(type: TypeExpression): TypeExpression {
  if (type.kind === 'union') return unite(type.members.map(completed));
  if (type.kind !== 'named' || type.module !== '' || type.arguments.length > 0) return type;
  switch (type.name) {
    case 'list':
    case 'set':
    case 'frozenset':
      return builtin(type.name, UNKNOWN);
    case 'dict':
      return builtin('dict', UNKNOWN, UNKNOWN);
    case 'tuple':
      return builtin('tuple', UNKNOWN, { kind: 'text', text: '...' });
    default:
      return type;
  }
}
