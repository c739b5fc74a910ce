"""What a phrase finds, and what a deployment may add."""

from pathlib import Path

import pytest

from gametape.analysis.measures.speech import Speech
from gametape.analysis.measures.trackers import hits_of, tracker_book, turns_of
from gametape.errors import BadSettings
from gametape.queries.talk import Voice
from gametape.text.languages import languages
from tests.builders.talks import DANA, RUIZ, SOMEBODY, talk_of

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
    worry = "Every supplier says that it connects."
    assert found(None, worry)["integration"] == [0]
    for other in (DANA, SOMEBODY):
        assert found(None, worry, voice=other) == {}


def test_complaints_are_a_pain_for_whoever_has_them() -> None:
    texts = ("We get complaints every week.", "They complain.", "No complaints so far.", "There are no complaints.")
    assert found(None, *texts)["pain"] == [0, 1]


@pytest.mark.parametrize(
    ("tracker", "hit", "missed"),
    [
        ("pain", "They have to enter everything twice.", "I ride in when it is dry, so about twice a year."),
        ("pain", "It takes us two hours a day.", "We are open eight hours a day."),
        ("pain", "We still run it on a spreadsheet.", "I will send you the spreadsheet."),
        ("pain", "The customers complain every week.", "I am not telling you this to complain."),
        ("pain", "I cannot see where the vans are.", "I cannot see your screen."),
        ("competitor", "They liked the other product more.", "If one is late the other one reads yesterday's."),
        ("competitor", "Have people moved from OpsGrid to you?", "We moved here from Toledo."),
        ("timeline", "How long does it take?", "Where are the backups, and how long do you keep them?"),
        ("timeline", "How soon can we start?", "How soon it gets dark these days."),
        ("timeline", "The last Thursday of the month.", "The last Thursday was hard."),
        ("timeline", "Miss it and it is four weeks.", "Miss it and you lose."),
        ("decision_process", "It goes through procurement.", "I met somebody from procurement."),
        ("decision_process", "Our CFO signs off on everything.", "I signed up for everything."),
        ("decision_maker", "I cannot sign.", "I cannot sing."),
        ("decision_maker", "You need to be in front of the board.", "I put it in front of the keyboard."),
        ("decision_maker", "Our CFO signs.", "Mikkel, Head of IT at Glenmore."),
    ],
)  # fmt: skip
def test_a_word_that_is_said_of_anything_is_no_hit_alone(tracker: str, hit: str, missed: str) -> None:
    assert found(None, hit, missed).get(tracker) == [0]


@pytest.mark.parametrize(
    ("tracker", "hit", "missed"),
    [
        ("pain", "Wir müssen alles doppelt eingeben.", "Doppelt hält besser."),
        ("pain", "Wir planen noch in Excel.", "Ich schicke das als Excel."),
        ("competitor", "Welche Alternativen sehen Sie an?", "Alternative Termine schicke ich."),
        ("decision_process", "Der Einkauf muss zustimmen.", "Ich war beim Einkauf."),
        ("decision_maker", "Das muss der Vorstand genehmigen.", "Das ist Herr Lindt aus dem Vorstand."),
        ("decision_maker", "Ich darf das nicht unterschreiben.", "Ich darf das unterschreiben lassen."),
        ("timeline", "Wie lange dauert die Einführung?", "Wie lange dauert der Anruf?"),
        ("timeline", "Am letzten Donnerstag im Monat.", "Am letzten Donnerstag war es voll."),
    ],
)
def test_a_german_word_that_is_said_of_anything_is_no_hit_alone(tracker: str, hit: str, missed: str) -> None:
    talk = talk_of((RUIZ, hit), (RUIZ, missed))
    assert turns_of(tracker_book().of("de").find(Speech(talk.turns)), RUIZ.side).get(tracker) == [0]


def test_a_hit_tells_how_many_words_of_a_phrase_were_said(tmp_path: Path) -> None:
    book = tracker_book(own(tmp_path, '["hi", "good ... day", "a very good day", "greet* all"]')).of("en")
    talk = talk_of((RUIZ, ["Hi.", "Hi, a good and quiet day.", "A very good day!", "Greetings all, hi"]))
    assert [one.words for one in book.hits(Speech(talk.turns))["greeting"]] == [1, 2, 4, 2]


def test_hits_lead_to_the_sentence_as_it_was_said() -> None:
    talk = talk_of((DANA, "Hello."), (RUIZ, ["I see.", "Uh, it’s the PRICE list.", "Sorry."]))
    (hit,) = hits_of(tracker_book().of("en").find(Speech(talk.turns))["pricing"])
    assert (hit.said.number, hit.sentence) == (1, "Uh, it’s the PRICE list.")
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
    with pytest.raises(BadSettings, match="is not a folder"):
        tracker_book(tmp_path / "nowhere")
    (tmp_path / "fr.toml").write_text('language = "fr"\ntracker = []')
    with pytest.raises(BadSettings, match="'fr' is not one of de, en"):
        tracker_book(tmp_path)


def test_every_covered_language_has_every_tracker() -> None:
    names = [set(tracker_book().of(language.code).names) for language in languages()]
    assert len(names) == 2
    assert names[0] == names[1] >= {"pricing", "next_steps", "competitor", "security", "decision_process", "pain"}


def test_german_phrases_find() -> None:
    talk = talk_of((RUIZ, "Das ist uns zu teuer, und der nächste Schritt?"))
    hit = tracker_book().of("de").find(Speech(talk.turns))
    assert set(hit) == {"pricing"}


@pytest.mark.parametrize("name", ["objection", "objection_price", "objection_of_mine"])
def test_no_phrases_find_objections(tmp_path: Path, name: str) -> None:
    (tmp_path / "own.toml").write_text(f'language = "en"\n[[tracker]]\nname = "{name}"\nphrases = ["too dear"]')
    with pytest.raises(BadSettings, match=r"own\.toml: no tracker may be called") as refused:
        tracker_book(tmp_path)
    assert "another name" in (refused.value.hint or "")
