// What the handlers of path operations do, as far as conventions on routes ask: what they return, which status they set.
// Must not know rules; the handler's own region is all that is read.
import { isScope } from '../facts/bindings';
import { argumentFor, dottedName, lastName, unparenthesized } from '../facts/expressions';
import { type FunctionFacts, readFunctions } from '../facts/functions';
import type { Region } from '../facts/region';
import type { ProjectView, RegionOperation } from '../project/view';
import { type SyntaxNode, walk } from '../syntax/node';
import { isResponseClass } from './responseClass';

/** The function that handles an operation, when it stands in the region. */
export function handlerOf(region: Region, operation: RegionOperation): FunctionFacts | null {
  const { handlerSpan } = operation;
  if (!handlerSpan) return null;
  return readFunctions(region).find((each) => each.nameSpan.start === handlerSpan.start) ?? null;
}

/** The values that a function returns itself; `null` for a bare `return` or `return None`. */
export function returnedValues(facts: FunctionFacts): (SyntaxNode | null)[] {
  const found: (SyntaxNode | null)[] = [];
  walk(facts.body, (node) => {
    if (isScope(node)) return false;
    if (node.type !== 'return_statement') return true;
    const value = node.items[0] ? unparenthesized(node.items[0]) : null;
    found.push(value?.type === 'none' ? null : value);
    return false;
  });
  return found;
}

/** The class or function that a returned call names: `JSONResponse` of `return JSONResponse(…)`. */
function calledName(value: SyntaxNode | null): string {
  if (value?.type === 'await') return calledName(value.items[0] ?? null);
  const name = value?.type === 'call' ? dottedName(value.child('function')) : null;
  return name === null ? '' : lastName(name);
}

const PAGE =
  /^(HTMLResponse|FileResponse|RedirectResponse|StreamingResponse|EventSourceResponse|TemplateResponse|render_template)$/;

/** Whether a handler answers with pages, files, redirects or streams alone. */
export function answersPage(region: Region, operation: RegionOperation): boolean {
  const facts = handlerOf(region, operation);
  if (!facts) return false;
  const values = returnedValues(facts);
  return values.length > 0 && values.every((value) => PAGE.test(calledName(value)));
}

/** Whether a handler makes its response itself, by which FastAPI's own status does not count. */
export function makesResponse(facts: FunctionFacts, project: ProjectView): boolean {
  const isResponse = responseTest(facts, project);
  return returnedValues(facts).some(isResponse);
}

/** Whether all that a handler returns is a response of its own making. */
export function givesResponses(facts: FunctionFacts, project: ProjectView): boolean {
  const values = returnedValues(facts);
  return values.length > 0 && values.every(responseTest(facts, project));
}

/** Tells whether a returned value is a response: by its class, its variable, or a function whose annotation says so. */
function responseTest(facts: FunctionFacts, project: ProjectView): (value: SyntaxNode | null) => boolean {
  const made = new Set<string>();
  const isResponse = (value: SyntaxNode | null): boolean => {
    if (value === null) return false;
    if (value.type === 'identifier') return made.has(value.text);
    if (value.type === 'await') return isResponse(value.items[0] ?? null);
    if (value.type === 'conditional_expression') {
      return isResponse(value.items[0] ?? null) && isResponse(value.items[2] ?? null);
    }
    const name = value.type === 'call' ? dottedName(value.child('function')) : null;
    if (name === null) return false;
    if (isResponseClass(name, project) || PAGE.test(lastName(name)) || /redirect/i.test(lastName(name))) return true;
    const binding = project.resolve(name)?.binding;
    const returns = binding?.kind === 'function' ? (binding.signature.returns ?? '') : '';
    return /^["']?([\w.]+)["']?$/.test(returns) && OWN_RESPONSE.test(returns);
  };
  walk(facts.body, (node) => {
    if (node.type === 'assignment' && isResponse(node.child('right'))) made.add(node.child('left')?.text ?? '');
    return !isScope(node);
  });
  return isResponse;
}

const OWN_RESPONSE = /(^|[\s"'.])(JSON|ORJSON|UJSON|HTML|PlainText|File|Streaming|Redirect)?Response["']?$/;

/** Whether a body sets the status of a response: `response.status_code = 201`. */
export function setsStatus(facts: FunctionFacts): boolean {
  let found = false;
  walk(facts.body, (node) => {
    if (node.type === 'assignment' && node.child('left')?.type === 'attribute') {
      found ||= node.child('left')?.child('attribute')?.text === 'status_code';
    }
    return !found;
  });
  return found;
}

/** Whether a body does nothing yet: a docstring, `...`, or an exception that says so. */
export function isStub(facts: FunctionFacts): boolean {
  return facts.body.items.every((statement) => {
    if (statement.type === 'raise_statement') return true;
    return (
      statement.type === 'expression_statement' &&
      /^(ellipsis|string|concatenated_string)$/.test(statement.items[0]?.type ?? '')
    );
  });
}

/** The argument of a decorator's call, by keyword. */
export function decoratorArgument(
  facts: FunctionFacts,
  operation: RegionOperation,
  keyword: string,
): SyntaxNode | null {
  const call = decoratorCall(facts, operation);
  return call ? argumentFor(call, keyword) : null;
}

/** The call of the decorator that registers an operation. */
export function decoratorCall(facts: FunctionFacts, operation: RegionOperation): SyntaxNode | null {
  return facts.decorators.find(({ expression }) => expression.start === operation.call.start)?.call ?? null;
}
