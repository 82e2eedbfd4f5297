// Where an annotation is written into a signature, and what around it changes.
// Must not know types: texts go in, edits come out, offsets count from the region's start.
import type { FunctionFacts, ParameterFacts } from '../facts/functions';
import type { Span } from '../syntax/node';

/** A replacement; offsets count from the region's start. */
export interface SignatureEdit extends Span {
  readonly newText: string;
}

/** The edit that annotates a parameter; `=` gets the spaces that PEP 8 wants beside an annotation. */
export function annotateParameter(parameter: ParameterFacts, annotation: string): SignatureEdit {
  const { nameSpan, default: value, node } = parameter;
  const between = value ? node.source.slice(nameSpan.end, value.start) : '';
  if (/^[ \t]*=[ \t]*$/.test(between)) {
    return { start: nameSpan.end, end: value!.start, newText: `: ${annotation} = ` };
  }
  return { start: nameSpan.end, end: nameSpan.end, newText: `: ${annotation}` };
}

/** The edit that annotates a parameter and drops its default. */
export function replaceDefault(parameter: ParameterFacts, annotation: string): SignatureEdit {
  return { start: parameter.nameSpan.end, end: parameter.node.end, newText: `: ${annotation}` };
}

/** The edit that annotates what a function returns. */
export function annotateReturn(facts: FunctionFacts, annotation: string): SignatureEdit {
  const { end } = facts.parametersSpan;
  return { start: end, end, newText: ` -> ${annotation}` };
}
