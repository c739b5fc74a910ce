"""What a scheduler finds: an environment that names a warehouse and a store."""

import os
from pathlib import Path

import pytest

from tests.builders.warehouse_rows import Company, account, opportunity, user


@pytest.fixture
def company(tmp_path: Path) -> Company:
    company = Company(tmp_path / "warehouse.duckdb")
    company.put("salesforce.opportunity", opportunity(1), opportunity(2))
    company.put("salesforce.account", account())
    company.put("salesforce.user", user())
    return company


@pytest.fixture
def environment(tmp_path: Path, database_url: str, company: Company) -> dict[str, str]:
    """All that a subprocess gets to see."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "GAMETAPE_ENV_FILE": "",
        "DATABASE_URL": database_url,
        "GAMETAPE_WAREHOUSE": f"duckdb:///{company.path}",
        "GAMETAPE_RETRY_WAIT": "PT0.01S",
    }
