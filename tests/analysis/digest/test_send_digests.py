"""Digests reach a real SMTP server and a webhook once, whatever breaks in between."""

from collections.abc import Iterator
from threading import Thread

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from gametape.analysis.digest.send_digests import DigestRun, send_digests
from gametape.errors import BadSettings, NotDelivered
from gametape.pipeline import send_week_digests
from gametape.settings import Settings
from gametape.store.tables import digests
from tests.builders.digest_company import DANA, MANAGER, WEI, add_digest_company
from tests.conftest import SettingsFor
from tests.fakes.slack import Slack
from tests.fakes.smtp_server import MailBox, mail_box
from tests.test_pipeline import summary_of_sync


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_box() as box:
        yield box


@pytest.fixture
def chosen(engine: sa.Engine, settings_for: SettingsFor, box: MailBox, slack: Slack) -> Settings:
    chosen = settings_for(
        site_url="https://deals.lumen.example/",
        smtp_url=f"smtp://{box.url}",
        digest_from="deals@lumen.example",
        digest_slack_webhook=slack.url,
        digest_to=("email", "slack"),
    )
    add_digest_company(engine, chosen)
    return chosen


def outcomes(run: DigestRun) -> dict[str, str]:
    return {each.recipient: each.status for each in run.outcomes}


def test_everybody_gets_an_email_once(engine: sa.Engine, chosen: Settings, box: MailBox) -> None:
    first = send_digests(engine, chosen, "email")
    assert outcomes(first) == dict.fromkeys((MANAGER, DANA, WEI), "sent")
    assert first.is_complete
    assert sorted(to for _, to in box.envelopes) == [DANA, MANAGER, WEI]
    assert outcomes(send_digests(engine, chosen, "email")) == dict.fromkeys((MANAGER, DANA, WEI), "sent before")
    assert len(box.messages) == 3
    assert box.connections == 1


def test_two_runs_at_once_send_each_digest_once(engine: sa.Engine, chosen: Settings, box: MailBox) -> None:
    runs = [Thread(target=send_digests, args=(engine, chosen, "email")) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(to for _, to in box.envelopes) == [DANA, MANAGER, WEI]


def test_a_failed_attempt_is_told_and_tried_again(engine: sa.Engine, chosen: Settings, box: MailBox) -> None:
    box.refused = {DANA}
    first = send_digests(engine, chosen, "email")
    assert outcomes(first)[DANA] == "failed"
    assert not first.is_complete
    assert "status 550" in str(next(each.message for each in first.outcomes if each.recipient == DANA))
    box.refused = set()
    assert outcomes(send_digests(engine, chosen, "email")) == {MANAGER: "sent before", DANA: "sent", WEI: "sent before"}
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.max(digests.c.attempts))) == 2


def test_an_attempt_that_may_have_arrived_is_told_and_not_repeated(
    engine: sa.Engine, chosen: Settings, box: MailBox
) -> None:
    box.breaks = True
    first = send_digests(engine, chosen, "email", only=DANA)
    assert outcomes(first) == {DANA: "unknown"}
    box.breaks = False
    assert outcomes(send_digests(engine, chosen, "email", only=DANA)) == {DANA: "unknown"}
    assert len(box.messages) == 1


def test_a_crash_between_claim_and_answer_does_not_send_twice(
    engine: sa.Engine, chosen: Settings, box: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("gametape.analysis.digest.send_digests.settle", killed)
        with pytest.raises(KeyboardInterrupt):
            send_digests(engine, chosen, "email", only=DANA)
    assert outcomes(send_digests(engine, chosen, "email", only=DANA)) == {DANA: "unknown"}
    assert len(box.messages) == 1


def test_slack_gets_a_message_per_recipient_once(engine: sa.Engine, chosen: Settings, slack: Slack) -> None:
    slack.status = 500
    assert set(outcomes(send_digests(engine, chosen, "slack")).values()) == {"failed"}
    slack.status, slack.texts = 200, []
    for _ in range(2):
        send_digests(engine, chosen, "slack")
    assert [text.splitlines()[0].split("*")[1] for text in slack.texts] == ["Mona Lee", "Dana Okafor", "Wei Chen"]


def test_no_time_left_leaves_the_rest_to_the_next_run(engine: sa.Engine, chosen: Settings, box: MailBox) -> None:
    assert send_digests(engine, chosen, "email", until=0).waiting == 3
    assert box.messages == []


def test_what_is_not_set_is_named(engine: sa.Engine, chosen: Settings) -> None:
    for missing, name in (
        ({"site_url": None}, "GAMETAPE_SITE_URL"),
        ({"smtp_url": None}, "GAMETAPE_SMTP_URL"),
    ):
        with pytest.raises(BadSettings, match=name):
            send_digests(engine, chosen.model_copy(update=missing), "email")
    with pytest.raises(BadSettings, match="GAMETAPE_DIGEST_SLACK_WEBHOOK"):
        send_digests(engine, chosen.model_copy(update={"digest_slack_webhook": None}), "slack")


def test_the_first_sync_of_the_week_sends_and_the_next_does_not(
    engine: sa.Engine, chosen: Settings, box: MailBox, slack: Slack
) -> None:
    after = [send_week_digests(engine, chosen, summary_of_sync("success")).digests for _ in range(2)]
    assert [each.counts for each in after if each] == [
        {"sent": 6, "waiting": 0},
        {"sent_before": 6, "waiting": 0},
    ]
    assert (len(box.messages), len(slack.texts)) == (3, 3)


def test_a_failed_sync_and_unset_channels_send_nothing(engine: sa.Engine, chosen: Settings, box: MailBox) -> None:
    assert send_week_digests(engine, chosen, summary_of_sync("failed")).digests is None
    silent = chosen.model_copy(update={"digest_to": ()})
    assert send_week_digests(engine, silent, summary_of_sync("success")).digests is None
    assert box.messages == []


def test_a_mail_server_that_is_away_fails_no_sync_and_the_next_run_sends(
    engine: sa.Engine, chosen: Settings, box: MailBox
) -> None:
    with mail_box() as gone:
        url = gone.url
    away = chosen.model_copy(update={"smtp_url": SecretStr(f"smtp://{url}"), "digest_to": ("email",)})
    with pytest.raises(NotDelivered):
        send_digests(engine, away, "email")
    summary = send_week_digests(engine, away, summary_of_sync("success"))
    assert (summary.status, summary.exit_code) == ("success", 0)
    assert summary.digests is not None
    assert (summary.digests.status, summary.digests.counts["failed"]) == ("failed", 1)
    assert "The email server cannot be reached" in str(summary.digests.message)
    assert outcomes(send_digests(engine, chosen, "email"))[DANA] == "sent"
