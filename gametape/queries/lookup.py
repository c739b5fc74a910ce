"""Find a deal, a call or one of our people by id, name, some words of the name, or address."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from gametape.queries.calls_and_emails import call, deals_of_call, linked
from gametape.queries.deals import OUTCOME, Outcome, ResultRow, changed_at, deal, is_kept, is_open
from gametape.queries.filters import contains_words
from gametape.store.our_people import IS_OURS
from gametape.store.tables import people
from gametape.text.spelling import composed

MOST = 10

_salesforce_id = re.compile(r"[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?").fullmatch
_gong_id = re.compile(r"\d{1,20}").fullmatch


class KnownDeal(ResultRow):
    """Deal that a name may refer to."""

    id: UUID
    name: str
    account_name: str | None
    owner_email: str | None
    stage: str | None
    outcome: Outcome
    close_date: date | None


class KnownPerson(ResultRow):
    """Our own person that a name may refer to."""

    id: UUID
    email: str
    name: str | None
    role: str | None = Field(description="AE, SE, CSM or manager.")


class KnownCall(ResultRow):
    """Call that a title may refer to."""

    id: UUID
    title: str | None
    started_at: datetime | None
    deals: list[str] = Field(description="Names of the call's deals.")


def find_deals(connection: sa.Connection, text: str) -> list[KnownDeal]:
    """Find deals by id or name; at most ten, open deals first, then the most recently changed.

    Tried in this order: gametape's or Salesforce's id; the whole name of the deal or account; all words in these names.
    """
    text = composed(text.strip())
    attempts: list[list[sa.ColumnElement[bool]]] = []
    if (id_ := _uuid(text)) is not None:
        attempts.append([deal.id == id_])
    elif _salesforce_id(text):
        # The last three of 18 characters repeat the case of the others.
        attempts.append([deal.gong_opportunity_id.startswith(text, autoescape=True)])
    if id_ is None:
        both = sa.func.concat_ws(" ", deal.account_name, deal.name)
        attempts += [
            [sa.func.lower(deal.name) == sa.func.lower(text)],
            [sa.func.lower(deal.account_name) == sa.func.lower(text)],
            [sa.func.lower(both) == sa.func.lower(text)],
            contains_words((deal.name, deal.account_name), _plain(text)),
        ]
    return [KnownDeal.model_validate(row) for row in _first_match(connection, _DEALS, attempts)]


def find_reps(connection: sa.Connection, text: str) -> list[KnownPerson]:
    """Find our own people by address, or by all words of the name; at most ten, by name."""
    person, text = people.c, composed(text.strip())
    if "@" in text:
        address = text.lower()
        by_address = sa.or_(person.email == address, person.aliases.contains([address]))
        return [KnownPerson.model_validate(row) for row in _first_match(connection, _PEOPLE, [[by_address]])]
    attempts = [[sa.func.lower(person.name) == sa.func.lower(text)], contains_words((person.name,), text)]
    return [KnownPerson.model_validate(row) for row in _first_match(connection, _PEOPLE, attempts)]


def find_calls(connection: sa.Connection, text: str, opportunity_id: UUID | None = None) -> list[KnownCall]:
    """Find calls by gametape's or Gong's id, or by all words of the title; at most ten, newest first.

    With `opportunity_id`, titles are searched on this deal's calls only.
    """
    text = composed(text.strip())
    attempts: list[list[sa.ColumnElement[bool]]] = []
    if (id_ := _uuid(text)) is not None:
        attempts.append([call.id == id_])
    else:
        if _gong_id(text):
            attempts.append([call.gong_call_id == text])
        of_deal = sa.exists().where(linked.call_id == call.id, linked.opportunity_id == opportunity_id)
        attempts += [
            [condition, *([of_deal] if opportunity_id else [])]
            for condition in (
                sa.func.lower(call.title) == sa.func.lower(text),
                sa.and_(sa.true(), *contains_words((call.title,), _plain(text))),
            )
        ]
    rows = _first_match(connection, _CALLS, attempts)
    return [
        KnownCall.model_validate({**row._mapping, "deals": [deal_name["name"] for deal_name in row.deals or []]})
        for row in rows
    ]


_DEALS = (
    sa.select(
        deal.id, deal.name, deal.account_name, deal.owner_email, deal.stage, OUTCOME.label("outcome"), deal.close_date
    )
    .where(is_kept)
    .order_by(sa.case((is_open, 0), else_=1), changed_at.desc(), deal.id)
    .limit(MOST)
)
_PEOPLE = (
    sa.select(people.c.id, people.c.email, people.c.name, people.c.role)
    .where(IS_OURS, people.c.kind == "person")
    .order_by(people.c.name, people.c.email)
    .limit(MOST)
)
_CALLS = (
    sa.select(call.id, call.title, call.started_at, deals_of_call(call.id).label("deals"))
    .where(call.deleted_at.is_(None))
    .order_by(call.started_at.desc().nulls_last(), call.id)
    .limit(MOST)
)


def _first_match(
    connection: sa.Connection, select: sa.Select[*tuple[Any, ...]], attempts: Sequence[Sequence[sa.ColumnElement[bool]]]
) -> Sequence[Any]:
    """Return the rows of the first conditions that match any row; an empty condition matches nothing."""
    for conditions in attempts:
        if conditions and (rows := connection.execute(select.where(*conditions)).all()):
            return rows
    return []


def _plain(text: str) -> str:
    """Remove separators between words from a text."""
    return re.sub(r"\s[-\N{EN DASH}\N{EM DASH}/|,:]+\s", " ", text)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
