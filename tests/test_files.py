from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import BaseModel, Field

from gametape.errors import BadSettings
from gametape.files import read_toml


class Price(BaseModel):
    dollars: Decimal = Field(gt=0)


class Prices(BaseModel):
    price: list[Price]


def test_a_file_becomes_a_model_and_money_keeps_its_digits(tmp_path: Path) -> None:
    file = tmp_path / "prices.toml"
    file.write_text("[[price]]\ndollars = 0.10000000000000000001\n")
    assert read_toml(Prices, file, hint="", parse_float=Decimal).price[0].dollars == Decimal("0.10000000000000000001")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[price]]\ndollars = 1\n[[price]]\ndollars = -2\n", "price.1.dollars: Input should be greater than 0"),
        ("[[price]\n", "Expected"),
        (None, "No such file"),
    ],
)
def test_what_cannot_be_understood_is_told_with_its_place(tmp_path: Path, text: str | None, told: str) -> None:
    file = tmp_path / "prices.toml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(BadSettings, match=told) as refused:
        read_toml(Prices, file, hint="See the one that is shipped.")
    assert str(file) in str(refused.value)
    assert refused.value.hint == "See the one that is shipped."
