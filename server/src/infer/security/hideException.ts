// The edits that keep an exception's text from clients: a generic text in its place, and a log call.
// Must not know which answers are at fault.
import { dottedName } from '../../facts/expressions';
import type { FunctionFacts } from '../../facts/functions';
import { aliasOf } from '../../facts/raises';
import type { ProjectView } from '../../project/view';
import { type SyntaxNode, walk } from '../../syntax/node';
import { mentions } from '../localNames';
import type { ImportNames } from '../printType';
import type { Answer } from './answers';
import type { ExceptionPiece } from './exceptionText';
import { type GenericText, genericText } from './genericAnswer';
import { loggerFor } from './logger';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** A fix as rules hand it out. */
export interface HidingFix {
  readonly title: string;
  readonly safe: false;
  readonly edits: readonly Edit[];
  readonly imports: ImportNames['requested'];
  readonly moduleStatements?: readonly string[];
}

/** Where it is made. */
export interface HidingPlace {
  readonly region: { readonly text: string };
  readonly project: ProjectView;
  readonly imports: ImportNames;
}

/** The fix for one piece in one answer; null where it cannot be placed. */
export function hidesException(
  piece: ExceptionPiece,
  answer: Answer,
  facts: FunctionFacts,
  { region, project, imports }: HidingPlace,
): HidingFix | null {
  const target = targetOf(piece);
  const generic = genericText(piece, target, answer.status);
  const edits: Edit[] = [
    removePair(piece, target) ?? { start: target.start, end: target.end, newText: generic.literal },
  ];
  const unused = unusedAssignment(piece, target, facts);
  if (unused) {
    const edit = removeStatement(unused, region.text);
    if (edit) edits.push(edit);
  }
  let statement: string | null = null;
  const clause = piece.exception?.clause ?? null;
  const isLogged = logs(clause ?? facts.body, piece);
  if (!isLogged) {
    const logger = loggerFor(project, imports);
    const isOurs = unused !== null && statementOf(piece.node, facts.body) === unused;
    const at = isOurs || !clause || !holds(clause, piece.node) ? answer.statement : statementOf(piece.node, facts.body);
    // A log call that the handler does not reach would log nothing.
    const where = clause && !holds(clause, at ?? answer.statement) ? unused : at;
    const edit = where && insertBefore(where, logCall(logger.name, piece, generic, facts, project), region.text);
    if (!edit) return null;
    edits.push(edit);
    statement = logger.statement;
  }
  if (clause) edits.push(...keepAliasUsed(clause, edits, answer.statement));
  const verb = isLogged ? 'Answer' : 'Log the exception and answer';
  return {
    title: `${verb} ${generic.isConstant ? `"${generic.words}"` : 'without its text'} (clients see another text)`,
    safe: false,
    edits: merged(edits),
    imports: [...imports.requested],
    ...(statement === null ? {} : { moduleStatements: [statement] }),
  };
}

/** What the generic text replaces: the whole text in the answer; what a container was given, where it was given. */
function targetOf({ whole, through, throughWhole, isPutIn }: ExceptionPiece): SyntaxNode {
  if (!through || isPutIn) return whole;
  const isAssigned = whole.parent?.type === 'assignment' && whole.field === 'right';
  return isAssigned || whole.parent?.type === 'augmented_assignment' ? throughWhole! : whole;
}

/** A traceback that has a key of its own goes with its key. */
function removePair({ isTraceback }: ExceptionPiece, target: SyntaxNode): Edit | null {
  const pair = target.parent?.type === 'pair' ? target.parent : null;
  const all = pair?.parent?.items ?? [];
  if (!isTraceback || !pair || all.length < 2) return null;
  const at = all.indexOf(pair);
  if (at > 0) return { start: all[at - 1]!.end, end: pair.end, newText: '' };
  return { start: pair.start, end: all[1]!.start, newText: '' };
}

/** The assignment that nothing reads any more once the name in the answer is gone. */
function unusedAssignment(
  { through, isPutIn, whole }: ExceptionPiece,
  target: SyntaxNode,
  facts: FunctionFacts,
): SyntaxNode | null {
  if (!through || isPutIn || target === whole) return null;
  const assignment = whole.parent?.type === 'assignment' ? whole.parent : null;
  if (!assignment || assignment.child('left')?.text !== through.text) return null;
  let uses = 0;
  walk(facts.body, (node) => {
    if (node.type === 'identifier' && node.text === through.text) uses++;
    return true;
  });
  const statement = assignment.parent;
  return uses === 2 && statement?.type === 'expression_statement' ? statement : null;
}

