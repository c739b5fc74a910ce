"""Who somebody is, whichever tables tell of them."""

import resource
from typing import Any

from gametape.records.person import PersonRecord
from tests.warehouse.conftest import WarehouseOf, documents, only, read

USERS = """
CREATE TABLE gongio_ft.users AS FROM (VALUES
  ('1', 'Vera@Ours.test', 'Vera', 'Pohl', 'VP Sales', NULL, true, false),
  ('2', 'ann@ours.test', 'Ann', 'Lee', 'Account Executive', '1', true, false),
  ('3', 'gone@ours.test', 'Gus', 'Gone', 'Account Executive', '1', true, true)
) t(id, email_address, first_name, last_name, title, manager_id, active, _fivetran_deleted);
"""
STAFF = """
CREATE TABLE salesforce."user" AS FROM (VALUES
  ('005000000000001AAA', 'ANN@ours.test ', 'Ann L.', 'AE', '005000000000009', 'Standard', true),
  ('005000000000002AAA', 'old@ours.test', 'Ola Old', 'CSM', NULL, NULL, false),
  ('005000000000009AAA', 'boss@ours.test', 'Bea Boss', 'Manager', NULL, 'Standard', true),
  ('005000000000010AAA', 'buyer@theirs.test', 'Portal Buyer', 'Buyer', NULL, 'PowerCustomerSuccess', true)
) t(id, email, name, title, manager_id, user_type, is_active);
"""


def people(warehouse_of: WarehouseOf, sql: str) -> dict[str, dict[str, Any]]:
    return documents(read(warehouse_of(sql), "people"))


def test_one_of_ours_is_joined_by_address_and_gong_is_believed_first(warehouse_of: WarehouseOf) -> None:
    rows = read(warehouse_of(f"{USERS}{STAFF}"), "people")
    assert {row.stamp for row in rows} == {None}
    found = documents(rows)
    assert found["ann@ours.test"] == {
        "id": "ann@ours.test",
        "email": "ann@ours.test",
        "name": "Ann Lee",
        "title": "Account Executive",
        "manager_email": "vera@ours.test",
        "is_internal": True,
        "shares_our_domain": True,
        "is_active": True,
        "aliases": None,
        "is_deleted": False,
    }
    assert {email: (one["name"], one["is_active"], one["is_deleted"]) for email, one in found.items()} == {
        "ann@ours.test": ("Ann Lee", True, False),
        "boss@ours.test": ("Bea Boss", True, False),
        "gone@ours.test": ("Gus Gone", False, True),
        "old@ours.test": ("Ola Old", False, False),
        "vera@ours.test": ("Vera Pohl", True, False),
    }, "a customer's portal login makes nobody ours"


CALLS = """
CREATE TABLE gongio_ft.call AS FROM (VALUES ('old', '2026-01-05T10:00:00.000+0000'), ('new', '2026-03-05T10:00:00Z'))
  t(id, started);
CREATE TABLE gongio_ft.call_participant AS FROM (VALUES
  ('old', 'External', 'Mia@Theirs.test', 'M. Old', 'Head of IT', false),
  ('new', 'External', 'mia@theirs.test', 'Mia Berg', NULL, false),
  ('new', 'Internal', 'ann@ours.test', 'Ann on the call', NULL, false),
  ('new', 'Internal', 'a.lee@ours.test', 'Ann by alias', NULL, false),
  ('new', 'Internal', 'legal@ours.test', 'Leo Legal', 'Counsel', false),
  ('new', 'Internal', 'gone@ours.test', 'Gus', NULL, false),
  ('old', 'Unknown', 'who@gmail.test', NULL, NULL, false),
  ('old', 'External', 'buyer@gmail.test', 'Gmail Buyer', NULL, false),
  ('old', 'External', NULL, 'No Address', NULL, false),
  ('old', 'External', 'not an address', 'Malformed', NULL, false),
  ('old', 'External', 'erased@theirs.test', NULL, NULL, true)
) t(call_id, affiliation, email_address, name, title, _fivetran_deleted);
CREATE TABLE gongio_ft.user_email_alias AS FROM (VALUES
  ('A.Lee@ours.test', '2'), ('lee@ours.test', '2'), ('vera@ours.test', '2'), ('dead@ours.test', '9')) t(email, user_id);
CREATE TABLE salesforce.contact AS FROM (VALUES
  ('003000000000001AAA', 'mia@theirs.test', 'Mia B.', 'CIO'),
  ('003000000000002AAA', 'never@met.test', 'Never Met', 'CEO'),
  ('003000000000003AAA', 'who@gmail.test', 'Wes Ho', 'CFO')
) t(id, email, name, title);
CREATE TABLE salesforce.email_message AS FROM (VALUES
  ('m1', 'Paul@theirs.test', 'Paul Post', 'ann@ours.test; "Ito, Kei" <KEI@theirs.test>', 'new.hire@ours.test'),
  ('m2', 'paul@theirs.test', NULL, 'undisclosed-recipients:;', NULL)
) t(id, from_address, from_name, to_address, cc_address);
INSERT INTO gongio_ft.users VALUES ('8', 'contractor@gmail.test', 'Con', 'Tractor', NULL, '2', true, false);
"""


