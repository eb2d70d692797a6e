"""TritonClient: the open inference protocol (version 2) over HTTP, with its model repository.

Inference, metadata and health are the open protocol, so KServe, MLServer or OpenVINO answer them
too; loading, unloading and the index are the protocol's repository extension. How a server is
installed and started on this machine is in `triton_server.py`, the files of the model repository
are written by `triton_repository.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import httpx

from onedata_resources.clients.http import HttpClient
from onedata_resources.clients.triton_absence import why_absent
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TYPES = {
    "BOOL": "bool",
    "INT8": "int8",
    "INT16": "int16",
    "INT32": "int32",
    "INT64": "int64",
    "UINT8": "uint8",
    "UINT16": "uint16",
    "UINT32": "uint32",
    "UINT64": "uint64",
    "FP32": "float32",
    "FP64": "float64",
}
"""The protocol's tensor types by their NumPy names; strings (BYTES) are sent as text."""

_PROTOCOL_TYPES = {numpy: protocol for protocol, numpy in TYPES.items()}

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
LOAD_SECONDS = 180.0
"""A model's libraries are imported while it loads, which takes long on a busy machine."""


class ModelLoadError(BadInputError):
    """The server refused to load a model; what it served before is still served."""


class InferenceError(BadInputError):
    """The server refused a request or the model failed on it."""


