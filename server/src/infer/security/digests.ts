// Where a password goes into a hash: digests, crypt, weak schemes, and slow functions that are not argon2 or bcrypt.
// Must not know rules or fixes. (rules.md, security, `weak-password-hash`.)
import type { ClassFacts } from '../../facts/classes';
import {
  argumentFor,
  callArguments,
  dottedName,
  lastName,
  stringValue,
  unparenthesized,
} from '../../facts/expressions';
import type { Region } from '../../facts/region';
import type { ProjectView } from '../../project/view';
import { nodesOfType, rootOf, type SyntaxNode } from '../../syntax/node';
import { functionAround, type Password, passwordIn, valuesOf } from './passwordValue';
import { qualifiedName } from './qualifiedNames';

/** Where code is judged. */
export interface CodePlace {
  readonly region: Region;
  readonly project: ProjectView;
  /** The class whose method the region is. */
  readonly owner: ClassFacts | null;
}

/** A password that is hashed. */
export interface PasswordDigest {
  /** The call that hashes. */
  readonly call: SyntaxNode;
  /** The whole expression, `.hexdigest()` included. */
  readonly whole: SyntaxNode;
  readonly password: Password;
  /** How messages call the function, quoted. */
  readonly function: string;
  /** Whether it is salted and slow, though not the recommended one. */
  readonly isSlow: boolean;
}

const FAST = /^(md[245]|sha\d+(_\d+)?|sha|sha3_\d+|blake2[bs]|shake_\d+|sm3|ripemd160|whirlpool)$/i;
/** passlib's schemes (1.7, "Password Hash Schemes") that are no slow salted functions. */
const WEAK_SCHEME =
  /^(md5_crypt|apr_md5_crypt|sha1_crypt|des_crypt|bsdi_crypt|bigcrypt|crypt16|hex_(md4|md5|sha1|sha256|sha512)|ldap_(hex_)?(md5|sha1|salted_md5|salted_sha1|salted_sha256|salted_sha512|plaintext)|ldap_(des|bsdi|md5)_crypt|plaintext|roundup_plaintext|mysql323|mysql41|postgres_md5|oracle1[01]|mssql200[05]|msdcc2?|lmhash|nthash|bsd_nthash|cisco_\w+|htdigest|phpass|django_(salted_(md5|sha1)|des_crypt|disabled)|fshp|sun_md5_crypt)$/;
const SLOW_SCHEME = /^((ldap_)?sha(256|512)_crypt|(ldap_|django_|grub_|cta_|dlitz_|atlassian_)?pbkdf2(_\w+)?|scrypt)$/;

/** How the function that a call names hashes, and what it hashes; null when it is none. */
interface Sink {
  readonly function: string;
  readonly isSlow: boolean;
  readonly inputs: readonly (SyntaxNode | null)[];
}

/** Without one of these no name in a region is that of a password. */
const WORDS = /passw|pwd|pass_?phrase|passcode|psw|pw|pass\b/i;

/** The calls of a region that hash a password, in source order. */
export function passwordDigests(place: CodePlace): PasswordDigest[] {
  const { region } = place;
  if (!WORDS.test(region.text)) return [];
  const found: PasswordDigest[] = [];
  for (const call of nodesOfType(region.node, 'call')) {
    const sink = sinkOf(call, place);
    if (!sink) continue;
    const password = firstPassword([...sink.inputs, ...updatesOf(call)]);
    if (!password) continue;
    const whole = wholeOf(call);
    const name = sink.function.includes('"') ? sink.function : `"${sink.function}"`;
    const digest = { call, whole, password, function: name, isSlow: sink.isSlow };
    if (!isForAnotherPurpose(digest, place)) found.push(digest);
  }
  return found;
}

function firstPassword(inputs: readonly (SyntaxNode | null)[]): Password | null {
  for (const input of inputs) {
    const found = passwordIn(input);
    if (found) return found;
  }
  return null;
}

