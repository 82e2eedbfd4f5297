// Splits a model that requests and answers share: what both have, what clients send, what they get.
// Must not know rules.
import { type AnnotationPart, readAnnotation } from '../../facts/annotation';
import type { ClassFacts } from '../../facts/classes';
import type { ModelUse } from '../../project/modelUses';
import type { ProjectView, UsedModel } from '../../project/view';
import type { Span } from '../../syntax/node';
import { wordsOf } from '../paths';
import { withArticle } from '../sentences';
import type { Edit } from './edits';
import { roleOf } from './fieldRoles';
import { resourceOf } from './missingVariants';
import { variantNames } from './variantStyle';
import { findVariants, type Variant, variantOf } from './variants';

/** Where the class stands. */
export interface SplitPlace {
  readonly project: ProjectView;
  readonly file: { readonly path: string };
  readonly region: { readonly text: string };
  readonly text: string;
  readonly regionStart: number;
  readonly indent: string;
  readonly indentUnit: string;
}

/** The edits of the split: in the region's offsets, and of other files in theirs. */
export interface Split {
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly otherFiles: Readonly<Record<string, readonly Edit[]>>;
}

/** The fields of a model that the server sets: what identifies it, and times. */
export function serverFields(model: UsedModel, project: ProjectView): string[] {
  const resource = resourceOf(model, project);
  return model.fields
    .filter(({ name, annotation, value }) => {
      if (annotation === null || /^(timestamp|created|modified|updated)$/.test(name)) return false;
      const role = roleOf({ name, annotation, value }, resource);
      return role === 'key' || role === 'server';
    })
    .map(({ name }) => name);
}

/**
 * Splits a class: what it has beside the server's fields becomes its base, requests get a class of their own, and it
 * remains what is answered. Handlers take the new class.
 * @returns null where the parts cannot be told apart, or a handler cannot be rewritten
 */
export function splitModel(
  facts: ClassFacts,
  model: UsedModel,
  bodies: readonly ModelUse[],
  place: SplitPlace,
): Split | null {
  const { project, text } = place;
  const named = variantOf(model.name)?.variant ?? null;
  if ((named !== null && named !== 'response') || facts.whole !== facts.node) return null;
  const resource = resourceOf(model, project);
  const names = variantNames(resource, model, project);
  const has = (variant: Variant): boolean => findVariants(project, resource, variant).length > 0;
  const nameFor = (method: string): string => (method !== 'POST' && has('update') ? names.update : names.create);
  const handlers = handlerEdits(bodies, model, nameFor, place);
  if (!handlers) return null;
  const taken = [...new Set(bodies.map(({ method }) => nameFor(method)))];
  if (has('create') || !taken.includes(names.create)) {
    return { title: `Take ${taken.map((name) => `"${name}"`).join(' and ')} in the request`, ...handlers };
  }
  const isBound = [names.base, names.create].some((name) => project.binding(name) !== null);
  const served = new Set(serverFields(model, project));
  const own = facts.fields.filter(({ name }) => served.has(name));
  const body = facts.node.child('body');
  if (isBound || own.length !== served.size || !body || isMentioned(facts, [...served, model.name], place)) return null;
  const removed = own.map(({ node }) => lineOf(text, node.start + place.regionStart, node.end + place.regionStart));
  if (removed.some((span) => span === null)) return null;
  const spans = removed as Span[];
  const isEmpty = own.length === facts.fields.length && !facts.docstring;
  const { indentUnit } = place;
  const noun = withArticle(wordsOf(resource).join(' '));
  const fields = spans.map(({ start, end }) => text.slice(start, end).replace(/\r?\n$/, ''));
  const classes = [
    [`class ${names.create}(${names.base}):`, `${indentUnit}"""Request body for creating ${noun}."""`],
    [`class ${model.name}(${names.base}):`, `${indentUnit}"""API response for ${noun}."""`, '', ...fields],
  ];
  const end = facts.node.end;
  const tail = /^[ \t]*#[^\n]*/.exec(text.slice(end + place.regionStart))?.[0].trimEnd().length ?? 0;
  const edits: Edit[] = [
    { start: facts.nameSpan.start, end: facts.nameSpan.end, newText: names.base },
    ...spans.map((span, i) => removal(span, isEmpty && i === 0 ? `${indentUnit}pass` : '', end + tail, place)),
    { start: end + tail, end: end + tail, newText: classes.map((lines) => `\n\n\n${lines.join('\n')}`).join('') },
  ];
  return {
    title: `Split into "${names.base}", "${names.create}" and "${model.name}"`,
    edits: [...edits, ...handlers.edits],
    otherFiles: handlers.otherFiles,
  };
}

