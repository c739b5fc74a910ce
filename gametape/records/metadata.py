"""The `metadata` column: what the source knows and we have no column for, within a budget."""

from typing import Any

from pydantic_core import to_json


def capped(metadata: dict[str, Any], max_bytes: int) -> dict[str, Any]:
    """The metadata in at most `max_bytes` of JSON: of account and fields the first that fit.

    `left_out` says how many did not.
    """
    if len(_json(metadata)) <= max_bytes:
        return metadata
    slim: dict[str, Any] = {name: value for name, value in metadata.items() if not isinstance(value, dict)}
    slim["left_out"] = 0
    room = max_bytes - len(_json(slim)) - len('"account":{},"fields":{},999')
    for group in ("account", "fields"):
        for name, value in metadata.get(group, {}).items():
            size = len(_json({name: value}))
            if size > room:
                slim["left_out"] += 1
                continue
            room -= size
            slim.setdefault(group, {})[name] = value
    return slim


def _json(value: Any) -> bytes:
    return to_json(value, inf_nan_mode="null")
