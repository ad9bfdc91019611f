"""Output tables of line loss: the loss of each division, and records that balances contradict."""

from __future__ import annotations

from enum import StrEnum

from pipeline.contract.outputs import RUN_DATE
from pipeline.contract.table import Column, Kind, Table
from pipeline.contract.vocabulary import words

_T, _D, _I = Kind.TEXT, Kind.DOUBLE, Kind.INTEGER


class Division(StrEnum):
    """The four divisions of line loss; a feeder is told alone and with all below it."""

    ZONE = "zone"
    VOLTAGE = "voltage"
    FEEDER = "feeder"
    FEEDER_TOTAL = "feeder_total"
    DISTRICT = "district"


class VoltageLevel(StrEnum):
    """Voltage levels of division `voltage`, as its node_id."""

    MEDIUM = "medium"
    LOW = "low"


class RecordError(StrEnum):
    """What of the records a balance contradicts."""

    WRONG_DISTRICT = "wrong_district"
    WRONG_FEEDER = "wrong_feeder"
    WRONG_RATIO = "wrong_ratio"
    STUCK_SUPPLY_METER = "stuck_supply_meter"
    NEGATIVE_BALANCE = "negative_balance"
    UNKNOWN_NODE = "unknown_node"


LOOK_FIRST_BREAK = ", "
"""What stands between the accounts of column `look_first`."""

NODE_STATES = ("balanced", "unexplained", "unread", "stuck", "negative", "wrong_ratio")

LINE_LOSSES = Table(
    "line_losses",
    "loss of every zone, voltage level, feeder and transformer district over the last days",
    (
        RUN_DATE,
        Column("division", _T, "what is told", is_required=True, allowed=words(Division)),
        Column("node_id", _T, "zone, voltage level, feeder or district", is_required=True),
        Column("parent_id", _T, "feeder above a district, else its zone; zone of a feeder"),
        Column("zone", _T, "zone of most accounts below"),
        Column("accounts", _I, "accounts below", "count", low=0),
        Column("nodes", _I, "nodes with a supply meter that take part", "count", low=0),
        Column("nodes_left_out", _I, "those that do not: unread, stuck, ratio", "count", low=0),
        Column("days", _I, "days of which enough was read; larger divisions: the most", "count"),
        Column("coverage", _D, "their share of the days asked for", "share", low=0, high=1),
        Column("supplied_kwh", _D, "sent in by supply meters on these days", "kWh"),
        Column("fed_in_kwh", _D, "sent in by customers' own generation", "kWh"),
        Column("metered_kwh", _D, "counted by the meters below, the unread ones estimated", "kWh"),
        Column("estimated_kwh", _D, "the part of it that was estimated", "kWh"),
        Column("loss_kwh", _D, "what went in and was not counted", "kWh"),
        Column("loss_rate", _D, "its share of what went in", "share"),
        Column("technical_kwh", _D, "loss expected in iron and copper", "kWh"),
        Column("unexplained_kwh_per_day", _D, "loss beyond the technical one", "kWh/day"),
        Column("unexplained_low", _D, "its low bound, 95 of 100", "kWh/day"),
        Column("unexplained_high", _D, "its high bound", "kWh/day"),
        Column("remapped_kwh_per_day", _D, "the same by the suggested mapping", "kWh/day"),
        Column("remapped_state", _T, "what the balance says then", allowed=NODE_STATES),
        Column("state", _T, "what the balance says first", allowed=NODE_STATES),
        Column("reason", _T, "the state in plain words, and what was left out"),
        Column("listed_kwh_per_day", _D, "what suspects below are estimated to take", "kWh/day"),
        Column("sweep_rank", _I, "place among the nodes worth a sweep, else null", low=1),
        Column("expected_kwh_per_day", _D, "what a sweep is expected to find", "kWh/day", low=0),
        Column("look_first", _T, "accounts below where a sweep begins; accuses nobody"),
    ),
    key=("run_date", "division", "node_id"),
    partition="run_date",
)

RECORD_ERRORS = Table(
    "record_errors",
    "records and supply meters that a balance contradicts",
    (
        RUN_DATE,
        Column("kind", _T, "what is wrong", is_required=True, allowed=words(RecordError)),
        Column("subject_id", _T, "the account or node that it is about", is_required=True),
        Column("account_id", _T, "the account, where it is one"),
        Column("node_id", _T, "the node whose balance shows it"),
        Column("recorded", _T, "what the records say"),
        Column("suggested", _T, "what the balance suggests"),
        Column("coefficient", _D, "kWh of loss that come with a kWh; of a ratio, its factor"),
        Column("confidence", _D, "probability that the suggestion is right", low=0, high=1),
        Column("text", _T, "the same in words"),
    ),
    key=("run_date", "kind", "subject_id"),
    partition="run_date",
)
