// One project: a workspace folder, or the folder of a file that lies in none. Its facts and its files' settings.
// Must not know documents or the connection.
import type { PlacedRegion } from '../facts/sourceFile';
import { settingsForFile } from '../linter/fileSettings';
import { DEFAULT_SETTINGS, type FileSettings } from '../linter/settings';
import { readModule } from '../project/module';
import { Project } from '../project/project';
import { RULES } from '../rules';
import { relativeTo } from './paths';

/** A project as the server keeps it. */
export class Folder {
  readonly project = new Project();
  private readonly fileSettings = new Map<string, FileSettings>();

  constructor(
    /** Its path, with `/`. */
    readonly root: string,
    /** What the client calls it; null for a folder that holds a single file outside the workspace. */
    readonly name: string | null,
  ) {}

  /** The settings of a file of this folder: the same object until they change. */
  settingsOf(path: string): FileSettings {
    let settings = this.fileSettings.get(path);
    if (!settings) {
      settings = settingsForFile(path, relativeTo(this.root, path) ?? path, DEFAULT_SETTINGS, RULES);
      this.fileSettings.set(path, settings);
    }
    return settings;
  }

  /**
   * Takes in what a file tells the project.
   * @returns whether other files may be judged otherwise now
   */
  takeIn(path: string, regions: readonly PlacedRegion[]): boolean {
    return this.project.set(readModule(path, regions));
  }

  /** Forgets a file that is gone. */
  forget(path: string): boolean {
    this.fileSettings.delete(path);
    return this.project.delete(path);
  }
}
