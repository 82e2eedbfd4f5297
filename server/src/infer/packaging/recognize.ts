// Finds the package manager that a command starts, behind whatever stands before it: `sudo`, `env`, `docker run`, `bash -c`.
// Must not know what is said about it.
import type { Command, Word } from '../../facts/commands/command';
import { shellCommands } from '../../facts/commands/shell';

/** A package manager as it was called. */
export interface PackagingCall {
  readonly manager: 'pip' | 'poetry' | 'pipenv';
  /** What it is told to do: `install`, `add`, `run` … */
  readonly verb: string;
  /** The words that name the manager and what it does, and those behind them. */
  readonly head: readonly Word[];
  readonly rest: readonly Word[];
  readonly quote: Command['quote'];
  /** Whether it installs for a whole machine: in an image, on a CI runner, as root. */
  readonly isOnMachine: boolean;
}

/** Commands that run the rest of their words. */
const WRAPPERS = new Set([
  'builtin',
  'command',
  'eval',
  'exec',
  'nice',
  'nohup',
  'noglob',
  'stdbuf',
  'then',
  'time',
  'env',
  'sudo',
  'doas',
  'if',
  'elif',
  'else',
  'do',
  'while',
  'until',
  '!',
  '{',
  'xargs',
  'coproc',
  'retry',
  'timeout',
  'gosu',
  'chroot',
  'travis_retry',
]);
/** Programs somewhere behind which another command stands. */
const RUNNERS =
  /^(docker|docker-compose|podman|nerdctl|kubectl|ssh|conda|mamba|micromamba|uv|hatch|pdm|poetry|pipenv|heroku|fly|flyctl|az|gcloud|vagrant|su|runuser|pipx|nox|tox|direnv|asdf|mise|rtx|arch|cross-env|dotenv|wsl)$/;
