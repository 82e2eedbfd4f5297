// Writes a check's result for people: each finding with its line underlined, and a summary.
// Must not decide what counts as a failure.
import { type CheckResult, countSeverities, type Finding, type ReportContext } from '../findings';
import { relativeTo } from '../paths';
import { harmless, type Paint, paintWith, type Style } from '../terminal';
import { excerptOf } from './excerpt';

const STYLES: Readonly<Record<Finding['severity'], Style>> = {
  error: 'red',
  warning: 'yellow',
  information: 'blue',
  hint: 'cyan',
};

/** @returns the report, ended by a line break; paths count from the working directory */
export function textReport(result: CheckResult, context: ReportContext): string {
  const paint = paintWith(context.colour);
  const parts = result.findings.map((finding) => describe(finding, context, paint));
  for (const { path, reason } of result.skipped) {
    parts.push(`${paint('skipped', 'dim')} ${shownPath(path, context)}: ${harmless(reason)}\n`);
  }
  if (result.skipped.length > 0) parts.push('\n');
  parts.push(`${summary(result, paint)}\n`);
  return parts.join('');
}

function describe(finding: Finding, context: ReportContext, paint: Paint): string {
  const { start, severity, rule, message, source, related } = finding;
  const place = `${paint(shownPath(finding.path, context), 'bold')}:${start.line}:${start.column}`;
  const lines = [`${place}: ${paint(severity, STYLES[severity], 'bold')} ${paint(rule, 'bold')}: ${harmless(message)}`];
  const number = String(start.line);
  const gutter = paint(' |', 'dim');
  const excerpt = excerptOf(source.text, source.start, source.end, Math.max(20, context.width - number.length - 3));
  lines.push(`${paint(number, 'dim')}${gutter} ${excerpt.line}`.trimEnd());
  lines.push(
    `${' '.repeat(number.length)}${gutter} ${excerpt.indent}${paint(excerpt.underline, STYLES[severity], 'bold')}`,
  );
  for (const each of related) {
    const where = `${shownPath(each.path, context)}:${each.start.line}:${each.start.column}`;
    lines.push(`${' '.repeat(number.length)}${paint(' =', 'dim')} ${where}: ${harmless(each.message)}`);
  }
  return `${lines.join('\n')}\n\n`;
}

function shownPath(path: string, { workingDirectory }: ReportContext): string {
  const relative = relativeTo(workingDirectory, path);
  return harmless(relative.startsWith('../../..') ? path : relative);
}

function summary(result: CheckResult, paint: Paint): string {
  const { findings, files, mended } = result;
  const checked = plural(files, 'file');
  const parts: string[] = [];
  if (mended.length > 0) {
    const fixes = mended.reduce((sum, { count }) => sum + count, 0);
    parts.push(`Mended ${plural(fixes, 'problem')} in ${plural(mended.length, 'file')}.`);
  }
  if (findings.length === 0) {
    parts.push(paint(`No problems in ${checked}.`, 'green'));
    return parts.join(' ');
  }
  const counts = countSeverities(findings);
  const kinds = [
    plural(counts.error, 'error'),
    plural(counts.warning, 'warning'),
    `${counts.information} information`,
    plural(counts.hint, 'hint'),
  ].filter((kind) => !kind.startsWith('0 '));
  const concerned = new Set(findings.map(({ path }) => path)).size;
  const where = `in ${concerned === files ? '' : `${concerned} of `}${checked}`;
  parts.push(paint(`${plural(findings.length, 'problem')} ${where}: ${kinds.join(', ')}.`, 'bold'));
  const fixable = findings.filter(({ fixes }) => fixes.some(({ safe }) => safe)).length;
  if (fixable > 0) parts.push(`${fixable} can be mended with --fix.`);
  return parts.join(' ');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
