// What a region tells others about passwords and refusals: functions that hash what they are given, that hash or verify
// passwords rightly, that log, that answer a refusal. Plain data: it is compared with that of the last edit.
// Must not know what names mean, nor hold nodes.
import { nodesOfType, type SyntaxNode } from '../syntax/node';
import { type DenialLog, type HandlerRegistration, readDenialLog, readRegistrations } from './denialLogs';
import { callArguments, dottedName, lastName, stringValue, unparenthesized } from './expressions';
import { type FunctionFacts, readFunctions } from './functions';
import { logCallsIn } from './logCalls';
import { nameWords } from './nameWords';
import { HASHES, isAboutPassword, isPasswordHashName, isPasswordName, NEUTRAL, VERIFIES } from './passwordNames';
import { perRegion, type Region } from './region';
import { statusOfName } from './statusNames';

/** A function that hashes a parameter which is not named as a password. */
export interface DigestFunction {
  readonly parameter: string;
  /** Its position in a call, `self` left out. */
  readonly position: number;
  /** How the function that it uses is called: `hashlib.md5`. */
  readonly function: string;
  readonly isSlow: boolean;
}

/** A function by which the project hashes or verifies passwords, with argon2, bcrypt or a library for them. */
export interface PasswordFunction {
  readonly name: string;
  readonly role: 'hash' | 'verify';
  /** Positions in a call of the password and, to verify, of the hash. */
  readonly password: number;
  readonly hash: number | null;
  readonly isAsync: boolean;
  /** Whether it needs an object, or its class by name. */
  readonly binding: 'function' | 'static' | 'instance';
}

/** A region's part in what the project does about passwords and refusals. */
export interface SecurityExports {
  readonly digest: DigestFunction | null;
  readonly guard: PasswordFunction | null;
  /** Names of functions whose results it hands to bcrypt, argon2 and the like. */
  readonly feeds: readonly string[];
  /**
   * Names of the classes whose objects its listeners watch, `@event.listens_for(User.password, "set")`; `.` for the class around,
   * of a validator that hashes.
   */
  readonly hooks: readonly string[];
  /** Names of functions to which it passes a password as it came, by a local name for it or by its key. */
  readonly typed: readonly string[];
  /** Whether it writes a log. */
  readonly logs: boolean;
  /** Of an exception's `__init__`: the status that it hands to its base. */
  readonly status: number | null;
  readonly denialLogs: readonly DenialLog[];
  readonly registrations: readonly HandlerRegistration[];
  /** All of it as text, for comparison; empty where there is nothing. */
  readonly print: string;
}

const NOTHING: SecurityExports = {
  digest: null,
  guard: null,
  feeds: [],
  hooks: [],
  typed: [],
  logs: false,
  status: null,
  denialLogs: [],
  registrations: [],
  print: '',
};

/** Reads a region's part; the answer is kept with the region. */
export const readSecurityExports = perRegion((region): SecurityExports => {
  const outer = region.kind === 'function' ? (readFunctions(region)[0] ?? null) : null;
  const { text, node } = region;
  const mayHash = /hash|crypt|digest|md5|sha\d|argon2|checkpw|verify/i.test(text);
  const facts = {
    digest: outer && mayHash ? readDigest(outer) : null,
    guard: outer && mayHash ? readGuard(outer) : null,
    feeds: mayHash ? readFeeds(node) : [],
    hooks: outer && hashesInValidator(outer) ? ['.'] : readHooks(region),
    typed: PASSWORDS.test(text) ? readTyped(node) : [],
    logs: outer !== null && logCallsIn(outer.body).length > 0,
    status: outer?.name === '__init__' ? statusOfBase(outer) : null,
    denialLogs: MAY_HANDLE.test(text) ? readFunctions(region).flatMap((each) => readDenialLog(each) ?? []) : [],
    registrations: readRegistrations(node),
  };
  const { digest, guard, feeds, hooks, typed, logs, status, denialLogs, registrations } = facts;
  const isEmpty = !digest && !guard && !logs && status === null;
  if (isEmpty && feeds.length + hooks.length + typed.length + denialLogs.length + registrations.length === 0)
    return NOTHING;
  return { ...facts, print: JSON.stringify(facts) };
});

/** Exception handlers and middlewares have one of these. */
const MAY_HANDLE = /exception_handler|call_next|middleware|\breceive\b|get_route_handler|\b_?req(?:uest)?\b/;

const FAST = /^(hashlib\.)?(md5|sha1|sha224|sha256|sha384|sha512|sha3_\d+|blake2[bs])$/;
const SLOW_HASH =
  /^(hashpw|checkpw|kdf|hash_secret|hash_secret_raw|hash|verify|verify_and_update|check_password_hash)$/;
