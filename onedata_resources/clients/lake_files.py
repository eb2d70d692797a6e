"""Data files written by Polars on every core, and the commit that makes a version of them.

deltalake's own writer takes one stream and encodes it on one core, for twice the time of Polars'
Parquet writer, and its merge costs twice the processor time of a join (`bench/lake_io.py`). So a
plain table, of flat columns in a local folder, is written here: Polars writes the files, deltalake
commits them. Tables that other programs gave features that writers must heed (partitions,
constraints, deletion vectors), and object stores, go through `lake_write.py`.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from onedata_resources.clients.lake_records import MERGE, OPERATION, ROWS, WRITE, Written
from onedata_resources.clients.lake_stats import file_stats

if TYPE_CHECKING:
    import polars as pl
    from deltalake import DeltaTable, Schema, Transaction
    from deltalake.transaction import AddAction, RemoveAction
    from polars.io.partition import SinkedPathsCallbackArgs

FILE_BYTES = 1 << 30
"""Rows of so many bytes in memory go to one file: about 200 MB on disk."""
_FILE = "__onedata_file"
_PLAIN_FEATURES = {"timestampNtz"}
_NESTED = ("struct", "array", "map", "variant")


@dataclass(frozen=True)
class NewFiles:
    """Files that no version names yet."""

    adds: list[AddAction]
    rows: int


def table_folder(table: DeltaTable) -> str:
    """Return the folder of a local table, ending in a slash; the URL of one elsewhere."""
    return table.table_uri.removeprefix("file://")


def is_plain(table: DeltaTable | None, location: str, schema: Schema) -> bool:
    """Tell whether files with these columns can become a version of the table, or a new table.

    The columns must be the table's own: changing them is the library's task.
    """
    if "://" in location or any(field.type.type in _NESTED for field in schema.fields):
        return False
    if table is None:
        return True
    protocol, metadata = table.protocol(), table.metadata()
    features = {*(protocol.reader_features or ()), *(protocol.writer_features or ())}
    return (
        features <= _PLAIN_FEATURES
        and (protocol.min_writer_version <= 2 or features == _PLAIN_FEATURES)
        and not metadata.partition_columns
        and not metadata.configuration
        and table.schema() == schema
        and not any(field.metadata for field in schema.fields)
    )


def commit_files(
    target: DeltaTable | str,
    schema: Schema,
    frame: pl.LazyFrame,
    *,
    mode: Literal["overwrite", "append"] = "overwrite",
    token: Transaction | None = None,
) -> Written:
    """Write the frame and make it the table's rows, add it to them, or create the table with it.

    Raises:
        CommitFailedError: Another writer replaced the rows, or created the table, meanwhile.
    """
    from deltalake import CommitProperties
    from deltalake.transaction import create_table_with_add_actions

    root = target if isinstance(target, str) else table_folder(target)
    with new_files(Path(root), frame) as files:
        properties = CommitProperties(
            custom_metadata={ROWS: str(files.rows), OPERATION: WRITE},
            app_transactions=[token] if token else None,
            # Added rows go beside what others added meanwhile; replaced ones must be what was seen.
            max_commit_retries=None if mode == "append" and not isinstance(target, str) else 0,
        )
        if isinstance(target, str):
            create_table_with_add_actions(
                root, schema, files.adds, mode="error", commit_properties=properties
            )
            return Written(0, files.rows)
        target.create_write_transaction([*files.adds], mode, schema, commit_properties=properties)
        target.update_incremental()
        return Written(target.version(), files.rows)


def merge_files(
    table: DeltaTable, schema: Schema, source: pl.LazyFrame, on: Sequence[str]
) -> Written:
    """Write the source, and again the other rows of each file that holds one of its keys.

    Files without such a key stay as they are.

    Raises:
        CommitFailedError: Any other version was committed meanwhile.
    """
    import polars as pl
    from deltalake import CommitProperties

    keys = source.select(on)
    held = _held(table)
    touched = _scan(table, list(held), include_file_paths=_FILE)
    touched = touched.join(keys, on=list(on), how="semi").select(pl.col(_FILE).unique())
    removed = [path for path in touched.collect(engine="streaming")[_FILE] if path in held]
    kept = [_scan(table, removed).join(keys, on=list(on), how="anti")] if removed else []
    with new_files(Path(table_folder(table)), pl.concat([*kept, source])) as files:
        rows = source.select(pl.len()).collect().item()
        table.create_write_transaction(
            [*files.adds, *(held[path] for path in removed)],
            "append",
            schema,
            commit_properties=CommitProperties(
                custom_metadata={ROWS: str(rows), OPERATION: MERGE}, max_commit_retries=0
            ),
        )
    table.update_incremental()
    return Written(table.version(), rows)


@contextmanager
def new_files(folder: Path, frame: pl.LazyFrame) -> Iterator[NewFiles]:
    """Write the frame below the folder; if anything fails, also later in the block, delete it."""
    import polars as pl
    from deltalake.transaction import AddAction

    prefix = f"part-{uuid.uuid4()}"
    sinked: list[SinkedPathsCallbackArgs] = []
    try:
        frame.sink_parquet(
            pl.PartitionBy(
                folder,
                file_path_provider=lambda file: f"{prefix}-{file.index_in_partition}.zstd.parquet",
                approximate_bytes_per_file=FILE_BYTES,
            ),
            compression="zstd",
            compression_level=1,
            mkdir=True,
            sinked_paths_callback=sinked.append,
        )
        paths = [path for told in sinked for path in told.paths]
        now = time.time_ns() // 1_000_000
        adds = [
            AddAction(
                path=Path(path.path).name,
                size=path.num_bytes,
                partition_values={},
                modification_time=now,
                data_change=True,
                stats=json.dumps(file_stats(path.path)),
            )
            for path in paths
        ]
        yield NewFiles(adds, sum(path.num_rows for path in paths))
    except BaseException:
        for left in folder.glob(f"{prefix}-*"):
            left.unlink(missing_ok=True)
        raise


def _held(table: DeltaTable) -> dict[str, RemoveAction]:
    """Return the table's files, each with the action that removes it."""
    from deltalake.transaction import RemoveAction

    now = time.time_ns() // 1_000_000
    root = table_folder(table)
    return {path: RemoveAction(path.removeprefix(root), True, now) for path in table.file_uris()}


def _scan(
    table: DeltaTable, paths: Sequence[str], include_file_paths: str | None = None
) -> pl.LazyFrame:
    """Return the rows of some of the table's files; older ones may lack columns."""
    import polars as pl

    return pl.scan_parquet(
        list(paths),
        schema=pl.scan_delta(table).collect_schema(),
        missing_columns="insert",
        extra_columns="ignore",
        cast_options=pl.ScanCastOptions(
            integer_cast="upcast", float_cast="upcast", datetime_cast="nanosecond-downcast"
        ),
        include_file_paths=include_file_paths,
        hive_partitioning=False,
        glob=False,
    )
