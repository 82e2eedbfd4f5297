// What the text of a response model or return annotation says of a response: nothing, a list, a page of one, something else.
// Must not know rules. (rules.md, "missing-response-model" and "unpaginated-list".)
import { type AnnotationPart, readAnnotation } from '../facts/annotation';
import { lastName } from '../facts/expressions';
import type { Definition, ProjectView } from '../project/view';
import { wordsOf } from './paths';

/** A type's text and the file in which its names mean something. */
export interface TypeText {
  readonly text: string;
  readonly path: string;
}

/** Whether a type leaves open what comes: `Any`, `object`, a bare `dict` or `list`, `dict[str, Any]`. */
export function saysNothing({ text, path }: TypeText, project: ProjectView): boolean {
  const part = readAnnotation(text);
  return part !== null && isOpen(part, path, project, 0);
}

/**
 * What kind of answer a type makes: `list` for a list, sequence or container of records, `page` for one that is paginated by
 * its name or fields.
 */
export function shapeOf({ text, path }: TypeText, project: ProjectView): Shape {
  const part = readAnnotation(text);
  return part === null ? 'other' : shapeOfPart(part, path, project, 0);
}

export type Shape = 'list' | 'container' | 'page' | 'other';

const MAPPING = /^(dict|Dict|Mapping|MutableMapping|defaultdict|DefaultDict|OrderedDict)$/;
const SEQUENCE =
  /^(list|List|Sequence|MutableSequence|Iterable|Collection|set|Set|frozenset|FrozenSet|tuple|Tuple|AbstractSet|Iterator|Generator)$/;
const ANYTHING = /^(Any|object)$/;
const PRIMITIVE =
  /^(str|int|float|bool|bytes|complex|None|UUID[1-8]?|date|datetime|time|timedelta|Decimal|EmailStr|AnyUrl|AnyHttpUrl|HttpUrl|Path|Literal|ObjectId|PydanticObjectId|Enum|type|Type|StrictStr|StrictInt|constr|conint)$/;
const DEEPEST = 8;

function isOpen(part: AnnotationPart, path: string, project: ProjectView, depth: number): boolean {
  if (depth > DEEPEST) return false;
  const again = (inner: AnnotationPart): boolean => isOpen(inner, path, project, depth + 1);
  switch (part.kind) {
    case 'quoted':
      return again(part.inner);
    case 'union':
      return areOpen(part.members, again);
    case 'name': {
      const definition = project.resolveIn(path, part.name);
      const alias = aliasOf(definition);
      if (alias) return isOpen(alias.part, alias.path, project, depth + 1);
      if (definition?.binding) return false;
      const name = lastName(part.name);
      return (
        ANYTHING.test(name) || MAPPING.test(name) || /^(list|List|tuple|Tuple|set|Set|Sequence|Iterable)$/.test(name)
      );
    }
    case 'generic': {
      const name = lastName(part.name);
      const [first, second] = part.arguments;
      if (name === 'Annotated') return first !== undefined && again(first);
      if (/^(Optional|Union)$/.test(name)) return areOpen(part.arguments, again);
      if (MAPPING.test(name)) return second?.kind === 'name' && ANYTHING.test(lastName(second.name));
      return /^(list|List|Sequence)$/.test(name) && first?.kind === 'name' && ANYTHING.test(lastName(first.name));
    }
    default:
      return false;
  }
}

function areOpen(members: readonly AnnotationPart[], test: (part: AnnotationPart) => boolean): boolean {
  const others = members.filter((each) => each.kind !== 'none');
  return others.length > 0 && others.every(test);
}

/** What a variable that names a type stands for. */
function aliasOf(definition: Definition | null): { part: AnnotationPart; path: string } | null {
  const binding = definition?.binding;
  if (binding?.kind !== 'variable' || binding.value === null || !definition?.path) return null;
  const part = readAnnotation(binding.value);
  return part && { part, path: definition.path };
}

function shapeOfPart(part: AnnotationPart, path: string, project: ProjectView, depth: number): Shape {
  if (depth > DEEPEST) return 'other';
  const again = (inner: AnnotationPart): Shape => shapeOfPart(inner, path, project, depth + 1);
  switch (part.kind) {
    case 'quoted':
      return again(part.inner);
    case 'union':
      return strongest(part.members.map(again));
    case 'name':
      return isPage(part.name) ? 'page' : shapeOfName(part.name, path, project, depth);
    case 'generic': {
      const name = lastName(part.name);
      const [first] = part.arguments;
      if (isPage(name)) return 'page';
      if (name === 'Annotated') return first ? again(first) : 'other';
      if (SEQUENCE.test(name)) {
        // `tuple[User, int]` is a record of its own kind.
        const isRecord = /^tuple$/i.test(name) && part.arguments.at(-1)?.kind !== 'other';
        return first && !isRecord && isRecordType(first, path, project, depth) ? 'list' : 'other';
      }
      if (MAPPING.test(name)) return 'other';
      // An envelope: `Response[list[User]]`.
      return strongest(part.arguments.map(again));
    }
    default:
      return 'other';
  }
}

