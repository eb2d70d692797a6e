"""The alarm sensor on a real instance with real runs."""

from datetime import UTC, datetime, timedelta

import dagster as dg
import httpx
import pytest
from dagster._core.definitions.freshness import FreshnessState, FreshnessStateChange

from onedata_assets.defs.operations.alarms import alarm_sensor
from onedata_assets.lib.alarms import raise_alarms
from onedata_resources.clients.jsonl import read_lines
from onedata_resources.clients.notify import NotifyClient
from onedata_resources.store.database import open_store
from onedata_resources.store.people import People
from onedata_resources.store.projects import Projects
from onedata_resources.store.receivers import Members
from tests.component.notify.mailbox import mail_server
from tests.component.operations import shop


class Nobody(Members):
    """A store of an installation in which nobody is told."""

    def of(self, projects):
        raise AssertionError(f"members of {projects} are asked for without a rule for people")


NOBODY = Nobody("sqlite://", "common")


@pytest.fixture
def client(tmp_path):
    return NotifyClient(f"file://{tmp_path}/alarms.jsonl", ui_url="http://ui/")


def tick(instance, client, members=NOBODY) -> dg.SensorResult:
    resources = {"alarms": client, "members": members}
    context = dg.build_sensor_context(instance=instance, resources=resources, definitions=shop.DEFS)
    return alarm_sensor(context)


def alarms(tmp_path):
    return list(read_lines(tmp_path / "alarms.jsonl"))


def test_when_all_is_well_nothing_is_sent(instance, client, tmp_path):
    shop.run(instance)
    assert "0 alarms sent, 1 runs" in tick(instance, client).skip_reason.skip_message
    assert alarms(tmp_path) == []


@pytest.mark.row("F018", "F089")
def test_a_failed_run_says_what_where_and_what_to_do_in_both_languages(instance, client, tmp_path):
    done = shop.run(instance, fails=True)
    tick(instance, client)
    [alarm] = alarms(tmp_path)
    assert (alarm["severity"], alarm["kind"]) == ("error", "run_failed")
    assert "the <b>board</b> broke" in alarm["what"]["en"]
    assert "看板</script>坏了" in alarm["what"]["zh"]
    assert "看板" not in alarm["what"]["en"]
    assert alarm["what"]["zh"].startswith("资产物化 运行失败（步骤：ads__board）")
    assert alarm["title"] == {"zh": "运行失败：资产物化", "en": "Run failed: asset materialization"}
    assert alarm["where"] == ["ads/board"]
    assert alarm["link"] == f"http://ui/runs/{done.run_id}"
    assert alarm["todo"]["zh"]
    assert alarm["todo"]["en"]
    assert datetime.fromisoformat(alarm["time"]).tzinfo


@pytest.mark.row("S53", "S54")
def test_failed_checks_are_told_with_their_severity_and_link(instance, client, tmp_path):
    shop.run(instance, check_holds=False)
    tick(instance, client)
    by_link = {alarm["link"]: alarm for alarm in alarms(tmp_path)}
    page = "http://ui/assets/ods/orders?view=checks&checkDetail="
    unique, many = by_link[f"{page}order_ids_are_unique"], by_link[f"{page}orders_are_many"]
    assert (unique["severity"], many["severity"]) == ("error", "warning")
    assert unique["what"]["en"].endswith("2 ids stand twice")
    assert unique["what"]["zh"].endswith("有 2 个编号重复")
    assert many["what"]["zh"].endswith("检查没有给出说明")


def test_each_alarm_is_sent_once(instance, client, tmp_path):
    shop.run(instance, check_holds=False, fails=True)
    for _ in range(3):
        tick(instance, client)
    assert len(alarms(tmp_path)) == 3


def test_the_owner_decides_the_channel(instance, tmp_path):
    client = NotifyClient(
        f"file://{tmp_path}/alarms.jsonl", channels=f"data=file://{tmp_path}/data.jsonl"
    )
    shop.run(instance, check_holds=False)
    tick(instance, client)
    assert {alarm["channel"] for alarm in read_lines(tmp_path / "data.jsonl")} == {"data"}
    assert alarms(tmp_path) == []


def test_a_routing_error_sends_the_alarm_to_the_default_channel(instance, tmp_path):
    client = NotifyClient(
        f"file://{tmp_path}/alarms.jsonl", channels=f"data=file://{tmp_path}/data.jsonl"
    )
    shop.run(instance, fails=True)
    tick(instance, client)
    [alarm] = alarms(tmp_path)
    assert alarm["channel"] == "default"
    assert "team:nobody-knows" in alarm["routing"]


