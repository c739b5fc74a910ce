"""Read the stages of deals over time from a warehouse independently, without gametape's code."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from bench.real_tables import Row, Tables
from bench.real_values import deal_key, moment, related, text, unquoted

Move = tuple[str | None, datetime]
Entry = tuple[str, datetime, str, str | None]  # deal, moment, id, stage


def stage_moves(tables: Tables) -> dict[str, list[Move]]:
    """Return the stages by deal, each with its start time, from the best history table that has any."""
    by_deal: dict[str, list[Move]] = {}
    snapshots, versions = (_of_versions(tables, table) for table in ("opportunity_history", "opportunity"))
    for moves in (_of_states(tables), _of_changes(tables), snapshots, versions):
        for deal, deal_moves in moves.items():
            if deal_moves:
                by_deal.setdefault(deal, deal_moves)
    return by_deal


def _of_states(tables: Tables) -> dict[str, list[Move]]:
    entries: dict[str, Entry] = {}
    if not tables.has(tables.salesforce, "opportunity_history", "id", "opportunity_id", "created_date"):
        return {}
    names = ("id", "opportunity_id", "stage_name", "created_date", "_fivetran_synced")
    rows = tables.rows(tables.salesforce, "opportunity_history", *names)
    for row in sorted(rows, key=lambda row: row["_fivetran_synced"] or ""):
        _enter(entries, row, row["opportunity_id"], row["created_date"], row["stage_name"])
    return _differences(entries.values(), began=True)


def _of_changes(tables: Tables) -> dict[str, list[Move]]:
    entries: dict[str, Entry] = {}
    before: dict[str, str | None] = {}
    names = ("id", "opportunity_id", "field", "old_value", "new_value", "created_date", "_fivetran_synced")
    rows = tables.rows(tables.salesforce, "opportunity_field_history", *names)
    for row in sorted(rows, key=lambda row: row["_fivetran_synced"] or ""):
        if (row["field"] or "").lower().replace("_", "") == "stagename":
            _enter(entries, row, row["opportunity_id"], row["created_date"], unquoted(row["new_value"]))
            before[row["id"] or ""] = text(unquoted(row["old_value"]))
    moves: dict[str, list[Move]] = defaultdict(list)
    for deal, at, name, stage in sorted(entries.values(), key=lambda entry: entry[:3]):
        if stage != before[name]:
            moves[deal].append((stage, at))
    return moves


def _of_versions(tables: Tables, table: str) -> dict[str, list[Move]]:
    entries: dict[str, Entry] = {}
    if tables.has(tables.salesforce, table, "id", "_fivetran_start"):
        names = ("id", "stage_name", "_fivetran_start")
        for row in tables.rows(tables.salesforce, table, *names, all_versions=True):
            key = f"{row['id']}/{row['_fivetran_start']}"
            if related(row["id"]):
                version = {**row, "id": key, "deleted": None}
                _enter(entries, version, row["id"], row["_fivetran_start"], row["stage_name"])
    return _differences(entries.values(), began=False)


def _enter(entries: dict[str, Entry], row: Row, deal: str | None, at: str | None, stage: str | None) -> None:
    """Add a history row: of a row that was sent twice the last counts, and none if that one is deleted."""
    key, when, name = deal_key(deal), moment(at), row["id"]
    if name and row["deleted"]:
        entries.pop(name, None)
    elif name and key and isinstance(when, datetime):
        entries[name] = (key, when, name, text(stage))


def _differences(entries: Iterable[Entry], *, began: bool) -> dict[str, list[Move]]:
    moves: dict[str, list[Move]] = {}
    for deal, each in groupby(sorted(entries, key=lambda entry: entry[:3]), key=lambda entry: entry[0]):
        states = [(stage, at) for _, at, _, stage in each]
        earlier = [None, *(stage for stage, _ in states)] if began else [states[0][0], *(s for s, _ in states)]
        moves[deal] = [state for before, state in zip(earlier, states, strict=False) if state[0] != before]
    return moves
