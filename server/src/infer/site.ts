// Where a question about types is asked: a function, its class, its module, the project's Python.
// Must not know rules, fixes or what the answer is for.
import type { FunctionSignature } from '../facts/bindings';
import { signatureOf } from '../facts/bindings';
import type { ClassFacts } from '../facts/classes';
import { lastName } from '../facts/expressions';
import type { FunctionFacts } from '../facts/functions';
import { readFunctions } from '../facts/functions';
import type { Region } from '../facts/region';
import type { ProjectView } from '../project/view';

/** A function and what stands around it. */
export interface Site {
  readonly facts: FunctionFacts;
  /** The class whose method it is; null for a function, a nested one included. */
  readonly owner: ClassFacts | null;
  readonly region: Region;
  readonly project: ProjectView;
  /** Lowest Python that the project runs on: [3, 11]. */
  readonly python: readonly [number, number];
}

/** Whether one of a function's decorators ends in this name. */
export function isDecorated(facts: FunctionFacts, name: string): boolean {
  return facts.decorators.some((decorator) => decorator.name !== null && lastName(decorator.name) === name);
}

/** Whether a function is called without an instance or class in front: no method, or a static one. */
export function hasNoReceiver({ facts, owner }: Pick<Site, 'facts' | 'owner'>): boolean {
  return owner === null || isDecorated(facts, 'staticmethod');
}

/** The functions of the same name in the same scope, this one included, as signatures. */
export function namesakes({ facts, owner, region, project }: Site): readonly FunctionSignature[] {
  const local = facts.enclosing !== null || facts.localClass !== null;
  if (local || region.kind !== 'function') {
    const here = readFunctions(region).filter(
      (each) =>
        each.name === facts.name &&
        each.enclosing === facts.enclosing &&
        each.localClass?.node === facts.localClass?.node,
    );
    if (local) return here.map(signatureOf);
  }
  const bindings = owner ? project.methods(owner.name) : project.bindings(facts.name);
  return bindings.flatMap((each) => (each.kind === 'function' && each.name === facts.name ? [each.signature] : []));
}

/** Whether a signature's decorators have one that ends in this name, called or not. */
export function signatureHasDecorator(signature: FunctionSignature, name: string): boolean {
  return signature.decorators.some((text) => lastName(text.replace(/\(.*$/s, '').trim()) === name);
}
