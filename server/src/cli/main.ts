// Entry point of the command line: arguments in, text out, an exit code.
// Must not know how anything is found; each command has a file of its own.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { loadGrammars } from '../host/grammars';
import { toSlashes } from '../host/nodeFileSystem';
import { chooseRules, namedRules } from '../linter/configuration';
import type { Preset } from '../linter/settings';
import { RULES } from '../rules';
import { check, UsageError } from './check';
import type { CheckResult, ReportContext } from './findings';
import { showProgress } from './progress';
import type { ChosenSettings } from './readProject';
import { githubReport } from './reports/github';
import { jsonReport } from './reports/json';
import { sarifReport } from './reports/sarif';
import { textReport } from './reports/text';
import { describeRoutes, listRoutes, routesJson, routesOpenApi, routesText } from './routesCommand';
import { explain, rulesJson, rulesText } from './rulesCommand';
import { paintWith, wantsColour } from './terminal';

const { version } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as { version: string };

const EXIT = { clean: 0, diagnostics: 1, failure: 2 } as const;

const REPORTS: Readonly<Record<string, (result: CheckResult, context: ReportContext) => string>> = {
  text: textReport,
  json: jsonReport,
  sarif: sarifReport,
  github: githubReport,
};

interface CheckOptions {
  readonly format: string;
  readonly fix?: true;
  readonly select?: string[];
  readonly ignore?: string[];
  readonly preset?: Preset;
  readonly exitZero?: true;
  readonly stdinFilename?: string;
}

void main();

async function main(): Promise<void> {
  // `fastidious check | head` closes the pipe early; that is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.clean);
    throw error;
  });
  try {
    await program().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.clean : EXIT.failure;
    } else {
      process.exitCode = EXIT.failure;
      process.stderr.write(`fastidious: ${error instanceof UsageError ? error.message : describeCrash(error)}\n`);
    }
  }
}

function program(): Command {
  const root = new Command('fastidious')
    .description('Keeps Python and FastAPI backends to their conventions: type hints, docstrings, REST routes, SQL.')
    .version(version)
    .exitOverride()
    .showSuggestionAfterError();
  const words = (value: string, before: string[] = []): string[] => [
    ...before,
    ...value.split(/[\s,]+/).filter((word) => word !== ''),
  ];
  root
    .command('check')
    .description(
      'Check files and folders (default: the working directory); exit 0 clean, 1 with problems, 2 on failure.',
    )
    .argument('[path...]')
    .addOption(new Option('--format <format>', 'how to report').choices(Object.keys(REPORTS)).default('text'))
    .option('--fix', 'apply every safe fix')
    .option('--select <rules>', 'run these rules or families alone (comma-separated)', words)
    .option('--ignore <rules>', 'leave these rules or families out (comma-separated)', words)
    .addOption(new Option('--preset <preset>', 'rules to start from').choices(['skill', 'strict', 'off']))
    .option('--exit-zero', 'exit 0 even with problems')
    .option('--stdin-filename <name>', 'read standard input as this file; with --fix write it to standard output')
    .action(async (paths: string[], options: CheckOptions) => {
      process.exitCode = await runCheck(paths, options);
    });
  root
    .command('routes')
    .description('List the path operations of a project with their whole paths.')
    .argument('[path]', 'a folder or file', '.')
    .addOption(new Option('--format <format>', 'how to list').choices(['text', 'json', 'openapi']).default('text'))
    .action(async (path: string, { format }: { format: string }) => {
      await loadGrammars(__dirname);
      const progress = showProgress(process.stderr);
      const listed = await listRoutes(path, RULES, process.cwd(), progress.say).finally(progress.end);
      if (format === 'openapi') {
        process.stdout.write(routesOpenApi(listed, basename(listed.root)));
        return;
      }
      const routes = describeRoutes(listed);
      const paint = paintWith(wantsColour(process.stdout.isTTY, process.env));
      process.stdout.write(format === 'json' ? routesJson(routes) : routesText(routes, paint));
    });
  root
    .command('rules')
    .description('List the rules.')
    .addOption(new Option('--format <format>', 'how to list').choices(['text', 'json']).default('text'))
    .action(({ format }: { format: string }) => {
      const paint = paintWith(wantsColour(process.stdout.isTTY, process.env));
      process.stdout.write(format === 'json' ? rulesJson(RULES) : rulesText(RULES, paint));
    });
  root
    .command('explain')
    .description('Say what a rule flags, why, and how to silence it.')
    .argument('<rule>')
    .action((id: string) => {
      const explained = explain(id, RULES);
      if ('problem' in explained) throw new UsageError(explained.problem);
      process.stdout.write(explained.text);
    });
  root
    .command('server')
    .description('Run the language server.')
    .option('--stdio', 'talk over standard input and output (the only way there is)')
    .action(() => {
      // A bundle of its own beside this one, so that a check does not load the protocol library.
      require(join(__dirname, 'server.js'));
    });
  return root;
}

async function runCheck(paths: readonly string[], options: CheckOptions): Promise<number> {
  const { format, stdinFilename, fix = false } = options;
  if (stdinFilename !== undefined && paths.some((path) => path !== '-')) {
    throw new UsageError('--stdin-filename reads standard input; it takes no paths.');
  }
  const chosen = chooseSettings(options);
  await loadGrammars(__dirname);
  const progress = showProgress(process.stderr);
  const { result, fixedStdin } = await check({
    paths: paths.length > 0 ? paths : ['.'],
    stdin: stdinFilename === undefined ? null : { name: stdinFilename, bytes: await readStdin() },
    fix,
    chosen,
    rules: RULES,
    workingDirectory: process.cwd(),
    onProgress: progress.say,
  }).finally(progress.end);
  // With --fix, standard output is the mended text: what is left to say goes to the error stream.
  const stream = fixedStdin ? process.stderr : process.stdout;
  if (fixedStdin) process.stdout.write(fixedStdin);
  stream.write(
    REPORTS[format]!(result, {
      workingDirectory: toSlashes(process.cwd()),
      rules: RULES,
      version,
      colour: wantsColour(stream.isTTY, process.env),
      width: stream.isTTY ? stream.columns : 120,
    }),
  );
  for (const failure of result.failures) process.stderr.write(`fastidious: ${failure}\n`);
  if (result.failures.length > 0 || result.misconfigured) return EXIT.failure;
  return result.findings.length > 0 && !options.exitZero ? EXIT.diagnostics : EXIT.clean;
}

function chooseSettings({ select, ignore, preset }: CheckOptions): ChosenSettings {
  const selected = select ? namedRules(select, RULES) : null;
  const ignored = namedRules(ignore ?? [], RULES);
  const problems = [...(selected?.problems ?? []), ...ignored.problems];
  if (problems.length > 0) throw new UsageError(problems.join(' '));
  return {
    flags: preset ? { preset } : {},
    adjust: (settings) => chooseRules(settings, RULES, selected?.ids ?? null, ignored.ids),
  };
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

function describeCrash(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `this is a mistake of ours, please report it: ${stack}`;
}
