import pytest

from gametape.redact import redact


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://ana:s3cret@db.example.com:5432/deals", "postgresql://***@db.example.com:5432/deals"),
        ("postgresql://ana:s3/cr@e#t?x@db/deals", "postgresql://***@db/deals"),
        ("postgres:/ana:s3cret@db/deals", "postgres:/***@db/deals"),
        ("snowflake://acct/db?password=s3cret", "snowflake://acct/db?***"),
        ("postgresql://db/deals#s3cret", "postgresql://db/deals?***"),
        ("host=db password=s3cret", "***"),
        ("ana:s3cret@db", "***"),
        ("bigquery://my-project", "bigquery://my-project"),
        ("duckdb:///srv/ana@work/it's #1.duckdb", "duckdb:///srv/ana@work/it's #1.duckdb"),
    ],
)
def test_an_address_is_shown_without_what_may_be_secret(address: str, shown: str) -> None:
    assert redact(address) == shown
