"""Kettle transformations generated from standards: shown as a diff, then used as a version.

`onedata metadata kettle` does the same. Who sees the table sees them; who may change its standard
uses them. The rules are in `onedata_assets/domain/metadata/kettle_plans.py`.
"""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter
from fastapi.responses import Response

from onedata_assets.domain.metadata.cleaning_plan import plan_diff
from onedata_assets.domain.metadata.standards import StandardError
from onedata_portal.api.errors import may_answer
from onedata_portal.api.kettle_models import (
    KettleAnswer,
    KettleDiff,
    KettleOrder,
    KettlePreview,
    KettleState,
    KettleUse,
)
from onedata_portal.api.kettle_plans import Plans, mark_of
from onedata_portal.api.services import TheServices
from onedata_portal.api.standard_reading import (
    TableName,
    Version,
    changeable,
    may_change,
    table_of,
)
from onedata_portal.api.within import Asker
from onedata_resources.errors import UnavailableError, refusals_told
from onedata_resources.store.kettle_files import FOLDER, NewFile, file_of, may_write, use_file
from onedata_resources.store.review_model import ChangedMeanwhileError

router = APIRouter(tags=["standards"], responses=may_answer(404))


@router.get(
    "/standards/kettle/waiting",
    operation_id="list_waiting_kettle",
    summary="Regenerations that wait · 待采用的 Kettle 转换",
)
async def list_waiting_kettle(asker: Asker, services: TheServices) -> list[KettleState]:
    """List the tables whose transformation is not what it would be now, or cannot be any more."""
    assets = (await services.definitions.of(asker.known.viewer)).assets
    seen = {"/".join(key) for key in assets}
    return await to_thread.run_sync(Plans(asker.portal).waiting, seen)


@router.get(
    "/standards/kettle",
    operation_id="get_kettle",
    summary="Kettle transformation of a table · 表的 Kettle 转换",
)
async def get_kettle(asker: Asker, services: TheServices, table: TableName) -> KettleAnswer:
    """Return what is in use of a table, whether it is still right, and what may be asked for."""
    asset = await table_of(asker, services, table)
    assets = (await services.definitions.of(asker.known.viewer)).assets
    seen, may = {"/".join(key) for key in assets}, may_change(asker, asset)
    return await to_thread.run_sync(Plans(asker.portal).answer, table, seen, may)


@router.post(
    "/standards/kettle/preview",
    operation_id="preview_kettle",
    summary="Preview a transformation · 预览转换",
    responses=may_answer(503),
)
async def preview_kettle(asker: Asker, services: TheServices, body: KettleOrder) -> KettlePreview:
    """Return the transformation as it would be now, and what it changes in the one in use."""
    await table_of(asker, services, body.table)
    await table_of(asker, services, body.wanted.standard)
    plans = Plans(asker.portal)

    def work() -> KettlePreview:
        with refusals_told(StandardError):
            made = plans.generated(body.table, plans.wanted(body))
        return KettlePreview.of(made, mark_of(made))

    return await to_thread.run_sync(work)


@router.post(
    "/standards/kettle/versions",
    operation_id="use_kettle",
    summary="Use a transformation · 采用转换",
    responses=may_answer(403, 503),
)
async def use_kettle(asker: Asker, services: TheServices, body: KettleUse) -> KettleAnswer:
    """Make a transformation that was seen the version in use, and write its file."""
    asset = await changeable(asker, services, body.table)
    await table_of(asker, services, body.wanted.standard)
    plans = Plans(asker.portal)

    def work() -> None:
        with refusals_told(StandardError):
            made = plans.generated(body.table, plans.wanted(body))
        if mark_of(made) != body.mark:
            raise ChangedMeanwhileError(
                f"{body.table}: its structure or its standard changed meanwhile. Look at it again.",
                f"{body.table}：期间其结构或标准已变更。请重新预览。",
            )
        new = NewFile(body.table, made.wanted.content(made.ktr), made.ktr, body.after)
        path, now = file_of(body.table), asker.portal.clock()
        if not may_write(path):
            raise _read_only(body.table)
        version = use_file(
            asker.portal.store, new, path, now, actor=asker.person.name, reason=body.reason
        )
        details = {"version": version.number, "file": f"{FOLDER}/{body.table}.ktr"}
        projects = ",".join(sorted(asset.projects))
        asker.did("kettle_plan.accept", "table", body.table, project=projects, details=details)

    await to_thread.run_sync(work)
    return await get_kettle(asker, services, body.table)


@router.get(
    "/standards/kettle/changes",
    operation_id="compare_kettle",
    summary="Two transformations compared · 转换对比",
)
async def compare_kettle(
    asker: Asker, services: TheServices, table: TableName, old: Version = None, new: Version = None
) -> KettleDiff:
    """Return what differs between two versions; the newest where none is named."""
    await table_of(asker, services, table)
    plans = Plans(asker.portal)

    def read() -> KettleDiff:
        return KettleDiff(diff=plan_diff(plans.file(table, old), plans.file(table, new)))

    return await to_thread.run_sync(read)


@router.get(
    "/standards/kettle/file",
    operation_id="get_kettle_file",
    summary="File of a transformation · 转换文件",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
async def get_kettle_file(
    asker: Asker, services: TheServices, table: TableName, version: Version = None
) -> Response:
    """Return the `.ktr` of a version, the newest without a number."""
    await table_of(asker, services, table)
    told = await to_thread.run_sync(Plans(asker.portal).file, table, version)
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in table)
    headers = {
        "content-disposition": f'attachment; filename="{plain}.ktr"',
        "x-content-type-options": "nosniff",
    }
    return Response(told, media_type="text/plain; charset=utf-8", headers=headers)


def _read_only(table: str) -> UnavailableError:
    return UnavailableError(
        f"The portal cannot write {FOLDER}/{table}.ktr: run `onedata metadata kettle {table} "
        "--accept` where the project can be written, or let the portal write that folder.",
        f"门户无法写入 {FOLDER}/{table}.ktr：请在可写的工程目录执行 "
        f"`onedata metadata kettle {table} --accept`，或允许门户写入该目录。",
    )
