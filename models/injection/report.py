"""The report: what would have been found, by attack and strength, without any account in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from models.injection.attack import Attack
from models.injection.finding import Finding, Round

ONSET_BINS = ((7, 14), (15, 30), (31, 75))


@dataclass(frozen=True)
class Tally:
    """Attacks of one kind, and what was found of them.

    recall: share that would be on the list. auc: chance that an attacked account scores
    above an untouched one. named_share: of those listed, whose means were named rightly.
    hidden_share: median share of energy hidden. Figures are None where nothing counts.
    """

    attack: str
    strength: str
    count: int
    listed: int
    recall: float | None
    auc: float | None
    score_median: float | None
    rank_median: float | None
    named_share: float | None
    hidden_share: float | None

    @classmethod
    def of(cls, attack: str, strength: str, findings: Sequence[Finding]) -> Tally:
        """Count `findings`."""
        listed = [finding for finding in findings if finding.is_listed]
        return cls(
            attack=attack,
            strength=strength,
            count=len(findings),
            listed=len(listed),
            recall=_mean([finding.is_listed for finding in findings]),
            auc=_mean([finding.auc for finding in findings]),
            score_median=_median([finding.score for finding in findings]),
            rank_median=_median([finding.rank for finding in findings]),
            named_share=_mean([finding.is_named for finding in listed]),
            hidden_share=_median([finding.hidden_share for finding in findings]),
        )


@dataclass(frozen=True)
class InjectionReport:
    """What an injection found on one business date.

    false_alarms_before: accounts listed without any attack. false_alarms: mean number of
    untouched accounts at or above the threshold beside the attacked ones.
    not_possible: attack to the reason why it could not be laid on any account.
    """

    date: dt.date
    seeds: tuple[int, ...]
    accounts: int
    judged: int
    candidates: int
    rounds: int
    list_length: int
    score_at_least: float
    false_alarms_before: int
    false_alarms: float
    total: Tally
    cases: tuple[Tally, ...]
    by_onset: tuple[Tally, ...]
    not_possible: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values for JSON."""
        return {**asdict(self), "date": self.date.isoformat(), "seeds": list(self.seeds)}


def tallies(attacks: Iterable[Attack], rounds: Sequence[Round]) -> tuple[Tally, ...]:
    """Return one tally an attack and strength, in the order of `attacks`."""
    findings = [finding for one in rounds for finding in one.findings]
    found: list[Tally] = []
    for attack in attacks:
        for strength in attack.strengths:
            ours = [
                finding
                for finding in findings
                if finding.placement.case.attack is attack
                and finding.placement.case.strength == strength
            ]
            if ours:
                found.append(Tally.of(attack.name, attack.label(strength), ours))
    return tuple(found)


def tallies_by_onset(rounds: Sequence[Round]) -> tuple[Tally, ...]:
    """Return one tally a span of days since the onset."""
    findings = [finding for one in rounds for finding in one.findings]
    return tuple(
        Tally.of("all", f"{low} to {high} days", ours)
        for low, high in ONSET_BINS
        if (ours := [one for one in findings if low <= one.placement.days <= high])
    )


def total_of(rounds: Sequence[Round]) -> Tally:
    """Return the tally of all attacks."""
    return Tally.of("all", "", [finding for one in rounds for finding in one.findings])


def false_alarms_of(rounds: Sequence[Round]) -> float:
    """Return the mean number of untouched accounts at or above the threshold in a round."""
    return _mean([one.false_alarms for one in rounds]) or 0.0


def _mean(values: Sequence[float]) -> float | None:
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    return float(known.mean()) if len(known) else None


def _median(values: Sequence[float]) -> float | None:
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    return float(np.median(known)) if len(known) else None
