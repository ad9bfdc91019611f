"""The mapping of a utility's own files: what is accepted, what is refused and why."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pipeline.contract.units import UnitError, unit_of
from pipeline.settings import Settings, TableMapping


def _settings(mapping: dict[str, object], table: str = "readings") -> Settings:
    return Settings.model_validate({"ingest": {table: mapping}})


def test_without_a_mapping_names_are_the_contract_s() -> None:
    assert TableMapping().sources_of("p_kw") == ("p_kw",)


def test_a_list_is_added_up() -> None:
    mapping = TableMapping(columns={"interval_kwh": ("general", "-export")})
    assert mapping.sources_of("interval_kwh") == ("general", "-export")


@pytest.mark.parametrize("part", ["columns", "units", "constants"])
def test_unknown_column_is_refused_with_the_names_there_are(part: str) -> None:
    with pytest.raises(ValidationError, match=r"no column 'power'.*p_kw"):
        _settings({part: {"power": "P"}})


def test_unknown_key_is_refused() -> None:
    with pytest.raises(ValidationError, match="colums"):
        _settings({"colums": {}})


def test_start_of_interval_needs_its_length() -> None:
    with pytest.raises(ValidationError, match="step_minutes"):
        _settings({"time": {"marks": "start"}})


@pytest.mark.parametrize(
    "mapping", [{"time": {"zone": "Mars/Olympus"}}, {"csv": {"encoding": "morse"}}]
)
def test_unknown_zone_or_encoding_is_refused(mapping: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=r"Mars/Olympus|morse"):
        _settings(mapping)


def test_unit_of_another_dimension_is_refused() -> None:
    with pytest.raises(ValidationError, match="'V' is no unit of power"):
        _settings({"units": {"p_kw": "V"}})


def test_energy_for_power_needs_the_step() -> None:
    with pytest.raises(ValidationError, match="step_minutes"):
        _settings({"units": {"q_kvar": "kvarh"}})


@pytest.mark.parametrize(
    ("unit", "contract", "step", "factor"),
    [
        ("Wh", "kWh", None, 1e-3),
        ("MWh", "kWh", None, 1e3),
        ("W", "kW", None, 1e-3),
        ("MW", "kW", None, 1e3),
        ("VA", "kW", None, 1e-3),
        ("var", "kvar", None, 1e-3),
        ("mV", "V", None, 1e-3),
        ("kV", "V", None, 1e3),
        ("mA", "A", None, 1e-3),
        ("kA", "A", None, 1e3),
        ("%", "", None, 1e-2),
        ("kWh", "kW", 15, 4.0),
        ("kW", "kWh", 15, 0.25),
        ("kvarh", "kvar", 30, 2.0),
        ("currency", "currency", None, 1.0),
    ],
)
def test_factor(unit: str, contract: str, step: float | None, factor: float) -> None:
    assert unit_of(unit, contract, step) == pytest.approx(factor)


def test_unknown_unit_lists_the_known() -> None:
    with pytest.raises(UnitError, match=r"'kwh' is no known unit.*kWh"):
        unit_of("kwh", "kWh", None)


def test_digest_changes_with_what_decides_how_a_file_is_read() -> None:
    one, two = TableMapping(), TableMapping(values="primary")
    assert one.digest("UTC") == TableMapping().digest("UTC")
    assert len({one.digest("UTC"), two.digest("UTC"), one.digest("Asia/Shanghai")}) == 3
