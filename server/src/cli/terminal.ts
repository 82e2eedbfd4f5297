// What a terminal makes of text: colours, the columns that characters take, control characters that must not reach it.
// Must not know what is shown.

const STYLES = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', blue: '34', cyan: '36' } as const;

export type Style = keyof typeof STYLES;

/** Paints text, or leaves it as it is where colours are off. */
export type Paint = (text: string, ...styles: readonly Style[]) => string;

export function paintWith(colour: boolean): Paint {
  if (!colour) return (text) => text;
  return (text, ...styles) => `\u001b[${styles.map((style) => STYLES[style]).join(';')}m${text}\u001b[0m`;
}

/**
 * Whether a stream gets colours: a terminal does, unless NO_COLOR is set (no-color.org); FORCE_COLOR other than `0`
 * asks for them anywhere.
 */
export function wantsColour(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  const force = environment.FORCE_COLOR;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (environment.NO_COLOR) return false;
  return isTerminal && environment.TERM !== 'dumb';
}

/** Text without characters that would move the cursor or repaint the screen; tabs stay. */
export function harmless(text: string): string {
  return text.replace(/[\0-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]/g, '\ufffd');
}

const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const DOUBLE_WIDTH =
  /^(?:\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6])$/u;

/** How many columns a character takes; a tab is one here. */
export function columnsOf(character: string): number {
  if (character < '\u0300') return 1;
  if (ZERO_WIDTH.test(character)) return 0;
  return DOUBLE_WIDTH.test(character) ? 2 : 1;
}

/** How many columns a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}
