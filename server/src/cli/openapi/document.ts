// The OpenAPI 3.1 skeleton of a project: what linters of OpenAPI read, made from the source alone.
// Must not resolve routes; operations that are not resolved, hidden ones and websockets are left out, as FastAPI leaves them.
import type { Project } from '../../project/project';
import { type ResolvedOperation, signatureAt } from '../../project/routes';
import { type RequestParts, readRequest } from './parameters';
import { Components, type Schema } from './schemas';

/** What the document says of itself. */
export interface Info {
  readonly title: string;
  readonly version: string;
}

/** A project's operations that are listed. */
export interface ListedProject {
  readonly project: Project;
  readonly operations: readonly ResolvedOperation[];
  /** The text of a file; tags and operation ids are read where they are written. */
  readonly textOf: (path: string) => string;
}

/** The document of some projects' operations: mounted and several applications put together. */
export function openApiDocument(projects: readonly ListedProject[], info: Info): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  let schemas: Record<string, Schema> = {};
  for (const listed of projects) {
    const components = new Components(listed.project);
    for (const operation of listed.operations) {
      const method = operation.method.toLowerCase();
      if (!operation.resolved || !operation.includeInSchema || !METHODS.has(method)) continue;
      const path = operation.path.replace(/\{(\w+):\w+\}/g, '{$1}') || '/';
      paths[path] ??= {};
      // Requests reach the first of two that share method and path.
      paths[path][method] ??= describe(listed, components, operation, path);
    }
    schemas = { ...components.all(), ...schemas };
  }
  const hasSchemas = Object.keys(schemas).length > 0;
  return { openapi: '3.1.0', info, paths, ...(hasSchemas ? { components: { schemas } } : {}) };
}

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

function describe(
  { project, textOf }: ListedProject,
  components: Components,
  operation: ResolvedOperation,
  path: string,
): Schema {
  const calls = operation.steps.map(({ call }) => (call ? textOf(call.path).slice(call.start, call.end) : ''));
  const signature = operation.handlerPlace && signatureAt(project, operation.handlerPlace);
  const tags = calls.flatMap(literalTags);
  const names = new Set([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!));
  const request: RequestParts = signature
    ? readRequest(project, components, operation.file, signature, names)
    : { parameters: [], body: [] };
  const missing = [...names].filter(
    (name) => !request.parameters.some((each) => each.in === 'path' && each.name === name),
  );
  const parameters = [
    ...request.parameters,
    ...missing.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
  ];
  const body = bodyOf(components, request, operation, path);
  return {
    ...(tags.length > 0 ? { tags: [...new Set(tags)] } : {}),
    summary: titleOf(operation.handler),
    operationId: literalArgument(calls.at(-1) ?? '', 'operation_id') ?? operationIdOf(operation, path),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: body } : {}),
    responses: responsesOf(components, operation, parameters.length > 0 || body !== null),
    ...(operation.deprecated ? { deprecated: true } : {}),
  };
}

/** FastAPI's `generate_unique_id`. */
function operationIdOf({ handler, method }: ResolvedOperation, path: string): string {
  const name = `${handler}${path}`.replace(/\W/g, '_');
  return `${name}_${method.toLowerCase()}`;
}

/** FastAPI's summary: the handler's name as a title. */
function titleOf(handler: string): string {
  return handler
    .replaceAll('_', ' ')
    .replace(/(^|[^A-Za-z])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());
}

function literalTags(call: string): string[] {
  const list = /\btags\s*=\s*\[([^\]]*)\]/.exec(call)?.[1] ?? '';
  return [...list.matchAll(/(["'])([^"'\\]*)\1/g)].map(([, , text]) => text!);
}

function literalArgument(call: string, name: string): string | null {
  return new RegExp(`\\b${name}\\s*=\\s*(["'])([^"'\\\\]+)\\1`).exec(call)?.[2] ?? null;
}

function bodyOf(
  components: Components,
  { body }: RequestParts,
  operation: ResolvedOperation,
  path: string,
): Schema | null {
  const [first, ...others] = body;
  if (!first) return null;
  const media =
    body.find((each) => each.media === 'multipart/form-data')?.media ??
    body.find((each) => each.media !== 'application/json')?.media ??
    first.media;
  const required = body.some((each) => each.required);
  if (others.length === 0 && media === 'application/json') {
    return { required, content: { [media]: { schema: first.schema } } };
  }
  const name = `Body_${operationIdOf(operation, path)}`;
  const needed = body.filter((each) => each.required).map((each) => each.name);
  const schema = components.add(name, {
    title: name,
    type: 'object',
    properties: Object.fromEntries(body.map((each) => [each.name, each.schema])),
    ...(needed.length > 0 ? { required: needed } : {}),
  });
  return { required, content: { [media]: { schema } } };
}

function responsesOf(components: Components, operation: ResolvedOperation, isChecked: boolean): Schema {
  const { status, responseModel, responseClass, file } = operation;
  const code = status ?? (/Redirect/.test(responseClass ?? '') ? 307 : 200);
  const hasBody = code >= 200 && code !== 204 && code !== 205 && code !== 304;
  const media = /HTML/.test(responseClass ?? '')
    ? 'text/html'
    : /PlainText/.test(responseClass ?? '')
      ? 'text/plain'
      : 'application/json';
  const schema = responseModel === null || responseModel === 'None' ? {} : components.schemaOf(file, responseModel);
  const isPage =
    /File|Streaming|Redirect|Response$/.test(responseClass ?? '') && !/JSON|HTML|PlainText/.test(responseClass ?? '');
  const content =
    hasBody && !isPage
      ? {
          content: {
            [media]: { schema: media === 'text/html' || media === 'text/plain' ? { type: 'string' } : schema },
          },
        }
      : {};
  return {
    [String(code)]: { description: 'Successful Response', ...content },
    ...(isChecked
      ? {
          '422': {
            description: 'Validation Error',
            content: { 'application/json': { schema: validationError(components) } },
          },
        }
      : {}),
  };
}

/** The error that FastAPI answers invalid requests with. */
function validationError(components: Components): Schema {
  const one = components.add('ValidationError', {
    title: 'ValidationError',
    type: 'object',
    properties: {
      loc: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
      msg: { type: 'string' },
      type: { type: 'string' },
    },
    required: ['loc', 'msg', 'type'],
  });
  return components.add('HTTPValidationError', {
    title: 'HTTPValidationError',
    type: 'object',
    properties: { detail: { type: 'array', items: one } },
  });
}
