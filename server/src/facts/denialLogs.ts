// Where a program logs what it refuses for all its routes: exception handlers and middlewares that log a 401 or a 403.
// Must not know projects: exceptions and handlers are told by the names that the code has for them.

import { closest, nodesOfType, type SyntaxNode, walk } from '../syntax/node';
import { passes } from './controlFlow';
import { callArguments, dottedName, lastName, stringValue, unparenthesized } from './expressions';
import type { FunctionFacts } from './functions';
import { logCallsIn } from './logCalls';
import { statusOfName } from './statusNames';

/** A function that logs refusals. */
export interface DenialLog {
  readonly name: string;
  /** A middleware sees every answer, a handler the exceptions that it is for. */
  readonly kind: 'middleware' | 'handler';
  /** Of a handler: exceptions by dotted name, statuses as numbers; those of its decorator, else of its annotation. */
  readonly handles: readonly string[];
  /** Whether it logs itself; else only if something that it calls does. */
  readonly isDirect: boolean;
  /** What it calls where it does not log itself, as dotted names. */
  readonly calls: readonly string[];
}

/** An exception and the dotted name of the function that is registered for it, `app.add_exception_handler(E, f)`. */
export type HandlerRegistration = readonly [exception: string, handler: string];

const REFUSED = [401, 403];

/** What a function logs of refusals; null where it is no exception handler or middleware, or logs none. */
export function readDenialLog(facts: FunctionFacts): DenialLog | null {
  const names = facts.parameters.map(({ name }) => name).filter((name) => name !== 'self' && name !== 'cls');
  const decorators = facts.decorators.filter(({ call }) => call !== null);
  const handlers = decorators.filter(({ name }) => lastName(name ?? '') === 'exception_handler');
  const isMiddleware =
    names.includes('call_next') ||
    names.join() === 'scope,receive,send' ||
    decorators.some(({ name }) => lastName(name ?? '') === 'middleware');
  if (isMiddleware)
    return logsStatus(facts) ? { name: facts.name, kind: 'middleware', handles: [], isDirect: true, calls: [] } : null;
  if (facts.name === 'get_route_handler' && catchesAndLogs(facts.body))
    return { name: facts.name, kind: 'middleware', handles: [], isDirect: true, calls: [] };
  const annotation = handlers.length > 0 ? null : handledByShape(facts);
  if (handlers.length === 0 && annotation === null) return null;
  const calls = logCallsIn(facts.body);
  if (calls.length > 0 && !calls.some((call) => isReached(call, facts.body))) return null;
  const handles =
    annotation ??
    handlers.flatMap(({ call }) =>
      callArguments(call!)
        .slice(0, 1)
        .map(({ value }) => value.text),
    );
  return {
    name: facts.name,
    kind: 'handler',
    handles,
    isDirect: calls.length > 0,
    calls: calls.length > 0 ? [] : namesCalled(facts.body),
  };
}

function namesCalled(body: SyntaxNode): string[] {
  const names = nodesOfType(body, 'call').flatMap((call) => dottedName(call.child('function')) ?? []);
  return [...new Set(names)].filter((name) => !/(Response|str|dict|getattr|isinstance)$/.test(name)).sort();
}

/** `async def handler(request: Request, exc: HTTPException)`: the exceptions; empty for one that is not named. */
function handledByShape({ parameters }: FunctionFacts): string[] | null {
  const own = parameters.filter(({ name }) => name !== 'self' && name !== 'cls');
  const [request, exception] = own;
  if (own.length !== 2 || !request || !exception) return null;
  const first = request.annotation?.text ?? '';
  const isRequest = first === '' ? /^_?(request|req)$/.test(request.name) : /\b(Request|HTTPConnection)\b/.test(first);
  const isException = /^_?(exc|exception|err|error|e|ex|http_exc)$/.test(exception.name);
  const names = exception.annotation?.text.match(/[A-Za-z_][\w.]*/g) ?? [];
  if (!isRequest || !(isException || names.some((name) => /(Error|Exception)$/.test(name)))) return null;
  return names.filter((name) => /(Error|Exception|Denied|Unauthorized|Forbidden)$/.test(name));
}

