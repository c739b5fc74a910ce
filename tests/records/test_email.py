from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from gametape.records.email import EmailRecord
from gametape.records.identity import derived_id
from gametape.store.tables import emails
from tests.builders.arbitrary_documents import assert_needs_an_id, cells, reads, row_or_reason


def test_columns() -> None:
    row, warnings = reads(
        EmailRecord,
        id="02s1",
        opportunity_id="0065500000QSGNu",
        subject="Re: Pricing",
        sender="Ana Souza <Ana@Customer.com>",
        recipients="dana@example.com; Bo <bo@example.com>",
        sent_at="2026-03-02T10:00:00Z",
        text_body="Tuesday works.\n\nOn Mon, Mar 1, 2026 at 10:14 AM Dana <dana@example.com> wrote:\n> Tuesday?\n",
        html_body="<p>Tuesday works.</p>",
        incoming="true",
        thread_id="t1",
        source="emails_salesforce",
        fields={"status": "3", "empty": None},
    )
    assert warnings == []
    assert {name: row[name] for name in row if name != "id"} == {
        "gong_email_id": "02s1",
        "opportunity_id": derived_id("opportunity", "0065500000QSGNuAAP"),
        "subject": "Re: Pricing",
        "sender_email": "ana@customer.com",
        "recipients": ["dana@example.com", "bo@example.com"],
        "sent_at": datetime(2026, 3, 2, 10, tzinfo=UTC),
        "direction": "theirs",
        "direction_told": True,
        "thread_id": "t1",
        "source": "emails_salesforce",
        "is_automatic": False,
        "is_internal": False,
        "message_key": None,
        "task_key": None,
        "subject_key": row["subject_key"],
        "body_key": row["body_key"],
        "body_snippet": "Tuesday works.",
        "metadata": {
            "opportunity_id": "0065500000QSGNuAAP",
            "quotes_left_out": True,
            "fields": {"status": "3"},
        },
    }
    assert set(row) <= set(emails.c.keys())


def test_a_mail_about_no_deal_to_nobody() -> None:
    row, warnings = reads(EmailRecord, id="1")
    assert (row["opportunity_id"], row["recipients"], row["body_snippet"], row["direction"]) == (
        None,
        [],
        None,
        "unknown",
    )
    assert (row["sender_email"], row["sent_at"], row["metadata"], warnings) == (None, None, {}, [])


def test_a_time_that_is_none_is_left_out_and_said() -> None:
    row, warnings = reads(EmailRecord, id="1", sent_at="yesterday")
    assert row["sent_at"] is None
    assert warnings[0].startswith("sent_at: 'yesterday' left out")


def test_malformed_addresses_are_kept_and_noted() -> None:
    row, warnings = reads(EmailRecord, id="1", sender="/O=EX/CN=ANA", recipients=["dana@example.com", "everybody"])
    assert row["sender_email"] == "/O=EX/CN=ANA"
    assert row["recipients"] == ["dana@example.com", "everybody"]
    assert row["metadata"]["warnings"] == [
        "sender: '/O=EX/CN=ANA' is not an email address",
        "recipients: 'everybody' is not an email address",
    ]
    assert len(warnings) == 2


def test_the_snippet_is_the_first_500_characters_and_says_that_there_is_more() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    row, _ = reads(EmailRecord, id="1", text_body="a" * 498 + family + "b")
    assert row["body_snippet"] == "a" * 498
    assert row["metadata"] == {"body_cut": True}
    row, _ = reads(EmailRecord, id="1", html_body=f"<p>{'word ' * 5000}</p>")
    assert len(row["body_snippet"]) == 499  # the blank at the end goes
    assert row["metadata"] == {"body_cut": True}
    assert reads(EmailRecord, id="1", text_body="a" * 500)[0]["metadata"] == {}


@pytest.mark.parametrize(
    ("incoming", "direction"), [("true", "theirs"), (False, "ours"), (None, "unknown"), ("?", "unknown")]
)
def test_who_wrote_as_the_source_says(incoming: Any, direction: str) -> None:
    row, _ = reads(EmailRecord, id="1", incoming=incoming, sender="dana@example.com")
    assert row["direction"] == direction


