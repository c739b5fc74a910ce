"""Numbers with their noun."""


def count(number: int, noun: str, plural: str = "") -> str:
    """The number with its noun in the singular or the plural.

    Args:
        number: how many there are; written with commas between thousands.
        noun: the singular.
        plural: the plural, where it is not the singular with an `s`.

    Example: `1 call`, `2,000 calls`, `3 people`.
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def no_or_count(number: int, noun: str) -> str:
    """The number with its noun, and `no` in place of zero: `no questions`, `1 question`, `2 questions`."""
    return count(number, noun) if number else f"no {noun}s"
