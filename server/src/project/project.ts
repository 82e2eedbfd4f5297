// The project: the exported facts of all its files, and the questions that rules ask of them.
// Must not read files or keep trees; told what changed, it says whether anybody else is concerned.
import type { Binding } from '../facts/bindings';
import { type ModuleFacts, sameExports } from './module';
import type { Definition, ProjectView } from './view';

/** The files of one project (a workspace folder, or what the command line was given). */
export class Project {
  private readonly modules = new Map<string, ModuleFacts>();
  private currentState: object = {};

  /** Another object after every change that some file's rules may notice. */
  get state(): object {
    return this.currentState;
  }

  get paths(): Iterable<string> {
    return this.modules.keys();
  }

  /**
   * Takes in a file's exported facts.
   * @returns whether they differ from the ones known, so that other files are to be judged anew
   */
  set(module: ModuleFacts): boolean {
    const before = this.modules.get(module.path);
    this.modules.set(module.path, module);
    if (before && sameExports(before, module)) return false;
    this.currentState = {};
    return true;
  }

  /** Forgets a file. */
  delete(path: string): boolean {
    if (!this.modules.delete(path)) return false;
    this.currentState = {};
    return true;
  }

  /** The questions of one file. A file that the project does not hold gets answers about nothing. */
  view(path: string): ProjectView {
    return new ModuleView(this.modules.get(path) ?? { path, regions: [] });
  }
}

class ModuleView implements ProjectView {
  private readonly byName = new Map<string, Binding[]>();

  constructor(private readonly module: ModuleFacts) {
    for (const { exports, owner } of module.regions) {
      if (owner >= 0) continue;
      for (const binding of exports.bindings) {
        const known = this.byName.get(binding.name);
        if (known) known.push(binding);
        else this.byName.set(binding.name, [binding]);
      }
    }
  }

  binding(name: string): Binding | null {
    return this.byName.get(name)?.at(-1) ?? null;
  }

  bindings(name: string): readonly Binding[] {
    return this.byName.get(name) ?? [];
  }

  resolve(dottedName: string): Definition | null {
    const [first, ...rest] = dottedName.split('.');
    const binding = this.binding(first!);
    if (!binding) return null;
    if (binding.kind === 'import') {
      if (binding.level > 0) return null;
      const parts = [binding.module, ...(binding.imported === null ? [] : [binding.imported]), ...rest];
      return { path: null, qualifiedName: parts.join('.'), binding: null };
    }
    return rest.length > 0 ? null : { path: this.module.path, qualifiedName: first!, binding };
  }

  methods(className: string): readonly Binding[] {
    const { regions } = this.module;
    const at = regions.findLastIndex(({ exports }) =>
      exports.bindings.some((binding) => binding.kind === 'class' && binding.name === className),
    );
    if (at < 0) return [];
    return regions.filter(({ owner }) => owner === at).flatMap(({ exports }) => exports.bindings);
  }

  hasFutureAnnotations(): boolean {
    const binding = this.binding('annotations');
    return binding?.kind === 'import' && binding.module === '__future__';
  }
}
