"""The sentence about how well hearing works: its figures are those of the model."""

import pytest

from gametape.analysis.hearing import reliability as module
from gametape.analysis.hearing.model import KindModel, Model, Table
from gametape.analysis.hearing.reliability import reliability


def test_it_tells_the_figures_of_the_model_and_names_what_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {
        "objection": KindModel(0, 0.5, 0.5, 0.42, 0.81, shown=True),
        "pain": KindModel(0, 0.5, 0.5, 0.9, 0.5, shown=False),
    }
    model = Model("en", kinds, {}, Table({}), Table({}))
    monkeypatch.setattr(module, "load_model", lambda _: model)
    assert reliability("objection", "pain") == (
        "Rule-based hearing. On calls that it had not seen: it heard about 4 of 10 objections, and about 8 of 10 shown "
        "were right. Not shown, because too often wrong or missed: pains."
    )
