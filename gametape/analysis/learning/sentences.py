"""What a comparison says, in words: short, with numbers and units, "associated with" and never "causes"."""

from collections.abc import Sequence

from gametape.analysis.comparing.comparison import Rules
from gametape.analysis.comparing.stats import Mean
from gametape.analysis.comparing.winners import Compared, Comparison, DimensionVerdict, NearerTo
from gametape.analysis.learning.too_few_deals import is_unplaced, may_be_behind


def reason(row: Compared, rules: Rules) -> str:
    """The verdict in a few words; where there is too little, of what."""
    if row.verdict is DimensionVerdict.DIFFERS:
        return "differs"
    if row.verdict is DimensionVerdict.NO_DIFFERENCE:
        return "no difference found"
    own, won, lost = row.counts
    least = min(own, won, lost)
    whose = {own: "", lost: "lost ", won: "won "}[least]
    return f"not enough data ({least} of {rules.minimum} {whose}deals)"


def sentence(row: Compared, name: str, rules: Rules) -> str:
    """What a dimension says about the peers, and where the rep stands."""
    one = row.dimension
    own, won, lost = row.counts
    first = name.split(maxsplit=1)[0]
    if row.peers is DimensionVerdict.NOT_ENOUGH_DATA:
        return f"Too few deals of peers to tell: {won} won and {lost} lost; {rules.minimum} of each are needed."
    numbers = f"{_shown(row, row.winners)} in {won} won deals, {_shown(row, row.losers)} in {lost} lost ones"
    if row.peers is DimensionVerdict.NO_DIFFERENCE:
        return f"No difference found in {one.label}: {numbers}. {_rep(row, first, own)}"
    more = row.effect is not None and row.effect.delta > 0
    told = f"Winning is associated with {one.more if more else one.less}: {numbers}."
    if row.verdict is DimensionVerdict.NOT_ENOUGH_DATA:
        return f"{told} {first} has {own} comparable deals, too few to place: {rules.minimum} are needed."
    return f"{told} {_rep(row, first, own)} {_place(row)}".strip()


def _rep(row: Compared, first: str, own: int) -> str:
    return f"{first}: {_shown(row, row.rep)} in {own} deals." if row.rep else f"{first} has no comparable deal."


def _place(row: Compared) -> str:
    if row.standing is None:
        return ""
    which = "won" if row.standing is NearerTo.WINNERS else "lost"
    sure = "" if row.is_clear else ", though the interval reaches across the middle"
    return f"That is nearer the {which} deals{sure}."


def _shown(row: Compared, mean: Mean | None) -> str:
    return row.dimension.shown(mean.mean) if mean else "no value"


def headline(name: str, rows: Sequence[Compared], rules: Rules) -> str:
    """All of it in two or three sentences."""
    first = name.split(maxsplit=1)[0]
    differ = [row for row in rows if row.peers is DimensionVerdict.DIFFERS]
    if not differ and all(row.peers is DimensionVerdict.NOT_ENOUGH_DATA for row in rows):
        won = max((row.counts[1] for row in rows), default=0)
        lost = max((row.counts[2] for row in rows), default=0)
        return (
            f"Not enough data: {won} won and {lost} lost deals of comparable peers; {rules.minimum} of each are needed."
        )
    if not differ:
        return "Nothing that was compared tells won from lost deals of comparable peers."
    told = f"Won and lost deals of comparable peers differ in {_list([row.dimension.label for row in differ])}."
    behind = [row.dimension.label for row in differ if row.standing is NearerTo.LOSERS]
    if behind:
        return f"{told} {first} is nearer the lost deals in {_list(behind)}."
    return " ".join([told, *_nearer_won(first, differ), *_of_few_deals(first, differ)])


def _nearer_won(first: str, differ: Sequence[Compared]) -> list[str]:
    ahead = [row.dimension.label for row in differ if row.standing is NearerTo.WINNERS]
    if not ahead:
        return []
    if len(ahead) < len(differ):
        return [f"{first} is nearer the won deals in {_list(ahead)}."]
    return [f"{first} is nearer the won deals{' in all of them' if len(ahead) > 1 else ''}."]


def _of_few_deals(first: str, differ: Sequence[Compared]) -> list[str]:
    """Where the rep has too few deals to be placed, and whether there is anything in them all the same."""
    unplaced = [row for row in differ if is_unplaced(row)]
    if not unplaced:
        return []
    told = f"Too few deals to place {first} in {_list([row.dimension.label for row in unplaced])}."
    if any(may_be_behind(row) for row in unplaced):
        return [told]
    return [told, f"Nothing here where {first} is nearer the lost deals."]


def limitations(compared: Comparison, closed: int, unmeasured: int) -> list[str]:
    """What the answer cannot say, each in a sentence."""
    found = ["Associated with winning is not the cause of it: nobody decided by lot who does what."]
    if unmeasured:
        found.append(
            f"{unmeasured} of {closed} closed deals have no measured call before their outcome and are left out."
        )
    if compared.matching.relaxed:
        found.append(f"Not matched on {_list(compared.matching.relaxed)}: too few deals would have been left.")
    if compared.matching.unknown:
        found.append(f"Not known of any deal, so not matched: {_list(compared.matching.unknown)}.")
    return found


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
