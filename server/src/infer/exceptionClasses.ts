// What exception classes descend from: Python's own, and those of the libraries that a FastAPI backend meets.
// Must not know projects; `exceptions.ts` puts the two together.

/**
 * Bases of Python's exceptions (Library Reference, "Exception hierarchy") that do not descend from Exception directly.
 * Whatever else is in the list after it does.
 */
const BASES = new Map(
  Object.entries({
    BaseException: '',
    BaseExceptionGroup: 'BaseException',
    Exception: 'BaseException',
    GeneratorExit: 'BaseException',
    KeyboardInterrupt: 'BaseException',
    SystemExit: 'BaseException',
    BlockingIOError: 'OSError',
    ChildProcessError: 'OSError',
    ConnectionError: 'OSError',
    FileExistsError: 'OSError',
    FileNotFoundError: 'OSError',
    InterruptedError: 'OSError',
    IsADirectoryError: 'OSError',
    NotADirectoryError: 'OSError',
    PermissionError: 'OSError',
    ProcessLookupError: 'OSError',
    TimeoutError: 'OSError',
    BrokenPipeError: 'ConnectionError',
    ConnectionAbortedError: 'ConnectionError',
    ConnectionRefusedError: 'ConnectionError',
    ConnectionResetError: 'ConnectionError',
    FloatingPointError: 'ArithmeticError',
    OverflowError: 'ArithmeticError',
    ZeroDivisionError: 'ArithmeticError',
    ExceptionGroup: 'BaseExceptionGroup Exception',
    IndexError: 'LookupError',
    KeyError: 'LookupError',
    ModuleNotFoundError: 'ImportError',
    NotImplementedError: 'RuntimeError',
    RecursionError: 'RuntimeError',
    IndentationError: 'SyntaxError',
    TabError: 'IndentationError',
    UnboundLocalError: 'NameError',
    UnicodeError: 'ValueError',
    UnicodeDecodeError: 'UnicodeError',
    UnicodeEncodeError: 'UnicodeError',
    UnicodeTranslateError: 'UnicodeError',
    BytesWarning: 'Warning',
    DeprecationWarning: 'Warning',
    EncodingWarning: 'Warning',
    FutureWarning: 'Warning',
    ImportWarning: 'Warning',
    PendingDeprecationWarning: 'Warning',
    ResourceWarning: 'Warning',
    RuntimeWarning: 'Warning',
    SyntaxWarning: 'Warning',
    UnicodeWarning: 'Warning',
    UserWarning: 'Warning',
    'fastapi.HTTPException': 'starlette.exceptions.HTTPException',
    'fastapi.exceptions.HTTPException': 'starlette.exceptions.HTTPException',
    'starlette.exceptions.HTTPException': 'Exception',
    'fastapi.exceptions.RequestValidationError': 'Exception',
    'pydantic.ValidationError': 'ValueError',
  }),
);

const DIRECT = new Set(
  `ArithmeticError AssertionError AttributeError BufferError EOFError ImportError LookupError MemoryError NameError OSError
  ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError TypeError ValueError Warning`.split(
    /\s+/,
  ),
);

