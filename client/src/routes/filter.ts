// Which routes a filter lets through.
// It must not know where they are shown.
import type { AppItem, RouteFolder, RouteItem, RouterItem } from './model';

/** The folders with the routes that hold every word of the filter in method, path or handler; empty branches left out. */
export function filterRoutes(folders: readonly RouteFolder[], filter: string): readonly RouteFolder[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return folders;
  const fits = ({ method, path, handler }: RouteItem): boolean => {
    const text = `${method} ${path} ${handler}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const ofRouter = (router: RouterItem): RouterItem[] => {
    const routes = router.routes.filter(fits);
    return routes.length > 0 ? [{ ...router, routes }] : [];
  };
  const ofApp = (app: AppItem): AppItem[] => {
    const children = app.children.flatMap((child): (RouteItem | RouterItem)[] =>
      'routes' in child ? ofRouter(child) : fits(child) ? [child] : [],
    );
    return children.length > 0 ? [{ ...app, children }] : [];
  };
  return folders.flatMap((folder) => {
    const apps = folder.apps.flatMap(ofApp);
    return apps.length > 0 ? [{ ...folder, apps }] : [];
  });
}
