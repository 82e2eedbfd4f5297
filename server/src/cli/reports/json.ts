// Writes a check's result as JSON. The shape is stable: programs read it.
// Must not leave out or rename a key; `version` grows when one must.
import { type CheckResult, countSeverities, type Finding, type Place } from '../findings';
import { relativeTo } from '../paths';

/** @returns one JSON document, indented, ended by a line break */
export function jsonReport(result: CheckResult): string {
  const { root, findings, files, skipped, elapsedMs } = result;
  const counts = countSeverities(findings);
  const document = {
    version: 1,
    root,
    diagnostics: findings.map((finding) => diagnostic(finding, root)),
    summary: {
      files,
      skipped: skipped.map(({ path, reason }) => ({ file: relativeTo(root, path), reason })),
      errors: counts.error,
      warnings: counts.warning,
      information: counts.information,
      hints: counts.hint,
      elapsedMs,
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function diagnostic(finding: Finding, root: string): object {
  const { rule, family, severity, message, fixes } = finding;
  return {
    file: relativeTo(root, finding.path),
    rule,
    family,
    severity,
    message,
    ...range(finding),
    fixes: fixes.map(({ title, safe, edits }) => ({
      title,
      safe,
      edits: edits.map((edit) => ({ file: relativeTo(root, edit.path), ...range(edit), newText: edit.newText })),
    })),
  };
}

function range({ start, end }: Place): Pick<Place, 'start' | 'end'> {
  return { start: { line: start.line, column: start.column }, end: { line: end.line, column: end.column } };
}
