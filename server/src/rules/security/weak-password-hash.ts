// weak-password-hash: a password goes into a digest, crypt or an unsalted scheme.
import { argumentFor, dottedName, unparenthesized } from '../../facts/expressions';
import { type PasswordDigest, passwordDigests, type WeakContext, weakContexts } from '../../infer/security/digests';
import { findHasher } from '../../infer/security/hashRemedy';
import { functionAround } from '../../infer/security/passwordValue';
import { writtenPassword } from '../../infer/security/writtenPassword';
import type { Edit, Fix, FixContext, RegionRule } from '../../linter/rule';
import { nodesOfType, type SyntaxNode } from '../../syntax/node';

export const weakPasswordHash: RegionRule = {
  id: 'weak-password-hash',
  family: 'security',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'A password is hashed by a digest, `crypt` or an unsalted scheme',
  why: `MD5, SHA-1 and SHA-256 are made to be fast: a graphics card tries billions of passwords a second against a stolen
table, and without a salt all accounts at once. argon2 and bcrypt are slow by design, salt every hash and carry their cost with it.`,
  bad: `import hashlib


def hash_password(password: str) -> str:
    """Hash a password.

    Args:
        password: What the user typed.

    Returns:
        What is stored.
    """
    return hashlib.sha256(password.encode()).hexdigest()
`,
  good: `from argon2 import PasswordHasher


def hash_password(password: str) -> str:
    """Hash a password.

    Args:
        password: What the user typed.

    Returns:
        What is stored.
    """
    return PasswordHasher().hash(password)
`,
  fixText: `Hashes with the project's own function for it, a hasher of the module, or the library that is imported or depended on:
argon2-cffi, bcrypt, pwdlib, passlib; argon2-cffi where there is none. A comparison with a stored hash becomes a call that verifies.
\`CryptContext\` gets argon2 in front of its schemes and \`deprecated="auto"\`, so that old hashes go on to be verified and are
renewed. None of it is safe: what is stored already must be renewed at the next login.`,
  notes: `What reaches the hash decides: a parameter, field or key named password, passwd, pwd or passphrase, encoded, salted or
formatted, through local names and through functions of the project that hash what they are given. Salted slow functions
(\`pbkdf2_hmac\`, \`scrypt\`, \`sha256_crypt\`, Django's and Werkzeug's hashers) are an information.

Silent: names such as \`password_reset_token\`, \`password_policy\` and \`hashed_password\`; passwords of other systems
(\`smtp_password\`, \`settings.db.password\`); digests that feed bcrypt or argon2, HMACs, keys of caches or ciphers, ETags, tokens, the
lookup of leaked passwords, protocols with a realm or a nonce; \`usedforsecurity=False\`; schemes that a \`CryptContext\` keeps for old
hashes; tests.`,
  *check(region, context) {
    if (context.file.isTest) return;
    const place = { region, project: context.project, owner: context.owner };
    for (const digest of passwordDigests(place)) {
      const { call, password, isSlow } = digest;
      yield {
        span: call.child('function') ?? call,
        message: messageOf(`"${password.name}"`, digest.function, isSlow),
        data: { call: call.start },
        ...(isSlow ? { severity: 'information' as const } : {}),
      };
    }
    for (const { scheme, name, isSlow } of weakContexts(place)) {
      yield {
        span: scheme,
        message: messageOf('Every new password', `"${name}"`, isSlow),
        data: { scheme: scheme.start },
        ...(isSlow ? { severity: 'information' as const } : {}),
      };
    }
  },
  fix(problem, region, context) {
    const place = { region, project: context.project, owner: context.owner };
    const { call, scheme } = problem.data as { call?: number; scheme?: number };
    if (scheme !== undefined) {
      const weak = weakContexts(place).find((each) => each.scheme.start === scheme);
      return weak ? renewContext(weak, context) : [];
    }
    const digest = passwordDigests(place).find((each) => each.call.start === call);
    return digest ? replaceDigest(digest, context) : [];
  },
};

function messageOf(what: string, by: string, isSlow: boolean): string {
  const start = `${what} is hashed with ${by}`;
  return isSlow
    ? `${start}: salted and slow, but argon2 and bcrypt make guessing dearer.`
    : `${start}: stolen hashes of it are soon guessed back; use argon2 or bcrypt.`;
}

