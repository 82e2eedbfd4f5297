// Reads the settings that a user wrote, in pyproject.toml or the editor, checks them against what the rules declare,
// and lays the sources over each other. Must not read files.
import type { Span } from '../syntax/node';
import { type Manifest, NO_MANIFEST, readManifest } from './manifest';
import { lowestPython, type PythonVersion } from './pythonVersion';
import { FAMILIES, type Json, type OptionSchema, type Rule, type Severity } from './rule';
import { DEFAULT_SETTINGS, type Preset, type Settings } from './settings';
import { didYouMean } from './spelling';
import { type Located, type LocatedTable, locateJson, readToml, valueAt } from './toml';

/** Settings of one source: only what it says. */
export type SettingsLayer = Partial<Settings>;

/** A setting that is wrong and was left out. */
export interface SettingProblem {
  /** One or two sentences. */
  readonly message: string;
  /** The setting's key below `fastidious`, with dots; empty for a text that could not be read at all. */
  readonly key: string;
  /** Where, in UTF-16 offsets of the text; null when the settings did not come from a text. */
  readonly span: Span | null;
}

/** What a pyproject.toml says to Fastidious. */
export interface Pyproject {
  /** Whether it has a `[tool.fastidious]` section; one without leaves the settings to the folders above. */
  readonly hasSection: boolean;
  readonly layer: SettingsLayer;
  /** The lowest Python that the project runs on; null when it does not say. */
  readonly python: PythonVersion | null;
  readonly manifest: Manifest;
  readonly problems: readonly SettingProblem[];
}

const PRESETS: readonly Preset[] = ['skill', 'strict', 'off'];
const RULE_VALUES: readonly (Severity | 'on' | 'off')[] = ['off', 'on', 'error', 'warning', 'information', 'hint'];
const OWN_KEYS = ['preset', 'include', 'exclude', 'rules'] as const;

/** Settings that concern the client alone; `readEditorSettings` passes them over. */
const CLIENT_KEYS = ['enable', 'trace'];

/** Settings that only an editor has: what it shows, not what is judged. */
export const EDITOR_OPTIONS = {
  'inlayHints.types': {
    type: 'boolean',
    default: false,
    description:
      'Shows the types that are inferred for parameters and returns without annotations as inlay hints; a double click writes one down',
  },
  'routes.lens': {
    type: 'string',
    enum: ['codeLens', 'inlay', 'off'],
    default: 'codeLens',
    description:
      'How the whole path of a path operation and the number of tests that call it stand at its handler: as a lens above it, as an inlay hint behind its decorator, or not at all',
  },
} as const satisfies Readonly<Record<string, OptionSchema>>;

/**
 * Reads a pyproject.toml. Wrong settings are told and left out, the others hold.
 * @param hasUvLock whether a `uv.lock` lies beside it
 */
export function readPyproject(text: string, rules: readonly Rule[], hasUvLock = false): Pyproject {
  const result = readToml(text);
  if ('error' in result) {
    const { message, span } = result.error;
    const problem = { message: `This file is not valid TOML: ${lowerFirst(message)}.`, key: '', span };
    const problems = isTemplated(text, span.start) ? [] : [problem];
    return { hasSection: false, layer: {}, python: null, manifest: NO_MANIFEST, problems };
  }
  const { table } = result;
  const requires =
    stringAt(table, 'project', 'requires-python') ?? stringAt(table, 'tool', 'poetry', 'dependencies', 'python');
  const python = requires === null ? null : lowestPython(requires);
  const manifest = readManifest(table, hasUvLock);
  const section = valueAt(table, 'tool', 'fastidious');
  if (!section) return { hasSection: false, layer: {}, python, manifest, problems: [] };
  return { hasSection: true, python, manifest, ...readSection(section, optionSchemas(rules), rules, []) };
}

/** Whether the line at an offset is one of a template (Cookiecutter, Copier), from which the file is yet to be made. */
function isTemplated(text: string, at: number): boolean {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  return /\{\{.*\}\}|\{%.*%\}/.test(text.slice(start, end < 0 ? text.length : end));
}

/** What an editor says: settings as the file has them too, and those that only it has. */
export interface EditorLayer {
  readonly layer: SettingsLayer;
  /** Values of `EDITOR_OPTIONS`; only those that were set. */
  readonly shown: Readonly<Record<string, Json>>;
  readonly problems: readonly SettingProblem[];
}

