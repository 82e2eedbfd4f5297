// Writes a type expression as an annotation: in the syntax of the project's Python, with names that mean it where it stands.
// Must not know why the type is wanted.
import { isScope } from '../facts/bindings';
import { walk } from '../syntax/node';
import { typeParameters } from './scope';
import type { Site } from './site';
import { escapeSnippet } from './snippet';
import { allowsNone, hasHole, type NamedType, type TypeExpression, unite, withoutNone } from './typeExpression';
import { isAtLeast } from './version';

/** How an imported name is written in the file; asks for the import where it is missing (a fix's `imports`). */
export interface ImportNames {
  use(module: string, name: string): string;
  /** The same for a module as a whole. */
  useModule(module: string): string;
  /** What has been asked for. */
  readonly requested: readonly { readonly module: string; readonly name: string | null }[];
}

/** The place of an annotation. */
export interface AnnotationPlace extends Site {
  readonly imports: ImportNames;
  /** The whole file and where the region starts in it (UTF-16 offset). */
  readonly text: string;
  readonly regionStart: number;
}

/** An annotation, ready to be written. */
export interface WrittenType {
  /** The annotation as text; holes are `Any`. */
  readonly text: string;
  /** The same as a snippet (LSP syntax) with a tab stop at each hole. */
  readonly snippet: string;
  readonly hasHole: boolean;
  /** A name in it that the module binds under a condition alone: elsewhere it may not exist. Null when there is none. */
  readonly conditional: string | null;
}

/** @returns null when no name means the type here: a builtin that the module or class shadows, a class out of reach */
export function writeType(type: TypeExpression, place: AnnotationPlace): WrittenType | null {
  const printer = new Printer(place);
  const text = printer.print(type);
  if (text === null) return null;
  const quoted = printer.mustQuote && !place.project.hasFutureAnnotations() && !isAtLeast(place, 14);
  const inner = (hole: (index: number) => string): string => {
    let index = 0;
    return text.replaceAll(HOLE, () => hole(++index));
  };
  const any = hasHole(type) ? place.imports.use('typing', 'Any') : 'Any';
  if (any !== 'Any' && printer.isShadowed(any.split('.')[0]!)) return null;
  const quote = (annotation: string): string => (quoted ? `"${annotation.replaceAll('"', "'")}"` : annotation);
  return {
    text: quote(inner(() => any)),
    snippet: quote(
      escapeSnippet(text).replaceAll(
        HOLE,
        (() => {
          let index = 0;
          return () => `\${${++index}:${any}}`;
        })(),
      ),
    ),
    hasHole: hasHole(type),
    conditional: printer.conditional,
  };
}

const HOLE = '\u0000';

class Printer {
  /** Whether a name stands in the type that is not bound yet when the annotation is evaluated. */
  mustQuote = false;
  /** A name in the type that only some branch of the module binds. */
  conditional: string | null = null;
  private readonly hidden: ReadonlySet<string>;

  constructor(private readonly place: AnnotationPlace) {
    this.hidden = hiddenNames(place);
  }

  print(type: TypeExpression): string | null {
    switch (type.kind) {
      case 'none':
        return 'None';
      case 'any':
        return this.importedName('typing', 'Any');
      case 'unknown':
        return HOLE;
      case 'text':
        return type.text;
      case 'union':
        return this.union(type);
      case 'named':
        return this.named(type);
    }
  }

  /** Whether a name means something else in the scope of the annotation than in the module. */
  isShadowed(name: string): boolean {
    return this.hidden.has(name);
  }

  private union(type: Extract<TypeExpression, { kind: 'union' }>): string | null {
    if (isAtLeast(this.place, 10)) {
      const members = type.members.map((member) => this.print(member));
      return members.includes(null) ? null : members.join(' | ');
    }
    const rest = withoutNone(type);
    if (allowsNone(type)) {
      const inner = this.print(rest);
      const optional = this.importedName('typing', 'Optional');
      return inner === null || optional === null ? null : `${optional}[${inner}]`;
    }
    const members = type.members.map((member) => this.print(member));
    const union = this.importedName('typing', 'Union');
    return members.includes(null) || union === null ? null : `${union}[${members.join(', ')}]`;
  }

  private named(type: NamedType): string | null {
    const name = this.name(type);
    if (name === null || type.arguments.length === 0) return name;
    const args = type.arguments.map((argument) => this.print(argument));
    return args.includes(null) ? null : `${name}[${args.join(', ')}]`;
  }

  private name(type: NamedType): string | null {
    const { module, name } = type;
    if (module === '') {
      if (type.arguments.length > 0 && !isAtLeast(this.place, 9) && TYPING_NAMES[name]) {
        return this.importedName('typing', TYPING_NAMES[name]);
      }
      return this.place.project.binding(name) || this.isShadowed(name) ? null : name;
    }
    if (module === null) return this.ownName(type.written ?? name);
    if (module === 'collections.abc' && !isAtLeast(this.place, 9)) return this.importedName('typing', name);
    return this.importedName(module, name, type.written);
  }

  private ownName(name: string): string | null {
    const head = name.split('.')[0]!;
    if (typeParameters(this.place.facts.node).includes(name)) return name;
    if (this.isShadowed(head) || !this.place.project.binding(head)) return null;
    if (!this.isDefinedBefore(head)) this.mustQuote = true;
    this.noteCondition(head);
    return name;
  }

