// What a change of paths means for a project: the edits of the literals that say them, and those of the tests' client
// calls that ask for them. Must not know rules. Positions are told in files, for a fix that is made at once.
import type { Span } from '../syntax/node';
import { type CalledPart, type TestCall, testCallsOf } from './clientCalls';
import type { Project } from './project';
import { locate, routeListOf } from './routes';
import type { Operation, Step } from './routing/graph';
import type { PlaceRef } from './routing/things';
import type { PieceSpan } from './view';

/** A replacement within a stretch of path: offsets count in its text. */
export interface PieceChange extends Span {
  readonly place: PlaceRef;
  /** The stretch as it is. */
  readonly text: string;
  readonly newText: string;
}

/** What is to become of paths and methods. */
export interface PathChange {
  readonly pieces: readonly PieceChange[];
  /** Includes without a prefix that get one: the argument that is the router, and the prefix. */
  readonly prefixes?: readonly { readonly target: PlaceRef; readonly text: string }[];
  /** The method of a decorator's call: the word itself is the rule's to edit. */
  readonly methods?: readonly { readonly call: PlaceRef; readonly from: string; readonly to: string }[];
}

/** An edit of a file: UTF-16 offsets. */
export interface PlacedEdit extends Span {
  readonly newText: string;
}

/** The edits that a change needs, by file, and how many calls in tests are among them. */
export interface PathEdits {
  readonly files: Readonly<Record<string, readonly PlacedEdit[]>>;
  readonly calls: number;
}

interface Changed {
  readonly operation: Operation;
  readonly path: string;
  readonly method: string;
}

/**
 * Works out the edits of a change.
 * @returns null where it cannot be made: a literal with escapes in it, or two routes that would become one
 */
export function changePaths(project: Project, change: PathChange): PathEdits | null {
  const files = new Map<string, Map<string, PlacedEdit>>();
  const add = (path: string, edit: PlacedEdit): void => {
    const edits = files.get(path) ?? new Map<string, PlacedEdit>();
    files.set(path, edits);
    edits.set(`${edit.start} ${edit.end} ${edit.newText}`, edit);
  };
  for (const { place, text, start, end, newText } of change.pieces) {
    const found = locate(project, place);
    if (!found || found.end - found.start !== text.length) return null;
    add(found.path, { start: found.start + start, end: found.start + end, newText });
  }
  for (const { target, text } of change.prefixes ?? []) {
    const found = locate(project, target);
    if (!found) return null;
    add(found.path, { start: found.end, end: found.end, newText: `, prefix="${text}"` });
  }
  const plan = planOf(project, change);
  if (!plan) return null;
  let calls = 0;
  for (const { edits, word, method } of plan) {
    const placed: [string, PlacedEdit][] = [];
    for (const { part, start, end, newText } of edits) {
      const found = locate(project, part.place);
      if (!found || found.end - found.start !== part.length) break;
      placed.push([found.path, { start: found.start + start, end: found.start + end, newText }]);
    }
    const said = method === null ? null : locate(project, word);
    if (placed.length < edits.length || (method !== null && !said)) continue;
    if (said) placed.push([said.path, { start: said.start, end: said.end, newText: method! }]);
    for (const [path, edit] of placed) add(path, edit);
    calls++;
  }
  return {
    files: Object.fromEntries([...files].map(([path, edits]) => [path, [...edits.values()].sort(byPlace)])),
    calls,
  };
}

function byPlace(one: Span, other: Span): number {
  return one.start - other.start || one.end - other.end;
}

function isSame(one: PlaceRef | null, other: PlaceRef | null): boolean {
  return one?.path === other?.path && one?.region === other?.region && one?.at === other?.at && one !== null;
}

function changedPath({ steps }: Operation, change: PathChange): string {
  let path = '';
  for (const step of steps) {
    if (step.text === null) {
      path += '…';
      continue;
    }
    const given = step.place === null && change.prefixes?.find((each) => isSame(each.target, step.target));
    if (given) {
      path += given.text;
      continue;
    }
    const pieces = step.thing.kind === 'text' ? step.thing.pieces : [];
    const text = pieces.map(({ value, place }) => applyTo(value, place, change.pieces)).join('');
    path += step.kind === 'mount' ? text.replace(/\/$/, '') : text;
  }
  return path;
}

function applyTo(value: string, place: PlaceRef | null, changes: readonly PieceChange[]): string {
  let text = value;
  const own = changes.filter((each) => isSame(each.place, place)).sort(byPlace);
  for (const { start, end, newText } of own.toReversed()) text = text.slice(0, start) + newText + text.slice(end);
  return text;
}

