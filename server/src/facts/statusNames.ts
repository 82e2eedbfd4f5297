// The numbers behind the names of HTTP status codes.
// Must not know routes nor who sets a status.

/** `http.HTTPStatus` of CPython 3.11–3.14. */
const BY_NAME: ReadonlyMap<string, number> = new Map(
  `CONTINUE:100 SWITCHING_PROTOCOLS:101 PROCESSING:102 EARLY_HINTS:103 OK:200 CREATED:201 ACCEPTED:202
  NON_AUTHORITATIVE_INFORMATION:203 NO_CONTENT:204 RESET_CONTENT:205 PARTIAL_CONTENT:206 MULTI_STATUS:207
  ALREADY_REPORTED:208 IM_USED:226 MULTIPLE_CHOICES:300 MOVED_PERMANENTLY:301 FOUND:302 SEE_OTHER:303
  NOT_MODIFIED:304 USE_PROXY:305 TEMPORARY_REDIRECT:307 PERMANENT_REDIRECT:308 BAD_REQUEST:400 UNAUTHORIZED:401
  PAYMENT_REQUIRED:402 FORBIDDEN:403 NOT_FOUND:404 METHOD_NOT_ALLOWED:405 NOT_ACCEPTABLE:406
  PROXY_AUTHENTICATION_REQUIRED:407 REQUEST_TIMEOUT:408 CONFLICT:409 GONE:410 LENGTH_REQUIRED:411
  PRECONDITION_FAILED:412 REQUEST_ENTITY_TOO_LARGE:413 REQUEST_URI_TOO_LONG:414 UNSUPPORTED_MEDIA_TYPE:415
  REQUESTED_RANGE_NOT_SATISFIABLE:416 EXPECTATION_FAILED:417 IM_A_TEAPOT:418 MISDIRECTED_REQUEST:421
  UNPROCESSABLE_ENTITY:422 LOCKED:423 FAILED_DEPENDENCY:424 TOO_EARLY:425 UPGRADE_REQUIRED:426
  PRECONDITION_REQUIRED:428 TOO_MANY_REQUESTS:429 REQUEST_HEADER_FIELDS_TOO_LARGE:431
  UNAVAILABLE_FOR_LEGAL_REASONS:451 INTERNAL_SERVER_ERROR:500 NOT_IMPLEMENTED:501 BAD_GATEWAY:502
  SERVICE_UNAVAILABLE:503 GATEWAY_TIMEOUT:504 HTTP_VERSION_NOT_SUPPORTED:505 VARIANT_ALSO_NEGOTIATES:506
  INSUFFICIENT_STORAGE:507 LOOP_DETECTED:508 NOT_EXTENDED:510 NETWORK_AUTHENTICATION_REQUIRED:511
  CONTENT_TOO_LARGE:413 URI_TOO_LONG:414 RANGE_NOT_SATISFIABLE:416 UNPROCESSABLE_CONTENT:422`
    .split(/\s+/)
    .map((pair): [string, number] => [pair.split(':')[0]!, Number(pair.split(':')[1])]),
);

/** The number of a status by its dotted name. */
export function statusOfName(name: string): number | null {
  const constant = /(^|\.)HTTP_(\d{3})(_\w+)?$/.exec(name);
  if (constant) return Number(constant[2]);
  const member = /(^|\.)HTTPStatus\.(\w+)(\.value)?$/.exec(name);
  return member ? (BY_NAME.get(member[2]!) ?? null) : null;
}

const KNOWN = new Set(BY_NAME.values());

/** Whether a number is a status that has a name. */
export function isKnownStatus(status: number): boolean {
  return KNOWN.has(status);
}

/** Every status with its name in `HTTPStatus`, each once, those of `101` and below left out: no handler sets them. */
export function statusNames(): (readonly [status: number, name: string])[] {
  const names = new Map<number, string>();
  for (const [name, status] of BY_NAME) if (status >= 200 && !names.has(status)) names.set(status, name);
  return [...names];
}
