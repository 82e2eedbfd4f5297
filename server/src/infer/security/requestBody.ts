// How a path operation or dependency takes the request's body where no model checks it.
// Must not know fixes; what is done with the body decides whether it is checked after all.
import { argumentFor, callArguments, dottedName, lastName, unparenthesized } from '../../facts/expressions';
import type { FunctionFacts, ParameterFacts } from '../../facts/functions';
import type { ProjectView } from '../../project/view';
import { nodesOfType, type SyntaxNode, walk } from '../../syntax/node';
import { usesOfParameter } from '../localNames';
import { type LooseType, looseType } from './looseTypes';
import type { Role } from './roles';

/** A body that comes as a parameter, `data: dict`. */
export interface ParameterBody {
  readonly kind: 'parameter';
  readonly parameter: ParameterFacts;
  /** Null for a parameter without annotation. */
  readonly type: LooseType | null;
}

/** A body that the function reads itself, `await request.json()`. */
export interface ReadBody {
  readonly kind: 'read';
  /** The parameter that is the request. */
  readonly parameter: ParameterFacts;
  /** `request.json()`, or `json.loads(await request.body())`. */
  readonly call: SyntaxNode;
  /** The whole expression that gives the body, `await` included. */
  readonly value: SyntaxNode;
  /** The name that it is assigned to, and the assignment; null where it is used on the spot. */
  readonly variable: { readonly name: string; readonly statement: SyntaxNode } | null;
}

export type RawBody = ParameterBody | ReadBody;

/** The bodies that a function takes without a check, in source order. */
export function readRawBodies(facts: FunctionFacts, role: Role, project: ProjectView): RawBody[] {
  const found: RawBody[] = [];
  for (const parameter of facts.parameters) {
    const body = parameterBody(parameter, role, project);
    if (body && !isChecked(usesOfParameter(facts.body, parameter.name).nodes, facts, project)) found.push(body);
  }
  if (!checksOtherwise(facts)) found.push(...readBodies(facts, project));
  return found;
}

