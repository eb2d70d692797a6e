"""SQL over the lake as somebody: each table is what data policies let them read of it."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from onedata_portal.api.cells import rows_as_json
from onedata_portal.api.errors import may_answer
from onedata_portal.api.models import LINES, Body, Line
from onedata_portal.api.reading import AT_ONCE, Reading, facts_of, limits, required
from onedata_portal.api.services import TheServices
from onedata_portal.api.tagging import TheTags
from onedata_portal.api.within import Asker
from onedata_resources.clients.lake_apart import sql_apart
from onedata_resources.clients.lake_query import tables_in

router = APIRouter(tags=["tables"], responses=may_answer(403, 404, 503))
Sql = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=LINES)]


class SqlQuery(Body):
    """One SELECT over tables written `layer.table`, in DuckDB's SQL."""

    query: Sql
    purpose: Line = ""
    reason: Line = ""
    limit: int = Field(default=500, ge=1, le=10_000)


class SqlColumn(BaseModel):
    """A column of the result."""

    name: str
    type: str


class SqlTable(BaseModel):
    """A table that the query read, and what data policies decided of it."""

    name: str
    policies: list[str]
    limited_by: list[str]
    masked: list[str]
    hidden: list[str]


class SqlAnswer(BaseModel):
    """The first rows of the result, cells in the order of the columns."""

    columns: list[SqlColumn]
    rows: list[list[Any]]
    more: bool
    tables: list[SqlTable]


@router.post("/sql", operation_id="run_sql", summary="Run a query · 执行查询")
async def run_sql(asker: Asker, services: TheServices, tags: TheTags, body: SqlQuery) -> SqlAnswer:
    """Return the rows of a query, computed on what the person may read of each table."""
    # What a person is told of near names is of tables that they see.
    seen = (await services.definitions.of(asker.known.viewer)).assets
    pairs = await to_thread.run_sync(tables_in, body.query, lambda: map("/".join, seen))
    facts = {pair: await facts_of(asker, services, tags, pair) for pair in pairs}
    for pair in pairs:
        await to_thread.run_sync(required, pair, asker.portal)
    told = {"sql": body.query, "reason": body.reason}
    reading = Reading(asker, facts, body.purpose, told)
    work = partial(_answer, reading, body)
    return await to_thread.run_sync(work, limiter=AT_ONCE)


def _answer(reading: Reading, body: SqlQuery) -> SqlAnswer:
    with reading.recorded() as counted:
        lake, most = reading.asker.portal.lake, limits(body.limit + 1)
        found = sql_apart(lake, body.query, sight=reading.sight, limits=most)
        rows = rows_as_json(found.head(body.limit))
        counted.rows = len(rows)
    return SqlAnswer(
        columns=[SqlColumn(name=name, type=str(dtype)) for name, dtype in found.schema.items()],
        rows=rows,
        more=found.height > body.limit,
        tables=[
            SqlTable(
                name="/".join(pair),
                policies=list(rights.policies),
                limited_by=rights.limited_by,
                masked=rights.masked,
                hidden=rights.hidden,
            )
            for pair, rights in reading.rights.items()
        ],
    )
