"""Documents as no source should write them."""

import json
from typing import Any

import pytest
from hypothesis import strategies as st

from gametape.errors import BadRecord
from gametape.records.record import Record, Row

_scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["", " ", "0", "1.5", "true", "null", "[]", "[[", "{}", '[{"start":0}]', "a@b.c", "2026-01-01"])
)
values = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


def cells(record: type[Record], **special: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any value under any key of a record; under the named ones, often something of about the right shape."""
    known = dict.fromkeys(record.__struct_fields__, values)
    return st.fixed_dictionaries({}, optional=known | {name: values | likely for name, likely in special.items()})


def row_or_reason(record: type[Record], document: dict[str, Any]) -> Row | None:
    """The row of a document, or None when it was refused with a reason. Anything else fails the test."""
    warnings: list[str] = []
    try:
        read = record.read(json.dumps(document), warnings)
    except BadRecord as refusal:
        reason = str(refusal)
        assert reason
        return None
    assert all(isinstance(warning, str) for warning in (*warnings, *read.dangling()))
    missing = read.missing()
    assert missing is None or missing in record.__struct_fields__
    row = read.row()
    assert_storable(row)
    return row


def assert_storable(value: Any) -> None:
    """Fails on text that Postgres cannot hold, however deep."""
    if isinstance(value, dict):
        for key, item in value.items():
            assert_storable(key)
            assert_storable(item)
    elif isinstance(value, list | tuple):
        for item in value:
            assert_storable(item)
    elif isinstance(value, str):
        assert "\x00" not in value
        value.encode("utf-8")


def reads(record: type[Record], **document: Any) -> tuple[Row, list[str]]:
    """The row of a document and the warnings on the way."""
    warnings: list[str] = []
    return record.read(json.dumps(document), warnings).row(), warnings


def assert_needs_an_id(record: type[Record]) -> None:
    for document in ("{}", '{"id": null}', '{"id": "  "}', '{"id": ""}', '{"id": []}'):
        with pytest.raises(BadRecord, match=r"^id"):
            record.read(document, [])
