"""The API in this process, over a database of its own."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.surfaces.application import create_app


@pytest.fixture
def client(engine: sa.Engine) -> Iterator[TestClient]:
    with TestClient(create_app(engine=engine, site=None), "http://localhost", raise_server_exceptions=False) as client:
        yield client
