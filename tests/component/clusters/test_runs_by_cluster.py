"""Each run is launched, watched and stopped on the cluster that its project names."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from dagster import DagsterRunStatus
from dagster._core.launcher import ResumeRunContext
from dagster._core.launcher.base import WorkerStatus

from onedata_assets.domain.security.project_rendering import CLUSTER_TAG
from onedata_assets.domain.security.roles import Role
from tests.component.clusters.api_server import Answer
from tests.component.clusters.world import world
from tests.component.portal.served import ADMIN, ALPHA, BETA, LOCATION
from tests.component.portal.world import START, launch

STOP = """
mutation($run: String!) { terminateRun(runId: $run) {
  __typename ... on TerminateRunFailure { message } ... on PythonError { message } } }
"""
DEVS = {"alpha_job": ALPHA[Role.DEV], "beta_job": BETA[Role.DEV]}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with world(tmp_path_factory.mktemp("clusters")) as made:
        yield made


@pytest.fixture
def clean(house):
    yield house
    for server in (house.a, house.b):
        assert not server.strangers
        server.objects.clear()
        server.asked.clear()
    house.projects.change("alpha", settings={"cluster": "a", "resource_group": "research"})
    for run in house.two.instance.get_runs():
        house.two.instance.delete_run(run.run_id)


def status(house, run_id):
    return house.two.instance.get_run_by_id(run_id).status


@pytest.mark.row("F004")
def test_runs_that_people_launch_land_on_the_cluster_of_their_project(clean):
    runs = {job: launch(clean.two, who, job) for job, who in DEVS.items()}
    clean.daemon()
    assert (clean.a.runs(), clean.b.runs()) == ({runs["alpha_job"]}, {runs["beta_job"]})


@pytest.mark.row("F004")
def test_runs_of_schedules_land_on_the_cluster_of_their_project(clean):
    for project, who in (("alpha", ALPHA[Role.OPS]), ("beta", BETA[Role.OPS])):
        clean.two.ask(who, START, {"schedule": {**LOCATION, "scheduleName": f"{project}_schedule"}})
    clean.daemon(at=datetime(datetime.now(UTC).year + 1, 1, 1, 2, 0, 0, tzinfo=UTC))
    by_job = {run.job_name: run.run_id for run in clean.two.instance.get_runs()}
    assert clean.a.runs() == {by_job["alpha_job"]}
    assert clean.b.runs() == {by_job["beta_job"]}


@pytest.mark.row("F002", "F003", "F004")
def test_a_job_has_the_settings_of_its_project_and_what_differs_on_its_cluster(clean):
    for job, who in DEVS.items():
        launch(clean.two, who, job)
    clean.daemon()
    [of_a], [of_b] = clean.a.jobs(), clean.b.jobs()
    pods = [one["spec"]["template"]["spec"] for one in (of_a, of_b)]
    assert [one["serviceAccountName"] for one in pods] == ["runs", "runs-of-b"]
    assert [one["containers"][0]["image"] for one in pods] == ["onedata:0.1.0", "mirror/onedata:2"]
    assert [one.get("priorityClassName") for one in pods] == [None, "low"]
    assert [one["terminationGracePeriodSeconds"] for one in pods] == [7, 7]
    assert pods[0]["nodeSelector"] == {"org": "research"}
    assert "nodeSelector" not in pods[1]
    assert [one["metadata"]["namespace"] for one in (of_a, of_b)] == ["team-a", "team-b"]


@pytest.mark.row("F004")
def test_a_project_that_moves_gets_its_next_runs_elsewhere_and_keeps_those_that_run(clean):
    first = launch(clean.two, DEVS["alpha_job"], "alpha_job")
    clean.daemon()
    clean.projects.change("alpha", settings={"cluster": "b"})
    second = launch(clean.two, DEVS["alpha_job"], "alpha_job")
    clean.daemon()
    assert (clean.a.runs(), clean.b.runs()) == ({first}, {second})
    clean.two.ask(ALPHA[Role.OPS], STOP, {"run": clean.started(first)})
    assert (clean.a.runs(), clean.b.runs()) == (set(), {second})


def test_a_run_without_a_cluster_goes_to_the_first_one_and_is_found_there(clean):
    run = launch(clean.two, ADMIN, "both_beta_job")
    clean.daemon()
    assert clean.a.runs() == {run}
    assert clean.two.instance.get_run_by_id(run).tags[CLUSTER_TAG] == "a"


@pytest.mark.row("F004")
def test_stopping_a_run_deletes_its_job_and_pod_on_its_own_cluster(clean):
    runs = {job: launch(clean.two, who, job) for job, who in DEVS.items()}
    clean.daemon()
    clean.a.asked.clear()
    answer = clean.two.ask(BETA[Role.OPS], STOP, {"run": clean.started(runs["beta_job"])})
    assert answer["data"]["terminateRun"]["__typename"] == "TerminateRunSuccess"
    assert clean.b.objects == {}
    assert clean.a.asked == []
    assert clean.a.runs() == {runs["alpha_job"]}


def test_health_and_what_a_pod_printed_are_asked_of_the_runs_own_cluster(clean):
    run_id = launch(clean.two, DEVS["beta_job"], "beta_job")
    clean.daemon()
    launcher, run = clean.two.instance.run_launcher, clean.two.instance.get_run_by_id(run_id)
    assert launcher.check_run_worker_health(run).status is WorkerStatus.RUNNING
    assert "printed on b" in launcher.get_run_worker_debug_info(run)
    clean.b.jobs()[0]["status"] = {"failed": 1}
    assert launcher.check_run_worker_health(run).status is WorkerStatus.FAILED
    assert clean.a.asked == []


def test_a_run_whose_pod_died_is_resumed_on_its_own_cluster(clean):
    run_id = launch(clean.two, DEVS["beta_job"], "beta_job")
    clean.daemon()
    run = clean.two.instance.get_run_by_id(run_id)
    context = ResumeRunContext(run, workspace=None, resume_attempt_number=1)
    clean.two.instance.run_launcher.resume_run(context)
    names = {one["metadata"]["name"] for one in clean.b.jobs()}
    assert names == {f"dagster-run-{run_id}", f"dagster-run-{run_id}-1"}
    assert clean.a.objects == {}


@pytest.mark.row("F004")
@pytest.mark.parametrize(
    ("cluster", "en", "zh"),
    [
        (
            "gone",
            "which INSTALLATION_FILE does not have (it has: a, b, down, lost)",
            "请管理员添加",
        ),
        ("lost", "The cluster lost cannot be used", "无法使用集群 lost"),
        ("down", "The cluster down did not take the run", "集群 down 未接受运行"),
    ],
)
def test_a_cluster_that_cannot_be_had_fails_its_runs_with_the_reason_and_no_others(
    clean, cluster, en, zh, monkeypatch
):
    monkeypatch.setattr("onedata_portal.gateway.dagster_ui.cluster_clients.PAUSE", 0.0)
    lost, other = (launch(clean.two, who, job) for job, who in DEVS.items())
    clean.two.instance.add_run_tags(lost, {CLUSTER_TAG: cluster})
    clean.daemon()
    assert status(clean, lost) is DagsterRunStatus.FAILURE
    assert en in clean.told(lost)
    assert zh in clean.told(lost)
    assert clean.b.runs() == {other}
    assert status(clean, other) is DagsterRunStatus.STARTING


def test_a_run_goes_on_while_its_cluster_does_not_answer_and_ends_when_it_is_no_more(clean):
    run_id = launch(clean.two, DEVS["alpha_job"], "alpha_job")
    launcher = clean.two.instance.run_launcher
    clean.two.instance.add_run_tags(run_id, {CLUSTER_TAG: "down"})
    run = clean.two.instance.get_run_by_id(run_id)
    assert launcher.check_run_worker_health(run).status is WorkerStatus.RUNNING
    gone = run.with_tags({**run.tags, CLUSTER_TAG: "gone"})
    health = launcher.check_run_worker_health(gone)
    assert health.status is WorkerStatus.UNKNOWN
    assert "另选集群" in health.msg


def test_a_refusal_of_the_cluster_is_told_in_its_words(clean):
    clean.a.refusal = Answer(403, "Forbidden", "exceeded quota: team-a")
    run_id = launch(clean.two, DEVS["alpha_job"], "alpha_job")
    clean.daemon()
    clean.a.refusal = None
    assert status(clean, run_id) is DagsterRunStatus.FAILURE
    assert "403 Forbidden" in clean.told(run_id)
    assert "exceeded quota: team-a" in clean.told(run_id)


@pytest.mark.row("F004")
def test_many_threads_never_reach_the_wrong_cluster(clean):
    """Process-wide settings of Kubernetes' client once in 300 did."""
    runs = [(job, launch(clean.two, who, job)) for job, who in list(DEVS.items()) * 10]
    clean.daemon()
    launcher = clean.two.instance.run_launcher
    by_id = {run.run_id: run for run in clean.two.instance.get_runs()}

    def look(run_id):
        for _ in range(10):
            assert launcher.check_run_worker_health(by_id[run_id]).status is WorkerStatus.RUNNING
        return launcher.terminate(run_id)

    expected = {job: {run_id for name, run_id in runs if name == job} for job in DEVS}
    assert (clean.a.runs(), clean.b.runs()) == (expected["alpha_job"], expected["beta_job"])
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(look, [run_id for _, run_id in runs]))
    assert clean.a.objects == clean.b.objects == {}


def test_a_kubeconfig_that_is_written_again_is_read_again(clean):
    clean.b.token = "another"
    clean.b.write_kubeconfig()
    run = launch(clean.two, DEVS["beta_job"], "beta_job")
    clean.daemon()
    assert clean.b.runs() == {run}


@pytest.mark.row("F004")
def test_what_the_pod_of_a_run_does_ends_the_run(clean):
    clean.b.works = True
    run = launch(clean.two, DEVS["beta_job"], "beta_job")
    clean.daemon()
    assert clean.two.finished(run) == "SUCCESS"
    clean.b.works = False
