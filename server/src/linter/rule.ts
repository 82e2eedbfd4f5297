// What a rule is: metadata, a check that yields problems, a fix made when asked for.
// Must not know the editor, the protocol, files or where settings come from. Rules import this and nothing else of `linter/`.
import type { ClassFacts } from '../facts/classes';
import type { FunctionFacts } from '../facts/functions';
import type { TextLanguage } from '../facts/language';
import type { Region } from '../facts/region';
import type { PlacedRegion } from '../facts/sourceFile';
import type { PlaceRef } from '../project/routing/things';
import type { ProjectView, RegionPlace } from '../project/view';
import type { Span } from '../syntax/node';
import type { ImportCollector } from './imports';
import type { FileSettings } from './settings';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** The families of rules, in the order in which they are listed everywhere. */
export const FAMILIES = ['types', 'docstrings', 'rest', 'models', 'sql', 'security', 'tests', 'tooling'] as const;
export type Family = (typeof FAMILIES)[number];

/** Values that travel with a problem from its check to its fix: plain data, small. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Something wrong, at a span of the region (UTF-16 offsets from the region's start). */
export interface Problem {
  readonly span: Span;
  readonly message: string;
  /** Where this one weighs less (or more) than the rule's others; a severity that the user chose wins. */
  readonly severity?: Severity;
  /** What the fix needs to know, so that it need not search again. */
  readonly data?: Json;
  /** Other places that explain it; `path` for another file, whose offsets then count from that file's start. */
  readonly related?: readonly Related[];
  /**
   * Set when the problem is about the signature or the docstring: comments on the decorators' and the `def`'s lines
   * and on the docstring's closing line then suppress it too.
   */
  readonly about?: FunctionFacts;
}

/** Another place that explains a problem: a span here, in another file, or wherever a place of the routes or of another region is now. */
export type Related =
  | { readonly message: string; readonly span: Span; readonly path?: string }
  | { readonly message: string; readonly place: PlaceRef | RegionPlace };

/** A replacement; offsets count from the region's start. Line breaks are written `\n` whatever the file uses. */
export interface Edit extends Span {
  readonly newText: string;
}

/** A remedy. */
export interface Fix {
  /** What it does, in the imperative: `Annotate as "int"`. */
  readonly title: string;
  /** Whether it keeps the program's behaviour: fix-all and `--fix` take it without asking. */
  readonly safe: boolean;
  /** Whether the editor applies it at one key. Default: the first fix of a problem that is safe. */
  readonly preferred?: boolean;
  /** Disjoint, in any order. */
  readonly edits: readonly Edit[];
  /** Imports that the new text needs: `context.imports.requested`. */
  readonly imports?: readonly ImportRequest[];
  /** Statements of the module that the new text needs, `logger = logging.getLogger(__name__)`: put behind the imports. */
  readonly moduleStatements?: readonly string[];
  /** Whether the new texts are snippets (LSP syntax, `$`, `}` and `\` escaped); elsewhere they become their plain text. */
  readonly snippet?: boolean;
  /** Edits in other files, by path; offsets count from those files' starts. */
  readonly otherFiles?: Readonly<Record<string, readonly Edit[]>>;
}

/** A fix at its place: edits of the file, in its offsets and with its line breaks. */
export interface FileFix {
  readonly title: string;
  readonly safe: boolean;
  readonly preferred: boolean;
  /** Whether `edits` are snippets; the others never are. */
  readonly snippet: boolean;
  /** In source order, disjoint. */
  readonly edits: readonly Edit[];
  /** Imports and statements of the module. */
  readonly importEdits: readonly Edit[];
  readonly otherFiles: Readonly<Record<string, readonly Edit[]>>;
}

/** `from module import name`, or `import module` when the name is null. */
export interface ImportRequest {
  readonly module: string;
  readonly name: string | null;
}

/** What stands around the code under judgement. Everything read through `project` is remembered and checked later. */
export interface Context {
  readonly region: Region;
  /** The class in whose body the region stands. */
  readonly owner: ClassFacts | null;
  readonly file: FileSettings;
  /** Names of this module and of the whole project. Answers are plain data. */
  readonly project: ProjectView;
  /** Which of several regions with the same text this is; `project` questions about the region want it. */
  readonly occurrence: number;
}

