// What a region tells the rest of the project, gathered from the readers of single kinds of facts.
// Must not hold nodes; positions count from the region's start, so that a region that only moved tells the same.
import { type AttributeWrite, readAttributes } from './attributes';
import { type Binding, readBindings } from './bindings';
import { type RegionCalls, readClientCalls } from './clientCalls';
import { type DraftedValues, readDrafts } from './drafts';
import { type PlacedAnnotation, readHandlerAnnotations } from './handlerAnnotations';
import { perRegion } from './region';
import { readSecurityExports, type SecurityExports } from './securityExports';
import { readSignatureReaders } from './signatureReaders';
import { readSqlExports, type SqlExports } from './sqlExports';
import { type RegionWiring, readWiring } from './wiring';

/** A region's contribution to the project's facts: plain data. */
export interface RegionExports {
  readonly bindings: readonly Binding[];
  /** What it does with applications and routers. Its places are not part of the print. */
  readonly wiring: RegionWiring;
  /** What it does with HTTP clients. */
  readonly clientCalls: RegionCalls;
  /** Names of functions handed to what reads their signatures (`Depends`). */
  readonly signatureReaders: readonly string[];
  /** What its methods write to attributes of `self`. */
  readonly attributes: readonly AttributeWrite[];
  /** Its part in the project's SQL texts. Not part of the print, but compared with it. */
  readonly sql: SqlExports;
  /** Its part in what the project does about passwords and refusals. Not part of the print, but compared with it. */
  readonly security: SecurityExports;
  /** What its functions seem to return and its attributes to be; no part of the print, since only fixes are made of it. */
  readonly drafts: readonly DraftedValues[];
  /** Where the annotations of a handler's parameters stand; no part of the print, as the drafts. */
  readonly annotations: readonly PlacedAnnotation[];
  /** Whether it tells nothing: a comment, a docstring, a statement without names. */
  readonly isSilent: boolean;
  /** What it does with routers, as text. */
  readonly wiringPrint: string;
  /** What it does with HTTP clients, as text. */
  readonly callsPrint: string;
  /** The same as text: two regions with the same print are the same to every other file. */
  readonly print: string;
}

/** Reads what a region exports; the answer is kept with the region. */
export const readExports = perRegion((region): RegionExports => {
  const bindings = readBindings(region);
  const wiring = readWiring(region);
  const clientCalls = readClientCalls(region);
  const signatureReaders = readSignatureReaders(region);
  const attributes = readAttributes(region);
  const sql = readSqlExports(region);
  const security = readSecurityExports(region);
  const others = [bindings, signatureReaders, attributes];
  const wiringPrint = JSON.stringify(wiring.statements);
  const { calls, made } = clientCalls;
  const callsPrint = calls.length + made.length === 0 ? '' : JSON.stringify([calls, made]);
  return {
    bindings,
    wiring,
    clientCalls,
    signatureReaders,
    attributes,
    sql,
    security,
    isSilent:
      wiring.statements.length === 0 &&
      callsPrint === '' &&
      others.every((facts) => facts.length === 0) &&
      sql.source === null &&
      sql.calls.length === 0 &&
      security.print === '',
    drafts: readDrafts(region),
    annotations: readHandlerAnnotations(region),
    wiringPrint,
    callsPrint,
    print: `${wiringPrint}\n${callsPrint}\n${JSON.stringify(others)}`,
  };
});
