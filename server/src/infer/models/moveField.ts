// Moves a field that no client may see out of a response: into the model of the database, or of the request that sets it.
// Must not know rules.
import type { ClassFacts, FieldFacts } from '../../facts/classes';
import type { ClassKey } from '../../project/modelClasses';
import type { ProjectView, UsedModel } from '../../project/view';
import type { Span } from '../../syntax/node';
import { wordsOf } from '../paths';
import { withArticle } from '../sentences';
import type { Edit } from './edits';
import { roleOf } from './fieldRoles';
import { resourceOf } from './missingVariants';
import { variantNames } from './variantStyle';
import { findVariants, type Variant } from './variants';

/** Where the response's class stands. */
export interface MovePlace {
  readonly project: ProjectView;
  readonly file: { readonly path: string };
  readonly text: string;
  readonly regionStart: number;
  readonly indentUnit: string;
}

export interface Move {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/**
 * The edits that move a field; null where it is not clear where it belongs, or what stands there.
 * @param facts the class that is answered
 * @param home the class that declares the field: that one, or a base of it in the same file
 */
export function moveField(name: string, facts: ClassFacts, model: UsedModel, place: MovePlace): Move | null {
  const { project, file, text, regionStart } = place;
  const field = model.fields.find((each) => each.name === name);
  if (!field || field.annotation === null || model.kind !== 'model' || field.home.path !== file.path) return null;
  const statement = statementOf(name, field.home, facts, place);
  if (!statement) return null;
  const resource = resourceOf(model, project);
  const role = roleOf({ name, annotation: field.annotation, value: field.value }, resource);
  const names = variantNames(resource, model, project);
  const isHashed = role === 'hash' || role === 'hidden';
  const wanted: readonly Variant[] = isHashed ? ['indb'] : ['create', 'indb'];
  const targets = wanted.flatMap((variant) => findVariants(project, resource, variant));
  const edits: Edit[] = [removal(statement, place)];
  const line = text.slice(statement.start, statement.end).replace(/\r?\n$/, '');
  const told: string[] = [];
  for (const key of targets) {
    const target = project.model(key.name, key.path);
    const own = target?.fields.find((each) => each.name === name);
    if (!target || (key.name === model.name && key.path === model.path)) continue;
    // It has the field by itself, or not at all.
    if (!own || own.home.path !== field.home.path || own.home.name !== field.home.name) {
      if (own) told.push(key.name);
      continue;
    }
    const added = key.path === file.path ? addition(key, line, place) : null;
    if (!added) return null;
    edits.push(added);
    told.push(key.name);
  }
  if (told.length === 0) {
    if (project.binding(names.indb) !== null || field.home.name !== model.name) return null;
    const end = project.classPlace(model)?.end;
    if (end === undefined) return null;
    const { indentUnit } = place;
    const summary = `Stored form of ${withArticle(wordsOf(resource).join(' '))}.`;
    const written = `\n\n\nclass ${names.indb}(${model.name}):\n${indentUnit}"""${summary}"""\n\n${line}`;
    edits.push({ start: end - regionStart, end: end - regionStart, newText: written });
    told.push(names.indb);
  }
  return { title: `Move "${name}" to ${told.map((each) => `"${each}"`).join(' and ')}`, edits: joined(edits) };
}

/** The whole lines of a field's declaration (offsets of the file); null where it does not stand alone on them. */
function statementOf(name: string, home: ClassKey, facts: ClassFacts, place: MovePlace): Span | null {
  const { project, text, regionStart } = place;
  const own = home.name === facts.name ? facts.fields.findLast((each: FieldFacts) => each.name === name) : undefined;
  if (own) return linesOf(text, own.node.start + regionStart, own.node.end + regionStart);
  const around = project.classPlace(home);
  if (!around) return null;
  // Of another class only its text is at hand: a declaration on one line.
  const found = new RegExp(`^[ \\t]+${name}[ \\t]*:[^\\n]*$`, 'm').exec(text.slice(around.start, around.end));
  if (!found || /[([{][^)\]}]*$/.test(found[0].replace(/#.*/, ''))) return null;
  const start = around.start + found.index;
  return linesOf(text, start + /^[ \t]*/.exec(found[0])![0].length, start + found[0].trimEnd().length);
}

function linesOf(text: string, start: number, end: number): Span | null {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  if (text.slice(from, start).trim() !== '') return null;
  const next = text.indexOf('\n', end);
  const to = next < 0 ? text.length : next + 1;
  return /^[ \t]*(#[^\n]*)?\r?\n?$/.test(text.slice(end, to)) ? { start: from, end: to } : null;
}

/** Takes the lines away; `pass` remains where nothing else does. */
function removal(span: Span, { text, regionStart, indentUnit }: MovePlace): Edit {
  const before = text.slice(0, span.start).trimEnd();
  const behind = text.slice(span.end);
  const isFirst = before.endsWith(':');
  const isLast = /^\s*(\S|$)/.test(behind) && !/^(\s*\n)*[ \t]+\S/.test(behind);
  const newText = isFirst && isLast ? `${indentUnit}pass\n` : '';
  return { start: span.start - regionStart, end: span.end - regionStart, newText };
}

/** Puts the declaration at the end of a class's fields; null where its body is written on its header's line. */
function addition(key: ClassKey, line: string, { project, text, regionStart }: MovePlace): Edit | null {
  const around = project.classPlace(key);
  if (!around) return null;
  const whole = text.slice(around.start, around.end);
  const empty = /\n[ \t]+(pass|\.\.\.)[ \t]*$/.exec(whole);
  if (empty) {
    const start = around.start + empty.index + 1 - regionStart;
    return { start, end: around.end - regionStart, newText: line };
  }
  const header = /^(?:@[^\n]*\n)*class[^\n]*:[ \t]*(?:#[^\n]*)?\r?\n/.exec(whole);
  if (!header || /\n[ \t]+(async[ \t]+)?(def|class)[ \t]|\n[ \t]+@/.test(whole)) return null;
  const isDocstringOnly = /"""[ \t]*$|'''[ \t]*$/.test(whole);
  const at = around.end - regionStart;
  return { start: at, end: at, newText: `\n${isDocstringOnly ? '\n' : ''}${line}` };
}

/** A removed last line and what follows the class at the same place become one edit. */
function joined(edits: readonly Edit[]): Edit[] {
  const [removed, ...others] = edits;
  if (!removed) return [];
  const touching = others.find(({ start }) => start > removed.start && start < removed.end);
  if (!touching) return [...edits];
  const rest = others.filter((each) => each !== touching);
  // The line break in front goes in place of the one behind.
  return [
    {
      start: removed.start - 1,
      end: touching.end,
      newText: removed.newText.replace(/^/, removed.newText ? '\n' : '').replace(/\n$/, '') + touching.newText,
    },
    ...rest,
  ];
}
