"""Keys found from data and names."""

import polars as pl
import pytest

from onedata_assets.domain.metadata.keys import TableKeys, find_keys
from onedata_assets.domain.metadata.profiles import profile
from tests.unit.metadata.relational import table


def keys(data: pl.DataFrame, name: str = "orders") -> TableKeys:
    its = table(name, data)
    return find_keys(its, profile(its))


def primary(data: pl.DataFrame, name: str = "orders") -> tuple[str, ...] | None:
    found = keys(data, name).primary
    return None if found is None else found.columns


def test_the_column_that_is_named_for_the_table_is_the_primary_key():
    data = pl.DataFrame(
        {
            "note": ["a", "b", "c"],
            "invoice_no": [7, 8, 9],
            "order_id": [1, 2, 3],
            "amount": [1.5, 2.5, 3.5],
        }
    )
    assert primary(data) == ("order_id",)
    assert {each.columns for each in keys(data).candidates} >= {("invoice_no",), ("note",)}


def test_a_nullable_column_is_unique_but_never_primary():
    data = pl.DataFrame({"order_id": [1, 2, None, 4], "line": [1, 1, 2, 2], "part": [1, 2, 1, 2]})
    told = keys(data)
    assert told.primary is not None
    assert told.primary.columns == ("line", "part")
    [nullable] = [each for each in told.candidates if each.columns == ("order_id",)]
    assert nullable.nullable


def test_the_fewest_columns_that_differ_together_are_found():
    data = pl.DataFrame(
        {
            "order_id": [at // 3 for at in range(300)],
            "line_no": [at % 3 for at in range(300)],
            "status": [at % 2 for at in range(300)],
            "price": [1.5] * 300,
        }
    )
    assert primary(data, "order_line") == ("order_id", "line_no")


def test_three_columns_are_a_key_where_no_two_are():
    data = pl.DataFrame(
        [(a, b, c, 0.5) for a in range(6) for b in range(6) for c in range(6)],
        schema=["store_id", "product_id", "week_no", "sold"],
        orient="row",
    )
    found = primary(data, "sales")
    assert found is not None
    assert set(found) == {"store_id", "product_id", "week_no"}


def test_a_key_has_no_column_that_it_does_not_need():
    data = pl.DataFrame(
        {"a_id": [0, 0, 1, 1], "b_id": [0, 1, 0, 1], "c_id": [0, 0, 0, 1]},
    )
    assert all(len(each.columns) == 2 for each in keys(data).candidates)


@pytest.mark.parametrize("rows", [0, 3])
def test_a_table_without_different_rows_has_no_key(rows):
    assert keys(pl.DataFrame({"order_id": [1] * rows, "b": [2] * rows})).candidates == ()


def test_a_single_row_has_the_key_that_its_name_says():
    data = pl.DataFrame({"order_id": [1], "amount": [2.5], "note": ["x"]})
    assert [each.columns for each in keys(data).candidates] == [("order_id",)]


def test_every_candidate_says_why_in_both_languages():
    [first, *_] = keys(pl.DataFrame({"order_id": [1, 2], "x": [1, 1]})).candidates
    finding = first.finding()
    assert finding.value == "order_id"
    assert finding.evidence[0].en == "2 different values in 2 rows"
    assert finding.evidence[0].zh == "2 行中有 2 个不同的值"


def test_a_sample_is_refused():
    its = table("t", pl.DataFrame({"a": range(10)}))
    with pytest.raises(ValueError, match="5 rows only"):
        find_keys(its, profile(its, sample=5))
