// unpaginated-list: a GET on a collection that answers with all of it.
import { readExports } from '../../facts/exports';
import { dottedName, lastName, unparenthesized } from '../../facts/expressions';
import { type FunctionFacts, readFunctions } from '../../facts/functions';
import { namesOf } from '../../infer/handlerNames';
import { answersPage, handlerOf, returnedValues } from '../../infer/handlers';
import { pluralOf, singularOf } from '../../infer/nouns';
import { limitsItself, mayPaginate } from '../../infer/pagination';
import { addParameters } from '../../infer/parameterPlace';
import { readPathSettings } from '../../infer/pathSettings';
import { isSpecialPath, isUnjudged, resourceSegments, wordsOf } from '../../infer/paths';
import { type Shape, shapeOf } from '../../infer/responseShape';
import { inferReturn } from '../../infer/returnType';
import { isBuiltin, type TypeExpression } from '../../infer/typeExpression';
import { isAtLeast } from '../../infer/version';
import type { Context, RegionRule } from '../../linter/rule';
import type { RegionOperation } from '../../project/view';
import type { SyntaxNode } from '../../syntax/node';

export const unpaginatedList: RegionRule = {
  id: 'unpaginated-list',
  family: 'rest',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'A `GET` on a collection answers with all of it, without pagination',
  why: `A collection grows; what answers at once with ten rows takes the server's memory and the client's patience with a million.
Pagination that comes later breaks every client that relies on getting all.`,
  bad: `from fastapi import FastAPI

from app.models import User, find_users

app = FastAPI()


@app.get("/api/v1/users")
async def list_users() -> list[User]:
    """List the users."""
    return find_users()
`,
  good: `from typing import Annotated

from fastapi import FastAPI, Query

from app.models import User, find_users

app = FastAPI()


@app.get("/api/v1/users")
async def list_users(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> list[User]:
    """List the users.

    Args:
        limit: How many to return.
        offset: How many to skip.

    Returns:
        Some of the users.
    """
    return find_users(limit, offset)
`,
  fixText: `Adds \`limit\` and \`offset\` to the handler as \`Annotated[int, Query(…)]\`, with the bounds and defaults as tab stops, and the
imports. It is not safe: the handler has to use them, and clients get less than all.`,
  notes: `Asked of a \`GET\` on a collection that stands under no \`{parameter}\` and that returns a list, a sequence or a container
of records, by \`response_model\`, return annotation or what the body returns. Lists of texts and numbers are left alone.

Pagination is known by parameters such as limit, offset, skip, page, size, per_page, cursor, after, before, in the handler, a dependency or a
model of query parameters, across files; by a return type such as \`Page[User]\`; by a body that limits itself. A dependency that lies
outside the project and may be about pagination by its name is silent too, and so is what \`verb-in-path\` leaves alone.`,
  *check(region, context) {
    if (context.file.isTest) return;
    const settings = readPathSettings(context.file);
    const told = new Set<number>();
    for (const operation of context.project.operations(readExports(region), context.occurrence)) {
      if (operation.method !== 'GET' || operation.isOpen || told.has(operation.call.start)) continue;
      if (isUnjudged(operation, settings)) continue;
      const collection = collectionOf(operation.path);
      if (collection === null || answersPage(region, operation)) continue;
      const facts = handlerOf(region, operation);
      const shape = answerShape(operation, facts, context);
      if (shape !== 'list' && !(shape === 'container' && collection.isPlural)) continue;
      if ((facts && limitsItself(facts)) || mayPaginate(namesOf(operation, facts, context))) continue;
      told.add(operation.call.start);
      const span = facts?.nameSpan ?? operation.literal;
      yield {
        span: span && span.end > span.start ? span : operation.call,
        message: `"GET ${operation.path}" answers with the whole collection: "${operation.handler}" takes no "limit" and "offset" or the like.`,
        ...(facts ? { about: facts } : {}),
      };
    }
  },
  fix({ span }, region, context) {
    const facts = readFunctions(region).find((each) => each.nameSpan.start === span.start);
    if (!facts) return [];
    const annotated = context.imports.use(isAtLeast(context.file, 9) ? 'typing' : 'typing_extensions', 'Annotated');
    const query = context.imports.use('fastapi', 'Query');
    const written = [
      `limit: ${annotated}[int, ${query}(ge=1, le=\${1:100})] = \${2:20}`,
      `offset: ${annotated}[int, ${query}(ge=0)] = \${3:0}`,
    ];
    return [
      {
        title: 'Add "limit" and "offset" (the handler has to use them)',
        safe: false,
        snippet: true,
        edits: addParameters(facts, written, true),
        imports: context.imports.requested,
      },
    ];
  },
};

