// How a password is hashed or verified rightly in a project: by its own function, by a hasher of the module, by the library that
// it imports or depends on. Must not know rules; texts of Python with the imports that they need.
import type { ClassFacts } from '../../facts/classes';
import type { FoundPasswordFunction } from '../../project/security';
import type { ProjectView } from '../../project/view';
import type { ImportNames } from '../printType';

/** What a remedy may know. */
export interface RemedyPlace {
  readonly project: ProjectView;
  readonly owner: ClassFacts | null;
  readonly imports: Pick<ImportNames, 'use'>;
  /** Distributions that the project depends on, by name. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** The file, as the project names it. */
  readonly path: string;
  /** The function at hand, which is not to call itself. */
  readonly within: string | null;
  /** Whether an `await` may stand here. */
  readonly mayAwait: boolean;
  /** Takes statements of the module that a remedy needs. */
  readonly statements: string[];
}

/** A password as it is written, and whether it is bytes already. */
export interface Written {
  readonly text: string;
  readonly isBytes: boolean;
}

/** A way to hash and to verify: the texts are expressions. */
export interface Hasher {
  /** How a title calls it: `argon2`, `get_password_hash`. */
  readonly name: string;
  /** The same for what verifies. */
  readonly verifier: string;
  /** The distribution that is to be added, or null. */
  readonly adds: string | null;
  hash(password: Written): string;
  /** An expression that is true or false; null where there is none. */
  verify(password: Written, hashed: string): string | null;
}

/** The module's or the project's own way to hash; else the one of the library that is there; else argon2-cffi's. */
export function findHasher(place: RemedyPlace): Hasher {
  return ownHasher(place) ?? moduleHasher(place) ?? libraryHasher(place);
}

function ownHasher(place: RemedyPlace): Hasher | null {
  const usable = place.project.passwordFunctions().filter((each) => callOf(each, place) !== null);
  const hash = nearest(
    usable.filter(({ role }) => role === 'hash'),
    place,
  );
  if (!hash) return null;
  const verify =
    usable.find((each) => each.role === 'verify' && each.path === hash.path && each.owner === hash.owner) ?? null;
  return {
    name: hash.name,
    verifier: verify?.name ?? hash.name,
    adds: null,
    hash: ({ text, isBytes }) =>
      `${hash.isAsync ? 'await ' : ''}${callOf(hash, place)!()}(${isBytes ? `${text}.decode()` : text})`,
    verify: ({ text, isBytes }, hashed) => {
      if (!verify) return null;
      const given = [isBytes ? `${text}.decode()` : text, hashed];
      const ordered = verify.password < verify.hash! ? given : given.reverse();
      return `${verify.isAsync ? 'await ' : ''}${callOf(verify, place)!()}(${ordered.join(', ')})`;
    },
  };
}

/** The one of the same file, or the only one; of several elsewhere the first by its path. */
function nearest(all: readonly FoundPasswordFunction[], { path }: RemedyPlace): FoundPasswordFunction | undefined {
  return all.find((each) => each.path === path) ?? all[0];
}

/** Writes the callee of a password function, asking for its import; null where it cannot be called. */
function callOf(found: FoundPasswordFunction, place: RemedyPlace): (() => string) | null {
  const { name, owner, path, binding, isAsync, module } = found;
  if (isAsync && !place.mayAwait) return null;
  const isHere = path === place.path;
  if (owner !== null && isHere && place.owner?.name === owner) {
    if (place.within === name) return null;
    return () => `${binding === 'static' ? owner : 'self'}.${name}`;
  }
  if (binding === 'instance' || (owner === null && isHere && place.within === name)) return null;
  if (owner === null) return () => (isHere ? name : place.imports.use(module, name));
  return () => `${isHere ? owner : place.imports.use(module, owner)}.${name}`;
}

const VARIABLES =
  `pwd_context password_context pwd_ctx crypt_context password_crypt context ph hasher password_hasher pwd_hasher
password_hash pwd_hash argon2_hasher _hasher _ph PASSWORD_HASHER`.split(/\s+/);

