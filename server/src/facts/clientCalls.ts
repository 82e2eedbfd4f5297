// Reads the calls of HTTP clients in a region, `client.get("/users")`, and what makes the clients: `TestClient(app)`.
// Must not know which file is a test, which application or route is meant; names of the region's own functions are
// followed here, all others in `project/`. Plain data: it is compared with that of the last edit.
import type { SyntaxNode } from '../syntax/node';
import { closest, walk } from '../syntax/node';
import { argumentFor, callArguments, dottedName, lastName, stringValue, unparenthesized } from './expressions';
import { readDecorators } from './functions';
import { LocalValues } from './localValues';
import { perRegion, type Region } from './region';
import { LARGEST_VALUE, Places, type Value } from './values';

/** A call that a client may make. Numbers named `at` count in the region's `clientCalls.places`: see `spanOf`. */
export interface ClientCall {
  /** In capitals, `WEBSOCKET` for `websocket_connect`; null when it is not known. */
  readonly method: string | null;
  /** The word that says the method: `get` behind the dot, or what stands between the quotes of `request("GET", …)`. */
  readonly methodAt: number;
  /** Whether that is a text between quotes. */
  readonly isMethodText: boolean;
  /** Whether it sends a body. */
  readonly hasBody: boolean;
  /** The URL, names of the function's own put in; `either` and `each` give several. */
  readonly url: Value;
  /** The whole call. */
  readonly at: number;
  /** The client as it is written, `self.client`; empty for one made on the spot. */
  readonly client: string;
  /** Whether the client is a parameter: a fixture. */
  readonly isGiven: boolean;
  /** Whether name or URL tell that it is a client, whoever makes it. */
  readonly isLikely: boolean;
  /** Where the region itself makes the client. */
  readonly made: ClientMade | null;
  /** The outermost function of the region in which it stands; null at module and class level. */
  readonly caller: string | null;
}

/** A client that a region makes. */
export interface ClientMade {
  /** What it is bound to: a variable, an attribute (`self.client`), or the function, often a fixture, that gives it. */
  readonly names: readonly string[];
  /** The application that answers; null for one behind a network. */
  readonly app: Value | null;
  readonly baseUrl: Value | null;
}

/** What a region does with clients. */
export interface RegionCalls {
  readonly calls: readonly ClientCall[];
  readonly made: readonly ClientMade[];
  /** The spans that the numbers stand for. They are no part of the print: what only moved says the same. */
  readonly places: readonly { readonly start: number; readonly end: number }[];
}

/** The methods of a client, with the HTTP method that each asks with. */
export const CLIENT_METHODS: Readonly<Record<string, string>> = {
  get: 'GET',
  post: 'POST',
  put: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  head: 'HEAD',
  options: 'OPTIONS',
  websocket_connect: 'WEBSOCKET',
};
/** Methods that take the HTTP method as their first argument. */
const GENERAL = new Set(['request', 'stream']);

