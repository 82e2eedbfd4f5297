// Where a path operation takes credentials, a header or cookie by its name, and whether it checks them itself.
// Must not know fixes.
import { isScope } from '../../facts/bindings';
import {
  argumentFor,
  callArguments,
  dottedName,
  lastName,
  stringValue,
  unparenthesized,
} from '../../facts/expressions';
import type { FunctionFacts, ParameterFacts } from '../../facts/functions';
import type { ProjectView } from '../../project/view';
import { nodesOfType, type SyntaxNode, walk } from '../../syntax/node';
import { usesOfParameter } from '../localNames';
import { statusIn } from '../statusValue';
import { isRequest } from './requestBody';

/** One header or cookie with credentials. */
export interface Credential {
  readonly kind: 'header' | 'cookie';
  /** As the request names it: `Authorization`, `session_id`. */
  readonly name: string;
  /** The parameter that takes it, or the request in which it is looked up. */
  readonly parameter: ParameterFacts;
  /** The expressions that read it from the request; empty for a parameter of its own. */
  readonly reads: readonly SyntaxNode[];
}

const HEADER =
  /^(proxy-)?authorization$|^token$|^x-(token|auth|secret|user-token|session(-id|-token)?|(admin|internal|service|access|auth|client)-?(key|token|secret))$|(^|-)(api-?key|auth-?token|access-?token|auth-?key|secret-?key|bearer-?token)$/i;
const COOKIE =
  /^(\w*[_-])?(session(_?id|_?token|_?cookie|_?key)?|sid|access_?token|auth(_?token)?|jwt|id_?token|user_?token|api_?key)$|^token$/i;
const OTHERS = /csrf|xsrf|hub|signature|webhook|telegram|refresh|idempot|consent|state/i;

/** The credentials that a function takes, parameters first. */
export function readCredentials(facts: FunctionFacts, project: ProjectView): Credential[] {
  const found: Credential[] = [];
  for (const parameter of facts.parameters) {
    const own = declared(parameter, project);
    if (own) found.push({ ...own, parameter, reads: [] });
  }
  for (const parameter of facts.parameters) {
    if (!isRequest(parameter, project)) continue;
    const reads = new Map<string, { kind: Credential['kind']; name: string; reads: SyntaxNode[] }>();
    for (const use of usesOfParameter(facts.body, parameter.name).nodes) {
      const read = lookedUp(use, project);
      if (!read) continue;
      const key = `${read.kind} ${read.name.toLowerCase()}`;
      const known = reads.get(key);
      if (known) known.reads.push(read.node);
      else reads.set(key, { kind: read.kind, name: read.name, reads: [read.node] });
    }
    for (const each of reads.values()) found.push({ ...each, parameter });
  }
  return found;
}

/** A parameter that is a header or cookie with credentials. */
function declared(
  { name, annotation, default: value }: ParameterFacts,
  project: ProjectView,
): Pick<Credential, 'kind' | 'name'> | null {
  for (const node of [annotation, value]) {
    for (const call of node ? nodesOfType(node, 'call') : []) {
      const callee = dottedName(call.child('function')) ?? '';
      if (!/^(Header|Cookie)$/.test(lastName(callee))) continue;
      const definition = project.resolve(callee);
      if (definition && !/^fastapi\b/.test(definition.qualifiedName)) continue;
      const kind = lastName(callee) === 'Header' ? 'header' : 'cookie';
      const alias = stringValue(argumentFor(call, 'alias'));
      const own = alias ?? (kind === 'header' ? name.replaceAll('_', '-') : name);
      if (isCredential(kind, own)) return { kind, name: alias ?? (kind === 'header' ? titled(own) : own) };
    }
  }
  return null;
}

/** `X-Api-Key` of `x-api-key`. */
function titled(header: string): string {
  return header.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
}

function isCredential(kind: Credential['kind'], name: string): boolean {
  return !OTHERS.test(name) && (kind === 'header' ? HEADER : COOKIE).test(name);
}

/** `request.headers["x"]`, `request.cookies.get("x")`, `"x" in request.headers`. */
function lookedUp(
  use: SyntaxNode,
  project: ProjectView,
): (Pick<Credential, 'kind' | 'name'> & { node: SyntaxNode }) | null {
  const attribute = use.parent?.type === 'attribute' && use.field === 'object' ? use.parent : null;
  const place = attribute?.child('attribute')?.text ?? '';
  if (!attribute || !/^(headers|cookies)$/.test(place)) return null;
  const kind = place === 'headers' ? 'header' : 'cookie';
  const { parent } = attribute;
  let node: SyntaxNode | null = null;
  let key: SyntaxNode | null = null;
  if (parent?.type === 'subscript' && attribute.field === 'value') {
    node = parent;
    key = parent.childrenIn('subscript')[0] ?? null;
  } else if (
    parent?.type === 'attribute' &&
    parent.child('attribute')?.text === 'get' &&
    parent.parent?.type === 'call'
  ) {
    node = parent.parent;
    key = callArguments(node)[0]?.value ?? null;
  } else if (parent?.type === 'comparison_operator') {
    node = parent;
    key = parent.items[0] ?? null;
  }
  const name = key && textOf(key, project);
  return node && name !== null && isCredential(kind, name) ? { kind, name, node } : null;
}

