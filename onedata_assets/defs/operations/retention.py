"""Old runs and their logs are deleted every night; ticks are, by `retention` in `dagster.yaml`."""

from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph
from pydantic import Field

from onedata_assets.domain.operations.retention import EndedRun, expired
from onedata_assets.lib.partitions import RETAIL_TIMEZONE

PAGE = 500
ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


class Retention(dg.Config):
    """How long runs are kept."""

    days: int = Field(default=90, ge=1, description="运行保留天数 / Days that runs are kept.")


@dg.op
def delete_expired_runs(context: dg.OpExecutionContext, config: Retention) -> None:
    """Delete expired runs with their events and captured logs; running it again deletes nothing."""
    graph = context.repository_def.asset_graph
    now = datetime.now(tz=UTC)
    deleted = delete_expired(context.instance, graph, now=now, days=config.days)
    context.log.info("deleted %d runs / 已删除 %d 个运行", len(deleted), len(deleted))


def delete_expired(
    instance: dg.DagsterInstance, graph: AssetGraph, *, now: datetime, days: int
) -> list[str]:
    """Delete the expired runs and return their ids.

    A run with the newest materialization of an asset, or the newest result of a check, is kept.
    """
    needed = newest_runs(instance, graph)
    old = expired(list(ended_runs(instance)), now=now, days=days, needed=needed)
    for run_id in old:
        instance.delete_run(run_id)
        instance.compute_log_manager.delete_logs(prefix=[run_id])
    return old


def ended_runs(instance: dg.DagsterInstance) -> Iterator[EndedRun]:
    """Yield every run that ended, page by page."""
    cursor = None
    while True:
        page = instance.get_run_records(dg.RunsFilter(statuses=ENDED), limit=PAGE, cursor=cursor)
        for record in page:
            ended = record.end_time or record.update_timestamp.timestamp()
            run_id = record.dagster_run.run_id
            yield EndedRun(run_id, datetime.fromtimestamp(ended, tz=UTC))
        if len(page) < PAGE:
            return
        cursor = page[-1].dagster_run.run_id


def newest_runs(instance: dg.DagsterInstance, graph: AssetGraph) -> frozenset[str]:
    """Return the runs that the newest state of any asset or check comes from."""
    assets = instance.get_latest_materialization_events(list(graph.materializable_asset_keys))
    checks = instance.event_log_storage.get_latest_asset_check_execution_by_key(
        sorted(graph.asset_check_keys)
    )
    return frozenset(
        [entry.run_id for entry in assets.values() if entry]
        + [execution.run_id for execution in checks.values()]
    )


@dg.job(description="删除过期运行及其日志 / deletes expired runs with their logs")
def retention_job() -> None:
    """Delete what is older than the retention."""
    delete_expired_runs()


retention_schedule = dg.ScheduleDefinition(
    name="retention_schedule",
    job=retention_job,
    cron_schedule="30 4 * * *",
    execution_timezone=RETAIL_TIMEZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="每晚清理过期运行 / deletes expired runs every night",
)
