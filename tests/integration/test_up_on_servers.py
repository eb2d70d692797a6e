"""`onedata up` with all records in PostgreSQL, and in MariaDB: through the pages and the API."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from onedata_assets.cli.doctor_records import dagster_records, platform_records
from onedata_assets.cli.finding import State
from tests.conftest import database_of_session
from tests.portal_process import PASSWORD, Visitor
from tests.services import MARIADB, POSTGRES
from tests.up_process import Up, up_process

pytestmark = [pytest.mark.integration, pytest.mark.row("F034", "F035"), pytest.mark.timeout(600)]
SERVERS = {"mysql": MARIADB, "postgresql": POSTGRES}
PATIENCE_SECONDS = 180
JOB = "retention_job"
LAUNCH = """mutation { launchRun(executionParams: {mode: "default", selector: {
  repositoryLocationName: "onedata", repositoryName: "__repository__", pipelineName: "%s"}}) {
  __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }"""
REPORT = """mutation { reportRunlessAssetEvents(eventParams: {
  eventType: ASSET_MATERIALIZATION, assetKey: {path: ["ods", "product"]},
  description: "门店 🏬"}) { __typename ... on PythonError { message } } }"""
LOGS = '{ logsForRun(runId: "%s") { ... on EventConnection { events { __typename } } } }'
TICKS = """{ sensorsOrError(
  repositorySelector: {repositoryLocationName: "onedata", repositoryName: "__repository__"}) {
  ... on Sensors { results { name sensorState { ticks(limit: 1) { status } } } } } }"""


class World:
    """A running installation, and a signed-in administrator's browser."""

    def __init__(self, up: Up, home: Path, urls: dict[str, str]) -> None:
        self.home, self.urls = home, urls
        self.browser = Visitor(f"http://127.0.0.1:{up.port}")

    def graphql(self, query: str) -> dict:
        headers = {"origin": self.browser.origin}
        answer = self.browser.post("dagster/graphql", json={"query": query}, headers=headers)
        assert answer.status_code == 200, answer.text
        assert "errors" not in answer.json(), answer.text
        return answer.json()["data"]

    def wait_until(self, happened) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not happened():
            assert time.monotonic() < end
            time.sleep(0.5)


@pytest.fixture(scope="module", params=SERVERS)
def world(request, tmp_path_factory) -> Iterator[World]:
    service, home = SERVERS[request.param], tmp_path_factory.mktemp(request.param)
    for records in database_of_session(service):
        for dagsters in database_of_session(service):
            given = {"STORE_URL": records, "DAGSTER_STORAGE_URL": dagsters}
            # As a person writes them: no driver.
            urls = {
                name: sa.make_url(url)
                .set(drivername=request.param)
                .render_as_string(hide_password=False)
                for name, url in given.items()
            }
            with up_process(home, ONEDATA_ADMIN_PASSWORD=PASSWORD, **urls) as up:
                made = World(up, home, urls)
                with made.browser:
                    assert made.browser.sign_in().status_code == 200
                    yield made


def test_pages_and_lists_of_the_portal_answer(world):
    assert '<base href="/" />' in world.browser.get("assets").text
    for path in ("home", "assets", "runs", "projects", "people", "audit"):
        answer = world.browser.get(f"api/{path}")
        assert answer.status_code == 200, (path, answer.text)


def test_a_launched_run_passes_the_queue_and_succeeds_with_its_events(world):
    launched = world.graphql(LAUNCH % JOB)["launchRun"]
    run = launched["run"]["runId"]

    def ended() -> bool:
        told = world.browser.get(f"api/runs/{run}").json()
        assert told["status"] not in {"failed", "canceled"}, told
        return told["status"] == "succeeded"

    world.wait_until(ended)
    kinds = [each["__typename"] for each in world.graphql(LOGS % run)["logsForRun"]["events"]]
    passed = ("RunEnqueuedEvent", "RunStartingEvent", "RunStartEvent", "RunSuccessEvent")
    assert [each for each in kinds if each in passed] == list(passed)
    [item] = [one for one in world.browser.get("api/runs").json()["items"] if one["id"] == run]
    assert item["job"] == JOB


def test_a_materialization_is_seen_with_every_sign(world):
    assert world.graphql(REPORT)["reportRunlessAssetEvents"]["__typename"].endswith("Success")
    asset = """{ assetOrError(assetKey: {path: ["ods", "product"]}) { ... on Asset {
      assetMaterializations(limit: 1) { description } } } }"""
    [found] = world.graphql(asset)["assetOrError"]["assetMaterializations"]
    assert found["description"] == "门店 🏬"


def test_sensors_tick(world):
    def ticked() -> bool:
        told = world.graphql(TICKS)
        states = [one["sensorState"]["ticks"] for one in told["sensorsOrError"]["results"]]
        return any(tick["status"] in {"SUCCESS", "SKIPPED"} for ticks in states for tick in ticks)

    world.wait_until(ticked)


def test_the_doctor_finds_both_databases_well(world, monkeypatch):
    monkeypatch.setenv("ONEDATA_HOME", str(world.home))
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en")
    for name, url in world.urls.items():
        monkeypatch.setenv(name, url)
    for found in (platform_records(), dagster_records()):
        assert found.state is State.OK, found
        assert "onedata:***@" in found.what


def test_no_record_is_in_a_file_and_no_password_either(world):
    assert not list((world.home / "store").glob("*.db"))
    assert not list((world.home / "dagster").rglob("*.db"))
    for path in world.home.rglob("*.yaml"):
        assert "onedata:onedata@" not in path.read_text(encoding="utf-8"), path
