// The questions that rules may ask about what stands outside a region: names of the module, of the project, its routes.
// Answers are plain data that can be printed and compared, so that a rule's result is kept while they stay the same.

import type { Binding, FunctionSignature } from '../facts/bindings';
import type { Ancestry } from './ancestors';

/** What a name means, imports followed to the end. */
export interface Definition {
  /** The file that defines it, or null for what lies outside the project. */
  readonly path: string | null;
  /** The dotted name: `fastapi.APIRouter`, `app.models.User`. */
  readonly qualifiedName: string;
  /** What binds it; null for a module and for what lies outside. */
  readonly binding: Binding | null;
}

/** A function of a module, or a method of one of its classes. */
export interface OwnedSignature {
  readonly owner: string | null;
  readonly signature: FunctionSignature;
}

/** Questions of one file; each answer must be plain data, and depend on the project's facts alone. */
export interface ProjectView {
  /** What the module binds a name to: the last binding in it; null when it binds none (a builtin, perhaps). */
  binding(name: string): Binding | null;
  /** Every binding of a name in the module, in source order. */
  bindings(name: string): readonly Binding[];
  /** What a dotted name of this module means; null when it cannot be known. */
  resolve(dottedName: string): Definition | null;
  /** The methods of a class of this module by name, as signatures. */
  methods(className: string): readonly Binding[];
  /** A class of this module's scope and what it descends from; null when the name is known to be no class, or unknown. */
  ancestors(dottedName: string): Ancestry | null;
  /** The modules that the module imports from or as a whole, relative ones left out, each once and sorted. */
  importedModules(): readonly string[];
  /** What a dotted name means in another file of the project. */
  resolveIn(path: string, dottedName: string): Definition | null;
  /** What a qualified name (`app.models.User`) means, seen from this file; null for what the project does not hold. */
  locate(qualifiedName: string): Definition | null;
  /** The methods of a class of another file. */
  methodsIn(path: string, className: string): readonly Binding[];
  /** The functions and methods of this module with the class in which they stand, in source order. */
  signatures(): readonly OwnedSignature[];
  /** Whether something in the project reads the signature of a function or class of this name at run time: `Depends(name)`. */
  readsSignatureOf(name: string): boolean;
  /** Whether `from __future__ import annotations` stands in the file. */
  hasFutureAnnotations(): boolean;
}
