from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.outcomes import model_file
from models.outcomes.model import OutcomeModel
from models.outcomes.model_file import FILE_NAME, ModelFileError, read_model, write_model
from models.outcomes.training_set import TrainingSet
from tests.models.outcomes.small_utility import make
from tests.models.outcomes.test_model import MODEL


def _rewritten(folder: Path, change: Callable[[dict[str, Any]], object]) -> str:
    """Write the model with a change into a folder; return the right digest of the wrong file."""
    write_model(folder, MODEL)
    content = json.loads((folder / FILE_NAME).read_text())
    change(content)
    written = json.dumps(content).encode()
    (folder / FILE_NAME).write_bytes(written)
    return hashlib.sha256(written).hexdigest()


def _judged(model: OutcomeModel, visits: TrainingSet) -> bytes:
    seen = (visits.values, visits.names, visits.family_scores, visits.score)
    return model.probabilities(*seen).tobytes() + model.blended(*seen).tobytes()


def test_what_was_written_judges_the_same_to_the_last_bit(tmp_path: Path) -> None:
    knots = np.array([[-2.0, 0.01], [0.5, 0.3], [3.0, 0.9]])
    free = dataclasses.replace(MODEL.calibration, knots=knots)
    for model in (MODEL, dataclasses.replace(MODEL, calibration=free)):
        sha256 = write_model(tmp_path / "models" / "one", model)
        again = read_model(tmp_path / "models" / "one", sha256)
        assert _judged(again, make(50, 3)) == _judged(model, make(50, 3))
        assert write_model(tmp_path / "two", again) == sha256


def test_a_changed_byte_is_refused(tmp_path: Path) -> None:
    sha256 = write_model(tmp_path, MODEL)
    content = bytearray((tmp_path / FILE_NAME).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(ModelFileError, match="SHA-256"):
        read_model(tmp_path, sha256)


def test_a_truncated_file_is_refused_even_with_its_own_digest(tmp_path: Path) -> None:
    sha256 = write_model(tmp_path, MODEL)
    half = (tmp_path / FILE_NAME).read_bytes()[:500]
    (tmp_path / FILE_NAME).write_bytes(half)
    with pytest.raises(ModelFileError, match="SHA-256"):
        read_model(tmp_path, sha256)
    with pytest.raises(ModelFileError, match="not a model"):
        read_model(tmp_path, hashlib.sha256(half).hexdigest())


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="no model to read"):
        read_model(tmp_path / "nowhere", "0" * 64)


def test_a_file_larger_than_any_model_is_not_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = write_model(tmp_path, MODEL)
    monkeypatch.setattr(model_file, "LARGEST_BYTES", 1000)
    with pytest.raises(ModelFileError, match="larger than any model"):
        read_model(tmp_path, sha256)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda m: m.update(code="import os"), "code"),
        (lambda m: m.update(share=2.0), "share"),
        (lambda m: m.update(share="0.5"), "share"),
        (lambda m: m["evidence"].update(intercept=float("nan")), "intercept"),
        (lambda m: m["evidence"]["coefficients"].append(0.0), "coefficients"),
        (lambda m: m["evidence"]["coefficients"].__setitem__(0, -1.0), "against itself"),
        (lambda m: m["evidence"]["coefficients"].__setitem__(0, {"__reduce__": 1}), "coefficients"),
        (lambda m: m["evidence"].update(coefficients=[0.0] * 300_000), "at most"),
        (lambda m: m["thresholds"].__setitem__(0, 0.0), "thresholds"),
        (lambda m: m["names"].__setitem__(0, m["names"][1]), "one name"),
        (lambda m: m["scale"]["heights"].reverse(), "rise"),
        (lambda m: m["scale"].update(places=[], heights=[]), "empty"),
        (lambda m: m["calibration"]["knots"].update(places=[1.0]), "as many"),
        (lambda m: m["calibration"].update(slope=-1.0), "slope"),
        (lambda m: m.pop("fault"), "fault"),
    ],
)
def test_what_no_model_holds_is_refused(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], reason: str
) -> None:
    with pytest.raises(ModelFileError, match=reason):
        read_model(tmp_path, _rewritten(tmp_path, change))
