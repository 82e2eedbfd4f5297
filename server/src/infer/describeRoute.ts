// What is said of a path operation to somebody who points at it: path, status, models, how the path came about.
// Must not know the protocol; whoever asks says how links are written.
import type { FilePlace, ResolvedOperation } from '../project/routes';

/** How a text marks things up. */
export interface Markup {
  strong(text: string): string;
  code(text: string): string;
  /** A place by a text; just the text where there are no links. */
  link(text: string, place: FilePlace | null): string;
  readonly bullet: string;
  readonly warning: string;
}

/** What is known of an operation besides its route. */
export interface RouteDetails {
  readonly requestModels: readonly string[];
  /** Its tests in words: `2 tests`. */
  readonly tests: string;
}

const STEPS: Readonly<Record<ResolvedOperation['steps'][number]['kind'], string>> = {
  mount: 'mount',
  include: 'include_router',
  router: 'prefix of the router',
  route: 'the route',
};

/** Paragraphs about an operation. */
export function describeRoute(operation: ResolvedOperation, details: RouteDetails, markup: Markup): string[] {
  const { method, path, handler, handlerPlace, reason, deprecated, includeInSchema, app } = operation;
  const { strong, code, link, warning } = markup;
  const marks = [deprecated ? 'deprecated' : '', includeInSchema ? '' : 'not in the schema'].filter(Boolean);
  const title = `${strong(method)} ${code(path === '' ? '/' : path)}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
  const paragraphs = [title];
  if (reason !== null) paragraphs.push(`${warning}Not resolved: ${reason}.`);
  const facts = [describeAnswer(operation, markup)];
  if (details.requestModels.length > 0) facts.push(`takes ${details.requestModels.map(code).join(', ')}`);
  paragraphs.push(`Handled by ${link(handler, handlerPlace)}, ${facts.join(', ')}. Called by ${details.tests}.`);
  const steps = describeSteps(operation, markup);
  if (steps) {
    const where = app === null ? '' : ` in ${code(app)}`;
    paragraphs.push(`How the path comes about${where}:`, steps);
  }
  return paragraphs;
}

function describeAnswer({ status, responseModel, method }: ResolvedOperation, { code }: Markup): string {
  if (method === 'WEBSOCKET') return 'a websocket';
  const shown = status === null ? 'answers 200' : `answers ${status}`;
  if (responseModel === null) return shown;
  return responseModel === 'None' ? `${shown} without a model` : `${shown} with ${code(oneLine(responseModel))}`;
}

/** The parts that say something, outermost first; null when there is one alone. */
function describeSteps({ steps }: ResolvedOperation, { code, link, bullet }: Markup): string | null {
  const told = steps.filter(({ text, kind }) => text !== '' || kind === 'route');
  if (told.length < 2) return null;
  return told
    .map(({ kind, text, place, call }) => {
      const written = text === null ? '…' : text === '' ? 'nothing' : text;
      return `${bullet}${code(written)}: ${link(STEPS[kind], place ?? call)}`;
    })
    .join('\n');
}

/** Paragraphs about what stands under a prefix, or what a call may reach. */
export function describeList(
  kind: 'prefix' | 'call',
  text: string,
  operations: readonly ResolvedOperation[],
  markup: Markup,
): string[] {
  const { strong, code, link, bullet } = markup;
  const shown = operations.slice(0, MOST_SHOWN).map(({ method, path, handler, handlerPlace, reason }) => {
    const mark = reason === null ? '' : ` (not resolved: ${reason})`;
    return `${bullet}${strong(method)} ${code(path)}: ${link(handler, handlerPlace)}${mark}`;
  });
  const count = operations.length === 1 ? '1 route' : `${operations.length} routes`;
  if (operations.length > shown.length) shown.push(`${bullet}and ${operations.length - shown.length} more`);
  const title = kind === 'prefix' ? 'is a part of the paths of' : 'may reach';
  return [`${code(text)} ${title} ${count}:`, shown.join('\n')];
}

const MOST_SHOWN = 12;

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
