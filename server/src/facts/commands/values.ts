// Which values of a YAML or TOML file are commands, told by their keys, and how lists of them are meant.
// Must not know how either file is written.

/** Keys whose value is a script, a command or a list of either, in CI files, compose files, task runners, pre-commit. */
const COMMAND_KEYS = new Set([
  'after_script',
  'after_success',
  'args',
  'bash',
  'before_deploy',
  'before_install',
  'before_script',
  'build_command',
  'buildcommand',
  'cmd',
  'command',
  'commands',
  'commands_post',
  'commands_pre',
  'deploy_command',
  'entry',
  'entrypoint',
  'inlinescript',
  'install',
  'install_command',
  'post-install-commands',
  'post_build',
  'post_checkout',
  'post_create_environment',
  'post_install',
  'pre-install-commands',
  'pre_build',
  'pre_create_environment',
  'pre_install',
  'release_command',
  'run',
  'script',
  'sequence',
  'sh',
  'shell',
  'start_command',
  'startcommand',
  // cibuildwheel
  'before-all',
  'before-build',
  'before-test',
  'test-command',
]);

/** Whether a key's value is a command or a list of commands. */
export function isCommandKey(key: string): boolean {
  return COMMAND_KEYS.has(key.toLowerCase());
}

/**
 * Whether a list of strings is one command, a word an element, rather than a list of commands: its first element is a
 * single word that starts something.
 */
export function isOneCommand(items: readonly string[]): boolean {
  return (
    items.length > 1 &&
    /^[^\s;|&]*\b(pip[\d.]*|python[\d.]*|py|poetry|pipenv|uv|sh|bash|zsh|env|sudo|docker)$/.test(items[0]!)
  );
}
