// *Add Dependency (uv add)…* and *Add Dev Dependency (uv add --dev)…*: ask for the package and the project, and run `uv add` in a terminal.
// It must not know what a requirement looks like.
import { commands, type Disposable, tasks, Uri, window, workspace } from 'vscode';
import { findUv } from './findUv';
import { addTask } from './provider';
import { type PlacedProject, readProjects } from './readProjects';
import { readRequirements } from './requirement';
import { reportMissingUv } from './runUv';
import { printCommand } from './skillTasks';

/** Registers both commands. */
export function registerAddDependency(): Disposable[] {
  return [
    commands.registerCommand('fastidious.addDependency', () => addDependency([])),
    commands.registerCommand('fastidious.addDevDependency', () => addDependency(['--dev'])),
  ];
}

/** @param options of `uv add` */
async function addDependency(options: readonly string[]): Promise<void> {
  if (!workspace.isTrusted) {
    window.showWarningMessage('Fastidious runs nothing in a workspace that is not trusted.');
    return;
  }
  const projects = await readProjects();
  if (projects.length === 0) {
    window.showInformationMessage('No folder of the workspace has a pyproject.toml. "uv init" makes one.');
    return;
  }
  if (!findUv()) {
    await reportMissingUv();
    return;
  }
  const command = printCommand(['add', ...options]);
  const placed = await pickProject(projects, command);
  if (!placed) return;
  const typed = await window.showInputBox({
    title: placed.project.path ? `${command} (${placed.project.path})` : command,
    prompt: 'Package to add, with extras and versions where you want them',
    placeHolder: 'httpx, fastapi[standard]>=0.115',
    ignoreFocusOut: true,
    validateInput: (text) => {
      const read = readRequirements(text);
      return 'why' in read && text.trim() !== '' ? read.why : undefined;
    },
  });
  if (!typed?.trim()) return;
  const requirements = readRequirements(typed);
  if ('why' in requirements) return;
  await tasks.executeTask(addTask(placed, [...options, ...requirements]));
}

/** The one project, or the one that is picked; the one of the active file comes first. */
async function pickProject(projects: readonly PlacedProject[], title: string): Promise<PlacedProject | undefined> {
  if (projects.length === 1) return projects[0];
  const active = window.activeTextEditor?.document.uri.toString() ?? '';
  const nearest = projects
    .filter(({ uri }) => active.startsWith(`${uri.toString().replace(/\/$/, '')}/`))
    .reduce<PlacedProject | undefined>(
      (best, each) => (best && best.uri.path.length >= each.uri.path.length ? best : each),
      undefined,
    );
  const ordered = [...(nearest ? [nearest] : []), ...projects.filter((each) => each !== nearest)];
  const items = ordered.map((placed) => ({
    label: placed.project.path || placed.folder.name,
    description: workspace.asRelativePath(Uri.joinPath(placed.uri, 'pyproject.toml')),
    placed,
  }));
  return (await window.showQuickPick(items, { title, placeHolder: 'Project to add to', ignoreFocusOut: true }))?.placed;
}
