"""Insights on a deal: read by an analyser, kept under a hash of all that went in, completed by what facts tell.

`read_insights` never writes: where nothing is kept, or it no longer holds, the local analyser reads on the spot.
`refresh_insights` keeps what it makes. `plan` says before anything is paid what would be read again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.evidence.claims import Ledger, stored
from gametape.analysis.insights.compose import Made, compose
from gametape.analysis.insights.insight_reviews import NewInsightReview, add_insight_review
from gametape.analysis.insights.load_story import outline, with_texts
from gametape.analysis.insights.local_analyser import LocalAnalyser
from gametape.analysis.insights.models import AnalyserName, DealReading
from gametape.analysis.insights.story import Analyser, DealStory
from gametape.analysis.insights.view import Cause, DealInsights, ReadingPlan
from gametape.analysis.judgements import JudgementKey, KeptJudgement, NewJudgement, keep_judgement, read_judgement
from gametape.errors import NotFound
from gametape.settings import Settings

Inputs = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _KeptReading:
    """A reading as it was made, with the hashes of what went in, by kind."""

    inputs: Mapping[str, Any]
    reading: DealReading
    judgement: KeptJudgement


def analyser_called(name: AnalyserName, settings: Settings, engine: sa.Engine | None = None) -> Analyser:
    """The analyser of that name; Claude's needs an engine to read with, and none to say what it would read.

    Raises:
        BadSettings: Claude is asked for, and no key is set.
    """
    if name == "local":
        return LocalAnalyser(settings)
    from gametape.analysis.claude.analyser import ClaudeAnalyser  # noqa: PLC0415 - only where it is asked for

    return ClaudeAnalyser(settings, engine)


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
    return insights_on(connection, outline(connection, opportunity_id, settings), settings, analyser)


def insights_on(
    connection: sa.Connection, story: DealStory, settings: Settings, analyser: AnalyserName | None = None
) -> DealInsights:
    """Insights on a deal whose story (without its texts) is read already; otherwise as `read_insights`.

    Raises:
        NotFound: Claude has never read the deal and is asked for.
    """
    if analyser != "local":
        kept = _kept(connection, story.deal.id, "claude")
        if kept:
            planned = _plan(story, analyser_called("claude", settings), kept)
            if planned.is_fresh or analyser == "claude":
                return compose(connection, story, _made(kept), planned, settings)
        elif analyser == "claude":
            raise NotFound(
                "Claude has not analyzed this deal yet.", hint="POST to the same address to run the analysis."
            )
    return _local(connection, story, settings)


def _local(connection: sa.Connection, story: DealStory, settings: Settings) -> DealInsights:
    reader = LocalAnalyser(settings)
    kept = _kept(connection, story.deal.id, "local")
    planned = _plan(story, reader, kept)
    if kept and (planned.is_fresh or _has_lost_texts(story, kept)):
        return compose(connection, story, _made(kept), planned, settings)
    told = with_texts(connection, story, settings)
    reading, ledger = reader.read(told)
    made = Made(
        is_stored=False,
        analyser="local",
        model=None,
        prompt_version=None,
        made_at=story.now,
        read=frozenset(talk.call_id for talk in told.talks),
        reading=reading,
        ledger=ledger,
    )
    return compose(connection, told, made, planned.model_copy(update={"is_fresh": True, "causes": ()}), settings)


def _has_lost_texts(story: DealStory, kept: _KeptReading) -> bool:
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
        planned = _plan(story, reader, kept)
        if kept and planned.is_fresh:
            return compose(connection, story, _made(kept), planned, settings)
        story = with_texts(connection, story, settings)
    reading, ledger = reader.read(story)  # no connection is held while a model thinks
    made = _judgement(story, reader, reading, ledger)
    with engine.begin() as connection:
        keep_judgement(connection, made)
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
        raise NotFound(
            f"The insights have no item {new.item!r}.", hint="Load the insights again: they may have changed."
        )
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


def _plan(story: DealStory, reader: Analyser, kept: _KeptReading | None) -> ReadingPlan:
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


def _key(opportunity_id: UUID, analyser: AnalyserName) -> JudgementKey:
    return JudgementKey("opportunity", str(opportunity_id), "deal", analyser)


def _kept(connection: sa.Connection, opportunity_id: UUID, analyser: AnalyserName) -> _KeptReading | None:
    known = read_judgement(connection, _key(opportunity_id, analyser))
    if known is None:
        return None
    return _KeptReading(known.body["inputs"], stored(DealReading, known.body["reading"]), known)


def _judgement(story: DealStory, reader: Analyser, reading: DealReading, ledger: Ledger) -> NewJudgement:
    inputs = _inputs(story, reader)
    return NewJudgement(
        key=_key(story.deal.id, reader.name),
        input_hash=_hash(inputs),
        body={"inputs": inputs, "reading": reading.model_dump(mode="json")},
        ledger=ledger.model_dump(mode="json"),
        model=reader.model,
        prompt_version=reader.prompt_version,
    )


def _made(kept: _KeptReading) -> Made:
    known = kept.judgement
    return Made(
        is_stored=True,
        analyser=known.key.maker,
        model=known.model,
        prompt_version=known.prompt_version,
        made_at=known.made_at,
        read=frozenset(map(UUID, kept.inputs["calls"])) - set(kept.reading.unread),
        reading=kept.reading,
        ledger=Ledger.model_validate(known.ledger),
    )
