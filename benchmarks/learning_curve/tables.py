"""The learning curve as tables in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks.learning_curve.coverage import Estimate, holds
from benchmarks.learning_curve.replication import BOTH, COLD, LEARNER, History
from features.window import Floats
from models.monitoring.interval import LEVEL

WAYS = (COLD, LEARNER, BOTH)
INTERVAL = 0.95
PRECISION, KWH = "precision", "kwh_a_visit"
MEASURES = {
    PRECISION: ("Thieves among the visits from the list", 100, " %"),
    KWH: ("Stolen energy found a visit, kWh", 1, ""),
}


def curve_frame(histories: Sequence[History]) -> pd.DataFrame:
    """Return a row a replication, stage and way: means over the months that followed."""
    rows = pd.DataFrame(
        [
            {"replication": place, **vars(row)}
            for place, history in enumerate(histories)
            for row in history.rows
        ]
    )
    keys = ["replication", "stage", "way"]
    return rows.groupby(keys, as_index=False)[["share", PRECISION, KWH]].mean()


def curve(histories: Sequence[History], measure: str) -> str:
    """Return the table of one measure of `MEASURES`: a line a stage, a column a way."""
    frame = curve_frame(histories)
    title, factor, unit = MEASURES[measure]
    lines = [
        f"{title}:",
        "",
        f"| outcomes | {' | '.join(WAYS)} | learner's share | hand-over / better one | lowest |",
        "| --: | --: | --: | --: | --: | --: | --: |",
    ]
    for stage, of_stage in frame.groupby("stage"):
        table = of_stage.pivot(index="replication", columns="way", values=measure)
        cells = [_mean(table, way, factor, unit) for way in WAYS]
        share = of_stage.loc[of_stage["way"] == BOTH, "share"].mean()
        ratio = " | " if LEARNER not in table else _ratios(table)
        lines.append(f"| {stage:,} | {' | '.join(cells)} | {share:.2f} | {ratio} |")
    return "\n".join(lines)


def _ratios(table: pd.DataFrame) -> str:
    """Return hand-over over the better of the two: of the means, and the lowest of all."""
    of_means = table.mean()
    better = table[[COLD, LEARNER]].max(axis=1)
    lowest = (table[BOTH] / better).min()
    return f"{of_means[BOTH] / max(of_means[COLD], of_means[LEARNER]):.2f} | {lowest:.2f}"


def _mean(table: pd.DataFrame, way: str, factor: float, unit: str) -> str:
    if way not in table:
        return ""
    values = factor * table[way].dropna().to_numpy()
    if not len(values):
        return ""
    return f"{values.mean():.0f}{unit} ± {_half_width(values):.0f}"


def _half_width(values: Floats) -> float:
    """Return half of Student's interval of the mean; NaN of one value."""
    if len(values) < 2:
        return float("nan")
    quantile = stats.t.ppf((1 + INTERVAL) / 2, len(values) - 1)
    return float(quantile * values.std(ddof=1) / np.sqrt(len(values)))


def refusals(histories: Sequence[History]) -> str:
    """Return how many models were refused at each stage, and why; empty where none was."""
    counts = Counter(
        (stage, why.split(":")[0])
        for history in histories
        for stage, why in history.refusals.items()
    )
    told = [f"{stage:,} outcomes, {n} times: {why}" for (stage, why), n in sorted(counts.items())]
    return "Models that were not released: " + "; ".join(told) + "." if told else ""


def coverage(known: Sequence[Estimate]) -> str:
    """Return how often the intervals of the visits at random have the truth in them."""
    lines = [
        "| told of a quarter | truth | mean told | interval holds | should hold | width |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    for title, name in (("thefts among all accounts", "share"), ("recall of the list", "recall")):
        figures = [(getattr(one, name), getattr(one, f"true_{name}")) for one in known]
        told = [figure.value for figure, _ in figures]
        held = np.mean([holds(figure, truth) for figure, truth in figures])
        width = np.nanmean([figure.high - figure.low for figure, _ in figures])
        lines.append(
            f"| {title} | {np.mean([truth for _, truth in figures]):.1%} | {np.nanmean(told):.1%}"
            f" | {held:.1%} | {LEVEL:.0%} | {width:.1%} |"
        )
    plain = np.mean([one.plain for one in known])
    lines += ["", f"Thefts among all visits, however they were chosen, are {plain:.1%}."]
    return "\n".join(lines)
