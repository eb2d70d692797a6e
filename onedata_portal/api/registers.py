"""Registered offline tables (库表): kept, looked for, imported, exported, and acted upon.

What one is, is in `onedata_assets/domain/metadata/registers.py`. An action is a run of a job of the
table's project, launched as the person who asks.
"""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Query

from onedata_assets.domain.metadata.operations import job_name, op_name
from onedata_assets.domain.metadata.register_csv import EXAMPLE, REGISTER_CSV, as_row
from onedata_assets.domain.metadata.registers import (
    KIND,
    RegisteredTable,
)
from onedata_assets.domain.security.roles import Action
from onedata_portal.api.dagster import query_text, result_of
from onedata_portal.api.document_models import (
    DocumentVersionList,
    FileAnswer,
    FileBody,
    FileText,
    facets,
)
from onedata_portal.api.documents import Book, TheDesk
from onedata_portal.api.errors import ConflictError, may_answer
from onedata_portal.api.metric_models import Restoration
from onedata_portal.api.models import PLAIN
from onedata_portal.api.register_answers import (
    FILTERS,
    detail_of,
    import_lines,
    is_remote,
    item_of,
    loaded_asset,
    matches,
    unreached,
)
from onedata_portal.api.register_models import (
    ActionBody,
    RegisterBody,
    RegisterDetail,
    RegisterPage,
    RegistersWanted,
    StartedAction,
)
from onedata_portal.api.services import TheServices
from onedata_portal.api.within import Asker
from onedata_resources.errors import BadInputError
from onedata_resources.store.documents import Draft

router = APIRouter(tags=["registers"], responses=may_answer(403, 404, 503))
Part = Annotated[str, Path(max_length=120, pattern=PLAIN)]


def register_book(asker: Asker) -> Book:
    """Return the registered tables as the person who asks."""
    return Book(asker, KIND, en="registered table", zh="登记库表")


TheBook = Annotated[Book, Depends(register_book)]


@router.get("/registers", operation_id="list_registers", summary="Registered tables · 库表")
async def list_registers(
    book: TheBook, services: TheServices, wanted: Annotated[RegistersWanted, Query()]
) -> RegisterPage:
    """List the registered tables that the person sees, by database and name."""
    seen = await to_thread.run_sync(book.visible)
    definitions = await services.definitions.of(book.asker.known.viewer)
    chosen = [each for each in seen if matches(each, wanted)]
    page = chosen[wanted.offset : wanted.offset + wanted.limit]
    told_of = [{**each.content, "project": each.project} for each in seen]
    return RegisterPage(
        items=[item_of(book, definitions, each) for each in page],
        total=len(chosen),
        facets=facets(told_of, (*FILTERS, "project")),
    )


@router.post(
    "/registers",
    operation_id="add_register",
    summary="Register a table · 登记库表",
    status_code=201,
)
async def add_register(
    book: TheBook,
    desk: TheDesk,
    body: RegisterBody,
) -> RegisterDetail:
    """Keep a new registered table."""
    project = body.project or book.default_project
    book.asker.require_in(project, Action.LAUNCH)
    draft = Draft(body.table.name, project, body.table.model_dump(mode="json"), body.number)
    [kept] = await to_thread.run_sync(book.put, [draft], "created")
    desk.reload()
    return await detail_of(book, desk.services, kept)


@router.post(
    "/registers/imports", operation_id="import_registers", summary="Import tables · 导入库表"
)
async def import_registers(
    book: TheBook,
    desk: TheDesk,
    body: FileBody,
    project: str = "",
) -> FileAnswer:
    """Tell what a CSV file would change, or keep it; new tables are of `project`."""
    project = project or book.default_project
    book.asker.require_in(project, Action.LAUNCH)
    answer, is_changed = await to_thread.run_sync(import_lines, book, body, project)
    if is_changed:
        desk.reload()
    return answer


@router.get("/registers/file", operation_id="export_registers", summary="Tables as CSV · 导出库表")
def export_registers(book: TheBook, *, template: bool = False) -> FileText:
    """Return the registered tables that the person sees as a CSV file, or one to begin with."""
    if template:
        content = REGISTER_CSV.write([as_row(EXAMPLE)])
        return FileText(name="registers-template.csv", content=content)
    found = (RegisteredTable.model_validate(each.content) for each in book.visible())
    return FileText(name="registers.csv", content=REGISTER_CSV.write(map(as_row, found)))


