// Holds our sql rules against files whose lines say what is wrong in them: `npm run compare:sql -- PATH… [--skip FOLDER]…`.
// Prints every statement that builds or runs a text, reported or silent and why; a line that the file calls fine and we
// report, or one that it calls bad and whose silence has no reason, makes the exit code 1.
import { callArguments, dottedName, stringPrefix, unparenthesized } from '../../server/src/facts/expressions';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { isSqlStatement } from '../../server/src/facts/sqlShape';
import { HOLE, tokenizeSql } from '../../server/src/facts/sqlTokens';
import { MENTIONS_SINK } from '../../server/src/infer/sql/sinks';
import type { PlacedProblem } from '../../server/src/linter/lint';
import { interpolatedSql } from '../../server/src/rules/sql/interpolated-sql';
import { interpolatedSqlIdentifier } from '../../server/src/rules/sql/interpolated-sql-identifier';
import { nodesOfType, type SyntaxNode, walk } from '../../server/src/syntax/node';
import { readCommandLine } from './commandLine';
import { type Folder, loadEngine, readFolder, requestFor, strictLinter } from './engine';
import { type Mark, readMarks } from './sqlMarks';

const RULES = [interpolatedSql, interpolatedSqlIdentifier];

/** One statement of a file. */
interface Row {
  readonly line: number;
  readonly mark: Mark;
  readonly verdict: 'reported' | 'silent';
  /** What is reported, or why nothing is; empty where there is no reason. */
  readonly why: string;
  readonly code: string;
}

async function main(): Promise<void> {
  const { paths, skip } = readCommandLine('compare:sql');
  await loadEngine();
  const counts = { reported: 0, silent: 0, disputed: 0 };
  for (const path of paths) {
    const folder = readFolder(path, skip);
    for (const name of folder.texts.keys()) {
      const rows = readRows(folder, name);
      if (rows.length === 0) continue;
      console.log(`\n${name}`);
      for (const row of rows) {
        const isDisputed = row.mark === 'fine' ? row.verdict === 'reported' : row.mark === 'bad' && row.why === '';
        counts[row.verdict]++;
        if (isDisputed) counts.disputed++;
        console.log(print(row, isDisputed));
      }
    }
  }
  console.log(`\n${counts.reported} reported, ${counts.silent} silent, ${counts.disputed} disputed`);
  if (counts.disputed > 0) process.exitCode = 1;
}

function print({ line, mark, verdict, why, code }: Row, isDisputed: boolean): string {
  const shown = code.replace(/\s+/g, ' ');
  const short = shown.length > 90 ? `${shown.slice(0, 87)}…` : shown;
  const first = `${isDisputed ? '!' : ' '}${String(line).padStart(5)}  ${mark.padEnd(4)}  ${verdict.padEnd(8)}`;
  return `${first}  ${short}\n        ${why === '' ? 'no reason' : why}`;
}

function readRows(folder: Folder, name: string): Row[] {
  const text = folder.texts.get(name)!;
  const file = new SourceFile(name, text);
  const problems = strictLinter(RULES).lint(requestFor(folder, file, RULES));
  const marks = readMarks(text);
  const rows = file.regions.flatMap(({ region, start }) =>
    statementsIn(region.node).flatMap((node) => {
      const found = problems.filter((each) => each.start >= start + node.start && each.end <= start + node.end);
      const line = text.slice(0, start + node.start).split('\n').length;
      const lastLine = text.slice(0, start + node.end).split('\n').length;
      const mark = marks(line, lastLine);
      const passed = problems.find(({ related }) =>
        related.some((each) => each.path === null && each.start >= start + node.start && each.end <= start + node.end),
      );
      if (found.length === 0 && passed) {
        const why = `its text is reported in line ${passed.startPosition.line + 1}`;
        return [{ line, mark, verdict: 'reported' as const, why, code: node.text }];
      }
      const isOfInterest = found.length > 0 || MENTIONS_SINK.test(node.text) || buildersIn(node).length > 0;
      const source = text
        .split('\n')
        .slice(line - 1, lastLine)
        .join('\n');
      return isOfInterest ? [rowOf(node, line, mark, found, source)] : [];
    }),
  );
  file.close();
  return rows;
}

