// Where a function refuses somebody: a 401 or 403 raised or answered, a login turned away. Must not know who logs it.
// (rules.md, security, `unlogged-auth-failure`.)
import { isScope } from '../../facts/bindings';
import {
  argumentFor,
  callArguments,
  dottedName,
  lastName,
  stringValue,
  unparenthesized,
} from '../../facts/expressions';
import type { FunctionFacts } from '../../facts/functions';
import { nameWords } from '../../facts/nameWords';
import { isPasswordHashName, isPasswordName } from '../../facts/passwordNames';
import { statusIn } from '../../facts/securityExports';
import { statusOfName } from '../../facts/statusNames';
import { closest, nodesOfType, type SyntaxNode, walk } from '../../syntax/node';
import type { CodePlace } from './digests';
import { valuesOf } from './passwordValue';
import { qualifiedName } from './qualifiedNames';

/** A statement that refuses. */
export interface Refusal {
  /** The `raise` or `return`. */
  readonly statement: SyntaxNode;
  /** What to mark: the name of what is raised or answered. */
  readonly node: SyntaxNode;
  readonly status: number;
  /** The class that is raised, as it is written; null for an answer. */
  readonly exception: string | null;
  /** The literal text that says why, as it is written; null where there is none. */
  readonly detail: SyntaxNode | null;
  /** Whether it turns a login away with another status than 401 or 403. */
  readonly isLogin: boolean;
}

/** The refusals of a function's own body, in source order. */
export function refusalsIn(facts: FunctionFacts, place: CodePlace): Refusal[] {
  const found: Refusal[] = [];
  walk(facts.body, (node) => {
    if (isScope(node)) return false;
    const refusal =
      node.type === 'raise_statement'
        ? raised(node, facts, place)
        : node.type === 'return_statement'
          ? answered(node, place)
          : null;
    if (refusal) found.push(refusal);
    return true;
  });
  return found;
}

