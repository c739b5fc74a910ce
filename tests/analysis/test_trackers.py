"""What a phrase finds, and what a deployment may add."""

from pathlib import Path

import pytest

from gametape.analysis.languages import Speech, languages
from gametape.analysis.trackers import SHIPPED, hits_of, tracker_book, turns_of
from gametape.errors import BadSettings
from gametape.queries.talk import Voice
from tests.analysis.talks import DANA, RUIZ, SOMEBODY, talk_of

OWN = """
language = "en"

[[tracker]]
name = "competitor"
phrases = ["OpsGrid", "O'Neill & Sons"]

[[tracker]]
name = "greeting"
phrases = {phrases}
"""


def own(folder: Path, phrases: str, extra: str = "") -> Path:
    (folder / "own.toml").write_text(OWN.format(phrases=phrases) + extra, encoding="utf-8")
    return folder


def found(folder: Path | None, *texts: str, voice: Voice = RUIZ) -> dict[str, list[int]]:
    """By tracker the places of the texts that it hits."""
    talk = talk_of(*((voice, text) for text in texts))
    return turns_of(tracker_book(folder).of("en").find(Speech(talk.turns)), voice.side)


@pytest.mark.parametrize(
    ("phrase", "hit", "missed"),
    [
        ("good day", ["Good day!", "a GOOD, day", "good\u00a0day"], ["goodday", "good old day", "gooder day"]),
        ("greet*", ["We greet.", "Greetings all"], ["regreet", "gree"]),
        ("[hi|hello there] dana", ["Hi, Dana", "hello there Dana"], ["hello Dana"]),
        ("hi ... dana", ["Hi Dana", "hi my dear old friend Dana"], ["hi my dear old good friend Dana", "Dana hi"]),
        ("follow-up", ["follow up", "Follow-up?"], ["followup"]),
        ("don't", ["I DON’T", "don't"], ["do not", "don"]),
        ("straße", ["die STRASSE", "Straße"], ["Straßen"]),
        ("café", ["cafe\u0301 au lait"], ["cafe"]),
    ],
)  # fmt: skip
def test_a_phrase_stands_for_whole_words(tmp_path: Path, phrase: str, hit: list[str], missed: list[str]) -> None:
    folder = own(tmp_path, f'["{phrase}"]')
    assert found(folder, *hit)["greeting"] == list(range(len(hit)))
    assert "greeting" not in found(folder, *missed)


def test_a_phrase_does_not_reach_from_one_sentence_into_the_next(tmp_path: Path) -> None:
    talk = talk_of((RUIZ, ["That is good.", "Day after day."]))
    assert "greeting" not in tracker_book(own(tmp_path, '["good day"]')).of("en").find(Speech(talk.turns))


def test_only_what_the_right_side_says_counts() -> None:
    objection = "That is too expensive for us."
    assert found(None, objection)["objection"] == [0]
    assert found(None, objection)["objection_price"] == [0]
    assert set(found(None, objection, voice=DANA)) == {"pricing"}
    assert "objection" not in found(None, objection, voice=SOMEBODY)


def test_complaints_are_a_pain_for_whoever_has_them() -> None:
    texts = ("We get complaints every week.", "They complain.", "No complaints so far.", "There are no complaints.")
    assert found(None, *texts)["pain"] == [0, 1]


def test_hits_lead_to_the_sentence_as_it_was_said() -> None:
    talk = talk_of((DANA, "Hello."), (RUIZ, ["I see.", "Uh, it’s TOO expensive.", "Sorry."]))
    (hit,) = hits_of(tracker_book().of("en").find(Speech(talk.turns))["objection_price"])
    assert (hit.said.number, hit.sentence) == (1, "Uh, it’s TOO expensive.")
    assert hit.said.turn.text[hit.offset :].startswith(hit.sentence)


def test_own_phrases_are_added_or_replace(tmp_path: Path) -> None:
    texts = ("We use OpsGrid.", "Who is your competitor?", "o'neill and sons", "O’Neill & Sons")
    assert found(own(tmp_path, '["hi"]'), *texts)["competitor"] == [0, 1, 3]
    tracker_book.cache_clear()
    alone = OWN.replace('name = "competitor"', 'name = "competitor"\nreplace = true')
    (tmp_path / "own.toml").write_text(alone.format(phrases='["hi"]'), encoding="utf-8")
    assert found(tmp_path, *texts)["competitor"] == [0, 3]


def test_a_changed_phrase_changes_the_fingerprint(tmp_path: Path) -> None:
    shipped = tracker_book().fingerprint
    first = tracker_book(own(tmp_path, '["hi"]')).fingerprint
    tracker_book.cache_clear()
    second = tracker_book(own(tmp_path, '["hey"]')).fingerprint
    assert len({shipped, first, second}) == 3
    assert tracker_book().fingerprint == shipped


@pytest.mark.parametrize(
    ("phrases", "extra", "told"),
    [
        ('["a [b|c"]', "", "is no word"),
        ('["hi ..."]', "", "must begin and end with a word"),
        ('["!"]', "", "is no word"),
        ('[""]', "", "must begin and end with a word"),
        ('["' + "[a|b] " * 12 + '"]', "", "4096 ways"),
        ('["hi"]', 'sides = "ours"', "Extra inputs"),
        ("[", "", "own.toml"),
    ],
)
def test_a_file_that_cannot_be_understood_is_named(tmp_path: Path, phrases: str, extra: str, told: str) -> None:
    with pytest.raises(BadSettings, match=told) as raised:
        tracker_book(own(tmp_path, phrases, extra))
    assert "own.toml" in str(raised.value)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="is no folder"):
        tracker_book(tmp_path / "nowhere")
    (tmp_path / "fr.toml").write_text('language = "fr"\ntracker = []')
    with pytest.raises(BadSettings, match="'fr' is not one of de, en"):
        tracker_book(tmp_path)


def test_every_covered_language_has_every_tracker() -> None:
    names = [set(tracker_book().of(language.code).names) for language in languages()]
    assert len(names) == len(list(SHIPPED.glob("*.toml"))) == 2
    assert names[0] == names[1] >= {"pricing", "next_steps", "competitor", "objection", "decision_process", "pain"}


def test_german_phrases_find() -> None:
    talk = talk_of((RUIZ, "Das ist uns zu teuer, und der nächste Schritt?"))
    hit = tracker_book().of("de").find(Speech(talk.turns))
    assert {"objection_price", "objection", "pricing"} <= set(hit)
