"""Operations that administrators configure: a statement on a table, or a POST to an address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

from onedata_assets.domain.metadata.model import Table
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.offline_tables import quoted_name
from onedata_resources.clients.outbound import post
from onedata_resources.errors import BadInputError, UnavailableError

MOST_TEXT = 4_000
SECONDS = 60.0


def run_statement(database: DatabaseClient, statement: str, table: Table) -> dict[str, Any]:
    """Run a statement, `{table}` in it being the table's quoted name; return what it touched.

    Raises:
        OneDataError: The database does not answer, or refuses it.
    """
    with database.connect() as connection:
        written = statement.replace("{table}", quoted_name(connection, table))
        plain = connection.execution_options(no_parameters=True)  # a % is a sign like others
        done = plain.exec_driver_sql(written)
        if not done.returns_rows:
            return {"statement": written, "touched": max(done.rowcount, 0)}
        names, rows = list(done.keys()), done.fetchmany(20)
    shown = [[None if cell is None else str(cell)[:200] for cell in row] for row in rows]
    return {"statement": written, "columns": names, "rows": shown}


def call(
    url: str, told: Mapping[str, Any], *, transport: httpx.BaseTransport | None = None
) -> dict[str, Any]:
    """Post what is registered of a table to an address and return the answer.

    Raises:
        UnavailableError: Nothing answered in time, or the other end failed.
        BadInputError: The other end refused it.
    """
    content = json.dumps(told, ensure_ascii=False, default=str).encode()
    try:
        answer = post(url, content, transport=transport, timeout_seconds=SECONDS)
    except httpx.HTTPError as error:
        raise UnavailableError(
            f"{url} does not answer: {error}", f"{url} 没有应答：{error}"
        ) from error
    text = answer.body.decode("utf-8", errors="replace")[:MOST_TEXT]
    if not answer.is_success:
        kind = UnavailableError if answer.status >= 500 else BadInputError
        raise kind(
            f"{url} answered {answer.status}: {text[:300]}",
            f"{url} 返回 {answer.status}：{text[:300]}",
        )
    return {"status": answer.status, "answer": text}
