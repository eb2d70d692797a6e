"""A run that a person terminates ends canceled: no step with retries is run again."""

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import dagster as dg
import pytest

from onedata_assets.defs.ingestion.store_weather import store_weather
from onedata_assets.defs.serving.department_sales import department_sales_service
from onedata_assets.defs.training.department_sales import department_sales_model
from onedata_assets.defs.training.forecast import department_sales_forecast
from onedata_resources.errors import UnavailableError

STEPS = [store_weather, department_sales_model, department_sales_forecast, department_sales_service]
WINDOW = {"first_day": "2017-01-01", "last_day": "2017-01-10", "page_size": 7}


def configured(step: dg.AssetsDefinition) -> dict[str, Any]:
    given = {"store_weather": {"ops": {"store_weather": {"config": WINDOW}}}}
    return given.get(step.op.name, {})


class Client:
    """Any client: each of its methods does the same."""

    base_url = "http://client.test"

    def __init__(self, called: Callable[[], None]) -> None:
        self.called = called

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):  # Dagster asks a resource for its own marks
            raise AttributeError(name)
        return lambda *_, **__: self.called()


def run(step: dg.AssetsDefinition, client: object, instance: dg.DagsterInstance):
    names = ("weather", "lake", "models", "triton")
    return dg.materialize(
        [step],
        resources=dict.fromkeys(names, client),
        run_config=configured(step),
        raise_on_error=False,
        instance=instance,
    )


@pytest.mark.parametrize("step", STEPS, ids=lambda each: each.op.name)
def test_a_terminated_step_ends_canceled_and_is_not_run_again(step):
    """Dagster's termination marks the run, then interrupts its process."""
    asked, calls = threading.Event(), []

    def wait() -> None:
        calls.append(1)
        asked.set()
        time.sleep(20)

    with dg.DagsterInstance.ephemeral() as instance:

        def terminate() -> None:
            assert asked.wait(20)
            [known] = instance.get_runs()
            instance.report_run_canceling(known)
            os.kill(os.getpid(), signal.SIGINT)

        thread = threading.Thread(target=terminate)
        thread.start()
        result = run(step, Client(wait), instance)
        thread.join()
        [known] = instance.get_runs()
        assert known.status is dg.DagsterRunStatus.CANCELED
    assert calls == [1]
    assert not [each for each in result.all_events if each.is_step_up_for_retry]


@pytest.mark.parametrize("step", STEPS, ids=lambda each: each.op.name)
def test_a_step_whose_service_is_away_is_tried_twice_again(step, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: None)

    def refuse() -> None:
        raise UnavailableError("away", "不可用")

    with dg.DagsterInstance.ephemeral() as instance:
        result = run(step, Client(refuse), instance)
    assert not result.success
    assert len([each for each in result.all_events if each.is_step_up_for_retry]) == 2