/** Whether a middleware logs the answer's status, or the refusals that it catches. */
function logsStatus({ body }: FunctionFacts): boolean {
  if (catchesAndLogs(body)) return true;
  return logCallsIn(body).some((call) => {
    if (closest(call, ({ type }) => type === 'except_clause')) return false;
    const list = call.child('arguments');
    const isAsked = conditionsAround(call, body).some(({ test }) => mentionsStatus(test));
    return ((list !== null && mentionsStatus(list)) || isAsked) && isReached(call, body);
  });
}

/** Whether code reads the status of an answer, or the answer as a whole: what stands in texts is no code. */
function mentionsStatus(root: SyntaxNode): boolean {
  let found = false;
  walk(root, (node) => {
    if (node.type === 'integer') found ||= /^40[13]$/.test(node.text);
    if (node.type === 'string')
      found ||= root !== node && /^status(_code)?$/.test(stringValue(node) ?? '') && node.field === 'subscript';
    if (node.type !== 'identifier') return !found;
    if (/^(status|status_code|http_status|code)$/.test(node.text)) found ||= node.field !== 'name';
    const isPart = node.parent?.type === 'attribute' && node.field === 'object';
    if (/^(response|resp)$/.test(node.text)) found ||= !isPart && node.field !== 'name' && node.field !== 'attribute';
    return !found;
  });
  return found;
}

/** Whether somebody catches `HTTPException` and logs it. */
function catchesAndLogs(body: SyntaxNode): boolean {
  return nodesOfType(body, 'except_clause').some(
    (clause) =>
      /\bHTTPException\b|\bHttpException\b|\bStarletteHTTPException\b/.test(
        clause
          .childrenIn('value')
          .map(({ text }) => text)
          .join(' '),
      ) && logCallsIn(clause).some((call) => isReached(call, clause)),
  );
}

interface Condition {
  readonly test: SyntaxNode;
  /** Whether it must be true, or false, for the place to be reached. */
  readonly wanted: boolean;
}

/** Whether a place may be reached with a 401 or a 403, as far as conditions about statuses tell. */
export function isReached(node: SyntaxNode, within: SyntaxNode): boolean {
  const conditions = conditionsAround(node, within);
  return REFUSED.some((status) =>
    conditions.every(({ test, wanted }) => evaluate(test, status) !== (wanted ? 'no' : 'yes')),
  );
}

/** The conditions of the branches around a place, and those of branches before it that leave. */
function conditionsAround(node: SyntaxNode, within: SyntaxNode): Condition[] {
  const found: Condition[] = [];
  let child = node;
  for (let at = node.parent; at && child !== within; child = at, at = at.parent) {
    if (at.type === 'if_statement') {
      const own = at.child('condition');
      if (child.field === 'consequence' && own) found.push({ test: own, wanted: true });
      if (child.field === 'alternative') {
        if (own) found.push({ test: own, wanted: false });
        for (const other of at.childrenIn('alternative')) {
          const test = other.child('condition');
          if (other.start < child.start && test) found.push({ test, wanted: false });
        }
      }
    } else if (at.type === 'elif_clause' && child.field === 'consequence') {
      const test = at.child('condition');
      if (test) found.push({ test, wanted: true });
    } else if (at.type === 'block') {
      for (const statement of at.items) {
        if (statement.start >= child.start) break;
        const test = statement.type === 'if_statement' ? statement.child('condition') : null;
        if (test && passes(statement.child('consequence'), () => false) === 'no') found.push({ test, wanted: false });
      }
    }
  }
  return found;
}

type Answer = 'yes' | 'no' | 'maybe';

