// The ways in which a value gets into SQL, each with ordinary values and one that leaks: what every driver must mend.
// Must not know how a driver is called nor how the code is run.
import { type Driver, type Given, PASSES } from './drivers';

/** One way. */
export interface Shape {
  readonly title: string;
  /** The statements before the one that runs the text, and that text with what is passed already. */
  build(driver: Driver): Built;
  /** Python expressions. */
  readonly ordinary: readonly string[];
  readonly hostile: string;
  /** What `VALUE` in the function's head becomes; `value` without one. */
  readonly parameters?: string;
  /** Whether it changes rows instead of reading them. */
  readonly writes?: boolean;
  /** Whether a name is put in, which the driver quotes instead of binding it. */
  readonly quotes?: boolean;
  /** Leaves out the drivers for which it means nothing. */
  fits?(driver: Driver): boolean;
}

interface Built {
  readonly before?: readonly string[];
  readonly text: string;
  /** What is passed with it, or the same as it is written. */
  readonly given?: Given;
  readonly passed?: string;
}

/** The text and what is passed with it, as arguments of a call. */
export function argumentsOf(driver: Driver, { text, given = [], passed = driver.pass(given) }: Built): string {
  return passed === '' ? text : `${text}${PASSES}${passed}`;
}

const NAMES = ['"Ann"', '"Nobody"', '""'];
const QUOTED = `"' OR '1'='1"`;
const COMMENTED = `"' OR 1=1 -- "`;

const isPostgres = ({ database }: Driver): boolean => database === 'postgresql';
const takesParameters = ({ name }: Driver): boolean => name !== 'Alembic';
/** A percent sign that is written doubled where the driver reads parameters. */
const sign = ({ doublesPercent }: Driver): string => (doublesPercent ? '%%' : '%');

function text(
  title: string,
  written: string,
  ordinary: readonly string[],
  hostile: string,
  more?: Partial<Shape>,
): Shape {
  return { title, build: () => ({ text: written }), ordinary, hostile, ...more };
}

