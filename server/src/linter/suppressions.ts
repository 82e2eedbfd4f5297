// Reads the comments that silence problems: `# noqa`, `# ruff: noqa`, `# nosec`, `# fastidious: ignore`.
// Must not know which rules exist beyond the ids and Ruff codes that it is handed.
import { perRegion, type Region } from '../facts/region';
import type { PlacedRegion } from '../facts/sourceFile';
import { walk } from '../syntax/node';

/** A comment that silences; `line` counts from the region's first line. */
interface Suppression {
  readonly line: number;
  /** What it names, lower case: rule ids, Ruff codes or their prefixes; null for everything it may silence. */
  readonly names: readonly string[] | null;
  readonly kind: 'noqa' | 'noqa-file' | 'nosec' | 'ignore' | 'ignore-file';
}

const PATTERN =
  /(?:#|<!--)\s*(?:(?:(ruff|flake8):\s*)?(noqa)\b(?:\s*:\s*([A-Z]+[0-9]*(?:[\s,]+[A-Z]+[0-9]+)*))?|(nosec)\b|fastidious:\s*(ignore-file|ignore)\b(?:\s*\[([^\]]*)\])?)/gi;

const readSuppressions = perRegion((region: Region): readonly Suppression[] => {
  if (!/noqa|nosec|fastidious:/i.test(region.text)) return [];
  const found: Suppression[] = [];
  walk(region.node, (node) => {
    if (node.type === 'comment') {
      found.push(...parseComment(node.text, countLines(region.text, node.start)));
    }
    return true;
  });
  return found;
});

/** One comment may speak to several tools: `# noqa: D103  # fastidious: ignore[missing-docstring]`. */
function parseComment(comment: string, line: number): Suppression[] {
  return [...comment.matchAll(PATTERN)].map((match) => readMatch(match, line));
}

function readMatch(match: RegExpExecArray, line: number): Suppression {
  const [, tool, noqa, codes, nosec, ours, ids] = match;
  const listed = codes ?? ids;
  const names =
    listed === undefined
      ? null
      : listed
          .toLowerCase()
          .split(/[\s,]+/)
          .filter((name) => name !== '');
  const kind = noqa
    ? tool
      ? 'noqa-file'
      : 'noqa'
    : nosec
      ? 'nosec'
      : (ours!.toLowerCase() as 'ignore' | 'ignore-file');
  return { line, names, kind };
}

function countLines(text: string, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** Which lines of a file silence what. */
export interface SuppressionMap {
  /**
   * Whether a problem of a rule is silenced.
   * @param lines lines on which a comment would count, from a region's first
   * @param first that line in the file, zero-based
   */
  isSilenced(
    rule: { id: string; family: string; codes: readonly string[] },
    lines: readonly number[],
    first: number,
  ): boolean;
}

/** The first lines of a file in which `ignore-file` counts. */
const IGNORE_FILE_LINES = 10;

/** Gathers the silencing comments of a file from its regions. */
export function mapSuppressions(regions: readonly PlacedRegion[]): SuppressionMap {
  const byLine = new Map<number, Suppression[]>();
  const wholeFile: Suppression[] = [];
  for (const { region, line } of regions) {
    for (const suppression of readSuppressions(region)) {
      const at = line + suppression.line;
      if (suppression.kind === 'noqa-file' || suppression.kind === 'ignore-file') {
        if (suppression.kind === 'noqa-file' || at < IGNORE_FILE_LINES) wholeFile.push(suppression);
      } else {
        byLine.set(at, [...(byLine.get(at) ?? []), suppression]);
      }
    }
  }
  return {
    isSilenced(rule, lines, first) {
      if (wholeFile.some((each) => silences(each, rule))) return true;
      if (byLine.size === 0) return false;
      return lines.some((line) => byLine.get(first + line)?.some((each) => silences(each, rule)));
    },
  };
}

function silences(each: Suppression, rule: { id: string; family: string; codes: readonly string[] }): boolean {
  switch (each.kind) {
    case 'nosec':
      return rule.family === 'sql';
    case 'noqa':
    case 'noqa-file':
      // A bare `noqa` means every linter; a code means the rules that name it, or a prefix of it.
      return each.names?.some((name) => rule.codes.some((code) => hasPrefix(code, name))) ?? true;
    default:
      return each.names?.includes(rule.id) ?? true;
  }
}

/** `ann` and `ann0` are prefixes of `ANN001` in Ruff's sense; `d` is one of `D103` but not of `DOC101`. */
function hasPrefix(code: string, prefix: string): boolean {
  const lower = code.toLowerCase();
  if (!lower.startsWith(prefix)) return false;
  return /[0-9]/.test(prefix) || /^[0-9]/.test(lower.slice(prefix.length));
}
