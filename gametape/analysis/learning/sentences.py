"""Sentences for a comparison: short, with numbers and units, "associated with" and never "causes"."""

from collections.abc import Sequence

from gametape.analysis.comparing.comparison import Rules
from gametape.analysis.comparing.stats import Mean
from gametape.analysis.comparing.winners import Compared, Comparison, DimensionVerdict, NearerTo
from gametape.analysis.hearing.hear import OBJECTION
from gametape.analysis.hearing.reliability import reliability
from gametape.analysis.learning.too_few_deals import is_unplaced, may_be_behind


def reason(row: Compared, rules: Rules) -> str:
    """Return the verdict in a few words; with too few deals, the group that has too few."""
    if row.verdict is DimensionVerdict.DIFFERS:
        return "differs"
    if row.verdict is DimensionVerdict.NO_DIFFERENCE:
        return "no clear difference"
    own, won, lost = row.counts
    least = min(own, won, lost)
    whose = {own: "", lost: "lost ", won: "won "}[least]
    return f"not enough data ({least} of {rules.minimum} {whose}deals)"


def sentence(row: Compared, name: str, rules: Rules) -> str:
    """Write the result for the peers in a dimension, and the rep's mean."""
    dimension = row.dimension
    own, won, lost = row.counts
    first = name.split(maxsplit=1)[0]
    if row.peers is DimensionVerdict.NOT_ENOUGH_DATA:
        return f"Not enough peer deals to tell: {won} won, {lost} lost; needs {rules.minimum} of each."
    numbers = f"{_shown(row, row.winners)} in {won} won deals, {_shown(row, row.losers)} in {lost} lost deals"
    if row.peers is DimensionVerdict.NO_DIFFERENCE:
        return f"No clear difference in {dimension.label}: {numbers}. {_rep(row, first, own)}"
    more = row.effect is not None and row.effect.delta > 0
    result = f"Winning is associated with {dimension.more if more else dimension.less}: {numbers}."
    if row.verdict is DimensionVerdict.NOT_ENOUGH_DATA:
        return f"{result} {first} has {own} comparable {_deals(own)}; needs {rules.minimum} to compare."
    return f"{result} {_rep(row, first, own)} {_place(row)}".strip()


def _rep(row: Compared, first: str, own: int) -> str:
    return (
        f"{first}: {_shown(row, row.rep)} in {own} {_deals(own)}." if row.rep else f"{first} has no comparable deals."
    )


def _place(row: Compared) -> str:
    if row.standing is None:
        return "It is not clear whether that is closer to the won or the lost deals."
    which = "won" if row.standing is NearerTo.WINNERS else "lost"
    return f"That is closer to the {which} deals."


def _shown(row: Compared, mean: Mean | None) -> str:
    return row.dimension.shown(mean.mean) if mean else "no value"


def headline(name: str, rows: Sequence[Compared], rules: Rules) -> str:
    """Write the result over all rows in two or three sentences."""
    first = name.split(maxsplit=1)[0]
    differ = [row for row in rows if row.peers is DimensionVerdict.DIFFERS]
    if not differ and all(row.peers is DimensionVerdict.NOT_ENOUGH_DATA for row in rows):
        won = max((row.counts[1] for row in rows), default=0)
        lost = max((row.counts[2] for row in rows), default=0)
        return f"Not enough data: {won} won and {lost} lost deals by comparable peers; needs {rules.minimum} of each."
    if not differ:
        return "No measured behavior separates won from lost deals by comparable peers."
    result = f"Won and lost deals by comparable peers differ in {_list([row.dimension.label for row in differ])}."
    behind = [row.dimension.label for row in differ if row.standing is NearerTo.LOSERS]
    if behind:
        return f"{result} {first} is closer to the lost deals in {_list(behind)}."
    return " ".join([result, *_nearer_won(first, differ), *_not_clear(first, differ), *_of_few_deals(first, differ)])


def _nearer_won(first: str, differ: Sequence[Compared]) -> list[str]:
    ahead = [row.dimension.label for row in differ if row.standing is NearerTo.WINNERS]
    if not ahead:
        return []
    if len(ahead) < len(differ):
        return [f"{first} is closer to the won deals in {_list(ahead)}."]
    return [f"{first} is closer to the won deals{' in all of them' if len(ahead) > 1 else ''}."]


def _not_clear(first: str, differ: Sequence[Compared]) -> list[str]:
    unclear = [row for row in differ if row.verdict is DimensionVerdict.DIFFERS and row.standing is None]
    if not unclear:
        return []
    return [f"It is not clear where {first} stands in {_list([row.dimension.label for row in unclear])}."]


def _of_few_deals(first: str, differ: Sequence[Compared]) -> list[str]:
    """Name the dimensions with too few deals of the rep, and tell if none of them shows the rep behind."""
    unplaced = [row for row in differ if is_unplaced(row)]
    if not unplaced:
        return []
    too_few = f"{first} has too few deals to compare in {_list([row.dimension.label for row in unplaced])}."
    if any(may_be_behind(row) for row in unplaced):
        return [too_few]
    return [too_few, f"{first} is not closer to the lost deals in anything measured here."]


def limitations(compared: Comparison, closed: int, unmeasured: int) -> list[str]:
    """List the limitations of the answer, a sentence each."""
    sentences = ["Associated with winning does not mean that it causes winning: this wasn't a randomized trial."]
    if unmeasured:
        sentences.append(
            f"{unmeasured} of {closed} closed deals are left out: no call was measured before their outcome."
        )
    if compared.matching.adjusted:
        sentences.append(f"Adjusted for {_list(compared.matching.adjusted)}: too few deals to match on.")
    if any(row.is_new for row in compared.rows):
        sentences.append("New differences are shown after they have held for two weeks.")
    if any(row.effect for row in compared.rows):
        sentences.append("Effects are scaled down, more so with few deals: small samples exaggerate.")
    if any(row.dimension.name == "objections_handled" for row in compared.rows):
        sentences.append(reliability(OBJECTION))
    if compared.matching.relaxed:
        sentences.append(f"Not adjusted for {_list(compared.matching.relaxed)}: too few deals.")
    if compared.matching.unknown:
        sentences.append(f"Not matched on {_list(compared.matching.unknown)}: no deal has it.")
    return sentences


def _deals(number: int) -> str:
    return "deal" if number == 1 else "deals"


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
