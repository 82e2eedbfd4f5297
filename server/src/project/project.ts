// The project: the exported facts of all its files, and the questions that rules ask of them.
// Must not read files or keep trees; told what changed, it says whether anybody else is concerned.
import type { AttributeWrite } from '../facts/attributes';
import type { Binding, FunctionSignature } from '../facts/bindings';
import type { DraftedValues } from '../facts/drafts';
import type { RegionExports } from '../facts/exports';
import type { PlacedAnnotation } from '../facts/handlerAnnotations';
import { namesModule, type PerspectivesNote } from '../facts/perspectives';
import type { DigestFunction } from '../facts/securityExports';
import { placeInRegion } from '../facts/sqlExports';
import { type Ancestry, findAncestors } from './ancestors';
import { CallIndex } from './callIndex';
import { type ModuleSource, resolveName } from './definitions';
import { importEditsIn, localNameOf, type PlacedEdit, type WantedImport } from './importPlace';
import { ImportMap } from './imports';
import { findInclusion } from './inclusion';
import { type ClassKey, keyOf, modelClassesOf, resolveModel } from './modelClasses';
import { classesNamed, exposuresOf, type ModelUse, modelUsesOf, namedIn, sentByOf } from './modelUses';
import {
  attributesOf,
  bindingsOf,
  carryOver,
  draftsOf,
  type ModuleFacts,
  methodsOf,
  sameCalls,
  sameExports,
  samePassing,
  sameSecurity,
  sameStructure,
  sameWiring,
  signaturesOf,
} from './module';
import { findOrigins, type ParameterOrigins } from './origins';
import { findHeirs, findOverrides, type Heir } from './overrides';
import { type PassedPassword, passedAsPassword } from './passedPasswords';
import { changePaths, type PathChange, type PathEdits, siblingsOf } from './pathChange';
import { importedPydantic } from './pydanticUse';
import { looseRoutersIn, operationsIn, prefixesIn } from './regionRoutes';
import { operationsOn, type ResourceOperation } from './resourceOperations';
import { type FilePlace, locate, signatureOfRef } from './routes';
import type { PlaceRef } from './routing/things';
import {
  type CentralLogs,
  callersLogOf,
  callLogsOf,
  centralLogsOf,
  type FoundPasswordFunction,
  feedsSlowHashOf,
  findDigestFunction,
  hookedClassesOf,
  passwordFunctionsOf,
  statusOfException,
} from './security';
import { findSignatureReaders } from './signatureReaders';
import { coverageIn, untestedApplicationsIn } from './testCoverage';
import { findTextCallers, findTextFunction, type RegionRef, type TextFunction, textFunctionAt } from './textFunctions';
import type {
  Definition,
  Inclusion,
  LooseRouter,
  OperationCoverage,
  OverridingMethod,
  OwnedSignature,
  PieceSpan,
  ProjectView,
  RegionOperation,
  RegionPlace,
  RegionPrefix,
  UntestedApplication,
  UsedModel,
} from './view';

/** The files of one project (a workspace folder, or what the command line was given). */
export class Project implements ModuleSource {
  private readonly modules = new Map<string, ModuleFacts>();
  private currentState: object = {};
  private currentWiring: object = {};
  private currentCalls: object = {};
  private importMap: ImportMap | null = null;
  private heirs: { readonly state: object; readonly byBase: ReadonlyMap<string, readonly Heir[]> } | null = null;
  private currentStructure: object = {};
  private currentPassing: object = {};
  private currentSecurity: object = {};
  private currentBackground: object = {};
  private definitions: { readonly state: object; readonly known: Map<string, Definition | null> } | null = null;
  private readonly callers = new CallIndex();
  private readonly notes = new Map<string, PerspectivesNote>();
  private readers: { readonly state: object; readonly names: ReadonlySet<string> } | null = null;

  /** Another object after every change that some file's rules may notice. */
  get state(): object {
    return this.currentState;
  }

  /** Another object after every change but those of the texts that files build, run and pass on. */
  get structure(): object {
    return this.currentStructure;
  }

