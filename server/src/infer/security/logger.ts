// How a log call is written in a module: by the logger that it has, else by one that is made.
// Must not know what is logged.
import type { ProjectView } from '../../project/view';
import type { ImportNames } from '../printType';

/** The names under which modules keep their loggers, the likeliest first. */
const NAMES = ['logger', 'log', 'LOGGER', 'LOG', '_logger', '_log', 'audit_logger', 'security_logger', 'app_logger'];
const MAKERS =
  /\b(get_?logger|getLogger|\w*_logger|Logger|structlog\.\w+|logging\.\w+|LoggerAdapter|bind)\s*\(|^(logger|log|\w+\.logger)\b/;

/** A logger and what the module needs for it. */
export interface ModuleLogger {
  readonly name: string;
  /** The statement that makes it, where the module has none. */
  readonly statement: string | null;
}

/** The name of the logger that a module has: a variable made by a maker of loggers, or an import; null for none. */
export function findLogger(project: Pick<ProjectView, 'binding'>): string | null {
  for (const name of NAMES) {
    const binding = project.binding(name);
    if (binding?.kind === 'variable' && (MAKERS.test(binding.value ?? '') || /Logger/.test(binding.annotation ?? '')))
      return name;
    if (binding?.kind === 'import' && binding.imported !== null && !binding.typeCheckingOnly) return name;
  }
  return null;
}

/** The module's logger; where there is none, one that the standard library makes, with the import that it needs. */
export function loggerFor(project: Pick<ProjectView, 'binding'>, imports: ImportNames): ModuleLogger {
  const own = findLogger(project);
  if (own !== null) return { name: own, statement: null };
  const name = NAMES.find((each) => project.binding(each) === null) ?? 'module_logger';
  const taken = project.binding('logging');
  const isOther = taken !== null && !(taken.kind === 'import' && taken.module === 'logging' && taken.imported === null);
  const maker = isOther ? imports.use('logging', 'getLogger') : `${imports.useModule('logging')}.getLogger`;
  return { name, statement: `${name} = ${maker}(__name__)` };
}
