// Makes a dependency of the statements with which a handler authenticates its caller, and lets the handler depend on it.
// Must not know which handlers are at fault.
import type { ClassFacts } from '../../facts/classes';
import { argumentFor, callArguments, dottedName, lastName } from '../../facts/expressions';
import type { FunctionFacts, ParameterFacts } from '../../facts/functions';
import type { Region } from '../../facts/region';
import type { ProjectView } from '../../project/view';
import { nodesOfType, type Span, type SyntaxNode, walk } from '../../syntax/node';
import { expressionType } from '../expressionType';
import { mentions, usesOfParameter } from '../localNames';
import { LINE_WIDTH, parameterListOf, writeParameterList } from '../parameterList';
import { type ImportNames, writeType } from '../printType';
import { scopeOf } from '../scope';
import { escapeSnippet } from '../snippet';
import { type Credential, followCredential, isCheck, type Tainted } from './credentials';
import { isLogged } from './loggedPaths';
import { loggerFor } from './logger';
import { placeAbove } from './placeAbove';
import { loggedText, refusalsIn } from './refusals';
import { isRequest } from './requestBody';

interface Edit extends Span {
  readonly newText: string;
}

/** A fix as rules hand it out. */
export interface AuthDependencyFix {
  readonly title: string;
  readonly safe: false;
  readonly snippet: boolean;
  readonly edits: readonly Edit[];
  readonly imports: ImportNames['requested'];
  readonly moduleStatements: readonly string[];
}

/** Where it is made. */
export interface AuthPlace {
  readonly owner: ClassFacts | null;
  readonly region: Region;
  readonly project: ProjectView;
  /** Which of several regions with the same text this is. */
  readonly occurrence: number;
  readonly file: { readonly python: readonly [number, number] };
  readonly imports: ImportNames;
  readonly text: string;
  readonly regionStart: number;
  readonly indentUnit: string;
}

