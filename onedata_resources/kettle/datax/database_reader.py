"""mysqlreader, postgresqlreader, sqlitereader and rdbmsreader: one TableInput per table or query.

A table is read in one stream: `splitPk`, `fetchSize` and channels change no result.
"""

from __future__ import annotations

import re

from onedata_resources.kettle.datax.builder import Builder, Column, Rows
from onedata_resources.kettle.datax.connections import Database, listed_tables
from onedata_resources.kettle.datax.database_parameters import DatabaseParameters, JdbcConnection
from onedata_resources.kettle.datax.job import Plugin, Text, Texts
from onedata_resources.kettle.generate.inputs import table_input
from onedata_resources.kettle.generate.places import TableSource
from onedata_resources.kettle.values.types import KettleType

_PLAIN = re.compile(r'^(?:`[^`]+`|"[^"]+"|\[[^\]]+\]|[^\W\d]\w*)$')
_TEXTS = {"mysql": "CHAR", "mariadb": "CHAR", "postgresql": "TEXT", "sqlite": "TEXT"}
_ORDERED = re.compile(r"\border\s+by\b", re.IGNORECASE)
"""A query within a query may lose its order."""
_DIALECTS = {"mysql": "mysql", "mariadb": "mysql", "postgresql": "postgres", "sqlite": "sqlite"}


class ReadConnection(JdbcConnection):
    """A database, and the tables or queries that are read from it."""

    querySql: Texts = ()  # noqa: N815 - DataX's key


class DatabaseReader(DatabaseParameters[ReadConnection]):
    """The parameters of a reader of databases."""

    where: Text = ""


def read_database(builder: Builder, plugin: Plugin, width: int | None) -> list[Rows]:
    """Return the rows of each table or query; `width` is how many columns the writer wants.

    Raises:
        KettleFileError: A parameter is missing or wrong.
    """
    reader = DatabaseReader.of(plugin)
    rows: list[Rows] = []
    for place, each, database in reader.databases(builder, plugin):
        queries = [query.strip().rstrip(";") for query in each.querySql if query.strip()]
        if queries:
            rows += [_query(builder, database, query, width) for query in queries]
            continue
        tables = listed_tables(plugin, f"{place}.table", each.table)
        if not tables:
            raise plugin.refuse(
                place, "it names neither a table nor a querySql.", "既没有 table 也没有 querySql。"
            )
        if not reader.column:
            raise plugin.refuse("column", 'name the columns, or ["*"].', '须列出字段，或写 ["*"]。')
        rows += [_table(builder, database, reader, table, width) for table in tables]
    return rows


def _table(
    builder: Builder, database: Database, reader: DatabaseReader, table: str, width: int | None
) -> Rows:
    where = reader.where.strip().rstrip(";")
    end = f"\nFROM {table}" + (f"\nWHERE ({where})" if where else "")
    name = f"read {database.schema_and_table(table)[1]}"
    if reader.column == ("*",):
        return _unnamed(builder, database, name, f"SELECT *{end}", width)
    parts: list[str] = []
    columns: list[Column] = []
    for number, written in enumerate(reader.column, 1):
        field = database.plain(written) if _PLAIN.match(written.strip()) else ""
        word = field.lower() in {"null", "true", "false"} and written.strip().isalpha()
        taken = field.lower() in {each.name.lower() for each in columns}
        if field and not word and not taken:
            parts.append(written.strip())
        else:
            field = f"column_{number}"
            parts.append(f"{written.strip()} AS {field}")
        columns.append(Column(field))
    return _input(builder, database, name, f"SELECT {', '.join(parts)}{end}", tuple(columns))


def _query(builder: Builder, database: Database, query: str, width: int | None) -> Rows:
    names = _output_names(query, database)
    if names is None:
        return _unnamed(builder, database, "read query", query, width)
    return _input(builder, database, "read query", query, tuple(map(Column, names)))


def _output_names(query: str, database: Database) -> list[str] | None:
    """Return the names of the query's columns, or None where the SQL does not say each, once."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        parsed = sqlglot.parse_one(query, read=_DIALECTS.get(database.kind))
    except SqlglotError:
        return None
    if not isinstance(parsed, exp.Query) or parsed.is_star:
        return None
    names: list[str] = []
    for each in parsed.selects:
        named = each.args.get("alias") if isinstance(each, exp.Alias) else each.this
        if not isinstance(named, exp.Identifier) or not isinstance(each, exp.Alias | exp.Column):
            return None
        folded = database.kind == "postgresql" and not named.quoted
        names.append(named.name.lower() if folded else named.name)
    return names if len({name.lower() for name in names}) == len(names) else None


def _unnamed(
    builder: Builder, database: Database, name: str, query: str, width: int | None
) -> Rows:
    """Read columns whose names only the database knows; where they are counted, number them."""
    if width is None:
        return _input(builder, database, name, query, None)
    columns = tuple(Column(f"column_{number}") for number in range(1, width + 1))
    listed = ", ".join(each.name for each in columns)
    sql = f"WITH source_rows ({listed}) AS (\n{query}\n)\nSELECT {listed} FROM source_rows"
    return _input(builder, database, name, sql, columns)


def _input(
    builder: Builder, database: Database, name: str, sql: str, columns: tuple[Column, ...] | None
) -> Rows:
    if builder.prints and columns and database.kind in _TEXTS and not _ORDERED.search(sql):
        sql = _as_texts(database, sql, columns)
        columns = tuple(Column(each.name, KettleType.STRING) for each in columns)
    source = TableSource(connection=database.name, query=sql)
    settings = [
        (tag, "${" in sql) if tag == "variables_active" else (tag, value)
        for tag, value in table_input(source)
    ]
    return Rows((builder.start(name, "TableInput", settings),), columns)


def _as_texts(database: Database, sql: str, columns: tuple[Column, ...]) -> str:
    """Return the query of the columns' texts: the database prints its types as DataX does."""
    names = (database.quoted(each.name) for each in columns)
    parts = ", ".join(f"CAST({name} AS {_TEXTS[database.kind]}) AS {name}" for name in names)
    return f"SELECT {parts}\nFROM (\n{sql}\n) AS printed_rows"
