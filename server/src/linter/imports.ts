// Finds the name under which an imported thing is known in a file, and gathers the imports that a fix still needs.
// Must not know why a name is wanted nor where an import is placed.
import { type ImportFacts, readImports } from '../facts/imports';
import type { SourceFile } from '../facts/sourceFile';
import type { ProjectView } from '../project/view';
import type { ImportRequest } from './rule';

/** Gathers the imports that a fix needs while it writes its text. */
export interface ImportCollector {
  /**
   * How to write `name` of `module` in this file: the local name when it is imported already, `module.name` when the
   * module is or when the name means something else here, else `name` itself, and the import is asked for.
   */
  use(module: string, name: string): string;
  /** How to write a module itself: as it is imported already, else by its dotted name, and the import is asked for. */
  useModule(module: string): string;
  readonly requested: readonly ImportRequest[];
  /** One for another fix of the same problem: it knows the same file, and nothing is asked for yet. */
  fork(): ImportCollector;
}

/**
 * A collector for one fix in one file.
 * @param before UTF-16 offset of the code that will use the names: an import behind it comes too late for annotations
 */
export function collectImports(
  file: SourceFile,
  project: ProjectView,
  before = Number.POSITIVE_INFINITY,
): ImportCollector {
  return collect(runtimeImports(file, before), project);
}

function collect(imports: readonly ImportFacts[], project: ProjectView): ImportCollector {
  const requested: ImportRequest[] = [];
  return {
    requested,
    fork: () => collect(imports, project),
    useModule(module) {
      const whole = imports.find((each) => importsModule(each, module) && stillMeans(each, project));
      if (whole) return whole.hasAlias || whole.name !== null ? whole.local : whole.module;
      ask(requested, { module, name: null });
      return module;
    },
    use(module, name) {
      const direct = imports.find((each) => each.name === name && fullModule(each) === module);
      if (direct && stillMeans(direct, project)) return direct.local;
      const whole = imports.find((each) => importsModule(each, module) && stillMeans(each, project));
      if (whole) return `${whole.hasAlias || whole.name !== null ? whole.local : whole.module}.${name}`;
      const taken = project.binding(name);
      const isAsked = requested.some((each) => each.name === name && each.module !== module);
      if (isAsked || (taken && !(taken.kind === 'import' && taken.module === module && taken.imported === name))) {
        ask(requested, { module, name: null });
        return `${module}.${name}`;
      }
      ask(requested, { module, name });
      return name;
    },
  };
}

/** The module of an import as it is written: `..db.models`. */
export function fullModule(each: Pick<ImportFacts, 'module' | 'level'>): string {
  return '.'.repeat(each.level) + each.module;
}

function ask(requested: ImportRequest[], wanted: ImportRequest): void {
  if (!requested.some((each) => each.module === wanted.module && each.name === wanted.name)) requested.push(wanted);
}

/** `import a.b`, `import a.b as c` and `from a import b` all give the module `a.b`. */
function importsModule(each: ImportFacts, module: string): boolean {
  if (each.level > 0) return false;
  return each.name === null ? each.module === module : `${each.module}.${each.name}` === module;
}

/** Whether nothing later in the module binds the import's name anew. */
function stillMeans(each: ImportFacts, project: ProjectView): boolean {
  const binding = project.binding(each.local);
  if (binding?.kind !== 'import' || binding.imported !== each.name) return false;
  // `import a.b` binds `a`, and so does `import a.c` behind it.
  return binding.module === (each.name === null && !each.hasAlias ? each.local : each.module);
}

/** Imports that run whenever the module does: at the top level, not under TYPE_CHECKING, in a `try` or a function. */
function runtimeImports(file: SourceFile, before: number): ImportFacts[] {
  return file.regions
    .filter(({ region, end }) => end <= before && region.kind === 'statement' && isImport(region.node.type))
    .flatMap(({ region }) => readImports(region));
}

/** Whether a node of this type is an import statement. */
export function isImport(type: string): boolean {
  return type === 'import_statement' || type === 'import_from_statement' || type === 'future_import_statement';
}
