"""Every attack: what it must never do, and what it does to a curve that one can follow by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.injection.attack import Attack, Kind, Need
from models.injection.curve import Curve
from models.injection.energy import row_energy
from models.injection.registry import ATTACKS

DAYS = (-40, 20)
BY_NAME = {attack.name: attack for attack in ATTACKS}
# These move or invert use; they need not hide any of it in every hour.
SHIFTING = {"jokar_h4", "jokar_h5", "jokar_h6", "zheng_fdi6"}
ONE_PHASE = {"neutral_bypass"}


def full_curve(make_curve: Callable[..., Curve], seed: int, attack: Attack) -> Curve:
    """Forty days before and twenty after the onset, all channels, with gaps and doubled rows."""
    rng = np.random.default_rng(seed)
    rows = 60 * 24
    use = rng.gamma(2.0, 0.5, rows) * (1 + np.sin(np.arange(rows) / 24 * 2 * np.pi) ** 2)
    wiring = "1P2W" if attack.name in ONE_PHASE else rng.choice(["3P3W", "3P4W"])
    channels = {f"i_{k}": use * rng.uniform(0.9, 1.1) for k in "abcn"}
    channels |= {f"u_{k}": 220.0 + rng.normal(0, 1, rows) for k in "abc"}
    channels |= {"p_kw": use, "q_kvar": 0.3 * use, "pf": np.full(rows, 0.958)}
    channels |= {"interval_kwh": use, "register_kwh": np.round(500 + np.cumsum(use), 2)}
    if attack.kind is Kind.FALSIFIED:
        channels = {"interval_kwh": use, "register_kwh": channels["register_kwh"]}
    keep = rng.random(rows) > 0.05
    return make_curve(channels, days=DAYS, wiring=str(wiring), keep=keep)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), place=st.integers(0, 3))
def test_nothing_changes_before_the_onset(
    make_curve: Callable[..., Curve], attack: Attack, seed: int, place: int
) -> None:
    curve = full_curve(make_curve, seed, attack)
    strength = attack.strengths[place % len(attack.strengths)]
    tampered = attack.apply(curve, strength, np.random.default_rng(seed))
    before = curve.ts_us <= curve.onset_us
    assert tampered.is_read[before].all()
    assert all(instant > curve.onset_us for instant, _ in tampered.events)
    for name, values in curve.channels.items():
        assert tampered.curve.channel(name)[before].tobytes() == values[before].tobytes(), name


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), place=st.integers(0, 3))
def test_no_energy_is_made(
    make_curve: Callable[..., Curve], attack: Attack, seed: int, place: int
) -> None:
    curve = full_curve(make_curve, seed, attack)
    strength = attack.strengths[place % len(attack.strengths)]
    after = attack.apply(curve, strength, np.random.default_rng(seed)).curve
    own, left = row_energy(curve), row_energy(after)
    assert (left >= 0).all()
    if attack.name in SHIFTING:
        if attack.name != "zheng_fdi6":
            assert left.sum() <= own.sum() * (1 + 1e-9)
    else:
        assert (left <= own + 1e-9).all()
    register = after.channel("register_kwh")
    assert register[-1] <= curve.channel("register_kwh")[-1] + 0.01 or attack.name in SHIFTING
    falls = np.diff(register) < -1e-9
    assert falls.sum() == (attack.name == "register_rollback")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_the_same_draws_give_the_same_readings(
    make_curve: Callable[..., Curve], attack: Attack
) -> None:
    curve = full_curve(make_curve, 3, attack)
    strength = attack.strengths[-1]
    one, other = (attack.apply(curve, strength, np.random.default_rng(8)) for _ in range(2))
    assert one.events == other.events
    assert one.is_read.tobytes() == other.is_read.tobytes()
    for name in curve.channels:
        assert one.curve.channel(name).tobytes() == other.curve.channel(name).tobytes()


def day_curve(make_curve: Callable[..., Curve]) -> Curve:
    """Two days before and two after the onset; hour h of each day holds h kWh."""
    return make_curve({"interval_kwh": np.tile(np.arange(24.0), 4)})


def attacked(name: str, curve: Curve, strength: float, seed: int = 5) -> np.ndarray:
    """Intervals after an attack."""
    tampered = BY_NAME[name].apply(curve, strength, np.random.default_rng(seed))
    return tampered.curve.channel("interval_kwh")


def test_h1_hides_its_share(make_curve: Callable[..., Curve]) -> None:
    left = attacked("jokar_h1", day_curve(make_curve), 0.7)
    assert left[48:72] == pytest.approx(0.3 * np.arange(24))


def test_h2_hides_one_stretch_a_day(make_curve: Callable[..., Curve]) -> None:
    left = attacked("jokar_h2", day_curve(make_curve), 6.0)
    for day in (left[48:72], left[72:96]):
        (gone,) = np.nonzero((day == 0) & (np.arange(24) > 0))
        assert 3 <= len(gone) <= 8
        assert np.all(np.diff(gone) == 1)


def test_h3_draws_each_reading_anew(make_curve: Callable[..., Curve]) -> None:
    curve = day_curve(make_curve)
    ratio = attacked("jokar_h3", curve, 1.0)[49:72] / np.arange(1.0, 24.0)
    assert (ratio >= 0.1).all()
    assert (ratio <= 0.8).all()
    assert len(set(ratio.round(6))) == 23


def test_h4_reports_shares_of_the_mean(make_curve: Callable[..., Curve]) -> None:
    left = attacked("jokar_h4", day_curve(make_curve), 1.0)[48:72]
    assert (left >= 1.15).all()
    assert (left <= 9.2).all()


def test_h5_reports_the_mean_of_the_day(make_curve: Callable[..., Curve]) -> None:
    left = attacked("jokar_h5", day_curve(make_curve), 1.0)
    assert left[48:] == pytest.approx(np.full(48, 11.5))


def test_h6_reports_the_day_backwards_and_keeps_its_sum(make_curve: Callable[..., Curve]) -> None:
    left = attacked("jokar_h6", day_curve(make_curve), 1.0)
    assert left[48:72].tolist() == np.arange(23.0, -1.0, -1.0).tolist()


@given(seed=st.integers(0, 10_000))
def test_h6_keeps_the_sum_of_days_with_gaps(make_curve: Callable[..., Curve], seed: int) -> None:
    rng = np.random.default_rng(seed)
    curve = make_curve(
        {"interval_kwh": rng.uniform(0, 3, 96)},
        keep=(rng.random(96) > 0.2) | (np.arange(96) % 24 == 23),
    )
    left = attacked("jokar_h6", curve, 1.0)
    for day in (0, 1):
        here = curve.day == day
        assert left[here].sum() == pytest.approx(curve.channel("interval_kwh")[here].sum())


def test_daily_readings_have_the_mean_of_thirty_days(make_curve: Callable[..., Curve]) -> None:
    curve = make_curve({"interval_kwh": np.arange(90.0)}, days=(-60, 30), step=1440)
    left = attacked("jokar_h5", curve, 1.0)
    assert left[60:] == pytest.approx(np.full(30, 74.5))
    assert left[:60].tolist() == np.arange(60.0).tolist()


def test_fdi2_cuts_off_and_fdi3_takes_off(make_curve: Callable[..., Curve]) -> None:
    curve = day_curve(make_curve)
    level = 0.5 * 23
    hours = np.arange(24.0)
    cut, taken = (attacked(name, curve, 0.5)[48:72] for name in ("zheng_fdi2", "zheng_fdi3"))
    assert cut == pytest.approx(np.minimum(hours, level))
    assert taken == pytest.approx(np.maximum(hours - level, 0))


def test_fdi6_reports_shares_of_the_month_before(make_curve: Callable[..., Curve]) -> None:
    curve = make_curve(
        {"interval_kwh": np.r_[np.full(60, 10.0), np.full(30, 2.0)]}, days=(-60, 30), step=1440
    )
    left = attacked("zheng_fdi6", curve, 1.0)[60:]
    assert (left >= 2.0).all()
    assert (left <= 8.0).all()
    assert left.max() > 5.0


def test_a_silent_hang_takes_the_energy_of_its_hours_out_of_the_register(
    make_curve: Callable[..., Curve],
) -> None:
    register = np.arange(24.0 * 60)
    curve = make_curve({"register_kwh": register}, days=DAYS)
    hung = BY_NAME["white_screen_silent"].apply(curve, 8.0, np.random.default_rng(1))
    silent = ~hung.is_read
    assert 20 < silent.sum() < 20 * 10
    assert hung.curve.channel("register_kwh")[-1] == register[-1] - silent.sum()
    ends = {instant for instant, _ in hung.events}
    assert ends == set(curve.ts_us[np.flatnonzero(silent[:-1] & ~silent[1:])].tolist())


def test_a_frozen_hang_repeats_the_last_values(make_curve: Callable[..., Curve]) -> None:
    use = np.arange(1.0, 24 * 60 + 1)
    curve = make_curve(
        {"register_kwh": use.cumsum(), "p_kw": use, "u_a": use, "i_a": use}, days=DAYS
    )
    hung = BY_NAME["white_screen_frozen"].apply(curve, 8.0, np.random.default_rng(1)).curve
    frozen = np.flatnonzero(hung.channel("p_kw") != use)
    assert len(frozen) > 20
    assert np.all(np.diff(hung.channel("register_kwh"))[frozen - 1] == 0)
    assert np.all(hung.channel("u_a")[frozen] == hung.channel("u_a")[frozen - 1])


def test_a_rollback_sets_the_register_back_once_by_days_of_use(
    make_curve: Callable[..., Curve],
) -> None:
    register = 1000.0 + np.arange(24.0 * 60)
    curve = make_curve({"register_kwh": register}, days=DAYS)
    rolled = BY_NAME["register_rollback"].apply(curve, 10.0, np.random.default_rng(1)).curve
    fall = register - rolled.channel("register_kwh")
    # A kWh an hour, but for the first reading, of which no use is known: 39.96 days of 24 kWh.
    usual = (24 * 40 - 1) / 40
    assert np.unique(fall.round(2)).tolist() == [0.0, pytest.approx(10 * usual, abs=0.01)]


def test_zero_use_leaves_the_voltage(make_curve: Callable[..., Curve]) -> None:
    curve = make_curve({"u_a": 230.0, "i_a": 2.0, "p_kw": 0.4, "interval_kwh": 0.4})
    still = BY_NAME["zero_use"].apply(curve, 1.0, np.random.default_rng(1)).curve
    assert still.channel("i_a")[[0, -1]].tolist() == [2.0, 0.0]
    assert still.channel("interval_kwh")[48:].sum() == 0.0
    assert still.channel("u_a")[-1] == 230.0


def test_attacks_of_hours_ask_for_readings_within_the_day() -> None:
    for name in ("jokar_h2", "jokar_h6", "zheng_fdi4", "ct_shunt_remote", "white_screen_silent"):
        assert Need.HOURS in BY_NAME[name].needs
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
