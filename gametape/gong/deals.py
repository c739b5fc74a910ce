"""Deals as far as calls tell of them: the fields that Gong links to a call, now and at the time of each call.

opportunities_calls.sql  -> Deals.documents      the latest call that has a field wins; what is not a field: inferred.py
opportunity_changes.sql  -> Deals.histories      stage, amount and close date as of each call
"""

import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from gametape.gong.directory import Directory
from gametape.gong.documents import call_id, crm_objects, encode
from gametape.gong.inferred import CallsOfDeals, outcome
from gametape.gong.values import Json, mapping, objects, text

_NOW = "now"
_COLUMNS = {
    "name": "name",
    "accountid": "account_id",
    "ownerid": "owner_id",
    "stagename": "stage",
    "closedate": "close_date",
    "amount": "amount",
    "currencyisocode": "currency",
    "type": "type",
}
_HISTORY = ("stagename", "amount", "closedate")
_SHORT_ID = 15  # characters; an id of 18 begins with the same
_humps = re.compile(r"([a-z0-9])([A-Z])").sub
_unders = re.compile("_+").sub


class _Rank(NamedTuple):
    """Preference among the values of a field: current values first, then those of the latest call."""

    is_now: bool
    started: str
    call: str
    object_id: str


class _Field(NamedTuple):
    rank: _Rank
    name: str
    value: str | None


class _State(NamedTuple):
    started: str
    call: str
    values: dict[str, str | None]


class Deals:
    """Fields of the deals that the given calls name.

    Args:
        directory: our people, to name the owner of a deal; None leaves out what is inferred from calls.
        only: first 15 characters of the ids of the wanted deals; None for all.
    """

    def __init__(self, directory: Directory | None = None, *, only: Collection[str] | None = None) -> None:
        self._directory = directory
        self._only = only
        self._calls = CallsOfDeals()
        self._ids: dict[str, str] = {}
        self._fields: dict[str, dict[str, _Field]] = {}
        self._states: dict[str, dict[str, _State]] = {}

    def add_call(self, call: Json) -> None:
        """Take note of the deals of a call."""
        started = text(mapping(call.get("metaData")).get("started")) or ""
        id_ = call_id(call)
        if id_ is None:
            return
        deals: set[str] = set()
        for item in crm_objects(call, "opportunity"):
            object_id = text(item.get("objectId")) or ""
            key = object_id[:_SHORT_ID]
            if self._only is not None and key not in self._only:
                continue
            self._ids[key] = max(self._ids.get(key, ""), object_id)
            is_now = (text(item.get("timing")) or _NOW).lower() == _NOW
            self._add_fields(key, item, _Rank(is_now, started, id_, object_id))
            if not is_now and started:
                self._states.setdefault(key, {})[id_] = _State(started, id_, _values(item))
            deals.add(key)
        for key in deals:
            self._calls.add(key, call, id_)

    def _add_fields(self, key: str, item: Json, rank: _Rank) -> None:
        known = self._fields.setdefault(key, {})
        for entry in objects(item.get("fields")):
            name = text(entry.get("name"))
            if name is None:
                continue
            before = known.get(name.lower())
            if before is None or before.rank <= rank:
                known[name.lower()] = _Field(rank, name, _value(entry.get("value")))

    def documents(self) -> Iterator[tuple[str, str]]:
        """Yield (id, document) of each deal."""
        for key in sorted(self._fields):
            fields = self._fields[key]
            document: dict[str, Any] = dict.fromkeys(_DEAL_KEYS)
            document |= {column: fields[name].value for name, column in _COLUMNS.items() if name in fields}
            others = {_snake(item.name): item.value for name, item in fields.items() if name not in _COLUMNS}
            document |= {"id": self._ids[key], "is_deleted": False, "fields": dict(sorted(others.items()))}
            if self._directory is not None:
                document |= self._inferred(key, self._directory)
            yield self._ids[key], encode(document)

    def _inferred(self, key: str, directory: Directory) -> dict[str, Any]:
        closed, won = outcome({name: item.value for name, item in self._fields[key].items()})
        account = self._calls.account(key)
        if account.get("account"):
            account["account"] = {_snake(name): value for name, value in sorted(account["account"].items())}
        return {"is_closed": closed, "is_won": won} | self._calls.owner(key, directory) | account

    def histories(self) -> Iterator[tuple[str, str]]:
        """Yield (id, document) of the history of each deal: its state as of each call."""
        for key in sorted(self._states):
            states = sorted(self._states[key].values(), key=lambda state: (state.started, state.call))
            versions = [
                {
                    "id": f"{key}/{state.call}",
                    "changed_at": state.started,
                    "origin": "opportunity",
                    "stage": state.values.get("stagename"),
                    "amount": state.values.get("amount"),
                    "close_date": state.values.get("closedate"),
                    "owner_id": None,
                    "owner_email": None,
                }
                for state in states
            ]
            yield self._ids[key], encode({"id": self._ids[key], "states": [], "changes": [], "versions": versions})


_DEAL_KEYS = (
    "id",
    "name",
    "account_id",
    "account",
    "account_name",
    "owner_id",
    "owner_email",
    "owner_name",
    "stage",
    "close_date",
    "amount",
    "currency",
    "health_score",
    "is_closed",
    "is_won",
    "product",
    "type",
    "opened_at",
    "is_deleted",
    "fields",
)


def _values(item: Json) -> dict[str, str | None]:
    named = {(text(entry.get("name")) or "").lower(): entry.get("value") for entry in objects(item.get("fields"))}
    return {name: _value(named[name]) for name in _HISTORY if name in named}


def _value(value: Any) -> str | None:
    """Return a field's value as text; lists and objects as JSON."""
    if isinstance(value, bool):
        return str(value).lower()
    return encode(value) if isinstance(value, list | dict) else text(value)


def _snake(name: str) -> str:
    """Return a field's name as a column of the warehouse: Segment__c becomes segment_c."""
    return _unders("_", _humps(r"\1_\2", name)).lower()
