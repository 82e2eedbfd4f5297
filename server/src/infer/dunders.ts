// Types that Python's data model gives to special methods.
// Must not know bodies. (Language Reference, 3.3 "Special method names"; typeshed's `builtins.pyi`.)
import {
  ANY,
  BOOL,
  BYTES,
  builtin,
  COMPLEX,
  FLOAT,
  INT,
  imported,
  NONE,
  OBJECT,
  STR,
  type TypeExpression,
  unite,
} from './typeExpression';

/** What special methods return, whatever they do. */
export const DUNDER_RETURNS: ReadonlyMap<string, TypeExpression> = new Map(
  (
    [
      [
        NONE,
        'init del setattr delattr setitem delitem set delete set_name init_subclass post_init attrs_post_init setstate',
      ],
      [STR, 'str repr format fspath'],
      [INT, 'len length_hint hash int index sizeof'],
      [BOOL, 'bool contains instancecheck subclasscheck'],
      [BYTES, 'bytes'],
      [FLOAT, 'float'],
      [COMPLEX, 'complex'],
    ] as const
  ).flatMap(([type, names]) => names.split(' ').map((name) => [`__${name}__`, type as TypeExpression] as const)),
);

const EXCEPTION_CLASS = unite([builtin('type', builtin('BaseException')), NONE]);
const EXCEPTION = unite([builtin('BaseException'), NONE]);
const TRACEBACK = unite([imported('types', 'TracebackType'), NONE]);

/** What special methods take after the receiver, by position. */
const DUNDER_PARAMETERS: Readonly<Record<string, readonly TypeExpression[]>> = {
  __eq__: [OBJECT],
  __ne__: [OBJECT],
  __contains__: [OBJECT],
  __exit__: [EXCEPTION_CLASS, EXCEPTION, TRACEBACK],
  __aexit__: [EXCEPTION_CLASS, EXCEPTION, TRACEBACK],
  __getattr__: [STR],
  __getattribute__: [STR],
  __delattr__: [STR],
  __setattr__: [STR, ANY],
  __format__: [STR],
  __set_name__: [builtin('type'), STR],
  __deepcopy__: [builtin('dict', INT, ANY)],
  __reduce_ex__: [imported('typing', 'SupportsIndex')],
};

/** The type that the data model gives a parameter of a special method; `index` counts the receiver. Null when it is open. */
export function dunderParameter(method: string, index: number): TypeExpression | null {
  return DUNDER_PARAMETERS[method]?.[index - 1] ?? null;
}
