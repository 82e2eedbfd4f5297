// The command `check`: reads what the paths mean, judges it, mends and writes where wanted.
// Must not print or end the process; files are touched through the host alone.
import { resolve } from 'node:path';
import { nodeFileSystem, toSlashes, writeWhole } from '../host/nodeFileSystem';
import { createLinter } from '../linter/lint';
import type { Rule } from '../linter/rule';
import { encodeSource } from '../linter/sourceText';
import type { CheckResult, Finding, Mended, Skipped } from './findings';
import { judge, mend } from './judge';
import { relativeTo } from './paths';
import { type ChosenSettings, type ReadProject, readProject } from './readProject';
import { findScopes, type ProjectScope, type Target } from './scope';

/** What to check and how. */
export interface CheckRequest {
  readonly paths: readonly string[];
  /** Text that stands for a file, existing or not; `paths` is then empty. */
  readonly stdin: { readonly name: string; readonly bytes: Uint8Array } | null;
  readonly fix: boolean;
  readonly chosen: ChosenSettings;
  readonly rules: readonly Rule[];
  readonly workingDirectory: string;
  /** Told what is going on, for progress. */
  readonly onProgress: (activity: string, path: string) => void;
}

/** A path that does not exist, or another wrong use: its message is for the user. */
export class UsageError extends Error {}

/** What a check gives, and with `--fix` what standard input became. */
export interface CheckOutcome {
  readonly result: CheckResult;
  readonly fixedStdin: Uint8Array | null;
}

/**
 * Checks paths or standard input.
 * @throws {UsageError} when a path is not there
 */
export async function check(request: CheckRequest): Promise<CheckOutcome> {
  const { fix, rules, stdin, onProgress } = request;
  const started = performance.now();
  const workingDirectory = toSlashes(request.workingDirectory);
  const targets = stdin ? [] : await findTargets(request.paths, workingDirectory);
  const stdinPath = stdin ? toSlashes(resolve(workingDirectory, stdin.name)) : null;
  const overlay = new Map(stdin && stdinPath ? [[stdinPath, stdin.bytes]] : []);
  const wanted: Target[] = stdinPath ? [{ path: stdinPath, kind: 'file' }] : targets;
  const { scopes, skipped } = await findScopes(wanted, nodeFileSystem, (path) => onProgress('Looking for files', path));
  const failures: string[] = [];
  const linter = createLinter(rules, (rule, path, error) => {
    failures.push(
      `The rule ${rule.id} crashed on ${relativeTo(workingDirectory, path)} and was left out there: ${sayError(error)}`,
    );
  });
  const reads: ReadProject[] = [];
  for (const scope of scopes) {
    reads.push(await readScope(scope));
  }
  const misconfigured = reads.some(({ configurationFindings }) => configurationFindings.length > 0);
  const findings: Finding[] = reads.flatMap(({ configurationFindings }) => configurationFindings);
  const mended: Mended[] = [];
  let fixedStdin = fix && stdin ? stdin.bytes : null;
  for (const read of reads) {
    let texts: ReadonlyMap<string, string> = new Map([...read.files].map(([path, { text }]) => [path, text]));
    // Settings that could not be read may have turned a rule off: nothing is written on a guess.
    if (fix && !misconfigured) {
      const made = mend(read, linter, (path) => onProgress('Mending', path));
      texts = made.texts;
      for (const path of made.spoilt) {
        failures.push(`The mended text of ${relativeTo(workingDirectory, path)} would not parse; it was left alone.`);
      }
      for (const [path, count] of made.counts) {
        const bytes = encodeSource(texts.get(path)!, read.files.get(path)!.encoding);
        const problem = bytes ? await write(path, bytes) : 'its encoding has no room for the new text';
        if (problem) failures.push(`${relativeTo(workingDirectory, path)} could not be written: ${problem}`);
        else mended.push({ path, count });
      }
    }
    for (const finding of judge(read, texts, linter, (path) => onProgress('Checking', path))) findings.push(finding);
  }
  if (fix && misconfigured) failures.push('Nothing was mended, because the settings in pyproject.toml are wrong.');
  return {
    fixedStdin,
    result: {
      root: rootOf(wanted, workingDirectory),
      findings,
      files: reads.reduce((sum, { judged }) => sum + judged.size, 0),
      skipped: [...skipped, ...reads.flatMap((read) => read.skipped)].sort(byPath),
      mended,
      failures,
      misconfigured,
      elapsedMs: Math.round(performance.now() - started),
    },
  };

  function readScope(scope: ProjectScope): Promise<ReadProject> {
    return readProject(scope, request.chosen, rules, nodeFileSystem, overlay, (path) => onProgress('Reading', path));
  }

  async function write(path: string, bytes: Uint8Array): Promise<string | null> {
    if (path === stdinPath) {
      fixedStdin = bytes;
      return null;
    }
    try {
      await writeWhole(path, bytes);
      return null;
    } catch (error) {
      return sayError(error);
    }
  }
}

/** The paths with what stands at each, once each. */
export async function findTargets(paths: readonly string[], workingDirectory: string): Promise<Target[]> {
  const targets = new Map<string, Target>();
  for (const given of paths) {
    const path = toSlashes(resolve(workingDirectory, given));
    let kind: string | undefined;
    try {
      kind = (await nodeFileSystem.stat(path))?.kind;
    } catch (error) {
      throw new UsageError(`${given} cannot be read: ${sayError(error)}`);
    }
    if (kind === undefined) throw new UsageError(`${given} is not there.`);
    if (kind !== 'file' && kind !== 'folder') throw new UsageError(`${given} is neither a file nor a folder.`);
    targets.set(path, { path, kind });
  }
  return [...targets.values()];
}

/** The directory that was given, or the working directory where several paths or a file were. */
export function rootOf(targets: readonly Target[], workingDirectory: string): string {
  const [only] = targets;
  return targets.length === 1 && only?.kind === 'folder' ? only.path : workingDirectory;
}

function byPath(one: Skipped, other: Skipped): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}

function sayError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
