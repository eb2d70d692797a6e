"""How columns are named: drafted from names that show it, held to names that nobody knew."""

from datetime import date

import jsonschema
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.metadata.column_naming import ColumnNaming, NameStyle, drafted_naming
from onedata_assets.domain.metadata.conformance import Breach, Rule, breaches, conformance
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.standard_differences import rule_changes, with_accepted
from onedata_assets.domain.metadata.standard_document import document
from onedata_assets.domain.metadata.standard_expectations import expectation_suite
from onedata_assets.domain.metadata.standard_json_schema import json_schema
from onedata_assets.domain.metadata.standards import ColumnStandard, StandardError, TableStandard
from onedata_assets.domain.processing.contract import Text

pytestmark = pytest.mark.row("S16", "S17")
T = Text(en="t", zh="题")
SNAKE = ColumnNaming(style=NameStyle.SNAKE, prefix="c_", longest=30)
TODAY = date(2026, 11, 27)


def standard(naming: ColumnNaming | None) -> TableStandard:
    column = ColumnStandard(name="c_id", title=T, family=Family.INTEGER)
    return TableStandard(table="shop/c", title=T, columns=(column,), naming=naming)


@pytest.mark.parametrize(
    ("names", "style", "prefix"),
    [
        (["id", "order_no", "paid_at", "city_code"], "snake_case", ""),
        (["ID", "ORDER_NO", "PAID_AT", "CITY_CODE"], "UPPER_SNAKE_CASE", ""),
        (["id", "orderNo", "paidAt", "cityCode"], "camelCase", ""),
        (["ID", "OrderNo", "PaidAt", "CityCode"], "PascalCase", ""),
        (["id", "order-no", "paid-at", "city-code"], "kebab-case", ""),
        (["编号", "订单号", "客户ID", "VIP等级"], "chinese", ""),
        (["c_custkey", "c_name", "c_phone", "c_acctbal", "c_comment"], "snake_case", "c_"),
        (["l_no", "l_line", "l_qty"], "snake_case", ""),
        (["order_id", "order_no", "order_date", "order_by", "order_sum"], "snake_case", ""),
    ],
)
def test_names_that_show_a_style_draft_it(names, style, prefix):
    assert drafted_naming(names) == ColumnNaming(style=style, prefix=prefix, longest=30)


@pytest.mark.parametrize(
    "names",
    [
        [],
        ["id", "name", "city", "state"],
        ["id", "order_no", "paidAt", "city_code", "buyer_id"],
        ["order_no", "paid_at", "id"],
        ["订单号", "paid_at", "city_code", "order_no"],
        ["Unit price", "Order no", "Paid at"],
    ],
)
def test_names_that_show_no_style_draft_nothing(names):
    assert drafted_naming(names) is None


@given(st.lists(st.text(max_size=40), max_size=8))
def test_a_drafted_rule_is_kept_by_the_names_that_it_was_drafted_from(names):
    made = drafted_naming(names)
    assert made is None or all(made.keeps(each) for each in names)


def test_a_column_that_came_later_is_told_where_its_name_breaks_the_rule():
    rows = pl.LazyFrame({"c_id": [1, 2], "c_city": ["a", "b"], "c_City": [1, 2], "city": [1, 2]})
    found = conformance(rows, standard(SNAKE), today=TODAY)
    assert found.breaches == (
        Breach("c_City", Rule.NAME, 2, 2),
        Breach("city", Rule.NAME, 2, 2),
    )
    assert found.rules - conformance(rows, standard(None), today=TODAY).rules == 1
    assert breaches(rows, standard(None)) == []


def test_a_name_is_told_of_a_table_without_rows_too():
    [found] = breaches(pl.LazyFrame({"c_id": [], "City": []}), standard(SNAKE))
    assert (found.column, found.rule) == ("City", Rule.NAME)


def test_the_rule_is_compared_and_accepted_as_one():
    [change] = rule_changes(standard(None), standard(SNAKE))
    assert (change.name, change.before) == (("", "naming"), None)
    assert change.after == {"style": "snake_case", "prefix": "c_", "longest": 30}
    made = with_accepted(standard(None), standard(SNAKE), {("", "naming")})
    assert made.naming == SNAKE
    assert TableStandard.model_validate_json(made.model_dump_json()) == made


@pytest.mark.parametrize("style", list(NameStyle))
@given(name=st.from_regex(r"\A[a-zA-Z0-9_\-订单号]{1,12}\Z"))
def test_a_json_schema_refuses_the_names_that_break_it(style, name):
    naming = ColumnNaming(style=style, prefix="c", longest=10)
    schema = json_schema(standard(naming))["propertyNames"]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert jsonschema.Draft202012Validator(schema).is_valid(name) == naming.keeps(name)


def test_other_forms_tell_it():
    told = standard(SNAKE)
    assert "`snake_case`, 前缀 prefix `c_`, 长度至多 length at most 30" in document(told)
    suite = expectation_suite(told)
    assert suite["meta"]["column_naming"]["style"] == "snake_case"
    assert "propertyNames" not in json_schema(standard(None))


@pytest.mark.parametrize("told", [{}, {"prefix": ""}])
def test_a_rule_that_every_name_keeps_is_refused(told):
    with pytest.raises(StandardError) as refused:
        standard(ColumnNaming(**told))
    assert "naming" in refused.value.en
    assert "命名" in refused.value.zh