/** A text, also by the name of a constant of the project. */
function textOf(node: SyntaxNode, project: ProjectView): string | null {
  const text = stringValue(node);
  if (text !== null) return text;
  const name = dottedName(node);
  const binding = name === null ? null : project.resolve(name)?.binding;
  const value = binding?.kind === 'variable' ? /^(["'])([\w-]+)\1$/.exec(binding.value ?? '') : null;
  return value ? value[2]! : null;
}

/** The names of a function that hold a credential or what was made of it, and the test whether a node has to do with it. */
export interface Tainted {
  readonly names: ReadonlySet<string>;
  holds(node: SyntaxNode): boolean;
}

/** Follows a credential through the assignments of a function's body. */
export function followCredential({ parameter, reads }: Credential, facts: FunctionFacts): Tainted {
  const names = new Set<string>(reads.length === 0 ? [parameter.name] : []);
  const holds = (node: SyntaxNode): boolean => {
    let found = false;
    walk(node, (each) => {
      if (each.type === 'identifier' && names.has(each.text) && each.field !== 'attribute') {
        found ||= !(each.parent?.type === 'keyword_argument' && each.field === 'name');
      }
      found ||= reads.includes(each);
      return !found;
    });
    return found;
  };
  for (let before = -1; before < names.size; ) {
    before = names.size;
    walk(facts.body, (node) => {
      if (isScope(node)) return false;
      if (node.type === 'assignment' || node.type === 'named_expression') {
        const left = node.child('left') ?? node.child('name');
        const right = node.child('right') ?? node.child('value');
        if (left && right && !/^(attribute|subscript)$/.test(left.type) && holds(right)) {
          for (const { text } of nodesOfType(left, 'identifier')) names.add(text);
        }
      }
      return true;
    });
  }
  return { names, holds };
}

const VERIFIES =
  /verif|decode|validat|authenticat|authori[sz]e|check_|_check|current_user|user_(from|by)|get_user|parse_token|jwt|is_valid|introspect|(get|load|find|read|lookup)_session|session_user|unsign|compare_digest/i;

/** Whether a function checks a credential itself: refuses without it, compares it, or has it verified. */
export function checksCredential(tainted: Tainted, facts: FunctionFacts): boolean {
  let found = false;
  walk(facts.body, (node) => {
    if (isScope(node)) return false;
    found ||= isCheck(node, tainted);
    return !found;
  });
  return found;
}

/** Whether a node, what is in it left out, is a check of a credential. */
export function isCheck(node: SyntaxNode, { holds }: Tainted): boolean {
  switch (node.type) {
    case 'if_statement':
    case 'elif_clause': {
      const condition = node.child('condition');
      return condition !== null && holds(condition) && refuses(node);
    }
    case 'assert_statement':
      return holds(node);
    case 'comparison_operator': {
      const [left, right] = node.items.filter((item) => item.field !== 'operators');
      const isEquality = node.childrenIn('operators').every(({ text }) => text === '==' || text === '!=');
      const others = [left, right].filter((item) => item && !holds(item));
      const isLiteral = others.some(
        (item) => item && /^(string|none|integer|true|false)$/.test(unparenthesized(item).type),
      );
      return isEquality && others.length === 1 && !isLiteral;
    }
    case 'call': {
      const callee = dottedName(node.child('function')) ?? node.child('function')?.child('attribute')?.text ?? '';
      return VERIFIES.test(lastName(callee)) || /^(jwt|jose)\./.test(callee)
        ? callArguments(node).some(({ value }) => holds(value))
        : false;
    }
    default:
      return false;
  }
}

/** Whether a branch ends the request: an exception, an answer with 401 or 403, a redirect. */
function refuses(branch: SyntaxNode): boolean {
  let found = false;
  walk(branch, (node) => {
    if (isScope(node)) return false;
    if (node.type === 'raise_statement') found = true;
    if (node.type === 'return_statement' && node.items[0]?.type === 'call') {
      const call = node.items[0];
      const name = lastName(dottedName(call.child('function')) ?? '');
      const status = statusIn(argumentFor(call, 'status_code', null));
      found ||= /Redirect/.test(name) || status === 401 || status === 403;
    }
    return !found;
  });
  return found;
}
