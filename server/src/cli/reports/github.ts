// Writes a check's result as workflow commands, which GitHub Actions turns into annotations.
// Syntax and escapes: actions/toolkit, packages/core/src/command.ts.
import type { CheckResult, Finding, ReportContext } from '../findings';
import { relativeTo } from '../paths';

const COMMANDS = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const;

/** @returns a command a line; paths count from the working directory, as GitHub's do from the checkout */
export function githubReport({ findings }: CheckResult, { workingDirectory }: ReportContext): string {
  return findings.map((finding) => `${command(finding, workingDirectory)}\n`).join('');
}

function command(finding: Finding, workingDirectory: string): string {
  const { path, start, end, severity, rule, message } = finding;
  const properties: [string, string | number][] = [
    ['title', `fastidious: ${rule}`],
    ['file', relativeTo(workingDirectory, path)],
    ['line', start.line],
    ['endLine', end.line],
    ['col', start.column],
    ['endColumn', end.column],
  ];
  const list = properties.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',');
  return `::${COMMANDS[severity]} ${list}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
