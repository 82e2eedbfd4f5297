// One project: a workspace folder, or the folder of a file that lies in none. Its facts and its files' settings.
// Must not know documents or the connection.
import { textLanguageOf } from '../facts/language';
import { isNotePath, readPerspectivesNote } from '../facts/perspectives';
import type { PlacedRegion } from '../facts/sourceFile';
import { EDITOR_OPTIONS, type EditorLayer, type Pyproject, type SettingsLayer } from '../linter/configuration';
import { folderOf, foldersUpwards, joinPath, pathFrom } from '../linter/fileSystem';
import { createProjectSettings, type PlacedSettings } from '../linter/projectSettings';
import type { Requirements } from '../linter/requirements';
import { readModule } from '../project/module';
import { Project } from '../project/project';
import { RULES } from '../rules';

/** A project as the server keeps it. */
export class Folder {
  readonly project = new Project();
  private readonly pyprojects = new Map<string, Pyproject>();
  private readonly requirements = new Map<string, Requirements>();
  private readonly placed = new Map<string, PlacedSettings>();
  private editor: SettingsLayer = {};
  private shown: EditorLayer['shown'] = {};
  private place: ((path: string) => PlacedSettings) | null = null;

  constructor(
    /** Its path, with `/`. */
    readonly root: string,
    /** What the client calls it; null for a folder that holds a single file outside the workspace. */
    readonly name: string | null,
  ) {}

  /** The settings of a file: the same object until they change. */
  settingsOf(path: string): PlacedSettings {
    let settings = this.placed.get(path);
    if (!settings) {
      const { root, pyprojects, requirements, editor } = this;
      this.place ??= createProjectSettings({ root, pyprojects, requirements, base: editor }, RULES);
      settings = this.place(path);
      this.placed.set(path, settings);
    }
    return settings;
  }

  /** Whether the editor shows inferred types as inlay hints. */
  get showsTypes(): boolean {
    return (this.shown['inlayHints.types'] ?? EDITOR_OPTIONS['inlayHints.types'].default) === true;
  }

  /** How the editor shows routes at their handlers. */
  get routesLens(): 'codeLens' | 'inlay' | 'off' {
    const chosen = this.shown['routes.lens'] ?? EDITOR_OPTIONS['routes.lens'].default;
    return chosen === 'codeLens' || chosen === 'inlay' ? chosen : 'off';
  }

  /** Takes in the editor's settings, and says whether anything changed. */
  setEditorSettings({ layer, shown }: Pick<EditorLayer, 'layer' | 'shown'>): boolean {
    if (JSON.stringify([layer, shown]) === JSON.stringify([this.editor, this.shown])) return false;
    this.shown = shown;
    if (JSON.stringify(layer) !== JSON.stringify(this.editor)) {
      this.editor = layer;
      this.forgetSettings();
    }
    return true;
  }

  /** Takes in a pyproject.toml, or that it is gone, and says whether anything changed. */
  setPyproject(path: string, pyproject: Pyproject | null): boolean {
    const before = this.pyprojects.get(path) ?? null;
    if (JSON.stringify(before) === JSON.stringify(pyproject)) return false;
    if (pyproject) this.pyprojects.set(path, pyproject);
    else this.pyprojects.delete(path);
    this.forgetSettings();
    return true;
  }

  /** Takes in a requirements file, or that it is gone, and says whether anything changed. */
  setRequirements(path: string, requirements: Requirements | null): boolean {
    const before = this.requirements.get(path) ?? null;
    if (JSON.stringify(before) === JSON.stringify(requirements)) return false;
    if (requirements) this.requirements.set(path, requirements);
    else this.requirements.delete(path);
    this.forgetSettings();
    return true;
  }

  pyproject(path: string): Pyproject | null {
    return this.pyprojects.get(path) ?? null;
  }

  /** The pyproject.toml that speaks for a file, or would: the nearest with our section, else the nearest, else a new one. */
  pyprojectFor(path: string): string {
    const above = [...foldersUpwards(folderOf(path))].map((folder) => joinPath(folder, 'pyproject.toml'));
    const known = above.filter((each) => this.pyprojects.has(each));
    const own = known.find((each) => this.pyprojects.get(each)!.hasSection);
    const nearest = known.find((each) => pathFrom(this.root, each) !== null);
    return own ?? nearest ?? joinPath(this.root, 'pyproject.toml');
  }

  /**
   * Takes in what a file tells the project.
   * @returns whether other files may be judged otherwise now
   */
  takeIn(path: string, regions: readonly PlacedRegion[]): boolean {
    return textLanguageOf(path) === null && this.project.set(readModule(path, regions));
  }

  /** Takes in what a Markdown file says of tests, where it stands beside them. */
  takeNote(path: string, text: string): boolean {
    return this.isNote(path) && this.project.setNote(path, readPerspectivesNote(text));
  }

  /** Whether a file is one that may say something of tests. */
  isNote(path: string): boolean {
    return isNotePath(pathFrom(this.root, path) ?? '');
  }

  /** Forgets a file that is gone. */
  forget(path: string): boolean {
    this.placed.delete(path);
    const isNews = this.project.setNote(path, null);
    return this.project.delete(path) || isNews;
  }

  private forgetSettings(): void {
    this.placed.clear();
    this.place = null;
  }
}