/** Whether the change makes one route of two that were not one before. */
function collides(operations: readonly Operation[], changed: ReadonlyMap<number, Changed>): boolean {
  const after = new Map<string, { readonly before: string; readonly call: PlaceRef }>();
  for (const [i, operation] of operations.entries()) {
    const now = changed.get(i);
    const app = operation.app?.place;
    if (!app) continue;
    const key = (path: string, method: string): string =>
      `${app.path}:${app.region}:${app.at} ${method} ${path.replace(/\{[^}:]*/g, '{')}`;
    const before = key(operation.path, operation.method);
    const then = now ? key(now.path, now.method) : before;
    const other = after.get(then);
    if (other && other.before !== before && !isSame(other.call, operation.route.call)) return true;
    if (!other) after.set(then, { before, call: operation.route.call });
  }
  return false;
}

/** An edit of a stretch of a URL, by the stretch. */
interface UrlEdit extends PlacedEdit {
  readonly part: CalledPart;
}

/** What becomes of a client call: of its URL, and of the word that says its method. */
interface CallEdit {
  readonly edits: readonly UrlEdit[];
  readonly word: PlaceRef;
  readonly method: string | null;
}

const plans = new WeakMap<object, Map<string, readonly CallEdit[] | null>>();

/**
 * The client calls whose requests would go elsewhere, and how they follow. Many problems have one remedy: what was worked
 * out is kept as long as `project.calls`, which is why it tells places and no offsets of files.
 * @returns null where two routes would become one
 */
function planOf(project: Project, change: PathChange): readonly CallEdit[] | null {
  let known = plans.get(project.calls);
  if (!known) {
    known = new Map();
    plans.set(project.calls, known);
  }
  const key = JSON.stringify(change);
  let plan = known.get(key);
  if (plan === undefined) {
    plan = makePlan(project, change);
    known.set(key, plan);
  }
  return plan;
}

function makePlan(project: Project, change: PathChange): readonly CallEdit[] | null {
  const { operations } = routeListOf(project);
  const changed = new Map<number, Changed>();
  for (const [i, operation] of operations.entries()) {
    const path = changedPath(operation, change);
    const to = change.methods?.find(
      (each) => isSame(each.call, operation.route.call) && each.from === operation.method,
    );
    const method = to?.to ?? operation.method;
    if (path !== operation.path || method !== operation.method) changed.set(i, { operation, path, method });
  }
  if (collides(operations, changed)) return null;
  if (changed.size === 0) return [];
  const all = testCallsOf(project);
  const wanted = new Map<TestCall, CallEdit>();
  for (const call of all) {
    const found = editCall(call, change, changed);
    if (found && found.edits.length + (found.method === null ? 0 : 1) > 0) wanted.set(call, found);
  }
  // What several calls share is edited when all of them want the same: how many do, and how many there are.
  const agreeing = countEach([...wanted.values()].flatMap((edit) => [...new Set(wishesOf(edit).map(keyOfWish))]));
  const users = countEach(all.flatMap((call) => [...new Set(placesOf(call).map(keyOf))]));
  return [...wanted.values()].filter((edit) =>
    wishesOf(edit).every((wish) => agreeing.get(keyOfWish(wish)) === users.get(keyOf(wish.place))),
  );
}

/** A wish of a call: what is to stand at a place. */
interface Wish {
  readonly place: PlaceRef;
  readonly what: string;
}

function wishesOf({ edits, word, method }: CallEdit): Wish[] {
  const wishes = edits.map(({ part, start, end, newText }) => ({
    place: part.place!,
    what: `${start} ${end} ${newText}`,
  }));
  return method === null ? wishes : [...wishes, { place: word, what: method }];
}

function keyOfWish({ place, what }: Wish): string {
  return `${keyOf(place)} ${what}`;
}

function placesOf({ parts, methodPlace }: TestCall): PlaceRef[] {
  return [methodPlace, ...parts.flatMap(({ place }) => place ?? [])];
}

