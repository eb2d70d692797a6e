"""Runs get what their projects set, whoever launches them, and a quota refuses in words."""

import json
from datetime import UTC, datetime

import pytest
from dagster._core.storage.dagster_run import DagsterRunStatus

from onedata_assets.domain.security.project_rendering import (
    GROUP_TAG,
    KUBERNETES_TAG,
    PRIORITY_TAG,
)
from onedata_assets.domain.security.projects import PROJECT_TAG, USER_TAG
from onedata_assets.domain.security.roles import Role
from tests.component.portal.api import api_of
from tests.component.portal.served import ADMIN, ALPHA, LOCATION
from tests.component.portal.settled import settled
from tests.component.portal.world import LAUNCH, START, backfill, launch, launch_params

PLACED = {
    "mounts": "w(pvc):/mnt",
    "node_selector": "disk=ssd",
    "resource_group": "research",
    "priority": "7",
    "quotas": {"cpu": "4", "member": {"cpu": "2"}},
}
DEV, OPS = ALPHA[Role.DEV], ALPHA[Role.OPS]


@pytest.fixture(scope="module")
def queue(tmp_path_factory):
    """The two projects, of which alpha has settings; runs wait in the queue: there is no daemon."""
    settings = {"alpha": PLACED, "beta": {**PLACED, "resource_group": "other"}}
    with settled(tmp_path_factory.mktemp("queue"), settings) as made:
        yield made


@pytest.fixture
def empty(queue):
    yield queue.server
    for run in queue.server.instance.get_runs():
        queue.server.instance.delete_run(run.run_id)


def tags(queue, run_id):
    run = queue.instance.get_run_by_id(run_id)
    assert run.status is DagsterRunStatus.QUEUED
    return run.tags


def mounted(run_tags):
    config = json.loads(run_tags[KUBERNETES_TAG])
    assert config["pod_spec_config"]["nodeSelector"] == {"disk": "ssd", "org": "research"}
    return [each["mountPath"] for each in config["container_config"]["volumeMounts"]]


def with_tags(**more):
    told = [{"key": key.replace("_", "/", 1), "value": value} for key, value in more.items()]
    return launch_params("alpha_job", executionMetadata={"tags": told})


@pytest.mark.row("F002", "F003")
def test_a_run_that_a_member_launches_gets_what_the_project_sets(empty):
    found = tags(empty, launch(empty, DEV, "alpha_job"))
    assert mounted(found) == ["/mnt/a_dev"]
    assert (found[GROUP_TAG], found[PRIORITY_TAG]) == ("research", "7")
    assert (found[USER_TAG], found[PROJECT_TAG]) == ("a_dev", "alpha")


def test_a_member_does_not_put_a_run_elsewhere_by_a_tag(empty):
    wish = json.dumps({"pod_spec_config": {"hostNetwork": True}})
    sent = {"dagster-k8s_config": wish, "onedata_resource_group": "other", "onedata_user": "root"}
    answer = empty.ask(DEV, LAUNCH, {"params": with_tags(**sent)})
    found = tags(empty, answer["data"]["launchRun"]["run"]["runId"])
    assert "hostNetwork" not in found[KUBERNETES_TAG]
    assert (found[GROUP_TAG], found[USER_TAG]) == ("research", "a_dev")


def test_a_run_of_two_projects_gets_what_both_say(empty):
    found = tags(empty, launch(empty, ADMIN, "both_beta_job"))
    assert found[PRIORITY_TAG] == "7"
    assert GROUP_TAG not in found
    assert json.loads(found[KUBERNETES_TAG])["pod_spec_config"]["nodeSelector"] == {"disk": "ssd"}


@pytest.mark.row("F002", "F003")
def test_a_run_that_a_schedule_launches_gets_the_same(queue, empty):
    empty.ask(OPS, START, {"schedule": {**LOCATION, "scheduleName": "alpha_schedule"}})
    queue.schedules(datetime(datetime.now(UTC).year + 1, 1, 1, 0, 0, 5, tzinfo=UTC))
    [run] = empty.instance.get_runs()
    assert run.tags["dagster/schedule_name"] == "alpha_schedule"
    assert mounted(tags(empty, run.run_id)) == ["/mnt/+automation"]
    assert run.tags[PROJECT_TAG] == "alpha"


def test_a_backfill_says_who_and_which_project_and_no_place(empty):
    number = backfill(empty, OPS, "alpha_parts", ["north"])
    found = empty.instance.get_backfill(number).tags
    assert found == {USER_TAG: "a_ops", PROJECT_TAG: "alpha"}


def test_a_launch_that_goes_over_a_quota_is_refused_in_words_and_stores_nothing(empty):
    first = empty.ask(DEV, LAUNCH, {"params": with_tags(onedata_cpu="2")})
    assert "run" in first["data"]["launchRun"]
    refused = empty.ask(DEV, LAUNCH, {"params": with_tags(onedata_cpu="1")})["data"]["launchRun"]
    assert refused["__typename"] == "PythonError"
    assert "a_dev (alpha) would use 3, the quota is 2" in refused["message"]
    assert "超过配额" in refused["message"]
    other = empty.ask(OPS, LAUNCH, {"params": with_tags(onedata_cpu="2")})
    assert "run" in other["data"]["launchRun"]
    full = empty.ask(ADMIN, LAUNCH, {"params": with_tags(onedata_cpu="0.5")})["data"]["launchRun"]
    assert "alpha would use 4.5, the quota is 4" in full["message"]
    assert len(empty.instance.get_runs()) == 2


def test_a_run_that_no_person_launches_fails_with_the_reason(empty):
    for _ in range(2):
        empty.ask(ADMIN, LAUNCH, {"params": with_tags(onedata_cpu="2")})
        first, *_ = empty.instance.get_runs()
        empty.instance.add_run_tags(first.run_id, {USER_TAG: "somebody"})
    run = first.with_tags({**first.tags, "onedata/cpu": "1"})
    run = run._replace(run_id="7" * 8, status=DagsterRunStatus.NOT_STARTED)
    empty.instance.run_storage.add_run(run)
    with empty.process.whole() as workspace:
        done = empty.instance.submit_run(run.run_id, workspace)
    assert done.status is DagsterRunStatus.FAILURE
    said = [entry.message for entry in empty.instance.all_logs(run.run_id)]
    assert any("would use 5, the quota is 4" in one and "配额" in one for one in said)


def test_the_api_tells_a_quota_in_both_languages(empty):
    empty.ask(DEV, LAUNCH, {"params": with_tags(onedata_cpu="2")})
    [first] = empty.instance.get_runs()
    empty.instance.report_run_failed(first)
    empty.ask(DEV, LAUNCH, {"params": with_tags(onedata_cpu="2")})
    with api_of(empty) as api:
        answer = api.post(DEV, f"/runs/{first.run_id}/retry", {})
    said = answer.json()
    assert (answer.status_code, said["code"]) == (409, "conflict")
    assert "the quota is 2" in said["en"]
    assert said["zh"].startswith("未启动运行。")
    assert "未启动" not in said["en"]