/** How values are put in: one shape for each. */
const BUILDING: readonly Shape[] = [
  text('an f-string', `f"SELECT * FROM users WHERE name = '{value}'"`, NAMES, QUOTED),
  text('an f-string of an annotated text', `f"SELECT * FROM users WHERE name = '{value}'"`, NAMES, QUOTED, {
    parameters: 'value: str',
  }),
  text('an f-string outside of quotes', 'f"SELECT * FROM users WHERE id = {value}"', ['2', '99'], '"2 OR 1=1"', {
    parameters: 'value: int',
  }),
  text('a conversion', 'f"SELECT * FROM users WHERE name = {value!r}"', NAMES.slice(0, 2), `'" OR 1\\' OR 1=1 -- '`, {
    // Others know no backslash before a quote, or read it as Python does.
    fits: ({ database }) => database === 'sqlite',
  }),
  text(
    'an attribute and an index',
    `f"SELECT * FROM users WHERE name = '{value.names[0]}'"`,
    ['Plain(names=["Ann"])'],
    `Plain(names=["' OR '1'='1"])`,
  ),
  text(
    'a key',
    `f"""SELECT * FROM users WHERE name = '{value["name"]}'"""`,
    ['{"name": "Ann"}'],
    `{"name": "' OR '1'='1"}`,
  ),
  text(
    'a key in double quotes',
    `'SELECT * FROM users WHERE name = "{}"'.format(value["name"])`,
    ['{"name": "Ann"}'],
    `{"name": '" OR "1"="1'}`,
    {
      fits: ({ database }) => database === 'mariadb',
    },
  ),
  text(
    'percent with a tuple',
    `"SELECT * FROM users WHERE name = '%s' AND note LIKE '%%%s'" % (value, "x")`,
    NAMES,
    COMMENTED,
  ),
  text(
    'percent with a mapping',
    `"SELECT * FROM users WHERE name = '%(n)s' AND note LIKE 'a%%'" % {"n": value}`,
    NAMES,
    COMMENTED,
  ),
  text('percent with a single value', `"SELECT * FROM users WHERE name = '%s'" % value`, NAMES, QUOTED),
  text('format', `"SELECT * FROM users WHERE name = '{}' AND note != '{{}}'".format(value)`, NAMES, COMMENTED),
  text(
    'format by number',
    `"SELECT * FROM users WHERE name = '{0}' OR note = '{0}' AND age > {1}".format(value, 1)`,
    NAMES,
    COMMENTED,
  ),
  text(
    'format by name',
    `"SELECT * FROM users WHERE name = '{n.name}'".format(n=value)`,
    ['Plain(name="Ann")'],
    `Plain(name="' OR '1'='1")`,
  ),
  text('format_map', `"SELECT * FROM users WHERE name = '{n}'".format_map({"n": value})`, NAMES, QUOTED),
  text('plus', `"SELECT * FROM users WHERE name = '" + value + "' ORDER BY id"`, NAMES, COMMENTED),
  text('plus at the end', `"SELECT * FROM users WHERE age > 1 AND id = " + str(value)`, ['2', '99'], '"2 OR 1=1"', {
    parameters: 'value: int',
  }),
  text(
    'plus over several lines',
    `(\n        "SELECT * FROM users "\n        "WHERE name = '" + value + "' "  # the name\n        "ORDER BY id"\n    )`,
    NAMES,
    COMMENTED,
  ),
  text(
    'implicit concatenation',
    `(\n        "SELECT * "\n        f"FROM users WHERE name = '{value}' "\n        f"ORDER BY id"\n    )`,
    NAMES,
    COMMENTED,
  ),
  {
    title: 'a text assigned first',
    build: () => ({
      before: [
        `query = f"""\n        SELECT *  -- all columns\n        FROM users\n        WHERE name = '{value}' AND note != '{{}}'\n    """`,
      ],
      text: 'query',
    }),
    ordinary: NAMES,
    hostile: `"' OR 1=1 -- "`,
  },
  {
    title: 'a text appended to',
    build: () => ({
      before: ['query = "SELECT * FROM users"', `query += " WHERE name = '" + value + "'"`, 'query += " ORDER BY id"'],
      text: 'query',
    }),
    ordinary: NAMES,
    hostile: COMMENTED,
  },
  {
    title: 'a text put together of others',
    build: () => ({
      before: [
        'columns = "id, name"',
        `where = f"name = '{value}'"`,
        'query = f"SELECT {columns} FROM users WHERE {where}"',
      ],
      text: 'query',
    }),
    ordinary: NAMES,
    hostile: QUOTED,
  },
  {
    title: 'a wrapped text assigned first',
    build: () => ({ before: [`statement = text(f"SELECT * FROM users WHERE name = '{value}'")`], text: 'statement' }),
    ordinary: NAMES,
    hostile: QUOTED,
    fits: ({ wraps }) => wraps === true,
  },
  text(
    'raw and triple quotes',
    `rf'''SELECT * FROM users\n        WHERE name = '{value}' AND note <> '\\d' '''`,
    NAMES,
    COMMENTED,
    {
      fits: ({ database }) => database !== 'mariadb',
    },
  ),
  text(
    'several values',
    `f"SELECT * FROM users WHERE name = '{value}' OR note = '{value}-{len(value)}' OR name = '{value.upper()}'"`,
    NAMES,
    COMMENTED,
  ),
  text('a prefix in the quotes', `f"SELECT * FROM users WHERE note = '{value}x'"`, ['"a"', '"zz"'], `"' OR 1=1 -- "`),
  text('a format specification', `f"SELECT * FROM users WHERE note = '{value:.30}'"`, ['"ax"', '"zz"'], QUOTED),
  text('a condition', `f"SELECT * FROM users WHERE name = '{value if value else None}'"`, ['"Bob"', '""'], QUOTED),
];

