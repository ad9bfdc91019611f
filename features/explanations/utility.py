"""Explanations of the utility's own doing: suspensions, disconnections, ratios, visits."""

from __future__ import annotations

import numpy as np

from features.registry import Effect, Explanation
from features.study import Study
from features.window import Flags, Floats
from pipeline.contract.vocabulary import WorkOrder

NO_ORDERS = "The utility's work orders are not known."


def of_the_utility(study: Study) -> tuple[Explanation, ...]:
    """Test what work orders and records tell."""
    return _suspension(study), _disconnection(study), _ratio(study), _visit(study)


def _suspension(study: Study) -> Explanation:
    suspended = _ordered(study, WorkOrder.SUSPENSION)
    return Explanation(
        "approved_suspension",
        "Supply was suspended with leave; such days do not count. Days on record: {number}.",
        "No suspension on record in the days looked at.",
        _has_orders(study),
        np.asarray(suspended.any(axis=1)),
        NO_ORDERS,
        number=_count(suspended),
        effect=Effect.MASKED,
    )


def _disconnection(study: Study) -> Explanation:
    cut = _ordered(study, WorkOrder.DISCONNECTION, WorkOrder.RECONNECTION)
    return Explanation(
        "disconnection",
        "Supply was disconnected or connected again by the utility; such days do not count. Days"
        " on record: {number}.",
        "No disconnection on record in the days looked at.",
        _has_orders(study),
        np.asarray(cut.any(axis=1)),
        NO_ORDERS,
        number=_count(cut),
        effect=Effect.MASKED,
    )


def _ratio(study: Study) -> Explanation:
    accounts, _ = study.window.shape
    return Explanation(
        "authorised_ratio_change",
        "The ratio was changed with authority; every day is counted with its own ratio.",
        "No authorised change of ratio in the days looked at.",
        np.ones(accounts, dtype=bool),
        np.asarray(study.exempt.ratio_changed.any(axis=1)),
        effect=Effect.SUBTRACTED,
    )


def _visit(study: Study) -> Explanation:
    visited = _ordered(study, WorkOrder.SITE_VISIT, WorkOrder.RECONNECTION)
    return Explanation(
        "site_visit",
        "The utility's people were there; events within three days of it do not count, and wires"
        " may have been exchanged. Days of visits: {number}.",
        "No visit of the utility's people on record in the days looked at.",
        _has_orders(study),
        np.asarray(visited.any(axis=1)),
        NO_ORDERS,
        number=_count(visited),
        effect=Effect.MASKED,
    )


def _ordered(study: Study, *kinds: WorkOrder) -> Flags:
    nothing = np.zeros(study.window.shape, dtype=bool)
    found = [study.window.work_orders.get(kind.value, nothing) for kind in kinds]
    return np.asarray(np.logical_or.reduce(found), dtype=bool)


def _has_orders(study: Study) -> Flags:
    return np.full(study.window.shape[0], bool(study.window.work_orders))


def _count(flags: Flags) -> Floats:
    return np.asarray(flags.sum(axis=1), dtype=np.float64)
