"""A language is a folder: what it has is read, what it lacks is not covered."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gametape.analysis.measures.measure import measured
from gametape.analysis.measures.trackers import tracker_book
from gametape.text import languages as module
from gametape.text.languages import Part, language, languages, not_covered
from tests.builders.talks import DANA, RUIZ, talk_of

FINNISH = """
name = "Finnish"
codes = ["fi", "fin", "finnish"]
common = ["ja", "on", "ei", "se"]
hollow = ["että"]
connectives = ["ja"]
open = ["miten", "miksi"]
fillers = ["öö"]
asides = ["tiedätkö"]
"""
TRACKERS = """
language = "fi"
[[tracker]]
name = "price"
phrases = ["liian kallis"]
"""


def _forget_what_was_read() -> None:
    for read in (
        module.languages,
        module.parts_of,
        module._read,
        module.fingerprint,
        module.hollow_words,
        module._by_code,
        tracker_book,
    ):
        read.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The shipped languages, and a folder for Finnish."""
    shutil.copytree(module.SHIPPED, tmp_path / "languages", ignore=shutil.ignore_patterns("hearing"))
    monkeypatch.setattr(module, "SHIPPED", tmp_path / "languages")
    (tmp_path / "languages" / "fi").mkdir()
    _forget_what_was_read()
    yield tmp_path / "languages" / "fi"
    monkeypatch.undo()
    _forget_what_was_read()


def test_a_folder_lights_exactly_what_it_has(folder: Path) -> None:
    talk = talk_of((DANA, "Miten teillä menee?"), (RUIZ, "Se on liian kallis."), language="fi")

    def theirs() -> dict[str, object]:
        _forget_what_was_read()
        ours, theirs = measured(talk, tracker_book())
        return {**theirs, "open_questions": ours["metrics"]["open_questions"]}

    def reads() -> tuple[object, ...]:
        row = theirs()
        return row["language"], row["open_questions"], row["trackers"], row["lacks"]

    assert reads() == (None, None, {}, [])
    (folder / "speech.toml").write_text(FINNISH, encoding="utf-8")
    assert reads() == ("fi", 1, {}, ["trackers", "hearing", "scoring", "dates"])
    (folder / "trackers.toml").write_text(TRACKERS, encoding="utf-8")
    assert reads() == ("fi", 1, {"price": [1]}, ["hearing", "scoring", "dates"])
    assert not_covered("fi", ["scoring"]) == "Not covered in Finnish: answers, figures and customer examples."


def test_the_fingerprint_changes_with_any_file_of_a_language(folder: Path) -> None:
    known = {module.fingerprint()}
    for name, text in (("speech.toml", FINNISH), ("dates.toml", 'days = ["maanantai"]')):
        (folder / name).write_text(text, encoding="utf-8")
        _forget_what_was_read()
        known.add(module.fingerprint())
    assert len(known) == 3


def test_what_is_shipped_is_what_the_documentation_says() -> None:
    assert [known.code for known in languages()] == ["de", "en"]
    english, german = language("en"), language("de")
    assert english
    assert german
    assert english.parts == set(Part)
    assert german.parts == {Part.SPEECH, Part.TRACKERS, Part.DATES, Part.ROLES, Part.CALL_KINDS, Part.SENTENCES}
    assert not_covered("de", german.lacks) == (
        "Not covered in German: objections, commitments and who decides; answers, figures and customer examples."
    )
    assert not_covered("en", english.lacks) is None
