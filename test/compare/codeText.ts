// Reads docstrings and function bodies line by line, as far as the classes of disagreements with Ruff ask.
// Must not use what the rules read them with: these are other eyes on the same text.

/** The lines of a docstring's literal, prefix and quotes left out. */
export function docstringLines(literal: string): string[] {
  return literal.replace(/^[a-zA-Z]*("""|'''|"|')|("""|'''|"|')$/g, '').split('\n');
}

/** Those of them that have text, white space and continuing backslashes taken off. */
export function textLines(literal: string): string[] {
  return docstringLines(literal)
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '\\');
}

const ARGS = /^\s*(args|arguments|parameters|params|(keyword|other) (args|arguments|parameters))\s*:?\s*$/i;
const SECTION =
  /^\s*(args|arguments|parameters|params|(keyword|other) (args|arguments|parameters)|returns?|yields?|raises?|notes?|examples?|attributes|todo|warnings?|see also)\s*:?\s*$/i;

/**
 * The lines below the headers of parameters, up to the next header or, behind a blank line, to one that stands as far out.
 * @param loosely whether those that read like an entry (`name -- text`, `name: text`) belong to them all the same
 */
export function argsLines(literal: string, loosely = false): string[] {
  const found: string[] = [];
  let header: number | null = null;
  let isBehindBlank = false;
  for (const line of docstringLines(literal)) {
    if (ARGS.test(line)) header = indentOf(line);
    else if (header !== null && line.trim() !== '') {
      const ends = SECTION.test(line) && indentOf(line) <= header;
      const isEntry = loosely && /^\s*['"`*]*\w+['"`*]*((,| and| or)\s*\w+)*\s*(--?\s|:\s)/.test(line);
      if (ends || indentOf(line) < header || (isBehindBlank && indentOf(line) <= header && !isEntry)) header = null;
      else found.push(line);
    }
    isBehindBlank = line.trim() === '';
  }
  return found;
}

/** Whether a line is an entry of a parameter in Google's form: its name, perhaps a type in brackets, a colon. */
export function isEntryOf(line: string, name: string): boolean {
  return new RegExp(`^\\s*[*\\\\]*${name}\\s*(\\(.*\\))?\\s*:`).test(line);
}

/** Whether a line of a docstring begins with a name, or with a list of names that has it. */
export function beginsLine(literal: string, name: string): boolean {
  const lists = literal.matchAll(/^[\s*\-'"`]*((?:\w+['"`*]*(?:\s*(?:,|\/|\band\b|\bor\b)[\s*'"`]*)+)*\w+)/gm);
  return [...lists].some((match) => match[1]!.split(/\W+/).includes(name));
}

/** Columns of a line's indentation; tabs count as one. */
function indentOf(line: string): number {
  return /^\s*/.exec(line)![0].length;
}

/** What Python's exceptions descend from, besides Exception; others may descend from anything. */
const PARENTS: Readonly<Record<string, string>> = {
  ConnectionError: 'OSError',
  FileNotFoundError: 'OSError',
  IsADirectoryError: 'OSError',
  NotADirectoryError: 'OSError',
  PermissionError: 'OSError',
  TimeoutError: 'OSError',
  BlockingIOError: 'OSError',
  KeyError: 'LookupError',
  IndexError: 'LookupError',
  UnicodeError: 'ValueError',
  UnicodeDecodeError: 'UnicodeError|ValueError',
  UnicodeEncodeError: 'UnicodeError|ValueError',
  ModuleNotFoundError: 'ImportError',
  OverflowError: 'ArithmeticError',
  ZeroDivisionError: 'ArithmeticError',
};

const BUILTIN =
  /^((Base)?Exception(Group)?|(Arithmetic|Assertion|Attribute|Buffer|EOF|Import|Index|Key|Lookup|Memory|Name|OS|Overflow|Recursion|Reference|Runtime|Syntax|System|Type|Value)Error|StopIteration|KeyboardInterrupt|SystemExit)$/;

/**
 * Whether every `raise` of an exception in a function's text stands in a `try` that takes it for good, or in a
 * `suppress`; by indentation alone.
 */
export function catchesItself(text: string, name: string): boolean {
  const lines = text.split('\n');
  const raises = [...lines.keys()].filter((i) =>
    new RegExp(`(^|[:\\s])raise\\s+([\\w.]+\\.)?${name}\\b`).test(lines[i]!),
  );
  const again = [...lines.keys()].filter(
    (i) =>
      /(^|[:\s])raise(\s+\w+)?\s*(#.*)?$/.test(lines[i]!) &&
      new RegExp(`except\\b.*\\b${name}\\b`).test(lines.slice(0, i).join('\n')),
  );
  return raises.length + again.length > 0 && [...raises, ...again].every((i) => isCaught(lines, i, name));
}

function isCaught(lines: readonly string[], at: number, name: string): boolean {
  const parents = PARENTS[name] ?? (BUILTIN.test(name) ? 'Exception' : '\\w+');
  const taken = new RegExp(`^\\s*except\\*?\\s*(:|.*\\b(${name}|Exception|BaseException|${parents})\\b)`);
  let limit = indentOf(lines[at]!);
  for (let i = at - 1; i > 0; i--) {
    const line = lines[i]!;
    if (line.trim() === '' || line.trim().startsWith('#') || indentOf(line) >= limit) continue;
    limit = indentOf(line);
    if (/^\s*(async\s+)?with\b.*\bsuppress\(/.test(line)) return true;
    if (!/^\s*try\s*:/.test(line)) continue;
    for (let j = at + 1; j < lines.length; j++) {
      if (lines[j]!.trim() === '' || indentOf(lines[j]!) > limit) continue;
      if (indentOf(lines[j]!) < limit || !/^\s*(except|else|finally)\b/.test(lines[j]!)) break;
      if (taken.test(lines[j]!)) {
        if (!endsByRaising(lines, j)) return true;
        break;
      }
    }
  }
  return false;
}

/** Whether the last statement of the block below a line raises what was caught again. */
function endsByRaising(lines: readonly string[], at: number): boolean {
  const block: string[] = [];
  for (const line of lines.slice(at + 1)) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    if (indentOf(line) <= indentOf(lines[at]!)) break;
    block.push(line);
  }
  const last = block.at(-1);
  if (last === undefined) return /:\s*raise\s*(#.*)?$/.test(lines[at]!);
  return indentOf(last) === indentOf(block[0]!) && /^\s*raise\s*(#.*)?$/.test(last);
}

/** Whether a name can only come from a star import of the module. */
export function starImports(source: string, name: string): boolean {
  const isBound = new RegExp(
    `^\\s*(class\\s+${name}\\b|${name}\\s*=|(from\\s.*)?import\\s[^#\\n]*\\b${name}\\b)`,
    'm',
  ).test(source);
  return !isBound && /^from\s+[\w.]+\s+import\s+\*/m.test(source);
}
