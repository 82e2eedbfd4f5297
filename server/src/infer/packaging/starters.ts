// Whether a call starts a program: `subprocess`, `os`, `asyncio`, and what nox and invoke hand to their tasks.
// Must not know what is started.
import type { Region } from '../../facts/region';
import type { ProjectView } from '../../project/view';

const FUNCTIONS =
  /^(subprocess\.(run|call|check_call|check_output|Popen|getoutput|getstatusoutput)|os\.(system|popen)|asyncio\.create_subprocess_(exec|shell)|asyncio\.subprocess\.create_subprocess_(exec|shell))$/;

/** nox: https://nox.thea.codes, `Session.run`; invoke and fabric: `Context.run`. */
const TASKS = /^(session\.(run|run_always|run_install)|(c|ctx|context)\.(run|sudo|local))$/;

/**
 * Whether a call starts a program.
 * @param callee the dotted name of what is called, as written
 */
export function startsPrograms(callee: string, region: Region, project: ProjectView): boolean {
  if (TASKS.test(callee)) return /\bdef\b/.test(region.text);
  const dot = callee.indexOf('.');
  const first = dot < 0 ? callee : callee.slice(0, dot);
  const binding = project.binding(first);
  // A function may import the module itself; its name is then written out.
  if (!binding) return FUNCTIONS.test(callee);
  if (binding.kind !== 'import') return false;
  const whole = binding.imported === null ? binding.module : `${binding.module}.${binding.imported}`;
  return FUNCTIONS.test(whole + (dot < 0 ? '' : callee.slice(dot)));
}
