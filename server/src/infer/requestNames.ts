// Gathers the names that FastAPI fills in from a request: parameters of a handler and of all that it depends on.
// Must not know what the names are wanted for. (FastAPI, "Dependencies", "Classes as Dependencies", "Sub-dependencies".)
import type { FunctionSignature, ParameterSignature } from '../facts/bindings';
import { lastName } from '../facts/expressions';
import type { Definition, ProjectView } from '../project/view';
import { findDependencies, identifiersIn } from './dependencyText';

/** What a request fills in, as far as it can be known. */
export interface RequestNames {
  readonly names: ReadonlySet<string>;
  /** What may take more: dependencies that lie outside the project, `**kwargs`; as they are written. */
  readonly doubts: ReadonlySet<string>;
}

/** Functions that are known where they are used alone: those of the same factory. */
export type LocalFunctions = ReadonlyMap<string, FunctionSignature>;

/** Something with a signature, and the file in which its names mean something. */
export interface SignatureAt {
  readonly signature: FunctionSignature;
  readonly path: string;
  readonly isMethod: boolean;
  readonly locals?: LocalFunctions;
}

/**
 * The names that a handler and its dependencies take.
 * @param handler null when it is not known
 * @param lists texts of `dependencies=` that count besides
 */
export function gatherNames(
  project: ProjectView,
  handler: SignatureAt | null,
  lists: readonly { readonly path: string; readonly text: string | null }[],
): RequestNames {
  const gatherer = new Gatherer(project, handler?.locals ?? new Map());
  if (handler) gatherer.signature(handler.signature, handler.path, handler.isMethod);
  else gatherer.doubts.add('a handler');
  for (const { path, text } of lists) gatherer.list(text, path);
  return gatherer;
}

/** Names that a class takes in its constructor, or as its fields; `path` is the file that names it. */
export function gatherFields(project: ProjectView, name: string, path: string): RequestNames {
  const gatherer = new Gatherer(project, new Map());
  gatherer.constructorOf(name, path);
  return gatherer;
}

