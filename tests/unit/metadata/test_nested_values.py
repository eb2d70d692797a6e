"""What stands inside nested values is recognised, and makes the column as sensitive as it is."""

import json
from datetime import date

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onedata_assets.domain.metadata.findings import ColumnFindings
from onedata_assets.domain.metadata.found import found
from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.profile_expressions import family_of
from onedata_assets.domain.processing.contract import Sensitivity

pytestmark = pytest.mark.row("S08", "S12")

PHONE = [f"138{number:08}" for number in range(0, 4000, 100)]
SKU = [f"S{number % 7}" for number in range(40)]
PERSON = [{"phone": each, "level": number % 3} for number, each in enumerate(PHONE)]
ITEMS = [[{"sku": each, "qty": 1}, {"sku": each, "qty": 2}] for each in SKU]


def told(values: pl.Series, family: Family | None = None) -> ColumnFindings:
    column = Column(values.name, str(values.dtype), family or family_of(values.dtype))
    table = Table(TableName("", "orders"), TableKind.TABLE, (column,))
    return found(table, values.to_frame(), mark="", today=date(2026, 11, 27)).columns[0]


def reasons(column: ColumnFindings) -> str:
    return " ".join(said.en + said.zh for each in column.meanings for said in each.evidence)


SHAPES = {
    "object": lambda each: each,
    "in a field": lambda each: {"contact": each, "no": 1},
    "in a list": lambda each: [{"no": 1}, each],
    "in lists of lists": lambda each: [[each]],
    "deep": lambda each: {"a": [{"b": {"c": [each]}}]},
    "a text within": lambda each: {"body": json.dumps(each, ensure_ascii=False)},
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["structure", "text", "declared"])
def test_a_phone_inside_makes_a_column_direct_with_its_path_as_the_reason(shape, kind):
    values = [SHAPES[shape](each) for each in PERSON]
    if kind == "structure":
        column = told(pl.Series("info", values))
    else:
        texts = pl.Series("info", [json.dumps(each) for each in values])
        column = told(texts, Family.NESTED if kind == "declared" else Family.TEXT)
    assert column.sensitivity is Sensitivity.DIRECT
    assert "pii:direct" in {each.tag for each in column.tags}
    assert "phone seems to be" in reasons(column)
    assert "手机" in reasons(column)
    assert "info" in column.description.zh
    assert set(column.samples) == {"***"}


@pytest.mark.parametrize("name", ["phones", "手机号", "phone_numbers"])
def test_a_list_of_phones_is_direct(name):
    column = told(pl.Series(name, [[each, each] for each in PHONE]))
    assert column.sensitivity is Sensitivity.DIRECT
    assert f"{name}[] seems to be" in reasons(column)


def test_names_of_persons_are_known_beside_an_identity_card():
    card = "11010119900307109X"
    values = [{"name": name, "idcard": card} for name in ["王芳", "李雷", "张伟", "刘洋"] * 10]
    assert "doc.name seems to be Person's name" in reasons(told(pl.Series("doc", values)))


def test_keys_of_a_map_are_fields():
    pairs = [[{"key": "phone", "value": each}, {"key": "level", "value": "a"}] for each in PHONE]
    assert told(pl.Series("attributes", pairs)).sensitivity is Sensitivity.DIRECT


def test_keys_that_are_numbers_of_phones_are_values_and_stand_in_no_path():
    phones = [f"{(138, 150, 186, 177)[n % 4]}{n * 7919 % 10**8:08}" for n in range(40)]
    column = told(pl.Series("contacts", [json.dumps({each: {"level": 1}}) for each in phones]))
    assert column.sensitivity is Sensitivity.DIRECT
    assert "contacts.* seems to be" in reasons(column)
    assert not any(each in f"{column}" for each in phones)


def test_one_text_in_ten_that_is_json_of_persons_is_enough():
    texts = [json.dumps(each) if n % 10 == 0 else "none" for n, each in enumerate(PERSON)]
    assert told(pl.Series("note", texts)).sensitivity is Sensitivity.DIRECT


def test_a_structure_of_goods_is_not_sensitive_and_its_values_are_counted():
    column = told(pl.Series("lines", ITEMS))
    assert column.sensitivity is Sensitivity.NONE
    assert (column.statistics.known, column.statistics.distinct) == (40, 7)
    assert "pii" not in "".join(each.tag for each in column.tags)


def test_a_json_text_of_goods_may_hold_others_in_the_next_row():
    column = told(pl.Series("lines", [json.dumps(each) for each in ITEMS]))
    assert column.sensitivity is Sensitivity.INDIRECT


def test_bytes_inside_are_passed_over():
    values = pl.Series("doc", [{"raw": b"x", "phone": each} for each in PHONE])
    assert told(values).sensitivity is Sensitivity.DIRECT


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=40)
@given(st.lists(NESTED, min_size=1, max_size=6))
@example([{"": None, "\0": None}])
def test_any_json_is_looked_into(values):
    texts = pl.Series("doc", [json.dumps(each) for each in values])
    assert told(texts, Family.NESTED).statistics.rows == len(values)
