// Which passwords are stored or compared as they came. Must not know rules or fixes.
// (rules.md, security, `plaintext-password`.)

import { callArguments, dottedName, lastName, stringValue, unparenthesized } from '../../facts/expressions';
import { readParameters } from '../../facts/functions';
import { isPasswordHashName, isPasswordName, isSystemName } from '../../facts/passwordNames';
import type { UsedModel } from '../../project/view';
import { nodesOfType, type SyntaxNode } from '../../syntax/node';
import type { CodePlace } from './digests';
import { isAccounts, originOf, tableIn } from './objectOrigins';
import { functionAround, isHashNamed, type Password, rawPassword, valuesOf } from './passwordValue';
import { qualifiedName } from './qualifiedNames';

/** A password that is stored or compared as it came. */
export interface PlainPassword {
  readonly kind: 'stored' | 'compared' | 'copied';
  /** What to mark: the password; of a copy the object with it. */
  readonly node: SyntaxNode;
  readonly password: Password;
  /** What it is stored in, or compared with, as messages call it. */
  readonly where: string;
  /** A comparison of two values that a call may replace; the other side. */
  readonly comparison: { readonly whole: SyntaxNode; readonly stored: SyntaxNode; readonly isEqual: boolean } | null;
}

const WORDS = /passw|pwd|pass_?phrase|passcode|psw|pw|pass\b/i;

