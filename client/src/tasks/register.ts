// Puts the tasks and their commands together. Nothing here depends on the server: tasks work while it is off.
// It must not know the single commands.
import type { Disposable } from 'vscode';
import { registerAddDependency } from './addDependency';
import { registerTaskProvider } from './provider';

/** Registers the task provider and the commands that run `uv`. */
export function registerTasks(): Disposable[] {
  return [registerTaskProvider(), ...registerAddDependency()];
}
