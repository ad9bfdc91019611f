"""Types of what kernels take: Numba infers their widths, the docstrings tell their shapes."""

from __future__ import annotations

from typing import Any, TypeAlias

from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Scalar: TypeAlias = Any
