// incomplete-generic-type: a generic class without type arguments in an annotation.
// Must not know which classes are generic; `infer/` does.
import { readAnnotation } from '../../facts/annotation';
import type { ClassFacts } from '../../facts/classes';
import { readClassRegion } from '../../facts/classes';
import { readFunctions } from '../../facts/functions';
import type { Region } from '../../facts/region';
import type { AnnotationScope } from '../../infer/annotationNames';
import { isUnchecked } from '../../infer/annotationSubjects';
import { type BareGeneric, bareGenerics, subscriptableName } from '../../infer/bareGenerics';
import { hiddenNames } from '../../infer/printType';
import { isAtLeast } from '../../infer/version';
import type { Context, Problem, RegionRule } from '../../linter/rule';
import { type SyntaxNode, walk } from '../../syntax/node';

export const incompleteGenericType: RegionRule = {
  id: 'incomplete-generic-type',
  family: 'types',
  severity: 'information',
  preset: 'strict',
  codes: [],
  scope: 'region',
  summary: 'A generic class stands without type arguments in an annotation',
  why: `\`list\` alone means \`list[Any]\`: what is in it is unknown, to readers and to the type checker, and every mistake
made with an element passes. Pydantic and FastAPI check nothing of it and document nothing.`,
  bad: 'def total(prices: list) -> int:\n    """Add up prices."""\n    return sum(prices)\n',
  good: 'def total(prices: list[int]) -> int:\n    """Add up prices."""\n    return sum(prices)\n',
  fixText: `Adds the brackets with a tab stop for each type argument; where there are no tab stops, \`Any\`. Before Python 3.9,
in which \`list\` and its like take no arguments yet, \`typing\`'s \`List\` takes its place. Never applied unasked: the types
are for a person to say.`,
  notes: `Judged are all annotations: of parameters, results, fields and variables, nested and quoted ones included
(\`dict[str, list]\`, \`"Sequence | None"\`), and the generics of the builtins, \`typing\`, \`collections\`,
\`collections.abc\` and other modules of Python's library, \`Callable\` and \`type\` among them. Silent are type aliases, base
classes, what is no annotation (\`isinstance(x, list)\`), classes inside \`type[…]\`, and \`@no_type_check\`.`,
  *check(region, context) {
    for (const node of annotationsOf(region.node)) {
      const part = readAnnotation(node.text);
      if (!part) continue;
      const { project } = context;
      const found = bareGenerics(part, { project, hidden: new Set() });
      if (found.length === 0) continue;
      // Asked last, since the answer leans on the class's other members.
      const hidden = hiddenAround(node, region, context);
      if (!hidden) continue;
      for (const bare of bareGenerics(part, { project, hidden })) {
        if (subscriptableName(bare.qualifiedName, isAtLeast(context.file, 9)) !== null) yield report(bare, node);
      }
    }
  },
  fix(problem, _region, context) {
    const { qualifiedName, shape } = problem.data as { readonly qualifiedName: string; readonly shape: string };
    const written = context.region.text.slice(problem.span.start, problem.span.end);
    const spelled = subscriptableName(qualifiedName, isAtLeast(context.file, 9));
    if (spelled === null) return [];
    const name = spelled === qualifiedName ? written : context.imports.use('typing', spelled.replace(/^typing\./, ''));
    const any = context.imports.use('typing', 'Any');
    let stop = 0;
    const args = shape.replace(/[*…]/g, (mark) => `\${${++stop}:${mark === '*' ? any : '...'}}`);
    const plain = shape.replace(/[*…]/g, (mark) => (mark === '*' ? any : '...'));
    return [
      {
        title: `Add type arguments: "${name}[${plain}]"`,
        safe: false,
        snippet: true,
        edits: [{ ...problem.span, newText: `${name}[${args}]` }],
        imports: [...context.imports.requested],
      },
    ];
  },
};

function report({ name, start, end, qualifiedName, shape }: BareGeneric, annotation: SyntaxNode): Problem {
  return {
    span: { start: annotation.start + start, end: annotation.start + end },
    message: `Generic type "${name}" has no type arguments.`,
    data: { qualifiedName, shape },
  };
}

/** The annotations in a region, outermost nodes; the bounds of type parameters and the values of aliases are none. */
function annotationsOf(root: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walk(root, (node) => {
    if (node.type === 'type') found.push(node);
    return node.type !== 'type' && node.type !== 'type_parameter' && node.type !== 'type_alias_statement';
  });
  return found;
}

/** Names that mean something else where an annotation stands than in the module; null where nothing is to be judged. */
function hiddenAround(node: SyntaxNode, region: Region, { owner, project }: Context): AnnotationScope['hidden'] | null {
  const facts = readFunctions(region).findLast((each) => each.node.start <= node.start && node.end <= each.node.end);
  if (!facts) return membersOf(readClassRegion(region), project);
  const within = facts.localClass ?? (facts.enclosing || region.kind !== 'function' ? null : owner);
  if (isUnchecked({ facts, owner: within })) return null;
  const hidden = new Set(hiddenNames({ facts, owner: within, project }));
  if (node.start >= facts.body.start) for (const { name } of facts.parameters) hidden.add(name);
  return hidden;
}

function membersOf(facts: ClassFacts | null, project: Context['project']): ReadonlySet<string> {
  const names = new Set<string>();
  if (!facts) return names;
  for (const field of facts.fields) if (field.value) names.add(field.name);
  for (const method of project.methods(facts.name)) names.add(method.name);
  return names;
}
