// Runs the rules over a file: keeps what they said per region, drops what is suppressed or does not parse, places the rest.
// Must not know the protocol, files or what the single rules look for.
import { classSignatureOf } from '../facts/bindings';
import type { ClassFacts } from '../facts/classes';
import { readClassRegion } from '../facts/classes';
import { type FunctionFacts, readFunctions } from '../facts/functions';
import { makeRegion, type Region } from '../facts/region';
import type { PlacedRegion, SourceFile } from '../facts/sourceFile';
import { type ProjectView, SOURCE_QUESTIONS, TEXT_QUESTIONS } from '../project/view';
import { closest, innermostNode, type Span, SyntaxNode, spansMeet } from '../syntax/node';
import { resolveFix } from './edits';
import { collectImports } from './imports';
import type { Context, FileFix, FileRule, FixContext, Problem, Related, Rule, Severity } from './rule';
import type { FileSettings } from './settings';
import { mapSuppressions } from './suppressions';
import { type Ask, stillHolds, track } from './tracking';

/** A problem at its place in the file. */
export interface PlacedProblem {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly message: string;
  /** UTF-16 offsets in the file. */
  readonly start: number;
  readonly end: number;
  readonly startPosition: Position;
  readonly endPosition: Position;
  readonly related: readonly PlacedRelated[];
  /** What the engine needs to make the fix. */
  readonly origin: ProblemOrigin;
}

/** Zero-based line and UTF-16 column. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface PlacedRelated {
  readonly message: string;
  /** Offsets in `path`, or in the same file when that is null. */
  readonly path: string | null;
  readonly start: number;
  readonly end: number;
}

interface ProblemOrigin {
  readonly placed: PlacedRegion;
  readonly problem: Problem;
  readonly target: unknown;
  /** Lines, from the region's first, on which a comment silences it. */
  readonly lines: readonly number[];
}

interface Found {
  readonly rule: Rule;
  readonly problem: Problem;
  readonly target: unknown;
  readonly startPosition: Position;
  readonly endPosition: Position;
  /** Lines, from the region's first, on which a comment silences it. */
  readonly lines: readonly number[];
}

interface Judgement {
  readonly file: FileSettings;
  /** The class around it as far as rules on its methods may read it, printed. */
  readonly owner: string;
  readonly found: readonly Found[];
  readonly asks: readonly Ask[];
  /** Those of them whose answers a change of mere texts, or of what is passed on, may touch. */
  readonly textAsks: readonly Ask[];
  /** Those of them whose answers a change of mere texts may touch. */
  readonly sourceAsks: readonly Ask[];
  /** The view's state in which the asks were last known to hold. */
  state: unknown;
  /** The same for all but texts, and for all but texts and what is passed on. */
  background: object;
  structure: object;
}

/** What is asked of a lint: the rules' choice and what stands around the file. */
export interface LintRequest {
  readonly file: SourceFile;
  readonly settings: FileSettings;
  readonly project: ProjectView;
  /** Changes whenever an answer of `project` may have changed. */
  readonly projectState: unknown;
}

/** Told of a rule that crashed; the others go on. */
export type CrashListener = (rule: Rule, path: string, error: unknown) => void;

/**
 * Makes a linter for a set of rules. It keeps, per region, what the rules said; everything else comes with each call.
 */
export function createLinter(rules: readonly Rule[], onCrash: CrashListener): Linter {
  return new Linter(rules, onCrash);
}

export class Linter {
  private readonly active = new WeakMap<FileSettings, readonly Rule[]>();
  /** By region, and by which of several regions of the same text it is. */
  private readonly judgements = new WeakMap<Region, (readonly Judgement[])[]>();
  private readonly crashed = new Set<string>();

  constructor(
    readonly rules: readonly Rule[],
    private readonly onCrash: CrashListener,
  ) {}

  /** The problems of a file, in source order. Never throws: a rule that does is reported and left out. */
  lint(request: LintRequest): PlacedProblem[] {
    const steps = this.lintInSteps(request);
    let step = steps.next();
    while (!step.done) step = steps.next();
    return step.value;
  }

