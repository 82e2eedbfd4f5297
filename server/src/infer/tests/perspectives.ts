// The perspectives from which something is tested: ordinary values, those at and beyond each boundary, what is absent, of a wrong
// type, taken, not there, not allowed. Must not know how a table of them is written.
import { readAnnotation } from '../../facts/annotation';
import type { FunctionSignature } from '../../facts/bindings';
import { allowsNone } from '../models/fields';
import type { RequestPart, ViewOf } from '../requestParts';
import { type Constraints, readConstraints } from '../samples/constraints';
import { bodyFields } from '../samples/sample';
import { classIn, uniqueFields } from './requestPlan';
import type { TestedOperation } from './testedOperation';

/** One row: what goes in, from which side that is looked at, what is to come of it. */
export interface Perspective {
  readonly input: string;
  readonly perspective: string;
  readonly expected: string;
  /** What the row is about. */
  readonly about: string;
}

/** Something that is handed in. */
interface Value {
  readonly name: string;
  readonly annotation: string | null;
  readonly isRequired: boolean;
  readonly constraints: Constraints;
}

/** The perspectives of a path operation. */
export function perspectivesOf(tested: TestedOperation, viewOf: ViewOf): Perspective[] {
  const about = tested.handler;
  const success = tested.status === null ? 'success' : String(tested.status);
  const row = (input: string, perspective: string, expected: string): Perspective => ({
    input,
    perspective,
    expected,
    about,
  });
  const rows = [row(`${tested.method} ${tested.path}, valid`, 'Equivalence: normal', success)];
  for (const value of valuesOf(tested.parts, viewOf)) {
    rows.push(...rowsOf(value, row, success, '422'));
  }
  if (tested.method === 'POST') {
    for (const name of uniqueFields(tested, viewOf)) {
      rows.push(row(`${name} that is taken`, 'Equivalence: duplicate', '409 or 400'));
    }
  }
  const last = tested.pathNames.at(-1);
  if (last !== undefined && tested.method !== 'POST') {
    rows.push(row(`${last} of nothing`, 'Equivalence: not found', '404'));
  }
  if (tested.guard) {
    const expected = tested.guard.isUnauthorized ? '401' : '401 or 403';
    rows.push(row('no credentials', 'Equivalence: not authenticated', expected));
    if (tested.guard.isForAdmins) rows.push(row('an ordinary user', 'Equivalence: not authorized', '403'));
  }
  return rows;
}

/** The perspectives of a function, by its signature. */
export function perspectivesOfFunction(signature: FunctionSignature, path: string, viewOf: ViewOf): Perspective[] {
  const about = signature.name;
  const returns = signature.returns?.replaceAll('|', 'or') ?? 'a value';
  const row = (input: string, perspective: string, expected: string): Perspective => ({
    input,
    perspective,
    expected,
    about,
  });
  const rows = [row('ordinary arguments', 'Equivalence: normal', returns)];
  for (const { name, kind, annotation, default: value } of signature.parameters) {
    if (
      kind.startsWith('var-') ||
      /^(self|cls)$/.test(name) ||
      /\b(Session|Connection|Client)\b/.test(annotation ?? '')
    ) {
      continue;
    }
    const constraints = readConstraints(annotation ?? '', viewOf(path), path);
    const isBounded = Object.keys(constraints).length > 0;
    if (isBounded)
      rows.push(...boundaries({ name, annotation, isRequired: false, constraints }, row, returns, 'an error'));
    else if (/^\s*(list|List|str|dict|Sequence|set|tuple|bytes)\b/.test(annotation ?? '')) {
      rows.push(row(`${name} empty`, 'Boundary: minimum', returns));
    } else if (/^\s*(int|float|Decimal)\b/.test(annotation ?? '')) {
      rows.push(row(`${name} of 0`, 'Boundary: zero', returns), row(`${name} below 0`, 'Boundary: negative', returns));
    }
    if (annotation !== null && allowsNone(annotation))
      rows.push(row(`${name} of None`, 'Equivalence: absent', returns));
    else if (value === 'None') rows.push(row(`no ${name}`, 'Equivalence: absent', returns));
  }
  return rows;
}