const LOG_CALL =
  /(^|[._])(log(ger|ging)?|_log(ger)?)\b[\s\S]*\.(exception|error|critical|fatal|warning|warn|info|debug|log|aexception|aerror|msg)$/i;
const REPORTS =
  /(^|\.)(capture_exception|log_exception|log_error|report_exception|report_error|print_exc|record_exception|notice_error)$/;

/** Whether something in a handler logs the exception: its traceback, its text, or the name that holds that. */
function logs(block: SyntaxNode, { exception, through }: ExceptionPiece): boolean {
  const names = [exception?.name, through?.text].filter((name) => name !== undefined && name !== '');
  let found = false;
  walk(block, (node) => {
    if (node.type === 'call') {
      const callee = node.child('function');
      const name = callee?.text ?? '';
      const given = node.child('arguments');
      const tells =
        /exception$/i.test(name) ||
        /\b(exc_info|format_exc|format_exception)\b/.test(given?.text ?? '') ||
        names.some((each) => mentions(given, each!));
      found ||= (LOG_CALL.test(name) && tells) || REPORTS.test(dottedName(callee) ?? '');
    }
    return !found;
  });
  return found;
}

function logCall(
  logger: string,
  { exception }: ExceptionPiece,
  generic: GenericText,
  facts: FunctionFacts,
  project: ProjectView,
): string {
  const words =
    generic.isConstant && generic.isOwn && generic.words.includes(' ') ? generic.words : `${facts.name} failed`;
  const literal = `"${words.replace(/["\\]/g, '\\$&')}"`;
  if (exception && exception.clause === null) {
    const binding = project.binding(logger);
    const isLoguru = binding?.kind === 'import' && binding.module === 'loguru';
    return isLoguru
      ? `${logger}.opt(exception=${exception.name}).error(${literal})`
      : `${logger}.error(${literal}, exc_info=${exception.name})`;
  }
  return `${logger}.exception(${literal})`;
}

function holds(outer: SyntaxNode, inner: SyntaxNode): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The statement of a block in which a node stands. */
function statementOf(node: SyntaxNode, body: SyntaxNode): SyntaxNode | null {
  let at: SyntaxNode | null = node;
  while (at && at !== body && at.parent?.type !== 'block') at = at.parent;
  return at === body ? null : at;
}

function insertBefore(statement: SyntaxNode, text: string, source: string): Edit | null {
  const line = source.lastIndexOf('\n', statement.start - 1) + 1;
  const indent = source.slice(line, statement.start);
  if (!/^[ \t]*$/.test(indent)) return null;
  return { start: statement.start, end: statement.start, newText: `${text}\n${indent}` };
}

function removeStatement(statement: SyntaxNode, source: string): Edit | null {
  const line = source.lastIndexOf('\n', statement.start - 1) + 1;
  const next = source.indexOf('\n', statement.end);
  const isWhole = /^[ \t]*$/.test(source.slice(line, statement.start)) && next >= 0;
  // The only statement of its block has to stay.
  if (!isWhole || !/^[ \t]*$/.test(source.slice(statement.end, next)) || statement.parent?.items.length === 1)
    return null;
  return { start: line, end: next + 1, newText: '' };
}

/** What keeps `as e` from being left over: `from e` behind the exception that is raised, else it goes. */
function keepAliasUsed(clause: SyntaxNode, edits: readonly Edit[], statement: SyntaxNode): Edit[] {
  const alias = aliasOf(clause);
  const block = clause.childOfType('block');
  if (alias === null || !block) return [];
  let uses = 0;
  walk(block, (node) => {
    const isGone = edits.some((edit) => edit.start <= node.start && edit.end >= node.end && edit.end > edit.start);
    if (node.type === 'identifier' && node.text === alias && !isGone) uses++;
    return true;
  });
  if (uses > 0 || edits.some((edit) => edit.newText.includes(`=${alias})`))) return [];
  if (statement.type === 'raise_statement' && holds(clause, statement)) {
    return statement.child('cause') ? [] : [{ start: statement.end, end: statement.end, newText: ` from ${alias}` }];
  }
  const pattern = clause.child('value');
  const classes = pattern?.items[0];
  if (pattern?.type !== 'as_pattern' || !classes || mentions(classes, alias)) return [];
  return [{ start: classes.end, end: pattern.end, newText: '' }];
}

/** Insertions where something is removed go in front of what follows. */
function merged(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((one, other) => one.start - other.start || one.end - other.end);
}
