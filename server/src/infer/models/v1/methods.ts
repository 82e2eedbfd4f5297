// Calls and attributes of models that have other names in Pydantic 2, where the receiver is known to be a model.
// Must not know rules. (Pydantic's migration guide, "Changes to `pydantic.BaseModel`".)
import { callArguments, dottedName } from '../../../facts/expressions';
import type { ProjectView, UsedModel } from '../../../project/view';
import type { SyntaxNode } from '../../../syntax/node';
import { walk } from '../../../syntax/node';
import { expressionType } from '../../expressionType';
import { findClass } from '../../members';
import type { Scope } from '../../scope';
import { membersOf, type TypeExpression } from '../../typeExpression';
import type { Edit, NameImporter } from '../edits';
import { isOfPydantic, type Remedy, type V1Use } from './use';

interface Method {
  readonly now: string;
  /** Keywords that the new one takes in the same sense; null for any. */
  readonly keywords: RegExp | null;
  /** How many arguments may stand by position. */
  readonly positional: number;
  /** Whether the new one does the same. */
  readonly safe: boolean;
}

const DUMP = /^(include|exclude|by_alias|exclude_unset|exclude_defaults|exclude_none)$/;

const METHODS: Readonly<Record<string, Method>> = {
  dict: { now: 'model_dump', keywords: DUMP, positional: 0, safe: true },
  json: {
    now: 'model_dump_json',
    keywords: /^(indent|include|exclude|by_alias|exclude_unset|exclude_defaults|exclude_none)$/,
    positional: 0,
    safe: true,
  },
  copy: { now: 'model_copy', keywords: /^(update|deep)$/, positional: 0, safe: true },
  parse_obj: { now: 'model_validate', keywords: /^obj$/, positional: 1, safe: true },
  parse_raw: { now: 'model_validate_json', keywords: /^$/, positional: 1, safe: false },
  from_orm: { now: 'model_validate', keywords: /^obj$/, positional: 1, safe: true },
  construct: { now: 'model_construct', keywords: null, positional: 1, safe: true },
  schema: { now: 'model_json_schema', keywords: /^(by_alias|ref_template)$/, positional: 2, safe: true },
  schema_json: { now: 'model_json_schema', keywords: null, positional: 0, safe: true },
  update_forward_refs: { now: 'model_rebuild', keywords: /^$/, positional: 0, safe: true },
};
const ATTRIBUTES: Readonly<Record<string, string>> = { __fields__: 'model_fields', __fields_set__: 'model_fields_set' };

/** Methods that are called on the class, or on an object of it. */
const OF_CLASS = /^(parse_obj|parse_raw|from_orm|construct|schema|schema_json|update_forward_refs)$/;

/** A model, and whether it is the class itself that is meant. */
interface Receiver {
  readonly model: UsedModel;
  readonly isClass: boolean;
}

/**
 * The old names that a stretch of code uses.
 * @param scopeAt the function around a node; null at the module's own level
 */
export function findMethodUses(
  root: SyntaxNode,
  scopeAt: (node: SyntaxNode) => Scope | null,
  project: ProjectView,
): V1Use[] {
  const found: V1Use[] = [];
  walk(root, (node) => {
    if (node.type !== 'attribute') return true;
    const name = node.child('attribute');
    const object = node.child('object');
    if (!name || !object) return true;
    const use = useOf(node, name, object, scopeAt, project);
    if (use) found.push(use);
    return true;
  });
  return found;
}

function useOf(
  node: SyntaxNode,
  name: SyntaxNode,
  object: SyntaxNode,
  scopeAt: (node: SyntaxNode) => Scope | null,
  project: ProjectView,
): V1Use | null {
  const isAttribute = Object.hasOwn(ATTRIBUTES, name.text);
  const call = node.parent?.type === 'call' && node.field === 'function' ? node.parent : null;
  if (!isAttribute && (!Object.hasOwn(METHODS, name.text) || !call)) return null;
  const receiver = receiverOf(object, scopeAt(node), project);
  if (!receiver || definesItself(receiver.model, name.text, project)) return null;
  const span = { start: name.start, end: name.end };
  if (isAttribute) {
    const now = ATTRIBUTES[name.text]!;
    const message = `"${name.text}" is of Pydantic 1; Pydantic 2 calls it "${now}".`;
    const isOfObject = name.text === '__fields__' && !receiver.isClass;
    const edits: Edit[] = [{ ...span, newText: now }];
    if (isOfObject) {
      edits.push(
        { start: object.start, end: object.start, newText: 'type(' },
        { start: object.end, end: object.end, newText: ')' },
      );
    }
    return { span, message, remedy: () => ({ title: `Write "${now}"`, safe: true, edits }) };
  }
  if (OF_CLASS.test(name.text) ? false : receiver.isClass) return null;
  const { now } = METHODS[name.text]!;
  const message = `"${name.text}()" is of Pydantic 1; Pydantic 2 calls it "${now}()".`;
  return { span, message, remedy: (imports) => remedyFor(name, call!, receiver, imports) };
}

