// What well-known functions and methods of Python return, whatever they are given.
// Must not know scopes; the tables are typeshed's, cut down to what has one answer.
import {
  BOOL,
  BYTES,
  builtin,
  FLOAT,
  INT,
  imported,
  NONE,
  STR,
  type TypeExpression,
  UNKNOWN,
  unite,
} from './typeExpression';

function table(...rows: readonly (readonly [TypeExpression, string])[]): ReadonlyMap<string, TypeExpression> {
  return new Map(rows.flatMap(([type, names]) => names.split(/\s+/).map((name) => [name, type] as const)));
}

const LIST_OF_STR = builtin('list', STR);
const PATH = imported('pathlib', 'Path');
const DATETIME = imported('datetime', 'datetime');
const DATE = imported('datetime', 'date');
const MATCH = unite([imported('re', 'Match', STR), NONE]);

/** Builtin functions and classes by name. */
export const BUILTIN_CALLS = table(
  [STR, 'str repr ascii chr hex oct bin input format'],
  [INT, 'int len ord hash id'],
  [FLOAT, 'float'],
  [BOOL, 'bool isinstance issubclass callable any all hasattr'],
  [BYTES, 'bytes'],
  [builtin('bytearray'), 'bytearray'],
  [builtin('range'), 'range'],
  [builtin('complex'), 'complex'],
  [builtin('object'), 'object'],
  [NONE, 'print setattr delattr'],
  [LIST_OF_STR, 'dir'],
);

/** Functions and class methods of the standard library by qualified name. */
export const LIBRARY_CALLS = table(
  [
    DATETIME,
    'datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today datetime.datetime.fromtimestamp datetime.datetime.fromisoformat datetime.datetime.strptime datetime.datetime.combine datetime.datetime.utcfromtimestamp',
  ],
  [DATE, 'datetime.date.today datetime.date.fromisoformat datetime.date.fromtimestamp'],
  [
    FLOAT,
    'time.time time.monotonic time.perf_counter time.process_time random.random random.uniform math.sqrt math.sin math.cos math.log math.log10 math.log2 math.exp math.pow math.hypot math.radians math.degrees math.fabs math.atan2 os.path.getmtime',
  ],
  [
    INT,
    'time.time_ns time.monotonic_ns random.randint random.randrange math.floor math.ceil math.gcd math.factorial os.getpid os.path.getsize secrets.randbelow sys.getsizeof zlib.crc32',
  ],
  [imported('uuid', 'UUID'), 'uuid.uuid1 uuid.uuid4 uuid.uuid3 uuid.uuid5'],
  [
    STR,
    'json.dumps re.sub re.escape secrets.token_hex secrets.token_urlsafe os.getcwd os.path.join os.path.basename os.path.dirname os.path.abspath os.path.realpath os.path.normpath os.path.expanduser os.path.relpath textwrap.dedent textwrap.indent textwrap.fill textwrap.shorten urllib.parse.quote urllib.parse.quote_plus urllib.parse.unquote urllib.parse.urlencode urllib.parse.urlunparse html.escape html.unescape time.strftime socket.gethostname getpass.getuser getpass.getpass platform.system locale.setlocale traceback.format_exc string.capwords inspect.getsource shlex.join shlex.quote',
  ],
  [
    BYTES,
    'base64.b64encode base64.b64decode base64.urlsafe_b64encode base64.urlsafe_b64decode base64.b32encode base64.b32decode secrets.token_bytes os.urandom pickle.dumps zlib.compress zlib.decompress gzip.compress gzip.decompress struct.pack',
  ],
  [
    BOOL,
    'os.path.exists os.path.isfile os.path.isdir os.path.isabs os.path.islink hmac.compare_digest secrets.compare_digest math.isclose math.isnan math.isinf asyncio.iscoroutinefunction inspect.isclass inspect.isfunction inspect.iscoroutinefunction dataclasses.is_dataclass fnmatch.fnmatch keyword.iskeyword',
  ],
  [
    NONE,
    'os.makedirs os.mkdir os.remove os.unlink os.rmdir os.chdir shutil.rmtree time.sleep logging.basicConfig random.seed random.shuffle gc.enable warnings.warn logging.debug logging.info logging.warning logging.error logging.exception',
  ],
  [MATCH, 're.match re.search re.fullmatch'],
  [imported('re', 'Pattern', STR), 're.compile'],
  [LIST_OF_STR, 're.split os.listdir shlex.split textwrap.wrap glob.glob'],
  [imported('logging', 'Logger'), 'logging.getLogger'],
  [PATH, 'pathlib.Path.cwd pathlib.Path.home'],
);

