// Finds the project's function that hashes a password.
// Must not know models; the name and the signature are all that is read.
import { signaturesOf } from '../../project/module';
import type { Project } from '../../project/project';
import { isTest } from '../../project/testFiles';
import type { ImportedName } from './plan';

const NAMES =
  /^(get_password_hash|get_hashed_password|hash_password|password_hash|create_password_hash|make_password_hash|generate_password_hash|encrypt_password)$/;

/** The function by its module; null where there is none that takes a password alone and answers at once. */
export function findHasher(project: Project): ImportedName | null {
  for (const path of project.paths) {
    if (isTest(project, path)) continue;
    for (const { owner, signature } of signaturesOf(project.module(path)!)) {
      const { name, isAsync, parameters, returns } = signature;
      if (owner !== null || isAsync || !NAMES.test(name) || (returns !== null && returns !== 'str')) continue;
      const asked = parameters.filter((each) => each.default === null && !each.kind.startsWith('var-'));
      if (asked.length !== 1 || asked[0]!.kind === 'keyword-only') continue;
      return { module: project.imports.moduleName(path), name };
    }
  }
  return null;
}
