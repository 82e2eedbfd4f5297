// Where an object comes from: out of a store, from a client, from another system's settings; told by classes, calls and names.
// Must not know passwords, beyond that this is why anybody asks.

import { callArguments, dottedName, lastName, unparenthesized } from '../../facts/expressions';
import { type ParameterFacts, readParameters } from '../../facts/functions';
import { nameWords } from '../../facts/nameWords';
import { isSystemName } from '../../facts/passwordNames';
import type { UsedModel } from '../../project/view';
import { nodesOfType, type SyntaxNode } from '../../syntax/node';
import type { CodePlace } from './digests';
import { functionAround, valuesOf } from './passwordValue';

/** Where an object comes from, and its class where that is a data class of the project. */
export interface ObjectOrigin {
  readonly origin: 'stored' | 'typed' | 'system' | 'unknown';
  readonly model: UsedModel | null;
  /** All classes that its annotation names. */
  readonly models: readonly UsedModel[];
}

const UNKNOWN: ObjectOrigin = { origin: 'unknown', model: null, models: [] };
const TYPED: ObjectOrigin = { origin: 'typed', model: null, models: [] };
const STORED: ObjectOrigin = { origin: 'stored', model: null, models: [] };
const DEEPEST = 4;

/** Words of names for what a client sends. */
const SENT =
  /^(form|data|body|payload|request|req|credentials|creds|command|cmd|dto|schema|input|in|params|args|login|register|registration|signup|create|update|json|message|event|new|incoming)$/;
/** Names of classes for what a client sends, where the class itself is out of reach. */
const SENT_CLASS =
  /[a-z](Create|Update|In|Input|Request|Register|Registration|Login|SignUp|Signup|Form|Payload|Params|Schema|DTO|Dto)\b|\b(Create|Update|Register|Login|SignUp|New)[A-Z]/;
/** Words of names for accounts. */
const ACCOUNT =
  /^(user|users|account|accounts|member|members|admin|admins|customer|customers|person|people|employee|employees|profile|author|student|teacher|doctor|patient|owner|row|record|entity|found|existing|stored|db)$/;
/** Collections of accounts by their words. */
const ACCOUNTS = /^(users|accounts|members|admins|customers|passwords|employees|logins|db|database)$/;
/** Methods and functions that get something out of a store. */
const GETS =
  /^(get|find|fetch|load|lookup|read|select|retrieve|query|search|authenticate|first|one|scalar|scalars|one_or_none|scalar_one|scalar_one_or_none|get_or_none|find_one|fetchone|fetch_one|fetchrow|first_or_none|get_or_404|unique|exec|execute)$/;
const PARSES =
  /^(json|form|body|model_validate|model_validate_json|parse_obj|parse_raw|from_orm|loads|dict|model_dump|as_form|validate_python|validate_json)$/;

/** The origin of what an expression gives. */
export function originOf(expression: SyntaxNode | null, place: CodePlace, depth = 0): ObjectOrigin {
  if (!expression || depth > DEEPEST) return UNKNOWN;
  const node = unparenthesized(expression);
  switch (node.type) {
    case 'identifier':
      return originOfName(node, place, depth);
    case 'attribute':
      return originOfAttribute(node, place);
    case 'await':
      return originOf(node.items[0] ?? null, place, depth + 1);
    case 'boolean_operator':
      return originOf(node.child('left'), place, depth + 1);
    case 'named_expression':
      return originOf(node.child('value'), place, depth + 1);
    case 'call':
      return originOfCall(node, place, depth);
    case 'subscript':
      return isAccounts(node.child('value')) ? STORED : originOf(node.child('value'), place, depth + 1);
    default:
      return UNKNOWN;
  }
}

/** Whether an expression is named like a collection of accounts: `fake_users_db`, `self.users`, `db["users"]`. */
export function isAccounts(expression: SyntaxNode | null): boolean {
  const node = expression && unparenthesized(expression);
  const name = lastName(dottedName(node) ?? '');
  const words = nameWords(name === '' && node?.type === 'subscript' ? (node.child('subscript')?.text ?? '') : name);
  return words.some((word) => ACCOUNTS.test(word)) && !words.some((word) => /^(settings|config|sent|form)$/.test(word));
}

function originOfName(node: SyntaxNode, place: CodePlace, depth: number): ObjectOrigin {
  const { text: name } = node;
  const { project, owner } = place;
  if (name === 'self' || name === 'cls') {
    if (!owner) return UNKNOWN;
    const model = project.model(owner.name);
    if (model?.kind === 'table') return { origin: 'stored', model, models: [model] };
    if (model) return { origin: 'typed', model, models: [model] };
    const words = nameWords(owner.name);
    return words.length === 1 && ACCOUNT.test(words[0]!) ? STORED : UNKNOWN;
  }
  const within = iterableOf(node);
  if (within) return isAccounts(within) ? STORED : originOf(within, place, depth + 1);
  const reaching = valuesOf(node);
  for (const source of reaching?.sources ?? []) {
    const value = source.kind === 'value' ? source.value : source.kind === 'element' ? source.iterable : null;
    const found = value ? originOf(value, place, depth + 1) : UNKNOWN;
    if (found.origin !== 'unknown') return found;
  }
  if (reaching && reaching.sources.length > 0) return byName(name);
  const parameter = parameterNamed(node);
  if (parameter) return originOfParameter(parameter, place);
  const model = project.model(name);
  if (model) return { origin: model.kind === 'table' ? 'stored' : 'typed', model, models: [model] };
  return byName(name);
}

