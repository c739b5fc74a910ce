"""What code adds to a reading: what was read of a deal, and what was not and why."""

import sqlalchemy as sa

from gametape.analysis.deal_insights import read_insights
from gametape.analysis.insights.view import CoverageGap
from gametape.settings import Settings
from tests.builders.deal_stories import held, platform_rollout

GERMAN = (
    ("1", "Wie sehr schmerzt das heute?"),
    ("2", "Der Preis ist zu teuer für uns in diesem Jahr, so wie er ist."),
    ("1", "Dann fangen wir mit zwei Standorten an."),
    ("2", "Das passt."),
)


def test_what_german_has_no_words_for_is_not_covered_and_told(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deal = platform_rollout(connection)
        call = held(connection, deal, 1, GERMAN, language="de")
    with engine.connect().execution_options(postgresql_readonly=True) as connection:
        found = read_insights(connection, deal, settings)
    assert call not in {quote.call_id for one in found.objections for quote in one.evidence if quote.kind == "call"}
    (told,) = [one for one in found.coverage.missing if one.reason is CoverageGap.LANGUAGE_PART]
    assert told.sentence == (
        "1 call read in part. Not covered in German: objections, commitments and who decides; answers, figures and "
        "customer examples. MEDDICC elements are not looked for there."
    )
    assert [fact.id for fact in told.facts] == [call]