function sinkOf(call: SyntaxNode, place: CodePlace): Sink | null {
  const callee = call.child('function');
  const name = qualifiedName(callee, place);
  if (name === null) return deriveSink(call, place) ?? usingSink(call, place) ?? ownSink(call, place);
  const argument = (keyword: string, position: number): SyntaxNode | null => argumentFor(call, keyword, position);
  const last = lastName(name);
  if (argumentFor(call, 'usedforsecurity')?.text === 'False') return null;
  if (/^_?hashlib\./.test(name)) {
    if (last === 'new') {
      const algorithm = stringValue(argument('name', 0));
      return { function: algorithm ?? 'hashlib.new', isSlow: false, inputs: [argument('data', 1)] };
    }
    if (last === 'pbkdf2_hmac') return { function: name, isSlow: true, inputs: [argument('password', 1)] };
    if (last === 'scrypt') return { function: name, isSlow: true, inputs: [argument('password', 0)] };
    return FAST.test(last) ? { function: name, isSlow: false, inputs: [argument('data', 0)] } : null;
  }
  if (name === 'crypt.crypt' || name === 'legacycrypt.crypt' || name === 'crypt_r.crypt')
    return { function: 'crypt.crypt', isSlow: false, inputs: [argument('word', 0)] };
  const library = /^Crypto(?:dome)?\.Hash\.(\w+)\.new$/.exec(name)?.[1];
  if (library && FAST.test(library)) return { function: library, isSlow: false, inputs: [argument('data', 0)] };
  if (/^Crypto(?:dome)?\.Protocol\.KDF\.(PBKDF[12]|scrypt)$/.test(name))
    return { function: last, isSlow: true, inputs: [argument('password', 0)] };
  if (name === 'cryptography.hazmat.primitives.hashes.Hash')
    return { function: argument('algorithm', 0)?.text.replace(/\(\)$/, '') ?? 'Hash', isSlow: false, inputs: [] };
  const scheme = /^passlib\.hash\.(\w+)\.(hash|encrypt|genhash)$/.exec(name)?.[1];
  if (scheme) return schemeSink(scheme, argument('secret', 0));
  if (name === 'werkzeug.security.generate_password_hash') return werkzeugSink(call);
  if (name === 'django.contrib.auth.hashers.make_password') {
    const hasher = stringValue(argument('hasher', 2));
    const isWeak = hasher !== null && /^(unsalted_)?(md5|sha1|crypt)$/.test(hasher);
    if (hasher !== null && /argon2|bcrypt/.test(hasher)) return null;
    return { function: 'make_password', isSlow: !isWeak, inputs: [argument('password', 0)] };
  }
  return ownSink(call, place);
}

function schemeSink(scheme: string, secret: SyntaxNode | null): Sink | null {
  if (WEAK_SCHEME.test(scheme)) return { function: scheme, isSlow: false, inputs: [secret] };
  return SLOW_SCHEME.test(scheme) ? { function: scheme, isSlow: true, inputs: [secret] } : null;
}

/** `generate_password_hash(password, method="sha256")`; Werkzeug's own default is scrypt (3.0) or pbkdf2. */
function werkzeugSink(call: SyntaxNode): Sink | null {
  const written = argumentFor(call, 'method', 1);
  const method = written ? stringValue(written) : 'scrypt';
  if (method === null) return null;
  const isSlow = /^(pbkdf2|scrypt)\b/.test(method);
  const password = argumentFor(call, 'password', 0);
  return { function: `"generate_password_hash" by the method "${method}"`, isSlow, inputs: [password] };
}

/** `sha256_crypt.using(rounds=1000).hash(password)`. */
function usingSink(call: SyntaxNode, place: CodePlace): Sink | null {
  const callee = call.child('function');
  const object = callee?.type === 'attribute' ? callee.child('object') : null;
  if (object?.type !== 'call' || !/^(hash|encrypt)$/.test(callee?.child('attribute')?.text ?? '')) return null;
  const scheme = /^passlib\.hash\.(\w+)\.using$/.exec(qualifiedName(object.child('function'), place) ?? '')?.[1];
  return scheme ? schemeSink(scheme, argumentFor(call, 'secret', 0)) : null;
}

/** `PBKDF2HMAC(…).derive(password)`, by a variable too. */
function deriveSink(call: SyntaxNode, place: CodePlace): Sink | null {
  const callee = call.child('function');
  if (callee?.type !== 'attribute' || callee.child('attribute')?.text !== 'derive') return null;
  const object = callee.child('object');
  const [source] = object?.type === 'identifier' ? (valuesOf(object)?.sources ?? []) : [];
  const maker = object?.type === 'call' ? object : source?.kind === 'value' ? unparenthesized(source.value) : null;
  const name = maker?.type === 'call' ? qualifiedName(maker.child('function'), place) : null;
  if (!name || !/^cryptography\.hazmat\.primitives\.kdf\.(pbkdf2\.PBKDF2HMAC|scrypt\.Scrypt)$/.test(name)) return null;
  return { function: lastName(name), isSlow: true, inputs: [argumentFor(call, 'key_material', 0)] };
}

