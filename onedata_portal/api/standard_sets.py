"""Shared code sets: everybody reads them, administrators change them, each change a version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from onedata_assets.domain.metadata.shared_code_sets import (
    SharedCodeSet,
    all_sets,
    code_set_from,
    standard_sets,
)
from onedata_assets.domain.metadata.standards import StandardError
from onedata_portal.api.code_set_models import CodeSetAnswer, CodeSetItem, CodeSetOrder
from onedata_portal.api.errors import NotFoundError, may_answer
from onedata_portal.api.models import Page
from onedata_portal.api.standard_models import StandardCode, StandardTitle, StandardVersion
from onedata_portal.api.within import Asker, Limit, Offset, Within
from onedata_resources.errors import refusals_told
from onedata_resources.store.database import Store
from onedata_resources.store.review_model import Reviewed
from onedata_resources.store.reviewed import CODE_SET, Reviews

router = APIRouter(tags=["standards"])
SetName = Annotated[str, Path(max_length=80, pattern=r"^[a-z][a-z0-9_]*$")]
Version = Annotated[int | None, Query(ge=0, le=2**31 - 1)]


def sets_of(store: Store) -> Mapping[str, SharedCodeSet]:
    """Return the code sets that hold, by name."""
    made = Reviews(store, CODE_SET).in_force()
    return all_sets({name: each.content for name, each in made.items()})


@router.get("/code-sets", operation_id="list_code_sets", summary="Shared code sets · 共享代码集")
def list_code_sets(
    asker: Asker,
    *,
    q: Annotated[str, Query(max_length=200)] = "",
    offset: Offset = 0,
    limit: Limit = 50,
) -> Page[CodeSetItem]:
    """List the code sets that standards of columns may name; `q` is in a name, title or source."""
    made, word = Reviews(asker.portal.store, CODE_SET).in_force(), q.casefold()
    found = [
        each
        for _, each in sorted(sets_of(asker.portal.store).items())
        if word in f"{each.name} {each.title.en} {each.title.zh} {each.source}".casefold()
    ]
    items = [
        CodeSetItem(**_facts(each, made.get(each.name))) for each in found[offset : offset + limit]
    ]
    return Page[CodeSetItem](items=items, total=len(found))


@router.get(
    "/code-sets/{name}",
    operation_id="get_code_set",
    summary="A shared code set · 代码集",
    responses=may_answer(404),
)
def get_code_set(asker: Asker, name: SetName, version: Version = None) -> CodeSetAnswer:
    """Return a code set with its codes, as it is or in a version, and its versions.

    Version 0 is what the standard says that it is from, where it is from one.
    """
    return _answer(asker, name, version)


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
    with refusals_told(StandardError):
        made = code_set_from(told | {"name": name})
    version = Reviews(asker.portal.store, CODE_SET).publish(
        name, made.model_dump_json(), asker.portal.clock(),
        actor=asker.person.name, reason=body.reason, after=body.after,
    )  # fmt: skip
    details = {"version": version.number, "reason": body.reason}
    asker.did("code_set.publish", "code_set", name, details=details)
    return _answer(asker, name)


def _answer(asker: Within, name: str, number: int | None = None) -> CodeSetAnswer:
    history = Reviews(asker.portal.store, CODE_SET).history(name)
    version = next((each for each in history if number in {None, each.number}), None)
    found = code_set_from(version.content) if version else standard_sets().get(name)
    if found is None or (version is None and number):
        raise NotFoundError.of("code set", "代码集")
    return CodeSetAnswer(
        **_facts(found, version),
        may_change=asker.is_admin,
        is_standard=name in standard_sets(),
        codes=[
            StandardCode(value=each.value, title=StandardTitle.of(each.title))
            for each in found.codes
        ],
        versions=[StandardVersion.of(each) for each in history],
    )


def _facts(each: SharedCodeSet, version: Reviewed | None) -> dict[str, Any]:
    return {
        "name": each.name,
        "title": StandardTitle.of(each.title),
        "source": each.source,
        "count": len(each.codes),
        "number": version.number if version else 0,
        "at": version.at if version else None,
        "actor": version.actor if version else "",
    }
