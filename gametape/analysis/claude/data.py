"""What people said, as data: one JSON object per line, in a block that no text in it can close."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gametape.analysis.evidence.hostile import Trick, tricks_in
from gametape.errors import TextTooLong
from gametape.queries.talk import CallTalk
from gametape.text.inert import visible

MOST_CHARACTERS = 600_000
"""Of one call. Three hours of talk have 200,000."""

_LEFT_OUT = "[left out]"
_ORDERS = frozenset((Trick.INSTRUCTION, Trick.SCORE, Trick.ROLE, Trick.DELIMITER))
_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def block(name: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows between `<name>` and `</name>`.

    What cannot be seen is left out. Angle brackets are escaped as JSON does it, so the block ends where we end it.
    """
    lines = "\n".join(json.dumps(_seen(row), ensure_ascii=False).translate(_ESCAPED) for row in rows)
    return f"<{name}>\n{lines}\n</{name}>"


def turns(talk: CallTalk) -> str:
    """A call: its turns, without names and addresses of who speaks, and without sentences meant for a machine.

    Raises:
        TextTooLong: nobody talks that much; what it is, is not sent.
    """
    if sum(len(said.turn.text) for said in talk.turns) > MOST_CHARACTERS:
        raise TextTooLong(f"The call {talk.call_id} has more than {MOST_CHARACTERS:,} characters: it is not sent.")
    rows = (
        {
            "turn": said.number,
            "who": said.voice.number,
            "side": said.voice.side.value,
            "second": said.turn.start_ms // 1000,
            "text": withheld(said.turn.sentences),
        }
        for said in talk.turns
    )
    return block("call", rows)


def withheld(sentences: Sequence[str]) -> str:
    """The sentences as one text, with a mark in place of those that give orders to a machine.

    Where they do so only together, all of them are left out: an order may be cut in two.
    """
    kept = " ".join(_LEFT_OUT if _gives_orders(one) else one for one in sentences)
    return _LEFT_OUT if _gives_orders(kept) else kept


def _gives_orders(text: str) -> bool:
    return not _ORDERS.isdisjoint(tricks_in(text))


def _seen(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {name: _seen(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_seen(one) for one in value]
    return value
