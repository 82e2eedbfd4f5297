// Who gives a field its value: the client, the server, nobody in a request at all. Told by names and declarations.
// Must not know classes or how fields are written.

import { allowsNone } from './fields';
import type { WrittenField } from './fieldText';
import { readFieldValue } from './fieldText';
import { isSensitiveName } from './sensitive';

/**
 * - `plain`: clients send it and get it back.
 * - `fixed`: sent when the thing is created, never changed: a key that the client chooses.
 * - `key`: what identifies the thing; the server gives it.
 * - `server`: times, authors of changes, whatever else the server writes, and what it computes or joins.
 * - `secret`: sent by clients, never sent to them.
 * - `hash`: made of a password; neither sent nor received.
 * - `hidden`: a secret that the server makes.
 */
export type FieldRole = 'plain' | 'fixed' | 'key' | 'server' | 'secret' | 'hash' | 'hidden';

const HASH = /(^|_)(hashed|encrypted|hash)(_\w+)?$|(_hash|_digest|_hashed|_encrypted)$/;
const MADE_BY_SERVER = /(^|_)(token|secret|api_key|key)_hash$|(^|_)token_hash$/;
const EVENT =
  'created|updated|modified|deleted|inserted|changed|registered|joined|last_modified|last_updated|last_login|last_seen|last_active|last_changed|date_created|create|update|delete';
const STAMP = new RegExp(
  `^(date_)?(${EVENT})_?(at|on|time|date|ts|timestamp|datetime|utc)$|^date_(created|updated|modified|joined|added)$|^(created|updated|modified|last_login|last_seen|last_updated|last_modified|timestamp)$`,
);
const AUTHOR = /^(created|updated|modified|deleted)_by(_id)?$/;

/** A camel-case name in snake case. */
function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/**
 * The role of a field.
 * @param resource the class's name without its variant: `user_id` identifies a `User`
 */
export function roleOf(field: WrittenField, resource: string): FieldRole {
  const name = snake(field.name);
  const { default: start, factory, call } = readFieldValue(field.value);
  const said = `${field.annotation} ${field.value ?? ''}`;
  const isPrimary = /\bprimary_key\s*=\s*True|\bpk\s*=\s*True/.test(said);
  if (/^_?(id|uuid|guid|pk|_id)$/.test(name)) return 'key';
  if (isPrimary) return start !== null || factory !== null || isNumber(field.annotation) ? 'key' : 'fixed';
  if (name === `${snake(resource)}_id` || name === `${snake(resource)}_uuid`) return 'key';
  if (isSensitiveName(field.name)) {
    if (MADE_BY_SERVER.test(name)) return 'hidden';
    return HASH.test(name) ? (/passw/.test(name) ? 'hash' : 'hidden') : 'secret';
  }
  if (STAMP.test(name)) return 'server';
  if (AUTHOR.test(name)) {
    const isOpen = start !== null || factory !== null || allowsNone(field.annotation);
    return isOpen ? 'server' : 'plain';
  }
  if (
    call?.arguments.some(
      ({ name: key, text }) => (key === 'init' && text === 'False') || (key === 'exclude' && text === 'True'),
    )
  )
    return 'server';
  return 'plain';
}

function isNumber(annotation: string): boolean {
  return /\b(int|UUID\d?)\b/.test(annotation);
}
