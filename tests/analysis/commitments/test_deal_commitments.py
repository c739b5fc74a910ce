"""Promises of both sides from calls and emails: who, what, by when, and what shows them kept."""

from datetime import UTC, date

import pytest

from gametape.analysis.commitments.deal_commitments import commitments_on
from gametape.analysis.commitments.models import Commitment, CommitmentState
from gametape.analysis.commitments.promises_heard import clause
from gametape.analysis.commitments.wording import commitment_words
from gametape.queries.calls_and_emails import Email, Side
from gametape.queries.talk import CallTalk
from tests.builders.promised_texts import DANA, RUIZ, TOMAS, call_on, email_on, texts

PROPOSAL = call_on("2026-03-02", (RUIZ, "What are the prices?"), (DANA, "I'll send you the proposal by Friday."))
LATER = call_on("2026-03-20", (DANA, "Hello again."), (RUIZ, "Hi, how was the weekend?"))


def found(*sources: CallTalk | Email) -> list[Commitment]:
    return list(commitments_on(texts(*sources), UTC).commitments)


def only(*sources: CallTalk | Email) -> Commitment:
    (commitment,) = found(*sources)
    return commitment


def test_a_promise_tells_who_what_and_by_when_with_its_place() -> None:
    promise = only(PROPOSAL)
    assert (promise.side, promise.owner, promise.owner_email) == (Side.OURS, "Dana Okafor", "dana@lumen.example")
    assert promise.what == "send you the proposal by Friday"
    assert (promise.said_on, promise.due, promise.done_on) == (date(2026, 3, 2), date(2026, 3, 6), None)
    (quote,) = promise.evidence
    assert (quote.kind, quote.quote) == ("call", "I'll send you the proposal by Friday.")
    assert quote.kind == "call"
    assert (quote.turn, quote.at_ms) == (1, 20_000)


def test_the_day_may_stand_in_the_next_sentence() -> None:
    said = call_on(
        "2026-03-02", (RUIZ, "Can we see the report?"), (DANA, "I'll send you the report. Tomorrow morning.")
    )
    assert only(said).due == date(2026, 3, 3)


def test_a_person_who_is_named_to_do_it_owns_the_promise_and_an_addressee_is_told() -> None:
    said = call_on("2026-03-02", (DANA, "I'll have Tomas send you the security report tomorrow, Ana."))
    promise = only(said)
    assert (promise.owner, promise.to) == ("Tomas Berg", "Ana Ruiz")


@pytest.mark.parametrize(
    ("subject", "text", "day", "late"),
    [
        ("Our offer", "Hi Ana, please find the proposal attached.", "2026-03-05", False),
        ("Our offer", "Hi Ana, please find the proposal attached. Sorry for the delay.", "2026-03-10", True),
    ],
)
def test_an_email_that_has_the_thing_shows_it_done(subject: str, text: str, day: str, *, late: bool) -> None:
    promise = only(PROPOSAL, email_on(day, DANA, subject, text), LATER)
    assert promise.done_on == date.fromisoformat(day)
    assert promise.is_late is late
    assert "proposal attached" in promise.evidence[1].quote
    state = CommitmentState.DONE_LATE if late else CommitmentState.DONE
    assert promise.state(date(2026, 4, 1), date(2026, 3, 20)) is state


def test_the_customers_thanks_show_it_done_but_not_since_when() -> None:
    thanks = email_on("2026-03-12", RUIZ, "Your offer", "Dana, thanks for the proposal, I will read it on the train.")
    promise = only(PROPOSAL, thanks)
    assert (promise.done_on, promise.is_late) == (date(2026, 3, 12), False)


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        (RUIZ, "Dana, I have not received the proposal."),
        (RUIZ, "Could you send the proposal?"),
        (DANA, "Hi Ana, the invitation for the workshop is attached."),
        (DANA, "Hi Ana, the proposal will follow. The agenda is attached."),
    ],
)
def test_a_text_about_another_thing_or_a_missing_thing_shows_nothing(sender: object, text: str) -> None:
    mail = email_on("2026-03-10", DANA if sender is DANA else RUIZ, "Next steps", text)
    proposal = next(each for each in found(PROPOSAL, mail) if each.said_on == date(2026, 3, 2))
    assert proposal.done_on is None
    assert proposal.state(date(2026, 4, 1), date(2026, 3, 10)) is CommitmentState.NOT_SEEN_DONE


