"""Customer text as data for Claude: a JSON object per line, in a block that no text in it can close."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gametape.analysis.evidence.hostile import Trick, tricks_in
from gametape.errors import TextTooLong
from gametape.queries.talk import CallTalk
from gametape.text.inert import visible

MOST_CHARACTERS = 600_000
"""Maximum characters of a call; three hours of talk have 200,000."""

_LEFT_OUT = "[left out]"
_ORDERS = frozenset((Trick.INSTRUCTION, Trick.SCORE, Trick.ROLE, Trick.DELIMITER))
_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def block(name: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the rows as JSON lines between `<name>` and `</name>`.

    Invisible characters are removed. Angle brackets are escaped as in JSON, so that no text can close the block.
    """
    lines = "\n".join(json.dumps(_visible(row), ensure_ascii=False).translate(_ESCAPED) for row in rows)
    return f"<{name}>\n{lines}\n</{name}>"


def call_data(talk: CallTalk) -> str:
    """Return a call as it is sent for every question about it, so that the API can cache it: speakers, then turns.

    It has no names and addresses of speakers, and no prompt injection.

    Raises:
        TextTooLong: the call has more than `MOST_CHARACTERS` characters.
    """
    if sum(len(said.turn.text) for said in talk.turns) > MOST_CHARACTERS:
        raise TextTooLong(f"The call {talk.call_id} has more than {MOST_CHARACTERS:,} characters: it is not sent.")
    rows = (
        {
            "turn": said.number,
            "who": said.voice.number,
            "side": said.voice.side.value,
            "second": said.turn.start_ms // 1000,
            "text": without_orders(said.turn.sentences),
        }
        for said in talk.turns
    )
    return f"{block('speakers', _speakers(talk))}\n{block('call', rows)}"


def speakers_digest(talk: CallTalk) -> str:
    """Return the speakers as they are sent, to hash them: a role or title may change, and the text stay."""
    return block("speakers", _speakers(talk))


def _speakers(talk: CallTalk) -> Iterator[dict[str, Any]]:
    for voice in dict.fromkeys(said.voice for said in talk.turns):
        title = without_orders([voice.title]) if voice.title else None
        yield {"who": voice.number, "side": voice.side.value, "role": voice.role, "title": title}


def without_orders(sentences: Sequence[str]) -> str:
    """Join the sentences, with a mark in place of each sentence that gives orders to a machine.

    If only the joined text gives orders, the mark replaces all of it: an order may be split over two sentences.
    """
    kept = " ".join(_LEFT_OUT if _gives_orders(sentence) else sentence for sentence in sentences)
    return _LEFT_OUT if _gives_orders(kept) else kept


def _gives_orders(text: str) -> bool:
    return not _ORDERS.isdisjoint(tricks_in(text))


def _visible(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {name: _visible(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_visible(item) for item in value]
    return value
