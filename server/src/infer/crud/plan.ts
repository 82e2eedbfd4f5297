// What a CRUD router is made of, as plain data: decided by those who read the project, written out by `writeRouter`.
// Must not know the project, files or how text is laid out.

/** A name that the new code needs, and the module to import it from; the module is null for a builtin or a name of the file. */
export interface ImportedName {
  readonly module: string | null;
  readonly name: string;
}

/** The six operations, in the order in which they are written. */
export const CRUD_OPERATIONS = ['list', 'create', 'get', 'replace', 'update', 'delete'] as const;
export type CrudOperation = (typeof CRUD_OPERATIONS)[number];

/** What the resource is called in code and in sentences: `order_item`, `order_items`, `order item`, `order items`. */
export interface Nouns {
  readonly variable: string;
  readonly variables: string;
  readonly words: string;
  readonly manyWords: string;
}

/** The field that tells one from another, and the path parameter that says it: `id`, `item_id`. */
export interface KeyPlan {
  readonly field: string;
  readonly parameter: string;
  readonly type: ImportedName;
}

/** How a handler gets its database session, and what it may do with it. */
export interface SessionPlan {
  readonly parameter: string;
  /** `SessionDep`; `Annotated[Session, Depends(get_db)]`; `Session = Depends(get_db)`. */
  readonly form:
    | { readonly kind: 'alias'; readonly alias: ImportedName }
    | { readonly kind: 'annotated' | 'default'; readonly type: ImportedName; readonly dependency: ImportedName };
  readonly isAsync: boolean;
  /** Whether it is SQLModel's, which has `exec`. */
  readonly hasExec: boolean;
  /** What ends a change: `flush` where the dependency holds a transaction open and commits by itself. */
  readonly ending: 'commit' | 'flush';
}

/** A column that must have a value and that the request's body does not have. */
export interface GivenColumn {
  readonly name: string;
  /** A query parameter of the type; the time of the request; a new UUID; the hash of a field of the body. */
  readonly from:
    | { readonly kind: 'query'; readonly type: ImportedName }
    | { readonly kind: 'now' | 'uuid' }
    | { readonly kind: 'hash'; readonly of: string; readonly by: ImportedName };
}

/** Where the resource is kept. */
export type StorePlan =
  | {
      readonly kind: 'table';
      readonly table: ImportedName;
      readonly isSqlModel: boolean;
      readonly session: SessionPlan;
      /** What is set beside the body when one is created. */
      readonly given: readonly GivenColumn[];
      /** Fields of the bodies that are no columns, or that do not change. */
      readonly leftOut: Readonly<Record<'create' | 'replace' | 'update', readonly string[]>>;
    }
  /** No table: a dictionary; `stamps` are the times that the response has, by what sets them. */
  | {
      readonly kind: 'memory';
      readonly stamps: { readonly created: readonly string[]; readonly changed: readonly string[] };
    };

/** The models of the bodies and the answer. */
export interface ModelsPlan {
  readonly create: ImportedName;
  readonly update: ImportedName;
  readonly response: ImportedName;
  /** Whether the response reads attributes by its own configuration. */
  readonly readsAttributes: boolean;
}

/** Handlers' habits of the project. */
export interface HandlerStyle {
  readonly isAsync: boolean;
  /** `Annotated[int, Query(ge=1)] = 20`, else `int = Query(20, ge=1)`. */
  readonly usesAnnotated: boolean;
  readonly statuses: 'constants' | 'numbers';
  /** Whether Python has `datetime.UTC`. */
  readonly hasUtc: boolean;
  /** One step of indentation. */
  readonly indent: string;
}

/** A CRUD router, or a part of its operations for a router that is there already. */
export interface CrudPlan {
  readonly operations: readonly CrudOperation[];
  readonly handlers: Readonly<Record<CrudOperation, string>>;
  readonly nouns: Nouns;
  /** The variable of the router. */
  readonly router: string;
  /** The collection's path and the one item's, as the decorators write them: `""`, `"/{item_id}"`. */
  readonly paths: { readonly collection: string; readonly item: string };
  readonly key: KeyPlan;
  readonly store: StorePlan;
  readonly models: ModelsPlan;
  readonly style: HandlerStyle;
}