/** The exceptions of the standard library's modules (Library Reference) behind what they descend from. */
const IN_MODULES = `
BaseException: asyncio.CancelledError
Exception: asyncio.InvalidStateError asyncio.LimitOverrunError asyncio.QueueEmpty asyncio.QueueFull binascii.Incomplete
Exception: concurrent.futures.CancelledError concurrent.futures.InvalidStateError configparser.Error csv.Error curses.error
Exception: email.errors.MessageError ftplib.Error getopt.GetoptError http.client.HTTPException http.cookies.CookieError lzma.LZMAError
Exception: multiprocessing.ProcessError pickle.PickleError queue.Empty queue.Full re.error shutil.RegistryError sqlite3.Error
Exception: sqlite3.Warning struct.error subprocess.SubprocessError tarfile.TarError termios.error unittest.SkipTest
Exception: xml.sax.SAXException zipfile.BadZipFile zipfile.LargeZipFile zlib.error
ArithmeticError: decimal.DecimalException
AttributeError: dataclasses.FrozenInstanceError
EOFError: asyncio.IncompleteReadError
KeyError: zoneinfo.ZoneInfoNotFoundError
ModuleNotFoundError: importlib.metadata.PackageNotFoundError
OSError: gzip.BadGzipFile http.cookiejar.LoadError shutil.Error shutil.ExecError shutil.ReadError shutil.SpecialFileError
OSError: smtplib.SMTPException socket.gaierror socket.herror ssl.SSLError urllib.error.URLError
OSError ValueError: io.UnsupportedOperation
RuntimeError: asyncio.BrokenBarrierError asyncio.SendfileNotAvailableError concurrent.futures.BrokenExecutor threading.BrokenBarrierError
SyntaxError: xml.etree.ElementTree.ParseError
ValueError: binascii.Error graphlib.CycleError ipaddress.AddressValueError ipaddress.NetmaskValueError json.JSONDecodeError
ValueError: statistics.StatisticsError tomllib.TOMLDecodeError
concurrent.futures.BrokenExecutor: concurrent.futures.process.BrokenProcessPool
configparser.Error: configparser.DuplicateOptionError configparser.DuplicateSectionError configparser.InterpolationError
configparser.Error: configparser.NoOptionError configparser.NoSectionError configparser.ParsingError
decimal.DecimalException: decimal.InvalidOperation
decimal.DecimalException ZeroDivisionError: decimal.DivisionByZero
email.errors.MessageError: email.errors.CharsetError email.errors.MessageParseError
email.errors.MessageError TypeError: email.errors.MultipartConversionError
email.errors.MessageParseError: email.errors.BoundaryError email.errors.HeaderParseError
http.client.HTTPException: http.client.BadStatusLine http.client.ImproperConnectionState http.client.IncompleteRead
http.client.HTTPException: http.client.InvalidURL http.client.LineTooLong http.client.NotConnected
http.client.ImproperConnectionState: http.client.CannotSendHeader http.client.CannotSendRequest http.client.ResponseNotReady
ConnectionResetError http.client.BadStatusLine: http.client.RemoteDisconnected
multiprocessing.ProcessError: multiprocessing.AuthenticationError multiprocessing.BufferTooShort multiprocessing.TimeoutError
pickle.PickleError: pickle.PicklingError pickle.UnpicklingError
shutil.Error: shutil.SameFileError
smtplib.SMTPException: smtplib.SMTPNotSupportedError smtplib.SMTPRecipientsRefused smtplib.SMTPResponseException
smtplib.SMTPException: smtplib.SMTPServerDisconnected
smtplib.SMTPResponseException: smtplib.SMTPAuthenticationError smtplib.SMTPConnectError smtplib.SMTPDataError smtplib.SMTPHeloError
smtplib.SMTPResponseException: smtplib.SMTPSenderRefused
sqlite3.DatabaseError: sqlite3.DataError sqlite3.IntegrityError sqlite3.InternalError sqlite3.NotSupportedError
sqlite3.DatabaseError: sqlite3.OperationalError sqlite3.ProgrammingError
sqlite3.Error: sqlite3.DatabaseError sqlite3.InterfaceError
ssl.SSLError: ssl.SSLEOFError ssl.SSLSyscallError ssl.SSLWantReadError ssl.SSLWantWriteError ssl.SSLZeroReturnError
ssl.SSLError ValueError: ssl.SSLCertVerificationError
subprocess.SubprocessError: subprocess.CalledProcessError subprocess.TimeoutExpired
tarfile.FilterError: tarfile.AbsoluteLinkError tarfile.AbsolutePathError tarfile.LinkOutsideDestinationError
tarfile.FilterError: tarfile.OutsideDestinationError tarfile.SpecialFileError
tarfile.TarError: tarfile.CompressionError tarfile.ExtractError tarfile.FilterError tarfile.HeaderError tarfile.ReadError
tarfile.TarError: tarfile.StreamError
urllib.error.URLError: urllib.error.ContentTooShortError urllib.error.HTTPError
xml.sax.SAXException: xml.sax.SAXNotRecognizedException xml.sax.SAXNotSupportedException xml.sax.SAXParseException
`;

for (const line of IN_MODULES.trim().split('\n')) {
  const [bases, names] = line.split(': ');
  for (const name of names!.split(' ')) BASES.set(name, bases!);
}

/** The classes whose ancestors are known, by their one name. */
export function knownExceptions(): string[] {
  return [...DIRECT, ...BASES.keys()];
}

/** Other names of the same class. */
const ALIASES = new Map(
  Object.entries({
    IOError: 'OSError',
    EnvironmentError: 'OSError',
    'socket.error': 'OSError',
    'os.error': 'OSError',
    'select.error': 'OSError',
    'socket.timeout': 'TimeoutError',
    'asyncio.TimeoutError': 'TimeoutError',
    'concurrent.futures.TimeoutError': 'TimeoutError',
    'asyncio.exceptions.TimeoutError': 'TimeoutError',
    'asyncio.exceptions.CancelledError': 'asyncio.CancelledError',
    'getopt.error': 'getopt.GetoptError',
    'http.client.error': 'http.client.HTTPException',
    'ssl.CertificateError': 'ssl.SSLCertVerificationError',
    'json.decoder.JSONDecodeError': 'json.JSONDecodeError',
  }),
);

/** The one name under which a class is known here. */
export function canonicalName(name: string): string {
  return ALIASES.get(name) ?? name;
}

/**
 * A class and all that it descends from.
 * @returns null for a class that is not known
 */
export function knownAncestors(name: string): readonly string[] | null {
  const canonical = canonicalName(name);
  if (DIRECT.has(canonical)) return [canonical, 'Exception', 'BaseException'];
  const bases = BASES.get(canonical);
  if (bases === undefined) return null;
  const found = [canonical];
  for (const base of bases.split(' ')) if (base !== '') found.push(...(knownAncestors(base) ?? []));
  return found;
}

/** Whether a name is one of Python's own exceptions. */
export function isBuiltinException(name: string): boolean {
  return !name.includes('.') && (DIRECT.has(canonicalName(name)) || BASES.has(canonicalName(name)));
}
