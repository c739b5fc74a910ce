"""Which deals a call belongs to, as `call_links_*.sql` hands it over."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import PlainValidator, ValidationInfo

from gametape.records.fields import Key, warn
from gametape.records.identity import derived_id, salesforce_id
from gametape.records.record import Record, Row

# Where several sources name the same deal: Gong's own context before what people set, and Gong's package in Salesforce
# last. Origins are named by table, and these words stand in the tables' names.
_PREFERRED = ("context", "manual")


class Link(NamedTuple):
    """One deal that a call is about, and the table that says so."""

    opportunity: str
    origin: str


def _links(value: Any, info: ValidationInfo) -> tuple[Link, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        warn(info, "left out (not a list)")
        return ()
    links = sorted(_each(value, info), key=lambda link: _rank(link.origin))
    first: dict[str, Link] = {}
    for link in links:
        first.setdefault(link.opportunity, link)
    return tuple(first.values())


def _each(value: list[Any], info: ValidationInfo) -> Iterator[Link]:
    for item in value:
        opportunity = item.get("opportunity") if isinstance(item, dict) else None
        if isinstance(opportunity, str) and opportunity.strip():
            origin = item.get("origin")
            yield Link(salesforce_id(opportunity.strip()), origin if isinstance(origin, str) else "unknown")
        else:
            warn(info, f"{str(item)[:60]!r} left out (names no opportunity)")


def _rank(origin: str) -> int:
    return next((place for place, word in enumerate(_PREFERRED) if word in origin), len(_PREFERRED))


class CallLinks(Record):
    """All deals of one call; `None` when the source does not say, which is not the same as none."""

    version: ClassVar[int] = 1

    id: Key
    links: Annotated[tuple[Link, ...] | None, PlainValidator(_links)] = None

    def missing(self) -> str | None:
        """A deleted row without its links deletes, and must not replace what is known."""
        return "links" if self.is_deleted and self.links is None else None

    def row(self) -> Row:
        """Column values: each deal once, ids with 18 characters."""
        return {
            "id": derived_id("call_links", self.id),
            "gong_call_id": self.id,
            "links": [link._asdict() for link in self.links or ()],
        }
