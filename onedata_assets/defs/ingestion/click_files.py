"""New click log files start the load of their days; the rule is in `domain/ingestion/days.py`."""

import stat
from collections.abc import Iterator

import dagster as dg

from onedata_assets.domain.ingestion.days import Batch, LogFile, Seen, next_batch, ranges
from onedata_assets.lib.keys import Layer, table_key
from onedata_assets.lib.partitions import CLICK_DAYS, range_tags
from onedata_resources.clients.folders import Folders

FOLDER = "clicks"
LOG = table_key(Layer.ODS, "click_log")
TABLES = (LOG, table_key(Layer.ODS, "click_log__rejected"))
PAGE = 1000


@dg.sensor(
    target=dg.AssetSelection.assets(*TABLES),
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="新的或改写的点击日志文件触发其日期的装载 / "
    "a new or rewritten click log file starts the load of its day",
)
def new_click_files_sensor(
    context: dg.SensorEvaluationContext, folders: dg.ResourceParam[Folders]
) -> dg.SensorResult:
    """Request one run for each stretch of days whose files are new, oldest files first.

    A tick takes at most a month of files and the cursor holds only those that were taken, so a
    backlog drains over several ticks. A file that is written again is loaded again; the rows of one
    that is deleted stay until its day is materialized. The first tick passes over files whose day
    was loaded since they were put there.
    """
    folder = folders.files / FOLDER
    if not folder.is_dir():
        return dg.SensorResult(skip_reason=f"没有目录 {folder} / there is no folder {folder}")
    files = list(_files(context, folders))
    seen = Seen.parse(context.cursor) or Seen.loaded(files, _loaded_at(context.instance))
    batch = next_batch(files, seen)
    for name in batch.unnamed:
        context.log.warning("%s 的文件名不是日期，未装载 / is not named by a day: not loaded", name)
    days = [day for day in batch.days if CLICK_DAYS.has_partition_key(day.isoformat())]
    if not days:
        return dg.SensorResult(skip_reason=_why(batch), cursor=str(batch.seen))
    return dg.SensorResult(
        run_requests=[
            dg.RunRequest(
                run_key=batch.run_key(first, last),
                asset_selection=list(TABLES),
                tags=range_tags(first.isoformat(), last.isoformat()),
            )
            for first, last in ranges(days)
        ],
        cursor=str(batch.seen),
    )


def _files(context: dg.SensorEvaluationContext, folders: Folders) -> Iterator[LogFile]:
    """Yield the log files that are whole (drafts begin with a dot) and can be read."""
    for path in (folders.files / FOLDER).glob("[!.]*.jsonl"):
        try:
            status = path.stat()
        except OSError as error:
            # Deleted meanwhile, or a link to nothing: it must not keep the others from being seen.
            context.log.warning("%s 不可读，已跳过 / cannot be read: passed over: %s", path, error)
            continue
        if stat.S_ISREG(status.st_mode):
            yield LogFile(path.name, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _loaded_at(instance: dg.DagsterInstance) -> dict[str, float]:
    """Return when each day of the log was last loaded, as seconds of the epoch."""
    found: dict[str, float] = {}
    position, more = None, True
    while more:
        page = instance.fetch_materializations(LOG, limit=PAGE, cursor=position)
        for record in page.records:
            if record.partition_key:
                found.setdefault(record.partition_key, record.timestamp)
        position, more = page.cursor, page.has_more
    return found


def _why(batch: Batch) -> str:
    """Return why nothing is requested."""
    if batch.files:
        count = len(batch.files)
        return f"{count} 个新文件不属于可装载的日期 / {count} new files belong to no day to load"
    count = len(batch.seen.files)
    return f"没有新文件，已见 {count} 个 / no new file beside the {count} seen"
