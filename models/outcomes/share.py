"""The share of the score that the learner gets: none until it has earned some."""

from __future__ import annotations

from typing import Any

# With fewer visits that proved something, or thefts among them, luck looks like skill.
FEWEST_VISITS = 100
FEWEST_THEFTS = 20
# Of visits so many are half of what there is to say about a learner.
HALF_SPOKEN = 200.0
# No training raises the share by more.
LARGEST_STEP = 0.25


def earned_share(figures: dict[str, Any] | None, counts: dict[str, int], previous: float) -> float:
    """Return the learner's share, 0..1, from the figures of the validation.

    None where there are too few visits, where its gain in log loss could be none (95 %
    interval), or where it ranks no better than the cold start. Else it grows with the visits
    and with how sure the gain is, from `previous` by `LARGEST_STEP` at most; down it goes at
    once, for then the learner was found out.
    """
    visits = sum(counts.values())
    if figures is None or visits < FEWEST_VISITS or counts["theft"] < FEWEST_THEFTS:
        return 0.0
    gain = figures["log_loss"]["gain"]
    ranked = figures["average_precision"]["gain"]["value"]
    on_top = figures["precision_at_capacity"]["gain"]["value"]
    if gain["low"] is None or gain["low"] <= 0 or ranked is None or ranked <= 0 or on_top < 0:
        return 0.0
    sureness = min(1.0, gain["low"] / gain["value"])
    target = float(sureness**0.5) * visits / (visits + HALF_SPOKEN)
    return min(target, previous + LARGEST_STEP)
