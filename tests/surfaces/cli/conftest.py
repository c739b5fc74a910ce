"""The command line as people start it: a process of its own, with an environment of its own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.builders.warehouse_rows import Company, account, opportunity, user

ROOT = Path(__file__).parents[3]


class Gametape(Protocol):
    """Runs `gametape` with these arguments to its end."""

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """One deal with its account and its owner."""
    company = Company(tmp_path / "warehouse.duckdb")
    company.put("salesforce.opportunity", opportunity())
    company.put("salesforce.account", account())
    company.put("salesforce.user", user())
    return company


@pytest.fixture
def environment(tmp_path: Path, database_url: str, company: Company) -> dict[str, str]:
    """What a shell would have set: this test's database and warehouse."""
    passed_on = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **passed_on,
        "GAMETAPE_ENV_FILE": "",  # the checkout's own .env says nothing to a test
        "DATABASE_URL": database_url,
        "GAMETAPE_DATA_DIR": str(tmp_path / "data"),
        "GAMETAPE_WAREHOUSE": f"duckdb:///{company.path}",
        "COLUMNS": "160",
    }


@pytest.fixture
def gametape(environment: dict[str, str]) -> Gametape:
    def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("gametape")), *arguments]
        return subprocess.run(
            command, env=environment | changes, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False
        )

    return run


@pytest.fixture
def embedded_home() -> Iterator[Path]:
    """A data directory that the embedded Postgres can use: pytest's own is closed to other accounts."""
    with tempfile.TemporaryDirectory(prefix="gametape-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)
