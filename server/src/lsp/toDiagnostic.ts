// Problems as the protocol's diagnostics, small.
// Must not know when they are sent.
import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver';
import { ruleUrl } from '../linter/explain';
import type { PlacedProblem, PlacedRelated } from '../linter/lint';
import type { Severity } from '../linter/rule';
import type { ClientFeatures } from './client';
import type { OpenDocument } from './document';
import type { LineIndex } from './lineIndex';
import { uriOf } from './paths';

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** The name under which the editor shows our diagnostics. */
export const SOURCE = 'fastidious';

/** The lines of other files of the project, as far as they are at hand. */
export type LinesLookup = (path: string) => LineIndex | null;

/** A problem of an open document as a diagnostic. */
export function toDiagnostic(
  problem: PlacedProblem,
  document: OpenDocument,
  features: ClientFeatures,
  linesOf: LinesLookup,
): Diagnostic {
  const diagnostic: Diagnostic = {
    range: problemRange(problem, document),
    severity: SEVERITY[problem.severity],
    code: problem.rule.id,
    source: SOURCE,
    message: problem.message,
  };
  if (features.codeDescription) diagnostic.codeDescription = { href: ruleUrl(problem.rule.id) };
  if (features.relatedInformation && problem.related.length > 0) {
    const related = problem.related.flatMap((each) => {
      const location = locate(each, document, linesOf);
      return location ? [{ location, message: each.message }] : [];
    });
    if (related.length > 0) diagnostic.relatedInformation = related;
  }
  return diagnostic;
}

/** Where a problem stands, in the protocol's positions. */
export function problemRange(problem: PlacedProblem, document: OpenDocument): Range {
  return document.lines.agreesWithSyntax
    ? { start: problem.startPosition, end: problem.endPosition }
    : document.rangeOf(problem);
}

function locate(
  { path, start, end }: PlacedRelated,
  document: OpenDocument,
  linesOf: LinesLookup,
): { uri: string; range: Range } | null {
  if (path === null || path === document.path) return { uri: document.uri, range: document.rangeOf({ start, end }) };
  const lines = linesOf(path);
  if (!lines) return null;
  return { uri: uriOf(path), range: { start: lines.positionAt(start), end: lines.positionAt(end) } };
}
