// The names of Python's own modules: what no file of a project is meant by, unless it lies in the way.
// Must not know imports or projects; plain data.

/** Top-level modules of CPython 3.11–3.14 that fixes and sorting meet (sys.stdlib_module_names, public ones). */
export const STANDARD_LIBRARY = new Set(
  `abc argparse array ast asyncio base64 binascii bisect builtins bz2 calendar cmath code codecs collections
  colorsys concurrent configparser contextlib contextvars copy copyreg csv ctypes dataclasses datetime dbm decimal difflib
  dis email encodings enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc getopt getpass
  gettext glob grp gzip hashlib heapq hmac html http imaplib importlib inspect io ipaddress itertools json keyword
  linecache locale logging lzma mailbox marshal math mimetypes mmap multiprocessing netrc numbers operator os pathlib
  pdb pickle pkgutil platform plistlib poplib posixpath pprint profile pstats pty pwd py_compile queue quopri random re
  readline reprlib resource runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket
  socketserver sqlite3 ssl stat statistics string stringprep struct subprocess symtable sys sysconfig syslog tarfile
  tempfile termios textwrap threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty types
  typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser winreg wsgiref xml xmlrpc zipfile zipimport
  zlib zoneinfo`.split(/\s+/),
);