type Row = (input: string, perspective: string, expected: string) => Perspective;

function valuesOf(parts: readonly RequestPart[], viewOf: ViewOf): Value[] {
  return parts.flatMap((part): Value[] => {
    if (part.in === 'file') return [];
    const className = classIn(part);
    const fields = className === null ? null : bodyFields(className, part.path, viewOf);
    if (fields) {
      return fields.map(({ key, field, isRequired }) => ({
        name: key,
        annotation: field.annotation,
        isRequired,
        constraints: constraintsOf(field.annotation, field.value, field.home.path, viewOf),
      }));
    }
    const constraints = constraintsOf(part.annotation, part.value, part.path, viewOf);
    // A path parameter cannot be absent: the path would be another one.
    return [
      { name: part.name, annotation: part.annotation, isRequired: part.required && part.in !== 'path', constraints },
    ];
  });
}

/** Constraints in an annotation and a value, an alias of `Annotated` followed. */
function constraintsOf(annotation: string | null, value: string | null, path: string, viewOf: ViewOf): Constraints {
  const view = viewOf(path);
  const alias = /^[\w.]+$/.test(annotation ?? '') ? view.resolve(annotation!) : null;
  const aliased = alias?.binding?.kind === 'variable' ? (alias.binding.value ?? '') : '';
  return {
    ...(alias?.path ? readConstraints(aliased, viewOf(alias.path), alias.path) : {}),
    ...readConstraints(`${annotation ?? ''} ${value ?? ''}`, view, path),
  };
}

function rowsOf(value: Value, row: Row, success: string, refused: string): Perspective[] {
  const { name, annotation, isRequired } = value;
  const rows = boundaries(value, row, success, refused);
  if (isRequired) rows.push(row(`no ${name}`, 'Equivalence: absent', refused));
  if (annotation !== null && !/\b(Any|object)\b/.test(annotation) && readAnnotation(annotation)) {
    const isText = /^(\w+\.)*(Annotated\[\s*)?str\b/.test(annotation);
    // Whatever stands in a URL is a text already.
    if (!isText || isRequired) rows.push(row(`${name} of a wrong type`, 'Equivalence: wrong type', refused));
  }
  return rows;
}

function boundaries({ name, constraints }: Value, row: Row, success: string, refused: string): Perspective[] {
  const { minLength, maxLength, ge, gt, le, lt, multipleOf, pattern } = constraints;
  const rows: Perspective[] = [];
  const at = (input: string, what: string): void => void rows.push(row(input, `Boundary: ${what}`, success));
  const beyond = (input: string, what: string): void => void rows.push(row(input, `Boundary: ${what}`, refused));
  const long = (length: number): string => `${name} of length ${length}`;
  if (minLength !== undefined) {
    at(long(minLength), 'minimum');
    if (minLength > 0) beyond(long(minLength - 1), 'below minimum');
  }
  if (maxLength !== undefined) {
    at(long(maxLength), 'maximum');
    beyond(long(maxLength + 1), 'too long');
  }
  if (ge !== undefined) {
    at(`${name} = ${ge}`, 'minimum');
    beyond(`${name} just below ${ge}`, 'below minimum');
  }
  if (gt !== undefined) {
    at(`${name} just above ${gt}`, 'minimum');
    beyond(`${name} = ${gt}`, 'below minimum');
  }
  if (le !== undefined) {
    at(`${name} = ${le}`, 'maximum');
    beyond(`${name} just above ${le}`, 'above maximum');
  }
  if (lt !== undefined) {
    at(`${name} just below ${lt}`, 'maximum');
    beyond(`${name} = ${lt}`, 'above maximum');
  }
  if (multipleOf !== undefined) rows.push(row(`${name} no multiple of ${multipleOf}`, 'Equivalence: invalid', refused));
  if (pattern !== undefined) rows.push(row(`${name} against its pattern`, 'Equivalence: invalid', refused));
  return rows;
}
