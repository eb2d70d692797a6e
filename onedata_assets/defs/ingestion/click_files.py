"""New click log files start the load of their days; the rule is in `domain/ingestion/days.py`."""

import dagster as dg

from onedata_assets.domain.ingestion.days import Batch, LogFile, next_batch, ranges
from onedata_assets.lib.keys import Layer, table_key
from onedata_assets.lib.partitions import CLICK_DAYS
from onedata_resources.clients.folders import Folders

FOLDER = "clicks"
TABLES = (table_key(Layer.ODS, "click_log"), table_key(Layer.ODS, "click_log__rejected"))
RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


@dg.sensor(
    target=dg.AssetSelection.assets(*TABLES),
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="新的或改写的点击日志文件触发其日期的装载 / "
    "a new or rewritten click log file starts the load of its day",
)
def new_click_files_sensor(
    context: dg.SensorEvaluationContext, folders: dg.ResourceParam[Folders]
) -> dg.SensorResult:
    """Request one run for each stretch of days whose files are new, oldest files first.

    A tick takes at most a month of files and the cursor moves only past those, so a backlog
    drains over several ticks. A file that is written again is loaded again.
    """
    folder = folders.files / FOLDER
    if not folder.is_dir():
        return dg.SensorResult(skip_reason=f"没有目录 {folder} / there is no folder {folder}")
    batch = next_batch(_files(folders), context.cursor)
    for name in batch.unnamed:
        context.log.warning("%s 的文件名不是日期，未装载 / is not named by a day: not loaded", name)
    days = [day for day in batch.days if CLICK_DAYS.has_partition_key(day.isoformat())]
    if not days:
        return dg.SensorResult(skip_reason=_why(batch), cursor=batch.cursor)
    return dg.SensorResult(
        run_requests=[
            dg.RunRequest(
                run_key=f"{first}..{last}@{batch.cursor}",
                asset_selection=list(TABLES),
                tags={RANGE_START: first.isoformat(), RANGE_END: last.isoformat()},
            )
            for first, last in ranges(days)
        ],
        cursor=batch.cursor,
    )


def _files(folders: Folders) -> list[LogFile]:
    """Return the log files that are whole: drafts begin with a dot."""
    return [
        LogFile(path.name, status.st_size, status.st_mtime_ns)
        for path in (folders.files / FOLDER).glob("[!.]*.jsonl")
        for status in [path.stat()]
    ]


def _why(batch: Batch) -> str:
    """Return why nothing is requested."""
    outside = len(batch.days) + len(batch.unnamed)
    if outside:
        return (
            f"{outside} 个新文件不属于可装载的日期 / {outside} new files belong to no day to load"
        )
    return f"{batch.cursor or '开始'} 之后没有新文件 / no file after {batch.cursor or 'the start'}"
