// What a body does with a parameter that values of a type would not bear: then its default tells but one of its types.
// Must not know where the type comes from.
import { callArguments } from '../facts/expressions';
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';
import { expressionType } from './expressionType';
import type { Scope } from './scope';
import { allowsNone, isBuiltin, type TypeExpression, typeKey, unite, withoutNone } from './typeExpression';
import { STR_METHODS } from './useEvidence';

const NUMBER_ATTRIBUTES =
  /^(as_integer_ratio|bit_count|bit_length|conjugate|denominator|from_bytes|fromhex|hex|imag|is_integer|numerator|real|to_bytes)$/;
const MORE_STR_METHODS =
  /^(count|find|index|join|maketrans|partition|replace|rfind|rindex|rpartition|rsplit|split|translate)$/;

/** Why a parameter may be more than a type says, as words for a title; null where nothing in the body speaks against it. */
export function contradiction(name: string, type: TypeExpression, scope: Scope): string | null {
  const bare = withoutNone(type);
  const isText = isBuiltin(bare, 'str');
  const isNumber = isBuiltin(bare, 'bool', 'int', 'float');
  let reason: string | null = null;
  const isName = (node: SyntaxNode | null | undefined): boolean => node?.type === 'identifier' && node.text === name;
  walk(scope.site.facts.body, (node) => {
    switch (node.type) {
      case 'assignment':
      case 'for_statement':
      case 'for_in_clause':
        if (mentions(node.child('left'), name) && !assignsType(node, type, scope))
          reason ??= 'the body gives it another value';
        break;
      case 'as_pattern_target':
      case 'named_expression':
        if (isName(node.items[0])) reason ??= 'the body gives it another value';
        break;
      case 'comparison_operator':
        // Who asks `is True` expects what is true and yet something else.
        if (node.items.some(isName) && /\bis\s+(not\s+)?(True|False)\b/.test(node.text))
          reason ??= 'the body asks whether it is the value of its default';
        break;
      case 'attribute': {
        if (!isName(node.child('object'))) break;
        const attribute = node.child('attribute')?.text ?? '';
        const known = isText
          ? STR_METHODS.test(attribute) || MORE_STR_METHODS.test(attribute)
          : !isNumber || NUMBER_ATTRIBUTES.test(attribute);
        if (!known && !attribute.startsWith('__')) reason ??= 'the body uses it otherwise';
        break;
      }
      case 'call':
        if ((isText || isNumber) && isName(node.child('function'))) reason ??= 'the body uses it otherwise';
        if (isNumber && node.child('function')?.text === 'len' && isName(callArguments(node)[0]?.value))
          reason ??= 'the body uses it otherwise';
        break;
      case 'subscript':
        if (isNumber && isName(node.child('value'))) reason ??= 'the body uses it otherwise';
        break;
    }
    return reason === null;
  });
  return reason;
}

/** Whether a target binds the name itself: not an attribute or element of it. */
function mentions(target: SyntaxNode | null, name: string): boolean {
  if (!target || /^(attribute|subscript|call)$/.test(target.type)) return false;
  if (target.type === 'identifier') return target.text === name;
  return target.children.some((each) => mentions(each, name));
}

/** Whether what a plain assignment gives is of the type. */
function assignsType(node: SyntaxNode, type: TypeExpression, scope: Scope): boolean {
  const value = node.type === 'assignment' && node.child('left')?.type === 'identifier' ? node.child('right') : null;
  if (!value) return false;
  const given = expressionType(value, scope);
  if (given.kind === 'unknown') return computesFrom(value, node.child('left')!.text, type);
  if (given.kind === 'none') return allowsNone(type);
  if (isBuiltin(withoutNone(type), 'float') && isBuiltin(given, 'int')) return true;
  return typeKey(unite([type, given])) === typeKey(type);
}

/** Whether a value is a method's of the text itself, `name.strip()`, or arithmetic on the number. */
function computesFrom(value: SyntaxNode, name: string, type: TypeExpression): boolean {
  if (isBuiltin(withoutNone(type), 'str')) {
    return new RegExp(
      `^${name}(\\.(l?r?strip|lower|upper|title|replace|casefold|removeprefix|removesuffix)\\([^()]*\\))+$`,
    ).test(value.text);
  }
  return isBuiltin(withoutNone(type), 'bool') && new RegExp(`^(not ${name}|bool\\(.*\\))$`, 's').test(value.text);
}