/** Coroutine functions of the standard library by qualified name: what `await` of them gives. */
export const LIBRARY_AWAITS = table([NONE, 'asyncio.sleep']);

/** Classes of libraries whose calls make an instance, by qualified name; generic ones are left out. */
export const LIBRARY_CLASSES = new Set(
  `pathlib.Path pathlib.PurePath pathlib.PosixPath datetime.datetime datetime.date datetime.time datetime.timedelta
  datetime.timezone decimal.Decimal fractions.Fraction uuid.UUID io.StringIO io.BytesIO logging.Logger logging.Formatter
  logging.StreamHandler logging.FileHandler threading.Thread asyncio.Event asyncio.Lock asyncio.Semaphore random.Random
  types.SimpleNamespace types.ModuleType argparse.ArgumentParser argparse.Namespace configparser.ConfigParser
  http.cookies.SimpleCookie ipaddress.IPv4Address ipaddress.IPv6Address zoneinfo.ZoneInfo string.Template
  smtplib.SMTP email.message.EmailMessage email.mime.text.MIMEText email.mime.multipart.MIMEMultipart
  concurrent.futures.ThreadPoolExecutor concurrent.futures.ProcessPoolExecutor
  fastapi.FastAPI fastapi.APIRouter fastapi.Request fastapi.Response fastapi.HTTPException fastapi.WebSocket
  fastapi.BackgroundTasks fastapi.responses.Response fastapi.responses.JSONResponse fastapi.responses.HTMLResponse
  fastapi.responses.PlainTextResponse fastapi.responses.RedirectResponse fastapi.responses.StreamingResponse
  fastapi.responses.FileResponse fastapi.responses.ORJSONResponse fastapi.testclient.TestClient
  starlette.testclient.TestClient starlette.applications.Starlette starlette.requests.Request
  starlette.responses.Response starlette.responses.JSONResponse starlette.responses.HTMLResponse
  starlette.responses.PlainTextResponse starlette.responses.RedirectResponse starlette.responses.StreamingResponse
  starlette.responses.FileResponse httpx.Client httpx.AsyncClient httpx.Response httpx.Request requests.Session
  flask.Flask typer.Typer jinja2.Environment sqlalchemy.MetaData sqlalchemy.orm.Session
  sqlalchemy.ext.asyncio.AsyncSession sqlmodel.Session pydantic.SecretStr pydantic.HttpUrl redis.Redis
  bson.ObjectId`.split(/\s+/),
);

/** Methods of builtin instances that always return the same, by class. */
export const METHOD_CALLS: Readonly<Record<string, ReadonlyMap<string, TypeExpression>>> = {
  str: table(
    [
      STR,
      'capitalize casefold center expandtabs format format_map join ljust lower lstrip replace rjust rstrip strip swapcase title translate upper zfill removeprefix removesuffix',
    ],
    [
      BOOL,
      'endswith isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper startswith',
    ],
    [INT, 'count find index rfind rindex'],
    [LIST_OF_STR, 'split rsplit splitlines'],
    [builtin('tuple', STR, STR, STR), 'partition rpartition'],
    [BYTES, 'encode'],
  ),
  bytes: table(
    [STR, 'decode hex'],
    [BYTES, 'capitalize center join ljust lower lstrip replace rjust rstrip strip title upper zfill'],
    [BOOL, 'endswith isalnum isalpha isdigit startswith'],
    [INT, 'count find index rfind rindex'],
    [builtin('list', BYTES), 'split rsplit splitlines'],
  ),
  int: table([INT, 'bit_length conjugate bit_count'], [BYTES, 'to_bytes']),
  float: table([BOOL, 'is_integer'], [STR, 'hex']),
  list: table([NONE, 'append extend insert remove clear sort reverse'], [INT, 'index count']),
  dict: table([NONE, 'update clear']),
  set: table([NONE, 'add remove discard clear update'], [BOOL, 'issubset issuperset isdisjoint']),
  tuple: table([INT, 'index count']),
};

