// body-with-no-content-status: 204, 205 or 304 with a response model or a returned body.

import { displayAnnotation } from '../../facts/annotation';
import { readExports } from '../../facts/exports';
import { callArguments, dottedName } from '../../facts/expressions';
import { decoratorArgument, decoratorCall, handlerOf, returnedValues } from '../../infer/handlers';
import { isResponseClass } from '../../infer/responseClass';
import type { RegionRule } from '../../linter/rule';
import type { ProjectView } from '../../project/view';
import type { SyntaxNode } from '../../syntax/node';

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
  fixText: `Removes the response model, writes \`None\` as the return annotation, or makes the return a bare one. It is not safe:
perhaps the status is what is wrong.`,
  notes: 'A `Response` that the handler makes itself is fine, and so are `response_model=None` and `return None`.',
  *check(region, context) {
    if (context.file.isTest) return;
    const { project } = context;
    const told = new Set<number>();
    for (const operation of project.operations(readExports(region), context.occurrence)) {
      const facts = handlerOf(region, operation);
      const { status } = operation;
      if (!facts || (status !== 204 && status !== 205 && status !== 304)) continue;
      const of = `"${operation.method} ${operation.path}" answers ${status}, which has no body`;
      const model = decoratorArgument(facts, operation, 'response_model');
      const declared = model ?? facts.returns;
      if (declared && isBody(declared, project) && !told.has(declared.start)) {
        told.add(declared.start);
        const message = `${of} for "${displayAnnotation(declared.text)}".`;
        const data = model ? { call: operation.call.start } : { returns: facts.nameSpan.start };
        yield { span: declared, message, data, about: facts };
      }
      for (const value of returnedValues(facts)) {
        // What a call gives may be nothing, or a response.
        if (!value || told.has(value.start) || !isValue(value, project)) continue;
        told.add(value.start);
        yield { span: value, message: `${of}: this is not sent.`, about: facts };
      }
    }
  },
  fix(problem, region, context) {
    const data = problem.data as { call?: number; returns?: number } | undefined;
    if (!data) {
      const start = region.text.lastIndexOf('return', problem.span.start);
      const isWhole = /^return[ \t]+$/.test(region.text.slice(start, problem.span.start));
      if (!isWhole) return [];
      const edits = [{ start: start + 'return'.length, end: problem.span.end, newText: '' }];
      return [{ title: 'Return nothing (perhaps the status is what is wrong)', safe: false, edits }];
    }
    if (data.returns !== undefined) {
      const { start, end } = problem.span;
      const edits = [{ start, end, newText: 'None' }];
      return [{ title: 'Annotate return as "None" (perhaps the status is what is wrong)', safe: false, edits }];
    }
    const operation = context.project
      .operations(readExports(region), context.occurrence)
      .find((each) => each.call.start === data.call);
    const facts = operation && handlerOf(region, operation);
    const call = facts && decoratorCall(facts, operation);
    const all = call ? callArguments(call) : [];
    const index = all.findIndex((argument) => argument.name === 'response_model');
    const [before, own, after] = [all[index - 1], all[index], all[index + 1]];
    if (!own || (!before && !after)) return [];
    const edit = before
      ? { start: before.node.end, end: own.node.end, newText: '' }
      : { start: own.node.start, end: after!.node.start, newText: '' };
    return [{ title: 'Remove "response_model" (perhaps the status is what is wrong)', safe: false, edits: [edit] }];
  },
};

/** Expressions that are a body for certain. */
const PLAIN =
  /^(dictionary|list|tuple|expression_list|set|string|concatenated_string|integer|float|true|false|dictionary_comprehension|list_comprehension|set_comprehension|comparison_operator)$/;

/** Whether a returned value is a body: a literal, or an object of a class that is no response. */
function isValue(value: SyntaxNode, project: ProjectView): boolean {
  if (PLAIN.test(value.type)) return true;
  const name = value.type === 'call' ? dottedName(value.child('function')) : null;
  if (name === null) return false;
  if (/^(dict|list|str|int|bool|tuple|set)$/.test(name)) return project.binding(name) === null;
  const binding = project.resolve(name)?.binding;
  return binding?.kind === 'class' && isModelClass(name, project);
}

/** Whether a response model or a return annotation stands for a body: no `None`, no response, nothing unknown. */
function isBody(node: SyntaxNode, project: ProjectView): boolean {
  const text = node.text.replace(/^(['"])(.*)\1$/s, '$2');
  if (/^(None|NoReturn|Never|(\w+\.)*(Optional\[None\]|NoReturn|Never))$/.test(text)) return false;
  if (!/^[\w.]+$/.test(text)) return !/\b\w*Response\b|\bNone\b/.test(text);
  const definition = project.resolve(text);
  if (!definition) return project.binding(text.split('.')[0]!) === null;
  if (definition.binding?.kind === 'class') return isModelClass(text, project);
  return !/Response$/.test(text) && !/^(fastapi|starlette)\./.test(definition.qualifiedName);
}

function isModelClass(name: string, project: ProjectView): boolean {
  return !isResponseClass(name, project) && !(project.ancestors(name)?.isPartial ?? true);
}
