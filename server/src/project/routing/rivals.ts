// Finds, for each operation, the earlier route of its application that takes its requests: the same path, or one that covers it.
// Must not know rules. Source: starlette/routing.py, `compile_path` and `Route.matches`; convertors.py for the converters.
import type { Operation, RouteList, Wall } from './graph';

/** What takes an operation's requests. */
export interface Rival {
  /** Whether method and path are the same but for the parameters' names. */
  readonly isTwin: boolean;
  readonly operation: Operation | null;
  readonly wall: Wall | null;
}

interface Pattern {
  readonly operation: Operation;
  readonly segments: readonly Part[];
  /** The path with its parameters' names left out. */
  readonly shape: string;
}

/** A segment: fixed text, one whole parameter by its converter, or a mixture. */
type Part =
  | { readonly kind: 'fixed'; readonly text: string }
  | { readonly kind: 'parameter'; readonly converter: string }
  | { readonly kind: 'mixed'; readonly shape: string; readonly pattern: RegExp };

const CONVERTERS: Readonly<Record<string, string>> = {
  str: '[^/]+',
  int: '[0-9]+',
  float: '[0-9]+(\\.[0-9]+)?',
  uuid: '[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}',
  path: '.*',
};

/** The rivals of all operations that are resolved and have one. */
export function findRivals({ operations, walls }: RouteList): ReadonlyMap<Operation, Rival> {
  const rivals = new Map<Operation, Rival>();
  const earlier = new Map<string, Pattern[]>();
  for (const operation of operations) {
    if (operation.unresolved !== null || !operation.app) continue;
    const pattern = patternOf(operation);
    const key = `${operation.method} ${placeKey(operation)}`;
    const known = earlier.get(key) ?? [];
    const rival =
      known.find((each) => each.shape === pattern.shape && couldMeet(each.operation, operation)) ??
      known.find((each) => covers(each.segments, pattern.segments) && couldMeet(each.operation, operation));
    const wall = rival ? null : (walls.find((each) => standsBefore(each, operation)) ?? null);
    if (rival) rivals.set(operation, { isTwin: rival.shape === pattern.shape, operation: rival.operation, wall: null });
    else if (wall) rivals.set(operation, { isTwin: false, operation: null, wall });
    known.push(pattern);
    earlier.set(key, known);
  }
  return rivals;
}

function placeKey(operation: Operation): string {
  const { path, region, at } = operation.app!.place;
  return `${path}:${region}:${at}`;
}

/** Two routes of one registration are one in two ways; those in different arms of a branch never meet. */
function couldMeet(one: Operation, other: Operation): boolean {
  if (one.app !== other.app) return false;
  const [a, b] = [one.route.call, other.route.call];
  if (a.path === b.path && a.region === b.region && a.at === b.at) return false;
  // What stands in a branch may not be there.
  return one.guards.every((guard) => other.guards.includes(guard));
}

/** Whether two lists of arms hold different arms of one branch. */
export function areExclusive(one: readonly string[], other: readonly string[]): boolean {
  const branchOf = (guard: string): string => guard.slice(0, guard.lastIndexOf(':'));
  return one.some((guard) => other.some((each) => each !== guard && branchOf(each) === branchOf(guard)));
}

function standsBefore(wall: Wall, operation: Operation): boolean {
  const isThere = wall.guards.every((guard) => operation.guards.includes(guard));
  if (wall.app !== operation.app || wall.sequence > operation.sequence || !isThere) {
    return false;
  }
  // What is mounted there is behind the wall itself.
  if (operation.steps.some((step) => step.kind === 'mount')) return false;
  return operation.path.startsWith(`${wall.path}/`) || (wall.path === '' && operation.path.startsWith('/'));
}

function patternOf(operation: Operation): Pattern {
  const segments = operation.path.split('/').map(partOf);
  return {
    operation,
    segments,
    shape: operation.path.replace(/\{[^}:]*(:\w+)?\}/g, (_, type: string) => `{${type ?? ''}}`),
  };
}

function partOf(text: string): Part {
  if (!text.includes('{')) return { kind: 'fixed', text };
  const whole = /^\{[^}:]*(?::(\w+))?\}$/.exec(text);
  if (whole) return { kind: 'parameter', converter: whole[1] ?? 'str' };
  const source = text
    .split(/(\{[^}]*\})/)
    .map((piece) => {
      const parameter = /^\{[^}:]*(?::(\w+))?\}$/.exec(piece);
      return parameter ? (CONVERTERS[parameter[1] ?? 'str'] ?? '(?!)') : piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return { kind: 'mixed', shape: text.replace(/\{[^}:]*/g, '{'), pattern: new RegExp(`^${source}$`) };
}

/** Whether every path that the second pattern takes is taken by the first. */
function covers(first: readonly Part[], second: readonly Part[]): boolean {
  for (const [i, part] of first.entries()) {
    const other = second[i];
    if (part.kind === 'parameter' && part.converter === 'path' && i === first.length - 1) return other !== undefined;
    if (!other || !coversPart(part, other)) return false;
  }
  return first.length === second.length;
}

function coversPart(part: Part, other: Part): boolean {
  if (part.kind === 'fixed') return other.kind === 'fixed' && part.text === other.text;
  if (part.kind === 'mixed') {
    return other.kind === 'fixed'
      ? part.pattern.test(other.text)
      : other.kind === 'mixed' && part.shape === other.shape;
  }
  if (other.kind === 'fixed') {
    const pattern = CONVERTERS[part.converter];
    return pattern !== undefined && part.converter !== 'path' && new RegExp(`^${pattern}$`).test(other.text);
  }
  if (other.kind === 'mixed') return part.converter === 'str' && !other.shape.includes(':path');
  return (
    part.converter === other.converter ||
    (part.converter === 'str' && other.converter in CONVERTERS && other.converter !== 'path')
  );
}
