"""Every known failure of Postgres is a sentence that says what to do, and names no host, row or password."""

import psycopg
import pytest
from psycopg import errors

from gametape.errors import BadSettings, GametapeError, StoreUnavailable
from gametape.store.failures import explain, failures

HOST = 'connection to server at "db.example.com" (10.0.0.7), port 5432 failed: '


@pytest.mark.parametrize(
    ("said", "kind", "sentence"),
    [
        (f'{HOST}FATAL:  password authentication failed for user "ana"', BadSettings, "user name or password"),
        ("connection failed: fe_sendauth: no password supplied", BadSettings, "user name or password"),
        (f'{HOST}FATAL:  database "deals" does not exist', BadSettings, "DATABASE_URL does not exist"),
        (f'{HOST}FATAL:  role "ana" does not exist', BadSettings, "no such user"),
        (
            f'{HOST}FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "ana", database "d", no encryption',
            BadSettings,
            "encrypted connections only",
        ),
        (
            f'{HOST}FATAL:  no pg_hba.conf entry for host "10.0.0.1", SSL encryption',
            BadSettings,
            "not allow this user",
        ),
        ("connection is insecure (try using `sslmode=require`)", BadSettings, "encrypted connections only"),
        ("server does not support SSL, but SSL was required", BadSettings, "does not offer encrypted"),
        (f"{HOST}SSL error: certificate verify failed", BadSettings, "not trusted"),
        (f"{HOST}FATAL:  sorry, too many clients already", StoreUnavailable, "no free connections"),
        (f"{HOST}FATAL:  remaining connection slots are reserved", StoreUnavailable, "no free connections"),
        (f"{HOST}FATAL:  the database system is starting up", StoreUnavailable, "starting or stopping"),
        ('could not translate host name "db.exmple.com" to address', StoreUnavailable, "was not found"),
        (
            f"{HOST}Connection refused\n\tIs the server running on that host?",
            StoreUnavailable,
            "No Postgres",
        ),
        ("connection timeout expired", StoreUnavailable, "did not respond in time"),
        ('Unix-domain socket path "/a" is too long (maximum 107 bytes)', BadSettings, "socket is too long"),
        (f"{HOST}FATAL:  etwas, das niemand kennt", StoreUnavailable, "Cannot connect"),
    ],
)
def test_a_connection_that_failed(said: str, kind: type[GametapeError], sentence: str) -> None:
    known = explain(psycopg.OperationalError(said), connecting=True)
    assert isinstance(known, kind)
    assert sentence in str(known)
    assert known.hint
    assert "example.com" not in f"{known} {known.hint}"


@pytest.mark.parametrize(
    ("error", "kind", "sentence"),
    [
        (errors.DiskFull, StoreUnavailable, "disk of the database is full"),
        (errors.InsufficientPrivilege, BadSettings, "missing a privilege"),
        (errors.ReadOnlySqlTransaction, BadSettings, "read-only"),
        (errors.QueryCanceled, StoreUnavailable, "took too long"),
        (errors.DeadlockDetected, StoreUnavailable, "Another database session"),
        (errors.TooManyConnections, StoreUnavailable, "no free connections"),
        (errors.AdminShutdown, StoreUnavailable, "was lost"),
        (errors.InvalidSchemaName, BadSettings, "no schema"),
    ],
)
def test_a_statement_that_failed(error: type[psycopg.Error], kind: type[GametapeError], sentence: str) -> None:
    known = explain(error("DETAIL:  Failing row contains (ana@customer.com)"))
    assert isinstance(known, kind)
    assert sentence in str(known)
    assert "customer" not in f"{known} {known.hint} {known.detail}"


def test_what_the_client_said_is_a_detail_without_the_password() -> None:
    known = explain(psycopg.OperationalError('host "s3cret@db"'), connecting=True, password="s3cret")
    assert known is not None
    assert known.detail == 'host "***@db"'


def test_a_mistake_of_ours_is_no_failure_of_the_server() -> None:
    assert explain(errors.UndefinedTable("relation does not exist")) is None
    assert explain(ValueError("x")) is None


def test_every_failure_can_be_met() -> None:
    assert all(failure.states or failure.patterns for failure in failures())
