// A way in which our rules differ from Ruff's on purpose, and the groups of rules that such ways concern.
// Must not know the single ways.
import type { Disagreement } from './ruffPairs';

/** A class of disagreements. */
export interface DisagreementClass {
  /** A short phrase that says which code is meant. */
  readonly name: string;
  /** The rules of ours that are concerned, and who speaks there. */
  readonly rules: readonly string[];
  readonly side: Disagreement['side'];
  readonly holds: (disagreement: Disagreement) => boolean;
  /** Why this is right: what our rules promise, or where Ruff is wrong; Markdown. */
  readonly reason: string;
  /** Python that shows it. */
  readonly example: string;
}

/** The compared rules by what they are about. */
export const ANNOTATIONS = ['missing-parameter-type', 'missing-return-type'];
export const SECTIONS = [
  'undocumented-parameter',
  'unknown-documented-parameter',
  'undocumented-return',
  'superfluous-return-section',
  'undocumented-yield',
  'undocumented-exception',
];
export const DOCSTRINGS = ['missing-docstring', ...SECTIONS];
