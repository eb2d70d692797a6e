"""Kettle's connections as SQLAlchemy URLs. Opening them is in `engine/databases.py`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy.engine import URL

from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import Connection
from onedata_resources.kettle.passwords import decode_password
from onedata_resources.kettle.variables import expand

_DRIVERS = {
    "POSTGRESQL": ("postgresql+psycopg2", 5432),
    "GREENPLUM": ("postgresql+psycopg2", 5432),
    "REDSHIFT": ("postgresql+psycopg2", 5439),
    "KINGBASEES": ("postgresql+psycopg2", 54321),
    "MYSQL": ("mysql+pymysql", 3306),
    "MARIADB": ("mysql+pymysql", 3306),
    "SQLITE": ("sqlite", 0),
}
_JDBC = re.compile(
    r"jdbc:(?P<kind>\w+):(?://(?P<host>[^:/?]+)(?::(?P<port>\d+))?/)?(?P<base>[^?]*)"
)


def connection_url(connection: Connection, variables: Mapping[str, str]) -> str:
    """Return the SQLAlchemy URL of the connection.

    Raises:
        PrepareError: A type of database that the engine cannot reach, or an unreadable password.
    """
    kind = connection.type.upper()
    if kind == "GENERIC":
        return _from_jdbc(connection, variables)
    if kind not in _DRIVERS or connection.access.upper() == "JNDI":
        raise _unreachable(connection, f"{connection.type} ({connection.access})")
    database = expand(connection.database, variables)
    return _url(kind, connection, variables, database=database)


def _url(
    kind: str,
    connection: Connection,
    variables: Mapping[str, str],
    *,
    database: str,
    host: str = "",
    port: str = "",
) -> str:
    driver, default_port = _DRIVERS[kind]
    if kind == "SQLITE":
        return URL.create("sqlite", database=database).render_as_string(hide_password=False)
    port = port or expand(connection.port or connection.attribute("PORT_NUMBER"), variables)
    return URL.create(
        driver,
        username=expand(connection.username, variables) or None,
        password=_password(connection, variables) or None,
        host=host or expand(connection.server, variables) or "localhost",
        port=int(port) if port.isdigit() else default_port,
        database=database,
    ).render_as_string(hide_password=False)


def _from_jdbc(connection: Connection, variables: Mapping[str, str]) -> str:
    url = expand(connection.attribute("CUSTOM_URL"), variables)
    found = _JDBC.match(url)
    kind = found["kind"].upper() if found else ""
    if not found or kind not in _DRIVERS:
        raise _unreachable(connection, url or "a generic connection without URL")
    host, port = found["host"] or "", found["port"] or ""
    return _url(kind, connection, variables, database=found["base"], host=host, port=port)


def _password(connection: Connection, variables: Mapping[str, str]) -> str:
    try:
        return decode_password(expand(connection.password, variables))
    except ValueError as error:
        raise PrepareError(
            f"The password of connection {connection.name!r} cannot be decoded; enter it again.",
            f"连接 {connection.name!r} 的密码无法解码；请重新填写。",
        ) from error


def _unreachable(connection: Connection, what: str) -> PrepareError:
    return PrepareError(
        f"Connection {connection.name!r} is of a type the engine cannot reach: {what}. "
        "Give it a SQLAlchemy URL in the connections of the run.",
        f"引擎无法访问连接 {connection.name!r} 的类型：{what}。"
        "请在运行配置中为它提供 SQLAlchemy 地址。",
    )
