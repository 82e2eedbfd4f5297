// Makes a request model of the keys that a handler reads from its body, and lets the handler take that.
// Must not know which bodies are at fault.
import type { ClassFacts } from '../../facts/classes';
import type { FunctionFacts } from '../../facts/functions';
import type { ProjectView } from '../../project/view';
import { nodesOfType, type Span, type SyntaxNode } from '../../syntax/node';
import { mentions, usesOfParameter } from '../localNames';
import { variantOf } from '../models/variants';
import { reflowParameters } from '../parameterList';
import { addParameters } from '../parameterPlace';
import type { ImportNames } from '../printType';
import { escapeSnippet } from '../snippet';
import { dropUnusedImports } from '../unusedImports';
import { isAtLeast } from '../version';
import { type BodyKey, type BodyUse, gatherKeys, guessByName, readBodyUse } from './bodyKeys';
import { placeAbove } from './placeAbove';
import {
  bodyDefault,
  elementUses,
  isBoundElsewhere,
  type ParameterBody,
  type RawBody,
  type ReadBody,
} from './requestBody';

interface Edit extends Span {
  readonly newText: string;
}

/** A fix as rules hand it out. */
export interface BodyModelFix {
  readonly title: string;
  readonly safe: false;
  readonly snippet: boolean;
  readonly edits: readonly Edit[];
  readonly imports: ImportNames['requested'];
}

/** Where it is made. */
export interface ModelPlace {
  readonly owner: Pick<ClassFacts, 'name'> | null;
  readonly region: { readonly text: string };
  readonly project: ProjectView;
  readonly file: { readonly python: readonly [number, number] };
  readonly imports: ImportNames;
  readonly text: string;
  readonly regionStart: number;
  /** One step of indentation. */
  readonly indentUnit: string;
}

/** The fix for one body; null where the model has no place, or the body is given in a way that leaves no other. */
export function offerBodyModel(body: RawBody, facts: FunctionFacts, place: ModelPlace): BodyModelFix | null {
  const above = placeAbove(facts, place);
  if (above === null || hasOtherDefault(body)) return null;
  if (body.kind === 'parameter' && body.type?.kind === 'either') return null;
  const isList = body.kind === 'parameter' && body.type?.kind === 'list';
  const own = bodyNodes(body, facts);
  const nodes = isList ? own.flatMap((node) => elementUses(node) ?? []) : own;
  const uses = nodes.map(readBodyUse);
  const keys = gatherKeys(uses, facts.body, place.project);
  const other = otherUse(body, own, uses, facts);
  const isDunder = /^__\w+__$/.test(facts.name) && place.owner !== null;
  const name = className(isDunder ? place.owner!.name : facts.name, keys, place.project);
  const fields = new FieldWriter(keys, place);
  const taken =
    body.kind === 'parameter' ? retype(body, facts, name, place) : take(body, facts, name, other !== null, place);
  if (!taken) return null;
  const rewritten =
    other === null
      ? uses.flatMap((use) => rewrite(use, fields, taken.variable))
      : goOnWithValues(body, own, facts, fields, taken);
  if (!rewritten) return null;
  const written = fields.write();
  const head = `class ${name}(${place.imports.use('pydantic', 'BaseModel')}):\n`;
  const docstring = `    """${isList ? 'One item of the' : 'Request'} body of \`${facts.name}\`."""\n\n`;
  const isSnippet = written.hasHole;
  const definition = isSnippet ? escapeSnippet(head + docstring) + written.snippet : head + docstring + written.text;
  const code = [...reflowParameters(facts, taken.edits, place.indentUnit), ...rewritten];
  const removed = [...code, ...taken.gone].map(({ start, end }) => ({
    start: start + place.regionStart,
    end: end + place.regionStart,
  }));
  const kept = new Set(place.imports.requested.map(({ module }) => module));
  const unused = dropUnusedImports(place.text, taken.names, removed, kept).map(({ start, end, newText }) => ({
    ...{ start: start - place.regionStart, end: end - place.regionStart, newText },
  }));
  const edits = [
    { start: above, end: above, newText: `${definition}\n\n\n` },
    ...[...code, ...unused].map((edit) => (isSnippet ? { ...edit, newText: escapeSnippet(edit.newText) } : edit)),
  ];
  return {
    title: `Take the body as a model "${name}"${remark(uses, keys, other)}`,
    safe: false,
    snippet: isSnippet,
    edits: edits.sort((one, another) => one.start - another.start || one.end - another.end),
    imports: [...place.imports.requested],
  };
}

