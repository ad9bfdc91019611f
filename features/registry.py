"""The registry: each feature declared once, with all that a reviewer needs to judge it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from features.energy_balance.books import Books
from features.window import Codes, Floats, Window
from pipeline.contract.vocabulary import Family, Means


@dataclass(frozen=True)
class Measured:
    """A feature measured on every account of a window; each array is (n,).

    value: one-sided suspicion in the feature's unit: 0 is innocent, NaN could not be judged.
    baseline: what is usual for this account or its peers, in the same unit; NaN if none.
    onset: index of the first suspicious day in the window, -1 where there is none.
    kwh_per_day, kwh_low, kwh_high: unbilled primary energy by this feature; NaN if it cannot tell.
    """

    value: Floats
    baseline: Floats
    onset: Codes
    kwh_per_day: Floats
    kwh_low: Floats
    kwh_high: Floats

    @staticmethod
    def of(
        value: Floats,
        *,
        baseline: Floats | None = None,
        onset: Codes | None = None,
        kwh_per_day: Floats | None = None,
        spread: float = 0.3,
    ) -> Measured:
        """Fill what a feature does not tell; `spread` is the relative width of the kWh bounds."""
        unknown = np.full(value.shape, np.nan)
        kwh = unknown if kwh_per_day is None else kwh_per_day
        return Measured(
            value=value,
            baseline=unknown if baseline is None else baseline,
            onset=np.full(value.shape, -1, dtype=np.int32) if onset is None else onset,
            kwh_per_day=kwh,
            kwh_low=kwh * (1 - spread),
            kwh_high=kwh * (1 + spread),
        )


@dataclass(frozen=True)
class Feature:
    """Declaration of one feature.

    name: snake_case, unit at the end. unit: as shown to people.
    family: signature family. means: what it suggests when it leads the evidence.
    channels: facts that must be present for the feature to be judged.
    days: days of data needed.
    direction: always "high" so far: larger is more suspicious.
    threshold: value at which suspicion starts (degree 0.5), from `reference`.
    error_rate: for near-proofs, the share of innocent accounts at or above `rule_at`; else None.
    rule_at: value at which the near-proof fires; None for ordinary features.
    sentence: for the reviewer, with {value}, {baseline} and {since}.
    reference: source of formula and threshold.
    label: a few words for people, as over a chart.
    signal: daily series behind the value, (n, d), for the chart; None if there is none.
    signal_unit: its unit where that is not the feature's; the empty text where it is.
    reads_gaps: missing data itself (silence, gaps, coverage) raises its value, so that a bad
        radio link could be mistaken for it; see `models.ablation`.
    """

    name: str
    unit: str
    family: Family
    means: Means
    channels: tuple[str, ...]
    days: int
    threshold: float
    sentence: str
    reference: str
    direction: str = "high"
    rule_at: float | None = None
    error_rate: float | None = None
    label: str = ""
    signal: Callable[[Window], Floats] | None = None
    signal_unit: str = ""
    reads_gaps: bool = False


class Effect(StrEnum):
    """What an innocent explanation does to the features where it holds.

    TOLD: nothing, it is told to the reviewer. MASKED: its days or hours do not count.
    SUBTRACTED: what it explains is taken out of the values. WEAKENED: the degrees of the
    features that it explains count less.
    """

    TOLD = "told"
    MASKED = "masked"
    SUBTRACTED = "subtracted"
    WEAKENED = "weakened"


@dataclass(frozen=True)
class Explanation:
    """An innocent explanation tested on every account.

    name: code. applies_text, rejected_text: one sentence each way, with {number}.
    tested: (n,) bool, there was data to test it. applies: (n,) bool, it holds for (part of)
    the suspicious time. untested_text: why it could not be tested.
    number: (n,) what decided, in `unit`; None where the sentences have no number.
    effect: how it acts on the features. weakens: the families and features (by name) whose
    degrees it weakens in scoring; left: (n,) share of them that is left where it applies.
    """

    name: str
    applies_text: str
    rejected_text: str
    tested: np.ndarray
    applies: np.ndarray
    untested_text: str = "There is no data to test this."
    number: Floats | None = None
    unit: str = ""
    effect: Effect = Effect.TOLD
    weakens: tuple[Family | str, ...] = ()
    left: Floats | None = None


@dataclass(frozen=True)
class FeatureTable:
    """All features of a window: `measured[k]` belongs to `features[k]`.

    explanations: the innocent explanations, tested on every account. coverage: (n,) share of
    the account's valid days that were read. disqualified: (n,) str, why an account cannot
    be judged (its values are NaN then), the empty text where it can. books: the balances of
    the nodes above the accounts, None where there are no supply meters.
    """

    features: tuple[Feature, ...]
    measured: tuple[Measured, ...]
    explanations: tuple[Explanation, ...]
    coverage: Floats
    disqualified: np.ndarray
    books: Books | None = None

    def matrix(self, family: Family | None = None) -> Floats:
        """Return values (n, f), of one family or of all, in registry order."""
        chosen = [
            measured.value
            for feature, measured in zip(self.features, self.measured, strict=True)
            if family is None or feature.family is family
        ]
        return np.column_stack(chosen) if chosen else np.empty((len(self.coverage), 0))