/** What FastAPI lets a parameter be declared with. */
const DECLARATION = /^(?:\w+\.)*(Path|Query|Header|Cookie|Body|Form|File)\s*\(/;
/** Names of aliases for dependencies, when the alias itself is out of reach. */
const ALIAS_NAME = /(Dep|Deps|Depends|Dependency)$|^(Current|Valid|Verified|Authenticated|Require)[A-Z]/;
/** What lies outside a project and takes no parameter of its own choice. */
const HARMLESS = /^(fastapi|starlette)\./;
const MOST_STEPS = 300;

class Gatherer implements RequestNames {
  readonly names = new Set<string>();
  readonly doubts = new Set<string>();
  private readonly seen = new Set<string>();
  private steps = 0;

  constructor(
    private readonly project: ProjectView,
    private readonly locals: LocalFunctions,
  ) {}

  signature(signature: FunctionSignature, path: string, isMethod: boolean): void {
    if (this.steps++ > MOST_STEPS) this.doubts.add('too much');
    else {
      if (signature.readsPath) this.doubts.add('path_params');
      for (const parameter of isMethod ? signature.parameters.slice(1) : signature.parameters) {
        this.parameter(parameter, path);
      }
    }
  }

  private parameter(parameter: ParameterSignature, path: string): void {
    const { name, kind, default: value } = parameter;
    if (kind.startsWith('var-')) {
      this.doubts.add(`*${name}`);
      return;
    }
    const annotation = parameter.annotation?.replace(/^(['"])(.*)\1$/s, '$2') ?? null;
    const hint = /^(?:\w+\.)*Annotated\s*\[\s*([\w.]+)/.exec(annotation ?? '')?.[1] ?? annotation;
    let isGiven = this.text(value ?? '', path, hint);
    if (annotation !== null) isGiven = this.annotation(annotation, path) || isGiven;
    if (isGiven) return;
    this.names.add(name);
    for (const text of [value, annotation]) {
      for (const match of text?.matchAll(/\balias\s*=\s*(['"])(.*?)\1/g) ?? []) this.names.add(match[2]!);
    }
    if (value !== null && !DECLARATION.test(value)) this.givenBy(value, path);
    // Pydantic models of query parameters, headers and cookies.
    const declared = `${value ?? ''} ${annotation ?? ''}`;
    if (hint && /\b(Query|Path|Header|Cookie)\s*\(/.test(declared) && /^[\w.]+$/.test(hint)) this.fieldsOf(hint, path);
  }

  /** A default that is a name or a call may be a dependency that stands elsewhere. */
  private givenBy(value: string, path: string): void {
    const name = /^([A-Za-z_][\w.]*)\s*(\(?)/.exec(value);
    if (!name || /^(None|True|False|Ellipsis)$/.test(name[1]!)) return;
    const definition = this.resolve(name[1]!, path);
    const { binding } = definition ?? {};
    if (binding?.kind === 'variable' && binding.value !== null && definition?.path) {
      this.text(binding.value, definition.path, null);
    } else if (name[2] === '(' && !(definition?.binding?.kind === 'class')) {
      this.doubts.add(name[1]!);
    }
  }

  /** @returns whether an annotation is a dependency, by itself or by an alias */
  private annotation(annotation: string, path: string, depth = 0): boolean {
    const hint = /\bAnnotated\s*\[\s*([\w.]+)/.exec(annotation)?.[1] ?? null;
    let isGiven = this.text(annotation, path, hint);
    for (const name of identifiersIn(annotation)) {
      const definition = this.resolve(name, path);
      const binding = definition?.binding;
      if (binding?.kind === 'variable' && binding.value !== null && definition?.path && depth < 5) {
        if (/\b(Annotated|Depends|Security|Query|Path)\b/.test(binding.value) || !/[(]/.test(binding.value)) {
          isGiven = this.annotation(binding.value, definition.path, depth + 1) || isGiven;
          for (const match of binding.value.matchAll(/\balias\s*=\s*(['"])(.*?)\1/g)) this.names.add(match[2]!);
          const model = /\bAnnotated\s*\[\s*([\w.]+)/.exec(binding.value)?.[1];
          if (model && /\b(Query|Path|Header|Cookie)\s*\(/.test(binding.value)) this.fieldsOf(model, definition.path);
        }
      } else if (!binding && !definition?.path && ALIAS_NAME.test(lastName(name))) {
        if (!HARMLESS.test(definition?.qualifiedName ?? '')) this.doubts.add(name);
      }
    }
    return isGiven;
  }

  /** A list of dependencies. */
  list(text: string | null, path: string, depth = 0): void {
    if (text === null) {
      this.doubts.add('**options');
      return;
    }
    this.text(text, path, null);
    let rest = text;
    for (const { start, end } of findDependencies(text).toReversed()) rest = rest.slice(0, start) + rest.slice(end);
    for (const name of identifiersIn(rest)) {
      if (name === 'None') continue;
      const definition = this.resolve(name, path);
      const binding = definition?.binding;
      if (binding?.kind === 'variable' && binding.value !== null && definition?.path && depth < 5) {
        this.list(binding.value, definition.path, depth + 1);
      } else this.doubts.add(name);
    }
  }

  /** Follows the `Depends(…)` in a text; says whether there is one. */
  private text(text: string, path: string, hint: string | null): boolean {
    const found = findDependencies(text);
    for (const { name, isCalled, isEmpty } of found) {
      if (isEmpty && hint !== null && /^[\w.]+$/.test(hint)) this.constructorOf(hint, path);
      else if (name !== null) this.dependency(name, path, isCalled);
      else this.doubts.add(text);
    }
    return found.length > 0;
  }

  private dependency(name: string, path: string, isCalled: boolean): void {
    const local = this.locals.get(name);
    if (local) {
      const signature = isCalled ? local.inner : local;
      if (signature) this.once(`${path} local ${name}`, () => this.signature(signature, path, false));
      else this.doubts.add(name);
      return;
    }
    const definition = this.resolve(name, path);
    if (!definition) {
      if (!this.member(name, path)) this.doubts.add(name);
      return;
    }
    const { binding, qualifiedName } = definition;
    if (!binding || definition.path === null) {
      if (!HARMLESS.test(qualifiedName)) this.doubts.add(name);
      return;
    }
    const home = definition.path;
    this.once(`${qualifiedName}${isCalled ? '()' : ''}`, () => {
      if (binding.kind === 'function') {
        const signature = isCalled ? binding.signature.inner : binding.signature;
        if (signature) this.signature(signature, home, false);
        else this.doubts.add(name);
      } else if (binding.kind === 'class') {
        if (isCalled) this.callOf(binding.name, home, name);
        else this.constructorOf(binding.name, home);
      } else if (binding.kind === 'variable') {
        const maker = /^([A-Za-z_][\w.]*)\s*\(\s*([A-Za-z_][\w.]*)?/.exec(binding.value ?? '');
        if (isCalled || !maker) this.doubts.add(name);
        else if (lastName(maker[1]!) === 'partial' && maker[2]) this.dependency(maker[2], home, false);
        else this.dependency(maker[1]!, home, true);
      } else this.doubts.add(name);
    });
  }

  /** `service.get_item` or `Service.get_item`: a method. */
  private member(name: string, path: string): boolean {
    const dot = name.lastIndexOf('.');
    if (dot < 0) return false;
    const owner = this.resolve(name.slice(0, dot), path);
    if (!owner?.binding || owner.path === null) return false;
    let at: Definition | null = owner;
    if (owner.binding.kind === 'variable') {
      const maker = /^([A-Za-z_][\w.]*)\s*\(/.exec(owner.binding.value ?? '')?.[1];
      at = maker ? this.resolve(maker, owner.path) : null;
    }
    if (at?.binding?.kind !== 'class' || at.path === null) return false;
    const method = this.methodOf(at.binding.name, at.path, name.slice(dot + 1));
    if (!method) return false;
    const isStatic = method.signature.decorators.includes('staticmethod');
    const isBound = owner.binding.kind === 'variable' || method.signature.decorators.includes('classmethod');
    this.signature(method.signature, method.path, isBound && !isStatic);
    return true;
  }

  private callOf(className: string, path: string, written: string): void {
    const method = this.methodOf(className, path, '__call__');
    if (method) this.signature(method.signature, method.path, true);
    else if (!this.descendsFromHarmless(className, path)) this.doubts.add(written);
  }

  private descendsFromHarmless(className: string, path: string): boolean {
    const binding = this.resolve(className, path)?.binding;
    if (binding?.kind !== 'class') return false;
    return binding.signature.bases.some((base) => HARMLESS.test(this.resolve(base, path)?.qualifiedName ?? ''));
  }

  private methodOf(
    className: string,
    path: string,
    method: string,
    depth = 0,
  ): { signature: FunctionSignature; path: string } | null {
    const own = this.project.methodsIn(path, className).findLast((each) => each.name === method);
    if (own?.kind === 'function') return { signature: own.signature, path };
    const binding = this.resolve(className, path)?.binding;
    if (binding?.kind !== 'class' || depth > 10) return null;
    for (const base of binding.signature.bases) {
      const definition = this.resolve(base.replace(/\[[\s\S]*$/, ''), path);
      if (definition?.binding?.kind !== 'class' || definition.path === null) continue;
      const found = this.methodOf(definition.binding.name, definition.path, method, depth + 1);
      if (found) return found;
    }
    return null;
  }

  /** What a class takes when it is called: by its `__init__`, or as its fields. */
  constructorOf(name: string, path: string): void {
    const definition = this.resolve(name, path);
    if (definition?.binding?.kind === 'function') {
      this.dependency(name, path, false);
      return;
    }
    if (definition?.binding?.kind !== 'class' || definition.path === null) {
      if (!/^(fastapi|starlette|builtins)\./.test(definition?.qualifiedName ?? '')) this.doubts.add(name);
      return;
    }
    const { binding, path: home } = definition;
    const init = this.methodOf(binding.name, home, '__init__');
    if (init) this.once(`${definition.qualifiedName} init`, () => this.signature(init.signature, init.path, true));
    else this.fieldsOf(name, path);
  }

  /** The fields of a model or dataclass, its bases' too. */
  private fieldsOf(name: string, path: string): void {
    const definition = this.resolve(name, path);
    const binding = definition?.binding;
    if (binding?.kind !== 'class' || definition!.path === null) {
      if (!definition || !/^(pydantic|sqlmodel|builtins|typing)\b/.test(definition.qualifiedName)) {
        if (definition) this.doubts.add(name);
      }
      return;
    }
    const home = definition!.path;
    this.once(`${definition!.qualifiedName} fields`, () => {
      for (const field of binding.signature.fields) {
        if (field.annotation === null) continue;
        this.parameter(
          { name: field.name, kind: 'ordinary', annotation: field.annotation, default: field.value },
          home,
        );
      }
      for (const base of binding.signature.bases) {
        const text = base.replace(/\[[\s\S]*$/, '');
        if (/^(object|ABC|Generic|Protocol)$/.test(lastName(text))) continue;
        this.fieldsOf(text, home);
      }
    });
  }

  private resolve(name: string, path: string): Definition | null {
    return this.project.resolveIn(path, name);
  }

  private once(key: string, gather: () => void): void {
    if (this.seen.has(key)) return;
    this.seen.add(key);
    gather();
  }
}
