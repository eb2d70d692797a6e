"""How keys hold over time: what is measured, and what is told of two measurements."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from onedata_assets.domain.metadata.drift import (
    DriftKind,
    KeyMeasure,
    Thresholds,
    drift,
    measure,
)
from tests.unit.metadata.relational import table

JANUARY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
CUSTOMERS = pl.DataFrame({"id": [1, 2, 3, 4]})
ORDERS = pl.DataFrame({"customer_id": [1, 1, 2, 9, 9, 8, None, 3]})
WELL = KeyMeasure(
    at=JANUARY,
    rows=1_000,
    filled=1_000,
    orphan_rows=0,
    distinct=100,
    orphan_values=0,
    parent_distinct=120,
    repeated=0,
)

pytestmark = pytest.mark.row("S35")


def measured(orders: pl.DataFrame = ORDERS, customers: pl.DataFrame = CUSTOMERS) -> KeyMeasure:
    return measure(
        table("orders", orders), ["customer_id"], table("customers", customers), ["id"], at=JANUARY
    )


def kinds(before: KeyMeasure | None, after: KeyMeasure) -> dict[DriftKind, bool]:
    return {each.kind: each.severe for each in drift(before, after)}


def test_rows_and_values_without_a_partner_are_counted_and_named():
    told = measured()
    assert (told.rows, told.filled, told.orphan_rows) == (8, 7, 3)
    assert (told.distinct, told.orphan_values, told.parent_distinct) == (5, 2, 4)
    assert told.match_rate == pytest.approx(4 / 7)
    assert (told.empty_rate, told.coverage) == (pytest.approx(1 / 8), pytest.approx(3 / 4))
    assert told.orphans == ("9", "8")


def test_keys_that_stand_twice_are_counted():
    assert measured(customers=pl.DataFrame({"id": [1, 2, 2, 3, 3, 3]})).repeated == 2


def test_numbers_meet_texts_and_several_columns_count_together():
    orders = pl.DataFrame({"shop": ["A", "A", "B"], "nr": [1, 2, 1]})
    shops = pl.DataFrame({"shop": ["A", "B"], "nr": ["1", "1x"]})
    told = measure(
        table("o", orders), ["shop", "nr"], table("s", shops), ["shop", "nr"], at=JANUARY
    )
    assert (told.match_rate, told.orphans) == (pytest.approx(1 / 3), ("A, 2", "B, 1"))


def test_columns_that_cannot_be_compared_are_refused():
    customers = pl.DataFrame({"id": [dt.date(2026, 1, 1)]})
    with pytest.raises(ValueError, match="customer_id and id cannot be compared"):
        measured(customers=customers)


def test_tables_without_rows_match():
    told = measured(orders=ORDERS.clear())
    assert (told.match_rate, told.empty_rate, told.coverage) == (1.0, 0.0, 0.0)
    assert drift(None, told) == ()


def test_a_key_that_holds_as_before_is_not_told():
    assert drift(WELL, replace(WELL, at=JANUARY + dt.timedelta(days=1))) == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"orphan_rows": 5, "orphan_values": 1},
            {
                DriftKind.MATCH_FELL: False,
                DriftKind.ORPHANS_APPEARED: False,
            },
        ),
        (
            {"orphan_rows": 200, "orphan_values": 20},
            {
                DriftKind.MATCH_FELL: True,
                DriftKind.MATCH_LOW: True,
                DriftKind.ORPHANS_APPEARED: False,
            },
        ),
        ({"filled": 900}, {DriftKind.EMPTY_ROSE: False}),
        ({"distinct": 160}, {DriftKind.VALUES_GREW: False}),
        ({"distinct": 60}, {DriftKind.VALUES_SHRANK: False}),
        ({"parent_distinct": 90}, {DriftKind.KEYS_SHRANK: True}),
        ({"repeated": 1}, {DriftKind.KEYS_REPEAT: True}),
    ],
)
def test_each_change_is_told_with_its_weight(change, told):
    assert kinds(WELL, replace(WELL, **change)) == told


def test_thresholds_decide_what_is_told():
    after = replace(WELL, orphan_rows=5, orphan_values=1)
    lenient = Thresholds(match_fall=0.01)
    assert [each.kind for each in drift(WELL, after, lenient)] == [DriftKind.ORPHANS_APPEARED]


def test_what_is_told_has_the_figures_in_both_languages_severe_things_first():
    after = replace(WELL, orphan_rows=200, orphan_values=20, orphans=("7", "8"))
    first, *_ = drift(WELL, after)
    assert first.severe
    texts = {each.kind: each.evidence for each in drift(WELL, after)}
    assert texts[DriftKind.MATCH_FELL].en == (
        "the match rate fell from 100.00% to 80.00% (such as 7, 8)"
    )
    assert texts[DriftKind.MATCH_FELL].zh == "匹配率由 100.00% 降至 80.00%（如 7, 8）"
