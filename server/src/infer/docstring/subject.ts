// Says which functions want a docstring, which of their parameters are to be documented, and what their bodies give.
// Must not know the docstring that is there. (rules.md, "docstrings: Google style", "Who needs one", "Args", "Returns/Yields".)

import { ownYields } from '../../facts/bindings';
import type { ClassFacts } from '../../facts/classes';
import { lastName } from '../../facts/expressions';
import { isStubBody, returnsOfValues, yieldsOfValues } from '../../facts/flow';
import type { FunctionFacts, ParameterFacts } from '../../facts/functions';
import { closest, type SyntaxNode } from '../../syntax/node';
import { hasNoReceiver, isDecorated, type Site } from '../site';
import { readDocstring } from './read';

/** The setting that says when a section may be asked for; all rules about missing sections read it. */
export const REQUIRE_SECTIONS = {
  type: 'string',
  enum: ['always', 'multi-line', 'never'],
  default: 'multi-line',
  description:
    'When a docstring must have its `Args`, `Returns`, `Yields` and `Raises` sections: `always`; `multi-line`: not in a docstring of one line (whose `Args` are asked for from two parameters on); `never`: only sections that are there must be complete.',
} as const;

export type RequireSections = 'always' | 'multi-line' | 'never';

type Subject = Pick<Site, 'facts' | 'owner'>;

/** Whether no rule about docstrings applies to a function. */
export function isExempt({ facts, owner }: Subject): boolean {
  // A function that nobody can call by its name: a registration, a throw-away.
  if (/^_+$/.test(facts.name) || isNested(facts)) return true;
  if (facts.decorators.some(({ name }) => name !== null && EXEMPTING.test(name))) return true;
  if (/^__\w+__$/.test(facts.name)) {
    if (facts.name !== '__init__' && facts.name !== '__call__') return true;
    if (documentedParameters({ facts, owner }, 'all').length === 0) return true;
    return facts.name === '__init__' && owner !== null && documentsItsParameters(owner);
  }
  return owner !== null && isProtocol(owner) && isPlaceholderBody(facts);
}

/** `@overload`, `@override`, `@name.setter`, `@name.deleter`. */
const EXEMPTING = /(^|\.)(overload|override)$|\.(setter|deleter)$/;

function isNested(facts: FunctionFacts): boolean {
  return (
    facts.enclosing !== null || closest(facts.whole.parent, (node) => node.type === 'function_definition') !== null
  );
}

/** Whether a class's docstring says what its constructor takes. */
function documentsItsParameters(owner: ClassFacts): boolean {
  if (!owner.docstring) return false;
  const doc = readDocstring(owner.docstring);
  return (
    doc.sections.some(({ kind }) => kind === 'args') ||
    ((doc.style === 'rest' || doc.style === 'epytext') && /[:@]param\b/.test(doc.text))
  );
}

function isProtocol(owner: ClassFacts): boolean {
  return owner.bases.some(({ name }) => name !== null && lastName(name) === 'Protocol');
}

/** Whether a body is `...` or `pass`, behind a docstring or not. */
function isPlaceholderBody({ body, docstring }: FunctionFacts): boolean {
  return body.items.every(
    (node, index) =>
      node.type === 'pass_statement' ||
      (node.type === 'expression_statement' && node.items[0]?.type === 'ellipsis') ||
      (index === 0 && docstring !== null),
  );
}

/**
 * The parameters that callers give: not the instance or class in front, nor (unless all are asked for) dummies like `_x`.
 */
export function documentedParameters({ facts, owner }: Subject, which: 'wanted' | 'all' = 'wanted'): ParameterFacts[] {
  return facts.parameters.filter((parameter, index) => {
    const isReceiver =
      index === 0 &&
      (parameter.kind === 'ordinary' || parameter.kind === 'positional-only') &&
      !hasNoReceiver({ facts, owner });
    return !isReceiver && (which === 'all' || !parameter.name.startsWith('_'));
  });
}

/** Whether a method is read like an attribute: its docstring says what it is, not what it returns. */
export function isProperty(facts: FunctionFacts): boolean {
  return (
    ['property', 'cached_property', 'hybrid_property', 'abstractproperty'].some((name) => isDecorated(facts, name)) ||
    facts.decorators.some(({ name }) => name?.endsWith('.getter'))
  );
}

/** The first `return` that gives callers something worth a `Returns:`; null for none, for generators and properties. */
export function returnToDocument(facts: FunctionFacts): SyntaxNode | null {
  if (isProperty(facts) || givesNothing(facts) || ownYields(facts.body).length > 0) return null;
  return returnsOfValues(facts.body)[0] ?? null;
}

/** Whether a function that is still to be written (abstract, a stub) says by its annotation that it returns something. */
export function promisesReturn(facts: FunctionFacts): boolean {
  return facts.returns !== null && !givesNothing(facts) && !isProperty(facts) && isStubBody(facts.body);
}

/** The first `yield` that gives callers something; null for none and for bare ones (context managers, fixtures). */
export function yieldToDocument(facts: FunctionFacts): SyntaxNode | null {
  return yieldsOfValues(facts.body)[0] ?? null;
}

function givesNothing(facts: FunctionFacts): boolean {
  return facts.returns !== null && /^["']?(None|(\w+\.)?(NoReturn|Never))["']?$/.test(facts.returns.text);
}
