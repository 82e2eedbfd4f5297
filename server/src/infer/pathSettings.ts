// The settings that all rules on paths read, as one plain object.
// Must not know where settings come from; the rules `unversioned-path` and `singular-collection-path` declare them.

/** What the user says of paths. Segments are compared without regard to case. */
export interface PathSettings {
  /** Globs of whole paths that are left alone. */
  readonly ignored: readonly string[];
  /** Last segments that are left alone as `me` and `login` are. */
  readonly singletons: readonly string[];
  /** Segments that are left alone as `health` is. */
  readonly technical: readonly string[];
  /** Segments that are never at fault themselves. */
  readonly allowed: readonly string[];
  /** Words that are verbs as well. */
  readonly verbs: readonly string[];
  /** Nouns that have no plural. */
  readonly uncountable: readonly string[];
  /** What paths begin with, and what fixes write: `/api/v1`. */
  readonly versionPrefix: string;
  /** What else counts as a version at the front; null for nothing. */
  readonly versionPattern: RegExp | null;
}

const known = new WeakMap<object, PathSettings>();

/** Reads the settings on paths of a file; kept as long as the file's settings. */
export function readPathSettings(file: { option(key: string): unknown }): PathSettings {
  let settings = known.get(file);
  if (!settings) {
    const pattern = file.option('rest.versionPattern') as string;
    settings = {
      ignored: file.option('rest.ignoredPaths') as string[],
      singletons: lowered(file.option('rest.singletons')),
      technical: lowered(file.option('rest.technicalSegments')),
      allowed: lowered(file.option('rest.allowedSegments')),
      verbs: lowered(file.option('rest.extraVerbs')),
      uncountable: lowered(file.option('rest.uncountableNouns')),
      versionPrefix: (file.option('rest.versionPrefix') as string).replace(/\/$/, ''),
      versionPattern: pattern === '' ? null : new RegExp(`^(?:${pattern})`),
    };
    known.set(file, settings);
  }
  return settings;
}

function lowered(words: unknown): string[] {
  return (words as string[]).map((each) => each.toLowerCase());
}
