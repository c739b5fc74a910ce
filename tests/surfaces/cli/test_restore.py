import json

import sqlalchemy as sa

from gametape.store.tables import call_metrics, transcripts
from tests.builders.scored_calls import add_people, add_talk
from tests.surfaces.cli.conftest import Gametape


def test_computes_again_what_was_removed_and_says_so(gametape: Gametape, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        add_people(connection)
        call = add_talk(connection)
    assert "Nothing of this call was removed" in gametape("restore", str(call)).stdout
    with engine.begin() as connection:
        connection.execute(sa.update(transcripts).values(dropped_analysis_bytes=1))
    done = gametape("restore", str(call))
    assert (done.returncode, done.stdout.strip()) == (0, "Metrics and scores were computed again."), done.stderr
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(call_metrics)) == 2
    again = json.loads(gametape("restore", str(call), "--json").stdout)
    assert again == {"call_id": str(call), "text": False, "analysis": False}


def test_says_why_a_text_cannot_be_restored(gametape: Gametape, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        add_people(connection)
        call = add_talk(connection)
        connection.execute(sa.update(transcripts).values(turns=None, dropped_at=sa.func.now()))
    refused = gametape("restore", str(call))
    assert refused.returncode == 1
    assert refused.stderr.startswith("missing_source: "), "this warehouse has no calls"
    assert gametape("restore", "42").returncode == 1
