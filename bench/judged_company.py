"""Company made of the deals of `bench/judgement_deals`: a warehouse in Fivetran's layout, as a file of DuckDB."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from gametape.text.sentences import sentences_of

Row = dict[str, Any]

_SECONDS = 8  # of a turn


def make_warehouse(path: Path, deals: Sequence[Mapping[str, Any]]) -> str:
    """Write the warehouse of the deals to a file, and return its URL."""
    tables: dict[str, list[Row]] = {}
    for number, deal in enumerate(deals, start=1):
        for table, rows in _deal(number, deal).items():
            tables.setdefault(table, []).extend(rows)
    with duckdb.connect(str(path)) as connection:
        for table, rows in tables.items():
            _put(connection, table, _distinct(rows))
    return f"duckdb:///{path}"


def salesforce_id(prefix: str, number: int) -> str:
    """Return an 18-character id without capitals."""
    return f"{prefix}{number:012d}AAA"


def _deal(number: int, deal: Mapping[str, Any]) -> dict[str, list[Row]]:
    key, ours = salesforce_id("006", number), [one for one in deal["people"] if one["side"] == "ours"]
    calls = [(f"{number}{place:03}", call) for place, call in enumerate(deal["calls"], start=1)]
    return {
        "salesforce.opportunity": [_opportunity(number, key, deal)],
        "salesforce.account": [_account(number, deal)],
        "salesforce.user": [_user(number, place, one, deal) for place, one in enumerate(ours)],
        "gongio_ft.users": [_gong_user(number, place, one) for place, one in enumerate(ours)],
        "gongio_ft.call": [_call(id_, call) for id_, call in calls],
        "gongio_ft.call_participant": [row for id_, call in calls for row in _people(id_, call, deal, number)],
        "gongio_ft.call_context_integration": [
            {"call_id": id_, "object_type": "Opportunity", "object_id": key, "name": "Name", "value": '"x"'}
            for id_, _ in calls
        ],
        "gongio_ft.transcript": [row for id_, call in calls for row in _turns(id_, call)],
        "salesforce.email_message": [
            _email(number * 100 + place, key, email, deal) for place, email in enumerate(deal["emails"])
        ],
    }


def _opportunity(number: int, key: str, deal: Mapping[str, Any]) -> Row:
    first = min(datetime.fromisoformat(call["at"]) for call in deal["calls"])
    return {
        "id": key,
        "name": deal["deal"],
        "account_id": salesforce_id("001", number),
        "owner_id": salesforce_id("005", number * 10),
        "stage_name": deal["stage"],
        "close_date": datetime.fromisoformat(f"{deal['close_date']}T00:00:00+00:00"),
        "amount": float(deal["amount"]),
        "is_closed": deal["outcome"] != "open",
        "is_won": deal["outcome"] == "won",
        "is_deleted": False,
        "loss_reason_c": deal["loss_reason"],
        "created_date": first - timedelta(days=14),
        "last_modified_date": first,
        "_fivetran_synced": first,
    }


def _account(number: int, deal: Mapping[str, Any]) -> Row:
    name = deal["deal"].split(" – ")[0]
    return {
        "id": salesforce_id("001", number),
        "name": name,
        "industry": deal["industry"],
        "is_deleted": False,
        "last_modified_date": datetime.fromisoformat(deal["calls"][0]["at"]),
    }


def _user(number: int, place: int, person: Mapping[str, Any], deal: Mapping[str, Any]) -> Row:
    return {
        "id": salesforce_id("005", number * 10 + place),
        "email": person["email"],
        "name": person["name"],
        "title": person["title"],
        "is_active": True,
        "last_modified_date": datetime.fromisoformat(deal["calls"][0]["at"]),
    }


def _gong_user(number: int, place: int, person: Mapping[str, Any]) -> Row:
    first, _, last = person["name"].partition(" ")
    return {
        "id": f"{number}{place:02}",
        "email_address": person["email"],
        "first_name": first,
        "last_name": last,
        "title": person["title"],
        "active": True,
    }


def _call(id_: str, call: Mapping[str, Any]) -> Row:
    return {
        "id": id_,
        "workspace_id": "1",
        "title": call.get("kind", "call").capitalize(),
        "started": call["at"],
        "duration": str(len(call["turns"]) * _SECONDS),
        "scope": "External",
        "is_private": False,
        "_fivetran_synced": datetime.fromisoformat(call["at"]),
        "_fivetran_deleted": False,
    }


def _people(id_: str, call: Mapping[str, Any], deal: Mapping[str, Any], number: int) -> Iterable[Row]:
    ours = [one["name"] for one in deal["people"] if one["side"] == "ours"]
    known = {one["name"]: one for one in deal["people"]}
    for name in dict.fromkeys(turn["speaker"] for turn in call["turns"]):
        person, side = known.get(name, {}), next(turn["side"] for turn in call["turns"] if turn["speaker"] == name)
        yield {
            "id": f"{id_} {name}",
            "call_id": id_,
            "user_id": f"{number}{ours.index(name):02}" if name in ours else None,
            "affiliation": "Internal" if side == "ours" else "External",
            "email_address": person.get("email"),
            "name": name,
            "title": person.get("title"),
            "speaker_id": f"{id_} {name}",
        }


def _turns(id_: str, call: Mapping[str, Any]) -> Iterable[Row]:
    for turn in call["turns"]:
        parts = sentences_of(turn["text"]) or [turn["text"]]
        start, step = turn["n"] * _SECONDS * 1000, _SECONDS * 1000 // (len(parts) + 1)
        spoken = [
            {"start": start + place * step, "end": start + (place + 1) * step, "text": text}
            for place, text in enumerate(parts)
        ]
        yield {
            "call_id": id_,
            "index": str(turn["n"]),
            "workspace_id": "1",
            "speaker_id": f"{id_} {turn['speaker']}",
            "sentence": json.dumps(spoken, ensure_ascii=False),
            "_fivetran_synced": datetime.fromisoformat(call["at"]),
        }


def _email(number: int, key: str, email: Mapping[str, Any], deal: Mapping[str, Any]) -> Row:
    names = {one["email"]: one["name"] for one in deal["people"]}
    at = datetime.fromisoformat(email["at"])
    return {
        "id": salesforce_id("02s", number),
        "from_address": email["from"],
        "from_name": names.get(email["from"]),
        "to_address": "; ".join(email["to"]),
        "subject": email["subject"],
        "text_body": email["text"],
        "message_date": at,
        "related_to_id": key,
        "is_deleted": False,
        "last_modified_date": at,
    }


def _distinct(rows: Sequence[Row]) -> list[Row]:
    """Return the rows without those whose id came before: one person may sell on two deals."""
    kept: dict[Any, Row] = {}
    for place, row in enumerate(rows):
        kept.setdefault(row.get("id", place), row)
    return list(kept.values())


def _put(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{table.partition(".")[0]}"')
    columns = ", ".join(f'"{name}" {_type(rows, name)}' for name in rows[0])
    connection.execute(f"CREATE TABLE {table} ({columns})")
    places = ", ".join("?" for _ in rows[0])
    connection.executemany(f"INSERT INTO {table} VALUES ({places})", [list(row.values()) for row in rows])


def _type(rows: Sequence[Row], name: str) -> str:
    first = next((row[name] for row in rows if row[name] is not None), "")
    return {datetime: "TIMESTAMPTZ", bool: "BOOLEAN", float: "DOUBLE"}.get(type(first), "VARCHAR")