@router.get("/registers/{db}/{table}", operation_id="get_register", summary="A table · 库表详情")
async def get_register(
    book: TheBook, services: TheServices, db: Part, table: Part
) -> RegisterDetail:
    """Return a registered table with what was done to it."""
    found = await to_thread.run_sync(book.get, f"{db}.{table}")
    return await detail_of(book, services, found)


@router.put(
    "/registers/{db}/{table}", operation_id="change_register", summary="Change a table · 修改库表"
)
async def change_register(
    book: TheBook,
    desk: TheDesk,
    db: Part,
    table: Part,
    body: RegisterBody,
) -> RegisterDetail:
    """Keep a new version of a registered table."""
    old = await to_thread.run_sync(book.mine, f"{db}.{table}")
    if body.table.name != old.name:
        raise BadInputError(
            "The database and the name of a registered table stay.",
            "登记库表的库名与表名不可修改。",
        )
    draft = Draft(old.name, old.project, body.table.model_dump(mode="json"), body.number)
    [kept] = await to_thread.run_sync(book.put, [draft], "changed")
    desk.reload()
    return await detail_of(book, desk.services, kept)


@router.delete(
    "/registers/{db}/{table}",
    operation_id="remove_register",
    summary="Delete a table · 删除库表",
    status_code=204,
)
async def remove_register(
    book: TheBook,
    desk: TheDesk,
    db: Part,
    table: Part,
) -> None:
    """Take a registered table away; the table itself, and what was exported of it, stay."""
    old = await to_thread.run_sync(book.mine, f"{db}.{table}")
    await to_thread.run_sync(book.delete, old)
    desk.reload()


@router.get(
    "/registers/{db}/{table}/versions",
    operation_id="list_register_versions",
    summary="Versions of a table · 库表版本",
)
def list_register_versions(book: TheBook, db: Part, table: Part) -> DocumentVersionList:
    """List what a registered table was like, the newest first."""
    return book.history(book.get(f"{db}.{table}").name)


@router.post(
    "/registers/{db}/{table}/restoration",
    operation_id="restore_register",
    summary="Restore a version · 恢复库表版本",
)
async def restore_register(
    book: TheBook,
    desk: TheDesk,
    db: Part,
    table: Part,
    body: Restoration,
) -> RegisterDetail:
    """Make a registered table what it was in a version, as a new version."""
    old = await to_thread.run_sync(book.mine, f"{db}.{table}")
    content = await to_thread.run_sync(book.version, old.name, body.number)
    draft = Draft(old.name, old.project, content, body.seen)
    [kept] = await to_thread.run_sync(book.put, [draft], f"restored from {body.number}")
    desk.reload()
    return await detail_of(book, desk.services, kept)


@router.post(
    "/registers/{db}/{table}/actions",
    operation_id="act_on_register",
    summary="Do something to a table · 对库表执行操作",
    status_code=201,
    responses=may_answer(409),
)
async def act_on_register(
    book: TheBook, desk: TheDesk, db: Part, table: Part, body: ActionBody
) -> StartedAction:
    """Launch the run that does an action, with the rights of the person who asks.

    A table that a command has registered since the definitions were loaded lets them be loaded
    again first.
    """
    services = desk.services
    found = await to_thread.run_sync(book.mine, f"{db}.{table}")
    asset = await loaded_asset(book, desk, found)
    if not asset.upstream and not await to_thread.run_sync(is_remote, book, body):
        why = await unreached(book, services, asset)
        raise ConflictError(why.en, why.zh)
    config = {"db": db, "table": table, **body.model_dump(mode="json", exclude={"action"})}
    params = {
        "selector": {
            "pipelineName": job_name(body.action, found.project),
            "repositoryName": asset.repository,
            "repositoryLocationName": asset.location,
        },
        "mode": "default",
        "runConfigData": {"ops": {op_name(body.action, found.project): {"config": config}}},
        "executionMetadata": {"tags": []},
    }
    viewer = book.asker.known.viewer
    answer = await services.dagster.ask(viewer, query_text("launch_run"), {"params": params})
    run_id = result_of(answer["launchRun"], en="job", zh="作业")["run"]["runId"]
    return StartedAction(run_id=run_id)
