from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from gametape.source import Position, SourceRow, Window
from gametape.store.tables import sync_status
from gametape.sync import ledger
from gametape.sync.counts import Counts
from gametape.sync.ledger import Scan

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOUR, MONTH = timedelta(hours=1), timedelta(days=30)
ONE = Counts(read=1, inserted=1)


def row(minute: int | None, key: str = "006A") -> SourceRow:
    return SourceRow(key, None if minute is None else NOON + timedelta(minutes=minute), "{}")


def begin(engine: sa.Engine, *, source: str = "salesforce", full: bool = False) -> Scan:
    with engine.begin() as connection:
        return ledger.begin(connection, "opportunities", source, full=full, full_every=MONTH)


def save(engine: sa.Engine, scan: Scan) -> None:
    with engine.begin() as connection:
        ledger.save(connection, "opportunities", scan, ONE)


def finish(engine: sa.Engine, scan: Scan) -> None:
    with engine.begin() as connection:
        ledger.finish(connection, "opportunities", scan, overlap=HOUR)


def status(engine: sa.Engine) -> sa.Row:  # type: ignore[type-arg]
    with engine.connect() as connection:
        return connection.execute(sa.select(sync_status)).one()


def test_the_first_scan_reads_all_and_the_next_from_the_greatest_stamp_less_the_overlap(engine: sa.Engine) -> None:
    first = begin(engine)
    assert first.window == Window(None, None)
    finish(engine, first.after_page(row(30), ONE).after_page(row(45), ONE))
    assert status(engine).last_sync_timestamp == NOON - timedelta(minutes=15)
    assert begin(engine).window == Window(NOON - timedelta(minutes=15), None)


def test_an_unfinished_scan_goes_on_behind_its_last_page(engine: sa.Engine) -> None:
    scan = begin(engine).after_page(row(30, "006B"), ONE)
    save(engine, scan)
    again = begin(engine)
    assert again.window == Window(None, Position(NOON + timedelta(minutes=30), "006B"))
    assert again.counts == ONE


def test_all_is_read_again_when_rows_are_read_in_another_way(engine: sa.Engine) -> None:
    def begun(reading: str) -> Scan:
        with engine.begin() as connection:
            return ledger.begin(
                connection, "opportunities", "salesforce", full=False, full_every=MONTH, reading=reading
            )

    finish(engine, begun("1").after_page(row(30), ONE))
    assert not begun("1").is_full
    assert begun("2").is_full
    save(engine, begun("2").after_page(row(10), ONE))
    assert begun("2").position == Position(NOON + timedelta(minutes=10), "006A")  # goes on
    assert begun("3").position is None  # what an older version read is read anew
    finish(engine, begun("3").after_page(row(30), ONE))
    assert not begun("3").is_full


def test_rows_that_came_late_while_a_scan_lay_are_not_lost(engine: sa.Engine) -> None:
    save(engine, begin(engine).after_page(row(0), ONE))
    finish(engine, begin(engine).after_page(row(60 * 24), ONE))
    # Not a day later less an hour: a row of noon may have come in while the scan lay.
    assert begin(engine).window.after == NOON - HOUR


def test_a_stamp_from_the_future_hides_nothing(engine: sa.Engine) -> None:
    far = SourceRow("006Z", datetime(2099, 1, 1, tzinfo=UTC), "{}")
    finish(engine, begin(engine).after_page(far, ONE))
    assert status(engine).last_sync_timestamp <= datetime.now(UTC)


def test_the_start_never_moves_backwards(engine: sa.Engine) -> None:
    finish(engine, begin(engine).after_page(row(30), ONE))
    finish(engine, begin(engine).after_page(row(-600), ONE))
    assert status(engine).last_sync_timestamp == NOON - timedelta(minutes=30)
    finish(engine, begin(engine))
    assert status(engine).last_sync_timestamp == NOON - timedelta(minutes=30)


