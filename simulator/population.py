"""The population: draws customers, their connections and meters for a network of fitting size."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import TariffClass, Wiring
from simulator.connection import connect, ct_ratios
from simulator.network import Network, build_network
from simulator.region import USUAL_CLASSES, USUAL_REGION, Region
from simulator.roster import Codes, Flags, Floats, Roster, Texts
from simulator.shapes import SHAPES
from simulator.streams import stream

MEAN_KW = {
    TariffClass.RESIDENTIAL: 0.45,
    TariffClass.COMMERCIAL: 4.0,
    TariffClass.INDUSTRIAL: 15.0,
    TariffClass.PUBLIC: 9.0,
    TariffClass.AGRICULTURAL: 3.0,
}
PRICE = {
    TariffClass.RESIDENTIAL: 0.55,
    TariffClass.COMMERCIAL: 0.82,
    TariffClass.INDUSTRIAL: 0.70,
    TariffClass.PUBLIC: 0.62,
    TariffClass.AGRICULTURAL: 0.50,
}
DEDICATED_MEAN_KW = 180.0
FOUNDER_MEAN_KW = 8.0
PT_OF_10KV = 100.0
MODELS_ONE_PHASE = ("Huaxi DD12/2017", "Huaxi DD12/2021", "Norden E1/2019", "Lantau S5/2020")
MODELS_THREE_PHASE = ("Huaxi DT34/2018", "Norden E3/2020", "Lantau S7/2016")
MODELS_HIGH_VOLTAGE = ("Huaxi DS33/2019", "Norden H3/2017")


def build_roster(accounts: int, seed: int, region: Region = USUAL_REGION) -> Roster:
    """Draw `accounts` customers on a network of fitting size; ValueError if there are too few."""
    rng = stream(seed, "roster")
    network = build_network(
        accounts,
        rng,
        dedicated_share=region.dedicated_share,
        district_accounts=region.district_accounts,
    )
    transformer = _hang(accounts, network, rng)
    dedicated = network.is_dedicated[transformer]
    shops, plant = _founders(transformer, network)
    class_ = _classes(dedicated, region, rng)
    class_[shops], class_[plant] = TariffClass.COMMERCIAL.value, TariffClass.INDUSTRIAL.value
    mean_kw = _mean_kw(class_, dedicated, rng)
    mean_kw[shops] = np.maximum(mean_kw[shops], FOUNDER_MEAN_KW)
    connection = connect(class_, dedicated, mean_kw, plant, region=region, rng=rng)
    connection.has_terminal[shops] = True
    wiring, has_terminal = connection.wiring, connection.has_terminal
    high_voltage = wiring == Wiring.TWO_ELEMENT.value
    grid_phase = rng.integers(0, 3, accounts)
    numbers = rng.permutation(accounts) + 1
    names = np.char.mod("%06d", numbers)
    return Roster(
        network=network,
        account_id=np.char.add("A", names),
        meter_id=np.char.add("M", np.char.mod("%08d", 31_000_000 + numbers * 7)),
        customer_id=np.char.add("C", np.char.mod("%06d", rng.permutation(accounts) + 1)),
        terminal_id=np.where(has_terminal, np.char.add("L", names), ""),
        meter_model=_models(wiring, rng),
        transformer=transformer,
        class_=class_,
        shape=_shapes(class_, rng),
        wiring=wiring,
        is_dedicated=dedicated,
        is_ct_metered=connection.is_ct_metered,
        ct_ratio=ct_ratios(connection, high_voltage),
        pt_ratio=np.where(high_voltage, PT_OF_10KV, 1.0),
        rated_voltage_v=np.where(high_voltage, 100.0, region.rated_voltage_v),
        rated_current_a=np.where(connection.is_ct_metered, 5.0, 10.0),
        contract_kw=connection.contract_kw,
        mean_kw=mean_kw,
        price=np.array([PRICE[TariffClass(word)] for word in class_]) * region.price_factor,
        grid_phase=grid_phase,
        phase_share=_phase_share(wiring, grid_phase, dedicated, rng),
        has_terminal=has_terminal,
        on_own_ct=rng.random(accounts) < region.own_ct_share,
        latitude=np.round(31.2 + 0.02 * transformer / 10 + rng.normal(0, 0.004, accounts), 5),
        longitude=np.round(121.4 + rng.normal(0, 0.03, accounts), 5),
    )


def _hang(accounts: int, network: Network, rng: np.random.Generator) -> Codes:
    """Give each dedicated transformer one customer, the others their fair share."""
    own = np.flatnonzero(network.is_dedicated)
    districts = np.flatnonzero(~network.is_dedicated)
    shared = districts[np.arange(accounts - len(own)) % len(districts)]
    # Districts differ in size: a third of the customers move to a neighbour at random.
    moved = rng.random(len(shared)) < 0.3
    moved[: len(districts)] = False
    shared[moved] = rng.choice(districts, int(moved.sum()))
    return np.sort(np.concatenate([own, shared]))


def _founders(transformer: Codes, network: Network) -> tuple[Codes, int]:
    """Return two shops in two districts and a plant: even a small city can have both old cases."""
    first = np.searchsorted(transformer, np.arange(len(network.feeder_of)))
    return first[~network.is_dedicated][:2], int(first[network.is_dedicated][0])


def _classes(dedicated: Flags, region: Region, rng: np.random.Generator) -> Texts:
    words = [one.value for one in region.class_shares]
    drawn = rng.choice(words, len(dedicated), p=list(region.class_shares.values()))
    large = rng.choice(words[1:4], len(dedicated), p=[0.2, 0.7, 0.1])
    return np.where(dedicated, large, drawn)


def _mean_kw(class_: Texts, dedicated: Flags, rng: np.random.Generator) -> Floats:
    typical = np.array([MEAN_KW[TariffClass(word)] for word in class_])
    homes = class_ == TariffClass.RESIDENTIAL.value
    spread = np.exp(np.where(homes, 0.5, 0.75) * rng.standard_normal(len(class_)))
    large = DEDICATED_MEAN_KW * np.exp(0.5 * rng.standard_normal(len(class_)))
    return np.where(dedicated, large, np.minimum(typical * spread, 60.0))


def _shapes(class_: Texts, rng: np.random.Generator) -> Codes:
    draw = rng.random(len(class_))
    shape = np.zeros(len(class_), dtype=np.int64)
    for one in USUAL_CLASSES:
        places = np.array([k for k, item in enumerate(SHAPES) if item.tariff_class is one])
        edges = np.cumsum([SHAPES[k].weight for k in places])
        mine = class_ == one.value
        shape[mine] = places[np.minimum(np.searchsorted(edges, draw[mine]), len(places) - 1)]
    return shape


def _models(wiring: Texts, rng: np.random.Generator) -> Texts:
    size = len(wiring)
    one = rng.choice(MODELS_ONE_PHASE, size, p=[0.42, 0.30, 0.2, 0.08])
    three = rng.choice(MODELS_THREE_PHASE, size)
    high = rng.choice(MODELS_HIGH_VOLTAGE, size)
    choices = [wiring == Wiring.ONE_PHASE.value, wiring == Wiring.TWO_ELEMENT.value]
    return np.select(choices, [one, high], three)


def _phase_share(
    wiring: Texts, grid_phase: Codes, dedicated: Flags, rng: np.random.Generator
) -> Floats:
    """(3, n) one phase alone, or thirds with an imbalance that large plants hardly have."""
    spread = np.where(dedicated, 0.03, 0.18)
    uneven = np.clip(1 + spread * rng.standard_normal((3, len(wiring))), 0.4, None)
    alone = np.arange(3)[:, None] == grid_phase
    share = np.where(wiring == Wiring.ONE_PHASE.value, alone, uneven)
    return np.asarray(share / share.sum(axis=0))
