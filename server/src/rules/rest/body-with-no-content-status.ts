// body-with-no-content-status: 204, 205 or 304 with a response model or a returned body.
import { readExports } from '../../facts/exports';
import { callArguments } from '../../facts/expressions';
import { decoratorArgument, decoratorCall, handlerOf, makesResponse, returnedValues } from '../../infer/handlers';
import type { RegionRule } from '../../linter/rule';

export const bodyWithNoContentStatus: RegionRule = {
  id: 'body-with-no-content-status',
  family: 'rest',
  severity: 'error',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'An operation answers 204, 205 or 304 and has a response model or returns a body',
  why: `These statuses have no body. FastAPI refuses to start with a response model beside them, and what a handler returns is
dropped, or breaks the connection for the next request.`,
  bad: `from fastapi import FastAPI, status

app = FastAPI()


@app.delete("/api/v1/users/{user_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_user(user_id: int) -> None:
    """Delete a user."""
    return {"deleted": user_id}
`,
  good: `from fastapi import FastAPI, status

app = FastAPI()


@app.delete("/api/v1/users/{user_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_user(user_id: int) -> None:
    """Delete a user."""
`,
  fixText: `Removes the response model, or makes the return a bare one where it stands alone. It is not safe:
perhaps the status is what is wrong.`,
  notes: 'A `Response` that the handler makes itself is fine, and so are `response_model=None` and `return None`.',
  *check(region, context) {
    if (context.file.isTest) return;
    const told = new Set<number>();
    for (const operation of context.project.operations(readExports(region), context.occurrence)) {
      const facts = handlerOf(region, operation);
      const { status } = operation;
      if (!facts || (status !== 204 && status !== 205 && status !== 304) || makesResponse(facts, context.project))
        continue;
      const model = decoratorArgument(facts, operation, 'response_model');
      if (model && model.type !== 'none' && !told.has(model.start)) {
        told.add(model.start);
        const message = `"${operation.method} ${operation.path}" answers ${status}, which has no body for "${model.text}".`;
        yield { span: model, message, data: { call: operation.call.start } };
      }
      for (const value of returnedValues(facts)) {
        // What a call gives may be nothing, or a response.
        if (!value || told.has(value.start) || !PLAIN.test(value.type)) continue;
        told.add(value.start);
        const message = `"${operation.method} ${operation.path}" answers ${status}, which has no body: this is not sent.`;
        yield { span: value, message, about: facts };
      }
    }
  },
  fix(problem, region, context) {
    const data = problem.data as { call: number } | undefined;
    if (!data) {
      const start = region.text.lastIndexOf('return', problem.span.start);
      const isWhole = /^return[ \t]+$/.test(region.text.slice(start, problem.span.start));
      if (!isWhole) return [];
      const edits = [{ start: start + 'return'.length, end: problem.span.end, newText: '' }];
      return [{ title: 'Return nothing (perhaps the status is what is wrong)', safe: false, edits }];
    }
    const operation = context.project
      .operations(readExports(region), context.occurrence)
      .find((each) => each.call.start === data.call);
    const facts = operation && handlerOf(region, operation);
    const call = facts && decoratorCall(facts, operation);
    const all = call ? callArguments(call) : [];
    const index = all.findIndex((argument) => argument.name === 'response_model');
    const before = all[index - 1];
    const own = all[index];
    if (!before || !own) return [];
    const edits = [{ start: before.node.end, end: own.node.end, newText: '' }];
    return [{ title: 'Remove "response_model" (perhaps the status is what is wrong)', safe: false, edits }];
  },
};

/** Expressions that are a body for certain. */
const PLAIN =
  /^(dictionary|list|tuple|set|string|concatenated_string|integer|float|true|false|dictionary_comprehension|list_comprehension)$/;
