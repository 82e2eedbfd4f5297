// missing-response-model: neither `response_model` nor the return annotation says what an operation answers.

import { displayAnnotation } from '../../facts/annotation';
import { readExports } from '../../facts/exports';
import { stringValue } from '../../facts/expressions';
import { type FunctionFacts, readFunctions } from '../../facts/functions';
import { annotateReturn, type SignatureEdit } from '../../infer/annotationEdits';
import {
  answersPage,
  decoratorArgument,
  decoratorCall,
  givesResponses,
  handlerOf,
  returnedValues,
} from '../../infer/handlers';
import { responseModelFor } from '../../infer/modelNames';
import { type Offer, offerAnnotation, placeOf } from '../../infer/offerAnnotation';
import { readPathSettings } from '../../infer/pathSettings';
import { isUnjudged } from '../../infer/paths';
import { saysNothing } from '../../infer/responseShape';
import { suitsResponse } from '../../infer/responseType';
import { inferReturn } from '../../infer/returnType';
import { escapeSnippet } from '../../infer/snippet';
import { isBuiltin } from '../../infer/typeExpression';
import type { Context, Fix, FixContext, Problem, RegionRule } from '../../linter/rule';
import type { RegionOperation } from '../../project/view';
import type { SyntaxNode } from '../../syntax/node';

export const missingResponseModel: RegionRule = {
  id: 'missing-response-model',
  family: 'rest',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'Neither `response_model` nor the return annotation says what an operation answers',
  why: `FastAPI makes the documentation of a response, its validation and its filtering from the model. Without one, clients are
told nothing, and whatever the handler returns goes out as it is, a password hash as well.`,
  bad: `from typing import Any

from fastapi import FastAPI

app = FastAPI()


@app.get("/api/v1/users/{user_id}")
async def read_user(user_id: int) -> dict[str, Any]:
    """Return a user."""
    return {"id": user_id, "name": "Alice"}
`,
  good: `from fastapi import FastAPI

from app.models import UserResponse

app = FastAPI()


@app.get("/api/v1/users/{user_id}")
async def read_user(user_id: int) -> UserResponse:
    """Return a user."""
    return UserResponse(id=user_id, name="Alice")
`,
  fixText: `Writes the return annotation that can be inferred from the body, where FastAPI can make a response from it; else a model as a
snippet, with the keys of the dictionaries that the handler returns, or the name of one that the module has. It is not safe: FastAPI validates and filters what the handler returns by it.`,
  notes: `\`Any\`, \`object\`, a bare \`dict\` or \`list\`, \`dict[str, Any]\` and unions of them say nothing, as annotation and as
\`response_model\`. Fine are \`response_model=None\`, typed containers, a \`response_class\` of the route, handlers that return responses, the
statuses 204, 205 and 304, and what \`verb-in-path\` leaves alone.`,
  *check(region, context) {
    if (context.file.isTest) return;
    const settings = readPathSettings(context.file);
    const told = new Set<number>();
    for (const operation of context.project.operations(readExports(region), context.occurrence)) {
      const facts = handlerOf(region, operation);
      if (!facts || told.has(facts.nameSpan.start) || isAnswered(operation, facts)) continue;
      if (isUnjudged(operation, settings) || answersPage(region, operation)) continue;
      const problem = judge(operation, facts, context);
      if (!problem) continue;
      told.add(facts.nameSpan.start);
      yield problem;
    }
  },
  fix(problem, region, context) {
    const { handler, call } = problem.data as { handler: number; call: number };
    const facts = readFunctions(region).find((each) => each.nameSpan.start === handler);
    const operation = context.project
      .operations(readExports(region), context.occurrence)
      .find((each) => each.call.start === call);
    if (!facts || !operation) return [];
    const model = decoratorArgument(facts, operation, 'response_model');
    if (model) {
      const replace = (text: string): SignatureEdit => ({ start: model.start, end: model.end, newText: text });
      return [placeholder(replace, facts, operation, context)];
    }
    const { returns } = facts;
    const edit: Offer['edit'] = (text) =>
      returns ? { start: returns.start, end: returns.end, newText: text } : annotateReturn(facts, text);
    return [inferred(facts, edit, context) ?? placeholder(edit, facts, operation, context)];
  },
};

/** Whether what goes out is known, or is nobody's model: no body, a response that the handler makes. */
function isAnswered(operation: RegionOperation, facts: FunctionFacts): boolean {
  const { method, status, isOpen, responseClass } = operation;
  if (isOpen || status === 204 || status === 205 || status === 304 || /^(HEAD|OPTIONS|TRACE|\*)$/.test(method))
    return true;
  if (decoratorArgument(facts, operation, 'response_class')) return true;
  if (responseClass !== null && !/JSON/i.test(responseClass)) return true;
  // Starlette's own routes hand the response over.
  const name = decoratorCall(facts, operation)?.child('function')?.child('attribute')?.text;
  return name === 'route';
}

