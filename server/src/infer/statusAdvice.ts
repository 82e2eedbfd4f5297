// Which HTTP statuses suit which method, and what they say: for whoever is about to write one.
// Must not know editors. (RFC 9110, section 15; the skill's own list comes first.)
import { statusNames } from '../project/routing/statusCodes';

/** A status to write. */
export interface StatusAdvice {
  readonly status: number;
  /** As in `HTTPStatus`: `NOT_FOUND`. */
  readonly name: string;
  /** What it says. */
  readonly meaning: string;
}

const MEANINGS: Readonly<Record<number, string>> = {
  200: 'The answer is in the body.',
  201: 'Something was created; the body or Location tells what.',
  202: 'Taken in; it is worked on later.',
  204: 'Done, and there is nothing to tell: no body.',
  206: 'A part of what was asked for, by its Range.',
  301: 'Moved for good; clients ask the new address from now on.',
  302: 'Found elsewhere for now.',
  303: 'See elsewhere with GET.',
  304: 'Not changed since the client asked last: no body.',
  307: 'Elsewhere for now, with the same method.',
  308: 'Elsewhere for good, with the same method.',
  400: 'The request makes no sense.',
  401: 'Nobody is signed in, or the credentials are wrong.',
  403: 'Signed in, but not allowed.',
  404: 'There is no such thing.',
  405: 'Not with this method.',
  409: 'It contradicts the present state: a duplicate, a newer version.',
  410: 'It was here and is gone for good.',
  412: 'A condition of the request does not hold.',
  413: 'The body is too large.',
  415: 'Not in this media type.',
  422: 'Well formed, but the values are not valid.',
  428: 'The request must be conditional.',
  429: 'Too many requests.',
  500: 'Our own mistake.',
  502: 'The server behind us answers nonsense.',
  503: 'Not now: overloaded or down for maintenance.',
  504: 'The server behind us does not answer.',
};

const FOR_METHOD: Readonly<Record<string, readonly number[]>> = {
  GET: [200, 206, 304, 307, 302],
  POST: [201, 202, 200, 204, 303],
  PUT: [200, 204, 201, 202],
  PATCH: [200, 204, 202],
  DELETE: [204, 200, 202],
  EXCEPTION: [404, 400, 401, 403, 409, 422, 429, 500, 503],
};

/**
 * Every status that has a name, the likeliest first.
 * @param use a method in capitals, or `EXCEPTION` for one that is raised
 */
export function adviseStatuses(use: string): StatusAdvice[] {
  const first = FOR_METHOD[use] ?? FOR_METHOD.GET!;
  const rank = ({ status }: StatusAdvice): number => {
    const at = first.indexOf(status);
    if (at >= 0) return at;
    const isLikely = use === 'EXCEPTION' ? status >= 400 : status >= 200 && status < 300;
    return (isLikely ? 1000 : 2000) + status;
  };
  return statusNames()
    .map(([status, name]) => ({ status, name, meaning: MEANINGS[status] ?? '' }))
    .sort((one, other) => rank(one) - rank(other));
}
