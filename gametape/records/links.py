"""Links from a call to its deals, from the documents of `call_links_*.sql`."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, NamedTuple

from gametape.records.fields import Key
from gametape.records.identity import derived_id, salesforce_id
from gametape.records.json_model import Cell, ReadsCell
from gametape.records.record import Record, Row

# Preferred origin if several sources name the same deal: Gong's own context first, then links that people set, and
# Gong's package in Salesforce last. Origins are table names, and these words are parts of them.
_PREFERRED = ("context", "manual")


class Link(NamedTuple):
    """Link from a call to a deal, and the table that holds it."""

    opportunity: str
    origin: str


def _links(value: Any, cell: Cell) -> tuple[Link, ...]:
    if not isinstance(value, list):
        cell.warn("left out (not a list)")
        return ()
    links = sorted(_each(value, cell), key=lambda link: _rank(link.origin))
    first: dict[str, Link] = {}
    for link in links:
        first.setdefault(link.opportunity, link)
    return tuple(first.values())


def _each(value: list[Any], cell: Cell) -> Iterator[Link]:
    for item in value:
        opportunity = item.get("opportunity") if isinstance(item, dict) else None
        if isinstance(opportunity, str) and opportunity.strip():
            origin = item.get("origin")
            yield Link(salesforce_id(opportunity.strip()), origin if isinstance(origin, str) else "unknown")
        else:
            cell.warn(f"{str(item)[:60]!r} left out (names no opportunity)")


def _rank(origin: str) -> int:
    return next((place for place, word in enumerate(_PREFERRED) if word in origin), len(_PREFERRED))


class CallLinks(Record, frozen=True, kw_only=True):
    """Deals of a call. `links` is None if the source does not tell; an empty tuple means no deal."""

    version: ClassVar[int] = 1

    id: Key
    links: Annotated[tuple[Link, ...] | None, ReadsCell(_links)] = None

    def missing(self) -> str | None:
        """Return "links" for a deleted row without links: it deletes, and must not overwrite known links."""
        return "links" if self.is_deleted and self.links is None else None

    def row(self) -> Row:
        """Return the column values: each deal once, with 18-character ids."""
        return {
            "id": derived_id("call_links", self.id),
            "gong_call_id": self.id,
            "links": [link._asdict() for link in self.links or ()],
        }
