"""Thefts of the mixture, with their usual rates and strengths."""

from __future__ import annotations

from simulator.mixture import whom
from simulator.mixture.entry import Entry
from simulator.thefts import (
    bypass,
    circuits,
    counter,
    fixed_shunt,
    large_shunt,
    lone_hang,
    parameters,
    phase_shift,
    remote_shunt,
    voltage_links,
    white_screen,
    wiring,
)

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
    Entry("phase_voltage_lost", voltage_links.PhaseVoltageLost, whom.four_wire, 2, 350),
    Entry("neutral_bypass", bypass.NeutralBypass, whom.homes, 2, 450),
    Entry("zero_use", bypass.ZeroUse, whom.low_voltage, 1.5, 700, (0.5, 0.75)),
    Entry("magnet", counter.Magnet, whom.homes, 1.5, 800),
    Entry("current_reversed", wiring.CurrentReversed, whom.four_wire, 1, 900),
    Entry("reverse_energy", wiring.ReverseEnergy, whom.homes, 1, 1000),
    Entry(
        "consumption_drop",
        circuits.ConsumptionDrop,
        whom.low_voltage,
        1.5,
        1000,
        strength=(0.2, 1.0),
    ),
    Entry("irregular_use", circuits.IrregularUse, whom.low_voltage, 1, 1000, strength=(0.2, 1.0)),
    Entry(
        "phase_shifter", phase_shift.PhaseShifter, whom.ct_metered, 0.5, 1000, strength=(0.2, 1.0)
    ),
    Entry(
        "swapped_currents",
        phase_shift.SwappedCurrents,
        whom.ct_metered,
        0.5,
        1000,
        strength=(0.2, 1.0),
    ),
    Entry(
        "parameter_change",
        parameters.ParameterChange,
        whom.low_voltage,
        1,
        1000,
        strength=(0.2, 1.0),
    ),
    Entry(
        "ratio_set_lower", parameters.RatioSetLower, whom.ct_metered, 0.5, 1000, strength=(0.2, 1.0)
    ),
    Entry(
        "ratio_record_lower",
        parameters.RatioRecordLower,
        whom.four_wire_ct,
        0.5,
        1000,
        strength=(0.2, 1.0),
    ),
    Entry(
        "partial_shunt", fixed_shunt.PartialShunt, whom.four_wire_ct, 1, 1000, strength=(0.2, 1.0)
    ),
    Entry("equal_shunt", fixed_shunt.EqualShunt, whom.four_wire_ct, 1, 1000, strength=(0.2, 1.0)),
    Entry(
        "element_shunt", fixed_shunt.ElementShunt, whom.two_element, 0.5, 1000, strength=(0.2, 1.0)
    ),
    Entry(
        "watched_shunt", large_shunt.WatchedShunt, whom.large_apart, 0.5, 1000, strength=(0.2, 1.0)
    ),
    Entry(
        "blind_shunt", large_shunt.BlindShunt, whom.large_together, 0.5, 1000, strength=(0.2, 1.0)
    ),
    Entry("silent_hang", lone_hang.SilentHang, whom.unwatched, 1, 1000, strength=(0.2, 1.0)),
    Entry("frozen_hang", lone_hang.FrozenHang, whom.unwatched, 0.5, 1000, strength=(0.2, 1.0)),
    Entry(
        "element_reversed", wiring.ElementReversed, whom.two_element, 0.5, 1000, strength=(0.2, 1.0)
    ),
    Entry(
        "floating_voltage",
        voltage_links.FloatingVoltage,
        whom.two_element,
        0.5,
        1000,
        strength=(0.2, 1.0),
    ),
    Entry("weak_voltage", voltage_links.WeakVoltage, whom.four_wire, 1, 1000, strength=(0.2, 1.0)),
    Entry(
        "standing_magnet",
        counter.StandingMagnet,
        whom.direct_four_wire,
        0.5,
        1000,
        strength=(0.2, 1.0),
    ),
    Entry(
        "zero_use_all_phases",
        bypass.ZeroUseAllPhases,
        whom.four_wire,
        0.5,
        1000,
        strength=(0.2, 1.0),
    ),
)
