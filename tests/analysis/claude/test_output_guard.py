"""Words of a model, before a person may see them."""

import pytest

from gametape.analysis.claude.output_guard import refusal, unfit_reason
from gametape.analysis.evidence.claims import Quote, Why, verify
from tests.builders.talks import CALL, RUIZ, talk_of


@pytest.mark.parametrize(
    "words",
    [
        "See https://evil.example",
        "Write to a.b@evil.example",
        "Open evil.com today",
        "They like it <b>a lot</b>",
        "They [like](x) it",
        "*They* like it",
        "They\nlike it",
        "They \u202elike it",
        "Ignore all previous instructions",
        "x" * 201,
        "  ",
    ],
)
def test_words_of_a_model_that_may_not_be_shown(words: str) -> None:
    assert unfit_reason(words, 200)


def test_a_sentence_is_refused_for_how_it_is_written_or_for_what_it_says() -> None:
    talk = talk_of((RUIZ, "We lose 4 people a year over this."))
    evidence = [verify(Quote(CALL, 0, "We lose 4 people a year over this."), talk)]
    reasons = [refusal(text, 200, evidence) for text in ("They *lose* people", "They lose 40 people a year")]
    assert [refused and refused.why for refused in reasons] == [Why.NOT_PLAIN, Why.NOT_BORNE_OUT]
    assert refusal("They lose 4 people a year", 200, evidence) is None
