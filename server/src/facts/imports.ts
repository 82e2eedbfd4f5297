// Reads the imports of a region, wherever in it they stand.
// Must not know which file a module is; `project/` resolves that.
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';
import { perRegion } from './region';

/** One name that an import binds. Plain data without nodes: it travels into the project's facts. */
export interface ImportFacts {
  /** The dotted module, without leading dots; empty in `from . import x`. */
  readonly module: string;
  /** How many leading dots a relative import has. */
  readonly level: number;
  /** The name taken from the module, `*` for all of them, null for `import module`. */
  readonly name: string | null;
  /** The name bound here: the alias, the name, or the first part of `import a.b`. */
  readonly local: string;
  readonly hasAlias: boolean;
  /** Offset of the import statement from the region's start. */
  readonly start: number;
  /** Whether it stands under `if TYPE_CHECKING:`. */
  readonly typeCheckingOnly: boolean;
  /** Whether it stands in a function and binds a local name. */
  readonly inFunction: boolean;
}

/** The imports of a region, in source order. */
export const readImports = perRegion((region): readonly ImportFacts[] => {
  const found: ImportFacts[] = [];
  walk(region.node, (node) => {
    if (node.type === 'import_statement') readPlain(node, found);
    else if (node.type === 'import_from_statement' || node.type === 'future_import_statement') readFrom(node, found);
    else return node.type !== 'call' && node.type !== 'string';
    return false;
  });
  return found;
});

function place(node: SyntaxNode): Pick<ImportFacts, 'start' | 'typeCheckingOnly' | 'inFunction'> {
  let typeCheckingOnly = false;
  let inFunction = false;
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (parent.type === 'function_definition') inFunction = true;
    // The other branches of such an `if` are the ones that run.
    const isGuarded = parent.type === 'if_statement' || parent.type === 'elif_clause';
    if (isGuarded && at.field === 'consequence' && /(^|\.)TYPE_CHECKING$/.test(parent.child('condition')?.text ?? '')) {
      typeCheckingOnly = true;
    }
  }
  return { start: node.start, typeCheckingOnly, inFunction };
}

function readPlain(node: SyntaxNode, found: ImportFacts[]): void {
  const where = place(node);
  for (const item of node.childrenIn('name')) {
    const alias = item.type === 'aliased_import' ? item.child('alias') : null;
    const module = (item.type === 'aliased_import' ? item.child('name') : item)?.text.replace(/\s/g, '') ?? '';
    if (!module) continue;
    const local = alias?.text ?? module.split('.')[0]!;
    found.push({ module, level: 0, name: null, local, hasAlias: alias !== null, ...where });
  }
}

function readFrom(node: SyntaxNode, found: ImportFacts[]): void {
  const where = place(node);
  const source = node.child('module_name');
  let module = node.type === 'future_import_statement' ? '__future__' : (source?.text ?? '');
  module = module.replace(/\s/g, '');
  const level = /^\.*/.exec(module)![0].length;
  module = module.slice(level);
  if (node.childOfType('wildcard_import')) {
    found.push({ module, level, name: '*', local: '*', hasAlias: false, ...where });
    return;
  }
  for (const item of node.childrenIn('name')) {
    const alias = item.type === 'aliased_import' ? item.child('alias') : null;
    const name = (item.type === 'aliased_import' ? item.child('name') : item)?.text ?? '';
    if (name) found.push({ module, level, name, local: alias?.text ?? name, hasAlias: alias !== null, ...where });
  }
}
