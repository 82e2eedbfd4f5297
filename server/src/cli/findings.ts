// What a check found, as plain data that every report is written from.
// Must not know how it was found or how it is shown.
import type { Rule, Severity } from '../linter/rule';
import type { CodePosition } from './positions';

/** A range of a file; `end` is exclusive. */
export interface Place {
  /** Absolute, with `/`. */
  readonly path: string;
  readonly start: CodePosition;
  readonly end: CodePosition;
}

/** A diagnostic. */
export interface Finding extends Place {
  /** The rule's id, or `invalid-configuration` for a wrong setting. */
  readonly rule: string;
  readonly family: string;
  readonly severity: Severity;
  readonly message: string;
  /** The range's first line, and the part of it that the range covers (UTF-16). */
  readonly source: { readonly text: string; readonly start: number; readonly end: number };
  readonly related: readonly (Place & { readonly message: string })[];
  readonly fixes: readonly FindingFix[];
}

export interface FindingFix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly (Place & { readonly newText: string })[];
}

/** A file or folder that could not be checked; the reason ends a sentence that begins with its name. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

/** A file that fixes were made in. */
export interface Mended {
  readonly path: string;
  readonly count: number;
}

/** Everything that a check has to say. */
export interface CheckResult {
  /** The directory given, or the working directory where several paths or a file are given; absolute, with `/`. */
  readonly root: string;
  readonly findings: readonly Finding[];
  /** How many files were judged. */
  readonly files: number;
  readonly skipped: readonly Skipped[];
  readonly mended: readonly Mended[];
  /** What went wrong in ourselves: sentences for the error stream. */
  readonly failures: readonly string[];
  /** Whether settings were wrong. */
  readonly misconfigured: boolean;
  readonly elapsedMs: number;
}

/** What a report may know besides the result. */
export interface ReportContext {
  readonly workingDirectory: string;
  readonly rules: readonly Rule[];
  readonly version: string;
  readonly colour: boolean;
  /** How many columns a line may take. */
  readonly width: number;
}

/** Family and rule id under which a wrong setting is reported. */
export const CONFIGURATION = { family: 'configuration', rule: 'invalid-configuration' } as const;

/** How many findings have each severity. */
export function countSeverities(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}