def test_a_scan_can_be_sent_back_and_only_back(engine: sa.Engine) -> None:
    def rewind(minute: int) -> None:
        with engine.begin() as connection:
            ledger.rewind(connection, "opportunities", NOON + timedelta(minutes=minute))

    rewind(0)
    assert begin(engine).window == Window(None, None)
    finish(engine, begin(engine).after_page(row(90), ONE))
    rewind(60)
    assert begin(engine).window.after == NOON + timedelta(minutes=30)
    save(engine, begin(engine).after_page(row(90), ONE))
    rewind(0)
    assert begin(engine).window == Window(NOON - timedelta(microseconds=1), None)


def test_a_new_source_starts_at_its_own_stamps_however_old(engine: sa.Engine) -> None:
    finish(engine, begin(engine).after_page(row(30), ONE))
    finish(engine, begin(engine, source="gong").after_page(row(-600), ONE))
    assert begin(engine, source="gong").window.after == NOON - timedelta(hours=11)


def test_a_new_source_that_is_still_empty_is_read_whole_again(engine: sa.Engine) -> None:
    finish(engine, begin(engine).after_page(row(30), ONE))
    finish(engine, begin(engine, source="gong"))
    assert begin(engine, source="gong").window == Window(None, None)


def test_the_same_source_of_another_place_is_another_source(engine: sa.Engine) -> None:
    ours, theirs = "salesforce in bigquery://ours/salesforce", "salesforce in bigquery://theirs/salesforce"
    finish(engine, begin(engine, source=ours).after_page(row(30), ONE))
    assert not begin(engine, source=ours).is_full
    assert begin(engine, source=theirs).is_full


def test_a_store_that_does_not_know_the_place_yet_goes_on(engine: sa.Engine) -> None:
    finish(engine, begin(engine, source="salesforce").after_page(row(30), ONE))
    known = begin(engine, source="salesforce in bigquery://ours/salesforce")
    assert not known.is_full
    finish(engine, known)
    assert begin(engine, source="salesforce in bigquery://theirs/salesforce").is_full


def test_without_stamps_every_scan_reads_all(engine: sa.Engine) -> None:
    finish(engine, begin(engine).after_page(row(None), ONE))
    assert begin(engine).window == Window(None, None)


@pytest.mark.parametrize("why", ["asked", "due", "other source"])
def test_everything_is_read_again_when(engine: sa.Engine, why: str) -> None:
    finish(engine, begin(engine).after_page(row(30), ONE))
    if why == "due":
        with engine.begin() as connection:
            connection.execute(sa.update(sync_status).values(last_full_at=datetime.now(UTC) - timedelta(days=31)))
    scan = begin(engine, full=why == "asked", source="gong" if why == "other source" else "salesforce")
    assert scan.window == Window(None, None)


def test_asking_for_everything_ends_an_unfinished_part_but_not_an_unfinished_whole(engine: sa.Engine) -> None:
    save(engine, begin(engine).after_page(row(30), ONE))
    assert begin(engine, full=True).position is not None
    finish(engine, begin(engine))
    save(engine, begin(engine).after_page(row(40), ONE))
    assert begin(engine, full=True).window == Window(None, None)


def test_what_was_written_adds_up_and_failures_are_counted_until_a_success(engine: sa.Engine) -> None:
    scan = begin(engine).after_page(row(1), ONE)
    save(engine, scan)
    save(engine, scan.after_page(row(2), ONE))
    for _ in range(2):
        with engine.begin() as connection:
            ledger.interrupt(connection, "opportunities", status="failed", message="no route")
    assert (status(engine).items_synced, status(engine).consecutive_failures) == (2, 2)
    assert (status(engine).status, status(engine).message) == ("failed", "no route")
    finish(engine, begin(engine))
    assert (status(engine).status, status(engine).message, status(engine).consecutive_failures) == ("success", None, 0)


def test_a_spent_budget_is_no_failure(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        ledger.interrupt(connection, "opportunities", status="partial", message="the time is over")
    assert (status(engine).status, status(engine).consecutive_failures) == ("partial", 0)
