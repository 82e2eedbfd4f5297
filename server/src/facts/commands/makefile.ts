// The commands of a Makefile's recipes (GNU make manual, "Recipe Syntax").
// Must not know which commands matter.
import type { Command } from './command';
import { shellCommands } from './shell';

/** The commands of a Makefile; offsets in UTF-16 units of the text. */
export function makefileCommands(text: string): Command[] {
  const found: Command[] = [];
  // A recipe's line begins with a tab; `@`, `-` and `+` tell make how to run it.
  const recipe = /^\t[ \t]*[@+-]*[ \t]*((?:[^\\\n]|\\\r?\n|\\.)*)/gm;
  for (const match of text.matchAll(recipe)) {
    const end = match.index + match[0].length;
    found.push(...shellCommands(text, { start: end - match[1]!.length, end }, { isMake: true }));
  }
  return found;
}