/** Takes a field's lines away, or puts something in their place. The line break behind the class's last line stays. */
function removal(span: Span, instead: string, end: number, { text, regionStart }: SplitPlace): Edit {
  const start = span.start - regionStart;
  if (span.end - regionStart <= end) {
    return { start, end: span.end - regionStart, newText: instead === '' ? '' : `${instead}\n` };
  }
  const before = instead === '' ? (/\r?\n$/.exec(text.slice(0, span.start))?.[0].length ?? 0) : 0;
  return { start: start - before, end, newText: instead };
}

/** Whether the class speaks elsewhere of names: in methods, in other fields. */
function isMentioned(
  facts: ClassFacts,
  names: readonly string[],
  { text, regionStart, project, file }: SplitPlace,
): boolean {
  const place = project.classPlace({ path: file.path, name: facts.name });
  if (!place) return true;
  let rest = text.slice(regionStart + facts.nameSpan.end, place.end);
  const own = facts.fields
    .filter(({ name }) => names.includes(name))
    .sort((one, other) => other.node.start - one.node.start);
  const from = regionStart + facts.nameSpan.end;
  for (const { node } of own) {
    rest = rest.slice(0, node.start + regionStart - from) + rest.slice(node.end + regionStart - from);
  }
  if (facts.docstring) rest = rest.replace(facts.docstring.text, '');
  return names.some((name) => new RegExp(`\\b${name}\\b`).test(rest));
}

/** The whole lines of a statement that stands alone on them; null for one behind another. */
function lineOf(text: string, start: number, end: number): Span | null {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  if (text.slice(from, start).trim() !== '') return null;
  const next = text.indexOf('\n', end);
  const to = next < 0 ? text.length : next + 1;
  return /^[ \t]*(#[^\n]*)?\r?\n?$/.test(text.slice(end, to)) ? { start: from, end: to } : null;
}

/** The handlers' annotations, rewritten; null where one cannot be. */
function handlerEdits(
  bodies: readonly ModelUse[],
  model: UsedModel,
  nameFor: (method: string) => string,
  { project, file, regionStart }: SplitPlace,
): Pick<Split, 'edits' | 'otherFiles'> | null {
  const edits: Edit[] = [];
  const otherFiles: Record<string, Edit[]> = {};
  const done = new Set<string>();
  for (const { handlerPlace, method } of bodies) {
    if (!handlerPlace) return null;
    const create = nameFor(method);
    const { path } = handlerPlace;
    let isFound = false;
    for (const { text, start } of project.handlerAnnotations(handlerPlace)) {
      if (/\b(Depends|Security|Query|Path|Header|Cookie)\s*\(/.test(text)) continue;
      for (const part of namesIn(readAnnotation(text))) {
        const meant = project.model(part.name, path);
        if (meant?.path !== model.path || meant.name !== model.name) continue;
        isFound = true;
        const key = `${path}:${start + part.start}`;
        if (done.has(key)) continue;
        done.add(key);
        const dot = part.name.lastIndexOf('.');
        const newText = dot < 0 ? create : `${part.name.slice(0, dot + 1)}${create}`;
        const span = { start: start + part.start, end: start + part.end };
        if (path === file.path) {
          edits.push({ start: span.start - regionStart, end: span.end - regionStart, newText });
        } else {
          const all = otherFiles[path] ?? [];
          otherFiles[path] = all;
          all.push({ ...span, newText });
          if (dot < 0 && project.bindingsIn(path, create).length === 0) {
            const imported = project.bindingsIn(path, part.name).at(-1);
            if (imported?.kind !== 'import' || imported.imported === null) return null;
            const wanted = { module: '.'.repeat(imported.level) + imported.module, name: create };
            const more = project.importEdits(path, [wanted], span.start);
            if (!more) return null;
            for (const edit of more)
              if (!all.some((each) => each.start === edit.start && each.end === edit.end)) all.push(edit);
          }
        }
      }
    }
    if (!isFound) return null;
  }
  return { edits, otherFiles };
}

function namesIn(part: AnnotationPart | null): (Span & { readonly name: string })[] {
  switch (part?.kind) {
    case 'name':
      return [part];
    case 'generic':
      return part.arguments.flatMap(namesIn);
    case 'union':
      return part.members.flatMap(namesIn);
    case 'list':
      return part.items.flatMap(namesIn);
    case 'quoted':
      return namesIn(part.inner);
    default:
      return [];
  }
}
