// The command `routes`: the path operations of a project, with their whole paths.
// Must not resolve anything by itself, nor judge.
import { nodeFileSystem, toSlashes } from '../host/nodeFileSystem';
import { pathFrom } from '../linter/fileSystem';
import type { Rule } from '../linter/rule';
import type { Settings } from '../linter/settings';
import { type ResolvedOperation, resolveRoutes } from '../project/routes';
import { findTargets, rootOf } from './check';
import { type ListedProject, openApiDocument } from './openapi/document';
import { relativeTo } from './paths';
import { PositionedText } from './positions';
import { readProject } from './readProject';
import { findScopes } from './scope';
import { harmless, type Paint, widthOf } from './terminal';

/** A path operation as the command tells it; the keys are those of its JSON. */
export interface Route {
  readonly method: string;
  /** `…` stands for what is not known. */
  readonly path: string;
  readonly handler: string;
  /** From the directory given, or from the working directory where a file was; with `/`. */
  readonly file: string;
  /** One-based, of the handler's `def`; of the registration where the handler lies outside the project. */
  readonly line: number | null;
  /** As declared; null for FastAPI's default. */
  readonly status: number | null;
  readonly responseModel: string | null;
  /** The dotted name of the application; null where no application includes it. */
  readonly app: string | null;
  /** False where a prefix could not be known. */
  readonly resolved: boolean;
  /** Why it is not resolved; left out where it is. */
  readonly reason?: string;
}

/** The routes of what the command was given: project by project. */
export interface ListedRoutes {
  /** The folder from which files are told. */
  readonly root: string;
  readonly projects: readonly ListedProject[];
}

/**
 * The routes whose handlers stand in a file or folder; the whole project around it is read.
 * @throws {UsageError} when the path is not there
 */
export async function listRoutes(
  path: string,
  rules: readonly Rule[],
  workingDirectory: string,
  onProgress: (activity: string, path: string) => void,
): Promise<ListedRoutes> {
  const here = toSlashes(workingDirectory);
  const targets = await findTargets([path], here);
  const root = rootOf(targets, here);
  const { scopes } = await findScopes(targets, nodeFileSystem, (each) => onProgress('Looking for files', each));
  const chosen = { flags: {}, adjust: (settings: Settings) => settings };
  const projects: ListedProject[] = [];
  for (const scope of scopes) {
    const read = await readProject(scope, chosen, rules, nodeFileSystem, new Map(), (each) =>
      onProgress('Reading', each),
    );
    const isWanted = (file: string): boolean => targets.some((target) => pathFrom(target.path, file) !== null);
    projects.push({
      project: read.project,
      operations: resolveRoutes(read.project).operations.filter(({ file }) => isWanted(file)),
      textOf: (file) => read.files.get(file)?.text ?? '',
    });
  }
  return { root, projects };
}

/** The routes as the command's formats tell them. */
export function describeRoutes({ root, projects }: ListedRoutes): Route[] {
  return projects.flatMap(({ operations, textOf }) => {
    const positions = new Map<string, PositionedText>();
    const lineOf = (file: string, offset: number): number => {
      const text = positions.get(file) ?? new PositionedText(textOf(file));
      positions.set(file, text);
      return text.positionAt(offset).line;
    };
    return operations.map((each) => describe(each, root, lineOf));
  });
}

function describe(operation: ResolvedOperation, root: string, lineOf: (file: string, offset: number) => number): Route {
  const { method, path, handler, file, handlerPlace, pathPlace, status, responseModel, app, resolved } = operation;
  const place = handlerPlace ?? pathPlace;
  // FastAPI takes None, annotated or given, for no model.
  const model = responseModel === 'None' ? null : responseModel;
  const line = place ? lineOf(place.path, place.start) : null;
  const known = {
    method,
    path,
    handler,
    file: relativeTo(root, file),
    line,
    status,
    responseModel: model,
    app,
    resolved,
  };
  return operation.reason === null ? known : { ...known, reason: operation.reason };
}

/** One JSON document, indented. */
export function routesJson(routes: readonly Route[]): string {
  return `${JSON.stringify(routes, null, 2)}\n`;
}

/** The OpenAPI document, indented. */
export function routesOpenApi({ projects }: ListedRoutes, title: string): string {
  return `${JSON.stringify(openApiDocument(projects, { title, version: '0' }), null, 2)}\n`;
}

/** A table for people, an application after the other. */
export function routesText(routes: readonly Route[], paint: Paint): string {
  if (routes.length === 0) return 'No routes found.\n';
  const apps = [...new Set(routes.map(({ app }) => app))];
  const parts = apps.map((app) => {
    const title = app ?? 'in no application';
    const own = routes.filter((each) => each.app === app);
    const rows = own.map(({ method, path, handler, file, line, reason }) =>
      [method, path, handler, `${file}:${line ?? '?'}`, reason ? `not resolved: ${reason}` : ''].map(harmless),
    );
    const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => widthOf(row[column]!))));
    const lines = rows.map((row) => {
      const cells = row.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))));
      const [first, ...others] = cells;
      return `  ${paint(first!, 'cyan')}  ${others.join('  ')}`.trimEnd();
    });
    return `${paint(title, 'bold')}\n${lines.join('\n')}\n`;
  });
  const count = `${routes.length} ${routes.length === 1 ? 'route' : 'routes'}.`;
  return `${parts.join('\n')}\n${count}\n`;
}
