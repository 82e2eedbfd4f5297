// Ends what a script started, whichever way the script itself ends.
// Knows nothing of what was started; only Node built-ins.

/** @type {Set<() => unknown>} */
const endings = new Set();
let ending = false;

/**
 * Remembers how to end something that was started.
 * @param {() => unknown} end called once, also on Ctrl+C; may return a promise
 */
export function onEnd(end) {
  endings.add(end);
}

/** Ends everything that is still there, the newest first. */
export async function endAll() {
  const all = [...endings].reverse();
  endings.clear();
  for (const end of all) {
    try {
      await end();
    } catch {
      // It has ended already.
    }
  }
}

/**
 * Ends a process that was started detached, with all of its own.
 * @param {import('node:child_process').ChildProcess} child
 */
export async function endGroup(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const patience = setTimeout(() => signal(child, 'SIGKILL'), 3000);
  signal(child, 'SIGTERM');
  await gone;
  clearTimeout(patience);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} name
 */
function signal(child, name) {
  try {
    if (process.platform === 'win32') child.kill(name);
    else process.kill(-(/** @type {number} */ (child.pid)), name);
  } catch {
    // It has ended already.
  }
}

for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(name, async () => {
    if (ending) return;
    ending = true;
    await endAll();
    process.exit(name === 'SIGINT' ? 130 : 143);
  });
}

// npm, ended by a signal, ends its shell, and the shell leaves its own child behind: seen by the parent being another.
if (process.env.npm_lifecycle_event && process.platform !== 'win32') {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 1000);
  watch.unref();
}
