"""Names of other vendors in texts: known names wherever they are said, and new names from how customers name them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from gametape.analysis.competitors.known_names import KnownNames
from gametape.analysis.competitors.models import CompetitorMention, DealCompetitors
from gametape.analysis.evidence.claims import AnyEvidence
from gametape.analysis.evidence.passages import Passage, passages_of
from gametape.queries.calls_and_emails import Email, Side
from gametape.queries.deal_texts import DealTexts
from gametape.text.languages import Part, language
from gametape.text.phrases import PhraseSet, spaced_words
from gametape.text.sentences import Span
from gametape.text.words import fold, words

COMPETITOR = "competitor"  # kind of hearing

_NAME = r"(?P<name>[A-Z][\w&'-]*(?:\.[a-z]+)?(?:\s+[A-Z][\w&'-]*)*)"
_QUOTES = 3  # quotes that are kept of a name
_ANSWERS = 3
_SHORTEST = 3  # letters of a name
_FEWEST = 6  # words of an answer that says something
_ANSWER_WITHIN = 2  # turns after the customer's in which our side answers


class CompetitorWords(BaseModel):
    """Words around the name of another vendor in one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    before: tuple[str, ...]
    before_if_heard: tuple[str, ...]
    after: tuple[str, ...]
    no_names: tuple[str, ...]

    @cached_property
    def _named_before(self) -> re.Pattern[str]:
        return re.compile(rf"\b{_NAME}\s+(?i:{_any(self.after)})(?!\w)")

    @cached_property
    def _named_after(self) -> re.Pattern[str]:
        return _after(self.before)

    @cached_property
    def _named_after_if_heard(self) -> re.Pattern[str]:
        return _after(self.before_if_heard)

    @cached_property
    def _before(self) -> PhraseSet:
        return PhraseSet(map(spaced_words, self.before))

    def patterns(self, sentence: str, *, is_heard: bool) -> Iterator[re.Pattern[str]]:
        """Yield the patterns to search a sentence for, whose group `name` is a vendor.

        Args:
            sentence: a sentence of the customer.
            is_heard: hearing calls the sentence a competitor's.
        """
        if self._before.is_in(spaced_words(sentence)):
            yield self._named_after
        yield self._named_before
        if is_heard:
            yield self._named_after_if_heard

    @cached_property
    def excluded(self) -> frozenset[str]:
        """Words that are no vendor, folded."""
        return frozenset(map(fold, self.no_names))


@dataclass(slots=True)
class _Mentions:
    """Sentences that name one competitor."""

    name: str
    is_listed: bool
    places: list[tuple[Passage, Span]]


def competitors_on(texts: DealTexts, known: KnownNames, account: str | None) -> DealCompetitors:
    """Return the competitors that are named on a deal, the most mentioned first.

    Args:
        texts: texts of the deal.
        known: names of the deployment.
        account: name of the customer, which is no competitor.
    """
    passages = passages_of(texts)
    people = [word for person in texts.people for word in words(person.name or "")]
    domains = [(person.email or "").partition("@")[2].split(".")[0] for person in texts.people]
    not_vendors = known.ours | frozenset([*people, *domains, *words(account or "")])
    aliases = dict(known.by_alias)
    for name in _new_names(texts, passages, not_vendors):
        aliases.setdefault(spaced_words(name), _longer(name, aliases))
    found = list(_mentioned(passages, aliases, frozenset(known.by_alias.values())))
    made = [mention for each in found if (mention := _mention(each, passages))]
    return DealCompetitors(mentions=tuple(sorted(made, key=lambda each: (-each.calls - each.emails, each.name))))


