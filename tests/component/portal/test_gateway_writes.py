"""A member changes only what the role allows, by any mutation of Dagster's schema."""

import pytest

from onedata_assets.domain.security.projects import PROJECT_TAG, USER_TAG
from onedata_assets.domain.security.roles import GRANTS, Role
from onedata_portal.gateway.dagster_ui.context import PersonRequestContext
from onedata_portal.gateway.dagster_ui.permissions import for_administrators
from tests.component.portal.answers import as_ghost, ask, hidden, stored
from tests.component.portal.mutation_rules import MUTATIONS
from tests.component.portal.questions import root
from tests.component.portal.served import ADMIN, ALPHA, BOTH, LOCATION, MEMBER
from tests.component.portal.world import LAUNCH, launch, launch_params

NOT_ALLOWED = [
    (name, role)
    for name, (action, _) in MUTATIONS.items()
    for role in Role
    if action is None or action not in GRANTS[role]
]


def test_every_mutation_has_a_rule():
    assert set(MUTATIONS) == set(root("Mutation"))


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_creator_changes_nothing_of_another_project(two, name):
    _, variables = MUTATIONS[name]
    before = stored(two)
    asked = ask(two, MEMBER, name, variables(two.made["beta"]), "Mutation")
    of_none = ask(two, MEMBER, name, variables(two.made["ghost"]), "Mutation")
    assert stored(two) == before
    assert hidden(two, of_none) == []
    assert as_ghost(two, asked) == of_none


@pytest.mark.parametrize(("name", "role"), NOT_ALLOWED)
def test_a_member_changes_nothing_that_the_role_does_not_allow(two, name, role):
    _, variables = MUTATIONS[name]
    before = stored(two)
    ask(two, ALPHA[role], name, variables(two.made["alpha"]), "Mutation")
    assert stored(two) == before


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("startSensor", Role.OPS),
        ("addDynamicPartition", Role.OPS),
        ("reportRunlessAssetEvents", Role.OPS),
        ("cancelPartitionBackfill", Role.DEV),
    ],
)
def test_what_the_role_allows_happens(two, name, role):
    _, variables = MUTATIONS[name]
    before = stored(two)
    ask(two, ALPHA[role], name, variables(two.made["alpha"]), "Mutation")
    assert stored(two) != before


def test_a_run_is_deleted_by_who_may_and_its_events_with_it(two):
    run_id = launch(two, ALPHA[Role.DEV], "alpha_op_job")
    two.finished(run_id)
    ask(two, ALPHA[Role.OPS], "deleteRun", {"runId": run_id}, "Mutation")
    assert not two.instance.has_run(run_id)
    assert two.instance.all_logs(run_id) == []


def test_a_member_of_two_projects_launches_only_where_the_role_allows(two):
    assert two.finished(launch(two, BOTH, "__ASSET_JOB", ["alpha_late"])) == "SUCCESS"
    before = stored(two)
    told = two.ask(BOTH, LAUNCH, {"params": launch_params("beta_op_job")})
    assert told["data"]["launchRun"]["__typename"] == "UnauthorizedError"
    assert stored(two) == before


@pytest.mark.parametrize(
    ("job", "assets"),
    [
        ("__ASSET_JOB", ["alpha_orders", "beta_secret"]),
        ("__ASSET_JOB", ["mixed_alpha"]),
        ("__ASSET_JOB", None),
        ("both_beta_job", None),
        ("both_beta_job", ["alpha_orders"]),
    ],
)
def test_a_run_of_two_projects_needs_the_right_in_both(two, job, assets):
    before = stored(two)
    for viewer in (MEMBER, BOTH):
        told = two.ask(viewer, LAUNCH, {"params": launch_params(job, assets)})
        assert "LaunchRunSuccess" not in str(told)
    assert stored(two) == before


def test_steps_of_another_project_cannot_be_selected_by_their_names(two):
    before = stored(two)
    params = launch_params("__ASSET_JOB", None)
    params["selector"]["solidSelection"] = ["beta_secret"]
    assert "LaunchRunSuccess" not in str(two.ask(MEMBER, LAUNCH, {"params": params}))
    params = launch_params("__ASSET_JOB", ["alpha_orders"], stepKeys=["beta_secret"])
    assert "LaunchRunSuccess" not in str(two.ask(MEMBER, LAUNCH, {"params": params}))
    assert stored(two) == before