  /**
   * As `lint`, with a pause before each region that must be judged anew: whoever asks may take other work in between,
   * and must give up when the file has changed meanwhile.
   */
  *lintInSteps(request: LintRequest): Generator<undefined, PlacedProblem[]> {
    const { file, settings } = request;
    const active = this.rulesFor(settings);
    if (active.length === 0) return [];
    const suppressions = mapSuppressions(file.regions);
    const problems: PlacedProblem[] = [];
    let isSorted = true;
    for (const placed of file.regions) {
      if (placed.region.node.type === 'ERROR') continue;
      let judged = this.recall(placed, request);
      if (!judged) {
        yield;
        judged = this.judge(placed, request, active);
      }
      for (const found of judged) {
        if (suppressions.isSilenced(found.rule, found.lines, placed.line)) continue;
        const problem = placeProblem(found, placed, problemSeverity(found, settings), request.project);
        isSorted &&= problems.length === 0 || compareSpans(problems.at(-1)!, problem) <= 0;
        problems.push(problem);
      }
    }
    const ofFile = active.flatMap((rule) => (rule.scope === 'file' ? (this.judgeFile(rule, request) ?? []) : []));
    for (const { found, placed } of ofFile) {
      if (suppressions.isSilenced(found.rule, found.lines, placed.line)) continue;
      isSorted = false;
      problems.push(placeProblem(found, placed, problemSeverity(found, settings), request.project));
    }
    return isSorted ? problems : problems.sort(compareSpans);
  }

  /** What a rule says of the whole file, on its first line. */
  private judgeFile(
    rule: FileRule,
    { file, settings, project }: LintRequest,
  ): { found: Found; placed: PlacedRegion } | null {
    if (file.regions[0]?.region.kind === 'text') return null;
    try {
      const target = { regions: file.regions };
      const message = rule.check(target, { file: settings, project });
      if (message === null) return null;
      const placed = firstLineOf(file);
      const line = /^[^\r\n]*/.exec(placed.region.text)![0].length;
      const found = describe(rule, { span: { start: 0, end: line }, message }, target, placed.region);
      return found && { found, placed };
    } catch (error) {
      this.report(rule, file.path, error);
      return null;
    }
  }

  /**
   * The fixes of a problem, as edits of files. The problem must be of the file's present text.
   * @returns the best first; empty when there is none or the rule crashed
   */
  fixes(found: PlacedProblem, request: LintRequest): FileFix[] {
    const { rule, origin } = found;
    if (!rule.fix) return [];
    const { file } = request;
    const context = fixContext(origin.placed, request);
    try {
      const fixes = rule.fix(origin.problem, origin.target as never, context);
      return fixes.map((fix) => resolveFix(fix, file, origin.placed));
    } catch (error) {
      this.report(rule, file.path, error);
      return [];
    }
  }

  /** The rules that run for a file; asked anew only when its settings change. */
  private rulesFor(settings: FileSettings): readonly Rule[] {
    let active = this.active.get(settings);
    if (!active) {
      active = this.rules.filter((rule) => severityOf(rule, settings) !== null);
      this.active.set(settings, active);
    }
    return active;
  }

  /** What was said of a region when everything that was asked had the answer that it has now; null when nothing was. */
  private recall(placed: PlacedRegion, request: LintRequest): readonly Found[] | null {
    const known = this.judgements.get(placed.region)?.[placed.occurrence];
    if (!known) return null;
    const { settings, project, projectState } = request;
    const owner = ownerPrintOf(placed);
    for (const judgement of known) {
      if (judgement.file !== settings || judgement.owner !== owner) continue;
      if (judgement.state === projectState) return judgement.found;
      const asks =
        judgement.structure !== project.structure
          ? judgement.asks
          : judgement.background !== project.background
            ? judgement.textAsks
            : judgement.sourceAsks;
      if (stillHolds(asks, project)) {
        judgement.state = projectState;
        judgement.background = project.background;
        judgement.structure = project.structure;
        return judgement.found;
      }
    }
    return null;
  }

