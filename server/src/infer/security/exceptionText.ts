// Finds the text of a caught exception, or a traceback, in an expression that is sent to clients.
// Must not know which answers are at fault: that hangs on their status and on what was caught.
import { isScope } from '../../facts/bindings';
import { NEVER_RETURNING } from '../../facts/controlFlow';
import { callArguments, dottedName, lastName, unparenthesized } from '../../facts/expressions';
import type { FunctionFacts } from '../../facts/functions';
import type { ProjectView } from '../../project/view';
import { nodesOfType, type SyntaxNode, walk } from '../../syntax/node';
import { reachingValues } from '../reachingValues';
import { isResponseClass } from '../responseClass';
import { type ExceptionName, exceptionAround, exceptionNamed } from './caughtExceptions';

/** A piece of an exception in an expression. */
export interface ExceptionPiece {
  /** The innermost expression that is text of the exception: `str(e)`, `e` in `{e}`, `traceback.format_exc()`. */
  readonly node: SyntaxNode;
  /** The whole text of which it is a part: a string, a sum, the call; what a generic text would replace. */
  readonly whole: SyntaxNode;
  readonly isTraceback: boolean;
  /** Null for a traceback outside of any handler. */
  readonly exception: ExceptionName | null;
  /** The local name through which it comes, where it stands in the answer; null when it is written there itself. */
  readonly through: SyntaxNode | null;
  /** As `whole`, of the name in the answer. */
  readonly throughWhole: SyntaxNode | null;
  /** Whether the name is that of a list or dictionary into which it was put. */
  readonly isPutIn: boolean;
}

/** Where expressions are read. */
export interface TextPlace {
  readonly facts: FunctionFacts;
  readonly project: ProjectView;
}

/** The pieces of exceptions that an expression sends, in source order; each local name is followed once. */
export function findExceptionText(expression: SyntaxNode, place: TextPlace): ExceptionPiece[] {
  return new Finder(place).find(expression, null, false, null);
}

/** Attributes of an exception that are its text, or another exception's. */
const OWN_TEXT = /^(args|orig|__cause__|__context__|__notes__)$/;
const CONVERSIONS = /^(str|repr|ascii|format)$/;
const TEXT_METHODS =
  /^(strip|lstrip|rstrip|lower|upper|title|capitalize|replace|format|join|splitlines|split|rsplit|partition|removeprefix|removesuffix|encode|decode|expandtabs|ljust|rjust|center)$/;
const CONTAINERS = /^(dict|list|tuple|set|dumps|jsonable_encoder|update|OrderedDict)$/;
const TRACEBACKS = /^traceback\.(format_\w+|print_\w+|extract_tb|extract_stack|TracebackException(\.from_exception)?)$/;
/** Words of settings under which developers, not clients, see answers. */
const FOR_DEVELOPERS =
  /debug|(^|[^a-z])(dev|development|testing|is_test|is_dev\w*|is_local|local_mode|dev_mode|environment|env)([^a-z]|$)|is_prod|production|show_(error|detail|trace)|expose_|verbose_errors|include_(detail|trace)/i;
const DEEPEST = 3;

class Finder {
  private readonly followed = new Set<string>();

  constructor(private readonly place: TextPlace) {}

  /**
   * @param whole the text around, when the expression is a part of one
   * @param isText whether the expression becomes text where it stands: in an f-string, beside a `+`
   */
  find(
    expression: SyntaxNode,
    whole: SyntaxNode | null,
    isText: boolean,
    through: SyntaxNode | null,
  ): ExceptionPiece[] {
    const node = unparenthesized(expression);
    const all = (nodes: readonly (SyntaxNode | null | undefined)[], around: SyntaxNode | null, text: boolean) =>
      nodes.flatMap((each) => (each ? this.find(each, around, text, through) : []));
    switch (node.type) {
      case 'string':
      case 'concatenated_string': {
        const interpolations = interpolationsIn(node);
        return all(
          interpolations.map((each) => each.items[0]),
          whole ?? node,
          true,
        );
      }
      case 'binary_operator':
        return all([node.child('left'), node.child('right')], whole ?? node, true);
      case 'tuple':
        return all(node.items, whole, isText);
      case 'list':
      case 'set':
      case 'expression_list':
        return all(node.items, null, false);
      case 'dictionary':
        return all(
          node.items.map((item) => (item.type === 'pair' ? item.child('value') : item.items[0])),
          null,
          false,
        );
      case 'list_comprehension':
      case 'generator_expression': {
        const iterable = node.childOfType('for_in_clause')?.child('right');
        return all([iterable], whole ?? node, true).filter((piece) => piece.isTraceback || isText);
      }
      case 'boolean_operator':
        return all([node.child('left'), node.child('right')], whole, isText);
      case 'conditional_expression': {
        const [yes, condition, no] = node.items;
        if (condition && FOR_DEVELOPERS.test(condition.text)) return [];
        return all([yes, no], whole, isText);
      }
      case 'named_expression':
      case 'await':
        return all([node.child('value') ?? node.items[0]], whole, isText);
      case 'subscript': {
        const value = node.child('value');
        if (value?.text === 'sys.exc_info()') return [this.piece(node, whole, false, through)];
        return all([value], whole ?? (isText ? null : node), isText);
      }
      case 'identifier':
        return this.name(node, whole, isText, through);
      case 'attribute':
        return this.attribute(node, whole, through);
      case 'call':
        return this.call(node, whole, isText, through);
      default:
        return [];
    }
  }

