// plaintext-password: a password is stored or compared as it came.
import { findHasher, type Hasher } from '../../infer/security/hashRemedy';
import { functionAround } from '../../infer/security/passwordValue';
import { type PlainPassword, plainPasswords } from '../../infer/security/plainPasswords';
import { writtenPassword } from '../../infer/security/writtenPassword';
import type { Edit, Fix, FixContext, RegionRule } from '../../linter/rule';
import type { SyntaxNode } from '../../syntax/node';

export const plaintextPassword: RegionRule = {
  id: 'plaintext-password',
  family: 'security',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'A password is stored or compared as it came',
  why: `Whoever reads the table, a backup or a log of the database has every password, and with it the accounts that people have
elsewhere. A hash of argon2 or bcrypt tells nothing; comparing goes through its \`verify\`, which takes as long for a wrong
password as for the right one.`,
  bad: `from app.models import User
from app.passwords import verify_password


def is_password_of(user: User, password: str) -> bool:
    """Tell whether a password is a user's.

    Args:
        user: Who logs in.
        password: What was typed.

    Returns:
        Whether it is right.
    """
    return user.password == password
`,
  good: `from app.models import User
from app.passwords import verify_password


def is_password_of(user: User, password: str) -> bool:
    """Tell whether a password is a user's.

    Args:
        user: Who logs in.
        password: What was typed.

    Returns:
        Whether it is right.
    """
    return verify_password(password, user.password)
`,
  fixText: `Hashes or verifies with the project's own function for it, a hasher of the module, or the library that is imported or
depended on: argon2-cffi, bcrypt, pwdlib, passlib. It is not safe: what is stored already must be hashed once. There is none for
conditions of queries, where the row must be read first.`,
  notes: `Stored: a keyword of a table's class, an attribute of its objects, \`insert().values(…)\`, documents for
MongoDB, parameters of an SQL \`INSERT\` or \`UPDATE\`, dictionaries of users, and \`User(**user_in.model_dump())\` where both have
the field. Compared: with the stored value of a user, a column, a row, also by \`compare_digest\` and in conditions of queries.

Silent: a password and its confirmation, the new one and the old one; constants; \`compare_digest\` with a configured value;
what a function made of the password, also in a caller; columns, setters, validators and listeners that may hash; tables of
connections to other systems; tests. Names count as whole words: \`password_reset_token\`, \`password_policy\` and
\`hashed_password\` are no passwords.`,
  *check(region, context) {
    if (context.file.isTest) return;
    for (const plain of plainPasswords({ region, project: context.project, owner: context.owner })) {
      yield { span: plain.node, message: messageOf(plain), data: { at: plain.node.start } };
    }
  },
  fix(problem, region, context) {
    const { at } = problem.data as { at: number };
    const place = { region, project: context.project, owner: context.owner };
    const plain = plainPasswords(place).find(({ node }) => node.start === at);
    return plain ? mend(plain, context) : [];
  },
};

function messageOf({ kind, password, where }: PlainPassword): string {
  if (kind === 'compared')
    return `"${password.name}" is compared with ${where} as it came, so what is stored is no hash; verify it against one.`;
  return `"${password.name}" is stored in ${where} as it came: whoever reads that can log in. Store a hash of it.`;
}

function mend({ kind, node, password, comparison }: PlainPassword, context: FixContext): readonly Fix[] {
  const around = functionAround(node);
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
  const mending: Mending = { hasher, context, statements };
  if (kind === 'copied') return mendCopy(node, password.name, mending);
  const written = writtenPassword(password);
  if (kind === 'stored')
    return fixWith(
      `Hash "${password.name}" with ${hasher.name}`,
      [{ start: node.start, end: node.end, newText: hasher.hash(written) }],
      mending,
    );
  if (!comparison) return [];
  const { whole, stored, isEqual } = comparison;
  const verified = hasher.verify(written, stored.text);
  if (verified === null) return [];
  const edit = { start: whole.start, end: whole.end, newText: isEqual ? verified : `not ${verified}` };
  return fixWith(`Verify "${password.name}" with ${hasher.verifier}`, [edit], mending);
}

interface Mending {
  readonly hasher: Hasher;
  readonly context: FixContext;
  readonly statements: readonly string[];
}

function fixWith(does: string, edits: readonly Edit[], { hasher, context, statements }: Mending): readonly Fix[] {
  const added = hasher.adds === null ? '' : `, add ${hasher.adds}`;
  const title = `${does} (stored passwords must be hashed once${added})`;
  return [{ title, safe: false, edits, imports: context.imports.requested, moduleStatements: statements }];
}

/** `User(**user_in.model_dump(exclude={"password"}), password=hash_it(user_in.password))`. */
function mendCopy(node: SyntaxNode, name: string, mending: Mending): readonly Fix[] {
  const field = name.slice(name.lastIndexOf('.') + 1);
  const { hasher } = mending;
  const hashed = hasher.hash({ text: name, isBytes: false });
  const list = node.parent;
  const isValidated = list?.type === 'argument_list';
  const attribute = list?.type === 'attribute' ? list : null;
  const dump = attribute?.parent?.type === 'call' ? attribute.parent : null;
  const does = `Hash "${name}" with ${hasher.name}`;
  if (isValidated) {
    const isSqlModel = /\.model_validate$/.test(list.parent?.child('function')?.text ?? '');
    const newText = `, update={"${field}": ${hashed}}`;
    return isSqlModel ? fixWith(does, [{ start: node.end, end: node.end, newText }], mending) : [];
  }
  const splat = dump?.parent?.type === 'dictionary_splat' ? dump.parent : null;
  const given = dump?.child('arguments');
  if (!dump || !splat || !given) return [];
  const inside = given.items.length > 0 ? ', ' : '';
  return fixWith(
    does,
    [
      { start: given.end - 1, end: given.end - 1, newText: `${inside}exclude={"${field}"}` },
      { start: splat.end, end: splat.end, newText: `, ${field}=${hashed}` },
    ],
    mending,
  );
}