/** Where values stand. */
const POSITIONS: readonly Shape[] = [
  text(
    'a pattern',
    `f"SELECT * FROM users WHERE name LIKE '%{value}%'"`,
    ['"nn"', '"A_"', '"zz"'],
    `"zz' OR '1'='1' -- "`,
  ),
  text(
    'a pattern’s beginning',
    `f"SELECT * FROM users WHERE lower(name) LIKE lower('{value}%')"`,
    ['"a"', '"zz"'],
    `"zz') OR 1=1 -- "`,
    {
      fits: ({ name }) => !/asyncpg/.test(name),
    },
  ),
  text(
    'a pattern by percent',
    `"SELECT * FROM users WHERE name LIKE '%%%s%%' AND note NOT LIKE 'b%%'" % value`,
    ['"n"', '"zz"'],
    COMMENTED,
  ),
  text(
    'a pattern by plus',
    `"SELECT * FROM users WHERE name LIKE '%" + value + "%'"`,
    ['"n"', '"zz"'],
    `"zz' OR '1'='1' -- "`,
  ),
  text(
    'a case-blind pattern',
    `f"SELECT * FROM users WHERE name ILIKE '{value}%'"`,
    ['"a"', '"zz"'],
    `"zz' OR '1'='1' -- "`,
    { fits: isPostgres },
  ),
  text(
    'a list of numbers',
    `f"SELECT * FROM users WHERE id IN ({','.join(map(str, value))}) AND age > 1"`,
    ['[1, 3]', '[2]'],
    '["9) OR (1=1"]',
  ),
  text(
    'a list of texts',
    `"SELECT * FROM users WHERE name IN ('" + "','".join(value) + "')"`,
    ['["Ann", "Cid"]', '["zz"]'],
    `["x') OR ('1'='1"]`,
  ),
  text(
    'a list excluded',
    `f"SELECT * FROM users WHERE age > 45 AND id NOT IN ({', '.join(str(each) for each in value)})"`,
    ['[1, 3]', '(2,)'],
    '["9) OR (1=1"]',
  ),
  text(
    'a tuple as a list',
    'f"SELECT * FROM users WHERE id IN {tuple(value)}"',
    ['[1, 3]', '{2, 3}'],
    '[9, type("X", (), {"__repr__": lambda self: "8) OR (1=1"})()]',
  ),
  {
    title: 'a list made first',
    build: () => ({
      before: [`names = ", ".join(f"'{each}'" for each in value)`],
      text: 'f"SELECT * FROM users WHERE name IN ({names})"',
    }),
    ordinary: ['["Ann", "Bob"]', '["zz"]'],
    hostile: `["x') OR ('1'='1"]`,
  },
  {
    title: 'a list between other values',
    build: () => ({
      text: `f"SELECT * FROM users WHERE note != '{value[0]}' AND name IN ('" + "', '".join(value) + f"') AND name != '{value[-1]}'"`,
    }),
    ordinary: ['["Ann", "Bob", "zz"]'],
    hostile: `["' OR 1=1 -- "]`,
  },
  text(
    'a range',
    'f"SELECT * FROM users WHERE age BETWEEN {value[0]} AND {value[1]}"',
    ['(30, 40)', '(45, 99)'],
    '(60, "0 OR 1=1")',
  ),
  text('a limit', 'f"SELECT * FROM users ORDER BY id LIMIT {value}"', ['1', '2'], '"(SELECT 3)"', {
    fits: ({ database }) => database !== 'mariadb',
  }),
  text('a subquery', `f"SELECT * FROM users WHERE id IN (SELECT id FROM users WHERE name = '{value}')"`, NAMES, QUOTED),
  text('a join', `f"SELECT a.id FROM users a JOIN users b ON a.id = b.id AND b.name = '{value}'"`, NAMES, QUOTED),
  text('HAVING', `f"SELECT id, count(*) FROM users GROUP BY id, name HAVING name = '{value}'"`, NAMES, QUOTED),
  text(
    'CASE',
    `f"SELECT id FROM users WHERE CASE WHEN name = '{value}' THEN 1 ELSE 0 END = 1"`,
    NAMES,
    `"' OR 1=1 OR '' = '"`,
  ),
  text(
    'a function’s argument',
    `f"SELECT * FROM users WHERE name = trim('{value}')"`,
    ['" Ann "', '"zz"'],
    `"') OR ('1'='1"`,
    {
      fits: ({ name }) => !/asyncpg/.test(name),
    },
  ),
  text(
    'a date',
    `f"SELECT id FROM users WHERE born = '{value}'"`,
    ['date(2001, 2, 3)', 'date(1999, 1, 1)'],
    `"2001-02-03' OR '1'='1"`,
    {
      fits: ({ name }) =>
        !/^(sqlite3|aiosqlite|pandas|Django|databases$|SQLAlchemy async connection|SQLModel|SQLAlchemy session$)/.test(
          name,
        ),
    },
  ),
  text(
    'a literal percent sign beside',
    `f"SELECT * FROM users WHERE note LIKE '50%' AND name = '{value}'"`,
    ['"Cid"', '"Ann"'],
    COMMENTED.replace('OR', 'OR name LIKE name OR'),
    {},
  ),
  text('colons beside', `f"SELECT * FROM users WHERE note != 'a: b 12:30:00' AND name = '{value}'"`, NAMES, COMMENTED),
  text(
    'a cast',
    `f"SELECT * FROM users WHERE id = '{value}'::int AND age::text != '1'"`,
    ['"2"', '"99"'],
    `"2'::int OR 1=1 -- "`,
    {
      // asyncpg asks for a number where the text would have been converted.
      fits: (driver) => isPostgres(driver) && !/asyncpg/.test(driver.name),
    },
  ),
  text(
    'a text that is cast',
    `f"SELECT id FROM users WHERE born = '{value}'::date"`,
    ['"2001-02-03"', '"1999-01-01"'],
    `"2001-02-03'::date OR 1=1 -- "`,
    { parameters: 'value: str', fits: isPostgres },
  ),
  text(
    'a typed literal',
    `f"SELECT id FROM users WHERE born > date '2001-01-01' + INTERVAL '{value} days'"`,
    ['40', '9999'],
    `"0 days' OR '1 days'='1"`,
    { fits: isPostgres },
  ),
  text(
    'an escaped value',
    `"SELECT * FROM users WHERE name = '" + value.replace("'", "''") + "'"`,
    ['"Ann"', '"O\'Neil"'],
    `"\\\\' OR 1=1 -- "`,
    { fits: ({ database }) => database === 'mariadb' },
  ),
  text('a question mark beside', `f"SELECT * FROM users WHERE note != 'what?' AND name = '{value}'"`, NAMES, COMMENTED),
  text(
    'a comment with signs',
    `f"SELECT * FROM users -- 100%, isn't it?\\n WHERE name = '{value}'"`,
    NAMES,
    COMMENTED,
    {},
  ),
];

