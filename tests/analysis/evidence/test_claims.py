"""Only what was said becomes evidence: in that turn, by that person, word for word."""

from string import ascii_lowercase
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from gametape.analysis.evidence.claims import (
    Claim,
    Evidence,
    MailEvidence,
    MailQuote,
    NotSaid,
    Quote,
    Why,
    stored,
    verify,
    verify_mail,
)
from gametape.analysis.evidence.matching import is_long_enough
from gametape.analysis.evidence.quote_counts import Ledger
from gametape.queries.calls_and_emails import Email, Side
from gametape.queries.talk import CallTalk
from gametape.text.sentences import sentences_of
from tests.builders.talks import CALL, DANA, RUIZ, SOMEBODY, talk_of

OTHER = UUID("5c000000-0000-4000-8000-000000000002")
ASKED = "What would happen if you did nothing this year?"
TALK = talk_of(
    (DANA, ASKED),
    (RUIZ, ["Honestly, we would lose two people.", "And “audit” would come back to us.", "That costs 50,000."]),
    (SOMEBODY, "Sorry, I was on mute the whole time."),
    (RUIZ, "Yes."),
)


def refused(quote: Quote, talk: CallTalk = TALK, **how: Any) -> Why:
    with pytest.raises(NotSaid) as caught:
        verify(quote, talk, **how)
    return caught.value.why


def test_a_quote_comes_back_as_it_was_said_with_its_second() -> None:
    evidence = verify(Quote(CALL, 1, '  "AUDIT"  would come\nback to us', speaker="ana ruiz", side=Side.THEIRS), TALK)
    assert evidence.quote == "And “audit” would come back to us."
    assert (evidence.speaker, evidence.side, evidence.turn) == ("Ana Ruiz", Side.THEIRS, 1)
    assert evidence.at_ms == 11_000 + 3_300  # the second of three sentences in ten seconds


def test_a_quote_may_go_over_sentences_but_not_over_turns() -> None:
    both = verify(Quote(CALL, 1, "we would lose two people. And 'audit' would come back to us"), TALK)
    assert (both.quote, both.at_ms) == (
        "Honestly, we would lose two people. And “audit” would come back to us.",
        11_000,
    )
    assert refused(Quote(CALL, 0, "nothing this year? Honestly, we would")) == Why.NOT_THERE


def test_speakers_are_known_by_name_or_address() -> None:
    assert verify(Quote(CALL, 0, ASKED, speaker="DANA@lumen.example"), TALK)
    for other in ("Ana Ruiz", "Dana", "", "Okafor"):
        assert refused(Quote(CALL, 0, ASKED, speaker=other)) == Why.WRONG_SPEAKER


def test_the_side_is_demanded_by_the_quote_and_by_whoever_asks() -> None:
    quote = Quote(CALL, 0, ASKED)
    assert refused(quote, side=Side.THEIRS) == Why.WRONG_SIDE
    assert refused(Quote(CALL, 0, ASKED, side=Side.THEIRS), side=Side.OURS) == Why.WRONG_SIDE
    assert refused(Quote(CALL, 2, "on mute the whole time"), side=Side.OURS) == Why.WRONG_SIDE
    assert verify(quote, TALK, side=Side.OURS).side == Side.OURS


def test_other_calls_and_turns_that_are_not_there() -> None:
    assert refused(Quote(OTHER, 0, ASKED)) == Why.OTHER_SOURCE
    for number in (-1, 4, 10**9):
        assert refused(Quote(CALL, number, ASKED)) == Why.NO_SUCH_TURN
    assert refused(Quote(CALL, 3, "Yes.")) == Why.SAYS_NOTHING


def test_a_refusal_tells_the_neighbouring_turn_that_has_the_words() -> None:
    with pytest.raises(NotSaid, match=r"are not in turn 2. Turn 1 has them."):
        verify(Quote(CALL, 2, "we would lose two people"), TALK)


WORDS = st.text(ascii_lowercase, min_size=4, max_size=9)
LINES = st.lists(st.lists(WORDS, min_size=4, max_size=12, unique=True), min_size=2, max_size=4)


@st.composite
def quoted(draw: st.DrawFn) -> tuple[CallTalk, int, list[str]]:
    """A talk, the number of one of its turns, and two or more neighbouring words of that turn."""
    lines = draw(LINES)
    talk = talk_of(*((DANA if place % 2 else RUIZ, " ".join(words)) for place, words in enumerate(lines)))
    number = draw(st.integers(0, len(lines) - 1))
    first = draw(st.integers(0, len(lines[number]) - 2))
    last = draw(st.integers(first + 2, len(lines[number])))
    words = lines[number][first:last]
    assume(is_long_enough(" ".join(words)))
    return talk, number, words


