"""Shared code sets: everybody reads them, administrators change them, each change a version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path

from onedata_assets.domain.metadata.shared_code_sets import (
    SharedCodeSet,
    all_sets,
    code_set_from,
)
from onedata_assets.domain.metadata.standards import StandardError
from onedata_portal.api.code_set_models import CodeSetAnswer, CodeSetItem, CodeSetOrder
from onedata_portal.api.errors import NotFoundError, may_answer
from onedata_portal.api.standard_models import StandardCode, StandardTitle, StandardVersion
from onedata_portal.api.within import Asker, Within
from onedata_resources.errors import BadInputError
from onedata_resources.store.database import Store
from onedata_resources.store.reviewed import CODE_SET, Reviews

router = APIRouter(tags=["standards"])
SetName = Annotated[str, Path(max_length=80, pattern=r"^[a-z][a-z0-9_]*$")]


def sets_of(store: Store) -> Mapping[str, SharedCodeSet]:
    """Return the code sets that hold, by name."""
    made = Reviews(store, CODE_SET).in_force()
    return all_sets({name: each.content for name, each in made.items()})


@router.get("/code-sets", operation_id="list_code_sets", summary="Shared code sets · 共享代码集")
def list_code_sets(asker: Asker) -> list[CodeSetItem]:
    """List the code sets that standards of columns may name."""
    made = Reviews(asker.portal.store, CODE_SET).in_force()
    numbers = {name: each.number for name, each in made.items()}
    return [
        CodeSetItem(**_facts(each, numbers.get(name, 0)))
        for name, each in sorted(sets_of(asker.portal.store).items())
    ]


@router.get(
    "/code-sets/{name}",
    operation_id="get_code_set",
    summary="A shared code set · 代码集",
    responses=may_answer(404),
)
def get_code_set(asker: Asker, name: SetName) -> CodeSetAnswer:
    """Return a code set with its codes and versions."""
    return _answer(asker, name)


@router.put(
    "/code-sets/{name}",
    operation_id="put_code_set",
    summary="Publish a code set · 发布代码集",
    responses=may_answer(403),
)
def put_code_set(asker: Asker, name: SetName, body: CodeSetOrder) -> CodeSetAnswer:
    """Make codes the newest version of a set; standards that name it hold their columns to it."""
    asker.require_admin()
    told = body.model_dump(include={"title", "source", "codes"})
    try:
        made = code_set_from(told | {"name": name})
    except StandardError as error:
        raise BadInputError(error.en, error.zh) from error
    version = Reviews(asker.portal.store, CODE_SET).publish(
        name, made.model_dump_json(), asker.portal.clock(),
        actor=asker.person.name, reason=body.reason, after=body.after,
    )  # fmt: skip
    details = {"version": version.number, "reason": body.reason}
    asker.did("code_set.publish", "code_set", name, details=details)
    return _answer(asker, name)


def _answer(asker: Within, name: str) -> CodeSetAnswer:
    found = sets_of(asker.portal.store).get(name)
    if found is None:
        raise NotFoundError.of("code set", "代码集")
    history = Reviews(asker.portal.store, CODE_SET).history(name)
    return CodeSetAnswer(
        **_facts(found, history[0].number if history else 0),
        codes=[
            StandardCode(value=each.value, title=StandardTitle.of(each.title))
            for each in found.codes
        ],
        versions=[StandardVersion.of(each) for each in history],
    )


def _facts(each: SharedCodeSet, number: int) -> dict[str, Any]:
    return {
        "name": each.name,
        "title": StandardTitle.of(each.title),
        "source": each.source,
        "count": len(each.codes),
        "number": number,
    }
