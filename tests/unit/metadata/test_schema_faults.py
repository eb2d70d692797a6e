"""What is wrong with a person's data is told by place, with what may be, in both languages."""

from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from onedata_assets.domain.metadata.schema_faults import schema_faults

pytestmark = pytest.mark.row("S15")


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["a", "b"] = "a"
    count: int = Field(default=0, ge=0)
    secret: str = ""
    more: "list[Inner]" = []


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1)
    inner: Inner | None = None
    named: dict[str, int] = {}
    share: float = 0.5
    is_on: bool = True
    texts: list[str] = Field(default=["x"], min_length=1)


def told(given: object) -> list[tuple[tuple[str | int, ...], str, str]]:
    with pytest.raises(ValidationError) as error:
        Outer.model_validate(given)
    faults = schema_faults(
        error.value.errors(), Outer.model_json_schema(), hidden=frozenset({"secret"})
    )
    return [(each.place, each.en, each.zh) for each in faults]


@pytest.mark.parametrize(
    ("given", "place", "en", "zh"),
    [
        (
            {},
            ("name",),
            "name is missing: write a text that is not empty",
            "缺少 name：应为非空文本",
        ),
        (
            {"name": 5},
            ("name",),
            "name must be a text that is not empty; it is 5: put it in quotes",
            "name 应为非空文本，现为 5：请加引号",
        ),
        (
            {"name": None},
            ("name",),
            "name is empty: write a text that is not empty, or take the line out",
            "name 为空：应为非空文本，或删除该行",
        ),
        (
            {"name": "x", "nam": 1},
            ("nam",),
            "nam is no field (name?); there are: name, inner, named, share, is_on, texts",
            "nam 不是可用字段（name？）；可用字段：name, inner, named, share, is_on, texts",
        ),
        (
            {"name": "x", "inner": {"kind": "c"}},
            ("inner", "kind"),
            "inner.kind must be one of a, b; it is 'c'",
            "inner.kind 应为以下之一：a, b，现为 'c'",
        ),
        (
            {"name": "x", "inner": []},
            ("inner",),
            "inner must be fields: kind, count, secret, more; it is empty",
            "inner 应为含字段 kind, count, secret, more 的对象，现为空",
        ),
        (
            {"name": "x", "inner": {"more": [{}, {"count": -1}]}},
            ("inner", "more", 1, "count"),
            "inner.more[2].count must be a whole number from 0 on; it is -1",
            "inner.more[2].count 应为不小于 0 的整数，现为 -1",
        ),
        (
            {"name": "x", "inner": {"secret": 12}},
            ("inner", "secret"),
            "inner.secret must be a text",
            "inner.secret 应为文本",
        ),
        (
            {"name": "x", "named": {"a": "b"}},
            ("named", "a"),
            "named.a must be a whole number; it is 'b'",
            "named.a 应为整数，现为 'b'",
        ),
        (
            {"name": "x", "named": {1: 2}},
            ("named", "1"),
            "named.1 must be a whole number; it is 1",
            "named.1 应为整数，现为 1",
        ),
        (
            {"name": "x", "named": [1]},
            ("named",),
            "named must be names with a value each, as {a: b}; a value is a whole number; "
            "it is a list",
            "named 应为名称与值的对应，例如 {a: b}；值为整数，现为列表",
        ),
        (
            {"name": "x", "share": "much"},
            ("share",),
            "share must be a number; it is 'much'",
            "share 应为数字，现为 'much'",
        ),
        (
            {"name": "x", "is_on": "maybe"},
            ("is_on",),
            "is_on must be true or false; it is 'maybe'",
            "is_on 应为 true 或 false，现为 'maybe'",
        ),
        (
            {"name": "x", "texts": {"a": 1}},
            ("texts",),
            "texts must be a list of texts, as [a, b], one at least; it has fields",
            "texts 应为文本列表，例如 [a, b]，至少一项，现为含字段的对象",
        ),
        (
            {"name": "x", "texts": ["a", "b", 3]},
            ("texts", 2),
            "texts[3] must be a text; it is 3: put it in quotes",
            "texts[3] 应为文本，现为 3：请加引号",
        ),
    ],
)
def test_a_fault_is_told_by_its_place_with_what_may_be_there(given, place, en, zh):
    assert told(given) == [(place, en, zh)]


@pytest.mark.parametrize("given", [None, "x", [{"name": "x"}], 5])
def test_what_has_no_fields_is_told_which_it_must_have(given):
    [(place, en, zh)] = told(given)
    assert place == ()
    assert en.startswith("the file must have fields: name, and maybe inner, named")
    assert zh.startswith("文件应为含字段 name，可选 inner, named")


def test_a_value_that_is_long_is_cut():
    [(_, en, _)] = told({"name": "x", "inner": {"kind": "c" * 1000}})
    assert len(en) < 150
