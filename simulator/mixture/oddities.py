"""Innocent oddities of the mixture, with their usual rates."""

from __future__ import annotations

from simulator.mixture import whom
from simulator.mixture.entry import Entry
from simulator.oddities import field_work, lower_use, outages

ODDITIES: tuple[Entry, ...] = (
    Entry(
        "transformer_outage",
        outages.TransformerOutage,
        whom.low_voltage,
        2,
        30,
        (0.4, 0.7),
        befalls="district",
    ),
    Entry(
        "dead_concentrator",
        outages.DeadConcentrator,
        whom.low_voltage,
        2,
        60,
        (0.4, 0.8),
        befalls="district",
    ),
    Entry("faulty_batch", outages.FaultyBatch, whom.homes, 1, 120, (0.2, 0.4), befalls="batch"),
    Entry("dead_modem", outages.DeadModem, whom.low_voltage, 5, 50),
    Entry("vacation", lower_use.Vacation, whom.homes, 10, 30),
    Entry("vacancy", lower_use.Vacancy, whom.homes, 6, 60),
    Entry("holiday_closure", lower_use.HolidayClosure, whom.shops, 6, 50),
    Entry("seasonal_closing", lower_use.SeasonalClosing, whom.shops, 3, 200),
    Entry("efficiency", lower_use.Efficiency, whom.shops, 5, 100),
    Entry("suspension", lower_use.Suspension, whom.large, 1.5, 100),
    Entry("single_phase_load", lower_use.SinglePhaseLoad, whom.four_wire, 5, 70),
    Entry("meter_fault", field_work.MeterFault, whom.low_voltage, 4, 40),
    Entry("meter_exchange", field_work.MeterExchange, whom.low_voltage, 8, 60),
    Entry("ratio_change", field_work.RatioChange, whom.four_wire_ct, 2, 150),
    Entry("maintenance_visit", field_work.MaintenanceVisit, whom.low_voltage, 8, 50),
    Entry("roof_connection", field_work.RoofConnection, whom.homes, 6, 60),
)
