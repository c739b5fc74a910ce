"""Our people in Gong by id and address, and documents of everyone who was on a call (as `people.sql`)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from gametape.gong.values import Json, address, objects, plain_address, text, texts

_MAKE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class GongUser:
    """One of the company's own people."""

    id: str
    email: str | None
    name: str | None
    title: str | None
    manager_id: str | None
    is_active: bool
    aliases: tuple[str, ...]


def user_of(item: Json) -> GongUser | None:
    """Return a user; None for one without an id."""
    id_ = text(item.get("id"))
    if id_ is None:
        return None
    names = (text(item.get("firstName")), text(item.get("lastName")))
    aliases = {address(alias) for alias in (*texts(item.get("emailAliases")), item.get("trustedEmailAddress"))}
    email = address(item.get("emailAddress"))
    return GongUser(
        id_,
        email,
        " ".join(filter(None, names)) or None,
        text(item.get("title")),
        text(item.get("managerId")),
        item.get("active") is not False,
        tuple(sorted(alias for alias in aliases if alias and alias != email)),
    )


class Directory:
    """All users, found by id or by address."""

    def __init__(self, items: Iterable[Json]) -> None:
        self.users = {user.id: user for user in map(user_of, items) if user}
        owners = sorted(self.users.values(), key=lambda user: (not user.is_active, user.email or "", user.id))
        self._main = {user.email: user.email for user in owners if user.email}
        for user in owners:
            for alias in user.aliases:
                if user.email:
                    self._main.setdefault(alias, plain_address(user.email))

    def user(self, id_: Any) -> GongUser | None:
        """Return the user of an id."""
        return self.users.get(text(id_) or "")

    def email(self, id_: Any) -> str | None:
        """Return the address of a user."""
        user = self.user(id_)
        return user.email if user else None

    def is_ours(self, email: str | None) -> bool:
        """Tell whether an address is a user's, with or without a tag."""
        return email is not None and plain_address(email) in self._main

    def main(self, email: str) -> str:
        """Return the main address of whoever has this address."""
        plain = plain_address(email)
        return plain_address(self._main.get(plain, plain))


@dataclass(slots=True)
class _Person:
    email: str
    name: str | None = None
    title: str | None = None
    manager: str | None = None
    is_internal: bool | None = None
    is_active: bool | None = None
    others: set[str] = field(default_factory=set)


class People:
    """Everyone by main address. Users come first; of participants, the latest call counts."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._seen: dict[str, tuple[tuple[str, str, str], _Person]] = {}
        self._open_domains: set[str] = set()
        self._addresses: dict[str, set[str]] = {}

    def add_call(self, call: Json) -> None:
        """Take note of a call's participants."""
        meta = call.get("metaData")
        started = text(meta.get("started")) if isinstance(meta, dict) else None
        for party in objects(call.get("parties")):
            email = address(party.get("emailAddress"))
            if email:
                self._add(party, email, started or "")

    def _add(self, party: Json, email: str, started: str) -> None:
        affiliation = (text(party.get("affiliation")) or "").lower()
        is_internal = {"internal": True, "external": False}.get(affiliation)
        if is_internal is False:
            self._open_domains.add(email.rpartition("@")[2])
        main = self._main_of(party, email, is_internal=is_internal)
        if email != main:
            self._addresses.setdefault(main, set()).add(email)
        new = _Person(main, text(party.get("name")), text(party.get("title")), None, is_internal)
        rank = (started, new.name or "", new.title or "")
        old = self._seen.get(main)
        if old is None:
            self._seen[main] = (rank, new)
        elif rank >= old[0]:
            self._seen[main] = (rank, _filled(new, old[1]))
        else:
            _filled(old[1], new)

    def _main_of(self, party: Json, email: str, *, is_internal: bool | None) -> str:
        """Return the main address: a user who joins with another address is still that user."""
        user = self._directory.user(party.get("userId"))
        if user is None or user.email is None or is_internal is False or self._directory.is_ours(email):
            return self._directory.main(email)
        return plain_address(user.email)

    def documents(self) -> Iterator[tuple[str, str]]:
        """Yield (address, document) of each person, by address."""
        chosen: dict[str, _Person] = {}
        domains: set[str] = set()
        for user in sorted(self._directory.users.values(), key=lambda user: (not user.is_active, user.id)):
            if user.email:
                domains.add(user.email.rpartition("@")[2])
                person = self._employee(user, user.email)
                known = chosen.get(person.email)
                chosen[person.email] = _filled(known, person) if known else person
        for email, (_, person) in self._seen.items():
            chosen[email] = _filled(chosen[email], person) if email in chosen else person
        for email in sorted(chosen):
            shares = email.rpartition("@")[2] in domains - self._open_domains
            yield email, _document(chosen[email], self._addresses.get(email, set()), shares=shares)

    def _employee(self, user: GongUser, email: str) -> _Person:
        main = self._directory.main(email)
        others = {alias for alias in (email, *user.aliases) if self._directory.main(alias) == main} - {main}
        manager = self._directory.email(user.manager_id)
        return _Person(
            main,
            user.name,
            user.title,
            self._directory.main(manager) if manager else None,
            is_internal=True,
            is_active=user.is_active,
            others=others,
        )


def _filled(best: _Person, other: _Person) -> _Person:
    """Fill the empty values of the better source from the other."""
    best.name = best.name or other.name
    best.title = best.title or other.title
    best.manager = best.manager or other.manager
    best.is_internal = other.is_internal if best.is_internal is None else best.is_internal
    best.is_active = other.is_active if best.is_active is None else best.is_active
    best.others |= other.others
    return best


def _document(person: _Person, seen: set[str], *, shares: bool) -> str:
    return _MAKE(
        {
            "id": person.email,
            "email": person.email,
            "name": person.name,
            "title": person.title,
            "manager_email": person.manager,
            "is_internal": person.is_internal,
            "shares_our_domain": shares,
            "is_active": person.is_active,
            "aliases": sorted(person.others | seen) or None,
            "is_deleted": False,
        }
    )
