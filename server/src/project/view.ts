// The questions that rules may ask about what stands outside a region: names of the module, of the project, its routes.
// Answers are plain data that can be printed and compared, so that a rule's result is kept while they stay the same.
import type { AttributeWrite } from '../facts/attributes';
import type { Binding, FunctionSignature } from '../facts/bindings';
import type { DraftedValues } from '../facts/drafts';
import type { RegionExports } from '../facts/exports';
import type { PlacedAnnotation } from '../facts/handlerAnnotations';
import type { DigestFunction } from '../facts/securityExports';
import type { Span } from '../syntax/node';
import type { Ancestry } from './ancestors';
import type { PlacedEdit, WantedImport } from './importPlace';
import type { ClassKey, ModelClass } from './modelClasses';
import type { Exposure, ModelUse } from './modelUses';
import type { ParameterOrigins } from './origins';
import type { PassedPassword } from './passedPasswords';
import type { PathChange, PathEdits } from './pathChange';
import type { ResourceOperation } from './resourceOperations';
import type { FilePlace } from './routes';
import type { DependencyText, PlaceRef } from './routing/things';
import type { CentralLogs, FoundPasswordFunction } from './security';
import type { RegionRef, TextFunction } from './textFunctions';

/** What a name means, imports followed to the end. */
export interface Definition {
  /** The file that defines it, or null for what lies outside the project. */
  readonly path: string | null;
  /** The dotted name: `fastapi.APIRouter`, `app.models.User`. */
  readonly qualifiedName: string;
  /** What binds it; null for a module and for what lies outside. */
  readonly binding: Binding | null;
}

/** A function of a module, or a method of one of its classes. */
export interface OwnedSignature {
  readonly owner: string | null;
  readonly signature: FunctionSignature;
}

/** A method that overrides another one, and where it stands. */
export interface OverridingMethod {
  readonly path: string;
  readonly className: string;
  readonly signature: FunctionSignature;
}

/** A stretch of a path and where it is written: between its quotes in this region, elsewhere, or computed. */
export interface PathPiece {
  readonly text: string;
  readonly here: Span | null;
  readonly place: PlaceRef | null;
}

/** One part of an operation's path. */
export interface OperationStep {
  readonly kind: 'mount' | 'include' | 'router' | 'route';
  /** Null when it is not known. */
  readonly text: string | null;
  readonly pieces: readonly PathPiece[];
  /** The argument that says it; null where none does. */
  readonly place: PlaceRef | null;
  /** The same, in this region. */
  readonly here: Span | null;
  /** In an include or mount, the argument that is the router. */
  readonly target: PlaceRef | null;
}

/** A part of a stretch of path: offsets count in the stretch's text. */
export interface PieceSpan extends Span {
  readonly place: PlaceRef;
  readonly text: string;
}

/** What rules ask of any operation. */
export interface OperationBrief {
  /** In capitals; `WEBSOCKET`; `*` when it is not known. */
  readonly method: string;
  /** The whole path, `…` for what is not known. */
  readonly path: string;
  /** Whether the whole path is known and some application has it. */
  readonly resolved: boolean;
  readonly handler: string;
  readonly includeInSchema: boolean;
  readonly deprecated: boolean;
  /** Text of the response class: the route's own, else its router's. */
  readonly responseClass: string | null;
  /** The handler's return annotation. */
  readonly returns: string | null;
  /** The handler's name in its `def` line; null when it lies outside the project. */
  readonly handlerPlace: PlaceRef | null;
  /** What is called before the handler, by application, includes, routers and route. */
  readonly dependencies: readonly DependencyText[];
  /** Whether `**options` may say more than is known. */
  readonly isOpen: boolean;
  readonly responseModel: string | null;
}

/** An earlier route of the same application that takes an operation's requests. */
export interface OperationRival {
  /** The same method and path; a wider path; a mount of another application. */
  readonly kind: 'twin' | 'cover' | 'mount';
  readonly method: string;
  readonly path: string;
  readonly handler: string;
  readonly file: string;
  readonly place: PlaceRef;
}

