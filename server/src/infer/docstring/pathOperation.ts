// Whether a function's docstring becomes text of the OpenAPI page: it is decorated as a path operation.
// Must not resolve routers: a hint for what to offer, never a reason to report.
import { argumentFor, lastName } from '../../facts/expressions';
import type { FunctionFacts } from '../../facts/functions';

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace', 'api_route']);

/** Whether some decorator is `@router.get("/…")` or the like. */
export function looksLikePathOperation(facts: FunctionFacts): boolean {
  return facts.decorators.some(({ name, call }) => {
    if (name === null || call === null || !name.includes('.') || !METHODS.has(lastName(name))) return false;
    const path = argumentFor(call, 'path', 0);
    return path !== null && (path.type !== 'string' || /^\w?["']+(\/|["'])/.test(path.text));
  });
}
