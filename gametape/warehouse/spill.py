"""Private folder for the data that DuckDB sorts on disk.

The folder holds customer rows, so only this account may read it, and it is deleted after use. A process that is killed
cannot delete its folder. Therefore each process locks its folder; the kernel releases the lock when the process ends,
and the next process deletes all folders without a lock.
"""

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

_PREFIX = "gametape-spill-"


class Spill:
    """A locked temporary folder that only this account can open. It exists until `close` is called."""

    def __init__(self) -> None:
        remove_leftovers()
        self.path, self._lock = _locked_folder()

    def reachable(self, file: Path) -> Path:
        """Return a path that DuckDB can open.

        DuckDB reads a backslash as a slash, so a path with a backslash is replaced by a symbolic link.
        """
        if "\\" not in str(file):
            return file
        link = self.path / "warehouse.duckdb"
        link.symlink_to(file.absolute())
        return link

    def close(self) -> None:
        """Delete the folder and its files."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _locked_folder() -> tuple[Path, int | None]:
    """Make a folder and hold it. Another process may remove the folder before it is held; then make another one."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        with suppress(FileNotFoundError):
            lock = _lock(folder)
            if lock is not None and folder.exists():
                return folder, lock
            if lock is not None:
                os.close(lock)


def remove_leftovers() -> None:
    """Delete this account's folders that ended processes left behind."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                continue
            lock = _lock(folder)
            if lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _lock(folder: Path) -> int | None:
    """Lock a folder; return None if another process or another object of this process holds the lock."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
