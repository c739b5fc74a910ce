"""People of a deal: their side, their calls and emails, and their last activity."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import ARRAY

from gametape.queries.calls_and_emails import Side
from gametape.queries.deals import ResultRow, require_deal
from gametape.queries.people_statements import ADDRESSES, EMAILS_BY_ADDRESS, attendances_on
from gametape.records.automatic import Kind, kind_of
from gametape.records.public_domains import is_public
from gametape.store.tables import people


class PeopleQuery(BaseModel):
    """Page of the people of a deal."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(100, ge=1, le=1000, description="Most people to list.")


class Contact(ResultRow):
    """Person of a deal. People without an address are distinguished by name and side."""

    email: str | None
    name: str | None
    title: str | None
    side: Side
    role: str | None = Field(description="AE, SE, CSM or manager; our side only.")
    calls: int = Field(ge=0, description="Calls the person was on.")
    emails: int = Field(ge=0, description="Emails the person wrote or received.")
    emails_sent: int = Field(ge=0, description="Emails the person wrote.")
    talk_minutes: float | None = Field(ge=0, description="Null if never measured.")
    last_touch_at: datetime | None = Field(description="Last call, or email sent or received.")
    last_active_at: datetime | None = Field(description="Last call joined or email written.")


class Contacts(ResultRow):
    """People of a deal."""

    people: list[Contact] = Field(description="Most recently active first.")
    total: int = Field(ge=0, description="Number of people, also those beyond `limit`.")
    unnamed: int = Field(ge=0, description="Number of call participants without name and address.")
    active_contacts: int = Field(
        ge=0, description="Customer contacts who joined a call or wrote in the last `active_days`."
    )
    active_days: int = Field(ge=1, description="Number of days within which a contact counts as active.")
    single_threaded: bool = Field(description="Only one customer contact is active.")


@dataclass(slots=True)
class _Tally:
    email: str | None
    name: str | None = None
    title: str | None = None
    kind: Kind = "person"
    side: Side = Side.UNKNOWN
    role: str | None = None
    calls: set[UUID] = field(default_factory=set)
    repeats: set[UUID] = field(default_factory=set)  # second recordings of a meeting
    emails: int = 0
    sent: int = 0
    talk_seconds: Decimal | None = None
    last_touch_at: datetime | None = None
    last_active_at: datetime | None = None

    def touched(self, at: datetime | None, *, active: bool) -> None:
        if at is None:
            return
        self.last_touch_at = max(at, self.last_touch_at or at)
        if active:
            self.last_active_at = max(at, self.last_active_at or at)


def contacts(
    connection: sa.Connection, opportunity_id: UUID, *, active_days: int, limit: int | None = None
) -> Contacts:
    """List the people who were on a call or in an email of the deal, without programs and meeting rooms.

    Args:
        connection: to the store.
        opportunity_id: the deal.
        active_days: within how many days somebody counts as active; `thresholds(...).contacts` says it.
        limit: most people to list; the counts are of all.

    Raises:
        NotFound: there is no such deal, or it was deleted at the source.
    """
    require_deal(connection, opportunity_id)
    return contacts_of(connection, [opportunity_id], active_days=active_days, limit=limit)


def contacts_of(
    connection: sa.Connection, opportunity_ids: Sequence[UUID], *, active_days: int, limit: int | None = None
) -> Contacts:
    """List the people of several deals, as `contacts` lists those of one; a call about two of them counts once."""
    attendances = connection.execute(attendances_on(opportunity_ids)).all()
    written_to = connection.execute(ADDRESSES, {"deals": opportunity_ids}).scalars()
    book = _AddressBook(connection, {*written_to, *(row.email.lower() for row in attendances if row.email)})
    unnamed = _add_calls(book, attendances)
    aliases = book.aliases()
    mails = {"deals": opportunity_ids, "aliases": list(aliases), "emails": list(aliases.values())}
    _add_mails(book, connection.execute(EMAILS_BY_ADDRESS, mails))
    book.infer_sides()
    now: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    persons = sorted((tally for tally in book.tallies.values() if tally.kind == "person"), key=_latest_first)
    since = now - timedelta(days=active_days)
    active = sum(
        person.side is Side.THEIRS and person.last_active_at is not None and person.last_active_at >= since
        for person in persons
    )
    return Contacts(
        people=list(map(_contact, persons[:limit])),
        total=len(persons),
        unnamed=unnamed,
        active_contacts=active,
        active_days=active_days,
        single_threaded=active == 1,
    )


_PERSON = (
    people.c.email,
    people.c.aliases,
    people.c.name,
    people.c.title,
    people.c.kind,
    people.c.role,
    people.c.is_internal,
)


