// The pure parts of what editors show of routes: the text around a cursor, URLs as snippets, the view's filter.
// Must not test what the protocol's tests ask over the wire.
import assert from 'node:assert/strict';
import { filterRoutes } from '../../client/src/routes/filter';
import type { RouteFolder, RouteItem } from '../../client/src/routes/model';
import { readCursor } from '../../server/src/facts/cursor';
import { plainText } from '../../server/src/linter/edits';
import { urlSnippet } from '../../server/src/linter/typedUrl';

/** What stands around the `|` of a text, in words. */
function around(marked: string): string {
  const offset = marked.indexOf('|');
  const { string, isInComment, open } = readCursor(marked.replace('|', ''), 0, offset);
  const inside = isInComment ? 'comment' : string ? `${string.prefix}${string.quotes}` : 'code';
  return [inside, ...open.map(({ bracket, callee }) => callee + bracket)].join(' ');
}

describe('the text around a cursor', () => {
  const cases: [string, string][] = [
    ['f(|', 'code f('],
    ['@router.get("|', '" router.get('],
    ['a.b(c[1], {"x": |', 'code a.b( {'],
    ['f("(", |', 'code f('],
    ['f("a\\"|', '" f('],
    ["f(rb'|'", "rb' f("],
    ['f("open\n|', 'code f('],
    ['"""doc # |', '"""'],
    ['"""a"b"""|', 'code'],
    ['x = 1  # f(|', 'comment'],
    ['# f(\n|', 'code'],
    ['f()|', 'code'],
    ['f(""|)', 'code f('],
    ['|"a"', 'code'],
  ];
  for (const [marked, wanted] of cases)
    it(`is ${wanted} in ${JSON.stringify(marked)}`, () => assert.equal(around(marked), wanted));

  it('is not read from too far away', () => assert.equal(around(`f(${' '.repeat(30_000)}|`), 'code'));
});

describe('a URL as a snippet', () => {
  it('has a tab stop for each parameter, an expression in an f-string', () => {
    assert.equal(urlSnippet('/a/{b}/{c:int}.x', false), '/a/${1:b}/${2:c}.x');
    assert.equal(urlSnippet('/a/{b}', true), '/a/{${1:b}\\}');
    assert.equal(plainText(urlSnippet('/a/{b}', true)), '/a/{b}');
    assert.equal(plainText(urlSnippet('/$/{b', false)), '/$/{b');
  });
});

describe('the filter of the routes', () => {
  const route = (method: string, path: string, handler: string): RouteItem => ({
    id: `${method} ${path}`,
    method,
    path,
    handler,
    uri: 'file:///a.py',
    reason: null,
  });
  const folder: RouteFolder = {
    uri: 'file:///p',
    name: 'p',
    apps: [
      {
        name: 'main.app',
        uri: null,
        children: [
          {
            name: 'users',
            prefix: '/users',
            isMounted: false,
            routes: [route('GET', '/users', 'list_users'), route('POST', '/users', 'add')],
          },
          route('GET', '/health', 'health'),
        ],
      },
    ],
  };
  const left = (filter: string): string[] =>
    filterRoutes([folder], filter).flatMap(({ apps }) =>
      apps.flatMap(({ children }) =>
        children.flatMap((child) => ('routes' in child ? child.routes : [child]).map(({ id }) => id)),
      ),
    );

  it('wants every word, wherever it stands', () => {
    assert.deepEqual(left(''), ['GET /users', 'POST /users', 'GET /health']);
    assert.deepEqual(left('get USERS'), ['GET /users']);
    assert.deepEqual(left('list'), ['GET /users']);
    assert.deepEqual(left('health'), ['GET /health']);
  });

  it('leaves out what is empty', () => {
    assert.deepEqual(filterRoutes([folder], 'nothing'), []);
    assert.equal(filterRoutes([folder], 'health')[0]?.apps[0]?.children.length, 1);
  });
});
