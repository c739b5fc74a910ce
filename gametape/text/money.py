"""Amounts of money as people read them: the one format of every sentence."""

from decimal import ROUND_HALF_UP, Decimal

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def written_money(amount: Decimal, currency: str | None) -> str:
    """Write an amount in whole units, with the currency's sign where it is well known, else its code.

    >>> written_money(Decimal("180000.40"), "USD")
    '$180,000'
    >>> written_money(Decimal("1200"), "CHF")
    'CHF 1,200'
    """
    number = f"{amount.quantize(Decimal(1), ROUND_HALF_UP):,}"
    if not currency:
        return number
    return f"{_SIGNS[currency]}{number}" if currency in _SIGNS else f"{currency} {number}"
