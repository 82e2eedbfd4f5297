// Writes a check's result as SARIF 2.1.0, as code scanning services read it.
// Must not name anything of this machine but what was checked.
import type { Fix, Location, Log, Notification, Region, ReportingDescriptor, Result } from 'sarif';
import { explainRule, ruleUrl, sentence } from '../../linter/explain';
import { pathFrom } from '../../linter/fileSystem';
import type { Rule, Severity } from '../../linter/rule';
import { type CheckResult, CONFIGURATION, type Finding, type Place, type ReportContext } from '../findings';
import { fileUri, uriReference } from '../paths';

const LEVELS = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const satisfies Record<
  Severity,
  Result.level
>;

/** @returns one SARIF log, indented, ended by a line break; paths count from the working directory */
export function sarifReport(result: CheckResult, context: ReportContext): string {
  const { rules, version, workingDirectory } = context;
  const { findings, skipped, failures, misconfigured } = result;
  const used = new Set(findings.map(({ rule }) => rule));
  const described = rules.filter(({ id }) => used.has(id)).map(describeRule);
  if (used.has(CONFIGURATION.rule)) described.push(CONFIGURATION_RULE);
  const notifications: Notification[] = [
    ...skipped.map(
      ({ path, reason }): Notification => ({
        level: 'note',
        message: { text: `This file or folder was left out: it ${reason}.` },
        locations: [{ physicalLocation: { artifactLocation: artifact(path, workingDirectory) } }],
      }),
    ),
    ...failures.map((text): Notification => ({ level: 'error', message: { text } })),
  ];
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Fastidious',
            semanticVersion: version,
            informationUri: 'https://github.com/fastidious/fastidious',
            rules: described,
          },
        },
        invocations: [
          {
            executionSuccessful: failures.length === 0 && !misconfigured,
            ...(notifications.length > 0 ? { toolExecutionNotifications: notifications } : {}),
          },
        ],
        originalUriBaseIds: { SRCROOT: { uri: `${fileUri(workingDirectory).replace(/\/$/, '')}/` } },
        columnKind: 'unicodeCodePoints',
        results: findings.map((finding) => describeFinding(finding, described, workingDirectory)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const CONFIGURATION_RULE: ReportingDescriptor = {
  id: CONFIGURATION.rule,
  name: 'InvalidConfiguration',
  shortDescription: { text: 'A setting in pyproject.toml is wrong.' },
  help: { text: 'Mend the setting; the check goes on without it.' },
  defaultConfiguration: { level: 'error' },
};

function describeRule(rule: Rule): ReportingDescriptor {
  const { id, family, summary, why, severity } = rule;
  return {
    id,
    name: id.replace(/(^|-)(.)/g, (_, _dash, letter: string) => letter.toUpperCase()),
    shortDescription: { text: sentence(summary) },
    fullDescription: { text: why.trim() },
    helpUri: ruleUrl(id),
    help: { text: `${sentence(summary)}\n\n${why.trim()}`, markdown: explainRule(rule) },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: [family] },
  };
}

function describeFinding(
  finding: Finding,
  described: readonly ReportingDescriptor[],
  workingDirectory: string,
): Result {
  const { rule, severity, message, related, fixes } = finding;
  return {
    ruleId: rule,
    ruleIndex: described.findIndex(({ id }) => id === rule),
    level: LEVELS[severity],
    message: { text: message },
    locations: [location(finding, workingDirectory)],
    ...(related.length > 0
      ? {
          relatedLocations: related.map((each, i) => ({
            id: i + 1,
            ...location(each, workingDirectory),
            message: { text: each.message },
          })),
        }
      : {}),
    ...(fixes.length > 0 ? { fixes: fixes.map((fix) => describeFix(fix, workingDirectory)) } : {}),
  };
}

function describeFix({ title, safe, edits }: Finding['fixes'][number], workingDirectory: string): Fix {
  const paths = [...new Set(edits.map(({ path }) => path))];
  return {
    description: { text: safe ? title : `${title} (look at the result: it may change what the program does)` },
    artifactChanges: paths.map((path) => ({
      artifactLocation: artifact(path, workingDirectory),
      replacements: edits
        .filter((edit) => edit.path === path)
        .map((edit) => ({ deletedRegion: region(edit), insertedContent: { text: edit.newText } })),
    })),
  };
}

function location(place: Place, workingDirectory: string): Location {
  return {
    physicalLocation: { artifactLocation: artifact(place.path, workingDirectory), region: region(place) },
  };
}

function region({ start, end }: Place): Region {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function artifact(path: string, workingDirectory: string): { uri: string; uriBaseId?: string } {
  const inside = pathFrom(workingDirectory, path);
  return inside ? { uri: uriReference(inside), uriBaseId: 'SRCROOT' } : { uri: fileUri(path) };
}
