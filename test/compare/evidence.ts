// Counts where a file holds evidence of a parameter's type, by plain means of its own: the measure for inference.
// Must not ask inference.
import type { ParameterFacts } from '../../server/src/facts/functions';
import type { PlacedFunction } from './engine';

/** Methods that only one builtin type has. */
const METHODS =
  'split|strip|lstrip|rstrip|startswith|endswith|lower|upper|title|capitalize|encode|decode|splitlines|join|append|extend|insert|sort|items|setdefault|isdigit|zfill';

/**
 * Whether anything in the file tells the type of a parameter without an annotation, by the list of the rules'
 * specification: a default that is not None, its name in the route's path, an annotation of the same name on another
 * function of the file, a type in its docstring, or in its body an `isinstance`, arithmetic or a comparison with a
 * literal, or a method that one builtin type alone has.
 */
export function hasEvidence(
  parameter: ParameterFacts,
  { facts }: PlacedFunction,
  annotated: ReadonlySet<string>,
): boolean {
  const { name } = parameter;
  if (parameter.default && parameter.default.type !== 'none') return true;
  if (parameter.kind.startsWith('var-')) return false;
  if (annotated.has(name)) return true;
  const path = new RegExp(`\\{${name}(:\\w+)?\\}`);
  if (facts.decorators.some(({ node }) => path.test(node.text))) return true;
  const docstring = facts.docstring?.text ?? '';
  if (new RegExp(`^\\s*${name}\\s*\\([^)]+\\)\\s*:|:type\\s+${name}:|:param\\s+\\w+\\s+${name}:`, 'm').test(docstring))
    return true;
  const literal = String.raw`(?:\d|[rbf]?["'])`;
  const operator = String.raw`(?:[-+*/%]|//|\*\*|==|!=|<=?|>=?)`;
  const use = new RegExp(
    String.raw`\bisinstance\(\s*${name}\s*,|(?<![\w.])${name}\.(?:${METHODS})\(|(?<![\w.])${name}\s*${operator}\s*${literal}|[\d"']\s*${operator}\s*${name}\b`,
  );
  return use.test(facts.body.text);
}

/** The names of the parameters that are annotated somewhere in a file. */
export function annotatedNames(functions: readonly PlacedFunction[]): Set<string> {
  return new Set(
    functions.flatMap(({ facts }) => facts.parameters.filter((each) => each.annotation).map(({ name }) => name)),
  );
}
