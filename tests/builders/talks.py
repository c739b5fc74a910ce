"""Talks put together line by line, for tests that judge what was said."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk, SpeakerTurn, Voice
from gametape.store.turns import Turn

CALL = UUID("5c000000-0000-4000-8000-000000000001")
DANA = Voice(1, "Dana Okafor", "dana@lumen.example", Side.OURS)
RUIZ = Voice(2, "Ana Ruiz", "ruiz@northwind.example", Side.THEIRS)
SOMEBODY = Voice(3, "Speaker 3", None, Side.UNKNOWN)


def talk_of(
    *lines: tuple[Voice, str | Sequence[str]], call_id: UUID = CALL, seconds: int = 10, language: str = "en"
) -> CallTalk:
    """One turn per line, each `seconds` long, a second apart; several sentences begin evenly within the turn."""
    turns = []
    for number, (voice, text) in enumerate(lines):
        sentences = (text,) if isinstance(text, str) else tuple(text)
        start = number * (seconds + 1) * 1000
        marks = tuple(seconds * 10 * place // len(sentences) for place in range(1, len(sentences)))
        turn = Turn(str(voice.number), start, start + seconds * 1000, sentences, marks)
        turns.append(SpeakerTurn(number, turn, voice))
    return CallTalk(
        call_id=call_id,
        started_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
        language=language,
        is_internal=False,
        turns=tuple(turns),
        hash=b"talk",
    )