  /** Another object after every change that may give another route. */
  get wiring(): object {
    return this.currentWiring;
  }

  /** Another object after every change that may give another route, or another call of one by a test. */
  get calls(): object {
    return this.currentCalls;
  }

  /** Another object after every change of what calls pass, or of what names mean. */
  get passing(): object {
    return this.currentPassing;
  }

  /** Another object after every change of what functions do about passwords and refusals, or of what names mean. */
  get security(): object {
    return this.currentSecurity;
  }

  /** Another object after every change but those of the source of functions through which texts go. */
  get background(): object {
    return this.currentBackground;
  }

  /** What a dotted name means in a file; kept until some file binds other names. */
  resolve(path: string, dottedName: string): Definition | null {
    if (this.definitions?.state !== this.currentStructure) {
      this.definitions = { state: this.currentStructure, known: new Map() };
    }
    const { known } = this.definitions;
    const key = `${path}\0${dottedName}`;
    let found = known.get(key);
    if (found === undefined) {
      found = resolveName(this, path, dottedName);
      known.set(key, found);
    }
    return found;
  }

  get paths(): Iterable<string> {
    return this.modules.keys();
  }

  /** Which file an import means; kept until files come or go. */
  get imports(): ImportMap {
    this.importMap ??= new ImportMap(this.modules.keys());
    return this.importMap;
  }

  /** Whether something in the project reads the signature of a file's function or class of this name. */
  readsSignatureOf(path: string, name: string): boolean {
    if (this.readers?.state !== this.currentStructure) {
      this.readers = { state: this.currentStructure, names: findSignatureReaders(this, this.modules.values()) };
    }
    return this.readers.names.has(`${path}\0${name}`) || this.readers.names.has(`\0${name}`);
  }

  /** The methods that override one of a file's class, in all files. */
  overrides(path: string, className: string, method: string): readonly OverridingMethod[] {
    return findOverrides(this, this.heirsByBase(), path, className, method);
  }

  /** The classes of the project by the last part of their bases' names. */
  heirsByBase(): ReadonlyMap<string, readonly Heir[]> {
    if (this.heirs?.state !== this.currentStructure) {
      this.heirs = { state: this.currentStructure, byBase: findHeirs(this.modules.values()) };
    }
    return this.heirs.byBase;
  }

  module(path: string): ModuleFacts | undefined {
    return this.modules.get(path);
  }

  /** The files in which something of a name is called. */
  filesCalling(name: string): Iterable<string> {
    return this.callers.filesCalling(name);
  }

  /**
   * Takes in a file's exported facts.
   * @returns whether they differ from the ones known, so that other files are to be judged anew
   */
  set(module: ModuleFacts): boolean {
    const before = this.modules.get(module.path);
    this.modules.set(module.path, module);
    if (!before) this.importMap = null;
    if (before && sameExports(before, module)) {
      carryOver(before, module);
      return false;
    }
    this.callers.set(before, module);
    const isSame = before !== undefined && sameStructure(before, module);
    if (!isSame) this.currentStructure = {};
    const isPassing = isSame && samePassing(before, module);
    if (!isPassing) this.currentPassing = {};
    const isSecure = isSame && sameSecurity(before, module);
    if (!isSecure) this.currentSecurity = {};
    // What is left to differ is the source of functions through which texts go: nothing is derived from that.
    if (isPassing) carryOver(before, module);
    this.currentState = {};
    const isWired = before !== undefined && sameWiring(before, module);
    if (!isWired) this.currentWiring = {};
    const isCalled = isWired && sameCalls(before, module);
    if (!isCalled) this.currentCalls = {};
    if (!isPassing || !isSecure || !isCalled) this.currentBackground = {};
    return true;
  }

