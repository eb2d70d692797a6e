"""What belongs to several projects says so in a tag that Dagster takes, and is read everywhere."""

import dagster as dg
import pytest

from onedata_assets.domain.security.projects import PROJECT_TAG
from onedata_assets.domain.security.roles import Role
from onedata_assets.lib.alarms import projects_in
from tests.component.portal.api import api_of
from tests.component.portal.served import ADMIN, ALPHA, BETA, BOTH, LOCATION, served
from tests.component.portal.shared_projects import defs

BOTH_PROJECTS = frozenset({"alpha", "beta"})
ASSETS = "{ assetNodes { assetKey { path } } }"
JOBS = """
query($selector: RepositorySelector!) {
  repositoryOrError(repositorySelector: $selector) { ... on Repository {
    pipelines { name } schedules { name } } } }
"""


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    with served(tmp_path_factory.mktemp("shared"), "shared_projects.py") as running:
        yield running


@pytest.fixture(scope="module")
def api(two):
    with api_of(two) as running:
        yield running


def assets_of(two, viewer):
    nodes = two.ask(viewer, ASSETS)["data"]["assetNodes"]
    return {node["assetKey"]["path"][-1] for node in nodes}


def test_dagster_takes_the_tag_of_an_asset_with_dots_and_not_with_a_comma():
    assert dg.AssetSpec("a", tags={PROJECT_TAG: "alpha..beta"}).tags[PROJECT_TAG] == "alpha..beta"
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="Invalid tag value"):
        dg.AssetSpec("a", tags={PROJECT_TAG: "alpha,beta"})


def test_every_definition_of_two_projects_belongs_to_both(two):
    owned = two.process.scope(ADMIN).owned
    jobs = {key[2]: projects for key, projects in owned.jobs.items()}
    assert owned.assets[dg.AssetKey("shared")] == BOTH_PROJECTS
    assert owned.assets[dg.AssetKey("own")] == {"alpha"}
    assert jobs["with_comma"] == jobs["with_dots"] == BOTH_PROJECTS
    assert set(owned.instigators.values()) == {BOTH_PROJECTS}


def test_only_who_is_in_both_sees_it(two):
    assert assets_of(two, BOTH) == {"own", "shared"}
    assert assets_of(two, ALPHA[Role.CREATOR]) == {"own"}
    assert assets_of(two, BETA[Role.CREATOR]) == set()
    told = two.ask(ALPHA[Role.CREATOR], JOBS, {"selector": LOCATION})["data"]["repositoryOrError"]
    assert {job["name"] for job in told["pipelines"]} & {"with_comma", "with_dots"} == set()
    assert told["schedules"] == []


def test_the_list_of_assets_and_the_alarms_name_both(api):
    item = api.get(ADMIN, "/assets/shared").json()
    assert item["projects"] == ["alpha", "beta"]
    projects_of = projects_in(defs.resolve_asset_graph())
    assert projects_of(("shared",)) == ["alpha", "beta"]


@pytest.mark.parametrize("tag", ["alpha,beta", "alpha..beta"])
def test_a_run_is_listed_under_each_project_however_its_tag_is_written(two, api, tag):
    run = dg.DagsterRun(job_name="gone", tags={PROJECT_TAG: tag})
    two.instance.run_storage.add_run(run)
    for viewer, project, is_there in (
        (ADMIN, "alpha", True),
        (BOTH, "beta", True),
        (BOTH, "alpha..beta", False),
        (ALPHA[Role.CREATOR], "alpha", False),
    ):
        items = api.get(viewer, "/runs", project=project).json()["items"]
        assert (run.run_id in {item["id"] for item in items}) is is_there
        assert all(item["projects"] == ["alpha", "beta"] for item in items)
