// What names and types outside the function mean to the analysis of SQL: libraries, classes, constants.
// Must not know flow or texts.
import type { Binding, ClassSignature } from '../../facts/bindings';
import type { ClassFacts } from '../../facts/classes';
import { readImports } from '../../facts/imports';
import { parseExpression } from '../../facts/parseText';
import type { Region } from '../../facts/region';
import { isWordPattern, splitTop } from '../../facts/wordPatterns';
import type { Definition, ProjectView } from '../../project/view';
import type { SyntaxNode } from '../../syntax/node';
import { type DriverName, driverOf, isDatabaseName } from './drivers';

/** Types whose values print as what cannot carry SQL (rules.md, "Safe parts"). */
const SCALAR =
  /^(?:\w+\.)*(?:int|float|bool|complex|Decimal|UUID[1-8]?|date|datetime|time|timedelta|NoneType|PositiveInt|NegativeInt|NonNegativeInt|NonPositiveInt|StrictInt|StrictBool|StrictFloat|PositiveFloat|NonNegativeFloat|conint\(.*\)|confloat\(.*\)|condecimal\(.*\)|IPv4Address|IPv6Address|ZoneInfo|AwareDatetime|NaiveDatetime|PastDate|FutureDate|PastDatetime|FutureDatetime)$/s;

/** What a type annotation says. */
export interface TypeFacts {
  /** Whether a value validated against it can carry no SQL. */
  readonly isSafe: boolean;
  /** `str`, `int`, …, a class's name; null when it is a union of several or unknown. */
  readonly name: string | null;
  readonly database: { readonly driver: DriverName; readonly isAsync: boolean } | null;
  /** The project's class that it names. */
  readonly model: ClassSignature | null;
}

const NOTHING: TypeFacts = { isSafe: false, name: null, database: null, model: null };

/** What an import in a function binds a name to. */
interface LocalImport {
  readonly qualified: string;
  readonly level: number;
}

/** The names around one region. */
export class Names {
  private readonly local = new Map<string, LocalImport>();
  private readonly types = new Map<string, TypeFacts>();
  private readonly resolved = new Map<string, Definition | null>();
  private readonly bound = new Map<string, readonly Binding[]>();
  /** The names of other modules, shared by all that are made from one another. */
  private others = new Map<string, Names>();

  /**
   * @param owner the class in whose body the region stands, where its facts are at hand
   * @param region the region, for imports in it; null for names of the module alone
   * @param path the file, where that is another than the one that `project` answers for
   * @param ownerName the class in whose body the region stands
   */
  constructor(
    readonly project: ProjectView,
    readonly owner: ClassFacts | null,
    region: Region | null,
    readonly path: string | null = null,
    readonly ownerName: string | null = owner?.name ?? null,
  ) {
    if (!region) return;
    for (const each of readImports(region)) {
      if (!each.inFunction) continue;
      const module = each.name === null && !each.hasAlias ? each.local : each.module;
      const qualified = each.name === null ? module : `${module}.${each.name}`;
      this.local.set(each.local, { qualified, level: each.level });
    }
  }

  /** The library's name of a dotted name, `sqlalchemy.text` of `sa.text`; null for the project's own and unknown ones. */
  qualify(dotted: string): string | null {
    const [first, ...rest] = dotted.split('.');
    const local = this.local.get(first!);
    if (local && (local.level > 0 || this.resolve(dotted)?.path)) return null;
    if (local) return [local.qualified, ...rest].join('.');
    const binding = this.binding(first!);
    if (binding?.kind === 'import' && binding.level === 0 && driverOf(binding.module)) {
      return [binding.module, ...(binding.imported === null ? [] : [binding.imported]), ...rest].join('.');
    }
    const definition = this.resolve(dotted);
    return definition && definition.path === null ? definition.qualifiedName : null;
  }

  /** Every binding of a name in the module. */
  bindings(name: string): readonly Binding[] {
    let found = this.bound.get(name);
    if (!found) {
      found = this.path === null ? this.project.bindings(name) : this.project.bindingsIn(this.path, name);
      this.bound.set(name, found);
    }
    return found;
  }

  /** What the module binds a name to last, or null. */
  binding(name: string): Binding | null {
    return this.bindings(name).at(-1) ?? null;
  }

  /** What a dotted name of the module means. */
  resolve(dotted: string): Definition | null {
    let found = this.resolved.get(dotted);
    if (found === undefined) {
      found = this.resolveAnew(dotted);
      this.resolved.set(dotted, found);
    }
    return found;
  }

  private resolveAnew(dotted: string): Definition | null {
    const [first, ...rest] = dotted.split('.');
    const local = this.local.get(first!);
    if (local) return this.project.locate([local.qualified, ...rest].join('.'), local.level, this.path ?? undefined);
    return this.path === null ? this.project.resolve(dotted) : this.project.resolveIn(this.path, dotted);
  }

  /** The names of the module that defines something, for following what it is made of. */
  elsewhere(path: string, ownerName: string | null = null, region: Region | null = null): Names {
    const key = `${path}\0${ownerName ?? ''}`;
    const known = region ? undefined : this.others.get(key);
    if (known) return known;
    const names = new Names(this.project, null, region, path, ownerName);
    names.others = this.others;
    if (!region) this.others.set(key, names);
    return names;
  }

  /** What binds a dotted name in the project, or null. */
  definition(dotted: string): Binding | null {
    return this.resolve(dotted)?.binding ?? null;
  }

  classNamed(dotted: string): ClassSignature | null {
    const binding = this.definition(dotted);
    return binding?.kind === 'class' ? binding.signature : null;
  }

  /** Whether an import binds a name, in the module or in the function. */
  isImported(name: string): boolean {
    return this.local.has(name) || this.binding(name)?.kind === 'import';
  }

