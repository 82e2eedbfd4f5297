// `@validator` and `@root_validator` of Pydantic 1 as `@field_validator` and `@model_validator`.
// Must not know rules. (Pydantic's migration guide, "Changes to validators".)
import type { ClassFacts } from '../../../facts/classes';
import { callArguments, dottedName, stringValue } from '../../../facts/expressions';
import type { DecoratorFacts, FunctionFacts } from '../../../facts/functions';
import type { ProjectView } from '../../../project/view';
import type { SyntaxNode } from '../../../syntax/node';
import { walk } from '../../../syntax/node';
import { usesOfParameter } from '../../localNames';
import { isAtLeast } from '../../version';
import type { Edit, NameImporter } from '../edits';
import { type FileText, lastUseOf } from './lastUse';
import type { Remedy, V1Use } from './use';

/** Where a validator stands, for its fix. */
export interface ValidatorPlace {
  readonly project: ProjectView;
  readonly owner: ClassFacts | null;
  readonly python: readonly [number, number];
  readonly path: string;
  /** The file, where a fix is wanted; null while a rule only checks. */
  readonly file: FileText | null;
}

interface FixPlace extends ValidatorPlace {
  readonly imports: NameImporter;
}

type Kind = 'validator' | 'root_validator';

/** Which of the two a name means. */
export function validatorKind(name: string | null, project: ProjectView): Kind | null {
  if (name === null || !/validator$/.test(name)) return null;
  const meant = project.resolve(name);
  const match =
    meant?.path === null
      ? /^pydantic(?:\.class_validators|\.deprecated\.class_validators)?\.(validator|root_validator)$/.exec(
          meant.qualifiedName,
        )
      : null;
  return (match?.[1] as Kind | undefined) ?? null;
}

/** The old decorators of a function. */
export function findValidators(facts: FunctionFacts, place: ValidatorPlace): V1Use[] {
  return facts.decorators.flatMap((decorator) => {
    const kind = validatorKind(decorator.name, place.project);
    if (!kind) return [];
    const callee = decorator.call?.child('function') ?? decorator.expression;
    const use: V1Use = {
      span: { start: callee.start, end: callee.end },
      message: messageOf(kind),
      remedy: (imports) => {
        if (!place.file) return null;
        const write = kind === 'validator' ? fieldValidator : modelValidator;
        return write(facts, decorator, callee, { ...place, imports }, place.file);
      },
    };
    return [use];
  });
}

/** `_strip = validator("name", allow_reuse=True)(strip)` in a class's body. */
export function findReusedValidators(root: SyntaxNode, place: ValidatorPlace): V1Use[] {
  const found: V1Use[] = [];
  walk(root, (node) => {
    const made = node.type === 'call' ? node.child('function') : null;
    const callee = made?.type === 'call' ? made.child('function') : null;
    const kind = callee && validatorKind(dottedName(callee), place.project);
    if (!kind || !made) return true;
    found.push({
      span: { start: callee.start, end: callee.end },
      message: messageOf(kind),
      remedy: (imports) =>
        kind === 'validator' && place.file ? reused(node, made, callee, { ...place, imports }, place.file) : null,
    });
    return true;
  });
  return found;
}

/** Where the function takes the value alone, it is one for Pydantic 2 as well. */
function reused(
  whole: SyntaxNode,
  made: SyntaxNode,
  callee: SyntaxNode,
  place: FixPlace,
  file: FileText,
): Remedy | null {
  const keywords = keywordsOf(made);
  const target = dottedName(callArguments(whole)[0]?.value ?? null);
  const binding = target === null ? null : (place.project.resolve(target)?.binding ?? null);
  if (!keywords || keywords.get('each_item') === 'True' || keywords.get('always') === 'True') return null;
  if (binding?.kind !== 'function' || binding.signature.parameters.length !== 1) return null;
  const given = argumentsFor(made, keywords);
  const last = lastUseOf(callee.text, 'field_validator', callee.start, file);
  const name = newName('field_validator', callee, last.edits, place.imports);
  return {
    title: `Write "${name}"`,
    preferred: true,
    safe: isLastInOrder(last),
    edits: [{ start: made.start, end: made.end, newText: `${name}(${given.join(', ')})` }, ...last.edits],
  };
}