function judge(operation: RegionOperation, facts: FunctionFacts, context: Context): Problem | null {
  const { project, file } = context;
  const model = decoratorArgument(facts, operation, 'response_model');
  const says = (node: SyntaxNode): boolean => !saysNothing({ text: node.text, path: file.path }, project);
  const data = { handler: facts.nameSpan.start, call: operation.call.start };
  const of = `"${operation.method} ${operation.path}"`;
  if (model) {
    if (model.type === 'none' || says(model)) return null;
    return {
      span: model,
      message: `"${displayAnnotation(model.text)}" does not say what ${of} answers; name a model.`,
      data,
      about: facts,
    };
  }
  if (operation.responseModel !== null || givesResponses(facts, project) || alwaysRaises(facts)) return null;
  if (facts.returns) {
    if (says(facts.returns)) return null;
    const message = `"${displayAnnotation(facts.returns.text)}" does not say what ${of} answers; name a model.`;
    return { span: facts.returns, message, data, about: facts };
  }
  const message = `Neither "response_model" nor a return annotation says what ${of} answers.`;
  return { span: facts.nameSpan, message, data, about: facts };
}

/** A body that ends in an exception and returns nowhere: a redirect by `HTTPException`, a stub. */
function alwaysRaises(facts: FunctionFacts): boolean {
  return facts.body.items.at(-1)?.type === 'raise_statement' && returnedValues(facts).length === 0;
}

function inferred(facts: FunctionFacts, edit: Offer['edit'], context: FixContext): Fix | null {
  const place = placeOf({ facts, owner: facts.localClass ?? context.owner }, context);
  const evidence = inferReturn(place);
  if (!evidence || !suitsResponse(evidence.type, place) || isBuiltin(evidence.type, 'object')) return null;
  const fix = offerAnnotation(evidence, { verb: 'Annotate return as', edit }, place);
  const text = fix?.edits[0]?.newText.replace(/^ -> /, '') ?? '';
  const isVague = fix?.snippet || saysNothing({ text, path: context.file.path }, context.project);
  return fix && !isVague ? { ...fix, safe: false } : null;
}

/** A name for the model: one that the module has, else that of a new model in front of the handler. */
function placeholder(edit: Offer['edit'], facts: FunctionFacts, operation: RegionOperation, context: FixContext): Fix {
  const name = responseModelFor(operation.path, context.project);
  const written = edit(`\${1:${escapeSnippet(name)}}`);
  if (context.project.binding(name) !== null) {
    return { title: `Name the model of the response, perhaps "${name}"`, safe: false, snippet: true, edits: [written] };
  }
  const base = context.imports.use('pydantic', 'BaseModel');
  const { start } = facts.whole;
  const { source } = facts.whole;
  const lead = source.slice(source.lastIndexOf('\n', start - 1) + 1, start);
  const indent = /^[ \t]+$/.test(lead) ? lead : context.indent;
  const fields = answeredFields(facts).map(([key, type], i) => `${key}: \${${i + 2}:${type}}`);
  const body = (fields.length > 0 ? fields : ['${2:pass}']).map((line) => `\n${indent}${context.indentUnit}${line}`);
  const gap = indent === '' ? '\n\n\n' : `\n\n${indent}`;
  const model = { start, end: start, newText: `class \${1:${name}}(${base}):${body.join('')}${gap}` };
  return {
    title: `Make a model "${name}" of the response, to be filled in`,
    safe: false,
    snippet: true,
    edits: [model, written],
    imports: context.imports.requested,
  };
}

/** The keys of the dictionaries that a handler returns, with the types of literals; `object` for what is not known. */
function answeredFields(facts: FunctionFacts): readonly (readonly [string, string])[] {
  const fields = new Map<string, string>();
  for (const value of returnedValues(facts)) {
    for (const pair of value?.type === 'dictionary' ? value.items : []) {
      const key = pair.type === 'pair' ? stringValue(pair.child('key')) : null;
      if (key === null || !/^[A-Za-z]\w*$/.test(key)) continue;
      const type = LITERALS[pair.child('value')?.type ?? ''] ?? 'object';
      fields.set(key, (fields.get(key) ?? type) === type ? type : 'object');
    }
  }
  return [...fields];
}

const LITERALS: Readonly<Record<string, string>> = {
  string: 'str',
  concatenated_string: 'str',
  integer: 'int',
  float: 'float',
  true: 'bool',
  false: 'bool',
};