def test_runs_and_backfills_say_who_and_which_project(two):
    run = two.instance.get_run_by_id(two.made["alpha"].run)
    assert (run.tags[USER_TAG], run.tags[PROJECT_TAG]) == ("a_dev", "alpha")
    both = two.instance.get_run_by_id(two.made["runs"]["both"])
    assert (both.tags[USER_TAG], both.tags[PROJECT_TAG]) == ("admin", "alpha,beta")
    backfill = two.instance.get_backfill(two.made["alpha"].backfill)
    assert (backfill.tags[USER_TAG], backfill.tags[PROJECT_TAG]) == ("a_ops", "alpha")


def test_tags_of_a_request_do_not_move_a_run_into_another_project(two):
    tags = [{"key": PROJECT_TAG, "value": "beta"}, {"key": USER_TAG, "value": "b_dev"}]
    params = launch_params("alpha_op_job", None, executionMetadata={"tags": tags})
    told = two.ask(MEMBER, LAUNCH, {"params": params})
    run_id = told["data"]["launchRun"]["run"]["runId"]
    run = two.instance.get_run_by_id(run_id)
    assert (run.tags[USER_TAG], run.tags[PROJECT_TAG]) == ("a_creator", "alpha")
    assert two.finished(run_id) == "SUCCESS"


def test_a_launched_run_keeps_the_snapshot_that_the_code_server_has(two):
    mine = two.instance.get_run_by_id(two.made["runs"]["alpha_op"])
    job = two.process.whole().code_locations[0].get_repository("__repository__")
    assert mine.job_snapshot_id == job.get_full_job("alpha_op_job").identifying_job_snapshot_id


ONE_PARTITION = """
query($job: PipelineSelector!, $key: String!, $assets: [AssetKeyInput!]!) {
  pipelineOrError(params: $job) { ... on Pipeline {
    partition(partitionName: $key, selectedAssetKeys: $assets) {
      tagsOrError { ... on PartitionTags { results { key value } } }
      runConfigOrError { ... on PartitionRunConfig { yaml } ... on PythonError { message } } } } } }
"""


def test_a_member_may_launch_one_partition_of_assets_as_dagsters_pages_do(two):
    asked = {
        "job": {**LOCATION, "pipelineName": "__ASSET_JOB"},
        "key": "north",
        "assets": [{"path": ["alpha_parts"]}],
    }
    told = two.ask(ALPHA[Role.DEV], ONE_PARTITION, asked)["data"]["pipelineOrError"]["partition"]
    assert told["runConfigOrError"] == {"yaml": "{}\n"}
    tags = told["tagsOrError"]["results"]
    params = launch_params("__ASSET_JOB", ["alpha_parts"], executionMetadata={"tags": tags})
    launched = two.ask(ALPHA[Role.DEV], LAUNCH, {"params": params})["data"]["launchRun"]
    assert two.finished(launched["run"]["runId"]) == "SUCCESS"


def test_an_administrator_may_do_what_nobody_else_may(two):
    answer = ask(
        two, ADMIN, "setConcurrencyLimit", {"concurrencyKey": "new", "limit": 1}, "Mutation"
    )
    assert answer == {"data": {"setConcurrencyLimit": True}}
    ask(two, ADMIN, "deleteConcurrencyLimit", {"concurrencyKey": "new"}, "Mutation")


@pytest.fixture
def hooks_allow_everything(monkeypatch):
    """Let Dagster's permission hooks pass, so that only the storages are left to refuse."""
    everything = for_administrators()
    monkeypatch.setattr(PersonRequestContext, "permissions", everything)
    for name in ("permissions_for_location", "permissions_for_owner"):
        monkeypatch.setattr(PersonRequestContext, name, lambda _self, **_: everything)


@pytest.mark.parametrize(("name", "role"), NOT_ALLOWED)
@pytest.mark.parametrize("project", ["alpha", "beta"])
@pytest.mark.usefixtures("hooks_allow_everything")
def test_the_storages_refuse_by_themselves(two, name, role, project):
    _, variables = MUTATIONS[name]
    before = stored(two)
    ask(two, ALPHA[role], name, variables(two.made[project]), "Mutation")
    assert stored(two) == before


@pytest.mark.parametrize("name", MUTATIONS)
@pytest.mark.usefixtures("hooks_allow_everything")
def test_the_storages_refuse_a_creator_of_another_project_by_themselves(two, name):
    before = stored(two)
    ask(two, MEMBER, name, MUTATIONS[name][1](two.made["beta"]), "Mutation")
    assert stored(two) == before
