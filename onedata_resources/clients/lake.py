"""The lake: one Delta table per folder `<root>/<layer>/<table>`.

Every write is a version that readers see whole or not at all. dbt reads and writes the same
folders through `onedata_resources/dbt_plugin.py`. Types and schema changes are in
`lake_schema.py`, streaming and commits in `lake_write.py`, errors in `lake_errors.py`, SQL in
`lake_sql.py`, rows as their reader sees them in `lake_read.py`, diffs in `lake_diff.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from onedata_resources.clients.lake_diff import difference
from onedata_resources.clients.lake_errors import (
    lake_errors,
    lake_root,
    missing_table,
    table_name,
)
from onedata_resources.clients.lake_folders import table_names
from onedata_resources.clients.lake_query import tables_in
from onedata_resources.clients.lake_records import Compacted, Version, Written, history_of
from onedata_resources.clients.lake_schema import fitting, storable
from onedata_resources.clients.lake_sql import Limits, Sight, run_query
from onedata_resources.clients.lake_write import (
    commit,
    merge_into,
    merge_source,
    put,
    writer_properties,
)

if TYPE_CHECKING:
    import polars as pl
    from deltalake import DeltaTable

TableAddress = Sequence[str]
"""Layer and table, as in an asset key's path."""

KEEP_HOURS = 168
"""How long an old version stays readable: a week, Delta's own default."""