/** A function of the project that hashes what it is given, and does not know that it is a password. */
function ownSink(call: SyntaxNode, { project, owner }: CodePlace): Sink | null {
  const name = dottedName(call.child('function'));
  if (name === null || callArguments(call).length === 0) return null;
  const member = /^(?:self|cls)\.(\w+)$/.exec(name)?.[1];
  const definition = member ? null : project.resolve(name);
  const dot = name.lastIndexOf('.');
  const holder = member || definition || dot < 0 ? null : project.resolve(name.slice(0, dot));
  const className = member ? owner?.name : holder?.binding?.kind === 'class' ? holder.binding.name : null;
  const isMethod = className !== null && className !== undefined;
  const path = member ? undefined : (definition?.path ?? holder?.path);
  if ((!isMethod && definition?.binding?.kind !== 'function') || path === null) return null;
  const called = isMethod ? (member ?? name.slice(dot + 1)) : definition!.binding!.name;
  const found = project.digestFunction(called, isMethod ? className : null, path);
  if (!found) return null;
  const input = argumentFor(call, found.parameter, found.position);
  return { function: `"${found.function}" by "${called}"`, isSlow: found.isSlow, inputs: [input] };
}

/** What is handed to `.update(…)` of the object that a call makes. */
function updatesOf(call: SyntaxNode): SyntaxNode[] {
  const { parent } = call;
  if (parent?.type !== 'assignment' || parent.child('right') !== call) return [];
  const name = parent.child('left');
  const around = functionAround(call)?.child('body') ?? rootOf(call);
  if (name?.type !== 'identifier') return [];
  return nodesOfType(around, 'call').flatMap((each) => {
    if (each.start < call.end || dottedName(each.child('function')) !== `${name.text}.update`) return [];
    const first = callArguments(each)[0];
    return first ? [first.value] : [];
  });
}

/** `hashlib.md5(x).hexdigest()[:8]` of `hashlib.md5(x)`, and what makes a text of its bytes. */
function wholeOf(call: SyntaxNode): SyntaxNode {
  let at = call;
  for (let next: SyntaxNode | null = call; next; next = aroundDigest(at)) at = next;
  return at;
}

function aroundDigest(at: SyntaxNode): SyntaxNode | null {
  const { parent } = at;
  if (parent?.type === 'subscript') {
    return at.field === 'value' && parent.child('subscript')?.type === 'slice' ? parent : null;
  }
  if (parent?.type === 'attribute') {
    const method = parent.child('attribute')?.text ?? '';
    const called = parent.parent?.type === 'call' && parent.parent.child('function') === parent ? parent.parent : null;
    return /^(hexdigest|digest|hex|decode|upper|lower|finalize)$/.test(method) ? called : null;
  }
  if (parent?.type !== 'argument_list' || parent.items[0] !== at) return null;
  const encoder = parent.parent?.type === 'call' ? parent.parent : null;
  const name = lastName(dottedName(encoder?.child('function') ?? null) ?? '');
  return /^(b64encode|urlsafe_b64encode|standard_b64encode|hexlify)$/.test(name) ? encoder : null;
}

/** Functions that are slow and salted themselves, or keep a secret of their own. */
const SAFE_CALL =
  /^(hashpw|checkpw|kdf|hash_secret|hash_secret_raw|verify_secret|hash|verify|verify_and_update|needs_update|check_password_hash)$/;
/** What else a digest is for, by the words of a name. */
const PURPOSE =
  /(^|_)(cache|cached|etag|tag|token|fingerprint|checksum|signature|sign|signed|hmac|mac|key|session|nonce|cnonce|ha\d|id|uuid|seed|prefix|suffix|pwned|hibp|breach|breached|leak|leaked|compromised|shard|bucket|dedup|header|authorization|auth_response|prehash|prehashed)(_|$)/;
/** A protocol that says how its clients hash, or the check against known leaks. */
const PROTOCOL =
  /pwned|hibp|k[-_ ]?anonym|breach|leaked|compromis|\brealm\b|\bc?nonce\b|\bchallenge\b|\bHA1\b|\bha1\b|\[\s*0?\s*:\s*5\s*\]/i;

const LEGACY = /(^|_)(legacy|migrate|migration|upgrade|deprecated|phpass|wordpress|wp|drupal|joomla)(_|$)/;

function isForAnotherPurpose({ whole }: PasswordDigest, place: CodePlace): boolean {
  const around = functionAround(whole);
  if (PROTOCOL.test(around ? around.text : place.region.text)) return true;
  // Hashes of another program, which are verified until they are renewed.
  if (LEGACY.test(snake(around?.child('name')?.text ?? ''))) return true;
  return goesElsewhere(whole, place, 0);
}

