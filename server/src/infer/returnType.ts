// Infers what a function returns: from its name, its statements, the method that it overrides, its docstring.
// Must not know how the answer is offered. (rules.md, types: "Return inference joins all paths".)
import { ownYields } from '../facts/bindings';
import { isStub, ownReturns, ownStatements, passes } from '../facts/controlFlow';
import { lastName, unparenthesized } from '../facts/expressions';
import type { SyntaxNode } from '../syntax/node';
import { documentedReturn } from './documentedTypes';
import { DUNDER_RETURNS } from './dunders';
import type { Evidence } from './evidence';
import { expressionType } from './expressionType';
import { elementOf } from './knownCalls';
import { callResult, classAt, findClass, lineage } from './members';
import { readType } from './readType';
import { type Scope, scopeOf, selfType } from './scope';
import { isDecorated, type Site } from './site';
import {
  allowsNone,
  BOOL,
  hasHole,
  imported,
  isBuiltin,
  local,
  membersOf,
  NONE,
  type TypeExpression,
  typeKey,
  UNKNOWN,
  unite,
  uniteKnown,
} from './typeExpression';

/** The best candidate for a function's return annotation, or null when nothing is known of it. */
export function inferReturn(site: Site): Evidence | null {
  const { facts, owner } = site;
  const scope = scopeOf(site);
  const fixed = owner ? DUNDER_RETURNS.get(facts.name) : undefined;
  if (fixed) return { type: fixed, doubt: fixedDoubt(fixed, scope) };
  const sure = told(fromBody(scope)) ?? inherited(scope);
  if (sure && !hasHole(sure.type)) {
    const among = amongOverrides(againstBase(sure, scope), scope);
    if (among) return among;
  }
  // What took long without an answer would take as long again.
  if (scope.budget.steps < LEAST_STEPS) return amongOverrides(sure, scope);
  const leaning = scopeOf(site, true);
  const likely =
    documented(scope) ??
    leaningOn(told(fromBody(leaning)) ?? inherited(leaning) ?? fromOverrides(leaning), leaning) ??
    byName(leaning);
  const isBetter = likely && (!sure || !hasHole(likely.type));
  return (isBetter ? likely : null) ?? amongOverrides(sure, scope);
}

/** Fewer steps than these left of a first try make a second one too dear. */
const LEAST_STEPS = 2000;

/** Evidence that says something. */
function told(evidence: Evidence | null): Evidence | null {
  return evidence && evidence.type.kind !== 'unknown' && evidence.type.kind !== 'any' ? evidence : null;
}

function leaningOn(evidence: Evidence | null, scope: Scope): Evidence | null {
  const among = amongOverrides(evidence, scope);
  return among && { type: among.type, doubt: among.doubt ?? 'from code without annotations' };
}

/** Names that ask a question are answered with yes or no. */
function byName({ site: { facts } }: Scope): Evidence | null {
  const asks = /^_{0,2}(is|has|have|can|should|was|are|does)(_|[A-Z])/.test(facts.name);
  const answers = ownYields(facts.body).length === 0 && ownReturns(facts.body).some(({ items }) => items[0]);
  return asks && answers ? { type: BOOL, doubt: 'by its name' } : null;
}

/** What the methods that override this one give, where its own body waits for them. */
function fromOverrides(scope: Scope): Evidence | null {
  const { facts, owner, project } = scope.site;
  if (!owner || facts.localClass || facts.name.startsWith('__') || !isStub(facts.body)) return null;
  const types = project.overrides(owner.name, facts.name).map(({ path, className, signature }) => {
    const ref = classAt(path, className, scope);
    return ref
      ? callResult(signature, ref, selfType(scope.site), signature.isAsync && !signature.isGenerator, scope)
      : UNKNOWN;
  });
  const type = unite(types);
  const members = membersOf(type);
  if (type.kind === 'unknown' || type.kind === 'any' || type.kind === 'none' || members.length > BEARABLE_MEMBERS)
    return null;
  return { type, doubt: 'as subclasses return' };
}

/** A body may not do as the data model says, which a type checker will tell where the annotation says it. */
function fixedDoubt(fixed: TypeExpression, scope: Scope): string | null {
  const { body } = scope.site.facts;
  if (isStub(body)) return null;
  const values = ownReturns(body).filter(({ items }) => items[0] && unparenthesized(items[0]).type !== 'none');
  if (fixed.kind === 'none') {
    const isNothing = values.every(
      ({ items: [value] }) =>
        new RegExp(`\\.${scope.site.facts.name}\\(`).test(value!.text) || expressionType(value!, scope).kind === 'none',
    );
    return isNothing ? null : 'its body returns a value';
  }
  return passes(body, scope.never) === 'yes' ? 'its body may return None' : null;
}