/** The fix for one credential; null where the statements cannot stand in a function of their own. */
export function offerAuthDependency(
  credential: Credential,
  facts: FunctionFacts,
  place: AuthPlace,
): AuthDependencyFix | null {
  const above = facts.enclosing ? placeBeside(facts, place) : placeAbove(facts, place);
  if (above === null || /#/.test(parameterListOf(facts).text)) return null;
  const moved = statementsToMove(credential, facts);
  if (!moved || !canMove(moved, facts)) return null;
  const results = namesUsedAfter(moved, facts);
  if (results.length > 1) return null;
  const [result] = results;
  const parameters = facts.parameters.filter((parameter) => moved.some((node) => mentions(node, parameter.name)));
  const declared = parameters.map((parameter) => declaration(parameter, place));
  if (declared.some((each) => each === null)) return null;
  const name = dependencyName(credential, result ?? null, facts, place.project);
  const logging = logCalls(moved, facts, name, place);
  const code = codeOf(moved, logging.edits, place);
  if (code === null) return null;
  const type =
    result === undefined ? { text: 'None', snippet: 'None', hasHole: false } : typeOf(result, moved, facts, place);
  if (!type) return null;
  const signature = rewriteSignature(credential, facts, moved, parameters, { name, result: result ?? null }, place);
  if (!signature) return null;
  const isAsync = moved.some((node) => nodesOfType(node, 'await').length > 0);
  const written = (annotation: string): string =>
    [
      ...header(`${isAsync ? 'async ' : ''}def ${name}`, declared as string[], annotation, place.indentUnit),
      ...docstring(credential, parameters, result ?? null, moved).map((line) =>
        line === '' ? '' : place.indentUnit + line,
      ),
      ...code.map((line) => (line === '' ? '' : place.indentUnit + line)),
      ...(result === undefined ? [] : [`${place.indentUnit}return ${result}`]),
    ].join('\n');
  const isSnippet = type.hasHole;
  const plain = (text: string): string => (isSnippet ? escapeSnippet(text) : text);
  const annotated = (text: string): string => signature.write(text);
  const hole = '\u0000';
  const fill = (text: string): string => plain(text).replaceAll(hole, isSnippet ? type.snippet : type.text);
  const edits: Edit[] = [
    {
      start: above,
      end: above,
      newText: fill(facts.enclosing ? indented(written(hole), facts) : `${written(hole)}\n\n\n`),
    },
    { ...signature.span, newText: fill(annotated(hole)) },
    ...[...signature.others, removal(moved, facts, place.region.text)].map((edit) => ({
      ...edit,
      newText: plain(edit.newText),
    })),
  ];
  return {
    title: `Make the dependency "${name}" of it (it runs before the rest of "${facts.name}")`,
    safe: false,
    snippet: isSnippet,
    edits: edits.sort((one, other) => one.start - other.start || one.end - other.end),
    imports: [...place.imports.requested],
    moduleStatements: logging.statements,
  };
}

/** A log call in front of each refusal that nothing logs: what is written anew leaves a trace. */
function logCalls(
  moved: readonly SyntaxNode[],
  facts: FunctionFacts,
  name: string,
  { region, project, owner, occurrence, imports }: AuthPlace,
): { readonly edits: readonly Edit[]; readonly statements: readonly string[] } {
  const place = { region, project, owner, occurrence };
  const refusals = refusalsIn(facts, place).filter(
    (refusal) =>
      moved.some(({ start, end }) => start <= refusal.statement.start && refusal.statement.end <= end) &&
      !isLogged(refusal, facts, place),
  );
  if (refusals.length === 0) return { edits: [], statements: [] };
  const logger = loggerFor(project, imports);
  const edits = refusals.map((refusal): Edit => {
    const { start, source } = refusal.statement;
    const line = source.slice(source.lastIndexOf('\n', start - 1) + 1, start);
    const call = `${logger.name}.warning(${loggedText(refusal, name)})`;
    return { start, end: start, newText: line.trim() === '' ? `${call}\n${line}` : `${call}; ` };
  });
  return { edits, statements: logger.statement === null ? [] : [logger.statement] };
}

/** The line above a nested function, whose dependency may need what is around it; null where names would not be found. */
function placeBeside(facts: FunctionFacts, { project, region }: AuthPlace): number | null {
  // FastAPI looks annotations that are texts up in the module alone.
  if (project.hasFutureAnnotations()) return null;
  const line = region.text.lastIndexOf('\n', facts.whole.start - 1) + 1;
  return /^[ \t]*$/.test(region.text.slice(line, facts.whole.start)) ? line : null;
}

/** A definition as it stands in a function, with the blank line that follows it. */
function indented(definition: string, { whole }: FunctionFacts): string {
  const indent = whole.source.slice(whole.source.lastIndexOf('\n', whole.start - 1) + 1, whole.start);
  const lines = definition.split('\n').map((line) => (line === '' ? '' : indent + line));
  return `${lines.join('\n')}\n\n`;
}

/** The statements that read and check a credential: one run of a body, up to where something is answered. */
function statementsToMove(credential: Credential, facts: FunctionFacts): readonly SyntaxNode[] | null {
  const tainted = followCredential(credential, facts);
  const statements = facts.body.items.filter((item) => item.items[0] !== facts.docstring);
  const first = statements.findIndex(tainted.holds);
  if (first < 0) return null;
  let end = first;
  let last = -1;
  while (end < statements.length && belongs(statements[end]!, tainted)) {
    if (isChecking(statements[end]!, tainted)) last = end;
    end++;
  }
  if (last < 0 || last === statements.length - 1) return null;
  return statements.slice(first, last + 1);
}

/** Whether a statement may be a part of authenticating: what follows the credential and answers nothing yet. */
function belongs(statement: SyntaxNode, { holds }: Tainted): boolean {
  const isKind = /^(expression_statement|if_statement|try_statement|assert_statement)$/.test(statement.type);
  return isKind && nodesOfType(statement, 'return_statement').length === 0 && holds(statement);
}

function isChecking(statement: SyntaxNode, tainted: Tainted): boolean {
  let found = false;
  walk(statement, (node) => {
    found ||= isCheck(node, tainted);
    return !found;
  });
  return found;
}

/** Whether statements do without the rest of the handler: its earlier names, its class, its answers. */
function canMove(moved: readonly SyntaxNode[], facts: FunctionFacts): boolean {
  const start = moved[0]!.start;
  for (const node of moved) {
    let isFree = true;
    walk(node, (each) => {
      if (/^(return_statement|yield|global_statement|nonlocal_statement)$/.test(each.type)) isFree = false;
      if (each.type === 'identifier' && /^(self|cls)$/.test(each.text)) isFree = false;
      return isFree;
    });
    if (!isFree) return false;
  }
  // Names that statements before it bind.
  return facts.body.items
    .filter((statement) => statement.start < start)
    .every((statement) => boundIn(statement).every((name) => !moved.some((node) => mentions(node, name))));
}

/** The names that a statement binds, comprehensions left out. */
function boundIn(statement: SyntaxNode): string[] {
  const names = new Set<string>();
  walk(statement, (node) => {
    if (/^(assignment|augmented_assignment|for_statement)$/.test(node.type)) {
      const left = node.child('left');
      if (left && !/^(attribute|subscript)$/.test(left.type))
        for (const { text } of nodesOfType(left, 'identifier')) names.add(text);
    }
    if (node.type === 'named_expression') names.add(node.child('name')?.text ?? '');
    if (node.type === 'as_pattern_target' && node.parent?.parent?.type !== 'except_clause') names.add(node.text);
    if (/^(import_statement|import_from_statement)$/.test(node.type)) {
      for (const item of node.childrenIn('name')) names.add((item.child('alias') ?? item).text.split('.')[0]!);
    }
    return !/_definition$|^lambda$/.test(node.type) || node === statement;
  });
  return [...names];
}

/** What the rest of the handler still reads of what the statements bind. */
function namesUsedAfter(moved: readonly SyntaxNode[], facts: FunctionFacts): string[] {
  const { end } = moved.at(-1)!;
  const rest = facts.body.items.filter((statement) => statement.start >= end);
  const own = new Set(facts.parameters.map(({ name }) => name));
  const names = [...new Set(moved.flatMap(boundIn))].filter((name) =>
    rest.some((statement) => mentions(statement, name)),
  );
  // A parameter that is given another value on the way is no result of its own.
  return names.some((name) => own.has(name)) ? [...names, ''] : names;
}

/** The statements' lines without the indentation of their block; null where that would change a text. */
function codeOf(moved: readonly SyntaxNode[], added: readonly Edit[], { region }: AuthPlace): string[] | null {
  const source = region.text;
  const line = source.lastIndexOf('\n', moved[0]!.start - 1) + 1;
  const indent = source.slice(line, moved[0]!.start);
  const end = source.indexOf('\n', moved.at(-1)!.end);
  const tail = source.slice(moved.at(-1)!.end, end < 0 ? source.length : end);
  if (!/^[ \t]+$/.test(indent) || !/^[ \t\r]*(#.*)?$/.test(tail)) return null;
  const lines = [...added]
    .sort((one, other) => other.start - one.start)
    .reduce(
      (now, { start, newText }) => now.slice(0, start - line) + newText + now.slice(start - line),
      source.slice(line, end < 0 ? source.length : end),
    )
    .split(/\r?\n/);
  const hasLongText = moved.some((node) => nodesOfType(node, 'string').some(({ text }) => text.includes('\n')));
  if (hasLongText || lines.some((each) => each.trim() !== '' && !each.startsWith(indent))) return null;
  return lines.map((each) => (each.trim() === '' ? '' : each.slice(indent.length).trimEnd()));
}

const MARKERS = /^(Header|Cookie|Query|Path|Depends|Security)$/;
const SCALAR =
  /^["']?(Optional\[)?(str|int|float|bool|UUID|uuid\.UUID|datetime|date|Request|Response|BackgroundTasks|HTTPConnection|([\w.]+\.)?(Request|Response))\]?(\s*\|\s*None)?["']?$/;

/** A parameter as the dependency declares it: `Annotated[str, Header()]`; null for one that it must not take, a body. */
function declaration(parameter: ParameterFacts, { project, imports }: AuthPlace): string | null {
  const { name, annotation, default: value, kind } = parameter;
  if (!/^(ordinary|keyword-only)$/.test(kind) || !annotation) return null;
  const type = annotation.text.replace(/\s*\n\s*/g, ' ');
  const call = value?.type === 'call' ? value : null;
  const marker = call ? lastName(dottedName(call.child('function')) ?? '') : '';
  if (call && MARKERS.test(marker)) {
    const isDependency = /^(Depends|Security)$/.test(marker);
    const given = isDependency ? null : argumentFor(call, 'default', 0);
    const rest = callArguments(call)
      .filter(({ value: each }) => each !== given)
      .map(({ node }) => node.text);
    const inner = `${call.child('function')!.text}(${rest.join(', ')})`;
    const end = given && given.type !== 'ellipsis' ? ` = ${given.text}` : '';
    return `${name}: ${imports.use('typing', 'Annotated')}[${type}, ${inner}]${end}`;
  }
  const isMarked = nodesOfType(annotation, 'call').some((each) =>
    MARKERS.test(lastName(dottedName(each.child('function')) ?? '')),
  );
  const alias = /^[\w.]+$/.test(type) ? project.resolve(type)?.binding : null;
  const isAlias =
    alias?.kind === 'variable' && /\b(Depends|Security|Header|Cookie|Query|Path)\s*\(/.test(alias.value ?? '');
  if (!isMarked && !isAlias && !SCALAR.test(type) && !isRequest(parameter, project)) return null;
  return `${name}: ${type}${value ? ` = ${value.text}` : ''}`;
}

/** The header of a function, a parameter a line where it would be too long. */
function header(start: string, parameters: readonly string[], returns: string, indentUnit: string): string[] {
  const sorted = [...parameters].sort((one, other) => Number(hasDefault(one)) - Number(hasDefault(other)));
  const line = `${start}(${sorted.join(', ')}) -> ${returns}:`;
  if (line.length <= LINE_WIDTH) return [line];
  return [`${start}(`, ...sorted.map((each) => `${indentUnit}${each},`), `) -> ${returns}:`];
}

function hasDefault(parameter: string): boolean {
  return /\] = [^\]]*$|^\w+: [^=[\]]+ = /.test(parameter);
}

function docstring(
  credential: Credential,
  parameters: readonly ParameterFacts[],
  result: string | null,
  moved: readonly SyntaxNode[],
): string[] {
  const lines = [`"""Check the ${credential.kind} "${credential.name}" of a request.`];
  if (parameters.length > 0) {
    lines.push('', 'Args:', ...parameters.map((each) => `    ${each.name}: ${describe(each, credential)}.`));
  }
  if (result !== null) lines.push('', 'Returns:', `    The ${words(result)} of the request.`);
  const raised = new Set(moved.flatMap((node) => nodesOfType(node, 'raise_statement')).flatMap(raisedName));
  if (raised.size > 0) lines.push('', 'Raises:', ...[...raised].map((each) => `    ${each}: If the check fails.`));
  lines.push('"""');
  return lines;
}

function describe(parameter: ParameterFacts, credential: Credential): string {
  const { name, annotation, default: value } = parameter;
  if (parameter === credential.parameter && credential.reads.length === 0) {
    return `The ${credential.kind} "${credential.name}"`;
  }
  const text = `${annotation?.text ?? ''} ${value?.text ?? ''}`;
  if (/\bRequest\b/.test(annotation?.text ?? '')) return 'The request';
  if (/\bHeader\(/.test(text)) return `The header ${words(name)}`;
  if (/\bCookie\(/.test(text)) return `The cookie ${words(name)}`;
  return `The ${words(name)} of the request`;
}

function words(name: string): string {
  return name.replace(/^_+/, '').replaceAll('_', ' ');
}

function raisedName(statement: SyntaxNode): string[] {
  const raised = statement.items.find((item) => item.field !== 'cause');
  const name = raised && dottedName(raised.type === 'call' ? raised.child('function') : raised);
  return name && /^\p{Lu}/u.test(lastName(name)) ? [lastName(name)] : [];
}

function dependencyName(
  { kind, name }: Credential,
  result: string | null,
  facts: FunctionFacts,
  project: ProjectView,
): string {
  const what = name.toLowerCase().replace(/^x-/, '').replace(/\W+/g, '_');
  const wanted =
    result === null
      ? `verify_${kind === 'cookie' && /session/.test(what) ? 'session' : what}`
      : /^(current_)?user$/.test(result)
        ? 'get_current_user'
        : `get_${result.replace(/^_+/, '')}`;
  const isTaken = (each: string): boolean => project.binding(each) !== null || mentions(facts.node, each);
  if (!isTaken(wanted)) return wanted;
  const other = `${wanted}_of_request`;
  let free = other;
  for (let i = 2; isTaken(free); i++) free = `${other}_${i}`;
  return free;
}

/** The type of what the dependency gives, as far as it can be told. */
function typeOf(
  result: string,
  moved: readonly SyntaxNode[],
  facts: FunctionFacts,
  place: AuthPlace,
): { text: string; snippet: string; hasHole: boolean } | null {
  const { end } = moved.at(-1)!;
  const use = usesOfParameter(facts.body, result).nodes.find(({ start }) => start >= end);
  const site = { facts, owner: place.owner, region: place.region, project: place.project, python: place.file.python };
  const type = use ? expressionType(use, scopeOf(site, true)) : null;
  const isKnown = type && type.kind !== 'unknown' && type.kind !== 'any';
  const written = isKnown
    ? writeType(type, { ...site, imports: place.imports, text: place.text, regionStart: place.regionStart })
    : null;
  if (written && !written.hasHole) return { text: written.text, snippet: escapeSnippet(written.text), hasHole: false };
  const any = place.imports.use('typing', 'Any');
  return { text: any, snippet: `\${1:${any}}`, hasHole: true };
}

interface NewSignature {
  readonly span: Span;
  /** The parameter list with the type of the dependency's result. */
  write(type: string): string;
  /** Edits of the docstring. */
  readonly others: readonly Edit[];
}

/** The handler's parameters: those that only the moved statements used go, the dependency comes. */
function rewriteSignature(
  { parameter }: Credential,
  facts: FunctionFacts,
  moved: readonly SyntaxNode[],
  used: readonly ParameterFacts[],
  { name, result }: { readonly name: string; readonly result: string | null },
  place: AuthPlace,
): NewSignature | null {
  const list = parameterListOf(facts);
  const inMoved = (node: SyntaxNode): boolean => moved.some((each) => each.start <= node.start && node.end <= each.end);
  const gone = used.filter((each) => usesOfParameter(facts.body, each.name).nodes.every(inMoved));
  const own =
    result ?? ['_', '_auth', '_credentials'].find((each) => !facts.parameters.some((other) => other.name === each));
  if (own === undefined || facts.parameters.some((each) => each.name === own && !gone.includes(each))) return null;
  const items = list.items.map((node) => ({ node, isGone: gone.some((each) => each.node === node) }));
  const index = items.findIndex(({ node }) => node === parameter.node);
  const replaced = items[index]?.isGone === false ? index + 1 : Math.max(0, index);
  const kept = items.filter(({ isGone }) => !isGone);
  const before = items.slice(0, replaced).filter(({ isGone }) => !isGone);
  const star = before.findIndex(({ node }) => node.type === 'keyword_separator' || /splat_pattern/.test(node.type));
  const firstDefault = before.findIndex(({ node }) => /default_parameter$/.test(node.type));
  const at = star < 0 && firstDefault >= 0 ? firstDefault : before.length;
  const depends = place.imports.use('fastapi', 'Depends');
  const annotated = place.imports.use('typing', 'Annotated');
  const write = (type: string): string => {
    const texts = kept.map(({ node }) => node.text);
    texts.splice(at, 0, `${own}: ${annotated}[${type}, ${depends}(${name})]`);
    return writeParameterList(facts, texts, place.indentUnit);
  };
  const others = documentedEntries(facts, gone, result);
  return { span: { start: list.start, end: list.end }, write, others };
}

/** The docstring's entries of parameters that go; the first of them becomes that of the result. */
function documentedEntries(facts: FunctionFacts, gone: readonly ParameterFacts[], result: string | null): Edit[] {
  const { docstring: doc } = facts;
  if (!doc) return [];
  const entries = gone.flatMap(({ name }) => {
    const pattern = new RegExp(`^([ \\t]+)${name}( ?\\([^)\\n]*\\))?:[^\\n]*(\\n\\1[ \\t]+[^\\n]*)*`, 'm');
    const found = pattern.exec(doc.text);
    return found
      ? [{ start: doc.start + found.index, end: doc.start + found.index + found[0].length, indent: found[1]! }]
      : [];
  });
  return entries.flatMap(({ start, end, indent }, i): Edit[] => {
    if (i === 0 && result !== null) {
      return [{ start, end, newText: `${indent}${result}: The ${words(result)} of the request.` }];
    }
    const args = /\n[ \t]*(Args|Arguments|Parameters):[ \t]*\n$/.exec(doc.source.slice(doc.start, start));
    const isOnly = args && !/^\n[ \t]+\w+( ?\([^)\n]*\))?:/.test(doc.source.slice(end, doc.end));
    // Without an entry the section goes too, with the blank line before it.
    const from = isOnly ? start - args[0].length : start;
    const blank = isOnly ? (/\n[ \t]*$/.exec(doc.source.slice(doc.start, from))?.[0].length ?? 0) : 0;
    const isLine = doc.source[end] === '\n' && !isOnly;
    return [{ start: from - blank, end: isLine ? end + 1 : end, newText: '' }];
  });
}

/** Takes the statements out, with the blank lines behind them. */
function removal(moved: readonly SyntaxNode[], facts: FunctionFacts, source: string): Edit {
  const start = source.lastIndexOf('\n', moved[0]!.start - 1) + 1;
  let end = source.indexOf('\n', moved.at(-1)!.end) + 1;
  const statements = facts.body.items;
  const at = statements.indexOf(moved[0]!);
  const isFirst = at === 0 || (at === 1 && facts.docstring !== null);
  const isBehindGap = /\n[ \t]*\r?\n$/.test(source.slice(0, start));
  if (isFirst || isBehindGap) end += /^([ \t]*\r?\n)*/.exec(source.slice(end))![0].length;
  return { start, end, newText: '' };
}
