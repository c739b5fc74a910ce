"""Prices of language models: tokens by kind, and prices from a data file."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field

from gametape.errors import BadSettings
from gametape.files import read_toml

SHIPPED = Path(__file__).with_name("prices.toml")
_MILLION = 1_000_000
_BYTES_PER_TOKEN = 3  # bytes of UTF-8, at least; English text in JSON has 3 to 4


class Tokens(NamedTuple):
    """Tokens of a request and its answer, by price."""

    input: int
    cache_write: int
    cache_read: int
    output: int

    @property
    def prompt(self) -> int:
        """Tokens of the whole prompt, cached or not."""
        return self.input + self.cache_write + self.cache_read


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Rates(_Table):
    input: Decimal = Field(ge=0)
    write: Decimal = Field(ge=0)
    read: Decimal = Field(ge=0)
    output: Decimal = Field(ge=0)

    def dollars(self, tokens: Tokens) -> Decimal:
        rates = (self.input, self.write, self.read, self.output)
        return sum((count * rate for count, rate in zip(tokens, rates, strict=True)), Decimal()) / _MILLION


class _Long(_Rates):
    above: int = Field(gt=0)


class _Model(_Rates):
    long: _Long | None = None


class Prices(_Table):
    """Prices by model, and the factor for batches."""

    batch: Decimal = Field(gt=0, le=1)
    model: dict[str, _Model]

    def dollars(self, model: str, tokens: Tokens, *, is_batch: bool = False) -> Decimal:
        """Return the cost of tokens, in US dollars.

        Raises:
            BadSettings: the model has no price, so a budget cannot be kept.
        """
        if model not in self.model:
            raise BadSettings(
                f"No price is known for {model}.",
                hint="Set GAMETAPE_LLM_MODEL to another model, or GAMETAPE_LLM_PRICES_FILE to a file with your prices.",
            )
        known = self.model[model]
        rates: _Rates = known.long if known.long and tokens.prompt > known.long.above else known
        return rates.dollars(tokens) * (self.batch if is_batch else 1)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read the prices of a file.

        Raises:
            BadSettings: the file cannot be read or is not valid; the message names the place.
        """
        hint = "See gametape/analysis/claude/prices.toml for the format."
        return read_toml(cls, file, hint=hint, parse_float=Decimal)


@cache
def prices(own: Path | None = None) -> Prices:
    """Read the deployment's own prices, or the shipped prices; cached."""
    return Prices.read(own or SHIPPED)


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of a text, from above; the API's answer has the exact count."""
    return len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN + 1
