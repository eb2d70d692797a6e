"""Whether a database server lets an account in and is fit for its setting, told to people.

For the databases of the platform's own records and of Dagster's. URLs are in `database_url.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from onedata_resources.clients.database_url import (
    CONNECT_TIMEOUT_SECONDS,
    dialect_of,
    first_line,
    open_engine,
    shown,
)
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.engine import URL
    from sqlalchemy.exc import DBAPIError

UTF8 = "utf8mb4"
EXACT = "utf8mb4_bin"
_CREATE = {
    "mysql": f"CREATE DATABASE `{{name}}` CHARACTER SET {UTF8} COLLATE {EXACT}",
    "postgresql": 'CREATE DATABASE "{name}" ENCODING UTF8 TEMPLATE template0',
}
_NO_SIGN_IN = ("(1045,", "(1698,", "password authentication failed", "no password supplied")
_NO_DATABASE = ("(1049,", "does not exist")
_NO_RIGHT = ("(1044,", "permission denied for database")


@contextmanager
def let_in(
    url: URL, setting: str, *, seconds: int = CONNECT_TIMEOUT_SECONDS
) -> Iterator[Connection]:
    """Lend a connection to a database that a setting names, fit to hold texts of any language.

    Raises:
        BadInputError: The URL, the account, the database's name or its character set is wrong.
        UnavailableError: The server does not answer.
    """
    from sqlalchemy.exc import DBAPIError

    engine = open_engine(url, connect_timeout_seconds=seconds)
    try:
        connection = engine.connect()
    except DBAPIError as error:
        raise refusal(url, error, setting) from error
    with connection:
        require_utf8(connection, setting)
        yield connection


def refusal(url: URL, error: DBAPIError, setting: str) -> OneDataError:
    """Return the error that says how a server refused, and what to do about it."""
    said, where = first_line(error), shown(url)
    whole = f"{error.orig}"
    if any(each in whole for each in _NO_SIGN_IN):
        return BadInputError(
            f"{setting} {where}: the server refuses the user or the password ({said}). Correct them"
            " in the URL; write signs such as @ / : in a password as %40 %2F %3A.",
            f"{setting} {where}：服务器拒绝该用户名或密码（{said}）。请更正地址中的用户名与密码；"
            "密码中的 @ / : 等符号须写作 %40 %2F %3A。",
        )
    if any(each in whole for each in _NO_DATABASE):
        create = _CREATE.get(dialect_of(url), "CREATE DATABASE {name}").format(name=url.database)
        return BadInputError(
            f"{setting} {where}: the server has no such database or user ({said}). Correct the URL,"
            f" or create the database: {create}",
            f"{setting} {where}：服务器上没有该数据库或用户（{said}）。请更正地址，或创建数据库："
            f"{create}",
        )
    if any(each in whole for each in _NO_RIGHT):
        return BadInputError(
            f"{setting} {where}: the user may not use this database ({said}). Grant it all rights"
            " on the database, or name another one.",
            f"{setting} {where}：该用户无权使用此数据库（{said}）。"
            "请授予其全部权限，或改用其他库。",
        )
    return UnavailableError(
        f"{setting} {where} does not answer: {said}. Check that the server runs, and that host and"
        " port are right.",
        f"{setting} {where} 无响应：{said}。请检查服务是否运行、主机与端口是否正确。",
    )


def require_utf8(connection: Connection, setting: str) -> None:
    """Make sure that a database can hold every sign.

    Raises:
        BadInputError: Its character set cannot: Chinese names would be refused, or become `?`.
    """
    dialect = connection.dialect.name
    if dialect in {"mysql", "mariadb"}:
        has = connection.exec_driver_sql("SELECT @@character_set_database").scalar_one()
        fit, name = has == UTF8, connection.engine.url.database
        remedy = f"ALTER DATABASE `{name}` CHARACTER SET {UTF8} COLLATE {EXACT}"
    elif dialect == "postgresql":
        has = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        fit, name = has == "UTF8", connection.engine.url.database
        remedy = _CREATE["postgresql"].format(name=f"{name}_utf8")
    else:
        return
    connection.rollback()
    if not fit:
        where = shown(connection.engine.url)
        raise BadInputError(
            f"{setting} {where}: the database has the character set {has}, which cannot hold"
            f" Chinese. Run: {remedy}",
            f"{setting} {where}：该数据库的字符集为 {has}，无法存储中文。请执行：{remedy}",
        )
