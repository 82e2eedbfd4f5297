// What inference answers: a type, where it comes from, whether it is beyond doubt.
// Must not know how answers are offered.
import type { TypeExpression } from './typeExpression';

/** A candidate for an annotation. */
export interface Evidence {
  readonly type: TypeExpression;
  /** Null when it is beyond doubt; else what a person should look at, for the fix's title: `from its docstring`. */
  readonly doubt: string | null;
}
