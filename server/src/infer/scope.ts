// What expressions of one function are evaluated in: its site, what names mean, what has been looked up already.
// Must not know how expressions get their types.
import type { Binding } from '../facts/bindings';
import { NEVER_RETURNING, type NeverReturns } from '../facts/controlFlow';
import { lastName } from '../facts/expressions';
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';
import { namesOfFile } from './names';
import type { Reaching } from './reachingValues';
import type { NameReader } from './readType';
import { hasNoReceiver, isDecorated, type Site } from './site';
import { imported, local, type TypeExpression, UNKNOWN } from './typeExpression';
import { isAtLeast } from './version';

/** Made once for the questions about one function. */
export interface Scope {
  readonly site: Site;
  readonly names: NameReader;
  /** The same for the function's own annotations, in which its type variables mean something. */
  readonly ownNames: NameReader;
  readonly never: NeverReturns;
  /** Names that some condition of the function looks at: a type checker may know more of them than we. */
  readonly tested: ReadonlySet<string>;
  /** `self` or `cls`, by its name; null in a function without. */
  readonly receiver: { readonly name: string; readonly isClass: boolean } | null;
  /** Nodes whose types are being worked out: a second visit is a circle. */
  readonly busy: Set<SyntaxNode>;
  /** The values that reach an identifier, looked up already. */
  readonly reaching: Map<SyntaxNode, Reaching>;
  /** Whether to go by what code without annotations seems to do (`draftedTypes.ts`, parameters' evidence). */
  readonly leans: boolean;
  /** The functions and attributes whose drafts are being evaluated. */
  readonly drafting: string[];
  /** Steps that are left before giving up. */
  readonly budget: { steps: number };
}

/**
 * The scope of a function's body.
 * @param leans see `Scope.leans`
 */
export function scopeOf(site: Site, leans = false): Scope {
  const { facts, owner, project } = site;
  const hidden = new Set<string>();
  for (const node of [facts.node, owner?.node]) {
    for (const word of node?.child('type_parameters')?.text.match(/[A-Za-z_]\w*/g) ?? []) hidden.add(word);
  }
  const first = hasNoReceiver(site) ? null : facts.parameters[0];
  const isClass = isDecorated(facts, 'classmethod') || /^__(new|init_subclass|class_getitem)__$/.test(facts.name);
  const names = namesOfFile(project, hidden);
  const ownParameters = new Set(typeParameters(facts.node));
  return {
    site,
    names,
    ownNames: (dotted) =>
      names(dotted) ?? (ownParameters.has(dotted) || isTypeVariable(dotted, project) ? local(dotted) : null),
    never: (name) => neverReturns(name, site),
    tested: testedNames(facts.body),
    receiver: first && /^(ordinary|positional-only)$/.test(first.kind) ? { name: first.name, isClass } : null,
    busy: new Set(),
    reaching: new Map(),
    leans,
    drafting: [],
    budget: { steps: leans ? 2000 : 4000 },
  };
}

/** The names of the type parameters that a function or class declares in brackets (PEP 695), bounds left out. */
export function typeParameters(definition: SyntaxNode | null | undefined): readonly string[] {
  const list = definition?.child('type_parameters');
  return (list?.items ?? []).flatMap((each) => /^[A-Za-z_]\w*/.exec(each.text)?.[0] ?? []);
}

/** Whether the module binds a name to a plain type variable. */
function isTypeVariable(name: string, project: Site['project']): boolean {
  const bindings = project.bindings(name);
  const [only] = bindings;
  return bindings.length === 1 && only?.kind === 'variable' && /^(\w+\.)*TypeVar\(/.test(only.value ?? '');
}

/** The type of the receiver's instance: `Self`, or before Python 3.11 the class itself. */
export function selfType({ owner, python }: Site): TypeExpression {
  if (
    !owner ||
    owner.bases.some(({ name }) => name !== null && /^(type|ABCMeta|EnumMeta|EnumType|.*Meta)$/.test(lastName(name)))
  )
    return UNKNOWN;
  return isAtLeast({ python }, 11) ? imported('typing', 'Self') : local(owner.name);
}

function neverReturns(name: string, { project, owner, facts }: Site): boolean | 'unsure' {
  const member = /^(?:self|cls)\.(\w+)$/.exec(name)?.[1];
  if (member !== undefined) {
    if (owner?.bases.some((base) => /TestCase$/.test(base.name ?? '')) && /^(fail|skipTest)$/.test(member)) return true;
    if (!owner) return false;
    const said = methodsNamed(member, owner.name, project).map(saysNever);
    return said.includes(true) || (said.includes('unsure') && 'unsure');
  }
  if (facts.enclosing?.parameters.some((each) => each.name === name)) return false;
  const definition = project.resolve(name);
  if (!definition)
    return project.binding(name.split('.')[0]!) === null && NEVER_RETURNING.has(name) && !name.includes('.');
  if (definition.binding) return saysNever(definition.binding);
  return NEVER_RETURNING.has(definition.qualifiedName);
}

/** The methods of a name in the nearest class of a lineage that has one. */
function methodsNamed(member: string, className: string, project: Site['project']): readonly Binding[] {
  const own = project.methods(className).filter((each) => each.name === member);
  if (own.length > 0) return own;
  for (const name of project.ancestors(className)?.names.slice(1) ?? []) {
    const definition = project.locate(name);
    if (!definition?.path || !definition.binding) continue;
    const found = project.methodsIn(definition.path, definition.binding.name).filter((each) => each.name === member);
    if (found.length > 0) return found;
  }
  return [];
}

function saysNever(binding: Binding): boolean | 'unsure' {
  if (binding.kind !== 'function') return false;
  const { returns, ending, isAsync, decorators } = binding.signature;
  if (returns === null) return ending === 'exception' && !isAsync && decorators.length === 0 ? 'unsure' : false;
  return /^["']?([\w.]+\.)?(NoReturn|Never)["']?$/.test(returns);
}

/** The names that some condition of a body looks at. */
export function testedNames(body: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (node: SyntaxNode | null): void => {
    for (const word of node?.text.match(/(?<![.\w])[A-Za-z_]\w*/g) ?? []) names.add(word);
  };
  walk(body, (node) => {
    switch (node.type) {
      case 'if_statement':
      case 'elif_clause':
      case 'while_statement':
        add(node.child('condition'));
        break;
      case 'assert_statement':
      case 'boolean_operator':
      case 'not_operator':
      case 'if_clause':
        add(node);
        break;
      case 'conditional_expression':
        add(node.items[1] ?? null);
        break;
      case 'match_statement':
        add(node.child('subject'));
        break;
    }
    return true;
  });
  return names;
}
