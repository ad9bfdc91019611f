"""Recovery: what the utility's rule lets it charge for unbilled energy, kept apart by kind."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.window import Codes, Flags, Floats, Window
from models.loss import Loss
from pipeline.contract.vocabulary import Outcome, TariffClass, Wiring
from pipeline.settings.recovery import EnergyBasis, RecoverySettings

MONTH_DAYS = 365.25 / 12
# Visits that saw the meter.
SEEING = tuple(outcome.value for outcome in Outcome if outcome is not Outcome.NO_ACCESS)
ELEMENTS = {
    Wiring.ONE_PHASE.value: 1.0,
    Wiring.TWO_ELEMENT.value: np.sqrt(3.0),
    Wiring.FOUR_WIRE.value: 3.0,
}


@dataclass(frozen=True)
class Recovery:
    """What can be charged to m accounts, (m,) each; NaN unknown.

    days: charged. kwh: primary energy. back_bill, penalty: in the utility's currency.
    """

    days: Floats
    kwh: Floats
    back_bill: Floats
    penalty: Floats

    @property
    def amount(self) -> Floats:
        """Back-bill and penalty together."""
        return self.back_bill + self.penalty


def recoverable(
    window: Window,
    loss: Loss,
    rows: NDArray[np.intp],
    master: pd.DataFrame,
    rule: RecoverySettings,
) -> Recovery:
    """Apply a rule to the losses of the accounts at `rows` (m,) of a window.

    master: (m) rows of `accounts` on the business date, in the same order. Inspections are
    those of the window, as they were known by its last day.
    """
    days = _charged_days(window, loss, rows, rule)
    kwh = days * _kwh_a_day(loss.kwh_per_day[rows], window, rows, master, rule)
    price = _numbers(master, "tariff_per_kwh")
    back_bill = kwh * price
    return Recovery(days, kwh, back_bill, back_bill * rule.penalty_multiple)


def recoverable_between(
    window: Window,
    loss: Loss,
    rows: NDArray[np.intp],
    master: pd.DataFrame,
    rule: RecoverySettings,
) -> tuple[Floats, Floats]:
    """Return the least and the most energy (m,) that can be charged, in primary kWh.

    The least: from the latest onset with the low bound of the loss a day; the most: from the
    earliest with the high one. Parameters as for `recoverable`; NaN where that knows nothing.
    """
    least = _begun(replace(loss, kwh_per_day=loss.kwh_low), loss.latest)
    most = _begun(replace(loss, kwh_per_day=loss.kwh_high), loss.earliest)
    middle = recoverable(window, loss, rows, master, rule).kwh
    low = np.maximum(recoverable(window, least, rows, master, rule).kwh, 0.0)
    high = recoverable(window, most, rows, master, rule).kwh
    is_known = np.isfinite(middle)
    return (
        np.where(is_known, np.fmin(low, middle), np.nan),
        np.where(is_known, np.fmax(high, middle), np.nan),
    )


def _begun(loss: Loss, day: Codes) -> Loss:
    """Return the loss as if it had begun on day (n,) of the window, where it has an onset."""
    is_dated = loss.onset >= 0
    return replace(
        loss,
        onset=np.where(is_dated, np.maximum(day, 0), -1).astype(np.int32),
        days_before=np.where(is_dated, np.maximum(-day, 0), 0).astype(np.int32),
    )


def _charged_days(
    window: Window, loss: Loss, rows: NDArray[np.intp], rule: RecoverySettings
) -> Floats:
    """Days (m,) from the onset to the end of the loss, as far as the rule goes back."""
    today = window.shape[1] - 1
    onset, last = loss.onset[rows], loss.last[rows]
    end = np.where(last >= 0, last, today)
    unknown = np.nan if rule.unknown_days is None else float(rule.unknown_days)
    days = np.where(onset >= 0, end - onset + 1.0 + loss.days_before[rows], unknown)
    if rule.is_capped_by_inspection:
        seen = _last_inspection(window, rows)
        # An inspector on the very day of the onset may have come before it.
        days = np.where(seen >= 0, np.minimum(days, np.maximum(end - seen + 1.0, 0.0)), days)
    if rule.cap_months is not None:
        days = np.minimum(days, np.round(rule.cap_months * MONTH_DAYS))
    return days


def _last_inspection(window: Window, rows: NDArray[np.intp]) -> Codes:
    """Day (m,) of the last visit that saw the meter, -1 where there was none."""
    visited: Flags = np.zeros((len(rows), window.shape[1]), dtype=np.bool_)
    for outcome, days in window.inspected.items():
        if outcome in SEEING:
            visited |= days[rows]
    places = np.arange(window.shape[1], dtype=np.int32)[None, :]
    return np.asarray(np.where(visited, places, -1).max(axis=1, initial=-1), dtype=np.int32)


def _kwh_a_day(
    estimated: Floats,
    window: Window,
    rows: NDArray[np.intp],
    master: pd.DataFrame,
    rule: RecoverySettings,
) -> Floats:
    """Energy of one charged day (m,) by the basis of the rule, else as estimated."""
    if rule.basis is EnergyBasis.ESTIMATED:
        return estimated
    if rule.basis is EnergyBasis.CONTRACTED_LOAD:
        load_kw = _numbers(master, "contract_kw")
    else:
        load_kw = _rated_kw(master) * window.multiplier[rows, -1]
    hours = np.full(len(rows), rule.hours_a_day)
    if rule.residential_hours_a_day is not None:
        is_home = (master["tariff_class"] == TariffClass.RESIDENTIAL.value).to_numpy(dtype=bool)
        hours = np.where(is_home, rule.residential_hours_a_day, hours)
    by_load = load_kw * hours * rule.load_factor
    # Without any sign of a loss there is nothing to charge, whatever the meter could carry.
    return np.where(np.isfinite(by_load) & np.isfinite(estimated), by_load, estimated)


def _rated_kw(master: pd.DataFrame) -> Floats:
    """Capacity (m,) in kW, secondary, that the meter's rated current stands for."""
    elements = master["wiring"].map(ELEMENTS).to_numpy(dtype=np.float64, na_value=np.nan)
    volts, amperes = _numbers(master, "rated_voltage_v"), _numbers(master, "rated_current_a")
    return np.asarray(elements * volts * amperes / 1000.0)


def _numbers(master: pd.DataFrame, name: str) -> Floats:
    return master[name].to_numpy(dtype=np.float64, na_value=np.nan)