/** An operation that is registered in the region: spans count from its start. */
export interface RegionOperation extends OperationBrief {
  /** The decorator's expression, or the call of `add_api_route`. */
  readonly call: Span;
  readonly callPlace: PlaceRef;
  /** The path argument: between its quotes when it is a plain string. */
  readonly literal: Span | null;
  /** The handler's name in its `def` line, when that stands in the region. */
  readonly handlerSpan: Span | null;
  readonly status: number | null;
  readonly hasStatus: boolean;
  /** What a gateway puts in front (`root_path`); null when that is not known. */
  readonly rootPath: string | null;
  readonly rival: OperationRival | null;
  readonly steps: readonly OperationStep[];
}

/** An operation under a prefix, and where in its whole path the prefix stands. */
export interface PrefixedOperation extends OperationBrief {
  readonly callPlace: PlaceRef;
  readonly at: number;
}

/** A prefix of an include, mount or router that is written in the region, and the operations under it. */
export interface RegionPrefix {
  readonly step: OperationStep;
  readonly operations: readonly PrefixedOperation[];
}

/** A stretch of the source of a region as `TextFunction` has it, and the region's index in its module. */
export interface RegionPlace extends Span {
  readonly path: string;
  readonly region: number;
}

/** A router that is made in the region and that no application includes. */
export interface LooseRouter {
  /** The call that makes it. */
  readonly call: Span;
  readonly place: PlaceRef;
  /** The variable that it is bound to; empty when it is none. */
  readonly name: string;
}

/** How a router may be included: where to write the call, how it names the two, and the import that it needs. */
export interface Inclusion {
  readonly path: string;
  /** The application or router that is to include it, as it is called there. */
  readonly receiver: string;
  /** The whole new texts and where they are put (UTF-16 offsets of the file). */
  readonly call: { readonly at: number; readonly text: string };
  readonly import: { readonly at: number; readonly text: string } | null;
}

/** Whether a test calls an operation that is registered in the region. */
export interface OperationCoverage {
  readonly method: string;
  readonly path: string;
  readonly isCalled: boolean;
}

/** An application in a project without tests. */
export interface UntestedApplication {
  /** The call that makes it. */
  readonly call: Span;
  readonly operations: number;
  /** Whether its file is the only one that is known: a file by itself is hardly a project. */
  readonly isAlone: boolean;
}

/** A data class with the path operations that use it. */
export interface UsedModel extends ModelClass {
  readonly uses: readonly ModelUse[];
  /** How it gets into a response; null when it does not, as far as is known. */
  readonly exposure: Exposure | null;
  /** The methods of the operations in whose bodies it is sent, at any depth; sorted. */
  readonly sentBy: readonly string[];
}

/** The questions whose answers depend on the source of functions through which texts go. */
export const SOURCE_QUESTIONS: ReadonlySet<keyof ProjectView> = new Set(['textFunction', 'textFunctionAt'] as const);

/** The questions whose answers depend on texts and on what calls pass, and not on names, signatures and routes alone. */
export const TEXT_QUESTIONS: ReadonlySet<keyof ProjectView> = new Set([
  'textFunction',
  'textFunctionAt',
  'textCallers',
  'parameterOrigins',
  'coverage',
  'digestFunction',
  'passwordFunctions',
  'feedsSlowHash',
  'centralLogs',
  'callLogs',
  'callersLog',
  'exceptionStatus',
  'passedAsPassword',
  'hookedClasses',
] as const);

