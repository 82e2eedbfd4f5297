// Whether something is logged on the way to a statement, in its function or for it by others.
// Must not know why anybody asks. (rules.md, security, `unlogged-auth-failure`.)
import { isScope } from '../../facts/bindings';
import { NEVER_RETURNING, passes } from '../../facts/controlFlow';
import { readExports } from '../../facts/exports';
import { dottedName, lastName } from '../../facts/expressions';
import type { FunctionFacts } from '../../facts/functions';
import { isLogCall } from '../../facts/logCalls';
import { nameWords } from '../../facts/nameWords';
import { type SyntaxNode, walk } from '../../syntax/node';
import { findDependencies } from '../dependencyText';
import { descendsFrom } from '../exceptions';
import type { CodePlace } from './digests';
import type { Refusal } from './refusals';

/** Where it is asked. */
export interface LoggedPlace extends CodePlace {
  readonly occurrence: number;
}

/** Whether a refusal is logged: before it, by who catches it, calls it, stands around it, or handles all. */
export function isLogged(refusal: Refusal, facts: FunctionFacts, place: LoggedPlace): boolean {
  return (
    isLoggedBefore(refusal, facts.body, place) ||
    isLoggedAround(facts, place) ||
    isLoggedCentrally(refusal, place) ||
    isLoggedByCallers(facts, place)
  );
}

const never = (name: string): boolean => NEVER_RETURNING.has(name);

/** Whether the way from the body's start to the statement goes, or may go, past a log call. */
function isLoggedBefore(refusal: Refusal, body: SyntaxNode, place: LoggedPlace): boolean {
  if (logsIn(refusal.statement, place)) return true;
  let child: SyntaxNode = refusal.statement;
  for (let at = child.parent; at && child !== body; child = at, at = at.parent) {
    switch (at.type) {
      case 'block':
        for (const statement of at.items) {
          if (statement.start >= child.start) break;
          if (logsInPassing(statement, place)) return true;
        }
        break;
      case 'if_statement':
      case 'elif_clause':
      case 'while_statement':
        if (logsIn(at.child('condition'), place)) return true;
        break;
      case 'for_statement':
        if (logsIn(at.child('right'), place)) return true;
        break;
      case 'with_statement':
        if (logsIn(at.childOfType('with_clause'), place)) return true;
        break;
      case 'match_statement':
        if (logsIn(at.child('subject'), place)) return true;
        break;
      case 'try_statement':
        if (logsInTry(at, child, refusal, place)) return true;
        break;
    }
  }
  return false;
}

/** What stands before an `except` clause, catches what its body raises, or runs at the end. */
function logsInTry(node: SyntaxNode, child: SyntaxNode, { exception }: Refusal, place: LoggedPlace): boolean {
  const last = node.childOfType('finally_clause');
  if (last && child !== last && logsIn(last, place)) return true;
  // A handler comes after as much of the body as has run.
  if (child.field !== 'body') return child.type === 'else_clause' && logsInBlock(node.child('body'), place);
  if (exception === null) return false;
  return node.children.some((clause) => {
    if (clause.type !== 'except_clause') return false;
    const values = clause
      .childrenIn('value')
      .map((value) => (value.type === 'as_pattern' ? value.items[0] : value)?.text ?? '');
    const names = values.flatMap((text) => text.match(/[A-Za-z_][\w.]*/g) ?? []);
    const takes =
      names.length === 0 ||
      names.some((name) => /^(Base)?Exception$/.test(lastName(name)) || descendsFrom(exception, name, place.project));
    return takes && logsIn(clause, place);
  });
}

function logsInBlock(block: SyntaxNode | null, place: LoggedPlace): boolean {
  return block !== null && passes(block, never) !== 'no' && block.items.some((each) => logsInPassing(each, place));
}

