"""What is wrong with data that a person wrote for a model: which place, what it must be there.

The model is known by its JSON Schema, and what pydantic found is told in both languages. What the
fields of sources must be is in `source_faults.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.schema_texts import Node, Schema, allowed
from onedata_assets.domain.metadata.source_faults import SHOWN, Fault, where

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Place = tuple[str | int, ...]
_KEY = "[key]"
"""What pydantic adds to the place of a name that is no text."""


def schema_faults(
    errors: Iterable[ErrorDetails], schema: Node, *, hidden: frozenset[str]
) -> list[Fault]:
    """Return what pydantic found, one fault for each place; values of `hidden` are not shown."""
    found: dict[Place, Fault] = {}
    for each in errors:
        place, node, around = _walked(each["loc"], Schema(schema))
        fault = _fault(each, place, node, around, is_hidden=bool(hidden & set(place)))
        found.setdefault(place, fault)
    return list(found.values())


def _walked(loc: Sequence[str | int], schema: Schema) -> tuple[Place, Node, Node]:
    """Return a place as people count, what the schema has there, and around it."""
    place: list[str | int] = []
    node = around = schema.root
    for part in loc:
        option = schema.option(node, str(part))
        if option is not None:  # which of several models it is, stands in no file
            node = option
        elif part != _KEY:
            around, node = node, schema.inner(node, part)
            place.append(part if "items" in around else str(part))
    return tuple(place), schema.plain(node), schema.plain(around)


def _fault(
    error: ErrorDetails, place: Place, node: Node, around: Node, *, is_hidden: bool
) -> Fault:
    at, kind, given = where(place) if place else "", error["type"], error["input"]
    told = getattr(error.get("ctx", {}).get("error"), "told", None)
    if told is not None:
        return Fault(
            place, f"{at}: {told.en}" if at else told.en, f"{at}：{told.zh}" if at else told.zh
        )
    if kind == "extra_forbidden":
        return _unknown(place, list(around.get("properties", {})))
    en, zh = allowed(node)
    if not place:
        return Fault(place, f"the file must have {en}", f"文件应为{zh}")
    if kind == "missing":
        return Fault(place, f"{at} is missing: write {en}", f"缺少 {at}：应为{zh}")
    if given is None:
        return Fault(
            place,
            f"{at} is empty: write {en}, or take the line out",
            f"{at} 为空：应为{zh}，或删除该行",
        )
    is_told, is_zh = ("", "") if is_hidden else _given(given, node)
    return Fault(place, f"{at} must be {en}{is_told}", f"{at} 应为{zh}{is_zh}")


def _unknown(place: Place, known: Sequence[str]) -> Fault:
    name = str(place[-1])
    near = get_close_matches(name.lower(), known, n=1)
    en, zh = (f" ({near[0]}?)", f"（{near[0]}？）") if near else ("", "")
    names = ", ".join(known)
    return Fault(
        place,
        f"{where(place)} is no field{en}; there are: {names}",
        f"{where(place)} 不是可用字段{zh}；可用字段：{names}",
    )


def _given(given: object, node: Node) -> tuple[str, str]:
    """Return what stands there; a number where a text is wanted, with how it is written as one."""
    if isinstance(given, Mapping):
        return ("; it has fields", "，现为含字段的对象") if given else ("; it is empty", "，现为空")
    if isinstance(given, Sequence) and not isinstance(given, str):
        return ("; it is a list", "，现为列表") if given else ("; it is empty", "，现为空")
    told = repr(given)
    told = told if len(told) <= SHOWN else f"{told[:SHOWN]}…"
    if node.get("type") == "string" and not isinstance(given, str):
        return f"; it is {told}: put it in quotes", f"，现为 {told}：请加引号"
    return f"; it is {told}", f"，现为 {told}"