/** Methods of library instances by class and name. */
export const LIBRARY_METHODS = table(
  [
    STR,
    'datetime.datetime.isoformat datetime.datetime.strftime datetime.date.isoformat datetime.date.strftime datetime.time.isoformat pathlib.Path.read_text pathlib.Path.as_posix re.Match.group',
  ],
  [FLOAT, 'datetime.datetime.timestamp datetime.timedelta.total_seconds'],
  [DATE, 'datetime.datetime.date'],
  [DATETIME, 'datetime.datetime.astimezone datetime.datetime.replace'],
  [
    PATH,
    'pathlib.Path.resolve pathlib.Path.absolute pathlib.Path.joinpath pathlib.Path.with_suffix pathlib.Path.with_name pathlib.Path.expanduser pathlib.Path.relative_to',
  ],
  [BOOL, 'pathlib.Path.exists pathlib.Path.is_file pathlib.Path.is_dir pathlib.Path.is_absolute'],
  [BYTES, 'pathlib.Path.read_bytes io.BufferedReader.read io.BufferedReader.readline io.BufferedRandom.read'],
  [STR, 'io.TextIOWrapper.read io.TextIOWrapper.readline io.StringIO.read io.StringIO.getvalue'],
  [LIST_OF_STR, 'io.TextIOWrapper.readlines'],
  [INT, 'io.TextIOWrapper.write io.TextIOWrapper.seek io.BufferedWriter.write io.BufferedReader.fileno'],
  [NONE, 'pathlib.Path.mkdir pathlib.Path.unlink'],
);

/** Attributes of library instances by class and name. */
export const LIBRARY_ATTRIBUTES = table(
  [PATH, 'pathlib.Path.parent'],
  [
    STR,
    'pathlib.Path.name pathlib.Path.stem pathlib.Path.suffix uuid.UUID.hex os.sep os.linesep sys.platform sys.version sys.executable',
  ],
  [
    INT,
    'datetime.datetime.year datetime.datetime.month datetime.datetime.day datetime.datetime.hour datetime.datetime.minute datetime.datetime.second datetime.date.year datetime.date.month datetime.date.day datetime.timedelta.days',
  ],
  [LIST_OF_STR, 'sys.argv sys.path'],
);

/** Methods that every class of the standard library that has them gives one type. */
export const ANY_METHOD_CALLS = table([STR, 'hexdigest isoformat']);

/** The elements that iterating over a type gives. */
export function elementOf(type: TypeExpression): TypeExpression {
  if (type.kind !== 'named') return UNKNOWN;
  const [first] = type.arguments;
  if (type.module === '') {
    if (type.name === 'str') return STR;
    if (type.name === 'bytes' || type.name === 'range' || type.name === 'bytearray') return INT;
    if (type.name === 'tuple') {
      const members = type.arguments.filter((each) => each.kind !== 'text');
      return members.length > 0 ? unite(members) : UNKNOWN;
    }
    return /^(list|set|frozenset|dict)$/.test(type.name) ? (first ?? UNKNOWN) : UNKNOWN;
  }
  if (type.module === 'collections.abc') {
    return /^(Async)?(Iterator|Iterable|Generator)$|^(Sequence|Collection|Mapping|MutableMapping|MutableSequence|Set|KeysView|ValuesView)$/.test(
      type.name,
    )
      ? (first ?? UNKNOWN)
      : type.name === 'ItemsView'
        ? builtin('tuple', ...type.arguments)
        : UNKNOWN;
  }
  if (type.module === 'collections')
    return /^(deque|OrderedDict|defaultdict|Counter)$/.test(type.name) ? (first ?? UNKNOWN) : UNKNOWN;
  if (type.module === 'io')
    return type.name === 'TextIOWrapper' || type.name === 'StringIO'
      ? STR
      : /^(Buffered|Bytes)/.test(type.name)
        ? BYTES
        : UNKNOWN;
  return UNKNOWN;
}
