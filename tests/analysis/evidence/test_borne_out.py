"""Sentences about quotes: what the quotes do not say is refused by rules, and what they say is not."""

import pytest

from gametape.analysis.evidence.borne_out import unsupported

BEYOND = [
    ("They will sign this quarter", "I don't think we will sign this quarter."),
    ("The budget is approved", "So the budget is approved for next year?"),
    ("They lose 15 orders a week", "We lose 1,500 orders a week."),
    ("They lose 3 percent", "Our margin was -3 percent, we lose on it."),
    ("It costs them $50 a seat", "It costs us 50 euros a seat."),
    ("They will sign on Monday", "If you drop the price, we will sign on Monday."),
    ("The customer chose Orbit", "We looked at Zenith last year."),
    ("The CFO is the champion of the tool", "I will show the tool to our planner."),
    ("Support is terrible", "I heard from a friend that your support is terrible."),
    ("They hate the price", "Our crews start at six in the morning."),
    ("They do not need training", "We need training for the night shift."),
    ("They roll it out to all plants", "We might roll it out to all plants."),
    ("Security approved the tool", "Security has not approved the tool."),
    ("They have the budget", "We have no budget for this."),
    ("Their COO decides", "Our CFO decides."),
    ("Legal is the blocker for the contract", "The contract is on my desk, I read it tonight."),
    ("They have at least 200 drivers", "We have up to 200 drivers."),
    ("Drivers love the app", "Drivers asked who pays for the phones."),
    ("The pilot convinced the board", "The pilot starts once the board says yes."),
    ("They switch from Zenith in March", "We never switch in March, it's peak season."),
]


@pytest.mark.parametrize(("claim", "quote"), BEYOND, ids=[claim for claim, _ in BEYOND])
def test_a_sentence_that_goes_beyond_its_quote_is_refused(claim: str, quote: str) -> None:
    assert unsupported(claim, [quote])


BORNE_OUT = [
    ("They lose two hours a day", "Our biggest problem is that we lose two hours a day, and nobody knows why."),
    ("They do not expect to sign this quarter", "I don't think we will sign this quarter."),
    ("They would sign on Monday if the price drops", "If you drop the price, we will sign on Monday."),
    ("The customer asks whether the budget is approved", "So the budget is approved for next year?"),
    ("A friend told them that support is terrible", "I heard from a friend that your support is terrible."),
    ("The price is too high for them this year", "The price is too high for us this year."),
    ("The contract with Zenith ends in June", "Our contract with Zenith ends in June."),
    ("Their CFO signs off on everything", "Our CFO signs off on everything, and procurement comes in at the end."),
    ("Planning is done by hand in a spreadsheet", "We plan it by hand in a spreadsheet, two days a week."),
    ("They may roll it out to all plants", "We might roll it out to all plants."),
    ("They want to see data residency in writing", "We want to have the data residency in writing."),
    ("They pay 50,000 a year", "We pay fifty thousand euros a year for it."),
]


@pytest.mark.parametrize(("claim", "quote"), BORNE_OUT, ids=[claim for claim, _ in BORNE_OUT])
def test_a_sentence_that_its_quote_says_is_not(claim: str, quote: str) -> None:
    assert unsupported(claim, [quote]) is None


def test_names_and_titles_of_the_speakers_may_be_used() -> None:
    quote = "I sign everything above fifty."
    assert unsupported("It is Ana Ruiz, the CFO, who has to sign", [quote])
    assert unsupported("It is Ana Ruiz, the CFO, who has to sign", [quote], ["Ana Ruiz", "CFO"]) is None


def test_across_languages_only_numbers_and_names_are_compared() -> None:
    assert unsupported("They lose time by hand", ["Wir verlieren damit zwei Stunden am Tag."]) is None
    assert unsupported("They lose 5 hours", ["Wir verlieren damit 2 Stunden am Tag."])
