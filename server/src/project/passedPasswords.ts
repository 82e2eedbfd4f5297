// Whether those who call a function hand it a password as it was typed, or something that they made of one.
// Must not know what the function does with it.
import { isPasswordName } from '../facts/passwordNames';
import type { ArgumentCode } from '../facts/sqlExports';
import { type CallSource, classAround, findCallers, findRegion, isPathOperation, signatureOfRegion } from './callers';

/** `typed`: every caller that can be read passes a password by its name; `other`: some caller does not, or cannot be read. */
export type PassedPassword = 'typed' | 'other' | 'nobody';

/** Callers of callers are followed so far. */
const DEEPEST = 4;

/** What the callers of a function, tests left out, pass as one parameter; `nobody` when nothing calls it. */
export function passedAsPassword(
  source: CallSource,
  path: string,
  owner: string | null,
  name: string,
  parameter: string,
): PassedPassword {
  return look(source, path, owner, name, parameter, 0, new Set());
}

function look(
  source: CallSource,
  path: string,
  owner: string | null,
  name: string,
  parameter: string,
  depth: number,
  seen: Set<string>,
): PassedPassword {
  const key = `${path}\0${owner ?? ''}\0${name}\0${parameter}`;
  if (seen.has(key)) return 'nobody';
  seen.add(key);
  if (depth > DEEPEST) return 'other';
  const found = findRegion(source, path, owner, name);
  const signature = found && signatureOfRegion(found.module, found.region);
  if (!signature) return 'nobody';
  // FastAPI calls these itself, with what a client sent.
  if (isPathOperation(signature) || (owner === null && source.readsSignatureOf(path, name))) return 'typed';
  const isBound = owner !== null && !signature.decorators.some((text) => /(^|\.)staticmethod$/.test(text));
  const given = isBound ? signature.parameters.slice(1) : signature.parameters;
  const position = given.findIndex((each) => each.name === parameter);
  const callers = findCallers(source, { path, owner, name });
  if (callers === null) return 'other';
  let result: PassedPassword = 'nobody';
  for (const { module, region, call } of callers) {
    const code = call.keywords[parameter] ?? call.positional[position];
    if (code === undefined && !call.isOpen) continue;
    if (code === undefined) return 'other';
    const isTyped = module.regions[region]!.exports.security.typed.includes(name);
    const kind = isTyped && /^[UM]/.test(code) ? 'typed' : meaningOf(code);
    if (kind === 'constant') continue;
    if (kind === 'other') return 'other';
    result = 'typed';
    if (!code.startsWith('P')) continue;
    const around = signatureOfRegion(module, region);
    if (!around) continue;
    const further = look(source, module.path, classAround(module, region), around.name, code.slice(1), depth + 1, seen);
    if (further === 'other') return 'other';
  }
  return result;
}

function meaningOf(code: ArgumentCode): 'typed' | 'constant' | 'other' {
  if (code === 'L') return 'constant';
  if (!/^[PM]/.test(code)) return 'other';
  const last = code.slice(1).split('.').at(-1) ?? '';
  return isPasswordName(last) ? 'typed' : 'other';
}
