"""Step: known attacks hidden in a utility's own readings, and what would have been found."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from features.measurement import compute
from features.window import Floats, Window
from flows.steps.attacked_lake import AttackedLake, Victim
from flows.steps.business_day import refresh_days
from flows.steps.fact_days import refresh_facts
from flows.steps.injection_population import Population, read_population
from flows.steps.shadow_lake import shadow_lake
from models.injection.draw import InjectionPlan, Placement, draw_placements, victims_a_round
from models.injection.finding import Round, judge_round, judged_scores
from models.injection.registry import ATTACKS
from models.injection.report import (
    InjectionReport,
    false_alarms_of,
    tallies,
    tallies_by_onset,
    total_of,
)
from models.injection.substitution import Indices, substitute
from models.lake_window import read_window
from models.scoring import score
from pipeline.contract.vocabulary import EventCode
from pipeline.lake import Lake
from pipeline.settings import Settings

Progress = Callable[[str, int, int], None]

# Registers that are read monthly need so much of the past for the first attacked span.
DAYS_BEFORE_ONSET = 70
# Several of each attack; beyond the most a large utility gains little, and nights are short.
USUAL_VICTIMS = 60
MOST_VICTIMS = 120


@dataclass(frozen=True)
class Victims:
    """Attacks of one draw, the share of energy that each hides, and their window after it."""

    placements: Sequence[Placement]
    hidden: Floats
    window: Window


def run_injection(
    lake: Lake,
    settings: Settings,
    date: dt.date,
    plan: InjectionPlan,
    progress: Progress | None = None,
) -> InjectionReport:
    """Hide attacks in the readings of honest-looking accounts and judge them on `date`.

    The lake is only read; everything happens in a temporary folder, which goes away. The
    same lake, date and plan give the same report. `progress` is called with stage, steps
    done and steps in all.
    NotEnoughDataError where there are too few accounts or days to attack.
    """
    population, rounds = injected_rounds(lake, settings, date, plan, progress)
    return _report(settings, date, plan, population, rounds)


def injected_rounds(
    lake: Lake,
    settings: Settings,
    date: dt.date,
    plan: InjectionPlan,
    progress: Progress | None = None,
) -> tuple[Population, list[Round]]:
    """Return who was there, and each round that was judged; as `run_injection` otherwise."""
    tell = progress or _silent
    rounds: list[Round] = []
    with tempfile.TemporaryDirectory(prefix="wattsleuth-inject-") as folder:
        shadow = shadow_lake(lake, Path(folder) / "shadow")
        refresh_days(shadow, settings, date, date, tell)
        population = read_population(shadow, settings, date)
        for seed in _seeds(plan):
            placements = _draw(population, plan, seed)
            attacked = Lake(Path(folder) / f"attacked-{seed}")
            hidden = _attack(shadow, attacked, settings, population, placements)
            victims = Victims(placements, hidden, read_window(attacked, settings, date))
            rounds += _judge(settings, population, victims, tell)
    return population, rounds


def _seeds(plan: InjectionPlan) -> range:
    return range(plan.seed, plan.seed + plan.seeds)


def _draw(population: Population, plan: InjectionPlan, seed: int) -> list[Placement]:
    at_once = victims_a_round(population.window.shape[0])
    each = max(1, USUAL_VICTIMS // len(population.cases))
    usual = min(max(each * len(population.cases), at_once), MOST_VICTIMS)
    victims = plan.victims or usual
    return draw_placements(population.window, population.cases, population.possible, victims, seed)


def _attack(
    lake: Lake,
    attacked: Lake,
    settings: Settings,
    population: Population,
    placements: Sequence[Placement],
) -> Floats:
    """Write the attacked meters' readings and facts into `attacked`; return what is hidden."""
    window = population.window
    last = window.date(window.shape[1] - 1)
    earliest = min(placement.onset for placement in placements)
    first = min(window.first, earliest - dt.timedelta(days=DAYS_BEFORE_ONSET))
    victims = [Victim(str(window.account_ids[one.row]), one) for one in placements]
    writer = AttackedLake(lake, settings.timezone, _known_codes(window))
    hidden = writer.write(attacked, victims, first, last)
    refresh_facts(attacked, settings, first, last)
    return hidden


def _known_codes(window: Window) -> frozenset[str]:
    """Events that the utility's meters report: those that any did in the window."""
    return frozenset(
        code.value for code in EventCode if (window.fact(f"event_{code.value}_count") > 0).any()
    )


def _judge(
    settings: Settings, population: Population, victims: Victims, tell: Progress
) -> list[Round]:
    """Judge each round's attacks in the midst of everybody else."""
    numbers = sorted({placement.round for placement in victims.placements})
    rounds: list[Round] = []
    for done, number in enumerate(numbers):
        tell("rounds", done, len(numbers))
        places = [k for k, one in enumerate(victims.placements) if one.round == number]
        ours = [victims.placements[k] for k in places]
        rows, days = _indices([one.row for one in ours]), _indices([one.days for one in ours])
        mixed = substitute(population.window, victims.window, rows, _indices(places), days)
        scores = score(mixed, compute(mixed), settings.seed).scores
        the_list = settings.list
        rounds.append(
            judge_round(
                scores,
                ours,
                victims.hidden[places],
                score_at_least=the_list.score_at_least,
                length=the_list.length,
            )
        )
    tell("rounds", len(numbers), len(numbers))
    return rounds


def _indices(numbers: Sequence[int]) -> Indices:
    return np.array(numbers, dtype=np.int64)


def _report(
    settings: Settings,
    date: dt.date,
    plan: InjectionPlan,
    population: Population,
    rounds: Sequence[Round],
) -> InjectionReport:
    values, judged = judged_scores(population.scores)
    at_least = settings.list.score_at_least
    return InjectionReport(
        date=date,
        seeds=tuple(_seeds(plan)),
        accounts=len(judged),
        judged=int(judged.sum()),
        candidates=int(population.candidates.sum()),
        rounds=len(rounds),
        list_length=settings.list.length,
        score_at_least=at_least,
        false_alarms_before=int((values[judged] >= at_least).sum()),
        false_alarms=false_alarms_of(rounds),
        total=total_of(rounds),
        cases=tallies(ATTACKS, rounds),
        by_onset=tallies_by_onset(rounds),
        not_possible=population.not_possible,
    )


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Report progress to nobody."""
