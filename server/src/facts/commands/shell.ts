// Splits shell text into its simple commands (POSIX.1-2024, "Shell Command Language"): as far as the words that are started
// can be told without running anything. Must not know which commands matter.
import type { Span } from '../../syntax/node';
import type { Command, Word } from './command';

/** How the text around a shell command reads it. */
export interface ShellDialect {
  /** A line break is a blank: a folded YAML scalar. */
  readonly foldsLines?: boolean;
  /** `$(NAME)` is a variable of make, and `$$` a dollar sign. */
  readonly isMake?: boolean;
  /** Whole lines of comment between continued lines are left out before the shell sees them: a Dockerfile. */
  readonly skipsCommentLines?: boolean;
  /** What continues a line; a backslash unless said otherwise. */
  readonly escape?: string;
}

/** Deeper nesting is no script that somebody wrote. */
const DEEPEST = 8;

/** The commands in a stretch of a text, in source order, those in substitutions and here-documents included. */
export function shellCommands(text: string, span: Span, dialect: ShellDialect = {}, depth = 0): Command[] {
  if (depth > DEEPEST) return [];
  return new Reader(text, span, dialect, depth).read();
}

class Reader {
  private readonly commands: Command[] = [];
  private words: Word[] = [];
  private word: { start: number; text: string } | null = null;
  private heredocs: { readonly end: string; readonly isScript: boolean; readonly indented: boolean }[] = [];
  private at: number;
  private readonly end: number;
  private readonly escape: string;

  constructor(
    private readonly text: string,
    span: Span,
    private readonly dialect: ShellDialect,
    private readonly depth: number,
  ) {
    this.at = span.start;
    this.end = span.end;
    this.escape = dialect.escape ?? '\\';
  }

  read(): Command[] {
    while (this.at < this.end) this.step();
    this.endCommand();
    return this.commands;
  }

  private step(): void {
    const { text, at } = this;
    const character = text[at]!;
    if (character === ' ' || character === '\t' || character === '\r') {
      this.endWord();
      this.at++;
    } else if (character === '\n') {
      if (this.dialect.foldsLines) this.endWord();
      else this.endCommand();
      this.at++;
      if (!this.dialect.foldsLines) this.readHeredocs();
    } else if (character === this.escape && /^\r?\n/.test(text.slice(at + 1, at + 3))) {
      this.endWord();
      this.at += text[at + 1] === '\r' ? 3 : 2;
      if (this.dialect.skipsCommentLines) this.skipCommentLines();
    } else if (character === '#' && !this.word) {
      const lineEnd = text.indexOf('\n', at);
      this.at = lineEnd < 0 ? this.end : Math.min(lineEnd, this.end);
    } else if (/[;&|()]/.test(character)) {
      this.endCommand();
      this.at++;
    } else if (character === '<' || character === '>') this.readRedirection();
    else this.readPiece(character);
  }

  /** A piece of a word: quoted, an expansion, or one character. */
  private readPiece(character: string): void {
    const { text, at } = this;
    this.word ??= { start: at, text: '' };
    if (character === "'") {
      const close = text.indexOf("'", at + 1);
      const end = close < 0 || close >= this.end ? this.end : close;
      this.word.text += text.slice(at + 1, end);
      this.at = Math.min(end + 1, this.end);
    } else if (character === '"') {
      this.at++;
      while (this.at < this.end && text[this.at] !== '"') this.readQuoted();
      this.at = Math.min(this.at + 1, this.end);
    } else if (character === '\\') {
      this.word.text += text[at + 1] ?? '';
      this.at += 2;
    } else if (character === '$' || character === '`') this.readExpansion();
    else {
      this.word.text += character;
      this.at++;
    }
  }

  private readQuoted(): void {
    const { text, at } = this;
    const character = text[at]!;
    if (character === '\\') {
      this.word!.text += text[at + 1] ?? '';
      this.at += 2;
    } else if (character === '$' || character === '`') this.readExpansion();
    else {
      this.word!.text += character;
      this.at++;
    }
  }

