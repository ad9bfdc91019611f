"""One case on a terminal: facts, evidence, explanations, energy by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from flows.command_line.energy_bars import energy_bars
from flows.command_line.plain_text import printable, styled
from flows.command_line.titled_table import print_pairs, print_title
from pipeline.case import Case
from pipeline.exports import figures, wording
from pipeline.exports.account_facts import account_facts
from pipeline.exports.charts.daily_chart import describe
from pipeline.exports.known_days import from_first_reading
from pipeline.exports.line_loss_wording import balance_words
from pipeline.exports.loss_words import claim_words, interval_words
from pipeline.exports.site_check import site_checks
from pipeline.language import say

_TONES = {"against": "green", "open": "yellow", "unknown": "dim"}


def print_case(
    case: Case, console: Console, currency: str = "", above: Mapping[str, Any] | None = None
) -> None:
    """Print one case; customers appear by their ids alone, control signs as dots.

    above: row of table `line_losses` of the district or feeder above it, where there is one.
    """
    case = from_first_reading(case)
    suspect = case.suspect
    title = say(
        "Account {account}: {means}",
        account=printable(suspect["account_id"]),
        means=wording.means_title(suspect["means"]),
    )
    console.print(Text(title, style="bold"))
    if suspect["means"] in wording.MEANS_MEANINGS:
        console.print(Text(wording.means_meaning(suspect["means"])))
    pairs = [*_figures(case, currency)]
    if above is not None:
        pairs.append((say("Balance above"), printable(balance_words(above))))
    print_pairs(console, "", pairs)
    _print_evidence(case, console)
    _print_families(case, console)
    _print_explanations(case, console)
    _print_checks(case, console)
    _print_energy(case, console)
    _print_marks(case, console)
    print_pairs(console, say("The account"), [*account_facts(case), *_sisters(case)])


def _figures(case: Case, currency: str) -> Iterator[tuple[str, str]]:
    row = case.suspect
    change = wording.change_title(row["change"])
    place = say("not on the list")
    if row["rank"]:
        place = say("rank {rank}", rank=row["rank"]) + (say(", ") + change if change else "")
    yield say("Score"), f"{figures.score(row['score'])} ({place})"
    if row["probability"] is not None:
        yield say("Probability"), figures.quantity(row["probability"], "share")
    bounds = figures.energy_range(row["kwh_per_day_low"], row["kwh_per_day_high"])
    missing = figures.quantity(row["kwh_per_day"], "kWh a day")
    yield say("Missing"), f"{missing} ({bounds})" if bounds else missing
    interval = interval_words(case.loss_span)
    yield say("Since"), figures.day(row["onset"]) + (f" ({interval})" if interval else "")
    charged = figures.quantity(row["recoverable_kwh"], "kWh")
    yield say("Recoverable"), say(", ").join([charged, *claim_words(case, currency)])


def _sisters(case: Case) -> Iterator[tuple[str, str]]:
    if case.sister_accounts:
        yield say("Same customer"), say(", ").join(case.sister_accounts)


def _print_evidence(case: Case, console: Console) -> None:
    print_title(console, say("Why it is suspected"))
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right")
    grid.add_column(overflow="fold")
    for place, piece in enumerate(case.suspect["evidence"] or (), start=1):
        label = case.labels.get(piece["feature"]) or wording.named(piece["feature"])
        note = styled(f"{wording.measured(piece)} ({label}){_weighed(case, piece)}", "dim")
        grid.add_row(f"{place}.", Text("\n").join([styled(piece["text"]), note]))
    if not grid.row_count:
        grid.add_row("", say("no single measurement stands out"))
    console.print(Padding(grid, (0, 0, 0, 2)))


def _weighed(case: Case, piece: Mapping[str, Any]) -> str:
    """What a piece makes up of the score, where it is known."""
    weight = case.weights.get(piece["feature"])
    if weight is None:
        return ""
    share = figures.quantity(weight.share, "share")
    if weight.stability >= 1:
        return say("; {share} of the score", share=share)
    stability = figures.quantity(weight.stability, "share")
    return say(
        "; {share} of the score, by {stability} of the forests", share=share, stability=stability
    )


def _print_families(case: Case, console: Console) -> None:
    pairs = [
        (wording.family_title(code), figures.quantity(share, "share"))
        for code, share in case.families.items()
    ]
    if pairs:
        print_pairs(console, say("What the score is made of"), pairs)


def _print_explanations(case: Case, console: Console) -> None:
    print_title(console, say("Innocent explanations tested"))
    grid = Table.grid(padding=(0, 2))
    for _ in range(3):
        grid.add_column(overflow="fold")
    for test in wording.by_weight(case.suspect["cleared_by"] or ()):
        found = wording.finding(test["outcome"])
        grid.add_row(
            styled(wording.named(test["explanation"])),
            styled(found.title, _TONES[found.tone]),
            styled(test["text"] or ""),
        )
    if not grid.row_count:
        grid.add_row(say("None could be tested with the data delivered."))
    console.print(Padding(grid, (0, 0, 0, 2)))


def _print_checks(case: Case, console: Console) -> None:
    steps = site_checks(case.suspect["means"], case.account)
    if steps:
        numbered = [(f"{place}.", text) for place, text in enumerate(steps, start=1)]
        print_pairs(console, say("Check on site"), numbered)


def _print_energy(case: Case, console: Console) -> None:
    is_unicode = console.encoding.lower().startswith("utf")
    lines = energy_bars(case, min(console.width, 110), is_unicode=is_unicode)
    if lines:
        print_title(console, say("Energy by day, kWh (light: missing against expected)"))
        for line in lines:
            console.print(line, no_wrap=True, crop=True)
    console.print(Text(describe(case), style="dim"))


def _print_marks(case: Case, console: Console) -> None:
    happened = [mark for mark in case.marks if mark.kind not in {"onset", "holiday"}]
    shown = sorted(happened, key=lambda mark: (mark.date, mark.label))
    if shown:
        pairs = [(figures.day(mark.date), mark.label) for mark in shown[-12:]]
        title = say("What happened (last {last} of {all})", last=len(pairs), all=len(shown))
        print_pairs(console, title, pairs)