  /** Whether a name of the file is an enumeration of the project. */
  isEnum(dotted: string, depth = 0): boolean {
    const signature = this.classNamed(dotted);
    if (!signature || depth > 5) return false;
    return signature.bases.some((base) => /(^|\.)(Str|Int)?(Enum|Flag)$/.test(base) || this.isEnum(base, depth + 1));
  }

  /** The drivers that the module imports, each once. */
  importedDrivers(): DriverName[] {
    const found = new Set<DriverName>();
    const modules = this.path === null ? this.project.importedModules() : this.project.importedModulesIn(this.path);
    const local = [...this.local.values()].flatMap(({ qualified, level }) => (level > 0 ? [] : [qualified]));
    for (const module of [...modules, ...local]) {
      const driver = driverOf(module);
      if (driver) found.add(driver);
    }
    return [...found];
  }

  /** Reads an annotation's text. */
  type(text: string, depth = 0): TypeFacts {
    const known = this.types.get(text);
    if (known) return known;
    const facts = this.readType(
      text
        .trim()
        .replace(/^(['"])(.*)\1$/s, '$2')
        .trim(),
      depth,
    );
    this.types.set(text, facts);
    return facts;
  }

  private readType(text: string, depth: number): TypeFacts {
    if (depth > 6 || text === '') return NOTHING;
    if (text === 'None') return { ...NOTHING, isSafe: true, name: 'None' };
    const generic = /^((?:\w+\.)*\w+)\[(.*)\]$/s.exec(text);
    const members = splitTop(text, '|');
    if (members.length > 1) return this.union(members, depth);
    if (generic) {
      const [, name, inner] = generic as unknown as [string, string, string];
      const last = name.slice(name.lastIndexOf('.') + 1);
      const items = splitTop(inner, ',');
      if (last === 'Optional') return this.union([...items, 'None'], depth);
      if (last === 'Union') return this.union(items, depth);
      if (last === 'Literal') return { ...NOTHING, isSafe: true, name: 'str' };
      if (last === 'Annotated' || last === 'Final' || last === 'ClassVar') {
        const base = this.type(items[0] ?? '', depth + 1);
        return hasWordPattern(inner) ? { ...base, isSafe: true } : base;
      }
      if (/^(list|List|set|Set|Sequence|tuple|Tuple|frozenset|FrozenSet|Iterable|Collection)$/.test(last)) {
        const element = items.filter((item) => item !== '...').map((item) => this.type(item, depth + 1));
        const isSafe = element.length > 0 && element.every((each) => each.isSafe);
        return {
          ...NOTHING,
          isSafe,
          name: `list[${element.length === 1 ? (element[0]!.name ?? 'object') : 'object'}]`,
        };
      }
      if (/^(Async)?Generator$|Iterator$|ContextManager$/.test(last)) return this.type(items[0] ?? '', depth + 1);
      return this.named(name, depth);
    }
    return this.named(text, depth);
  }

  private union(items: readonly string[], depth: number): TypeFacts {
    const all = items.map((item) => this.type(item, depth + 1));
    const real = all.filter((each) => each.name !== 'None');
    if (real.length === 1)
      return {
        ...real[0]!,
        name: real[0]!.name === null ? null : all.length > 1 ? `${real[0]!.name}?` : real[0]!.name,
      };
    return { ...NOTHING, isSafe: all.every((each) => each.isSafe) };
  }

  private named(text: string, depth: number): TypeFacts {
    if (SCALAR.test(text)) return { ...NOTHING, isSafe: true, name: text.replace(/^.*\./, '').replace(/\(.*$/s, '') };
    if (text === 'str' || text === 'bytes') return { ...NOTHING, name: text };
    if (/^constr\(/.test(text)) return { ...NOTHING, name: 'str', isSafe: hasWordPattern(text) };
    if (!/^[\w.]+$/.test(text)) return NOTHING;
    const library = this.qualify(text);
    if (library !== null) {
      const driver = driverOf(library);
      if (driver && isDatabaseName(library)) {
        return { ...NOTHING, name: text, database: { driver, isAsync: isAsyncName(library, driver) } };
      }
      return { ...NOTHING, name: text };
    }
    const binding = this.definition(text);
    if (binding?.kind === 'class') {
      if (this.isEnum(text)) return { ...NOTHING, isSafe: true, name: text };
      const base = binding.signature.bases.map((each) => this.type(each, depth + 1)).find((each) => each.database);
      return { ...NOTHING, name: text, model: binding.signature, database: base?.database ?? null };
    }
    if (binding?.kind === 'variable' && binding.value !== null && binding.value !== text)
      return this.type(binding.value, depth + 1);
    return { ...NOTHING, name: text };
  }
}

function isAsyncName(library: string, driver: DriverName): boolean {
  return /async/i.test(library) || driver === 'asyncpg' || driver === 'aiosqlite' || driver === 'databases';
}

/** Whether a `pattern=`/`regex=` in an annotation or default leaves no quote or white space, at both ends. */
export function hasWordPattern(text: string): boolean {
  const match = /\b(?:pattern|regex)\s*=\s*r?(['"])(.*?)\1/s.exec(text);
  return match !== null && isWordPattern(match[2]!, true);
}

const parsed = new WeakMap<object, { readonly node: SyntaxNode | null }>();

/** The expression that a variable of the module is bound to, parsed anew from its text; null when it is not one plain value. */
export function valueOfBinding(binding: Binding): SyntaxNode | null {
  if (binding.kind !== 'variable' || binding.value === null) return null;
  let known = parsed.get(binding);
  if (!known) {
    known = { node: parseExpression(binding.value) };
    parsed.set(binding, known);
  }
  return known.node;
}