/** The passwords that a region stores or compares as they came, in source order. */
export function plainPasswords(place: CodePlace): PlainPassword[] {
  if (!WORDS.test(place.region.text) && !/model_dump|model_validate|\bdict\s*\(|from_orm/.test(place.region.text))
    return [];
  const found = new Map<number, PlainPassword>();
  const add = (each: PlainPassword): void => {
    if (!found.has(each.node.start)) found.set(each.node.start, each);
  };
  for (const call of nodesOfType(place.region.node, 'call')) for (const each of inCall(call, place)) add(each);
  for (const node of nodesOfType(place.region.node, 'assignment'))
    for (const each of inAssignment(node, place)) add(each);
  for (const node of nodesOfType(place.region.node, 'comparison_operator')) {
    const each = inComparison(node, place);
    if (each) add(each);
  }
  return [...found.values()].sort((one, other) => one.node.start - other.node.start);
}

/** A password as somebody typed it, told also by those who call the function. */
function typedPassword(expression: SyntaxNode | null, place: CodePlace, depth = 0): Password | null {
  const password = rawPassword(expression);
  if (!password || depth > 4) return null;
  const { node } = password;
  if (node.type === 'identifier') {
    if (isHandedOver(node, place)) return null;
    const isTyped = (valuesOf(node)?.sources ?? []).every(
      (source) =>
        source.kind !== 'value' || !rawPassword(source.value) || typedPassword(source.value, place, depth + 1),
    );
    return isTyped ? password : null;
  }
  const object =
    node.type === 'call' ? node.child('function')?.child('object') : (node.child('object') ?? node.child('value'));
  const { origin, models } = originOf(object ?? null, place);
  // What is read from a store was judged where it went in.
  if (origin === 'stored' || origin === 'system' || isHashedBy(models, place)) return null;
  return password;
}

/** Whether a validator of the model that takes the password hashes it. */
function isHashedBy(models: readonly UsedModel[], { project }: CodePlace): boolean {
  const hooked = project.hookedClasses();
  return models.some(({ lineage }) => lineage.some(({ name }) => hooked.includes(name)));
}

/** Whether a name is a parameter for which some caller passes something else than a password as it came. */
function isHandedOver(node: SyntaxNode, { project, owner }: CodePlace): boolean {
  const around = functionAround(node);
  if (!around || functionAround(around) || (valuesOf(node)?.sources.length ?? 0) > 0) return false;
  const list = around.child('parameters');
  if (!list || !readParameters(list).some(({ name }) => name === node.text)) return false;
  return project.passedAsPassword(around.child('name')?.text ?? '', owner?.name ?? null, node.text) === 'other';
}

function stored(node: SyntaxNode, password: Password, where: string): PlainPassword {
  return { kind: 'stored', node, password, where, comparison: null };
}

function compared(node: SyntaxNode, password: Password, where: string): PlainPassword {
  return { kind: 'compared', node, password, where, comparison: null };
}

function isColumnName(name: string): boolean {
  return isPasswordName(name) || isPasswordHashName(name);
}

function inCall(call: SyntaxNode, place: CodePlace): PlainPassword[] {
  const callee = call.child('function');
  const name = dottedName(callee);
  const all = callArguments(call);
  const table = name === null ? null : tableOf(name, place);
  if (table) return intoTable(call, table, place);
  if (name === 'setattr' && all.length === 3) {
    const key = stringValue(all[1]!.value);
    return key === null ? [] : intoAttribute(all[0]!.value, key, all[2]!.value, place);
  }
  if (/(^|\.)compare_digest$/.test(qualifiedName(callee, place) ?? name ?? '') && all.length === 2)
    return between(all[0]!.value, all[1]!.value, place).map((each) => each.plain);
  if (callee?.type !== 'attribute') return [];
  const method = callee.child('attribute')?.text ?? '';
  const object = callee.child('object')!;
  const said = object.text;
  if (method === 'values' && /\b(insert|update)\s*\(/.test(said))
    return intoNamed(call, `${wordIn(said)} statement`, place, tableIn(object, place));
  if (
    /^(execute|executemany|execute_many|fetch_one|fetch_all|fetchrow|fetchval|fetch|exec_driver_sql|query|execute_async)$/.test(
      method,
    )
  )
    return [...inSql(call, place), ...inValues(call, place)];
  if (
    /^(insert_one|insert_many|replace_one|update_one|update_many|find_one_and_update|find_one_and_replace)$/.test(
      method,
    )
  )
    return [
      ...intoDictionaries(
        all.map(({ value }) => value),
        'a document',
        place,
        true,
      ),
      ...intoDocument(call, all[0]?.value, place),
    ];
  if (/^(find_one|find|count_documents|find_one_and_delete)$/.test(method))
    return intoDictionaries(
      all.slice(0, 1).map(({ value }) => value),
      'documents',
      place,
      false,
    ).map(asCompared);
  if (/^(append|add|insert|save|upsert|set|update)$/.test(method) && isStore(object)) {
    const where = isAccounts(object) ? `"${object.text}"` : 'a row of users';
    const values = all.map(({ value }) => value);
    return [
      ...intoDictionaries(values, where, place, true),
      ...values.flatMap((value) => intoObject(value, where, place)),
    ];
  }
  if (/^(hset|hmset)$/.test(method))
    return intoDictionaries(
      all.slice(1).map(({ value }) => value),
      'Redis',
      place,
      false,
    );
  if (/^(filter_by|filter|get|get_or_none|exists|first|find_by)$/.test(method)) return inFilter(call, method, place);
  if (/^(model_validate|from_orm|parse_obj)$/.test(method)) {
    const target = dottedName(object);
    const model = target === null ? null : tableOf(target, place);
    const first = all[0]?.value;
    return model && first && !/\bupdate\s*=/.test(call.text) ? copied(call, first, model, place) : [];
  }
  if (/^(create|get_or_create|update_or_create|insert|bulk_create|replace|objects_create|update)$/.test(method)) {
    const target = dottedName(object)?.replace(/\.objects$/, '') ?? null;
    const direct = target === null ? null : tableOf(target, place);
    const model = direct ?? (method === 'update' || method === 'create' ? tableIn(object, place) : null);
    if (!model || hasMethod(model, method, place)) return [];
    return intoNamed(call, `"${model.name}"`, place, model);
  }
  return [];
}

/** A collection of accounts, by its own name or by that of a table: `users`, `client.table("users")`. */
function isStore(object: SyntaxNode): boolean {
  return (
    isAccounts(object) ||
    /\.(table|from_|collection|ref)\(\s*["']\w*(user|account|member|admin|customer|profile)s?\b/i.test(object.text)
  );
}

/** `users.append(User(name=name, password=password))`, whatever the class. */
function intoObject(expression: SyntaxNode, where: string, place: CodePlace): PlainPassword[] {
  const node = unparenthesized(expression);
  const name = node.type === 'call' ? (dottedName(node.child('function')) ?? '') : '';
  if (!/(^|\.)[A-Z]\w*$/.test(name) || tableOf(name, place)) return [];
  return callArguments(node).flatMap(({ name: keyword, value }) => {
    const password = keyword !== null && isColumnName(keyword) ? typedPassword(value, place) : null;
    return password ? [stored(value, password, where)] : [];
  });
}

function asCompared(each: PlainPassword): PlainPassword {
  return { ...each, kind: 'compared' };
}

function wordIn(text: string): string {
  return /\binsert\s*\(/.test(text) ? 'an INSERT' : 'an UPDATE';
}

/** The table that a name means as a class; the class around for `cls`. */
function tableOf(name: string, { project, owner }: CodePlace): UsedModel | null {
  const model = name === 'cls' ? (owner ? project.model(owner.name) : null) : project.model(name);
  return model?.kind === 'table' ? model : null;
}

/** `User(password=password)`, `User(**user_in.model_dump())`. */
function intoTable(call: SyntaxNode, model: UsedModel, place: CodePlace): PlainPassword[] {
  const found: PlainPassword[] = [];
  for (const { name, star, value } of callArguments(call)) {
    if (star === '**') {
      const dump = dumpOf(value);
      if (dump) found.push(...copied(call, dump, model, place));
      continue;
    }
    if (name === null || !isColumnName(name) || !isPlainColumn(model, name, place)) continue;
    const password = typedPassword(value, place);
    if (password && !isMendedLater(call, name)) found.push(stored(value, password, `"${model.name}.${name}"`));
  }
  return found;
}

/** `user_in` of `user_in.model_dump()`, by a variable too; null where fields are left out or set. */
function dumpOf(expression: SyntaxNode, depth = 0): SyntaxNode | null {
  const node = unparenthesized(expression);
  if (node.type === 'identifier' && depth < 3) {
    const sources = valuesOf(node)?.sources ?? [];
    const [only] = sources;
    const body = functionAround(node)?.child('body');
    const isChanged = new RegExp(
      `\\b${node.text}\\s*(\\[|\\.(pop|update|setdefault|__setitem__)\\b)|\\bdel\\s+${node.text}\\b`,
    );
    if (sources.length !== 1 || only?.kind !== 'value' || !body || isChanged.test(body.text)) return null;
    return dumpOf(only.value, depth + 1);
  }
  const callee = node.type === 'call' ? node.child('function') : null;
  if (/^(dict|jsonable_encoder)$/.test(dottedName(callee) ?? '')) {
    const [first, ...more] = callArguments(node);
    return first && more.length === 0 && first.name === null && first.star === '' ? first.value : null;
  }
  if (callee?.type !== 'attribute' || !/^(model_dump|dict)$/.test(callee.child('attribute')?.text ?? '')) return null;
  return /\b(exclude|include|update)\s*=/.test(node.text) ? null : callee.child('object');
}

/** A password that goes into a table with all that a model holds. */
function copied(call: SyntaxNode, from: SyntaxNode, model: UsedModel, place: CodePlace): PlainPassword[] {
  const source = unparenthesized(dumpOf(from) ?? from);
  if (source.type !== 'identifier') return [];
  const origin = originOf(source, place);
  if (origin.origin !== 'typed' || origin.model?.kind !== 'model' || isHashedBy(origin.models, place)) return [];
  const around = functionAround(call);
  if (!around || functionAround(around) || !isDirect(around, source.text, place)) return [];
  const field = origin.model.fields.find(({ name }) => isPasswordName(name) && isPlainColumn(model, name, place));
  if (!field || isMendedLater(call, field.name) || callArguments(call).some(({ name }) => name === field.name))
    return [];
  const body = around.child('body')!;
  if (new RegExp(`\\b${source.text}\\s*\\.\\s*${field.name}\\s*=[^=]`).test(body.text)) return [];
  const password = { node: source, name: `${source.text}.${field.name}` };
  return [{ kind: 'copied', node: source, password, where: `"${model.name}.${field.name}"`, comparison: null }];
}

/** `insert_one(user.model_dump())`: all that a model holds becomes a document. */
function intoDocument(call: SyntaxNode, value: SyntaxNode | undefined, place: CodePlace): PlainPassword[] {
  const around = functionAround(call);
  const source = value ? dumpOf(value) : null;
  const object = source && unparenthesized(source);
  if (object?.type !== 'identifier' || !around || functionAround(around)) return [];
  const { origin, model, models } = originOf(object, place);
  if (origin !== 'typed' || model?.kind !== 'model' || isHashedBy(models, place)) return [];
  const field = model.fields.find(({ name }) => isPasswordName(name));
  if (!field || isSystemTable(model) || !isDirect(around, object.text, place)) return [];
  const text = around.child('body')!.text;
  if (new RegExp(`\\b${object.text}\\s*\\.\\s*${field.name}\\s*=[^=]`).test(text)) return [];
  const password = { node: object, name: `${object.text}.${field.name}` };
  return [{ kind: 'copied', node: object, password, where: 'a document', comparison: null }];
}

/** Whether a parameter is what a client sent: nobody in the project calls the function with an object of its own. */
function isDirect(around: SyntaxNode, parameter: string, { project, owner }: CodePlace): boolean {
  return project.passedAsPassword(around.child('name')?.text ?? '', owner?.name ?? null, parameter) !== 'other';
}

/** Whether the object that a call makes gets the field anew: `user = User(…)`, `user.password = hash_it(…)`. */
function isMendedLater(call: SyntaxNode, field: string): boolean {
  let at = call;
  while (at.parent && /^(await|parenthesized_expression)$/.test(at.parent.type)) at = at.parent;
  const target = at.parent?.type === 'assignment' ? at.parent.child('left') : null;
  const body = functionAround(call)?.child('body');
  if (target?.type !== 'identifier' || !body) return false;
  const after = body.source.slice(call.end, body.end);
  return new RegExp(
    `\\b${target.text}\\s*\\.\\s*(${field}\\s*=[^=]|set_password|hash_password|encrypt_password|set_hash)|setattr\\(\\s*${target.text}\\b`,
  ).test(after);
}

/** Keywords and dictionaries of a call that writes: `.values(password=password)`. */
function intoNamed(call: SyntaxNode, where: string, place: CodePlace, model: UsedModel | null): PlainPassword[] {
  const all = callArguments(call);
  const found = intoDictionaries(
    all.filter(({ name, star }) => name === null && star !== '*').map(({ value }) => value),
    where,
    place,
    true,
    model,
  );
  for (const { name, star, value } of all) {
    const dump = star === '**' && model ? dumpOf(value) : null;
    if (dump) found.push(...copied(call, dump, model!, place));
    if (name === 'defaults') found.push(...intoDictionaries([value], where, place, true, model));
    if (name === null || !isColumnName(name) || (model && !isPlainColumn(model, name, place))) continue;
    const password = typedPassword(value, place);
    if (password) found.push(stored(value, password, where));
  }
  return found;
}

function intoDictionaries(
  values: readonly SyntaxNode[],
  where: string,
  place: CodePlace,
  isNested: boolean,
  model: UsedModel | null = null,
): PlainPassword[] {
  return values.flatMap((value) =>
    passwordsInDictionary(value, place, isNested, model, 0).map(([node, password]) => stored(node, password, where)),
  );
}

/** The values under keys named for passwords in a dictionary, by a variable too, and in those within it. */
function passwordsInDictionary(
  expression: SyntaxNode,
  place: CodePlace,
  isNested: boolean,
  model: UsedModel | null,
  depth: number,
): [SyntaxNode, Password][] {
  const node = unparenthesized(expression);
  if (depth > 3) return [];
  if (node.type === 'identifier') {
    const sources = valuesOf(node)?.sources ?? [];
    const [only] = sources;
    if (sources.length !== 1 || only?.kind !== 'value') return [];
    const body = functionAround(node)?.child('body');
    const isChanged = new RegExp(`\\b${node.text}\\s*(\\[|\\.(pop|update|setdefault)\\b)|\\bdel\\s+${node.text}\\b`);
    return body && isChanged.test(body.text)
      ? []
      : passwordsInDictionary(only.value, place, isNested, model, depth + 1);
  }
  if (node.type === 'list' && isNested)
    return node.items.flatMap((item) => passwordsInDictionary(item, place, isNested, model, depth + 1));
  if (node.type === 'call' && dottedName(node.child('function')) === 'dict')
    return callArguments(node).flatMap(({ name, value }): [SyntaxNode, Password][] => {
      const password = name !== null && isColumnName(name) ? typedPassword(value, place) : null;
      return password ? [[value, password]] : [];
    });
  if (node.type !== 'dictionary') return [];
  return node.items.flatMap((pair): [SyntaxNode, Password][] => {
    const value = pair.child('value');
    const key = pair.child('key');
    if (pair.type !== 'pair' || !value || !key) return [];
    const name = stringValue(key) ?? lastName(dottedName(key) ?? '');
    if (isColumnName(name)) {
      if (model && !isPlainColumn(model, name, place)) return [];
      const password = typedPassword(value, place);
      return password ? [[value, password]] : [];
    }
    return isNested ? passwordsInDictionary(value, place, isNested, model, depth + 1) : [];
  });
}

/** A column into which what is given goes as it is. */
function isPlainColumn(model: UsedModel, name: string, place: CodePlace): boolean {
  const { project } = place;
  const field = model.fields.find((each) => each.name === name);
  if (!field || isSystemTable(model)) return false;
  if (
    /Encrypt|Hashed|HashType|Password(Type|Field|Column|Hash|Str)|SecretType|\bPassword\b|Fernet/.test(
      `${field.annotation ?? ''} ${field.value ?? ''}`,
    )
  )
    return false;
  const hooked = project.hookedClasses();
  return model.lineage.every((each) => {
    if (hooked.includes(each.name)) return false;
    return project.methodsIn(each.path, each.name).every((method) => {
      if (method.kind !== 'function') return true;
      if (
        method.name === name ||
        /^(__init__|__setattr__|save|before_save|pre_save|before_insert|before_create|model_post_init|__post_init__|_set_password)$/.test(
          method.name,
        )
      )
        return false;
      return !method.signature.decorators.some(
        (text) =>
          /\b(validates|field_validator|validator|model_validator|root_validator|listens_for|before_event|hybrid_property|synonym_for|observes|on_set)\b|\.setter\b/.test(
            text,
          ) &&
          (!/\(\s*["']/.test(text) || text.includes(name)),
      );
    });
  });
}

/** A table of connections to other systems, which need the password itself. */
function isSystemTable({ name, fields }: UsedModel): boolean {
  return (
    isSystemName(name.replace(/(InDB|InDb|DB|Db|Model|Table)$/, '')) ||
    /Connector|Connection|Integration|DataSource|Datasource|Secret|Vault|Credential/.test(name) ||
    fields.some((field) =>
      /^(host|hostname|port|server|url|uri|dsn|endpoint|base_url|driver|protocol|smtp\w*|imap\w*)$/.test(field.name),
    )
  );
}

function hasMethod(model: UsedModel, method: string, { project }: CodePlace): boolean {
  return model.lineage.some(({ path, name }) => project.methodsIn(path, name).some((each) => each.name === method));
}

function inAssignment(node: SyntaxNode, place: CodePlace): PlainPassword[] {
  const left = node.child('left');
  const right = node.child('right');
  if (!left || !right || right.type === 'assignment') return [];
  if (left.type === 'attribute')
    return intoAttribute(left.child('object')!, left.child('attribute')?.text ?? '', right, place);
  if (left.type !== 'subscript') return [];
  const object = left.child('value')!;
  const key = stringValue(left.child('subscript'));
  if (key !== null && isColumnName(key)) {
    const password = originOf(object, place).origin === 'stored' ? typedPassword(right, place) : null;
    return password ? [stored(right, password, `"${left.text}"`)] : [];
  }
  // `users_db[name] = {"password": password}`, `users[name] = password`
  if (key !== null || !isAccounts(object)) return [];
  const password = typedPassword(right, place);
  if (password) return [stored(right, password, `"${object.text}"`)];
  const where = `"${object.text}"`;
  return [...intoDictionaries([right], where, place, true), ...intoObject(right, where, place)];
}

function intoAttribute(object: SyntaxNode, name: string, value: SyntaxNode, place: CodePlace): PlainPassword[] {
  if (!isColumnName(name)) return [];
  const password = typedPassword(value, place);
  if (!password) return [];
  const { origin, model } = originOf(object, place);
  if (origin !== 'stored') return [];
  const table = model?.kind === 'table' ? model : model === null ? likelyTable(object, name, place) : null;
  if (!table || !isPlainColumn(table, name, place)) return [];
  return [stored(value, password, `"${table.name}.${name}"`)];
}

/** The one table of the project that a variable is named after: `User` for `db_user`. */
function likelyTable(object: SyntaxNode, field: string, { project }: CodePlace): UsedModel | null {
  const words = lastName(dottedName(object) ?? '').split('_');
  const names = [words, words.slice(1), words.slice(0, -1)].map((each) =>
    each.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(''),
  );
  for (const name of names) {
    if (name === '') continue;
    const tables = [name, `${name}Model`, `${name}DB`, `${name}Table`]
      .flatMap((each) => project.modelsNamed(each))
      .flatMap((key) => {
        const model = project.model(key.name, key.path);
        return model?.kind === 'table' && model.fields.some((each) => each.name === field) ? [model] : [];
      });
    if (tables.length === 1) return tables[0]!;
  }
  return null;
}

function inComparison(node: SyntaxNode, place: CodePlace): PlainPassword | null {
  const operands = node.items.filter(({ field }) => field !== 'operators');
  const operators = node.childrenIn('operators').map(({ text }) => text);
  const [left, right] = operands;
  if (operands.length !== 2 || !left || !right || !/^[!=]=$/.test(operators[0] ?? '')) return null;
  const [found] = between(left, right, place);
  if (!found) return null;
  const { plain, stored: other, isColumn } = found;
  if (isColumn) return plain;
  return { ...plain, comparison: { whole: node, stored: other, isEqual: operators[0] === '==' } };
}

/** A password that is compared with a stored one. */
function between(
  one: SyntaxNode,
  other: SyntaxNode,
  place: CodePlace,
): { plain: PlainPassword; stored: SyntaxNode; isColumn: boolean }[] {
  for (const [entered, kept] of [
    [one, other],
    [other, one],
  ] as const) {
    const where = storedPassword(kept, place);
    if (!where) continue;
    const password = typedPassword(entered, place) ?? enteredBriefly(entered, where.node);
    if (!password || isHashNamed(entered)) continue;
    return [{ plain: compared(entered, password, `"${where.node.text}"`), stored: kept, isColumn: where.isColumn }];
  }
  return [];
}

/** `user.password != p`: a parameter with a short name, compared with what is named a password. */
function enteredBriefly(expression: SyntaxNode, kept: SyntaxNode): Password | null {
  const node = unparenthesized(expression);
  if (
    node.type !== 'identifier' ||
    !/^(p|pass_|passw|entered|plain|raw|candidate|attempt|given|typed)$/.test(node.text)
  )
    return null;
  if ((valuesOf(node)?.sources.length ?? 1) > 0 || isHashNamed(kept)) return null;
  return { node, name: node.text };
}

/** `user.password`, `user["password"]`, `users.get(name)`, `User.password`. */
function storedPassword(expression: SyntaxNode, place: CodePlace): { node: SyntaxNode; isColumn: boolean } | null {
  const node = unparenthesized(expression);
  if (node.type === 'attribute') {
    const name = node.child('attribute')?.text ?? '';
    const object = node.child('object')!;
    if (/^(encode|decode|strip|get_secret_value)$/.test(name)) return null;
    const { origin, model } = originOf(object, place);
    if (!isColumnName(name) || origin !== 'stored' || (model && isSystemTable(model))) return null;
    if (model !== null && hasComparator(model, name, place)) return null;
    const dotted = dottedName(object) ?? '';
    const isColumn = /(^|\.)[A-Z]\w*$/.test(dotted) || /\.(c|columns)$/.test(dotted);
    return { node, isColumn };
  }
  if (node.type === 'subscript') {
    const key = stringValue(node.child('subscript'));
    const object = node.child('value');
    if (key === null) return isAccounts(object) ? { node, isColumn: false } : null;
    return isColumnName(key) && originOf(object, place).origin === 'stored' ? { node, isColumn: false } : null;
  }
  if (node.type !== 'call') return null;
  const callee = node.child('function');
  if (callee?.type !== 'attribute') return null;
  const method = callee.child('attribute')?.text ?? '';
  const object = callee.child('object')!;
  if (/^(encode|decode|strip|get_secret_value)$/.test(method)) return storedPassword(object, place);
  if (method !== 'get') return null;
  const key = stringValue(callArguments(node)[0]?.value ?? null);
  if (key === null) return isAccounts(object) && callArguments(node).length > 0 ? { node, isColumn: false } : null;
  return isColumnName(key) && originOf(object, place).origin === 'stored' ? { node, isColumn: false } : null;
}

/** A type of column that compares with the hash itself: SQLAlchemy-Utils' `PasswordType`. */
function hasComparator(model: UsedModel, name: string, place: CodePlace): boolean {
  return (
    model.kind === 'table' &&
    !isPlainColumn(model, name, place) &&
    model.fields.some((each) => each.name === name && /Password|Hash/.test(`${each.annotation} ${each.value}`))
  );
}

/** `filter_by(password=password)`, `User.get(password=password)`. */
function inFilter(call: SyntaxNode, method: string, place: CodePlace): PlainPassword[] {
  const table = tableIn(call, place);
  if (method !== 'filter_by' && !table) return [];
  if (table && isSystemTable(table)) return [];
  return callArguments(call).flatMap(({ name, value }) => {
    if (name === null || !isPasswordName(name)) return [];
    const password = typedPassword(value, place);
    return password ? [compared(value, password, table ? `"${table.name}.${name}"` : 'a column')] : [];
  });
}

const WRITES = /\b(insert\s+into|update|replace\s+into)\b[\s\S]*\b\w*(password|passwd|pwd|pass_hash)\w*\b/i;
const COMPARES = /\bwhere\b[\s\S]*\b(\w+\.)?(password|passwd|pwd|user_?pass)["`\]]?\s*=\s*/i;

/** `execute("INSERT INTO users (name, password) VALUES (?, ?)", (name, password))`. */
function inSql(call: SyntaxNode, place: CodePlace): PlainPassword[] {
  const all = callArguments(call);
  const first = all[0];
  if (first?.star !== '' || all.length < 2) return [];
  const text = sqlText(first.value, 0);
  if (text === null) return [];
  const isWrite =
    WRITES.test(text) &&
    !/\b(crypt|md5|sha\d*|password|pgp_sym_encrypt|digest)\s*\(/i.test(text.replace(/\([^()]*\)\s*values/i, 'values'));
  const isCompare = !isWrite && COMPARES.test(text) && !/\b(crypt|md5|sha\d*|digest)\s*\(/i.test(text);
  if (!isWrite && !isCompare) return [];
  const given = all.slice(1).flatMap(({ value }) => {
    const inner = unparenthesized(value);
    if (inner.type === 'dictionary') return inner.items.flatMap((pair) => pair.child('value') ?? []);
    return /^(tuple|list)$/.test(inner.type) ? inner.items : [value];
  });
  return given.flatMap((value) => {
    const password = typedPassword(value, place);
    if (!password) return [];
    return [isWrite ? stored(value, password, 'an SQL statement') : compared(value, password, 'a column')];
  });
}

/** The text of a statement: a literal, `text("…")`, a local name for one. */
function sqlText(expression: SyntaxNode, depth: number): string | null {
  const node = unparenthesized(expression);
  const own = stringValue(node);
  if (own !== null) return own;
  if (depth > 3) return null;
  if (node.type === 'call' && /^(text|sql|SQL)$/.test(lastName(dottedName(node.child('function')) ?? ''))) {
    const first = callArguments(node)[0];
    return first ? sqlText(first.value, depth + 1) : null;
  }
  if (node.type !== 'identifier') return null;
  const sources = valuesOf(node)?.sources ?? [];
  const [only] = sources;
  return sources.length === 1 && only?.kind === 'value' ? sqlText(only.value, depth + 1) : null;
}

/** `database.execute(query=users.insert(), values={"password": password})`. */
function inValues(call: SyntaxNode, place: CodePlace): PlainPassword[] {
  const all = callArguments(call);
  const values = all.find(({ name }) => name === 'values')?.value ?? all[1]?.value;
  const query = all.find(({ name }) => name === 'query')?.value ?? all[0]?.value;
  if (!values || !query) return [];
  const [source] = query.type === 'identifier' ? (valuesOf(query)?.sources ?? []) : [];
  const written = source?.kind === 'value' ? source.value.text : query.text;
  if (!/\b(insert|update)\s*\(/.test(written)) return [];
  return intoDictionaries([values], wordIn(written), place, true);
}