function messageOf(kind: Kind): string {
  return `"@${kind}" is of Pydantic 1; Pydantic 2 has "@${kind === 'validator' ? 'field_validator' : 'model_validator'}".`;
}

/** What `field_validator` takes of what `validator` was given. */
function argumentsFor(call: SyntaxNode, keywords: ReadonlyMap<string, string>): string[] {
  return [
    ...callArguments(call)
      .filter(({ name }) => name === null)
      .map(({ node }) => node.text),
    ...(keywords.get('pre') === 'True' ? ['mode="before"'] : []),
    ...(keywords.has('check_fields') ? [`check_fields=${keywords.get('check_fields')}`] : []),
  ];
}

const KEYWORDS = /^(pre|each_item|always|check_fields|allow_reuse|skip_on_failure)$/;

/** Keyword arguments as texts; null where some are starred, not known, or no plain yes or no. */
function keywordsOf(call: SyntaxNode | null): Map<string, string> | null {
  const given = call ? callArguments(call) : [];
  if (given.some(({ star }) => star !== '')) return null;
  const isPlain = given.every(
    ({ name, value }) => name === null || (KEYWORDS.test(name) && /^(true|false|none)$/.test(value.type)),
  );
  if (!isPlain) return null;
  return new Map(given.filter(({ name }) => name !== null).map(({ name, value }) => [name!, value.text]));
}

function fieldValidator(
  facts: FunctionFacts,
  decorator: DecoratorFacts,
  callee: SyntaxNode,
  place: FixPlace,
  file: FileText,
): Remedy | null {
  const { call } = decorator;
  const keywords = keywordsOf(call);
  if (!call || !keywords || keywords.get('each_item') === 'True' || facts.isAsync) return null;
  const [receiver, value, ...others] = facts.parameters;
  if (!receiver || !value || receiver.name !== 'cls' || value.kind !== 'ordinary' || value.default) return null;
  const fields = callArguments(call).filter(({ name }) => name === null);
  const signature = signatureEdits(facts, others, place);
  const always =
    keywords.get('always') === 'True'
      ? validateDefaults(
          fields.map((each) => each.value),
          place,
          file,
        )
      : [];
  if (!signature || !always) return null;
  const given = argumentsFor(call, keywords);
  const last = lastUseOf(callee.text, 'field_validator', callee.start, file);
  const name = newName('field_validator', callee, last.edits, place.imports);
  return {
    title: `Write "@${name}"${always.length > 0 ? ', and have the default validated' : ''}`,
    preferred: true,
    // While others follow below, theirs is the fix that takes the import away.
    safe: always.length === 0 && isLastInOrder(last),
    edits: [
      {
        start: decorator.expression.start,
        end: decorator.expression.end,
        newText: `${name}(${given.join(', ')})${classMethodFor(facts, decorator, file)}`,
      },
      ...signature,
      ...always,
      ...last.edits,
    ],
  };
}

/** Whether fix-all may take it: the use that is last in the file waits for the others, and takes the import with it. */
function isLastInOrder({ isUsedElsewhere, isFollowed }: ReturnType<typeof lastUseOf>): boolean {
  return !isUsedElsewhere || isFollowed;
}

function newName(name: string, callee: SyntaxNode, edits: readonly Edit[], imports: NameImporter): string {
  // `pydantic.validator` stays with its module; a line that the new name took over needs no other.
  if (callee.type === 'attribute') return `${callee.child('object')!.text}.${name}`;
  return edits.some((edit) => edit.newText === name) ? name : imports.use('pydantic', name);
}

function classMethodFor(facts: FunctionFacts, decorator: DecoratorFacts, { text, regionStart }: FileText): string {
  if (facts.decorators.some(({ name }) => name === 'classmethod')) return '';
  const at = regionStart + decorator.node.start;
  const indent = /[ \t]*$/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1, at))![0];
  return `\n${indent}@classmethod`;
}

