import datetime as dt
import importlib.util
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

from pipeline.exports import export_line_loss
from pipeline.exports.line_loss_view import MOST_CHARTS, line_loss_view
from pipeline.settings import Settings
from pipeline.settings.line_loss import LineLossSettings

DATE = dt.date(2026, 3, 15)
SETTINGS = Settings(timezone="Asia/Shanghai")


@pytest.fixture(scope="module")
def made() -> ModuleType:
    path = Path(__file__).with_name("made_line_loss.py")
    spec = importlib.util.spec_from_file_location("made_line_loss", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_districts_hang_below_their_feeder_in_their_zone(made: ModuleType) -> None:
    view = line_loss_view(made.made_line_loss(), {"A1": "case-1"}, LineLossSettings())
    north, south = view.zones
    (feeder,) = north.children
    assert [child.title for child in feeder.children] == ["F1", "T1", "T2", "T3"]
    assert [child.title for child in south.children] == [made.HOSTILE]
    lost = feeder.children[2]
    assert lost.suspects == (("A1", "case-1"),)
    assert lost.look_first == (("A1", "case-1"), (made.HOSTILE, ""))
    assert feeder.children[1].look_first == ()
    assert lost.is_high
    assert lost.chart
    assert not feeder.children[1].chart
    assert feeder.is_open
    assert "balanced" in feeder.children[3].remapped


def test_a_page_of_many_districts_stays_small_and_draws_few(
    made: ModuleType, tmp_path: Path
) -> None:
    found = made.made_line_loss()
    many = [
        made.loss_row("district", f"D{k:03d}", parent_id="F1", state="unexplained")
        for k in range(500)
    ]
    series = dict.fromkeys((row["node_id"] for row in many), found.daily["T2"])
    path = tmp_path / "many.html"
    large = replace(found, losses=[*found.losses, *many], daily={**found.daily, **series})
    export_line_loss(large, path, settings=SETTINGS, run_date=DATE)
    text = path.read_text(encoding="utf-8")
    assert text.count("D499") >= 1
    assert text.count('class="chart"') == MOST_CHARTS
    assert len(text) < 1_500_000


def test_names_from_data_are_text(made: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "losses.html"
    export_line_loss(made.made_line_loss(), path, settings=SETTINGS, run_date=DATE)
    assert made.HOSTILE not in path.read_text(encoding="utf-8")


def test_a_sweep_says_where_to_look_first_and_accuses_nobody(
    made: ModuleType, tmp_path: Path
) -> None:
    path = tmp_path / "losses.html"
    export_line_loss(made.made_line_loss("A9"), path, settings=SETTINGS, run_date=DATE)
    text = path.read_text(encoding="utf-8")
    sweeps = text[text.index('id="sweeps"') : text.index('id="tree"')]
    assert 'data-head="Look here first">A9, &lt;script&gt;' in sweeps
    assert "accuses nobody" in sweeps


def test_without_supply_the_page_says_so(tmp_path: Path) -> None:
    path = tmp_path / "none.html"
    export_line_loss(None, path, settings=SETTINGS, run_date=DATE)
    assert "no supply to balance" in path.read_text(encoding="utf-8")


def test_workbook_has_a_sheet_for_each_table(made: ModuleType, tmp_path: Path) -> None:
    paths = [tmp_path / "one.xlsx", tmp_path / "two.xlsx"]
    for path in paths:
        export_line_loss(made.made_line_loss(), path, settings=SETTINGS, run_date=DATE)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    book = openpyxl.load_workbook(paths[0])
    assert book.sheetnames == ["Line loss", "Sweeps", "Record errors", "About"]
    assert book["Line loss"].max_row == 11
    assert [cell.value for cell in book["Sweeps"][2]][:2] == [1, "T2"]
    assert f"A1, {made.HOSTILE}" in [cell.value for cell in book["Sweeps"][2]]