def _new_names(texts: DealTexts, passages: Sequence[Passage], not_vendors: frozenset[str]) -> Iterator[str]:
    """Yield the names that customers use as those of other vendors, longer names first."""
    names: set[str] = set()
    for passage in passages:
        spoken = language(passage.language)
        known = spoken.read(CompetitorWords, Part.COMPETITORS) if spoken else None
        if spoken is None or known is None or passage.side is not Side.THEIRS:
            continue
        heard = _heard(texts, passage)
        for span in passage.spans:
            sentence = passage.text[slice(*span)]
            patterns = known.patterns(sentence, is_heard=span in heard)
            said = (match["name"] for pattern in patterns for match in pattern.finditer(sentence))
            names |= {
                name for name in said if not _is_excluded(name, not_vendors | known.excluded | spoken.small_words)
            }
    yield from sorted(names, key=lambda name: (-len(name), name))


def _heard(texts: DealTexts, passage: Passage) -> frozenset[Span]:
    if isinstance(passage.source, Email):
        return frozenset()
    acts = texts.acts.get(passage.source.call_id, ())
    return frozenset((act.start, act.end) for act in acts if act.turn == passage.turn and act.kind == COMPETITOR)


def _is_excluded(name: str, not_vendors: frozenset[str]) -> bool:
    spoken = words(name)
    return len(name) < _SHORTEST or any(word.removesuffix("'s") in not_vendors for word in spoken)


def _longer(name: str, aliases: dict[str, str]) -> str:
    """Return the longer name of which a name is the beginning, `Verbatim Lens` for `Verbatim`, else the name."""
    spoken = spaced_words(name)
    return next((known for alias, known in aliases.items() if alias.startswith(spoken)), name)


def _mentioned(passages: Sequence[Passage], aliases: dict[str, str], listed: frozenset[str]) -> Iterator[_Mentions]:
    """Yield each competitor with the sentences that name it; a name nobody of the customer says counts, too."""
    found: dict[str, _Mentions] = {}
    known = PhraseSet(aliases)
    for passage in passages:
        if not known.is_in(spaced_words(passage.text)):
            continue
        for span in passage.spans:
            spoken = spaced_words(passage.text[slice(*span)])
            for name in dict.fromkeys(name for alias, name in aliases.items() if alias in spoken):
                found.setdefault(name, _Mentions(name, name in listed, [])).places.append((passage, span))
    yield from found.values()


def _mention(found: _Mentions, passages: Sequence[Passage]) -> CompetitorMention | None:
    """Return a competitor with checked quotes; None if no sentence that names it can be a quote."""
    theirs_first = sorted(found.places, key=lambda place: place[0].side is not Side.THEIRS)
    quotes = [quote for passage, span in theirs_first if (quote := passage.evidence(*span))]
    if not quotes:
        return None
    emails = {place.source.id for place, _ in found.places if isinstance(place.source, Email)}
    calls = {place.source.call_id for place, _ in found.places if not isinstance(place.source, Email)}
    asked = [passage for passage, _ in found.places if passage.side is Side.THEIRS and passage.turn is not None]
    return CompetitorMention(
        name=found.name,
        is_listed=found.is_listed,
        calls=len(calls),
        emails=len(emails),
        evidence=tuple(quotes[:_QUOTES]),
        answers=tuple(_answers(asked, passages))[:_ANSWERS],
    )


def _answers(asked: Sequence[Passage], passages: Sequence[Passage]) -> Iterator[AnyEvidence]:
    """Yield the longest statement of our side's next turn after each mention by the customer."""
    for passage in asked:
        following = passages[passage.number + 1 : passage.number + 1 + _ANSWER_WITHIN]
        answer = next((each for each in following if each.side is Side.OURS and each.source is passage.source), None)
        spans = [span for span in answer.spans if not answer.text[slice(*span)].endswith("?")] if answer else []
        longest = max(spans, key=lambda span: span[1] - span[0], default=None)
        if answer and longest and len(words(answer.text[slice(*longest)])) >= _FEWEST:
            quote = answer.evidence(*longest)
            if quote:
                yield quote


def _after(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{_any(phrases)}),?\s+(?:(?i:the|our|an|a)\s+)?{_NAME}")


def _any(phrases: Sequence[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