  private judge(placed: PlacedRegion, request: LintRequest, active: readonly Rule[]): readonly Found[] {
    const { settings, project, projectState } = request;
    const { occurrence } = placed;
    const owner = placed.owner ? readClassRegion(placed.owner.region) : null;
    const { view, asks } = track(project);
    const context: Context = {
      region: placed.region,
      owner,
      file: settings,
      project: view,
      occurrence,
    };
    const found: Found[] = [];
    for (const rule of active) {
      try {
        for (const [problem, target] of run(rule, context)) {
          const one = describe(rule, problem, target, placed.region);
          if (one) found.push(one);
        }
      } catch (error) {
        this.report(rule, request.file.path, error);
      }
    }
    found.sort((one, other) => compareSpans(one.problem.span, other.problem.span));
    const ownerPrint = ownerPrintOf(placed);
    const judgement: Judgement = {
      file: settings,
      owner: ownerPrint,
      found,
      asks,
      textAsks: asks.filter(({ method }) => TEXT_QUESTIONS.has(method)),
      sourceAsks: asks.filter(({ method }) => SOURCE_QUESTIONS.has(method)),
      state: projectState,
      background: project.background,
      structure: project.structure,
    };
    let twins = this.judgements.get(placed.region);
    if (!twins) {
      twins = [];
      this.judgements.set(placed.region, twins);
    }
    // A file alternates between states (undo): a few are kept.
    twins[occurrence] = [judgement, ...(twins[occurrence] ?? NONE)].slice(0, 4);
    return found;
  }

  private report(rule: Rule, path: string, error: unknown): void {
    const key = `${rule.id} ${path}`;
    if (this.crashed.has(key)) return;
    this.crashed.add(key);
    this.onCrash(rule, path, error);
  }
}

const NONE: readonly Judgement[] = [];
const NO_RELATED: readonly PlacedRelated[] = [];

function compareSpans(one: Span, other: Span): number {
  return one.start - other.start || one.end - other.end;
}

/** The severity under which a rule runs for a file, or null when it does not. */
export function severityOf(rule: Rule, { settings }: FileSettings): Severity | null {
  const chosen = settings.rules[rule.id];
  if (chosen === 'off') return null;
  if (chosen !== undefined) return chosen === 'on' ? rule.severity : chosen;
  const preset = settings.preset;
  return preset === 'strict' || (preset === 'skill' && rule.preset === 'skill') ? rule.severity : null;
}

/** What the user chose for the rule, else what the problem says of itself, else the rule's own. */
function problemSeverity({ rule, problem }: Found, settings: FileSettings): Severity {
  const chosen = settings.settings.rules[rule.id];
  if (chosen !== undefined && chosen !== 'on' && chosen !== 'off') return chosen;
  return problem.severity ?? severityOf(rule, settings)!;
}

/** What rules on a method may read of its class, printed; empty outside a class. */
function ownerPrintOf({ owner }: PlacedRegion): string {
  const facts = owner && readClassRegion(owner.region);
  return facts ? printClass(facts) : '';
}

const printedClasses = new WeakMap<ClassFacts, string>();

/** A class's text without its methods: an edit in one method leaves what was said of the others standing. */
function printClass(owner: ClassFacts): string {
  let text = printedClasses.get(owner);
  if (text === undefined) {
    text = JSON.stringify([classSignatureOf(owner), owner.docstring?.text ?? null]);
    printedClasses.set(owner, text);
  }
  return text;
}

/** What stands on a file's first line: the region that begins there, else the empty line itself. */
function firstLineOf({ regions, text }: SourceFile): PlacedRegion {
  const [first] = regions;
  if (first && first.line === 0) return first;
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const end = text.indexOf('\n', start);
  const line = text.slice(start, end < 0 ? text.length : end);
  const region = makeRegion('statement', new SyntaxNode('module', '', 0, line.length, line), false);
  return { region, start, end: start + line.length, line: 0, column: 0, owner: null, occurrence: 0 };
}

function* run(rule: Rule, context: Context): Iterable<[Problem, unknown]> {
  const { region } = context;
  const { language } = region;
  if (language !== 'python' && !(rule.scope === 'region' && rule.texts?.includes(language))) return;
  switch (rule.scope) {
    case 'function':
      for (const facts of readFunctions(region)) {
        // A half-typed signature says nothing certain, and its parts are not its own perhaps.
        const header = { start: facts.node.start, end: facts.body.start };
        if (region.errors.some((error) => spansMeet(error, header))) continue;
        const target = { facts, owner: ownerOf(facts, region, context.owner) };
        for (const problem of rule.check(target, context)) yield [problem, target];
      }
      break;
    case 'class': {
      const facts = readClassRegion(region);
      if (!facts) return;
      const target = { facts };
      for (const problem of rule.check(target, context)) yield [problem, target];
      break;
    }
    case 'region':
      for (const problem of rule.check(region, context)) yield [problem, region];
      break;
  }
}

