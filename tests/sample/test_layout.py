"""The tables as Fivetran lays them out, the awkward parts included."""

from datetime import UTC, datetime

import pytest

from tests.sample.reading import TODAY, Company

GONG_TEXT = {
    "call": (
        "id",
        "workspace_id",
        "primary_user_id",
        "started",
        "scheduled",
        "company_question_count",
        "languages",
        "url",
    ),
    "call_participant": ("id", "call_id", "user_id", "affiliation", "email_address", "name", "speaker_id", "title"),
    "call_speaker": ("id", "call_id", "user_id", "talk_time"),
    "call_interaction": ("name", "call_id", "value"),
    "call_tracker": ("_fivetran_id", "call_id", "id", "name", "phrase", "speaker_id", "start_time", "type", "count"),
    "call_context_integration": ("name", "object_id", "call_id", "object_type", "systems", "timing", "value"),
    "transcript": ("call_id", "index", "workspace_id", "sentence", "speaker_id", "topic"),
    "manual_call": ("id", "user_id", "created"),
    "manual_call_integration": ("_fivetran_id", "account_crm_id", "deal_crm_id", "manual_call_id", "manual_user_id"),
    "users": ("id", "manager_id", "created", "email_address", "first_name", "last_name", "title"),
    "user_email_alias": ("email", "user_id"),
    "tracker": ("tracker_id", "tracker_name", "workspace_id"),
    "scorecard": ("id", "name", "workspace_id"),
    "scorecard_question": ("question_id", "scorecard_id", "question_text", "created", "updated"),
    "answered_scorecard": ("id", "call_id", "scorecard_id", "reviewed_user_id", "review_time", "call_start_time"),
    "answered_scorecard_answer": ("answered_scorecard_id", "question_id", "score", "not_applicable"),
}
SALESFORCE = {
    "opportunity": {
        "id": "VARCHAR", "name": "VARCHAR", "account_id": "VARCHAR", "owner_id": "VARCHAR", "stage_name": "VARCHAR",
        "close_date": "TIMESTAMP WITH TIME ZONE", "amount": "DECIMAL(18,2)", "is_won": "BOOLEAN",
        "is_closed": "BOOLEAN",
        "is_deleted": "BOOLEAN", "currency_iso_code": "VARCHAR", "last_modified_date": "TIMESTAMP WITH TIME ZONE",
        "system_modstamp": "TIMESTAMP WITH TIME ZONE", "deal_health_c": "DOUBLE", "product_c": "VARCHAR",
        "segment_c": "VARCHAR", "competitor_c": "VARCHAR", "next_step": "VARCHAR",
    },
    "account": {"id": "VARCHAR", "name": "VARCHAR", "industry": "VARCHAR", "is_deleted": "BOOLEAN"},
    "user": {"id": "VARCHAR", "email": "VARCHAR", "is_active": "BOOLEAN", "_fivetran_deleted": "BOOLEAN"},
    "user_role": {"id": "VARCHAR", "name": "VARCHAR"},
    "contact": {"id": "VARCHAR", "account_id": "VARCHAR", "email": "VARCHAR", "title": "VARCHAR"},
    "opportunity_contact_role": {"opportunity_id": "VARCHAR", "contact_id": "VARCHAR", "is_primary": "BOOLEAN"},
    "opportunity_history": {"opportunity_id": "VARCHAR", "stage_name": "VARCHAR", "amount": "DECIMAL(18,2)"},
    "opportunity_field_history": {"field": "VARCHAR", "old_value": "VARCHAR", "new_value": "VARCHAR"},
    "email_message": {
        "id": "VARCHAR", "related_to_id": "VARCHAR", "from_address": "VARCHAR", "to_address": "VARCHAR",
        "cc_address": "VARCHAR", "text_body": "VARCHAR", "html_body": "VARCHAR", "incoming": "BOOLEAN",
        "message_date": "TIMESTAMP WITH TIME ZONE", "thread_identifier": "VARCHAR", "is_deleted": "BOOLEAN",
    },
    "task": {"id": "VARCHAR", "type": "VARCHAR", "what_id": "VARCHAR"},
}  # fmt: skip
ABSENT = ("opportunity", "email", "email_recipient", "deal", "health_score")
"""Tables that Fivetran does not make for Gong."""