/** The method that this one overrides says, or seems to give, something else: who calls the one may get the other. */
function againstBase(evidence: Evidence, scope: Scope): Evidence {
  const { facts, owner } = scope.site;
  const ref = owner && !facts.name.startsWith('__') ? findClass(local(owner.name), scope) : null;
  if (!ref || evidence.doubt !== null) return evidence;
  for (const base of lineage(ref, scope).slice(1)) {
    const twin = base.methods.findLast((method) => method.name === facts.name);
    if (twin?.kind !== 'function') continue;
    const { signature } = twin;
    const leaning = signature.returns === null ? scopeOf(scope.site, true) : scope;
    const plain = { ...signature, decorators: [] };
    const given = callResult(plain, base, selfType(scope.site), signature.isAsync && !signature.isGenerator, leaning);
    const key = typeKey(evidence.type);
    const fits =
      given.kind === 'unknown' ||
      given.kind === 'any' ||
      typeKey(given) === key ||
      (signature.returns !== null && typeKey(unite([given, evidence.type])) === typeKey(given));
    return fits ? evidence : { ...evidence, doubt: 'the method that it overrides returns something else' };
  }
  return evidence;
}

/** What methods that override this one give may be more than it gives itself. */
function amongOverrides(evidence: Evidence | null, scope: Scope): Evidence | null {
  const { facts, owner, project } = scope.site;
  if (!evidence || !owner || facts.name.startsWith('__') || facts.localClass) return evidence;
  const others = project
    .overrides(owner.name, facts.name)
    .filter(({ signature: { decorators } }) => !/\boverload\b/.test(decorators.join()));
  if (evidence.type.kind === 'none') {
    const gives = others.some(({ signature: { returns, ending, isGenerator } }) =>
      returns === null ? ending === 'value' || isGenerator : !/^["']?(None|NoReturn|Never)["']?$/.test(returns),
    );
    return gives ? null : evidence;
  }
  // What answers yes or no does so in subclasses too; of other types theirs are to be known first.
  const leaning = scopeOf(scope.site, true);
  const agree = others.every(({ path, className, signature }) => {
    if (signature.returns === null && signature.ending === 'exception') return true;
    const ref = classAt(path, className, scope);
    const given = ref
      ? callResult(signature, ref, selfType(scope.site), signature.isAsync && !signature.isGenerator, leaning)
      : UNKNOWN;
    if (given.kind === 'unknown' && signature.returns === null) return isBuiltin(evidence.type, 'bool');
    return typeKey(given) === typeKey(evidence.type);
  });
  return agree ? evidence : { ...evidence, doubt: evidence.doubt ?? 'subclasses override it' };
}

/** More members than these in one union, and a person should say what is meant. */
const BEARABLE_MEMBERS = 3;

function fromBody(scope: Scope): Evidence | null {
  const { facts, owner } = scope.site;
  const { body } = facts;
  if (isDecorated(facts, 'overload') || isDecorated(facts, 'abstractmethod')) return null;
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
  const isComparison = owner !== null && /^__(eq|ne|lt|le|gt|ge)__$/.test(facts.name);
  if (kept.length === 0) return isComparison ? { type: BOOL, doubt: null } : null;
  if (scope.leans && isComparison && unite(kept).kind === 'unknown') return { type: BOOL, doubt: 'as comparisons do' };
  const type = scope.leans ? uniteKnown(kept) : unite(kept);
  if (passing === 'unsure') return { type, doubt: 'if its end is reached' };
  const members = membersOf(type).filter((member) => member.kind !== 'none');
  const isPart = scope.leans && kept.some((each) => each.kind === 'unknown' || each.kind === 'any');
  return { type, doubt: isPart ? 'from some of its returns' : joinDoubt(members) };
}

/** What a person should look at in a union. */
function joinDoubt(members: readonly TypeExpression[]): string | null {
  if (members.length > BEARABLE_MEMBERS) return 'joined from many returns';
  const isText = ['str', 'bytes'].every((name) => members.some((each) => isBuiltin(each, name)));
  return isText ? 'text or bytes, perhaps as its argument is' : null;
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
    if (twin?.kind !== 'function' || (twin.signature.returns === null && !scope.leans)) continue;
    const signature = { ...twin.signature, decorators: [] };
    const type = callResult(signature, base, selfType(scope.site), signature.isAsync && !signature.isGenerator, scope);
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