/** Whether a statement logs on some way through it that comes out at its end. */
function logsInPassing(statement: SyntaxNode, place: LoggedPlace): boolean {
  switch (statement.type) {
    case 'if_statement': {
      if (logsIn(statement.child('condition'), place)) return true;
      if (logsInBlock(statement.child('consequence'), place)) return true;
      return statement.childrenIn('alternative').some((each) => {
        if (logsIn(each.child('condition'), place)) return true;
        return logsInBlock(each.child('consequence') ?? each.child('body'), place);
      });
    }
    case 'try_statement': {
      const blocks = statement.children.flatMap((each) =>
        each.field === 'body'
          ? [each]
          : /_clause$/.test(each.type)
            ? [each.childOfType('block') ?? each.child('body')]
            : [],
      );
      return blocks.some((block) => logsInBlock(block, place));
    }
    case 'with_statement':
      return logsIn(statement.childOfType('with_clause'), place) || logsInBlock(statement.child('body'), place);
    case 'match_statement':
      return logsIn(statement, place);
    case 'function_definition':
    case 'class_definition':
    case 'decorated_definition':
      return false;
    default:
      return logsIn(statement, place);
  }
}

/** Whether a stretch of code has a call that logs, or that leads to a function of the project that does. */
function logsIn(node: SyntaxNode | null, { project, owner }: LoggedPlace): boolean {
  let found = false;
  if (!node) return false;
  walk(node, (each) => {
    if (found || isScope(each)) return false;
    if (each.type !== 'call') return true;
    if (isLogCall(each)) found = true;
    else {
      const callee = each.child('function');
      const name = dottedName(callee) ?? (callee?.type === 'attribute' ? `?.${callee.child('attribute')?.text}` : null);
      found = name !== null && project.callLogs(name, owner?.name ?? null);
    }
    return !found;
  });
  return found;
}

const LOGS = /^(log|logs|logged|logging|audit|audited|audits|auditing)$/;

function isLogName(name: string): boolean {
  const words = nameWords(lastName(name));
  return words.some((word, i) => LOGS.test(word) && !/^(in|out|on|off|into)$/.test(words[i + 1] ?? ''));
}

/** Decorators and dependencies that log. */
function isLoggedAround(facts: FunctionFacts, place: LoggedPlace): boolean {
  const { project, region, occurrence } = place;
  for (const { name } of facts.decorators) {
    if (name !== null && (isLogName(name) || project.callLogs(name, null))) return true;
  }
  const texts = facts.parameters.flatMap(({ annotation, default: value }) => [
    annotation?.text ?? '',
    value?.text ?? '',
  ]);
  for (const operation of project.operations(readExports(region), occurrence)) {
    if (operation.handlerSpan?.start !== facts.nameSpan.start) continue;
    texts.push(...operation.dependencies.map(({ text }) => text ?? ''));
  }
  return texts.flatMap(findDependencies).some(({ name }) => {
    if (name === null) return false;
    if (isLogName(name)) return true;
    // What comes after its `yield` sees the exception.
    const binding = project.resolve(name)?.binding;
    return binding?.kind === 'function' && binding.signature.isGenerator && project.callLogs(name, null);
  });
}

/** Exception handlers and middlewares. */
function isLoggedCentrally({ exception, status }: Refusal, { project }: LoggedPlace): boolean {
  const { all, handled } = project.centralLogs();
  if (all || handled.includes(String(status))) return true;
  if (exception === null || handled.length === 0) return false;
  const names = project.ancestors(exception)?.names ?? [exception];
  return handled.some((each) => {
    if (/^(fastapi|starlette)(\.exceptions)?\.HTTPException$/.test(each) || each === 'HTTPException')
      return names.some((name) => /(^|\.)(Starlette)?HTTPException$/.test(name));
    return names.includes(each) || names.some((name) => lastName(name) === each);
  });
}

function isLoggedByCallers(facts: FunctionFacts, { project, owner }: LoggedPlace): boolean {
  if (facts.enclosing || facts.localClass) return false;
  return project.callersLog(facts.name, owner?.name ?? null);
}
