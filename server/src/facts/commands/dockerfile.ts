// The commands of a Dockerfile (Dockerfile reference: RUN, CMD, ENTRYPOINT, HEALTHCHECK, ONBUILD).
// Must not know which commands matter.
import type { Command } from './command';
import { elementsOf } from './elements';
import { shellCommands } from './shell';

const INSTRUCTION = /^([ \t]*(?:ONBUILD[ \t]+)?)(RUN|CMD|ENTRYPOINT|HEALTHCHECK(?=[^\n]*\bCMD\b))\b/i;

/** The commands of a Dockerfile's instructions; offsets in UTF-16 units of the text. */
export function dockerfileCommands(text: string): Command[] {
  const continues = /^#[ \t]*escape[ \t]*=[ \t]*`/im.test(text.slice(0, 500)) ? '`' : '\\';
  const found: Command[] = [];
  for (let at = 0; at < text.length; ) {
    const match = INSTRUCTION.exec(text.slice(at, lineEnd(text, at)));
    let end = instructionEnd(text, at, continues);
    if (match) {
      let start = at + match[0].length;
      start += /^(?:[ \t]*--[\w-]+(?:=\S*)?|[ \t]*CMD\b)*[ \t]*/i.exec(text.slice(start, end))![0].length;
      end = heredocEnd(text, start, end);
      const array = text[start] === '[' ? elementsOf(text, { start, end }) : null;
      if (array) found.push(array);
      else found.push(...shellCommands(text, { start, end }, { escape: continues, skipsCommentLines: true }));
    }
    at = Math.max(end, at) + 1;
  }
  return found.map((command) => ({ ...command, isOnMachine: true }));
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Where an instruction ends: lines that are continued go on, and comments between them do not end it. */
function instructionEnd(text: string, start: number, continues: string): number {
  let at = start;
  for (;;) {
    const end = lineEnd(text, at);
    if (end >= text.length) return text.length;
    const line = text.slice(at, end).trimEnd();
    const isComment = at > start && /^[ \t]*(#.*)?$/.test(line);
    if (!line.endsWith(continues) && !isComment) return end;
    at = end + 1;
  }
}

/** `RUN <<EOF` goes on to the line that says EOF. */
function heredocEnd(text: string, start: number, end: number): number {
  const names = [...text.slice(start, end).matchAll(/<<-?[ \t]*["']?([A-Za-z_][\w.-]*)["']?/g)].map(
    ([, name]) => name!,
  );
  for (const name of names) {
    const close = new RegExp(`^[ \\t]*${name.replace(/[.]/g, '\\.')}[ \\t]*\\r?$`, 'm').exec(text.slice(end));
    if (!close) return end;
    end += close.index + close[0].length;
  }
  return end;
}
