"""The closed vocabularies of the contract: wiring, means, event codes, outcomes and so on."""

from __future__ import annotations

from enum import StrEnum


class Wiring(StrEnum):
    """How the meter is connected; it gates every electrical feature."""

    ONE_PHASE = "1P2W"
    TWO_ELEMENT = "3P3W"
    FOUR_WIRE = "3P4W"


class Source(StrEnum):
    """Which device measured a reading."""

    METER = "meter"
    TERMINAL = "terminal"


class TariffClass(StrEnum):
    """Kind of customer."""

    RESIDENTIAL = "residential"
    COMMERCIAL = "commercial"
    INDUSTRIAL = "industrial"
    AGRICULTURAL = "agricultural"
    PUBLIC = "public"
    OTHER = "other"


class WorkOrder(StrEnum):
    """What the utility itself did or allowed."""

    METER_EXCHANGE = "meter_exchange"
    RATIO_CHANGE = "ratio_change"
    SUSPENSION = "suspension"
    RECONNECTION = "reconnection"
    DISCONNECTION = "disconnection"
    SITE_VISIT = "site_visit"
    PV_CONNECTION = "pv_connection"


class Outcome(StrEnum):
    """What the field found."""

    THEFT = "theft"
    FAULT = "fault"
    WIRING_ERROR = "wiring_error"
    RECORD_ERROR = "record_error"
    VACANT = "vacant"
    LAWFUL_CHANGE = "lawful_change"
    CLEAN = "clean"
    NO_ACCESS = "no_access"
    INCONCLUSIVE = "inconclusive"
    RECTIFIED_ON_ARRIVAL = "rectified_on_arrival"


class Means(StrEnum):
    """How electricity is suspected to be taken."""

    METER_HANG = "meter_hang"
    CT_SHUNT = "ct_shunt"
    CT_REVERSED = "ct_reversed"
    PHASE_VOLTAGE_LOST = "phase_voltage_lost"
    PHASE_SHIFT = "phase_shift"
    NEUTRAL_BYPASS = "neutral_bypass"
    METER_BYPASS = "meter_bypass"
    REGISTER_ROLLBACK = "register_rollback"
    PARAMETER_CHANGE = "parameter_change"
    COVER_TAMPER = "cover_tamper"
    MAGNETIC = "magnetic"
    ZERO_USE = "zero_use"
    REVERSE_ENERGY = "reverse_energy"
    CONSUMPTION_DROP = "consumption_drop"
    IRREGULAR_USE = "irregular_use"


class EventCode(StrEnum):
    """Canonical load-monitoring events."""

    POWER_DOWN = "power_down"
    POWER_UP = "power_up"
    DISPLAY_BLANK = "display_blank"
    METER_RESTART = "meter_restart"
    METER_COVER_OPEN = "meter_cover_open"
    TERMINAL_COVER_OPEN = "terminal_cover_open"
    SEAL_BROKEN = "seal_broken"
    MAGNETIC_FIELD = "magnetic_field"
    REVERSE_FLOW = "reverse_flow"
    MEMORY_ERROR = "memory_error"
    PROCESSOR_RESET = "processor_reset"
    VOLTAGE_LOST = "voltage_lost"
    CURRENT_LOST = "current_lost"
    CT_SHORT = "ct_short"
    CT_OPEN = "ct_open"
    CURRENT_UNBALANCE = "current_unbalance"
    NEUTRAL_MISMATCH = "neutral_mismatch"
    PROGRAM_CHANGE = "program_change"
    RATIO_CHANGE = "ratio_change"
    CLOCK_SET = "clock_set"
    CLOCK_FAULT = "clock_fault"
    ENERGY_CLEAR = "energy_clear"
    LOG_CLEAR = "log_clear"
    REGISTER_DECREASE = "register_decrease"
    METER_STOP = "meter_stop"
    METER_RUNAWAY = "meter_runaway"
    METER_TERMINAL_MISMATCH = "meter_terminal_mismatch"
    READ_FAILURE = "read_failure"
    RF_INTERFERENCE = "rf_interference"


class EventProfile(StrEnum):
    """Code list in which an event is reported."""

    CANONICAL = "canonical"
    CIM = "cim"
    IDIS = "idis"
    C1219 = "c1219"
    DLT698 = "dlt698"
    DLT645 = "dlt645"
    QGDW3761 = "qgdw3761"
    CSG = "csg"


class Family(StrEnum):
    """Signature families: each has features of its own, a forest and a score column."""

    WHITE_SCREEN = "white_screen"
    CURRENT_SHUNT = "current_shunt"
    VOLTAGE_WIRING = "voltage_wiring"
    REGISTER = "register"
    TAMPER_EVENTS = "tamper_events"
    CONSUMPTION = "consumption"
    ENERGY_BALANCE = "energy_balance"


class Change(StrEnum):
    """How a suspect moved against the list before."""

    NEW = "new"
    UP = "up"
    DOWN = "down"
    SAME = "same"


def words(vocabulary: type[StrEnum]) -> tuple[str, ...]:
    """Return the words of a vocabulary in their order."""
    return tuple(member.value for member in vocabulary)


class VisitReason(StrEnum):
    """Why an account is in the plan of a day's visits."""

    SUSPECT = "suspect"
    TIP = "tip"
    LARGE_CUSTOMER = "large_customer"
    TRACKING = "tracking"
    RANDOM = "random"


class WatchState(StrEnum):
    """How the use of an account under watch went on after the visit."""

    QUIET = "quiet"
    STEADY = "steady"
    RECOVERED = "recovered"
    NOT_RECOVERED = "not_recovered"
    FALLING_AGAIN = "falling_again"
    HUNG_AGAIN = "hung_again"


class CaseState(StrEnum):
    """State of an account's case; `status` of the list."""

    NEW = "new"
    LISTED = "listed"
    OPEN = "open"
    COOLING_OFF = "cooling_off"
    TRACKING = "tracking"
