// Reads of a return annotation or response model whether it says many of something, and of what.
// Must not know rules or scopes: the text of the annotation is all there is.
import { wordsOf } from './paths';

const LISTS =
  /^(?:\w+\.)*(list|List|Sequence|Iterable|Collection|set|Set|frozenset|tuple|Tuple|\w*Page|\w*Paginated\w*|\w*PaginatedResponse)\s*\[/;

/** Whether a type is a list, a sequence or a page of something. */
export function isListType(type: string | null): boolean {
  return type !== null && LISTS.test(plain(type));
}

/** The words of each name in a list type's brackets: `user`, `response` of `list[UserResponse]`. */
export function modelsIn(type: string | null): string[][] {
  const inner = type === null ? null : /\[(.*)\]$/s.exec(plain(type))?.[1];
  return inner ? [...inner.matchAll(/[A-Za-z_]\w*/g)].map(([name]) => wordsOf(name)) : [];
}

/** Without quotes, `Annotated[…]` and `| None`. */
function plain(type: string): string {
  const text = type
    .trim()
    .replace(/^(['"])(.*)\1$/s, '$2')
    .replace(/\s*\|\s*None$/, '');
  return /^(?:\w+\.)*(?:Annotated|Optional)\[\s*(.*?)\s*\]$/s.exec(text)?.[1] ?? text;
}
