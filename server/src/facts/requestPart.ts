// By which part of a request a path operation's parameter is filled in.
// Must not know what types mean: a parameter that only its type can tell is left open.

/** A part of a request, as messages name it. */
export type RequestPart =
  | 'path parameter'
  | 'query parameter'
  | 'header'
  | 'cookie'
  | 'form field'
  | 'uploaded file'
  | 'body'
  | 'body field';

const MARKERS: Readonly<Record<string, RequestPart>> = {
  Path: 'path parameter',
  Query: 'query parameter',
  Header: 'header',
  Cookie: 'cookie',
  Form: 'form field',
  File: 'uploaded file',
  Body: 'body',
};

/** What is read of a request object, by the attribute's name in Starlette, Flask and Django. */
const ATTRIBUTES: Readonly<Record<string, RequestPart>> = {
  path_params: 'path parameter',
  view_args: 'path parameter',
  query_params: 'query parameter',
  args: 'query parameter',
  GET: 'query parameter',
  headers: 'header',
  META: 'header',
  cookies: 'cookie',
  COOKIES: 'cookie',
  form: 'form field',
  POST: 'form field',
  files: 'uploaded file',
  FILES: 'uploaded file',
  json: 'body',
  get_json: 'body',
  body: 'body',
  data: 'body',
  get_data: 'body',
  stream: 'body',
};

/** The part of a request that an attribute or method of it gives, or null. */
export function requestAttributePart(name: string): RequestPart | null {
  return Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name]! : null;
}

/**
 * The part that fills in a parameter, told by its marker or the route's path; null where only its type tells.
 * @param decorators the texts of the function's decorators
 * @param annotation the annotation's text, with `Annotated` around it
 */
export function requestPartOf(
  decorators: readonly string[],
  name: string,
  annotation: string | null,
  value: string | null,
): RequestPart | null {
  const marker = /(?:^|[\s,[.])(Path|Query|Header|Cookie|Form|File|Body)\(/.exec(
    `${value ?? ''} ${annotation ?? ''}`,
  )?.[1];
  if (marker) return MARKERS[marker]!;
  // `{name}`, `{name:path}` of Starlette and `<name>`, `<int:name>` of Flask.
  const inPath = new RegExp(`\\{${name}(?::\\w+)?\\}|<(?:\\w+(?:\\([^)]*\\))?:)?${name}>`);
  return decorators.some((text) => inPath.test(text)) ? 'path parameter' : null;
}
