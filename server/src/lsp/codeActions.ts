// `textDocument/codeAction`: the fixes of the problems at a range, then ways to silence them, then all safe fixes at once;
// and what generators offer at the cursor.
// Must not know how edits are written; `resolveCodeAction.ts` makes them.
import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  CodeActionTriggerKind,
} from 'vscode-languageserver';
import { generatorOf } from '../generators';
import { isSafeHere } from '../linter/fixAll';
import type { PlacedProblem } from '../linter/lint';
import { suppressEdit } from '../linter/suppress';
import { offersAt, type PlacedOffer } from './generation';
import type { ActionData, ActionResolver } from './resolveCodeAction';
import type { Session } from './session';
import { toDiagnostic } from './toDiagnostic';

/** The kind under which editors run our fix-all on save. */
export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.fastidious`;

/** Actions beyond this many are of no use in a menu; a whole file selected would compute thousands. */
const MAXIMUM_FIXED_PROBLEMS = 50;

/** Answers `textDocument/codeAction`. */
export async function codeActions(
  { textDocument, range, context }: CodeActionParams,
  session: Session,
  resolver: ActionResolver,
  token: CancellationToken,
): Promise<CodeAction[]> {
  const { workspace, features } = session;
  const document = workspace.document(textDocument.uri);
  if (!document || !features.codeActionLiterals || token.isCancellationRequested) return [];
  const wants = (kind: string): boolean => isWanted(kind, context.only);
  const wantsQuickFixes = wants(CodeActionKind.QuickFix);
  const wantsRewrites = wants(CodeActionKind.RefactorRewrite);
  const wantsFixAll = context.only !== undefined && wants(FIX_ALL_KIND);
  if (!wantsQuickFixes && !wantsFixAll && !wantsRewrites) return [];
  await session.preparation.of(document);
  if (!workspace.isOpen(document) || token.isCancellationRequested) return [];
  const { version } = document;
  const named = { uri: document.uri, version };
  const actions: { action: CodeAction; data: ActionData }[] = [];
  let hasSafeFix = false;
  const start = document.lines.offsetAt(range.start);
  const end = document.lines.offsetAt(range.end);
  const offered = new Set<string>();
  const offer = ({ generator, offer, subject }: PlacedOffer, action: Omit<CodeAction, 'title'>): void => {
    const { title } = offer;
    if (offered.has(`${generator.id} ${title}`)) return;
    offered.add(`${generator.id} ${title}`);
    const data = { ...named, do: 'generate', generator: generator.id, offset: subject.offset, title } as const;
    actions.push({ action: { title, ...action }, data });
  };
  if (wantsQuickFixes) {
    const { problems, request } = workspace.judge(document);
    const met = problems.filter((each) => each.start <= end && each.end >= start).slice(0, MAXIMUM_FIXED_PROBLEMS);
    for (const problem of met) {
      const diagnostics = [toDiagnostic(problem, document, features, session.others.linesOf)];
      for (const [index, fix] of workspace.linter.fixes(problem, request).entries()) {
        hasSafeFix ||= isSafeHere(fix);
        const action: CodeAction = { title: fix.title, kind: CodeActionKind.QuickFix, diagnostics };
        if (fix.preferred && features.preferredActions) action.isPreferred = true;
        actions.push({ action, data: { ...named, do: 'fix', ...namesOf(problem), index, title: fix.title } });
      }
    }
    for (const problem of met) {
      const generators = (problem.rule.generators ?? []).flatMap((id) => generatorOf(id) ?? []);
      if (generators.length === 0) continue;
      const diagnostics = [toDiagnostic(problem, document, features, session.others.linesOf)];
      for (const each of offersAt(document, problem.start, session, generators)) {
        offer(each, { kind: CodeActionKind.QuickFix, diagnostics });
      }
    }
    for (const problem of firstOfEachRule(met)) {
      const { id } = problem.rule;
      const diagnostics = [toDiagnostic(problem, document, features, session.others.linesOf)];
      const silencing = { kind: CodeActionKind.QuickFix, diagnostics };
      if (suppressEdit(problem, document.file)) {
        const action = { title: `Suppress ${id} for this line`, ...silencing };
        actions.push({ action, data: { ...named, do: 'suppress', ...namesOf(problem) } });
      }
    }
    for (const problem of firstOfEachRule(met)) {
      const { id } = problem.rule;
      if (!(await resolver.canTurnOff(id, document))) continue;
      const diagnostics = [toDiagnostic(problem, document, features, session.others.linesOf)];
      const action = { title: `Turn ${id} off for this project`, kind: CodeActionKind.QuickFix, diagnostics };
      actions.push({ action, data: { ...named, do: 'turnOff', rule: id } });
    }
  }
  if (wantsRewrites) {
    for (const each of offersAt(document, start, session)) offer(each, { kind: CodeActionKind.RefactorRewrite });
  }
  if (wantsFixAll) {
    const action = { title: 'Fix all safe problems', kind: FIX_ALL_KIND };
    actions.push({ action, data: { ...named, do: 'fixAll' } });
  } else if (hasSafeFix && (features.resolvesEdits || context.triggerKind !== CodeActionTriggerKind.Automatic)) {
    const action = { title: 'Fix all safe problems in this file', kind: CodeActionKind.QuickFix };
    actions.push({ action, data: { ...named, do: 'fixAll' } });
  }
  const mayCreate = features.documentChanges && features.createsFiles;
  const whole: CodeAction[] = [];
  for (const { action, data } of actions) {
    if (token.isCancellationRequested) return [];
    // A generator may want to make a file: where that cannot be done, nothing is offered that needs it.
    if (features.resolvesEdits && !wantsFixAll && (data.do !== 'generate' || mayCreate)) {
      whole.push({ ...action, data });
      continue;
    }
    const resolved = await resolver.resolve(action, data);
    if (resolved?.edit || resolved?.command) whole.push(resolved);
  }
  return whole;
}

/** Whether a kind is asked for: any when nothing is said, else those that the asked ones contain. */
function isWanted(kind: string, only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
}

/** What finds a problem again in the same version. */
function namesOf(problem: PlacedProblem): { rule: string; start: number; end: number; message: string } {
  return { rule: problem.rule.id, start: problem.start, end: problem.end, message: problem.message };
}

function firstOfEachRule(problems: readonly PlacedProblem[]): PlacedProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ rule }) => !seen.has(rule.id) && seen.add(rule.id));
}
