"""What goes into the model registry and what comes back. Reading and writing is in `models.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from lightgbm import Booster
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Dataset:
    """What a model was trained on: a table, its place and version, and a digest of the values."""

    name: str
    location: str
    version: int
    digest: str


@dataclass(frozen=True)
class TrainingRecord:
    """Everything that is kept of one training.

    `fingerprint` is equal for trainings whose models are. `fold_metrics` are the metrics of each
    backtest fold, oldest first. `example` holds input rows with the columns `features`; the model's
    signature is inferred from it. `metadata` is stored with the model and comes back with it; it
    must be JSON. `note` is Markdown that a person reads beside the run.
    """

    name: str
    model: Booster
    features: Sequence[str]
    example: NDArray[np.float64]
    dataset: Dataset
    fingerprint: str
    params: Mapping[str, object]
    metrics: Mapping[str, float]
    fold_metrics: Sequence[Mapping[str, float]] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class RegisteredVersion:
    """A version of a registered model, with fingerprint, metrics and note of the run that made it.

    `metrics` holds the last value of each: of a fold's, that of the newest fold.
    """

    name: str
    version: str
    run_id: str
    metrics: Mapping[str, float]
    fingerprint: str = ""
    note: str = ""


@dataclass(frozen=True)
class LoadedModel:
    """A version with its model, its metadata and its example input."""

    registered: RegisteredVersion
    model: Booster
    metadata: Mapping[str, Any]
    example: NDArray[np.float64]
