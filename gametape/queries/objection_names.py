"""Objections among the trackers of a call: the names under which the turns that raise them are kept."""

from enum import StrEnum


class ObjectionKind(StrEnum):
    """Subject of an objection, as the hearing model tells it."""

    PRICE = "price"
    BUDGET = "budget"
    TIMING = "timing"
    AUTHORITY = "authority"
    NEED = "need"
    COMPETITOR = "competitor"
    PRODUCT = "product"
    INTEGRATION = "integration"
    SECURITY = "security"
    LEGAL = "legal"
    TRUST = "trust"
    IMPLEMENTATION = "implementation"
    CHANGE = "change"
    OTHER = "other"


RAISED = "objection"
"""Name of the tracker of all turns that raise an objection."""

UNSPECIFIED = "unspecified"
"""Group of the objections whose kind is not certain enough to be shown."""

OF_KIND = f"{RAISED}_"
"""Beginning of the name of a tracker of a kind of objection."""

OPEN_OBJECTION = f"{OF_KIND}open"
"""Name of the tracker of the turns whose objection is not settled on the call."""


def tracker_of(kind: str | None) -> str:
    """Return the name of the tracker of a kind of objection; None: the kind is not certain.

    >>> tracker_of("price")
    'objection_price'
    """
    return OF_KIND + (kind or UNSPECIFIED)


def kind_of(tracker: str) -> str | None:
    """Return the kind of objection of a tracker, `unspecified` included; None for all other trackers.

    >>> kind_of("objection_price")
    'price'
    """
    return tracker.removeprefix(OF_KIND) if is_heard(tracker) and tracker not in (RAISED, OPEN_OBJECTION) else None


def is_heard(tracker: str) -> bool:
    """Tell whether the turns of a tracker are heard by the model and not found by phrases."""
    return tracker == RAISED or tracker.startswith(OF_KIND)


HEARD_TRACKERS = (RAISED, OPEN_OBJECTION, *map(tracker_of, ObjectionKind), tracker_of(None))
"""Names of all trackers that are heard."""
