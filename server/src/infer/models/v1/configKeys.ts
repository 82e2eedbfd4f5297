// Keys of a model's configuration that have other names in Pydantic 2, and the inner `class Config` itself.
// Must not know rules. (Pydantic's migration guide, "Changes to config".)
import type { ClassFacts, FieldFacts } from '../../../facts/classes';
import { callArguments, dottedName, lastName, stringValue } from '../../../facts/expressions';
import type { UsedModel } from '../../../project/view';
import type { SyntaxNode } from '../../../syntax/node';
import type { NameImporter } from '../edits';
import { type FileText, lastUseOf } from './lastUse';
import type { Remedy, V1Use } from './use';

interface Key {
  /** The name in Pydantic 2; null for what is gone. */
  readonly now: string | null;
  /** Whether it only lets through, or describes, what it was meant to. */
  readonly safe: boolean;
}

const KEYS: Readonly<Record<string, Key>> = {
  orm_mode: { now: 'from_attributes', safe: true },
  allow_population_by_field_name: { now: 'populate_by_name', safe: true },
  schema_extra: { now: 'json_schema_extra', safe: true },
  anystr_lower: { now: 'str_to_lower', safe: false },
  anystr_upper: { now: 'str_to_upper', safe: false },
  anystr_strip_whitespace: { now: 'str_strip_whitespace', safe: false },
  min_anystr_length: { now: 'str_min_length', safe: false },
  max_anystr_length: { now: 'str_max_length', safe: false },
  validate_all: { now: 'validate_default', safe: false },
  keep_untouched: { now: 'ignored_types', safe: false },
  allow_mutation: { now: 'frozen', safe: false },
  fields: { now: null, safe: false },
};

/** The old keys in an inner `class Config` of a model. */
export function findConfigClassKeys(config: ClassFacts): V1Use[] {
  return config.fields.flatMap(({ name, nameSpan, value }) => {
    const use = value && keyUse(name, nameSpan as SyntaxNode, value, '');
    return use ? [use] : [];
  });
}