function remark(uses: readonly BodyUse[], keys: readonly BodyKey[], other: string | null): string {
  const reasons: string[] = [];
  if (keys.length === 0) reasons.push('write its fields');
  if (other !== null) reasons.push(`goes on with its values, as for "${other}"`);
  if (other !== null || uses.some((use) => use.kind === 'whole'))
    reasons.push('keys that it does not name are dropped');
  if (reasons.length === 0) reasons.push('other bodies get 422');
  return ` (${reasons.join('; ')})`;
}

/** A default that no model can stand for: a dictionary, or None where the annotation does not allow it. */
function hasOtherDefault(body: RawBody): boolean {
  if (body.kind === 'read') return false;
  const { default: value } = body.parameter;
  const given = bodyDefault(value);
  const written = given ? given.first : value;
  if (!written || written.type === 'ellipsis') return false;
  return written.type !== 'none' || !body.type?.allowsNone;
}

/** What stands for the body itself: uses of its name, or the expression that gives it. */
function bodyNodes(body: RawBody, facts: FunctionFacts): readonly SyntaxNode[] {
  if (body.kind === 'parameter') return usesOfParameter(facts.body, body.parameter.name).nodes;
  if (!body.variable) return [body.value];
  const { name, statement } = body.variable;
  return usesOfParameter(facts.body, name).nodes.filter(
    ({ start }) => start >= statement.end || start < statement.start,
  );
}

/** The first use that a model does not bear, as a title shows it; null where there is none. */
function otherUse(
  body: RawBody,
  own: readonly SyntaxNode[],
  uses: readonly BodyUse[],
  facts: FunctionFacts,
): string | null {
  const show = (node: SyntaxNode): string => node.text.split('\n')[0]!.slice(0, 40);
  const name = body.kind === 'parameter' ? body.parameter.name : (body.variable?.name ?? null);
  const but = body.kind === 'read' ? (body.variable?.statement.items[0] ?? null) : null;
  if (name !== null && isBoundElsewhere(name, facts.body, but)) return `${name} = …`;
  const other = uses.find((use) => use.kind === 'other');
  if (other) return show(statementAround(other.node));
  if (body.kind === 'read') return null;
  if (body.type?.allowsNone) return own[0] ? show(statementAround(own[0])) : null;
  if (body.type?.kind !== 'list') return null;
  const rest = own.find((node) => !elementUses(node) && node.parent?.parent?.child('function')?.text !== 'len');
  return rest ? show(statementAround(rest)) : null;
}

/** The expression or simple statement around a name that says what is done with it. */
function statementAround(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.parent && !/^(block|module|if_statement|while_statement|elif_clause|argument_list)$/.test(at.parent.type))
    at = at.parent;
  return at;
}

/** Goes on with a dictionary of the model's values, which bears whatever was done with the body. */
function goOnWithValues(
  body: RawBody,
  own: readonly SyntaxNode[],
  facts: FunctionFacts,
  fields: FieldWriter,
  { variable }: Taken,
): Edit[] | null {
  if (body.kind === 'read') return [{ start: body.value.start, end: body.value.end, newText: fields.dump(variable) }];
  const first = facts.body.items.find((item) => item.items[0] !== facts.docstring);
  const values = ['values', `${variable}_values`, 'body_values'].find((each) => !mentions(facts.node, each));
  if (!first || values === undefined) return null;
  const line = first.source.lastIndexOf('\n', first.start - 1) + 1;
  const indent = first.source.slice(line, first.start);
  if (!/^[ \t]*$/.test(indent)) return null;
  const isList = body.type?.kind === 'list';
  const dumped = isList ? `[each.${fields.dump('').slice(1)} for each in ${variable}]` : fields.dump(variable);
  const value = body.type?.allowsNone ? `None if ${variable} is None else ${dumped}` : dumped;
  return [
    { start: first.start, end: first.start, newText: `${values} = ${value}\n${indent}` },
    ...own.map(({ start, end }) => ({ start, end, newText: values })),
  ];
}

