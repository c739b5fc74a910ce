"""Ids in the form of Salesforce and Gong."""

from hashlib import blake2b

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECKSUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def salesforce_id(prefix: str, number: int) -> str:
    """Return an 18-character record id. Its first 15 characters are the short form, in which case matters.

    Args:
        prefix: the three characters of the object type, such as `006` for an opportunity.
        number: number of the record within its type, from 0 to 62**6 - 1.
    """
    tail = ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        tail = _DIGITS[digit] + tail
    short = f"{prefix}Hs0000{tail}"[:15]
    thirds = (short[start : start + 5] for start in (0, 5, 10))
    return short + "".join(_CHECKSUM[sum(c.isupper() << place for place, c in enumerate(third))] for third in thirds)


def number_of(record: str) -> int:
    """Return the number from which `salesforce_id` made this id."""
    number = 0
    for digit in record[9:15]:
        number = number * 62 + _DIGITS.index(digit)
    return number


def gong_id(seed: int, *name: object) -> str:
    """Return a numeric string of 18 or 19 digits, as Gong's API returns ids."""
    text = "/".join(map(str, (seed, *name)))
    number = int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
    return str(10**17 + number % (9 * 10**18))
