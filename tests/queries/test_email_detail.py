"""One mail."""

from uuid import uuid4

import pytest
import sqlalchemy as sa

from gametape.errors import NotFound
from gametape.queries.email_detail import get_email
from tests.builders.store_rows import MOMENT, add_deal, add_email


def test_a_mail_comes_with_its_deal_and_says_what_is_not_kept(connection: sa.Connection) -> None:
    deal = add_deal(connection, "Platform rollout")
    email = add_email(
        connection,
        "Quote",
        on=deal,
        body_snippet="Hello",
        thread_id="t1",
        metadata={"body_cut": True, "author_uncertain": True, "fields": {}},
    )
    found = get_email(connection, email)
    assert (found.subject, found.sender, found.recipients, found.direction) == (
        "Quote",
        "dana@lumen.example",
        ["ruiz@northwind.example"],
        "ours",
    )
    assert (found.snippet, found.is_cut, found.quotes_left_out, found.dropped) == ("Hello", True, False, False)
    assert found.author_uncertain
    assert found.opportunity is not None
    assert found.opportunity.name == "Platform rollout"


def test_a_mail_of_no_deal_or_of_a_deleted_one_stands_alone(connection: sa.Connection) -> None:
    gone = add_deal(connection, "gone", deleted_at=MOMENT)
    assert get_email(connection, add_email(connection, "a")).opportunity is None
    assert get_email(connection, add_email(connection, "b", on=gone, sender=None, to=[])).opportunity is None


def test_an_unknown_mail_and_a_deleted_one_are_not_found(connection: sa.Connection) -> None:
    with pytest.raises(NotFound, match="There is no email"):
        get_email(connection, uuid4())
    with pytest.raises(NotFound, match="deleted at the source"):
        get_email(connection, add_email(connection, "gone", deleted_at=MOMENT))
