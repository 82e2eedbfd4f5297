// Types of operators: arithmetic, comparisons, `and`, `or`, `not`.
// Must not know how operands get theirs.
import { unparenthesized } from '../facts/expressions';
import type { SyntaxNode } from '../syntax/node';
import { expressionType } from './expressionType';
import { nameType } from './nameType';
import type { Scope } from './scope';
import {
  BOOL,
  COMPLEX,
  FLOAT,
  INT,
  imported,
  isBuiltin,
  isImported,
  STR,
  type TypeExpression,
  typeKey,
  UNKNOWN,
  unite,
  withoutNone,
} from './typeExpression';

/** The type of an operator expression. */
export function operatorType(node: SyntaxNode, scope: Scope): TypeExpression {
  switch (node.type) {
    case 'not_operator':
      return BOOL;
    case 'comparison_operator':
      return comparison(node, scope);
    case 'unary_operator': {
      const operand = node.child('argument');
      const type = operand ? expressionType(operand, scope) : UNKNOWN;
      if (isBuiltin(type, 'bool')) return INT;
      return isBuiltin(type, 'int', 'float', 'complex') ? type : UNKNOWN;
    }
    case 'boolean_operator':
      return boolean(node, scope);
    default: {
      const left = node.child('left');
      const right = node.child('right');
      const operator = node.child('operator')?.text ?? '';
      return left && right
        ? binaryType(operator, expressionType(left, scope), expressionType(right, scope), right)
        : UNKNOWN;
    }
  }
}

/** Libraries whose objects compare element by element, or into a clause of a query. */
const OVERLOADING = ['np', 'numpy', 'pd', 'pandas', 'pl', 'polars', 'torch', 'tf', 'jnp', 'xr', 'sympy'];

function comparison(node: SyntaxNode, scope: Scope): TypeExpression {
  const operators = node.childrenIn('operators').map((each) => each.text.replace(/\s+/g, ' '));
  if (operators.every((each) => /^(is|is not|in|not in)$/.test(each))) return BOOL;
  const operands = node.items.filter((each) => each.field !== 'operators').map(unparenthesized);
  // `User.id == value` makes a clause of SQL, in a hybrid property `cls.id == value` too.
  const isColumn = operands.some(
    (each) => each.type === 'attribute' && /^(cls\b|([a-z_]\w*\.)*[A-Z]\w*[a-z]\w*\.)|\.c\./.test(each.text),
  );
  if (isColumn) return UNKNOWN;
  if (
    operands.some(
      (each) =>
        isBuiltin(
          expressionType(each, scope),
          'int',
          'str',
          'bool',
          'float',
          'bytes',
          'list',
          'dict',
          'set',
          'tuple',
        ) && !isLiteral(each),
    )
  ) {
    return BOOL;
  }
  if (OVERLOADING.some((name) => scope.site.project.binding(name)?.kind === 'import')) return UNKNOWN;
  return BOOL;
}

function isLiteral(node: SyntaxNode): boolean {
  return /^(integer|float|string|true|false|list|tuple|dictionary|set)$/.test(node.type);
}

function boolean(node: SyntaxNode, scope: Scope): TypeExpression {
  const left = node.child('left');
  const right = node.child('right');
  if (!left || !right) return UNKNOWN;
  // The condition that the operator itself is narrows nothing but `None` away.
  const one = left.type === 'identifier' ? nameType(left, scope, true) : expressionType(left, scope);
  const other = expressionType(right, scope);
  if (one.kind === 'unknown' || other.kind === 'unknown') return UNKNOWN;
  const isOr = node.child('operator')?.text === 'or' || /\bor\b/.test(node.source.slice(left.end, right.start));
  if (!isOr) return unite([one, other]);
  const rest = withoutNone(one);
  return rest.kind === 'unknown' ? other : unite([rest, other]);
}

const RANK = ['bool', 'int', 'float', 'complex'];

/** The type of `left operator right`; `rightNode` tells whether an exponent is a whole number. */
export function binaryType(
  operator: string,
  left: TypeExpression,
  right: TypeExpression,
  rightNode: SyntaxNode,
): TypeExpression {
  const ranks = [left, right].map((type) =>
    type.kind === 'named' && type.module === '' ? RANK.indexOf(type.name) : -1,
  );
  if (ranks.every((rank) => rank >= 0)) return numeric(operator, Math.max(...ranks), Math.min(...ranks), rightNode);
  if (operator === '%' && isBuiltin(left, 'str', 'bytes')) return left;
  if (operator === '+') {
    if (isBuiltin(left, 'str') || isBuiltin(right, 'str')) {
      const other = isBuiltin(left, 'str') ? right : left;
      return other.kind === 'unknown' || isBuiltin(other, 'str') ? STR : UNKNOWN;
    }
    if (isBuiltin(left, 'bytes') && isBuiltin(right, 'bytes')) return left;
    if (isBuiltin(left, 'list') && isBuiltin(right, 'list')) {
      const joined = unite([left, right]);
      return joined.kind === 'named' ? joined : UNKNOWN;
    }
  }
  if (operator === '*') {
    if (isBuiltin(left, 'str', 'list', 'bytes') && isBuiltin(right, 'int')) return left;
    if (isBuiltin(right, 'str', 'list', 'bytes') && isBuiltin(left, 'int')) return right;
  }
  if (/^[|&\-^]$/.test(operator) && isBuiltin(left, 'set') && isBuiltin(right, 'set')) {
    const joined = unite([left, right]);
    return joined.kind === 'named' ? joined : UNKNOWN;
  }
  if (operator === '|' && isBuiltin(left, 'dict') && typeKey(left) === typeKey(right)) return left;
  if (operator === '/' && isImported(left, 'pathlib', 'Path')) return left;
  if (isImported(left, 'datetime', 'datetime')) {
    if (isImported(right, 'datetime', 'timedelta')) return left;
    if (operator === '-' && isImported(right, 'datetime', 'datetime')) return imported('datetime', 'timedelta');
  }
  return UNKNOWN;
}

function numeric(operator: string, high: number, low: number, rightNode: SyntaxNode): TypeExpression {
  const types = [INT, INT, FLOAT, COMPLEX];
  switch (operator) {
    case '/':
      return high === 3 ? COMPLEX : FLOAT;
    case '**':
      // A negative exponent makes a float of ints; a fraction of a negative base a complex.
      if (high <= 1) return /^\d+$/.test(rightNode.text) ? INT : UNKNOWN;
      return high === 2 && /^\d+$/.test(rightNode.text) ? FLOAT : UNKNOWN;
    case '&':
    case '|':
    case '^':
      return high === 0 && low === 0 ? BOOL : high <= 1 ? INT : UNKNOWN;
    case '<<':
    case '>>':
      return high <= 1 ? INT : UNKNOWN;
    case '+':
    case '-':
    case '*':
    case '//':
    case '%':
      return types[high]!;
    default:
      return UNKNOWN;
  }
}
