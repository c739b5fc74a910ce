"""Insights on a deal: read by an analyser, kept under a hash of all that went in, completed by what facts tell.

`read_insights` only reads: where nothing is kept, or it no longer holds, the local analyser reads on the spot.
`refresh_insights` keeps what it makes. `plan` says before anything is paid what would be read again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.analysis.evidence.claims import Ledger, stored
from gametape.analysis.insights.compose import Made, compose
from gametape.analysis.insights.insight_reviews import NewInsightReview, add_insight_review
from gametape.analysis.insights.load_story import outline, with_texts
from gametape.analysis.insights.local_analyser import LocalAnalyser
from gametape.analysis.insights.models import AnalyserName, DealReading
from gametape.analysis.insights.story import Analyser, DealStory
from gametape.analysis.insights.view import Cause, DealInsights, ReadingPlan
from gametape.errors import NotFound
from gametape.settings import Settings
from gametape.store.tables import insights

Inputs = dict[str, Any]
_KIND = {"subject_type": "opportunity", "kind": "deal"}


@dataclass(frozen=True, slots=True)
class _Kept:
    """A row of `insights`, as it was made."""

    inputs: Mapping[str, Any]
    reading: DealReading
    ledger: Ledger
    model: str | None
    prompt_version: str | None
    made_at: datetime


def analyser_called(name: AnalyserName, settings: Settings, engine: sa.Engine | None = None) -> Analyser:
    """The analyser of that name; Claude's needs an engine to read with, and none to say what it would read.

    Raises:
        BadSettings: Claude is asked for, and no key is set.
    """
    if name == "local":
        return LocalAnalyser(settings)
    from gametape.analysis.claude.analyser import ClaudeAnalyser  # noqa: PLC0415 - only where it is asked for

    return ClaudeAnalyser(settings, engine)


@dataclass(frozen=True, slots=True)
class FreshReading:
    """What the local analyser has just read, and nobody has kept."""

    story: DealStory
    reader: Analyser
    inputs: Inputs
    reading: DealReading
    ledger: Ledger

    def keep(self, connection: sa.Connection) -> None:
        """Keep it until something that went in changes."""
        _keep(connection, self.story, self.reader, self.inputs, self.reading, self.ledger)


def read_insights(
    connection: sa.Connection, opportunity_id: UUID, settings: Settings, analyser: AnalyserName | None = None
) -> DealInsights:
    """Insights as they can be told without writing: kept ones, else what the local analyser reads now.

    Args:
        connection: one that may be read-only.
        opportunity_id: of the deal.
        settings: which methodology and thresholds hold.
        analyser: whose; by default Claude's where they are kept and hold, else the local ones.

    Raises:
        NotFound: there is no such deal, or Claude has never read it and is asked for.
    """
    return read_insights_anew(connection, opportunity_id, settings, analyser)[0]


def read_insights_anew(
    connection: sa.Connection, opportunity_id: UUID, settings: Settings, analyser: AnalyserName | None = None
) -> tuple[DealInsights, FreshReading | None]:
    """As `read_insights`; with the reading that was made for it, where none was kept, for whoever may write."""
    story = outline(connection, opportunity_id, settings)
    if analyser != "local":
        kept = _kept(connection, opportunity_id, "claude")
        if kept:
            reader = analyser_called("claude", settings)
            found = _plan(story, reader, kept)
            if found.is_fresh or analyser == "claude":
                return compose(connection, story, _made(kept, reader.name), found, settings), None
        elif analyser == "claude":
            raise NotFound("Claude has not read this deal yet.", hint="POST to the same address has it read.")
    return _local(connection, story, settings)


def _local(connection: sa.Connection, story: DealStory, settings: Settings) -> tuple[DealInsights, FreshReading | None]:
    reader = LocalAnalyser(settings)
    kept = _kept(connection, story.deal.id, "local")
    found = _plan(story, reader, kept)
    if kept and (found.is_fresh or _has_lost_texts(story, kept)):
        return compose(connection, story, _made(kept, "local"), found, settings), None
    told = with_texts(connection, story, settings)
    reading, ledger = reader.read(told)
    read = frozenset(talk.call_id for talk in told.talks)
    made = Made(
        is_stored=False,
        analyser="local",
        model=None,
        prompt_version=None,
        made_at=story.now,
        read=read,
        reading=reading,
        ledger=ledger,
    )
    fresh = FreshReading(told, reader, _inputs(told, reader), reading, ledger)
    found = found.model_copy(update={"is_fresh": True, "causes": ()})
    return compose(connection, told, made, found, settings), fresh


def _has_lost_texts(story: DealStory, kept: _Kept) -> bool:
    """Whether something was read then whose text was dropped since: reading again would know less."""
    return any(one.dropped and not one.has_text and str(one.id) in kept.inputs["calls"] for one in story.calls)


def refresh_insights(
    engine: sa.Engine, opportunity_id: UUID, settings: Settings, analyser: AnalyserName = "local"
) -> DealInsights:
    """Insights as they are now, read again only where something changed, and kept.

    Raises:
        NotFound: there is no such deal.
        BadSettings: Claude is asked for, and no key is set.
    """
    reader = analyser_called(analyser, settings, engine)
    with engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection:
        story = outline(connection, opportunity_id, settings)
        kept = _kept(connection, opportunity_id, analyser)
        found = _plan(story, reader, kept)
        if kept and found.is_fresh:
            return compose(connection, story, _made(kept, analyser), found, settings)
        story = with_texts(connection, story, settings)
    reading, ledger = reader.read(story)  # no connection is held while a model thinks
    inputs = _inputs(story, reader)
    with engine.begin() as connection:
        _keep(connection, story, reader, inputs, reading, ledger)
    with engine.connect() as connection:
        return read_insights(connection, opportunity_id, settings, analyser)


def plan(
    connection: sa.Connection, opportunity_id: UUID, settings: Settings, analyser: AnalyserName = "local"
) -> ReadingPlan:
    """What `refresh_insights` would read again.

    Raises:
        NotFound: there is no such deal.
    """
    story = outline(connection, opportunity_id, settings)
    return _plan(story, analyser_called(analyser, settings), _kept(connection, opportunity_id, analyser))


def review_insights(
    connection: sa.Connection, opportunity_id: UUID, settings: Settings, analyser: AnalyserName, new: NewInsightReview
) -> DealInsights:
    """Note what somebody says of an item of the insights as they are shown now; returns them with it.

    Raises:
        NotFound: there is no such deal, or its insights have no such item.
    """
    shown = read_insights(connection, opportunity_id, settings, analyser)
    if new.item not in shown.items:
        raise NotFound(f"The insights have no item {new.item!r}.", hint="Read them again: they may have changed.")
    add_insight_review(connection, opportunity_id, analyser, new)
    return read_insights(connection, opportunity_id, settings, analyser)


def _inputs(story: DealStory, reader: Analyser) -> Inputs:
    """All that a reading depends on, by kind. The clock is in it only as far as it made something stand out."""
    calls = {str(one.id): one.text_hash.hex() for one in story.calls if one.text_hash and not one.is_internal}
    people = [
        (one.email, one.name, one.title, one.side, one.calls, one.emails_sent, str(one.last_active_at))
        for one in story.contacts.people
    ]
    changes = [(str(one.id), one.field, one.old, one.new, str(one.changed_at)) for one in story.changes]
    deal = (story.deal.outcome, story.deal.stage, sorted(map(str, people)), changes)
    return {
        "calls": calls,
        "emails": _digest([(str(one.id), one.content_hash.hex()) for one in story.emails]),
        "deal": _digest(deal),
        "signals": [*(one.name.value for one in story.signals), *story.quiet_people],
        "methodology": story.methodology.fingerprint,
        "analyser": reader.version,
    }


def _digest(value: Any) -> str:
    return blake2b(repr(value).encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()


def _hash(inputs: Inputs) -> bytes:
    return blake2b(json.dumps(inputs, sort_keys=True).encode(), digest_size=16).digest()


def _plan(story: DealStory, reader: Analyser, kept: _Kept | None) -> ReadingPlan:
    inputs = _inputs(story, reader)
    if kept is None:
        causes = [Cause.NEVER_MADE]
    else:
        causes = [Cause(name) for name, value in inputs.items() if kept.inputs.get(name) != value]
    whole = not {Cause.NEVER_MADE, Cause.METHODOLOGY, Cause.ANALYSER}.isdisjoint(causes)
    before = {} if kept is None or whole else kept.inputs["calls"]
    readable = [one for one in story.calls if one.is_readable]
    again = [one for one in readable if causes and before.get(str(one.id)) != inputs["calls"][str(one.id)]]
    return ReadingPlan(
        analyser=reader.name,
        is_fresh=not causes,
        causes=tuple(causes),
        calls=tuple(one.id for one in again),
        calls_unchanged=len(readable) - len(again),
        words=sum(one.words for one in again),
        dollars=reader.price(sum(one.words for one in again), len(again)) if causes else None,
    )


def _kept(connection: sa.Connection, opportunity_id: UUID, analyser: AnalyserName) -> _Kept | None:
    row = connection.execute(
        sa.select(insights).where(
            insights.c.subject_type == _KIND["subject_type"],
            insights.c.subject_id == str(opportunity_id),
            insights.c.kind == _KIND["kind"],
            insights.c.analyser == analyser,
        )
    ).one_or_none()
    if row is None:
        return None
    return _Kept(
        inputs=row.body["inputs"],
        reading=stored(DealReading, row.body["reading"]),
        ledger=Ledger.model_validate(row.ledger),
        model=row.model,
        prompt_version=row.prompt_version,
        made_at=row.created_at,
    )


def _keep(
    connection: sa.Connection, story: DealStory, reader: Analyser, inputs: Inputs, reading: DealReading, ledger: Ledger
) -> None:
    row = pg.insert(insights).values(
        **_KIND,
        subject_id=str(story.deal.id),
        analyser=reader.name,
        input_hash=_hash(inputs),
        body={"inputs": inputs, "reading": reading.model_dump(mode="json")},
        ledger=ledger.model_dump(mode="json"),
        model=reader.model,
        prompt_version=reader.prompt_version,
    )
    changed = {name: row.excluded[name] for name in ("input_hash", "body", "ledger", "model", "prompt_version")}
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["subject_type", "subject_id", "kind", "analyser"],
            set_={**changed, "created_at": sa.func.now()},
        )
    )


def _made(kept: _Kept, name: AnalyserName) -> Made:
    read = frozenset(map(UUID, kept.inputs["calls"])) - set(kept.reading.unread)
    return Made(
        is_stored=True,
        analyser=name,
        model=kept.model,
        prompt_version=kept.prompt_version,
        made_at=kept.made_at,
        read=read,
        reading=kept.reading,
        ledger=kept.ledger,
    )
