"""How every kernel is compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit

# Sums in whatever order vectorises, while NaN keeps its meaning.
ANY_ORDER = frozenset({"reassoc", "contract", "nsz"})


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile `function` without the GIL and without reference counts.

    A walk makes some hundred slices a device; counting references to them would take longer
    than the arithmetic. So kernels must not allocate: scratch memory is handed to them.
    """
    compiled: Callable[..., Any] = njit(nogil=True, _nrt=False)(function)
    return compiled


def summing_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile like `kernel`, free to reorder sums; NaN is still recognised."""
    compiled: Callable[..., Any] = njit(nogil=True, _nrt=False, fastmath=set(ANY_ORDER))(function)
    return compiled


def complete_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile like `kernel` with all fast arithmetic, for values that are all known."""
    compiled: Callable[..., Any] = njit(nogil=True, _nrt=False, fastmath=True)(function)
    return compiled


def inlined_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile like `kernel`, into its caller: only so can it return slices."""
    compiled: Callable[..., Any] = njit(nogil=True, _nrt=False, inline="always")(function)
    return compiled
