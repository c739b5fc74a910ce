"""Identifiers as the two systems make them."""

from hashlib import blake2b

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECKSUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def salesforce_id(prefix: str, number: int) -> str:
    """The 18-character id of a record; its first 15 characters are the short form, which differs by case alone.

    Args:
        prefix: the three characters of the object type, such as `006` for an opportunity.
        number: counts the records of that type, from 0; up to 62**6.
    """
    tail = ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        tail = _DIGITS[digit] + tail
    short = f"{prefix}Hs0000{tail}"[:15]
    thirds = (short[start : start + 5] for start in (0, 5, 10))
    return short + "".join(_CHECKSUM[sum(c.isupper() << place for place, c in enumerate(third))] for third in thirds)


def number_of(record: str) -> int:
    """The number that `salesforce_id` was given."""
    number = 0
    for digit in record[9:15]:
        number = number * 62 + _DIGITS.index(digit)
    return number


def gong_id(seed: int, *name: object) -> str:
    """A numeric string of 18 or 19 digits, as Gong's API gives ids."""
    text = "/".join(map(str, (seed, *name)))
    number = int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
    return str(10**17 + number % (9 * 10**18))
