// Reads which functions are handed to something that reads their signatures when the program runs: FastAPI's
// dependencies and routes added by call, Pydantic's validate_call, Typer.
// Must not know where the functions are defined: names as they are written.
import type { SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';
import { argumentFor, dottedName, lastName, unparenthesized } from './expressions';
import { perRegion } from './region';

/** Calls that read the signature of an argument: its keyword and position. */
const READERS: Readonly<Record<string, readonly [string, number]>> = {
  Depends: ['dependency', 0],
  Security: ['dependency', 0],
  add_api_route: ['endpoint', 1],
  add_api_websocket_route: ['endpoint', 1],
  validate_call: ['func', 0],
  run: ['function', 0],
};

const WORDS =
  /\b(Depends|Security|add_api_route|add_api_websocket_route|validate_call|dependency_overrides|typer\.run)\b/;

/** The dotted names handed over in a region, sorted; of a call (`Depends(Limit(5))`) the callee's. */
export const readSignatureReaders = perRegion((region): readonly string[] => {
  if (!WORDS.test(region.text)) return [];
  const names = new Set<string>();
  const add = (node: SyntaxNode | null): void => {
    const inner = node && unparenthesized(node);
    const name = inner && dottedName(inner.type === 'call' ? inner.child('function') : inner);
    if (name) names.add(name);
  };
  walk(region.node, (node) => {
    if (node.type === 'call') {
      const name = dottedName(node.child('function'));
      const reader = name === null ? undefined : READERS[lastName(name)];
      if (reader && (lastName(name!) !== 'run' || name === 'typer.run'))
        add(argumentFor(node, ...reader) ?? ownAnnotation(node));
    } else if (node.type === 'assignment' && /\bdependency_overrides\s*\[/.test(node.child('left')?.text ?? '')) {
      add(node.child('right'));
    }
    return true;
  });
  return [...names].sort();
});

/** `params: Params = Depends()` depends on the class in the annotation, and so does `Annotated[Params, Depends()]`. */
function ownAnnotation(call: SyntaxNode): SyntaxNode | null {
  for (let at = call.parent; at; at = at.parent) {
    const type = at.type === 'typed_default_parameter' ? at.child('type') : at.type === 'type' ? at : null;
    if (!type) continue;
    const inner = type.items[0];
    if (inner?.type !== 'generic_type' && inner?.type !== 'subscript') return inner ?? null;
    const first = inner.items[1];
    return first?.type === 'type_parameter' ? (first.items[0]?.items[0] ?? null) : (first ?? null);
  }
  return null;
}
