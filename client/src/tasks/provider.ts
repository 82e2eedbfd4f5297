// The task provider: the skill's commands for each folder with a pyproject.toml, under *Tasks: Run Task*.
// It must not know how the commands are made, nor where `uv` is.
import { type Disposable, Task, type TaskDefinition, TaskGroup, TaskRevealKind, tasks, workspace } from 'vscode';
import { type PlacedProject, readProject, readProjects } from './readProjects';
import { runUv } from './runUv';
import { describeTask, printCommand, SKILL_TASKS, type SkillTask, type SkillTaskName, tasksOf } from './skillTasks';

/** The type of our tasks in tasks.json. */
const TASK_TYPE = 'fastidious';

/** A task as tasks.json writes it. */
interface Definition extends TaskDefinition {
  task: SkillTaskName;
  folder?: string;
  args?: string[];
}

/** Registers the provider. Tasks are made when somebody asks for them, and run only then. */
export function registerTaskProvider(): Disposable {
  return tasks.registerTaskProvider(TASK_TYPE, { provideTasks, resolveTask });
}

async function provideTasks(): Promise<Task[]> {
  const projects = await readProjects();
  return projects.flatMap((placed) =>
    tasksOf(placed.project).map((described) => makeTask(define(described.task, placed), placed, described)),
  );
}

/** A task of tasks.json gets what runs it; VS Code wants the definition back as it came. */
async function resolveTask({ definition, scope }: Task): Promise<Task | undefined> {
  const { task, folder, args } = definition as Partial<Definition>;
  if (!workspace.isTrusted || !task || !SKILL_TASKS.includes(task)) return undefined;
  const root = typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
  if (!root) return undefined;
  const placed = await readProject(root, (folder ?? '').replace(/^(\.?\/)+|\/+$/g, ''));
  return makeTask(definition, placed, describeTask(task, placed.project, args ?? []));
}

/**
 * The task that adds dependencies to a project.
 * @param args options and requirements, one an element
 */
export function addTask(placed: PlacedProject, args: readonly string[]): Task {
  const definition = { ...define('add', placed), args: [...args] };
  return makeTask(definition, placed, describeTask('add', placed.project, args));
}

function define(task: SkillTaskName, { project }: PlacedProject): Definition {
  return { type: TASK_TYPE, task, ...(project.path ? { folder: project.path } : {}) };
}

function makeTask(definition: TaskDefinition, { folder, project, uri }: PlacedProject, described: SkillTask): Task {
  const name = printCommand(described.args) + (project.path ? ` (${project.path})` : '');
  const execution = runUv(described.args, uri.fsPath);
  const task = new Task(definition, folder, name, TASK_TYPE, execution, [...described.problemMatchers]);
  task.detail = described.detail;
  task.group = described.group === 'test' ? TaskGroup.Test : TaskGroup.Build;
  task.presentationOptions = { reveal: TaskRevealKind.Always, clear: true };
  return task;
}
