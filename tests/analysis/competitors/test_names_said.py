"""Names of competitors in texts: known ones anywhere, new ones only from how a customer names a vendor."""

import pytest

from gametape.analysis.competitors.known_names import KnownNames, names_in
from gametape.analysis.competitors.models import CompetitorMention
from gametape.analysis.competitors.names_said import competitors_on
from gametape.queries.calls_and_emails import Email
from gametape.queries.talk import CallTalk
from tests.builders.promised_texts import DANA, RUIZ, call_on, email_on, texts

NOTHING = KnownNames(by_alias={}, ours=frozenset({"lumen", "lantern"}))
KNOWN = KnownNames(by_alias={" acme ": "Acme", " acme cloud ": "Acme"}, ours=frozenset({"lumen"}))


def named(*sources: CallTalk | Email, known: KnownNames = NOTHING) -> list[CompetitorMention]:
    return list(competitors_on(texts(*sources), known, "Northwind Traders").mentions)


def test_a_known_name_counts_once_per_call_and_email_with_our_answer() -> None:
    call = call_on(
        "2026-03-02",
        (RUIZ, "We also talk to acme cloud, and acme is cheaper than you are."),
        (DANA, "Do they? Our customers moved from them because the planning is done in one place."),
    )
    mail = email_on("2026-03-04", RUIZ, "Offer", "Dana, the other offer from Acme came in today.")
    (acme,) = named(call, mail, known=KNOWN)
    assert (acme.name, acme.is_listed, acme.calls, acme.emails) == ("Acme", True, 1, 1)
    assert acme.evidence[0].quote == "We also talk to acme cloud, and acme is cheaper than you are."
    assert [each.quote for each in acme.answers] == [
        "Our customers moved from them because the planning is done in one place."
    ]


def test_a_new_name_is_told_by_how_the_customer_names_it_and_then_counts_wherever_it_is_said() -> None:
    first = call_on("2026-03-02", (RUIZ, "The tickets are on a thing called Boxwell today."))
    later = call_on("2026-03-09", (DANA, "How long does the contract for Boxwell run?"))
    (found,) = named(first, later)
    assert (found.name, found.is_listed, found.calls) == ("Boxwell", False, 2)


@pytest.mark.parametrize(
    "said",
    [
        "They are cheaper than last year.",
        "I had a demo with Dana on Monday.",
        "It is a thing called Lantern that you sell.",
        "We have a contract with Northwind in Berlin.",
        "The quote from January is too old.",
        "We compared the offers with each other.",
    ],
)
def test_our_people_the_customer_days_and_places_are_no_competitor(said: str) -> None:
    assert named(call_on("2026-03-02", (RUIZ, said))) == []


def test_our_side_alone_brings_up_no_new_name() -> None:
    assert named(call_on("2026-03-02", (DANA, "Are you on a thing called Boxwell today?"))) == []


def test_a_longer_word_is_not_the_name() -> None:
    assert named(call_on("2026-03-02", (RUIZ, "We read about acmeology in school.")), known=KNOWN) == []


@pytest.mark.parametrize(
    ("value", "names"),
    [("Acme; Boxwell", ["Acme", "Boxwell"]), ("None", []), (None, []), ("Other, Acme", ["Acme"]), (" ", [])],
)
def test_a_crm_value_may_list_several_names_or_none(value: str | None, names: list[str]) -> None:
    assert names_in(value) == names
