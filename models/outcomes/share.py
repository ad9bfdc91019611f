"""The share of the score that the learner gets: none until it has earned some."""

from __future__ import annotations

from typing import Any

# With fewer visits that proved something, or thefts among them, luck looks like skill.
FEWEST_VISITS = 50
FEWEST_THEFTS = 10
# Of visits so many are half of what there is to say about a learner.
HALF_SPOKEN = 50.0
# A gain that no more than every other draw bears out is none; one that all do is all of it.
# Little is risked in between: the learner starts from the cold score and moves by evidence.
LEAST_SURE = 0.5
# What a learner that ranks better may lose by chance: log loss a visit, precision at capacity.
_LOG_LOSS_TOLERANCE = 0.01
_PRECISION_TOLERANCE = 0.02
# No training raises the share by more, or lowers it where the learner still looks better.
LARGEST_STEP = 0.25


def earned_share(figures: dict[str, Any] | None, counts: dict[str, int], previous: float) -> float:
    """Return the learner's share, 0..1, from the figures of the validation.

    0 where there are too few visits, where it ranks no better than the cold start (by average
    precision), where it finds less at capacity, or where its probabilities are worse. Else
    it grows with the visits and with how sure the gain is: nothing below every other draw.
    From `previous` it moves by `LARGEST_STEP` at most, but for a fall to 0, for then the
    learner was found out.
    """
    visits = sum(counts.values())
    if figures is None or visits < FEWEST_VISITS or counts["theft"] < FEWEST_THEFTS:
        return 0.0
    ranked, loss = figures["average_precision"]["gain"], figures["log_loss"]["gain"]["value"]
    on_top = figures["precision_at_capacity"]["gain"]["value"]
    if ranked["value"] is None or ranked["value"] <= 0:
        return 0.0
    if on_top < -_PRECISION_TOLERANCE or loss < -_LOG_LOSS_TOLERANCE:
        return 0.0
    sure = max(0.0, (ranked["sureness"] - LEAST_SURE) / (1.0 - LEAST_SURE))
    target = sure * visits / (visits + HALF_SPOKEN)
    return float(min(max(target, previous - LARGEST_STEP), previous + LARGEST_STEP))