/** `pwd_context = CryptContext(…)` of the module. */
function moduleHasher(place: RemedyPlace): Hasher | null {
  const { project } = place;
  for (const name of VARIABLES) {
    const binding = project.binding(name);
    const value = binding?.kind === 'variable' ? (binding.value ?? '') : '';
    const maker = /^(?:\w+\.)*(CryptContext|PasswordHasher|PasswordHash)\b/.exec(value)?.[1];
    if (!maker || /plaintext|md5|sha1_crypt|des_crypt|hex_/.test(value)) continue;
    return {
      name,
      verifier: name,
      adds: null,
      hash: ({ text }) => `${name}.hash(${text})`,
      verify: ({ text, isBytes }, hashed) =>
        maker === 'PasswordHasher'
          ? argon2(place, null).verify({ text, isBytes }, hashed)
          : `${name}.verify(${text}, ${hashed})`,
    };
  }
  return null;
}

function libraryHasher(place: RemedyPlace): Hasher {
  const imported = place.project.importedModules().map((module) => module.split('.')[0]!);
  const has = (module: string): boolean => imported.includes(module);
  const depends = (name: string): boolean => name in place.dependencies;
  const order: readonly [module: string, distribution: string, make: () => Hasher][] = [
    ['argon2', 'argon2-cffi', () => argon2(place, null)],
    ['bcrypt', 'bcrypt', () => bcrypt(place)],
    ['pwdlib', 'pwdlib', () => pwdlib(place)],
    ['passlib', 'passlib', () => passlib(place, depends('bcrypt') && !depends('argon2-cffi'))],
  ];
  const there = order.find(([module]) => has(module)) ?? order.find(([, distribution]) => depends(distribution));
  return there ? there[2]() : argon2(place, 'argon2-cffi');
}

function argon2(place: RemedyPlace, adds: string | null): Hasher {
  const { imports } = place;
  return {
    name: 'argon2',
    verifier: 'argon2',
    adds,
    hash: ({ text }) => `${imports.use('argon2', 'PasswordHasher')}().hash(${text})`,
    verify: ({ text, isBytes }, hashed) => {
      const [password, other] = [isBytes ? `${text}.decode()` : text, hashed];
      return `${verifyFunction(place)}(${password}, ${other})`;
    },
  };
}

/** Writes a function for the module, since `PasswordHasher.verify` raises where a password is wrong; gives its name. */
function verifyFunction({ project, imports, statements }: RemedyPlace): string {
  const name = ['verify_password', '_verify_password', 'is_password_of'].find((each) => project.binding(each) === null);
  const [hasher, wrong, invalid] = [
    imports.use('argon2', 'PasswordHasher'),
    imports.use('argon2.exceptions', 'VerificationError'),
    imports.use('argon2.exceptions', 'InvalidHash'),
  ];
  statements.push(`def ${name}(password: str, hashed: str) -> bool:
    """Tell whether a password is the one of a hash.

    Args:
        password: What was typed.
        hashed: What is stored.

    Returns:
        Whether they match.
    """
    try:
        return ${hasher}().verify(hashed, password)
    except (${wrong}, ${invalid}):
        return False`);
  return name ?? 'verify_password';
}

function bcrypt({ imports }: RemedyPlace): Hasher {
  const bytes = ({ text, isBytes }: Written): string => (isBytes ? text : `${text}.encode()`);
  return {
    name: 'bcrypt',
    verifier: 'bcrypt',
    adds: null,
    hash: (password) =>
      `${imports.use('bcrypt', 'hashpw')}(${bytes(password)}, ${imports.use('bcrypt', 'gensalt')}()).decode()`,
    verify: (password, hashed) => `${imports.use('bcrypt', 'checkpw')}(${bytes(password)}, ${hashed}.encode())`,
  };
}

function pwdlib({ imports }: RemedyPlace): Hasher {
  const made = (): string => `${imports.use('pwdlib', 'PasswordHash')}.recommended()`;
  return {
    name: 'pwdlib',
    verifier: 'pwdlib',
    adds: null,
    hash: ({ text }) => `${made()}.hash(${text})`,
    verify: ({ text }, hashed) => `${made()}.verify(${text}, ${hashed})`,
  };
}

function passlib({ imports }: RemedyPlace, byBcrypt: boolean): Hasher {
  const scheme = byBcrypt ? 'bcrypt' : 'argon2';
  return {
    name: `passlib's ${scheme}`,
    verifier: `passlib's ${scheme}`,
    adds: null,
    hash: ({ text }) => `${imports.use('passlib.hash', scheme)}.hash(${text})`,
    verify: ({ text }, hashed) => `${imports.use('passlib.hash', scheme)}.verify(${text}, ${hashed})`,
  };
}
