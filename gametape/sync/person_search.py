"""Find the person that `gametape erase` is asked for, by an address or by a full name, without guessing."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.errors import BadRequest
from gametape.records.addresses import read_addresses, without_tag
from gametape.records.erased import name_hash
from gametape.store.tables import call_participants, people

_MOST_SHOWN = 10  # people


@dataclass(frozen=True, slots=True)
class KnownAs:
    """All addresses of a person (or of several, if all who share a name are meant), and all full names in use."""

    addresses: set[str]
    names: set[str]


def find_person(connection: sa.Connection, text: str, *, everybody: bool = False) -> KnownAs:
    """Return how the person is known that `text` names: an email address, or first and last name in any order.

    A name that nobody with an address has is taken as it is: people on calls may have no address. With `everybody`, all
    people of that name are meant.

    Raises:
        BadRequest: the text is neither an address nor a full name, or several people have that name; the hint lists
            their addresses.
    """
    if "@" in text:
        return _known_as(connection, {_address(text)})
    if name_hash(b"", text) is None:
        raise BadRequest(f"{text!r} is neither an email address nor a full name.", hint="Write first and last name.")
    known = _people_named(connection, text)
    if len(known) > 1 and not everybody:
        shown = ", ".join(sorted(min(each.addresses) for each in known)[:_MOST_SHOWN])
        more = f" and {len(known) - _MOST_SHOWN} more" if len(known) > _MOST_SHOWN else ""
        raise BadRequest(
            f"{len(known)} people are named {text}: {shown}{more}.",
            hint="Give the address of the person you mean, or --yes for all of them.",
        )
    return KnownAs(
        {address for each in known for address in each.addresses},
        {text}.union(*(each.names for each in known)),
    )


def _address(text: str) -> str:
    found = read_addresses(text)
    if len(found.all) != 1 or found.malformed:
        raise BadRequest(f"{text!r} is not an email address.")
    return found.all[0]


def _people_named(connection: sa.Connection, name: str) -> list[KnownAs]:
    """Return the people of that name who have an address, each with all of their addresses and names."""
    found: list[KnownAs] = []
    for column, email in ((people.c.name, people.c.email), (call_participants.c.name, call_participants.c.email)):
        rows = connection.execute(sa.select(column, email).where(email.is_not(None), *_may_be(column, name)).distinct())
        for other, address in rows:
            is_new = not any(address in each.addresses for each in found)
            if is_new and name_hash(b"", other) == name_hash(b"", name):
                found.append(_known_as(connection, {address}))
    return found


def _may_be(column: sa.ColumnElement[str], name: str) -> list[sa.ColumnElement[bool]]:
    """Conditions for a first look. Only plain letters are compared: case of others depends on the server."""
    return [
        column.icontains(word, autoescape=True)
        for word in name.replace(",", " ").split()
        if word.isalnum() and word.isascii()
    ]


def _known_as(connection: sa.Connection, start: Collection[str]) -> KnownAs:
    """Return all addresses of the person who has these, and all full names that go with them."""
    addresses = {form for address in start for form in (address, without_tag(address))}
    names: set[str] = set()
    while True:
        listed = sa.cast(sorted(addresses), pg.ARRAY(sa.Text))
        rows = connection.execute(
            sa.select(people.c.email, people.c.aliases, people.c.name).where(
                (people.c.email == sa.func.any(listed)) | people.c.aliases.overlap(listed)
            )
        ).all()
        names |= {row.name for row in rows if row.name}
        found = {alias for row in rows for alias in (row.email, *row.aliases)} - addresses
        if not found:
            break
        addresses |= found
    spoken = sa.select(call_participants.c.name).where(call_participants.c.email == sa.func.any(listed)).distinct()
    return KnownAs(addresses, names | {name for name in connection.scalars(spoken) if name})