const WORDS = /\.\s*(get|post|put|patch|delete|head|options|websocket_connect|request|stream)\s*\(|Client\s*\(/;
const CLIENT_CLASS = /(^|Test|Async|AsyncTest|Http|HTTP|Api|API)Client$/;
const NOTHING: RegionCalls = { calls: [], made: [], places: [] };

/** Numbers of these places are below -1, so that nobody takes them for numbers of the wiring's places. */
class CallPlaces extends Places {
  override add(node: { readonly start: number; readonly end: number }): number {
    return -2 - super.add(node);
  }
}

/** The span in the region that a number of a client call stands for; null for one of no call. */
export function callSpan(calls: RegionCalls, at: number): { readonly start: number; readonly end: number } | null {
  return calls.places[-2 - at] ?? null;
}

/** Whether a number is one of a client call rather than of the wiring. */
export function isCallPlace(at: number): boolean {
  return at < -1;
}

/** The client calls of a region, in source order. */
export const readClientCalls = perRegion((region): RegionCalls => {
  if (!WORDS.test(region.text)) return NOTHING;
  const places = new CallPlaces();
  const locals = new LocalValues(places);
  const makers = new Map<SyntaxNode, ClientMade>();
  walk(region.node, (node) => {
    if (node.type === 'call' && isClientClass(node)) makers.set(node, readMaker(node, region, locals));
    return true;
  });
  const made = [...makers.values()];
  const calls: ClientCall[] = [];
  walk(region.node, (node) => {
    if (node.type !== 'call') return true;
    const call = readCall(node, makers, locals, places);
    if (call) calls.push(call);
    return true;
  });
  return calls.length === 0 && made.length === 0 ? NOTHING : { calls, made, places: places.spans };
});

function isClientClass(call: SyntaxNode): boolean {
  const name = dottedName(call.child('function'));
  return name !== null && CLIENT_CLASS.test(lastName(name));
}

function readMaker(node: SyntaxNode, region: Region, locals: LocalValues): ClientMade {
  const value = locals.read(node, node);
  const given = value.kind === 'call' ? value.arguments : [];
  const named = (name: string): Value | null => given.find((each) => each.name === name)?.value ?? null;
  const isTest = /Test\w*Client$/.test(dottedName(node.child('function')) ?? '');
  const first = given.find((each) => each.name === null && each.star === '')?.value ?? null;
  const transport = named('transport');
  const inner = transport?.kind === 'call' ? transport.arguments : [];
  const carried = (inner.find((each) => each.name === 'app') ?? inner.find((each) => each.name === null))?.value;
  const app = named('app') ?? (isTest ? first : null) ?? carried ?? null;
  return { names: boundNames(node, region), app, baseUrl: named('base_url') };
}

/** What a client is bound to: the target of its assignment or `with`, and the function around that hands it out. */
function boundNames(node: SyntaxNode, region: Region): string[] {
  const names: string[] = [];
  let statement: SyntaxNode | null = node;
  for (; statement; statement = statement.parent) {
    if (statement.type === 'assignment') {
      const name = dottedName(statement.child('left'));
      if (name !== null) names.push(name);
    } else if (statement.type === 'as_pattern') {
      const target = statement.childOfType('as_pattern_target');
      const name = target && dottedName(target.items[0] ?? target);
      if (name) names.push(name);
    }
    if (/_statement$|^block$/.test(statement.type)) break;
  }
  const around = closest(node, (each) => each.type === 'function_definition');
  const name = around?.child('name')?.text;
  if (around && name && region.node === (around.parent?.type === 'decorated_definition' ? around.parent : around)) {
    names.push(fixtureName(around.parent!) ?? name);
  }
  return names;
}

/** `@pytest.fixture(name="client")`. */
function fixtureName(decorated: SyntaxNode | null): string | null {
  if (decorated?.type !== 'decorated_definition') return null;
  for (const { name, call } of readDecorators(decorated)) {
    if (call && name !== null && /fixture$/.test(name)) return stringValue(argumentFor(call, 'name'));
  }
  return null;
}

function readCall(
  node: SyntaxNode,
  makers: ReadonlyMap<SyntaxNode, ClientMade>,
  locals: LocalValues,
  places: Places,
): ClientCall | null {
  const callee = node.child('function');
  const word = callee?.type === 'attribute' ? callee.child('attribute') : null;
  const object = callee?.child('object');
  if (!word || !object) return null;
  const isGeneral = GENERAL.has(word.text);
  const method = CLIENT_METHODS[word.text];
  if (!isGeneral && method === undefined) return null;
  const argument = argumentFor(node, 'url', isGeneral ? 1 : 0);
  if (!argument) return null;
  const receiver = unparenthesized(object);
  const inline = receiver.type === 'call' ? (makers.get(receiver) ?? null) : null;
  const client = dottedName(receiver);
  if (client === null && !inline) return null;
  const made = inline ?? findMade(client!, node, makers);
  const first = client?.split('.')[0] ?? '';
  const isGiven = first !== 'self' && first !== 'cls' && locals.isParameter(first, node);
  const isLikely = made !== null || mayBeClient(client!) || beginsAsUrl(argument);
  if (!isLikely && !(isGiven && argument.type === 'string')) return null;
  const said = isGeneral ? argumentFor(node, 'method', 0) : null;
  const known = said ? stringValue(said) : null;
  const quoted = said?.type === 'string' && known !== null ? said : null;
  places.budget = LARGEST_VALUE;
  const url = locals.read(argument, node);
  return {
    method: isGeneral ? (known?.toUpperCase() ?? null) : method!,
    methodAt: places.add(quoted ? { start: quoted.items[0]!.end, end: quoted.items.at(-1)!.start } : word),
    isMethodText: quoted !== null,
    hasBody: callArguments(node).some(({ name }) => name !== null && BODY.test(name)),
    url,
    at: places.add(node),
    client: client ?? '',
    isGiven,
    isLikely,
    made,
    caller: callerOf(node),
  };
}

/** The nearest client bound to a name before a call. */
function findMade(name: string, call: SyntaxNode, makers: ReadonlyMap<SyntaxNode, ClientMade>): ClientMade | null {
  let found: ClientMade | null = null;
  const own = closest(call, (each) => each.type === 'function_definition');
  for (const [node, made] of makers) {
    const around = closest(node, (each) => each.type === 'function_definition');
    if (node.start < call.start && made.names.includes(name) && (around === own || isWithin(call, around)))
      found = made;
  }
  return found;
}

function isWithin(node: SyntaxNode, around: SyntaxNode | null): boolean {
  return around !== null && closest(node, (each) => each === around) !== null;
}

const BODY = /^(json|data|content|files)$/;

const CLIENT_NAME = /(^|_)(client|ac|http|api|tc)$|^(client|api|http)_|^(requests|httpx)$/i;

/** Whether a dotted name reads as a client's. */
export function mayBeClient(name: string): boolean {
  return CLIENT_NAME.test(lastName(name));
}

/** Whether an argument begins as paths and URLs do: `"/users"`, `f"http://…"`. */
function beginsAsUrl(argument: SyntaxNode): boolean {
  return /^\(*\s*[rRfFbBuU]*("""|'''|"|')(\/|https?:\/\/)/.test(argument.text);
}

function callerOf(node: SyntaxNode): string | null {
  let caller: string | null = null;
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    if (at.type === 'function_definition') caller = at.child('name')?.text ?? null;
  }
  return caller;
}
