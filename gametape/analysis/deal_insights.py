"""Insights on a deal: read by an analyser, stored under a hash of the inputs, completed by parts computed from facts.

`read_insights` never writes: if no up-to-date reading is stored, the local analyser reads the deal at once.
`refresh_insights` stores its reading. `plan` tells, before anything is paid, which calls would be read again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.evidence.claims import stored
from gametape.analysis.evidence.quote_counts import Ledger
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
    """Stored reading with the hashes of its inputs, by kind."""

    inputs: Mapping[str, Any]
    reading: DealReading
    judgement: KeptJudgement


def analyser_called(name: AnalyserName, settings: Settings, engine: sa.Engine | None = None) -> Analyser:
    """Return the analyser of a name; Claude's analyser needs `engine` to read, but not to plan.

    Raises:
        BadSettings: `engine` is given, `name` is `claude`, and no API key is set.
    """
    if name == "local":
        return LocalAnalyser(settings)
    from gametape.analysis.claude.analyser import ClaudeAnalyser  # noqa: PLC0415 - only where it is asked for

    return ClaudeAnalyser(settings, engine)


def read_insights(
    connection: sa.Connection, opportunity_id: UUID, settings: Settings, analyser: AnalyserName | None = None
) -> DealInsights:
    """Return insights without writing: the stored reading, else a new reading by the local analyser.

    Args:
        connection: may be read-only.
        opportunity_id: id of the deal.
        settings: methodology and thresholds.
        analyser: whose reading; by default Claude's if it is stored and up to date, else the local analyser's.

    Raises:
        NotFound: the deal does not exist; or `analyser` is `claude`, and Claude has never read the deal.
    """
    return insights_on(connection, outline(connection, opportunity_id, settings), settings, analyser)


def insights_on(
    connection: sa.Connection, story: DealStory, settings: Settings, analyser: AnalyserName | None = None
) -> DealInsights:
    """Return insights on a deal whose story (without texts) is already loaded; otherwise like `read_insights`.

    Raises:
        NotFound: `analyser` is `claude`, and Claude has never read the deal.
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
    with_text = with_texts(connection, story, settings)
    reading, ledger = reader.read(with_text)
    made = Made(
        is_stored=False,
        analyser="local",
        model=None,
        prompt_version=None,
        made_at=story.now,
        read=frozenset(talk.call_id for talk in with_text.talks),
        reading=reading,
        ledger=ledger,
    )
    return compose(connection, with_text, made, planned.model_copy(update={"is_fresh": True, "causes": ()}), settings)


def _has_lost_texts(story: DealStory, kept: _KeptReading) -> bool:
    """Return True if the text of a call in the stored reading was dropped since: a new reading would know less."""
    return any(call.dropped and not call.has_text and str(call.id) in kept.inputs["calls"] for call in story.calls)


def refresh_insights(
    engine: sa.Engine, opportunity_id: UUID, settings: Settings, analyser: AnalyserName = "local"
) -> DealInsights:
    """Return up-to-date insights; if an input has changed, read the deal again and store the reading.

    Raises:
        NotFound: the deal does not exist.
        BadSettings: `analyser` is `claude`, and no API key is set.
    """
    reader = analyser_called(analyser, settings, engine)
    with engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection:
        story = outline(connection, opportunity_id, settings)
        kept = _kept(connection, opportunity_id, analyser)
        planned = _plan(story, reader, kept)
        if kept and planned.is_fresh:
            return compose(connection, story, _made(kept), planned, settings)
        story = with_texts(connection, story, settings, hear_again=True)
    reading, ledger = reader.read(story)  # no connection is open during the model's answer, which can take minutes
    made = _judgement(story, reader, reading, ledger)
    with engine.begin() as connection:
        keep_judgement(connection, made)
    with engine.connect() as connection:
        return read_insights(connection, opportunity_id, settings, analyser)


def plan(
    connection: sa.Connection, opportunity_id: UUID, settings: Settings, analyser: AnalyserName = "local"
) -> ReadingPlan:
    """Return what `refresh_insights` would read, and its maximum cost.

    Raises:
        NotFound: the deal does not exist.
    """
    story = outline(connection, opportunity_id, settings)
    return _plan(story, analyser_called(analyser, settings), _kept(connection, opportunity_id, analyser))


def review_insights(
    connection: sa.Connection, opportunity_id: UUID, settings: Settings, analyser: AnalyserName, new: NewInsightReview
) -> DealInsights:
    """Store a review of an item of the insights that are shown now, and return the insights with it.

    Raises:
        NotFound: the deal does not exist, or its insights have no such item.
    """
    shown = read_insights(connection, opportunity_id, settings, analyser)
    if new.item not in shown.items:
        raise NotFound(
            f"The insights have no item {new.item!r}.", hint="Load the insights again: they may have changed."
        )
    add_insight_review(connection, opportunity_id, analyser, new)
    return read_insights(connection, opportunity_id, settings, analyser)


def _inputs(story: DealStory, reader: Analyser) -> Inputs:
    """Return the inputs of a reading, by kind; time counts only through signals and contacts who went quiet."""
    calls = {str(call.id): call.text_hash.hex() for call in story.calls if call.text_hash and not call.is_internal}
    people = [
        (
            person.email,
            person.name,
            person.title,
            person.side,
            person.calls,
            person.emails_sent,
            str(person.last_active_at),
        )
        for person in story.contacts.people
    ]
    changes = [
        (str(change.id), change.field, change.old, change.new, str(change.changed_at)) for change in story.changes
    ]
    deal = (story.deal.outcome, story.deal.stage, sorted(map(str, people)), changes)
    return {
        "calls": calls,
        "emails": _digest([(str(email.id), email.content_hash.hex()) for email in story.emails]),
        "deal": _digest(deal),
        "signals": [*(signal.name.value for signal in story.signals), *story.quiet_people],
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
    readable = [call for call in story.calls if call.is_readable]
    again = [call for call in readable if causes and before.get(str(call.id)) != inputs["calls"][str(call.id)]]
    return ReadingPlan(
        analyser=reader.name,
        is_fresh=not causes,
        causes=tuple(causes),
        calls=tuple(call.id for call in again),
        calls_unchanged=len(readable) - len(again),
        words=sum(call.words for call in again),
        dollars=reader.price(sum(call.words for call in again), len(again)) if causes else None,
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
