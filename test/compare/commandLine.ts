// Reads the command lines of the scripts that compare.
// Must not know what the scripts do.

/** What a script was told. */
export interface CommandLine {
  readonly paths: readonly string[];
  /** Whether a file, named from its root, lies in a folder that `--skip` names. */
  readonly skip: (path: string) => boolean;
  /** The value of another option, empty when it was not given. */
  readonly option: (name: string) => string;
}

/**
 * Reads `PATH… [--skip FOLDER]… [--OPTION VALUE]…`.
 * @throws when there is no path
 */
export function readCommandLine(script: string, options: readonly string[] = []): CommandLine {
  const paths: string[] = [];
  const skipped: string[] = [];
  const values = new Map<string, string>();
  const usage = [`usage: npm run ${script} -- PATH… [--skip FOLDER]…`, ...options.map((name) => `[--${name} VALUE]`)];
  for (const args = process.argv.slice(2); args.length > 0; ) {
    const argument = args.shift()!;
    const name = argument.startsWith('--') ? argument.slice(2) : null;
    if (name === null) paths.push(argument);
    else if (name === 'skip') skipped.push(args.shift() ?? '');
    else if (options.includes(name)) values.set(name, args.shift() ?? '');
    else throw new Error(usage.join(' '));
  }
  if (paths.length === 0) throw new Error(usage.join(' '));
  return {
    paths,
    skip: (path) => skipped.some((name) => `/${path}`.includes(`/${name}/`)),
    option: (name) => values.get(name) ?? '',
  };
}
