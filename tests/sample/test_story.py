"""The rows tell one story: calls belong to deals, turns to people, histories end where the deal stands."""

import json
from datetime import date, datetime
from typing import Any

import pytest

from tests.sample.reading import TODAY, Company


def turns(company: Company, call: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """The transcript of a call: speaker id and sentences, in order."""
    rows = company.rows(
        'SELECT speaker_id, sentence FROM gongio_ft.transcript WHERE call_id = ? ORDER BY CAST("index" AS BIGINT)', call
    )
    return [(speaker, json.loads(text)) for speaker, text in rows]


def test_every_turn_belongs_to_a_call_and_to_somebody_in_it(company: Company) -> None:
    assert (
        company.one("SELECT count(*) FROM gongio_ft.transcript WHERE call_id NOT IN (SELECT id FROM gongio_ft.call)")
        == 0
    )
    strangers = company.one(
        "SELECT count(*) FROM gongio_ft.transcript t LEFT JOIN gongio_ft.call_participant p USING (call_id, speaker_id)"
        " WHERE p.id IS NULL"
    )
    assert strangers == 0


def test_times_run_forward_and_end_with_the_call(company: Company) -> None:
    for call, seconds in company.rows("SELECT id, duration FROM gongio_ft.call WHERE NOT is_private"):
        said = turns(company, call)
        begun = 0
        for _, parts in said:
            times = [time for part in parts for time in (part["start"], part["end"])]
            assert times == sorted(times)  # within a turn, sentence after sentence
            assert int(times[0]) >= begun - 1_000  # a turn may cut in, by less than a second
            begun = max(begun, int(times[-1]))
        assert abs(begun / 1000 - seconds) <= 1
    lengths = [row[0] / 60 for row in company.rows("SELECT duration FROM gongio_ft.call WHERE scope = 'External'")]
    assert min(lengths) > 12
    assert max(lengths) < 56


def test_turns_are_counted_from_zero_without_gaps(company: Company) -> None:
    counted = company.rows(
        'SELECT count(*), min("index"::BIGINT), max("index"::BIGINT) FROM gongio_ft.transcript GROUP BY call_id'
    )
    assert all((low, high) == (0, size - 1) for size, low, high in counted)


def test_people_talk_at_a_human_pace(company: Company) -> None:
    words = seconds = 0.0
    for _, call in company.calls():
        for _, parts in turns(company, call["id"]):
            words += sum(len(str(part["text"]).split()) for part in parts)
            seconds += (int(parts[-1]["end"]) - int(parts[0]["start"])) / 1000
    assert 130 < words / (seconds / 60) < 160


def test_calls_lie_within_the_life_of_their_deal(company: Company) -> None:
    for deal in company.deals.values():
        opened = datetime.fromisoformat(deal["opened"])
        moments = [datetime.fromisoformat(call["at"]) for call in deal["calls"] if not call["internal"]]
        assert moments == sorted(moments)
        assert all(opened < moment and moment.weekday() < 5 and 7 < moment.hour < 18 for moment in moments)
        if deal["status"] != "open":
            assert moments[-1].date() <= date.fromisoformat(deal["close_date"])


def test_history_ends_where_the_deal_stands(company: Company) -> None:
    ends = company.rows("""
        SELECT o.id, o.stage_name, o.amount, o.close_date::VARCHAR, h.stage_name, h.amount, h.close_date::VARCHAR
        FROM salesforce.opportunity o JOIN (
          SELECT * FROM salesforce.opportunity_history
          QUALIFY row_number() OVER (PARTITION BY opportunity_id ORDER BY created_date DESC) = 1
        ) h ON h.opportunity_id = o.id
    """)
    assert len(ends) == len(company.deals)
    for key, *cells in ends:
        assert cells[:3] == cells[3:], key


def test_field_history_agrees_with_the_history_of_states(company: Company) -> None:
    moves = company.rows("""
        SELECT opportunity_id, stage_name FROM (
          SELECT *, lag(stage_name) OVER (PARTITION BY opportunity_id ORDER BY created_date) AS before
          FROM salesforce.opportunity_history
        ) WHERE before IS NOT NULL AND before <> stage_name ORDER BY opportunity_id, created_date
    """)
    logged = company.rows(
        "SELECT opportunity_id, new_value FROM salesforce.opportunity_field_history WHERE field = 'StageName'"
        " ORDER BY opportunity_id, created_date"
    )
    assert moves == logged


def test_open_won_and_lost_agree_in_all_columns(company: Company) -> None:
    for status, closed, won, stage in (("won", True, True, "6. Closed Won"), ("lost", True, False, "6. Closed Lost")):
        keys = [key for key, deal in company.deals.items() if deal["status"] == status]
        found = company.rows(
            "SELECT DISTINCT is_closed, is_won, stage_name FROM salesforce.opportunity WHERE list_contains(?, id)", keys
        )
        assert found == [(closed, won, stage)]
    closing = company.one("SELECT count(*) FROM salesforce.opportunity WHERE is_closed AND close_date::DATE > ?", TODAY)
    assert closing == 0


def test_mails_belong_to_deals_and_to_their_people(company: Company) -> None:
    for key, deal in company.deals.items():
        mails = company.rows(
            "SELECT from_address, to_address, incoming, message_date::VARCHAR FROM salesforce.email_message"
            " WHERE related_to_id = ?", key
        )  # fmt: skip
        assert len(mails) == deal["mails"]
        outsiders = {address for sender, to, incoming, _ in mails for address in (sender if incoming else to,)}
        domain = {address.split("@")[1] for address in outsiders}
        assert len(domain) <= 1, key
        assert all((sender == deal["owner"]) is not incoming for sender, _, incoming, _ in mails)


def test_a_reply_comes_after_what_it_answers(company: Company) -> None:
    threads: dict[str, list[tuple[str, str]]] = {}
    for thread, subject, at in company.rows(
        "SELECT thread_identifier, subject, message_date::VARCHAR FROM salesforce.email_message"
        " WHERE thread_identifier IS NOT NULL ORDER BY message_date"
    ):
        threads.setdefault(thread, []).append((subject, at))
    assert any(len(mails) > 1 for mails in threads.values())
    for mails in threads.values():
        assert not mails[0][0].startswith("Re: ")
        assert all(subject.startswith("Re: ") for subject, _ in mails[1:])


def test_the_mail_after_a_call_confirms_what_was_agreed_in_it(company: Company) -> None:
    confirmed = 0
    for key, deal in company.deals.items():
        for call in deal["calls"]:
            step = call["next_step"]
            if step is None or call["internal"]:
                continue
            agreed = turns(company, call["id"])[step["turn"]]
            said = " ".join(str(part["text"]) for part in agreed[1])
            day = datetime.fromisoformat(step["at"]).strftime("%A")
            assert day in said
            assert any(day in quote["text"] for quote in call["quotes"] if quote["kind"] == "next_step")
            mails = company.rows(
                "SELECT coalesce(text_body, html_body) FROM salesforce.email_message WHERE related_to_id = ?"
                " AND NOT incoming AND message_date::DATE = ?", key, datetime.fromisoformat(call["at"]).date()
            )  # fmt: skip
            confirmed += any(day in body for (body,) in mails)
            assert mails
    assert confirmed > 50


@pytest.mark.parametrize("name", ["Northwind"])
def test_the_deal_of_the_tour_is_in_every_company(company: Company, name: str) -> None:
    deal = next(iter(company.deals.values()))
    assert (deal["account"], deal["name"], deal["stage"], deal["amount"]) == (
        name,
        "Platform rollout",
        "4. Evaluation",
        "180000",
    )
    assert deal["situation"]["quiet_days"] == 19
    assert deal["situation"]["times_pushed"] == 2
    assert not deal["situation"]["money_named"]
    assert company.one("SELECT email FROM salesforce.user WHERE name = 'Dana Okafor'") == deal["owner"]
