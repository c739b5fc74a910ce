"""Likeness of a deal, from its columns: the customer's segment, and the size of the deal compared with other deals."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from gametape.queries.crm_columns import CrmFact, bare, value_of
from gametape.settings import Settings

FEWEST_AMOUNTS = 6
"""Fewest closed deals of a currency from which sizes are computed."""

_SIZES = (("under 250 employees", 250), ("250 to 1,999 employees", 2000))
_BANDS = ("small", "middle", "large")


class DealSizes:
    """Size of deals compared with the closed deals of the same currency: amounts are never converted."""

    def __init__(self, closed: Sequence[tuple[str | None, Decimal | None]]) -> None:
        by_currency: dict[str, list[Decimal]] = {}
        for currency, amount in closed:
            if amount:
                by_currency.setdefault(currency or "", []).append(amount)
        self._amounts = {
            currency: sorted(amounts) for currency, amounts in by_currency.items() if len(amounts) >= FEWEST_AMOUNTS
        }

    def place(self, currency: str | None, amount: Decimal | None) -> float | None:
        """Return the share of closed deals with a smaller amount, 0 to 1; None if too few amounts are known."""
        amounts = self._amounts.get(currency or "")
        return bisect_left(amounts, amount) / len(amounts) if amounts and amount is not None else None

    def band(self, currency: str | None, amount: Decimal | None) -> str | None:
        """Return the third in which an amount lies: `small`, `middle` or `large`; None if too few amounts are known."""
        amounts = self._amounts.get(currency or "")
        if not amounts or amount is None:
            return None
        edges = (amounts[len(amounts) // 3], amounts[2 * len(amounts) // 3])
        return _BANDS[sum(amount >= edge for edge in edges)]


def segment_of(account: Mapping[str, Any], fields: Mapping[str, Any], settings: Settings) -> str | None:
    """Return the customer's segment: from the column with it (queries/crm_columns.py), else by number of employees.

    A column that the settings name has no substitute.
    """
    named = value_of({"account": account, "fields": fields}, CrmFact.SEGMENT, settings)
    if named or settings.segment_column:
        return named
    return _by_employees({bare(name): value for name, value in account.items()})


def _by_employees(account: Mapping[str, Any]) -> str | None:
    try:
        count = float(account.get("number_of_employees") or account.get("employees") or account["numberofemployees"])
    except (KeyError, TypeError, ValueError):
        return None
    return next((name for name, below in _SIZES if count < below), "2,000 employees or more")
