"""Energy balance: load that goes past the meter, as the district's loss betrays it.

A bypass before the meter leaves no trace in the meter; the district's supply meter counts it
all the same. An account is named only where two methods of attribution agree on it.
"""

from __future__ import annotations

import numpy as np

from features.energy_balance.agreement import Agreement
from features.energy_balance.attribution import attribute
from features.registry import Feature, Measured
from features.study import Study
from features.window import Floats, Window
from pipeline.contract.vocabulary import Family, Means

_F = Family.ENERGY_BALANCE
_DOMAIN = "domain.md section 3, attribution"
# A mirror as sure as this that shows most of the fall, and not much more than all of it, is a
# near-proof; of innocent accounts of tried districts fewer than so many had one.
PROOF_Z, PROOF_SHARE, PROOF_ERROR, MOST_BETA = 4.0, 0.7, 0.01, 1.35


def _kwh(window: Window) -> Floats:
    return window.kwh


FEATURES = (
    Feature(
        "balance_share",
        "share",
        _F,
        Means.METER_BYPASS,
        ("kwh",),
        28,
        0.12,
        "Of what is used here, {value} goes past the meter since {since}: the loss of the"
        " transformer district moves with this account's use, and two methods of the balance"
        " agree. Clamp the service line before the meter and compare with what the meter shows.",
        _DOMAIN,
        signal=_kwh,
        label="Share that the district loses here",
        signal_unit="kWh",
    ),
    Feature(
        "balance_mirror_share",
        "share",
        _F,
        Means.METER_BYPASS,
        ("kwh",),
        28,
        0.5,
        "When use fell here, {value} of the fall showed as loss of the transformer district, and"
        " went again as use came back, since {since}: the load ran on past the meter. Clamp the"
        " service line before the meter on a day of low use.",
        _DOMAIN,
        rule_at=PROOF_SHARE,
        error_rate=PROOF_ERROR,
        signal=_kwh,
        label="Loss mirrors the meter",
        signal_unit="kWh",
    ),
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES. NaN where nobody was tried."""
    balance = study.corrected_balance
    if balance is None:
        unknown = Measured.of(np.full(study.window.shape[0], np.nan))
        return (unknown,) * len(FEATURES)
    found = attribute(study.window, balance)
    return tuple(
        _measured(np.where(found.tried, value, np.nan), found.agreement)
        for value in (found.agreement.share, mirrored_share(found.agreement))
    )


def mirrored_share(agreement: Agreement) -> Floats:
    """(n,) share of the falls of use that a sure mirror shows as loss; 0 without one."""
    is_sure = agreement.is_mirrored & (agreement.beta_z >= PROOF_Z)
    is_sure &= agreement.beta <= MOST_BETA
    return np.where(is_sure, np.minimum(agreement.beta, 1.0), 0.0)


def _measured(value: Floats, agreement: Agreement) -> Measured:
    is_told = np.nan_to_num(value) > 0

    def told(kwh: Floats) -> Floats:
        return np.where(is_told, kwh, np.nan)

    return Measured(
        value=value,
        baseline=np.full(len(value), np.nan),
        onset=np.where(is_told, agreement.onset, -1).astype(np.int32),
        kwh_per_day=told(agreement.kwh_per_day),
        kwh_low=told(agreement.kwh_low),
        kwh_high=told(agreement.kwh_high),
    )