const ELSEWHERE = /\b(Depends|Security|Query|Path|Header|Cookie|Form|File)\s*\(/;
const BODY = /\bBody\s*\(/;

function parameterBody(parameter: ParameterFacts, role: Role, project: ProjectView): ParameterBody | null {
  if (!/^(ordinary|keyword-only)$/.test(parameter.kind) || /^(self|cls)$/.test(parameter.name)) return null;
  const { annotation, default: value } = parameter;
  const text = `${annotation?.text ?? ''} ${value?.text ?? ''}`;
  if (ELSEWHERE.test(text) || /\b(File|Form)Data\b/.test(text)) return null;
  const isBody = BODY.test(text) && meansFastApi(/([\w.]*\bBody)\s*\(/.exec(text)![1]!, project);
  if (!annotation) return isBody ? { kind: 'parameter', parameter, type: null } : null;
  const type = looseType(annotation.text, project);
  if (!type || (type.kind === 'anything' && !isBody)) return null;
  // A function that is handed to `Depends` may be called by others too: a plain `list` there is often a default.
  if (role === 'dependency' && !isBody && value !== null) return null;
  return { kind: 'parameter', parameter, type };
}

function meansFastApi(name: string, project: ProjectView): boolean {
  const definition = project.resolve(name);
  return definition === null || /^fastapi\b/.test(definition.qualifiedName);
}

/** Webhooks that are checked by a signature first; bodies that may be a form or a stream as well. */
function checksOtherwise(facts: FunctionFacts): boolean {
  const { node, docstring, whole } = facts;
  const text = whole.text.replace(docstring?.text ?? '', '');
  if (/signature|hmac|compare_digest|construct_event|svix|webhook_secret/i.test(text)) return true;
  return /\.(form|stream)\(/.test(node.text);
}

function readBodies(facts: FunctionFacts, project: ProjectView): ReadBody[] {
  const found: ReadBody[] = [];
  for (const parameter of facts.parameters) {
    if (!isRequest(parameter, project)) continue;
    const uses = usesOfParameter(facts.body, parameter.name).nodes;
    for (const use of uses) {
      const body = bodyRead(use, parameter, facts);
      if (!body) continue;
      const nodes = body.variable ? usesOfParameter(facts.body, body.variable.name).nodes : [body.value];
      if (isChecked(nodes, facts, project) || isForwarded(nodes, body)) continue;
      found.push(body);
      // One is told: the others read the same body.
      break;
    }
  }
  return found;
}

/** Whether a parameter is FastAPI's or Starlette's request. */
export function isRequest({ annotation }: ParameterFacts, project: ProjectView): boolean {
  const name = /^["']?([A-Za-z_][\w.]*)["']?$/.exec(annotation?.text ?? '')?.[1];
  if (!name) return false;
  const definition = project.resolve(name);
  if (definition === null) return lastName(name) === 'Request';
  return /^(fastapi|starlette)\.([\w.]+\.)?Request$/.test(definition.qualifiedName);
}

/** `await request.json()`, `json.loads(await request.body())`, the latter also by way of a name. */
function bodyRead(use: SyntaxNode, parameter: ParameterFacts, facts: FunctionFacts): ReadBody | null {
  const attribute = use.parent;
  if (attribute?.type !== 'attribute' || use.field !== 'object') return null;
  const method = attribute.child('attribute')?.text;
  const call = attribute.parent;
  if (call?.type !== 'call' || call.child('function') !== attribute) return null;
  if (method !== 'json' && method !== 'body') return null;
  const awaited = call.parent?.type === 'await' ? call.parent : call;
  if (method === 'json') return { kind: 'read', parameter, call, value: awaited, variable: variableOf(awaited) };
  const raw = variableOf(awaited);
  const candidates = raw ? usesOfParameter(facts.body, raw.name).nodes : [awaited];
  for (const each of candidates) {
    const loads = parsing(each);
    if (loads) return { kind: 'read', parameter, call: loads, value: loads, variable: variableOf(loads) };
  }
  return null;
}

/** `json.loads(value)`, `orjson.loads(value.decode())`. */
function parsing(value: SyntaxNode): SyntaxNode | null {
  let at = outermostParenthesized(value);
  const decode = at.parent?.type === 'attribute' && at.field === 'object' ? at.parent : null;
  if (decode && /^(decode|strip)$/.test(decode.child('attribute')?.text ?? '') && decode.parent?.type === 'call')
    at = decode.parent;
  const call = at.parent?.type === 'argument_list' ? at.parent.parent : null;
  const name = call?.type === 'call' ? dottedName(call.child('function')) : null;
  return name !== null && /^(\w*json\w*\.loads|loads|msgspec\.json\.decode)$/.test(name) ? call : null;
}

function outermostParenthesized(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.parent?.type === 'parenthesized_expression') at = at.parent;
  return at;
}

function variableOf(value: SyntaxNode): ReadBody['variable'] {
  const whole = outermostParenthesized(value);
  const assignment = whole.parent?.type === 'assignment' && whole.field === 'right' ? whole.parent : null;
  const left = assignment?.child('left');
  const statement = assignment?.parent;
  if (left?.type !== 'identifier' || statement?.type !== 'expression_statement') return null;
  return { name: left.text, statement };
}

const VALIDATORS =
  /^(model_validate\w*|parse_obj(_as)?|parse_raw|validate_python|validate_json|validate_strings|validate|structure|from_dict|deserialize|load)$/;

/** Whether something that checks gets the body, whole or element by element: a model, a type adapter, a schema. */
function isChecked(nodes: readonly SyntaxNode[], { body }: FunctionFacts, project: ProjectView): boolean {
  const isHere = (node: SyntaxNode): boolean => isCheckedHere(node, project);
  return nodes.some(
    (node) => isHere(node) || (elementUses(node) ?? []).some(isHere) || madeOf(node, body).some(isHere),
  );
}

/** The uses of what a call makes of the body: `parsed = parse(data)`. */
function madeOf(node: SyntaxNode, body: SyntaxNode): readonly SyntaxNode[] {
  const call = node.parent?.type === 'argument_list' ? node.parent.parent : null;
  const value = call?.parent?.type === 'await' ? call.parent : call;
  const left = value?.parent?.type === 'assignment' && value.field === 'right' ? value.parent.child('left') : null;
  return left?.type === 'identifier' && left.text !== node.text ? usesOfParameter(body, left.text).nodes : [];
}

function isCheckedHere(node: SyntaxNode, project: ProjectView): boolean {
  const at = outermostParenthesized(node.parent?.type === 'await' ? node.parent : node);
  const splat = at.parent?.type === 'dictionary_splat' ? at.parent : null;
  const argument = splat ?? (at.parent?.type === 'keyword_argument' ? at.parent : at);
  const call = argument.parent?.type === 'argument_list' ? argument.parent.parent : null;
  const callee = call?.type === 'call' ? call.child('function') : null;
  if (!callee) return false;
  const method = callee.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : callee.text;
  if (VALIDATORS.test(method) && !/^load$/.test(method)) return true;
  if (method === 'load' && /schema/i.test(callee.text)) return true;
  if (/valid|schema|sanitiz/i.test(method)) return true;
  const name = dottedName(callee);
  if (name === null || !splat) return false;
  const model = project.model(name);
  if (model) return model.kind !== 'table';
  const definition = project.resolve(name);
  // A class that the project does not hold may be a model.
  return /^_*\p{Lu}/u.test(lastName(name)) && (definition === null || definition.path === null);
}

/** What is done with the elements where a loop or comprehension goes over the body, `for item in data`; null elsewhere. */
export function elementUses(node: SyntaxNode): SyntaxNode[] | null {
  const { parent } = node;
  if (!parent || !/^(for_statement|for_in_clause)$/.test(parent.type) || node.field !== 'right') return null;
  const left = parent.child('left');
  if (left?.type !== 'identifier') return null;
  const scope = parent.type === 'for_statement' ? parent : parent.parent!;
  return nodesOfType(scope, 'identifier').filter(
    (each) =>
      each.text === left.text &&
      each !== left &&
      each.field !== 'attribute' &&
      !(each.parent?.type === 'keyword_argument' && each.field === 'name'),
  );
}

/** Whether the body is but sent on as it came: `json=data` of a client's call. */
function isForwarded(nodes: readonly SyntaxNode[], { variable, value }: ReadBody): boolean {
  const uses = variable ? nodes.filter((node) => node.parent?.parent !== variable.statement) : [value];
  return (
    uses.length > 0 &&
    uses.every((node) => {
      const keyword = outermostParenthesized(node).parent;
      return keyword?.type === 'keyword_argument' && /^(json|content|data)$/.test(keyword.child('name')?.text ?? '');
    })
  );
}

/** Whether a default is FastAPI's `Body(…)`, and what else it says; null for another. */
export function bodyDefault(
  value: SyntaxNode | null,
): { readonly isPlain: boolean; readonly first: SyntaxNode | null } | null {
  const call = value && unparenthesized(value);
  if (call?.type !== 'call' || !/(^|\.)Body$/.test(dottedName(call.child('function')) ?? '')) return null;
  const first = argumentFor(call, 'default', 0);
  return { isPlain: callArguments(call).every(({ value: each }) => each === first), first };
}

/** Whether a name is bound anywhere in a body but by one statement. */
export function isBoundElsewhere(name: string, body: SyntaxNode, but: SyntaxNode | null): boolean {
  let found = false;
  walk(body, (node) => {
    if (node === but) return false;
    const isTarget =
      (/^(assignment|augmented_assignment|for_statement|for_in_clause)$/.test(node.type) &&
        node.child('left')?.type === 'identifier' &&
        node.child('left')!.text === name) ||
      (node.type === 'as_pattern_target' && node.text === name) ||
      (node.type === 'named_expression' && node.child('name')?.text === name) ||
      (node.type === 'delete_statement' && node.items.some((item) => item.text === name));
    found ||= isTarget;
    return !found;
  });
  return found;
}
