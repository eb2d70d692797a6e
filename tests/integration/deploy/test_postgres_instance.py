"""Dagster's own records in a real PostgreSQL, configured by `deploy/dagster/dagster.yaml`."""

import dagster as dg
import pytest
from sqlalchemy.engine import make_url

from onedata_resources.settings import project_dir

pytestmark = pytest.mark.integration


@pytest.fixture
def instance(postgres_url, monkeypatch, tmp_path):
    url = make_url(postgres_url)
    parts = {"HOST": url.host, "PORT": url.port, "USER": url.username, "DB": url.database}
    for name, value in (parts | {"PASSWORD": url.password}).items():
        monkeypatch.setenv(f"DAGSTER_PG_{name}", str(value))
    text = (project_dir() / "deploy/dagster/dagster.yaml").read_text(encoding="utf-8")
    (tmp_path / "dagster.yaml").write_text(text.replace("/var/lib/onedata", str(tmp_path)))
    with dg.DagsterInstance.from_config(str(tmp_path)) as made:
        yield made


@dg.asset
def stores() -> dg.MaterializeResult:
    return dg.MaterializeResult(metadata={"rows": 3})


@pytest.mark.row("F035")
def test_a_materialization_survives_in_postgresql(instance, tmp_path):
    result = dg.materialize([stores], instance=instance)
    with dg.DagsterInstance.from_config(str(tmp_path)) as opened_again:
        run = opened_again.get_run_by_id(result.run_id)
        event = opened_again.get_latest_materialization_event(dg.AssetKey("stores"))
    assert run is not None
    assert run.status == dg.DagsterRunStatus.SUCCESS
    assert event is not None
    materialization = event.asset_materialization
    assert materialization is not None
    assert materialization.metadata["rows"].value == 3


def test_runs_are_queued_in_postgresql_with_the_limits_of_the_file(instance):
    limits = instance.get_concurrency_config()
    assert limits.run_queue_config.max_concurrent_runs == 8
    assert limits.pool_config.default_pool_limit == 4
    assert type(instance.run_storage).__name__ == "PostgresRunStorage"
