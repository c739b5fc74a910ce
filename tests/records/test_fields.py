from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.records.fields import (
    Day,
    Email,
    Flag,
    Moment,
    Money,
    Percent,
    Text,
)
from gametape.records.json_model import JsonModel
from gametape.records.storable import clean_json, clean_text, escape_unstorable


class Cells(JsonModel, frozen=True, kw_only=True):
    text: Text = None
    email: Email = None
    money: Money = None
    percent: Percent = None
    day: Day = None
    moment: Moment = None
    flag: Flag = None


def read(**cell: Any) -> tuple[Any, list[str]]:
    warnings: list[str] = []
    (name,) = cell
    return getattr(Cells.of(cell, warnings), name), warnings


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1250.00", Decimal("1250.00")),
        ("0.0", Decimal(0)),
        (" 12 ", Decimal(12)),
        (7, Decimal(7)),
        ("-3.5", Decimal("-3.5")),
        ("123456789012345678.123456789", Decimal("123456789012345678.123456789")),  # 18 digits and more, all kept
        ("1.5E+3", Decimal(1500)),
    ],
)
def test_money_keeps_every_digit(written: object, meant: Decimal) -> None:
    assert read(money=written) == (meant, [])


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-inf", "twelve", "1,250.00", "1e999", "1e-999", "$5", "  "])
def test_an_amount_that_is_none_is_left_out_and_said(written: str) -> None:
    value, warnings = read(money=written)
    assert value is None
    assert len(warnings) == 1
    assert warnings[0].startswith("money: ")


@pytest.mark.parametrize(
    "written",
    ["2026-03-31", "2026-03-31 00:00:00", "2026-03-31T00:00:00Z", "2026-03-31 00:00:00+00", "2026-03-31T00:00:00+13"],
)
def test_a_date_is_the_day_that_is_written_whatever_the_zone(written: str) -> None:
    assert read(day=written) == (date(2026, 3, 31), [])


@pytest.mark.parametrize(
    "written", ["10000-01-01", "+12026-01-01", "31/12/2026", "2026-02-30", "soon", "2026-03-311", "0044-03-15 (BC)"]
)
def test_a_date_that_is_none_is_left_out_and_said(written: str) -> None:
    value, warnings = read(day=written)
    assert value is None
    assert "day: " in warnings[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-31T10:00:00.123456Z", datetime(2026, 3, 31, 10, 0, 0, 123456, UTC)),  # microseconds stay
        ("2026-03-31 10:00:00.1+00", datetime(2026, 3, 31, 10, 0, 0, 100000, UTC)),
        ("2026-03-31 10:00:00", datetime(2026, 3, 31, 10, 0, 0, 0, UTC)),  # no zone: UTC
        ("2026-03-31T10:00:00+02:00", datetime(2026, 3, 31, 8, 0, 0, 0, UTC)),
    ],
)
def test_a_moment_is_in_utc(written: str, meant: datetime) -> None:
    value, warnings = read(moment=written)
    assert (value, warnings) == (meant, [])
    assert value.utcoffset().total_seconds() == 0


@pytest.mark.parametrize("written", ["10000-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "yesterday"])
def test_a_moment_out_of_range_is_left_out_and_said(written: str) -> None:
    value, warnings = read(moment=written)
    assert value is None
    assert warnings


@pytest.mark.parametrize(("written", "meant"), [("0", 0), ("100", 100), ("33.4", Decimal("33.4"))])
def test_a_percentage_lies_between_0_and_100(written: str, meant: object) -> None:
    assert read(percent=written) == (meant, [])
    assert read(percent="100.01")[0] is None
    assert read(percent="-1")[0] is None


@pytest.mark.parametrize(
    ("written", "meant"), [(True, True), ("TRUE", True), ("1.0", True), ("n", False), (0, False), (None, None)]
)
def test_flags(written: object, meant: bool | None) -> None:
    assert read(flag=written) == (meant, [])


def test_text_is_stripped_and_blank_text_is_none() -> None:
    assert read(text="  Deal ")[0] == "Deal"
    assert read(text="   ")[0] is None
    assert read(text=42)[0] == "42"
    assert read(email=" Ana@Example.COM ")[0] == "ana@example.com"


def test_nul_and_lone_surrogates_go_and_real_characters_stay() -> None:
    assert clean_text("a\x00b\ud800c😀") == "abc😀"
    assert clean_json({"k\x00": ["\udfff", 1, {"x": float("nan")}]}) == {"k": ["", 1, {"x": None}]}
    assert escape_unstorable('{"a":"\x00\ud800"}') == '{"a":"\\u0000\\ud800"}'


@given(st.text() | st.integers() | st.floats() | st.booleans() | st.none() | st.binary() | st.dates() | st.datetimes())
def test_no_cell_whatever_its_value_breaks_a_row(value: object) -> None:
    for name in Cells.__struct_fields__:
        read(**{name: value})
