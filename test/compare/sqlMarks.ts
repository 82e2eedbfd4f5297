// Reads what a file of examples says of its lines: comments that call what follows, or the line itself, bad or fine.
// Must not know our rules.

/** What a file says of a line; empty where it says nothing. */
export type Mark = 'bad' | 'fine' | '';

const BAD = /\b(bad|fail|failures?|errors?|vuln\w*|unsafe|insecure|ruleid|alert)\b/i;
const FINE = /\b(good|ok|pass|safe|secure|fine|skip|false positives?|todoruleid)\b/i;
/** Comments of this kind speak of the next statement alone. */
const NEXT_ONLY = /\b(ruleid|ok|todoruleid|todook)\s*:/;

/**
 * Reads the marks of a text.
 * @returns the mark of a statement by its first and last line, counted from 1
 */
export function readMarks(text: string): (first: number, last: number) => Mark {
  const sections: Mark[] = [];
  const single: Mark[] = [];
  let section: Mark = '';
  let next: Mark = '';
  for (const [i, line] of text.split('\n').entries()) {
    const heading = /^\s*#\s*(.*)$/.exec(line);
    const trailing = heading ? null : /\S.*?\s#\s*(?!['"])(.*)$/.exec(line);
    if (heading) {
      const mark = markOf(heading[1]!);
      if (mark !== '' && NEXT_ONLY.test(heading[1]!)) next = mark;
      // A heading that says neither ends what the one before began.
      else if (mark !== '' || !line.startsWith(' ')) section = mark;
    } else if (line.trim() !== '') {
      single[i + 1] = (trailing ? markOf(trailing[1]!) : '') || next;
      next = '';
    }
    sections[i + 1] = section;
  }
  return (first, last) => {
    for (let line = first; line <= last; line++) if (single[line]) return single[line]!;
    return sections[first] ?? '';
  };
}

function markOf(comment: string): Mark {
  if (FINE.test(comment)) return 'fine';
  return BAD.test(comment) ? 'bad' : '';
}
