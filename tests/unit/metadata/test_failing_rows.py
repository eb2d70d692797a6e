"""Rows that break a standard: told by their keys, and whole."""

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from onedata_assets.domain.metadata.breaches_shown import shown_keys
from onedata_assets.domain.metadata.conformance import breaches
from onedata_assets.domain.metadata.failing_rows import failing_rows
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.standards import Code, ColumnStandard, TableStandard
from onedata_assets.domain.processing.contract import Sensitivity, Text

pytestmark = pytest.mark.row("S16", "S17")
T = Text(en="t", zh="题")
TODAY = date(2026, 11, 27)
NO = ColumnStandard(name="no", title=T, family=Family.INTEGER, nullable=False, unique=True)
STATE = ColumnStandard(
    name="state", title=T, family=Family.TEXT, nullable=False, codes=(Code(value="paid", title=T),)
)
ROWS = pl.DataFrame(
    {"no": [1, 2, 3, 3, 4], "state": ["paid", "lost", None, "paid", "gone"], "note": list("abcde")}
)


def standard(*columns: ColumnStandard, key: tuple[str, ...] = ()) -> TableStandard:
    return TableStandard(table="shop/orders", title=T, columns=columns, key=key)


def keys_of(made: TableStandard, rows: pl.DataFrame = ROWS) -> dict[str, tuple[str, ...]]:
    return {f"{each.column} {each.rule}": each.keys for each in breaches(rows.lazy(), made)}


def test_the_rows_of_examples_are_told_by_their_key():
    assert keys_of(standard(NO, STATE)) == {
        "no repeated": ("no = 3",),
        "state null": ("no = 3",),
        "state code": ("no = 2", "no = 4"),
    }


def test_a_key_of_several_columns_is_told_whole():
    told = keys_of(standard(NO, STATE, key=("no", "state")))
    assert told["state code"] == ("no = 2, state = lost", "no = 4, state = gone")


def test_rows_without_a_key_are_not_told():
    assert keys_of(standard(STATE)) == {"state null": (), "state code": ()}
    missing = keys_of(standard(NO, STATE), ROWS.drop("no"))
    assert missing["state code"] == ()


@pytest.mark.parametrize("level", [Sensitivity.DIRECT, Sensitivity.INDIRECT])
def test_a_key_of_a_person_is_not_told(level):
    made = standard(NO, STATE)
    found = next(each for each in breaches(ROWS.lazy(), made) if each.rule == "code")
    assert shown_keys(found, made, {}) == found.keys
    assert shown_keys(found, made, {"no": level}) == ()


def test_failing_rows_come_whole_with_the_rules_that_they_break():
    found = failing_rows(ROWS.lazy(), standard(NO, STATE), today=TODAY, most=10)
    wanted = ROWS.slice(1).select(
        pl.Series(
            "broken_rules",
            ["state: code", "state: null; no: repeated", "no: repeated", "state: code"],
        ),
        "no",
        "state",
        "note",
    )
    assert_frame_equal(found, wanted)


def test_failing_rows_are_as_many_as_were_asked_for():
    assert failing_rows(ROWS.lazy(), standard(NO, STATE), today=TODAY, most=2).height == 2


def test_a_table_whose_rows_all_keep_it_has_none():
    kept = ROWS.filter(state="paid", no=1)
    for made in (standard(NO, STATE), standard(NO.model_copy(update={"name": "absent"}))):
        found = failing_rows(kept.lazy(), made, today=TODAY, most=10)
        assert (found.height, found.columns[1:]) == (0, kept.columns)


def test_a_column_of_the_rules_own_name_stays():
    named = ROWS.rename({"note": "broken_rules"})
    found = failing_rows(named.lazy(), standard(NO, STATE), today=TODAY, most=10)
    assert found.columns == ["_broken_rules", "no", "state", "broken_rules"]
    assert found["broken_rules"].to_list() == ["b", "c", "d", "e"]


def test_keys_with_a_null_in_them_are_not_repeated():
    both = standard(NO.model_copy(update={"unique": False}), STATE, key=("no", "state"))
    rows = pl.DataFrame({"no": [1, 1, 2, 2], "state": [None, None, "paid", "paid"]})
    found = failing_rows(rows.lazy(), both, today=TODAY, most=10)
    assert found["broken_rules"].to_list() == ["state: null"] * 2 + ["no, state: repeated"] * 2
