"""View of a call for scoring one rep: the turns of the rep and of the customer, and quotes from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gametape.analysis.evidence.claims import Evidence, NotSaid, Quote, verify
from gametape.analysis.measures.metrics import call_ms, in_order, talk_ms
from gametape.analysis.measures.speaker_metrics import with_colleagues_unknown
from gametape.analysis.scoring.scorer import Rep
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk, SpeakerTurn
from gametape.text.languages import Language, Part
from gametape.text.words import count_words

MOST_QUOTES = 2


class Measurement(NamedTuple):
    """Measured value, the value in words, and quotes.

    `sentences` are all sentences of the rep, each with its turn's number, that show the measured behaviour; `evidence`
    quotes the clearest of them. `words` name no person, because a score stays stored after a person is erased.
    """

    value: float
    words: str
    evidence: tuple[Evidence, ...] = ()
    sentences: tuple[tuple[int, str], ...] = ()


MeasurementsByName = dict[str, Measurement]
"""Measurements by their name in the rubric (`measure`)."""


@dataclass(frozen=True, slots=True)
class Readings:
    """Measurements of a rep on a call.

    `found`: measurements by their name in the rubric. `language`: English name of the call's language, None if it is
    not covered. `lacks`: parts that this language lacks.
    """

    found: Mapping[str, Measurement]
    language: str | None = None
    lacks: frozenset[str] = frozenset()

    def get(self, name: str) -> Measurement | None:
        """Return a measurement; None if the call has nothing to measure, or the language is not covered."""
        return self.found.get(name)

    def not_covered(self, name: str) -> str | None:
        """Return the sentence that the call's language does not cover a measure; None if it does."""
        if self.language is None:
            return "The language of this call is not covered." if name not in _OF_TIMES else None
        return f"Not covered in {self.language}." if _RESTS_ON.get(name, Part.SPEECH) in self.lacks else None


_RESTS_ON = {
    "topics": Part.TRACKERS,
    "next_step": Part.TRACKERS,
    "objections_settled": Part.HEARING,
    "objections_asked_back": Part.HEARING,
    "objection_answer_seconds": Part.HEARING,
    "answered_at_once": Part.SCORING,
    "figures_per_1000_words": Part.SCORING,
    "examples_per_1000_words": Part.SCORING,
}
"""Part of a language that each measure needs; all other measures need `speech`, or no words."""

_OF_TIMES = (
    "talk_ratio",
    "longest_turn_seconds",
    "customer_story_seconds",
    "patience_seconds",
    "interactivity_per_hour",
)


@dataclass(frozen=True, slots=True)
class CallView:
    """Call for scoring one rep: `turns` are in order, and the side of the rep's colleagues is unknown."""

    talk: CallTalk
    turns: Sequence[SpeakerTurn]
    language: Language | None

    @property
    def hours(self) -> float:
        """Length of the call, in hours."""
        return call_ms(self.turns) / 3_600_000

    def of(self, side: Side) -> list[SpeakerTurn]:
        """Return the turns of a side."""
        return [said for said in self.turns if said.voice.side is side]

    def questions(self, said: SpeakerTurn) -> list[str]:
        """Return the questions in a turn; empty if the language is not covered."""
        if self.language is None:
            return []
        return [sentence for sentence in said.turn.sentences if self.language.is_question(sentence)]


def sentences_of(quotes: Iterable[tuple[SpeakerTurn, str]]) -> tuple[tuple[int, str], ...]:
    """Return pairs of turn number and sentence, as `Measurement.sentences` has them."""
    return tuple((said.number, text) for said, text in quotes)


def all_sentences(turns: Iterable[SpeakerTurn]) -> tuple[tuple[int, str], ...]:
    """Return pairs of turn number and sentence for all sentences of the turns."""
    return sentences_of((said, text) for said in turns for text in said.turn.sentences)


def speaks_on(talk: CallTalk, rep: Rep) -> bool:
    """Return True if the rep says anything on the call."""
    return any(said.voice.email and said.voice.email.lower() in rep.addresses for said in talk.turns)


def speaking_seconds(talk: CallTalk, rep: Rep) -> float:
    """Return the seconds in which the rep speaks on the call."""
    return talk_ms(in_order(turns_about(talk, rep)))[Side.OURS] / 1000


def turns_about(talk: CallTalk, rep: Rep) -> list[SpeakerTurn]:
    """Return the turns of a call, with the side of the rep's colleagues set to unknown."""
    own = {said.voice.number for said in talk.turns if (said.voice.email or "").lower() in rep.addresses}
    return with_colleagues_unknown(talk.turns, frozenset(own))


def known_sides(turns: Iterable[SpeakerTurn]) -> list[SpeakerTurn]:
    """Return the turns without speakers whose side is unknown."""
    return [said for said in turns if said.voice.side is not Side.UNKNOWN]


def duration_ms(said: SpeakerTurn) -> int:
    """Return the length of a turn, in milliseconds."""
    return max(said.turn.end_ms - said.turn.start_ms, 0)


def words_in(said: SpeakerTurn) -> int:
    """Count the words of a turn."""
    return sum(map(count_words, said.turn.sentences))


def opening_sentence(said: SpeakerTurn) -> tuple[SpeakerTurn, str]:
    """Return the turn and its first sentence of more than three words, else its whole text."""
    return said, next((text for text in said.turn.sentences if count_words(text) > 3), said.turn.text)


def longest_sentence(said: SpeakerTurn) -> tuple[SpeakerTurn, str]:
    """Return the turn and its longest sentence, which usually says most."""
    return said, max(said.turn.sentences, key=len, default="")


def longest_quotes(quotes: Sequence[tuple[SpeakerTurn, str]]) -> list[tuple[SpeakerTurn, str]]:
    """Return the `MOST_QUOTES` longest quotes, in the order of the call."""
    kept = sorted(quotes, key=lambda quote: -len(quote[1]))[:MOST_QUOTES]
    return sorted(kept, key=lambda quote: quote[0].number)


def as_evidence(
    view: CallView, quotes: Iterable[tuple[SpeakerTurn, str]], most: int = MOST_QUOTES
) -> tuple[Evidence, ...]:
    """Return the sentences as evidence, without repetition; sentences that are too short to be proof are left out."""
    by_quote: dict[tuple[int, str], Evidence] = {}
    for said, text in quotes:
        try:
            evidence = verify(Quote(view.talk.call_id, said.number, text), view.talk)
        except NotSaid:
            continue
        by_quote.setdefault((evidence.turn, evidence.quote), evidence)
        if len(by_quote) == most:
            break
    return tuple(by_quote.values())
