// A request's parts as OpenAPI has them: parameters by their place, and the body.
// Must not know how parts are found; `infer/requestParts.ts` reads them from signatures.
import type { FunctionSignature } from '../../facts/bindings';
import { readRequestParts } from '../../infer/requestParts';
import type { Project } from '../../project/project';
import type { Components, Schema } from './schemas';

/** A parameter as OpenAPI has it. */
export interface OpenApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly schema: Schema;
}

/** A part of the body: the media type and what stands for it. */
interface BodyPart {
  readonly name: string;
  readonly media: string;
  readonly required: boolean;
  readonly schema: Schema;
}

/** What a request holds. */
export interface RequestParts {
  readonly parameters: OpenApiParameter[];
  readonly body: BodyPart[];
}

const MEDIA = { body: 'application/json', form: 'application/x-www-form-urlencoded', file: 'multipart/form-data' };

/** Reads what a handler takes, its dependencies included. */
export function readRequest(
  project: Project,
  components: Components,
  path: string,
  signature: FunctionSignature,
  pathNames: ReadonlySet<string>,
): RequestParts {
  const found: RequestParts = { parameters: [], body: [] };
  const { parts } = readRequestParts((each) => project.view(each), path, signature, pathNames);
  for (const { name, in: place, required, annotation, path: home } of parts) {
    const schema = annotation === null ? {} : components.schemaOf(home, annotation);
    if (place === 'body' || place === 'form' || place === 'file') {
      found.body.push({ name, media: MEDIA[place], required, schema });
    } else {
      found.parameters.push({ name, in: place, required, schema });
    }
  }
  return found;
}