def columns(company: Company, schema: str, table: str) -> dict[str, str]:
    found = company.rows(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = ? AND table_name = ?",
        schema,
        table,
    )
    return dict(found)


@pytest.mark.parametrize("table", GONG_TEXT)
def test_gong_tables_hold_numbers_and_times_as_text(company: Company, table: str) -> None:
    found = columns(company, "gongio_ft", table)
    assert {name: found.get(name) for name in GONG_TEXT[table]} == dict.fromkeys(GONG_TEXT[table], "VARCHAR")
    assert found["_fivetran_synced"] == "TIMESTAMP WITH TIME ZONE"
    assert found["_fivetran_deleted"] == "BOOLEAN"


@pytest.mark.parametrize("table", SALESFORCE)
def test_salesforce_tables_are_typed(company: Company, table: str) -> None:
    found = columns(company, "salesforce", table)
    assert {name: found.get(name) for name in SALESFORCE[table]} == SALESFORCE[table]
    assert "_fivetran_synced" in found


def test_gong_has_no_table_that_fivetran_does_not_make(company: Company) -> None:
    made = {
        row[0]
        for row in company.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'gongio_ft'")
    }
    assert made == set(GONG_TEXT)
    assert not made & set(ABSENT)


def test_close_dates_are_midnight_timestamps(company: Company) -> None:
    moments = company.rows("SELECT close_date::VARCHAR FROM salesforce.opportunity WHERE close_date IS NOT NULL")
    assert {moment[0][10:] for moment in moments} == {" 00:00:00+00"}


def test_a_link_is_a_row_per_crm_field(company: Company) -> None:
    fields = company.rows(
        "SELECT list_sort(list(name)) FROM gongio_ft.call_context_integration WHERE object_type = 'Opportunity'"
        " GROUP BY call_id, object_id"
    )
    assert {tuple(row[0]) for row in fields} == {("Amount", "CloseDate", "Name", "Probability", "StageName")}
    assert company.one("SELECT count(*) FROM gongio_ft.call_context_integration WHERE NOT json_valid(value)") == 0


def test_keys_are_unique(company: Company) -> None:
    keys = {
        "salesforce.opportunity": "id", "salesforce.account": "id", "salesforce.user": "id", "salesforce.contact": "id",
        "salesforce.email_message": "id", "salesforce.task": "id", "salesforce.opportunity_history": "id",
        "salesforce.opportunity_field_history": "id", "salesforce.opportunity_contact_role": "id",
        "gongio_ft.call": "id", "gongio_ft.call_participant": "id, call_id", "gongio_ft.transcript": 'call_id, "index"',
        "gongio_ft.call_context_integration": "name, object_id, call_id", "gongio_ft.users": "id",
        "gongio_ft.call_tracker": "_fivetran_id",
        "gongio_ft.answered_scorecard_answer": "answered_scorecard_id, question_id",
        "gongio_ft.call_interaction": "name, call_id",
    }  # fmt: skip
    for table, key in keys.items():
        schema, name = table.split(".")
        doubles = company.rows(f'SELECT {key}, count(*) FROM {schema}."{name}" GROUP BY ALL HAVING count(*) > 1')
        assert doubles == [], table


