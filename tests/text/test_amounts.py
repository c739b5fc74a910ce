"""Numbers as people say and write them: the same number in many forms, and other numbers of the same digits."""

import pytest

from gametape.text.amounts import amounts, missing


@pytest.mark.parametrize(
    "text",
    [
        "1,500",
        "1500",
        "1 500",
        "1'500",
        "1.5k",
        "1.5 thousand",
        "fifteen hundred",
        "one thousand five hundred",
        "1.500",
    ],
)
def test_one_number_in_many_forms(text: str) -> None:
    assert missing("They pay 1,500", [f"We pay {text} for it."]) is None
    assert missing(f"They pay {text}", ["We pay 1,500 for it."]) is None


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("They lose 15 orders", "We lose 1,500 orders."),
        ("They lose 1,500 orders", "We lose 15 orders."),
        ("Margins were 3 percent", "Margins were at -3 percent."),
        ("Margins were 3 percent", "Margins were minus three percent."),
        ("They pay €50", "We pay $50."),
        ("They pay 50 dollars", "We pay 50 for it."),
        ("They lose 40", "We lose 40 percent."),
        ("They lose 40 percent", "We lose 40 people."),
        ("They spend 50", "We spend 50k."),
        ("They spend 1.5", "We spend 1.5 million."),
        ("They lose 100", "We lose fifteen hundred."),
        ("It takes two days", "It takes two weeks."),
        ("They have at least 50 seats", "We have up to 50 seats."),
        ("They have 50 seats", "We have up to 50 seats."),
        ("It starts in Q3", "It starts in Q4."),
        ("They meet at 10:30", "We meet at 10:45."),
        ("They have 25 sites", "We have twenty sites and five depots."),
    ],
)
def test_another_number_is_missing(claim: str, quote: str) -> None:
    assert missing(claim, [quote])


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("They lose two days a week", "We lose 2 days every week."),
        ("They pay 90,000 for it", "We pay ninety thousand euros."),
        ("They lose 20 to 30 percent", "We lose between 20 and 30 percent."),
        ("They need two and a half weeks", "We need 2.5 weeks."),
        ("One of them left", "They left."),
        ("They start on June 3", "We start on June 3rd."),
        ("They have SOC 2 and want Q3", "We have SOC 2, it is for Q3."),
        ("They have 150 seats", "We have one hundred and fifty seats."),
    ],
)
def test_what_was_said_is_not_missing(claim: str, quote: str) -> None:
    assert missing(claim, [quote]) is None


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("We have up to 50 seats", "up to 50"),
        ("It costs fifteen hundred dollars a month", "fifteen hundred dollars a month"),
        ("About $1.5M per site", "About $1.5M per site"),
        ("We lose 20 to 30 orders", "20 to 30"),
    ],
)
def test_an_amount_has_its_bound_its_unit_and_its_range(text: str, whole: str) -> None:
    first = amounts(text)[0]
    assert text[first.start : first.end] == whole


def test_neighbours_that_are_no_range_stay_apart() -> None:
    text = "We have 40 vans and 3 sites, five six seven"
    assert [text[each.start : each.end] for each in amounts(text)] == ["40", "3", "five", "six", "seven"]
