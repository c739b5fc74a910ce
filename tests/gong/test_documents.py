"""The sample company over Gong's API gives the documents that its warehouse gives."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gametape.gong import documents, endpoints
from gametape.gong.deals import Deals
from gametape.gong.directory import Directory, People
from gametape.gong.gong_client import GongClient
from gametape.gong.inferred import outcome
from gametape.records.history import OpportunityHistory
from gametape.source import Window
from gametape.warehouse.connect import connect
from tests.databases import OnlyGiven

FROM, TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)


def warehouse_documents(path: Path, entity: str) -> dict[str | None, Any]:
    with connect(OnlyGiven(warehouse=f"duckdb:///{path}")) as warehouse:
        pages = warehouse.rows(warehouse.source(entity), Window(), 1000)
        return {row.id: json.loads(row.document) for page in pages for row in page}


@pytest.fixture
def directory(client: GongClient) -> Directory:
    return Directory(user for page in endpoints.users(client) for user in page)


@pytest.fixture
def calls(client: GongClient) -> list[dict[str, Any]]:
    return [call for page in endpoints.calls(client, FROM, TO) for call in page]


def loaded(pairs: Any) -> dict[str, Any]:
    return {id_: json.loads(document) for id_, document in pairs}


def test_calls_and_participants_are_the_same(gong_warehouse: Path, directory: Directory, calls: Any) -> None:
    told = loaded((documents.call_id(call), documents.call_document(call, directory)) for call in calls)
    assert len(told) > 50
    assert told == warehouse_documents(gong_warehouse, "calls")


def test_transcripts_are_the_same_to_the_letter(gong_warehouse: Path, client: GongClient, calls: Any) -> None:
    ids = [call["metaData"]["id"] for call in calls]
    pages = endpoints.transcripts_of(client, ids)
    told = dict(filter(None, (documents.transcript_document(item) for page in pages for item in page)))
    with connect(OnlyGiven(warehouse=f"duckdb:///{gong_warehouse}")) as warehouse:
        rows = warehouse.rows(warehouse.source("transcripts"), Window(), 1000)
        assert told == {row.id: row.document for page in rows for row in page}


def test_links_are_the_same_with_those_that_people_chose(gong_warehouse: Path, client: GongClient, calls: Any) -> None:
    manual = documents.manual_deals(item for page in endpoints.manual_links(client, FROM) for item in page)
    assert manual
    told = loaded(
        (call["metaData"]["id"], documents.links_document(call, manual.get(call["metaData"]["id"], ())))
        for call in calls
    )
    assert told == warehouse_documents(gong_warehouse, "call_links")


def test_scorecard_answers_are_the_same(gong_warehouse: Path, client: GongClient, directory: Directory) -> None:
    questions = endpoints.scorecard_questions(client)
    pages = endpoints.scorecards(client, FROM.date(), TO.date())
    told = loaded(
        pair for page in pages for card in page for pair in documents.scorecard_documents(card, questions, directory)
    )
    assert told
    assert told == warehouse_documents(gong_warehouse, "coaching")


@pytest.fixture
def gong_alone(gong_warehouse: Path, tmp_path: Path) -> Path:
    """The warehouse without Salesforce."""
    path = tmp_path / "gong.duckdb"
    path.write_bytes(gong_warehouse.read_bytes())
    with duckdb.connect(str(path)) as db:
        db.execute("DROP SCHEMA salesforce CASCADE")
    return path


def test_people_are_the_same_as_in_a_warehouse_with_gong_alone(
    gong_alone: Path, directory: Directory, calls: Any
) -> None:
    people = People(directory)
    for call in calls:
        people.add_call(call)
    assert loaded(people.documents()) == warehouse_documents(gong_alone, "people")


def test_deals_are_the_same_as_in_a_warehouse_with_gong_alone(gong_alone: Path, calls: Any) -> None:
    deals = Deals()
    for call in calls:
        deals.add_call(call)
    assert loaded(deals.documents()) == warehouse_documents(gong_alone, "opportunities")


def test_a_deal_has_an_owner_an_account_and_an_outcome_from_its_calls(
    gong_warehouse: Path, directory: Directory, calls: Any
) -> None:
    """Salesforce knows better, but what is told is what Salesforce says of nearly all deals."""
    deals = Deals(directory)
    for call in reversed(calls):
        deals.add_call(call)
    told = {id_[:15]: deal for id_, deal in loaded(deals.documents()).items()}
    known = {str(id_)[:15]: deal for id_, deal in warehouse_documents(gong_warehouse, "opportunities").items()}
    assert len(told) >= 7
    for name in ("is_closed", "is_won"):
        assert {id_: deal[name] is True for id_, deal in told.items()} == {
            id_: str(known[id_][name]).lower() == "true" for id_ in told
        }
    assert {id_: deal["account_name"] for id_, deal in told.items()} == {
        id_: known[id_]["account_name"] for id_ in told
    }
    assert all(deal["account"]["industry"] for deal in told.values())
    right = sum(deal["owner_email"] == known[id_]["owner_email"] for id_, deal in told.items())
    assert right >= 0.8 * len(told), f"{right} of {len(told)}"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"stagename": "6. Closed Won", "probability": "100"}, (True, True)),
        ({"stagename": "Closed Lost", "probability": "0.0"}, (True, False)),
        ({"stagename": "Gewonnen"}, (True, True)),
        ({"stagename": "Lost contact", "probability": "20"}, (None, None)),
        ({"stagename": "Wonder"}, (None, None)),
        ({"stagename": "Closed Won", "isclosed": "false", "iswon": "false"}, (False, False)),
        ({"stagename": "Signed", "iswon": "true"}, (True, True)),
        ({}, (None, None)),
    ],
)
def test_a_deal_is_over_where_a_field_or_its_stage_and_probability_say_so(
    fields: dict[str, str], expected: tuple[bool | None, bool | None]
) -> None:
    assert outcome(fields) == expected


def test_a_deal_has_its_stages_as_of_its_calls(calls: Any) -> None:
    deals = Deals()
    for call in reversed(calls):
        deals.add_call(call)
    moves = [move for _, document in deals.histories() for move in OpportunityHistory.read(document, []).moves()]
    assert {move.field for move in moves} >= {"stage"}
    assert all(move.old.key and move.old.key != move.new.key for move in moves)
    assert {move.at for move in moves} <= {datetime.fromisoformat(call["metaData"]["started"]) for call in calls}
