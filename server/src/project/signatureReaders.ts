// Which functions of a project have their signatures read when the program runs, by file and name.
// Must not know what reads them nor what for.
import { type ModuleSource, resolveName } from './definitions';
import type { ModuleFacts } from './module';

/**
 * The functions, classes and methods handed to what reads signatures, each as its file, a NUL and its name; with an
 * empty file where a name leads nowhere (`Depends(self.check)`): then every function of the name counts.
 */
export function findSignatureReaders(source: ModuleSource, modules: Iterable<ModuleFacts>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const module of modules) {
    for (const { exports } of module.regions) {
      for (const dotted of exports.signatureReaders) {
        const definition = resolveName(source, module.path, dotted);
        const last = dotted.slice(dotted.lastIndexOf('.') + 1);
        if (!definition) found.add(`\0${last}`);
        if (!definition?.path || !definition.binding) continue;
        const { binding, path } = definition;
        found.add(`${path}\0${binding.name}`);
        // `Depends(limit)` of `limit = Limit(5)` reads the signature of a method of the class.
        const made = binding.kind === 'variable' ? /^([\w.]+)\(/.exec(binding.value ?? '')?.[1] : undefined;
        const owner = made === undefined ? null : source.module(path) && resolveName(source, path, made);
        if (owner?.path && owner.binding) found.add(`${owner.path}\0${owner.binding.name}`);
      }
    }
  }
  return found;
}
