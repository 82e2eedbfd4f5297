// Writes docs/comparison.md out of the classes of disagreements; a test holds the page to it.
// Must not read or write files.
import { CLASSES } from './ruffClasses';
import { PAIRS } from './ruffPairs';

/** The whole page. */
export function comparisonPage(): string {
  const pairs = Object.entries(PAIRS).map(([rule, codes]) => `| \`${rule}\` | ${codes.join(', ')} |`);
  const sections = CLASSES.map(({ name, rules, side, reason, example }) =>
    [
      `### ${name[0]!.toUpperCase()}${name.slice(1)}`,
      `${side === 'ours' ? 'Only Fastidious reports' : 'Only Ruff reports'}: ${rules.map((rule) => `\`${rule}\``).join(', ')}.`,
      reason,
      `\`\`\`python\n${example}\n\`\`\``,
    ].join('\n\n'),
  );
  return `# Compared with Ruff

Some rules of Fastidious say what rules of [Ruff](https://docs.astral.sh/ruff/rules/) say. Where both look at the same
code they are meant to agree, function by function and name by name, but for the cases listed here. A script compares
them over any code, with suppressing comments switched off on both sides and Ruff's preview rules on:

\`\`\`sh
npm run compare:ruff -- PATH…
\`\`\`

It counts the disagreements by the headings below and prints whatever belongs under none of them; then its exit code
is 1. \`--show "HEADING"\` prints those under a heading, \`--skip FOLDER\` leaves folders of that name out.

| Fastidious | Ruff |
| --- | --- |
${pairs.join('\n')}

## Where they differ, and why

${sections.join('\n\n')}
`;
}
