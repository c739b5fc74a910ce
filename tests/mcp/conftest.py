"""An assistant that asks about the sample company."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from tests.assistant import Assistant
from tests.sample_company import SampleCompany


@dataclass(frozen=True, slots=True)
class Sample:
    """Whom to ask, and what is true of the company."""

    assistant: Assistant
    engine: sa.Engine
    truth: dict[str, Any]

    @property
    def deals(self) -> dict[str, Any]:
        """What is true of the deals that were not deleted, by Salesforce id."""
        return {id_: deal for id_, deal in self.truth["deals"].items() if not deal["deleted"]}


@pytest.fixture(scope="session")
def sample(sample_company: SampleCompany) -> Iterator[Sample]:
    with sample_company.copied() as (engine, settings):
        yield Sample(Assistant(engine, settings), engine, sample_company.truth)
