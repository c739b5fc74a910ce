"""Facts of a deal that Gong's API does not name and that its calls tell of: outcome, owner and account.

A warehouse has these as columns. Where Gong's fields have them after all (`IsClosed`, `IsWon`), the fields count.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from gametape.gong.directory import Directory
from gametape.gong.values import Json, mapping, objects, text

_WON, _LOST = {"won", "gewonnen"}, {"lost", "verloren"}
_words = re.compile(r"[^\W\d_]+").findall
_CERTAIN = {True: "100", False: "0"}  # Salesforce's probability of a deal that is won or lost


def outcome(fields: Mapping[str, str | None]) -> tuple[bool | None, bool | None]:
    """Return (is closed, is won) of a deal, from its fields by name in lower case.

    Without `IsClosed` and `IsWon`, a deal is over if its stage has a word for it, such as "Closed Won", and its
    probability, if known, agrees. Otherwise it is open.
    """
    closed, won = _flag(fields.get("isclosed")), _flag(fields.get("iswon"))
    if closed is not None or won is not None:
        return closed or won, won
    words = set(_words((fields.get("stagename") or "").lower()))
    for is_won, named in ((True, words & _WON), (False, words & _LOST)):
        if named and _agrees(fields.get("probability"), is_won=is_won):
            return True, is_won
    return None, None


def _flag(value: str | None) -> bool | None:
    return {"true": True, "false": False}.get((value or "").lower())


def _agrees(probability: str | None, *, is_won: bool) -> bool:
    return probability is None or probability.partition(".")[0] == _CERTAIN[is_won]


class _Account(NamedTuple):
    started: str
    call: str
    id: str
    fields: dict[str, Any]


class CallsOfDeals:
    """Hosts of the calls of each deal, and the account that its latest call names."""

    def __init__(self) -> None:
        self._hosts: dict[str, Counter[str]] = {}
        self._accounts: dict[str, _Account] = {}

    def add(self, deal: str, call: Json, call_id: str) -> None:
        """Take note of a call of a deal. Of several accounts on a call, none is known to be the deal's."""
        about = mapping(call.get("metaData"))
        started = text(about.get("started")) or ""
        if host := text(about.get("primaryUserId")):
            self._hosts.setdefault(deal, Counter())[host] += 1
        accounts = {
            text(item.get("objectId")) or "": item
            for system in objects(call.get("context"))
            for item in objects(system.get("objects"))
            if (text(item.get("objectType")) or "").lower() == "account"
        }
        if len(accounts) == 1:
            ((id_, item),) = accounts.items()
            fields = {text(entry.get("name")) or "": text(entry.get("value")) for entry in objects(item.get("fields"))}
            new = _Account(started, call_id, id_, fields)
            known = self._accounts.get(deal)
            if known is None or (known.started, known.call) <= (started, call_id):
                self._accounts[deal] = new

    def owner(self, deal: str, directory: Directory) -> dict[str, str | None]:
        """Return the user who hosted most calls of the deal; of equals, the first by address."""
        known = [
            (-calls, user.email, user.name)
            for id_, calls in self._hosts.get(deal, Counter()).items()
            if (user := directory.user(id_)) and user.email
        ]
        _, email, name = min(known, default=(0, None, None))
        return {"owner_email": email, "owner_name": name}

    def account(self, deal: str) -> dict[str, Any]:
        """Return the name of the deal's account, and its other fields by name in snake case."""
        known = self._accounts.get(deal)
        if known is None:
            return {}
        names = {name.lower(): name for name in known.fields}
        others = {name: value for name, value in known.fields.items() if name.lower() != "name" and name}
        return {"account_name": known.fields.get(names.get("name", "")), "account": others or None}