class TritonClient(HttpClient):
    """Asks the server at `base_url`, which loads its models from the folder `model_repository`.

    `side_environment` is where a server of this machine is installed (`triton_server.py`).
    """

    def __init__(
        self,
        base_url: str,
        *,
        model_repository: Path,
        side_environment: Path | None = None,
        timeout_seconds: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        super().__init__(base_url, timeout_seconds=timeout_seconds, transport=transport)
        self.model_repository = model_repository
        self.side_environment = side_environment

    def ready(self) -> bool:
        """Tell whether the server answers and is ready; never raises for a server that is away."""
        try:
            return self._http.get("/v2/health/ready").is_success
        except httpx.TransportError:
            return False

    def absent(self) -> OneDataError | None:
        """Return why there can be no server to ask, or None where there is or should be one.

        A server of this machine that is not installed, or did not start when last tried, is
        absent: its callers skip their work and say so. One that could be started, or is elsewhere,
        and does not answer has failed.
        """
        if self.side_environment is None or self.ready():
            return None
        if urlsplit(self.base_url).hostname not in LOOPBACK:
            return None
        return why_absent(self.side_environment)

    def model_ready(self, name: str, version: str | None = None) -> bool:
        """Tell whether the model, or this version of it, answers requests.

        Raises:
            UnavailableError: The server does not answer.
        """
        return self._send("GET", f"{_model(name, version)}/ready").is_success

    def server(self) -> dict[str, Any]:
        """Return the server's name, version and extensions."""
        return self._checked(self._send("GET", "/v2"), "server metadata").json()

    def metadata(self, name: str, version: str | None = None) -> dict[str, Any]:
        """Return the model's versions, inputs and outputs."""
        return self._checked(self._send("GET", _model(name, version)), f"metadata of {name}").json()

    def index(self) -> list[dict[str, Any]]:
        """Return every model of the repository with its state and, where it failed, the reason."""
        return self._checked(
            self._send("POST", "/v2/repository/index", {}), "repository index"
        ).json()

    def load(self, name: str) -> None:
        """Load the model, or load it anew; requests go to the old version until the new one runs.

        Raises:
            ModelLoadError: The server refused; the message holds its reason.
            UnavailableError: The server does not answer.
        """
        path = f"/v2/repository/models/{quote(name, safe='')}/load"
        response = self._send("POST", path, {}, timeout=LOAD_SECONDS)
        if not response.is_success:
            reason = _reason(response)
            raise ModelLoadError(
                f"{self.base_url} did not load the model {name}: {reason}. Mend its files under "
                f"{self.model_repository}, then load it again",
                f"{self.base_url} 未能加载模型 {name}：{reason}。"
                f"请修正 {self.model_repository} 下的文件后重新加载",
            )

    def unload(self, name: str) -> None:
        """Stop serving the model; its files stay."""
        path = f"/v2/repository/models/{quote(name, safe='')}/unload"
        self._checked(self._send("POST", path, {}), f"unloading {name}")

    def infer(
        self,
        name: str,
        inputs: Mapping[str, NDArray[np.generic]],
        *,
        outputs: Sequence[str] = (),
        version: str | None = None,
    ) -> dict[str, NDArray[np.generic]]:
        """Return the model's outputs by name for these inputs by name.

        Raises:
            InferenceError: The server refused the request; the message holds its reason.
            UnavailableError: The server does not answer.
        """
        request: dict[str, Any] = {"inputs": [_tensor(key, inputs[key]) for key in inputs]}
        if outputs:
            request["outputs"] = [{"name": output} for output in outputs]
        response = self._send("POST", f"{_model(name, version)}/infer", request)
        answer = self._checked(response, f"a prediction of {name}").json()
        return {tensor["name"]: _array(tensor) for tensor in answer["outputs"]}

    def _send(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
    ) -> httpx.Response:
        limit = httpx.USE_CLIENT_DEFAULT if timeout is None else timeout
        # Written here, because httpx refuses NaN; the servers read it: a model may miss a value.
        content = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        try:
            return self._http.request(method, path, content=content, headers=headers, timeout=limit)
        except httpx.TransportError as error:
            raise UnavailableError(
                f"the inference server at {self.base_url} does not answer ({error!r}): start it "
                "(`onedata up`), read its log, or correct TRITON_BASE_URL",
                f"{self.base_url} 的推理服务没有应答（{error!r}）：请启动（`onedata up`）"
                "并查看其日志，或更正 TRITON_BASE_URL",
            ) from error

    def _checked(self, response: httpx.Response, what: str) -> httpx.Response:
        if response.is_success:
            return response
        reason = _reason(response)
        kind = UnavailableError if response.status_code in {502, 503, 504} else InferenceError
        raise kind(
            f"{self.base_url} refused {what} with status {response.status_code}: {reason}. "
            "Check the model's name, version and inputs (GET /v2/models/<name>)",
            f"{self.base_url} 拒绝了请求（{what}），状态码 {response.status_code}：{reason}。"
            "请核对模型名、版本与输入（GET /v2/models/<name>）",
        )


def _model(name: str, version: str | None) -> str:
    path = f"/v2/models/{quote(name, safe='')}"
    return path if version is None else f"{path}/versions/{quote(version, safe='')}"


def _reason(response: httpx.Response) -> str:
    """Return the server's own words: the protocol's `error` field, or the start of the body."""
    try:
        return str(response.json()["error"])
    except (ValueError, KeyError, TypeError):
        return response.text[:300] or response.reason_phrase


def _tensor(name: str, values: NDArray[np.generic]) -> dict[str, Any]:
    numpy_type = str(values.dtype)
    if numpy_type not in _PROTOCOL_TYPES and values.dtype.kind not in "UO":
        raise InferenceError(
            f"the input {name} has the type {numpy_type}: send one of {sorted(TYPES.values())}",
            f"输入 {name} 的类型为 {numpy_type}：请使用 {sorted(TYPES.values())} 之一",
        )
    return {
        "name": name,
        "shape": list(values.shape),
        "datatype": _PROTOCOL_TYPES.get(numpy_type, "BYTES"),
        "data": values.reshape(-1).tolist(),
    }


def _array(tensor: Mapping[str, Any]) -> NDArray[np.generic]:
    import numpy as np

    dtype = TYPES.get(tensor["datatype"], "object")
    return np.array(tensor["data"], dtype=dtype).reshape(tensor["shape"])
