"""A service account's key from the environment: where a function runs there is no file to point to."""

import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from gametape.errors import BadSettings
from gametape.warehouse.bigquery import BigQuery
from gametape.warehouse.connect import connect
from tests.conftest import SettingsFor

ACCOUNT = "reader@my-project.iam.gserviceaccount.com"


@pytest.fixture(scope="module")
def key() -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    token_uri = "https://oauth2.googleapis.com/token"
    return json.dumps({"type": "service_account", "client_email": ACCOUNT, "private_key": pem, "token_uri": token_uri})


@pytest.fixture(autouse=True)
def _no_other_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BIGQUERY_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/there/is/no/such.json")


def test_the_account_of_the_key_reads(settings_for: SettingsFor, key: str) -> None:
    with connect(settings_for(warehouse="bigquery://my-project", bigquery_key=key)) as warehouse:
        assert isinstance(warehouse.engine, BigQuery)
        assert warehouse.engine._credentials.service_account_email == ACCOUNT  # type: ignore[attr-defined]


@pytest.mark.parametrize("broken", ["not JSON", "[]", "{}", '"text"', "null", "pem"])
def test_a_key_that_is_none_is_told_and_not_shown(settings_for: SettingsFor, key: str, broken: str) -> None:
    if broken == "pem":
        broken = json.dumps(json.loads(key) | {"private_key": "very secret"})
    with pytest.raises(BadSettings, match="GAMETAPE_BIGQUERY_KEY") as refused:
        connect(settings_for(warehouse="bigquery://my-project", bigquery_key=broken))
    assert "very secret" not in str(refused.value)
    assert refused.value.__cause__ is None