  /**
   * For trying something out in one file: gives a function that puts its facts back, and with them everything that
   * was worked out from the project as it is now.
   */
  checkpoint(path: string): () => void {
    const module = this.modules.get(path);
    const { currentState, currentWiring, currentCalls, currentStructure, currentPassing, currentSecurity } = this;
    const { currentBackground, importMap, readers, heirs, definitions } = this;
    return () => {
      this.callers.set(this.modules.get(path), module);
      if (module) this.modules.set(path, module);
      else this.modules.delete(path);
      Object.assign(this, {
        ...{ currentState, currentWiring, currentCalls, currentStructure, currentPassing, currentSecurity },
        ...{ currentBackground, importMap, readers, heirs, definitions },
      });
    };
  }

  /**
   * Takes in what a Markdown file beside tests says of them; null for one that says nothing or is gone.
   * @returns whether that is news
   */
  setNote(path: string, note: PerspectivesNote | null): boolean {
    if (JSON.stringify(this.notes.get(path) ?? null) === JSON.stringify(note)) return false;
    if (note) this.notes.set(path, note);
    else this.notes.delete(path);
    this.currentState = {};
    return true;
  }

  /** Whether a Markdown file in the folder of a module, or in a folder around it, holds a table of its test perspectives. */
  hasPerspectivesNote(path: string): boolean {
    for (const [note, facts] of this.notes) {
      const folder = note.slice(0, note.lastIndexOf('/') + 1);
      if (path.startsWith(folder) && namesModule(facts, path)) return true;
    }
    return false;
  }

  /** The Markdown files that say something of tests. */
  get notePaths(): Iterable<string> {
    return this.notes.keys();
  }

  /** Forgets a file. */
  delete(path: string): boolean {
    const before = this.modules.get(path);
    if (!this.modules.delete(path)) return false;
    this.callers.set(before, undefined);
    this.importMap = null;
    this.currentState = {};
    this.currentStructure = {};
    this.currentPassing = {};
    this.currentSecurity = {};
    this.currentBackground = {};
    this.currentWiring = {};
    this.currentCalls = {};
    return true;
  }

  /** The questions of one file. A file that the project does not hold gets answers about nothing. */
  view(path: string): ProjectView {
    return new ModuleView(this, this.modules.get(path) ?? { path, regions: [] });
  }
}

class ModuleView implements ProjectView {
  constructor(
    private readonly project: Project,
    private readonly module: ModuleFacts,
  ) {}

  get structure(): object {
    return this.project.structure;
  }

  get background(): object {
    return this.project.background;
  }

  binding(name: string): Binding | null {
    return this.bindings(name).at(-1) ?? null;
  }

  bindings(name: string): readonly Binding[] {
    return bindingsOf(this.module).get(name) ?? [];
  }

  resolve(dottedName: string): Definition | null {
    return this.project.resolve(this.module.path, dottedName);
  }

  methods(className: string): readonly Binding[] {
    return methodsOf(this.module, className);
  }

  resolveIn(path: string, dottedName: string): Definition | null {
    return this.project.resolve(path, dottedName);
  }

  locate(qualifiedName: string, level = 0, from = this.module.path): Definition | null {
    const dot = qualifiedName.lastIndexOf('.');
    if (dot < 0) return null;
    const name = qualifiedName.slice(dot + 1);
    for (const { path } of this.project.imports.locate(from, qualifiedName.slice(0, dot), level)) {
      const found = path === null ? null : this.project.resolve(path, name);
      if (found) return found;
    }
    return null;
  }

  holdsModule(module: string): boolean {
    return this.project.imports.locate(this.module.path, module, 0).length > 0;
  }

  hasPerspectivesNote(): boolean {
    return this.project.hasPerspectivesNote(this.module.path);
  }

  methodsIn(path: string, className: string): readonly Binding[] {
    const module = this.project.module(path);
    return module ? methodsOf(module, className) : [];
  }

  attributes(className: string, path = this.module.path): readonly AttributeWrite[] {
    const module = path === this.module.path ? this.module : this.project.module(path);
    return module ? attributesOf(module, className) : [];
  }

  drafts(className: string, path = this.module.path): readonly DraftedValues[] {
    const module = path === this.module.path ? this.module : this.project.module(path);
    return module ? draftsOf(module, className) : [];
  }

