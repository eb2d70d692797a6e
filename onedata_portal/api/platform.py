"""Settings of the platform, and saved views of its tables."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from onedata_portal.api.errors import may_answer
from onedata_portal.api.models import Body, Line, Number, Page
from onedata_portal.api.within import Asker
from onedata_resources.store.views import View

router = APIRouter(tags=["platform"])
STATE_BYTES, STATE_DEPTH = 20_000, 20
PageName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{0,63}$")]
Address = Annotated[
    str,
    StringConstraints(
        max_length=500, pattern=r"^(https?://[^\x00-\x20/?#\\]+(/[^\x00-\x20?#\\]*)?)?$"
    ),
]


def _small(state: dict[str, Any]) -> dict[str, Any]:
    """Return a state that every database keeps and every answer can hold.

    Raises:
        ValueError: It is too large or too deep, or has what JSON has not.
    """
    try:
        text = json.dumps(state, allow_nan=False, ensure_ascii=False).encode()
        is_deep = _depth(state) > STATE_DEPTH
    except (UnicodeEncodeError, RecursionError) as error:
        raise ValueError("the state is no JSON") from error
    if len(text) > STATE_BYTES or b"\\u0000" in text or is_deep:
        raise ValueError(f"at most {STATE_BYTES} bytes, {STATE_DEPTH} deep, no NUL")
    return state


def _depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0)


class Settings(Body):
    """What administrators set while the platform runs."""

    product_name: Annotated[Line, Field(min_length=1)] = "OneData"
    external_url: Address = Field(default="", description="Root that links to this portal have.")
    registration_open: bool = False
    registrations_per_address: Annotated[int, Field(ge=1, le=10_000)] = 20
    registrations_per_hour: Annotated[int, Field(ge=1, le=100_000)] = 200
    session_hours: Annotated[int, Field(ge=1, le=24 * 90)] = 12
    password_min_length: Annotated[int, Field(ge=8, le=64)] = 10
    lockout_failures: Annotated[int, Field(ge=3, le=100)] = 5
    lockout_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 15


class ViewItem(BaseModel):
    """A saved state of a table."""

    id: int
    page: str
    title: str
    state: dict[str, Any]
    shared: bool
    mine: bool


class NewView(Body):
    """A state of a table to save."""

    page: PageName
    title: Annotated[Line, Field(min_length=1)]
    state: Annotated[dict[str, Any], Field(max_length=100), AfterValidator(_small)]
    shared: bool = False


@router.get(
    "/settings",
    operation_id="get_settings",
    summary="Settings · 平台设置",
    responses=may_answer(403),
)
def get_settings(asker: Asker) -> Settings:
    """Return the settings of the platform."""
    asker.require_admin()
    return Settings(**asdict(asker.portal.platform.settings()))


@router.put(
    "/settings",
    operation_id="change_settings",
    summary="Change settings · 修改设置",
    responses=may_answer(403),
)
def change_settings(asker: Asker, body: Settings) -> Settings:
    """Set what is given; the rest gets its default."""
    asker.require_admin()
    before = asdict(asker.portal.platform.settings())
    after = asdict(asker.portal.platform.change(**body.model_dump()))
    changed = {k: [str(before[k]), str(v)] for k, v in after.items() if v != before[k]}
    asker.did("settings.change", "settings", "", details=changed)
    return Settings(**after)


@router.get("/views", operation_id="list_views", summary="Saved views · 已保存的视图")
def list_views(
    asker: Asker, page: Annotated[PageName, Query(description="The page of the table.")]
) -> Page[ViewItem]:
    """List the views of a page that one saved or that are shared."""
    items = [_item(each) for each in asker.portal.views.list(asker.person.name, page)]
    return Page(items=items, total=len(items))


@router.post("/views", operation_id="add_view", summary="Save a view · 保存视图", status_code=201)
def add_view(asker: Asker, body: NewView) -> ViewItem:
    """Save a state of a table."""
    asker.require_page()
    made = asker.portal.views.add(
        asker.person.name, body.page, body.title, body.state, shared=body.shared
    )
    return _item(made)


@router.delete(
    "/views/{number}",
    operation_id="remove_view",
    summary="Remove a view · 删除视图",
    status_code=204,
    responses=may_answer(404),
)
def remove_view(asker: Asker, number: Number) -> None:
    """Remove a view that one saved."""
    asker.require_page()
    asker.portal.views.remove(number, asker.person.name)


def _item(view: View) -> ViewItem:
    return ViewItem(
        id=view.id,
        page=view.page,
        title=view.title,
        state=dict(view.state),
        shared=view.shared,
        mine=view.mine,
    )