const SHELLS = /^(ba|z|k|da)?sh$/;
const PYTHON = /^(python[\d.]*w?|py|pypy[\d.]*)(\.exe)?$/i;
const PIP = /^pip(\d(\.\d+)?)?(\.exe)?$/i;
/** A variable that names an interpreter or pip by convention: `$(PYTHON)`, `${PIP3}`, `$VENV_PYTHON`, `{{ python }}`. */
const PYTHON_VARIABLE = /^(\$|\{)[^\s/]*\bPY(THON)?\d?(_?(BIN|EXE|CMD|INTERPRETER))?\b|^\$[({]?\w*_?PYTHON\d?[)}]?$/i;
const PIP_VARIABLE = /^\$[({]?(VENV_?)?PIP3?[)}]?$/i;

/** What pip does that uv does as well, or in whose place uv stands. */
const PIP_VERBS = new Set([
  'install',
  'uninstall',
  'freeze',
  'list',
  'show',
  'check',
  'download',
  'wheel',
  'tree',
  'lock',
]);
/** Options of pip that stand before what it does and take a value. */
const PIP_VALUED = new Set([
  '--cache-dir',
  '--cert',
  '--client-cert',
  '--exists-action',
  '--log',
  '--proxy',
  '--python',
  '--retries',
  '--timeout',
  '--trusted-host',
  '--use-feature',
  '--use-deprecated',
  '--root-user-action',
]);
const OTHER_VERBS = new Set(['add', 'install', 'run', 'lock']);

/** The package managers that a command calls: several where it hands a script to a shell. */
export function recognizePackaging(command: Command, text: string): readonly PackagingCall[] {
  return recognizeAt(command, 0, text, 0);
}

const NONE: readonly PackagingCall[] = [];

function recognizeAt(command: Command, from: number, text: string, depth: number): readonly PackagingCall[] {
  const { words } = command;
  let at = from;
  while (at < words.length && /^[A-Za-z_]\w*\+?=/.test(words[at]!.text)) at++;
  const word = words[at];
  if (!word || depth > 8) return NONE;
  const direct = directCall(command, at);
  if (direct !== undefined) return listed(direct);
  const name = nameOf(word);
  if (WRAPPERS.has(name)) {
    // Options of the wrapper, their values and its variables; then the command.
    for (let next = at + 1; next < words.length; next++) {
      const found = directCall(command, next);
      if (found !== undefined) return listed(found);
      const each = words[next]!.text;
      if (
        SHELLS.test(nameOf(words[next]!)) ||
        RUNNERS.test(nameOf(words[next]!)) ||
        WRAPPERS.has(nameOf(words[next]!))
      ) {
        return recognizeAt(command, next, text, depth + 1);
      }
      const isPassedOver =
        each.startsWith('-') ||
        /^[A-Za-z_]\w*=/.test(each) ||
        words[next - 1]!.text.startsWith('-') ||
        /^[\d.]+[smhd]?$/.test(each) ||
        name === 'gosu';
      if (!isPassedOver) return NONE;
    }
    return NONE;
  }
  if (SHELLS.test(name)) return inScript(command, at, text, depth);
  // `uv pip` is uv.
  if (name === 'uv' && words[at + 1]?.text === 'pip') return NONE;
  if (RUNNERS.test(name)) {
    for (let next = at + 1; next < words.length; next++) {
      const found = directCall(command, next);
      if (found !== undefined) return listed(found);
      const inner = nameOf(words[next]!);
      if (inner === 'uv') return recognizeAt(command, next, text, depth + 1);
      if (SHELLS.test(inner)) return inScript(command, next, text, depth);
    }
  }
  return NONE;
}

function listed(call: PackagingCall | null): readonly PackagingCall[] {
  return call ? [call] : NONE;
}

/** `bash -c "pip install x"`: the script is a command of its own. */
function inScript(command: Command, at: number, text: string, depth: number): readonly PackagingCall[] {
  const { words, isOnMachine = false } = command;
  const flag = words.findIndex((each, i) => i > at && /^-[a-z]*c$/.test(each.text));
  const script = flag < 0 ? undefined : words[flag + 1];
  if (!script) return NONE;
  const isQuoted = /^["']/.test(text.slice(script.start, script.end));
  const span = isQuoted ? { start: script.start + 1, end: script.end - 1 } : script;
  return shellCommands(text, span).flatMap((inner) => recognizeAt({ ...inner, isOnMachine }, 0, text, depth + 1));
}

/** The manager that the word at an index is; undefined when it is none, null when it does nothing of interest. */
function directCall(command: Command, at: number): PackagingCall | null | undefined {
  const { words, quote } = command;
  const isOnMachine =
    command.isOnMachine === true || words.slice(0, at).some((each) => /^(sudo|doas|docker|podman)$/.test(each.text));
  const word = words[at]!;
  const name = nameOf(word);
  let manager: PackagingCall['manager'];
  let next = at + 1;
  if (PIP.test(name) || PIP_VARIABLE.test(word.text)) manager = 'pip';
  else if (PYTHON.test(name) || PYTHON_VARIABLE.test(word.text)) {
    while (/^-[A-Za-z]+$/.test(words[next]?.text ?? '') && !words[next]!.text.endsWith('m')) next++;
    const module = words[next + 1]?.text ?? '';
    if (!/^-[A-Za-z]*m$/.test(words[next]?.text ?? '') || !/^(pip|poetry|pipenv)$/.test(module)) return undefined;
    manager = module as PackagingCall['manager'];
    next += 2;
  } else if (name === 'poetry' || name === 'pipenv') manager = name;
  else return undefined;
  while (words[next]?.text.startsWith('-')) next += manager === 'pip' && PIP_VALUED.has(words[next]!.text) ? 2 : 1;
  const verb = words[next]?.text ?? '';
  const known = manager === 'pip' ? PIP_VERBS : OTHER_VERBS;
  if (!known.has(verb)) return manager === 'pip' ? null : undefined;
  return { manager, verb, head: words.slice(at, next + 1), rest: words.slice(next + 1), quote, isOnMachine };
}

/** The name of a program without the folders in front of it. */
function nameOf({ text }: Word): string {
  return text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
}

/** Whether a call only brings uv itself (or pipx, which brings it) to a machine, pip's own parts beside it. */
export function bringsUv({ manager, verb, rest }: PackagingCall): boolean {
  if (manager !== 'pip' || verb !== 'install') return false;
  const names = rest.filter(({ text }) => !text.startsWith('-')).map(({ text }) => /^[\w.-]+/.exec(text)?.[0] ?? text);
  return (
    names.some((name) => /^(uv|pipx)$/.test(name)) &&
    names.every((name) => /^(uv|pipx|pip|setuptools|wheel)$/.test(name))
  );
}
