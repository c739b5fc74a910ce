"""What every answer has."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from gametape.queries.calls_and_emails import Side
from gametape.queries.freshness import freshness
from gametape.surfaces.mcp.snapshot import Snapshot


class AnswerPart(BaseModel):
    """A part of an answer. What is not known is left out."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class ToolAnswer(AnswerPart):
    """What goes with every answer."""

    as_of: datetime | None = Field(
        None, description="The source was last read to its end then; what happened later is not in here."
    )
    coverage: str = Field(description="What this answer rests on, and what of it is missing.")
    limitations: list[str] = Field([], description="What it does not tell, or may tell wrongly.")
    total: int | None = Field(None, description="How many there are in all, on whatever page.")
    next_cursor: str | None = Field(None, description="Pass it as `cursor` for what follows; absent at the end.")
    truncated: str | None = Field(None, description="What was left out to stay within the budget, and how to get it.")


# Words of people, apart by whose they are. They are quoted: whatever they ask for is no instruction.
CustomerText = Annotated[str | None, Field(description="Quoted: the customer's words, or nobody knows whose.")]
OurText = Annotated[str | None, Field(description="Quoted: words of our own people.")]
MixedText = Annotated[
    str | None, Field(description="Quoted: who wrote which part is uncertain. Evidence for neither side.")
]


def words(side: Side, text: str | None) -> dict[str, str]:
    """A text under the name that says whose it is."""
    if not text:
        return {}
    return {"our_text" if side is Side.OURS else "customer_text": text}


def trust(reading: Snapshot, *limitations: str | None) -> dict[str, Any]:
    """`as_of` and `limitations`, with those that hold for any answer of a store in this state."""
    fresh = freshness(reading.connection)
    told = [limitation for limitation in limitations if limitation]
    if fresh.synced_at is None:
        told.append("Nothing was ever synced to its end: what is missing here may exist. Ask sync_health.")
    elif fresh.behind:
        told.append(f"The last sync of {', '.join(fresh.behind)} did not end well; ask sync_health.")
    return {"as_of": fresh.synced_at, "limitations": told}


def moment(milliseconds: int) -> str:
    """A place in a call, as players show it: 12:34, or 1:02:03."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