function rowOf(node: SyntaxNode, line: number, mark: Mark, found: readonly PlacedProblem[], source: string): Row {
  const code = node.text;
  if (found.length === 0 && /#\s*(nosec|noqa)\b/.test(source))
    return { line, mark, verdict: 'silent', why: 'suppressed by a comment', code };
  if (found.length === 0) return { line, mark, verdict: 'silent', why: reasonFor(node), code };
  const why = found.map(({ rule, severity, message }) => `${rule.id} (${severity}): ${message}`).join('\n        ');
  return { line, mark, verdict: 'reported', why, code };
}

/** The statements of a region that hold no others. */
function statementsIn(root: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walk(root, (node) => {
    const isSimple = /^(expression|return|raise|assert)_statement$/.test(node.type);
    const isHead = /^(with_clause|decorator)$/.test(node.type);
    if (isSimple || isHead) found.push(node);
    return !isSimple;
  });
  return found;
}

/** Why a statement is silent by the rules' own words; empty where none of them fits. */
function reasonFor(node: SyntaxNode): string {
  const builders = buildersIn(node);
  if (builders.length === 0) {
    const hasTemplate = nodesOfType(node, 'string').some((each) => stringPrefix(each).includes('t'));
    if (hasTemplate) return 'a t-string: its parts are not text';
    return 'puts nothing into a text: constants and bound parameters';
  }
  if (builders.every((each) => holesIn(each).every(isConstant))) return 'made of constants';
  if (!builders.some((each) => isSqlStatement(tokenizeSql(sketch(each))))) return 'no SQL statement';
  return '';
}

/** The outermost expressions that build a text of several parts. */
function buildersIn(root: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walk(root, (node) => {
    if (!isBuilder(node)) return node.type !== 'string';
    found.push(node);
    return false;
  });
  return found;
}

function isBuilder(node: SyntaxNode): boolean {
  switch (node.type) {
    case 'string':
      return !stringPrefix(node).includes('t') && node.childOfType('interpolation') !== null;
    case 'concatenated_string':
      return node.items.some(isBuilder);
    case 'binary_operator':
      return /^[+%]$/.test(node.child('operator')?.text ?? '') && nodesOfType(node, 'string').length > 0;
    case 'call': {
      const method = node.child('function')?.child('attribute')?.text ?? '';
      const object = node.child('function')?.child('object');
      return /^(format|format_map|join|replace)$/.test(method) && object != null && /string/.test(object.type);
    }
    default:
      return false;
  }
}

/** What a builder puts between its literals. */
function holesIn(node: SyntaxNode): SyntaxNode[] {
  const inner = unparenthesized(node);
  switch (inner.type) {
    case 'string':
      return inner.children.flatMap((child) =>
        child.type === 'interpolation' ? [child.child('expression') ?? child] : [],
      );
    case 'concatenated_string':
      return inner.items.flatMap(holesIn);
    case 'binary_operator':
      return inner.items.flatMap((item) => (item.field === 'operator' ? [] : holesIn(item)));
    case 'tuple':
      return inner.items.flatMap(holesIn);
    case 'call':
      return isBuilder(inner) ? callArguments(inner).flatMap(({ value }) => holesIn(value)) : [inner];
    default:
      return [inner];
  }
}

function isConstant(node: SyntaxNode): boolean {
  const inner = unparenthesized(node);
  if (/^(string|integer|float)$/.test(inner.type)) return inner.childOfType('interpolation') === null;
  if (/^(list|tuple|conditional_expression)$/.test(inner.type)) {
    return inner.items.every((item, i) => isConstant(item) || (inner.type === 'conditional_expression' && i === 1));
  }
  return /^_*[A-Z][A-Z0-9_]*$/.test(dottedName(inner) ?? '');
}

/** A builder's text with a hole for everything that is put in. */
function sketch(node: SyntaxNode): string {
  const inner = unparenthesized(node);
  switch (inner.type) {
    case 'string':
      return inner.children
        .map((child) => (child.type === 'interpolation' ? HOLE : child.type === 'string_content' ? child.text : ''))
        .join('');
    case 'concatenated_string':
      return inner.items.map(sketch).join('');
    case 'binary_operator': {
      const [left, right] = [inner.child('left'), inner.child('right')];
      const isPlus = inner.child('operator')?.text === '+';
      return (left ? sketch(left) : '') + (isPlus && right ? sketch(right) : '');
    }
    case 'call': {
      const object = inner.child('function')?.child('object');
      return isBuilder(inner) && object ? sketch(object) : HOLE;
    }
    default:
      return HOLE;
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