  private piece(
    node: SyntaxNode,
    whole: SyntaxNode | null,
    isTraceback: boolean,
    through: SyntaxNode | null,
    named: ExceptionName | null = null,
  ): ExceptionPiece {
    const { facts, project } = this.place;
    const exception = named ?? exceptionAround(node, facts, project);
    return { node, whole: whole ?? node, isTraceback, exception, through, throughWhole: null, isPutIn: false };
  }

  private name(
    node: SyntaxNode,
    whole: SyntaxNode | null,
    isText: boolean,
    through: SyntaxNode | null,
  ): ExceptionPiece[] {
    const { facts, project } = this.place;
    const exception = exceptionNamed(node.text, node, facts, project);
    if (exception) return [this.piece(node, whole, false, through, exception)];
    return this.follow(node, whole, isText, through);
  }

  /** What a local name holds where it is read. */
  private follow(
    node: SyntaxNode,
    whole: SyntaxNode | null,
    isText: boolean,
    through: SyntaxNode | null,
  ): ExceptionPiece[] {
    const { facts } = this.place;
    const key = `${node.text} ${node.start}`;
    if (this.followed.has(key) || this.followed.size >= DEEPEST) return [];
    this.followed.add(key);
    const found: ExceptionPiece[] = [];
    const { sources } = reachingValues(node.text, node, facts.body, (name) => NEVER_RETURNING.has(name));
    for (const source of sources) {
      const value =
        source.kind === 'value' ? source.value : source.kind === 'augmented' ? source.node.child('right') : null;
      if (!value) continue;
      const isPart = source.kind === 'augmented' || whole !== null || isText;
      for (const piece of this.find(value, null, isPart, through ?? node)) {
        found.push({ ...piece, throughWhole: piece.throughWhole ?? whole ?? node });
      }
    }
    if (sources.length > 0) {
      for (const value of putInto(node, facts.body)) {
        for (const piece of this.find(value, null, false, through ?? node)) found.push({ ...piece, isPutIn: true });
      }
    }
    this.followed.delete(key);
    return found;
  }

  private attribute(node: SyntaxNode, whole: SyntaxNode | null, through: SyntaxNode | null): ExceptionPiece[] {
    const object = node.child('object');
    const attribute = node.child('attribute')?.text ?? '';
    if (object?.type !== 'identifier') return [];
    const { facts, project } = this.place;
    const exception = exceptionNamed(object.text, node, facts, project);
    if (!exception) return [];
    if (attribute === '__traceback__') return [this.piece(node, whole, true, through, exception)];
    return OWN_TEXT.test(attribute) ? [this.piece(node, whole, false, through, exception)] : [];
  }

