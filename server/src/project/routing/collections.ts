// The methods of texts, lists and dictionaries that wiring code uses.
// Must not know routers or modules.
import { type Arguments, argument } from './calls';
import { asText, itemsOf } from './evaluate';
import { addRoutes } from './routers';
import { isSame, NOTHING, type Piece, type Text, type Thing, textOf, unknown } from './things';

/** Calls a method of a text, a list or a dictionary; lists and dictionaries change in place. */
export function callCollection(of: Thing, name: string, given: Arguments): Thing {
  if (of.kind === 'text') return callText(of, name, given);
  if (of.kind === 'method' && of.of.kind === 'router') {
    const added = given.positional[0]?.thing;
    if (added && name === 'append') addRoutes(of.of.node, { kind: 'sequence', items: [added], isOpen: false });
    else if (added && name === 'extend') addRoutes(of.of.node, added);
    return NOTHING;
  }
  const first = given.positional[0]?.thing;
  if (of.kind === 'sequence') {
    if (name === 'append' && first) of.items.push(first);
    else if (name === 'extend' && first) {
      const more = itemsOf(first);
      of.items.push(...more.items);
      of.isOpen ||= more.isOpen;
    } else of.isOpen = true;
    return NOTHING;
  }
  if (of.kind !== 'mapping') return unknown(`what "${name}" gives is not known`);
  const { entries, isOpen } = of;
  switch (name) {
    case 'items': {
      const pairs = entries.map(([key, value]): Thing => ({ kind: 'sequence', items: [key, value], isOpen: false }));
      return { kind: 'sequence', items: pairs, isOpen };
    }
    case 'values':
      return { kind: 'sequence', items: entries.map(([, value]) => value), isOpen };
    case 'keys':
      return { kind: 'sequence', items: entries.map(([key]) => key), isOpen };
    case 'get': {
      const found = first && entries.find(([key]) => isSame(key, first));
      return found
        ? found[1]
        : isOpen
          ? unknown('a key is not known')
          : (argument(given, 'default', 1)?.thing ?? NOTHING);
    }
    case 'update': {
      if (first?.kind === 'mapping') entries.push(...first.entries);
      else of.isOpen = true;
      return NOTHING;
    }
  }
  return unknown(`what "${name}" gives is not known`);
}

function callText(of: Text, name: string, given: Arguments): Thing {
  const parts = given.positional.map((each) => asText(each.thing));
  const [first] = parts;
  switch (name) {
    case 'lower':
      return computed(of, of.value.toLowerCase());
    case 'upper':
      return computed(of, of.value.toUpperCase());
    case 'strip':
    case 'rstrip':
    case 'lstrip': {
      if (given.positional.length > 0 && !first) return unknown('a text is not known');
      const characters = first?.value ?? ' \t\n\r\f\v';
      let { value } = of;
      if (name !== 'rstrip') while (value && characters.includes(value[0]!)) value = value.slice(1);
      if (name !== 'lstrip') while (value && characters.includes(value.at(-1)!)) value = value.slice(0, -1);
      return computed(of, value);
    }
    case 'removeprefix':
      return first
        ? computed(of, of.value.startsWith(first.value) ? of.value.slice(first.value.length) : of.value)
        : unknown('a text is not known');
    case 'replace': {
      const [from, to] = parts;
      return from && to ? computed(of, of.value.replaceAll(from.value, to.value)) : unknown('a text is not known');
    }
    case 'join': {
      const list = given.positional[0] ? itemsOf(given.positional[0].thing) : null;
      const items = list?.items.map(asText) ?? [];
      if (!list || list.isOpen || items.some((item) => !item)) return unknown('a joined text is not known');
      return textOf(items.map((item) => item!.value).join(of.value), null);
    }
    case 'format':
      return formatText(of, given);
  }
  return unknown(`what "${name}" of a text gives is not known`);
}

/** A text made of another; where it did not change it is still written where it was. */
function computed(of: Text, value: string): Text {
  return value === of.value ? of : textOf(value, null);
}

function formatText(of: Text, given: Arguments): Thing {
  const pieces: Piece[] = [];
  let next = 0;
  for (const part of of.value.split(/(\{\w*\}|\{\{|\}\})/)) {
    const field = /^\{(\w*)\}$/.exec(part);
    if (!field) {
      if (part) pieces.push({ value: part === '{{' ? '{' : part === '}}' ? '}' : part, place: null });
      continue;
    }
    const key = field[1]!;
    const value = /^\d*$/.test(key) ? given.positional[key === '' ? next++ : Number(key)] : given.named.get(key);
    const text = value ? asText(value.thing) : null;
    if (!text) return unknown('a formatted text is not known');
    pieces.push(...text.pieces);
  }
  return { kind: 'text', value: pieces.map((piece) => piece.value).join(''), pieces };
}
