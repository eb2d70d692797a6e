"""Which database holds Dagster's records, as the settings say. Opening it is Dagster's."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from onedata_resources.clients.database_url import database_url, dialect_of
from onedata_resources.errors import BadInputError
from onedata_resources.settings import value_of

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

SETTING = "DAGSTER_STORAGE_URL"
PARTS = "DAGSTER_PG_HOST"


def records_url(environ: Mapping[str, str] | None = None) -> URL | None:
    """Return the database that DAGSTER_STORAGE_URL, or the parts DAGSTER_PG_*, name.

    None means SQLite under ONEDATA_HOME. Containers have the parts, whose password needs no
    escaping.

    Raises:
        BadInputError: The URL is none, or names neither PostgreSQL nor MySQL.
    """
    environ = os.environ if environ is None else environ
    given = value_of(SETTING, environ)
    if not given:
        return _of_parts(environ) if environ.get(PARTS) else None
    url = database_url(given, SETTING)
    if dialect_of(url) not in {"postgresql", "mysql"}:
        raise BadInputError(
            f"{SETTING} names {url.drivername}: Dagster's records live in PostgreSQL"
            " (postgresql://user:password@host:5432/dagster) or MySQL"
            " (mysql://user:password@host:3306/dagster); empty means SQLite under ONEDATA_HOME.",
            f"{SETTING} 指定了 {url.drivername}：Dagster 的记录可存于 PostgreSQL"
            "（postgresql://用户:密码@主机:5432/dagster）或 MySQL"
            "（mysql://用户:密码@主机:3306/dagster）；为空即使用 ONEDATA_HOME 下的 SQLite。",
        )
    return url


def _of_parts(environ: Mapping[str, str]) -> URL:
    from sqlalchemy.engine import URL

    return URL.create(
        "postgresql",
        username=environ.get("DAGSTER_PG_USER") or "dagster",
        password=environ.get("DAGSTER_PG_PASSWORD", ""),
        host=environ[PARTS],
        port=int(environ.get("DAGSTER_PG_PORT") or 5432),
        database=environ.get("DAGSTER_PG_DB") or "dagster",
    )
