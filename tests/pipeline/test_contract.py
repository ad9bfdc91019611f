"""The contract in code says what the contract promises."""

from __future__ import annotations

import itertools
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.contract import FACTS, INPUT_TABLES, OUTPUT_TABLES, SCORES, SUSPECTS, TABLES
from pipeline.contract.page import page
from pipeline.contract.table import Column, Kind, Table
from pipeline.contract.vocabulary import EventCode, EventProfile, Family, Means, Outcome, words

REQUIRED = {
    "accounts": {"account_id", "meter_id"},
    "readings": {"meter_id", "ts"},
    "events": {"device_id", "ts", "code"},
    "supply": {"node_id", "ts", "kwh"},
    "work_orders": {"account_id", "start", "kind"},
    "inspections": {"account_id", "inspected_on", "outcome"},
    "tips": {"received_on", "account_id"},
}
COLUMNS = {
    "accounts": "account_id meter_id customer_id meter_model transformer_id feeder_id "
    "concentrator_id terminal_id zone tariff_class dedicated_transformer wiring rated_voltage_v "
    "rated_current_a ct_ratio pt_ratio contract_kw tariff_per_kwh has_pv latitude longitude "
    "valid_from valid_to",
    "readings": "meter_id ts source register_kwh export_register_kwh interval_kwh p_kw q_kvar "
    "u_a u_b u_c i_a i_b i_c i_n pf",
    "events": "device_id ts ts_end profile code phase detail",
    "supply": "node_id ts kwh",
    "work_orders": "account_id start end kind",
    "inspections": "account_id inspected_on outcome means recovered_kwh back_bill penalty "
    "inspector note",
    "tips": "received_on account_id channel note",
    "suspects": "run_date rank account_id customer_id meter_id zone score probability means "
    "onset kwh_per_day kwh_per_day_low kwh_per_day_high recoverable_kwh recoverable_amount "
    "evidence cleared_by status change",
}
DOCS = Path(__file__).parents[2] / "docs" / "tables.md"


@pytest.mark.parametrize("name", COLUMNS)
def test_a_table_has_the_columns_that_were_promised(name: str) -> None:
    assert set(TABLES[name].names) == set(COLUMNS[name].split())


def test_scores_has_one_column_a_family() -> None:
    families = {f"score_{family.value}" for family in Family}
    fixed = {
        "run_date",
        "account_id",
        "score",
        "probability",
        "means",
        "onset",
        "kwh_per_day",
        "coverage",
        "disqualified",
    }
    assert set(SCORES.names) == fixed | families


@pytest.mark.parametrize("name", REQUIRED)
def test_only_the_promised_columns_are_required(name: str) -> None:
    assert set(INPUT_TABLES[name].required) == REQUIRED[name]


def test_every_word_of_the_vocabularies() -> None:
    assert len(words(Means)) == 15
    assert len(words(EventCode)) == 29
    assert len(words(Outcome)) == 10
    assert len(words(EventProfile)) == 8
    assert words(Means)[:2] == ("meter_hang", "ct_shunt")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
class TestEveryTable:
    """Invariants of all tables."""

    def test_names_are_unique(self, table: Table) -> None:
        assert len(set(table.names)) == len(table.names)

    def test_the_key_is_made_of_columns(self, table: Table) -> None:
        assert set(table.key) <= set(table.names)

    def test_every_column_has_a_meaning(self, table: Table) -> None:
        assert all(column.meaning for column in table.columns)

    def test_bounds_are_in_order_and_of_numbers(self, table: Table) -> None:
        for column in table.columns:
            if column.low is not None and column.high is not None:
                assert column.low < column.high
            if column.low is not None or column.high is not None:
                assert pa.types.is_floating(column.arrow_type) or pa.types.is_integer(
                    column.arrow_type
                )

    def test_a_default_is_an_allowed_word(self, table: Table) -> None:
        for column in table.columns:
            assert column.default is None or column.default in column.allowed

    def test_the_partition_is_in_the_stored_schema(self, table: Table) -> None:
        assert table.partition is None or table.partition in table.arrow_schema.names


def test_a_quantity_has_one_unit_in_every_table() -> None:
    units: dict[str, set[str]] = {}
    for column in itertools.chain.from_iterable(table.columns for table in TABLES.values()):
        units.setdefault(column.name, set()).add(column.unit)
    assert {name: unit for name, unit in units.items() if len(unit) > 1} == {}


def test_units_end_the_names_of_facts() -> None:
    endings = {
        "kWh": ("_kwh",),
        "min": ("_minute", "_minutes"),
        "V": ("_v",),
        "A": ("_a",),
        "count": ("_count",),
    }
    for column in FACTS.columns:
        if column.unit in endings:
            assert column.name.endswith(endings[column.unit]), column.name


def test_an_unknown_column_error_lists_the_columns() -> None:
    with pytest.raises(KeyError, match=r"supply has no column 'watts'.*'node_id', 'ts', 'kwh'"):
        TABLES["supply"].column("watts")


def test_a_derived_partition_is_a_date_at_the_end() -> None:
    schema = INPUT_TABLES["readings"].arrow_schema
    assert schema.names[-1] == "date"
    assert schema.field("date").type == pa.date32()


def test_a_partition_that_is_a_column_is_not_added_twice() -> None:
    assert SUSPECTS.arrow_schema.names.count("run_date") == 1


def test_evidence_is_a_list_of_readable_structs() -> None:
    evidence = SUSPECTS.arrow_schema.field("evidence").type
    names = [evidence.value_type.field(k).name for k in range(evidence.value_type.num_fields)]
    assert names == ["feature", "value", "baseline", "unit", "text"]


def test_output_tables_are_laid_out_by_run_date() -> None:
    assert {table.partition for table in OUTPUT_TABLES.values()} == {"run_date"}


def test_the_page_of_tables_is_current() -> None:
    current = DOCS.read_text(encoding="utf-8")
    assert current == page(), "run: python -m pipeline.contract.page > docs/tables.md"


def test_the_page_shows_type_unit_bounds_and_words() -> None:
    table = "| `u_a` | float | V | voltage of phase a; 0 to 50000 |"
    assert table in page()
    assert "one of `meter`, `terminal`; default `meter`" in page()
    assert all(f"### {name}\n" in page() for name in TABLES)


def test_a_column_knows_its_arrow_type() -> None:
    assert Column("ts", Kind.INSTANT, "an instant").arrow_type == pa.timestamp("us", tz="UTC")
