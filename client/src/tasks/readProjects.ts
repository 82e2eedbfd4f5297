// The Python projects of the workspace, read from the file system through VS Code.
// It must not know the tasks.
import { FileType, RelativePattern, Uri, type WorkspaceFolder, workspace } from 'vscode';
import { type PythonProject, projectFolders } from './skillTasks';

/** More projects in one folder than anybody picks from a list. */
const MOST_MANIFESTS = 200;
const NOT_IN = '**/{node_modules,.venv,venv,.tox,.nox,site-packages,.git}/**';

/** A project with the workspace folder that it lies in. */
export interface PlacedProject {
  readonly folder: WorkspaceFolder;
  readonly project: PythonProject;
  /** The project's folder. */
  readonly uri: Uri;
}

/** All projects of the workspace, folder by folder; none while it is not trusted. */
export async function readProjects(): Promise<PlacedProject[]> {
  if (!workspace.isTrusted) return [];
  const found = await Promise.all((workspace.workspaceFolders ?? []).map(readFolder));
  return found.flat();
}

async function readFolder(folder: WorkspaceFolder): Promise<PlacedProject[]> {
  const manifests = await workspace.findFiles(new RelativePattern(folder, '**/pyproject.toml'), NOT_IN, MOST_MANIFESTS);
  const root = folder.uri.path.replace(/\/$/, '');
  const paths = projectFolders(manifests.map((uri) => uri.path.slice(root.length + 1)));
  return Promise.all(paths.map((path) => readProject(folder, path)));
}

/** @param path of a folder in the workspace folder, with `/`; it need not exist */
export async function readProject(folder: WorkspaceFolder, path: string): Promise<PlacedProject> {
  const uri = path === '' ? folder.uri : Uri.joinPath(folder.uri, ...path.split('/'));
  const [own, tests, packages] = await Promise.all([
    foldersIn(uri),
    foldersIn(Uri.joinPath(uri, 'tests')),
    workspace.findFiles(new RelativePattern(uri, '*/__init__.py')),
  ]);
  return {
    folder,
    uri,
    project: {
      path,
      folders: [...own, ...tests.map((name) => `tests/${name}`)],
      packages: packages.map((found) => found.path.split('/').at(-2)!).sort(),
    },
  };
}

async function foldersIn(uri: Uri): Promise<string[]> {
  try {
    const entries = await workspace.fs.readDirectory(uri);
    // A symbolic link to a folder has both bits.
    return entries.filter(([, type]) => (type & FileType.Directory) !== 0).map(([name]) => name);
  } catch {
    return [];
  }
}
