"""What stops a whole file."""

from __future__ import annotations


class SourceError(ValueError):
    """A file cannot be read, or not to its end; the message says why and what to do.

    Rows that were handed out before it was raised are good.
    """