/** `CreateUserRequest` of `create_user`; an update's name does not promise that all may be left out. */
function className(handler: string, keys: readonly BodyKey[], project: ProjectView): string {
  const words = handler
    .replace(/^_+|_+$/g, '')
    .split(/_+|(?<=[a-z0-9])(?=[A-Z])/)
    .filter(Boolean)
    .map((word) => word[0]!.toUpperCase() + word.slice(1));
  const plain = `${words.join('')}Request`;
  const isUpdate = variantOf(plain)?.variant === 'update' && keys.some(({ isRequired }) => isRequired);
  const [verb, ...rest] = words;
  const wanted = isUpdate ? `${rest.join('')}${verb}Body` : plain;
  let name = wanted;
  for (let i = 2; project.binding(name) !== null; i++) name = `${wanted}${i}`;
  return name;
}

interface Taken {
  /** The name of the body in the function from now on. */
  readonly variable: string;
  readonly edits: readonly Edit[];
  /** Stretches that disappear with others of the edits. */
  readonly gone: readonly Span[];
  /** Names that may be used no more. */
  readonly names: readonly string[];
}

/** Gives a parameter the model for its type. */
function retype(
  { parameter, type }: ParameterBody,
  facts: FunctionFacts,
  name: string,
  { imports, file }: ModelPlace,
): Taken | null {
  const { annotation, default: value, nameSpan, node } = parameter;
  const given = bodyDefault(value);
  const before = facts.parameters.slice(0, facts.parameters.indexOf(parameter));
  const isFree = parameter.kind === 'keyword-only' || before.every((each) => each.default === null);
  // `= Body(...)` says nothing that the model does not say, but for those that follow a default.
  const dropsDefault = isFree && given?.isPlain === true && (given.first === null || given.first.type === 'ellipsis');
  const names = ['Any', 'Dict', 'List', 'Body', 'Mapping', 'Optional'];
  const edits: Edit[] = [];
  if (!annotation) {
    if (!value) return null;
    const end = dropsDefault ? node.end : nameSpan.end;
    edits.push({ start: nameSpan.end, end, newText: `: ${name}` });
    if (!dropsDefault) edits[0] = { start: nameSpan.end, end: value.start, newText: `: ${name} = ` };
  } else {
    const span = { start: annotation.start + type!.span.start, end: annotation.start + type!.span.end };
    const written =
      type!.kind === 'list' &&
      /^(list|List|Sequence|Iterable|\w*[Ss]et|[Tt]uple)\b/.test(annotation.source.slice(span.start, span.end))
        ? listOf(name, file, imports)
        : name;
    const end = dropsDefault && span.end === annotation.end ? node.end : span.end;
    edits.push({ start: span.start, end, newText: written });
  }
  const entry = documentedType(facts, parameter.name, name);
  if (entry) edits.push(entry);
  return { variable: parameter.name, edits, gone: [], names };
}

function listOf(name: string, file: ModelPlace['file'], imports: ImportNames): string {
  return isAtLeast(file, 9) ? `list[${name}]` : `${imports.use('typing', 'List')}[${name}]`;
}

/** Takes the body as a parameter where it was read from the request. */
function take(
  body: ReadBody,
  facts: FunctionFacts,
  name: string,
  isKept: boolean,
  { region }: ModelPlace,
): Taken | null {
  const { parameter, variable, call, value } = body;
  const uses = usesOfParameter(facts.body, parameter.name).nodes;
  const inside = (node: SyntaxNode, outer: Span): boolean => outer.start <= node.start && node.end <= outer.end;
  const reads = uses.filter((use) => use.parent?.child('attribute')?.text === 'json');
  // Read twice, or by way of its bytes: what is left of the function would need a look of its own.
  if (reads.length !== 1 || !inside(reads[0]!, call)) return null;
  const own =
    variable && !isKept ? variable.name : ['body', 'payload', 'data'].find((each) => !mentions(facts.node, each));
  if (own === undefined || facts.parameters.some((each) => each.name === own)) return null;
  const edits: Edit[] = [];
  const gone: Span[] = [];
  if (variable && !isKept) {
    const removal = removeRead(variable.statement, facts, region.text);
    if (!removal) return null;
    edits.push(removal);
  } else gone.push(value);
  const removed = variable ? nodesIn(facts.body, edits) : [];
  const isNeeded = uses.some((use) => !inside(use, value) && !edits.some((edit) => inside(use, edit)));
  const written = `${own}: ${name}`;
  if (isNeeded) edits.push(...addParameters(facts, [written], false));
  else if (parameter.default) return null;
  else edits.push({ start: parameter.node.start, end: parameter.node.end, newText: written });
  const entry = documentedEntry(facts, parameter.name, own, isNeeded);
  if (entry) edits.push(entry);
  return { variable: own, edits, gone, names: [...removed, ...(isNeeded ? [] : ['Request', 'json'])] };
}

