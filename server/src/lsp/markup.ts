// Texts for people in the form that the client shows: Markdown with links into files, or plain text.
// Must not know what is said.
import { MarkupKind } from 'vscode-languageserver';
import type { Markup } from '../infer/describeRoute';
import type { FilePlace } from '../project/routes';
import { locationOf } from './places';
import type { Session } from './session';

/** How to write for a client that takes Markdown, or does not. */
export function markupFor(kind: MarkupKind, session: Session): Markup {
  const where = (place: FilePlace | null): { name: string; href: string } | null => {
    const location = locationOf(place, session);
    if (!place || !location) return null;
    const line = location.range.start.line + 1;
    const name = `${place.path.slice(place.path.lastIndexOf('/') + 1)}:${line}`;
    return { name, href: `${location.uri}#L${line}` };
  };
  if (kind === MarkupKind.PlainText) {
    return {
      strong: (text) => text,
      code: (text) => text,
      link: (text, place) => {
        const at = where(place);
        return at ? `${text} (${at.name})` : text;
      },
      bullet: '- ',
      warning: '',
    };
  }
  return {
    strong: (text) => `**${escapeMarkdown(text)}**`,
    code: inlineCode,
    link: (text, place) => {
      const at = where(place);
      return at ? `${escapeMarkdown(text)} ([${escapeMarkdown(at.name)}](<${at.href}>))` : escapeMarkdown(text);
    },
    bullet: '- ',
    warning: '⚠ ',
  };
}

/** The text with everything that Markdown would read taken literally. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~-]/g, '\\$&');
}

/** Code within a line; a longer fence where the text has backticks. */
function inlineCode(text: string): string {
  const fence = '`'.repeat(1 + Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length)));
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}
