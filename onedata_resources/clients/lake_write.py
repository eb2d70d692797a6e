"""How rows reach a Delta table: streamed in batches, committed until the commit is won."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from onedata_resources.clients.lake_errors import lake_errors, lost_race, table_name
from onedata_resources.clients.lake_files import (
    commit_files,
    is_plain,
    merge_files,
    table_folder,
)
from onedata_resources.clients.lake_records import Written
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa
    from deltalake import DeltaTable, Schema, Transaction, WriterProperties

# Together about 13 s: longer than any single commit, shorter than a step's patience.
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)


def writer_properties(schema: pl.Schema | None = None) -> WriterProperties:
    """Return how data files are written: zstd 1, and dictionaries for text only.

    On the 1.47M transactions zstd 1 is a third smaller than snappy for the same time, and building
    dictionaries of numbers costs a sixth of the processor time to save a tenth of the size.
    """
    from deltalake import ColumnProperties, WriterProperties

    plain = ColumnProperties(dictionary_enabled=False)
    return WriterProperties(
        compression="ZSTD",
        compression_level=1,
        column_properties={
            name: plain
            for name, dtype in (schema or {}).items()
            if (dtype.is_numeric() or dtype.is_temporal()) and "." not in name
        },
    )


class ArrowStream:
    """A frame's rows in batches, so that memory does not grow with the table.

    `rows` counts what was taken; `failure` is the query's own error, which the writer would
    otherwise hide behind one of its own.
    """

    def __init__(self, frame: pl.LazyFrame) -> None:
        self.frame = frame
        self.rows = 0
        self.failure: Exception | None = None

    def reader(self) -> pa.RecordBatchReader:
        """Return the batches as Arrow libraries read them."""
        import polars as pl
        import pyarrow as pa

        empty = pl.DataFrame(schema=self.frame.collect_schema())
        return pa.RecordBatchReader.from_batches(empty.to_arrow().schema, self._batches())

    def _batches(self) -> Iterator[pa.RecordBatch]:
        try:
            for part in self.frame.collect_batches(lazy=True, maintain_order=True):
                self.rows += part.height
                yield from part.to_arrow().to_batches()
        except Exception as error:
            self.failure = error
            raise


@contextmanager
def arrow_stream(frame: pl.LazyFrame) -> Iterator[ArrowStream]:
    """Open the frame as a stream; an error of its query is raised as it was."""
    from deltalake.exceptions import DeltaError

    stream = ArrowStream(frame)
    try:
        yield stream
    except DeltaError:
        if stream.failure is not None:
            raise stream.failure from None
        raise


def delta_schema(frame: pl.LazyFrame) -> Schema:
    """Return the columns of a frame as Delta knows them."""
    import polars as pl
    from deltalake import Schema

    return Schema.from_arrow(pl.DataFrame(schema=frame.collect_schema()).to_arrow().schema)


def put(
    target: DeltaTable | str,
    frame: pl.LazyFrame,
    storage_options: Mapping[str, str],
    *,
    mode: Literal["overwrite", "append"] = "overwrite",
    token: Transaction | None = None,
    predicate: str | None = None,
) -> Written:
    """Write the frame as one new version of a table, or as the first of a new one.

    It replaces the rows that satisfy the predicate, or all, or is added to them.
    """
    location = target if isinstance(target, str) else table_folder(target)
    existing = None if isinstance(target, str) else target
    schema = delta_schema(frame)
    if predicate is None and is_plain(existing, location, schema):
        return commit_files(target, schema, frame, mode=mode, token=token)
    whole = mode == "overwrite" and predicate is None
    return _put_stream(
        target,
        frame,
        storage_options,
        token=token,
        mode=mode,
        predicate=predicate,
        schema_mode="overwrite" if whole else "merge",
    )


def _put_stream(
    target: DeltaTable | str,
    frame: pl.LazyFrame,
    storage_options: Mapping[str, str],
    *,
    token: Transaction | None,
    **options: Any,  # noqa: ANN401 - deltalake's own keywords
) -> Written:
    """Write the frame by deltalake.

    Without retries by the library a first version that another writer made meanwhile is a lost
    commit; with them both writers' rows would be in the table.
    """
    from deltalake import CommitProperties, write_deltalake

    transactions = [token] if token else None
    retries = None
    if isinstance(target, str):
        options |= {"mode": "error", "schema_mode": None}
        retries = 0
    with arrow_stream(frame) as stream:
        write_deltalake(
            target,
            stream.reader(),
            storage_options=dict(storage_options) or None,
            writer_properties=writer_properties(frame.collect_schema()),
            commit_properties=CommitProperties(
                app_transactions=transactions, max_commit_retries=retries
            ),
            **options,
        )
    return Written(0 if isinstance(target, str) else target.version(), stream.rows)


def merge_into(table: DeltaTable, frame: pl.LazyFrame, on: Sequence[str]) -> Written:
    """Update the table's rows whose key is in the frame, and insert the frame's other rows."""
    schema = delta_schema(frame)
    if is_plain(table, table_folder(table), schema):
        return merge_files(table, schema, frame, on)
    with arrow_stream(frame) as stream:
        table.merge(
            stream.reader(),
            " AND ".join(f't."{name}" = s."{name}"' for name in on),
            source_alias="s",
            target_alias="t",
            merge_schema=True,
            writer_properties=writer_properties(frame.collect_schema()),
        ).when_matched_update_all().when_not_matched_insert_all().execute()
    return Written(table.version(), stream.rows)


def commit(address: Sequence[str], attempt: Callable[[], Written]) -> Written:
    """Run a write until it wins its commit, and return what it left behind.

    Two writers that create a table, or replace the same rows, collide; the loser starts again
    from the winner's version, as if it had come later.

    Raises:
        UnavailableError: Every attempt lost.
    """
    from deltalake.exceptions import CommitFailedError

    for pause in _PAUSES:
        try:
            with lake_errors(address):
                return attempt()
        except CommitFailedError:
            time.sleep(pause)
    raise lost_race(address, len(_PAUSES))


def merge_source(address: Sequence[str], frame: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
    """Return the frame when its keys identify its rows.

    Raises:
        BadInputError: A key column is absent, null somewhere, or keys repeat; merging such rows
            would add them again at every run.
    """
    absent = [name for name in on if name not in frame.columns]
    if absent or not on:
        reason, zh = f"no key column {', '.join(absent)}", f"缺少键列 {'、'.join(absent)}"
    elif nulls := frame.select(on).null_count().sum_horizontal().item():
        reason, zh = f"{nulls} key values are null", f"{nulls} 个键值为空"
    elif repeated := frame.height - frame.select(on).n_unique():
        reason, zh = f"{repeated} keys repeat", f"{repeated} 个键重复"
    else:
        return frame
    name = table_name(address)
    raise BadInputError(
        f"{name}: rows cannot be merged by ({', '.join(on)}): {reason}. Reject them first",
        f"{name}：无法按 ({'、'.join(on)}) 合并：{zh}。请先剔除",
    )