function replaceDigest(digest: PasswordDigest, context: FixContext): readonly Fix[] {
  const { whole, password } = digest;
  const around = functionAround(whole);
  const statements: string[] = [];
  const hasher = findHasher({
    statements,
    project: context.project,
    owner: context.owner,
    imports: context.imports,
    dependencies: context.file.manifest.dependencies,
    path: context.file.path,
    within: around?.child('name')?.text ?? null,
    mayAwait: /^async\b/.test(around?.text ?? ''),
  });
  const comparison = whole.parent?.type === 'comparison_operator' ? whole.parent : null;
  const written = writtenPassword(password);
  const title = titleOf(password.name, hasher.name, hasher.adds);
  const wrap = (edits: readonly Edit[]): Fix[] => [
    { title, safe: false, edits, imports: context.imports.requested, moduleStatements: statements },
  ];
  if (comparison) {
    const operands = comparison.items.filter(({ field }) => field !== 'operators');
    const [operator] = comparison.childrenIn('operators');
    const other = operands.find((each) => each !== whole);
    if (operands.length !== 2 || !other || !/^[!=]=$/.test(operator?.text ?? '')) return [];
    const verified = hasher.verify(written, other.text);
    if (verified === null) return [];
    const text = operator!.text === '!=' ? `not ${verified}` : verified;
    return wrap([{ start: comparison.start, end: comparison.end, newText: text }]);
  }
  if (isCompared(whole)) return [];
  const call = hasher.hash(written);
  if (whole !== digest.call || !needsUpdate(digest.call)) {
    return wrap([{ start: whole.start, end: whole.end, newText: call }]);
  }
  const edits = replaceObject(digest.call, call);
  return edits ? wrap(edits) : [];
}

function titleOf(password: string, by: string, adds: string | null): string {
  const added = adds === null ? '' : `, add ${adds}`;
  return `Hash "${password}" with ${by} (stored hashes must be renewed${added})`;
}

/** Whether the digest gets a name that is compared afterwards: what verifies goes elsewhere then. */
function isCompared(whole: SyntaxNode): boolean {
  const { parent } = whole;
  const target = parent?.type === 'assignment' ? parent.child('left') : null;
  const body = functionAround(whole)?.child('body');
  if (target?.type !== 'identifier' || !body) return false;
  return nodesOfType(body, 'identifier').some(
    (node) =>
      node.text === target.text &&
      node.start > whole.end &&
      (node.parent?.type === 'comparison_operator' ||
        /compare_digest/.test(node.parent?.parent?.child('function')?.text ?? '')),
  );
}

/** Whether a call makes an object that is fed afterwards: `h = hashlib.md5()`. */
function needsUpdate(call: SyntaxNode): boolean {
  return call.parent?.type === 'assignment' && call.parent.child('right') === call;
}

/** Edits that put a call where the object's digest is read, and take the object away; null where it does more. */
function replaceObject(call: SyntaxNode, text: string): Edit[] | null {
  const assignment = call.parent!;
  const name = assignment.child('left')?.text;
  const body = functionAround(call)?.child('body');
  if (!body || name === undefined) return null;
  const uses = nodesOfType(body, 'identifier').filter((node) => node.text === name && node.start > assignment.end);
  const edits: Edit[] = [];
  const removed: SyntaxNode[] = [assignment.parent!];
  for (const use of uses) {
    const called = use.parent?.type === 'attribute' ? use.parent.parent : null;
    if (called?.type !== 'call' || called.child('function') !== use.parent) return null;
    const method = use.parent!.child('attribute')?.text;
    if (method === 'update' && called.parent?.type === 'expression_statement') removed.push(called.parent);
    else if (method === 'hexdigest' || method === 'digest' || method === 'finalize')
      edits.push({ start: called.start, end: called.end, newText: text });
    else return null;
  }
  if (edits.length !== 1) return null;
  // Whole lines go, and only where they hold nothing else.
  for (const statement of removed) {
    const { source } = statement;
    const start = source.lastIndexOf('\n', statement.start - 1) + 1;
    const next = source.indexOf('\n', statement.end);
    const end = next < 0 ? source.length : next + 1;
    const rest = source.slice(start, statement.start) + source.slice(statement.end, end);
    if (rest.trim() !== '') return null;
    edits.push({ start, end, newText: '' });
  }
  return edits;
}

/** Puts argon2 or bcrypt in front of the schemes, the others being kept for what is stored. */
function renewContext({ call, scheme, name }: WeakContext, context: FixContext): readonly Fix[] {
  const { dependencies } = context.file.manifest;
  const wanted = 'bcrypt' in dependencies && !('argon2-cffi' in dependencies) ? 'bcrypt' : 'argon2';
  const schemes = argumentFor(call, 'schemes', 0);
  const list = schemes && unparenthesized(schemes);
  const chosen = argumentFor(call, 'default');
  const deprecated = argumentFor(call, 'deprecated');
  if (!list || !/^(list|tuple)$/.test(list.type)) return [];
  const quote = scheme.text[0] === "'" ? "'" : '"';
  const edits: Edit[] = [];
  const known = list.items.some((item) => item.text.slice(1, -1) === wanted);
  const first = list.items[0]!;
  if (!known) edits.push({ start: first.start, end: first.start, newText: `${quote}${wanted}${quote}, ` });
  if (chosen) edits.push({ start: chosen.start, end: chosen.end, newText: `${quote}${wanted}${quote}` });
  else if (known) return [];
  if (!deprecated && schemes) {
    edits.push({ start: schemes.end, end: schemes.end, newText: `, deprecated=${quote}auto${quote}` });
  }
  const title = `Hash new passwords with ${wanted} and keep "${name}" for what is stored`;
  return dottedName(call.child('function')) === null ? [] : [{ title, safe: false, edits }];
}