/** What only some runs put into the text. */
const BRANCHES: readonly Shape[] = [
  {
    title: 'a condition that may be added',
    build: () => ({
      before: [
        `query = f"SELECT * FROM users WHERE name = '{value}'"`,
        'if other:',
        `    query += f" AND note = '{other}'"`,
      ],
      text: 'query',
    }),
    parameters: 'value, other=None',
    ordinary: NAMES,
    hostile: QUOTED,
    fits: ({ name }) => takesUnused(name),
  },
  {
    title: 'one of two texts',
    build: () => ({
      before: [
        'if value:',
        `    query = f"SELECT * FROM users WHERE name = '{value}'"`,
        'else:',
        `    query = f"SELECT * FROM users WHERE note LIKE '%{other}%' AND age < 35"`,
      ],
      text: 'query',
    }),
    parameters: 'value, other="x"',
    ordinary: NAMES,
    hostile: QUOTED,
    fits: ({ name }) => takesUnused(name),
  },
  {
    title: 'a list of what is there',
    build: () => ({
      before: [
        `names = ", ".join(f"'{each.name}'" for each in value if each.name)`,
        'query = f"SELECT * FROM users WHERE name IN ({names})"',
      ],
      text: 'query',
    }),
    ordinary: ['[Plain(name="Ann"), Plain(name=None)]'],
    hostile: `[Plain(name="x') OR ('1'='1")]`,
  },
];

/** Whether a driver takes values for names that the text does not mention. */
function takesUnused(name: string): boolean {
  return !/^(databases|DuckDB|asyncpg)/.test(name) && name !== 'Alembic';
}

const existing = (driver: Driver): string => `id > ${driver.mark(0, 'low')}`;
const LOW: Given = [['low', '0']];

