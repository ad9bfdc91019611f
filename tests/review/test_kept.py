from __future__ import annotations

from functools import partial

from review.kept import _MOST, Kept


def test_an_answer_is_made_once_and_anew_for_another_key() -> None:
    kept, made = Kept(), list[str]()

    def make(name: str) -> str:
        made.append(name)
        return name.upper()

    def answer(name: str) -> str:
        return kept.of(("x", name), lambda: make(name))

    assert [answer("a"), answer("a"), answer("b")] == ["A", "A", "B"]
    assert made == ["a", "b"]


def test_the_answers_asked_for_longest_ago_are_let_go() -> None:
    kept, made = Kept(), list[int]()
    for place in [*range(_MOST), 0, _MOST, 0, 1]:
        kept.of(place, partial(made.append, place))
    assert made == [*range(_MOST), _MOST, 1]
