from gametape.text.plurals import count, no_or_count


def test_a_number_stands_with_its_noun() -> None:
    assert [count(number, "call") for number in (0, 1, 2000)] == ["0 calls", "1 call", "2,000 calls"]
    assert [count(number, "person", "people") for number in (1, 3)] == ["1 person", "3 people"]
    assert [no_or_count(number, "question") for number in (0, 1, 2)] == ["no questions", "1 question", "2 questions"]
