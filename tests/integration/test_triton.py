"""The real Triton: installed into a side environment, started, asked, stopped."""

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import numpy as np
import pytest

from onedata_assets.cli.processes import free_ports
from onedata_assets.defs.serving.department_sales import (
    NAME,
    department_sales_service,
    served_prediction_equals_offline,
)
from onedata_assets.domain.serving.package import package
from onedata_assets.domain.training.model import predict
from onedata_resources.clients.triton import InferenceError, ModelLoadError, TritonClient
from onedata_resources.clients.triton_absence import TritonUnavailableError
from onedata_resources.clients.triton_repository import publish
from onedata_resources.clients.triton_server import (
    METRICS_PORT_OFFSET,
    install_side_environment,
    triton_command,
)
from onedata_resources.errors import UnavailableError
from onedata_resources.settings import home_dir
from tests.component.serving.registry import registry_of_one_model
from tests.fakes import FakeModels

pytestmark = pytest.mark.integration

PATIENCE_TENTHS = 600


@pytest.fixture(scope="module")
def side_environment() -> Path:
    """The server of this installation, installed if it is not; skipped where it cannot be had."""
    try:
        return install_side_environment(home_dir() / "triton/server", lambda *_: None)
    except TritonUnavailableError as absent:
        pytest.skip(str(absent))


@dataclass(frozen=True)
class Running:
    """A started server, where it answers, and what it loads from."""

    process: subprocess.Popen[bytes]
    url: str
    models: Path


@pytest.fixture(scope="module")
def running(side_environment: Path, tmp_path_factory) -> Iterator[Running]:
    """A server of this machine, stopped at the end of the module."""
    folder = tmp_path_factory.mktemp("triton")
    [port] = free_ports([(METRICS_PORT_OFFSET,)])
    url = f"http://127.0.0.1:{port}"
    command = triton_command(side_environment, folder / "models", url)
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command.argv, env=command.env, stdout=log, stderr=log)
    try:
        with TritonClient(url, model_repository=folder / "models") as client:
            wait_until_ready(client, server, folder / "log")
        yield Running(server, url, folder / "models")
    finally:
        server.kill()
        server.wait()


def wait_until_ready(client: TritonClient, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(PATIENCE_TENTHS):
        if client.ready():
            return
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=0.1)
            break
    pytest.fail(f"Triton did not start: {log.read_text()}")


@pytest.fixture
def triton(running: Running) -> Iterator[TritonClient]:
    with TritonClient(running.url, model_repository=running.models) as client:
        yield client


@pytest.fixture(scope="module")
def models() -> FakeModels:
    return registry_of_one_model()


def serve(triton: TritonClient, models: FakeModels, version: str, *, code: str = "") -> None:
    champion = models.load(NAME)
    packed = package(NAME, champion.model, champion.metadata["features"])
    files = packed.files | {"model.py": code or packed.files["model.py"]}
    publish(triton, NAME, version, config=packed.config, files=files, probe=lambda: None)


def ask(triton: TritonClient, models: FakeModels, version: str | None = None) -> np.ndarray:
    champion = models.load(NAME)
    level = np.array(champion.metadata["example_level"])[:, None]
    inputs = {"features": champion.example, "level_usd": level}
    return triton.infer(NAME, inputs, version=version)["sales_usd"][:, 0]


def offline(models: FakeModels) -> np.ndarray:
    champion = models.load(NAME)
    return predict(champion.model, champion.example, np.array(champion.metadata["example_level"]))


def test_the_service_asset_serves_what_the_registry_holds(triton, models):
    result = dg.materialize(
        [department_sales_service, served_prediction_equals_offline],
        resources={"models": models, "triton": triton},
    )
    [check] = result.get_asset_check_evaluations()
    assert check.passed, check.metadata
    assert triton.server()["name"] == "triton"
    assert triton.metadata(NAME)["inputs"][0]["name"] == "features"


def test_many_answers_leave_no_traceback_in_the_log(running, triton, models):
    serve(triton, models, "1")
    for _ in range(200):
        ask(triton, models, "1")
    assert "Traceback" not in (running.models.parent / "log").read_text()