function countEach(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function keyOf({ path, region, at }: PlaceRef): string {
  return `${path}:${region}:${at}`;
}

function editCall(call: TestCall, change: PathChange, changed: ReadonlyMap<number, Changed>): CallEdit | null {
  const certain = call.targets.filter(({ isCertain }) => isCertain).map(({ operation }) => operation);
  const [first] = certain;
  // A request that may also go to a route which stays is not touched.
  if (first === undefined || !certain.every((each) => changed.has(each))) return null;
  const { operation, path, method } = changed.get(first)!;
  const isOne = certain.every((each) => {
    const other = changed.get(each)!;
    return other.path === path && other.operation.path === operation.path && other.method === method;
  });
  if (!isOne) return null;
  // A constant that routes and tests share changes for both at once.
  const isShared = call.parts.some(({ place }) => change.pieces.some((each) => isSame(each.place, place)));
  const edits = isShared || call.parts.length === 0 ? [] : editUrl(call.url, call.parts, operation.path, path);
  if (edits === null) return null;
  const isOther = method !== operation.method && call.method === operation.method;
  if (isOther && call.hasBody && /^(GET|HEAD|DELETE|OPTIONS)$/.test(method)) return null;
  const word = call.isMethodText ? method : method.toLowerCase();
  return { edits, word: call.methodPlace, method: isOther ? word : null };
}

/** Rewrites the segments of a URL in which two paths differ; null where a URL is not written as the path is. */
function editUrl(url: string, parts: readonly CalledPart[], before: string, after: string): UrlEdit[] | null {
  const spans = segmentSpans(url);
  const [old, now] = [segmentSpans(before), segmentSpans(after)].map((list) => list.map(({ text }) => text)) as [
    string[],
    string[],
  ];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const removed = old.slice(head, old.length - tail);
  const inserted = now.slice(head, now.length - tail).join('/');
  // A converter of paths takes many segments, but only at the end.
  if (spans.length < old.length && spans.length < head + removed.length) return null;
  const edits: UrlEdit[] = [];
  const push = (start: number, end: number, newText: string): boolean => {
    const edit = editPart(parts, start, end, newText);
    if (edit) edits.push(edit);
    return edit !== null;
  };
  if (removed.length > 0) {
    if (!removed.every((text, i) => spans[head + i]?.text === text)) return null;
    const from = spans[head]!.start;
    const to = spans[head + removed.length - 1]!.end;
    if (!push(inserted === '' ? from - 1 : from, to, inserted)) return null;
  } else if (inserted !== '') {
    const at = head === 0 ? 0 : spans[head - 1]?.end;
    if (at === undefined || (at === 0 && !url.startsWith('/')) || !push(at, at, `/${inserted}`)) return null;
  }
  const loses = before.endsWith('/') && !after.endsWith('/') && after !== '';
  if (loses && url.endsWith('/') && url.length > 1 && !push(url.length - 1, url.length, '')) return null;
  return edits;
}

function segmentSpans(path: string): (Span & { readonly text: string })[] {
  return [...path.matchAll(/[^/{}]*(?:\{[^}]*\}[^/{}]*)+|[^/]+/g)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** An edit of a URL as one of the stretch that holds it; null where it is none of one written stretch. */
function editPart(parts: readonly CalledPart[], start: number, end: number, newText: string): UrlEdit | null {
  let from = 0;
  for (const part of parts) {
    const to = from + part.text.length;
    if (start >= from && end <= to && part.place && (start > from || start === 0 || end > start)) {
      return { part, start: start - from + part.from, end: end - from + part.from, newText };
    }
    from = to;
  }
  return null;
}

/**
 * The stretches that say one segment in the paths of one router's routes; see `ProjectView.siblings`.
 * @returns empty where one of them is not written as one stretch
 */
export function siblingsOf(project: Project, call: PlaceRef, path: string, at: number): readonly PieceSpan[] {
  const { operations } = routeListOf(project);
  const own = operations.find((each) => isSame(each.route.call, call) && each.path === path);
  const text = /^[^/]*/.exec(path.slice(at))![0];
  const head = path.slice(0, at + text.length);
  const found = new Map<string, PieceSpan>();
  for (const operation of operations) {
    if (operation.router !== own?.router || !/^(\/|$)/.test(operation.path.slice(head.length))) continue;
    if (!operation.path.startsWith(head)) continue;
    const span = pieceAt(operation.steps, at, at + text.length);
    if (!span) return [];
    found.set(`${keyOf(span.place)} ${span.start}`, span);
  }
  return [...found.values()];
}

/** The stretch of a path that holds two offsets of it. */
function pieceAt(steps: readonly Step[], start: number, end: number): PieceSpan | null {
  let from = 0;
  for (const step of steps) {
    let at = from;
    for (const { value, place } of step.text !== null && step.thing.kind === 'text' ? step.thing.pieces : []) {
      if (start >= at && end <= at + value.length && start < at + value.length) {
        return place && { place, text: value, start: start - at, end: end - at };
      }
      at += value.length;
    }
    from += step.text?.length ?? 1;
  }
  return null;
}