def test_others_come_from_calls_and_mails_and_the_latest_call_names_them(warehouse_of: WarehouseOf) -> None:
    found = people(warehouse_of, f"{USERS}{CALLS}")
    ours = {email: PersonRecord.of(one, []).row()["is_internal"] for email, one in found.items()}
    assert {email: (one["name"], one["title"], ours[email]) for email, one in found.items()} == {
        "mia@theirs.test": ("Mia Berg", "Head of IT", False),
        "ann@ours.test": ("Ann Lee", "Account Executive", True),
        "vera@ours.test": ("Vera Pohl", "VP Sales", True),
        "gone@ours.test": ("Gus Gone", "Account Executive", True),
        "legal@ours.test": ("Leo Legal", "Counsel", True),
        "contractor@gmail.test": ("Con Tractor", None, True),
        "who@gmail.test": ("Wes Ho", "CFO", False),
        "buyer@gmail.test": ("Gmail Buyer", None, False),
        "erased@theirs.test": (None, None, False),
        "paul@theirs.test": ("Paul Post", None, False),
        "kei@theirs.test": ("Ito, Kei", None, False),
        "new.hire@ours.test": (None, None, True),
    }, "our domain makes ours, and one that Gong calls strange does not, though a contractor has it"
    assert found["ann@ours.test"]["aliases"] == ["a.lee@ours.test", "lee@ours.test"]
    assert found["gone@ours.test"]["is_deleted"] is False, "the user was deleted, the person was on a call"
    assert found["gone@ours.test"]["is_active"] is False
    assert found["erased@theirs.test"]["is_deleted"] is True


ONE_PERSON = """
CREATE TABLE gongio_ft.users AS FROM (VALUES
  ('1', 'boss@ours.test', 'Bea', 'Boss', 'VP Sales', NULL, true, false),
  ('2', 'ann@ours.test', 'Ann', 'Old', 'Intern', NULL, false, false),
  ('3', 'ann@ours.test', 'Ann', 'Lee', 'Account Executive', '1', true, false),
  ('4', 'bo+gong@ours.test', 'Bo', 'Berg', 'Sales Engineer', NULL, false, false),
  ('5', 'former@ours.test', 'Ann', 'Former', NULL, NULL, false, false)
) t(id, email_address, first_name, last_name, title, manager_id, active, _fivetran_deleted);
CREATE TABLE gongio_ft.user_email_alias AS FROM (VALUES ('former@ours.test', '3'), ('boss@ours.test', '3')) t(email, user_id);
CREATE TABLE salesforce."user" AS FROM (VALUES
  ('005000000000001AAA', 'bo@ours.test', 'Bo Berg', 'Customer Success Manager', '005000000000002AAA', true),
  ('005000000000002AAA', 'boss@ours.test', 'Bea Boss', 'VP', NULL, true),
  ('005000000000003AAA', 'cal@ours.test', 'Cal A', 'AE', NULL, false),
  ('005000000000004AAA', 'cal@ours.test', 'Cal B', 'CSM', '005000000000002AAA', true)
) t(id, email, name, title, manager_id, is_active);
CREATE TABLE gongio_ft.call_participant AS FROM (VALUES
  ('1', 'Internal', '3', 'ann.lee@ours-group.test', 'Ann', false),
  ('1', 'External', NULL, 'mia+crm@theirs.test', 'Mia', false),
  ('1', 'External', '3', 'kept.apart@theirs.test', 'Kim', false)
) t(call_id, affiliation, user_id, email_address, name, _fivetran_deleted);
CREATE TABLE salesforce.contact AS FROM (VALUES
  ('003000000000001AAA', 'mia@theirs.test', 'Mia Berg', 'CIO'), ('003000000000002AAA', 'tia@theirs.test', 'Tia Task', 'CFO'),
  ('003000000000003AAA', 'cc@theirs.test', 'Cy Copy', 'COO')
) t(id, email, name, title);
CREATE TABLE salesforce.email_message AS FROM (VALUES
  ('m1', 'MIA@theirs.test', 'ann+deal@ours.test'),
  ('m2', 'comment@theirs.test (Cora Comment)', '"Souza, Ana" <ana@theirs.test>, plain@theirs.test; Bo <mailto:bo@theirs.test>'),
  ('m3', 'No Brackets plain@theirs.test', 'outlook@theirs.test [mailto:outlook@theirs.test]'),
  ('m4', '"twice@theirs.test" <twice@theirs.test>', '+15550100@gateway.test')
) t(id, from_address, to_address);
CREATE TABLE salesforce.task AS FROM (VALUES
  ('00T000000000001AAA', 'Email', '003000000000002', E'Additional To: x@theirs.test\nCC: cc@theirs.test\nBCC: b@theirs.test\nHi'),
  ('00T000000000002AAA', 'Call', '003000000000001', 'CC: nobody@theirs.test')
) t(id, type, who_id, description);
CREATE TABLE gongio_ft.conversation_participants AS FROM (VALUES ('k', 'dee@theirs.test', 'Dee Data')) t(
  conversation_key, email_address, name);
"""  # noqa: E501