function remedyFor(name: SyntaxNode, call: SyntaxNode, { model }: Receiver, imports: NameImporter): Remedy | null {
  const { now, keywords, positional, safe } = METHODS[name.text]!;
  const given = callArguments(call);
  const byPlace = given.filter((each) => each.name === null && each.star === '').length;
  const isStarred = given.some(({ star }) => star !== '');
  const isKnown =
    (keywords === null || (given.every((each) => each.name === null || keywords.test(each.name)) && !isStarred)) &&
    byPlace <= positional;
  if (!isKnown) return null;
  const edits: Edit[] = [{ start: name.start, end: name.end, newText: now }];
  const title = `Write "${now}()"`;
  if (name.text === 'from_orm' || name.text === 'parse_obj') {
    // Both take what they are given by position.
    const named = given.find((each) => each.name === 'obj');
    if (named) edits.push({ start: named.node.start, end: named.value.start, newText: '' });
  }
  if (name.text === 'from_orm') {
    const isSet = /True/.test(model.config.from_attributes ?? model.config.orm_mode ?? '') || model.isSqlModel;
    const last = given.at(-1);
    if (!last) return null;
    if (!isSet) edits.push({ start: last.node.end, end: last.node.end, newText: ', from_attributes=True' });
    return {
      title: isSet ? title : `${title}, with "from_attributes"`,
      safe: isSet && model.config.orm_mode === undefined,
      edits,
    };
  }
  if (name.text === 'json')
    return { title, safe: !given.some((each) => each.name === 'indent'), preferred: true, edits };
  if (name.text === 'parse_raw') return { title: `${title} (JSON alone is read)`, safe, edits };
  if (name.text === 'schema_json') return schemaJson(name, call, imports);
  return { title, safe, edits };
}

/** `User.schema_json(indent=2)` → `json.dumps(User.model_json_schema(), indent=2)`. */
function schemaJson(name: SyntaxNode, call: SyntaxNode, imports: NameImporter): Remedy | null {
  const given = callArguments(call);
  if (given.some((each) => each.name === null)) return null;
  const own = given.filter((each) => /^(by_alias|ref_template)$/.test(each.name!)).map(({ node }) => node.text);
  const rest = given.filter((each) => !/^(by_alias|ref_template)$/.test(each.name!)).map(({ node }) => node.text);
  const dumps = imports.use('json', 'dumps');
  const object = call.source.slice(call.start, name.start);
  const newText = `${dumps}(${[`${object}model_json_schema(${own.join(', ')})`, ...rest].join(', ')})`;
  return { title: 'Write "model_json_schema()"', safe: true, edits: [{ start: call.start, end: call.end, newText }] };
}

/** Whether a model or a base of it has a method or field of the name: then that is what is meant. */
function definesItself({ lineage, fields }: UsedModel, name: string, project: ProjectView): boolean {
  return (
    fields.some((field) => field.name === name) ||
    lineage.some((each) => project.methodsIn(each.path, each.name).some((method) => method.name === name))
  );
}

function receiverOf(object: SyntaxNode, scope: Scope | null, project: ProjectView): Receiver | null {
  const className = dottedName(object.type === 'subscript' ? object.child('value') : object);
  if (className !== null && !isLocal(className, scope)) {
    const definition = project.resolve(className);
    if (definition?.binding?.kind === 'class') {
      const model = project.model(className);
      return model && isOfPydantic(model, project) ? { model, isClass: true } : null;
    }
  }
  if (!scope) return moduleReceiver(className, project);
  const { receiver, site } = scope;
  // Validators take the class although nothing says so.
  if (object.text === 'cls' && receiver?.name === 'cls' && site.owner) {
    const model = project.model(site.owner.name);
    return model && isOfPydantic(model, project) ? { model, isClass: true } : null;
  }
  const type = expressionType(object, scope);
  const models = membersOf(type).map((member) => modelOfType(member, scope));
  const [first] = models;
  return first && models.every((each) => each !== null && isOfPydantic(each.model, project)) ? first : null;
}

function isLocal(dotted: string, scope: Scope | null): boolean {
  const head = dotted.split('.')[0]!;
  return scope?.site.facts.parameters.some(({ name }) => name === head) ?? false;
}

function modelOfType(type: TypeExpression, scope: Scope): Receiver | null {
  if (type.kind !== 'named') return null;
  const { project, owner } = scope.site;
  if (type.module === '' && type.name === 'type' && type.arguments[0]) {
    const inner = modelOfType(type.arguments[0], scope);
    return inner && { ...inner, isClass: true };
  }
  if (type.module === 'typing' && type.name === 'Self') {
    const model = owner && project.model(owner.name);
    return model ? { model, isClass: false } : null;
  }
  const ref = findClass(type, scope);
  const name = type.name.slice(type.name.lastIndexOf('.') + 1);
  const model = ref && (ref.path === null ? project.model(name) : project.model(name, ref.path));
  return model ? { model, isClass: false } : null;
}

/** A variable of the module that is bound once, to a new object of a model. */
function moduleReceiver(name: string | null, project: ProjectView): Receiver | null {
  if (name === null || name.includes('.')) return null;
  const bindings = project.bindings(name);
  const [binding] = bindings;
  if (bindings.length !== 1 || binding?.kind !== 'variable') return null;
  const made = binding.annotation ?? /^([A-Z]\w*)\s*\(/.exec(binding.value ?? '')?.[1];
  const model = made && /^\w+$/.test(made) ? project.model(made) : null;
  return model && isOfPydantic(model, project) ? { model, isClass: false } : null;
}
