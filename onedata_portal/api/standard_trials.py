"""Rules of a column tried on rows before they are published, as far as the person may see these.

How data policies decide is in `reading.py`; each trial is a reading, and recorded as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import APIRouter

from onedata_assets.domain.metadata.breaches_shown import shown
from onedata_assets.domain.metadata.conformance import conformance
from onedata_assets.domain.metadata.shared_code_sets import resolved
from onedata_assets.domain.metadata.standards import StandardError, TableStandard
from onedata_assets.domain.processing.contract import Sensitivity
from onedata_assets.domain.security.data_policies import Shown
from onedata_portal.api.asset_keys import Key
from onedata_portal.api.errors import ForbiddenError, may_answer
from onedata_portal.api.reading import AT_ONCE, Reading, facts_of, in_lake, limits
from onedata_portal.api.rule_models import TrialAnswer, TrialOrder
from onedata_portal.api.services import TheServices
from onedata_portal.api.standard_models import StandardBreach, StandardContent
from onedata_portal.api.standard_reading import table_of
from onedata_portal.api.standard_sets import sets_of
from onedata_portal.api.tagging import TheTags
from onedata_portal.api.within import Asker
from onedata_portal.source_rows import SourceRows
from onedata_resources.clients.lake_read import Asked, rows_of
from onedata_resources.errors import refusals_told

if TYPE_CHECKING:
    import polars as pl

router = APIRouter(tags=["standards"], responses=may_answer(403, 404, 503))
ROWS = 20_000


@router.post(
    "/standards/trial", operation_id="try_standard_rules", summary="Try rules · 试运行规则"
)
async def try_standard_rules(
    asker: Asker, services: TheServices, tags: TheTags, body: TrialOrder
) -> TrialAnswer:
    """Say which rows the rules of a column would refuse, of the first ones of the table."""
    await table_of(asker, services, body.table)
    made = StandardContent.model_construct(
        table=body.table, title=body.column.title, columns=[body.column], key=[]
    ).standard()
    pair: Key = tuple(body.table.split("/"))
    facts = await facts_of(asker, services, tags, pair)  # type: ignore[arg-type]
    told = {"trial": body.column.name}
    reading = Reading(asker, {pair: facts}, body.purpose, told)  # type: ignore[dict-item]
    levels = {body.column.name: Sensitivity(facts.sensitivity_of(body.column.name))}

    def work() -> TrialAnswer:
        with refusals_told(StandardError):
            standard = resolved(made, sets_of(asker.portal.store))
            with reading.recorded() as counted:
                rows = _rows(reading, pair, body.column.name)
                counted.rows = rows.height
            return _tried(asker, rows, standard, levels)

    return await to_thread.run_sync(work, limiter=AT_ONCE)


def _rows(reading: Reading, pair: Key, column: str) -> pl.DataFrame:
    """Return the rows that the person sees, with the column as it is.

    Raises:
        ForbiddenError: They do not see the column as it is.
    """
    portal = reading.asker.portal
    if len(pair) == 2 and in_lake(pair, portal):
        found = rows_of(pair, portal.lake.scan, Asked(), sight=reading.sight, limits=limits(ROWS))
        seen = reading.rights[pair].shown.get(column, Shown.CLEAR)  # type: ignore[index]
        if seen is not Shown.CLEAR:
            raise _unseen(column)
        return found
    rows = SourceRows(portal.store).sample("/".join(pair), ROWS)
    if reading.sight(pair, rows.schema, rows.columns) is not None:  # type: ignore[arg-type]
        raise _unseen(column)
    return rows


def _tried(
    asker: Asker, rows: pl.DataFrame, standard: TableStandard, levels: dict[str, Sensitivity]
) -> TrialAnswer:
    found = conformance(rows.lazy(), standard, today=asker.portal.clock().date())
    return TrialAnswer(
        rows=found.rows,
        breaches=[
            StandardBreach(
                column=each.column,
                rule=each.rule.value,
                rows=each.rows,
                examples=list(shown(each, standard, levels)),
            )
            for each in found.breaches
        ],
    )


def _unseen(column: str) -> ForbiddenError:
    return ForbiddenError(
        f"Data policies do not show you {column} as it is, so its rules cannot be tried.",
        f"数据策略不允许您查看 {column} 的原值，因此无法试运行其规则。",
    )
