// Infers what a function returns: from its name, its statements, the method that it overrides, its docstring.
// Must not know how the answer is offered. (rules.md, types: "Return inference joins all paths".)
import { ownYields } from '../facts/bindings';
import { lastName, unparenthesized } from '../facts/expressions';
import type { SyntaxNode } from '../syntax/node';
import { isStub, ownReturns, ownStatements, passes } from './controlFlow';
import { documentedReturn } from './documentedTypes';
import { DUNDER_RETURNS } from './dunders';
import type { Evidence } from './evidence';
import { expressionType } from './expressionType';
import { elementOf } from './knownCalls';
import { findClass, lineage, resultOf } from './members';
import { readType } from './readType';
import { type Scope, scopeOf, selfType } from './scope';
import { isDecorated, type Site } from './site';
import {
  allowsNone,
  BOOL,
  imported,
  isBuiltin,
  local,
  membersOf,
  NONE,
  type TypeExpression,
  typeKey,
  UNKNOWN,
  unite,
} from './typeExpression';

/** The best candidate for a function's return annotation, or null when nothing is known of it. */
export function inferReturn(site: Site): Evidence | null {
  const { facts, owner } = site;
  const fixed = owner ? DUNDER_RETURNS.get(facts.name) : undefined;
  if (fixed) return { type: fixed, doubt: null };
  const scope = scopeOf(site);
  const own = isDecorated(facts, 'overload') || isDecorated(facts, 'abstractmethod') ? null : fromBody(scope);
  const found = own && own.type.kind !== 'unknown' && own.type.kind !== 'any' ? own : null;
  return amongOverrides(found ?? inherited(scope), scope) ?? documented(scope);
}

