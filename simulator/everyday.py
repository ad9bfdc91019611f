"""The everyday of a run: what devices report on their own, who tips whom off, who visits whom."""

from __future__ import annotations

from simulator.background import Background
from simulator.calls import Desk
from simulator.field_work import FieldWork
from simulator.happening import Happening
from simulator.journal import Journal
from simulator.roster import Roster
from simulator.timeline import Timeline
from simulator.tips import tips_about
from simulator.visits import Visits


def enter_everyday(
    roster: Roster,
    timeline: Timeline,
    happenings: list[Happening],
    journal: Journal,
    *,
    field: FieldWork,
    seed: int,
) -> None:
    """Enter the records of all days that do not hang on any reading.

    A theft that is found may end with that, so this comes before the first day is drawn.
    """
    journal.tips += tips_about(happenings, timeline, roster, field, seed)
    calls = Background(roster, timeline, field, seed).report(journal)
    calls += Desk(roster, timeline, field, seed).calls(happenings, journal.tips)
    Visits(roster, timeline, happenings, field, seed).make(calls, journal)