def test_a_promise_is_open_until_its_day_and_without_contact_since() -> None:
    promise = only(PROPOSAL)
    assert promise.state(date(2026, 3, 6), date(2026, 3, 2)) is CommitmentState.OPEN
    assert promise.state(date(2026, 4, 6), date(2026, 3, 6)) is CommitmentState.OPEN
    assert promise.state(date(2026, 3, 10), date(2026, 3, 9)) is CommitmentState.NOT_SEEN_DONE


def test_a_promise_without_a_day_is_due_after_ten_working_days() -> None:
    promise = only(call_on("2026-03-02", (DANA, "I'll send you the security report.")))
    assert promise.due is None
    assert promise.state(date(2026, 3, 16), date(2026, 3, 12)) is CommitmentState.OPEN
    assert promise.state(date(2026, 3, 17), date(2026, 3, 12)) is CommitmentState.NOT_SEEN_DONE


def test_a_promised_person_who_speaks_on_a_later_call_was_brought() -> None:
    said = call_on("2026-03-02", (DANA, "I'll bring Tomas to the next call, our engineer."))
    came = call_on("2026-03-10", (TOMAS, "Hello, I am Tomas and I look after integrations."))
    assert only(said, came).done_on == date(2026, 3, 10)
    assert only(said, LATER).done_on is None


def test_emails_promise_too_but_not_text_that_may_be_of_others() -> None:
    text = "Hi Ana,\n\nI will send you the revised contract by Friday.\n\nDana"
    promise = only(LATER, email_on("2026-03-02", DANA, "Contract", text))
    assert (promise.owner, promise.due, promise.evidence[0].kind) == ("Dana Okafor", date(2026, 3, 6), "email")
    assert found(LATER, email_on("2026-03-02", DANA, "Contract", text, author_uncertain=True)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Let me share my screen for a second.",
        "If we had those, I'll send you the report by Friday.",
        "We have used the report for years.",
        "I will.",
    ],
)
def test_what_is_done_at_once_is_conditional_or_no_promise_is_left_out(text: str) -> None:
    assert found(call_on("2026-03-02", (DANA, text))) == []


def test_the_same_promise_said_twice_is_one_with_the_day() -> None:
    said = call_on(
        "2026-03-02",
        (DANA, "I'll send you a proposal."),
        (RUIZ, "Good to hear."),
        (DANA, "I'll send you the proposal by Friday then."),
    )
    assert only(said).due == date(2026, 3, 6)


def test_a_language_without_words_for_promises_has_none() -> None:
    assert commitments_on(texts(PROPOSAL, language="de"), UTC).commitments == ()


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("Sure, I'll send you the deck tomorrow, so you can share it.", "send you the deck tomorrow"),
        ("You'll have it by Monday.", "You'll have it by Monday"),
        ("Let me ask legal because I don't know.", "ask legal"),
        ("That is a fine day.", None),
    ],
)
def test_a_clause_is_what_is_promised(sentence: str, what: str | None) -> None:
    known = commitment_words("en")
    assert known is not None
    assert clause(sentence, known) == what


def test_where_texts_need_not_show_it_done_it_is_unclear() -> None:
    said = call_on("2026-03-02", (DANA, "I'll talk to our legal team about the clause this week."))
    promise = only(said, LATER)
    assert promise.state(date(2026, 4, 1), date(2026, 3, 20)) is CommitmentState.UNCLEAR


def test_a_thing_that_is_spoken_of_as_there_is_unclear_and_not_missing() -> None:
    spoken = call_on("2026-03-20", (RUIZ, "The proposal has a nice cover, my boss said."))
    promise = next(each for each in found(PROPOSAL, spoken) if each.said_on == date(2026, 3, 2))
    assert promise.state(date(2026, 4, 1), date(2026, 3, 20)) is CommitmentState.UNCLEAR
