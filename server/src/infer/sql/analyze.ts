// Finds what is interpolated into SQL in one region: each hole once, with its place in the SQL and the sink it reaches.
// Must not know messages or fixes.
import { type ClassFacts, readClass } from '../../facts/classes';
import { type FunctionFacts, readFunctions } from '../../facts/functions';
import type { Region } from '../../facts/region';
import { type FlatPiece, type FlatText, flatten, type HolePart, type Part } from '../../facts/sqlParts';
import { type HolePosition, positionHoles } from '../../facts/sqlPositions';
import { isSqlStatement, isUnmistakableSql } from '../../facts/sqlShape';
import { type SqlToken, tokenizeSql } from '../../facts/sqlTokens';
import type { ProjectView } from '../../project/view';
import { type Built, type Findings, type Hit, walkBody } from './flow';
import { parameterValue } from './lookups';
import { Names } from './names';
import { MENTIONS_SINK, type Sink } from './sinks';
import { emptyState, type Scope, type State } from './state';
import type { Value } from './value';

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
  /** All sinks that the text reaches. */
  readonly sinkCount: number;
}

const BUILDS_TEXT = /[fF][rR]?['"]|[rR][fF]['"]|%|\.format|\+|\.join|\.replace|\.substitute|\bsafe_substitute/;
const MENTIONS_SQL =
  /\b(select|insert|update|delete|replace|merge|with|create|alter|drop|truncate|grant|revoke|copy)\s[\s\S]*?\b(from|into|set|table|values|as|index|view|database|schema|user|role|on|to|using|where)\b/i;

/** Whether a region could hold anything to find, told by its text alone. */
export function mayBuildSql(text: string): boolean {
  if (!BUILDS_TEXT.test(text) && !/\b(text|literal_column|SQL)\s*\(/.test(text)) return false;
  return MENTIONS_SINK.test(text) || MENTIONS_SQL.test(text);
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
    found = mayBuildSql(context.region.text) ? analyze(context) : [];
    known.set(context, found);
  }
  return found;
}

function analyze({ region, owner, project }: SqlContext): Interpolation[] {
  const own = owner ?? (region.kind === 'class' ? readClass(region.node.child('definition') ?? region.node) : null);
  const scope: Scope = { names: new Names(project, own, region), isLocal: true, hasModule: true, depth: 0 };
  const findings: Findings = { hits: [], built: [], prose: [], nested: [] };
  const functions = new Map(readFunctions(region).map((each) => [each.node, each]));
  if (region.kind === 'function') {
    const facts = [...functions.values()][0];
    if (facts) walkFunction(facts, emptyState(), scope, findings);
  } else {
    walkBody(container(region), emptyState(), scope, findings);
  }
  // Functions in functions see what held where they are defined.
  for (let i = 0; i < findings.nested.length && i < MAXIMUM_NESTED; i++) {
    const { node, state } = findings.nested[i]!;
    const facts = functions.get(node);
    if (facts) walkFunction(facts, state, scope, findings);
  }
  return collect(findings);
}

const MAXIMUM_NESTED = 500;

/** A node whose items are the region's statements. */
function container(region: Region): Region['node'] {
  const { node } = region;
  const definition = node.type === 'decorated_definition' ? (node.child('definition') ?? node) : node;
  if (definition.type === 'class_definition') return definition.child('body') ?? definition;
  return { items: [node] } as unknown as Region['node'];
}

const OPERATIONS = /\.(get|post|put|patch|delete|head|options|trace|api_route|route|websocket|websocket_route)$/;

function walkFunction(facts: FunctionFacts, state: State, scope: Scope, findings: Findings): void {
  const isPathOperation = facts.decorators.some(
    (decorator) => decorator.call !== null && OPERATIONS.test(decorator.name ?? ''),
  );
  for (const [i, parameter] of facts.parameters.entries()) {
    if (i === 0 && /^(self|cls)$/.test(parameter.name)) continue;
    state.vars.set(parameter.name, parameterValue(parameter, isPathOperation, scope));
  }
  walkBody(facts.body, state, scope, findings);
}

function collect({ hits, built, prose }: Findings): Interpolation[] {
  const found = new Map<number, Interpolation>();
  const sinks = new Map<number, Set<Sink['call']>>();
  // What runs the text says more than what wraps it: looked at first.
  const ordered = [...hits.filter(({ sink }) => !sink.isWrapper), ...hits.filter(({ sink }) => sink.isWrapper)];
  for (const { sink, value } of ordered) {
    for (const each of inSink({ sink, value })) {
      const key = each.hole.expression.start;
      const calls = sinks.get(key) ?? new Set();
      sinks.set(key, calls);
      if (!sink.isWrapper) calls.add(sink.call);
      const before = found.get(key);
      if (!before) found.set(key, each);
      else if (sink.isWrapper && !before.wrapper) found.set(key, { ...before, wrapper: sink });
      else if (before.hole.content.trust === 'safe') found.set(key, each);
    }
  }
  const read = new Set<number>();
  for (const value of prose) for (const hole of holesOf(value)) read.add(hole.expression.start);
  for (const each of built) {
    const isNew = holesOf(each.value).some(
      ({ content, expression }) =>
        content.trust !== 'safe' && !found.has(expression.start) && !read.has(expression.start),
    );
    if (!isNew) continue;
    for (const one of inBuilt(each)) {
      const key = one.hole.expression.start;
      if (!found.has(key) && !read.has(key)) found.set(key, one);
    }
  }
  return [...found.values()]
    .filter(({ hole }) => hole.content.trust !== 'safe')
    .map((each) => ({ ...each, sinkCount: sinks.get(each.hole.expression.start)?.size ?? 0 }))
    .sort((one, other) => one.hole.expression.start - other.hole.expression.start);
}

function textParts(value: Value): readonly Part[] | null {
  if (value.kind === 'text') return value.parts;
  return value.kind === 'clause' ? textParts(value.text) : null;
}

function inSink({ sink, value }: Hit): Interpolation[] {
  const parts = textParts(value) ?? bareParts(sink, value);
  if (!parts) return [];
  return flatten(parts).flatMap((flat) => {
    const tokens = tokenizeSql(flat.text);
    const isStatement = isSqlStatement(tokens);
    if (!isStatement && !sink.isSure) return [];
    // What a library's own method takes is SQL; a few of their names mean other things too.
    if (
      !isStatement &&
      !sink.isWrapper &&
      /^(query|exec|fetch|cursor|extra|scalars?|stream|iterate|sql|prepare)$/.test(sink.name) &&
      !hasSqlWords(flat.text)
    )
      return [];
    const lead = isStatement ? '' : sink.lead;
    return interpolationsIn(flat, lead, sink.isWrapper ? null : sink, sink.isWrapper ? sink : null, tokens);
  });
}

/** A bare variable as the whole text counts where it comes from outside; where it is unknown, it may be anything. */
function bareParts(sink: Sink, value: Value): readonly Part[] | null {
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

const SQL_NAME = /(^|_)(sql|query|queries|stmt|statement|ddl|dml)\d*$/i;

function inBuilt({ node, value }: Built): Interpolation[] {
  const parts = textParts(value);
  const assignment = node.parent?.type === 'parenthesized_expression' ? node.parent.parent : node.parent;
  const isNamedSql = assignment?.type === 'assignment' && SQL_NAME.test(assignment.child('left')?.text ?? '');
  if (!parts) return [];
  return flatten(parts).flatMap((flat) => {
    if (!flat.pieces.some(({ part }) => part.kind === 'hole')) return [];
    const tokens = tokenizeSql(flat.text);
    return isUnmistakableSql(flat.text, tokens, isNamedSql) ? interpolationsIn(flat, '', null, null, tokens) : [];
  });
}

function interpolationsIn(
  flat: FlatText,
  lead: string,
  sink: Sink | null,
  wrapper: Sink | null,
  cut: readonly SqlToken[],
): Interpolation[] {
  const tokens = lead === '' ? cut : tokenizeSql(lead + flat.text);
  const positions = positionHoles(tokens);
  const holes = flat.pieces.filter((piece) => piece.part.kind === 'hole');
  const found: Interpolation[] = [];
  for (const [i, piece] of holes.entries()) {
    const position = positions[i];
    if (!position) continue;
    const hole = outermostValue(piece, tokens, lead.length);
    if (!hole.isLocal) continue;
    const same = { hole, position, sink, wrapper, flat, tokens, lead: lead.length, sinkCount: 0 };
    // The parts of one interpolated text may differ: one that is not safe decides.
    const before = found.find((each) => each.hole === hole);
    if (!before) found.push(same);
  }
  return found;
}

/** A text that stands whole within quotes is a value: the expression that put it there is at fault, not what it is made of. */
function outermostValue(piece: FlatPiece, tokens: readonly SqlToken[], lead: number): HolePart {
  const own = piece.part as HolePart;
  if (own.content.trust === 'safe') return own;
  for (const group of piece.groups) {
    const quoted = tokens.some(
      (token) =>
        (token.kind === 'string' || token.kind === 'quoted') &&
        token.start < group.start + lead &&
        (token.closed ? token.end - 1 : token.end) >= group.end + lead,
    );
    const alone = group.start === piece.start && group.end === piece.end;
    if ((quoted || alone) && group.hole.isLocal) return group.hole;
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