  private call(
    node: SyntaxNode,
    whole: SyntaxNode | null,
    isText: boolean,
    through: SyntaxNode | null,
  ): ExceptionPiece[] {
    const callee = node.child('function');
    const { project } = this.place;
    const values = callArguments(node).map(({ value }) => value);
    const name = dottedName(callee);
    const qualified = name === null ? '' : (project.resolve(name)?.qualifiedName ?? name);
    if (TRACEBACKS.test(qualified)) return [this.piece(node, whole, true, through, this.exceptionIn(node))];
    if (name === null || name.includes('.')) {
      const object = callee?.type === 'attribute' ? callee.child('object') : null;
      const method = callee?.type === 'attribute' ? (callee.child('attribute')?.text ?? '') : '';
      if (/^__(str|repr)__$/.test(method) && object?.type === 'identifier') {
        return this.name(object, whole, true, through).map((piece) => ({ ...piece, node, whole: whole ?? node }));
      }
      if (object && TEXT_METHODS.test(method)) {
        const around = whole ?? node;
        const inObject = /^(identifier|attribute)$/.test(object.type)
          ? this.text(object, around, through)
          : this.find(object, around, true, through);
        const inArguments = /^(format|join)$/.test(method)
          ? values.flatMap((value) => this.find(value, around, true, through))
          : [];
        return [...inObject, ...inArguments];
      }
    }
    if (CONVERSIONS.test(qualified) && project.binding(qualified) === null) {
      const [subject] = values;
      const found = subject ? this.find(subject, whole ?? node, true, through) : [];
      // `str(e)` as a whole is the piece, not the `e` in it.
      return found.map((piece) => (piece.node.parent?.parent === node ? { ...piece, node } : piece));
    }
    if (this.keeps(name, qualified)) return values.flatMap((value) => this.find(value, null, isText, through));
    return [];
  }

  /** The exception whose traceback a call is given. */
  private exceptionIn(call: SyntaxNode): ExceptionName | null {
    const { facts, project } = this.place;
    for (const { text } of nodesOfType(call, 'identifier')) {
      const found = exceptionNamed(text, call, facts, project);
      if (found) return found;
    }
    return null;
  }

  /** A text method of a name: of text that the name holds, not of the exception itself. */
  private text(object: SyntaxNode, whole: SyntaxNode, through: SyntaxNode | null): ExceptionPiece[] {
    if (object.type === 'attribute') return this.attribute(object, whole, through);
    const { facts, project } = this.place;
    if (exceptionNamed(object.text, object, facts, project)) return [];
    return this.follow(object, whole, true, through);
  }

  /** Whether what is called holds its arguments as they are: containers, responses, models. */
  private keeps(name: string | null, qualified: string): boolean {
    if (name === null) return false;
    const { project } = this.place;
    if (CONTAINERS.test(lastName(name))) return true;
    if (isResponseClass(name, project)) return true;
    const definition = project.resolve(name);
    return definition?.binding?.kind === 'class' && project.model(name) !== null && qualified !== '';
  }
}

const ADDING = /^(append|extend|add|insert|update|setdefault|appendleft)$/;

/** What is put into the list or dictionary of a name before it is read: `name[key] = value`, `name.append(value)`. */
function putInto(name: SyntaxNode, body: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walk(body, (node) => {
    if (isScope(node) || node.start >= name.start) return false;
    if (node.type === 'assignment') {
      const left = node.child('left');
      const value = node.child('right');
      if (left?.type === 'subscript' && left.child('value')?.text === name.text && value) found.push(value);
    } else if (node.type === 'call') {
      const callee = node.child('function');
      const isAdding = callee?.type === 'attribute' && ADDING.test(callee.child('attribute')?.text ?? '');
      if (isAdding && callee.child('object')?.text === name.text)
        found.push(...callArguments(node).map(({ value }) => value));
    }
    return true;
  });
  return found;
}

/** The interpolations of a string, those of its parts included. */
export function interpolationsIn(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walk(node, (inner) => {
    if (inner.type !== 'interpolation') return true;
    found.push(inner);
    return false;
  });
  return found;
}

/** Whether only developers see what stands at a node: under `if settings.debug`, or behind an `if not debug` that leaves. */
export function isForDevelopers(node: SyntaxNode, body: SyntaxNode): boolean {
  for (let at = node; at.parent && at !== body; at = at.parent) {
    const { parent } = at;
    if (/^(if_statement|elif_clause|conditional_expression)$/.test(parent.type)) {
      const condition = parent.type === 'conditional_expression' ? parent.items[1] : parent.child('condition');
      if (condition && condition !== at && FOR_DEVELOPERS.test(condition.text)) return true;
    }
    if (parent.type === 'else_clause' || at.type === 'else_clause') {
      const statement = parent.type === 'else_clause' ? parent.parent : parent;
      if (statement?.type === 'if_statement' && FOR_DEVELOPERS.test(statement.child('condition')?.text ?? ''))
        return true;
    }
    if (parent.type !== 'block') continue;
    for (const before of parent.items) {
      if (before === at) break;
      if (before.type !== 'if_statement' || !FOR_DEVELOPERS.test(before.child('condition')?.text ?? '')) continue;
      if (/^(raise|return)_statement$/.test(before.child('consequence')?.items.at(-1)?.type ?? '')) return true;
    }
  }
  return false;
}
