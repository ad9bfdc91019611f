"""Sister account: what one of a customer's accounts lost, another of them took over."""

from __future__ import annotations

import numpy as np

from features.explanations.lasting_change import LastingChange, mean_before, mean_since
from features.registry import Effect, Explanation
from features.robust import row_mad
from features.study import Study
from features.window import Codes, Flags, Floats
from pipeline.contract.vocabulary import Family

# So much of the loss has to turn up at the sister accounts, and stand out of their days.
COVERED_SHARE, SIGMAS = 0.5, 3.0
LEAST_DAYS = 7
# What is left of the evidence where all of the loss turned up there.
LEAST_LEFT = 0.25
WEAKENS: tuple[Family | str, ...] = (Family.CONSUMPTION, "switched_hours_loss_share")


def of_sister_accounts(study: Study, change: LastingChange) -> Explanation:
    """Test whether the sum of the customer's accounts stayed."""
    gained, noise = _gain_of_sisters(study, change.split)
    lost = np.where(change.lost_kwh > 0, change.lost_kwh, np.nan)
    covered = gained / lost
    applies = (covered >= COVERED_SHARE) & (gained > SIGMAS * noise)
    return Explanation(
        "sister_account",
        "{number} of what this account uses less is used more at the same customer's other"
        " accounts since then: the load moved there.",
        "Only {number} of what this account uses less is used more at the same customer's other"
        " accounts.",
        np.asarray(np.isfinite(covered)),
        np.asarray(applies),
        "The customer has no other account in use, or use did not fall.",
        number=np.maximum(np.nan_to_num(covered), 0.0),
        unit="share",
        effect=Effect.WEAKENED,
        weakens=WEAKENS,
        left=np.clip(1.0 - np.nan_to_num(covered), LEAST_LEFT, 1.0),
    )


def _gain_of_sisters(study: Study, split: Codes) -> tuple[Floats, Floats]:
    """Kwh a day that the others took more since `split`, beyond their peers, and its sigma."""
    beyond = study.window.kwh - study.usual.kwh
    others = _sum_of_others(beyond, study.window.group["customer_id"])
    gained = mean_since(others, split) - mean_before(others, split)
    days = np.where(split >= 0, others.shape[1] - split, 1)
    noise = row_mad(others - _stepped(others, split), LEAST_DAYS) / np.sqrt(np.minimum(days, 14))
    return gained, noise


def _stepped(values: Floats, split: Codes) -> Floats:
    """Each row's two means, before and since its split (n, d)."""
    since = np.arange(values.shape[1])[None, :] >= split[:, None]
    return np.where(since, mean_since(values, split)[:, None], mean_before(values, split)[:, None])


def _sum_of_others(values: Floats, customer: Codes) -> Floats:
    """Sum over the customer's other accounts a day (n, d); NaN where there is none known."""
    known: Flags = np.isfinite(values) & (customer >= 0)[:, None]
    place = np.where(customer < 0, customer.max(initial=-1) + 1, customer)
    shape = (int(place.max(initial=0)) + 1, values.shape[1])
    total, count = np.zeros(shape), np.zeros(shape)
    own = np.where(known, values, 0.0)
    np.add.at(total, place, own)
    np.add.at(count, place, known)
    others = count[place] - known
    return np.where((others > 0) & (customer >= 0)[:, None], total[place] - own, np.nan)
