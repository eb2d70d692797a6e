"""mysqlwriter, postgresqlwriter, sqlitewriter and rdbmswriter: columns by number into tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import Field

from onedata_resources.kettle.datax.builder import Builder, Rows
from onedata_resources.kettle.datax.connections import Database, listed_tables
from onedata_resources.kettle.datax.database_parameters import DatabaseParameters, JdbcConnection
from onedata_resources.kettle.datax.job import Plugin, Text, Texts
from onedata_resources.kettle.datax.merging import merged
from onedata_resources.kettle.generate.elements import field_of
from onedata_resources.kettle.generate.inputs import row_generator
from onedata_resources.kettle.generate.outputs import exec_sql, insert_update, table_output
from onedata_resources.kettle.generate.places import TableTarget
from onedata_resources.kettle.readiness import LAKE

_UPDATE = re.compile(r"update\s*(?:\((?P<keys>[^()]*)\))?", re.IGNORECASE)


class WriteConnection(JdbcConnection):
    """A database and the tables that are written there."""

    table: Texts = Field(min_length=1)


class DatabaseWriter(DatabaseParameters[WriteConnection]):
    """The parameters of a writer of databases."""

    column: Texts = Field(min_length=1)
    preSql: Texts = ()  # noqa: N815 - DataX's key
    postSql: Texts = ()  # noqa: N815 - DataX's key
    writeMode: Text = "insert"  # noqa: N815 - DataX's key
    batchSize: int = Field(default=1024, ge=1)  # noqa: N815 - DataX's key

    @property
    def all_columns(self) -> bool:
        """Return whether the columns are those of the table."""
        return self.column == ("*",)


@dataclass(frozen=True)
class Target:
    """A table of a database."""

    database: Database
    table: str

    @property
    def quoted(self) -> str:
        """Return the table as SQL names it."""
        parts = self.database.schema_and_table(self.table)
        return ".".join(self.database.quoted(each) for each in parts if each)


def written_width(plugin: Plugin) -> int | None:
    """Return how many columns the writer names, or None where it takes those of the table."""
    columns = plugin.parameter.get("column")
    columns = [columns] if isinstance(columns, str) else columns
    return len(columns) if isinstance(columns, list) and columns not in ([], ["*"]) else None


def write_database(builder: Builder, plugin: Plugin, sources: list[Rows]) -> None:
    """Place the writing of the rows: all into the one table, or one source into each.

    Raises:
        KettleFileError: A parameter is missing or wrong.
    """
    writer = DatabaseWriter.of(plugin)
    targets = _targets(builder, plugin, writer)
    if len(targets) > 1 and len(targets) != len(sources):
        raise plugin.refuse(
            "connection",
            f"it names {len(targets)} tables, and the reader {len(sources)} tables or queries;"
            " DataX writes each into one of its own.",
            f"写入端有 {len(targets)} 张表，读取端有 {len(sources)} 个表或查询；"
            "DataX 要求二者一一对应。",
        )
    for target in targets:
        _before(builder, target, writer)
    sources = [merged(builder, sources)] if len(targets) == 1 else sources
    done: list[str] = []
    for target, rows in zip(targets, sources, strict=True):
        done += _write(builder, plugin, writer, target, rows).steps
    builder.writing += done
    _after(builder, writer, targets, done)


def _targets(builder: Builder, plugin: Plugin, writer: DatabaseWriter) -> list[Target]:
    targets: list[Target] = []
    for place, each, database in writer.databases(builder, plugin):
        tables = listed_tables(plugin, f"{place}.table", each.table)
        targets += [Target(database, table) for table in tables]
    return targets


def _script(statements: tuple[str, ...], table: str) -> str:
    parts = (each.strip().rstrip(";").replace("@table", table) for each in statements)
    return ";\n".join(part for part in parts if part)


def _before(builder: Builder, target: Target, writer: DatabaseWriter) -> None:
    """Place the statements that run before any row flows."""
    sql = _script(writer.preSql, target.table)
    if sql:
        made = builder.start("preSql", "ExecSQL", exec_sql(target.database.name, sql))
        builder.after([made], "preSql is done", "Dummy", [])


def _after(
    builder: Builder, writer: DatabaseWriter, targets: list[Target], done: list[str]
) -> None:
    """Place the statements that run when all rows are written."""
    one = field_of("once", "String", nullif="1")
    for target in targets:
        sql = _script(writer.postSql, target.table)
        if not sql:
            continue
        made = builder.start("once", "RowGenerator", row_generator([one], "1"))
        steps = [("step", [("name", name), ("CopyNr", 0)]) for name in done]
        wait = builder.after([made], "all is written", "BlockUntilStepsFinish", [("steps", steps)])
        settings = exec_sql(target.database.name, sql, each_row=True)
        builder.after([wait], "postSql", "ExecSQL", settings)


def _write(
    builder: Builder, plugin: Plugin, writer: DatabaseWriter, target: Target, rows: Rows
) -> Rows:
    """Place the writing into one table: in bulk, by given keys, or by the table's own keys."""
    _check_columns(plugin, writer, rows)
    schema, table = target.database.schema_and_table(target.table)
    columns = [target.database.plain(each) for each in writer.column]
    pairs = None if writer.all_columns else list(zip(columns, rows.names, strict=True))
    mode, keys = _mode(plugin, writer, target.database)
    connection, commit = target.database.name, writer.batchSize
    where = TableTarget(connection=connection, schema=schema, table=table, commit=commit)
    name = f"write {table}"
    if target.database.kind == LAKE:
        where = where.model_copy(update={"mode": _lake_mode(plugin, writer, mode)})
    if mode == "insert" or target.database.kind == LAKE:
        # As in DataX, the rows of a refused batch are tried one by one.
        settings = table_output(where, pairs, batched=False)
        return builder.then(rows, name, "TableOutput", settings, doubtful=True)
    if pairs is None or not set(keys) <= set(columns):
        raise plugin.refuse(
            "column",
            f"writeMode {writer.writeMode!r} needs the columns by name, its keys among them.",
            f"writeMode {writer.writeMode!r} 须逐个列出字段，并包含主键字段。",
        )
    if keys:
        settings = insert_update(where.model_copy(update={"keys": keys}), pairs)
        return builder.then(rows, name, "InsertUpdate", settings, doubtful=True)
    sql = _upsert_sql(plugin, writer, target, columns, replaces=mode == "replace")
    settings = exec_sql(connection, sql, arguments=rows.names)
    return builder.then(rows, name, "ExecSQL", settings, doubtful=True)


