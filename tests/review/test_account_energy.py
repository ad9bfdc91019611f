from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from pipeline.lake import Lake
from review.account_energy import district_days, own_days
from review.office import Office
from tests.review.case_lake import FIRST, LAST, fill


@pytest.fixture
def lake(lake: Lake) -> Lake:
    return fill(lake)


def test_neighbours_are_to_the_scale_of_the_account(office: Office) -> None:
    found = district_days(office, "A1", FIRST, LAST)
    np.testing.assert_allclose(found.own, 11.0)
    np.testing.assert_allclose(found.neighbours, 11.0)
    assert np.isnan(found.supplied).all(), "nobody measured the district"
    assert (found.dates[0], found.dates[-1], len(found.dates)) == (FIRST, LAST, 20)


def test_days_without_facts_are_unknown(office: Office) -> None:
    early = own_days(office, "A1", FIRST - dt.timedelta(days=3), FIRST)
    assert np.isfinite(early).tolist() == [False, False, False, True]
    assert np.isnan(own_days(office, "nobody", FIRST, LAST)).all()
