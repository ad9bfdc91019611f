from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from review.map_ground import LEAST_METRES, Ground, outline
from review.map_picture import MOST_MARKS, MOST_POINTS, draw_map, sign
from review.map_shapes import NAME_HEIGHT, Place

NAN = float("nan")


def _places(count: int, **own: str) -> list[Place]:
    rng = np.random.default_rng(1)
    spots = rng.uniform(0, 0.01, (count, 2))
    return [
        Place(f"A{k}", 10 + x, 20 + y, own.get("group", "T1"))
        for k, (x, y) in enumerate(spots.tolist())
    ]


def test_a_kilometre_is_as_long_in_each_direction_wherever_it_is() -> None:
    north, east = 1 / 111.195, 1 / 111.195 / np.cos(np.radians(60))
    ground = Ground.of(np.array([[60.0, 20.0], [60.0 + north, 20.0], [60.0, 20.0 + east]]))
    assert ground is not None
    to_north, to_east = ground.points[1] - ground.points[0], ground.points[2] - ground.points[0]
    assert to_north[1] < 0
    assert to_east[0] > 0
    lengths = np.hypot(*np.array([to_north, to_east]).T) * ground.metres_per_unit
    assert lengths == pytest.approx([1000, 1000], rel=1e-3)
    metres, length = ground.bar()
    assert metres in {100, 200, 500}
    assert length * ground.metres_per_unit == pytest.approx(metres)


def test_all_accounts_at_one_spot_make_a_small_map() -> None:
    found = draw_map("Map", [Place("A", 10.0, 20.0)] * 3)
    assert found is not None
    assert "NaN" not in found.svg
    assert "They lie at 1 spot." in found.words
    ground = Ground.of(np.array([[10.0, 20.0]] * 3))
    assert ground is not None
    assert ground.metres_per_unit * ground.width >= LEAST_METRES


def test_missing_and_impossible_coordinates_are_counted_and_not_drawn() -> None:
    odd = [Place("X", NAN, 20.0), Place("Y", 0.0, 0.0), Place("Z", 95.0, 20.0)]
    found = draw_map("Map", [*_places(10), *odd])
    assert found is not None
    assert "10 accounts are drawn." in found.words
    assert "3 accounts have no coordinates." in found.words
    assert draw_map("Map", odd) is None
    assert draw_map("Map", []) is None


def test_one_slip_of_the_records_does_not_shrink_the_map() -> None:
    found = draw_map("Map", [*_places(30), Place("far", 48.0, 2.0)])
    assert found is not None
    assert "1 account lies far away from the others, and outside of the map." in found.words
    assert " m</text>" in found.svg


def test_suspects_differ_by_shape_and_text_and_link_to_their_case() -> None:
    marked = Place("A9: Open, rank 3", 10.0, 20.0, "T1", "suspect", "3", "/cases/k")
    found = draw_map("Map", [*_places(5), marked])
    assert found is not None
    assert '<a href="/cases/k" aria-label="A9: Open, rank 3">' in found.svg
    assert ">3</text>" in found.svg
    assert found.kinds == ("suspect",)
    assert found.svg.count('class="account"') == 5
    assert sign("suspect") != sign("visited").replace("visited", "suspect")


def test_many_accounts_become_discs_and_suspects_stay() -> None:
    marked = Place("A9", 10.0, 20.0, "T1", "suspect", "1")
    found = draw_map("Map", [*_places(5 * MOST_POINTS), marked])
    assert found is not None
    assert found.is_summed
    assert len(found.svg) < 200_000
    counts = re.findall(r"<title>([\d,]+) accounts?</title>", found.svg)
    assert sum(int(count.replace(",", "")) for count in counts) == 5 * MOST_POINTS
    assert 'class="suspect"' in found.svg


def test_too_many_names_and_marks_are_left_out_and_said() -> None:
    spots = [replace(one, group=f"T{k % 50}") for k, one in enumerate(_places(500))]
    marked = [replace(one, kind="suspect") for one in spots[: MOST_MARKS + 7]]
    found = draw_map("Map", [*marked, *spots])
    assert found is not None
    assert 'class="place"' not in found.svg
    assert found.svg.count('class="hull"') == 50
    assert found.svg.count('class="suspect"') == MOST_MARKS
    assert "7 accounts that stand out are part of the discs." in found.words


def test_names_do_not_lie_over_each_other() -> None:
    found = draw_map("Map", [Place(name, 10.0, 20.0, name) for name in ("T1", "T2", "T3")])
    assert found is not None
    levels = [float(y) for y in re.findall(r'class="place" x="[\d.]+" y="([\d.]+)"', found.svg)]
    assert len(levels) == 3
    assert np.diff(levels).min() >= NAME_HEIGHT


def test_hostile_names_stay_text() -> None:
    hostile = '"><script>alert(1)</script>'
    place = Place(hostile, 10.0, 20.0, hostile, "suspect", hostile, "/cases/k")
    found = draw_map(hostile, [place], {hostile: "/districts/k"})
    assert found is not None
    assert "<script" not in found.svg


def test_a_hull_holds_all_points_and_a_line_stays_a_line() -> None:
    square = np.array([[0, 0], [2, 0], [2, 2], [0, 2], [1, 1], [1, 0]], dtype=np.float64)
    assert {tuple(one) for one in outline(square).tolist()} == {(0, 0), (2, 0), (2, 2), (0, 2)}
    line = np.array([[0, 0], [1, 1], [2, 2]], dtype=np.float64)
    assert {tuple(one) for one in outline(line).tolist()} == {(0, 0), (2, 2)}
