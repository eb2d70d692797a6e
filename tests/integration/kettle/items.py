"""A table of items, and steps that find its rows by keys."""

import sqlalchemy as sa

from tests.unit.kettle.running import step

CREATE = """create table item(id int primary key, name varchar(40), price numeric(10,2),
  day date, seen timestamp null)"""
ROWS = [
    {"id": 1, "name": "one", "price": 1.5, "day": "2024-01-01", "seen": "2024-01-01 10:00:00"},
    {"id": 2, "name": None, "price": None, "day": None, "seen": None},
]


def item_database(url: str) -> str:
    """Make the table of two items anew, and return the URL of its database."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for table in ("item", "dim", "part_20240101", "part_20240102", "made"):
            connection.execute(sa.text(f"drop table if exists {table}"))
        connection.execute(sa.text(CREATE))
        columns = ", ".join(ROWS[0])
        marks = ", ".join(f":{name}" for name in ROWS[0])
        connection.execute(sa.text(f"insert into item({columns}) values ({marks})"), ROWS)
    engine.dispose()
    return url


def keyed(kind: str, keys: str, values: str = "", settings: str = "", table: str = "item") -> str:
    """Return a step `w` that finds rows of the table by these keys."""
    return step(
        "w",
        kind,
        f"<connection>db</connection>{settings}<lookup><table>{table}</table>{keys}{values}"
        "</lookup>",
    )


def key(name: str, column: str = "", condition: str = "=") -> str:
    """Return a key of such a step."""
    shown = condition.replace("<", "&lt;").replace(">", "&gt;")
    return (
        f"<key><name>{name}</name><field>{column or name}</field>"
        f"<condition>{shown}</condition></key>"
    )


def value(name: str, update: str = "Y") -> str:
    """Return a value that such a step writes."""
    return f"<value><name>{name}</name><rename>{name}</rename><update>{update}</update></value>"
