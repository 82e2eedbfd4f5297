// The edits that rename a path parameter in one file: in paths, in handlers with their docstrings, in calls of handlers.
// Must not know other files' texts or the protocol.

import { signatureOf } from '../facts/bindings';
import { argumentFor, callArguments, dottedName, lastName, stringValue } from '../facts/expressions';
import { type FunctionFacts, readFunctions } from '../facts/functions';
import { PYTHON_KEYWORDS } from '../facts/keywords';
import type { SourceFile } from '../facts/sourceFile';
import type { Definition, ProjectView } from '../project/view';
import { nodesOfType, type Span, type SyntaxNode } from '../syntax/node';
import { argsSections } from './docstring/judged';
import { readDocstring } from './docstring/read';
import { mentions, usesOfParameter } from './localNames';
import { parameterPattern } from './pathParameterGroup';
import { pathParametersOf } from './pathParameters';

/** Why a name cannot be a parameter's; null when it can. */
export function whyNoName(name: string): string | null {
  // FastAPI reads `{name}` with Starlette's pattern, which takes ASCII alone.
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return `"${name}" is no name of a path parameter: letters, digits and underscores.`;
  return PYTHON_KEYWORDS.has(name) ? `"${name}" is a keyword of Python.` : null;
}

/** The stretches of a path's text that are the parameter's name; offsets count in the text. */
export function namesInPath(text: string, name: string): Span[] {
  return [...text.matchAll(parameterPattern(name))].map(({ index }) => ({
    start: index + 1,
    end: index + 1 + name.length,
  }));
}

/** The name of the parameter around an offset of a path's text, with its span; null anywhere else. */
export function parameterInPath(text: string, offset: number): { readonly name: string; readonly span: Span } | null {
  for (const match of text.matchAll(/\{(\w+)(?::\w+)?\}/g)) {
    const start = match.index + 1;
    const span = { start, end: start + match[1]!.length };
    if (span.start <= offset && offset <= span.end) return { name: match[1]!, span };
  }
  return null;
}

/** A handler at its place in its file. */
export interface PlacedHandler {
  readonly facts: FunctionFacts;
  /** UTF-16 offset in the file from which the facts' spans count. */
  readonly base: number;
}

/** The function whose name stands at an offset of a file. */
export function handlerAt(file: SourceFile, offset: number): PlacedHandler | null {
  const placed = file.regions.findLast(({ start, end }) => start <= offset && offset < end);
  const facts = placed && readFunctions(placed.region).find((each) => each.nameSpan.start === offset - placed.start);
  return placed && facts ? { facts, base: placed.start } : null;
}

/**
 * What a parameter's new name changes in its handler: the parameter, its uses, its entry in the docstring.
 * @returns a sentence when it cannot be renamed
 */
export function renameInHandler(
  { facts, base }: PlacedHandler,
  name: string,
  newName: string,
  place: { readonly project: ProjectView; readonly path: string },
): Span[] | string {
  const handler = facts.name;
  const parameter = facts.parameters.find((each) => each.name === name);
  const alias = facts.parameters.find((each) => new RegExp(`\\balias\\s*=\\s*["']${name}["']`).test(each.node.text));
  if (alias) return `"${handler}" takes {${name}} as "${alias.name}", by an alias: rename both by hand.`;
  if (!parameter) {
    const giver = pathParametersOf(signatureOf(facts), place).find((each) => each.name === name);
    if (giver) return `"${handler}" gets {${name}} from "${giver.of}", on which it depends: others may do so too.`;
  }
  if (facts.parameters.some((each) => each.name === newName))
    return `"${handler}" has a parameter "${newName}" already.`;
  const spans: Span[] = pathParamKeys(facts.body, name);
  if (parameter) {
    const { nodes, unclear } = usesOfParameter(facts.body, name);
    if (unclear !== null) return `In "${handler}" ${unclear}.`;
    if (mentions(facts.body, newName)) return `"${newName}" means something else in "${handler}" already.`;
    spans.push(parameter.nameSpan, ...nodes, ...documentedNames(facts, name));
  }
  return spans.map(({ start, end }) => ({ start: start + base, end: end + base }));
}