/** The names in stretches that go. */
function nodesIn(body: SyntaxNode, edits: readonly Edit[]): string[] {
  return nodesOfType(body, 'identifier')
    .filter((node) => edits.some(({ start, end }) => start <= node.start && node.end <= end))
    .map(({ text }) => text);
}

/** The edit that takes out `data = await request.json()`, with a `try` that holds nothing else. */
function removeRead(statement: SyntaxNode, facts: FunctionFacts, source: string): Edit | null {
  let gone = statement;
  const around = statement.parent?.parent;
  const hasMore = (statement.parent?.items.length ?? 0) > 1;
  if (!hasMore) {
    if (around?.type !== 'try_statement' || around.childOfType('else_clause') || around.childOfType('finally_clause'))
      return null;
    if (statement.parent!.field !== 'body' || around.parent!.items.length < 2) return null;
    gone = around;
  }
  const line = source.lastIndexOf('\n', gone.start - 1) + 1;
  let end = source.indexOf('\n', gone.end);
  if (
    end < 0 ||
    !/^[ \t]*$/.test(source.slice(line, gone.start)) ||
    !/^[ \t]*(#.*)?$/.test(source.slice(gone.end, end))
  )
    return null;
  end++;
  // Behind a docstring no blank line stays, nor at a body's start.
  const statements = facts.body.items;
  const isFirst = statements[0] === gone || (facts.docstring !== null && statements[1] === gone);
  const blank =
    isFirst || /\n[ \t]*\r?\n$/.test(source.slice(0, line))
      ? (/^([ \t]*\r?\n)+/.exec(source.slice(end))?.[0].length ?? 0)
      : 0;
  return { start: line, end: end + blank, newText: '' };
}

/** `data (dict): …` in the docstring gets the model's name. */
function documentedType(facts: FunctionFacts, parameter: string, name: string): Edit | null {
  const { docstring } = facts;
  const found = docstring && new RegExp(`^[ \\t]+${parameter} ?\\(([^)\\n]*)\\):`, 'm').exec(docstring.text);
  if (!found) return null;
  const start = docstring.start + found.index + found[0].lastIndexOf(found[1]!);
  return { start, end: start + found[1]!.length, newText: name };
}

/** The entry of the request in the docstring is the body's, or the body's is put behind it. */
function documentedEntry(facts: FunctionFacts, request: string, body: string, isKept: boolean): Edit | null {
  const { docstring } = facts;
  const pattern = new RegExp(`^([ \\t]+)${request}( ?\\([^)\\n]*\\))?:[^\\n]*(\\n\\1[ \\t]+[^\\n]*)*`, 'm');
  const found = docstring && pattern.exec(docstring.text);
  if (!found) return null;
  const start = docstring.start + found.index;
  const end = start + found[0].length;
  const entry = `${found[1]}${body}: Body of the request.`;
  return isKept ? { start: end, end, newText: `\n${entry}` } : { start, end, newText: entry };
}

/** The edit that makes an attribute of a read. */
function rewrite(use: BodyUse, fields: FieldWriter, variable: string): Edit[] {
  const at = (node: SyntaxNode, newText: string): Edit[] => [{ start: node.start, end: node.end, newText }];
  switch (use.kind) {
    case 'item':
    case 'get': {
      const object = objectOf(use.node) ?? variable;
      const read = `${object}.${fields.attributeOf(use.key)}`;
      if (use.kind === 'item' || use.default === null) return at(use.node, read);
      const isSame = fields.defaultOf(use.key) === use.default.text || use.default.type === 'none';
      if (isSame) return at(use.node, read);
      return at(use.node, `(${read} if ${read} is not None else ${use.default.text})`);
    }
    case 'test': {
      const [, right] = use.node.items.filter((item) => item.field !== 'operators');
      const object = right?.type === 'identifier' ? right.text : variable;
      const operator = use.isNegated ? 'is' : 'is not';
      return at(use.node, `${object}.${fields.attributeOf(use.key)} ${operator} None`);
    }
    case 'whole': {
      const object = use.node.type === 'identifier' ? use.node.text : variable;
      return at(use.node, fields.dump(object));
    }
    default:
      return use.node.type === 'identifier' ? [] : at(use.node, variable);
  }
}

/** The name in front of `["key"]` or `.get("key")`; null where the body is read on the spot. */
function objectOf(read: SyntaxNode): string | null {
  const object = read.type === 'call' ? read.child('function')?.child('object') : read.child('value');
  return object?.type === 'identifier' ? object.text : null;
}

const KEYWORDS = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import in
  is lambda nonlocal not or pass raise return try while with yield`.split(/\s+/),
);
/** Attributes of Pydantic's models. */
const TAKEN =
  /^(copy|dict|json|schema|schema_json|construct|validate|fields|parse_\w+|from_orm|update_forward_refs|model_\w+)$/;

/** Writes the fields of a model and knows what the keys are called in it. */
class FieldWriter {
  private readonly attributes = new Map<string, string>();
  private holes = 0;

  constructor(
    private readonly keys: readonly BodyKey[],
    private readonly place: ModelPlace,
  ) {
    for (const { key } of keys) this.attributes.set(key, this.nameFor(key));
  }

  /** Whether some field is called otherwise than its key. */
  private get needsPopulation(): boolean {
    return [...this.attributes].some(([key, attribute]) => key !== attribute);
  }

  /** The values of a model, under their keys. */
  dump(object: string): string {
    return `${object}.model_dump(exclude_unset=True${this.needsPopulation ? ', by_alias=True' : ''})`;
  }

  attributeOf(key: string): string {
    return this.attributes.get(key) ?? key;
  }

  defaultOf(key: string): string | null {
    return this.keys.find((each) => each.key === key)?.default ?? null;
  }

  write(): { readonly text: string; readonly snippet: string; readonly hasHole: boolean } {
    if (this.keys.length === 0) {
      return { text: '    name: str', snippet: '    ${1:name}: ${2:str}', hasHole: true };
    }
    const lines = this.keys.map((key) => this.field(key));
    return {
      text: lines.map(({ text }) => text).join('\n'),
      snippet: lines.map(({ snippet }) => snippet).join('\n'),
      hasHole: this.holes > 0,
    };
  }

  private field(key: BodyKey): { text: string; snippet: string } {
    const attribute = this.attributeOf(key.key);
    const type = this.typeOf(key);
    const isOptional = !key.isRequired && key.default === null;
    const value = isOptional ? 'None' : key.default;
    const alias = attribute === key.key ? null : JSON.stringify(key.key);
    const field = alias === null ? null : this.place.imports.use('pydantic', 'Field');
    const given = field === null ? value : `${field}(${value === null ? '' : `${value}, `}alias=${alias})`;
    const end = given === null ? '' : ` = ${given}`;
    const isAny = /(^|\.)Any$/.test(type.text);
    const annotation = (each: string): string => (isOptional && !isAny ? this.optional(each) : each);
    return {
      text: `    ${attribute}: ${annotation(type.text)}${end}`,
      snippet: `    ${attribute}: ${annotation(type.snippet)}${escapeSnippet(end)}`,
    };
  }

  private optional(type: string): string {
    return isAtLeast(this.place.file, 10)
      ? `${type} | None`
      : `${this.place.imports.use('typing', 'Optional')}[${type}]`;
  }

  private typeOf({ key, type }: BodyKey): { text: string; snippet: string } {
    const guess = type === null ? guessByName(key) : null;
    const plain = type ?? guess;
    if (plain === 'list' || plain === 'dict') {
      const any = this.place.imports.use('typing', 'Any');
      const open = plain === 'list' ? 'list[' : 'dict[str, ';
      return { text: `${open}${any}]`, snippet: `${open}${this.hole(any)}]` };
    }
    if (type !== null) return { text: type, snippet: type };
    const text = guess ?? this.place.imports.use('typing', 'Any');
    return { text, snippet: this.hole(text) };
  }

  private hole(text: string): string {
    return `\${${++this.holes}:${text}}`;
  }

  private nameFor(key: string): string {
    let name = /^[A-Za-z]\w*$/.test(key) ? key : key.replace(/\W+/g, '_').replace(/^_+/, '');
    if (name === '' || /^\d/.test(name)) name = `field_${name}`;
    if (KEYWORDS.has(name) || TAKEN.test(name)) name = `${name}_`;
    return name;
  }
}
