// How `uv` is run for a task: as a process with a list of arguments, never through a shell; or a plain word where there is none.
// It must not know which commands there are.
import { CustomExecution, EventEmitter, env, ProcessExecution, type Pseudoterminal, Uri, window } from 'vscode';
import { findUv, INSTALLATION, NO_UV } from './findUv';

const HOW = 'How to Install uv';
/** What shells end with when there is no such command. */
const NOT_FOUND = 127;

/**
 * The execution of `uv` with these arguments in a folder.
 * @param cwd absolute
 */
export function runUv(args: readonly string[], cwd: string): ProcessExecution | CustomExecution {
  const uv = findUv();
  return uv ? new ProcessExecution(uv, [...args], { cwd }) : new CustomExecution(async () => sayWhereToGetIt());
}

/** Says in a message that there is no `uv`, with a button that leads to its documentation. */
export async function reportMissingUv(): Promise<void> {
  const choice = await window.showWarningMessage(NO_UV, HOW);
  if (choice === HOW) await env.openExternal(Uri.parse(INSTALLATION));
}

/** A terminal that says so and ends, so that whoever waits for the task learns that it failed. */
function sayWhereToGetIt(): Pseudoterminal {
  const written = new EventEmitter<string>();
  const closed = new EventEmitter<number>();
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open: () => {
      written.fire(`${NO_UV}\r\n${INSTALLATION}\r\n`);
      closed.fire(NOT_FOUND);
      void reportMissingUv();
    },
    close: () => undefined,
  };
}
