// The names that a request fills in for one operation, its handler read where it stands.
// Must not know rules.
import { signatureOf } from '../facts/bindings';
import { type FunctionFacts, readFunctions } from '../facts/functions';
import type { Region } from '../facts/region';
import type { OperationBrief, ProjectView } from '../project/view';
import { gatherFields, gatherNames, type LocalFunctions, type RequestNames } from './requestNames';

/** Where an operation is judged. */
export interface NamesPlace {
  readonly region: Region;
  readonly owner: { readonly name: string; readonly decorators: readonly unknown[] } | null;
  readonly project: ProjectView;
  readonly file: { readonly path: string };
}

/**
 * What an operation takes from the request: its handler's parameters and those of every dependency on the way.
 * @param facts the handler when it stands in the region
 */
export function namesOf(operation: OperationBrief, facts: FunctionFacts | null, place: NamesPlace): RequestNames {
  const { project, region, file } = place;
  if (!facts) {
    const ref = operation.handlerPlace;
    const signature = ref && project.signatureAt(ref);
    const [first] = signature?.parameters ?? [];
    // Where a method stands its class may have dependencies of its own.
    const isKnown = signature && !(first && /^(self|cls)$/.test(first.name));
    const handler = isKnown ? { signature, path: ref!.path, isMethod: false } : null;
    return gatherNames(project, handler, operation.dependencies);
  }
  const isMethod = /^(self|cls)$/.test(facts.parameters[0]?.name ?? '');
  const handler = { signature: signatureOf(facts), path: file.path, isMethod, locals: localsOf(region) };
  const found = gatherNames(project, handler, operation.dependencies);
  const names = new Set(found.names);
  const doubts = new Set(found.doubts);
  if (isMethod && place.owner) {
    const own = gatherFields(project, place.owner.name, file.path);
    for (const name of own.names) names.add(name);
    for (const doubt of own.doubts) if (doubt !== place.owner.name) doubts.add(doubt);
  }
  return { names, doubts };
}

/** The functions that are nested in the region's outermost one. */
function localsOf(region: Region): LocalFunctions {
  const nested = readFunctions(region).filter(({ enclosing }) => enclosing !== null);
  return new Map(nested.map((facts) => [facts.name, signatureOf(facts)]));
}