  signatures(): readonly OwnedSignature[] {
    return signaturesOf(this.module);
  }

  readsSignatureOf(name: string): boolean {
    return this.project.readsSignatureOf(this.module.path, name);
  }

  overrides(className: string, method: string): readonly OverridingMethod[] {
    return this.project.overrides(this.module.path, className, method);
  }

  ancestors(dottedName: string): Ancestry | null {
    return findAncestors(this.project, this.module.path, dottedName);
  }

  importedModules(): readonly string[] {
    return importedBy(this.module);
  }

  operations(region: RegionExports, occurrence: number): readonly RegionOperation[] {
    return operationsIn(this.project, this.module, region, occurrence);
  }

  prefixes(region: RegionExports, occurrence: number): readonly RegionPrefix[] {
    return prefixesIn(this.project, this.module, region, occurrence);
  }

  changePaths(change: PathChange): PathEdits | null {
    return changePaths(this.project, change);
  }

  siblings(call: PlaceRef, path: string, at: number): readonly PieceSpan[] {
    return siblingsOf(this.project, call, path, at);
  }

  place(ref: PlaceRef | RegionPlace): FilePlace | null {
    if ('at' in ref) return locate(this.project, ref);
    const region = this.project.module(ref.path)?.regions[ref.region];
    if (!region) return null;
    const at = (offset: number): number => region.start + placeInRegion(region.exports.sql, offset);
    return { path: ref.path, start: at(ref.start), end: at(ref.end) };
  }

  bindingsIn(path: string, name: string): readonly Binding[] {
    const module = this.project.module(path);
    return (module && bindingsOf(module).get(name)) ?? [];
  }

  importedModulesIn(path: string): readonly string[] {
    const module = this.project.module(path);
    return module ? importedBy(module) : [];
  }

  textFunction(name: string, owner: string | null, path = this.module.path): TextFunction | null {
    return findTextFunction(this.project, path, owner, name);
  }

  textFunctionAt(path: string, region: number): TextFunction | null {
    const module = this.project.module(path);
    return module?.regions[region] ? textFunctionAt(module, region) : null;
  }

  textCallers(name: string, owner: string | null, path = this.module.path): readonly RegionRef[] {
    return findTextCallers(this.project, path, owner, name);
  }

  parameterOrigins(name: string, owner: string | null, path = this.module.path): ParameterOrigins | null {
    return findOrigins(this.project, path, owner, name);
  }

  digestFunction(name: string, owner: string | null, path = this.module.path): DigestFunction | null {
    return findDigestFunction(this.project, path, owner, name);
  }

  passwordFunctions(): readonly FoundPasswordFunction[] {
    return passwordFunctionsOf(this.project);
  }

  feedsSlowHash(name: string): boolean {
    return feedsSlowHashOf(this.project, name);
  }

  centralLogs(): CentralLogs {
    return centralLogsOf(this.project);
  }

  callLogs(callee: string, owner: string | null): boolean {
    return callLogsOf(this.project, this.module.path, callee, owner);
  }

  callersLog(name: string, owner: string | null): boolean {
    return callersLogOf(this.project, this.module.path, owner, name);
  }

  passedAsPassword(name: string, owner: string | null, parameter: string): PassedPassword {
    return passedAsPassword(this.project, this.module.path, owner, name, parameter);
  }

  hookedClasses(): readonly string[] {
    return hookedClassesOf(this.project);
  }

  exceptionStatus(dottedName: string): number | null {
    return statusOfException(this.project, this.module.path, dottedName);
  }

  coverage(region: RegionExports, occurrence: number): readonly OperationCoverage[] {
    return coverageIn(this.project, this.module, region, occurrence);
  }

  untestedApplications(region: RegionExports, occurrence: number): readonly UntestedApplication[] {
    return untestedApplicationsIn(this.project, this.module, region, occurrence);
  }

  looseRouters(region: RegionExports, occurrence: number): readonly LooseRouter[] {
    return looseRoutersIn(this.project, this.module, region, occurrence);
  }

