// Decides in which file the models of a resource are written that it lacks: where its others are, else where others' are.
// Must not know how models are written.
import { modelClassesOf } from '../../project/modelClasses';
import type { Project } from '../../project/project';
import { isTest } from '../../project/testFiles';
import type { ProjectView, UsedModel } from '../../project/view';
import { findVariants, variantOf } from '../models/variants';
import { commonParts, folderOf, joinPath } from '../modulePaths';
import { wordsOf } from '../paths';
import { fileNameBeside, missingPackages } from './routerLayout';

/** A file for models, and the packages to be made for it. */
export interface VariantHome {
  readonly path: string;
  readonly packages: readonly string[];
}

const KINDS = ['response', 'create', 'base', 'update', 'indb'] as const;

/**
 * The file for a resource's missing models.
 * @param source its table, or the model that stands for it
 */
export function findVariantHome(project: Project, view: ProjectView, resource: string, source: UsedModel): VariantHome {
  const known = KINDS.flatMap((kind) => findVariants(view, resource, kind)).filter(
    ({ name, path }) => view.model(name, path)?.kind === 'model',
  );
  const own = known.find(({ path }) => path === source.path) ?? known[0];
  if (own) return { path: own.path, packages: [] };
  if (source.kind !== 'table' || source.isSqlModel) return { path: source.path, packages: [] };
  return besideOthers(project, resource, source) ?? besideTable(project, source);
}

/** Where variants of other resources stand: in one file for all, or in files of a folder. */
function besideOthers(project: Project, resource: string, source: UsedModel): VariantHome | null {
  const byFile = new Map<string, Set<string>>();
  for (const { name, path, kind } of modelClassesOf(project).values()) {
    const named = kind === 'model' && !isTest(project, path) ? variantOf(name) : null;
    if (named) byFile.set(path, (byFile.get(path) ?? new Set()).add(named.resource));
  }
  if (byFile.has(source.path)) return { path: source.path, packages: [] };
  const depth = (path: string): number => commonParts(folderOf(path), folderOf(source.path)).split('/').length;
  const files = [...byFile].sort(([one, its], [other, others]) => depth(other) - depth(one) || others.size - its.size);
  const [nearest] = files;
  if (!nearest) return null;
  const folder = folderOf(nearest[0]);
  const inFolder = files.filter(([path]) => folderOf(path) === folder);
  const isShared = nearest[1].size > 1 && inFolder.length === 1;
  if (isShared || /^(schemas?|dtos?)\.py$/.test(nearest[0].slice(folder.length + 1))) {
    // A package of its own for each resource has its own `schemas.py`.
    const isOther = folder !== folderOf(source.path) && nearest[1].size === 1;
    return isOther ? null : { path: nearest[0], packages: [] };
  }
  const name = fileNameBeside(
    wordsOf(resource),
    inFolder.map(([path]) => path),
  );
  return { path: joinPath(folder, name), packages: [] };
}

/** `schemas.py` beside `models.py`, `schemas/item.py` beside `models/item.py`. */
function besideTable(project: Project, { path }: UsedModel): VariantHome {
  const folder = folderOf(path);
  if (!/(^|\/)(models?|tables?|entities)$/.test(folder)) return { path: joinPath(folder, 'schemas.py'), packages: [] };
  const schemas = joinPath(folderOf(folder), 'schemas');
  const hasInit = project.module(joinPath(folder, '__init__.py')) !== undefined;
  return {
    path: joinPath(schemas, path.slice(folder.length + 1)),
    packages: hasInit ? missingPackages(project, schemas) : [],
  };
}
