import re
import uuid
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from gametape.errors import BadSettings
from gametape.messages import slack as slack_messages
from gametape.settings import Settings
from gametape.store.tables import sync_alerts, sync_runs, sync_status
from gametape.sync import alerts, lease, ledger
from gametape.sync.run import record_failed_start, run
from gametape.warehouse.connect import connect
from tests.conftest import SettingsFor
from tests.fakes.bigquery_api import refusal, serving
from tests.fakes.slack import Slack


@pytest.fixture
def chosen(settings_for: SettingsFor, slack: Slack) -> Settings:
    return settings_for(slack_webhook=slack.url)


def ends(engine: sa.Engine, status: str = "failed", message: str | None = None, **failed: str) -> None:
    """A run ends; `failed` are the reasons of the entities that failed in it."""
    run_id = uuid.uuid4()
    with engine.begin() as connection:
        ledger.start_run(connection, run_id, "cron", "here")
        for entity, reason in failed.items():
            ledger.interrupt(connection, entity, status="failed", message=reason)
        told = {entity: {"status": "failed", "message": reason} for entity, reason in failed.items()}
        ledger.end_run(connection, run_id, status, told, message)


def works(engine: sa.Engine, entity: str) -> None:
    with engine.begin() as connection:
        ledger.finish(connection, entity, ledger.Scan("any", None), overlap=timedelta(hours=1))


def test_three_failed_runs_are_told_once_with_what_why_and_what_to_do(
    engine: sa.Engine, chosen: Settings, slack: Slack
) -> None:
    for number in range(1, 6):
        ends(engine, opportunities="BigQuery says no. Renew the key.")
        alerts.send_alerts(engine, chosen)
        assert len(slack.texts) == (number >= 3)
    told = slack.texts[0]
    assert "The sync failed 3 times in a row, since 20" in told
    assert "opportunities: BigQuery says no. Renew the key." in told
    assert "gametape doctor" in told


def test_recovery_is_told_once_and_a_new_streak_is_new(engine: sa.Engine, chosen: Settings, slack: Slack) -> None:
    begun: list[str] = []
    for _ in range(2):
        for _ in range(3):
            ends(engine, opportunities="no route")
            an_hour_passes(engine)
        begun.append(f"{began(engine, runs_ago=2):%Y-%m-%d %H:%M} UTC")
        alerts.send_alerts(engine, chosen)
        works(engine, "opportunities")
        ends(engine, "success")
        an_hour_passes(engine)
        alerts.send_alerts(engine, chosen)
        alerts.send_alerts(engine, chosen)
    failed = "The sync failed 3 times in a row, since {}. opportunities: no route"
    works_again = "The sync is working again. It had been failing since {}."
    assert [text.partition("\n")[0] for text in slack.texts] == [
        sentence.format(since) for since in begun for sentence in (failed, works_again)
    ]


def an_hour_passes(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(sync_runs).values(started_at=sync_runs.c.started_at - timedelta(hours=1)))


def began(engine: sa.Engine, *, runs_ago: int) -> datetime:
    with engine.connect() as connection:
        numbered = sa.select(sync_runs.c.started_at).order_by(sync_runs.c.number.desc())
        started_at: datetime = connection.execute(numbered.offset(runs_ago).limit(1)).scalar_one()
    return started_at


def test_a_clock_that_was_set_back_a_day_hides_no_failure(engine: sa.Engine, chosen: Settings, slack: Slack) -> None:
    ends(engine, "success")
    with engine.begin() as connection:
        connection.execute(sa.update(sync_runs).values(started_at=sync_runs.c.started_at + timedelta(days=1)))
    for _ in range(3):
        ends(engine, message="no route")
    alerts.send_alerts(engine, chosen)
    assert len(slack.texts) == 1


def test_two_failures_and_a_success_are_no_news(engine: sa.Engine, chosen: Settings, slack: Slack) -> None:
    for _ in range(2):
        ends(engine)
        ends(engine)
        ends(engine, "partial")
        alerts.send_alerts(engine, chosen)
    assert slack.texts == []


def test_one_entity_that_keeps_failing_is_told_while_the_others_go_on(
    engine: sa.Engine, chosen: Settings, slack: Slack
) -> None:
    works(engine, "opportunity_changes")
    for _ in range(4):
        ends(engine, "partial", opportunity_changes="no column field")
        alerts.send_alerts(engine, chosen)
    works(engine, "opportunity_changes")
    ends(engine, "success")
    alerts.send_alerts(engine, chosen)
    failing, recovered = slack.texts
    assert failing.startswith("The sync of opportunity_changes failed 3 times in a row, since 20")
    assert "no column field" in failing
    assert recovered.startswith("The sync of opportunity_changes is working again.")


def test_what_still_fails_when_the_whole_works_again_is_told(engine: sa.Engine, chosen: Settings, slack: Slack) -> None:
    for _ in range(3):
        ends(engine, opportunities="no route", opportunity_changes="no column")
        alerts.send_alerts(engine, chosen)
    works(engine, "opportunities")
    ends(engine, "partial", opportunity_changes="no column")
    alerts.send_alerts(engine, chosen)
    first, second = slack.texts
    assert first.count("times in a row") == 1
    assert "The sync of opportunity_changes failed 4 times in a row, ever since its first run. no column" in second
    assert "The sync is working again." in second
    assert "of opportunities" not in second


