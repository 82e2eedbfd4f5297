// Which parameters of a handler, and of what it depends on, may stand in its path.
// Must not know the text of the path; a guess that helps somebody who types, no judgement.
import type { FunctionSignature, ParameterSignature } from '../facts/bindings';
import { lastName } from '../facts/expressions';
import type { ProjectView } from '../project/view';

/** A parameter that a path may give. */
export interface PathParameter {
  readonly name: string;
  /** Text of its type; null where none is written. */
  readonly type: string | null;
  /** The function whose parameter it is. */
  readonly of: string;
}

/** Where names in a signature mean something. */
interface Place {
  readonly project: ProjectView;
  readonly path: string;
}

const SCALAR =
  /^((uuid\.)?UUID[1-8]?|int|str|float|bool|bytes|(decimal\.)?Decimal|(datetime\.)?(date|datetime|time|timedelta)|EmailStr|(typing\.)?Literal\[.*\])$/s;
const ELSEWHERE = /\b(Query|Header|Cookie|Body|Form|File|Depends|Security)\s*\(/;

/** The parameters of a handler that a path may give, its own first; those of its dependencies behind them. */
export function pathParametersOf(signature: FunctionSignature, place: Place): PathParameter[] {
  const found: PathParameter[] = [];
  const add = (each: PathParameter): void => {
    if (!found.some(({ name }) => name === each.name)) found.push(each);
  };
  for (const each of own(signature, place)) add(each);
  for (const parameter of signature.parameters) {
    const dependency = dependencyOf(parameter, place);
    const definition = dependency === null ? null : place.project.resolveIn(place.path, dependency);
    if (definition?.binding?.kind !== 'function' || definition.path === null) continue;
    const there = { project: place.project, path: definition.path };
    for (const each of own(definition.binding.signature, there)) add(each);
  }
  return found;
}

function own({ name: of, parameters }: FunctionSignature, place: Place): PathParameter[] {
  return parameters.flatMap((parameter) => {
    const { name, kind, annotation, default: value } = parameter;
    if (kind.startsWith('var-') || /^(self|cls)$/.test(name)) return [];
    if (value !== null && !/^(\w+\.)?Path\s*\(/.test(value)) return [];
    const type = annotation === null ? null : plainType(annotation, place, 0);
    return annotation === null || type !== null ? [{ name, type, of }] : [];
  });
}

/** The text of a type that a segment of a path can be read as; null for any other. */
function plainType(annotation: string, place: Place, depth: number): string | null {
  const text = annotation.trim().replace(/^(['"])(.*)\1$/s, '$2');
  if (depth > 5 || ELSEWHERE.test(text)) return null;
  const annotated = /^(?:\w+\.)*Annotated\s*\[\s*([\s\S]*)\]$/.exec(text);
  if (annotated) return plainType(firstItem(annotated[1]!), place, depth + 1);
  if (SCALAR.test(text)) return text;
  if (!/^[A-Za-z_][\w.]*$/.test(text)) return null;
  const binding = place.project.resolveIn(place.path, text)?.binding;
  // `BookId = Annotated[int, Path(ge=1)]`
  if (binding?.kind === 'variable' && binding.value !== null) {
    return plainType(binding.value, place, depth + 1) === null ? null : text;
  }
  const isEnum = binding?.kind === 'class' && binding.signature.bases.some((base) => /Enum$/.test(lastName(base)));
  return isEnum ? text : null;
}

/** What stands before the first comma that is in no bracket. */
function firstItem(list: string): string {
  let depth = 0;
  for (let at = 0; at < list.length; at++) {
    if ('([{'.includes(list[at]!)) depth++;
    else if (')]}'.includes(list[at]!)) depth--;
    else if (list[at] === ',' && depth === 0) return list.slice(0, at);
  }
  return list;
}

/** The function that a parameter depends on, by its name: in its annotation, its default, or the alias of its type. */
function dependencyOf({ annotation, default: value }: ParameterSignature, { project, path }: Place): string | null {
  const called = (text: string | null): string | null =>
    /\b(?:Depends|Security)\s*\(\s*(?:dependency\s*=\s*)?([A-Za-z_][\w.]*)/.exec(text ?? '')?.[1] ?? null;
  const written = called(value) ?? called(annotation);
  if (written !== null || annotation === null || !/^[A-Za-z_][\w.]*$/.test(annotation)) return written;
  const alias = project.resolveIn(path, annotation)?.binding;
  return alias?.kind === 'variable' ? called(alias.value) : null;
}
