// What the handlers of requests share.
// Must not do anything by itself.
import type { Connection } from 'vscode-languageserver';
import type { ClientFeatures } from './client';
import type { Host } from './host';
import type { OtherFiles } from './otherFiles';
import type { Preparation } from './preparation';
import type { Pyprojects } from './pyprojects';
import type { Workspace } from './workspace';

/** The running server as its handlers see it, from `initialize` on. */
export interface Session {
  readonly connection: Connection;
  readonly host: Host;
  readonly features: ClientFeatures;
  readonly workspace: Workspace;
  readonly others: OtherFiles;
  readonly preparation: Preparation;
  readonly pyprojects: Pyprojects;
}
