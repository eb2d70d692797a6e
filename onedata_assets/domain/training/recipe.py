"""What a model is made by: parameters, code and data, and whether two models are made by the same.

How it is trained is in `model.py`.
"""

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from onedata_assets.domain.training.features import HORIZON
from onedata_assets.domain.training.intervals import COVERAGE
from onedata_assets.domain.training.model import ORIGIN_STEP_DAYS, PARAMETERS, ROUNDS

LIBRARIES = ("lightgbm", "numpy", "pandas", "polars")


def parameters(folds: int) -> dict[str, object]:
    """Return everything that is chosen, by name, of a training that is judged by so many folds."""
    return {
        **PARAMETERS,
        "rounds": ROUNDS,
        "origin_step_days": ORIGIN_STEP_DAYS,
        "horizon_days": HORIZON,
        "folds": folds,
        "interval_coverage_target": COVERAGE,
    }


def code_digest() -> str:
    """Return a short digest of the rules in this folder and of the libraries that they call.

    A commit would not do: most leave these rules alone, and a changed checkout has none.
    """
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    digest.update(" ".join(version(name) for name in LIBRARIES).encode())
    return digest.hexdigest()[:16]


def fingerprint(data_digest: str, chosen: Mapping[str, object]) -> str:
    """Return what is equal for trainings on equal data, by equal code, with equal parameters."""
    told = json.dumps([data_digest, code_digest(), dict(chosen)], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]
