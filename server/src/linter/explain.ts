// Writes the page of a rule out of the rule's own metadata: the one text for docs/rules/, `fastidious explain` and the editor.
// Must not know files, the protocol or what the rule looks for.
import type { OptionSchema, RuleMeta } from './rule';

/** Where the pages of docs/rules/ are read on the web; the id and `.md` follow. */
const PAGES = 'https://github.com/fastidious/fastidious/blob/main/docs/rules/';

/** The web address of a rule's page: what a diagnostic's code links to. */
export function ruleUrl(id: string): string {
  return `${PAGES}${id}.md`;
}

/**
 * A rule's page as Markdown: what it flags, why, an example, its fix, its options, how to silence it.
 * @returns lines ended by `\n`, the last one too
 */
export function explainRule(rule: RuleMeta): string {
  const parts = [
    `# ${rule.id}`,
    sentence(rule.summary),
    facts(rule),
    '## Why',
    rule.why.trim(),
    '## Example',
    ...Object.entries(rule.exampleFiles ?? {}).flatMap(([path, text]) => [`Beside \`${path}\`:`, fence(text)]),
    rule.examplePath ? `In \`${rule.examplePath}\`:` : '',
    fence(rule.bad),
    'Better:',
    fence(rule.good),
    '## Fix',
    rule.fixText.trim(),
    ...(rule.notes ? ['## Notes', rule.notes.trim()] : []),
    ...options(rule),
    '## Silencing it',
    silencing(rule),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** A setting's default as it is written in JSON, for tables and messages. */
export function printDefault(schema: OptionSchema): string {
  return JSON.stringify(schema.default);
}

/** The values that a setting takes, in words: its choices, or its type. */
export function printValues(schema: OptionSchema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  return schema.type === 'array' ? 'list of strings' : schema.type;
}

/** A summary with its full stop. */
export function sentence(summary: string): string {
  const text = summary.trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function facts(rule: RuleMeta): string {
  const preset = rule.preset === 'skill' ? '`skill` (on by default) and `strict`' : '`strict`';
  return [`- Family: ${rule.family}`, `- Severity: ${rule.severity}`, `- Presets: ${preset}`].join('\n');
}

function fence(code: string): string {
  return `\`\`\`python\n${code.replace(/\n+$/, '')}\n\`\`\``;
}

function options(rule: RuleMeta): string[] {
  const entries = Object.entries(rule.options ?? {});
  if (entries.length === 0) return [];
  const rows = entries.map(
    ([key, schema]) =>
      `| \`${key}\` | ${printValues(schema)} | \`${printDefault(schema)}\` | ${cell(schema.description)} |`,
  );
  return ['## Options', ['| setting | values | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n')];
}

/** A text as it must be written inside a table. */
export function cell(text: string): string {
  return text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|');
}

function silencing(rule: RuleMeta): string {
  const codes = rule.codes.map((code) => `\`# noqa: ${code}\``).join(', ');
  const others = [codes, rule.family === 'sql' ? '`# nosec`' : ''].filter((each) => each !== '').join(' or ');
  return [
    `One line: \`# fastidious: ignore[${rule.id}]\`${others ? `, or ${others}` : ''}.`,
    `A file: \`# fastidious: ignore-file[${rule.id}]\` in its first ten lines.`,
    `A project: \`${rule.id} = "off"\` below \`[tool.fastidious.rules]\` in \`pyproject.toml\`.`,
  ].join('\n');
}
