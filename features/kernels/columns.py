"""The sorted columns of one day, as the kernels take them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

DOUBLE_CHANNELS = ("register_kwh", "export_register_kwh", "interval_kwh")
FLOAT_CHANNELS = ("p_kw", "q_kvar", "u_a", "u_b", "u_c", "i_a", "i_b", "i_c", "i_n", "pf")


class DayColumns(NamedTuple):
    """One day's readings, each column (rows,), sorted by meter, source and time.

    ts_us: UTC microseconds. Registers and intervals are float64, all else float32, NaN
    where not measured; an absent column has length 0. Read-only, so that views of Arrow
    buffers and arrays made here have one type and the kernels are compiled once.
    """

    ts_us: NDArray[np.int64]
    register_kwh: NDArray[np.float64]
    export_register_kwh: NDArray[np.float64]
    interval_kwh: NDArray[np.float64]
    p_kw: NDArray[np.float32]
    q_kvar: NDArray[np.float32]
    u_a: NDArray[np.float32]
    u_b: NDArray[np.float32]
    u_c: NDArray[np.float32]
    i_a: NDArray[np.float32]
    i_b: NDArray[np.float32]
    i_c: NDArray[np.float32]
    i_n: NDArray[np.float32]
    pf: NDArray[np.float32]


def day_columns(ts_us: NDArray[np.int64], channels: Mapping[str, NDArray[Any]]) -> DayColumns:
    """Bundle `ts_us` (rows,) and the channels that there are, by name of the contract.

    Views are kept where the type fits already. ValueError on columns of other lengths.
    """
    for name, values in channels.items():
        if len(values) not in (0, len(ts_us)):
            raise ValueError(f"column {name} has {len(values)} rows, ts has {len(ts_us)}")
    chosen: dict[str, NDArray[Any]] = {
        name: _column(channels.get(name), np.float64 if name in DOUBLE_CHANNELS else np.float32)
        for name in (*DOUBLE_CHANNELS, *FLOAT_CHANNELS)
    }
    return DayColumns(ts_us=_sealed(np.ascontiguousarray(ts_us, np.int64)), **chosen)


def _column(values: NDArray[Any] | None, kind: type[np.floating[Any]]) -> NDArray[Any]:
    return _sealed(np.ascontiguousarray(() if values is None else values, dtype=kind))


def _sealed(values: NDArray[Any]) -> NDArray[Any]:
    view = values.view()
    view.setflags(write=False)
    return view
