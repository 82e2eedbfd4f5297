// Reads what is written of the values that a type takes: `Field(min_length=1)`, `Query(ge=0, le=100)`, `conint(gt=0)`, `PositiveInt`.
// Must not know fields, parameters or what is made of it. (Pydantic docs, "Fields", "Types"; annotated-types.)
import type { ProjectView } from '../../project/view';

/** The bounds of a value, as far as they are written as numbers and texts. */
export interface Constraints {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly ge?: number;
  readonly gt?: number;
  readonly le?: number;
  readonly lt?: number;
  readonly multipleOf?: number;
  readonly pattern?: string;
}

const KEYS: Readonly<Record<string, keyof Constraints>> = {
  min_length: 'minLength',
  min_items: 'minLength',
  MinLen: 'minLength',
  max_length: 'maxLength',
  max_items: 'maxLength',
  MaxLen: 'maxLength',
  ge: 'ge',
  Ge: 'ge',
  gt: 'gt',
  Gt: 'gt',
  le: 'le',
  Le: 'le',
  lt: 'lt',
  Lt: 'lt',
  multiple_of: 'multipleOf',
  MultipleOf: 'multipleOf',
  pattern: 'pattern',
  regex: 'pattern',
};

const WRITTEN =
  /\b(?:(min_length|min_items|max_length|max_items|ge|gt|le|lt|multiple_of|pattern|regex)\s*=(?!=)|(MinLen|MaxLen|Ge|Gt|Le|Lt|MultipleOf)\s*\()\s*(?:(-?[\d_]+(?:\.\d+)?)|[rR]?(["'])((?:(?!\4)[^\\]|\\.)*)\4|([A-Za-z_][\w.]*))/g;

/** The constraints in a text (a call of `Field`, what stands in `Annotated` behind the type), names of numbers followed. */
export function readConstraints(text: string, project: ProjectView, path: string): Constraints {
  const found: Record<string, number | string> = {};
  for (const [, keyword, name, number, , quoted, constant] of text.matchAll(WRITTEN)) {
    const key = KEYS[(keyword ?? name)!]!;
    const value = number ?? (constant === undefined ? undefined : numberOf(constant, project, path));
    if (key === 'pattern') {
      if (quoted !== undefined) found[key] = quoted;
    } else if (value !== undefined) found[key] = Number(value.replaceAll('_', ''));
  }
  return found;
}

/** The number that a constant of the project stands for. */
function numberOf(name: string, project: ProjectView, path: string): string | undefined {
  const binding = project.resolveIn(path, name)?.binding;
  const value = binding?.kind === 'variable' ? (binding.value ?? '') : '';
  return /^-?[\d_]+(\.\d+)?$/.test(value) ? value : undefined;
}

/** What the names of Pydantic's constrained types say. */
export const NAMED_CONSTRAINTS: Readonly<Record<string, Constraints>> = {
  PositiveInt: { gt: 0 },
  NonNegativeInt: { ge: 0 },
  NegativeInt: { lt: 0 },
  NonPositiveInt: { le: 0 },
  PositiveFloat: { gt: 0 },
  NonNegativeFloat: { ge: 0 },
  NegativeFloat: { lt: 0 },
  NonPositiveFloat: { le: 0 },
};