/**
 * `values`, `field` and `config` become one `info`.
 * @returns null where they are used in a way that `info` has nothing for
 */
function signatureEdits(
  facts: FunctionFacts,
  others: FunctionFacts['parameters'],
  { imports }: FixPlace,
): Edit[] | null {
  if (others.length === 0) return [];
  if (/\binfo\b/.test(facts.body.text)) return null;
  const edits: Edit[] = [];
  for (const { name, kind } of others) {
    const { nodes, unclear } = usesOfParameter(facts.body, name);
    if (unclear) return null;
    if (kind === 'var-keyword' && nodes.length > 0) return null;
    for (const node of nodes) {
      if (name === 'values') edits.push({ start: node.start, end: node.end, newText: 'info.data' });
      else if (name === 'config') edits.push({ start: node.start, end: node.end, newText: 'info.config' });
      else {
        const attribute = node.parent?.type === 'attribute' && node.field === 'object' ? node.parent : null;
        if (name !== 'field' || attribute?.child('attribute')?.text !== 'name') return null;
        edits.push({ start: attribute.start, end: attribute.end, newText: 'info.field_name' });
      }
    }
    if (!/^(values|field|config)$/.test(name) && kind !== 'var-keyword') return null;
    if (kind === 'var-positional') return null;
  }
  const first = others[0]!.node;
  const last = others.at(-1)!.node;
  const isUsed = edits.length > 0;
  if (!isUsed) {
    const before = facts.parameters[1]!.node;
    return [{ start: before.end, end: last.end, newText: '' }];
  }
  // A bare `*` between the two is no parameter of its own.
  const star = /\*\s*,\s*$/.exec(facts.node.source.slice(facts.parameters[1]!.node.end, first.start));
  return [
    {
      start: first.start - (star?.[0].length ?? 0),
      end: last.end,
      newText: `info: ${imports.use('pydantic', 'ValidationInfo')}`,
    },
    ...edits,
  ];
}

/** `always=True` asks that a default be validated: the fields say so in Pydantic 2. */
function validateDefaults(
  fields: readonly SyntaxNode[],
  { owner, project, path, imports }: FixPlace,
  { regionStart }: FileText,
): Edit[] | null {
  const home = owner && project.classPlace({ path, name: owner.name });
  if (!owner || !home) return null;
  const edits: Edit[] = [];
  for (const each of fields) {
    const name = stringValue(each);
    const field = owner.fields.findLast((own) => own.name === name);
    if (!field || name === null) return null;
    const { value } = field;
    if (!value || value.type === 'ellipsis') continue;
    const at = (offset: number): number => home.start + offset - regionStart;
    const list =
      value.type === 'call' && /(^|\.)Field$/.test(value.child('function')?.text ?? '')
        ? value.child('arguments')
        : null;
    if (list) {
      if (/\bvalidate_default\b/.test(list.text)) continue;
      const last = list.items.at(-1);
      const where = at(last ? last.end : list.start + 1);
      edits.push({ start: where, end: where, newText: `${last ? ', ' : ''}validate_default=True` });
    } else {
      const newText = `${imports.use('pydantic', 'Field')}(default=${value.text}, validate_default=True)`;
      edits.push({ start: at(value.start), end: at(value.end), newText });
    }
  }
  return edits;
}

