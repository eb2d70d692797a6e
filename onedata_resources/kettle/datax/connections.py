"""Kettle connections for the JDBC addresses of a DataX job, and how their databases write names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from onedata_resources.kettle.datax.builder import Builder
from onedata_resources.kettle.datax.job import Plugin
from onedata_resources.kettle.model import Connection
from onedata_resources.kettle.readiness import LAKE

_NETWORK = re.compile(
    r"jdbc:(?P<kind>mysql|mariadb|postgresql)://(?P<host>[^:/?,]+)(?::(?P<port>[^/?,]+))?"
    r"(?:,[^/?]*)?/(?P<base>[^?;]*)(?:\?(?P<options>.*))?"
)
_SQLITE = re.compile(r"jdbc:sqlite:(?:file:)?(?P<base>[^?]+)")
_ACCOUNT = re.compile(r"(?<=[?&;])(user|password)=([^&;]*)[&;]?", re.IGNORECASE)
"""An account in an address, which is no part of what errors show."""
_OF_MYSQL = {
    "yearIsDateType": "false",
    "zeroDateTimeBehavior": "convertToNull",
    "tinyInt1isBit": "false",
    "rewriteBatchedStatements": "true",
}
"""What DataX adds to every address of MySQL."""
_TABLES = re.compile(r"^(?P<head>[^\[\]]*)\[(?P<first>\d+)-(?P<last>\d+)\](?P<tail>.*)$", re.DOTALL)
MOST_TABLES = 10_000


@dataclass(frozen=True)
class Database:
    """A connection of the transformation, and which kind of database it leads to."""

    name: str
    kind: str

    def plain(self, name: str) -> str:
        """Return the name as the database has it, without its quotes."""
        name = name.strip()
        if len(name) > 1 and name[0] + name[-1] in {"``", '""', "[]"}:
            return name[1:-1]
        return name.lower() if self.kind == "postgresql" else name

    def schema_and_table(self, name: str) -> tuple[str, str]:
        """Return the schema, empty where none is named, and the table."""
        schema, _, table = name.strip().rpartition(".")
        return self.plain(schema), self.plain(table)

    def quoted(self, name: str) -> str:
        """Return the name as SQL quotes it."""
        mark = "`" if self.kind in {"mysql", "mariadb"} else '"'
        return mark + name.replace(mark, mark * 2) + mark


def database_of(
    builder: Builder,
    plugin: Plugin,
    where: str,
    url: str,
    *,
    username: str,
    password: str,
    session: tuple[str, ...],
) -> Database:
    """Return the connection for the address, which the transformation has from now on.

    `jdbc:lake` is the lake, which every run has.

    Raises:
        KettleFileError: The address is none of JDBC.
    """
    if url.strip().lower() == f"jdbc:{LAKE}":
        return Database(LAKE, LAKE)
    made = _connection(plugin, where, url.strip(), username=username, password=password)
    attributes = dict(made.attributes) | {"SUPPORTS_BOOLEAN_DATA_TYPE": "Y"}
    if session:
        attributes["SQL_CONNECT"] = ";\n".join(each.rstrip("; \n") for each in session)
    kind = url.strip().split(":")[1].lower()
    for known in builder.connections:
        if _same(known, made, attributes):
            return Database(known.name, kind)
    stem = re.sub(r"[^\w.-]+", "_", f"{kind}_{_base(made)}").strip("_")
    taken = {each.name.lower() for each in builder.connections}
    name = next(
        each
        for each in (stem, *(f"{stem}_{n}" for n in range(2, len(taken) + 3)))
        if each.lower() not in taken
    )
    builder.connections.append(
        Connection(
            name,
            made.type,
            server=made.server,
            database=made.database,
            port=made.port,
            username=made.username,
            password=made.password,
            attributes=tuple(attributes.items()),
        )
    )
    return Database(name, kind)


def _base(made: Connection) -> str:
    return made.database.rsplit("/", 1)[-1].rsplit("\\", 1)[-1] or made.server


def _same(known: Connection, made: Connection, attributes: dict[str, str]) -> bool:
    def facts(each: Connection) -> tuple[str, ...]:
        return (each.type, each.server, each.port, each.database, each.username, each.password)

    return facts(known) == facts(made) and dict(known.attributes) == attributes


def _connection(
    plugin: Plugin, where: str, url: str, *, username: str, password: str
) -> Connection:
    found = _NETWORK.match(url)
    if found:
        kind = found["kind"].upper()
        options = _options(found["options"] or "")
        options = _OF_MYSQL | options if kind != "POSTGRESQL" else options
        return Connection(
            "",
            "MYSQL" if kind == "MARIADB" else kind,
            server=found["host"],
            port=found["port"] or ("5432" if kind == "POSTGRESQL" else "3306"),
            database=found["base"],
            username=options.pop("user", username) or username,
            password=options.pop("password", password) or password,
            attributes=tuple(
                (f"EXTRA_OPTION_{'MYSQL' if kind == 'MARIADB' else kind}.{key}", value)
                for key, value in options.items()
            ),
        )
    found = _SQLITE.match(url)
    if found:
        return Connection("", "SQLITE", database=found["base"])
    if not re.match(r"jdbc:\w+:.", url):
        raise plugin.refuse(
            where,
            "this is no JDBC address; write for example jdbc:mysql://host:3306/database.",
            "这不是 JDBC 地址；请写成例如 jdbc:mysql://host:3306/database。",
        )
    account = {found[1].lower(): found[2] for found in _ACCOUNT.finditer(url)}
    return Connection(
        "",
        "GENERIC",
        username=account.get("user", username),
        password=account.get("password", password),
        attributes=(("CUSTOM_URL", _ACCOUNT.sub("", url)), ("CUSTOM_DRIVER_CLASS", "")),
    )


def _options(text: str) -> dict[str, str]:
    pairs = (each.partition("=") for each in text.split("&") if each)
    return {unquote(key): unquote(value) for key, _, value in pairs}


def listed_tables(plugin: Plugin, where: str, names: tuple[str, ...]) -> list[str]:
    """Return the tables; `order_[00-12]` names thirteen.

    Raises:
        KettleFileError: More than 10,000, or a range that ends before it starts.
    """
    tables: list[str] = []
    for name in (part.strip() for each in names for part in each.split(",")):
        found = _TABLES.match(name)
        if not found:
            tables += [name] if name else []
            continue
        first, last = int(found["first"]), int(found["last"])
        if not first <= last < first + MOST_TABLES:
            raise plugin.refuse(
                where,
                f"the range of tables {name!r} must go up, and over at most {MOST_TABLES}.",
                f"表的范围 {name!r} 须递增，且最多 {MOST_TABLES} 个。",
            )
        width = len(found["first"]) if found["first"].startswith("0") else 0
        tables += [f"{found['head']}{n:0{width}d}{found['tail']}" for n in range(first, last + 1)]
    return tables
