// Arguments of Pydantic's `Field`, `conlist` and `constr` that have other names in Pydantic 2.
// Must not know rules. (Pydantic's migration guide, "Changes to `pydantic.Field`".)
import {
  type Argument,
  argumentFor,
  callArguments,
  dottedName,
  stringPrefix,
  stringValue,
} from '../../../facts/expressions';
import type { ProjectView } from '../../../project/view';
import type { SyntaxNode } from '../../../syntax/node';
import { walk } from '../../../syntax/node';
import type { Edit, NameImporter } from '../edits';
import type { Remedy, V1Use } from './use';

const FIELD = /^pydantic(\.fields)?\.Field$/;
const LISTS = /^pydantic(\.types)?\.(conlist|conset|confrozenset)$/;
const TEXTS = /^pydantic(\.types)?\.constr$/;

/** The old arguments in a stretch of code. */
export function findFieldArguments(root: SyntaxNode, project: ProjectView): V1Use[] {
  const found: V1Use[] = [];
  walk(root, (node) => {
    if (node.type !== 'call') return true;
    const name = dottedName(node.child('function'));
    const meant =
      name !== null && /(Field|conlist|conset|confrozenset|constr)$/.test(name) ? project.resolve(name) : null;
    const callee = meant?.path === null ? meant.qualifiedName : '';
    const isField = FIELD.test(callee);
    if (!isField && !LISTS.test(callee) && !TEXTS.test(callee)) return true;
    for (const argument of callArguments(node)) {
      const use = argumentUse(argument, node, isField, TEXTS.test(callee));
      if (use) found.push(use);
    }
    return true;
  });
  return found;
}

function argumentUse(argument: Argument, call: SyntaxNode, isField: boolean, isText: boolean): V1Use | null {
  const { name, nameNode, value } = argument;
  if (!nameNode) return null;
  const span = { start: nameNode.start, end: nameNode.end };
  if (name === 'const' && isField) {
    return {
      span,
      message: '"const" is of Pydantic 1; Pydantic 2 takes "Literal" as the type.',
      remedy: (imports) =>
        value.type === 'true'
          ? asLiteral(argument, call, imports)
          : value.type === 'false'
            ? withoutArgument(argument)
            : null,
    };
  }
  const now =
    name === 'regex' && (isField || isText)
      ? 'pattern'
      : (name === 'min_items' || name === 'max_items') && !isText
        ? name.replace('items', 'length')
        : null;
  if (now === null) return null;
  const message = `"${name}" is of Pydantic 1; Pydantic 2 calls it "${now}".`;
  if (name !== 'regex') {
    return {
      span,
      message,
      remedy: () => ({ title: `Write "${now}"`, safe: true, edits: [{ ...span, newText: now }] }),
    };
  }
  const anchored = anchoredPattern(value);
  const edits: Edit[] = [{ ...span, newText: now }];
  if (anchored !== null && anchored !== value.text)
    edits.push({ start: value.start, end: value.end, newText: anchored });
  const isSame = anchored !== null && !/\(\?(=|!|<=|<!)|\\[1-9]|\(\?P=/.test(value.text);
  const hint = isSame ? '' : ' (it finds matches anywhere, and knows no lookaround)';
  return { span, message, remedy: () => ({ title: `Write "pattern"${hint}`, safe: isSame, edits }) };
}

/** A pattern that Pydantic 1 matched at the start of a text, for Pydantic 2, which searches; null for what is no plain literal. */
function anchoredPattern(value: SyntaxNode): string | null {
  const text = stringValue(value);
  if (value.type !== 'string' || text === null || /[ft]/.test(stringPrefix(value))) return null;
  if (/^(\^|\\A)/.test(text) && !/\|/.test(text)) return value.text;
  if (/^(\^|\\A)\([^()]*\)(\$|\\Z)?$/.test(text)) return value.text;
  const start = value.childOfType('string_start');
  const end = value.childOfType('string_end');
  if (!start || !end) return null;
  const inner = value.source.slice(start.end, end.start);
  const whole = /\|/.test(text) ? `^(?:${inner})` : `^${inner}`;
  return start.text + whole + end.text;
}

/** `const=False` says nothing. */
function withoutArgument({ node }: Argument): Remedy {
  const before = /,\s*$/.exec(node.source.slice(0, node.start));
  const start = node.start - (before?.[0].length ?? 0);
  const end = before ? node.end : node.end + (/^\s*,\s*/.exec(node.source.slice(node.end))?.[0].length ?? 0);
  return { title: 'Remove "const"', safe: true, edits: [{ start, end, newText: '' }] };
}

/** `kind: str = Field("a", const=True)` → `kind: Literal["a"] = "a"`. */
function asLiteral(argument: Argument, call: SyntaxNode, imports: NameImporter): Remedy | null {
  const assignment = call.parent?.type === 'assignment' && call.field === 'right' ? call.parent : null;
  const type = assignment?.child('type');
  const start = argumentFor(call, 'default', 0);
  if (!type || !start || /\bAnnotated\b/.test(type.text)) return null;
  const isEnum = start.type === 'attribute' && /^[A-Z]\w*\.[A-Z_][A-Z0-9_]*$/.test(start.text);
  if (!isEnum && !/^(string|integer|true|false|none)$/.test(start.type)) return null;
  if (start.type === 'string' && stringValue(start) === null) return null;
  const others = callArguments(call).filter((each) => each.node !== argument.node && each.value !== start);
  const literal = `${imports.use('typing', 'Literal')}[${start.text}]`;
  const value =
    others.length === 0
      ? start.text
      : `${call.child('function')!.text}(default=${[start.text, ...others.map(({ node }) => node.text)].join(', ')})`;
  return {
    title: `Write "${literal}"`,
    safe: true,
    edits: [
      { start: type.start, end: type.end, newText: literal },
      { start: call.start, end: call.end, newText: value },
    ],
  };
}
