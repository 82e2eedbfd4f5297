// Which language a file is written in, told from its name: Python, or one of the texts in which commands stand.
// Must not know what is looked for in any of them.

/** Languages of files beside the Python ones that rules may look at. */
export type TextLanguage = 'shell' | 'dockerfile' | 'makefile' | 'yaml' | 'toml' | 'markdown';
export type Language = 'python' | TextLanguage;

/** Lock files that programs write: large, and nobody mends them. */
const LOCK_FILE = /(^|\/)(pnpm-lock\.ya?ml|[^/]*[.-]lock\.(ya?ml|toml))$/i;

const PATTERNS: readonly (readonly [TextLanguage, RegExp])[] = [
  ['dockerfile', /(^|\/)(Dockerfile|Containerfile)(\.[^/]*)?$|\.(dockerfile|containerfile)$/i],
  ['makefile', /(^|\/)(GNU)?makefile$|\.mk$/i],
  ['shell', /\.(sh|bash|zsh|ksh)$/i],
  ['yaml', /\.ya?ml$/i],
  ['toml', /\.toml$/i],
  ['markdown', /\.(md|markdown)$/i],
];

/**
 * The language of a text beside the Python files, by the file's name.
 * @param path with `/`
 * @returns null for Python and for everything that no rule looks at
 */
export function textLanguageOf(path: string): TextLanguage | null {
  if (LOCK_FILE.test(path)) return null;
  return PATTERNS.find(([, pattern]) => pattern.test(path))?.[0] ?? null;
}