/** What is passed already. */
const PARAMETERS: readonly Shape[] = [
  {
    title: 'a parameter before',
    build: (driver) => ({ text: `f"SELECT * FROM users WHERE ${existing(driver)} AND name = '{value}'"`, given: LOW }),
    ordinary: NAMES,
    hostile: COMMENTED,
    fits: takesParameters,
  },
  {
    title: 'a parameter behind',
    build: (driver) => ({ text: `f"SELECT * FROM users WHERE name = '{value}' AND ${existing(driver)}"`, given: LOW }),
    ordinary: NAMES,
    // A comment would leave the parameter without its placeholder.
    hostile: `"' OR '1'='1' AND '' = '"`,
    fits: takesParameters,
  },
  {
    title: 'parameters around',
    build: (driver) => ({
      text: `f"SELECT * FROM users WHERE ${existing(driver)} AND (name = '{value}') AND id < ${driver.mark(1, 'high')} AND note LIKE '%${sign(driver) === '%%' ? '%' : ''}'"`,
      given: [...LOW, ['high', '99']],
    }),
    ordinary: NAMES,
    hostile: `"' OR '1'='1"`,
    fits: takesParameters,
  },
  {
    title: 'parameters in a variable',
    build: (driver) => ({
      before: [
        `low = ${driver
          .pass(LOW)
          .replace(/^, (params=|values=)?/, '')
          .replace(/^0$/, '(0,)')}`,
      ],
      text: `f"SELECT * FROM users WHERE ${existing(driver)} AND name = '{value}'"`,
      passed: driver
        .pass(LOW)
        .replace(/[([{].*$/, 'low')
        .replace(/^, 0$/, ', *low'),
    }),
    ordinary: NAMES,
    hostile: COMMENTED,
    fits: takesParameters,
  },
];

/** What changes rows. */
const WRITES: readonly Shape[] = [
  text('an update', `f"UPDATE users SET note = 'changed' WHERE name = '{value}'"`, NAMES, QUOTED, { writes: true }),
  text(
    'a value that is set',
    `f"UPDATE users SET note = 'changed', name = '{value}' WHERE id = 2"`,
    ['"Eve"', '"Zoë"'],
    `"x' WHERE 1=1 -- "`,
    { writes: true },
  ),
  text(
    'a deletion',
    `f"UPDATE users SET note = 'changed'; DELETE FROM users WHERE name != '{value}'"`,
    NAMES,
    `"' OR 1=1 -- "`,
    {
      build: () => ({ text: `f"UPDATE users SET note = 'changed' WHERE age > 1 AND name = '{value}'"` }),
      writes: true,
    },
  ),
  text(
    'inserted values',
    `f"INSERT INTO users (id, name, note, age) VALUES ({value[0]}, '{value[1]}', 'changed', 1)"`,
    ['(7, "Eve")'],
    `(8, "x', 'changed', 1), (9, 'evil")`,
    { writes: true },
  ),
  text(
    'an update of a list',
    `f"UPDATE users SET note = 'changed' WHERE name IN ({','.join(repr(each) for each in value)})"`,
    ['["Ann", "Bob"]'],
    `["x\\" OR '' = \\"'"]`,
    {
      writes: true,
      build: () => ({ text: `"UPDATE users SET note = 'changed' WHERE name IN ('%s')" % "', '".join(value)` }),
      hostile: `["x') OR ('1'='1"]`,
    },
  ),
];

/** Names, for drivers that quote them. */
const QUOTED_NAMES: readonly Shape[] = [
  text('a table’s name', 'f"SELECT id, name FROM {value} WHERE age > 1"', ['"users"'], '"users a CROSS JOIN users"', {
    quotes: true,
    hostile: '"(SELECT 1 AS id, 2 AS name, 3 AS age FROM users a CROSS JOIN users b) c"',
    fits: ({ name }) => /^(psycopg|SQLAlchemy|SQLModel|Django)/.test(name),
  }),
  text(
    'columns’ names',
    'f"SELECT id, {value[0]} FROM users WHERE {value[1]} < 45"',
    ['("name", "age")'],
    '("name", "1=1 OR age")',
    {
      quotes: true,
      fits: ({ name }) => /^(SQLAlchemy|SQLModel|Django)/.test(name),
    },
  ),
];

/** All of them. */
export const SHAPES: readonly Shape[] = [
  ...BUILDING,
  ...POSITIONS,
  ...BRANCHES,
  ...PARAMETERS,
  ...WRITES,
  ...QUOTED_NAMES,
];
