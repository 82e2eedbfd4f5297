// Looks up what functions, methods and attributes of Python's own library give.
// Must not know scopes; `libraryData.ts` holds the table.
import { LIBRARY_DATA } from './libraryData';
import { builtinType, readType } from './readType';
import { imported, type NamedType, type TypeExpression } from './typeExpression';

/** What a name of the library gives. */
export interface LibraryType {
  readonly type: TypeExpression;
  /** Whether it works on bytes as on text, and then gives bytes. */
  readonly isText: boolean;
}

type Kind = 'call' | 'await' | 'method' | 'awaitmethod' | 'attribute';

interface Tables {
  readonly texts: ReadonlyMap<string, string>;
  readonly classes: ReadonlySet<string>;
  readonly bases: ReadonlyMap<string, readonly string[]>;
}

let read: Tables | null = null;
const types = new Map<string, LibraryType>();

/** The table, read when first asked for: most runs ask nothing. */
function tables(): Tables {
  if (read) return read;
  const texts = new Map<string, string>();
  const classes = new Set<string>();
  const bases = new Map<string, readonly string[]>();
  let section = '';
  for (const line of LIBRARY_DATA.split('\n')) {
    if (line.startsWith('# ')) section = line.slice(2);
    else if (section === 'class')
      for (const { owner, names } of groups(line)) for (const name of names) classes.add(`${owner}.${name}`);
    else if (section === 'base') for (const { owner, names } of groups(line)) bases.set(owner, names);
    else if (line !== '') {
      const [type, rest] = line.split(' = ') as [string, string];
      for (const { owner, names } of groups(rest))
        for (const name of names) texts.set(`${section} ${owner}.${name}`, type);
    }
  }
  read = { texts, classes, bases };
  return read;
}

function groups(line: string): { readonly owner: string; readonly names: readonly string[] }[] {
  return line
    .split(' ')
    .filter((each) => each !== '')
    .map((each) => {
      const [owner, names] = each.split(':') as [string, string];
      return { owner, names: names.split(',') };
    });
}

/** What calling a function or class method of the library gives; with `awaited`, awaiting it. Null when it is not known. */
export function libraryCall(qualifiedName: string, awaited: boolean): LibraryType | null {
  return find(awaited ? 'await' : 'call', qualifiedName);
}

/** What calling a method of an instance gives. */
export function libraryMethod(className: string, method: string, awaited: boolean): LibraryType | null {
  return inLineage(className, (owner) => find(awaited ? 'awaitmethod' : 'method', `${owner}.${method}`));
}

/** What an attribute of a module or of an instance of a class holds. */
export function libraryAttribute(owner: string, name: string): TypeExpression | null {
  return inLineage(owner, (each) => find('attribute', `${each}.${name}`))?.type ?? null;
}

/** Whether a name is a class of the library whose call makes an instance, and which takes no type arguments. */
export function isLibraryClass(qualifiedName: string): boolean {
  return tables().classes.has(qualifiedName);
}

function inLineage(className: string, look: (owner: string) => LibraryType | null): LibraryType | null {
  const found = look(className);
  if (found) return found;
  for (const base of tables().bases.get(className) ?? []) {
    const inherited = inLineage(base, look);
    if (inherited) return inherited;
  }
  return null;
}

function find(kind: Kind, qualifiedName: string): LibraryType | null {
  const key = `${kind} ${qualifiedName}`;
  const known = types.get(key);
  if (known) return known;
  const text = tables().texts.get(key);
  if (text === undefined) return null;
  const isText = text.startsWith('~');
  const result = { type: readType(isText ? text.slice(1) : text, libraryName), isText };
  types.set(key, result);
  return result;
}

function libraryName(dotted: string): NamedType | null {
  const dot = dotted.lastIndexOf('.');
  return dot < 0 ? builtinType(dotted) : imported(dotted.slice(0, dot), dotted.slice(dot + 1));
}