/** The class whose method a function of a region is; `around` is the class in whose body the region stands. */
export function ownerOf(facts: FunctionFacts, region: Region, around: ClassFacts | null): ClassFacts | null {
  return facts.localClass ?? (facts.enclosing || region.kind !== 'function' ? null : around);
}

function describe(rule: Rule, problem: Problem, target: unknown, region: Region): Found | null {
  if (region.errors.some((error) => spansMeet(error, problem.span))) return null;
  const startPosition = positionIn(region.text, problem.span.start);
  const endPosition = positionIn(region.text, problem.span.end);
  return { rule, problem, target, startPosition, endPosition, lines: silencingLines(problem, region) };
}

/** The lines, from the region's first, on which a comment silences a problem (rules.md, "Common to every rule"). */
function silencingLines(problem: Problem, region: Region): number[] {
  const lineOf = (offset: number): number => positionIn(region.text, offset).line;
  const lines = new Set([lineOf(problem.span.start)]);
  const node = innermostNode(region.node, problem.span);
  const statement = closest(node, (each) =>
    /_statement$|^(decorator|function_definition|class_definition)$/.test(each.type),
  );
  if (statement) lines.add(lineOf(statement.start));
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    if (at.type === 'string' || at.type === 'concatenated_string') lines.add(lineOf(at.end));
  }
  const { about } = problem;
  if (about) {
    // Formatters put the comment of a decorator or signature of several lines behind its closing bracket.
    for (const { node } of about.decorators) lines.add(lineOf(node.start)).add(lineOf(node.end));
    if (about.returns) lines.add(lineOf(about.returns.end));
    lines.add(lineOf(about.nameSpan.start));
    lines.add(lineOf(about.node.start));
    lines.add(lineOf(about.parametersSpan.end));
    if (about.docstring) lines.add(lineOf(about.docstring.end));
  }
  return [...lines];
}

function positionIn(text: string, offset: number): Position {
  let line = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, character: offset - lineStart };
}

function placeProblem(found: Found, placed: PlacedRegion, severity: Severity, project: ProjectView): PlacedProblem {
  const { rule, problem, target, lines } = found;
  const { start } = placed;
  return {
    rule,
    severity,
    message: problem.message,
    start: problem.span.start + start,
    end: problem.span.end + start,
    startPosition: placePosition(found.startPosition, placed),
    endPosition: placePosition(found.endPosition, placed),
    related: problem.related?.flatMap((each) => placeRelated(each, placed, project) ?? []) ?? NO_RELATED,
    origin: { placed, problem, target, lines },
  };
}

/** Null for a place of the routes that is gone. */
function placeRelated(related: Related, placed: PlacedRegion, project: ProjectView): PlacedRelated | null {
  const { message } = related;
  if ('place' in related) {
    const found = project.place(related.place);
    return found && { message, path: found.path, start: found.start, end: found.end };
  }
  const { start, end } = related.span;
  if (related.path !== undefined) return { message, path: related.path, start, end };
  return { message, path: null, start: start + placed.start, end: end + placed.start };
}

function placePosition(position: Position, placed: PlacedRegion): Position {
  return {
    line: position.line + placed.line,
    character: position.line === 0 ? position.character + placed.column : position.character,
  };
}

function fixContext(placed: PlacedRegion, request: LintRequest): FixContext {
  const { file, settings, project } = request;
  return {
    region: placed.region,
    owner: placed.owner ? readClassRegion(placed.owner.region) : null,
    file: settings,
    project,
    occurrence: placed.occurrence,
    text: file.text,
    regionStart: placed.start,
    indent: indentOf(placed, file.text),
    indentUnit: indentUnitOf(file.text),
    imports: collectImports(file, project, placed.start),
  };
}

/** The white space before a region's first line. */
export function indentOf(placed: PlacedRegion, text: string): string {
  const lineStart = text.lastIndexOf('\n', placed.start - 1) + 1;
  return /^[ \t\f]*/.exec(text.slice(lineStart, placed.start))![0];
}

/** One step of indentation: how much deeper the first block stands than its head; four spaces when there is none. */
export function indentUnitOf(text: string): string {
  const block = /^([ \t]*)(?:async\s+)?(?:def|class|if|for|while|with|try|else)\b[^\n]*:[ \t]*\r?\n\1([ \t]+)\S/m.exec(
    text,
  );
  return block?.[2] ?? '    ';
}
