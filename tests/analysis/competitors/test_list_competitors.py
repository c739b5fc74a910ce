"""Competitors over deals: from the CRM and from what was said, with win rates where there are enough deals."""

from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.competitors.keep_competitors import keep_competitors
from gametape.analysis.competitors.list_competitors import MINIMUM, competitor_report, deal_competitors
from gametape.analysis.measures.measure import measure
from gametape.errors import BadSettings
from gametape.queries.filters import Filters
from gametape.settings import Settings
from gametape.store.turns import Turn
from tests.builders.measured_calls import PEOPLE
from tests.builders.store_rows import add_call, add_deal, add_transcript

SAID = [
    Turn("ruiz", 0, 9_000, ("We also have an offer from Boxwell on the table.",)),
    Turn("dana", 10_000, 19_000, ("With us your planners see all trucks on one single page.",)),
]


def add_rival_deal(connection: sa.Connection, name: str, competitor: str | None, *, won: bool | None) -> UUID:
    fields = {"Competitor__c": competitor} if competitor else {}
    return add_deal(connection, name, metadata={"fields": fields}, is_closed=won is not None, is_won=bool(won))


@pytest.fixture
def deal(engine: sa.Engine, settings: Settings) -> UUID:
    with engine.begin() as connection:
        deal = add_rival_deal(connection, "Rollout", "Acme", won=True)
        call = add_call(connection, "Pricing", on=[deal], people=PEOPLE, language="eng")
        add_transcript(connection, call, SAID)
    measure(engine, settings)
    return deal


def test_a_deal_has_those_of_the_crm_and_those_said(engine: sa.Engine, settings: Settings, deal: UUID) -> None:
    for kept in (0, 1):
        with engine.connect().execution_options(postgresql_readonly=True) as connection:
            found = {each.name: each for each in deal_competitors(connection, deal, settings).competitors}
        assert set(found) == {"Acme", "Boxwell"}
        assert (found["Acme"].in_crm, found["Acme"].mention) == (True, None)
        assert found["Boxwell"].in_crm is False
        assert keep_competitors(engine, settings) == 1 - kept


def test_win_rates_with_and_without_need_enough_deals(engine: sa.Engine, settings: Settings, deal: UUID) -> None:
    keep_competitors(engine, settings)
    with engine.connect() as connection:
        acme = next(each for each in competitor_report(connection, Filters(), settings).competitors if each.in_crm)
    assert (acme.name, acme.win_rate) == ("Acme", None)
    assert acme.sentence == f"Won 1 of 1 closed deal: not enough deals for a win rate (from {MINIMUM})."
    with engine.begin() as connection:
        for number in range(MINIMUM - 1):
            add_rival_deal(connection, f"With {number}", "Acme", won=False)
        for number in range(MINIMUM):
            add_rival_deal(connection, f"Without {number}", None, won=number % 2 == 0)
    with engine.connect() as connection:
        report = competitor_report(connection, Filters(), settings)
    acme = report.competitors[0]
    assert (acme.name, acme.won, acme.lost, acme.win_rate, acme.win_rate_without) == ("Acme", 1, 7, 0.125, 0.5)
    assert acme.sentence == "Won 12% of 8 closed deals with it, 50% of those without."
    assert report.deals == 2 * MINIMUM


def test_answers_come_from_won_deals(engine: sa.Engine, settings: Settings, deal: UUID) -> None:
    keep_competitors(engine, settings)
    with engine.connect() as connection:
        report = competitor_report(connection, Filters(), settings)
    boxwell = next(each for each in report.competitors if each.name == "Boxwell")
    assert boxwell.mentions[0].quote.quote == "We also have an offer from Boxwell on the table."
    assert [each.quote.quote for each in boxwell.answers] == [
        "With us your planners see all trucks on one single page."
    ]
    assert boxwell.answers[0].deal.id == deal


def test_a_list_of_the_deployment_names_aliases_and_reads_all_deals_again(
    engine: sa.Engine, settings: Settings, deal: UUID, tmp_path: Path
) -> None:
    keep_competitors(engine, settings)
    file = tmp_path / "competitors.toml"
    file.write_text('[competitors]\n"Boxwell Inc" = ["Boxwell"]\n')
    listed = settings.model_copy(update={"competitors_file": file})
    assert keep_competitors(engine, listed) == 1
    with engine.connect() as connection:
        names = {each.name for each in deal_competitors(connection, deal, listed).competitors}
    assert names == {"Acme", "Boxwell Inc"}
    file.write_text('[competitors]\n"?" = []\n')
    with pytest.raises(BadSettings, match="a name without a word"):
        keep_competitors(engine, listed)
