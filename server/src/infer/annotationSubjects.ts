// Says which parameters and functions ought to be annotated, and which get their types from elsewhere.
// Must not know what the types would be. (rules.md, "types: complete annotations", the silent cases.)
import { callArguments, dottedName } from '../facts/expressions';
import type { FunctionFacts, ParameterFacts } from '../facts/functions';
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';
import { hasNoReceiver, isDecorated, namesakes, type Site, signatureHasDecorator } from './site';

/** The setting behind `SubjectOptions.checkOverrides`; both rules about missing annotations read it. */
export const CHECK_OVERRIDES = {
  type: 'boolean',
  default: false,
  description:
    'Whether methods with `@override` need annotations of their own. By default their types are left to the method that they override.',
} as const;

/** What the user chose. */
export interface SubjectOptions {
  /** Whether methods with `@override` need annotations of their own. */
  readonly checkOverrides: boolean;
}

/** The parameters that lack an annotation, in order. */
export function unannotatedParameters(site: Site, options: SubjectOptions): readonly ParameterFacts[] {
  const { facts } = site;
  const open = facts.parameters.filter((parameter, index) => needsAnnotation(parameter, index, site));
  if (open.length === 0 || isTypedElsewhere(site, options)) return [];
  const dispatched = dispatchParameter(site);
  const commented = typeCommentedParameters(facts);
  return open.filter((parameter) => parameter !== dispatched && !commented.has(parameter));
}

/** Whether a function lacks a return annotation that it ought to have. */
export function lacksReturnAnnotation(site: Site, options: SubjectOptions): boolean {
  return site.facts.returns === null && !isTypedElsewhere(site, options);
}

function needsAnnotation(parameter: ParameterFacts, index: number, site: Site): boolean {
  if (parameter.annotation || parameter.name.startsWith('_')) return false;
  const isReceiver =
    index === 0 && (parameter.kind === 'ordinary' || parameter.kind === 'positional-only') && !hasNoReceiver(site);
  return !isReceiver;
}

/** Whether the whole signature has its types from somewhere else, or wants none. */
function isTypedElsewhere(site: Site, options: SubjectOptions): boolean {
  const { facts, owner } = site;
  if (!options.checkOverrides && isDecorated(facts, 'override')) return true;
  if (isUnchecked({ facts, owner })) return true;
  if (hasTypeComment(facts)) return true;
  if (isDecorated(facts, 'overload')) return false;
  return namesakes(site).some((each) => signatureHasDecorator(each, 'overload'));
}

/** Whether a function, or what stands around it, is marked with `@no_type_check`. */
export function isUnchecked({ facts, owner }: Pick<Site, 'facts' | 'owner'>): boolean {
  if (owner?.decorators.some(({ name }) => name !== null && /(^|\.)no_type_check$/.test(name))) return true;
  for (let at: FunctionFacts | null = facts; at; at = at.enclosing) if (isDecorated(at, 'no_type_check')) return true;
  return false;
}

/**
 * The parameter by whose type `functools.singledispatch` chooses: the first of `@f.register`, the second of a method.
 * Where `f` comes from elsewhere, a registration is one that names a type or nothing.
 */
function dispatchParameter(site: Site): ParameterFacts | null {
  const { facts, owner, project } = site;
  for (const { name, call } of facts.decorators) {
    const generic = name === null ? null : /^(.*)\.register$/.exec(name)?.[1];
    if (!generic) continue;
    const known = owner
      ? project.methods(owner.name).filter((each) => each.name === generic)
      : project.bindings(generic).filter((each) => each.kind !== 'import');
    const isGeneric = known.some(
      (each) =>
        each.kind === 'function' && each.signature.decorators.some((text) => /\bsingledispatch(method)?$/.test(text)),
    );
    const argument = call ? callArguments(call)[0]?.value : undefined;
    const namesType =
      !call || (argument !== undefined && (dottedName(argument) !== null || argument.type === 'subscript'));
    if (isGeneric || (known.length === 0 && namesType)) {
      return facts.parameters[hasNoReceiver(site) ? 0 : 1] ?? null;
    }
  }
  return null;
}

/** A PEP 484 comment for the whole signature, `# type: (int) -> str`, behind the colon or first in the body. */
export function hasTypeComment(facts: FunctionFacts): boolean {
  return headerComments(facts).some((comment) => /^#\s*type:\s*\(.*\)\s*->/.test(comment.text));
}

/** Parameters with a PEP 484 comment of their own, `a,  # type: int`. */
function typeCommentedParameters(facts: FunctionFacts): ReadonlySet<ParameterFacts> {
  const found = new Set<ParameterFacts>();
  for (const comment of headerComments(facts)) {
    if (comment.start > facts.parametersSpan.end || !/^#\s*type:\s*(?!ignore\b)\S/.test(comment.text)) continue;
    const before = facts.parameters.filter(({ node }) => node.end <= comment.start).at(-1);
    if (before && !/\n/.test(comment.source.slice(before.node.end, comment.start))) found.add(before);
  }
  return found;
}

/** The comments from the function's name to the first statement of its body. */
function headerComments(facts: FunctionFacts): SyntaxNode[] {
  const until = facts.body.items[0]?.start ?? facts.body.end;
  const found: SyntaxNode[] = [];
  walk(facts.node, (node) => {
    if (node.start >= until) return false;
    if (node.type === 'comment' && node.start > facts.nameSpan.end) found.push(node);
    return true;
  });
  return found;
}
