// What uv calls that which a call of pip, poetry or pipenv does, as edits of its words (uv's reference, "Commands";
// its guides "The pip interface" and "Migrating from pip to a uv project"). Must not know rules.
import type { Word } from '../../facts/commands/command';
import type { PackagingCall } from './recognize';

/** A replacement of text in the region. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** What stands in a call's place. */
export interface Remedy {
  /** The command as far as it is fixed: `uv add`, `uv sync`. */
  readonly command: string;
  readonly edits: readonly Edit[];
}

/** What is known of the place: whether it has a project whose dependencies it manages, or installs into a whole machine. */
export type Place = 'project' | 'machine' | 'program';

/** How an option is written for uv: another name, `''` for one that uv wants not, the same for one that it knows. */
type Options = Readonly<Record<string, string>>;

const PIP_INSTALL: Options = {
  '--break-system-packages': '--break-system-packages',
  '--constraint': '--constraint',
  '--disable-pip-version-check': '',
  '--dry-run': '--dry-run',
  '--editable': '--editable',
  '--extra-index-url': '--extra-index-url',
  '--find-links': '--find-links',
  '--force-reinstall': '--reinstall',
  '--group': '--group',
  '--ignore-installed': '--reinstall',
  '--index-url': '--index-url',
  '--no-binary': '--no-binary',
  '--no-build-isolation': '--no-build-isolation',
  '--no-cache-dir': '--no-cache',
  '--no-deps': '--no-deps',
  '--no-index': '--no-index',
  '--no-input': '',
  '--no-warn-script-location': '',
  '--only-binary': '--only-binary',
  '--pre': '--prerelease=allow',
  '--prefer-binary': '',
  '--prefix': '--prefix',
  '--quiet': '--quiet',
  '--require-hashes': '--require-hashes',
  '--requirement': '--requirement',
  '--root-user-action': '',
  '--target': '--target',
  '--trusted-host': '--allow-insecure-host',
  '--upgrade': '--upgrade',
  '--user': '',
  '--verbose': '--verbose',
  '-I': '--reinstall',
  '-U': '-U',
  '-c': '-c',
  '-e': '-e',
  '-f': '-f',
  '-i': '-i',
  '-q': '-q',
  '-qq': '-qq',
  '-r': '-r',
  '-t': '--target',
  '-v': '-v',
};

/** Options with a value of their own behind them. */
const VALUED =
  /^(-c|-e|-f|-i|-r|-t|--constraint|--editable|--extra-index-url|--find-links|--index-url|--no-binary|--only-binary|--prefix|--requirement|--root-user-action|--target|--trusted-host|-G|--group|--with|--without|--only|-E|--extras)$/;

/** Options under which a list of names may become dependencies of the project. */
const ADD: Options = {
  '--disable-pip-version-check': '',
  '--no-cache-dir': '',
  '--quiet': '--quiet',
  '--upgrade': '--upgrade',
  '--user': '',
  '-U': '--upgrade',
  '-q': '-q',
};

const POETRY_ADD: Options = {
  '--dev': '--dev',
  '--group': '--group',
  '--no-interaction': '',
  '--quiet': '--quiet',
  '-D': '--dev',
  '-G': '--group',
  '-n': '',
  '-q': '-q',
};

const POETRY_INSTALL: Options = {
  '--all-extras': '--all-extras',
  '--all-groups': '--all-groups',
  '--extras': '--extra',
  '--no-ansi': '',
  '--no-cache': '--no-cache',
  '--no-dev': '--no-dev',
  '--no-interaction': '',
  '--no-root': '--no-install-project',
  '--only': '--only-group',
  '--only=main': '--no-dev',
  '--quiet': '--quiet',
  '--sync': '',
  '--with': '--group',
  '--without': '--no-group',
  '--without=dev': '--no-dev',
  '-E': '--extra',
  '-n': '',
  '-q': '-q',
  '-v': '-v',
  '-vv': '-v',
  '-vvv': '-v',
};

const PIPENV_INSTALL: Options = { '--deploy': '--locked', '--dev': '', '--ignore-pipfile': '--frozen', '-d': '' };
const PIPENV_ADD: Options = { '--dev': '--dev', '-d': '--dev' };