function modelValidator(
  facts: FunctionFacts,
  decorator: DecoratorFacts,
  callee: SyntaxNode,
  place: FixPlace,
  file: FileText,
): Remedy | null {
  const keywords = keywordsOf(decorator.call);
  if (!keywords || facts.isAsync || facts.parameters[0]?.name !== 'cls' || facts.parameters.length !== 2) return null;
  if (callArguments(decorator.call ?? decorator.expression).some(({ name }) => name === null)) return null;
  const last = lastUseOf(callee.text, 'model_validator', callee.start, file);
  const isBefore = keywords.get('pre') === 'True';
  const body = isBefore ? { edits: [], writes: false } : afterEdits(facts, place);
  if (!body) return null;
  const name = newName('model_validator', callee, last.edits, place.imports);
  const mode = isBefore ? 'before' : 'after';
  const isClassMethod = facts.decorators.find((each) => each.name === 'classmethod');
  const head = `${name}(mode="${mode}")${isBefore ? classMethodFor(facts, decorator, file) : ''}`;
  const edits: Edit[] = [
    { start: decorator.expression.start, end: decorator.expression.end, newText: head },
    ...body.edits,
    ...last.edits,
  ];
  if (!isBefore && isClassMethod) {
    const next = facts.decorators.find(({ node }) => node.start > isClassMethod.node.start)?.node ?? facts.node;
    edits.push({ start: isClassMethod.node.start, end: next.start, newText: '' });
  }
  const hint = body.writes ? ' (it writes to the object)' : '';
  return {
    title: `Write "@${name}(mode="${mode}")"${hint}`,
    preferred: !body.writes,
    safe: !body.writes && isLastInOrder(last),
    edits,
  };
}

/**
 * A validator of the values of all fields as one of the finished object: `values["a"]` becomes `self.a`.
 * @returns null where the values are used as a whole, or under names that are no fields
 */
function afterEdits(
  facts: FunctionFacts,
  { project, owner, python, imports }: FixPlace,
): { edits: Edit[]; writes: boolean } | null {
  const [receiver, values] = facts.parameters;
  const model = owner && project.model(owner.name);
  if (!receiver || !values || !model || values.kind !== 'ordinary') return null;
  if (usesOfParameter(facts.body, 'cls').nodes.length > 0 || /\bself\b/.test(facts.body.text)) return null;
  const { nodes, unclear } = usesOfParameter(facts.body, values.name);
  if (unclear) return null;
  const names = new Set(model.fields.map(({ name }) => name));
  const edits: Edit[] = [];
  let writes = false;
  for (const node of nodes) {
    const { parent } = node;
    if (parent?.type === 'return_statement') {
      edits.push({ start: node.start, end: node.end, newText: 'self' });
      continue;
    }
    const read = parent && fieldRead(node, parent);
    if (!read || !names.has(read.field)) return null;
    const isTarget = read.whole.field === 'left' && /assignment$/.test(read.whole.parent?.type ?? '');
    if (isTarget && read.isGet) return null;
    if (read.whole.parent?.type === 'delete_statement') return null;
    writes ||= isTarget;
    edits.push({ start: read.whole.start, end: read.whole.end, newText: `self.${read.field}` });
  }
  let returnsOther = false;
  walk(facts.body, (node) => {
    if (/^(function_definition|lambda)$/.test(node.type)) return false;
    if (node.type === 'return_statement' && node.items[0]?.text !== values.name) returnsOther = true;
    return true;
  });
  if (returnsOther) return null;
  edits.push({ start: receiver.node.start, end: values.node.end, newText: 'self' });
  const own = isAtLeast({ python }, 11) ? imports.use('typing', 'Self') : `"${owner.name}"`;
  if (facts.returns) edits.push({ start: facts.returns.start, end: facts.returns.end, newText: own });
  else edits.push({ start: facts.parametersSpan.end, end: facts.parametersSpan.end, newText: ` -> ${own}` });
  return { edits, writes };
}

/** `values["a"]`, `values.get("a")` and `values.get("a", None)`. */
function fieldRead(
  node: SyntaxNode,
  parent: SyntaxNode,
): { readonly whole: SyntaxNode; readonly field: string; readonly isGet: boolean } | null {
  if (parent.type === 'subscript' && node.field === 'value') {
    const keys = parent.childrenIn('subscript');
    const field = keys.length === 1 ? stringValue(keys[0]!) : null;
    return field === null ? null : { whole: parent, field, isGet: false };
  }
  const call = parent.type === 'attribute' && parent.child('attribute')?.text === 'get' ? parent.parent : null;
  if (call?.type !== 'call' || parent.field !== 'function') return null;
  const given = callArguments(call);
  const field = given[0] && given[0].name === null ? stringValue(given[0].value) : null;
  if (field === null || given.length > 2 || (given[1] && given[1].value.type !== 'none')) return null;
  return { whole: call, field, isGet: true };
}