def _lake_mode(plugin: Plugin, writer: DatabaseWriter, mode: str) -> str:
    """Return insert or replace, which puts the rows in the place of the whole table."""
    if mode == "update" or writer.preSql or writer.postSql or writer.session:
        raise plugin.refuse(
            "writeMode" if mode == "update" else "",
            "the lake takes whole tables: use writeMode insert or replace, and no statements.",
            "数据湖只接受整表写入：请使用 writeMode insert 或 replace，且不写 SQL 语句。",
        )
    return mode


def _mode(
    plugin: Plugin, writer: DatabaseWriter, database: Database
) -> tuple[str, tuple[str, ...]]:
    """Return insert, replace or update, and the keys that an update names."""
    mode = writer.writeMode.strip().lower()
    found = _UPDATE.fullmatch(mode)
    if found:
        keys = (found["keys"] or "").split(",")
        return "update", tuple(database.plain(each) for each in keys if each.strip())
    if mode not in {"insert", "replace"}:
        raise plugin.refuse(
            "writeMode",
            f"there is no {writer.writeMode!r}; use insert, replace or update.",
            f"没有 {writer.writeMode!r}；请使用 insert、replace 或 update。",
        )
    return mode, ()


def _check_columns(plugin: Plugin, writer: DatabaseWriter, rows: Rows) -> None:
    if writer.all_columns:
        if rows.columns is not None and any(each.type is not None for each in rows.columns):
            raise plugin.refuse(
                "column",
                'the reader\'s columns have no names, so "*" cannot be matched; list the columns.',
                '读取端的字段没有名称，无法与 "*" 对应；请逐个列出字段。',
            )
        return
    count = len(rows.columns) if rows.columns is not None else None
    if count != len(writer.column):
        raise plugin.refuse(
            "column",
            f"it names {len(writer.column)} columns, and the reader gives {count}.",
            f"写入端列出 {len(writer.column)} 个字段，而读取端有 {count} 个。",
        )


def _upsert_sql(
    plugin: Plugin, writer: DatabaseWriter, target: Target, columns: list[str], *, replaces: bool
) -> str:
    """Return the statement for one row; the database finds the row by its own unique keys."""
    kind, quoted = target.database.kind, target.database.quoted
    names = ", ".join(quoted(each) for each in columns)
    values = f"{target.quoted} ({names}) VALUES ({', '.join('?' for _ in columns)})"
    if replaces and kind in {"mysql", "mariadb", "sqlite"}:
        return f"REPLACE INTO {values}"
    if writer.writeMode.strip().lower() == "update" and kind in {"mysql", "mariadb"}:
        changes = ", ".join(f"{quoted(each)} = VALUES({quoted(each)})" for each in columns)
        return f"INSERT INTO {values} ON DUPLICATE KEY UPDATE {changes}"
    raise plugin.refuse(
        "writeMode",
        f"{writer.writeMode!r} is not supported for {kind}; use insert, or update(key, ...) with"
        " the columns that find a row.",
        f"{kind} 不支持 {writer.writeMode!r}；请使用 insert，或写 update(主键字段, ...)。",
    )
