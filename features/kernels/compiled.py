"""How every kernel is compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from numba import njit

Function: TypeAlias = Callable[..., Any]

# Sums in whatever order vectorises, while NaN keeps its meaning.
ANY_ORDER = frozenset({"reassoc", "contract", "nsz"})


# Compiled code calls these alone: wrappers for Python would take as long as the code itself.
# And they go into their callers: a call would copy each array's seven words, which for the
# channels of a run takes longer than a pass over its readings.
INNER = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": True}


def _compiled(function: Function, **options: Any) -> Function:
    fixed = {"nogil": True, "error_model": "numpy", "_nrt": False}
    compiled: Function = njit(**{**fixed, **options})(function)
    return compiled


def kernel(function: Function) -> Function:
    """Compile `function` without the GIL and without reference counts.

    A walk makes some hundred slices a device; counting references to them would take longer
    than the arithmetic. So kernels must not allocate: scratch memory is handed to them.
    """
    return _compiled(function, **INNER)


def cached_kernel(function: Function) -> Function:
    """Compile like `kernel` and keep the machine code: for the outermost function."""
    return _compiled(function, cache=True)


def summing_kernel(function: Function) -> Function:
    """Compile like `kernel`, free to reorder sums; NaN is still recognised."""
    return _compiled(function, fastmath=set(ANY_ORDER), **INNER)


def complete_kernel(function: Function) -> Function:
    """Compile like `kernel` with all fast arithmetic, for values that are all known."""
    return _compiled(function, fastmath=True, **INNER)


def inlined_kernel(function: Function) -> Function:
    """Compile like `kernel`, as if it were written in its caller: only so can it return slices."""
    return _compiled(function, inline="always")
