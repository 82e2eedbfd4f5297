// What REST conventions say of a path: its segments and words, its version, which paths they leave alone.
// Must not know rules, routers or files; `rules.md`, "Not flagged by the path … rules", is the source of the lists.
import type { OperationBrief } from '../project/view';
import type { Span } from '../syntax/node';
import type { PathSettings } from './pathSettings';

/** A segment of a path, between two slashes; offsets count in the path. */
export interface Segment extends Span {
  readonly text: string;
  /** Whether it holds a parameter, or something that is not known. */
  readonly isOpen: boolean;
}

/** The segments of a path, empty ones left out. */
export function segmentsOf(path: string): Segment[] {
  const segments: Segment[] = [];
  for (const match of path.matchAll(/[^/{}]*(?:\{[^}]*\}[^/{}]*)+|[^/]+/g)) {
    const text = match[0];
    segments.push({ text, start: match.index, end: match.index + text.length, isOpen: /[{…]/.test(text) });
  }
  return segments;
}

/** The words of a segment: camel, snake and kebab case taken apart, in lower case. */
export function wordsOf(segment: string): string[] {
  return segment
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .split(/[-_.~]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** Names that are written in two cases and are one word. */
const BRANDS =
  /OAuth|GitHub|GitLab|YouTube|LinkedIn|WhatsApp|PayPal|OpenAI|OpenAPI|GraphQL|PostgreSQL|MongoDB|BigQuery|JavaScript|TypeScript/g;

/** A segment in lower case with hyphens. */
export function kebabOf(segment: string): string {
  return wordsOf(segment.replace(BRANDS, (brand) => brand[0] + brand.slice(1).toLowerCase())).join('-');
}

const VERSION = /^v\d+(\.\d+)*((alpha|beta|rc)\d*)?$/i;
const VERSION_PARAMETER = /^v?\{(\w+_)?(version|ver|v)(_\w+)?(:\w+)?\}$/i;

/** Whether a segment is a version, `v1` or `v1beta1`; `{version}` is one that the request names. */
export function isVersion(segment: string): boolean {
  return VERSION.test(segment) || VERSION_PARAMETER.test(segment);
}

/** Whether a path begins as the settings say, with `/api/v{n}` by default, one gateway's segment in front allowed. */
export function isVersioned(path: string, { versionPrefix, versionPattern }: PathSettings): boolean {
  if (versionPattern?.test(path)) return true;
  const segments = segmentsOf(path).map((segment) => segment.text);
  const wanted = versionPrefix.split('/').slice(1);
  return [0, 1].some((skipped) =>
    wanted.every((text, i) => {
      const segment = segments[skipped + i] ?? '';
      return isVersion(text) ? isVersion(segment) : segment.toLowerCase() === text.toLowerCase();
    }),
  );
}

/** What to put where, so that a path begins with the version's prefix. */
export function versionInsertion(path: string, { versionPrefix }: PathSettings): { at: number; text: string } {
  const wanted = versionPrefix.split('/').slice(1);
  const segments = segmentsOf(path);
  const [first, second] = segments;
  // `/v1/users`: its own version stays, what stands before a version is put in front.
  if (first && isVersion(first.text) && wanted.length > 1 && isVersion(wanted.at(-1)!)) {
    return { at: 0, text: `/${wanted.slice(0, -1).join('/')}` };
  }
  const rest = `/${wanted.slice(1).join('/')}`;
  if (wanted.length > 1 && first?.text.toLowerCase() === wanted[0]!.toLowerCase()) return { at: first.end, text: rest };
  if (wanted.length > 1 && second?.text.toLowerCase() === wanted[0]!.toLowerCase() && !first!.isOpen) {
    return { at: second.end, text: rest };
  }
  return { at: 0, text: versionPrefix };
}

/** The segments behind `/api/v1`, a gateway's segment in front of it left out too. */
export function resourceSegments(path: string): Segment[] {
  const segments = segmentsOf(path);
  const api = segments.slice(0, 2).findIndex((segment) => segment.text.toLowerCase() === 'api');
  let from = api + 1;
  if (isVersion(segments[from]?.text ?? '')) from++;
  return segments.slice(from);
}

const TECHNICAL = /^(ping|metrics|docs|redoc|openapi\.json|favicon\.ico|robots\.txt)$/i;
const PROBE =
  /^(health(z|y|check|checks)?|ready(z)?|readiness|live(z)?|liveness)$|^(health|ready|readiness|live|liveness)[-_.](check|checks|probe|status|db|database|live|ready|z)/i;
const PASSING_CLASS =
  /\b(HTMLResponse|FileResponse|RedirectResponse|StreamingResponse|EventSourceResponse|TemplateResponse|_TemplateResponse)\b/;

/**
 * Whether the conventions on paths, methods, statuses and models leave an operation alone.
 * @param ignored globs of paths that the user leaves out, `*` for anything
 * @param technical segments that the user leaves out as `health` is
 */
export function isExempt(
  operation: OperationBrief,
  ignored: readonly string[],
  technical: readonly string[] = [],
): boolean {
  if (!operation.includeInSchema || operation.deprecated || operation.method === 'WEBSOCKET') return true;
  if (isPassingClass(operation.responseClass) || PASSING_CLASS.test(operation.returns ?? '')) return true;
  return isTechnicalPath(operation.path, technical) || ignored.some((glob) => matchesGlob(operation.path, glob));
}

/** Whether a response class makes no data of an API: pages, files, streams, or what nobody knows. */
function isPassingClass(text: string | null): boolean {
  return text !== null && !/JSON|\b(PlainTextResponse|Response|XMLResponse)\b/i.test(text);
}

/**
 * Whether a path is one of those that every service has: health checks, metrics, documentation.
 * @param technical segments that the user adds
 */
export function isTechnicalPath(path: string, technical: readonly string[]): boolean {
  const own = resourceSegments(path);
  if (own.length === 0) return true;
  if (own.some(({ text }) => text === '.well-known' || technical.includes(text.toLowerCase()))) return true;
  if (TECHNICAL.test(own.at(-1)!.text)) return true;
  // A probe may have parts, `/health/db`; a `{parameter}` before it makes it a resource of something.
  const probe = own.findIndex((segment) => PROBE.test(segment.text) || /^health/i.test(segment.text));
  return probe >= 0 && own.every((segment) => !segment.isOpen || segment.text === '…');
}

/** Whether a path is one of those that a setting names; `*` stands for anything. */
export function matchesGlob(path: string, glob: string): boolean {
  const pattern = glob
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(path);
}

const SINGLETONS = new Set(['me', 'status', 'settings', 'config', 'version', 'search', 'stats', 'summary']);
const AUTHENTICATION = new Set(
  `login logout token tokens refresh register registration signup signin signout callback authorize authenticate
  sign-up sign-in sign-out log-in log-out verify-email confirm-email email-verification email-confirmation verify
  activate activation resend-verification`.split(/\s+/),
);

/** Whether a path's last fixed segment is a singleton or an action of authentication: only its version is judged. */
export function isSpecialPath(path: string, singletons: readonly string[] = []): boolean {
  const last = resourceSegments(path).findLast((segment) => !segment.isOpen);
  if (!last) return false;
  const words = wordsOf(last.text);
  const whole = words.join('-');
  if (singletons.includes(last.text.toLowerCase())) return true;
  if (SINGLETONS.has(whole) || AUTHENTICATION.has(whole)) return true;
  if (/^(webhook|oauth)/.test(whole) || words.includes('password') || words.at(-1) === 'token') return true;
  return (
    words.some((word) => word === 'email' || word === 'mail') && words.some((word) => /^(confirm|verif)/.test(word))
  );
}

/** Whether all conventions but that on versions leave an operation alone: see `isExempt` and `isSpecialPath`. */
export function isUnjudged(operation: OperationBrief, { ignored, technical, singletons }: PathSettings): boolean {
  return isExempt(operation, ignored, technical) || isSpecialPath(operation.path, singletons);
}

/** A stretch of a path that one step gives, and where it stands in the whole path. */
export interface PlacedStep<S> extends Span {
  readonly step: S;
}

/** The steps of a path with their stretches. */
export function placeSteps<S extends { readonly text: string | null }>(steps: readonly S[]): PlacedStep<S>[] {
  let at = 0;
  return steps.map((step) => {
    const start = at;
    at += step.text?.length ?? 1;
    return { step, start, end: at };
  });
}
