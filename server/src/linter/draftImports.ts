// How a draft names what lies in the project: what the file has already, what it defines itself, two things of one name apart.
// Must not know what is written.
import type { NameImporter } from '../infer/models/edits';
import { bindingsOf } from '../project/module';
import type { Project } from '../project/project';
import type { FileDraft } from './draftFile';

/** The file of a draft in its project. */
export interface DraftPlace {
  readonly project: Project;
  /** The dotted name of the draft's own module. */
  readonly module: string;
  /** Whether a module is yet to be made. */
  readonly isToCome?: (module: string) => boolean;
}

/**
 * Names for a draft, by the modules that define them. A new file imports the project's modules by dots where most files
 * beside it do.
 */
export function importInto(draft: FileDraft, { project, module, isToCome }: DraftPlace): NameImporter {
  const { path, imports, isNew } = draft;
  const facts = project.module(path);
  const bindings = facts ? [...bindingsOf(facts)] : [];
  const given = new Map<string, string>();
  const isOwn = (from: string): boolean => isToCome?.(from) || project.imports.locate(path, from, 0).length > 0;
  const isRelative = isNew && importRelatively(project, path);
  return {
    use(from, name) {
      if (from === module) return name;
      const known = bindings.find(([local, all]) => {
        const isImport = all.at(-1)?.kind === 'import';
        return isImport && project.resolve(path, local)?.qualifiedName === `${from}.${name}`;
      });
      if (known) return known[0];
      const other = given.get(name);
      const dot = from.lastIndexOf('.');
      if (other !== undefined && other !== from && dot > 0) {
        return `${imports.use(from.slice(0, dot), from.slice(dot + 1))}.${name}`;
      }
      given.set(name, from);
      return imports.use(isRelative && isOwn(from) ? relativeTo(module, from) : from, name);
    },
  };
}

/** Whether most files of a folder import from the project by dots. */
function importRelatively(project: Project, path: string): boolean {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  let relative = 0;
  let absolute = 0;
  for (const other of project.paths) {
    if (other === path || !other.startsWith(folder) || other.slice(folder.length).includes('/')) continue;
    for (const bindings of bindingsOf(project.module(other)!).values()) {
      for (const binding of bindings) {
        if (binding.kind !== 'import') continue;
        if (binding.level > 0) relative++;
        else if (project.imports.locate(other, binding.module, 0).length > 0) absolute++;
      }
    }
  }
  return relative > absolute;
}

/** `app.models` as `app.api.items` imports it: `..models`. */
function relativeTo(module: string, target: string): string {
  const own = module.split('.').slice(0, -1);
  const other = target.split('.');
  let shared = 0;
  while (shared < own.length && own[shared] === other[shared]) shared++;
  return shared === 0 ? target : '.'.repeat(own.length - shared + 1) + other.slice(shared).join('.');
}
