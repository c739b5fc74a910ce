"""What was written, whichever of four providers holds it."""

from datetime import UTC, datetime
from pathlib import Path

from gametape.warehouse import Window
from gametape.warehouse.doctor import diagnose
from tests.conftest import SettingsFor
from tests.warehouse.conftest import WarehouseOf, build, documents, only, read

DEAL = "006000000000001AAA"

GONG = """
CREATE TABLE gongio_ft.email AS FROM (VALUES
  ('1', 'Hello', '2026-03-02T10:00:00Z', '<p>Hi</p>', '006000000000001', false),
  ('2', NULL, NULL, NULL, NULL, true)
) t(id, subject, sent_at, body, opportunity_id, _fivetran_deleted);
CREATE TABLE gongio_ft.email_sender AS FROM (VALUES ('1', 'ann@ours.test'), ('3', 'x@y.test'))
  t(email_id, email_address);
CREATE TABLE gongio_ft.email_recipient AS FROM (VALUES
  ('1', 'mia@theirs.test', false), ('1', 'Kei <kei@theirs.test>', false), ('1', 'out@theirs.test', true),
  ('1', NULL, false)
) t(email_id, email_address, _fivetran_deleted);
"""
SALESFORCE = f"""
CREATE TABLE salesforce.email_message AS FROM (VALUES
  ('02s1', '{DEAL}', 'Ann@ours.test', 'mia@theirs.test', 'a@b.test; c@d.test', 'Quote', 'plain', '<p>html</p>',
   TIMESTAMPTZ '2026-03-02 10:00:00', false, 'thread', '3', false, TIMESTAMPTZ '2026-03-03', TIMESTAMPTZ '2026-09-09'),
  ('02s2', '001000000000001AAA', 'x@theirs.test', NULL, NULL, NULL, NULL, NULL, NULL, true, NULL, '0', false,
   TIMESTAMPTZ '2026-03-01', TIMESTAMPTZ '2026-09-09'),
  ('02s3', NULL, 'ann@ours.test', NULL, NULL, 'Draft', NULL, NULL, NULL, false, NULL, '5', false,
   TIMESTAMPTZ '2026-03-04', TIMESTAMPTZ '2026-09-09'),
  ('02s4', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, true,
   TIMESTAMPTZ '2026-02-01', TIMESTAMPTZ '2026-04-01')
) t(id, related_to_id, from_address, to_address, cc_address, subject, text_body, html_body, message_date, incoming,
  thread_identifier, status, is_deleted, last_modified_date, _fivetran_synced);
ALTER TABLE salesforce.email_message ADD COLUMN headers VARCHAR DEFAULT 'Received: from';
ALTER TABLE salesforce.email_message ADD COLUMN bcc_address VARCHAR DEFAULT 'secret@ours.test';
ALTER TABLE salesforce.email_message ADD COLUMN has_attachment BOOLEAN DEFAULT true;
"""


def test_gong_comes_first(warehouse_of: WarehouseOf) -> None:
    warehouse = warehouse_of(GONG + SALESFORCE)
    assert warehouse.source("emails").name == "emails_gong"
    rows = read(warehouse, "emails")
    assert {row.stamp for row in rows} == {None}
    mails = documents(rows)
    assert mails["1"] == {
        "id": "1",
        "opportunity_id": "006000000000001",
        "subject": "Hello",
        "sender": "ann@ours.test",
        "recipients": ["Kei <kei@theirs.test>", "mia@theirs.test"],
        "sent_at": "2026-03-02T10:00:00Z",
        "text_body": "<p>Hi</p>",
        "html_body": None,
        "incoming": None,
        "thread_id": None,
        "message_id": None,
        "source": "emails_gong",
        "is_deleted": False,
        "fields": None,
    }
    assert (mails["2"]["is_deleted"], mails["2"]["recipients"]) == (True, None)


def test_then_salesforce(warehouse_of: WarehouseOf) -> None:
    rows = read(warehouse_of(SALESFORCE), "emails")
    assert [(row.id, row.stamp and row.stamp.date().isoformat()) for row in rows] == [
        ("02s4", "2026-02-01"),
        ("02s2", "2026-03-01"),
        ("02s1", "2026-03-03"),
    ], "a draft is no mail yet"
    mails = documents(rows)
    assert mails["02s1"] == {
        "id": "02s1",
        "opportunity_id": DEAL,
        "subject": "Quote",
        "sender": "Ann@ours.test",
        "recipients": "mia@theirs.test; a@b.test; c@d.test",
        "sent_at": "2026-03-02 10:00:00+00",
        "text_body": "plain",
        "html_body": "<p>html</p>",
        "incoming": False,
        "thread_id": "thread",
        "sender_name": None,
        "message_id": None,
        "task_id": None,
        "headers": "Received: from",
        "source": "emails_salesforce",
        "is_deleted": False,
        "fields": {"has_attachment": True},
    }, "nobody who was hidden"
    assert mails["02s2"]["opportunity_id"] is None, "an account is no opportunity"
    assert mails["02s2"]["recipients"] is None


def test_a_deleted_mail_arrives_by_its_load_time(duckdb_of: WarehouseOf) -> None:
    rows = read(duckdb_of(SALESFORCE), "emails", Window(after=datetime(2026, 3, 2, tzinfo=UTC)))
    assert [row.id for row in rows] == ["02s4", "02s1"]


