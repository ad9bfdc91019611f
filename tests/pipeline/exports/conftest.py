"""Made-up cases: a hung meter, a remote CT shunt, a drop in daily energy, a hostile one."""

import datetime as dt
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from pipeline.case import Case, LoadCurve, Mark, Signal
from pipeline.contract import SUSPECTS
from pipeline.settings import Settings

RUN_DATE = dt.date(2026, 3, 15)
HOSTILE = "=cmd|'/c calc'!A1\"><script>alert(1)</script>&;+1\n@x{{7*7}}"
DAYS = 60


def dates(count: int = DAYS) -> tuple[dt.date, ...]:
    return tuple(RUN_DATE - dt.timedelta(days=count - 1 - k) for k in range(count))


def evidence(
    feature: str, value: float, baseline: float | None, unit: str, text: str
) -> dict[str, Any]:
    return {"feature": feature, "value": value, "baseline": baseline, "unit": unit, "text": text}


def cleared(explanation: str, outcome: str, text: str) -> dict[str, Any]:
    return {"explanation": explanation, "outcome": outcome, "text": text}


def suspect(rank: int, account: str, means: str, score: float, **other: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(SUSPECTS.names)
    row |= {
        "run_date": RUN_DATE,
        "rank": rank,
        "account_id": account,
        "customer_id": f"C{rank:04d}",
        "meter_id": f"M-{account}",
        "zone": ["North", "Harbour", "East"][rank % 3],
        "score": score,
        "means": means,
        "onset": RUN_DATE - dt.timedelta(days=18 + rank),
        "kwh_per_day": 412.4 / rank,
        "kwh_per_day_low": 300.0 / rank,
        "kwh_per_day_high": 520.0 / rank,
        "recoverable_kwh": 9880.5 / rank,
        "recoverable_amount": 7410.37 / rank,
        "evidence": [],
        "cleared_by": [],
        "status": "new",
        "change": "new",
    }
    return row | other


def energy(rank: int, mean: float, drop: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(rank)
    week = np.array([0.75 if day.weekday() >= 5 else 1.0 for day in dates()])
    peer = mean * week * (1 + 0.05 * np.sin(np.arange(DAYS) / 6))
    daily = peer * rng.normal(1, 0.06, DAYS)
    daily[DAYS - 19 - rank :] *= 1 - drop
    return daily, peer


def load_curve(days: int, rank: int, phases: str) -> LoadCurve:
    rng = np.random.default_rng(rank)
    count = days * 96
    end = np.datetime64(RUN_DATE.isoformat(), "us") + np.timedelta64(1, "D")
    instants = end - np.timedelta64(15, "m") * np.arange(count - 1, -1, -1)
    hour = (np.arange(1, count + 1) % 96) / 4
    load = 40 + 60 * np.exp(-((hour - 14) ** 2) / 18) + rng.normal(0, 3, count)
    is_shunted = (np.arange(count) // 30) % 3 == 1
    metered = np.where(is_shunted, 0.45 * load, load)
    metered[count // 2 : count // 2 + 9] = np.nan
    channels = {"Active power (kW)": metered, "Terminal: active power (kW)": load}
    for n, phase in enumerate(phases):
        channels[f"Current {phase} (A)"] = metered / 38 * (1 + 0.1 * n)
        channels[f"Terminal: current {phase} (A)"] = load / 38 * (1 + 0.1 * n)
        channels[f"Voltage {phase} (V)"] = 101 + rng.normal(0, 0.4, count) - load / 100
    return LoadCurve(instants.astype("datetime64[us]"), channels)


def case(row: dict[str, Any], *, mean: float, drop: float, **other: Any) -> Case:
    daily, peer = energy(row["rank"], mean, drop)
    account = {
        "account_id": row["account_id"],
        "meter_id": row["meter_id"],
        "zone": row["zone"],
        "tariff_class": "industrial",
        "wiring": "3P3W",
        "transformer_id": "T07",
        "feeder_id": "F02",
        "dedicated_transformer": True,
        "ct_ratio": 40.0,
        "pt_ratio": 100.0,
        "contract_kw": 630.0,
        "terminal_id": "TM-17",
        "has_pv": None,
        "meter_model": None,
    }
    return Case(row, account, dates(), daily, peer, **other)


def hung_meter() -> Case:
    row = suspect(
        1,
        "D003",
        "meter_hang",
        0.973,
        evidence=[
            evidence(
                "white_screen_episode_count",
                3.0,
                0.0,
                "count",
                "The meter fell silent 3 times since 2026-02-24 while its terminal and "
                "its neighbours were live, and came back after a power cycle.",
            ),
            evidence(
                "terminal_live_gap_kwh",
                2210.0,
                0.0,
                "kWh",
                "The terminal saw 2,210 kWh while the meter counted nothing.",
            ),
            evidence(
                "memory_loss_count",
                1.0,
                0.0,
                "count",
                "The meter reported a memory error at the end of one silence.",
            ),
        ],
        cleared_by=[
            cleared("neighbours_outage", "rejected", "9 of 9 neighbours were read throughout."),
            cleared("concentrator_gap", "rejected", "The concentrator delivered other meters."),
            cleared("model_batch", "rejected", "No other meter of the batch fell silent."),
            cleared("vacancy", "applies", "Weekend use is low."),
            cleared("work_order", "not testable", "No work orders were delivered."),
        ],
    )
    signals = (
        Signal("gap_minutes", "Minutes without readings", "min", _spikes(1, 300.0), 0.0),
        Signal("terminal_ratio", "Meter against terminal", "share", 1 - _spikes(2, 0.5), 1.0),
    )
    marks = (
        Mark(dates()[40], "onset", "first silence"),
        Mark(dates()[41], "event", "power down"),
        Mark(dates()[41], "event", "memory error"),
        Mark(dates()[47], "work_order", "site visit"),
        Mark(dates()[12], "holiday", "Spring Festival"),
        Mark(dates()[13], "holiday", "Spring Festival"),
        Mark(dates()[30], "gap", "no readings"),
    )
    return case(
        row,
        mean=1800.0,
        drop=0.35,
        signals=signals,
        marks=marks,
        load_curve=load_curve(7, 1, "ac"),
        sister_accounts=("D008",),
    )


def _spikes(seed: int, size: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = np.where(np.arange(DAYS) >= 40, rng.random(DAYS) * size, 0.0)
    values[5] = np.nan
    return values


def shunt() -> Case:
    row = suspect(
        2,
        "D007",
        "ct_shunt",
        0.941,
        change="up",
        evidence=[
            evidence(
                "ratio_shift_share",
                0.55,
                0.0,
                "share",
                "Current a lost 55 % against current c since 2026-02-23.",
            )
        ],
    )
    signals = (Signal("ratio_a", "Current a over current c", "", 1 - _spikes(3, 0.6), 1.0),)
    return case(row, mean=900.0, drop=0.45, signals=signals, load_curve=load_curve(7, 2, "abc"))


def drop() -> Case:
    row = suspect(
        3,
        "A00123",
        "consumption_drop",
        0.78,
        change="down",
        customer_id=None,
        recoverable_amount=None,
        kwh_per_day_low=None,
        evidence=[
            evidence("own_drop_share", 0.62, None, "share", "Energy fell by 62 % against its past.")
        ],
    )
    return case(row, mean=11.0, drop=0.6)


def hostile() -> Case:
    row = suspect(
        4,
        HOSTILE,
        "irregular_use",
        0.6,
        change="same",
        customer_id=HOSTILE,
        meter_id="-1+2",
        zone="\t=2+5",
        status=HOSTILE,
        onset=None,
        evidence=[evidence(HOSTILE, -3.0, 2.0, HOSTILE, HOSTILE)],
        cleared_by=[cleared(HOSTILE, HOSTILE, HOSTILE)],
    )
    signals = (Signal(HOSTILE, HOSTILE, HOSTILE, _spikes(4, 1.0), None),)
    marks = (Mark(dates()[3], HOSTILE, HOSTILE), Mark(dates()[9], "gap", HOSTILE))
    curve = LoadCurve(load_curve(1, 4, "a").instants, {HOSTILE: np.ones(96)})
    return case(
        row,
        mean=30.0,
        drop=0.1,
        signals=signals,
        marks=marks,
        load_curve=curve,
        sister_accounts=(HOSTILE,),
    )


@pytest.fixture(scope="session")
def cases() -> tuple[Case, ...]:
    return (hung_meter(), shunt(), drop(), hostile())


@pytest.fixture(scope="session")
def rows(cases: tuple[Case, ...]) -> pa.Table:
    return pa.Table.from_pylist([dict(one.suspect) for one in cases], SUSPECTS.arrow_schema)


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(timezone="Asia/Shanghai", currency="CNY", utility="Harbour City Power & Light")


@pytest.fixture(scope="session")
def run_date() -> dt.date:
    return RUN_DATE


VOID = {"meta", "link", "input", "br", "hr", "img"}


class Outline(HTMLParser):
    """Tags, attributes and text of a page; it fails on tags that do not match."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="session")
def parsed() -> Callable[[str], Outline]:
    """Parse a page to its end; every tag must be closed."""

    def parse(page: str) -> Outline:
        outline = Outline()
        outline.feed(page)
        outline.close()
        assert outline.open == []
        return outline

    return parse