function strongest(shapes: readonly Shape[]): Shape {
  for (const shape of ['page', 'list', 'container'] as const) if (shapes.includes(shape)) return shape;
  return 'other';
}

/** Whether a name says that it is one page of more: `Page`, `UserPage`, `PaginatedUsers`, `CursorPage`. */
function isPage(name: string): boolean {
  return wordsOf(lastName(name)).some((word) =>
    /^(page|paged|pages|paginated|pagination|paginate|paginator|cursor|slice|connection|infinite)$/.test(word),
  );
}

function shapeOfName(name: string, path: string, project: ProjectView, depth: number): Shape {
  const definition = project.resolveIn(path, name);
  const alias = aliasOf(definition);
  if (alias) return shapeOfPart(alias.part, alias.path, project, depth + 1);
  const binding = definition?.binding;
  if (binding?.kind !== 'class' || !definition?.path) return 'other';
  const home = definition.path;
  const shapes: Shape[] = [];
  for (const base of binding.signature.bases) {
    const part = readAnnotation(base);
    if (part?.kind === 'generic' && lastName(part.name) === 'RootModel')
      shapes.push(...part.arguments.map((each) => shapeOfPart(each, home, project, depth + 1)));
    else if (part?.kind === 'generic' && SEQUENCE.test(lastName(part.name)))
      shapes.push(shapeOfPart(part, home, project, depth + 1));
    else if (part?.kind === 'generic' || part?.kind === 'name') {
      if (isPage(part.name)) return 'page';
      shapes.push(shapeOfPart(part, home, project, depth + 1));
    }
  }
  const inherited = strongest(shapes);
  return inherited === 'other' ? shapeOfFields(binding.signature.fields, home, project, depth) : inherited;
}

/** Fields that a container has beside its list. */
const COUNTS =
  /^(total|count|size|length|status|success|message|msg|code|object|kind|type|meta|metadata|total_count|num_\w+)$/;
/** Fields of a page. */
const PAGING =
  /^(page|pages|page_\w+|\w+_page|per_page|limit|offset|skip|cursor|\w+_cursor|next|previous|prev|next_\w+|prev\w*_\w+|has_more|has_next|has_prev\w*|links|pagination)$/;

/** A model with one list of records and nothing else but counts. */
function shapeOfFields(
  fields: readonly { readonly name: string; readonly annotation: string | null }[],
  path: string,
  project: ProjectView,
  depth: number,
): Shape {
  const own = fields.filter(
    (field) =>
      field.annotation !== null &&
      !/\bClassVar\b/.test(field.annotation) &&
      !/^(model_config|__\w+__)$/.test(field.name),
  );
  if (own.some((field) => PAGING.test(field.name))) return 'page';
  const root = fields.find((field) => field.name === '__root__' && field.annotation !== null);
  const lists = (root ? [root] : own).filter((field) => {
    const part = readAnnotation(field.annotation!);
    return part !== null && part.kind !== 'name' && shapeOfPart(part, path, project, depth + 1) === 'list';
  });
  const others = own.filter((field) => !lists.includes(field) && !COUNTS.test(field.name));
  if (lists.length !== 1 || others.length > 0) return 'other';
  return root ? 'list' : 'container';
}

/** Whether the elements of a list are records: models, dictionaries, what is not known better; no texts or numbers. */
function isRecordType(part: AnnotationPart, path: string, project: ProjectView, depth: number): boolean {
  if (depth > DEEPEST) return false;
  const again = (inner: AnnotationPart): boolean => isRecordType(inner, path, project, depth + 1);
  switch (part.kind) {
    case 'quoted':
      return again(part.inner);
    case 'union':
      return part.members.some(again);
    case 'generic': {
      const name = lastName(part.name);
      if (/^(Annotated|Optional|Union)$/.test(name)) return part.arguments.some(again);
      return !SEQUENCE.test(name) && !PRIMITIVE.test(name);
    }
    case 'name': {
      if (PRIMITIVE.test(lastName(part.name))) return false;
      const definition = project.resolveIn(path, part.name);
      const alias = aliasOf(definition);
      if (alias) return isRecordType(alias.part, alias.path, project, depth + 1);
      const binding = definition?.binding;
      return !(
        binding?.kind === 'class' && binding.signature.bases.some((base) => /(Enum|Flag)$|^(str|int)$/.test(base))
      );
    }
    default:
      return false;
  }
}