def test_an_id_is_needed_and_a_shell_only_deletes() -> None:
    assert_needs_an_id(EmailRecord)
    assert EmailRecord.read('{"id": "1", "is_deleted": true, "source": "emails_gong"}', []).missing()
    assert EmailRecord.read('{"id": "1", "is_deleted": true, "subject": "x"}', []).missing() is None
    assert EmailRecord.read('{"id": "1"}', []).missing() is None


@pytest.mark.parametrize(
    "values",
    [
        {"sender": "no-reply@esign.example"},
        {"sender": "jo@customer.example", "sender_name": "Jo via DocuSign"},
        {"subject": "Automatische Antwort: Angebot"},
        {"headers": "Auto-Submitted: auto-replied\r\nSubject: Proposal"},
        {"headers": "Precedence: bulk", "incoming": True},
    ],
)
def test_what_no_person_wrote_is_automatic(values: dict[str, Any]) -> None:
    assert reads(EmailRecord, id="1", **values)[0]["is_automatic"] is True


def test_an_email_of_ours_that_a_program_sent_for_us_is_not_automatic() -> None:
    row, _ = reads(EmailRecord, id="1", headers="Precedence: bulk\nList-Unsubscribe: <mailto:x>", incoming=False)
    assert row["is_automatic"] is False


def test_keys_are_equal_however_a_program_logged_the_same_email() -> None:
    first, _ = reads(
        EmailRecord, id="1", subject="Proposal: v2", text_body="Dear Ana,\n\nattached.", message_id="<a@x>"
    )
    second, _ = reads(
        EmailRecord,
        id="2",
        subject="[Out] Email: >> Proposal v2",
        html_body="<p>Dear Ana,</p><p>attached.",
        message_id="a@x",
    )
    keys = ("message_key", "subject_key", "body_key")
    assert [first[key] for key in keys] == [second[key] for key in keys]
    assert None not in [first[key] for key in keys]
    assert reads(EmailRecord, id="3", message_id="4711")[0]["message_key"] is None, "an id of the source's own"


@given(cells(EmailRecord))
def test_any_cells_give_a_row_or_a_reason(document: dict[str, object]) -> None:
    row_or_reason(EmailRecord, document)
    row = row_or_reason(EmailRecord, document | {"id": "1"})
    assert row
    assert len(row["body_snippet"] or "") <= 500


LOGGED = (
    "Additional To: bo@y.com\nCC: cy@y.com\nBCC: boss@x.com\nAttachment: plan.pdf\n\n"
    "Subject: Plan\nBody:\nHi Bo,\n\nsee you."
)


def logged(description: str, **values: Any) -> dict[str, Any]:
    task = {"source": "emails_tasks", "owner_address": "Rep@x.com", "contact_address": "ana@y.com"}
    return EmailRecord.of({"id": "00T1", "subject": "Plan", "text_body": description} | task | values, []).row()


def test_an_email_logged_as_a_task_is_read_from_its_description() -> None:
    row = logged(LOGGED)
    assert (row["sender_email"], row["recipients"]) == ("rep@x.com", ["ana@y.com", "bo@y.com", "cy@y.com"])
    assert row["body_snippet"] == "Hi Bo,\n\nsee you."
    assert "boss@x.com" not in str(row)
    written_by_them = "Von: Ana <ana@y.com>\nAn: rep@x.com\nBlindkopie: boss@x.com\nBetreff: Plan\n\nTuesday works."
    row = logged(written_by_them)
    assert (row["sender_email"], row["recipients"]) == ("ana@y.com", ["rep@x.com"])
    assert row["body_snippet"] == "Tuesday works."


@pytest.mark.parametrize(
    "description", ["Hi Bo,\nsee you.", "To: do\nSubject: none\nText", "", "Subject: Plan\nBody: x"]
)
def test_a_description_without_a_header_stays_as_it_is(description: str) -> None:
    row = logged(description)
    assert (row["sender_email"], row["recipients"], row["body_snippet"]) == (None, [], description or None)


def test_a_line_with_hidden_receivers_is_left_out_of_any_text() -> None:
    row = logged(LOGGED, source="emails_salesforce")
    assert "boss@x.com" not in str(row)
    assert "bo@y.com" in row["body_snippet"]
