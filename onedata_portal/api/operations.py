"""Operations on registered tables: administrators configure them, people of projects do them."""

from __future__ import annotations

from fastapi import APIRouter

from onedata_assets.domain.metadata.operations import KIND, Operation
from onedata_portal.api.documents import Book
from onedata_portal.api.errors import may_answer
from onedata_portal.api.register_models import KeptOperation, OperationBody, OperationList
from onedata_portal.api.within import Asker
from onedata_resources.errors import BadInputError
from onedata_resources.store.documents import Document, Draft

router = APIRouter(tags=["registers"], responses=may_answer(403))


@router.get("/operations", operation_id="list_operations", summary="Operations · 库表操作")
def list_operations(asker: Asker) -> OperationList:
    """List the operations that administrators configured, by name."""
    asker.require_admin()
    return OperationList(items=[_kept(each) for each in _book(asker).documents.all()])


@router.put(
    "/operations/{name}",
    operation_id="put_operation",
    summary="Set an operation · 设置库表操作",
    responses=may_answer(409),
)
def put_operation(asker: Asker, name: str, body: OperationBody) -> KeptOperation:
    """Keep an operation, a new one or a changed one."""
    asker.require_admin()
    if body.operation.name != name:
        raise BadInputError("The name of an operation stays.", "操作名称不可修改。")
    draft = Draft(name, "", body.operation.model_dump(mode="json"), body.number)
    [kept] = _book(asker).put([draft], "changed" if body.number else "created")
    return _kept(kept)


@router.delete(
    "/operations/{name}",
    operation_id="remove_operation",
    summary="Delete an operation · 删除库表操作",
    status_code=204,
    responses=may_answer(404),
)
def remove_operation(asker: Asker, name: str) -> None:
    """Take an operation away."""
    asker.require_admin()
    book = _book(asker)
    book.delete(book.documents.get(name))


def _book(asker: Asker) -> Book:
    return Book(asker, KIND, en="operation", zh="操作")


def _kept(document: Document) -> KeptOperation:
    operation = Operation.model_validate(document.content)
    return KeptOperation(
        operation=operation, number=document.number, at=document.at, actor=document.actor
    )
