"""Look-up of the deal, call or rep that a question names, by id or by name; if several match, the error lists them."""

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
    """Return the deal with this id or Salesforce id, or with these words in its name or its account's name.

    Raises:
        NotFound: no deal matches.
        BadRequest: several deals match; the message lists them.
    """
    deals = find_deals(reading.connection, text)
    return _only(deals, text, _deal, "deal", "find_deals lists the deals.")


def resolve_rep(reading: Snapshot, text: str) -> KnownPerson:
    """Return the rep with this email address, or with these words in the name.

    Raises:
        NotFound: no rep matches.
        BadRequest: several reps match; the message lists them.
    """
    reps = find_reps(reading.connection, text)
    return _only(reps, text, _rep, "rep", "rep_overview without a rep lists all reps.")


def resolve_call(reading: Snapshot, text: str, opportunity_id: UUID | None = None) -> KnownCall:
    """Return the call with this id or Gong id, or with these words in its title; of one deal if its id is given.

    Raises:
        NotFound: no call matches.
        BadRequest: several calls match; the message lists them.
    """
    calls = find_calls(reading.connection, text, opportunity_id)
    return _only(calls, text, _call, "call", "deal_timeline lists a deal's calls.")


def _only(matches: Sequence[_Known], text: str, describe: Callable[[_Known], str], kind: str, elsewhere: str) -> _Known:
    """Return the only match.

    Raises:
        NotFound: there is no match.
        BadRequest: there are several matches.
    """
    if not matches:
        raise NotFound(f"No {kind} matches {text!r}.", hint=f"Try fewer words; {elsewhere}")
    if len(matches) == 1:
        return matches[0]
    some = f"At least {MOST}" if len(matches) == MOST else str(len(matches))
    raise BadRequest(
        f"{some} match {text!r}: " + "; ".join(map(describe, matches)) + ".",
        hint="Ask again with the id.",
    )


def _deal(deal: KnownDeal) -> str:
    more = ", ".join(filter(None, (deal.account_name, deal.outcome, deal.stage, deal.owner_email)))
    return f"{deal.id} {deal.name!r} ({more})"


def _rep(rep: KnownPerson) -> str:
    return f"{rep.email} {rep.name or ''} {rep.role or ''}".strip()


def _call(call: KnownCall) -> str:
    more = ", ".join(filter(None, (f"{call.started_at:%Y-%m-%d}" if call.started_at else None, *call.deals[:2])))
    return f"{call.id} {call.title!r} ({more})"