class _AddressBook:
    """Tallies by person: all addresses of a person lead to the same tally."""

    def __init__(self, connection: sa.Connection, addresses: set[str]) -> None:
        self.tallies: dict[tuple[str, ...], _Tally] = {}
        self._person_at: dict[str, Any] = {}
        known_people = sa.select(*_PERSON).where(people.c.deleted_at.is_(None))
        wanted = sa.literal(sorted(addresses), ARRAY(sa.Text))
        wanted_rows = sa.func.unnest(wanted).table_valued("address").render_derived()
        # A union of two selects in place of OR, and aliases compared singly: so each select uses its index for
        # thousands of addresses.
        by_alias = known_people.join_from(
            wanted_rows, people, people.c.aliases.contains(pg.array([wanted_rows.c.address], type_=sa.Text))
        )
        rows = connection.execute(
            sa.union(known_people.where(people.c.email == sa.any_(wanted)), by_alias).order_by("email")
        )
        for person in rows:
            for address in (person.email, *person.aliases):
                self._person_at.setdefault(address, person)

    def aliases(self) -> dict[str, str]:
        """Return the main address of each further address of a person."""
        return {address: person.email for address, person in self._person_at.items() if address != person.email}

    def at(self, address: str) -> _Tally:
        """Return the tally of the person with this address."""
        person = self._person_at.get(address.lower())
        email = person.email if person else address.lower()
        if (email,) not in self.tallies:
            self.tallies[email,] = _of_address(email) if person is None else _of_person(person)
        return self.tallies[email,]

    def named(self, name: str, side: str) -> _Tally:
        """Return the tally of a person without an address."""
        key = (name.casefold(), side)
        return self.tallies.setdefault(key, _Tally(None, name, side=Side(side)))

    def infer_sides(self) -> None:
        """Set the side of a person who is on no call, from others with the same domain if these agree.

        A public domain proves nothing.
        """
        sides: dict[str, set[Side]] = {}
        for tally in self.tallies.values():
            if tally.email and tally.side is not Side.UNKNOWN:
                sides.setdefault(_domain(tally.email), set()).add(tally.side)
        for tally in self.tallies.values():
            if tally.email is None or tally.side is not Side.UNKNOWN or is_public(_domain(tally.email)):
                continue
            if len(domain_sides := sides.get(_domain(tally.email), set())) == 1:
                (tally.side,) = domain_sides


def _of_person(person: Any) -> _Tally:
    side = Side.OURS if person.is_internal else Side.THEIRS
    return _Tally(person.email, person.name, person.title, person.kind, side, person.role)


def _of_address(address: str) -> _Tally:
    return _Tally(address, kind=kind_of(None, address))


def _domain(email: str) -> str:
    return email.rpartition("@")[2]


def _add_calls(book: _AddressBook, newest_first: Iterable[Any]) -> int:
    """Add the calls to the tallies; return the number of attendances by people without name and address."""
    unnamed = 0
    for row in newest_first:
        if not row.email and not row.name:
            unnamed += 1
            continue
        tally = book.at(row.email) if row.email else book.named(row.name, row.side)
        tally.name = tally.name or row.name
        tally.title = tally.title or row.title
        tally.side = Side(row.side) if tally.side is Side.UNKNOWN else tally.side
        if row.attended is False:
            continue
        (tally.repeats if row.is_repeat else tally.calls).add(row.id)
        if row.talk_seconds is not None and not row.is_repeat:
            tally.talk_seconds = row.talk_seconds + (tally.talk_seconds or 0)
        tally.touched(row.at, active=True)
    return unnamed


def _add_mails(book: _AddressBook, by_address: Iterable[Any]) -> None:
    for row in by_address:
        tally = book.at(row.address)
        tally.emails, tally.sent = row.emails, row.sent
        if row.side and tally.side is Side.UNKNOWN:
            tally.side = Side(row.side)
        tally.touched(row.touched_at, active=False)
        tally.touched(row.active_at, active=True)


def _contact(tally: _Tally) -> Contact:
    seconds = tally.talk_seconds
    return Contact(
        email=tally.email,
        name=tally.name,
        title=tally.title,
        side=tally.side,
        role=tally.role,
        calls=len(tally.calls or tally.repeats),
        emails=tally.emails,
        emails_sent=tally.sent,
        talk_minutes=None if seconds is None else float(round(seconds / 60, 1)),
        last_touch_at=tally.last_touch_at,
        last_active_at=tally.last_active_at,
    )


def _latest_first(person: _Tally) -> tuple[bool, float, str]:
    touched = person.last_touch_at
    return touched is None, -touched.timestamp() if touched else 0, person.name or person.email or ""
