"""How every kernel is compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from numba import njit

Function: TypeAlias = Callable[..., Any]

# Sums in whatever order vectorises, while NaN keeps its meaning.
ANY_ORDER = frozenset({"reassoc", "contract", "nsz"})


def _compiled(function: Function, **options: Any) -> Function:
    compiled: Function = njit(**{"nogil": True, "_nrt": False, **options})(function)
    return compiled


def kernel(function: Function) -> Function:
    """Compile `function` without the GIL and without reference counts.

    A walk makes some hundred slices a device; counting references to them would take longer
    than the arithmetic. So kernels must not allocate: scratch memory is handed to them.
    """
    return _compiled(function)


def cached_kernel(function: Function) -> Function:
    """Compile like `kernel` and keep the machine code: for the outermost function."""
    return _compiled(function, cache=True)


def summing_kernel(function: Function) -> Function:
    """Compile like `kernel`, free to reorder sums; NaN is still recognised."""
    return _compiled(function, fastmath=set(ANY_ORDER))


def complete_kernel(function: Function) -> Function:
    """Compile like `kernel` with all fast arithmetic, for values that are all known."""
    return _compiled(function, fastmath=True)


def inlined_kernel(function: Function) -> Function:
    """Compile like `kernel`, into its caller: only so can it return slices."""
    return _compiled(function, inline="always")
