"""Locate the `.env` file that settings are read from, independent of the working directory.

An assistant, a scheduler or an editor can start gametape in any folder, even in another project with its own `.env`.
Therefore only these files are considered, and the first that exists is read:

1. the file that `GAMETAPE_ENV_FILE` names (an empty value: no file at all);
2. `.env` in the checkout of this code: the folder above the package, if pyproject.toml is in it;
3. `.env` in gametape's configuration folder, such as ~/.config/gametape.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from gametape.errors import BadSettings

VARIABLE = "GAMETAPE_ENV_FILE"
_CHECKOUT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class EnvFile:
    """File of settings. `is_named` is True if `GAMETAPE_ENV_FILE` names it."""

    path: Path
    is_named: bool = False


def find_env_file(checkout: Path = _CHECKOUT) -> EnvFile | None:
    """Return the `.env` file to read; None if there is none.

    Raises:
        BadSettings: `GAMETAPE_ENV_FILE` names a file that does not exist.
    """
    named = os.environ.get(VARIABLE)
    if named == "":
        return None
    if named is not None:
        file = Path(named).expanduser()
        if not file.exists():
            raise BadSettings(f"{VARIABLE} names a file that does not exist: {file}", hint="Correct it, or unset it.")
        return EnvFile(file, is_named=True)
    own = [checkout] if (checkout / "pyproject.toml").is_file() else []
    folders = [*own, platformdirs.user_config_path("gametape", appauthor=False)]
    return next((EnvFile(folder / ".env") for folder in folders if (folder / ".env").is_file()), None)
