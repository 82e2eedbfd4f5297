// Reads the types that a docstring states, in Google, NumPy and reST style, as text for `readType`.
// Must not know what the types mean; the docstring's other contents are for others.
import { stringValue } from '../facts/expressions';
import type { FunctionFacts } from '../facts/functions';

/** The types that a docstring gives to parameters, by name. */
export function documentedParameters(facts: FunctionFacts): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const text = stringValue(facts.docstring);
  if (text === null) return found;
  const names = new Set(facts.parameters.map(({ name }) => name));
  const add = (name: string, type: string): void => {
    const spelled = spellType(type);
    if (names.has(name) && spelled !== null && !found.has(name)) found.set(name, spelled);
  };
  for (const match of section(text, /^(Args|Arguments|Parameters|Keyword Args|Keyword Arguments):$/).matchAll(
    /^[ \t]*\\?\*{0,2}(\w+)[ \t]*\(((?:[^()\n]|\([^()\n]*\))+)\)[ \t]*:/gm,
  )) {
    add(match[1]!, match[2]!);
  }
  for (const match of text.matchAll(/^[ \t]*:(?:param|parameter|arg)[ \t]+([^:\n]+?)[ \t]+\*{0,2}(\w+)[ \t]*:/gm))
    add(match[2]!, match[1]!);
  for (const match of text.matchAll(/^[ \t]*:type[ \t]+\*{0,2}(\w+)[ \t]*:[ \t]*([^\n]+)$/gm))
    add(match[1]!, match[2]!);
  if (/^[ \t]*Parameters[ \t]*\n[ \t]*-{3,}/m.test(text)) {
    for (const match of text.matchAll(/^[ \t]*\*{0,2}(\w+)[ \t]*:[ \t]+([^\n]+)$/gm)) add(match[1]!, match[2]!);
  }
  return found;
}

/** The type that a docstring gives to what is returned. */
export function documentedReturn(facts: FunctionFacts): string | null {
  const text = stringValue(facts.docstring);
  if (text === null) return null;
  const google = /^[ \t]*([^:\n]+?)[ \t]*:(?=[ \t]|$)/.exec(section(text, /^Returns:$/).replace(/^\n/, ''))?.[1];
  const rest = /^[ \t]*:rtype[ \t]*:[ \t]*([^\n]+)$/m.exec(text)?.[1];
  const numpy = /^[ \t]*Returns[ \t]*\n[ \t]*-{3,}[ \t]*\n[ \t]*(?:\w+[ \t]*:[ \t]*)?([^\n]+)$/m.exec(text)?.[1];
  const type = google ?? rest ?? numpy;
  return type === undefined ? null : spellType(type);
}

/** The lines below a Google section's head, up to the next line that is indented no deeper. */
function section(text: string, head: RegExp): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => head.test(line.trim()));
  if (at < 0) return '';
  const indent = /^[ \t]*/.exec(lines[at]!)![0].length;
  const end = lines.findIndex((line, i) => i > at && line.trim() !== '' && /^[ \t]*/.exec(line)![0].length <= indent);
  return lines.slice(at + 1, end < 0 ? undefined : end).join('\n');
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'str',
  strings: 'str',
  integer: 'int',
  integers: 'int',
  boolean: 'bool',
  booleans: 'bool',
  dictionary: 'dict',
  none: 'None',
};

/** A documented type in the spelling of annotations; null where it is prose. */
export function spellType(documented: string): string | null {
  let text = documented
    .trim()
    .replace(/:(?:py:)?(?:class|obj|data|exc|mod):/g, '')
    .replace(/[`~]/g, '')
    .replace(/\.$/, '');
  // "optional" tells of a default; whether None is one is for the default to say.
  text = text.replace(/\s*,?\s*\(?optional\)?$/i, '');
  text = text.replace(/,?\s*default(?:s|ing)?\b.*$/i, '');
  text = text.replace(/\s+or\s+|\s*,\s+or\s+/g, ' | ');
  text = text.replace(
    /\b(list|set|tuple|sequence|iterable|List|Sequence|Iterable|Set)\s+of\s+(\w+(?:\[[^\]]*\])?)$/,
    (_, outer: string, inner: string) => {
      const element =
        WORDS[inner] ?? (/^(str|int|float|bool|dict|list|tuple)s$/.test(inner) ? inner.slice(0, -1) : inner);
      return outer.toLowerCase() === 'tuple' ? `tuple[${element}, ...]` : `${outer}[${element}]`;
    },
  );
  text = text.replace(/(?<![\w.])[A-Za-z]+(?![\w.])/g, (word) => WORDS[word] ?? WORDS[word.toLowerCase()] ?? word);
  if (!/^[\w.[\], |'"]+$/.test(text) || /\w\s+\w/.test(text)) return null;
  return text || null;
}