@given(quoted(), st.sampled_from([str.upper, str.title, "“{}”".format, "  {}\n".format, "{}…".format]))
def test_what_was_said_passes_in_any_dress(case: tuple[CallTalk, int, list[str]], dress: Any) -> None:
    talk, number, _ = case
    text = talk.turns[number].turn.text
    evidence = verify(Quote(CALL, number, dress(text)), talk)
    assert evidence.quote == text
    assert evidence.speaker == talk.turns[number].voice.name


@given(quoted(), st.integers(0, 5), st.data())
def test_what_was_not_said_never_passes(
    case: tuple[CallTalk, int, list[str]], number: int, data: st.DataObject
) -> None:
    """A shifted turn, another speaker, a changed word, two words swapped, a word left out: none is a quote."""
    talk, turn, words = case
    said = {place: said.turn.text for place, said in enumerate(talk.turns)}
    place = data.draw(st.integers(0, len(words) - 1))
    changed = [*words[:place], words[place] + "s", *words[place + 1 :]]
    swapped = [words[-1], *words[1:-1], words[0]]
    without = [*words[:place], *words[place + 1 :]]
    for wrong in (words, changed, swapped, without):
        for at in (turn, number):
            text = " ".join(wrong)
            if f" {text} " not in f" {said.get(at, '')} ":
                with pytest.raises(NotSaid):
                    verify(Quote(CALL, at, text), talk)
    other = DANA if talk.turns[turn].voice is RUIZ else RUIZ
    with pytest.raises(NotSaid):
        verify(Quote(CALL, turn, " ".join(words), speaker=other.name), talk)
    with pytest.raises(NotSaid):
        verify(Quote(CALL, turn, " ".join(words)), talk, side=other.side)


LEGAL = "legal has questions about data residency"


def mail(**values: Any) -> Email:
    known = {
        "id": OTHER,
        "subject": "Next steps",
        "sent_at": None,
        "direction": Side.THEIRS,
        "sender": "ruiz@northwind.example",
        "recipients": [],
        "snippet": "Hi Dana,\nlegal has questions about data residency.",
        "is_cut": False,
        "is_automatic": False,
        "among_ourselves": False,
        "quotes_left_out": False,
        "author_uncertain": False,
        "dropped": False,
    }
    return Email.model_validate(known | values)


def test_mails_are_quoted_like_calls() -> None:
    evidence = verify_mail(MailQuote(OTHER, "legal has questions about data residency"), mail(), side=Side.THEIRS)
    assert (evidence.quote, evidence.speaker) == ("legal has questions about data residency.", "ruiz@northwind.example")
    refusals = [
        (MailQuote(CALL, LEGAL), mail(), Why.OTHER_SOURCE),
        (MailQuote(OTHER, "legal has concerns about data residency"), mail(), Why.NOT_THERE),
        (MailQuote(OTHER, LEGAL), mail(snippet=None), Why.NOT_THERE),
        (MailQuote(OTHER, LEGAL, Side.OURS), mail(), Why.WRONG_SIDE),
        (MailQuote(OTHER, "Hi"), mail(), Why.SAYS_NOTHING),
        (MailQuote(OTHER, LEGAL), mail(author_uncertain=True), Why.AUTHOR_UNCERTAIN),
    ]
    for quote, its_mail, why in refusals:
        with pytest.raises(NotSaid) as caught:
            verify_mail(quote, its_mail)
        assert caught.value.why == why


class Remark(Claim):
    """A claim, as insights make them."""

    text: str


class Page(BaseModel):
    """Claims as they are stored."""

    remarks: list[Remark]


EVIDENCE = verify(Quote(CALL, 0, ASKED), TALK)


def test_there_is_no_claim_without_evidence_and_no_evidence_without_the_check() -> None:
    assert Remark(text="They were asked.", evidence=(EVIDENCE,)).evidence == (EVIDENCE,)
    invented = EVIDENCE.model_dump() | {"quote": "we will sign today"}
    for evidence in ((), (invented,), (EVIDENCE, EVIDENCE.model_dump())):
        with pytest.raises(ValidationError):
            Remark.model_validate({"text": "They were asked.", "evidence": evidence})
    with pytest.raises(ValidationError):
        Evidence(**invented)
    with pytest.raises(ValidationError):
        MailEvidence(email_id=OTHER, quote="x", speaker=None, side=Side.OURS, sent_at=None)
    with pytest.raises(ValidationError):
        Evidence.model_validate(invented, context={"sealed": True})
    for way in (Evidence.model_construct, Remark.model_construct):
        with pytest.raises(TypeError):
            way(**invented)
    with pytest.raises(TypeError):
        EVIDENCE.model_copy(update={"quote": "we will sign today"})
    with pytest.raises(ValidationError):
        EVIDENCE.quote = "we will sign today"  # type: ignore[misc]


