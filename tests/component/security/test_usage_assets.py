"""The tables about how the platform is used, made from a store with an audit log, and from none."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
import sqlalchemy as sa

from onedata_assets.definitions import build_defs
from onedata_assets.defs.security.audit_record import audit_record, audit_record_checks
from onedata_assets.defs.security.schedules import usage_day_schedule
from onedata_assets.defs.security.usage import (
    person_activity_day,
    person_activity_day_checks,
    usage_finding,
    usage_finding_checks,
)
from onedata_assets.lib.partitions import days_to_make
from onedata_resources.clients.lake import LakeClient
from onedata_resources.store.audit import AuditLog, Event
from onedata_resources.store.audit_frame import AuditTrail
from onedata_resources.store.database import open_store
from onedata_resources.store.secrets import platform_key
from onedata_resources.store.tables import AuditRecord

KEY = "k" * 32
DAYS = [date(2026, 9, 1) + timedelta(days=number) for number in range(20)]
LAST = DAYS[-1]
ASSETS = [
    audit_record,
    audit_record_checks,
    person_activity_day,
    person_activity_day_checks,
    usage_finding,
    usage_finding_checks,
]
TABLES = (["dwd", "audit_record"], ["dws", "person_activity_day"], ["ads", "usage_finding"])


@pytest.fixture
def lake(tmp_path: Path) -> LakeClient:
    return LakeClient(str(tmp_path / "lake"))


@pytest.fixture
def trail(tmp_path: Path) -> AuditTrail:
    return AuditTrail(f"sqlite:///{tmp_path}/store.db", key=KEY)


@pytest.fixture
def store(tmp_path: Path):
    """A store in which lin reads a table twice a day, and on the last day a hundred times."""
    made = open_store(f"sqlite:///{tmp_path}/store.db")
    log = AuditLog(made, platform_key(Path(), KEY))
    read = Event("lin", "data.read", "table", "dwd/member", "alpha", "allowed", details={"rows": 9})
    for day in DAYS:
        morning = datetime(day.year, day.month, day.day, 1, 30, tzinfo=UTC)
        for minute in range(100 if day == LAST else 2):
            log.write(read, morning + timedelta(seconds=minute))
        log.write(Event("", "token.expiring", "token", "1"), morning)
    yield made
    made.close()


def run(lake: LakeClient, trail: AuditTrail, first: date, last: date) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        ASSETS,
        resources={"lake": lake, "audit": trail},
        tags={
            "dagster/asset_partition_range_start": first.isoformat(),
            "dagster/asset_partition_range_end": last.isoformat(),
        },
        raise_on_error=False,
    )


def checks(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    found = result.get_asset_check_evaluations()
    return {f"{'/'.join(each.asset_key.path)} {each.check_name}": each.passed for each in found}


def tables(lake: LakeClient) -> list[pl.DataFrame]:
    return [lake.scan(path).collect().sort(pl.col("day"), pl.nth(0), pl.nth(1)) for path in TABLES]


@pytest.mark.row("S82")
@pytest.mark.usefixtures("store")
def test_days_of_the_log_become_records_activity_and_findings(lake, trail):
    result = run(lake, trail, DAYS[0], LAST)
    assert result.success
    failed = [name for name, passed in checks(result).items() if not passed]
    assert failed == ["ads/usage_finding nobody_has_a_finding_to_look_at_first"]
    records, days, findings = tables(lake)
    assert records.height == 19 * 3 + 101
    assert set(days["actor"]) == {"lin"}
    assert days["reads"].to_list() == [2] * 19 + [100]
    assert days["rows_read"].to_list()[-1] == 900
    [finding] = findings.to_dicts()
    assert (finding["kind"], finding["actor"], finding["day"]) == ("many_reads", "lin", LAST)
    assert (finding["value"], finding["usual"], finding["history_days"]) == (100, 2, 19)


@pytest.mark.usefixtures("store")
def test_however_often_and_in_whatever_batches_days_are_made_the_tables_are_the_same(
    lake, trail, tmp_path
):
    run(lake, trail, DAYS[0], LAST)
    run(lake, trail, DAYS[5], LAST)
    other = LakeClient(str(tmp_path / "other"))
    for first, last in ((DAYS[0], DAYS[9]), (DAYS[10], LAST)):
        assert run(other, trail, first, last).success
    for one, two in zip(tables(lake), tables(other), strict=True):
        assert one.equals(two)


@pytest.mark.parametrize("is_there", [False, True])
def test_without_a_store_or_records_there_are_empty_tables_of_the_same_form(
    lake, trail, tmp_path, is_there
):
    if is_there:
        open_store(f"sqlite:///{tmp_path}/store.db").close()
    result = run(lake, trail, DAYS[0], DAYS[1])
    assert result.success
    assert set(checks(result).values()) == {True}
    assert [each.height for each in tables(lake)] == [0, 0, 0]
    assert (tmp_path / "store.db").exists() is is_there


@pytest.mark.usefixtures("store")
def test_records_are_not_replaced_by_those_of_a_store_that_is_elsewhere(lake, trail, tmp_path):
    run(lake, trail, DAYS[0], DAYS[1])
    lost = run(lake, AuditTrail(f"sqlite:///{tmp_path}/none.db"), DAYS[0], DAYS[1])
    assert not lost.success
    told = [each.step_failure_data.error_display_string for each in lost.get_step_failure_events()]
    assert "Set STORE_URL for this run" in told[0]
    assert tables(lake)[0].height == 6


def test_on_kubernetes_runs_of_the_job_know_the_store_and_have_no_key():
    from dagster_k8s.job import get_user_defined_k8s_config

    tags = build_defs().resolve_job_def("usage_day_job").tags
    [variable] = get_user_defined_k8s_config(tags).container_config["env"]
    assert variable["name"] == "STORE_URL"
    secret = variable["value_from"]["secret_key_ref"]
    daemon = Path("deploy/kubernetes/base/daemon.yaml").read_text("utf-8")
    assert f"name: {secret['name']}, key: {secret['key']}" in daemon


@pytest.mark.usefixtures("store")
def test_an_empty_first_day_leaves_room_for_the_next(lake, trail):
    assert run(lake, trail, DAYS[0] - timedelta(days=3), DAYS[0] - timedelta(days=2)).success
    assert run(lake, trail, DAYS[0], DAYS[0]).success
    assert tables(lake)[0].height == 3


def test_a_log_that_was_changed_fails_the_check_of_its_chain(lake, trail, store):
    with store.transaction() as session:
        session.execute(
            sa.update(AuditRecord).where(AuditRecord.sequence == 4).values(actor="wang")
        )
    result = run(lake, trail, DAYS[0], DAYS[1])
    told = checks(result)
    assert result.success
    assert not told["dwd/audit_record the_chain_of_the_log_is_intact"]
    assert told["dwd/audit_record every_record_of_its_days_is_there"]


def test_the_night_makes_the_days_that_were_missed_in_one_run():
    with dg.instance_for_test() as instance:
        for day in ("2026-09-28", "2026-09-30"):
            instance.report_runless_asset_event(
                dg.AssetMaterialization(["ads", "usage_finding"], partition=day)
            )
        night = datetime(2026, 10, 2, 18, 10, tzinfo=UTC)
        # Closed before its instance, else Dagster keeps the storage of one that is gone.
        with dg.build_schedule_context(instance, scheduled_execution_time=night) as context:
            request = usage_day_schedule(context)
    assert isinstance(request, dg.RunRequest)
    # The newest 60 days, of which the first was never made.
    assert request.tags["dagster/asset_partition_range_start"] == "2026-08-04"
    assert request.tags["dagster/asset_partition_range_end"] == "2026-10-02"


@pytest.mark.parametrize(
    ("made", "window"),
    [
        ({"a", "b", "c", "d"}, ("d", "d")),
        ({"a", "b", "d"}, ("c", "d")),
        (set(), ("b", "d")),
    ],
)
def test_days_are_made_from_the_first_that_is_missing(made, window):
    assert days_to_make(["a", "b", "c", "d"], made, 3) == window


def test_what_others_did_is_for_administrators_and_the_project_security():
    specs = {spec.key: spec for spec in build_defs().resolve_all_asset_specs()}
    for path in (["store", "audit"], *TABLES):
        assert specs[dg.AssetKey(path)].tags["onedata/project"] == "security"