/** Questions of one file; each answer must be plain data, and depend on the project's facts alone. */
export interface ProjectView {
  /**
   * Another object after every change but those of the texts that functions build, run and pass on: while it stays, the
   * answers to all questions stay but those in `TEXT_QUESTIONS`.
   */
  readonly structure: object;
  /**
   * Another object after every change but those of the source of functions through which texts go: while it stays, the
   * answers to all questions stay but those in `SOURCE_QUESTIONS`.
   */
  readonly background: object;
  /** What the module binds a name to: the last binding in it; null when it binds none (a builtin, perhaps). */
  binding(name: string): Binding | null;
  /** Every binding of a name in the module, in source order. */
  bindings(name: string): readonly Binding[];
  /** What a dotted name of this module means; null when it cannot be known. */
  resolve(dottedName: string): Definition | null;
  /** The methods of a class of this module by name, as signatures. */
  methods(className: string): readonly Binding[];
  /** The methods of a name in classes of the project that descend from a class of this module. */
  overrides(className: string, method: string): readonly OverridingMethod[];
  /** A class of this module's scope and what it descends from; null when the name is known to be no class, or unknown. */
  ancestors(dottedName: string): Ancestry | null;
  /** The modules that the module imports from or as a whole, relative ones left out, each once and sorted. */
  importedModules(): readonly string[];
  /** What a dotted name means in another file of the project. */
  resolveIn(path: string, dottedName: string): Definition | null;
  /**
   * What a qualified name (`app.models.User`) means, seen from a file; null for what the project does not hold.
   * @param level how many dots stand in front of it
   * @param path the file; this one by default
   */
  locate(qualifiedName: string, level?: number, path?: string): Definition | null;
  /** Whether an absolute import of a dotted module in this file leads into the project. */
  holdsModule(module: string): boolean;
  /** Whether a Markdown file beside this test module holds a table of its test perspectives. */
  hasPerspectivesNote(): boolean;
  /** The methods of a class of another file. */
  methodsIn(path: string, className: string): readonly Binding[];
  /** What the methods of a class write to attributes of `self`; of a class of another file with its path. */
  attributes(className: string, path?: string): readonly AttributeWrite[];
  /**
   * What the functions of a module (`className` empty) or the methods of a class seem to return, and its attributes to
   * be; of another file with its path. For fixes alone: the answer may change while the project's state does not.
   */
  drafts(className: string, path?: string): readonly DraftedValues[];
  /** The functions and methods of this module with the class in which they stand, in source order. */
  signatures(): readonly OwnedSignature[];
  /** Whether something in the project reads the signature of a function or class of this name at run time: `Depends(name)`. */
  readsSignatureOf(name: string): boolean;
  /**
   * The operations that a region registers, one for each way in which an application includes them.
   * @param region what the region exports, and which of its twins it is
   */
  operations(region: RegionExports, occurrence: number): readonly RegionOperation[];
  /** The prefixes that are written in a region and known, each once. */
  prefixes(region: RegionExports, occurrence: number): readonly RegionPrefix[];
  /** The routers made in a region that have routes and that no application includes. */
  looseRouters(region: RegionExports, occurrence: number): readonly LooseRouter[];
  /** Which of the operations that a region registers the tests call, in the same order; none in a project without tests. */
  coverage(region: RegionExports, occurrence: number): readonly OperationCoverage[];
  /** The applications that a region makes, in a project that has no file of tests. */
  untestedApplications(region: RegionExports, occurrence: number): readonly UntestedApplication[];
  /** The signature of the function whose name in its `def` line stands at a place; null where it is nested in another. */
  signatureAt(place: PlaceRef): FunctionSignature | null;
  /** How a router that is made at a place may be included, where that is clear. For fixes alone, as `place`. */
  inclusionOf(router: PlaceRef): Inclusion | null;
  /** The edits that a change of paths needs, in tests too; null where it cannot be made. For fixes alone, as `place`. */
  changePaths(change: PathChange): PathEdits | null;
  /**
   * The stretches of paths that say the same segment as one does, in the routes of the same router, itself included.
   * For fixes alone.
   * @param at the route's registration, its whole path and the segment's offset in that
   */
  siblings(call: PlaceRef, path: string, at: number): readonly PieceSpan[];
  /** Where a place stands now. For fixes alone: the answer changes with every line above. */
  place(ref: PlaceRef | RegionPlace): FilePlace | null;
  /** Every binding of a name in another file, in source order. */
  bindingsIn(path: string, name: string): readonly Binding[];
  /** As `importedModules`, of another file. */
  importedModulesIn(path: string): readonly string[];
  /**
   * A function, or a method of a class and its bases, through which SQL texts may go; null for all others.
   * @param owner the class, or null for a function of the module
   * @param path the file in which the class or function stands; this one by default
   */
  textFunction(name: string, owner: string | null, path?: string): TextFunction | null;
  /** The functions and statements of the project, tests left out, that call a function or method and run texts. */
  textCallers(name: string, owner: string | null, path?: string): readonly RegionRef[];
  /** The function or statement that a region of a file is, when texts may go through it. */
  textFunctionAt(path: string, region: number): TextFunction | null;
  /** What the calls in the project, tests left out, pass to a function or method; null when there are none. */
  parameterOrigins(name: string, owner: string | null, path?: string): ParameterOrigins | null;
  /**
   * A function, or a method of a class and its bases, that hashes a parameter which is not named as a password.
   * @param path the file in which the class or function stands; this one by default
   */
  digestFunction(name: string, owner: string | null, path?: string): DigestFunction | null;
  /** The functions of the project, tests left out, that hash or verify passwords as they should. */
  passwordFunctions(): readonly FoundPasswordFunction[];
  /** Whether what functions of this name give is handed to bcrypt, argon2 or the like somewhere in the project. */
  feedsSlowHash(name: string): boolean;
  /** Which refusals exception handlers and middlewares of the project log. */
  centralLogs(): CentralLogs;
  /**
   * Whether a call leads to a function of the project that writes a log.
   * @param callee what is called, as it is written
   * @param owner the class around the call, or null
   */
  callLogs(callee: string, owner: string | null): boolean;
  /** Whether somebody who calls a function or method of this module writes a log. */
  callersLog(name: string, owner: string | null): boolean;
  /** What the callers of a function or method of this module pass as one of its parameters that is named as a password. */
  passedAsPassword(name: string, owner: string | null, parameter: string): PassedPassword;
  /** Names of classes whose objects or attributes listeners of the project watch: they may hash what is assigned. */
  hookedClasses(): readonly string[];
  /** The status of an answer that an exception class stands for; null when it is none, or not known. */
  exceptionStatus(dottedName: string): number | null;
  /** The data class (model, settings, table) that a dotted name means, here or in another file; null when it is none. */
  model(dottedName: string, path?: string): UsedModel | null;
  /** The data classes of the whole project that have a name. */
  modelsNamed(name: string): readonly ClassKey[];
  /**
   * Those that have one of several names, in the order of these: one question where there are many ways to call a class.
   * @param names with spaces between them
   */
  modelsAmong(names: string): readonly ClassKey[];
  /**
   * The operations whose path ends in a segment, or in a parameter behind it.
   * @param segment in lower case, without hyphens and underscores: `orderlines`
   */
  operationsOn(segment: string): readonly ResourceOperation[];
  /** Where the annotations of a handler's parameters stand now: in its file. For fixes alone, as `place`. */
  handlerAnnotations(handler: PlaceRef): readonly PlacedAnnotation[];
  /** Where a class of the module's own level stands now, decorators included. For fixes alone, as `place`. */
  classPlace(key: ClassKey): FilePlace | null;
  /** What another file calls a name of a module; null where it does not import it. For fixes alone. */
  localName(path: string, wanted: WantedImport): string | null;
  /** The edits that add imports to another file before an offset; null where they have no place. For fixes alone. */
  importEdits(path: string, wanted: readonly WantedImport[], before: number): readonly PlacedEdit[] | null;
  /** Whether some path operation of the project is known to answer with a data class. */
  answersWithModels(): boolean;
  /** The version of Pydantic that alone has what the project imports from it; null where the imports do not tell. */
  importedPydantic(): 1 | 2 | null;
  /** All data classes of the project. For fixes alone: the answer changes with every class. */
  modelKeys(): readonly ClassKey[];
  /** The data classes that an annotation names, in the order in which they stand; `path` for another file. */
  modelsIn(annotation: string, path?: string): readonly ClassKey[];
  /** Whether `from __future__ import annotations` stands in the file. */
  hasFutureAnnotations(): boolean;
  /** The whole region in which a place stands now: a definition with its decorators. For fixes alone, as `place`. */
  regionAround(ref: PlaceRef): FilePlace | null;
}
