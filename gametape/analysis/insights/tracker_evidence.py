"""Evidence from what trackers and rules found: the sentences themselves, through the same check as a model's quotes."""

from collections.abc import Iterable, Sequence

from gametape.analysis.evidence.claims import Evidence, Ledger, NotSaid, Quote, verify
from gametape.analysis.measures.trackers import Hit
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk, SpeakerTurn

LONGEST = 280  # characters of a quote: a long sentence is quoted up to a word's end


def quote(talk: CallTalk, said: SpeakerTurn, text: str, ledger: Ledger, side: Side | None = None) -> Evidence | None:
    """Words of a turn as evidence; None, noted in the ledger, where they prove nothing."""
    try:
        found = verify(Quote(talk.call_id, said.number, _short(text)), talk, side=side)
    except NotSaid as refused:
        ledger.drop(refused)
        return None
    ledger.keep()
    return found


def first_quotes(
    found: Iterable[tuple[CallTalk, Hit]], ledger: Ledger, count: int, side: Side | None = None
) -> tuple[Evidence, ...]:
    """The first that hold, each from a call of its own."""
    kept: list[Evidence] = []
    for talk, hit in found:
        if len(kept) == count:
            break
        if talk.call_id not in {one.call_id for one in kept}:
            evidence = quote(talk, hit.said, hit.sentence, ledger, side)
            kept += [evidence] if evidence else []
    return tuple(kept)


def clearest(stretch: Sequence[SpeakerTurn]) -> tuple[SpeakerTurn, str] | None:
    """The sentence that says most, the longest one, and whose turn it is."""
    sentences = [(said, text) for said in stretch for text in said.turn.sentences]
    return max(sentences, key=lambda sentence: len(sentence[1]), default=None)


def _short(sentence: str) -> str:
    if len(sentence) <= LONGEST:
        return sentence
    return sentence[:LONGEST].rsplit(maxsplit=1)[0]
