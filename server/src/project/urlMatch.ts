// Matches the URLs of client calls with the paths of operations, as Starlette would, gaps in a URL standing for anything.
// Must not know where either is written. Source: starlette/routing.py, `compile_path`; convertors.py.

/** A gap in a URL's text. Paths of operations have it where they are not known. */
export const GAP = '…';

/**
 * How a URL matches a path. `exact`: its requests go there. `slashed`: but for a slash at the end, so that Starlette
 * redirects them there. `possible`: what stands in its gaps may make them go there.
 */
export type UrlMatch = 'exact' | 'slashed' | 'possible';

const CONVERTERS: Readonly<Record<string, RegExp>> = {
  int: /^[0-9]+$/,
  float: /^[0-9]+(\.[0-9]+)?$/,
  uuid: /^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$/,
};

/**
 * Matches a URL's path (`GAP` for what is not known, no host, no query) with an operation's.
 * A gap takes one segment; at the front of the URL or of the path it takes any number, at the end of a segment it may
 * go on with further ones.
 */
export function matchUrl(url: string, path: string): UrlMatch | null {
  const isSlashed = url.length > 1 && path.length > 1 && url.endsWith('/') !== path.endsWith('/');
  const found = matchFront(split(url), split(path));
  if (found === null) return null;
  return found === 'exact' && isSlashed ? 'slashed' : found;
}

function split(path: string): string[] {
  const inner = path.replace(/\/$/, '');
  // What stands before the first slash is a gap, or nothing.
  const segments = inner.split('/');
  return segments[0] === '' ? segments.slice(1) : segments;
}

function matchFront(url: readonly string[], path: readonly string[]): 'exact' | 'possible' | null {
  if (url[0]?.startsWith(GAP)) return matchOpen(url, path, (rest, tail) => matchSegments(rest, tail));
  if (path[0]?.startsWith(GAP)) return matchOpen(path, url, (rest, tail) => matchSegments(tail, rest));
  return matchSegments(url, path);
}

function matchSegments(url: readonly string[], path: readonly string[]): 'exact' | 'possible' | null {
  let isPossible = false;
  for (const [i, part] of path.entries()) {
    const whole = /^\{[^}:]*(?::(\w+))?\}$/.exec(part);
    if (whole?.[1] === 'path') return url.length > i ? (isPossible ? 'possible' : 'exact') : null;
    const segment = url[i];
    if (segment === undefined) return null;
    // `f"/users{suffix}"`: the suffix may be a query or further segments.
    const isOpenEnd = i === url.length - 1 && segment.length > 1 && segment.endsWith(GAP);
    const match = matchSegment(segment, part);
    if (match === 'possible') isPossible = true;
    if (isOpenEnd && (match === null || i < path.length - 1)) {
      const head = segment.slice(0, -1);
      return part.startsWith(head) || whole ? 'possible' : null;
    }
    if (match === null) return null;
  }
  if (url.length !== path.length) return null;
  return isPossible ? 'possible' : 'exact';
}

/** The first begins with a gap, which stands for any number of segments of the second. */
function matchOpen(
  open: readonly string[],
  other: readonly string[],
  matchRest: (rest: readonly string[], tail: readonly string[]) => UrlMatch | null,
): 'possible' | null {
  const rest = open.slice(1);
  const own = open[0]!.slice(1);
  for (let skipped = 0; skipped <= other.length; skipped++) {
    const tail = other.slice(skipped);
    // `…users/1` and `…/users/1`: the gap may end within a segment.
    const isJoined = own === '' || (skipped > 0 && other[skipped - 1]!.endsWith(own));
    if (isJoined && rest.length === 0 && (own === '' || skipped === other.length)) return 'possible';
    if (isJoined && rest.length > 0 && matchRest(rest, tail) !== null) return 'possible';
  }
  return null;
}

function matchSegment(segment: string, part: string): 'exact' | 'possible' | null {
  if (segment === part) return 'exact';
  const hasGap = segment.includes(GAP);
  if (!part.includes('{')) {
    if (part.includes(GAP)) return 'possible';
    if (!hasGap) return null;
    return toPattern(segment).test(part) ? 'possible' : null;
  }
  const whole = /^\{[^}:]*(?::(\w+))?\}$/.exec(part);
  if (whole) {
    const converter = whole[1] === undefined || whole[1] === 'str' ? null : CONVERTERS[whole[1]];
    if (segment === GAP || !converter) return 'exact';
    return hasGap || converter.test(segment) ? 'exact' : null;
  }
  // `{id}.csv`: what is a parameter there is any text.
  const source = part
    .split(/(\{[^}]*\})/)
    .map((piece) => (piece.startsWith('{') ? '.+' : escapePattern(piece)))
    .join('');
  if (new RegExp(`^${source}$`).test(segment)) return 'exact';
  return hasGap && (segment === GAP || toPattern(segment).test(part)) ? 'possible' : null;
}

function toPattern(segment: string): RegExp {
  return new RegExp(`^${segment.split(GAP).map(escapePattern).join('.*')}$`);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