class LakeClient:
    """Reads and writes tables of the lake at `uri` (a path or an object store URL)."""

    def __init__(self, uri: str, storage_options: Mapping[str, str] | None = None) -> None:
        self.uri = lake_root(uri)
        self.storage_options = dict(storage_options or {})

    def location(self, address: TableAddress) -> str:
        """Return the table's folder."""
        return f"{self.uri}/{table_name(address)}"

    def exists(self, address: TableAddress) -> bool:
        """Tell whether the table has a version."""
        from deltalake import DeltaTable

        with lake_errors(address):
            return DeltaTable.is_deltatable(self.location(address), self.storage_options or None)

    def tables(self) -> list[str]:
        """Return the `layer/table` names of every table, sorted."""
        return table_names(self.uri, self.storage_options)

    def table(self, address: TableAddress, version: int | None = None) -> DeltaTable:
        """Open the table, newest or at `version`, as Delta's own object.

        Raises:
            BadInputError: There is no such table or version.
        """
        from onedata_resources.clients.lake_table import LakeTable

        if not self.exists(address):
            raise missing_table(address, self.tables())
        with lake_errors(address):
            return LakeTable(
                self.location(address),
                version=version,
                storage_options=self.storage_options or None,
            )

    def scan(self, address: TableAddress, version: int | None = None) -> pl.LazyFrame:
        """Return the table, newest or at `version`, without reading its rows yet.

        Raises:
            BadInputError: There is no such table or version.
        """
        import polars as pl

        return pl.scan_delta(self.table(address, version))

    def write(
        self,
        address: TableAddress,
        frame: pl.LazyFrame | pl.DataFrame,
        *,
        where: str | None = None,
    ) -> Written:
        """Replace the table, or only its rows that satisfy `where`, in one version.

        Repeating it leaves the same rows. Every row of `frame` must satisfy `where` (SQL).

        Raises:
            StorageFullError: No room was left; the previous version is unchanged.
            BadInputError: The frame does not fit the table or the predicate.
        """

        def attempt() -> Written:
            table = self._current(address)
            return put(
                table or self.location(address),
                self._conformed(address, frame, table if where else None),
                self.storage_options,
                predicate=where,
            )

        return commit(address, attempt)

    def append(
        self,
        address: TableAddress,
        frame: pl.LazyFrame | pl.DataFrame,
        *,
        token: tuple[str, int],
    ) -> Written:
        """Add rows once per token: `(application, version)`, the version counting up.

        A token that is not newer than the application's last one writes nothing, so a step that
        is repeated after a crash does not add its rows twice.
        """
        from deltalake import Transaction

        application, number = token

        def attempt() -> Written:
            table = self._current(address)
            last = table.transaction_version(application) if table else None
            if table and last is not None and last >= number:
                return Written(table.version(), 0)
            return put(
                table or self.location(address),
                self._conformed(address, frame, table),
                self.storage_options,
                mode="append",
                token=Transaction(application, number),
            )

        return commit(address, attempt)

    def merge(
        self, address: TableAddress, frame: pl.LazyFrame | pl.DataFrame, *, on: Sequence[str]
    ) -> Written:
        """Update the rows whose key is in `frame`, and insert its other rows, in one version.

        The frame is held in memory; the table is not.

        Raises:
            BadInputError: A key is null or repeats within the frame.
        """
        source = merge_source(address, frame.lazy().collect(), on)

        def attempt() -> Written:
            table = self._current(address)
            frame = self._conformed(address, source, table)
            if table is None:
                return put(self.location(address), frame, self.storage_options)
            return merge_into(table, frame, on)

        return commit(address, attempt)

    def sql(
        self,
        query: str,
        parameters: Mapping[str, object] | None = None,
        *,
        sight: Sight | None = None,
        limits: Limits | None = None,
    ) -> pl.DataFrame:
        """Return the rows of one SELECT over tables written `layer.table`; `$name` are parameters.

        `sight` says what its reader sees of each table; without it they see everything.

        Raises:
            BadInputError: It is no single query, names no lake table, or DuckDB refuses it.
        """
        frames = {pair: self.scan(pair) for pair in tables_in(query, self.tables)}
        return run_query(
            query, frames, self.scan, parameters=parameters, sight=sight, limits=limits
        )

    def history(self, address: TableAddress, limit: int | None = None) -> list[Version]:
        """Return the table's versions, the newest first."""
        return history_of(self.table(address), limit)

    def diff(
        self, address: TableAddress, *, on: Sequence[str], before: int, after: int | None = None
    ) -> pl.DataFrame:
        """Return the rows that were added, removed or changed between two versions, by key.

        `_change_type` says which, in the words of Delta's change data feed.
        """
        return difference(address, self.scan(address, before), self.scan(address, after), on)

    def restore(self, address: TableAddress, version: int) -> Written:
        """Make an earlier version the newest again; the versions between stay in the history."""
        rows = self.table(address, version).count()

        def attempt() -> Written:
            table = self.table(address)
            table.restore(version)
            return Written(table.version(), rows)

        return commit(address, attempt)

    def compact(self, address: TableAddress, *, keep_hours: int = KEEP_HOURS) -> Compacted:
        """Join small data files, then delete the files that no version of `keep_hours` needs.

        Versions older than that can no longer be read. A write in progress needs files that no
        version names yet: only give less than its duration where nothing writes.
        """
        table = self.table(address)
        before = len(table.file_uris())
        with lake_errors(address):
            table.optimize.compact(writer_properties=writer_properties())
            deleted = table.vacuum(
                keep_hours, dry_run=False, enforce_retention_duration=keep_hours >= KEEP_HOURS
            )
        return Compacted(before, len(table.file_uris()), len(deleted))

    def _current(self, address: TableAddress) -> DeltaTable | None:
        """Open the table, None where there is none yet."""
        return self.table(address) if self.exists(address) else None

    def _conformed(
        self,
        address: TableAddress,
        frame: pl.LazyFrame | pl.DataFrame,
        table: DeltaTable | None,
    ) -> pl.LazyFrame:
        """Return the frame in types that can be stored, or in those of the table that it joins."""
        import polars as pl

        lazy = frame.lazy()
        schema = lazy.collect_schema()
        if table is None:
            return storable(address, lazy, schema)
        return fitting(address, lazy, pl.scan_delta(table).collect_schema(), schema)
