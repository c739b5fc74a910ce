"""Notes of Claude on a call: checked, and stored under a hash of the inputs, so that a call is not paid for twice."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.analysis.claude.client import Claude, Question
from gametape.analysis.claude.data import block, call_data, speakers_digest
from gametape.analysis.claude.definitions import kinds_block
from gametape.analysis.claude.forms import (
    CallNotes,
    NotedElement,
    NotedObjection,
    NotedPoint,
    NotedTheme,
    TurnQuote,
    form_text,
)
from gametape.analysis.claude.output_guard import refusal
from gametape.analysis.claude.prompts import prompt
from gametape.analysis.claude.quote_check import CORRECTION, Claimed, verify_quotes
from gametape.analysis.claude.tasks import Task, choice
from gametape.analysis.evidence.claims import Evidence, stored
from gametape.analysis.evidence.quote_counts import Ledger
from gametape.analysis.insights.methodology import Methodology
from gametape.analysis.judgements import JudgementKey, NewJudgement, keep_judgement, read_judgement
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk
from gametape.settings import Settings

PROMPT = prompt("read_call")
LONGEST_POINT = 200
_QUOTES = 2
_POINTS = 3


class Note(BaseModel):
    """Checked note on a call. `about`: a theme, an objection's kind, an element's id, or a sentence."""

    model_config = ConfigDict(frozen=True)

    kind: str = Field(pattern="^(theme|objection|element|point)$")
    about: str
    settled: bool | None = None
    evidence: tuple[Evidence, ...] = Field(min_length=1)


class Notes(BaseModel):
    """Checked notes on a call, each with quotes."""

    model_config = ConfigDict(frozen=True)

    call_id: UUID
    notes: tuple[Note, ...] = ()


def version(settings: Settings) -> str:
    """Return a hash of everything beside the call that decides the notes: model, prompts and answer form."""
    form = form_text(CallNotes)
    parts = (*choice(settings, Task.READING), PROMPT.fingerprint, CORRECTION.fingerprint, kinds_block(), form)
    return blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def read_call(
    claude: Claude, engine: sa.Engine, talk: CallTalk, methodology: Methodology, opportunity_id: UUID | None = None
) -> tuple[Notes, Ledger]:
    """Return the notes of a call: stored notes of the same inputs, else new notes by Claude.

    Raises:
        Skip: Claude cannot read this call.
        MoneySpent, ModelUnavailable, BadSettings: see `Claude.ask`.
    """
    with engine.connect() as connection:
        known = read_judgement(connection, *_place(claude.settings, talk, methodology))
    if known:
        return stored(Notes, known.body), Ledger.model_validate(known.ledger)
    answer = claude.ask(question_on_call(talk, methodology, opportunity_id))
    return check_and_keep_notes(claude, engine, talk, methodology, answer, opportunity_id)


def are_notes_kept(engine: sa.Engine, settings: Settings, talk: CallTalk, methodology: Methodology) -> bool:
    """Tell whether the notes of a call are stored, so that reading it is free."""
    with engine.connect() as connection:
        return read_judgement(connection, *_place(settings, talk, methodology)) is not None


def check_and_keep_notes(
    claude: Claude,
    engine: sa.Engine,
    talk: CallTalk,
    methodology: Methodology,
    answer: CallNotes,
    opportunity_id: UUID | None = None,
) -> tuple[Notes, Ledger]:
    """Check the quotes and sentences of an answer, store the notes, and return them."""
    notes, ledger = _checked(claude, talk, methodology, answer, opportunity_id)
    key, hash_ = _place(claude.settings, talk, methodology)
    made = NewJudgement(
        key=key,
        input_hash=hash_,
        body=notes.model_dump(mode="json"),
        ledger=ledger.model_dump(mode="json"),
        model=choice(claude.settings, Task.READING).model,
        prompt_version=PROMPT.label,
    )
    with engine.begin() as connection:
        keep_judgement(connection, made)
    return notes, ledger


def _place(settings: Settings, talk: CallTalk, methodology: Methodology) -> tuple[JudgementKey, bytes]:
    """Return key and input hash under which the notes of a call are stored."""
    parts = f"{version(settings)}\x1f{methodology.fingerprint}\x1f{speakers_digest(talk)}".encode()
    hash_ = blake2b(parts, key=talk.hash[:64], digest_size=16).digest()
    return JudgementKey("call", str(talk.call_id), "summary", "claude"), hash_


def question_on_call(
    talk: CallTalk, methodology: Methodology, opportunity_id: UUID | None = None
) -> Question[CallNotes]:
    """Return the question for the notes of a call.

    Raises:
        TextTooLong: the call has more than `data.MOST_CHARACTERS` characters.
    """
    wanted = ({"element": element.id, "question": element.question} for element in methodology.elements)
    then = f"{kinds_block()}\n{block('wanted', wanted)}"
    return Question(PROMPT, CallNotes, call_data(talk), then, Task.READING, opportunity_id)


def _checked(
    claude: Claude, talk: CallTalk, methodology: Methodology, answer: CallNotes, opportunity_id: UUID | None
) -> tuple[Notes, Ledger]:
    ledger = Ledger()
    claimed = [claim for _, _, claims in _claims(answer) for claim in claims]
    proven = iter(verify_quotes(claimed, talk, ledger, claude, Task.READING, opportunity_id))
    asked = {element.id for element in methodology.elements}
    titles = [voice.title for voice in {said.voice for said in talk.turns} if voice.title]
    notes: list[Note] = []
    for kind, item, claims in _claims(answer):
        note = _note(kind, item, [next(proven) for _ in claims], ledger, titles)
        if note and (note.kind != "element" or note.about in asked):
            notes.append(note)
    return Notes(call_id=talk.call_id, notes=tuple(notes)), ledger


_Item = NotedTheme | NotedObjection | NotedElement | NotedPoint


def _claims(answer: CallNotes) -> Iterator[tuple[str, _Item, list[Claimed]]]:
    """Yield kind, item and claimed quotes of each item, in a fixed order."""
    for theme in answer.themes:
        yield "theme", theme, _plain(theme.quotes)
    for objection in answer.objections:
        raised = Claimed(objection.raised.turn, objection.raised.quote, Side.THEIRS)
        yield "objection", objection, [raised, *_plain(objection.replies)]
    for element in answer.elements:
        yield "element", element, _plain(element.quotes)
    for point in answer.points[:_POINTS]:
        yield "point", point, _plain(point.quotes)


def _plain(quotes: Iterable[TurnQuote]) -> list[Claimed]:
    return [Claimed(quote.turn, quote.quote) for quote in list(quotes)[:_QUOTES]]


def _note(
    kind: str, item: _Item, proof: Sequence[Evidence | None], ledger: Ledger, titles: Sequence[str]
) -> Note | None:
    evidence = tuple(quote for quote in proof if quote is not None)
    if not evidence:
        return None
    if isinstance(item, NotedObjection):  # the first quote must be the customer raising the objection
        if proof[0] is None:
            return None
        return Note(kind=kind, about=item.kind.value, settled=_settled(item, evidence), evidence=evidence)
    if isinstance(item, NotedPoint):
        if refused := refusal(item.text, LONGEST_POINT, evidence, titles):
            ledger.drop(refused)
            return None
        return Note(kind=kind, about=item.text, evidence=evidence)
    about = item.name.value if isinstance(item, NotedTheme) else item.id
    return Note(kind=kind, about=about, evidence=evidence)


def _settled(item: NotedObjection, evidence: Sequence[Evidence]) -> bool:
    """Return True if Claude says so, and a later quote is the customer's."""
    accepted = any(quote.side is Side.THEIRS and quote.turn > evidence[0].turn for quote in evidence[1:])
    return item.settled and accepted
