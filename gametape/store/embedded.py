"""Embedded Postgres server: started on first use, shared by all gametape processes, without a TCP port.

Its files are in one folder, `<data_dir>/postgres`:

    data/        the database cluster, open only to its account; also the server's socket and log
    lock         held by a process while it starts or stops the server
    users        held (shared) by each process that uses the server; the last process to end stops the server

The kernel releases both locks when a process ends, even if it is killed. A server that was not stopped keeps running,
and the next process uses it.
"""

import atexit
import fcntl
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock

import sqlalchemy as sa
from psycopg.pq import PGconn, Ping
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from gametape.errors import BadSettings, StoreUnavailable
from gametape.settings import Settings
from gametape.store.binaries import Binaries, UnixAccount, account, find_binaries

_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 107  # bytes; the kernel's limit less the closing NUL
_ANSWERS_WITHIN = 120  # seconds; a server that recovers from a crash takes long to answer
_FASTER_THAN_SAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_REMAINS = (
    "is still in use",
    "already exists",
)  # messages while parts of a killed server still run; they end on their own
_OWN_DIRECTORY = Path("/proc/self/cwd")
_MISREAD = frozenset("',\\")  # in connection settings a quote ends the path, and a comma begins another host


@dataclass(frozen=True, slots=True)
class Server:
    """Postgres server in the folder `home`.

    With `durable=False` it trades safety on power loss for speed, for tests.
    """

    home: Path
    binaries: Binaries
    durable: bool = True
    who: UnixAccount = field(default_factory=account)

    @property
    def data(self) -> Path:
        """Folder of the database cluster."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """Log file of the server since its last start."""
        return self.data / "server.log"

    def url(self, database: str = "postgres") -> sa.URL:
        """Return SQLAlchemy's URL of `database`."""
        query = {"host": str(_short(self.data))}
        return sa.URL.create("postgresql+psycopg", username="postgres", database=database, query=query)

    def start(self) -> None:
        """Start the server if it does not run; create its cluster first if there is none.

        Raises:
            BadSettings: the server cannot be started; the message names the reason.
        """
        with self.locked():
            self.start_locked()

    def stop(self) -> None:
        """End all sessions and stop the server. Does nothing if the server does not run."""
        with self.locked():
            self.stop_locked()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock, so that no other process starts or stops this server.

        Raises:
            BadSettings: the data folder is not writable.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            lock = _open(self.home / "lock")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
            finally:
                os.close(lock)
        except OSError as error:
            raise BadSettings(
                f"gametape cannot use its data folder {self.home}: {error.strerror}.",
                hint="Set GAMETAPE_DATA_DIR to a folder that this account can write to, or set DATABASE_URL.",
            ) from error

    def start_locked(self) -> None:
        """Start the server as `start` does, for a caller that holds the lock."""
        attempts = Retrying(
            stop=stop_after_delay(_ANSWERS_WITHIN),
            wait=wait_fixed(0.1),
            retry=retry_if_exception_type(StoreUnavailable),
            reraise=True,
        )
        try:
            attempts(self._start_once)
        except StoreUnavailable as error:
            raise BadSettings(str(error), hint=f"See {self.log}, or set DATABASE_URL.") from error

    def stop_locked(self) -> None:
        """Stop the server as `stop` does, for a caller that holds the lock."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "-m", "fast", "-w", "stop", folder=self.data)

    def _start_once(self) -> None:
        if self._answers():
            return
        if not self.data.exists():
            self._create()
        self._check_version()
        self._forget_the_dead()
        options = ["listen_addresses=", "timezone=UTC", "log_timezone=UTC", "log_checkpoints=off"]
        options += () if self.durable else _FASTER_THAN_SAFE
        arguments = ["-k", ".", *(part for option in options for part in ("-c", option))]
        self.log.unlink(missing_ok=True)
        log = self._inside() / self.log.name
        output = self._run("pg_ctl", "-l", str(log), "-w", "-o", shlex.join(arguments), "start", folder=self.data)
        if self._answers():
            return
        last = self.log.read_text(errors="replace").strip() if self.log.exists() else output
        if any(phrase in last for phrase in _REMAINS):
            raise StoreUnavailable(f"The previous embedded Postgres is still running: {last}")
        why = last.rpartition("FATAL:  ")[2]
        raise BadSettings(f"The embedded Postgres did not start: {why}", hint=f"See {self.log}, or set DATABASE_URL.")

    def _answers(self) -> bool:
        """Tell whether the server accepts sessions.

        Raises:
            StoreUnavailable: the server is starting or stopping.
        """
        answer = PGconn.ping(f"host='{_short(self.data)}' user=postgres dbname=postgres connect_timeout=10".encode())
        if answer == Ping.REJECT:
            raise StoreUnavailable("The embedded Postgres is starting or stopping.")
        return answer == Ping.OK

    def _create(self) -> None:
        """Create the cluster in a temporary folder, then move it into place: a crash leaves no incomplete cluster."""
        for leftover in self.home.glob("new-*"):
            shutil.rmtree(leftover)
        fresh = Path(tempfile.mkdtemp(prefix="new-", dir=self.home))
        os.chown(fresh, self.who.uid, self.who.gid)
        locale = ["--locale=C.UTF-8"]
        if self.binaries.major >= 17:  # the same sort order on each machine, whatever its C library
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        sync = [] if self.durable else ["--no-sync"]
        login = ["-U", "postgres", "--auth-local=trust", "--auth-host=reject"]
        output = self._run("initdb", "-E", "UTF8", *locale, *login, *sync, folder=fresh)
        if not (fresh / "PG_VERSION").exists():
            hint = "Set GAMETAPE_DATA_DIR to a folder that the account `nobody` can open, such as /var/lib/gametape."
            raise BadSettings(
                f"The database could not be created in {self.home}: {output}", hint=hint if self.who.name else ""
            )
        fresh.rename(self.data)

    def _check_version(self) -> None:
        made_by = int((self.data / "PG_VERSION").read_text())
        if made_by != self.binaries.major:
            raise BadSettings(
                f"{self.data} was created by Postgres {made_by}, but the installed version is {self.binaries.major}.",
                hint=f"Set GAMETAPE_POSTGRES_BIN to the bin folder of a Postgres {made_by}, "
                f"or move {self.home} away: the next sync fills a new database from the source.",
            )

    def _forget_the_dead(self) -> None:
        """Remove the pid file of a dead server if another program now has the same process id.

        Postgres would wait for that program. Without /proc, the pid file is left to Postgres and the user.
        """
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists() or not _OWN_DIRECTORY.exists():
            return
        if not any(_works_in(process, self.data) for process in Path("/proc").glob("[0-9]*")):
            pid_file.unlink()

    def _run(self, program: str, *arguments: str, folder: Path) -> str:
        """Run a Postgres program in `folder` and return its output.

        The output goes through a file, because the server would keep a pipe open.
        """
        with tempfile.TemporaryFile("w+") as out:
            command: list[str | Path] = [self.binaries.folder / program, "-D", self._inside(), *arguments]
            environment = {"PATH": os.defpath, "LC_ALL": "C"}
            subprocess.run(  # in its own session, so that Ctrl-C does not reach the server
                command, check=False, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT, start_new_session=True, umask=0o077, **self.who.switch,
            )  # fmt: skip
            out.seek(0)
            return out.read().strip()

    def _inside(self) -> Path:
        """Return the working folder as the program itself finds it, never its path.

        `nobody` may enter its own working folder even if root's home above it is closed. pg_ctl starts the server
        through a shell, which would interpret special characters of a path.
        """
        return _OWN_DIRECTORY if self.who.name and _OWN_DIRECTORY.exists() else Path()


def _open(lock: Path) -> int:
    return os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").samefile(folder)
    except OSError:  # the process ended, or belongs to another account
        return False


def _short(folder: Path) -> Path:
    """Return `folder`, or a link to it if its path is too long or has special characters for a socket address."""
    is_short = len(os.fsencode(folder / _SOCKET)) <= _LONGEST_SOCKET_PATH
    if is_short and not _MISREAD.intersection(str(folder)):
        return folder
    link = Path(tempfile.gettempdir()) / f"gametape-{sha256(os.fsencode(folder)).hexdigest()[:16]}"
    with suppress(FileExistsError):
        link.symlink_to(folder)
    if link.lstat().st_uid != os.geteuid() or link.readlink() != folder:
        raise BadSettings(f"{link} is in the way.", hint="Choose a shorter GAMETAPE_DATA_DIR.")
    return link


_joined: dict[Path, Server] = {}
_joining = Lock()


def use_server(settings: Settings) -> Server:
    """Use the server of `settings.data_dir` until this process ends; start it if it does not run.

    Raises:
        BadSettings: no Postgres was found, or it does not start; the message names the reason.
    """
    home = settings.data_dir.expanduser().absolute() / "postgres"
    with _joining:
        if home not in _joined:
            server = Server(home, find_binaries(settings.postgres_bin))
            with server.locked():
                users = _open(home / "users")
                fcntl.flock(users, fcntl.LOCK_SH)
                try:
                    server.start_locked()
                except BaseException:
                    os.close(users)
                    raise
            atexit.register(_leave, server, users)
            _joined[home] = server
    return _joined[home]


def _leave(server: Server, users: int) -> None:
    """Stop the server if no other process uses it."""
    with server.locked():
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        server.stop_locked()