/** What uv offers in place of a call, the most fitting first; none where nothing does the same. */
export function remediesFor(call: PackagingCall, place: Place): Remedy[] {
  const { manager, verb, rest } = call;
  const found = (remedy: Remedy | null): Remedy[] => (remedy ? [remedy] : []);
  if (manager === 'poetry') {
    if (verb === 'add')
      return found(rest.some(({ text }) => /@(?!\s)/.test(text)) ? null : rewrite(call, 'uv add', POETRY_ADD));
    if (verb === 'install') return found(rewrite(call, 'uv sync', POETRY_INSTALL));
    return found(
      rewrite(call, `uv ${verb}`, verb === 'lock' ? { '--no-update': '', '-n': '', '--no-interaction': '' } : null),
    );
  }
  if (manager === 'pipenv') {
    if (verb !== 'install') return found(rewrite(call, `uv ${verb}`, verb === 'lock' ? {} : null));
    return found(
      namesIn(rest).length > 0 ? rewrite(call, 'uv add', PIPENV_ADD) : rewrite(call, 'uv sync', PIPENV_INSTALL),
    );
  }
  // A folder is named, or an environment by the path of its pip.
  const isElsewhere =
    rest.some(({ text }) => /^(-t|--target|--prefix)\b/.test(text)) || call.head[0]!.text.includes('/');
  const system = place === 'machine' && !isElsewhere ? ' --system' : '';
  switch (verb) {
    case 'install': {
      const inPlace = found(rewrite(call, `uv pip install${system}`, PIP_INSTALL));
      if (place !== 'project' || !namesPackages(rest)) return inPlace;
      return [...found(rewrite(call, 'uv add', ADD)), ...inPlace];
    }
    case 'uninstall': {
      const inPlace = found(rewrite(call, `uv pip uninstall${system}`, { '-y': '', '--yes': '', '-r': '-r' }));
      if (place !== 'project' || !namesPackages(rest)) return inPlace;
      return [...found(rewrite(call, 'uv remove', { '-y': '', '--yes': '' })), ...inPlace];
    }
    case 'freeze':
    case 'list':
    case 'show':
    case 'check':
    case 'tree':
      return found(
        rewrite(call, `uv pip ${verb}`, {
          '--format': '--format',
          '--format=freeze': '--format=freeze',
          '--outdated': '--outdated',
        }),
      );
    default:
      return [];
  }
}

/** Whether what is installed are packages by name alone, which a project can depend on. */
function namesPackages(rest: readonly Word[]): boolean {
  const names = namesIn(rest);
  return (
    names.length > 0 &&
    names.every(
      ({ text }) =>
        /^[A-Za-z0-9][\w.-]*(\[[\w,. -]*\])?([=<>!~][^;]*)?$/.test(text) && !/\.(txt|whl|gz|zip|in)$/.test(text),
    )
  );
}

/** The words that are neither options nor their values. */
function namesIn(rest: readonly Word[]): readonly Word[] {
  return rest.filter(({ text }, i) => !text.startsWith('-') && !VALUED.test(rest[i - 1]?.text ?? ''));
}

/**
 * Writes a command in place of the call's head, and its options as uv has them.
 * @param options null when the words behind the head are another program's
 * @returns null where an option has no counterpart
 */
function rewrite({ head, rest, quote }: PackagingCall, command: string, options: Options | null): Remedy | null {
  const write = (text: string): string =>
    quote === null
      ? text
      : text
          .split(' ')
          .map((each) => quote + each + quote)
          .join(', ');
  const edits: Edit[] = [{ start: head[0]!.start, end: head.at(-1)!.end, newText: write(command) }];
  if (options === null) return { command, edits };
  let before = head.at(-1)!;
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i]!;
    if (word.text.startsWith('-')) {
      const value = VALUED.test(word.text) ? rest[i + 1] : undefined;
      const [name, given] = splitOption(word.text);
      // `--only main` means what `--only=main` says.
      const joined = value ? `${word.text}=${value.text}` : word.text;
      const whole = options[joined];
      const known = whole ?? options[word.text] ?? options[name];
      if (known === undefined) return null;
      const end = value && (whole !== undefined || known === '') ? value.end : word.end;
      if (known === '') edits.push({ start: before.end, end, newText: '' });
      else if (whole !== undefined && known !== joined) edits.push({ start: word.start, end, newText: write(known) });
      else if (known !== name && known !== word.text) {
        edits.push({ start: word.start, end: word.end, newText: write(given === null ? known : `${known}=${given}`) });
      }
      if (value) i++;
      before = value ?? word;
      continue;
    }
    before = word;
  }
  return { command, edits };
}

/** `--index-url=x` → `--index-url`, `x`. */
function splitOption(text: string): [string, string | null] {
  const equals = text.startsWith('--') ? text.indexOf('=') : -1;
  return equals < 0 ? [text, null] : [text.slice(0, equals), text.slice(equals + 1)];
}
