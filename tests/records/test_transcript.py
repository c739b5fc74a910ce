import json
import time

from hypothesis import given
from hypothesis import strategies as st

from gametape.records.identity import derived_id
from gametape.records.transcript import TranscriptRecord
from gametape.store.tables import transcripts
from gametape.store.turns import Turn, unpack
from gametape.store.wordfilter import filter_of
from tests.builders.arbitrary_documents import assert_needs_an_id, cells, reads, row_or_reason, values

MONOLOGUES = [
    {
        "index": "1",
        "speaker_id": "2",
        "topic": None,
        "sentence": '[{"start": 2600, "end": 3000, "text": "Fine, thanks."}]',
    },
    {"index": "0", "speaker_id": "1", "topic": "Intro", "sentence": [{"start": 0, "end": 2500, "text": "Hi 😀"}]},
]


def test_columns() -> None:
    document = json.dumps({"id": "77", "monologues": MONOLOGUES}, ensure_ascii=False)
    warnings: list[str] = []
    row = TranscriptRecord.read(document, warnings).row()
    assert warnings == []
    assert unpack(row.pop("turns")) == [
        Turn("1", 0, 2500, ("Hi 😀",), (), "Intro"),
        Turn("2", 2600, 3000, ("Fine, thanks.",), (), None),
    ]
    assert row == {
        "id": derived_id("transcript", "77"),
        "gong_call_id": "77",
        "call_id": derived_id("call", "77"),
        "turn_count": 2,
        "word_count": 4,
        "raw_bytes": len(document.encode()),
        "word_filter": filter_of([Turn("1", 0, 0, ("Hi 😀 Fine, thanks.",))]),
    }
    assert set(row) <= set(transcripts.c.keys())


def test_broken_parts_are_named_and_the_rest_is_stored() -> None:
    row, warnings = reads(TranscriptRecord, id="77", monologues=[*MONOLOGUES, {"index": "2", "sentence": "[{"}])
    assert row["turn_count"] == 2
    assert len(warnings) == 1
    assert warnings[0].startswith("monologues: monologue 2 left out")


def test_a_call_on_which_nothing_was_said() -> None:
    row, warnings = reads(TranscriptRecord, id="77", monologues=[])
    assert (unpack(row["turns"]), row["turn_count"], row["word_count"], warnings) == ([], 0, 0, [])


def test_an_id_is_needed_and_a_shell_only_deletes() -> None:
    assert_needs_an_id(TranscriptRecord)
    assert TranscriptRecord.read('{"id": "1", "is_deleted": true, "monologues": null}', []).missing()
    assert TranscriptRecord.read('{"id": "1", "is_deleted": true, "monologues": []}', []).missing() is None
    assert TranscriptRecord.read('{"id": "1"}', []).missing() is None


def test_a_transcript_of_a_day_is_read_in_a_moment() -> None:
    """Every step is linear in the number of monologues."""
    document = json.dumps(
        {
            "id": "1",
            "monologues": [
                {"index": str(n), "sentence": json.dumps([{"text": "word " * 10}, {"end": n * 4000, "text": "b"}])}
                for n in range(20_000)
            ],
        }
    )
    began = time.process_time()
    assert TranscriptRecord.read(document, []).row()["turn_count"] == 20_000
    assert time.process_time() - began < 10


sentences = st.lists(
    values
    | st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("start", "end", "startTime", "duration"), values) | {"text": st.text()}
    ),
    max_size=3,
)
monologues = st.lists(
    values
    | st.fixed_dictionaries(
        {},
        optional={
            "index": values,
            "speaker_id": values,
            "topic": values,
            "sentence": sentences | sentences.map(json.dumps),
        },
    ),
    max_size=4,
)


@given(cells(TranscriptRecord, monologues=monologues))
def test_any_cells_give_a_row_or_a_reason(document: dict[str, object]) -> None:
    row_or_reason(TranscriptRecord, document)
    row = row_or_reason(TranscriptRecord, document | {"id": "1"})
    assert row
    assert len(unpack(row["turns"])) == row["turn_count"]


def test_monologues_as_text_of_json() -> None:
    row, warnings = reads(TranscriptRecord, id="1", monologues=json.dumps(MONOLOGUES))
    assert (row["turn_count"], warnings) == (2, [])
