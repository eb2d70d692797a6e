import json
from pathlib import Path

import httpx
import numpy as np
import pytest

from onedata_resources.clients.triton import InferenceError, ModelLoadError, TritonClient
from onedata_resources.errors import UnavailableError

NOWHERE = Path("/nonexistent")


def client(handler, base_url: str = "http://127.0.0.1:8000", side: Path | None = NOWHERE):
    return TritonClient(
        base_url,
        model_repository=NOWHERE,
        side_environment=side,
        transport=httpx.MockTransport(handler),
    )


def answering(status: int = 200, body: object = None):
    return lambda _: httpx.Response(status, json=body)


def refusing(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("connection refused", request=request)


def test_inference_speaks_the_open_protocol():
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        output = {"name": "y", "datatype": "FP64", "shape": [2, 1], "data": [0.1, 2.0]}
        return httpx.Response(200, json={"model_name": "m", "outputs": [output]})

    inputs = {"x": np.array([[1.5, 2.0], [3.0, 0.1]]), "n": np.array([1, 2], dtype=np.int32)}
    answer = client(handler).infer("m", inputs, outputs=["y"], version="3")
    assert asked[0].url.path == "/v2/models/m/versions/3/infer"
    assert json.loads(asked[0].content) == {
        "inputs": [
            {"name": "x", "shape": [2, 2], "datatype": "FP64", "data": [1.5, 2.0, 3.0, 0.1]},
            {"name": "n", "shape": [2], "datatype": "INT32", "data": [1, 2]},
        ],
        "outputs": [{"name": "y"}],
    }
    assert answer["y"].dtype == np.float64
    assert answer["y"].tolist() == [[0.1], [2.0]]


def test_text_is_sent_and_received_as_bytes_tensors():
    def handler(request: httpx.Request) -> httpx.Response:
        [tensor] = json.loads(request.content)["inputs"]
        assert tensor == {"name": "q", "shape": [2], "datatype": "BYTES", "data": ["退货", "b"]}
        return httpx.Response(200, json={"outputs": [tensor]})

    answer = client(handler).infer("m", {"q": np.array(["退货", "b"])})
    assert answer["q"].tolist() == ["退货", "b"]


def test_a_type_that_the_protocol_lacks_is_refused_before_it_is_sent():
    with pytest.raises(InferenceError, match="complex128"):
        client(refusing).infer("m", {"x": np.array([1j])})


@pytest.mark.parametrize(
    ("call", "method", "path"),
    [
        (lambda c: c.server(), "GET", "/v2"),
        (lambda c: c.metadata("m"), "GET", "/v2/models/m"),
        (lambda c: c.metadata("m", "2"), "GET", "/v2/models/m/versions/2"),
        (lambda c: c.model_ready("m", "2"), "GET", "/v2/models/m/versions/2/ready"),
        (lambda c: c.index(), "POST", "/v2/repository/index"),
        (lambda c: c.load("m"), "POST", "/v2/repository/models/m/load"),
        (lambda c: c.unload("m"), "POST", "/v2/repository/models/m/unload"),
        (lambda c: c.metadata("a/b"), "GET", "/v2/models/a%2Fb"),
    ],
)
def test_each_question_has_its_address(call, method, path):
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={})

    call(client(handler))
    assert (asked[0].method, asked[0].url.raw_path.decode()) == (method, path)


def test_readiness_is_the_servers_answer():
    assert client(answering(200)).ready()
    assert not client(answering(503)).ready()
    assert not client(refusing).ready()
    assert not client(answering(400, {"error": "unknown model"})).model_ready("m")


@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.infer("m", {"x": np.ones(1)}),
        lambda c: c.load("m"),
        lambda c: c.index(),
        lambda c: c.model_ready("m"),
    ],
)
def test_a_server_that_is_away_is_unavailable_and_says_what_to_do(call):
    with pytest.raises(UnavailableError, match="onedata up") as failed:
        call(client(refusing))
    assert "http://127.0.0.1:8000" in str(failed.value)
    assert "TRITON_BASE_URL" in failed.value.zh


@pytest.mark.parametrize(
    ("status", "body", "error", "told"),
    [
        (400, {"error": "unexpected shape"}, InferenceError, "unexpected shape"),
        (404, {"error": "unknown model 'm'"}, InferenceError, "unknown model"),
        (500, "no object", InferenceError, "no object"),
        (503, {"error": "busy"}, UnavailableError, "busy"),
    ],
)
def test_a_refused_request_tells_the_servers_reason(status, body, error, told):
    with pytest.raises(error, match=told):
        client(answering(status, body)).infer("m", {"x": np.ones(1)})


def test_a_model_that_does_not_load_tells_the_servers_reason():
    with pytest.raises(ModelLoadError, match="version 1 is at UNAVAILABLE state"):
        client(answering(400, {"error": "version 1 is at UNAVAILABLE state"})).load("m")


def test_a_server_of_this_machine_that_is_not_installed_is_absent():
    absent = client(refusing).absent()
    assert absent is not None
    assert "no Triton for Python" in absent.en
    assert "未安装" in absent.zh


@pytest.mark.parametrize(
    "present",
    [
        client(answering(200)),
        client(refusing, base_url="http://triton.example:8000"),
        client(refusing, side=None),
    ],
    ids=["answers", "elsewhere", "not-ours"],
)
def test_a_server_that_answers_or_should_answer_is_not_absent(present):
    assert present.absent() is None
