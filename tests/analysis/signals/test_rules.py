"""What stands out on open deals, and what does not."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.signals.rules import signals_of
from gametape.analysis.signals.thresholds import SHIPPED, thresholds
from gametape.queries.signals import Severity, Signal, SignalName
from gametape.store.tables import call_metrics
from tests.builders.store_rows import add_call, add_change, add_deal, add_email, add_person, person

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
RUIZ, LINDT = "ruiz@northwind.example", "lindt@northwind.example"
CFO = person("M. Ruiz", "theirs", RUIZ, title="CFO")
IT = person("A. Lindt", "theirs", LINDT, title="IT Lead")


def signals(connection: sa.Connection, deal: UUID, file: Path | None = None) -> dict[SignalName, Signal]:
    return {one.name: one for one in signals_of(connection, [deal], thresholds(file)).get(deal, ())}


def healthy(connection: sa.Connection, **values: Any) -> UUID:
    """An open deal on which nothing stands out."""
    given = {"opened_at": NOW - 60 * DAY, "close_date": (NOW + 30 * DAY).date()} | values
    deal = add_deal(connection, "Platform rollout", stage="4. Evaluation", **given)
    add_change(connection, deal, "stage", "3. Business Case", "4. Evaluation", NOW - 10 * DAY)
    for days in (20, 2):
        measured(connection, call(connection, deal, days), pricing=[4])
    return deal


def call(connection: sa.Connection, deal: UUID, days: float, *people: dict[str, Any], **values: Any) -> UUID:
    return add_call(connection, f"call {days}", NOW - days * DAY, on=[deal], people=people or (CFO, IT), **values)


def measured(connection: sa.Connection, call_id: UUID, *, words: bool = True, **trackers: list[int]) -> None:
    row = {"call_id": call_id, "side": "theirs", "input_hash": b"", "words_covered": words, "metrics": {}}
    connection.execute(sa.insert(call_metrics).values(**row, trackers=trackers))


def test_nobody_who_was_only_invited_was_met(connection: sa.Connection) -> None:
    deal = healthy(connection)
    connection.execute(sa.text("UPDATE call_participants SET attended = (title <> 'CFO')"))
    assert set(signals(connection, deal)) == {SignalName.NO_DECISION_MAKER, SignalName.SINGLE_THREADED}


def test_all_addresses_of_a_contact_are_one_contact(connection: sa.Connection) -> None:
    deal = healthy(connection)
    add_email(connection, "Hello", NOW - DAY, on=deal, sender="ruiz+crm@northwind.example", direction="theirs")
    add_person(connection, RUIZ, "M. Ruiz", aliases=["ruiz+crm@northwind.example", LINDT])
    assert set(signals(connection, deal)) == {SignalName.SINGLE_THREADED}


def letter(connection: sa.Connection, deal: UUID, days: float, direction: str = "ours") -> UUID:
    sender = RUIZ if direction == "theirs" else "dana@lumen.example"
    return add_email(connection, "Re: quote", NOW - days * DAY, on=deal, sender=sender, direction=direction)


def test_nothing_stands_out_where_all_is_well(connection: sa.Connection) -> None:
    assert signals(connection, healthy(connection)) == {}


def test_closed_and_unknown_deals_have_none(connection: sa.Connection) -> None:
    won = add_deal(connection, "won", is_won=True, close_date=date(2020, 1, 1))
    lost = add_deal(connection, "lost", is_closed=True, close_date=date(2020, 1, 1))
    gone = add_deal(connection, "gone", close_date=date(2020, 1, 1), deleted_at=NOW)
    assert signals_of(connection, [won, lost, gone, UUID(int=0)], thresholds()) == {}
    assert signals_of(connection, [], thresholds()) == {}


def test_quiet_tells_the_days_and_the_last_thing_that_happened(connection: sa.Connection) -> None:
    deal = add_deal(connection, "quiet", stage="4. Evaluation")
    call(connection, deal, 25, CFO, IT)
    last = letter(connection, deal, 19, "theirs")
    call(connection, deal, 1, person("Dana", "ours", "dana@lumen.example"), is_internal=True)
    call(connection, deal, -3)  # planned
    found = signals(connection, deal)[SignalName.NO_ACTIVITY]
    assert (found.sentence, found.severity) == ("Quiet for 19 days", Severity.MEDIUM)
    assert found.numbers == {"days": 19}
    assert found.threshold["days"] == 14
    assert [(one.type, one.id) for one in found.facts] == [("email", last)]


def test_quiet_is_severe_from_a_month_on_and_sooner_in_negotiation(connection: sa.Connection) -> None:
    deals = {stage: add_deal(connection, stage, stage=stage) for stage in ("4. Evaluation", "5. Negotiation")}
    for deal in deals.values():
        call(connection, deal, 12)
    found = {stage: signals(connection, deal) for stage, deal in deals.items()}
    assert SignalName.NO_ACTIVITY not in found["4. Evaluation"]
    assert found["5. Negotiation"][SignalName.NO_ACTIVITY].severity is Severity.MEDIUM
    old = add_deal(connection, "old", stage="4. Evaluation")
    call(connection, old, 31)
    assert signals(connection, old)[SignalName.NO_ACTIVITY].severity is Severity.HIGH


def test_a_deal_on_which_nothing_ever_happened_is_quiet_since_it_was_opened(connection: sa.Connection) -> None:
    deal = add_deal(connection, "new", opened_at=NOW - 15 * DAY)
    assert (
        signals(connection, deal)[SignalName.NO_ACTIVITY].sentence
        == "No call or email since the deal opened 15 days ago"
    )
    assert signals(connection, add_deal(connection, "nobody knows since when")) == {}


def test_no_reply_means_that_we_tried_again(connection: sa.Connection) -> None:
    deal = healthy(connection)
    connection.execute(sa.text("UPDATE calls SET started_at = started_at - interval '15 days'"))
    first = letter(connection, deal, 16.9)
    summary = letter(connection, deal, 16.8)
    assert SignalName.GHOSTED not in signals(connection, deal)
    again = letter(connection, deal, 5)
    found = signals(connection, deal)[SignalName.GHOSTED]
    assert (found.sentence, found.severity) == ("No reply for 17 days", Severity.HIGH)
    assert found.numbers == {"days": 17, "mails": 3, "apart": 11}
    assert [one.id for one in found.facts][:3] == [again, summary, first]
    letter(connection, deal, 1, "theirs")
    assert SignalName.GHOSTED not in signals(connection, deal)


def test_who_stopped_writing_is_not_kept_waiting(connection: sa.Connection) -> None:
    deal = add_deal(connection, "both silent", stage="4. Evaluation")
    call(connection, deal, 40)
    for days in (35, 20):
        letter(connection, deal, days)
    assert set(signals(connection, deal)) == {SignalName.NO_ACTIVITY}


def test_a_customer_who_was_never_heard_of_cannot_have_gone(connection: sa.Connection) -> None:
    deal = add_deal(connection, "cold")
    for days in (40, 30, 5):
        letter(connection, deal, days)
    assert SignalName.GHOSTED not in signals(connection, deal)


@pytest.mark.parametrize(("days", "said"), [(1, "Close date passed 1 day ago"), (5, "Close date passed 5 days ago")])
def test_overdue(connection: sa.Connection, days: int, said: str) -> None:
    deal = healthy(connection, close_date=(datetime.now(UTC) - days * DAY).date())
    assert signals(connection, deal)[SignalName.OVERDUE].sentence == said


def test_a_deal_that_closes_today_is_not_overdue(connection: sa.Connection) -> None:
    assert signals(connection, healthy(connection, close_date=datetime.now(UTC).date())) == {}


def test_only_moves_to_a_later_day_are_pushes(connection: sa.Connection) -> None:
    deal = healthy(connection)
    add_change(connection, deal, "close_date", None, "2026-01-01", NOW - 9 * DAY)
    add_change(connection, deal, "close_date", "2026-03-01", "2026-02-01", NOW - 8 * DAY)
    add_change(connection, deal, "close_date", "2026-02-01", "2026-04-01", NOW - 7 * DAY)
    add_change(connection, deal, "close_date", "soon", "later", NOW - 6 * DAY)
    assert signals(connection, deal) == {}
    add_change(connection, deal, "close_date", "2026-04-01T00:00:00", "2026-05-01", NOW - 5 * DAY)
    found = signals(connection, deal)[SignalName.CLOSE_DATE_PUSHED]
    assert (found.sentence, len(found.facts)) == ("Close date pushed twice", 2)


def test_stalled_is_longer_than_usual_and_long(connection: sa.Connection) -> None:
    deal = add_deal(connection, "slow", stage="4. Evaluation", opened_at=NOW - 200 * DAY)
    call(connection, deal, 2)
    call(connection, deal, 9)
    add_change(connection, deal, "stage", "4. Evaluation", "3. Business Case", NOW - 70 * DAY)
    add_change(connection, deal, "stage", "3. Business Case", "4. Evaluation", NOW - 55 * DAY)
    found = signals(connection, deal)[SignalName.STALLED]
    assert found.sentence == "55 days in stage (typical 30)"
    assert found.numbers == {"days": 55, "usual_days": 30, "usual_of_deals": 0}
    assert [one.type for one in found.facts] == ["change"]


def test_pricing_that_nobody_named_is_told_late_in_the_deal_only(connection: sa.Connection) -> None:
    for stage, told in (("2. Solution Exploration", False), ("4. Evaluation", True), ("Phase 7", False)):
        deal = add_deal(connection, stage, stage=stage)
        for days in (9, 2):
            measured(connection, call(connection, deal, days))
        found = signals(connection, deal)
        assert (SignalName.PRICING_NEVER_RAISED in found) is told
        if told:
            assert found[SignalName.PRICING_NEVER_RAISED].sentence == "Pricing not raised in 2 calls"


@pytest.mark.parametrize("words", [True, False])
def test_what_was_not_read_is_no_silence(connection: sa.Connection, words: bool) -> None:
    deal = add_deal(connection, "half read", stage="4. Evaluation")
    for days in (9, 8, 7, 6, 2):
        call_id = call(connection, deal, days)
        if days < 8:
            measured(connection, call_id, words=words)
    assert (SignalName.PRICING_NEVER_RAISED in signals(connection, deal)) is words
    for days in (12, 13):
        call(connection, deal, days)
    assert SignalName.PRICING_NEVER_RAISED not in signals(connection, deal)


def test_an_objection_is_open_as_it_was_left_when_it_came_up_last(connection: sa.Connection) -> None:
    deal = healthy(connection)
    older, newer = call(connection, deal, 9), call(connection, deal, 5)
    measured(connection, older, objection=[3, 9], objection_price=[3], objection_security=[9], objection_open=[3, 9])
    found = signals(connection, deal)[SignalName.OPEN_OBJECTION]
    assert (found.sentence, found.severity) == ("Open objection: price, security", Severity.HIGH)
    assert [(one.id, getattr(one, "turn", None)) for one in found.facts] == [(older, 3), (older, 9)]
    measured(connection, newer, objection=[7], objection_price=[7])
    assert signals(connection, deal)[SignalName.OPEN_OBJECTION].sentence == "Open objection: security"


def test_an_objection_without_a_certain_kind_is_no_signal(connection: sa.Connection) -> None:
    deal = healthy(connection)
    measured(connection, call(connection, deal, 5), objection=[3], objection_unspecified=[3], objection_open=[3])
    assert SignalName.OPEN_OBJECTION not in signals(connection, deal)


def test_nobody_who_decides_is_told_only_of_people_whose_titles_are_known(connection: sa.Connection) -> None:
    deal = add_deal(connection, "bottom up", stage="4. Evaluation")
    for days in (9, 2):
        call(connection, deal, days, IT, person("Somebody", "theirs", "some@northwind.example"))
    assert signals(connection, deal)[SignalName.NO_DECISION_MAKER].sentence == "No decision maker in 2 calls"
    add_person(connection, RUIZ, "M. Ruiz", title="CFO")
    letter(connection, deal, 1, "theirs")
    assert SignalName.NO_DECISION_MAKER not in signals(connection, deal)
    nameless = add_deal(connection, "no titles", stage="4. Evaluation")
    for days in (9, 2):
        call(connection, nameless, days, person("X", "theirs", "x@y.example"), person("Z", "theirs", "z@y.example"))
    assert SignalName.NO_DECISION_MAKER not in signals(connection, nameless)


def test_one_contact_counts_whoever_speaks_or_writes(connection: sa.Connection) -> None:
    deal = add_deal(connection, "thin", stage="2. Discovery")
    for days in (9, 2):
        call(connection, deal, days, person("M. Ruiz", "theirs", RUIZ.upper()))
    assert signals(connection, deal)[SignalName.SINGLE_THREADED].sentence == "Single-threaded: 1 contact"
    letter(connection, deal, 3, "theirs")
    assert SignalName.SINGLE_THREADED in signals(connection, deal)
    add_email(connection, "me too", NOW - DAY, on=deal, sender=LINDT, direction="theirs")
    assert SignalName.SINGLE_THREADED not in signals(connection, deal)


def test_the_worst_comes_first_and_a_page_costs_no_more_statements_than_a_deal(connection: sa.Connection) -> None:
    deals = [add_deal(connection, f"deal {number}", close_date=date(2020, 1, 1)) for number in range(30)]
    for deal in deals:
        call(connection, deal, 20, IT)
    counted: list[str] = []
    sa.event.listen(connection, "before_cursor_execute", lambda *told: counted.append(told[2]))
    found = signals_of(connection, deals, thresholds())
    assert [one.name for one in found[deals[3]]] == [SignalName.OVERDUE, SignalName.NO_ACTIVITY]
    assert len(found) == 30
    assert len(counted) <= 8


def test_a_threshold_of_ones_own_counts(connection: sa.Connection, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(SHIPPED.read_text().replace("days = 14", "days = 2"))
    deal = healthy(connection)
    assert signals(connection, deal) == {}
    assert set(signals(connection, deal, file)) == {SignalName.NO_ACTIVITY}
