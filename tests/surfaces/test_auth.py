"""Access tokens: told once, known by their hash, good for nothing from the moment they are revoked."""

import pytest
import sqlalchemy as sa

from gametape.errors import BadRequest, NotFound
from gametape.store.tables import access_tokens
from gametape.surfaces.auth import PREFIX, Scope, create_token, known_token, list_tokens, revoke_token


def test_a_token_is_known_by_whoever_shows_it_and_its_text_is_nowhere(connection: sa.Connection) -> None:
    made = create_token(connection, "Ingrid", [Scope.READ])
    assert made.startswith(PREFIX)
    assert len(made) > 50
    known = known_token(connection, made)
    assert known
    assert (known.name, known.scopes) == ("Ingrid", [Scope.READ])
    row = connection.execute(sa.select(access_tokens)).one()
    assert made not in str(row)
    assert made.removeprefix(PREFIX).encode() not in bytes(row.token_hash)


@pytest.mark.parametrize("shown", ["", "x", PREFIX, "gametape_" + "A" * 43, "\ud800", "gametape_é"])
def test_nothing_else_is_known(connection: sa.Connection, shown: str) -> None:
    create_token(connection, "Ingrid", [Scope.READ])
    assert known_token(connection, shown) is None


def test_a_revoked_token_is_good_for_nothing_at_once_and_its_name_is_free(connection: sa.Connection) -> None:
    made = create_token(connection, "Ingrid", [Scope.READ])
    with pytest.raises(BadRequest, match="already"):
        create_token(connection, "Ingrid", [Scope.READ])
    revoke_token(connection, "Ingrid")
    assert known_token(connection, made) is None
    assert known_token(connection, create_token(connection, "Ingrid", [Scope.REFRESH]))
    with pytest.raises(NotFound):
        revoke_token(connection, "Anders")
    revoke_token(connection, str(list_tokens(connection)[0].id))
    assert [bool(one.revoked_at) for one in list_tokens(connection)] == [True, True]


def test_its_last_use_is_noted_to_the_minute(connection: sa.Connection) -> None:
    made = create_token(connection, "Ingrid", [Scope.READ])
    assert list_tokens(connection)[0].last_used_at is None
    known_token(connection, made)
    assert list_tokens(connection)[0].last_used_at is not None
    connection.execute(sa.update(access_tokens).values(last_used_at=sa.text("now() - interval '2 minutes'")))
    before = list_tokens(connection)[0].last_used_at
    known_token(connection, made)
    after = list_tokens(connection)[0].last_used_at
    assert before
    assert after
    assert after > before
    connection.execute(sa.update(access_tokens).values(last_used_at=sa.text("now() - interval '2 seconds'")))
    before = list_tokens(connection)[0].last_used_at
    known_token(connection, made)
    assert list_tokens(connection)[0].last_used_at == before


def test_a_token_needs_a_name(connection: sa.Connection) -> None:
    with pytest.raises(BadRequest, match="name"):
        create_token(connection, " ", [Scope.READ])
