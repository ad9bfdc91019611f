"""Tips of the public: a few useful, some mistaken, many idle."""

from __future__ import annotations

import numpy as np

from simulator.calls import WIDESPREAD
from simulator.field_work import FieldWork
from simulator.findings import MISREAD
from simulator.happening import Happening, Label
from simulator.journal import Tip
from simulator.roster import Roster
from simulator.streams import stream
from simulator.timeline import Timeline

CHANNELS = ("telephone", "letter", "web", "app", "meter reader")
# The same words come with useful and mistaken tips: a note proves nothing.
NOTES = (
    "works on the meter at night",
    "lights on, and the meter stands still",
    "pays much less than we do",
    "cable beside the meter box",
    "strange box at the transformer",
)
IDLE_NOTE = "neighbour complains"


def tips_about(
    happenings: list[Happening],
    timeline: Timeline,
    roster: Roster,
    field: FieldWork,
    seed: int,
) -> list[Tip]:
    """Return the tips of people who saw something, some time after it began.

    A share of the thefts is told of, and a share of the oddities that look like theft from
    over the fence.
    """
    tips = []
    useful, mistaken = stream(seed, "tips"), stream(seed, "mistaken tips")
    notes = stream(seed, "notes of tips")
    for happening in happenings:
        is_theft = happening.label is Label.THEFT
        rng, share = (useful, field.useful_tips) if is_theft else (mistaken, field.mistaken_tips)
        if not is_theft and (happening.kind not in MISREAD or len(happening.spans) >= WIDESPREAD):
            continue
        if rng.random() > share:
            continue
        first, last = happening.spans[happening.row]
        date = timeline.date(int(rng.integers(first, last + 1)))
        account, channel = str(roster.account_id[happening.row]), str(rng.choice(CHANNELS))
        tips.append(Tip(date, account, channel, str(notes.choice(NOTES))))
    return tips


def idle_tip(
    timeline: Timeline, day: int, roster: Roster, row: int, rng: np.random.Generator
) -> Tip:
    """Return a tip born of a grudge, about anybody."""
    account = str(roster.account_id[row])
    return Tip(timeline.date(day), account, str(rng.choice(CHANNELS)), IDLE_NOTE)
