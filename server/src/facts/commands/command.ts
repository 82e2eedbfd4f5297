// A command as a program is started: words at their places, whatever file they stand in.
// Must not know languages, nor what any program does.
import type { Span } from '../../syntax/node';

/** One word of a command; the span covers its quotes. */
export interface Word extends Span {
  /** Without quotes and escapes; an expansion stays as it is written. */
  readonly text: string;
}

/** A command with its words in order. */
export interface Command {
  readonly words: readonly Word[];
  /**
   * How words are written beside one another: `null` where a shell splits them at white space; else they are elements of
   * an array or arguments of a call, each in these quotes.
   */
  readonly quote: '"' | "'" | null;
  /** Whether it runs on a machine made for it, an image or a CI runner, rather than where somebody develops. */
  readonly isOnMachine?: boolean;
}