/** What a condition says when the status in it is the one given. */
function evaluate(test: SyntaxNode, status: number): Answer {
  const node = unparenthesized(test);
  if (node.type === 'not_operator') {
    const inner = node.child('argument');
    return inner ? opposite(evaluate(inner, status)) : 'maybe';
  }
  if (node.type === 'boolean_operator') {
    const sides = [node.child('left'), node.child('right')].map((side) => (side ? evaluate(side, status) : 'maybe'));
    const isAnd = node.child('operator')?.text === 'and';
    if (sides.includes(isAnd ? 'no' : 'yes')) return isAnd ? 'no' : 'yes';
    return sides.includes('maybe') ? 'maybe' : isAnd ? 'yes' : 'no';
  }
  // The exception of a handler that is for them.
  if (node.type === 'call') return /^isinstance\([^()]*\bHTTPException\b\s*\)$/.test(node.text) ? 'yes' : 'maybe';
  if (node.type !== 'comparison_operator') return 'maybe';
  const operands = node.items.filter((each) => each.field !== 'operators');
  const operators = node.childrenIn('operators').map((each) => each.text.replace(/\s+/g, ' '));
  let answer: Answer = 'yes';
  for (const [i, operator] of operators.entries()) {
    const [left, right] = [operands[i], operands[i + 1]];
    const one = left && right ? compare(left, operator, right, status) : 'maybe';
    if (one === 'no') return 'no';
    if (one === 'maybe') answer = 'maybe';
  }
  return answer;
}

function opposite(answer: Answer): Answer {
  return answer === 'maybe' ? 'maybe' : answer === 'yes' ? 'no' : 'yes';
}

function compare(left: SyntaxNode, operator: string, right: SyntaxNode, status: number): Answer {
  const one = numberOf(left, status);
  if (operator === 'in' || operator === 'not in') {
    const list = unparenthesized(right);
    if (one === null || !/^(tuple|list|set)$/.test(list.type)) return 'maybe';
    const members = list.items.map((item) => numberOf(item, status));
    if (members.includes(null)) return 'maybe';
    return members.includes(one) === (operator === 'in') ? 'yes' : 'no';
  }
  const other = numberOf(right, status);
  if (one === null || other === null) return 'maybe';
  const holds: Record<string, boolean> = {
    '==': one === other,
    '!=': one !== other,
    '<': one < other,
    '<=': one <= other,
    '>': one > other,
    '>=': one >= other,
    is: one === other,
    'is not': one !== other,
  };
  return operator in holds ? (holds[operator] ? 'yes' : 'no') : 'maybe';
}

/** A status, or a number made of one; null for what is neither. */
function numberOf(node: SyntaxNode, status: number): number | null {
  const inner = unparenthesized(node);
  if (inner.type === 'integer') return Number(inner.text);
  if (inner.type === 'binary_operator' && inner.child('operator')?.text === '//') {
    const [left, right] = [inner.child('left'), inner.child('right')].map((side) => side && numberOf(side, status));
    return left && right ? Math.floor(left / right) : null;
  }
  const name = dottedName(inner);
  if (name === null) return /\bstatus\b/.test(inner.text) && inner.type === 'subscript' ? status : null;
  return statusOfName(name) ?? (/(^|[._])(status|status_code|code)$/.test(name) ? status : null);
}

/** The exception handlers that a stretch of code registers by calls. */
export function readRegistrations(root: SyntaxNode): HandlerRegistration[] {
  if (!/exception_handler/.test(root.source.slice(root.start, root.end))) return [];
  const found: HandlerRegistration[] = [];
  for (const call of nodesOfType(root, 'call')) {
    const all = callArguments(call);
    if (lastName(dottedName(call.child('function')) ?? '') === 'add_exception_handler') {
      const exception = all.find(({ name }) => name === 'exc_class_or_status_code') ?? all[0];
      const handler = all.find(({ name }) => name === 'handler') ?? all[1];
      const name = handler && dottedName(unparenthesized(handler.value));
      if (exception && name) found.push([exception.value.text, name]);
    }
    const table = all.find(({ name }) => name === 'exception_handlers')?.value;
    if (table?.type === 'dictionary') found.push(...pairsOf(table));
  }
  for (const assignment of nodesOfType(root, 'assignment')) {
    const right = assignment.child('right');
    if (right?.type === 'dictionary' && /exception_handlers$/i.test(assignment.child('left')?.text ?? ''))
      found.push(...pairsOf(right));
  }
  return found;
}

function pairsOf(table: SyntaxNode): HandlerRegistration[] {
  return table.items.flatMap((pair): HandlerRegistration[] => {
    const [key, value] = [pair.child('key'), pair.child('value')];
    const name = value && dottedName(value);
    return key && name ? [[stringValue(key) ?? key.text, name]] : [];
  });
}