def test_what_was_checked_comes_back_from_the_store_as_it_went_in() -> None:
    both = (EVIDENCE, verify_mail(MailQuote(OTHER, LEGAL), mail()))
    page = Page(remarks=[Remark(text="Asked, and answered.", evidence=both)])
    written = page.model_dump(mode="json")
    assert stored(Page, written) == page
    assert stored(Evidence, written["remarks"][0]["evidence"][0]) == EVIDENCE
    with pytest.raises(ValidationError):
        Page.model_validate(written)


def test_the_ledger_counts_what_became_of_every_quote() -> None:
    ledger, more = Ledger(), Ledger()
    ledger.keep(3)
    ledger.retry(NotSaid(Why.NOT_THERE, "no"))
    ledger.drop(NotSaid(Why.NOT_THERE, "no"))
    more.drop(NotSaid(Why.WRONG_SIDE, "no"))
    ledger.add(more)
    assert (ledger.kept, ledger.retried, ledger.dropped) == (3, 1, 2)
    assert ledger.reasons == {Why.NOT_THERE: 2, Why.WRONG_SIDE: 1}
    assert Ledger.model_validate(ledger.model_dump(mode="json")) == ledger


CUTS = [
    ("We do not have the budget for this.", "have the budget for this", "negates"),
    ("Is the budget approved for next year?", "the budget approved for next year", "question"),
    ("We have the budget for this?", "We have the budget for this", "question"),
    ("If you drop the price, we will sign on Monday.", "we will sign on Monday", "condition"),
    ("My boss says they are ready to sign.", "they are ready to sign", "opinion"),
    ("It is 1.5 million euros a year for us.", "It is 1.5", "number"),
    ("We spend up to 50 hours on it.", "50 hours on it", "number"),
    ("You fix the offline mode and we have a deal.", "we have a deal", "may change"),
]


@pytest.mark.parametrize(("said", "quote", "why"), CUTS, ids=[quote for _, quote, _ in CUTS])
def test_a_cut_that_changes_the_meaning_is_refused_with_the_reason(said: str, quote: str, why: str) -> None:
    talk = talk_of((RUIZ, f"Let us begin. {said}"))
    with pytest.raises(NotSaid, match=why) as caught:
        verify(Quote(CALL, 0, quote), talk)
    assert caught.value.why == Why.CUT
    assert verify(Quote(CALL, 0, said), talk).quote == said


@pytest.mark.parametrize(
    "later",
    [
        ("We have the budget. Scratch that, it is gone.",),
        ("We have the budget. It was in March. Actually no, it is gone.",),
        ("We have the budget. Nope.",),
        ("We have the budget. Well, had the budget.",),
        ("We have the budget. Hold on. Nope.",),
        ("We have 50 seats, I think we have the budget. Sorry, May.",),
        ("We have the budget.", "Great.", "Sorry, I was wrong about that."),
    ],
)
def test_what_a_speaker_takes_back_is_no_evidence(later: tuple[str, ...]) -> None:
    talk = talk_of(*((DANA if place % 2 else RUIZ, text) for place, text in enumerate(later)))
    first = sentences_of(later[0])[0]
    assert refused(Quote(CALL, 0, first), talk) == Why.TAKEN_BACK
    quiet = talk_of((RUIZ, "We have the budget."), (DANA, "Scratch that?"), (RUIZ, "No, go on."))
    assert verify(Quote(CALL, 0, "We have the budget."), quiet)


@pytest.mark.parametrize(
    "later",
    [
        "No price for interfaces, none for storage.",
        "Sorry, go ahead.",
        "So when somebody says this cannot be right, you click.",
        "I mean, it takes two weeks, and we are two people.",
        "But 12 of them have no budget.",
        "Actually it went well.",
    ],
)
def test_what_only_sounds_like_a_retraction_takes_nothing_back(later: str) -> None:
    talk = talk_of((RUIZ, f"We have the budget for 40 of them. {later}"))
    assert verify(Quote(CALL, 0, "We have the budget for 40 of them."), talk)


def test_a_repeated_sentence_counts_where_it_is_stated() -> None:
    talk = talk_of((RUIZ, ["We have the budget?", "Yes, I can say it now.", "We have the budget."]))
    assert verify(Quote(CALL, 0, "We have the budget"), talk).at_ms == 6_600


def test_a_sentence_without_an_end_is_not_quoted() -> None:
    talk = talk_of((RUIZ, " ".join(["we plan and plan"] * 100)))
    assert refused(Quote(CALL, 0, talk.turns[0].turn.text), talk) == Why.TOO_LONG
