// Finds what is interpolated into SQL in one region: each hole once, with its place in the SQL and the sink it reaches.
// Must not know messages or fixes.
import { signatureOf } from '../../facts/bindings';
import { type ClassFacts, readClass } from '../../facts/classes';
import { type FunctionFacts, type ParameterFacts, readFunctions } from '../../facts/functions';
import type { Region } from '../../facts/region';
import { type RequestPart, requestPartOf } from '../../facts/requestPart';
import { passesText, readSqlExports } from '../../facts/sqlExports';
import { type FlatPiece, type FlatText, flatten, type HolePart, type Part } from '../../facts/sqlParts';
import { type HolePosition, positionHoles } from '../../facts/sqlPositions';
import { isSqlStatement, isUnmistakableSql } from '../../facts/sqlShape';
import { type SqlToken, tokenizeSql } from '../../facts/sqlTokens';
import { isPathOperation } from '../../project/callers';
import type { TextFunction } from '../../project/textFunctions';
import type { ProjectView, RegionPlace } from '../../project/view';
import { type Span, type SyntaxNode, walk } from '../../syntax/node';
import { type Built, type Findings, type Hit, makeFindings, walkBody } from './flow';
import { holdsOwn, keyOf, makeCalls, regionOf, scopeOf } from './inline';
import { parameterValue } from './lookups';
import { Names } from './names';
import { parametrizedValues } from './parametrized';
import { MENTIONS_SINK, type Sink } from './sinks';
import { emptyState, type Scope, type State } from './state';
import { joinAll, SQL_TEXT, type Value } from './value';

/** Something put into SQL text. */
export interface Interpolation {
  readonly hole: HolePart;
  readonly position: HolePosition;
  /** The sink that the text reaches in the region, or null. */
  readonly sink: Sink | null;
  /** The wrapper (`text(…)`) on the way. */
  readonly wrapper: Sink | null;
  /** The text in which it was seen. */
  readonly flat: FlatText;
  readonly tokens: readonly SqlToken[];
  /** How many characters before `flat.text` were put in front of a fragment to read it. */
  readonly lead: number;
  /** All sinks in the region that the text reaches. */
  readonly sinks: readonly Sink[];
  /** The way to the sink, in the order in which the text goes: calls in the region and elsewhere, the sink last. */
  readonly way: readonly WayStep[];
}

/** A place on a text's way, for related information. */
export interface WayStep {
  readonly message: string;
  /** In the region, or wherever another region is now. */
  readonly at: Span | RegionPlace;
}

