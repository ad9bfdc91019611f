import numpy as np

from handbook.drawing import Curve, Panel, drawn


def test_a_gap_breaks_the_curve() -> None:
    x = np.arange(5.0)
    whole = drawn([Panel("a", "kWh", [Curve("energy", x, np.ones(5))])], (0, 5))
    broken = np.array([1.0, 1.0, np.nan, 1.0, 1.0])
    parted = drawn([Panel("a", "kWh", [Curve("energy", x, broken)])], (0, 5))
    assert whole.count("M0.0") < parted.count("M") or parted.count("M") == whole.count("M") + 1


def test_texts_are_escaped_and_marks_outside_are_left_out() -> None:
    curve = Curve("<b>", np.arange(3.0), np.arange(3.0))
    svg = drawn([Panel("a & b", "kWh", [curve], np.array([1.0, 99.0]))], (0, 5))
    assert "<b>" not in svg
    assert "a &amp; b" in svg
    assert svg.count("-9h-10z") == 1
