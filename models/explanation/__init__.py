"""Explanation: what a score is made of, feature by feature, and which of it is steady."""

from models.explanation.bookkeeping import nats
from models.explanation.reasons import Reasons, reasons_of

__all__ = ["Reasons", "nats", "reasons_of"]
