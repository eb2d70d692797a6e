"""A table of sales, asking it, and steps that read and write tables of databases and the lake."""

import sqlite3
from pathlib import Path

from tests.unit.kettle.running import step

TABLE = """create table sale(id INTEGER PRIMARY KEY, name VARCHAR(20), amount NUMERIC(10,2),
  day DATE, at TIMESTAMP, paid BOOLEAN)"""
ROWS = [
    (1, "a", None, "2024-01-02", "2024-01-02 03:04:05", 1),
    (2, None, 2.5, None, "2024-01-02 03:04:05.678", 0),
    (3, "", 3, "2024-02-29", None, None),
]


def sale_database(folder: Path) -> str:
    """Make a database with three sales in the folder, and return its URL."""
    path = folder / "source.db"
    with sqlite3.connect(path) as connection:
        connection.execute(TABLE)
        connection.executemany("insert into sale values (?,?,?,?,?,?)", ROWS)
    connection.close()
    return f"sqlite:///{path}"


def query(url: str, sql: str) -> list[tuple]:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def table_input(sql: str, settings: str = "") -> str:
    return step("in", "TableInput", f"<connection>db</connection><sql>{sql}</sql>{settings}")


def table_output(table: str, settings: str = "", connection: str = "db") -> str:
    return step(
        "out",
        "TableOutput",
        f"<connection>{connection}</connection><table>{table}</table>{settings}",
    )


def lake_output(settings: str = "<truncate>Y</truncate>", layer: str = "ods") -> str:
    return table_output("t", f"<schema>{layer}</schema>{settings}", connection="lake")