const SAFE = /\b(bcrypt|argon2|hmac|pwdlib|usedforsecurity)\b/;

function readDigest(facts: FunctionFacts): DigestFunction | null {
  const { body, parameters } = facts;
  if (SAFE.test(body.text) || !/\breturn\b/.test(body.text)) return null;
  const own = positional(facts);
  for (const call of nodesOfType(body, 'call')) {
    const name = dottedName(call.child('function')) ?? '';
    const isSlow = /^(hashlib\.)?(pbkdf2_hmac|scrypt)$/.test(name);
    if (!FAST.test(name) && !/^hashlib\.new$/.test(name) && !isSlow) continue;
    const given = callArguments(call).map(({ value }) => value);
    const target = call.parent?.type === 'assignment' ? call.parent.child('left')?.text : undefined;
    const updated = nodesOfType(body, 'call').filter(
      (each) => target !== undefined && dottedName(each.child('function')) === `${target}.update`,
    );
    given.push(...updated.flatMap((each) => callArguments(each).map(({ value }) => value)));
    for (const value of given) {
      const parameter = parameters.find((each) => isOnly(value, each.name));
      if (!parameter || isPasswordName(parameter.name) || isAboutPassword(facts.name, HASHES)) continue;
      const position = own.indexOf(parameter.name);
      return { parameter: parameter.name, position, function: name, isSlow };
    }
  }
  return null;
}

/** Whether an expression is a name, with conversions of its type: `text.encode("utf-8")`. */
function isOnly(expression: SyntaxNode, name: string): boolean {
  const node = unparenthesized(expression);
  if (node.type === 'identifier') return node.text === name;
  if (node.type !== 'call') return false;
  const callee = node.child('function');
  if (callee?.type === 'attribute')
    return /^(encode|strip)$/.test(callee.child('attribute')?.text ?? '') && isOnly(callee.child('object')!, name);
  return /^(str|bytes)$/.test(callee?.text ?? '') && callArguments(node).some(({ value }) => isOnly(value, name));
}

/** The names of the parameters that a call gives, `self` and `cls` left out. */
function positional({ parameters }: FunctionFacts): string[] {
  return parameters.map(({ name }) => name).filter((name, i) => i > 0 || !/^(self|cls)$/.test(name));
}

const HASH_WORK =
  /\b(hashpw|hash|hash_password|generate_password_hash|make_password|hash_secret|get_password_hash|argon2_hash)\b/;
const VERIFY_WORK =
  /\b(checkpw|verify|verify_password|check_password_hash|verify_and_update|check_password|verify_hash)\b/;

function readGuard(facts: FunctionFacts): PasswordFunction | null {
  const { name, body, decorators, isAsync } = facts;
  const given = positional(facts);
  const password = given.findIndex(
    (each) => isPasswordName(each) || (NEUTRAL.test(each) && isAboutPassword(name, ABOUT)),
  );
  if (password < 0 || !/\breturn\b/.test(body.text) || name.startsWith('__')) return null;
  const isStatic = decorators.some((each) => /^(staticmethod|classmethod)$/.test(each.name ?? ''));
  const hasReceiver = given.length < facts.parameters.length;
  const binding = isStatic ? 'static' : hasReceiver ? 'instance' : 'function';
  const isWeak =
    /\b(hashlib|md5|sha1|crypt\.crypt)\b/.test(body.text) && !/\b(bcrypt|argon2|hashpw|checkpw)\b/.test(body.text);
  if (isWeak) return null;
  const text = body.text;
  const hash = given.findIndex(
    (each, i) => i !== password && (isPasswordHashName(each) || /hash|stored|encoded/i.test(each)),
  );
  if (hash >= 0 && isAboutPassword(name, VERIFIES) && VERIFY_WORK.test(text) && given.length === 2)
    return { name, role: 'verify', password, hash, isAsync, binding };
  const isHasher = isAboutPassword(name, HASHES) && HASH_WORK.test(text) && given.length === 1;
  return isHasher ? { name, role: 'hash', password, hash: null, isAsync, binding } : null;
}

const ABOUT = /^(hash|hashed|encrypt|make|get|verify|check|compare|match|validate|encode|crypt)$/;

/** The functions whose results go into a slow hash: `bcrypt.hashpw(prepare(password), …)`, by a variable too. */
function readFeeds(root: SyntaxNode): string[] {
  const found = new Set<string>();
  const add = (expression: SyntaxNode): void => {
    for (const call of nodesOfType(expression, 'call')) {
      const name = dottedName(call.child('function'));
      if (name !== null && !/^(bcrypt|base64|hashlib)\./.test(name) && !/\.(encode|decode|gensalt|digest)$/.test(name))
        found.add(lastName(name));
    }
  };
  for (const call of nodesOfType(root, 'call')) {
    const name = call.child('function')?.child('attribute')?.text ?? dottedName(call.child('function')) ?? '';
    if (!SLOW_HASH.test(name)) continue;
    for (const { value } of callArguments(call)) {
      add(value);
      if (value.type !== 'identifier') continue;
      for (const assignment of nodesOfType(root, 'assignment')) {
        const right = assignment.child('right');
        if (right && assignment.child('left')?.text === value.text) add(right);
      }
    }
  }
  return [...found].sort();
}