/** Reads the object that an editor keeps below `fastidious`. Wrong settings are told and left out. */
export function readEditorSettings(value: unknown, rules: readonly Rule[]): EditorLayer {
  if (value === null || value === undefined) return { layer: {}, shown: {}, problems: [] };
  const schemas = new Map([...optionSchemas(rules), ...Object.entries<OptionSchema>(EDITOR_OPTIONS)]);
  const { layer, problems } = readSection(locateJson(value), schemas, rules, CLIENT_KEYS);
  const { options = {}, ...rest } = layer;
  const isShown = ([key]: [string, Json]): boolean => key in EDITOR_OPTIONS;
  const judged = Object.entries(options).filter((each) => !isShown(each));
  return {
    layer: judged.length > 0 ? { ...rest, options: Object.fromEntries(judged) } : rest,
    shown: Object.fromEntries(Object.entries(options).filter(isShown)),
    problems,
  };
}

/**
 * Lays settings over each other; a later layer wins over an earlier one, rule by rule and option by option. The order
 * is: the editor's settings, pyproject.toml, the command line's flags.
 */
export function mergeSettings(...layers: readonly SettingsLayer[]): Settings {
  return layers.reduce<Settings>(
    (merged, layer) => ({
      preset: layer.preset ?? merged.preset,
      include: layer.include ?? merged.include,
      exclude: layer.exclude ?? merged.exclude,
      rules: { ...merged.rules, ...layer.rules },
      options: { ...merged.options, ...layer.options },
    }),
    DEFAULT_SETTINGS,
  );
}

/**
 * Narrows settings to some rules, as `--select` and `--ignore` do.
 * @param select ids of the only rules that run, at the severity that the settings give them, or null for those that
 *   the settings choose
 * @param ignore ids of rules that do not run
 */
export function chooseRules(
  settings: Settings,
  rules: readonly Rule[],
  select: ReadonlySet<string> | null,
  ignore: ReadonlySet<string>,
): Settings {
  if (!select && ignore.size === 0) return settings;
  const chosen: Record<string, Severity | 'on' | 'off'> = { ...settings.rules };
  for (const { id } of rules) {
    if (ignore.has(id) || (select && !select.has(id))) chosen[id] = 'off';
    else if (select && (chosen[id] ?? 'off') === 'off') chosen[id] = 'on';
  }
  return { ...settings, rules: chosen };
}

/**
 * Ids of the rules that words name: a rule's id, or a family for all of its rules.
 * @returns the ids, and a message for each word that names nothing
 */
export function namedRules(words: Iterable<string>, rules: readonly Rule[]): { ids: Set<string>; problems: string[] } {
  const ids = new Set<string>();
  const problems: string[] = [];
  for (const word of words) {
    const named = rules.filter(({ id, family }) => id === word || family === word);
    if (named.length === 0 && !FAMILIES.some((family) => family === word)) {
      problems.push(`Unknown rule "${word}".${didYouMean(word, [...rules.map(({ id }) => id), ...FAMILIES])}`);
    }
    for (const { id } of named) ids.add(id);
  }
  return { ids, problems };
}

function stringAt(table: LocatedTable, ...path: readonly string[]): string | null {
  const value = valueAt(table, ...path);
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : null;
}

function readSection(
  section: Located,
  schemas: ReadonlyMap<string, OptionSchema>,
  rules: readonly Rule[],
  passedOver: readonly string[],
): { layer: SettingsLayer; problems: SettingProblem[] } {
  const layer: { -readonly [K in keyof Settings]?: Settings[K] } = {};
  const problems: SettingProblem[] = [];
  const report = (message: string, key: string, span: Span | null): void => {
    problems.push({ message, key, span });
  };
  if (section.kind !== 'table') {
    report(`"fastidious" must be a table of settings, not ${describe(section)}.`, '', section.span);
    return { layer, problems };
  }
  const options: Record<string, Json> = {};
  for (const [path, keySpan, value] of settingsOf(section, schemas)) {
    const [first] = path;
    if (passedOver.includes(first!)) continue;
    const key = path.join('.');
    if (key === 'preset') {
      const preset = oneOf(value, key, PRESETS, report);
      if (preset) layer.preset = preset;
    } else if (key === 'include' || key === 'exclude') {
      const globs = strings(value, key, report);
      if (globs) layer[key] = globs;
    } else if (key === 'rules') {
      layer.rules = { ...layer.rules, ...readRules(value, rules, report) };
    } else {
      const name = path.map(camelCase).join('.');
      const schema = schemas.get(name);
      if (!schema) {
        report(`Unknown setting "${key}".${didYouMean(key, [...OWN_KEYS, ...schemas.keys()])}`, key, keySpan);
        continue;
      }
      const read = readOption(value, key, schema, report);
      if (read !== undefined) options[name] = read;
    }
  }
  if (Object.keys(options).length > 0) layer.options = options;
  return { layer, problems };
}

type Report = (message: string, key: string, span: Span | null) => void;

