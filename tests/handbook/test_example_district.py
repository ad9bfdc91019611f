"""The figure of the energy balance shows what it says: a mirror, and an honest fall without one."""

from __future__ import annotations

import numpy as np
import pytest

from handbook.drawing import drawn
from handbook.example_district import DistrictCase, ExampleDistricts, example_districts
from handbook.figures import FOLDER, SPAN, energy_balance


@pytest.fixture(scope="module")
def districts() -> ExampleDistricts:
    return example_districts()


def falls(case: DistrictCase) -> tuple[float, float]:
    """How far the usual use fell at the onset, and how far the usual loss rose; kWh a day."""
    before, after = (case.day >= -10) & (case.day < 0), (case.day >= 0) & (case.day < 10)
    use = np.nanmedian(case.use[before]) - np.nanmedian(case.use[after])
    loss = np.nanmedian(case.loss[after]) - np.nanmedian(case.loss[before])
    return float(use), float(loss)


def test_the_district_loses_what_the_thief_does_not_count(districts: ExampleDistricts) -> None:
    case = districts.case("meter_bypass")
    use, loss = falls(case)
    assert use > 5
    assert 0.7 < loss / use < 1.4
    after = (case.day >= 0) & (case.day < 7)
    assert (case.loss[after] > case.high[after]).all()


def test_the_district_loses_no_more_when_a_customer_moves_out(districts: ExampleDistricts) -> None:
    case = districts.case("vacancy")
    use, loss = falls(case)
    assert use > 5
    assert abs(loss) < 0.1 * use
    near = np.abs(case.day) < 10
    assert ((case.low < case.loss) & (case.loss < case.high))[near].mean() > 0.9


def test_the_page_shows_the_figure_of_today(districts: ExampleDistricts) -> None:
    kept = (FOLDER / "energy_balance.svg").read_text("utf-8")
    assert drawn(energy_balance(districts), SPAN) == kept, "run: python -m handbook.figures"


def test_a_kind_that_is_not_there_is_refused(districts: ExampleDistricts) -> None:
    with pytest.raises(LookupError, match="no magnet"):
        districts.case("magnet")
