"""Thefts of the mixture, with their usual rates and strengths."""

from __future__ import annotations

from simulator.mixture import whom
from simulator.mixture.entry import Entry
from simulator.thefts import bypass, counter, fixed_shunt, remote_shunt, white_screen, wiring

THEFTS: tuple[Entry, ...] = (
    Entry(
        "remote_shunt", remote_shunt.RemoteShunt, whom.plants, 1.5, 30, (0.44, 0.46), (0.8, 1.0), 21
    ),
    Entry(
        "white_screen",
        white_screen.WhiteScreen,
        whom.watched,
        1,
        30,
        (0.28, 0.32),
        (0.6, 1.0),
        21,
        "owner",
    ),
    Entry(
        "fixed_shunt", fixed_shunt.FixedShunt, whom.four_wire_ct, 4, 60, (0.35, 0.65), (0.3, 1.0)
    ),
    Entry("meter_bypass", bypass.MeterBypass, whom.homes, 4, 80, (0.35, 0.65), (0.4, 1.0)),
    Entry("cover_tamper", bypass.CoverTamper, whom.low_voltage, 2, 150, (0.4, 0.7), (0.4, 1.0)),
    Entry("register_rollback", counter.RegisterRollback, whom.low_voltage, 2, 250),
    Entry("phase_voltage_lost", wiring.PhaseVoltageLost, whom.four_wire, 2, 350),
    Entry("neutral_bypass", bypass.NeutralBypass, whom.homes, 2, 450),
    Entry("zero_use", bypass.ZeroUse, whom.low_voltage, 1.5, 700, (0.5, 0.75)),
    Entry("magnet", counter.Magnet, whom.homes, 1.5, 800),
    Entry("current_reversed", wiring.CurrentReversed, whom.four_wire, 1, 900),
    Entry("reverse_energy", wiring.ReverseEnergy, whom.homes, 1, 1000),
)
