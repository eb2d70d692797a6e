"""What a Kettle run left of each table: columns, types and counts, as a materialization says it.

Lake tables are asked for their columns; another table is read back through its connection, without
a look at its rows. How the metadata system makes versions of this is in `docs/`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dagster as dg

from onedata_assets.domain.processing.fitness import type_name
from onedata_assets.lib.kettle_counts import TableCounts, steps_table
from onedata_assets.lib.kettle_partitions import Covered
from onedata_assets.lib.kettle_specs import UNKNOWN_TYPE
from onedata_assets.lib.kettle_tables import LoadedTable
from onedata_assets.lib.lineage import column_lineage
from onedata_assets.lib.tables import column_schema, contract_of, has_contract
from onedata_assets.lib.truths import row_count
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import OneDataError
from onedata_resources.kettle.configured import connections
from onedata_resources.kettle.connections import connection_url

LOG_LINES = 30
ROWS_OF_PARTITION = "dagster/partition_row_count"


@dataclass(frozen=True)
class Written:
    """One table after a run that ended well."""

    table: LoadedTable
    counts: TableCounts
    lake: LakeClient
    covered: Covered | None
    log: dg.DagsterLogManager

    def materialization(self, context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        """Return what was written; each partition of the run tells its own rows."""
        columns = self._columns()
        metadata: dict[str, Any] = {
            "dagster/column_schema": _schema(self.table, columns),
            "dagster/column_lineage": column_lineage(self.table.columns),
            "kettle/written": dg.MetadataValue.json(self._facts(columns)),
            "rows_written": self.counts.written,
            **self._run(),
            **self._row_count(context),
        }
        return dg.MaterializeResult(asset_key=self.table.key, metadata=metadata)

    def _facts(self, columns: Mapping[str, str]) -> dict[str, Any]:
        """Return the compact form that the metadata system makes a version of."""
        ref = self.table.ref
        return {
            "connection": ref.connection,
            "schema": ref.schema,
            "table": ref.table,
            "mode": "truncate" if self.table.truncate else "append",
            "columns": [{"name": name, "type": kind} for name, kind in columns.items()],
            "rows": {
                "written": self.counts.written,
                "updated": self.counts.updated,
                "rejected": sum(self.counts.rejected.values()),
            },
        }

    def _run(self) -> dict[str, Any]:
        results = self.counts.results
        names = ", ".join(dict.fromkeys(writer.name for writer in self.table.writers))
        lines = [line for result in results for line in result.log][-LOG_LINES:]
        return {
            "carte_id": ", ".join(result.id for result in results),
            "kettle_seconds": round(sum(result.seconds for result in results), 3),
            "kettle_steps": steps_table(self.counts.steps(), names),
            "kettle_log": dg.MetadataValue.md("```\n" + "\n".join(lines) + "\n```"),
        }

    def _row_count(self, context: dg.AssetExecutionContext) -> dict[str, int]:
        """Return how many rows the table has, where that is known without reading it.

        A table elsewhere that rows were added to has more rows than the run has counted.
        """
        table, covered = self.table, self.covered
        if not table.in_lake:
            return {"dagster/row_count": self.counts.written} if table.truncate else {}
        if covered is None or covered.column is None:
            return {"dagster/row_count": row_count(self.lake, table.key)}
        for key, rows in covered.rows_by_key(self.lake.scan(table.key.path)).items():
            context.add_asset_metadata({ROWS_OF_PARTITION: rows, "day": key}, table.key, key)
        return {}

    def _columns(self) -> dict[str, str]:
        """Return the stored columns and their types; of a table that is out of reach the names."""
        if self.table.in_lake:
            stored = self.lake.scan(self.table.key.path).collect_schema()
            return {name: type_name(dtype) for name, dtype in stored.items()}
        try:
            return self._read_back()
        except OneDataError as error:
            self.log.warning("%s: its columns cannot be read back: %s", self.table.key, error)
            return dict.fromkeys(self.table.columns, UNKNOWN_TYPE)

    def _read_back(self) -> dict[str, str]:
        """Return the columns that the database tells.

        Raises:
            OneDataError: It cannot be reached.
        """
        ref, values = self.table.ref, self.table.writers[0].values
        url = connections(os.environ).get(ref.connection.lower())
        if url is None and self.table.connection is not None:
            url = connection_url(self.table.connection, values)
        return DatabaseClient(url or "").columns(ref.table, ref.schema)


def _schema(table: LoadedTable, columns: Mapping[str, str]) -> dg.TableSchema:
    known = table.in_lake and has_contract(table.key)
    return column_schema(contract_of(table.key).columns if known else (), columns)
