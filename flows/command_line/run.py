"""`wattsleuth run`: everything for one business date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flows.command_line.answer import print_json
from flows.command_line.guard import guarded
from flows.command_line.options import (
    DEFAULT_LAKE,
    DateOption,
    DebugOption,
    JsonOption,
    LakeOption,
    PrefectOption,
    SettingsOption,
)
from flows.command_line.through_prefect import through_prefect
from flows.progress import reported

SHOWN = 10


@guarded
def run(
    lake: LakeOption = DEFAULT_LAKE,
    date: DateOption = None,
    settings: SettingsOption = None,
    prefect: PrefectOption = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Compute facts, features, scores and the list of one business date.

    The date and all that is known by then comes from the lake; running it again with the
    same lake writes the same bytes.
    """
    is_flow = through_prefect(prefect)
    chosen = business_date_of(lake, settings, date)
    with reported():
        counts = run_date(lake, settings, chosen, prefect=is_flow)
    if as_json:
        print_json({"date": chosen, **counts})
    else:
        print_run(lake, settings, chosen, counts, SHOWN)


def run_date(lake: Path, settings: Path | None, date: dt.date, *, prefect: bool) -> dict[str, int]:
    """Run `date`, as a flow or plainly, and return the counts of the run."""
    if prefect:
        from flows.daily import daily
        from flows.parameters import DailyParameters

        return daily(DailyParameters(lake=lake, settings=settings, date=date))
    from flows.progress import reporter
    from flows.steps.business_day import run_day
    from flows.steps.review_entries import take_review
    from flows.steps.settings import settings_of
    from pipeline.lake import Lake

    opened = Lake(lake)
    chosen = settings_of(opened, settings)
    take_review(opened, chosen)
    return run_day(opened, chosen, date, reporter()).summary


def print_run(
    lake: Path, settings: Path | None, date: dt.date, counts: dict[str, int], length: int
) -> None:
    """Print the counts of a run and the first `length` suspects of its list."""
    from flows.command_line.answer import console_of_answers
    from flows.command_line.list_view import print_suspects
    from flows.command_line.summary_view import print_run_summary
    from flows.steps.settings import settings_of
    from pipeline.exports.learned import learned_part, learned_words
    from pipeline.exports.visit_words import plan_words
    from pipeline.lake import Lake
    from pipeline.language import speaking

    console = console_of_answers()
    print_run_summary(date, counts, console)
    opened = Lake(lake)
    with speaking(settings_of(opened, settings).speech()):
        if words := learned_words(learned_part(counts)):
            console.print(words, soft_wrap=True)
        if visits := plan_words(counts):
            console.print(visits, soft_wrap=True)
        print_suspects(opened.read("suspects", first=date, last=date), console, length)


def business_date_of(lake: Path, settings: Path | None, date: dt.date | None) -> dt.date:
    """Return `date`, or yesterday in the utility's time zone."""
    from flows.steps.business_date import business_date
    from flows.steps.settings import settings_of
    from pipeline.lake import Lake

    zone = settings_of(Lake(lake), settings).timezone
    return business_date(date, zone, dt.datetime.now(tz=dt.UTC))
