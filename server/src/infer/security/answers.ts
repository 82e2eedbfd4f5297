// What a function sends to clients: exceptions that become answers, responses, returned values, each with its status.
// Must not know what is wrong with them.
import { isScope } from '../../facts/bindings';
import { type Argument, callArguments, dottedName, lastName, unparenthesized } from '../../facts/expressions';
import type { FunctionFacts } from '../../facts/functions';
import type { ProjectView } from '../../project/view';
import { type SyntaxNode, walk } from '../../syntax/node';
import { isResponseClass } from '../responseClass';
import { statusIn } from '../statusValue';

/** One answer. */
export interface Answer {
  /** The `raise` or `return` statement. */
  readonly statement: SyntaxNode;
  /** Null where it is not known. */
  readonly status: number | null;
  /** What makes it: `HTTPException`, `JSONResponse`; empty for a value that FastAPI sends as it is. */
  readonly maker: string;
  /** The expressions that clients get to see. */
  readonly payload: readonly SyntaxNode[];
}

/** The answers of a function's own body; `values` says whether what it returns is one. */
export function readAnswers(facts: FunctionFacts, project: ProjectView, values: boolean): Answer[] {
  const found: Answer[] = [];
  walk(facts.body, (node) => {
    if (isScope(node)) return false;
    if (node.type === 'raise_statement') {
      const raised = node.items.find((item) => item.field !== 'cause');
      const answer = raised && raisedAnswer(unparenthesized(raised), node, project);
      if (answer) found.push(answer);
      return false;
    }
    if (node.type === 'return_statement') {
      const value = node.items[0] && unparenthesized(node.items[0]);
      const answer =
        value && (responseAnswer(value, node, project) ?? (values ? valueAnswer(value, node, project) : null));
      if (answer) found.push(answer);
      return false;
    }
    return true;
  });
  return found;
}

/** Whether a class is FastAPI's `HTTPException` or one that descends from it. */
export function isHttpException(name: string, project: ProjectView): boolean {
  const definition = project.resolve(name);
  if (definition?.path == null) {
    return /(^|\.)(HTTPException|HttpException)$/.test(definition?.qualifiedName ?? name);
  }
  const ancestry = project.ancestors(name);
  return ancestry?.outside.some((each) => /HTTPException$/.test(each)) ?? false;
}

const NO_TEXT = /^(status_code|media_type|background|status)$/;

function raisedAnswer(raised: SyntaxNode, statement: SyntaxNode, project: ProjectView): Answer | null {
  const name = raised.type === 'call' ? dottedName(raised.child('function')) : null;
  if (name === null || !isHttpException(name, project)) return null;
  const all = callArguments(raised);
  const isPlain = project.resolve(name)?.path == null;
  const written = all.find((argument) => argument.name === 'status_code')?.value ?? (isPlain ? first(all) : null);
  const payload = all.flatMap(({ name: keyword, value, star }, i) =>
    NO_TEXT.test(keyword ?? '') || star !== '' || (isPlain && i === 0 && keyword === null) ? [] : [value],
  );
  return { statement, status: statusIn(written), maker: lastName(name), payload };
}

function first(all: readonly Argument[]): SyntaxNode | null {
  return all[0]?.name === null && all[0].star === '' ? all[0].value : null;
}

function responseAnswer(value: SyntaxNode, statement: SyntaxNode, project: ProjectView): Answer | null {
  const call = value.type === 'await' ? unparenthesized(value.items[0]!) : value;
  const name = call.type === 'call' ? dottedName(call.child('function')) : null;
  if (name === null) return null;
  const isClass = isResponseClass(name, project) && project.model(name) === null;
  if (!isClass && !givesResponse(name, project)) return null;
  const all = callArguments(call);
  const written = all.find((argument) => argument.name === 'status_code' || argument.name === 'status')?.value;
  const second = isClass && all[1]?.name === null ? all[1].value : undefined;
  const payload = all.flatMap(({ name: keyword, value: each, star }) =>
    NO_TEXT.test(keyword ?? '') || star !== '' || each === second ? [] : [each],
  );
  const given = written ?? second;
  const status = given ? statusIn(given) : isClass && !all.some(({ star }) => star !== '') ? 200 : null;
  return { statement, status, maker: lastName(name), payload };
}

/** A function of the project that is annotated to give a response. */
function givesResponse(name: string, project: ProjectView): boolean {
  const definition = project.resolve(name);
  if (definition?.binding?.kind !== 'function') return false;
  const returns = definition.binding.signature.returns?.replace(/^["']|["']$/g, '') ?? '';
  return /^([\w.]+\.)?(JSON|ORJSON|UJSON|HTML|PlainText)?Response$/.test(returns);
}

function valueAnswer(value: SyntaxNode, statement: SyntaxNode, project: ProjectView): Answer | null {
  switch (value.type) {
    case 'tuple':
    case 'expression_list': {
      // `{"error": …}, 500`, as other frameworks have it.
      const [body, status, ...more] = value.items;
      const number = status && more.length === 0 ? statusIn(status) : null;
      return { statement, status: number ?? 200, maker: '', payload: number === null ? value.items : [body!] };
    }
    case 'dictionary':
    case 'list':
    case 'string':
    case 'concatenated_string':
    case 'binary_operator':
    case 'identifier':
    case 'conditional_expression':
      return { statement, status: statusSetBefore(statement), maker: '', payload: [value] };
    case 'call': {
      const name = dottedName(value.child('function'));
      const isKnown = name !== null && (/^(dict|str|repr)$/.test(name) || project.model(name) !== null);
      return isKnown ? { statement, status: statusSetBefore(statement), maker: '', payload: [value] } : null;
    }
    default:
      return null;
  }
}

/** The status of what FastAPI sends itself: `response.status_code = 500` in the same block, else a success. */
function statusSetBefore(statement: SyntaxNode): number | null {
  let status: number | null = 200;
  for (const each of statement.parent?.items ?? []) {
    if (each === statement) break;
    const assignment = each.type === 'expression_statement' ? each.items[0] : null;
    if (assignment?.type !== 'assignment' || assignment.child('left')?.child('attribute')?.text !== 'status_code')
      continue;
    status = statusIn(assignment.child('right'));
  }
  return status;
}
