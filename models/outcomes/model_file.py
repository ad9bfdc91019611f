"""Model files: plain numbers as JSON, their digest known before anything is read.

There is nothing in such a file that could run. What is read is checked field by field, so that
a file with the right digest and the wrong content is refused as well.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, model_validator

from features.window import Floats
from models.outcomes.calibration import Calibration
from models.outcomes.learner import Learner
from models.outcomes.model import OutcomeModel
from models.outcomes.penalised_logistic import PenalisedLogistic
from models.outcomes.score_scale import ScoreScale
from pipeline.contract.vocabulary import Family

FILE_NAME = "model.json"
# A model has some hundred numbers; even a calibration by 100,000 visits is smaller.
LARGEST_BYTES = 8_000_000

_Share = Annotated[float, Field(ge=0, le=1)]
_Positive = Annotated[FiniteFloat, Field(gt=0)]
_Name = Annotated[str, Field(min_length=1, max_length=100)]
_Numbers = Annotated[list[FiniteFloat], Field(max_length=200_000)]


class ModelFileError(ValueError):
    """A model's file is missing, was changed, or holds what no model holds."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Logistic(_Part):
    intercept: FiniteFloat
    coefficients: _Numbers

    @staticmethod
    def of(fitted: PenalisedLogistic) -> _Logistic:
        return _Logistic(intercept=fitted.intercept, coefficients=fitted.coefficients.tolist())

    def plain(self) -> PenalisedLogistic:
        return PenalisedLogistic(self.intercept, np.array(self.coefficients, dtype=np.float64))


class _Curve(_Part):
    """Places and heights; places rise, heights never fall and stay in 0..1."""

    places: _Numbers
    heights: Annotated[list[_Share], Field(max_length=200_000)]

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if len(self.places) != len(self.heights):
            raise ValueError("as many heights as places are needed")
        if np.any(np.diff(self.places) < 0) or np.any(np.diff(self.heights) < 0):
            raise ValueError("a curve must rise")
        return self


class _Calibration(_Part):
    slope: Annotated[FiniteFloat, Field(ge=0)]
    intercept: FiniteFloat
    knots: _Curve

    @staticmethod
    def of(fitted: Calibration) -> _Calibration:
        curve = _Curve(places=fitted.knots[:, 0].tolist(), heights=fitted.knots[:, 1].tolist())
        return _Calibration(slope=fitted.slope, intercept=fitted.intercept, knots=curve)

    def plain(self) -> Calibration:
        knots = np.column_stack([_floats(self.knots.places), _floats(self.knots.heights)])
        return Calibration(self.slope, self.intercept, knots)


class _Model(_Part):
    share: _Share
    names: Annotated[list[_Name], Field(max_length=10_000)]
    thresholds: Annotated[list[_Positive], Field(max_length=10_000)]
    evidence: _Logistic
    scale: _Curve
    calibration: _Calibration
    cold_calibration: _Calibration
    fault: _Logistic
    record_error: _Logistic

    @model_validator(mode="after")
    def _fits(self) -> Self:
        wanted = 1 + 2 * len(Family) + len(self.names)
        heads = (self.evidence, self.fault, self.record_error)
        if any(len(head.coefficients) != wanted for head in heads):
            raise ValueError(f"{wanted} coefficients are needed for these features")
        if len(self.thresholds) != len(self.names) or len(set(self.names)) != len(self.names):
            raise ValueError("every feature needs one name and one threshold")
        if min(self.evidence.coefficients) < 0:
            raise ValueError("evidence must not count against itself")
        if not self.scale.places:
            raise ValueError("the scale of the score is empty")
        return self


def model_bytes(model: OutcomeModel) -> bytes:
    """Return the file of a model; equal models have equal bytes."""
    learner = model.learner
    written = _Model(
        share=model.share,
        names=list(learner.names),
        thresholds=learner.thresholds.tolist(),
        evidence=_Logistic.of(learner.evidence),
        scale=_Curve(places=learner.scale.log_odds.tolist(), heights=learner.scale.scores.tolist()),
        calibration=_Calibration.of(model.calibration),
        cold_calibration=_Calibration.of(model.cold_calibration),
        fault=_Logistic.of(model.fault),
        record_error=_Logistic.of(model.record_error),
    )
    return written.model_dump_json().encode() + b"\n"


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's bytes in hex."""
    return hashlib.sha256(content).hexdigest()


def write_model(folder: Path, model: OutcomeModel) -> str:
    """Write a model into a folder (made where it is not there); return its SHA-256 in hex."""
    content = model_bytes(model)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).write_bytes(content)
    return digest(content)


def read_model(folder: Path, sha256: str) -> OutcomeModel:
    """Read the model of a folder; ModelFileError unless its bytes have this SHA-256."""
    path = folder / FILE_NAME
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise ModelFileError(f"{path}: no model to read ({error.strerror})") from error
    if len(content) > LARGEST_BYTES:
        raise ModelFileError(f"{path}: larger than any model, {LARGEST_BYTES} bytes")
    if digest(content) != sha256:
        raise ModelFileError(f"{path}: its SHA-256 is {digest(content)}, recorded was {sha256}")
    try:
        return _plain(_Model.model_validate_json(content))
    except ValidationError as error:
        reasons = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'model'}: {one['msg']}"
            for one in error.errors()[:3]
        )
        raise ModelFileError(f"{path}: not a model: {reasons}") from error


def _plain(read: _Model) -> OutcomeModel:
    return OutcomeModel(
        share=read.share,
        learner=Learner(
            tuple(read.names),
            _floats(read.thresholds),
            read.evidence.plain(),
            ScoreScale(_floats(read.scale.places), _floats(read.scale.heights)),
        ),
        calibration=read.calibration.plain(),
        cold_calibration=read.cold_calibration.plain(),
        fault=read.fault.plain(),
        record_error=read.record_error.plain(),
    )


def _floats(numbers: list[float]) -> Floats:
    return np.array(numbers, dtype=np.float64)