/** What a log call says of a refusal, as a literal: the answer's own text, or what happened in which function. */
export function loggedText({ detail, status, isLogin }: Refusal, functionName: string): string {
  // What an f-string or a placeholder would tell may be what was typed.
  if (detail && /^["'](?!["'])/.test(detail.text) && !/[%{}]/.test(detail.text) && stringValue(detail) !== '')
    return detail.text;
  if (isLogin) return `"Login refused in ${functionName}"`;
  return status === 401 ? `"Authentication failed in ${functionName}"` : `"Access denied in ${functionName}"`;
}

const REFUSED = new Set([401, 403]);

function raised(statement: SyntaxNode, facts: FunctionFacts, place: CodePlace): Refusal | null {
  const expression = statement.items.find(({ field }) => field !== 'cause');
  const raisedNode = expression && unparenthesized(expression);
  if (!raisedNode) return null;
  const call = callOf(raisedNode);
  if (call) {
    const name = dottedName(call.child('function'));
    const status = name === null ? null : statusOfCall(call, name, place);
    if (status === null || name === null) return null;
    const detail = detailOf(call);
    const isLogin = !REFUSED.has(status) && refusesLogin(statement, status, detail, facts);
    if (!REFUSED.has(status) && !isLogin) return null;
    const node = raisedNode.type === 'call' ? call.child('function')! : raisedNode;
    return { statement, node, status, exception: name, detail, isLogin };
  }
  const dotted = dottedName(raisedNode);
  const found = dotted === null ? null : statusOfName_(dotted, place);
  if (!found || !REFUSED.has(found.status)) return null;
  return {
    statement,
    node: raisedNode,
    status: found.status,
    exception: found.exception,
    detail: null,
    isLogin: false,
  };
}

/** The call that makes what is raised: itself, or that of the local name; null where it is none or another exception again. */
function callOf(node: SyntaxNode): SyntaxNode | null {
  if (node.type === 'call') return node;
  if (node.type !== 'identifier') return null;
  const sources = valuesOf(node)?.sources ?? [];
  const [only] = sources;
  const value = sources.length === 1 && only?.kind === 'value' ? unparenthesized(only.value) : null;
  return value?.type === 'call' ? value : null;
}

/** The status of an exception that a call makes; null where it is not known. */
function statusOfCall(call: SyntaxNode, name: string, place: CodePlace): number | null {
  const full = qualifiedName(call.child('function'), place) ?? name;
  const isHttp = /(^|\.)\w*HTTPException$/.test(full);
  // Other frameworks' exceptions of the name.
  if (/^(werkzeug|flask|quart|aiohttp|sanic|http|urllib|django|rest_framework|litestar|requests|httpx)\b/.test(full))
    return null;
  const written = argumentFor(call, 'status_code', isHttp ? 0 : null) ?? argumentFor(call, 'status');
  if (written) return statusIn(written);
  if (isHttp && !place.project.resolve(name)?.binding) return null;
  for (const { name: keyword, value } of callArguments(call)) {
    const status =
      value.type === 'integer' && keyword === null && !isProjectClass(name, place) ? null : statusIn(value);
    if (status !== null && REFUSED.has(status) && (keyword === null || /status|code/.test(keyword))) return status;
  }
  return statusOfClass(name, place);
}

/** Words by which a class of exceptions is about who somebody is and what they may. */
const ABOUT_ACCESS =
  /^(auth|authenticate|authenticated|authentication|authorize|authorized|authorization|unauthorized|unauthenticated|forbidden|denied|deny|permission|permissions|permitted|access|credential|credentials|token|jwt|login|role|roles|scope|scopes|privilege|privileges|admin|admins|allowed|disallowed|restricted|secret|signature|csrf|otp|totp|mfa|password|banned|blocked|locked)$/;

/**
 * The status that a class stands for. With 403 projects also say that something cannot be done now, `AlreadyPaidError`: then the
 * class's name decides.
 */
function statusOfClass(name: string, { project }: CodePlace): number | null {
  const status = project.exceptionStatus(name);
  if (status !== 403) return status;
  const names = [name, ...(project.ancestors(name)?.names ?? [])].map(lastName);
  return names.some((each) => nameWords(each).some((word) => ABOUT_ACCESS.test(word))) ? status : null;
}

function isProjectClass(name: string, { project }: CodePlace): boolean {
  return project.resolve(name)?.binding?.kind === 'class';
}

/** The status of a name for an exception: of a variable of the module, an attribute of the class, a class. */
function statusOfName_(dotted: string, place: CodePlace): { status: number; exception: string } | null {
  const { project, owner } = place;
  const own = /^(?:self|cls)\.(\w+)$/.exec(dotted)?.[1];
  if (own !== undefined) {
    const field = owner?.fields.findLast(({ name }) => name === own);
    return field?.value ? statusOfText(field.value.text) : null;
  }
  const definition = project.resolve(dotted);
  const binding = definition?.binding;
  if (binding?.kind === 'variable') return binding.value === null ? null : statusOfText(binding.value);
  const status = definition ? statusOfClass(dotted, place) : null;
  return status === null ? null : { status, exception: dotted };
}

/** The status in the text of a call that makes an exception: `HTTPException(status_code=401, …)`. */
function statusOfText(text: string): { status: number; exception: string } | null {
  const match = /^([\w.]+)\(\s*(?:[\s\S]*?\bstatus_code\s*=\s*)?([\w.]+)/.exec(text);
  if (!match || !/(Exception|Error)$/.test(match[1]!)) return null;
  const status = /^\d{3}$/.test(match[2]!) ? Number(match[2]) : statusOfName(match[2]!);
  return status === null ? null : { status, exception: match[1]! };
}

/** The text that an exception or answer carries: `detail="…"`, a message of the project's own exception. */
function detailOf(call: SyntaxNode): SyntaxNode | null {
  for (const keyword of ['detail', 'message', 'msg', 'content']) {
    const value = argumentFor(call, keyword);
    if (!value) continue;
    const text = literalIn(value);
    if (text) return text;
  }
  for (const { name, value } of callArguments(call)) {
    if (name === null && stringValue(value) !== null && value.type === 'string') return value;
  }
  return null;
}

/** A plain string, or the only one in a dictionary: `{"detail": "Not authenticated"}`. */
function literalIn(node: SyntaxNode): SyntaxNode | null {
  const inner = unparenthesized(node);
  if (inner.type === 'string') return stringValue(inner) === null ? null : inner;
  if (inner.type !== 'dictionary') return null;
  const values = inner.items
    .flatMap((pair) => pair.child('value') ?? [])
    .filter((value) => value.type === 'string' && stringValue(value) !== null);
  return values.length === 1 ? values[0]! : null;
}

/** `return JSONResponse(status_code=401, …)`. */
function answered(statement: SyntaxNode, place: CodePlace): Refusal | null {
  const value = statement.items[0] ? unparenthesized(statement.items[0]) : null;
  if (value?.type !== 'call') return null;
  const callee = value.child('function');
  const name = dottedName(callee);
  if (!callee || name === null || !/(^|\.)(\w*JSONResponse|Response|PlainTextResponse|HTMLResponse)$/.test(name))
    return null;
  const full = qualifiedName(callee, place);
  if (full !== null && !/^(fastapi|starlette)\b/.test(full)) return null;
  const written = argumentFor(value, 'status_code', 1);
  const status = written ? statusIn(written) : null;
  if (status === null || !REFUSED.has(status)) return null;
  return { statement, node: callee, status, exception: null, detail: detailOf(value), isLogin: false };
}

const LOGIN = /log_?in\b|sign_?in\b|authenticate|access.?token|["'/]token\b|["'/]auth["'/]/i;
const CHECKS = /^(verify|verified|check|authenticate|authenticated|login|compare|match|matches)$/;
const WRONG =
  /\b(incorrect|invalid|wrong|bad|mismatched)\b[\s\S]*\b(password|passwords|credential|credentials|username|login)\b|\b(password|credentials)\b[\s\S]*\b(incorrect|invalid|wrong|does not match|do not match)\b|login failed|authentication failed/i;

/** Whether a `raise` of another 4xx turns a login away: in a function for logins, where a check of the password has failed. */
function refusesLogin(statement: SyntaxNode, status: number, detail: SyntaxNode | null, facts: FunctionFacts): boolean {
  if (status < 400 || status > 422) return false;
  const named = [facts.name, ...facts.decorators.map(({ expression }) => expression.text)].join(' ');
  if (!LOGIN.test(named)) return false;
  if (detail && WRONG.test(stringValue(detail) ?? '')) return true;
  const branch = closest(statement, ({ type }) => type === 'if_statement' || type === 'elif_clause');
  const condition = branch?.child('condition');
  if (!condition || closest(statement.parent, (node) => node.field === 'alternative' && node.parent === branch))
    return false;
  const compared = nodesOfType(condition, 'comparison_operator').flatMap(({ items }) => items);
  if (compared.some((each) => /^(attribute|identifier)$/.test(each.type) && aboutPassword(each))) return true;
  const negated = [
    ...nodesOfType(condition, 'not_operator').map((each) => each.child('argument')),
    ...nodesOfType(condition, 'comparison_operator').map(missing),
  ];
  return negated.some((argument) => {
    const inner = argument && unparenthesized(argument);
    const operand = inner?.type === 'await' ? inner.items[0] : inner;
    if (operand?.type === 'call') return checks(operand);
    if (operand?.type !== 'identifier') return false;
    return (valuesOf(operand)?.sources ?? []).some((source) => {
      if (source.kind !== 'value') return false;
      const value = unparenthesized(source.value);
      const call = value.type === 'await' ? value.items[0] : value;
      return call?.type === 'call' && checks(call);
    });
  });
}

function aboutPassword(node: SyntaxNode): boolean {
  const name = lastName(dottedName(node) ?? '');
  return isPasswordName(name) || isPasswordHashName(name);
}

/** `user` of `user is None`, `verify(…)` of `verify(…) is False`. */
function missing(comparison: SyntaxNode): SyntaxNode | null {
  const [left, right] = comparison.items.filter(({ field }) => field !== 'operators');
  const [operator] = comparison.childrenIn('operators');
  return /^(is|==)$/.test(operator?.text ?? '') && /^(None|False)$/.test(right?.text ?? '') ? (left ?? null) : null;
}

function checks(call: SyntaxNode): boolean {
  const callee = call.child('function');
  const name = callee?.child('attribute')?.text ?? lastName(dottedName(callee) ?? '');
  return nameWords(name).some((word) => CHECKS.test(word));
}