  private importedName(module: string, name: string, written?: string): string | null {
    const { project } = this.place;
    for (const spelling of [written, name]) {
      if (!spelling || this.isShadowed(spelling.split('.')[0]!)) continue;
      const definition = project.resolve(spelling);
      if (definition?.qualifiedName !== `${module}.${name}`) continue;
      const binding = project.binding(spelling.split('.')[0]!);
      if (binding?.kind === 'import' && binding.typeCheckingOnly) this.mustQuote = true;
      else this.noteCondition(spelling.split('.')[0]!);
      // The module that defines the name may do so further down.
      if (binding && binding.kind !== 'import' && !this.isDefinedBefore(spelling.split('.')[0]!)) this.mustQuote = true;
      return spelling;
    }
    const spelled = this.spellModule(module, name);
    if (spelled === null) return null;
    const text = this.place.imports.use(spelled, name);
    return this.isShadowed(text.split('.')[0]!) ? null : text;
  }

  /**
   * How this file may import a module: as an import of it does already, relative ones included. A module of the project by its
   * whole name only where the file imports from the same root, since a name from another root would not be found.
   */
  private spellModule(module: string, name: string): string | null {
    const { project, text } = this.place;
    const definition = project.locate(`${module}.${name}`);
    if (!definition?.path) return module;
    for (const match of text.matchAll(/^from[ \t]+([.\w]+)[ \t]+import[ \t]+\(?\s*(\w+)(?:[ \t]+as[ \t]+(\w+))?/gm)) {
      const twin = project.resolve(match[3] ?? match[2]!);
      if (twin?.path === definition.path && twin.binding) return match[1]!;
    }
    const root = module.split('.')[0]!;
    return project.importedModules().some((each) => each.split('.')[0] === root) ? module : null;
  }

  /** A name that is bound in a branch alone is quoted: where the branch is not taken, an annotation would fail. */
  private noteCondition(name: string): void {
    const bindings = this.place.project.bindings(name);
    const branches = bindings.filter(({ kind }) => kind === 'import' || kind === 'class');
    if (branches.length > 1 || (bindings.length > 0 && this.isBoundAtMargin(name))) return;
    this.mustQuote = true;
    this.conditional ??= name;
  }

  /** Whether a statement in column 0 binds the name. */
  private isBoundAtMargin(name: string): boolean {
    const statement = new RegExp(
      [
        `^class[ \\t]+${name}\\b`,
        `^${name}[ \\t]*(?::[^=\\n]+)?=`,
        `^type[ \\t]+${name}\\b`,
        `^from[ \\t]+\\S+[ \\t]+import[ \\t]*(?:\\([^)]*\\b${name}\\b|(?:[^\\n(]|\\\\\\n)*\\b${name}\\b)`,
        `^import[ \\t](?:[^\\n]|\\\\\\n)*\\b${name}\\b`,
        `;[ \\t]*(?:from|import)[ \\t][^\\n]*\\b${name}\\b`,
      ].join('|'),
      'm',
    );
    return statement.test(this.place.text);
  }

  /**
   * Whether a class or variable of the module is bound when the function's annotations are evaluated. In a nested
   * function they are when the outer one runs, long after.
   */
  private isDefinedBefore(name: string): boolean {
    const { facts, owner, text, regionStart } = this.place;
    if (facts.enclosing) return true;
    if (owner?.name === name) return false;
    const definition = new RegExp(
      `^[ \\t]*(?:class[ \\t]+${name}\\b|${name}[ \\t]*(?::[^=\\n]+)?=|from\\b.*\\b${name}\\b|import\\b.*\\b${name}\\b)`,
      'm',
    );
    return definition.test(text.slice(0, regionStart + facts.whole.start));
  }
}

/** What `typing` called the builtin generics before they took type arguments themselves (PEP 585). */
export const TYPING_NAMES: Readonly<Record<string, string>> = {
  list: 'List',
  dict: 'Dict',
  set: 'Set',
  frozenset: 'FrozenSet',
  tuple: 'Tuple',
  type: 'Type',
};

/** Names that the scopes between the module and the annotation bind: class members, locals of outer functions, type parameters. */
export function hiddenNames({ facts, owner, project }: Pick<Site, 'facts' | 'owner' | 'project'>): ReadonlySet<string> {
  const names = new Set<string>();
  if (owner) {
    for (const field of owner.fields) if (field.value) names.add(field.name);
    for (const method of project.methods(owner.name)) names.add(method.name);
    // Type checkers take an attribute that methods write for a name of the class.
    for (const { name } of project.attributes(owner.name)) names.add(name);
    if (facts.localClass) names.add(facts.name);
  }
  for (const node of [facts.node, owner?.node]) {
    const parameters = node?.child('type_parameters');
    for (const word of parameters?.text.match(/[A-Za-z_]\w*/g) ?? []) names.add(word);
  }
  for (let outer = facts.enclosing; outer; outer = outer.enclosing) {
    for (const parameter of outer.parameters) names.add(parameter.name);
    walk(outer.body, (node) => {
      if (node.type === 'assignment') {
        for (const word of node.child('left')?.text.match(/(?<![.\w])[A-Za-z_]\w*/g) ?? []) names.add(word);
      }
      return !isScope(node) || node === outer.body;
    });
    for (const match of outer.body.text.matchAll(/\b(?:class|def|as|import)[ \t]+([A-Za-z_]\w*)/g))
      names.add(match[1]!);
  }
  return names;
}

/** A type with `None` as one of its values. */
export function optional(type: TypeExpression): TypeExpression {
  return unite([type, { kind: 'none' }]);
}
