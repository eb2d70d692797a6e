"""Runs that a process started by itself and took with it when it was killed.

The daemon watches the runs that it launches; nobody watches those of `onedata demo`. Left alone,
a killed one stays "in progress", and the pool slots that it holds stop every later run.
"""

import dagster as dg
import psutil

PROCESS_TAG = "onedata/process"
UNENDED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def process_tag() -> dict[str, str]:
    """Return the tag that names this process, for the runs that it starts by itself."""
    process = psutil.Process()
    return {PROCESS_TAG: f"{process.pid}@{process.create_time():.2f}"}


def end_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """Tell runs whose process is gone as failed, give back their pool slots; return their ids."""
    unended = instance.get_runs(dg.RunsFilter(statuses=UNENDED))
    dead = [run for run in unended if _is_dead(run.tags.get(PROCESS_TAG))]
    for run in dead:
        instance.report_run_failed(
            run, "进程已不存在，运行按失败处理 / its process is gone: the run counts as failed"
        )
    storage = instance.event_log_storage
    for run_id in storage.get_concurrency_run_ids():
        holder = instance.get_run_by_id(run_id)
        if holder is None or holder.is_finished:
            storage.free_concurrency_slots_for_run(run_id)
    return [run.run_id for run in dead]


def _is_dead(tag: str | None) -> bool:
    """Tell whether the tag names a process that is gone; its number may be another's by now."""
    if tag is None:
        return False
    pid, _, created = tag.partition("@")
    try:
        return f"{psutil.Process(int(pid)).create_time():.2f}" != created
    except psutil.NoSuchProcess:
        return True
