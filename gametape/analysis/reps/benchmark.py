"""Benchmark of a rep against the team: means over deals, and whether they differ beyond chance."""

from collections.abc import Sequence
from datetime import date, datetime

from gametape.analysis.comparing.dimensions import Unit, shown
from gametape.analysis.comparing.stats import mean_interval
from gametape.analysis.comparing.welch import FEWEST_CALLS, FEWEST_DEALS, Difference, is_enough, welch
from gametape.analysis.reps.models import RepMean, RepMonth, RepStandingWord
from gametape.analysis.reps.rep_facts import RepValue, deal_means

FEWEST_DEALS_A_MONTH = 3

_ERROR = 0.03
"""Probability with which chance alone may set any rep of a role apart from the team in any score (or any number)."""


def mean_of(
    values: Sequence[RepValue], high: float, *, deals: int = FEWEST_DEALS, calls: int = FEWEST_CALLS
) -> RepMean:
    """Return the mean over deals of each deal's mean over its calls; None with fewer deals or calls than asked for.

    Calls of a deal resemble each other, so the deal is the unit, not the call. The interval is Student's
    (stats.mean_interval), cut to the range from 0 to `high`, the highest possible value.
    """
    means = deal_means(values)
    if len(means) < deals or len(values) < calls:
        return RepMean(calls=len(values), deals=len(means), mean=None, low=None, high=None)
    mean = mean_interval(means)
    low, top = (None if edge is None else min(max(edge, 0.0), high) for edge in (mean.low, mean.high))
    return RepMean(calls=len(values), deals=len(means), mean=mean.mean, low=low, high=top)


def mean_shown(found: RepMean, unit: Unit) -> str:
    """Word a mean with its unit, or that there is too little data for a mean."""
    return "not enough data" if found.mean is None else shown(found.mean, unit)


def months_of(values: Sequence[RepValue], unit: Unit, high: float, since: datetime, until: datetime) -> list[RepMonth]:
    """List the means of each month from `since` to `until`; months without calls are included.

    Args:
        values: values of single calls, in `unit`.
        unit: unit in which the means are worded.
        high: the most that a value can be.
        since: a moment in the first month, UTC.
        until: a moment in the last month, UTC.
    """
    by_month: dict[date, list[RepValue]] = {}
    first, last = since.date().replace(day=1), until.date().replace(day=1)
    while first <= last:
        by_month[first] = []
        first = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    for value in values:
        month = value.at.date().replace(day=1)
        if month in by_month:
            by_month[month].append(value)
    means = {month: mean_of(found, high, deals=FEWEST_DEALS_A_MONTH, calls=0) for month, found in by_month.items()}
    return [RepMonth(month=month, shown=mean_shown(mean, unit), **mean.model_dump()) for month, mean in means.items()]


def difference(own: Sequence[RepValue], team: Sequence[RepValue], tests: int) -> Difference | None:
    """Return the rep's mean less the team's, over deals, with Welch's interval.

    The level of the interval is 1 - 0.03 / tests (Bonferroni), so that hardly any of the tests shows a difference by
    chance. None with too few deals or calls on a side.

    Args:
        own: values of the rep, one per call.
        team: values of the team, one per call.
        tests: number of differences that are tested: scores (or numbers) times people of the role.
    """
    mine, others = deal_means(own), deal_means(team)
    if not (is_enough(len(mine), len(own)) and is_enough(len(others), len(team))):
        return None
    return welch(mine, others, level=1 - _ERROR / tests)


def standing(gap: Difference | None, *, is_score: bool) -> RepStandingWord:
    """Return the word for a difference: a higher score is a strength, a higher number is only higher."""
    if gap is None:
        return "not_enough_data"
    if gap.low > 0:
        return "strength" if is_score else "higher"
    if gap.high < 0:
        return "gap" if is_score else "lower"
    return "in_line"


def sentence(label: str, unit: Unit, own: RepMean, team: RepMean, word: RepStandingWord) -> str:
    """Write the sentence that compares a rep with the team: means, and the number of calls and deals."""
    if own.mean is None:
        return (
            f"Not enough data: {own.calls} calls in {own.deals} deals;"
            f" needs {FEWEST_CALLS} calls in {FEWEST_DEALS} deals."
        )
    text = f"{label}: {shown(own.mean, unit)} in {own.deals} deals"
    if team.mean is None or word == "not_enough_data":
        return f"{text}. Not enough calls of the same kinds in the team to compare."
    text = f"{text}; team: {shown(team.mean, unit)} in {team.deals} deals, on the same kinds of calls."
    return text if word != "in_line" else f"{text} No clear difference."
