"""Engines that one process keeps for a database, with a small pool of connections.

Dagster opens a connection for every query outside its own web server: on MariaDB a page that asks
150 of them took seconds. Forked children get engines of their own.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

IDLE_CONNECTIONS = 3
RECYCLE_SECONDS = 300


def shared_engine(url: URL, *, isolation: str, zone: str) -> Engine:
    """Return this process's engine for a database; `zone` is the statement for UTC.

    A connection that the server closed meanwhile is replaced.
    """
    return _engine(url.render_as_string(hide_password=False), isolation, zone, os.getpid())


@cache
def _engine(url: str, isolation: str, zone: str, _process: int) -> Engine:
    from sqlalchemy import create_engine, event

    engine = create_engine(
        url,
        isolation_level=isolation,  # type: ignore[arg-type]
        pool_size=IDLE_CONNECTIONS,
        max_overflow=-1,
        pool_recycle=RECYCLE_SECONDS,
        pool_pre_ping=True,
        pool_use_lifo=True,
    )

    @event.listens_for(engine, "connect")
    def set_zone(connection: Any, _record: object) -> None:  # noqa: ANN401  a driver's object
        with connection.cursor() as cursor:
            cursor.execute(zone)
        connection.commit()

    return engine
