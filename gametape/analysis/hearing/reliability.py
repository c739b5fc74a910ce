"""Reliability of hearing in a sentence, from the figures that ship beside the model."""

from gametape.analysis.hearing.model import load_model

_PLURALS = {
    "objection": "objections",
    "pain": "pains",
    "criterion": "criteria",
    "decision_process": "steps of a decision",
    "decision_maker": "decision makers",
    "champion": "champions",
    "competitor": "competitors",
    "metric": "figures",
    "commitment": "promises",
}
_OF = 10


def reliability(*kinds: str, language: str = "en") -> str:
    """Say of how many acts of these kinds hearing finds, and how many of those shown are right, on unseen calls.

    A kind that is not shown is named as such.

    Raises:
        FileNotFoundError: the language has no model.
        KeyError: the model has no such kind.

    >>> reliability("commitment").startswith("Rule-based hearing. On calls that it had not seen: ")
    True
    """
    known = load_model(language).kinds
    heard = [
        f"it heard {_tenths(known[kind].recall)} of {_OF} {_PLURALS[kind]}, "
        f"and {_tenths(known[kind].precision)} of {_OF} shown were right"
        for kind in kinds
        if known[kind].shown
    ]
    hidden = [_PLURALS[kind] for kind in kinds if not known[kind].shown]
    sentences = ["Rule-based hearing."]
    if heard:
        sentences.append(f"On calls that it had not seen: {'; '.join(heard)}.")
    if hidden:
        sentences.append(f"Not shown, because too often wrong or missed: {', '.join(hidden)}.")
    return " ".join(sentences)


def _tenths(share: float) -> str:
    return f"about {max(1, round(_OF * share))}"
