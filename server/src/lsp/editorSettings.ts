// The editor's settings below `fastidious`, asked of the client for each folder.
// Must not know what they mean.
import {
  type Connection,
  DidChangeConfigurationNotification,
  MessageType,
  ShowMessageNotification,
} from 'vscode-languageserver';
import { type EditorLayer, readEditorSettings } from '../linter/configuration';
import { RULES } from '../rules';
import type { ClientFeatures } from './client';
import type { Folder } from './folder';
import { uriOf } from './paths';

/** Diagnostics wait for the settings, but not forever on a client that does not answer; in milliseconds. */
const PATIENCE = 3000;

/** What the editor says of settings. */
export class EditorSettings {
  private readonly told = new Set<string>();
  /** Settings that the client handed over unasked. */
  private given: unknown = null;
  private outside: EditorLayer = { layer: {}, shown: {}, problems: [] };
  private asking: Promise<void> = Promise.resolve();

  constructor(
    private readonly connection: Connection,
    private readonly features: () => ClientFeatures,
    private readonly folders: () => readonly Folder[],
    private readonly onChange: () => void,
  ) {}

  /** Settled as soon as the settings that were asked for last are there. */
  get ready(): Promise<void> {
    return this.asking;
  }

  /** From `initialize` on: settings that came with it. */
  start(initializationOptions: unknown): void {
    this.given = (initializationOptions as { settings?: unknown } | null | undefined)?.settings ?? null;
  }

  /** Asks to be told of changes. */
  register(): void {
    if (!this.features().registersConfiguration) return;
    this.connection.client
      .register(DidChangeConfigurationNotification.type, { section: 'fastidious' })
      .catch((error) => this.connection.console.error(String(error)));
  }

  /** The settings may have changed. */
  changed(settings: unknown): void {
    const own = (settings as { fastidious?: unknown } | null | undefined)?.fastidious;
    if (own !== undefined && own !== null) this.given = own;
    this.fetch();
  }

  /** Asks for the settings of every folder, and of what lies in none. */
  fetch(): void {
    this.asking = Promise.race([this.ask(), new Promise<void>((resolve) => setTimeout(resolve, PATIENCE).unref?.())]);
  }

  /** Hands a folder that holds a single file what holds outside the workspace's folders. */
  configure(folder: Folder): void {
    if (folder.name === null) folder.setEditorSettings(this.outside);
  }

  private async ask(): Promise<void> {
    const folders = this.folders().filter(({ name }) => name !== null);
    let values: unknown[] = [...folders.map(() => this.given), this.given];
    if (this.features().configuration) {
      const items = [
        ...folders.map(({ root }) => ({ scopeUri: uriOf(root), section: 'fastidious' })),
        { section: 'fastidious' },
      ];
      try {
        const answers: unknown[] = await this.connection.workspace.getConfiguration(items);
        values = values.map((value, i) => answers[i] ?? value);
      } catch (error) {
        this.connection.console.error(`The editor's settings could not be read: ${String(error)}`);
      }
    }
    this.outside = this.read(values.at(-1));
    let changed = false;
    for (const [i, folder] of folders.entries()) {
      if (folder.setEditorSettings(this.read(values[i]))) changed = true;
    }
    for (const folder of this.folders()) {
      if (folder.name === null && folder.setEditorSettings(this.outside)) changed = true;
    }
    if (changed) this.onChange();
  }

  private read(value: unknown): EditorLayer {
    const read = readEditorSettings(value, RULES);
    for (const { key, message } of read.problems) {
      const text = `Fastidious: a setting is wrong and has no effect (fastidious${key ? `.${key}` : ''}). ${message}`;
      if (this.told.has(text)) continue;
      this.told.add(text);
      void this.connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message: text });
    }
    return read;
  }
}
