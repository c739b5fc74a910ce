"""Where somebody stands beside their team: means over deals, and whether they differ beyond chance."""

from collections.abc import Sequence
from datetime import date, datetime

from gametape.analysis.comparing.dimensions import Unit, shown
from gametape.analysis.comparing.stats import mean_interval
from gametape.analysis.comparing.welch import FEWEST_CALLS, FEWEST_DEALS, Difference, is_enough, welch
from gametape.analysis.reps.models import RepMean, RepMonth, RepStandingWord
from gametape.analysis.reps.rep_facts import RepValue, deal_means

FEWEST_DEALS_A_MONTH = 3

_ERROR = 0.03
"""How often chance alone may make anybody of a role differ from the team in anything of one kind."""


def mean_of(
    values: Sequence[RepValue], high: float, *, deals: int = FEWEST_DEALS, calls: int = FEWEST_CALLS
) -> RepMean:
    """The mean over deals of each deal's mean over its calls; none with fewer deals or calls than asked for.

    Calls of one deal are alike, so they are not counted as if each told something of its own. The interval is Student's
    (stats.mean_interval), as far as it lies between 0 and `high`, the most that a value can be.
    """
    means = deal_means(values)
    if len(means) < deals or len(values) < calls:
        return RepMean(calls=len(values), deals=len(means), mean=None, low=None, high=None)
    found = mean_interval(means)
    low, top = (None if edge is None else min(max(edge, 0.0), high) for edge in (found.low, found.high))
    return RepMean(calls=len(values), deals=len(means), mean=found.mean, low=low, high=top)


def months_of(values: Sequence[RepValue], high: float, since: datetime, until: datetime) -> list[RepMonth]:
    """Month by month from `since` to `until`, those without calls, too."""
    by_month: dict[date, list[RepValue]] = {}
    first, last = since.date().replace(day=1), until.date().replace(day=1)
    while first <= last:
        by_month[first] = []
        first = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    for one in values:
        month = one.at.date().replace(day=1)
        if month in by_month:
            by_month[month].append(one)
    return [
        RepMonth(month=month, **mean_of(found, high, deals=FEWEST_DEALS_A_MONTH, calls=0).model_dump())
        for month, found in by_month.items()
    ]


def difference(own: Sequence[RepValue], team: Sequence[RepValue], tests: int) -> Difference | None:
    """How far somebody is from the team, with Welch's interval, over deals.

    Its level is 1 - 0.03 / tests (Bonferroni), so that of all that is tested side by side hardly anything differs by
    chance. None with too few deals or calls on a side.

    Args:
        own: somebody's values, one per call.
        team: those of the others.
        tests: how many differences are looked at: what is compared, times the people of the role.
    """
    mine, others = deal_means(own), deal_means(team)
    if not (is_enough(len(mine), len(own)) and is_enough(len(others), len(team))):
        return None
    return welch(mine, others, level=1 - _ERROR / tests)


def standing(found: Difference | None, *, is_score: bool) -> RepStandingWord:
    """The difference in a word: of a score more is better, of a number that is not said."""
    if found is None:
        return "not_enough_data"
    if found.low > 0:
        return "strength" if is_score else "higher"
    if found.high < 0:
        return "gap" if is_score else "lower"
    return "in_line"


def sentence(label: str, unit: Unit, own: RepMean, team: RepMean, found: RepStandingWord) -> str:
    """Where somebody stands, with numbers and what they rest on."""
    if own.mean is None:
        return (
            f"Not enough data: {own.calls} calls in {own.deals} deals;"
            f" needs {FEWEST_CALLS} calls in {FEWEST_DEALS} deals."
        )
    told = f"{label}: {shown(own.mean, unit)} in {own.deals} deals"
    if team.mean is None or found == "not_enough_data":
        return f"{told}. The team has too few calls to compare."
    told = f"{told}; team: {shown(team.mean, unit)} in {team.deals} deals."
    return told if found != "in_line" else f"{told} No clear difference."