/** What a fix may know besides: the file's text and habits. Nothing of it is remembered. */
export interface FixContext extends Context {
  /** The whole file and where the region starts in it (UTF-16 offset). */
  readonly text: string;
  readonly regionStart: number;
  /** The white space before the region's first line. */
  readonly indent: string;
  /** One step of indentation as the file has it: four spaces, two, a tab. */
  readonly indentUnit: string;
  /** Finds a name for what an import gives, asking for the import when it is missing. */
  readonly imports: ImportCollector;
}

/** A function under judgement; `owner` is its class when it is a method. */
export interface FunctionTarget {
  readonly facts: FunctionFacts;
  readonly owner: ClassFacts | null;
}

/** A class under judgement. */
export interface ClassTarget {
  readonly facts: ClassFacts;
}

/** What a rule says of itself: the one source for documentation, settings, README and the `rules` command. */
export interface RuleMeta {
  readonly id: string;
  readonly family: Family;
  readonly severity: Severity;
  /** `skill` rules are on by default, `strict` ones in the strict preset only. */
  readonly preset: 'skill' | 'strict';
  /** Ruff codes whose `noqa` silences it. */
  readonly codes: readonly string[];
  /** One sentence, what is flagged; plain Markdown, no full stop needed. */
  readonly summary: string;
  /** Why it matters: a paragraph or two of Markdown. */
  readonly why: string;
  /** An example with exactly one problem of this rule and none of others, and the same code mended, without any. */
  readonly bad: string;
  readonly good: string;
  /** Where the example stands, when that matters, e.g. `app/routes.py`. */
  readonly examplePath?: string;
  /** Files that stand beside both examples, by path, where a rule looks at more than one. */
  readonly exampleFiles?: Readonly<Record<string, string>>;
  /** What the fix does and whether it is safe; Markdown. */
  readonly fixText: string;
  /** Ids of the generators that mend it: their offers at the problem's place are quick fixes, none of them taken unasked. */
  readonly generators?: readonly string[];
  /** What stays silent, and options; Markdown. */
  readonly notes?: string;
  /** Settings that only this rule reads: key below `fastidious.` in camelCase with dots → JSON schema with `default`. */
  readonly options?: Readonly<Record<string, OptionSchema>>;
}

/** A setting as VS Code's manifest and `pyproject.toml` know it. */
export interface OptionSchema {
  readonly type: 'string' | 'boolean' | 'array' | 'number';
  readonly enum?: readonly string[];
  readonly items?: { readonly type: 'string' };
  /** Of a string, a regular expression that it matches, and what to call a text that does. */
  readonly pattern?: string;
  readonly patternErrorMessage?: string;
  /** Of a string, that it is a regular expression (JavaScript's syntax). */
  readonly format?: 'regex';
  readonly default: Json;
  readonly description: string;
}

/** A rule that looks at one function after another, nested ones included. */
export interface FunctionRule extends RuleMeta {
  readonly scope: 'function';
  check(target: FunctionTarget, context: Context): Iterable<Problem>;
  fix?(problem: Problem, target: FunctionTarget, context: FixContext): readonly Fix[];
}

/** A rule that looks at one class after another. */
export interface ClassRule extends RuleMeta {
  readonly scope: 'class';
  check(target: ClassTarget, context: Context): Iterable<Problem>;
  fix?(problem: Problem, target: ClassTarget, context: FixContext): readonly Fix[];
}

/** A rule that looks at a whole region: a function with all in it, a class's body, a statement of the module. */
export interface RegionRule extends RuleMeta {
  readonly scope: 'region';
  /** Languages beside Python whose texts it looks at too, each as one region of the kind `text`. */
  readonly texts?: readonly TextLanguage[];
  check(target: Region, context: Context): Iterable<Problem>;
  fix?(problem: Problem, target: Region, context: FixContext): readonly Fix[];
}

/** A file under judgement, whatever it begins with. */
export interface FileTarget {
  readonly regions: readonly PlacedRegion[];
}

/**
 * A rule that looks at a file as a whole and says at most one thing, on its first line. It is asked after every change, so it
 * looks at facts that are at hand. What mends it is a generator: it has no fix.
 */
export interface FileRule extends RuleMeta {
  readonly scope: 'file';
  /** The message; null where nothing is wrong. */
  check(target: FileTarget, context: Pick<Context, 'file' | 'project'>): string | null;
  readonly fix?: undefined;
}

export type Rule = FunctionRule | ClassRule | RegionRule | FileRule;
