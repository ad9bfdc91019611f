import pytest

from pipeline.contract.vocabulary import Change, Family, Means
from pipeline.exports import wording


def test_every_code_has_words() -> None:
    assert set(wording.MEANS_TITLES) == set(Means)
    assert set(wording.MEANS_MEANINGS) == set(Means)
    assert set(wording.FAMILY_TITLES) == set(Family)
    assert set(wording.CHANGE_TITLES) == set(Change)


def test_unknown_means_is_shown_as_it_is() -> None:
    assert wording.means_title("other_thing") == "other thing"
    assert wording.means_title(None) == "Unclear"


@pytest.mark.parametrize(
    ("outcome", "tone"),
    [("rejected", "against"), ("applies", "open"), ("not testable", "unknown"), (None, "unknown")],
)
def test_finding_has_the_tone_of_its_outcome(outcome: str | None, tone: str) -> None:
    assert wording.finding(outcome).tone == tone


def test_finding_of_unknown_word_keeps_the_word() -> None:
    assert wording.finding("half_true").title == "half true"
