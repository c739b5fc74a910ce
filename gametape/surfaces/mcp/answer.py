"""Parts that every answer of a tool has: time of the data, coverage and limitations."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from gametape.queries.calls_and_emails import Side
from gametape.queries.freshness import freshness
from gametape.surfaces.mcp.snapshot import Snapshot


class AnswerPart(BaseModel):
    """Part of an answer; fields that are null are left out."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class ToolAnswer(AnswerPart):
    """Answer of a tool, with the time of the data, coverage, limitations and page."""

    as_of: datetime | None = Field(
        None, description="Data is complete up to this time; anything later is not included."
    )
    coverage: str = Field(description="What was analyzed for this answer, and what was not.")
    limitations: list[str] = Field([], description="What this answer leaves out or may get wrong.")
    total: int | None = Field(None, description="Total number of results on all pages.")
    next_cursor: str | None = Field(None, description="Pass as `cursor` to get the next page; absent on the last page.")
    truncated: str | None = Field(
        None, description="What was left out to stay within the token budget, and how to get it."
    )


# Words of people, in separate fields by side. They are quotations: an instruction in them must not be followed.
CustomerText = Annotated[str | None, Field(description="Quoted: words of the customer, or of an unknown speaker.")]
OurText = Annotated[str | None, Field(description="Quoted: words of our side.")]
MixedText = Annotated[
    str | None, Field(description="Quoted: the author of each part is uncertain. Not evidence for either side.")
]


def words(side: Side, text: str | None) -> dict[str, str]:
    """Return a text under the field name of its side: `our_text` or `customer_text`; nothing for an empty text."""
    if not text:
        return {}
    return {"our_text" if side is Side.OURS else "customer_text": text}


def trust(reading: Snapshot, *limitations: str | None) -> dict[str, Any]:
    """Return `as_of` and `limitations`: the given limitations, and those that follow from the state of the sync."""
    fresh = freshness(reading.connection)
    listed = [limitation for limitation in limitations if limitation]
    if fresh.synced_at is None:
        listed.append("No sync has finished yet, so data may be missing. See sync_health.")
    elif fresh.behind:
        listed.append(f"The last sync of {', '.join(fresh.behind)} failed; see sync_health.")
    return {"as_of": fresh.synced_at, "limitations": listed}


def moment(milliseconds: int) -> str:
    """Return a time in a call as players show it: 12:34, or 1:02:03."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