def test_two_versions_are_served_at_once_and_older_ones_are_not(triton, models):
    for version in ("1", "2", "3"):
        serve(triton, models, version)
    assert [triton.model_ready(NAME, version) for version in "123"] == [False, True, True]
    for version in ("2", "3", None):
        assert ask(triton, models, version) == pytest.approx(offline(models), rel=1e-9)


def test_going_back_to_an_older_version_answers_by_it_where_none_is_named(triton, models):
    for version in ("2", "3", "1"):
        serve(triton, models, version)
    assert triton.metadata(NAME)["versions"] == ["1"]
    assert ask(triton, models) == pytest.approx(offline(models), rel=1e-9)


def test_a_missing_feature_is_answered_as_offline(triton, models):
    serve(triton, models, "4")
    champion = models.load(NAME)
    unknown = champion.example.copy()
    unknown[:, 0] = np.nan  # a department that the model does not know
    level = np.array(champion.metadata["example_level"])
    served = triton.infer(NAME, {"features": unknown, "level_usd": level[:, None]})["sales_usd"]
    assert served[:, 0] == pytest.approx(predict(champion.model, unknown, level), rel=1e-9)


def test_a_version_that_does_not_load_leaves_the_former_in_service(triton, models):
    serve(triton, models, "4")
    with pytest.raises(ModelLoadError, match="no_such_module"):
        serve(triton, models, "5", code="import no_such_module")
    assert triton.ready()
    assert triton.model_ready(NAME, "4")
    assert not triton.model_ready(NAME, "5")
    assert ask(triton, models) == pytest.approx(offline(models), rel=1e-9)


def test_a_broken_model_does_not_make_the_server_unready(triton):
    with pytest.raises(ModelLoadError):
        publish(triton, "broken", "1", config="", files={"model.py": "import nothing"}, probe=list)
    assert triton.ready()


def test_an_older_version_that_does_not_load_leaves_the_newer_in_service(triton, models):
    for version in ("6", "7"):
        serve(triton, models, version)
    with pytest.raises(ModelLoadError, match="no_such_module"):
        serve(triton, models, "5", code="import no_such_module")
    assert triton.metadata(NAME)["versions"] == ["6", "7"]
    assert ask(triton, models, "7") == pytest.approx(offline(models), rel=1e-9)


@pytest.mark.parametrize(
    ("width", "levels"), [(3, 2), (None, 1)], ids=["too-few-features", "too-few-levels"]
)
def test_a_wrong_request_is_refused_with_what_was_expected(triton, models, width, levels):
    serve(triton, models, "6")
    wanted = models.load(NAME).model.num_feature()
    inputs = {"features": np.ones((2, width or wanted)), "level_usd": np.ones((levels, 1))}
    with pytest.raises(InferenceError, match=str(wanted)):
        triton.infer(NAME, inputs)
    assert ask(triton, models) == pytest.approx(offline(models), rel=1e-9)


def test_the_fields_own_client_gets_the_same_answer(triton, models):
    serve(triton, models, "6")
    http = pytest.importorskip("tritonclient.http")
    client = http.InferenceServerClient(triton.base_url.removeprefix("http://"))
    champion = models.load(NAME)
    level = np.array(champion.metadata["example_level"])[:, None]
    inputs = []
    for name, values in (("features", champion.example), ("level_usd", level)):
        inputs.append(http.InferInput(name, list(values.shape), "FP64"))
        inputs[-1].set_data_from_numpy(values)
    served = client.infer(NAME, inputs).as_numpy("sales_usd")
    client.close()
    assert served[:, 0] == pytest.approx(offline(models), rel=1e-12)


def test_metrics_count_the_requests(triton, models):
    import httpx

    serve(triton, models, "6")
    ask(triton, models)
    port = httpx.URL(triton.base_url).port or 0
    metrics = httpx.get(f"http://127.0.0.1:{port + METRICS_PORT_OFFSET}/metrics").text
    assert f'nv_inference_request_success{{model="{NAME}"' in metrics


def test_a_server_killed_while_serving_is_unavailable(running, triton, models):
    """Stands last: it ends the server."""
    running.process.kill()
    running.process.wait()
    with pytest.raises(UnavailableError, match="onedata up"):
        ask(triton, models)
    assert not triton.ready()
