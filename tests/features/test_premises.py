"""Premises are a few accounts side by side on one transformer, not a block of flats."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.premises import premises_codes
from features.window import Window

DEGREE = 111_320.0


def codes(
    build: Callable[..., Window], metres: list[float], transformers: list[int] | None = None
) -> list[int]:
    """Premises of accounts that stand so many metres up one road."""
    n = len(metres)
    number = {"latitude": 30 + np.array(metres) / DEGREE, "longitude": np.full(n, 120.0)}
    groups = {"transformer_id": np.array(transformers or [0] * n)}
    found: list[int] = premises_codes(build(n, 20, number=number, groups=groups)).tolist()
    return found


def test_near_accounts_share_premises_in_any_order(build: Callable[..., Window]) -> None:
    found = codes(build, [500, 0, 510, 20])
    assert found[0] == found[2] >= 0
    assert found[1] == found[3] >= 0
    assert found[0] != found[1]


def test_account_apart_or_on_another_transformer_is_alone(build: Callable[..., Window]) -> None:
    assert codes(build, [0, 100]) == [-1, -1]
    assert codes(build, [0, 10], [0, 1]) == [-1, -1]


def test_block_of_flats_is_no_premises(build: Callable[..., Window]) -> None:
    assert codes(build, [0, 1, 2, 3, 4, 5]) == [-1] * 6


def test_without_coordinates_nobody_shares(build: Callable[..., Window]) -> None:
    assert premises_codes(build(3, 20)).tolist() == [-1, -1, -1]
