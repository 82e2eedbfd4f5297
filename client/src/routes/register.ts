// Puts the parts that show routes together: the view, its commands, the quick pick.
// It must not know how routes are found or shown.
import { commands, type Disposable, env, window } from 'vscode';
import type { Location as ProtocolLocation, Position as ProtocolPosition } from 'vscode-languageclient/node';
import type { ServerRunner } from '../server';
import { pickRoute } from './goToRoute';
import { RouteModel } from './model';
import type { RouteNode } from './nodes';
import { RoutesView } from './view';

/** Registers the view and the commands below `fastidious.routes`; the view comes back too, for the extension's API. */
export function registerRoutes(runner: ServerRunner): { view: RoutesView; disposables: Disposable[] } {
  const model = new RouteModel(runner);
  const view = new RoutesView(model);
  const open = (folder: string, id: string): Promise<void> => openRoute(model, folder, id);
  const copy = async (path: string): Promise<void> => {
    await env.clipboard.writeText(path);
    window.setStatusBarMessage(`Fastidious: copied ${path}`, 3000);
  };
  const reveal = (folder: string, ids: readonly string[]): Promise<boolean> => view.reveal(folder, ids);
  // Only where the extension is at work: a workspace without Python has no such view.
  void commands.executeCommand('setContext', 'fastidious.isActive', true);
  const disposables = [
    model,
    view,
    commands.registerCommand('fastidious.routes.open', open),
    commands.registerCommand('fastidious.routes.refresh', () => model.refresh()),
    commands.registerCommand('fastidious.routes.filter', () => askFilter(view)),
    commands.registerCommand('fastidious.routes.clearFilter', () => view.setFilter('')),
    commands.registerCommand('fastidious.routes.copyPath', (from: string | RouteNode | undefined) => {
      const path = typeof from === 'string' ? from : from?.kind === 'route' ? from.route.path : undefined;
      return path === undefined ? undefined : copy(path);
    }),
    commands.registerCommand('fastidious.routes.reveal', () => revealAtCursor(runner, model, reveal)),
    commands.registerCommand('fastidious.goToRoute', () => {
      if (runner.running) pickRoute(model, { open, copy, reveal: (folder, id) => reveal(folder, [id]) });
      else window.showWarningMessage(runner.whyNot ?? 'Fastidious is off.');
    }),
    commands.registerCommand('fastidious.routes.showTests', (uri: string, position: ProtocolPosition) =>
      showTests(model, uri, position),
    ),
  ];
  return { view, disposables };
}

async function openRoute(model: RouteModel, folder: string, id: string): Promise<void> {
  const place = await model.place(folder, id);
  if (!place) {
    window.setStatusBarMessage('Fastidious: this route is gone.', 5000);
    model.refresh();
    return;
  }
  await window.showTextDocument(place.uri, { selection: place.range.with({ end: place.range.start }) });
}

/** Filters while the user types. */
function askFilter(view: RoutesView): void {
  const box = window.createInputBox();
  const before = view.filterText;
  let isAccepted = false;
  box.title = 'Filter Routes';
  box.placeholder = 'Words of method, path or handler';
  box.value = before;
  box.onDidChangeValue((value) => view.setFilter(value.trim()));
  box.onDidAccept(() => {
    isAccepted = true;
    box.hide();
  });
  box.onDidHide(() => {
    if (!isAccepted) view.setFilter(before);
    box.dispose();
  });
  box.show();
}

async function revealAtCursor(
  runner: ServerRunner,
  { client }: RouteModel,
  reveal: (folder: string, ids: readonly string[]) => Promise<boolean>,
): Promise<void> {
  const editor = window.activeTextEditor;
  if (!client) {
    window.showWarningMessage(runner.whyNot ?? 'Fastidious is off.');
    return;
  }
  const found = editor
    ? await client.sendRequest<{ uri: string; ids: string[] } | null>('fastidious/routesAt', {
        textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(editor.document),
        position: client.code2ProtocolConverter.asPosition(editor.selection.active),
      })
    : null;
  if (!found || found.ids.length === 0 || !(await reveal(found.uri, found.ids))) {
    window.showInformationMessage('There is no route at the cursor: put it into a path operation.');
  }
}

/** Shows the calls of tests in the peek view; goes to a single one at once. */
async function showTests({ client }: RouteModel, uri: string, position: ProtocolPosition): Promise<void> {
  if (!client) return;
  const { protocol2CodeConverter: convert } = client;
  const textDocument = { uri };
  const found = await client.sendRequest<ProtocolLocation[]>('fastidious/testCalls', { textDocument, position });
  const locations = found.map((each) => convert.asLocation(each));
  const at = convert.asPosition(position);
  await commands.executeCommand('editor.action.peekLocations', convert.asUri(uri), at, locations, 'peek');
}