def test_runs_that_are_killed_each_time_are_told_by_the_next_one(
    engine: sa.Engine, chosen: Settings, slack: Slack
) -> None:
    for _ in range(4):
        with engine.begin() as connection:
            ledger.start_run(connection, uuid.uuid4(), "cron", "here")
    alerts.send_alerts(engine, chosen)
    assert "interrupted; the next run continued" in slack.texts[0]


def test_a_run_that_found_no_warehouse_counts(engine: sa.Engine, chosen: Settings, slack: Slack) -> None:
    for _ in range(3):
        record_failed_start(engine, chosen, trigger="cron", error=BadSettings("No credentials.", hint="Make a key."))
    assert "No credentials. Make a key." in slack.texts[0]
    with engine.connect() as connection:
        assert connection.scalars(sa.select(sync_runs.c.status)).all() == ["failed"] * 3


def test_a_run_under_way_is_left_alone_by_one_that_found_no_warehouse(engine: sa.Engine, chosen: Settings) -> None:
    with engine.begin() as connection:
        lease.acquire(connection, uuid.uuid4(), timedelta(minutes=5))
        ledger.start_run(connection, uuid.uuid4(), "cron", "there")
    record_failed_start(engine, chosen, trigger="cron", error=BadSettings("No credentials."))
    with engine.connect() as connection:
        assert connection.scalars(sa.select(sync_runs.c.status)).all() == ["running"]


def test_a_webhook_that_is_down_gets_the_message_later_and_its_address_is_not_in_the_log(
    engine: sa.Engine, chosen: Settings, slack: Slack
) -> None:
    slack.status = 503
    with capture_logs() as logged:
        for _ in range(3):
            ends(engine, opportunities="no route")
        alerts.send_alerts(engine, chosen)
    assert "very-secret" not in str(logged)
    assert {"event": "sync failing", "subject": "sync", "log_level": "error"}.items() <= logged[-1].items()
    slack.status = 200
    alerts.send_alerts(engine, chosen)
    alerts.send_alerts(engine, chosen)
    assert len(slack.texts) == 2  # refused, taken, and then no more


def test_a_webhook_that_nobody_listens_on_stops_nothing(
    engine: sa.Engine, settings_for: SettingsFor, slack: Slack
) -> None:
    slack.server.socket.close()
    for _ in range(3):
        ends(engine)
    with capture_logs() as logged:
        alerts.send_alerts(engine, settings_for(slack_webhook=slack.url))
    assert [entry["event"] for entry in logged] == ["Slack did not take the message", "sync failing"]
    assert "very-secret" not in str(logged)


def test_without_a_webhook_the_log_is_told_once(engine: sa.Engine, settings_for: SettingsFor) -> None:
    with capture_logs() as logged:
        for _ in range(4):
            ends(engine, opportunities="no route")
            alerts.send_alerts(engine, settings_for())
        ends(engine, "success")
        works(engine, "opportunities")
        alerts.send_alerts(engine, settings_for())
    assert [(entry["event"], entry["log_level"]) for entry in logged] == [
        ("sync failing", "error"),
        ("sync recovered", "warning"),
    ]


def test_a_source_cannot_speak_through_slack(engine: sa.Engine, chosen: Settings, slack: Slack) -> None:
    for _ in range(3):
        ends(engine, opportunities="<!channel> <https://evil.example|click> " + "x" * 5000)
    alerts.send_alerts(engine, chosen)
    assert "&lt;!channel&gt; &lt;https://evil.example|click&gt;" in slack.texts[0]
    assert len(slack.texts[0]) < 1000


def test_trouble_with_the_alerts_themselves_stops_nothing(engine: sa.Engine, chosen: Settings) -> None:
    with engine.begin() as connection:
        sync_alerts.drop(connection)
    with capture_logs() as logged:
        alerts.send_alerts(engine, chosen)
    assert logged[0]["event"] == "alerts could not be told"


def test_what_a_warehouse_said_is_neither_kept_nor_sent_nor_logged(
    engine: sa.Engine, settings_for: SettingsFor, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Access Denied: Table secret-project:crm.deals: SELECT name WHERE name = 'Acme'"
    chosen = settings_for(
        warehouse="bigquery://p", slack_webhook=slack.url, retries=1, retry_wait=timedelta(milliseconds=1)
    )
    with serving(lambda *_: refusal(403, "accessDenied", words)) as url, capture_logs() as logged:
        monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", url)
        for _ in range(alerts.FAILURES):
            with connect(chosen) as warehouse:
                run(engine, warehouse, chosen, trigger="cron")
    with engine.connect() as connection:
        kept = [row._asdict() for row in connection.execute(sa.select(sync_runs))]
        kept += [row._asdict() for row in connection.execute(sa.select(sync_status))]
    told = str([kept, slack.texts, [entry for entry in logged if entry["log_level"] != "debug"]])
    assert "BigQuery denies access to this account." in told
    assert slack.texts
    assert not re.search("secret-project|Access Denied|SELECT|Acme", told)
    assert words in str(logged), "whoever asks for the whole log finds it there"


def test_an_answer_that_drips_does_not_hold_the_run(
    engine: sa.Engine, chosen: Settings, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes well within the socket's timeout; the answer as a whole never ends."""
    monkeypatch.setattr(slack_messages, "_TIMEOUT", 0.5)
    slack.drips = True
    for _ in range(alerts.FAILURES):
        ends(engine)
    with capture_logs() as logged:
        alerts.send_alerts(engine, chosen)
    assert "Slack did not take the message" in {entry["event"] for entry in logged}
    assert not slack.ended.is_set()
