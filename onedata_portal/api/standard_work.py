"""What takes longer about a standard: a draft anew from rows, and definitions loaded again.

Drafting runs beside the other readings of rows (`reading.py`); loading goes on after the answer.
"""

from __future__ import annotations

from fastapi import APIRouter, BackgroundTasks, Request

from onedata_portal.api.errors import may_answer
from onedata_portal.api.reading import AT_ONCE
from onedata_portal.api.reloading import Reloads
from onedata_portal.api.services import TheServices
from onedata_portal.api.standard_models import OfTable, StandardAnswer
from onedata_portal.api.standard_orders import done
from onedata_portal.api.standard_reading import changeable
from onedata_portal.api.within import Asker, Within
from onedata_portal.source_rows import SourceRows
from onedata_resources.store.review_model import Origin
from onedata_resources.store.reviewed import STANDARD, Reviews

router = APIRouter(tags=["standards"], responses=may_answer(403, 404))


@router.post(
    "/standards/drafting",
    operation_id="draft_standard_anew",
    summary="Draft anew from rows · 由数据重新起草",
    responses=may_answer(503),
)
async def draft_standard_anew(asker: Asker, services: TheServices, body: OfTable) -> StandardAnswer:
    """Draft the standard of a table from some of its rows, in the place of the scan's draft."""
    return await done(
        asker, services, body.table, "standard.draft", lambda: _draft(asker, body.table),
        details={"origin": Origin.SCAN.value}, limiter=AT_ONCE,
    )  # fmt: skip


def _draft(asker: Within, name: str) -> None:
    from onedata_assets.domain.metadata.found_drafts import draft_of
    from onedata_resources.clients.catalog import SAMPLE_ROWS, Catalog
    from onedata_resources.clients.sampled_tables import sampled

    portal, now = asker.portal, asker.portal.clock()
    rows = SourceRows(portal.store)
    place = rows.known([name]).get(name)
    found, known = sampled(name, place, Catalog(), portal.lake), rows.findings(place)
    made = draft_of(
        name, found.kind, found.table, found.rows, most=SAMPLE_ROWS, today=now.date(), known=known
    )
    Reviews(portal.store, STANDARD).propose(
        name, made.model_dump_json(), now, origin=Origin.SCAN, actor=asker.person.name
    )


@router.post(
    "/standards/reload",
    operation_id="reload_for_standard",
    summary="Load definitions again · 重新加载定义",
    status_code=202,
)
async def reload_for_standard(
    request: Request,
    background: BackgroundTasks,
    asker: Asker,
    services: TheServices,
    body: OfTable,
) -> None:
    """Load the definitions again after the answer, so that the checks of standards are there."""
    asset = await changeable(asker, services, body.table)
    reloads: Reloads = request.app.state.reloads
    projects = ",".join(sorted(asset.projects))
    asker.did("definitions.reload", "standard", body.table, project=projects)
    background.add_task(reloads.after_change, services, asker.known.viewer)
