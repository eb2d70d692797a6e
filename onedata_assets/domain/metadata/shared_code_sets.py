"""Code sets that columns of many tables share, by name; standards refer to them (编码规则).

Those of national and international standards are known from the start; people add others and
change all of them, which makes versions (the store has these). How a column's own values become
codes is in `code_sets.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Self

from pydantic import Field, model_validator

from onedata_assets.domain.metadata import word_lists as lists
from onedata_assets.domain.metadata.standard_differences import standard_from
from onedata_assets.domain.metadata.standards import (
    Code,
    StandardError,
    Strict,
    TableStandard,
    read_as,
)
from onedata_assets.domain.processing.contract import Text

CODES_MOST = 20_000
DIVISIONS_OF = "GB/T 2260-2007 (2023)"
"""Divisions change by decree: the year is that of the last changes that are in the list."""


class SharedCodeSet(Strict):
    """A code set: `source` says which standard or whose decision it is."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,79}$")
    title: Text
    source: str = Field(default="", max_length=200)
    codes: tuple[Code, ...] = Field(min_length=1, max_length=CODES_MOST)

    @model_validator(mode="after")
    def _stands_once(self) -> Self:
        values = [each.value for each in self.codes]
        if len(set(values)) < len(values):
            twice = next(each for each in values if values.count(each) > 1)
            raise StandardError(
                f"{self.name}: the code {twice!r} stands there twice.",
                f"{self.name}：代码 {twice!r} 重复。",
            )
        return self


@cache
def standard_sets() -> Mapping[str, SharedCodeSet]:
    """Return the code sets that everybody has, by name."""
    countries = lists.countries()
    told = (
        ("sex", "Sex", "性别", "GB/T 2261.1-2003", _SEXES),
        ("provinces", "Provinces (two digits)", "省级行政区（两位）", DIVISIONS_OF, _provinces()),
        ("divisions", "Administrative divisions", "行政区划", DIVISIONS_OF, lists.divisions()),
        ("countries_2", "Countries (two letters)", "国家和地区（两字母）", "ISO 3166-1",
         [(two, en, zh) for two, _, en, zh in countries]),
        ("countries_3", "Countries (three letters)", "国家和地区（三字母）", "ISO 3166-1",
         [(three, en, zh) for _, three, en, zh in countries]),
        ("currencies", "Currencies", "货币", "ISO 4217", lists.currencies()),
        ("languages", "Languages", "语言", "ISO 639-1", lists.languages()),
    )  # fmt: skip
    return {name: _made(name, Text(en=en, zh=zh), by, of) for name, en, zh, by, of in told}


def all_sets(contents: Mapping[str, str]) -> Mapping[str, SharedCodeSet]:
    """Return the sets that hold: those of standards, and what people made, which comes first.

    `contents` is the JSON of what people made, by name.
    """
    return dict(standard_sets()) | {name: code_set_from(told) for name, told in contents.items()}


def code_set_from(told: object) -> SharedCodeSet:
    """Return the code set that plain data or JSON tell.

    Raises:
        StandardError: They are none; the texts say what to correct.
    """
    return read_as(SharedCodeSet, told, "code set")


def to_hold(
    table: str, content: str, sets: Mapping[str, SharedCodeSet], *, is_in_force: bool
) -> TableStandard:
    """Return the standard that a version of it tells, its code sets filled in.

    Raises:
        StandardError: It was retired, or a set is not there.
    """
    if not is_in_force:
        raise StandardError(
            f"The standard of {table} was retired: publish it again.",
            f"{table} 的标准已停用：请重新发布。",
        )
    return resolved(standard_from(content), sets)


def resolved(standard: TableStandard, sets: Mapping[str, SharedCodeSet]) -> TableStandard:
    """Return a standard whose columns have the codes of the sets that they name.

    Raises:
        StandardError: A set is not there.
    """
    columns = []
    for each in standard.columns:
        if each.code_set:
            if each.code_set not in sets:
                raise StandardError(
                    f"{standard.table}.{each.name}: there is no code set {each.code_set!r}.",
                    f"{standard.table}.{each.name}：没有代码集 {each.code_set!r}。",
                )
            each = each.model_copy(update={"codes": sets[each.code_set].codes})  # noqa: PLW2901
        columns.append(each)
    return standard.model_copy(update={"columns": tuple(columns)})


def set_of(values: Iterable[str], known_list: str) -> str:
    """Return the name of the shared set by a standard that has all values; empty for none."""
    seen = set(values)
    for each in standard_sets().values():
        if each.source.startswith(known_list) and seen <= {code.value for code in each.codes}:
            return each.name
    return ""


_SEXES = (
    ("0", "unknown", "未知的性别"),
    ("1", "male", "男性"),
    ("2", "female", "女性"),
    ("9", "not stated", "未说明的性别"),
)


def _provinces() -> list[tuple[str, str, str]]:
    return [(code, name, name) for code, name in lists.provinces().items()]


def _made(
    name: str, title: Text, source: str, codes: Iterable[tuple[str, str, str]]
) -> SharedCodeSet:
    made = tuple(Code(value=code, title=Text(en=en, zh=zh)) for code, en, zh in codes)
    return SharedCodeSet(name=name, title=title, source=source, codes=made)
