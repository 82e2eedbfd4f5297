// Says on a terminal's error stream what is going on, on one line that is wiped at the end.
// Must not print where nobody looks: without a terminal it is silent.
import { harmless } from './terminal';

/** A line that is overwritten. */
export interface Progress {
  readonly say: (activity: string, path: string) => void;
  readonly end: () => void;
}

const EVERY_MS = 100;

export function showProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { say: () => undefined, end: () => undefined };
  let shown = false;
  let last = performance.now();
  return {
    say(activity, path) {
      const now = performance.now();
      if (now - last < EVERY_MS) return;
      last = now;
      shown = true;
      const text = harmless(`${activity} ${path}`);
      stream.write(`\r\u001b[2K${text.slice(0, Math.max(10, (stream.columns ?? 80) - 1))}`);
    },
    end() {
      if (shown) stream.write('\r\u001b[2K');
      shown = false;
    },
  };
}
