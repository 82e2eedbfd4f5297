// Which exceptions a function's body raises and lets escape. Where a handler may take one, it is left out.
// Must not know docstrings or rules. (rules.md, "docstrings: Google style", "Raises".)
import { lastName } from '../facts/expressions';
import { type HandlerFacts, type RaiseFacts, readRaises } from '../facts/raises';
import type { ProjectView } from '../project/view';
import type { SyntaxNode } from '../syntax/node';
import { canonicalName, isBuiltinException, knownAncestors } from './exceptionClasses';
import type { Site } from './site';

/** An exception class that leaves a function, once, at its first `raise`. */
export interface EscapingException {
  /** As written, dotted or not. */
  readonly name: string;
  /** The `raise` statement. */
  readonly node: SyntaxNode;
}

/** The exceptions that a caller may meet, in the order of their first `raise`; those that need no entry are left out. */
export function escapingExceptions({ facts, project }: Pick<Site, 'facts' | 'project'>): EscapingException[] {
  const found = new Map<string, EscapingException>();
  for (const each of readRaises(facts)) {
    const key = lastName(each.name);
    if (found.has(key) || NEED_NO_ENTRY.has(key) || !isKnownClass(each, project)) continue;
    if (!each.barriers.every((handlers) => mayPass(handlers, each.name, project))) continue;
    found.set(key, { name: each.name, node: each.node });
  }
  return [...found.values()];
}

const NEED_NO_ENTRY = new Set(['NotImplementedError', 'AssertionError']);

/** Whether a raised name is that of a class: known to be one, or looking like one and not known to be something else. */
function isKnownClass({ name, isRethrown }: RaiseFacts, project: ProjectView): boolean {
  // What `except Exception` takes has a class of its own, which is not known.
  if (isRethrown && /^(builtins\.)?(Base)?Exception(Group)?$/.test(name)) return false;
  const ancestry = project.ancestors(name);
  // Of a name that leads nowhere (a member of a class, a module that fills itself when it runs) the look decides.
  if (ancestry === null && project.resolve(name) !== null) return false;
  if (looksLikeClass(lastName(name))) return true;
  return ancestry !== null && (ancestry.names.length > 1 || knownAncestors(ancestry.names[0]!) !== null);
}

function looksLikeClass(name: string): boolean {
  return /^_*\p{Lu}/u.test(name) && !/^_*[\p{Lu}\d]+_[\p{Lu}\d_]+$/u.test(name);
}

/** Whether an exception gets past the handlers of one `try`; where one may take it, it does not. */
function mayPass(handlers: readonly HandlerFacts[], raised: string, project: ProjectView): boolean {
  for (const { takes, rethrows } of handlers) {
    const found = takes.map((handler) => taking(handler, raised, project));
    if (found.every((each) => each === 'no')) continue;
    if (!rethrows) return false;
    if (found.includes('yes')) return true;
  }
  return true;
}

/** Whether a handler takes an exception, as far as that can be known. */
function taking(handler: string | null, raised: string, project: ProjectView): 'yes' | 'no' | 'maybe' {
  if (handler === null) return 'maybe';
  if (handler === '' || handler === 'BaseException' || lastName(handler) === lastName(raised)) return 'yes';
  const classes = ancestorsOf(raised, project);
  if (handler === 'Exception') {
    if (classes.names.includes('Exception')) return 'yes';
    return classes.names.includes('BaseException') ? 'no' : 'maybe';
  }
  const taken = ancestorsOf(handler, project).names[0]!;
  if (classes.names.includes(taken)) return 'yes';
  if (classes.isPartial) return 'maybe';
  if (knownAncestors(taken) !== null) return 'no';
  // What is no class is a tuple of them, and may name an ancestor: a constant, a local name.
  const isOther = project.ancestors(handler) === null && project.resolve(handler) !== null;
  const mayBeTuple = isOther || /^_*[\p{Lu}\d_]+$/u.test(lastName(handler));
  return looksLikeClass(lastName(handler)) && !mayBeTuple ? 'no' : 'maybe';
}

/** Whether one exception class is known to be another or to descend from it. */
export function descendsFrom(name: string, ancestor: string, project: ProjectView): boolean {
  if (lastName(name) === lastName(ancestor)) return true;
  return ancestorsOf(name, project).names.includes(ancestorsOf(ancestor, project).names[0]!);
}

/** The names that a class goes by and descends from, Python's and the libraries' own included. */
function ancestorsOf(name: string, project: ProjectView): { names: readonly string[]; isPartial: boolean } {
  if (isBuiltinException(name) && project.binding(name) === null)
    return { names: knownAncestors(name)!, isPartial: false };
  const ancestry = project.ancestors(name);
  if (!ancestry) return { names: [canonicalName(name)], isPartial: true };
  const outside = ancestry.outside.map(knownAncestors);
  return {
    names: [...ancestry.names.map(canonicalName), ...outside.flatMap((each) => each ?? [])],
    isPartial: ancestry.isPartial || outside.includes(null),
  };
}
