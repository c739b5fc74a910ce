"""One call as it is about one of our people: their turns and the customer's, and quotes from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from gametape.analysis.evidence.claims import Evidence, NotSaid, Quote, verify
from gametape.analysis.measures.metrics import call_ms, in_order, talk_ms
from gametape.analysis.scoring.scorer import Rep
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk, SpeakerTurn
from gametape.text.languages import Language, Part
from gametape.text.words import count_words

MOST_QUOTES = 2
_MOST_CHARACTERS = 240


class Measurement(NamedTuple):
    """What was read: a number, words that say it, and what was said.

    `bearing` is every sentence of the person, with its turn, in which the rules found what is measured; `evidence`
    shows the most telling ones. Nobody is named in the words: a score is kept when somebody asks to be forgotten.
    """

    value: float
    words: str
    evidence: tuple[Evidence, ...] = ()
    bearing: tuple[tuple[int, str], ...] = ()


MeasurementsByName = dict[str, Measurement]
"""By the name that a rubric calls it by."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What a call shows of one of our people.

    `found` is by the name that a rubric calls it by; `lacks` are the parts of a language that the call's lacks, and
    `language` is its English name, None where none of its words are known.
    """

    found: Mapping[str, Measurement]
    language: str | None = None
    lacks: frozenset[str] = frozenset()

    def get(self, name: str) -> Measurement | None:
        """Return a reading; None where the call has nothing of the kind, or the language is not covered."""
        return self.found.get(name)

    def not_covered(self, name: str) -> str | None:
        """Write why a reading has no number, where that is the call's language."""
        if self.language is None:
            return "The language of this call is not covered." if name not in _OF_TIMES else None
        return f"Not covered in {self.language}." if _RESTS_ON.get(name, Part.SPEECH) in self.lacks else None


_RESTS_ON = {
    "topics": Part.TRACKERS,
    "next_step": Part.TRACKERS,
    "objections_settled": Part.OBJECTIONS,
    "objections_asked_back": Part.OBJECTIONS,
    "objection_answer_seconds": Part.OBJECTIONS,
    "answered_at_once": Part.SCORING,
    "figures_per_1000_words": Part.SCORING,
    "examples_per_1000_words": Part.SCORING,
}
"""By reading the part of a language that it rests on; all others rest on `speech`, or on no words."""

_OF_TIMES = (
    "talk_ratio",
    "longest_turn_seconds",
    "customer_story_seconds",
    "patience_seconds",
    "interactivity_per_hour",
)


@dataclass(frozen=True, slots=True)
class CallView:
    """One call as it is about one person: `turns` in order, colleagues being nobody's side."""

    talk: CallTalk
    turns: Sequence[SpeakerTurn]
    language: Language | None

    @property
    def hours(self) -> float:
        """The length of the call."""
        return call_ms(self.turns) / 3_600_000

    def of(self, side: Side) -> list[SpeakerTurn]:
        """The turns of a side."""
        return [said for said in self.turns if said.voice.side is side]

    def questions(self, said: SpeakerTurn) -> list[str]:
        """The questions in a turn."""
        if self.language is None:
            return []
        return [sentence for sentence in said.turn.sentences if self.language.is_question(sentence)]


def sentences_of(quotes: Iterable[tuple[SpeakerTurn, str]]) -> tuple[tuple[int, str], ...]:
    """Sentences by the number of their turn, as `Reading.bearing` has them."""
    return tuple((said.number, text) for said, text in quotes)


def all_of(turns: Iterable[SpeakerTurn]) -> tuple[tuple[int, str], ...]:
    """Every sentence of these turns."""
    return sentences_of((said, text) for said in turns for text in said.turn.sentences)


def speaks(talk: CallTalk, rep: Rep) -> bool:
    """Whether somebody says anything on a call."""
    return any(said.voice.email and said.voice.email.lower() in rep.addresses for said in talk.turns)


def own_seconds(talk: CallTalk, rep: Rep) -> float:
    """How long somebody speaks on a call."""
    return talk_ms(in_order(about(talk, rep)))[Side.OURS] / 1000


def about(talk: CallTalk, rep: Rep) -> list[SpeakerTurn]:
    """The turns, colleagues of the person on nobody's side."""
    return [
        replace(said, voice=replace(said.voice, side=Side.UNKNOWN))
        if said.voice.side is Side.OURS and (said.voice.email or "").lower() not in rep.addresses
        else said
        for said in talk.turns
    ]


def of_both_sides(turns: Iterable[SpeakerTurn]) -> list[SpeakerTurn]:
    """Without those whose side is not known."""
    return [said for said in turns if said.voice.side is not Side.UNKNOWN]


def length(said: SpeakerTurn) -> int:
    """How long a turn is, in milliseconds."""
    return max(said.turn.end_ms - said.turn.start_ms, 0)


def words_in(said: SpeakerTurn) -> int:
    """How many words a turn has."""
    return sum(map(count_words, said.turn.sentences))


def opening(said: SpeakerTurn) -> tuple[SpeakerTurn, str]:
    """The first sentence of a turn that is more than a word or two."""
    return said, next((text for text in said.turn.sentences if len(text.split()) > 3), said.turn.text)


def longest_sentence(said: SpeakerTurn) -> tuple[SpeakerTurn, str]:
    """The longest of a turn, which mostly says most."""
    return said, max(said.turn.sentences, key=len, default="")


def longest_ones(quotes: Sequence[tuple[SpeakerTurn, str]]) -> list[tuple[SpeakerTurn, str]]:
    """The most telling ones, in the order in which they were said."""
    kept = sorted(quotes, key=lambda quote: -len(quote[1]))[:MOST_QUOTES]
    return sorted(kept, key=lambda quote: quote[0].number)


def quoted(heard: CallView, quotes: Iterable[tuple[SpeakerTurn, str]], most: int = MOST_QUOTES) -> tuple[Evidence, ...]:
    """These sentences as evidence, each once; what is too short to prove anything is left out."""
    found: dict[tuple[int, str], Evidence] = {}
    for said, text in quotes:
        cut = text if len(text) <= _MOST_CHARACTERS else text[:_MOST_CHARACTERS].rsplit(maxsplit=1)[0]
        try:
            one = verify(Quote(heard.talk.call_id, said.number, cut), heard.talk)
        except NotSaid:
            continue
        found.setdefault((one.turn, one.quote), one)
        if len(found) == most:
            break
    return tuple(found.values())
