"""A training on a terminal: what it learned from, how good it is, whether it judges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from flows.command_line.titled_table import print_table

Row = Mapping[str, Any]


def print_training(done: Row, console: Console) -> None:
    """Print what `run_training` returns as JSON."""
    card = done["card"]
    known = "" if done["is_new"] else " (trained before, nothing written)"
    console.print(Text(f"{done['date']}: model {done['model_id']}{known}"), soft_wrap=True)
    outcomes = card["data"]["outcomes"]
    print_table(
        console,
        f"Learned from {done['outcomes']:,} outcomes",
        ("Outcome", "Visits"),
        [(word.replace("_", " "), f"{count:,}") for word, count in outcomes.items()],
    )
    if card["validation"] is not None:
        _print_figures(console, card["validation"])
    _print_proxies(console, card["proxy"])
    console.print()
    console.print(Text(_verdict(done)), soft_wrap=True)


def _print_figures(console: Console, validation: Row) -> None:
    judged = {"cold": "Cold start", "learner": "Learner", "blend": "Blend", "gain": "Gain"}
    print_table(
        console,
        f"On {validation['visits']:,} later visits, with 95 % intervals",
        ("Measure", *judged.values()),
        [
            (measure.replace("_", " "), *(_interval(figure[name]) for name in judged))
            for measure, figure in validation["measures"].items()
        ],
    )


def _print_proxies(console: Console, proxy: Row) -> None:
    print_table(
        console,
        "What zone, class and meter type alone would tell",
        ("By", "Area under the curve"),
        [(name.replace("_", " "), f"{area:.3f}") for name, area in proxy["auc"].items()],
    )


def _verdict(done: Row) -> str:
    if done["refusal"]:
        return f"Not released: {done['refusal']}."
    if done["from_date"] is None:
        return (
            "Not released: it was taken back, or another came after it;"
            f" `wattsleuth rollback --to {done['model_id']}` lets it judge again."
        )
    return f"Judges from {done['from_date']} on, with {done['share']:.0%} of the score."


def _interval(figure: Row) -> str:
    if figure["value"] is None:
        return "unknown"
    if figure["low"] is None or figure["high"] is None:
        return f"{figure['value']:.3f}"
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"
