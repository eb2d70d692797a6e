"""What a SQLite database declares of keys, and copies of it that declare nothing."""

import sqlite3
from collections.abc import Iterator

Key = tuple[str, frozenset[tuple[str, str]], str]
"""A reference: its table, pairs of its columns with those referred to, and the table of these."""


def tables(database: sqlite3.Connection) -> list[str]:
    """Return the names of all tables."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return [name for (name,) in database.execute(query)]


def primary_keys(database: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """Return the columns of each table's primary key, in their order; none where it has none."""
    found = {}
    for table in tables(database):
        rows = database.execute("SELECT name, pk FROM pragma_table_info(?) WHERE pk", [table])
        found[table] = tuple(name for name, _ in sorted(rows, key=lambda row: row[1]))
    return found


def references(database: sqlite3.Connection) -> Iterator[Key]:
    """Yield the foreign keys that are declared."""
    keys = primary_keys(database)
    spelled = {name.lower(): name for name in keys}
    for table in tables(database):
        pairs: dict[int, list[tuple[int, str, str, str]]] = {}
        for number, at, named, column, theirs in database.execute(
            'SELECT id, seq, "table", "from", "to" FROM pragma_foreign_key_list(?)', [table]
        ):
            parent = spelled[named.lower()]
            pairs.setdefault(number, []).append((at, parent, column, theirs or keys[parent][at]))
        for its in pairs.values():
            yield table, frozenset((column, theirs) for _, _, column, theirs in its), its[0][1]


def copy_bare(database: sqlite3.Connection, copy: sqlite3.Connection) -> None:
    """Copy all rows into tables that declare nothing but names and types."""
    for table in tables(database):
        query = "SELECT name, type FROM pragma_table_info(?)"
        columns = database.execute(query, [table]).fetchall()
        shape = ", ".join(f'"{name}" {kind}' for name, kind in columns)
        copy.execute(f'CREATE TABLE "{table}" ({shape})')
        marks = ", ".join("?" * len(columns))
        copy.executemany(
            f'INSERT INTO "{table}" VALUES ({marks})', database.execute(f'SELECT * FROM "{table}"')
        )
    copy.commit()