/** The names of a parameter's uses and of the parameter itself, for whoever points at one. */
export function parameterAt({ facts, base }: PlacedHandler, offset: number): { name: string; span: Span } | null {
  const at = offset - base;
  const holds = ({ start, end }: Span): boolean => start <= at && at <= end;
  for (const { name, nameSpan } of facts.parameters) {
    const own = holds(nameSpan) ? nameSpan : null;
    const span = own ?? (facts.body.start <= at ? (usesOfParameter(facts.body, name).nodes.find(holds) ?? null) : null);
    if (span) return { name, span: { start: span.start + base, end: span.end + base } };
  }
  return null;
}

/** The entries of a docstring's Args, and reST's `:param name:`. */
function documentedNames({ docstring }: FunctionFacts, name: string): Span[] {
  if (!docstring) return [];
  const { literal, text, ...doc } = readDocstring(docstring);
  if (!literal.isVerbatim) return [];
  const { start } = literal.content;
  const entries = argsSections({ literal, text, ...doc }).flatMap((section) =>
    section.entries.flatMap((entry) => entry.names.filter((each) => each.name === name)),
  );
  const fields = [
    ...text.matchAll(new RegExp(`[:@]param(?:eter)?\\s+(?:[\\w.\\[\\], |]+\\s+)?(${name})(?=\\s*:)`, 'g')),
  ];
  return [
    ...entries
      .filter(({ end }) => text.slice(end - name.length, end) === name)
      .map(({ end }) => ({ start: start + end - name.length, end: start + end })),
    ...fields.map((match) => {
      const at = start + match.index + match[0].length - name.length;
      return { start: at, end: at + name.length };
    }),
  ];
}

/** `request.path_params["name"]`, also with `get`. */
function pathParamKeys(body: SyntaxNode, name: string): Span[] {
  return nodesOfType(body, 'string').flatMap((literal) => {
    const [open, close] = [literal.childOfType('string_start'), literal.childOfType('string_end')];
    if (!open || !close || stringValue(literal) !== name) return [];
    const before = literal.source.slice(Math.max(0, literal.start - 80), literal.start);
    return /\.path_params\s*(?:\[|\.(?:get|pop)\s*\()\s*$/.test(before) ? [{ start: open.end, end: close.start }] : [];
  });
}

/** What calls of the handlers may name: a function by file and name. */
export interface CalledHandler {
  readonly path: string;
  readonly name: string;
}

/** The keyword arguments of a file's calls that give the parameter to one of the handlers, or to `url_path_for` of one. */
export function renameInCallers(
  file: SourceFile,
  project: ProjectView,
  handlers: readonly CalledHandler[],
  routeNames: ReadonlySet<string>,
  name: string,
): Span[] {
  const means = (node: SyntaxNode | null): boolean => {
    const dotted = dottedName(node);
    const definition = dotted === null ? null : project.resolve(dotted);
    return definition !== null && handlers.some((each) => isSame(definition, each));
  };
  return file.regions.flatMap(({ region, start }) =>
    nodesOfType(region.node, 'call').flatMap((call) => {
      const keyword = callArguments(call).find((each) => each.name === name)?.nameNode;
      if (!keyword) return [];
      const callee = call.child('function');
      const word = lastName(dottedName(callee) ?? '') || (callee?.child('attribute')?.text ?? '');
      const first = argumentFor(call, 'name', 0);
      const isUrl = /^url(_path)?_for$/.test(word) && routeNames.has(stringValue(first) ?? '');
      const isPartial = word === 'partial' && means(first);
      const isOurs = isUrl || isPartial || means(callee);
      return isOurs ? [{ start: keyword.start + start, end: keyword.end + start }] : [];
    }),
  );
}

function isSame(definition: Definition, { path, name }: CalledHandler): boolean {
  return definition.path === path && definition.binding?.kind === 'function' && definition.binding.name === name;
}