/** The collection that a path is about; null where it is nested in one item, or no collection by its name. */
function collectionOf(path: string): { isPlural: boolean } | null {
  const segments = resourceSegments(path);
  const last = segments.at(-1);
  if (!last || segments.some((segment) => segment.isOpen) || last.text.includes('.')) return null;
  const whole = /^(all|list)$/.test(last.text);
  const named = whole ? segments.slice(0, -1) : segments;
  const collection = named.at(-1);
  // What stands in front is a namespace: `/admin/users`. Under another collection it is a part of that.
  if (!collection || named.slice(0, -1).some((each) => isCountable(each.text) || isSpecialPath(`/${each.text}`)))
    return null;
  const isPlural = isPluralNoun(collection.text);
  return isPlural || segments.length === 1 ? { isPlural } : null;
}

function isPluralNoun(segment: string): boolean {
  const word = wordsOf(segment).at(-1) ?? '';
  return pluralOf(word) === word;
}

/** A plural that has a singular: `users`, not `private`. */
function isCountable(segment: string): boolean {
  const word = wordsOf(segment).at(-1) ?? '';
  return isPluralNoun(segment) && singularOf(word) !== word;
}

function answerShape(operation: RegionOperation, facts: FunctionFacts | null, context: Context): Shape {
  const { project, file, region, owner } = context;
  const { responseModel, returns, handlerPlace } = operation;
  const path = handlerPlace?.path ?? file.path;
  if (responseModel !== null && responseModel !== 'None')
    return shapeOf({ text: responseModel, path: file.path }, project);
  if (returns !== null) return shapeOf({ text: returns, path }, project);
  if (!facts) return 'other';
  // A list that is written out does not grow.
  if (returnedValues(facts).some((value) => value?.type === 'list')) return 'other';
  const type = inferReturn({ facts, owner: facts.localClass ?? owner, region, project, python: file.python })?.type;
  if (type && type.kind !== 'unknown') return isListOfRecords(type) ? 'list' : 'other';
  const values = returnedValues(facts);
  return values.length > 0 && values.every((value) => value !== null && isWholeQuery(value, facts)) ? 'list' : 'other';
}

function isListOfRecords(type: TypeExpression): boolean {
  if (!isBuiltin(type, 'list')) return false;
  const [element] = type.arguments;
  return (
    !element ||
    element.kind === 'any' ||
    (element.kind === 'named' && !isBuiltin(element, 'str', 'int', 'float', 'bool', 'bytes', 'list', 'tuple'))
  );
}

/** What a query gives as a whole: `session.query(User).all()`, directly or by a variable. */
function isWholeQuery(value: SyntaxNode, facts: FunctionFacts): boolean {
  const node = unparenthesized(value);
  if (node.type === 'await') return node.items[0] !== undefined && isWholeQuery(node.items[0], facts);
  if (node.type === 'call') {
    const callee = node.child('function');
    const method =
      callee?.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : lastName(dottedName(callee) ?? '');
    return /^(all|fetchall|to_list)$/.test(method) && callee?.type === 'attribute';
  }
  if (node.type !== 'identifier') return false;
  const values = assignedValues(node.text, facts);
  return values.length === 1 && values[0]!.type !== 'identifier' && isWholeQuery(values[0]!, facts);
}

function assignedValues(name: string, { body }: FunctionFacts): SyntaxNode[] {
  return body.items.flatMap((statement) => {
    const assignment = statement.type === 'expression_statement' ? statement.items[0] : undefined;
    const value =
      assignment?.type === 'assignment' && assignment.child('left')?.text === name ? assignment.child('right') : null;
    return value ? [value] : [];
  });
}
