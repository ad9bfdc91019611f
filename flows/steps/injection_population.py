"""Who is there to be attacked on a business date, and how."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.measurement import compute
from features.window import Flags, Window
from flows.steps.finished_runs import NotEnoughDataError
from models.injection.draw import Case, candidates
from models.injection.finding import judged_scores
from models.injection.possibility import allowed, missing_needs, needs_met
from models.injection.registry import ATTACKS
from models.lake_window import read_window
from models.scoring import score
from pipeline.lake import Lake
from pipeline.settings import Settings

LEAST_CANDIDATES = 3


@dataclass(frozen=True)
class Population:
    """The untouched window of a business date, its scores, and who may be attacked how.

    cases: each attack and strength that is possible at all. possible: (cases, n) where.
    not_possible: attack to the reason why it is possible nowhere.
    """

    window: Window
    scores: pd.DataFrame
    candidates: Flags
    cases: tuple[Case, ...]
    possible: Flags
    not_possible: dict[str, str]


def read_population(lake: Lake, settings: Settings, date: dt.date) -> Population:
    """Judge everybody on `date` without any attack, and say who may be attacked how.

    The facts must be up to date. NotEnoughDataError where there are too few accounts.
    """
    window = read_window(lake, settings, date)
    if not window.shape[0]:
        raise NotEnoughDataError(
            f"no account of the lake is valid on {date}; check valid_from and valid_to in"
            " `accounts`, or choose another --date"
        )
    scores = score(window, compute(window), settings.seed).scores
    values, judged = judged_scores(scores)
    chosen = candidates(window, values, judged, settings.list.score_at_least)
    if chosen.sum() < LEAST_CANDIDATES:
        raise NotEnoughDataError(
            f"{int(chosen.sum())} of {len(judged)} accounts can be attacked on {date}, at least"
            f" {LEAST_CANDIDATES} are needed: with three weeks of readings up to then, with use,"
            " without suspicion or generation of their own; choose a later --date or ingest more"
        )
    met = needs_met(window)
    where = dict(zip(ATTACKS, allowed(ATTACKS, met) & chosen, strict=True))
    laid = [attack for attack in ATTACKS if where[attack].any()]
    if not laid:
        raise NotEnoughDataError(
            f"no attack can be laid on the readings of the {int(chosen.sum())} accounts of {date}"
        )
    return Population(
        window=window,
        scores=scores,
        candidates=chosen,
        cases=tuple(Case(attack, strength) for attack in laid for strength in attack.strengths),
        possible=np.array([where[attack] for attack in laid for _ in attack.strengths]),
        not_possible={
            attack.name: missing_needs(attack, met, chosen)
            for attack in ATTACKS
            if attack not in laid
        },
    )
