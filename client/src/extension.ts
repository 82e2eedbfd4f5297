// Entry point of the VS Code side: puts the parts together and takes them apart again.
// It must not know what the rules say; all of that is the server's.
import { type ExtensionContext, languages, window, workspace } from 'vscode';
import { registerApplySnippet } from './applySnippet';
import { registerCommands } from './commands';
import { registerExplainRule } from './explainRule';
import { registerFixWorkspace } from './fixWorkspace';
import { registerGenerate } from './generate';
import { registerGenerateDocstring } from './generateDocstring';
import { registerRoutes } from './routes/register';
import { ServerRunner } from './server';
import { registerFixedSnippets } from './snippets/offerSnippets';
import { StatusItem } from './statusItem';
import { registerTasks } from './tasks/register';

let runner: ServerRunner | undefined;

/** What other parts (the editor tests) may see of the running extension. */
export interface Api {
  /** What the language status item says at the moment. */
  status(): { state: string; message: string };
  /** What the *Routes* view shows, a line a node. */
  routes(): Promise<string[]>;
}

/** Starts the server, or says in the status item why not. */
export function activate(context: ExtensionContext): Api {
  const output = window.createOutputChannel('Fastidious', { log: true });
  const status = new StatusItem((id, selector) => languages.createLanguageStatusItem(id, selector));
  runner = new ServerRunner(context, output, status);
  const routes = registerRoutes(runner);
  context.subscriptions.push(
    output,
    status,
    runner,
    registerApplySnippet(),
    ...registerExplainRule(runner),
    registerGenerateDocstring(runner),
    ...registerGenerate(runner, context.extension.packageJSON),
    registerFixWorkspace(runner),
    ...routes.disposables,
    ...registerCommands(runner, output),
    ...registerTasks(),
    registerFixedSnippets((document) => runner?.serves(document) ?? false),
    workspace.onDidGrantWorkspaceTrust(() => runner?.update()),
    workspace.onDidChangeWorkspaceFolders(() => runner?.update()),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('fastidious.enable')) runner?.update();
    }),
  );
  // Not awaited: VS Code counts as activation only what returns at once, and the status item tells of the rest.
  void runner.update();
  return { status: () => status.shown, routes: () => routes.view.print() };
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  await runner?.stop();
}
