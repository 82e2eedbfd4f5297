// `workspace/symbol` and `workspaceSymbol/resolve`: routes as symbols, `GET /api/v1/users`.
// Must not know how routes are found.
import { type CancellationToken, SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import { locate } from '../project/routes';
import { findByTreeId, routeTreeOf, type TreeRoute } from '../project/routeTree';
import type { Folder } from './folder';
import { breathe } from './host';
import { uriOf } from './paths';
import { locationOf } from './places';
import type { Session } from './session';

/** More are of no use in a list; the user types on. */
const MOST_SYMBOLS = 500;

interface SymbolData {
  readonly folder: string;
  readonly id: string;
}

/** Answers with the routes that have the query's letters in method, path or handler, in this order. */
export async function workspaceSymbols(
  { query }: { readonly query: string },
  session: Session,
  token: CancellationToken,
): Promise<WorkspaceSymbol[]> {
  const { workspace, features, others, host } = session;
  const found: { folder: Folder; route: TreeRoute; app: string }[] = [];
  for (const folder of workspace.workspaceFolders) {
    await breathe(host);
    if (token.isCancellationRequested) return [];
    for (const { name, children } of routeTreeOf(folder.project)) {
      for (const route of children.flatMap((child) => ('routes' in child ? child.routes : [child]))) {
        if (found.length >= MOST_SYMBOLS) break;
        const text = `${route.method} ${route.path} ${route.handler}`;
        if (isSubsequence(query, text)) found.push({ folder, route, app: name ?? '' });
      }
    }
  }
  // Where the client asks for places later, no file need be read now.
  if (!features.resolvesSymbolRanges) await others.prepare(new Set(found.map(({ route }) => route.file)));
  if (token.isCancellationRequested) return [];
  return found.flatMap(({ folder, route, app }) => {
    const { method, path, handler, file, id } = route;
    const uri = workspace.documentAt(file)?.uri ?? uriOf(file);
    const location = features.resolvesSymbolRanges ? { uri } : placeOf(folder, id, session);
    const name = `${method} ${path === '' ? '/' : path}`;
    const containerName = app === '' ? handler : `${handler}, ${app}`;
    const data: SymbolData = { folder: folder.root, id };
    return location ? [{ name, kind: SymbolKind.Method, containerName, location, data }] : [];
  });
}

/** Answers `workspaceSymbol/resolve`: the symbol with its place; as it came when the route is gone. */
export async function resolveWorkspaceSymbol(symbol: WorkspaceSymbol, session: Session): Promise<WorkspaceSymbol> {
  const data = symbol.data as Partial<SymbolData> | undefined;
  const folder = session.workspace.workspaceFolders.find(({ root }) => root === data?.folder);
  const operation = folder && typeof data?.id === 'string' ? findByTreeId(folder.project, data.id) : null;
  if (!folder || !operation) return symbol;
  await session.others.prepare([(operation.route.handler.place ?? operation.route.call).path]);
  const location = placeOf(folder, data!.id!, session);
  return location ? { ...symbol, location } : symbol;
}

function placeOf(folder: Folder, id: string, session: Session): ReturnType<typeof locationOf> {
  const operation = findByTreeId(folder.project, id);
  return operation
    ? locationOf(locate(folder.project, operation.route.handler.place ?? operation.route.call), session)
    : null;
}

/** Whether the letters of a query stand in a text in their order, whatever their case; white space counts for nothing. */
function isSubsequence(query: string, text: string): boolean {
  const letters = query.toLowerCase().replace(/\s+/g, '');
  const lower = text.toLowerCase();
  let at = 0;
  for (const letter of letters) {
    at = lower.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
