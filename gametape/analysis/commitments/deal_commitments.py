"""Commitments of a deal from its texts: promises heard, restated promises joined, and signs that they were kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from gametape.analysis.commitments.deliveries import delivery_of, would_be_seen
from gametape.analysis.commitments.models import Commitment, DealCommitments
from gametape.analysis.commitments.promises_heard import Promise, PromiseReader, promise_reader
from gametape.analysis.evidence.passages import passages_of
from gametape.queries.calendar import day_of
from gametape.queries.calls_and_emails import Side
from gametape.queries.deal_texts import DealTexts


def commitments_on(texts: DealTexts, zone: tzinfo) -> DealCommitments:
    """Return the commitments of a deal, from the oldest; depends on the texts alone, not on today."""
    passages = passages_of(texts)
    reader = promise_reader(texts, passages, zone)
    made = tuple(_commitment(promise, reader) for promise in _joined(reader.promises()))
    return DealCommitments(commitments=made, last_contact=day_of(passages[-1].at, zone) if passages else None)


def _commitment(promise: Promise, reader: PromiseReader) -> Commitment:
    delivery = delivery_of(promise, reader)
    return Commitment(
        evidence=(promise.evidence, delivery.evidence) if delivery else (promise.evidence,),
        side=Side(promise.passage.side),
        owner=promise.owner.name or promise.owner.email or promise.passage.speaker,
        owner_email=promise.owner.email,
        to=promise.to and promise.to.name,
        what=promise.what,
        said_on=promise.said_on,
        due=promise.due,
        done_on=delivery.on if delivery else None,
        would_be_seen=would_be_seen(promise, reader),
        is_late=bool(delivery and delivery.is_dated and promise.due and delivery.on > promise.due),
    )


def _joined(promises: Sequence[Promise]) -> list[Promise]:
    """Join promises of the same thing by the same person in the same text; the first day that is named counts."""
    kept: list[Promise] = []
    for promise in promises:
        same = next((place for place, known in enumerate(kept) if _is_same(known, promise)), None)
        if same is None:
            kept.append(promise)
        elif promise.due and not kept[same].due:
            kept[same] = replace(kept[same], due=promise.due)
    return kept


def _is_same(first: Promise, second: Promise) -> bool:
    if first.passage.source is not second.passage.source or first.owner != second.owner:
        return False
    if first.due and second.due and first.due != second.due:
        return False
    if not second.topics:
        return first.passage is second.passage
    return bool(first.topics & second.topics)