TASKS = f"""
CREATE TABLE salesforce.task AS FROM (VALUES
  ('00T1', 'Email', NULL, '{DEAL}', '003000000000001', '005000000000001AAA', 'Email: >> Quote', 'body', true,
   'Completed', TIMESTAMPTZ '2026-03-02 10:00:00'),
  ('00T2', NULL, 'Email', NULL, '003000000000001AAA', '005000000000001', '[Gong In] [In] Re: Quote', NULL, true,
   'Done', NULL),
  ('00T3', 'Email', 'Email', '001000000000001AAA', NULL, NULL, 'Email: Hello', NULL, NULL, NULL, NULL),
  ('00T4', 'Email', 'Email', NULL, NULL, NULL, 'write to Mia', NULL, false, 'Not Started', NULL),
  ('00T5', 'Call', 'Call', NULL, NULL, NULL, 'Call', NULL, true, 'Completed', NULL)
) t(id, type, task_subtype, what_id, who_id, owner_id, subject, description, is_closed, status, completed_date_time);
ALTER TABLE salesforce.task ADD COLUMN activity_date DATE DEFAULT DATE '2026-03-01';
CREATE TABLE salesforce."user" AS FROM (VALUES ('005000000000001AAA', 'ann@ours.test')) t(id, email);
CREATE TABLE salesforce.contact AS FROM (VALUES ('003000000000001AAA', 'mia@theirs.test')) t(id, email);
"""


def test_then_mails_that_were_logged_as_tasks(warehouse_of: WarehouseOf) -> None:
    mails = documents(read(warehouse_of(TASKS), "emails"))
    kept = ("subject", "sender", "recipients", "incoming", "opportunity_id", "sent_at")
    assert {id_: tuple(mail[key] for key in kept) for id_, mail in mails.items()} == {
        "00T1": (">> Quote", "ann@ours.test", "mia@theirs.test", False, DEAL, "2026-03-02 10:00:00+00"),
        "00T2": ("[Gong In] [In] Re: Quote", "mia@theirs.test", "ann@ours.test", True, None, "2026-03-01"),
        "00T3": ("Hello", None, None, None, None, "2026-03-01"),
    }, "neither a mail that somebody means to write, nor a call"
    assert mails["00T1"]["text_body"] == "body"
    assert (mails["00T1"]["owner_address"], mails["00T1"]["contact_address"]) == ("ann@ours.test", "mia@theirs.test")


CLOUD = f"""
CREATE TABLE gongio_ft."EMAILS" AS FROM (VALUES
  ('k1', '9', 'OUTBOUND', false, TIMESTAMPTZ '2026-03-01'), ('k1', '9', 'OUTBOUND', false, TIMESTAMPTZ '2026-03-01'),
  ('k2', '9', NULL, true, TIMESTAMPTZ '2026-03-05'), ('k2', '9', 'INBOUND', true, TIMESTAMPTZ '2026-03-02')
) t("CONVERSATION_KEY", "CONVERSATION_ID", "DIRECTION", "IS_DELETED", "ETL_MODIFIED_DATETIME");
CREATE TABLE gongio_ft."CONVERSATIONS" AS FROM (VALUES ('k1', TIMESTAMPTZ '2026-02-28 09:00:00'), ('k2', NULL))
  t("CONVERSATION_KEY", "CONVERSATION_DATETIME");
CREATE TABLE gongio_ft."CONVERSATION_PARTICIPANTS" AS FROM (VALUES
  ('k1', 'Ann@ours.test', 'FROM'), ('k1', 'mia@theirs.test', 'TO'), ('k1', 'mia@theirs.test', 'TO'), ('k1', NULL, 'CC'))
  t("CONVERSATION_KEY", "EMAIL_ADDRESS", "ROLE");
CREATE TABLE gongio_ft."CONVERSATION_CONTEXTS" AS FROM (VALUES
  ('k1', 'opportunity', '{DEAL}'), ('k1', 'account', '001000000000001AAA'))
  t("CONVERSATION_KEY", "OBJECT_TYPE", "OBJECT_ID");
"""


def test_then_gongs_data_cloud_one_document_per_key(warehouse_of: WarehouseOf) -> None:
    mails = documents(read(warehouse_of(CLOUD), "emails"))
    assert mails["k1"] == {
        "id": "k1",
        "opportunity_id": DEAL,
        "subject": None,
        "sender": "Ann@ours.test",
        "recipients": ["mia@theirs.test"],
        "sent_at": "2026-02-28 09:00:00+00",
        "text_body": None,
        "html_body": None,
        "incoming": False,
        "thread_id": None,
        "message_id": None,
        "source": "emails_gong_cloud",
        "is_deleted": False,
    }
    assert set(mails) == {"k1", "k2"}
    assert (mails["k2"]["is_deleted"], mails["k2"]["incoming"]) == (True, None), "the newest word on it: nothing"


def test_a_table_of_ids_alone_is_a_provider(duckdb_of: WarehouseOf) -> None:
    mail = only(duckdb_of("CREATE TABLE gongio_ft.email AS SELECT 7::BIGINT AS id"), "emails")
    assert (mail["id"], mail["sender"], mail["sent_at"]) == ("7", None, None)


def test_without_any_the_doctor_says_what_is_lost(settings_for: SettingsFor, tmp_path: Path) -> None:
    path = build(tmp_path / "w.duckdb", "CREATE TABLE salesforce.opportunity AS SELECT '1' AS id, 'x' AS name")
    diagnosis = diagnose(settings_for(warehouse=f"duckdb:///{path}"))
    lost = {finding.entity: [gap.cost for gap in finding.gaps] for finding in diagnosis.entities if not finding.source}
    assert lost["emails"] == ["timelines show calls and stage changes only"]
    assert lost["calls"] == ["timelines show emails and stage changes only, and there are no calls to coach from"]
    assert all(lost.values()), "every entity says what is lost without it"
    assert diagnosis.ok, "deals alone are enough to begin with"
