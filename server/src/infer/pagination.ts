// Tells whether an operation lets its client ask for a part of a list.
// Must not know rules. (rules.md, "unpaginated-list".)
import type { FunctionFacts } from '../facts/functions';
import { nodesOfType } from '../syntax/node';
import { wordsOf } from './paths';
import type { RequestNames } from './requestNames';

/** Names that alone say it; others say it with one of their words. */
const WHOLE =
  /^(size|per_page|page_size|after|before|first|last|start|end|top|count|n|num|number|marker|since_id|max_id|take|rows|max_results|max_items)$/;
const WORDS =
  /^(limit|limits|offset|skip|page|pages|perpage|cursor|pagination|paginate|paginated|paginator|paging|pager)$/;
/** What an unknown dependency's name would say if it took such parameters. */
const SUSPECTS =
  /pag(e|in)|limit|offset|cursor|param|filter|quer(y|ies)|common|option|criteria|list|search|sort|\*|request|path_params/i;

/** Whether a name is one of pagination: `limit`, `page_size`, `pageSize`, `page[number]`. */
export function isPaginationName(name: string): boolean {
  const words = wordsOf(name.replace(/[[\]]/g, '_'));
  return WHOLE.test(words.join('_')) || words.some((word) => WORDS.test(word));
}

/** Whether what a request fills in has parameters of pagination, or may have. */
export function mayPaginate({ names, doubts }: RequestNames): boolean {
  return [...names].some(isPaginationName) || [...doubts].some((doubt) => SUSPECTS.test(doubt));
}

/** Whether a body gives a part of the list for reasons of its own: a fixed limit, a library that paginates. */
export function limitsItself({ body }: FunctionFacts): boolean {
  if (
    /\.(limit|head|fetchmany|top|paginate|slice)\s*\(|\b(a?paginate|islice|nlargest|nsmallest)\w*\s*\(|query_params|\blimit\s*=/.test(
      body.text,
    )
  )
    return true;
  return nodesOfType(body, 'slice').length > 0;
}
