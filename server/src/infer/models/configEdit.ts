// Writes a switch into a model's configuration, in whatever way the class has it already.
// Must not know rules.
import type { ClassFacts } from '../../facts/classes';
import type { Region } from '../../facts/region';
import type { UsedModel } from '../../project/view';
import type { Edit, NameImporter } from './edits';

/** Where the class stands, and how a name is had there. */
export interface ClassPlace {
  readonly region: Region;
  readonly indentUnit: string;
  readonly imports: NameImporter;
}

/** The edits that set a key to `True`; null where the configuration is written in a way that no edit of ours leads into. */
export function configEdit(
  facts: ClassFacts,
  model: UsedModel,
  key: string,
  isV1: boolean,
  context: ClassPlace,
): Edit[] | null {
  if (model.ownConfig === 'dict') return dictEdit(facts, key);
  if (model.ownConfig === 'class') return innerClassEdit(facts, key, context);
  const body = facts.node.child('body');
  const first = body?.items[0];
  if (!body || !first) return null;
  const { text } = context.region;
  const indent = indentOf(text, first.start);
  if (indent === null) return null;
  const lines = isV1
    ? [`class Config:`, `${context.indentUnit}${key} = True`]
    : [`model_config = ${context.imports.use('pydantic', 'ConfigDict')}(${key}=True)`];
  const block = lines.map((line) => indent + line).join('\n');
  if (facts.docstring) {
    const end = facts.docstring.end;
    const isLast = body.items.length === 1;
    return [
      {
        start: end,
        end,
        newText: `\n\n${block}${isLast ? '' : '\n'}`.replace(/\n$/, isBlankBelow(text, end) ? '' : '\n'),
      },
    ];
  }
  if (body.items.length === 1 && (first.type === 'pass_statement' || first.text === '...')) {
    return [{ start: first.start, end: first.end, newText: block.slice(indent.length) }];
  }
  const line = text.lastIndexOf('\n', first.start - 1) + 1;
  return [{ start: line, end: line, newText: `${block}\n\n` }];
}

function isBlankBelow(text: string, end: number): boolean {
  return /^[^\n]*\n[ \t]*\r?\n/.test(text.slice(end));
}

/** The white space before a statement that begins its line; null for one behind another. */
function indentOf(text: string, start: number): string | null {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^[ \t]+$/.test(before) ? before : null;
}

/** `model_config = ConfigDict(…)`, `model_config = {…}`. */
function dictEdit(facts: ClassFacts, key: string): Edit[] | null {
  const value = facts.fields.findLast(({ name }) => name === 'model_config')?.value;
  if (!value) return null;
  const list = value.type === 'call' ? value.child('arguments') : value.type === 'dictionary' ? value : null;
  if (!list) return null;
  const entry = value.type === 'call' ? `${key}=True` : `"${key}": True`;
  const known = list.items.find((item) => {
    const name = item.child('name') ?? item.child('key');
    return name?.text.replace(/["']/g, '') === key;
  });
  const old = known?.child('value');
  if (old) return [{ start: old.start, end: old.end, newText: 'True' }];
  const last = list.items.at(-1);
  if (!last) return [{ start: list.start + 1, end: list.start + 1, newText: entry }];
  return [{ start: last.end, end: last.end, newText: `, ${entry}` }];
}

/** `class Config:`; it is a part of the class's text, though not of its node. */
function innerClassEdit(facts: ClassFacts, key: string, { region, indentUnit }: ClassPlace): Edit[] | null {
  const match = /^([ \t]+)class[ \t]+Config\b[^\n]*:[ \t]*(?:#[^\n]*)?\r?\n/m.exec(region.text.slice(facts.node.start));
  if (!match) return null;
  const at = facts.node.start + match.index + match[0].length;
  const inner = /^[ \t]+(?=\S)/.exec(region.text.slice(at))?.[0] ?? match[1] + indentUnit;
  return [{ start: at, end: at, newText: `${inner}${key} = True\n` }];
}