/** What methods that override this one give may be more than it gives itself. */
function amongOverrides(evidence: Evidence | null, { site: { facts, owner, project }, names }: Scope): Evidence | null {
  if (!evidence || !owner || facts.name.startsWith('__') || facts.localClass) return evidence;
  const others = project
    .overrides(owner.name, facts.name)
    .filter(({ decorators }) => !/\boverload\b/.test(decorators.join()));
  if (evidence.type.kind === 'none') {
    const gives = others.some(({ returns, ending, isGenerator }) =>
      returns === null ? ending === 'value' || isGenerator : !/^["']?(None|NoReturn|Never)["']?$/.test(returns),
    );
    return gives ? null : evidence;
  }
  // What answers yes or no does so in subclasses too; of other types theirs are to be known first.
  const agree = others.every(({ returns, ending }) =>
    returns === null
      ? ending === 'exception' || isBuiltin(evidence.type, 'bool')
      : typeKey(readType(returns, names)) === typeKey(evidence.type),
  );
  return agree ? evidence : { ...evidence, doubt: evidence.doubt ?? 'subclasses override it' };
}

/** More members than these in one union, and a person should say what is meant. */
const BEARABLE_MEMBERS = 3;

function fromBody(scope: Scope): Evidence | null {
  const { facts, owner } = scope.site;
  const { body } = facts;
  const yields = ownYields(body);
  // `@types.coroutine` makes something to await of a generator.
  if (yields.length > 0 && isDecorated(facts, 'coroutine')) return null;
  if (yields.length > 0) return { type: generatorType(yields, scope), doubt: null };
  if (isStub(body)) return fromStub(scope);
  const passing = passes(body, scope.never);
  const returns = ownReturns(body);
  const types: TypeExpression[] = returns.map((statement) => returnedType(statement, scope));
  if (owner && /^__(a?exit)__$/.test(facts.name)) return exitType(returns, types, passing !== 'no');
  if (types.length === 0 && passing === 'no') return neverType(scope);
  const exact = withFlags(types, returns);
  const kept = exact.filter((_, i) => !isNotImplemented(returns[i]!, scope));
  if (passing !== 'no') kept.push(NONE);
  if (kept.length === 0)
    return owner && /^__(eq|ne|lt|le|gt|ge)__$/.test(facts.name) ? { type: BOOL, doubt: null } : null;
  const type = unite(kept);
  if (passing === 'unsure') return { type, doubt: 'if its end is reached' };
  const members = membersOf(type).filter((member) => member.kind !== 'none');
  return { type, doubt: members.length > BEARABLE_MEMBERS ? 'joined from many returns' : null };
}

function returnedType(statement: SyntaxNode, scope: Scope): TypeExpression {
  const value = statement.items[0];
  return value ? expressionType(value, scope) : NONE;
}

/**
 * Beside other types, a `False` that means "nothing" is `Literal[False]`: with `bool`, callers that ask `if not user`
 * would be left with `User | Literal[True]`, an error wherever they use it.
 */
function withFlags(types: readonly TypeExpression[], returns: readonly SyntaxNode[]): readonly TypeExpression[] {
  const others = types.filter((type) => type.kind !== 'none' && !isBuiltin(type, 'bool'));
  if (others.length === 0) return types;
  const texts = returns.map((each) => (each.items[0] ? unparenthesized(each.items[0]).text : ''));
  const flags = new Set(texts.filter((_, i) => isBuiltin(types[i]!, 'bool')));
  const [flag] = flags;
  if (flags.size !== 1 || (flag !== 'True' && flag !== 'False')) return types;
  const literal = imported('typing', 'Literal', { kind: 'text', text: flag });
  return types.map((type) => (isBuiltin(type, 'bool') ? literal : type));
}

/** `NotImplemented` says to Python that another operand is to be asked; annotations leave it out. */
function isNotImplemented(statement: SyntaxNode, { site }: Scope): boolean {
  return site.owner !== null && statement.items[0]?.text === 'NotImplemented';
}

/** A body of `pass` or a docstring alone returns None; in a class it may wait for a subclass. */
function fromStub({ site: { facts, owner } }: Scope): Evidence | null {
  const isOpen = facts.body.items.some(
    (statement) => statement.type === 'raise_statement' || statement.items[0]?.type === 'ellipsis',
  );
  if (isOpen) return null;
  if (!owner || /^test|^(setUp|tearDown|setup|teardown)/.test(facts.name)) return { type: NONE, doubt: null };
  if (owner.bases.some(({ name }) => name !== null && /^(Protocol|ABC)$/.test(lastName(name)))) return null;
  return { type: NONE, doubt: 'its body is empty' };
}

function neverType({ site: { owner, facts } }: Scope): Evidence | null {
  const loops = ownStatements(facts.body, 'while_statement').some((loop) =>
    /^(True|1)$/.test(loop.child('condition')?.text ?? ''),
  );
  // A loop without end returns as little; `None` says the same to callers and lets a `break` come later.
  if (loops) return { type: NONE, doubt: null };
  return owner ? null : { type: imported('typing', 'NoReturn'), doubt: null };
}

/** `__exit__` that returns False alone must say so: `bool` would mean that it may swallow exceptions. */
function exitType(returns: readonly SyntaxNode[], types: readonly TypeExpression[], passing: boolean): Evidence | null {
  const falsy = returns.every((statement) =>
    /^(False|None)?$/.test(statement.items[0] ? unparenthesized(statement.items[0]).text : ''),
  );
  const hasFalse = returns.some((statement) => statement.items[0]?.text === 'False');
  if (falsy && !hasFalse) return { type: NONE, doubt: null };
  if (falsy) {
    const literal = imported('typing', 'Literal', { kind: 'text', text: 'False' });
    return { type: unite(passing ? [literal, NONE] : [literal]), doubt: null };
  }
  const type = unite([...types, ...(passing ? [NONE] : [])]);
  return type.kind === 'unknown' ? { type: unite([BOOL, NONE]), doubt: 'as __exit__ may' } : { type, doubt: null };
}

function generatorType(yields: readonly SyntaxNode[], scope: Scope): TypeExpression {
  const { facts } = scope.site;
  const elements = yields.map((node) => {
    const [value] = node.items;
    if (!value) return NONE;
    const type = expressionType(value, scope);
    return /^yield\s+from\b/.test(node.text) ? elementOf(type) : type;
  });
  const element = unite(elements);
  const receives = yields.some((node) => {
    const around = node.parent;
    return around?.type !== 'expression_statement' && !/^yield\s+from\b/.test(node.text);
  });
  if (facts.isAsync) {
    return receives
      ? imported('collections.abc', 'AsyncGenerator', element, UNKNOWN)
      : imported('collections.abc', 'AsyncIterator', element);
  }
  const returned = ownReturns(facts.body).filter((statement) => statement.items[0]);
  if (!receives && returned.length === 0) return imported('collections.abc', 'Iterator', element);
  const result =
    returned.length === 0
      ? NONE
      : unite([
          ...returned.map((each) => returnedType(each, scope)),
          ...(passes(facts.body, scope.never) === 'no' ? [] : [NONE]),
        ]);
  return imported('collections.abc', 'Generator', element, receives ? UNKNOWN : NONE, result);
}

/** The annotation of the method of the same name in a base class. */
function inherited(scope: Scope): Evidence | null {
  const { facts, owner } = scope.site;
  const ref = owner && findClass(local(owner.name), scope);
  if (!ref || facts.name.startsWith('__')) return null;
  for (const base of lineage(ref, scope).slice(1)) {
    const twin = base.methods.find((method) => method.name === facts.name);
    if (twin?.kind !== 'function' || twin.signature.returns === null) continue;
    const signature = { ...twin.signature, decorators: [] };
    const type = resultOf(signature, base, selfType(scope.site), signature.isAsync && !signature.isGenerator);
    return type.kind === 'unknown' || type.kind === 'any' ? null : { type, doubt: noneDoubt(type, scope) };
  }
  return null;
}

/** A body that returns None here and there is at odds with a type that does not allow it. */
function noneDoubt(type: TypeExpression, { site: { facts }, never }: Scope): string | null {
  if (allowsNone(type) || isStub(facts.body)) return null;
  const returns = ownReturns(facts.body).some(({ items }) => !items[0] || unparenthesized(items[0]).type === 'none');
  const isOpen = ownYields(facts.body).length === 0 && (returns || passes(facts.body, never) === 'yes');
  return isOpen ? 'the body may return None' : null;
}

function documented(scope: Scope): Evidence | null {
  const { facts } = scope.site;
  if (ownYields(facts.body).length > 0) return null;
  const text = documentedReturn(facts);
  const type = text === null ? UNKNOWN : readType(text, scope.names);
  return type.kind === 'unknown' || type.kind === 'any' ? null : { type, doubt: 'from its docstring' };
}
