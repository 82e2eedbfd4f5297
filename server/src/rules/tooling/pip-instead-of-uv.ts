// pip-instead-of-uv: a command that manages packages with pip, poetry or pipenv, in code, scripts, CI files and documents.

import type { Command } from '../../facts/commands/command';
import { readStartedCommands, type StartedCommand } from '../../facts/commands/python';
import { readCommands } from '../../facts/commands/read';
import type { Region } from '../../facts/region';
import { bringsUv, type PackagingCall, recognizePackaging } from '../../infer/packaging/recognize';
import { type Place, type Remedy, remediesFor } from '../../infer/packaging/remedies';
import { startsPrograms } from '../../infer/packaging/starters';
import type { Context, RegionRule } from '../../linter/rule';

export const pipInsteadOfUv: RegionRule = {
  id: 'pip-instead-of-uv',
  family: 'tooling',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'region',
  texts: ['shell', 'dockerfile', 'makefile', 'yaml', 'toml', 'markdown'],
  summary: 'A command manages packages with pip, poetry or pipenv instead of uv',
  why: `One tool that resolves, locks and installs keeps every machine at the same versions. A \`pip install\` beside it
changes an environment behind the lock file's back: it works here, and fails where only the lock file is installed.`,
  bad: `import subprocess


def install_driver() -> None:
    """Install the driver."""
    subprocess.run(["pip", "install", "asyncpg"], check=True)
`,
  good: `import subprocess


def install_driver() -> None:
    """Install the driver."""
    subprocess.run(["uv", "pip", "install", "asyncpg"], check=True)
`,
  fixText: `Writes the uv command: \`uv add\` where packages become dependencies of the project, \`uv sync\`, \`uv run\` and \`uv lock\` for
what poetry and pipenv do, \`uv pip …\` for the rest (with \`--system\` in a Dockerfile or a CI file, where there is no virtual
environment). It is offered singly: the project must have its dependencies in a \`pyproject.toml\`, and uv must be installed
where the command runs. Options without a counterpart leave the command alone.`,
  notes: `Looked at: \`subprocess\`, \`os.system\`, nox's \`session.run\` and invoke's \`c.run\` in Python; shell scripts; Dockerfiles; recipes
of Makefiles; scripts, commands and entries in YAML; tasks and scripts in TOML; fenced shell code in Markdown. It is information
where neither a \`uv.lock\` nor a \`[tool.uv]\` says that the project uses uv.

Silent: \`uv pip\`, \`pip install uv\` and what only brings uv or pipx to a machine, text that is no command (\`echo\`, prose, comments,
names and descriptions, what a session printed), fences marked \`text\`, and in the README of a package the lines that install it.

In such files a comment silences too: \`# fastidious: ignore[pip-instead-of-uv]\`, in Markdown's prose also \`<!-- … -->\`.`,
  *check(region, context) {
    for (const call of callsIn(region, context)) {
      const [remedy] = remediesFor(call, placeOf(call, region, context));
      const said = call.head.map(({ text }) => text).join(' ');
      const instead = remedy ? `; write "${remedy.command}"` : '';
      yield {
        span: { start: call.head[0]!.start, end: call.head.at(-1)!.end },
        message: context.file.manifest.usesUv
          ? `"${said}" bypasses uv, which manages this project's packages${instead}.`
          : `"${said}" manages packages without uv${instead}.`,
        ...(context.file.manifest.usesUv ? {} : { severity: 'information' as const }),
      };
    }
  },
  fix(problem, region, context) {
    const call = callsIn(region, context).find(({ head }) => head[0]!.start === problem.span.start);
    if (!call) return [];
    return remediesFor(call, placeOf(call, region, context)).map(({ command, edits }: Remedy) => ({
      title: `Use "${command}"`,
      safe: false,
      edits,
    }));
  },
};

/** The calls of package managers in a region that are not right as they are. */
function callsIn(region: Region, context: Context): PackagingCall[] {
  if (!/\b(pip|poetry|pipenv)|\bPIP/.test(region.text)) return [];
  const commands: readonly (Command | StartedCommand)[] =
    region.language === 'python'
      ? readStartedCommands(region).filter(({ callee }) => startsPrograms(callee, region, context.project))
      : readCommands(region);
  return commands
    .flatMap((command) => recognizePackaging(command, region.text))
    .filter((call) => !bringsUv(call) && !isForReaders(call, region, context));
}

/**
 * What the reader of a package's README is to type to install it: they use the package manager that they have. What is
 * installed from a file of requirements is for those who work on it.
 */
function isForReaders({ manager, verb, rest }: PackagingCall, region: Region, { file }: Context): boolean {
  if (region.language !== 'markdown' || !file.manifest.isPackage || !/(^|\/)readme[^/]*$/i.test(file.path))
    return false;
  if (verb !== 'install' && !(manager === 'poetry' && verb === 'add')) return false;
  return !rest.some(({ text }) => /^(-r|--requirement|-c|--constraint|--group)/.test(text));
}

/** Where the packages go. */
function placeOf({ isOnMachine }: PackagingCall, { language }: Region, { file }: Context): Place {
  // Of the TOML files only pyproject.toml is the project's: the others tell a host how to build it.
  if (isOnMachine || (language === 'toml' && !file.path.endsWith('pyproject.toml'))) return 'machine';
  return language === 'python' ? 'program' : 'project';
}
