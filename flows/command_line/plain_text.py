"""Text from data on a terminal: what is not printable is shown as a dot, never obeyed."""

from __future__ import annotations

from rich.text import Text


def printable(value: object) -> str:
    """One line of printable signs; control and escape signs, and line ends, become dots."""
    return "".join(sign if sign.isprintable() else "·" for sign in str(value))


def styled(value: object, style: str = "") -> Text:
    """Printable text in a style; brackets in it are no markup."""
    return Text(printable(value), style=style)