@pytest.mark.row("F018")
def test_rules_send_the_alarms_of_a_project_to_its_channel(instance, tmp_path):
    file = tmp_path / "notify.yaml"
    file.write_text(
        f"channels: {{theirs: {{kind: file, path: {tmp_path}/theirs.jsonl}}}}\n"
        "admins: [{projects: [research], kinds: [run_failed], channels: [theirs]}]\n"
    )
    client = NotifyClient(f"file://{tmp_path}/alarms.jsonl", file=str(file))
    for project in ("research", "other"):
        run = dg.DagsterRun(job_name="daily", tags={"onedata/project": project})
        instance.add_run(run)
        instance.report_run_failed(run, message="no worker took the run")
    tick(instance, client)
    assert [one["projects"] for one in read_lines(tmp_path / "theirs.jsonl")] == [["research"]]
    assert [one["projects"] for one in alarms(tmp_path)] == [["other"]]


@pytest.mark.row("F018")
def test_members_of_the_project_get_its_alarms_by_mail_where_a_rule_says_so(instance, tmp_path):
    store, now = open_store(f"sqlite:///{tmp_path}/store.db"), datetime.now(UTC)
    people, projects = People(store), Projects(store)
    for name, project, language in (
        ("ann", "research", "en"),
        ("bo", "research", "zh"),
        ("cy", "other", "zh"),
    ):
        people.add(name, now=now, email=f"{name}@a.example", language=language)
        if project not in {each.name for each in projects.list()}:
            projects.add(project, now=now)
        projects.set_role(project, name, "viewer", now)
    people.add("root", now=now, is_admin=True)
    people.change("bo", is_active=False)
    store.close()
    run = dg.DagsterRun(job_name="daily", tags={"onedata/project": "research"})
    instance.add_run(run)
    instance.report_run_failed(run, message="no worker took the run")
    file = tmp_path / "notify.yaml"
    with mail_server() as box:
        file.write_text(
            f"channels: {{mail: {{kind: email, host: 127.0.0.1, port: {box.port}, security: none, "
            "from: o@a.example, to: [ops@a.example]}}\n"
            "people: [{kinds: [run_failed], channels: [mail]}]\n"
        )
        client = NotifyClient(f"file://{tmp_path}/alarms.jsonl", file=str(file))
        for _ in range(2):
            tick(instance, client, Members(f"sqlite:///{tmp_path}/store.db", "common"))
    assert [(one["To"].addresses[0].addr_spec, one["Subject"]) for one in box.mails] == [
        ("ann@a.example", "Run failed: daily")
    ]
    assert len(alarms(tmp_path)) == 1


def test_alarms_wait_while_the_channel_is_away(instance, client, tmp_path):
    def refuse(request):
        raise httpx.ConnectError("refused")

    dead = NotifyClient("https://chat", transport=httpx.MockTransport(refuse))
    shop.run(instance, check_holds=False, fails=True)
    assert "stopped: alarm channel" in tick(instance, dead).skip_reason.skip_message
    tick(instance, client)
    assert len(alarms(tmp_path)) == 3


def test_alarms_already_delivered_are_not_repeated_after_the_channel_died(
    instance, client, tmp_path
):
    taken = []

    def answer(request):
        taken.append(request)
        return httpx.Response(200 if len(taken) == 1 else 500)

    shop.run(instance, check_holds=False, fails=True)
    tick(instance, NotifyClient("https://chat", transport=httpx.MockTransport(answer)))
    tick(instance, client)
    assert len(alarms(tmp_path)) == 2


def test_a_run_that_failed_before_it_started_is_told(instance, client, tmp_path):
    run = dg.DagsterRun(job_name="daily", run_id="11111111-1111-4111-8111-111111111111")
    instance.add_run(run)
    instance.report_run_failed(run, message="no worker took the run")
    tick(instance, client)
    tick(instance, client)
    [alarm] = alarms(tmp_path)
    assert "no worker took the run" in alarm["what"]["en"]


def test_the_first_look_reaches_one_day_back(instance, client, tmp_path):
    shop.run(instance, fails=True)
    later = datetime.now(tz=UTC) + timedelta(days=2)
    cursor = None
    for _ in range(2):
        done = raise_alarms(instance, client, cursor, owners_of=lambda key: [], now=later)
        cursor = done.cursor
    assert alarms(tmp_path) == []


@pytest.mark.row("S53")
@pytest.mark.parametrize(
    ("state", "severities"), [("FAIL", ["error"]), ("WARN", ["warning"]), ("PASS", [])]
)
def test_a_late_asset_is_told_once(instance, client, tmp_path, state, severities):
    change = FreshnessStateChange(
        key=shop.SALES,
        new_state=FreshnessState(state),
        previous_state=FreshnessState.UNKNOWN,
        state_change_timestamp=datetime.now(tz=UTC).timestamp(),
    )
    instance.report_runless_asset_event(change)
    tick(instance, client)
    tick(instance, client)
    assert [alarm["severity"] for alarm in alarms(tmp_path)] == severities
    assert all(alarm["where"] == ["dwd/sales"] for alarm in alarms(tmp_path))
    assert all(alarm["projects"] == ["retail"] for alarm in alarms(tmp_path))
