"""The customers: what each is, how it is connected and metered. Fixed for the whole run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import TariffClass, Wiring
from simulator.network import Network

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.str_]


@dataclass(frozen=True)
class Roster:
    """n customers, in order of their transformer; every array is (n,) but phase_share.

    wiring: words of the contract. class_: tariff class. shape: index into `SHAPES`.
    mean_kw: primary. grid_phase: phase of the transformer that feeds a one-phase meter.
    phase_share: (3, n) share of the load by grid phase. on_own_ct: the terminal measures
    through current transformers other than the meter's. multiplier: ct_ratio x pt_ratio.
    """

    network: Network
    account_id: Texts
    meter_id: Texts
    customer_id: Texts
    terminal_id: Texts
    meter_model: Texts
    transformer: Codes
    class_: Texts
    shape: Codes
    wiring: Texts
    is_dedicated: Flags
    is_ct_metered: Flags
    ct_ratio: Floats
    pt_ratio: Floats
    rated_voltage_v: Floats
    rated_current_a: Floats
    contract_kw: Floats
    mean_kw: Floats
    price: Floats
    grid_phase: Codes
    phase_share: Floats
    has_terminal: Flags
    on_own_ct: Flags
    latitude: Floats
    longitude: Floats

    def __len__(self) -> int:
        return len(self.account_id)

    @property
    def multiplier(self) -> Floats:
        """(n,) primary over secondary energy."""
        return self.ct_ratio * self.pt_ratio

    @property
    def feeder(self) -> Codes:
        """(n,) index of the feeder."""
        return np.asarray(self.network.feeder_of[self.transformer])

    @property
    def zone(self) -> Texts:
        """(n,) inspection area."""
        return np.asarray(self.network.zone_of[self.transformer])

    def is_wired(self, wiring: Wiring) -> Flags:
        """(n,) whether the meter is connected so."""
        return np.asarray(self.wiring == wiring.value)

    def is_class(self, *classes: TariffClass) -> Flags:
        """(n,) whether the customer is of one of these classes."""
        return np.isin(self.class_, [one.value for one in classes])