/** Whether what an expression gives goes into a slow hash, an HMAC, a request or something named otherwise. */
function goesElsewhere(expression: SyntaxNode, place: CodePlace, depth: number): boolean {
  let child = expression;
  for (let at = expression.parent; at; child = at, at = at.parent) {
    switch (at.type) {
      case 'call': {
        if (child === at.child('function')) break;
        const name = qualifiedName(at.child('function'), place) ?? '';
        const called =
          at.child('function')?.child('attribute')?.text ?? lastName(dottedName(at.child('function')) ?? '');
        if (/^hmac\.|^(requests|httpx|aiohttp|urllib)\b|\bpwhash\b/.test(name)) return true;
        if (called === 'compare_digest') {
          // Both sides hashed: that their lengths tell nothing.
          const given = callArguments(at);
          if (given.length === 2 && given.every(({ value }) => /hashlib|md5|sha\d/.test(value.text))) return true;
        } else if (SAFE_CALL.test(called) && !/^hashlib\.|^passlib\.hash\.(hex|md5|sha|plain|des)/.test(name))
          return true;
        if (
          /^(get|post|put|patch|request|stream|connect|login|authenticate)$/.test(called) &&
          /\b(requests|httpx|session|client|http|api)\b/i.test(at.child('function')!.text)
        )
          return true;
        if (/(^|\.)(Fernet|AES|AESGCM|ChaCha20Poly1305|Cipher)(\.|$)/.test(name || called)) return true;
        if (PURPOSE.test(snake(called))) return true;
        break;
      }
      case 'keyword_argument':
        if (PURPOSE.test(snake(at.child('name')?.text ?? ''))) return true;
        break;
      case 'pair':
        if (child.field === 'value' && PURPOSE.test(snake(stringValue(at.child('key')) ?? ''))) return true;
        if (child.field === 'key') return true;
        break;
      case 'subscript':
        // `cache[digest]`
        if (child.field === 'subscript') return true;
        break;
      case 'assignment': {
        const target = at.child('left');
        if (!target || child.field !== 'right') return false;
        const name =
          target.type === 'subscript' ? (stringValue(target.child('subscript')) ?? '') : (dottedName(target) ?? '');
        if (PURPOSE.test(snake(lastName(name)))) return true;
        if (target.type !== 'identifier' || depth > 2) return false;
        return usesAfter(target, at).some((use) => goesElsewhere(use, place, depth + 1));
      }
      case 'return_statement': {
        const around = functionAround(at);
        const name = around?.child('name')?.text ?? '';
        if (PURPOSE.test(snake(name))) return true;
        return place.project.feedsSlowHash(name);
      }
      case 'comparison_operator':
      case 'block':
      case 'function_definition':
        return false;
    }
  }
  return false;
}

/** Where a variable is read behind its assignment, in the same function. */
function usesAfter(target: SyntaxNode, assignment: SyntaxNode): SyntaxNode[] {
  const around = functionAround(assignment)?.child('body') ?? rootOf(assignment);
  return nodesOfType(around, 'identifier').filter(
    (node) =>
      node.text === target.text &&
      node.start >= assignment.end &&
      node.field !== 'left' &&
      !(node.parent?.type === 'attribute' && node.field === 'attribute') &&
      !(node.parent?.type === 'keyword_argument' && node.field === 'name'),
  );
}

function snake(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}

/** A context of passlib whose own scheme is weak: `CryptContext(schemes=["md5_crypt"])`. */
export interface WeakContext {
  readonly call: SyntaxNode;
  /** The scheme's literal. */
  readonly scheme: SyntaxNode;
  readonly name: string;
  readonly isSlow: boolean;
}

/** The contexts of a region that hash new passwords by a weak or merely slow scheme; schemes kept for old hashes are fine. */
export function weakContexts(place: CodePlace): WeakContext[] {
  if (!place.region.text.includes('CryptContext')) return [];
  return nodesOfType(place.region.node, 'call').flatMap((call): WeakContext[] => {
    const name = qualifiedName(call.child('function'), place);
    if (!name || !/^passlib\.(context\.)?(Lazy)?CryptContext$/.test(name)) return [];
    const schemes = argumentFor(call, 'schemes', 0);
    const list = schemes && unparenthesized(schemes);
    const items = list && /^(list|tuple|set)$/.test(list.type) ? list.items : list ? [list] : [];
    const named = stringValue(argumentFor(call, 'default'));
    const scheme = named === null ? items[0] : items.find((item) => stringValue(item) === named);
    const text = scheme ? stringValue(scheme) : null;
    if (!scheme || text === null) return [];
    if (WEAK_SCHEME.test(text)) return [{ call, scheme, name: text, isSlow: false }];
    return SLOW_SCHEME.test(text) ? [{ call, scheme, name: text, isSlow: true }] : [];
  });
}