def test_the_active_user_of_an_address_counts_and_all_addresses_of_somebody_are_one_person(
    warehouse_of: WarehouseOf,
) -> None:
    found = people(warehouse_of, ONE_PERSON)
    kept = ("name", "title", "manager_email", "is_active", "aliases")
    assert {email: tuple(one[key] for key in kept) for email, one in found.items() if "@ours" in email} == {
        "ann@ours.test": (
            "Ann Lee",
            "Account Executive",
            "boss@ours.test",
            True,
            ["ann+deal@ours.test", "ann.lee@ours-group.test", "former@ours.test"],
        ),
        "bo@ours.test": ("Bo Berg", "Customer Success Manager", "boss@ours.test", True, ["bo+gong@ours.test"]),
        "boss@ours.test": ("Bea Boss", "VP Sales", None, True, None),
        "cal@ours.test": ("Cal B", "CSM", "boss@ours.test", True, None),
    }, "the address of a user who is there is nobody else's alias"
    theirs = {email: one for email, one in found.items() if "@ours" not in email}
    assert {email: (one["name"], one["title"], one["aliases"]) for email, one in theirs.items()} == {
        "mia@theirs.test": ("Mia", "CIO", ["mia+crm@theirs.test"]),
        "kept.apart@theirs.test": ("Kim", None, None),
        "comment@theirs.test": ("Cora Comment", None, None),
        "ana@theirs.test": ("Souza, Ana", None, None),
        "bo@theirs.test": ("Bo", None, None),
        "plain@theirs.test": (None, None, None),
        "outlook@theirs.test": (None, None, None),
        "twice@theirs.test": (None, None, None),
        "+15550100@gateway.test": (None, None, None),
        "tia@theirs.test": ("Tia Task", "CFO", None),
        "x@theirs.test": (None, None, None),
        "cc@theirs.test": ("Cy Copy", "COO", None),
        "dee@theirs.test": ("Dee Data", None, None),
    }


def test_without_gong_users_people_come_from_salesforce(duckdb_of: WarehouseOf) -> None:
    found = people(duckdb_of, STAFF)
    assert found["ann@ours.test"]["manager_email"] == "boss@ours.test", "an id of 15 characters is the same manager"
    assert set(found) == {"ann@ours.test", "boss@ours.test", "old@ours.test"}


def test_without_users_ours_are_whom_gong_calls_internal(duckdb_of: WarehouseOf) -> None:
    person = only(
        duckdb_of("""CREATE TABLE gongio_ft.call_participant AS FROM (VALUES
  ('1', 'Internal', 'ann@ours.test', 'Ann')) t(call_id, affiliation, email_address, name)"""),
        "people",
    )
    assert (person["name"], person["is_internal"], person["is_active"]) == ("Ann", True, None)


def test_an_email_to_thousands_costs_what_its_recipients_cost(duckdb_of: WarehouseOf) -> None:
    """Not their square: 10,000 recipients of one email took 2.7 GB."""
    warehouse = duckdb_of(f"""{USERS}
        CREATE TABLE salesforce.email_message AS
        SELECT '02s000000000001AAA' AS id, 'ann@ours.test' AS from_address, 'News' AS subject, '' AS text_body,
            string_agg('person' || n || '@customer.example', '; ') AS to_address, NULL::VARCHAR AS cc_address,
            TIMESTAMPTZ '2026-10-01' AS message_date, NULL::VARCHAR AS related_to_id, false AS is_deleted,
            TIMESTAMPTZ '2026-10-01' AS last_modified_date
        FROM range(10000) numbers(n)
    """)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kB
    assert len(read(warehouse, "people")) > 10_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000