/** Settings by their path; tables are opened while an option's key begins with theirs. */
function* settingsOf(
  table: LocatedTable,
  schemas: ReadonlyMap<string, OptionSchema>,
  parents: readonly string[] = [],
): Iterable<[readonly string[], Span | null, Located]> {
  for (const [key, { keySpan, value }] of table.entries) {
    const path = [...parents, ...key.split('.')];
    const prefix = `${path.map(camelCase).join('.')}.`;
    const opens = value.kind === 'table' && [...schemas.keys()].some((each) => each.startsWith(prefix));
    if (opens) yield* settingsOf(value, schemas, path);
    else if (path[0] === 'rules' && path.length > 1)
      yield [['rules'], keySpan, nest(path.slice(1).join('.'), keySpan, value)];
    else yield [path, keySpan, value];
  }
}

/** `rules.some-rule = "off"` written with a dotted key, as the table that it stands for. */
function nest(key: string, keySpan: Span | null, value: Located): LocatedTable {
  return { kind: 'table', span: value.span, entries: new Map([[key, { keySpan, value }]]) };
}

function optionSchemas(rules: readonly Rule[]): Map<string, OptionSchema> {
  return new Map(rules.flatMap(({ options }) => Object.entries(options ?? {})));
}

/** `require-sections` and `require_sections` as the settings' keys are written: `requireSections`. */
function camelCase(key: string): string {
  return key.replace(/[-_]+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function readRules(value: Located, rules: readonly Rule[], report: Report): Settings['rules'] {
  const read: Record<string, Severity | 'on' | 'off'> = {};
  if (value.kind !== 'table') {
    report(`"rules" must be a table of rules and their severities, not ${describe(value)}.`, 'rules', value.span);
    return read;
  }
  for (const [id, entry] of value.entries) {
    if (!rules.some((rule) => rule.id === id)) {
      const ids = rules.map((rule) => rule.id);
      report(`Unknown rule "${id}".${didYouMean(id, ids)}`, `rules.${id}`, entry.keySpan);
      continue;
    }
    const severity = oneOf(entry.value, `rules.${id}`, RULE_VALUES, report);
    if (severity) read[id] = severity;
  }
  return read;
}

function readOption(value: Located, key: string, schema: OptionSchema, report: Report): Json | undefined {
  if (schema.enum) return oneOf(value, key, schema.enum, report);
  switch (schema.type) {
    case 'array':
      return strings(value, key, report);
    case 'string':
      return readText(value, key, schema, report);
    case 'boolean':
      return scalar(value, key, 'boolean', 'true or false', report) as boolean | undefined;
    case 'number':
      return scalar(value, key, 'number', 'a number', report) as number | undefined;
  }
}

function readText(value: Located, key: string, schema: OptionSchema, report: Report): string | undefined {
  const text = scalar(value, key, 'string', schema.patternErrorMessage ?? 'a string', report) as string | undefined;
  if (text === undefined) return undefined;
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(text)) {
    report(`"${key}" must be ${schema.patternErrorMessage}, not "${text}".`, key, value.span);
    return undefined;
  }
  if (schema.format === 'regex') {
    try {
      new RegExp(text);
    } catch {
      report(`"${key}" must be a regular expression, which "${text}" is not.`, key, value.span);
      return undefined;
    }
  }
  return text;
}

function oneOf<T extends string>(value: Located, key: string, allowed: readonly T[], report: Report): T | undefined {
  const given = value.kind === 'scalar' ? value.value : undefined;
  const found = allowed.find((each) => each === given);
  if (found !== undefined) return found;
  const hint = typeof given === 'string' ? didYouMean(given, allowed) : '';
  const list = allowed.map((each) => `"${each}"`).join(', ');
  report(`"${key}" must be one of ${list}, not ${describe(value)}.${hint}`, key, value.span);
  return undefined;
}

function strings(value: Located, key: string, report: Report): string[] | undefined {
  if (value.kind !== 'array') {
    report(`"${key}" must be a list of strings, not ${describe(value)}.`, key, value.span);
    return undefined;
  }
  const read: string[] = [];
  for (const item of value.items) {
    if (item.kind === 'scalar' && typeof item.value === 'string') read.push(item.value);
    else report(`"${key}" must be a list of strings; it holds ${describe(item)}.`, key, item.span ?? value.span);
  }
  return read;
}

function scalar(value: Located, key: string, type: string, wanted: string, report: Report): unknown {
  if (value.kind === 'scalar' && typeof value.value === type) return value.value;
  report(`"${key}" must be ${wanted}, not ${describe(value)}.`, key, value.span);
  return undefined;
}

function describe(value: Located): string {
  if (value.kind !== 'scalar') return value.kind === 'array' ? 'a list' : 'a table';
  if (typeof value.value === 'string') return `"${value.value}"`;
  if (typeof value.value === 'number' || typeof value.value === 'boolean') return String(value.value);
  return 'a date';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');
}
