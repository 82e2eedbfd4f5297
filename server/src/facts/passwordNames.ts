// Which names mean a password as somebody types it, and which mean what is stored of one.
// Must not know code: names alone, judged word by word. (rules.md, security: `password_policy` is no password.)

import { nameWords } from './nameWords';

const PASSWORD = new Set(['password', 'passwd', 'passwort', 'pwd', 'passphrase', 'pw', 'psw', 'passcode']);
/** What may follow the word: `password_1`, `passwordConfirm`, `password_bytes`. */
const BEHIND =
  /^(\d+|confirm|confirmation|again|repeat|repeated|raw|plain|plaintext|clear|cleartext|text|str|string|bytes|byte|b|input|value|val|utf|encoded|in|form|field|param|normalized|clean|new|old|current)$/;
/** What before the word makes it another thing: a hash of it, a question about it, what is done with it. */
const NO_PASSWORD =
  /^(hash|hashed|hashing|crypt|crypted|encrypted|encrypt|encoded|decrypt|digest|digested|derived|salted|masked|redacted|obfuscated|has|is|no|non|not|use|uses|need|needs|require|requires|required|show|hide|allow|allows|without|min|max|minimum|maximum|forgot|forgotten|reset|verify|verified|check|validate|valid|set|get|send|last|invalid|wrong|incorrect|bad|weak|strong|missing|force|enforce|md|sha|bcrypt|argon|scrypt|pbkdf|ha)$/;
/** Passwords by which the program enters another system: they are kept as they are, or encrypted. */
const OF_SYSTEMS =
  /^(db|database|sql|postgres|postgresql|pg|mysql|mariadb|oracle|mssql|mongo|mongodb|redis|rabbit|rabbitmq|mq|amqp|kafka|elastic|elasticsearch|opensearch|neo|clickhouse|snowflake|cassandra|smtp|imap|pop|mail|email|ftp|sftp|ssh|telnet|snmp|proxy|broker|ldap|bind|vault|keystore|truststore|key|cert|certificate|ssl|tls|pem|pfx|pdf|zip|archive|wifi|wlan|vpn|router|camera|rtsp|nvr|device|sudo|service|api|app|application|client|connection|conn|jira|github|gitlab|jenkins|registry|docker|s|minio|airflow|kibana|grafana|influx|influxdb|zookeeper|sentinel|cache|celery|backend|server|host|engine|remote|target|source)$/;

/** Whether a name means a user's password as it is typed. */
export function isPasswordName(name: string): boolean {
  const words = nameWords(name);
  const at = words.findLastIndex((word, i) => PASSWORD.has(word) || (word === 'pass' && isTyped(words, i)));
  if (at < 0) return false;
  return (
    words.slice(at + 1).every((word) => BEHIND.test(word)) &&
    !words.slice(0, at).some((word) => NO_PASSWORD.test(word) || OF_SYSTEMS.test(word))
  );
}

/** `user_pass`, `plain_pass`: not `first_pass`, `boarding_pass`. */
function isTyped(words: readonly string[], at: number): boolean {
  return at > 0 && /^(user|login|plain|raw|typed|entered|input|new|old|my|admin)$/.test(words[at - 1]!);
}

/** Whether a name means what is stored of a password: `hashed_password`, `password_hash`, `pw_digest`. */
export function isPasswordHashName(name: string): boolean {
  const words = nameWords(name);
  return (
    words.some((word) => PASSWORD.has(word)) &&
    words.some((word) => /^(hash|hashed|digest|encrypted|crypted|salted)$/.test(word)) &&
    !words.some((word) => /^(salt|algorithm|scheme|rounds|cost|version|context|hasher|hashing)$/.test(word))
  );
}

/** Whether a name is that of another system, whose password is not a user's: `smtp`, `db_settings`, `redis_client`. */
export function isSystemName(name: string): boolean {
  return nameWords(name).some(
    (word) =>
      OF_SYSTEMS.test(word) ||
      /^(settings|setting|config|conf|cfg|env|environ|options|opts|credentials|creds|url|uri|dsn)$/.test(word),
  );
}

/** Whether a name has a password in it and one of the given words, as `verify_password` has `verify`. */
export function isAboutPassword(name: string, does: RegExp): boolean {
  const words = nameWords(name);
  return words.some((word) => PASSWORD.has(word)) && words.some((word) => does.test(word));
}

/** What a function does whose name says that it makes a hash of a password. */
export const HASHES = /^(hash|hashed|hasher|encrypt|crypt|digest|make|encode|generate|create|secure|salt)$/;
/** What a function does whose name says that it compares a password. */
export const VERIFIES =
  /^(verify|verifies|check|checks|validate|compare|match|matches|authenticate|test|is|correct|valid)$/;

/** Names without meaning of their own, which a function about passwords gives to one: `def hash_password(plain)`. */
export const NEUTRAL =
  /^(plain|plaintext|plain_text|raw|raw_value|text|value|val|s|string|data|input|secret|word|candidate|attempt|provided|given|entered)$/;
