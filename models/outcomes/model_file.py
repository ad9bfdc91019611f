"""Model files: plain numbers, their digest known before anything is read."""

from __future__ import annotations

from pathlib import Path

from models.outcomes.model import OutcomeModel


class ModelFileError(ValueError):
    """A model's file is missing, was changed, or holds what no model holds."""


def write_model(folder: Path, model: OutcomeModel) -> str:
    """Write a model into a folder (made where it is not there); return its SHA-256 in hex."""
    raise NotImplementedError


def read_model(folder: Path, sha256: str) -> OutcomeModel:
    """Read the model of a folder; ModelFileError unless its bytes have this SHA-256."""
    raise NotImplementedError
