"""A Kettle job's own schedule, which in Dagster belongs to a schedule of Dagster.

When such a job begins where it runs by itself is in `onedata_resources/kettle`.
"""

from __future__ import annotations

from onedata_resources.kettle.engine.job_entries import is_start
from onedata_resources.kettle.engine.job_schedule import Schedule
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import Job


def refuse_own_schedule(job: Job) -> None:
    """Refuse a job whose START waits or repeats; the text has the cron line that replaces it.

    Raises:
        PrepareError: It does.
    """
    for start in job.entries:
        if is_start(start) and Schedule.of(start).waits:
            raise _own_schedule(job.filename or job.name, start.name, Schedule.of(start))


def _own_schedule(path: str, start: str, schedule: Schedule) -> PrepareError:
    cron = schedule.cron()
    en = f" (its cron line is {cron!r})" if cron else ""
    zh = f"（对应的 cron 为 {cron!r}）" if cron else ""
    return PrepareError(
        f"{path}: entry [{start}] starts or repeats the job by a schedule of its own, so its run"
        " would wait, and never end where it repeats. In Dagster a schedule does that: clear"
        f" 'Repeat' and the type of scheduling in the entry, and schedule the assets{en}. `onedata"
        " carte` repeats such a job as Kettle does.",
        f"{path}：条目 [{start}] 按自带的计划启动或重复作业，运行会一直等待，重复时不会结束。"
        f"在 Dagster 中应由调度完成：请清除该条目的“重复”和调度类型，并为资产添加调度{zh}。"
        "`onedata carte` 会像 Kettle 一样重复执行此类作业。",
    )
