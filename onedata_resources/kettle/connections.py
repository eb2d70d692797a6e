"""Kettle's connections as SQLAlchemy URLs. Opening them is in `engine/databases.py`.

What a connection says besides its address is in `connection_options.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import Connection
from onedata_resources.kettle.passwords import decode_password
from onedata_resources.kettle.variables import expand

if TYPE_CHECKING:
    from sqlalchemy.engine import URL


@dataclass(frozen=True)
class Driver:
    """The SQLAlchemy driver of a Kettle database type, and the port when none is given."""

    name: str
    port: int = 0


_POSTGRES, _MYSQL = "postgresql+psycopg2", "mysql+pymysql"
DRIVERS = {
    "POSTGRESQL": Driver(_POSTGRES, 5432),
    "GREENPLUM": Driver(_POSTGRES, 5432),
    "REDSHIFT": Driver(_POSTGRES, 5439),
    "KINGBASEES": Driver(_POSTGRES, 54321),
    "MYSQL": Driver(_MYSQL, 3306),
    "MARIADB": Driver(_MYSQL, 3306),
    "INFINIDB": Driver(_MYSQL, 3306),
    "INFOBRIGHT": Driver(_MYSQL, 3306),
    "SQLITE": Driver("sqlite"),
    "ORACLE": Driver("oracle+oracledb", 1521),
    "MSSQL": Driver("mssql+pymssql", 1433),
    "MSSQLNATIVE": Driver("mssql+pymssql", 1433),
    "DB2": Driver("db2+ibm_db", 50000),
    "VERTICA": Driver("vertica+vertica_python", 5433),
    "VERTICA5": Driver("vertica+vertica_python", 5433),
    "MONETDB": Driver("monetdb", 50000),
    "HIVE2": Driver("hive", 10000),
    "IMPALA": Driver("impala", 21050),
    "SNOWFLAKE": Driver("snowflake"),
    "SNOWFLAKEHV": Driver("snowflake"),
    "FIREBIRD": Driver("firebird+firebird", 3050),
    "SAPDB": Driver("hana", 30015),
    "TERADATA": Driver("teradatasql", 1025),
    "EXASOL4": Driver("exa+websocket", 8563),
}
_JDBC_NAMES = {"SQLSERVER": "MSSQL", "JTDS": "MSSQL", "KINGBASE8": "KINGBASEES"}
_JDBC = re.compile(
    r"jdbc:(?P<kind>\w+):(?:sqlserver:)?(?://(?P<host>[^:/?;]+)?(?::(?P<port>\d+))?/?)?"
    r"(?P<base>[^?;]*)(?:[?;](?P<options>.*))?"
)
_JDBC_ORACLE = re.compile(
    r"jdbc:oracle:thin:@(?://)?(?P<host>[^:/]+)(?::(?P<port>\d+))?[:/](?P<base>[^?]+)"
)
_OPTIONS = {
    "postgresql": {"sslmode": "sslmode", "connecttimeout": "connect_timeout",
                   "applicationname": "application_name"},
    "mysql": {"connecttimeout": "connect_timeout", "characterencoding": "charset"},
}  # fmt: skip
"""JDBC options that the Python driver also has; the others steer Java and change no result."""


def connection_url(connection: Connection, variables: Mapping[str, str]) -> str:
    """Return the SQLAlchemy URL of the connection.

    Raises:
        PrepareError: A type of database that the engine cannot reach, or an unreadable password.
    """
    kind = connection.type.upper()
    access = connection.access.upper()
    if access in {"JNDI", "ODBC", "OCI"}:
        raise _other_access(connection, access)
    if kind == "GENERIC":
        return _from_jdbc(connection, variables)
    if kind not in DRIVERS:
        raise _unreachable(connection, f"{connection.type} ({connection.access})")
    database = expand(connection.database, variables)
    return _url(kind, connection, variables, Address(database))


@dataclass(frozen=True)
class Address:
    """Where the database is, as far as its own URL says it."""

    database: str
    host: str = ""
    port: str = ""
    options: str = ""


def _url(kind: str, connection: Connection, variables: Mapping[str, str], address: Address) -> str:
    from sqlalchemy.engine import URL

    driver = DRIVERS[kind]
    if kind == "SQLITE":
        name = address.database.removeprefix("file:") if "?" not in address.database else ""
        return _text(URL.create("sqlite", database=name or address.database))
    port = (
        address.port
        or expand(connection.port or connection.attribute("PORT_NUMBER"), variables).strip()
    )
    url = URL.create(
        driver.name,
        username=expand(connection.username, variables) or None,
        password=_password(connection, variables) or None,
        host=address.host or expand(connection.server, variables) or "localhost",
        port=int(port) if port.isdigit() and int(port) > 0 else driver.port or None,
        database=address.database or None,
        query=_query(kind, connection, variables, address.options),
    )
    return _text(url)


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _query(
    kind: str, connection: Connection, variables: Mapping[str, str], written: str
) -> dict[str, str]:
    """Return the JDBC options that mean something to the Python driver."""
    known = _OPTIONS.get(DRIVERS[kind].name.partition("+")[0], {})
    pairs = [part.partition("=")[::2] for part in re.split("[&;]", written) if part]
    prefix = f"EXTRA_OPTION_{kind}."
    pairs += [
        (code.removeprefix(prefix), expand(value, variables))
        for code, value in connection.attributes
        if code.upper().startswith(prefix)
    ]
    given = {name.lower(): value for name, value in pairs}
    found = {known[name]: value for name, value in given.items() if name in known}
    if "charset" in found:
        found["charset"] = "utf8mb4" if "utf" in found["charset"].lower() else found["charset"]
    return found


def _from_jdbc(connection: Connection, variables: Mapping[str, str]) -> str:
    url = expand(connection.attribute("CUSTOM_URL"), variables).strip()
    found = _JDBC_ORACLE.match(url)
    kind = "ORACLE" if found else ""
    if not found:
        found = _JDBC.match(url)
        kind = found["kind"].upper() if found else ""
    kind = _JDBC_NAMES.get(kind, kind)
    if not found or kind not in DRIVERS:
        raise _unreachable(connection, url or "a generic connection without URL")
    parts = found.groupdict()
    options = parts.get("options") or ""
    base = parts["base"]
    if kind == "MSSQL" and "databasename=" in options.lower():
        base = re.split("databasename=", options, flags=re.IGNORECASE)[1].split(";")[0]
    address = Address(base, parts["host"] or "", parts["port"] or "", options)
    return _url(kind, connection, variables, address)


def _password(connection: Connection, variables: Mapping[str, str]) -> str:
    try:
        return decode_password(expand(connection.password, variables))
    except ValueError as error:
        raise PrepareError(
            f"The password of connection {connection.name!r} cannot be decoded; enter it again.",
            f"连接 {connection.name!r} 的密码无法解码；请重新填写。",
        ) from error


def _other_access(connection: Connection, access: str) -> PrepareError:
    return PrepareError(
        f"Connection {connection.name!r} is opened by {access}, which needs a Java server or a "
        f"driver of its own ({connection.database or 'no name'}). Give it a SQLAlchemy URL in the "
        "connections of the run, or make it a native connection.",
        f"连接 {connection.name!r} 通过 {access} 打开（{connection.database or '无名称'}），"
        "需要 Java 服务器或专用驱动。请在运行配置中为它提供 SQLAlchemy 地址，或改为本机连接。",
    )


def _unreachable(connection: Connection, what: str) -> PrepareError:
    return PrepareError(
        f"Connection {connection.name!r} is of a type the engine cannot reach: {what}. "
        "Give it a SQLAlchemy URL in the connections of the run.",
        f"引擎无法访问连接 {connection.name!r} 的类型：{what}。"
        "请在运行配置中为它提供 SQLAlchemy 地址。",
    )
