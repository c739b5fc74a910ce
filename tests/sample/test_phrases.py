"""What people say reads like what people say."""

import json
import re
from collections import Counter
from random import Random

import pytest

from gametape.sample.phrases import Deck, expand, is_open, lines, sections
from tests.sample.reading import Company

MONEY = re.compile(r"\b(?:pric\w*|cost\w*|discount\w*|quote\w*|budget\w*|expensive|fee)\b|[$€£]", re.IGNORECASE)
OF_MONEY = ("price", "budget", "value", "contract", "money", "objection.price", "mail.quote", "gist.pricing")
MAY_NAME_MONEY = (*OF_MONEY, "outcome.price", "outcome.competitor", "mail.outcome.price", "mail.outcome.competitor")
FAULTS = {
    "a slot or an alternative that was not filled": r"[{}\[\]|]",
    "a turn mark": r"//",
    "doubled punctuation": r"[.,;:!?]{2,}|\s[.,;:!?]",
    "a doubled space": r"\s{2,}",
    "a doubled word": r"\b(?!had\b|that\b|so\b|no\b|yes\b|right\b|bye\b)(\w+) \1\b",
    "the wrong article": r"\b[Aa] (?=[aeiou])(?!one\b|uni|use|euro)",
    "a sentence that starts small": r"^[a-zà-ÿ]",
    "a quotation mark": r'"',
}


def sentences(company: Company) -> list[str]:
    rows = company.rows("SELECT sentence FROM gongio_ft.transcript")
    return [part["text"] for (text,) in rows for part in json.loads(text)]


@pytest.mark.parametrize("fault", FAULTS)
def test_sentences_are_without(company: Company, fault: str) -> None:
    found = [text for text in sentences(company) if re.search(FAULTS[fault], text)]
    assert found[:5] == []


@pytest.mark.parametrize(
    "fault", ["a slot or an alternative that was not filled", "a turn mark", "doubled punctuation", "the wrong article"]
)
def test_mails_are_without(company: Company, fault: str) -> None:
    rows = company.rows("SELECT text_body, subject FROM salesforce.email_message WHERE text_body IS NOT NULL")
    own = [f"{subject}\n{text.split(' wrote:')[0]}" for text, subject in rows]
    assert [text for text in own if re.search(FAULTS[fault], text)][:3] == []


def test_nothing_ends_in_the_air_but_what_is_cut_off(company: Company) -> None:
    loose = [text for text in sentences(company) if text[-1] not in ".?!"]
    assert len(loose) / len(sentences(company)) < 0.005  # somebody was interrupted


def test_a_deal_rarely_hears_the_same_sentence_twice(company: Company) -> None:
    shares = []
    for deal in company.deals.values():
        keys = [call["id"] for call in deal["calls"]]
        rows = company.rows("SELECT sentence FROM gongio_ft.transcript WHERE list_contains(?, call_id)", keys)
        long = [part["text"] for (text,) in rows for part in json.loads(text) if len(part["text"].split()) > 5]
        shares.append(1 - len(set(long)) / len(long))
    assert sum(shares) / len(shares) < 0.15
    assert max(shares) < 0.35


def test_no_sentence_is_everywhere(company: Company) -> None:
    """Over the company, no longer sentence makes up more than one in three hundred."""
    counted = Counter(text for text in sentences(company) if len(text.split()) > 7)
    assert counted.most_common(1)[0][1] / counted.total() < 1 / 300


def test_facts_of_a_deal_recur_in_its_calls(company: Company) -> None:
    """The metric, its two values and the date are named, and no other deal's."""
    metrics = {deal["facts"]["metric"] for deal in company.deals.values()}
    for deal in company.deals.values():
        keys = [call["id"] for call in deal["calls"]]
        text = " ".join(
            row[0]
            for row in company.rows("SELECT sentence FROM gongio_ft.transcript WHERE list_contains(?, call_id)", keys)
        )
        named = {metric for metric in metrics if metric in text}
        assert named <= {deal["facts"]["metric"]}, deal["name"]
    everything = " ".join(sentences(company))
    assert all(metric in everything for metric in metrics)


@pytest.mark.parametrize("section", sections())
def test_money_is_spoken_of_only_where_it_is_the_topic(section: str) -> None:
    if section.startswith(MAY_NAME_MONEY):
        return
    assert [line for line in sections()[section] if MONEY.search(line)] == []


@pytest.mark.parametrize("section", [name for name in sections() if name.endswith(".open")])
def test_what_is_filed_as_open_is_open(section: str) -> None:
    for line in sections()[section]:
        question = expand(line.split("//", maxsplit=1)[0].strip())
        assert all(any(sentence.open for sentence in variant) for variant in question), line


@pytest.mark.parametrize(
    "section", [name for name in sections() if name.endswith((".closed", ".reply", ".tell", "lecture", "practice"))]
)
def test_what_is_not_filed_as_open_is_not(section: str) -> None:
    for line in sections()[section]:
        question = expand(line.split("//", maxsplit=1)[0].strip())
        assert not any(sentence.open for variant in question for sentence in variant), line


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        ("How do you plan the week?", True), ("And what happens then?", True), ("Could you walk me through it?", True),
        ("So why now?", True), ("Is that still right?", False), ("How it works is simple.", False),
        ("Do you know how?", False),
    ],
)  # fmt: skip
def test_open_questions(text: str, open_: bool) -> None:
    assert is_open(text) is open_


def test_a_deck_goes_through_a_section_before_it_repeats() -> None:
    deck = Deck(Random(5))
    size = len(lines("incident"))
    first = [deck.draw("incident") for _ in range(size)]
    firsts = {utterance[-1].text for utterance in first}
    assert len(firsts) == size
    assert deck.left("incident") == 0
    assert deck.share_left("incident") == 0
    again = deck.draw("incident")
    assert again not in first  # the same line, in other words


def test_alternatives_are_all_used() -> None:
    variants = expand("[A|B|C|D] one [of|from] [three|four|five] [x|y|z|w]. Then [more|less].")
    words = {word for variant in variants for sentence in variant for word in sentence.text.strip(".").split()}
    assert words == {
        "A",
        "B",
        "C",
        "D",
        "one",
        "of",
        "from",
        "three",
        "four",
        "five",
        "x",
        "y",
        "z",
        "w",
        "Then",
        "more",
        "less",
    }
