"""The command palette: from a few letters to a deal, a person or a call."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from gametape.queries.search import HITS, SearchHits, SearchQuery, search
from tests.builders.store_rows import MOMENT, add_call, add_deal, add_email, add_person, person


def found(connection: sa.Connection, words: str) -> SearchHits:
    return search(connection, SearchQuery(q=words))


def test_deals_people_and_calls_are_found_by_all_their_words_in_any_case(connection: sa.Connection) -> None:
    deal = add_deal(connection, "Platform rollout", account_name="Öresund Kraft")
    add_person(connection, "ruiz@northwind.example", "María Ruiz")
    add_call(connection, "Pricing with Öresund", on=[deal])
    add_call(connection, "", None)
    assert [hit.name for hit in found(connection, "ROLLOUT öresund").opportunities] == ["Platform rollout"]
    assert [hit.email for hit in found(connection, "maría north").people] == ["ruiz@northwind.example"]
    (call,) = found(connection, "öresund").calls
    assert (call.title, [deal.name for deal in call.opportunities]) == ("Pricing with Öresund", ["Platform rollout"])
    assert found(connection, "rollout acme").opportunities == []


@pytest.mark.parametrize("q", ["Café", "cafe\u0301", "STRASSE", "straße", "oﬃce", "office", "İzmir", "izmir"])
def test_a_name_is_found_in_any_spelling(connection: sa.Connection, q: str) -> None:
    add_deal(connection, "Café Straße oﬃce İzmir")
    add_person(connection, "x@north.example", "Café Straße oﬃce İzmir")
    add_call(connection, "Café Straße oﬃce İzmir")
    hits = found(connection, q)
    assert [len(kind) for kind in (hits.opportunities, hits.people, hits.calls)] == [1, 1, 1]


def test_what_begins_so_comes_first_then_the_latest_and_only_a_few(connection: sa.Connection) -> None:
    for age in range(HITS + 1):
        add_deal(connection, f"The pilot {age}", source_modified_at=MOMENT - timedelta(days=age))
    add_deal(connection, "Pilot", source_modified_at=MOMENT - timedelta(days=900))
    names = [hit.name for hit in found(connection, "pilot").opportunities]
    assert names == ["Pilot", "The pilot 0", "The pilot 1", "The pilot 2", "The pilot 3"]


def test_the_latest_calls_are_shown_and_undated_ones_last(connection: sa.Connection) -> None:
    add_call(connection, "Demo undated", None)
    add_call(connection, "Demo old", MOMENT - timedelta(days=1))
    add_call(connection, "Demo new", MOMENT)
    assert [hit.title for hit in found(connection, "demo").calls] == ["Demo new", "Demo old", "Demo undated"]


def test_somebody_of_a_customer_leads_to_the_deal_they_were_last_seen_on(connection: sa.Connection) -> None:
    old, new, gone = (
        add_deal(connection, "old"),
        add_deal(connection, "new"),
        add_deal(connection, "x", deleted_at=MOMENT),
    )
    for email, internal in (("ruiz@north.example", False), ("dana@north.example", True), ("un@north.example", False)):
        add_person(connection, email, email, is_internal=internal)
    people = [person("R", email="ruiz@north.example"), person("D", "ours", "dana@north.example")]
    add_call(connection, "call", MOMENT, on=[old, gone], people=people)
    add_call(connection, "gone", MOMENT + timedelta(days=9), on=[old], people=people, deleted_at=MOMENT)
    add_email(connection, "mail", MOMENT + timedelta(days=1), on=new, sender="ruiz@north.example")
    hits = {hit.email: hit.opportunity and hit.opportunity.name for hit in found(connection, "north").people}
    assert hits == {"ruiz@north.example": "new", "dana@north.example": None, "un@north.example": None}


def test_what_was_deleted_is_not_found(connection: sa.Connection) -> None:
    add_deal(connection, "gone deal", deleted_at=MOMENT)
    add_person(connection, "gone@x.example", "gone", deleted_at=MOMENT)
    add_call(connection, "gone call", deleted_at=MOMENT)
    assert found(connection, "gone") == SearchHits(opportunities=[], people=[], calls=[])


@pytest.mark.parametrize("words", ["   ", "%", "_", "\\", "'; DROP TABLE calls; --"])
def test_signs_are_only_signs(connection: sa.Connection, words: str) -> None:
    add_deal(connection, "Rollout")
    add_call(connection, "Intro")
    add_person(connection, "a@x.example", None)
    assert found(connection, words) == SearchHits(opportunities=[], people=[], calls=[])