/** The old keys in `model_config = ConfigDict(…)`, in a dictionary, and in the keywords of a class's header. */
export function findConfigKeys(facts: ClassFacts): V1Use[] {
  const found: (V1Use | null)[] = [];
  for (const [name, value] of facts.keywords) {
    const node = value.parent?.child('name');
    if (node) found.push(keyUse(name, node, value, ''));
  }
  const config = facts.fields.findLast(({ name }) => name === 'model_config')?.value;
  if (config?.type === 'call') {
    for (const { name, nameNode, value } of callArguments(config)) {
      if (name && nameNode) found.push(keyUse(name, nameNode, value, ''));
    }
  } else if (config?.type === 'dictionary') {
    for (const pair of config.items) {
      const key = pair.child('key');
      const value = pair.child('value');
      const name = stringValue(key);
      if (key && value && name !== null) found.push(keyUse(name, key, value, /^["']/.exec(key.text)?.[0] ?? ''));
    }
  }
  return found.flatMap((each) => each ?? []);
}

function keyUse(name: string, node: SyntaxNode, value: SyntaxNode, quote: string): V1Use | null {
  const key = Object.hasOwn(KEYS, name) ? KEYS[name]! : null;
  if (!key) return null;
  const { start, end } = node;
  if (key.now === null) {
    const message = `"${name}" of the configuration is gone in Pydantic 2: say it at each field, with "Field(…)".`;
    return { span: { start, end }, message, remedy: () => null };
  }
  const message = `"${name}" is of Pydantic 1; Pydantic 2 calls it "${key.now}"${name === 'allow_mutation' ? ' and means the contrary' : ''}.`;
  const newText = newValue(name, value);
  const remedy: Remedy | null =
    newText === null
      ? null
      : {
          title: `Write "${key.now}"${key.safe ? '' : ' (it takes effect again)'}`,
          safe: key.safe,
          edits: [
            { start, end, newText: quote + key.now + quote },
            ...(newText === value.text ? [] : [{ start: value.start, end: value.end, newText }]),
          ],
        };
  return { span: { start, end }, message, remedy: () => remedy };
}

/** `allow_mutation = False` is `frozen = True`; null where the contrary cannot be written. */
function newValue(name: string, value: SyntaxNode): string | null {
  if (name !== 'allow_mutation') return value.text;
  return value.type === 'true' ? 'False' : value.type === 'false' ? 'True' : null;
}

/** The inner class itself; its fix writes `model_config` in its place. */
export function findConfigClass(config: ClassFacts, model: UsedModel, file: FileText | null): V1Use {
  return {
    span: config.nameSpan,
    message: `"${model.name}" is configured by "class Config", which is of Pydantic 1: Pydantic 2 has "model_config".`,
    remedy: (imports) => (file ? asConfigDict(config, model, imports, file) : null),
  };
}

function asConfigDict(config: ClassFacts, model: UsedModel, imports: NameImporter, file: FileText): Remedy | null {
  const body = config.node.child('body');
  if (!body || config.bases.length > 0 || config.keywords.size > 0 || config.whole !== config.node) return null;
  const statements = body.items.filter((item) => item !== config.docstring?.parent && item.type !== 'pass_statement');
  const isPlain = statements.every((item) => config.fields.some(({ node }) => node === item));
  // Methods are regions of their own, and comments would be lost.
  if (!isPlain || /^[ \t]*(#|def |async |@|class (?!Config))|[ \t]#/m.test(config.node.text)) return null;
  const written = config.fields.map((field) => asArgument(field));
  if (written.length === 0 || written.some((each) => each === null)) return null;
  const isSettings = model.kind === 'settings';
  // The text `forbid` needs no `Extra`: with its last use goes its import.
  const extra = /\bExtra\./.exec(config.node.text);
  const last = extra && lastUseOf('Extra', 'ConfigDict', config.node.start + extra.index, file);
  const isTaken = last?.edits.some(({ newText }) => newText === 'ConfigDict') && !isSettings;
  const name = isSettings
    ? imports.use('pydantic_settings', 'SettingsConfigDict')
    : isTaken
      ? 'ConfigDict'
      : imports.use('pydantic', 'ConfigDict');
  const texts = written as string[];
  const line = `model_config = ${name}(${texts.join(', ')})`;
  const indent = /([ \t]*)$/.exec(config.node.source.slice(0, body.start))?.[1] ?? '        ';
  const isShort = line.length <= 80 && !line.includes('\n');
  const outer = indent.slice(0, Math.max(0, indent.length / 2));
  const newText = isShort
    ? line
    : `model_config = ${name}(\n${texts.map((each) => `${indent}${each},\n`).join('')}${outer})`;
  const safe = config.fields.every(({ name: key }) => !Object.hasOwn(KEYS, key) || KEYS[key]!.safe);
  return {
    title: `Write "model_config = ${lastName(name)}(…)"`,
    preferred: safe,
    safe: safe && (!last?.isUsedElsewhere || last.isFollowed),
    edits: [{ start: config.node.start, end: config.node.end, newText }, ...(last?.edits ?? [])],
  };
}

function asArgument({ name, value, annotation }: FieldFacts): string | null {
  if (!value || annotation) return null;
  const key = Object.hasOwn(KEYS, name) ? KEYS[name]! : null;
  if (!key) {
    // `Extra.forbid` still works, the text does too.
    const extra = name === 'extra' ? /^(?:\w+\.)*Extra\.(allow|forbid|ignore)$/.exec(dottedName(value) ?? '') : null;
    return extra ? `${name}="${extra[1]}"` : `${name}=${value.text}`;
  }
  const now = key.now === null ? null : newValue(name, value);
  return now === null ? null : `${key.now}=${now}`;
}
