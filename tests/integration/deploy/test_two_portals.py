"""Two portals over one PostgreSQL, as replicas are: one store, one Dagster storage, one key."""

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
import yaml

from onedata_resources.settings import project_dir
from tests.portal_process import PortalProcess, Visitor, portal_process

pytestmark = pytest.mark.integration
KEY = "5d1f0c7a9e3b4826b7f0d2c4a6e8091b3d5f7a9c1e2b4d6f"
PATIENCE_SECONDS = 10.0


def instance_of(url: sa.URL, folder: Path) -> str:
    """Return the dagster.yaml of containers, over a database of the tests."""
    text = (project_dir() / "deploy/dagster/dagster.yaml").read_text(encoding="utf-8")
    config = yaml.safe_load(text.replace("/var/lib/onedata", str(folder)))
    config["run_coordinator"] = {
        "module": "dagster._core.run_coordinator",
        "class": "DefaultRunCoordinator",
    }
    return yaml.safe_dump(config)


@pytest.fixture(scope="module")
def two(
    postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[PortalProcess, PortalProcess]]:
    """Two portals that were started at once over an empty store."""
    dagster = sa.make_url(postgres_url)
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(dagster, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    parts = {"HOST": dagster.host, "PORT": dagster.port, "USER": dagster.username}
    parts |= {"PASSWORD": dagster.password, "DB": dagster.database}
    settings = {f"DAGSTER_PG_{part}": str(value) for part, value in parts.items()}
    settings["STORE_URL"] = dagster.set(database=name).render_as_string(hide_password=False)
    settings["ONEDATA_SECRET_KEY"] = KEY
    folders = [tmp_path_factory.mktemp(f"portal{number}") for number in (1, 2)]

    def start(folder: Path) -> PortalProcess:
        instance = instance_of(dagster, folders[0])
        return stack.enter_context(portal_process(folder, instance=instance, **settings))

    with ExitStack() as stack:
        with ThreadPoolExecutor() as pool:
            first, second = pool.map(start, folders)
        yield first, second
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def visitor(portal: PortalProcess, like: Visitor | None = None) -> Visitor:
    """Return a browser at a portal, with the cookies of another if one is given."""
    made = Visitor(f"http://127.0.0.1:{portal.port}")
    if like is not None:
        made.cookies.update(like.cookies)
    return made


def graphql(browser: Visitor, query: str) -> dict:
    headers = {"origin": browser.origin}
    answer = browser.post("dagster/graphql", json={"query": query}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


@pytest.mark.row("F035")
def test_a_session_of_one_is_known_to_the_other_with_its_value_for_changes(two):
    with visitor(two[0]) as here:
        assert here.sign_in().status_code == 200
        with visitor(two[1], here) as there:
            assert there.get("api/session").json()["person"]["name"] == "admin"
            assert there.change("PUT", "me", {"display_name": "Both"}).status_code == 200
        assert here.get("api/people").json()["items"][0]["display_name"] == "Both"


@pytest.mark.row("F035")
def test_signing_out_at_one_ends_the_session_at_the_other_within_seconds(two):
    with visitor(two[0]) as here:
        here.sign_in()
        with visitor(two[1], here) as there:
            assert there.get("api/session").json()["signed_in"] is True
            assert here.change("DELETE", "session", None).status_code == 204
            end = time.monotonic() + PATIENCE_SECONDS
            while there.get("api/projects").status_code == httpx.codes.OK:
                assert time.monotonic() < end
                time.sleep(0.1)
            assert there.get("api/projects").status_code == httpx.codes.UNAUTHORIZED


@pytest.mark.row("F035")
def test_a_run_that_one_launches_is_seen_at_the_other(two):
    launch = (
        "mutation { launchRun(executionParams: {selector: {repositoryLocationName: "
        '"two", repositoryName: "__repository__", pipelineName: "__ASSET_JOB", '
        'assetSelection: [{path: ["alpha_orders"]}], assetCheckSelection: []}, '
        'mode: "default"}) '
        "{ __typename ... on LaunchRunSuccess { run { runId } } } }"
    )
    with visitor(two[0]) as here, visitor(two[1]) as there:
        here.sign_in()
        there.sign_in()
        launched = graphql(here, launch)["launchRun"]
        run = launched["run"]["runId"]
        found = graphql(there, f'{{ runOrError(runId: "{run}") {{ ... on Run {{ runId }} }} }}')
        assert found["runOrError"]["runId"] == run


def test_two_that_start_at_once_over_an_empty_store_make_one_administrator(two):
    with visitor(two[0]) as here:
        here.sign_in()
        people = here.get("api/people").json()["items"]
        assert [each["name"] for each in people] == ["admin"]
        assert here.get("api/audit/verification").json()["intact"] is True