  signatureAt(place: PlaceRef): FunctionSignature | null {
    return signatureOfRef(this.project, place);
  }

  inclusionOf(router: PlaceRef): Inclusion | null {
    return findInclusion(this.project, router);
  }

  regionAround({ path, region }: PlaceRef): FilePlace | null {
    const found = this.project.module(path)?.regions[region];
    return found ? { path, start: found.start, end: found.end } : null;
  }

  model(dottedName: string, path = this.module.path): UsedModel | null {
    const found = resolveModel(this.project, path, dottedName);
    if (!found) return null;
    const uses = modelUsesOf(this.project).get(keyOf(found)) ?? NO_USES;
    const exposure = exposuresOf(this.project).get(keyOf(found)) ?? null;
    let used = usedModels.get(found);
    const sentBy = sentByOf(this.project).get(keyOf(found)) ?? NO_METHODS;
    if (used?.uses !== uses || used.exposure !== exposure || used.sentBy !== sentBy) {
      used = { ...found, uses, exposure, sentBy };
      usedModels.set(found, used);
    }
    return used;
  }

  modelsNamed(name: string): readonly ClassKey[] {
    return classesNamed(this.project, name);
  }

  modelsAmong(names: string): readonly ClassKey[] {
    const found = names.split(' ').flatMap((name) => classesNamed(this.project, name));
    return found.length > 0 ? found : NO_CLASSES;
  }

  operationsOn(segment: string): readonly ResourceOperation[] {
    return operationsOn(this.project, segment);
  }

  handlerAnnotations({ path, region }: PlaceRef): readonly PlacedAnnotation[] {
    const found = this.project.module(path)?.regions[region];
    if (!found) return [];
    return found.exports.annotations.map(({ start, end, ...rest }) => ({
      ...rest,
      start: found.start + start,
      end: found.start + end,
    }));
  }

  classPlace({ path, name }: ClassKey): FilePlace | null {
    const region = this.project
      .module(path)
      ?.regions.findLast(
        ({ exports, owner }) =>
          owner < 0 && exports.bindings.some((binding) => binding.kind === 'class' && binding.name === name),
      );
    return region ? { path, start: region.start, end: region.end } : null;
  }

  localName(path: string, wanted: WantedImport): string | null {
    const module = this.project.module(path);
    return module ? localNameOf(module, wanted) : null;
  }

  importEdits(path: string, wanted: readonly WantedImport[], before: number): readonly PlacedEdit[] | null {
    const module = this.project.module(path);
    return module ? importEditsIn(module, wanted, before) : null;
  }

  answersWithModels(): boolean {
    return exposuresOf(this.project).size > 0;
  }

  importedPydantic(): 1 | 2 | null {
    return importedPydantic(this.project);
  }

  modelKeys(): readonly ClassKey[] {
    return [...modelClassesOf(this.project).values()].map(({ path, name }) => ({ path, name }));
  }

  modelsIn(annotation: string, path = this.module.path): readonly ClassKey[] {
    return namedIn(this.project, path, annotation).map(({ model }) => ({ path: model.path, name: model.name }));
  }

  hasFutureAnnotations(): boolean {
    const binding = this.binding('annotations');
    return binding?.kind === 'import' && binding.module === '__future__';
  }
}

/** The same object while it says the same: answers are printed once. */
const NO_METHODS: readonly string[] = [];
const NO_CLASSES: readonly ClassKey[] = [];
const NO_USES: readonly ModelUse[] = [];
const usedModels = new WeakMap<object, UsedModel>();

const imported = new WeakMap<ModuleFacts, readonly string[]>();

function importedBy(module: ModuleFacts): readonly string[] {
  let known = imported.get(module);
  if (!known) {
    const modules = new Set<string>();
    for (const bindings of bindingsOf(module).values()) {
      for (const binding of bindings) if (binding.kind === 'import' && binding.level === 0) modules.add(binding.module);
    }
    known = [...modules].sort();
    imported.set(module, known);
  }
  return known;
}