  /** An expansion stays in the word as it is written; what a substitution runs are commands of their own. */
  private readExpansion(): void {
    const { text, at } = this;
    const rest = text.slice(at, this.end);
    const variable =
      /^\$\$/.exec(rest)?.[0] ??
      /^\$\{\{[\s\S]*?\}\}/.exec(rest)?.[0] ??
      /^\$\{[^}]*\}/.exec(rest)?.[0] ??
      // `$(NAME)` is make's, or that of a pipeline's template; no program is called so.
      /^\$\([A-Z][A-Z0-9_.]*\)/.exec(rest)?.[0] ??
      (this.dialect.isMake ? /^\$\([^()]*\)/.exec(rest)?.[0] : undefined);
    if (variable !== undefined) {
      this.word!.text += variable;
      this.at += variable.length;
      return;
    }
    const isCommand = rest.startsWith('$(') && !rest.startsWith('$((');
    const length = isCommand ? closeOf(rest) : rest[0] === '`' ? closeOfTick(rest) : 0;
    if (length > 0) {
      const start = at + (isCommand ? 2 : 1);
      this.commands.push(
        ...shellCommands(text, { start, end: at + length - 1 }, { ...this.dialect, foldsLines: false }, this.depth + 1),
      );
    }
    this.word!.text += rest.slice(0, Math.max(1, length));
    this.at += Math.max(1, length);
  }

  /** `> file`, `2>&1`, `<<EOF`: no words of the command. */
  private readRedirection(): void {
    if (this.word && /^\d+$/.test(this.word.text)) this.word = null;
    this.endWord();
    const rest = this.text.slice(this.at, this.end);
    const heredoc = /^<<(-?)[ \t]*(["']?)([\w.-]+)\2/.exec(rest);
    if (heredoc && !rest.startsWith('<<<')) {
      const head = this.words.findLast(({ text }) => !text.startsWith('-'))?.text ?? '';
      // Without a command, as in a Dockerfile's RUN, the document itself is the script.
      const isScript = this.words.length === 0 || /(^|\/)(ba|z|k|da)?sh$/.test(head);
      this.heredocs.push({ end: heredoc[3]!, isScript, indented: heredoc[1] !== '' });
      this.at += heredoc[0].length;
      return;
    }
    const operator = /^(?:<<<|<>|>>|>\||[<>]&?)[ \t]*(?:&?\d+-?(?=[\s;|&)]|$))?/.exec(rest)![0];
    this.at += operator.length;
    if (/\d-?$/.test(operator)) return;
    // What follows is a file's name.
    const before = this.words.length;
    while (this.at < this.end && !/[\s;&|()<>]/.test(this.text[this.at]!)) this.readPiece(this.text[this.at]!);
    this.endWord();
    this.words.length = before;
  }

  private readHeredocs(): void {
    for (const { end, isScript, indented } of this.heredocs.splice(0)) {
      const pattern = new RegExp(`^${indented ? '[ \\t]*' : ''}${end.replace(/[.]/g, '\\.')}[ \\t]*\\r?$`, 'm');
      const body = this.text.slice(this.at, this.end);
      const match = pattern.exec(body);
      // The text around may indent the whole script, a YAML scalar for one.
      const found = match ?? new RegExp(`^[ \\t]*${end.replace(/[.]/g, '\\.')}[ \\t]*\\r?$`, 'm').exec(body);
      const bodyEnd = this.at + (found?.index ?? body.length);
      if (isScript) {
        this.commands.push(
          ...shellCommands(
            this.text,
            { start: this.at, end: bodyEnd },
            { ...this.dialect, escape: '\\' },
            this.depth + 1,
          ),
        );
      }
      this.at = found ? bodyEnd + found[0].length : this.end;
    }
  }

  private skipCommentLines(): void {
    for (;;) {
      const match = /^[ \t]*(?:#[^\n]*)?\r?\n/.exec(this.text.slice(this.at, this.end));
      if (!match) return;
      this.at += match[0].length;
    }
  }

  private endWord(): void {
    if (this.word) this.words.push({ text: this.word.text, start: this.word.start, end: this.at });
    this.word = null;
  }

  private endCommand(): void {
    this.endWord();
    if (this.words.length > 0) this.commands.push({ words: this.words, quote: null });
    this.words = [];
  }
}

/** The length of a `$(…)` at the start of a text, brackets and quotes in it counted; 0 when it does not end. */
function closeOf(text: string): number {
  let open = 0;
  let quote = '';
  for (let at = 1; at < text.length; at++) {
    const character = text[at]!;
    if (character === '\\') at++;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (character === '(') open++;
    else if (character === ')' && --open === 0) return at + 1;
  }
  return 0;
}

function closeOfTick(text: string): number {
  for (let at = 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '`') return at + 1;
  }
  return 0;
}
