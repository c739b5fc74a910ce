"""What was promised, and competitors, as an assistant asks."""

import sqlalchemy as sa

from gametape.analysis.commitments.keep_commitments import keep_commitments
from gametape.analysis.competitors.keep_competitors import keep_competitors
from gametape.settings import Settings
from tests.assistant import Assistant
from tests.builders.promised_deals import add_promised_deal


def test_what_we_promised_and_did_not_deliver(assistant: Assistant, engine: sa.Engine, settings: Settings) -> None:
    deal = add_promised_deal(engine, settings, "Lighthouse")
    on_deal = assistant.ask("find_commitments", deal="Lighthouse")
    assert "not analyzed yet" in assistant.ask("find_commitments")["coverage"]
    keep_commitments(engine, settings)
    over_deals = assistant.ask("find_commitments", state="not_seen_done")
    for answer in (on_deal, over_deals):
        (line,) = answer["commitments"]
        assert (line["deal_id"], line["state"], line["due"]) == (str(deal), "not_seen_done", "2026-03-06")
        assert line["evidence"][0]["our_text"] == "I'll send you the proposal by Friday."
        assert line["evidence"][0]["at"] == "0:10"
    assert assistant.ask("find_commitments", deal="Lighthouse", side="theirs")["total"] == 0
    assert assistant.ask("find_commitments", deal="Lighthouse", state="done")["total"] == 0
    assert assistant.ask("find_commitments", outcome="won")["total"] == 0


def test_competitors_come_with_quotes_also_where_the_crm_has_no_column(
    assistant: Assistant, engine: sa.Engine, settings: Settings
) -> None:
    assert "No deal has a competitor" in assistant.refused("count_deals", group_by="competitor")
    add_promised_deal(engine, settings, "Lighthouse")
    keep_competitors(engine, settings)
    answer = assistant.ask("count_deals", group_by="competitor")
    (boxwell,) = answer["competitors"]
    assert (boxwell["name"], boxwell["deals"]) == ("Boxwell", 1)
    assert boxwell["mentions"][0]["customer_text"] == "We also have an offer from Boxwell on the table."
    assert "competitors" not in assistant.ask("count_deals", group_by="stage").data