AWKWARD = {
    "a deal without account": "SELECT 1 FROM salesforce.opportunity WHERE account_id IS NULL AND name IS NOT NULL",
    "a deal without name": "SELECT 1 FROM salesforce.opportunity WHERE name IS NULL",
    "a deleted deal": "SELECT 1 FROM salesforce.opportunity WHERE is_deleted",
    "numbered stages": "SELECT 1 FROM salesforce.opportunity WHERE stage_name = '6. Closed Won'",
    "no health score": "SELECT 1 FROM salesforce.opportunity WHERE deal_health_c IS NULL AND name IS NOT NULL",
    "a departed owner": "SELECT 1 FROM salesforce.opportunity o JOIN salesforce.user u ON u.id = o.owner_id AND NOT u.is_active",  # noqa: E501
    "several currencies": "SELECT 1 FROM salesforce.opportunity HAVING count(DISTINCT currency_iso_code) >= 2",
    "15-character ids": "SELECT 1 FROM gongio_ft.call_context_integration WHERE object_type = 'Opportunity' AND length(object_id) = 15",  # noqa: E501
    "a call linked by hand": "SELECT 1 FROM gongio_ft.manual_call_integration m JOIN gongio_ft.call c ON c.id = m.manual_call_id",  # noqa: E501
    "a call on two deals": "SELECT 1 FROM gongio_ft.call_context_integration WHERE object_type = 'Opportunity' GROUP BY call_id HAVING count(DISTINCT object_id) > 1",  # noqa: E501
    "an external call without deal": "SELECT 1 FROM gongio_ft.call c WHERE scope = 'External' AND id NOT IN (SELECT call_id FROM gongio_ft.call_context_integration UNION SELECT manual_call_id FROM gongio_ft.manual_call_integration)",  # noqa: E501
    "internal calls": "SELECT 1 FROM gongio_ft.call WHERE scope = 'Internal'",
    "a private call": "SELECT 1 FROM gongio_ft.call WHERE is_private",
    "an unknown speaker": "SELECT 1 FROM gongio_ft.call_participant p JOIN gongio_ft.transcript t USING (call_id, speaker_id) WHERE affiliation = 'Unknown' AND email_address IS NULL",  # noqa: E501
    "mail in HTML alone": "SELECT 1 FROM salesforce.email_message WHERE text_body IS NULL AND html_body LIKE '<html>%'",
    "mail in both forms": "SELECT 1 FROM salesforce.email_message WHERE text_body IS NOT NULL AND html_body IS NOT NULL",  # noqa: E501
    "mail without opportunity": "SELECT 1 FROM salesforce.email_message WHERE related_to_id IS NULL",
    "mail to nobody": "SELECT 1 FROM salesforce.email_message WHERE to_address NOT LIKE '%@%'",
    "quoted replies": "SELECT 1 FROM salesforce.email_message WHERE text_body LIKE '%wrote:' || chr(10) || '> %'",
    "mails logged as tasks": "SELECT 1 FROM salesforce.task WHERE type = 'Email'",
    "an alias": "SELECT 1 FROM gongio_ft.user_email_alias a JOIN gongio_ft.users u ON u.id = a.user_id",
}


@pytest.mark.parametrize("what", AWKWARD)
def test_the_awkward_parts_of_real_warehouses_are_there(company: Company, what: str) -> None:
    assert company.rows(AWKWARD[what]), what


def test_a_private_call_keeps_its_words_to_itself(company: Company) -> None:
    for table in ("transcript", "call_interaction", "call_tracker", "call_speaker"):
        told = company.one(
            f"SELECT count(*) FROM gongio_ft.{table} JOIN gongio_ft.call c ON c.id = call_id WHERE c.is_private"
        )
        assert told == 0, table


def test_two_deals_whose_short_ids_differ_by_case_alone(company: Company) -> None:
    ids = [row[0][:15] for row in company.rows("SELECT id FROM salesforce.opportunity")]
    assert len({short.lower() for short in ids}) < len(set(ids)) == len(ids)


def test_the_sync_stamp_is_the_morning_of_today(company: Company) -> None:
    morning = datetime(TODAY.year, TODAY.month, TODAY.day, 5, 30, tzinfo=UTC)
    assert company.one("SELECT max(_fivetran_synced) = ? FROM salesforce.opportunity", morning)