const BUILDS_TEXT = /[fF][rR]?['"]|[rR][fF]['"]|%|\.format|\+|\.join|\.replace|\.substitute|\bsafe_substitute/;
const MENTIONS_SQL =
  /\b(select|insert|update|delete|replace|merge|with|create|alter|drop|truncate|grant|revoke|copy)\s[\s\S]*?\b(from|into|set|table|values|as|index|view|database|schema|user|role|on|to|using|where)\b/i;

/** Whether a region could hold anything to find, told by what it says alone. */
export function mayBuildSql(region: Region): boolean {
  const { text } = region;
  if (MENTIONS_SINK.test(text)) return true;
  if (!BUILDS_TEXT.test(text)) return false;
  if (MENTIONS_SQL.test(text)) return true;
  const exports = readSqlExports(region);
  return exports.source !== null || passesText(exports);
}

const known = new WeakMap<object, readonly Interpolation[]>();

/** What stands around a region under judgement: the same object for every rule that looks at it. */
export interface SqlContext {
  readonly region: Region;
  readonly owner: ClassFacts | null;
  readonly project: ProjectView;
}

/** The interpolations into SQL of a region, in source order; kept as long as the context of its judgement. */
export function analyzeSql(context: SqlContext): readonly Interpolation[] {
  let found = known.get(context);
  if (!found) {
    found = mayBuildSql(context.region) && !isMigration(context.project) ? analyze(context) : [];
    known.set(context, found);
  }
  return found;
}

/** An Alembic migration, wherever its folder is: it runs once, on what its author wrote. */
function isMigration(project: ProjectView): boolean {
  return project.binding('down_revision') !== null && project.binding('revision') !== null;
}

function analyze({ region, owner, project }: SqlContext): Interpolation[] {
  const own = owner ?? (region.kind === 'class' ? readClass(region.node.child('definition') ?? region.node) : null);
  const functions = new Map(readFunctions(region).map((each) => [each.node, each]));
  const facts = region.kind === 'function' ? ([...functions.values()][0] ?? null) : null;
  const self = facts ? project.textFunction(facts.name, owner?.name ?? null) : null;
  const scope: Scope = {
    names: new Names(project, own, region),
    isLocal: true,
    depth: 0,
    calls: makeCalls(self ? [keyOf(self)] : []),
    place: null,
  };
  const findings = makeFindings();
  if (facts) walkFunction(facts, emptyState(), scope, findings, owner?.name ?? null);
  else walkBody(container(region), emptyState(), scope, findings);
  // Functions in functions see what held where they are defined; those that were followed at all their uses are done.
  const returns = [...findings.returns];
  for (let i = 0; i < findings.nested.length && i < MAXIMUM_NESTED; i++) {
    const { node, state } = findings.nested[i]!;
    const inner = functions.get(node);
    if (!inner || (scope.calls.nested.has(node) && isOnlyCalled(inner, region))) continue;
    walkFunction(inner, state, scope, findings, null);
  }
  if (self && facts) lookInCallers(self, joinAll(returns), scope, findings);
  return collect(findings);
}

/** Whether a nested function's name is used for calls alone: then what it gets is known. */
function isOnlyCalled({ name, node, decorators }: FunctionFacts, region: Region): boolean {
  if (decorators.length > 0) return false;
  let isOnly = true;
  walk(region.node, (each) => {
    if (each.type === 'identifier' && each.text === name && each.parent !== node) {
      const isCallee = each.field === 'function' && each.parent?.type === 'call';
      const isNoName =
        each.field === 'attribute' || (each.field === 'name' && each.parent?.type === 'keyword_argument');
      isOnly &&= isCallee || isNoName;
    }
    return isOnly;
  });
  return isOnly;
}

/** Callers of callers of … are followed so far. */
const MAXIMUM_LEVELS = 4;

/** Adds the sinks that what a function returns reaches in those who call it, in those who call them, and what they build of it. */
function lookInCallers(self: TextFunction, returned: Value, scope: Scope, findings: Findings): void {
  const seen = new Set([keyOf(self)]);
  const isAtStake = holesOf(returned).some(({ isLocal, content }) => isLocal && content.trust !== 'safe');
  let level = isAtStake ? [{ callee: self, value: returned }] : [];
  for (let depth = 0; depth < MAXIMUM_LEVELS && level.length > 0; depth++) {
    const next: typeof level = [];
    for (const { callee, value } of level) {
      if (!holdsOwn(value) || callee.name === null) continue;
      for (const ref of scope.names.project.textCallers(callee.name, callee.owner, callee.path)) {
        const caller = seen.has(keyOf(ref)) ? null : scope.names.project.textFunctionAt(ref.path, ref.region);
        if (!caller) continue;
        seen.add(keyOf(ref));
        const found = walkCaller(caller, callee, value, scope);
        findings.hits.push(...found.hits.filter((hit) => holdsOwn(hit.value)));
        findings.built.push(...found.built.filter((built) => holdsOwn(built.value)));
        if (found.returns.length > 0) next.push({ callee: caller, value: joinAll(found.returns) });
      }
    }
    level = next;
  }
}

/** Walks a caller, in which the calls of the callee give the value. */
function walkCaller(caller: TextFunction, callee: TextFunction, value: Value, scope: Scope): Findings {
  const findings = makeFindings();
  const region = regionOf(caller);
  if (!region) return findings;
  const given = { key: keyOf(callee), value };
  const inner: Scope = { ...scopeOf(caller, region, scope), calls: makeCalls([keyOf(caller)], given, scope.calls) };
  const facts = readFunctions(region)[0];
  if (!facts) {
    walkBody(container(region), emptyState(), inner, findings);
    return findings;
  }
  const state = emptyState();
  for (const parameter of facts.parameters)
    state.vars.set(parameter.name, parameterValue(parameter, caller.isPathOperation, inner));
  if (caller.owner !== null) for (const name of ['self', 'cls']) state.vars.delete(name);
  walkBody(facts.body, state, inner, findings);
  return findings;
}

const MAXIMUM_NESTED = 500;

/** A node whose items are the region's statements. */
function container(region: Region): Region['node'] {
  const { node } = region;
  const definition = node.type === 'decorated_definition' ? (node.child('definition') ?? node) : node;
  if (definition.type === 'class_definition') return definition.child('body') ?? definition;
  return { items: [node] } as unknown as Region['node'];
}

function walkFunction(
  facts: FunctionFacts,
  state: State,
  scope: Scope,
  findings: Findings,
  ownerName: string | null,
): void {
  const { project } = scope.names;
  const isTopLevel = facts.enclosing === null && facts.localClass === null;
  const isOperation =
    isPathOperation(signatureOf(facts)) || (isTopLevel && ownerName === null && project.readsSignatureOf(facts.name));
  const origins = isTopLevel && !isOperation ? project.parameterOrigins(facts.name, ownerName) : null;
  for (const [i, parameter] of facts.parameters.entries()) {
    if (i === 0 && /^(self|cls)$/.test(parameter.name)) continue;
    const part = isOperation ? partOf(facts, parameter) : null;
    state.vars.set(parameter.name, parameterValue(parameter, isOperation, scope, origins?.[parameter.name], part));
  }
  for (const [name, value] of parametrizedValues(facts, scope)) state.vars.set(name, value);
  walkBody(facts.body, state, scope, findings);
}

/** The part of a request that fills a parameter of a path operation in. */
function partOf(
  { decorators }: FunctionFacts,
  { name, annotation, default: value }: ParameterFacts,
): RequestPart | null {
  const texts = decorators.map(({ expression }) => expression.text);
  return requestPartOf(texts, name, annotation?.text ?? null, value?.text ?? null);
}

function collect({ hits, built, prose }: Findings): Interpolation[] {
  const found = new Map<SyntaxNode, Interpolation>();
  const sinks = new Map<SyntaxNode, Map<Sink['call'], Sink>>();
  // What runs the text says more than what wraps it, and what stands here more than what stands elsewhere: looked at first.
  const rank = (hit: Hit): number => Number(hit.sink.isWrapper) + 2 * Number(!isHere(hit));
  const ordered = hits.toSorted((one, other) => rank(one) - rank(other));
  for (const hit of ordered) {
    for (const each of inSink(hit)) {
      const key = each.hole.expression;
      const own = sinks.get(key) ?? new Map<Sink['call'], Sink>();
      sinks.set(key, own);
      if (each.sink) own.set(each.sink.call, each.sink);
      const before = found.get(key);
      if (!before) found.set(key, each);
      else if (each.wrapper && !before.wrapper) found.set(key, { ...before, wrapper: each.wrapper });
      else if (before.hole.content.trust === 'safe') found.set(key, each);
    }
  }
  const read = new Set<SyntaxNode>();
  for (const value of prose) for (const hole of holesOf(value)) read.add(hole.expression);
  for (const each of built) {
    const isNew = holesOf(each.value).some(
      ({ content, expression }) => content.trust !== 'safe' && !found.has(expression) && !read.has(expression),
    );
    if (!isNew) continue;
    for (const one of inBuilt(each)) {
      const key = one.hole.expression;
      if (!found.has(key) && !read.has(key)) found.set(key, one);
    }
  }
  return [...found.values()]
    .filter(({ hole }) => hole.content.trust !== 'safe')
    .map((each) => ({ ...each, sinks: [...(sinks.get(each.hole.expression)?.values() ?? [])] }))
    .sort((one, other) => one.hole.expression.start - other.hole.expression.start);
}

/** Whether a sink stands in the region itself, with no call in between that is not. */
function isHere(hit: Hit): boolean {
  return hit.place === null;
}

/** The way of a hit, as places to look at. */
function wayOf({ sink, way, place }: Hit): WayStep[] {
  const at = ({ start, end }: SyntaxNode, where: Hit['place']): WayStep['at'] =>
    where === null ? { start, end } : { path: where.path, region: where.region, start, end };
  const steps = way.map(({ call, place: where }) => ({
    message: `"${calledName(call)}" gets the text here.`,
    at: at(call, where),
  }));
  return [...steps, { message: `"${sink.name}" gets the text here.`, at: at(sink.call, place) }];
}

function calledName(call: SyntaxNode): string {
  const callee = call.child('function');
  return (callee?.type === 'attribute' ? callee.child('attribute')?.text : callee?.text) ?? '';
}

function textParts(value: Value): readonly Part[] | null {
  if (value.kind === 'text') return value.parts;
  return value.kind === 'clause' ? textParts(value.text) : null;
}

function inSink(hit: Hit): Interpolation[] {
  const { sink, value } = hit;
  const parts = textParts(value) ?? bareParts(hit);
  if (!parts) return [];
  return flatten(parts).flatMap((flat) => {
    const tokens = tokenizeSql(flat.text);
    const isStatement = isSqlStatement(tokens);
    if (!isStatement && !sink.isSure) return [];
    // What a library's own method takes is SQL; a few of their names mean other things too.
    const isBare = flat.text.length === 1;
    if (
      !isStatement &&
      !isBare &&
      !sink.isWrapper &&
      sink.lead === '' &&
      /^(query|exec|fetch|cursor|extra|scalars?|stream|iterate|sql|prepare)$/.test(sink.name) &&
      !hasSqlWords(flat.text)
    )
      return [];
    const lead = isStatement ? '' : sink.lead;
    return interpolationsIn(flat, lead, hit, tokens);
  });
}

/** A bare variable as the whole text counts where it comes from outside; where it is unknown, it may be anything. */
function bareParts({ sink, value, place }: Hit): readonly Part[] | null {
  if (place !== null) return null;
  if (value.kind !== 'unknown' || value.content.trust !== 'request' || !sink.isSure) return null;
  const hole: HolePart = {
    kind: 'hole',
    expression: sink.argument,
    content: value.content,
    place: { how: 'other' },
    conversion: '',
    isFormatted: false,
    isLocal: true,
  };
  return [hole];
}

function hasSqlWords(text: string): boolean {
  return /\b(select|from|where|and|or|order by|values|set|limit)\b/i.test(text);
}

/** Languages that begin as SQL does and are none: their own services read them (Vespa, Salesforce, Google Ads, New Relic, RDF, WMI). */
const OTHER_LANGUAGE = /(?:^|[^a-z0-9])(?:yql|soql|gaql|nrql|sparql|wql)(?![a-z0-9])/i;
const otherLanguages = new WeakMap<SyntaxNode, boolean>();

/** Whether the function around a text says that it writes another language. */
function isOtherLanguage(node: SyntaxNode): boolean {
  let around = node;
  while (around.parent && around.type !== 'function_definition') around = around.parent;
  let known = otherLanguages.get(around);
  if (known === undefined) {
    known = OTHER_LANGUAGE.test(around.text);
    otherLanguages.set(around, known);
  }
  return known;
}

const SQL_NAME = /(^|_)(sql|query|queries|stmt|statement|ddl|dml)\d*$/i;

function inBuilt({ node, value }: Built): Interpolation[] {
  const parts = textParts(value);
  const assignment = node.parent?.type === 'parenthesized_expression' ? node.parent.parent : node.parent;
  const isNamedSql = assignment?.type === 'assignment' && SQL_NAME.test(assignment.child('left')?.text ?? '');
  if (!parts) return [];
  return flatten(parts).flatMap((flat) => {
    if (!flat.pieces.some(({ part }) => part.kind === 'hole')) return [];
    const tokens = tokenizeSql(flat.text);
    return isUnmistakableSql(flat.text, tokens, isNamedSql) ? interpolationsIn(flat, '', null, tokens) : [];
  });
}

function interpolationsIn(flat: FlatText, lead: string, hit: Hit | null, cut: readonly SqlToken[]): Interpolation[] {
  const local = hit && isHere(hit) ? hit.sink : null;
  const sink = local?.isWrapper ? null : local;
  const wrapper = local?.isWrapper ? local : null;
  const way = hit ? wayOf(hit) : [];
  const tokens = lead === '' ? cut : tokenizeSql(lead + flat.text);
  const positions = positionHoles(tokens);
  const holes = flat.pieces.filter((piece) => piece.part.kind === 'hole');
  const isDoubted = hit === null || !hit.sink.isSure;
  const found: Interpolation[] = [];
  for (const [i, piece] of holes.entries()) {
    const position = asElements(asColumn(positions[i], piece), piece);
    if (!position || isQuotedByHand(piece, position) || isClauseFromElsewhere(piece, position)) continue;
    const hole = outermostValue(piece, tokens, lead.length);
    if (!hole.isLocal || (isDoubted && isOtherLanguage(hole.expression))) continue;
    const same = { hole, position, sink, wrapper, flat, tokens, lead: lead.length, sinks: [], way };
    // The parts of one interpolated text may differ: one that is not safe decides.
    const before = found.find((each) => each.hole === hole);
    if (!before) found.push(same);
  }
  return found;
}

/** Among a function's arguments the variable's name tells a column from a value. */
function asColumn(position: HolePosition | undefined, { part }: FlatPiece): HolePosition | undefined {
  if (!position?.inFunction || position.role !== 'value' || position.quote !== '' || part.kind !== 'hole')
    return position;
  const name = /(\w+)$/.exec(part.expression.text)?.[1] ?? '';
  return /(^|_)(col|column|field|table|tbl|ident|identifier)(s|_names?)?$/i.test(name)
    ? { ...position, role: 'identifier', bindable: false }
    : position;
}

/** Several values in brackets are an array, not a name. */
function asElements(position: HolePosition | undefined, { part }: FlatPiece): HolePosition | undefined {
  return position?.quote === '[' && part.kind === 'hole' && part.content.type === 'list'
    ? { ...position, role: 'value', quote: '', bindable: false }
    : position;
}

/** A name in quotes whose own quotes were doubled before: what a driver's quoting does. */
function isQuotedByHand({ part }: FlatPiece, { quote }: HolePosition): boolean {
  return quote !== '' && part.kind === 'hole' && part.content.type === `doubled ${quote === '[' ? ']' : quote}`;
}

/** A clause that something else made, which says itself that it is SQL: it is judged where it is made, if it can be seen. */
function isClauseFromElsewhere({ part }: FlatPiece, { role }: HolePosition): boolean {
  return (
    role === 'clause' && part.kind === 'hole' && part.content.type === SQL_TEXT && part.content.trust === 'unknown'
  );
}

/**
 * The expression that is at fault: the one that put a text there which is a mere value to SQL (whole within quotes, or one
 * token by itself), not what that text is made of.
 */
function outermostValue(piece: FlatPiece, tokens: readonly SqlToken[], lead: number): HolePart {
  const own = piece.part as HolePart;
  if (own.content.trust === 'safe') return own;
  for (const group of piece.groups) {
    const [start, end] = [group.start + lead, group.end + lead];
    const quoted = tokens.some(
      (token) =>
        (token.kind === 'string' || token.kind === 'quoted') &&
        token.start < start &&
        (token.closed ? token.end - 1 : token.end) >= end,
    );
    const alone = group.start === piece.start && group.end === piece.end;
    // A helper that quotes a value is not at fault for where it is put.
    const isToken =
      group.hole.isLocal !== own.isLocal && tokens.some((token) => token.start === start && token.end === end);
    if (quoted || alone || isToken) return group.hole;
  }
  return own;
}

function holesOf(value: Value): HolePart[] {
  const parts = textParts(value);
  if (!parts) return [];
  const found: HolePart[] = [];
  const visit = (list: readonly Part[]): void => {
    for (const part of list) {
      if (part.kind === 'hole') found.push(part);
      else if (part.kind === 'group') {
        found.push(part.hole);
        visit(part.parts);
      } else if (part.kind === 'choice') for (const option of part.options) visit(option);
    }
  };
  visit(parts);
  return found;
}
