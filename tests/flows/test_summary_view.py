import datetime as dt
import io

from rich.console import Console

from flows.command_line.summary_view import print_ingest_summary, print_run_summary
from pipeline.ingest.summary import IngestSummary, TableCounts


def printed(summary: IngestSummary) -> str:
    out = io.StringIO()
    print_ingest_summary(summary, Console(file=out, width=100, color_system=None))
    return out.getvalue()


def test_rows_add_up_by_table_and_in_all() -> None:
    tables = {
        "readings": TableCounts(2_300_090, 2_300_000, 0, {"out_of_range": 56, "before_2000": 34}),
        "accounts": TableCounts(500, 498, 2),
    }
    lines = printed(IngestSummary(tables)).splitlines()
    assert lines[0].split() == ["Rows", "of", "read", "accepted", "duplicate", "quarantined"]
    assert lines[1].split() == ["accounts", "500", "498", "2", "0"]
    assert lines[2].split() == ["readings", "2,300,090", "2,300,000", "0", "90"]
    assert lines[3].split() == ["all", "2,300,590", "2,300,498", "2", "90"]
    assert "quarantined, out of range: 56" in lines
    assert "quarantined, before 2000: 34" in lines


def test_remarks_name_only_what_happened() -> None:
    quiet = printed(IngestSummary({"events": TableCounts(3, 3)}))
    assert len(quiet.splitlines()) == 2
    busy = printed(
        IngestSummary(
            {"readings": TableCounts(9, 9, held=4, conflicting=2)},
            problems=(("a\x1b.csv", "is truncated"),),
            admitted=7,
            accounts_made=5,
        )
    )
    assert "4 accepted rows wait for the account of their meter" in busy
    assert "2 values were replaced by a later arrival" in busy
    assert "7 rows that had waited were admitted" in busy
    assert "5 accounts were made of meters" in busy
    assert "problem with a·.csv: is truncated" in busy


def test_codes_that_no_map_knows_are_named() -> None:
    unmapped = {f"idis {code}": 30 - code for code in range(12)}
    told = printed(IngestSummary({"events": TableCounts(999, 999)}, unmapped_events=unmapped))
    words = " ".join(told.split())
    assert "294 events have a code that no map knows: idis 0 (30), idis 1 (29)" in words
    assert "and 4 more; name them under `event_codes`" in words


def test_what_is_wrong_with_events_is_told_in_words() -> None:
    summary = IngestSummary(
        {"events": TableCounts(99, 99)},
        event_faults={"flood": 1, "end_before_start": 4, "before_installation": 2},
        started_events={"meter magnetic_field": 40, "terminal voltage_lost": 7},
        open_events={"meter magnetic_field": 3, "terminal voltage_lost": 2},
    )
    words = " ".join(printed(summary).split())
    assert "1 floods of one event" in words
    assert "4 events end before they start" in words
    assert "2 events are older than their meter's place" in words
    assert "5 events started and have no end yet; each counts as its start alone" in words
    assert "meter magnetic_field (3 of 40), terminal voltage_lost (2 of 7)" in words


def test_run_says_how_many_were_judged_and_listed() -> None:
    out = io.StringIO()
    counts = {"accounts": 1500, "disqualified": 12, "suspects": 1, "new_suspects": 1}
    print_run_summary(dt.date(2026, 4, 14), counts, Console(file=out, width=80, color_system=None))
    assert out.getvalue() == (
        "2026-04-14: 1,488 of 1,500 accounts judged (12 could not be, see `disqualified` in "
        "the scores); 1 suspect, 1 new.\n"
    )


def test_run_tells_of_supply_that_belongs_to_no_account() -> None:
    out = io.StringIO()
    counts = {"accounts": 5, "disqualified": 0, "suspects": 0, "new_suspects": 0}
    counts |= {"supply_nodes": 30, "supply_nodes_unknown": 2}
    print_run_summary(dt.date(2026, 4, 14), counts, Console(file=out, width=80, color_system=None))
    assert "Supply came for 32 nodes, 2 of them named by no account" in out.getvalue()


def test_run_tells_of_line_loss_where_there_is_supply() -> None:
    out = io.StringIO()
    counts = {"accounts": 5, "disqualified": 0, "suspects": 0, "new_suspects": 0}
    counts |= {"supply_nodes": 3, "supply_nodes_unknown": 0, "districts": 3, "districts_judged": 2}
    counts |= {"districts_unexplained": 1, "sweeps": 1, "record_errors": 1}
    print_run_summary(dt.date(2026, 4, 14), counts, Console(file=out, width=80, color_system=None))
    told = "Line loss: 2 of 3 districts judged, 1 with unexplained loss, 1 nodes worth a sweep"
    assert f"{told}; 1 record error." in out.getvalue()
