// Writes into a pyproject.toml that a rule is off.
// Must not read files; reading the settings is `configuration.ts`'s.
import type { Edit } from './rule';
import { readToml, valueAt } from './toml';

/**
 * The edit that turns a rule off for a project, in offsets of its pyproject.toml: in the `rules` that stand there, else
 * in a new section `[tool.fastidious.rules]`.
 * @param text of the file; empty for a new one
 * @returns null when the file is no valid TOML or is written so that no edit of ours leads there
 */
export function turnOffEdit(text: string, rule: string): Edit | null {
  const newline = /\r?\n/.exec(text)?.[0] ?? '\n';
  for (const edit of candidates(text, rule, newline)) if (isOff(applied(text, edit), rule)) return edit;
  return null;
}

/** Edits that may lead there, the most fitting first. */
function* candidates(text: string, rule: string, newline: string): Iterable<Edit> {
  const toml = readToml(text);
  if ('error' in toml) return;
  const line = `${rule} = "off"`;
  const rules = valueAt(toml.table, 'tool', 'fastidious', 'rules');
  if (rules?.kind === 'table') {
    const known = rules.entries.get(rule)?.value.span;
    if (known) yield { ...known, newText: '"off"' };
    if (rules.span && text[rules.span.start] === '{') {
      const at = rules.span.start + 1;
      yield { start: at, end: at, newText: rules.entries.size > 0 ? ` ${line},` : ` ${line} ` };
    }
  }
  const section = headerEnd(text, 'tool', 'fastidious', 'rules');
  if (section !== null) yield { start: section, end: section, newText: `${newline}${line}` };
  const own = headerEnd(text, 'tool', 'fastidious');
  // Beside dotted keys (`rules.x = "on"`) a section of the same name may not stand.
  if (own !== null && rules) yield { start: own, end: own, newText: `${newline}rules.${line}` };
  const end = own === null ? text.length : sectionEnd(text, own);
  const gap = end === 0 ? '' : text.slice(0, end).endsWith('\n') ? newline : newline + newline;
  const behind = end < text.length && !/^\r?\n/.test(text.slice(end)) ? newline : '';
  yield { start: end, end, newText: `${gap}[tool.fastidious.rules]${newline}${line}${newline}${behind}` };
}

/** The end of the line on which a table's header stands. */
function headerEnd(text: string, ...keys: readonly string[]): number | null {
  const dotted = keys.map((key) => `(?:${key}|"${key}"|'${key}')`).join('\\s*\\.\\s*');
  const match = new RegExp(`^[ \\t]*\\[[ \\t]*${dotted}[ \\t]*\\][^\\r\\n]*`, 'm').exec(text);
  return match ? match.index + match[0].length : null;
}

/** Where a section's last line ends, blank lines and comments in front of the next section left to that one. */
function sectionEnd(text: string, from: number): number {
  const next = /^[ \t]*\[/m.exec(text.slice(from))?.index;
  if (next === undefined) return text.length;
  const lines = text.slice(from, from + next).split('\n');
  // The last part is what stands before the next header on its own line.
  lines.pop();
  while (lines.length > 1 && /^[ \t]*(#.*)?\r?$/.test(lines.at(-1)!)) lines.pop();
  return from + lines.join('\n').length + 1;
}

function applied(text: string, { start, end, newText }: Edit): string {
  return text.slice(0, start) + newText + text.slice(end);
}

function isOff(text: string, rule: string): boolean {
  const toml = readToml(text);
  if ('error' in toml) return false;
  const value = valueAt(toml.table, 'tool', 'fastidious', 'rules', rule);
  return value?.kind === 'scalar' && value.value === 'off';
}
