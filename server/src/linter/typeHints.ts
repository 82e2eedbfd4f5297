// The types that a file's functions lack and that can be inferred, as an editor shows them between the code.
// Must not know the protocol or the editor's settings.
import type { Span } from '../syntax/node';
import type { Linter, LintRequest } from './lint';
import type { Edit } from './rule';
import type { FileSettings } from './settings';

/** A type to be shown. */
export interface TypeHint {
  /** UTF-16 offset of the place where the annotation would stand. */
  readonly at: number;
  /** As the annotation would be written: `: int`, `-> list[User]`. */
  readonly label: string;
  readonly isReturn: boolean;
  /** What writing it down does, and what there is to look at: the title of the fix. */
  readonly title: string;
  /** Writes it down, with the imports that it needs; in source order, disjoint. */
  readonly edits: readonly Edit[];
}

/** The rules whose preferred fixes are shown. */
export const HINTED_RULES: readonly string[] = ['missing-parameter-type', 'missing-return-type'];

/**
 * The hints of a span, in source order: what the first fix of each missing annotation would write.
 * Placeholders are none. Whatever the settings turn off is shown; what a comment silences is not.
 * @param linter one that has the rules above
 */
export function typeHints(request: LintRequest, linter: Linter, span: Span): TypeHint[] {
  const asked = { ...request, settings: withTypesOn(request.settings) };
  return linter
    .lint(asked)
    .filter(({ rule, start, end }) => HINTED_RULES.includes(rule.id) && start <= span.end && end >= span.start)
    .flatMap((problem) => {
      const [fix] = linter.fixes(problem, asked);
      const edit = fix?.edits[0];
      if (!fix || !edit || fix.snippet || fix.edits.length > 1 || Object.keys(fix.otherFiles).length > 0) return [];
      const edits = [...fix.importEdits, ...fix.edits].sort((one, other) => one.start - other.start);
      // `: int = ` is written where `=` had no spaces around it.
      const label = edit.newText.trim().replace(/\s*=$/, '').replace(/\s+/g, ' ');
      return [{ at: edit.start, label, isReturn: label.startsWith('->'), title: fix.title, edits }];
    })
    .sort((one, other) => one.at - other.at);
}

const turnedOn = new WeakMap<FileSettings, FileSettings>();

/** The same settings with the hinted rules alone on: the same object for the same settings, as the linter wants it. */
function withTypesOn(file: FileSettings): FileSettings {
  let made = turnedOn.get(file);
  if (!made) {
    const rules = Object.fromEntries(HINTED_RULES.map((id) => [id, 'on' as const]));
    made = { ...file, settings: { ...file.settings, preset: 'off', rules } };
    turnedOn.set(file, made);
  }
  return made;
}
