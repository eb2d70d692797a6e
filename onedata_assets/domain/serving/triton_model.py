"""What Triton runs: a LightGBM model behind the Python backend of the server.

This file is copied into the model repository as `model.py`, so it imports nothing of the project.
The version's folder holds `model.lgb`; predictions are scaled and clipped as in
`domain/training/model.py`.
"""

from __future__ import annotations

import ctypes
import os
import sys

# LightGBM imports these where they are installed; serving needs none, and without them a model
# loads in 0.5 s where it took 4 s.
for name in ("dask", "graphviz", "matplotlib", "pandas", "polars", "pyarrow", "sklearn"):
    sys.modules.setdefault(name, None)  # pyright: ignore[reportArgumentType] - blocks the import

import lightgbm  # noqa: E402
import numpy as np  # noqa: E402
import triton_python_backend_utils as pb  # noqa: E402 # pyright: ignore[reportMissingImports]


class TritonPythonModel:
    """One version of the model; the server calls these methods by name."""

    def initialize(self, args: dict[str, str]) -> None:
        """Read the model of this version."""
        folder = os.path.join(args["model_repository"], args["model_version"])  # noqa: PTH118
        self.booster = lightgbm.Booster(model_file=os.path.join(folder, "model.lgb"))  # noqa: PTH118

    def execute(self, requests: list[pb.InferenceRequest]) -> list[pb.InferenceResponse]:
        """Answer each request by its own: a wrong one does not fail its neighbours."""
        return [self._answer(request) for request in requests]

    def _answer(self, request: pb.InferenceRequest) -> pb.InferenceResponse:
        # DLPack, because the backend is built for NumPy 1 and takes the item size of NumPy 2 for 0:
        # `as_numpy` repeats the first element, and `pb.Tensor(name, array)` is refused.
        features = np.from_dlpack(pb.get_input_tensor_by_name(request, "features"))
        level = np.from_dlpack(pb.get_input_tensor_by_name(request, "level_usd"))
        if features.shape[1] != self.booster.num_feature() or len(level) != len(features):
            told = (
                f"expected features [n, {self.booster.num_feature()}] and level_usd [n, 1], "
                f"got {list(features.shape)} and {list(level.shape)}"
            )
            return pb.InferenceResponse(error=pb.TritonError(told))
        ratio = np.asarray(self.booster.predict(features, num_threads=1)).clip(min=0.0)
        sales = (ratio[:, None] * level).astype(np.float64)
        return pb.InferenceResponse(output_tensors=[tensor("sales_usd", sales)])


def tensor(name: str, array: np.ndarray) -> pb.Tensor:
    """Return the array as the server's tensor.

    The server takes the memory over, and frees it, but renames the capsule to what NumPy does not
    know: NumPy's destructor would print a traceback into the log at every request.
    """
    capsule = array.__dlpack__()
    ctypes.pythonapi.PyCapsule_SetDestructor(ctypes.py_object(capsule), None)
    return pb.Tensor.from_dlpack(name, capsule)
