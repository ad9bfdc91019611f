"""QR codes: a printed sheet leads back to its case."""

from __future__ import annotations

from html import escape

import segno
from markupsafe import Markup

_QUIET_MODULES = 2


def qr_svg(address: str, label: str) -> Markup:
    """Return `address` as a QR code, an SVG without a style of its own; `label` is read out.

    A quarter of it may be soiled and it still reads.
    """
    code = segno.make(address, error="q", micro=False, boost_error=False)
    size = code.symbol_size(border=_QUIET_MODULES)[0]
    path = "".join(
        f"M{column + _QUIET_MODULES} {row + _QUIET_MODULES}h1v1h-1z"
        for row, line in enumerate(code.matrix)
        for column, is_dark in enumerate(line)
        if is_dark
    )
    return Markup(  # noqa: S704 - our own SVG, its one text escaped
        f'<svg class="qr" role="img" aria-label="{escape(label)}" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path class="paper" d="M0 0h{size}v{size}h-{size}z"/>'
        f'<path class="ink" d="{path}"/></svg>'
    )
