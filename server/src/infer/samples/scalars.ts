// Texts and numbers that keep to given bounds.
// Must not know types.
import type { Constraints } from './constraints';

/** A text in double quotes that fits a name and its constraints; `isOther`: another one than is taken otherwise. */
export function sampleText(name: string, constraints: Constraints, isOther = false): string {
  return JSON.stringify(fitText(wordsFor(name, isOther), constraints));
}

/** A number within bounds; whole where that is asked for, another one than is taken otherwise where that is. */
export function sampleNumber({ ge, gt, le, lt, multipleOf }: Constraints, isWhole: boolean, isOther = false): string {
  const step = multipleOf ?? 1;
  const lowest = ge ?? (gt === undefined ? undefined : isWhole || multipleOf ? gt + step : gt + 0.5);
  const highest = le ?? (lt === undefined ? undefined : isWhole || multipleOf ? lt - step : lt - 0.5);
  let value = multipleOf ?? (isWhole ? 1 : 1.5);
  if (lowest !== undefined && value < lowest) value = lowest;
  if (highest !== undefined && value > highest) value = highest;
  if (lowest !== undefined && highest !== undefined && value < lowest) value = (lowest + highest) / 2;
  if (isOther && value + step <= (highest ?? Number.POSITIVE_INFINITY)) value += step;
  if (multipleOf) value = Math.ceil(value / multipleOf) * multipleOf;
  if (isWhole) value = Math.ceil(value);
  return isWhole || !Number.isInteger(value) ? String(value) : value.toFixed(1);
}

const WORDS: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/e?mail/, 'alice@example.com'],
  [/password|passwd|secret/, 'correct-horse-battery'],
  [/^(first_?name|given_?name)$/, 'Alice'],
  [/^(last_?name|sur_?name|family_?name)$/, 'Smith'],
  [/^full_?name$/, 'Alice Smith'],
  [/^(user_?name|login)$/, 'alice'],
  [/^(name|author|owner|customer)$/, 'Alice'],
  [/(^|_)(url|uri|link|website|homepage)$/, 'https://example.com/'],
  [/phone|mobile/, '+15551234567'],
  [/(^|_)slug$/, 'sample-slug'],
  [/(^|_)(date|day)$/, '2030-01-01'],
  [/country(_code)?$/, 'NL'],
  [/currency/, 'EUR'],
  [/locale|language/, 'en'],
  [/(^|_)(zip|postal)/, '12345'],
  [/(^|_)key$/, 'key'],
  [/^value$/, 'value'],
];

function wordsFor(name: string, isOther: boolean): string {
  const plain = name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  const known = WORDS.find(([pattern]) => pattern.test(plain));
  if (known) return isOther ? known[1].replace('alice', 'bob').replace('Alice', 'Bob') : known[1];
  return `${isOther ? 'Other' : 'Sample'} ${plain.replaceAll(/[_-]+/g, ' ').trim()}`;
}

/** Texts that patterns often ask for. */
const CANDIDATES = [
  'sample',
  'Sample',
  'SAMPLE',
  'sample-text',
  'sample_text',
  'sample1',
  'Sample1!',
  'a',
  'A',
  'AB',
  'ABC',
  'ABC-123',
  'ABC123',
  'abc123',
  '1',
  '12',
  '123',
  '1234',
  '12345',
  '123456',
  '1234567890',
  '+15551234567',
  '555-1234',
  '2030-01-01',
  '12:00',
  '12:00:00',
  '1.0.0',
  'v1.0.0',
  '#ff0000',
  'alice@example.com',
  'https://example.com/',
  '192.0.2.1',
  'en',
  'en-US',
  'EUR',
];

function fitText(text: string, constraints: Constraints): string {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = constraints;
  if (pattern !== undefined) {
    let matcher: RegExp | null = null;
    try {
      // Python's `\A` and `\Z` are JavaScript's `^` and `$`; in Pydantic a pattern may match anywhere.
      matcher = new RegExp(
        pattern
          .replace(/\\A/g, '^')
          .replace(/\\Z/g, '$')
          .replace(/\(\?P</g, '(?<'),
        'u',
      );
    } catch {
      // A pattern that JavaScript does not know is one that nothing can be tried on.
    }
    const alternatives = /^\^?\(?(?:\?:)?([\w|-]+)\)?\$?$/.exec(pattern)?.[1]?.split('|') ?? [];
    const tried = [text, ...CANDIDATES, ...alternatives];
    const isGood = (each: string): boolean =>
      (matcher?.test(each) ?? true) && each.length >= minLength && each.length <= maxLength;
    const found = tried.find(isGood) ?? stretched(tried, minLength).find(isGood);
    if (found !== undefined) return found;
  }
  if (text.length > maxLength) return text.slice(0, maxLength).trimEnd().padEnd(Math.min(minLength, maxLength), 'a');
  return text.length < minLength ? `${text}${'x'.repeat(minLength - text.length)}` : text;
}

function stretched(texts: readonly string[], length: number): string[] {
  return texts.map((each) => each.repeat(Math.max(1, Math.ceil(length / Math.max(1, each.length)))).slice(0, length));
}
