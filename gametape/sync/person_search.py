"""Search for the person that `gametape erase` names, by an address or by a full name, without guessing."""

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
    """Addresses and full names of a person, or of all people who share a name."""

    addresses: set[str]
    names: set[str]


def find_person(connection: sa.Connection, text: str, *, everybody: bool = False) -> KnownAs:
    """Return addresses and names of the person that `text` names: an email address, or first and last name.

    First and last name may come in any order. A name is accepted even if no known address belongs to it: people on
    calls may have no address. With `everybody`, all people of that name are returned together.

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
    addresses = read_addresses(text)
    if len(addresses.all) != 1 or addresses.malformed:
        raise BadRequest(f"{text!r} is not an email address.")
    return addresses.all[0]


def _people_named(connection: sa.Connection, name: str) -> list[KnownAs]:
    """Return the people of that name who have an address, each with all of their addresses and names."""
    named: list[KnownAs] = []
    for column, email in ((people.c.name, people.c.email), (call_participants.c.name, call_participants.c.email)):
        rows = connection.execute(sa.select(column, email).where(email.is_not(None), *_may_be(column, name)).distinct())
        for other, address in rows:
            is_new = not any(address in each.addresses for each in named)
            if is_new and name_hash(b"", other) == name_hash(b"", name):
                named.append(_known_as(connection, {address}))
    return named


def _may_be(column: sa.ColumnElement[str], name: str) -> list[sa.ColumnElement[bool]]:
    """Return conditions for rows that may have that name; the caller compares the names exactly.

    Only words of ASCII letters and digits are compared: the case of other letters depends on the server's locale.
    """
    return [
        column.icontains(word, autoescape=True)
        for word in name.replace(",", " ").split()
        if word.isalnum() and word.isascii()
    ]


def _known_as(connection: sa.Connection, start: Collection[str]) -> KnownAs:
    """Return all addresses of the person with these addresses, and all full names stored with them."""
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
        new = {alias for row in rows for alias in (row.email, *row.aliases)} - addresses
        if not new:
            break
        addresses |= new
    spoken = sa.select(call_participants.c.name).where(call_participants.c.email == sa.func.any(listed)).distinct()
    return KnownAs(addresses, names | {name for name in connection.scalars(spoken) if name})
