"""The lake as dbt on DuckDB sees it: every table a view, and each model stored as a new version.

Named in `dbt_project/profiles.yml`; the materialization that stores is `macros/lake.sql` there.
"""

import os
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.duckdb.utils import TargetConfig
from deltalake import DeltaTable
from duckdb import DuckDBPyConnection

from onedata_resources.clients.lake import LakeClient
from onedata_resources.settings import value_of


class Plugin(BasePlugin):
    """Shows the lake at `uri` as schemas of DuckDB, and writes to it."""

    lake: LakeClient
    connection: DuckDBPyConnection

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Read which lake and which tables; where no table is named, all of them are shown."""
        self.lake = LakeClient(value_of(plugin_config["uri_from"]))
        named = os.environ.get(plugin_config["tables_from"], "")
        self.shown = [name for name in named.split(",") if name]

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Make a view of the newest version of each table, in the schema of its layer."""
        self.connection = conn
        existing = self.lake.tables()
        for name in self.shown or existing:
            if name in existing:
                show(conn, name.split("/"), self.lake.table(name.split("/")))

    def store(self, target_config: TargetConfig) -> None:
        """Replace the model's table in the lake by what DuckDB holds under its name."""
        relation = target_config.relation
        rows = self.connection.cursor().execute(f"SELECT * FROM {relation.render()}")  # noqa: S608
        self.lake.write([str(relation.schema), str(relation.identifier)], rows.pl())


def show(connection: DuckDBPyConnection, address: list[str], table: DeltaTable) -> None:
    """Show a version of a table as `layer.table`.

    DuckDB reads the data files of a table on this machine itself. One in an object store, without
    any file, with partition folders or with deletion vectors is copied into memory.
    """
    layer, name = (f'"{part}"' for part in address)
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {layer}")
    files = [file.removeprefix("file://") for file in table.file_uris()]
    features = table.protocol().reader_features or []
    plain = files and not table.metadata().partition_columns and "deletionVectors" not in features
    if plain and not any("://" in file for file in files):
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        source = f"read_parquet([{listed}], union_by_name = true)"
        connection.execute(f"CREATE OR REPLACE VIEW {layer}.{name} AS SELECT * FROM {source}")  # noqa: S608
        return
    connection.register("copied", table.to_pyarrow_dataset())
    connection.execute(f"CREATE OR REPLACE TABLE {layer}.{name} AS SELECT * FROM copied")  # noqa: S608
    connection.unregister("copied")
