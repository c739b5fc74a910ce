"""Measurements of product knowledge: direct answers, sentences with numbers, and examples of other customers."""

import re
from functools import cached_property
from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from gametape.analysis.scoring.call_view import (
    CallView,
    Measurement,
    MeasurementsByName,
    all_sentences,
    as_evidence,
    known_sides,
    longest_quotes,
    longest_sentence,
    sentences_of,
)
from gametape.queries.calls_and_emails import Side
from gametape.text.languages import Language, Part
from gametape.text.phrases import spaced_words
from gametape.text.plurals import no_or_count


class _Phrases(BaseModel):
    """Phrases of a language's `scoring.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    later: tuple[str, ...]
    proof: tuple[str, ...]
    number: tuple[str, ...]

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        """Patterns of the phrases, by name, for the output of `spaced_words`; a digit matches `number`, too."""
        lists = {"later": self.later, "proof": self.proof, "number": self.number}
        alternatives = {name: "|".join(map(re.escape, map(spaced_words, phrases))) for name, phrases in lists.items()}
        return {
            name: re.compile(rf"\d|{choices}" if name == "number" else choices)
            for name, choices in alternatives.items()
        }


def knowledge(view: CallView, language: Language) -> MeasurementsByName:
    """Measure the rep's product knowledge; empty when the language has no phrases for it."""
    known = language.read(_Phrases, Part.SCORING)
    if known is None:
        return {}
    phrases = known.patterns
    answers = [
        (asked, said)
        for asked, said in pairwise(known_sides(view.turns))
        if asked.voice.side is Side.THEIRS and said.voice.side is Side.OURS and view.questions(asked)
    ]
    measurements: MeasurementsByName = {}
    if answers:
        put_off = [
            (said, text)
            for _, said in answers
            for text in said.turn.sentences
            if phrases["later"].search(spaced_words(text))
        ]
        evaded = {said.number for said, _ in put_off}
        there = [said for _, said in answers if said.number not in evaded]
        words = f"answered {len(there)} of {no_or_count(len(answers), 'customer question')} on the spot"
        quotes = put_off or [longest_sentence(said) for said in there]
        measurements["answered_at_once"] = Measurement(
            len(there) / len(answers), words, as_evidence(view, quotes), all_sentences(there)
        )
    spoken = [(said, text, spaced_words(text)) for said in view.of(Side.OURS) for text in said.turn.sentences]
    total = sum(words.count(" ") - 1 for _, _, words in spoken)
    if total > 0:
        concrete = [(said, text) for said, text, words in spoken if phrases["number"].search(words)]
        proofs = [(said, text) for said, text, words in spoken if phrases["proof"].search(words)]
        rate, examples = 1000 * len(concrete) / total, 1000 * len(proofs) / total
        measurements["figures_per_1000_words"] = Measurement(
            rate,
            f"{no_or_count(len(concrete), 'sentence')} with a number, {rate:.0f} per 1,000 words",
            as_evidence(view, longest_quotes(concrete)),
        )
        measurements["examples_per_1000_words"] = Measurement(
            examples,
            f"gave {no_or_count(len(proofs), 'example')} from other customers or from practice",
            as_evidence(view, longest_quotes(proofs)),
            sentences_of(proofs),
        )
    return measurements
