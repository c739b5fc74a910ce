"""Which deal, call or rep is meant: ids and names are both taken; of several that a name may mean, all are told."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import Field, StringConstraints

from gametape.errors import BadRequest, NotFound
from gametape.queries.lookup import MOST, KnownCall, KnownDeal, KnownPerson, find_calls, find_deals, find_reps
from gametape.queries.question_text import AskedValue
from gametape.surfaces.mcp.snapshot import Snapshot

Text = Annotated[AskedValue, StringConstraints(min_length=1)]

DealName = Annotated[Text, Field(description="Deal: id, Salesforce id, or words from its name or account.")]
CallName = Annotated[Text, Field(description="Call: id, Gong id, or words from its title.")]
RepName = Annotated[Text, Field(description="Rep: email address, or words from the name.")]

_Known = TypeVar("_Known", KnownDeal, KnownPerson, KnownCall)


def resolve_deal(reading: Snapshot, text: str) -> KnownDeal:
    """The deal that is meant.

    Raises:
        NotFound: none is called so.
        BadRequest: several are; the message lists them.
    """
    found = find_deals(reading.connection, text)
    return _only(found, text, _deal, "deal", "find_deals lists the deals.")


def resolve_rep(reading: Snapshot, text: str) -> KnownPerson:
    """The one of our people who is meant.

    Raises:
        NotFound: none is called so.
        BadRequest: several are; the message lists them.
    """
    found = find_reps(reading.connection, text)
    return _only(found, text, _rep, "rep", "rep_overview without a rep lists all reps.")


def resolve_call(reading: Snapshot, text: str, opportunity_id: UUID | None = None) -> KnownCall:
    """The call that is meant.

    Raises:
        NotFound: none is called so.
        BadRequest: several are; the message lists them.
    """
    found = find_calls(reading.connection, text, opportunity_id)
    return _only(found, text, _call, "call", "deal_timeline lists a deal's calls.")


def _only(found: Sequence[_Known], text: str, told: Callable[[_Known], str], kind: str, elsewhere: str) -> _Known:
    if not found:
        raise NotFound(f"No {kind} matches {text!r}.", hint=f"Try fewer words; {elsewhere}")
    if len(found) == 1:
        return found[0]
    some = f"At least {MOST}" if len(found) == MOST else str(len(found))
    raise BadRequest(
        f"{some} match {text!r}: " + "; ".join(map(told, found)) + ".",
        hint="Ask again with the id.",
    )


def _deal(one: KnownDeal) -> str:
    more = ", ".join(filter(None, (one.account_name, one.outcome, one.stage, one.owner_email)))
    return f"{one.id} {one.name!r} ({more})"


def _rep(one: KnownPerson) -> str:
    return f"{one.email} {one.name or ''} {one.role or ''}".strip()


def _call(one: KnownCall) -> str:
    more = ", ".join(filter(None, (f"{one.started_at:%Y-%m-%d}" if one.started_at else None, *one.deals[:2])))
    return f"{one.id} {one.title!r} ({more})"
