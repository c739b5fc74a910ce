"""A private folder for what DuckDB sorts on disk. It holds customers' rows: nobody else may read it, and none stays.

A process that is killed cannot clean up. Each folder is locked by the process that uses it, and the kernel lets go of a
lock when its process ends, so the next one removes the folders that nobody holds.
"""

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

_PREFIX = "gametape-spill-"


class Spill:
    """One such folder, open to this account only, until `close`."""

    def __init__(self) -> None:
        remove_leftovers()
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._lock = _lock(self.path)

    def reachable(self, file: Path) -> Path:
        """Return a path by which DuckDB finds a file: it takes a backslash for a slash, so a link stands in."""
        if "\\" not in str(file):
            return file
        link = self.path / "warehouse.duckdb"
        link.symlink_to(file.absolute())
        return link

    def close(self) -> None:
        """Remove the folder and all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def remove_leftovers() -> None:
    """Remove the folders of this account whose processes ended without doing so."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                continue
            lock = _lock(folder)
            if lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _lock(folder: Path) -> int | None:
    """Hold a folder; None when another process, or another user of this one, does."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
