// SQL texts by themselves: tokens, statements and prose, where holes stand, and that the analysis ends on monsters.
import assert from 'node:assert/strict';
import { positionHoles } from '../../server/src/facts/sqlPositions';
import { isSqlStatement, isUnmistakableSql } from '../../server/src/facts/sqlShape';
import { HOLE, tokenizeSql } from '../../server/src/facts/sqlTokens';
import { interpolatedSql } from '../../server/src/rules/sql/interpolated-sql';
import { lintText } from './lintText';

/** `§` stands for a hole. */
const holes = (text: string): string => text.replaceAll('§', HOLE);
const tokens = (text: string): string[] =>
  tokenizeSql(holes(text)).map((token) => `${token.kind} ${token.text.replaceAll(HOLE, '§')}`);
const roles = (text: string): string =>
  positionHoles(tokenizeSql(holes(text)))
    .map(
      ({ role, quote, bindable, inList }) =>
        `${role}${quote}${role === 'value' && !bindable ? ' unbound' : ''}${inList ? ' list' : ''}`,
    )
    .join(', ');

describe('tokenizeSql', () => {
  it('cuts words, numbers, operators and holes', () => {
    assert.deepEqual(tokens('select a.b, 1.5e3 <> § from t§_x'), [
      ...['word SELECT', 'word A', 'other .', 'word B', 'other ,', 'number 1.5e3', 'operator <>', 'hole §'],
      ...['word FROM', 'word T§_X'],
    ]);
  });

  it('knows placeholders of every driver from casts and literals', () => {
    assert.deepEqual(
      tokenizeSql('? %s %(a)s :name $12 a::int x := 1 @v 5 % s').flatMap(({ kind, text }) =>
        kind === 'placeholder' ? [text] : [],
      ),
      ['?', '%s', '%(a)s', ':name', '$12', '@v'],
    );
  });

  it('keeps quoted text, doubled quotes, dollar quotes and comments together', () => {
    assert.deepEqual(tokens(`'it''s §' "a b" \`c\` [d e] $q$ x ' y $q$ -- :z\n/* § ; */ 1`), [
      ...[`string 'it''s §'`, 'quoted "a b"', 'quoted `c`', 'quoted [d e]', `string $q$ x ' y $q$`, 'comment -- :z'],
      ...['comment /* § ; */', 'number 1'],
    ]);
  });

  it('numbers holes over the whole text and ends on what is not closed', () => {
    const all = tokenizeSql(holes("'§' § /* § */ '§"));
    assert.deepEqual(
      all.map((token) => token.holes),
      [[0], [1], [2], [3]],
    );
    assert.equal(all.at(-1)!.closed, false);
  });
});

describe('statements and prose', () => {
  for (const text of [
    'SELECT * FROM users WHERE id = §',
    'select * from users where id = §',
    '(SELECT a FROM b)',
    'INSERT INTO t (a) VALUES (§)',
    'update t set a = §',
    'DELETE FROM t WHERE a = §',
    'WITH x AS (SELECT 1 FROM t) SELECT * FROM x WHERE a = §',
    'EXPLAIN ANALYZE SELECT * FROM t WHERE a = §',
    '-- all\nSELECT a FROM t',
    'DROP TABLE IF EXISTS §',
  ]) {
    it(`takes for SQL: ${text}`, () => assert.equal(isUnmistakableSql(holes(text)), true));
  }

  for (const text of [
    'Select a user from the list of §',
    'select one of the values from § and go on',
    'Update § and set the rest',
    'Delete from the cart: §',
    'Insert § into the slot',
    'Create a table for §',
    'Drop the § table here',
    'With § as the guest, select the menu',
    'query { user(id: §) { name } }',
    'Could not select § from §.',
    'update §',
    'SELECT FAILED: §',
  ]) {
    it(`takes for prose: ${text}`, () => assert.equal(isUnmistakableSql(holes(text)), false));
  }

  it('asks less of a text that something runs, but not nothing', () => {
    const isStatement = (text: string): boolean => isSqlStatement(tokenizeSql(holes(text)));
    assert.equal(isStatement('PRAGMA table_info(§)'), true);
    assert.equal(isStatement('SELECT §'), true);
    assert.equal(isStatement('update §'), false);
    assert.equal(isStatement('ls §'), false);
  });
});

describe('positionHoles', () => {
  const cases: Readonly<Record<string, string>> = {
    "SELECT * FROM t WHERE a = '§' AND b > § AND c LIKE '%§%'": "value', value, value'",
    'SELECT § FROM § JOIN § ON a = §': 'identifier, identifier, identifier, value',
    'SELECT a, § FROM s.§ WHERE §.x = 1': 'identifier, identifier, identifier',
    'SELECT * FROM t ORDER BY § § LIMIT § OFFSET §': 'identifier, identifier, value, value',
    'SELECT * FROM t WHERE § AND a § 5': 'clause, identifier',
    'SELECT * FROM t WHERE a IN (§) AND b IN §': 'value list, value list',
    'SELECT * FROM t WHERE a BETWEEN § AND §': 'value, value',
    'INSERT INTO § (§, §) VALUES (§, §)': 'identifier, identifier, identifier, value, value',
    "UPDATE t SET § = §, b = '§' WHERE c = §": "identifier, value, value', value",
    'SELECT * FROM (§) x': 'clause',
    'SELECT a::§, CAST(b AS §) FROM t': 'identifier, identifier',
    'SELECT * FROM "§" WHERE n = "§"': 'identifier", value"',
    'SELECT * FROM t_§': 'identifier',
    'SELECT * FROM t WHERE lower(a) = lower(§) /* § */': 'value, clause',
    'SET search_path TO §': 'identifier',
    "CREATE USER § WITH PASSWORD '§'": "identifier, value' unbound",
  };
  for (const [text, wanted] of Object.entries(cases)) it(text, () => assert.equal(roles(text), wanted));
});

describe('the analysis of SQL texts', () => {
  const monster = (body: string): string =>
    `from sqlalchemy import text\nfrom sqlalchemy.orm import Session\n\n\ndef f(db: Session, x):\n    query = "SELECT * FROM t WHERE 1"\n${body}    return db.execute(text(query))\n`;
  const found = (body: string): number => lintText(monster(body), { rules: [interpolatedSql] }).problems.length;

  it('ends on two hundred branches and finds what is in each', () => {
    const branches = Array.from(
      { length: 200 },
      (_, i) => `    if x.a${i}:\n        query += f" AND a${i} = '{x.a${i}}'"\n`,
    );
    assert.equal(found(branches.join('')), 200);
    const either = branches.map((branch) => `${branch}    else:\n        query = query + f" AND b = '{x.b}'"\n`);
    assert.equal(found(either.join('')), 400);
  }).timeout(10_000);

  it('ends on loops in loops in loops', () => {
    const depth = 14;
    const loops = Array.from({ length: depth }, (_, i) => `${'    '.repeat(i + 1)}for v${i} in x:\n`).join('');
    assert.equal(found(`${loops}${'    '.repeat(depth + 1)}query += f" AND a = '{v0}'"\n`), 1);
  }).timeout(10_000);

  it('ends on names that are made of each other', () => {
    assert.equal(
      lintText('a = b + "SELECT"\nb = a + " x"\n\n\ndef f(db):\n    db.execute(f"SELECT * FROM t WHERE x = {a}")\n')
        .parses,
      true,
    );
  });
});