const LISTENS =
  /(^|\.)(listens_for|listen|pre_save|post_save|pre_create|before_event|receiver|observes|connect|on_set)$/;

const PASSWORDS = /passw|pwd|pass_?phrase|passcode|psw|pw/i;
const MADE = /hash|crypt|digest|md5|sha\d|encode_|make_|secure|derive/i;

/** The functions that get a password by a local name whose values tell of no hash, or by its key in a dictionary. */
function readTyped(root: SyntaxNode): string[] {
  const found = new Set<string>();
  for (const call of nodesOfType(root, 'call')) {
    const callee = call.child('function');
    const name = callee?.child('attribute')?.text ?? dottedName(callee);
    if (!name) continue;
    if (callArguments(call).some(({ value }) => isTyped(unparenthesized(value), root))) found.add(name);
  }
  return [...found].sort();
}

function isTyped(value: SyntaxNode, root: SyntaxNode): boolean {
  if (value.type === 'identifier') {
    if (!isPasswordName(value.text)) return false;
    const given = nodesOfType(root, 'assignment').filter((each) => each.child('left')?.text === value.text);
    return given.length > 0 && given.every((each) => !MADE.test(each.child('right')?.text ?? 'hash'));
  }
  const key =
    value.type === 'subscript'
      ? value.child('subscript')
      : value.type === 'call' && value.child('function')?.child('attribute')?.text === 'get'
        ? (callArguments(value)[0]?.value ?? null)
        : null;
  const text = stringValue(key);
  return text !== null && isPasswordName(text) && !/settings|config|environ/i.test(value.text);
}

/** Whether a validator of a model hashes what it is given. */
function hashesInValidator({ decorators, body }: FunctionFacts): boolean {
  if (
    !decorators.some(({ name }) => /(^|\.)(field_validator|validator|model_validator|root_validator)$/.test(name ?? ''))
  )
    return false;
  return nodesOfType(body, 'call').some((call) => {
    const callee = call.child('function');
    const name = callee?.child('attribute')?.text ?? dottedName(callee) ?? '';
    return nameWords(lastName(name)).some((word) => /^(hash|hashed|hashpw|crypt|encrypt|digest|hexdigest)$/.test(word));
  });
}

/** The classes whose events a region listens to. */
function readHooks({ text, node }: Region): string[] {
  if (!/listen|pre_save|post_save|pre_create|before_event|receiver|signal/.test(text)) return [];
  const found = new Set<string>();
  for (const call of nodesOfType(node, 'call')) {
    if (!LISTENS.test(dottedName(call.child('function')) ?? '')) continue;
    for (const { value } of callArguments(call)) {
      const name = dottedName(value)
        ?.split('.')
        .findLast((part) => /^[A-Z]/.test(part));
      if (name) found.add(name);
    }
  }
  return [...found].sort();
}

/** `401` of `super().__init__(status_code=401, …)`, or of the default of a parameter for the status. */
function statusOfBase({ body, parameters }: FunctionFacts): number | null {
  for (const call of nodesOfType(body, 'call')) {
    const callee = call.child('function');
    if (callee?.child('attribute')?.text !== '__init__') continue;
    for (const { name, value } of callArguments(call)) {
      const status = statusIn(value);
      if (status !== null && (name === null || /status|code/.test(name))) return status;
    }
  }
  for (const assignment of nodesOfType(body, 'assignment')) {
    const right = assignment.child('right');
    if (right && /^self\.(status|status_code|http_status|code)$/.test(assignment.child('left')?.text ?? '')) {
      const status = statusIn(right);
      if (status !== null) return status;
    }
  }
  for (const { name, default: value } of parameters) {
    if (value && /^(status|status_code|http_status|code)$/.test(name)) return statusIn(value);
  }
  return null;
}

/** The status that an expression says: `401`, `status.HTTP_401_UNAUTHORIZED`, `HTTPStatus.UNAUTHORIZED`. */
export function statusIn(expression: SyntaxNode): number | null {
  const node = unparenthesized(expression);
  if (node.type === 'integer') {
    const number = Number(node.text);
    return number >= 100 && number < 600 ? number : null;
  }
  const name = dottedName(node);
  return name === null ? null : statusOfName(name);
}
