"""Evidence from sentences that trackers and rules found; it passes the same check as a language model's quotes."""

from collections.abc import Iterable, Sequence

from gametape.analysis.evidence.claims import Evidence, NotSaid, Quote, verify
from gametape.analysis.evidence.quote_counts import Ledger
from gametape.analysis.measures.trackers import Hit
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk, SpeakerTurn


def quote(talk: CallTalk, said: SpeakerTurn, text: str, ledger: Ledger, side: Side | None = None) -> Evidence | None:
    """Return words of a turn as evidence; None if they are refused. The ledger counts both."""
    try:
        evidence = verify(Quote(talk.call_id, said.number, text), talk, side=side)
    except NotSaid as refused:
        ledger.drop(refused)
        return None
    ledger.keep()
    return evidence


def first_quotes(
    found: Iterable[tuple[CallTalk, Hit]], ledger: Ledger, count: int, side: Side | None = None
) -> tuple[Evidence, ...]:
    """Return the first `count` hits that pass the check, at most one per call."""
    kept: list[Evidence] = []
    for talk, hit in found:
        if len(kept) == count:
            break
        if talk.call_id not in {quoted.call_id for quoted in kept}:
            evidence = quote(talk, hit.said, hit.sentence, ledger, side)
            kept += [evidence] if evidence else []
    return tuple(kept)


def clearest(stretch: Sequence[SpeakerTurn]) -> tuple[SpeakerTurn, str] | None:
    """Return turn and text of the longest sentence, which usually says most."""
    sentences = [(said, text) for said in stretch for text in said.turn.sentences]
    return max(sentences, key=lambda sentence: len(sentence[1]), default=None)
