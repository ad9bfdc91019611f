"""One case on a terminal: facts, evidence, explanations, energy by day."""

from __future__ import annotations

from collections.abc import Iterator

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

_TONES = {"against": "green", "open": "yellow", "unknown": "dim"}


def print_case(case: Case, console: Console, currency: str = "") -> None:
    """Print one case; customers appear by their ids alone, control signs as dots."""
    case = from_first_reading(case)
    suspect = case.suspect
    title = f"Account {printable(suspect['account_id'])}: {wording.means_title(suspect['means'])}"
    console.print(Text(title, style="bold"))
    if suspect["means"] in wording.MEANS_MEANINGS:
        console.print(Text(wording.MEANS_MEANINGS[suspect["means"]]))
    print_pairs(console, "", [*_figures(case, currency)])
    _print_evidence(case, console)
    _print_explanations(case, console)
    _print_energy(case, console)
    _print_marks(case, console)
    print_pairs(console, "The account", [*account_facts(case), *_sisters(case)])


def _figures(case: Case, currency: str) -> Iterator[tuple[str, str]]:
    row = case.suspect
    change = wording.CHANGE_TITLES.get(row["change"] or "", "")
    place = f"rank {row['rank']}, {change}".rstrip(", ") if row["rank"] else "not on the list"
    yield "Score", f"{figures.score(row['score'])} ({place})"
    if row["probability"] is not None:
        yield "Probability", figures.quantity(row["probability"], "share")
    bounds = figures.energy_range(row["kwh_per_day_low"], row["kwh_per_day_high"])
    missing = figures.quantity(row["kwh_per_day"], "kWh a day")
    yield "Missing", f"{missing} ({bounds})" if bounds else missing
    yield "Since", figures.day(row["onset"])
    money = row["recoverable_amount"]
    price = f", {figures.amount(money, currency)}" if figures.is_known(money) else ""
    yield "Recoverable", f"{figures.quantity(row['recoverable_kwh'], 'kWh')}{price}"


def _sisters(case: Case) -> Iterator[tuple[str, str]]:
    if case.sister_accounts:
        yield "Same customer", ", ".join(case.sister_accounts)


def _print_evidence(case: Case, console: Console) -> None:
    print_title(console, "Why it is suspected")
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right")
    grid.add_column(overflow="fold")
    for place, piece in enumerate(case.suspect["evidence"] or (), start=1):
        measured = f"measured {figures.quantity(piece['value'], piece['unit'])}"
        if figures.is_known(piece["baseline"]):
            measured += f", usual {figures.quantity(piece['baseline'], piece['unit'])}"
        note = styled(f"{measured} ({piece['feature']})", "dim")
        grid.add_row(f"{place}.", Text("\n").join([styled(piece["text"]), note]))
    if not grid.row_count:
        grid.add_row("", "no single measurement stands out")
    console.print(Padding(grid, (0, 0, 0, 2)))


def _print_explanations(case: Case, console: Console) -> None:
    print_title(console, "Innocent explanations tested")
    grid = Table.grid(padding=(0, 2))
    for _ in range(3):
        grid.add_column(overflow="fold")
    for test in wording.by_weight(case.suspect["cleared_by"] or ()):
        found = wording.finding(test["outcome"])
        grid.add_row(
            styled(wording.plain(test["explanation"])),
            styled(found.title, _TONES[found.tone]),
            styled(test["text"] or ""),
        )
    if not grid.row_count:
        grid.add_row("none could be tested with the data delivered")
    console.print(Padding(grid, (0, 0, 0, 2)))


def _print_energy(case: Case, console: Console) -> None:
    is_unicode = console.encoding.lower().startswith("utf")
    lines = energy_bars(case, min(console.width, 110), is_unicode=is_unicode)
    if lines:
        print_title(console, "Energy by day, kWh (light: missing against expected)")
        for line in lines:
            console.print(line, no_wrap=True, crop=True)
    console.print(Text(describe(case), style="dim"))


def _print_marks(case: Case, console: Console) -> None:
    happened = [mark for mark in case.marks if mark.kind not in {"onset", "holiday"}]
    shown = sorted(happened, key=lambda mark: (mark.date, mark.label))
    if shown:
        pairs = [(mark.date.isoformat(), mark.label) for mark in shown[-12:]]
        print_pairs(console, f"What happened (last {len(pairs)} of {len(shown)})", pairs)
