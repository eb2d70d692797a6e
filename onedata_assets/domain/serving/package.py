"""The files that a Triton server needs to serve one version of a LightGBM model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lightgbm import Booster

CONFIG = """\
# Written by OneData at each publication. / 由 OneData 在每次发布时写入。
name: "{name}"
backend: "python"
input [
  {{ name: "features" data_type: TYPE_FP64 dims: [ -1, {width} ] }},
  {{ name: "level_usd" data_type: TYPE_FP64 dims: [ -1, 1 ] }}
]
output [ {{ name: "sales_usd" data_type: TYPE_FP64 dims: [ -1, 1 ] }} ]
parameters {{ key: "feature_names" value: {{ string_value: "{features}" }} }}
instance_group [ {{ kind: KIND_CPU count: 1 }} ]
version_policy {{ latest {{ num_versions: 2 }} }}
"""
"""Two versions are served at once, so a caller that names the former one is still answered."""


@dataclass(frozen=True)
class Package:
    """The text of the model's configuration, and of the files of one version by their names."""

    config: str
    files: dict[str, str]


def package(name: str, model: Booster, features: Sequence[str]) -> Package:
    """Return what is to be served under `name`."""
    code = Path(__file__).with_name("triton_model.py").read_text(encoding="utf-8")
    return Package(
        config=CONFIG.format(name=name, width=len(features), features=",".join(features)),
        files={"model.py": code, "model.lgb": model.model_to_string()},
    )