/** What a comprehension goes through to give a name its value; null for a name that none binds. */
function iterableOf(node: SyntaxNode): SyntaxNode | null {
  for (let at = node.parent; at && at.type !== 'function_definition'; at = at.parent) {
    if (!/_comprehension$|^generator_expression$/.test(at.type)) continue;
    const clause = at.items.find((item) => item.type === 'for_in_clause' && item.child('left')?.text === node.text);
    if (clause) return clause.child('right');
  }
  return null;
}

/** The parameter that a name is, of the functions around it. */
function parameterNamed(node: SyntaxNode): ParameterFacts | null {
  for (let around = functionAround(node); around; around = functionAround(around)) {
    const list = around.child('parameters');
    const found = list ? readParameters(list).find((each) => each.name === node.text) : undefined;
    if (found) return found;
  }
  return null;
}

function originOfParameter({ name, annotation, default: value }: ParameterFacts, { project }: CodePlace): ObjectOrigin {
  const text = annotation?.text ?? '';
  const models = text === '' ? [] : project.modelsIn(text).flatMap((key) => project.model(key.name, key.path) ?? []);
  const [first] = models;
  if (first) return { ...originOfModel(first), models };
  if (/\b(OAuth2PasswordRequestForm\w*|HTTPBasicCredentials|Request|WebSocket)\b/.test(text)) return TYPED;
  if (/\b(Body|Form|Query)\s*\(/.test(`${text} ${value?.text ?? ''}`)) return TYPED;
  if (SENT_CLASS.test(text)) return TYPED;
  if (/\bSettings\b|\bConfig\b/.test(text)) return { origin: 'system', model: null, models: [] };
  return byName(name);
}

function originOfModel(model: UsedModel): ObjectOrigin {
  if (model.kind === 'settings') return { origin: 'system', model, models: [model] };
  if (model.kind === 'table') return { origin: 'stored', model, models: [model] };
  return {
    origin: /(In(DB|Db)|DB|Db|Stored|Row|Record|Entity|Document|Orm|ORM)$/.test(model.name) ? 'stored' : 'typed',
    model,
    models: [model],
  };
}

function originOfAttribute(node: SyntaxNode, { project }: CodePlace): ObjectOrigin {
  const dotted = dottedName(node);
  const model = dotted === null ? null : project.model(dotted);
  if (model) return { origin: model.kind === 'table' ? 'stored' : 'typed', model, models: [model] };
  const name = node.child('attribute')?.text ?? '';
  if (name === 'c' || name === 'columns') return STORED;
  return byName(name);
}

function byName(name: string): ObjectOrigin {
  const words = nameWords(name);
  if (words.some((word) => /^(db|stored|existing|row|record|found)$/.test(word))) return STORED;
  if (words.some((word) => SENT.test(word))) return TYPED;
  if (isSystemName(name)) return { origin: 'system', model: null, models: [] };
  return words.some((word) => ACCOUNT.test(word)) ? STORED : UNKNOWN;
}

function originOfCall(call: SyntaxNode, place: CodePlace, depth: number): ObjectOrigin {
  const callee = call.child('function');
  const name = dottedName(callee);
  const made = name === null ? null : place.project.model(name);
  if (made) return originOfModel(made);
  const method = callee?.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : (name ?? '');
  if (PARSES.test(method)) return TYPED;
  const object = callee?.type === 'attribute' ? callee.child('object') : null;
  if (/^(get|pop|setdefault|values|all|copy)$/.test(method) && isAccounts(object)) return STORED;
  const definition = name === null ? null : place.project.resolve(name);
  const binding = definition?.binding;
  if (binding?.kind === 'function' && definition?.path && binding.signature.returns) {
    const [key] = place.project.modelsIn(binding.signature.returns, definition.path);
    const model = key ? place.project.model(key.name, key.path) : null;
    if (model?.kind === 'table') return { origin: 'stored', model, models: [model] };
  }
  if (!nameWords(method).some((word) => GETS.test(word)) && !GETS.test(method)) return UNKNOWN;
  const model = tableIn(call, place);
  if (model) return { origin: 'stored', model, models: [model] };
  // `request.get("user")`, `os.environ.get(…)`
  const from = object ? originOf(object, place, depth + 1) : UNKNOWN;
  return from.origin === 'typed' || from.origin === 'system' ? from : STORED;
}

/** The table that an expression names: `db.query(models.User).filter(…).first()`. */
export function tableIn(expression: SyntaxNode, { project }: CodePlace): UsedModel | null {
  for (const call of nodesOfType(expression, 'call')) {
    for (const { value } of callArguments(call)) {
      const name = dottedName(value);
      const model = name !== null && /(^|\.)[A-Z]/.test(name) ? project.model(name) : null;
      if (model?.kind === 'table') return model;
    }
    const object = call.child('function')?.child('object') ?? null;
    const name = dottedName(object)?.replace(/\.objects$/, '') ?? null;
    const model = name !== null && /(^|\.)[A-Z]/.test(name) ? project.model(name) : null;
    if (model?.kind === 'table') return model;
  }
  return null;
}
