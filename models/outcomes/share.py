"""The share of the score that the learner gets: none until it has earned some."""

from __future__ import annotations

from typing import Any

# With fewer visits that proved something, or thefts among them, luck looks like skill.
FEWEST_VISITS = 50
FEWEST_THEFTS = 10
# Of visits so many are half of what there is to say about a learner.
HALF_SPOKEN = 100.0
# A gain that so large a share of the draws bears out is no gain yet; all of them are one.
LEAST_SURE = 0.9
# Per visit, in log loss: what a learner may lose that ranks better for sure.
_TOLERANCE = 0.01
# No training raises the share by more.
LARGEST_STEP = 0.25


def earned_share(figures: dict[str, Any] | None, counts: dict[str, int], previous: float) -> float:
    """Return the learner's share, 0..1, from the figures of the validation.

    0 where there are too few visits, where it may well rank no better than the cold start (by
    average precision), where it finds less at capacity, or where its probabilities are worse.
    Else it grows with the visits and with how sure the gain is, from `previous` by
    `LARGEST_STEP` at most; down it goes at once, for then the learner was found out.
    """
    visits = sum(counts.values())
    if figures is None or visits < FEWEST_VISITS or counts["theft"] < FEWEST_THEFTS:
        return 0.0
    ranked, loss = figures["average_precision"]["gain"], figures["log_loss"]["gain"]["value"]
    on_top = figures["precision_at_capacity"]["gain"]["value"]
    if ranked["value"] is None or ranked["value"] <= 0 or on_top < 0 or loss < -_TOLERANCE:
        return 0.0
    sure = max(0.0, (ranked["sureness"] - LEAST_SURE) / (1.0 - LEAST_SURE))
    return float(min(sure * visits / (visits + HALF_SPOKEN), previous + LARGEST_STEP))
