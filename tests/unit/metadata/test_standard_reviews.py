"""Standards reviewed rule by rule, shared code sets, codings, and tables of other types."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from onedata_assets.domain.metadata.breaches_shown import shown
from onedata_assets.domain.metadata.conformance import Breach, Rule, breaches, conformance
from onedata_assets.domain.metadata.findings import FoundKey
from onedata_assets.domain.metadata.found import found
from onedata_assets.domain.metadata.found_drafts import drafts
from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.repeated import repeated
from onedata_assets.domain.metadata.shared_code_sets import (
    SharedCodeSet,
    resolved,
    set_of,
    standard_sets,
)
from onedata_assets.domain.metadata.standard_differences import (
    rule_changes,
    standard_from,
    with_accepted,
)
from onedata_assets.domain.metadata.standards import (
    Code,
    ColumnStandard,
    StandardError,
    TableStandard,
)
from onedata_assets.domain.processing.contract import Sensitivity, Text
from onedata_assets.domain.processing.identifiers import ID_CHECKS, ID_WEIGHTS

pytestmark = pytest.mark.row("S16", "S17")
T = Text(en="t", zh="题")
TODAY = date(2026, 11, 26)
NEW_YEAR = datetime(2026, 1, 1, 8, tzinfo=UTC)


def column(name: str, family: Family = Family.TEXT, **rules) -> ColumnStandard:
    return ColumnStandard(name=name, title=T, family=family, **rules)


def standard(*columns: ColumnStandard, key=()) -> TableStandard:
    return TableStandard(table="shop/orders", title=T, columns=columns, key=key)


OLD = standard(column("a", longest=8), column("b"), column("gone"))
NEW = standard(column("new"), column("a", longest=16, nullable=False), column("b"), key=("a",))


def test_two_standards_differ_rule_by_rule():
    told = {each.name: (each.before, each.after) for each in rule_changes(OLD, NEW)}
    assert told["", "key"] == ([], ["a"])
    assert told["a", "longest"] == (8, 16)
    assert told["a", "nullable"] == (True, False)
    assert told["new", ""][0] is None
    assert told["gone", ""][1] is None
    assert len(told) == 5
    assert rule_changes(OLD, OLD) == []


def test_single_rules_are_accepted_and_all_of_them_make_the_draft():
    one = with_accepted(OLD, NEW, {("a", "longest")})
    assert one == standard(column("a", longest=16), column("b"), column("gone"))
    everything = {each.name for each in rule_changes(OLD, NEW)}
    assert with_accepted(OLD, NEW, everything) == NEW
    assert with_accepted(OLD, NEW, set()) == OLD


def test_rules_that_do_not_fit_those_that_were_not_accepted_are_refused():
    draft = standard(column("a", Family.INTEGER, low="0"), column("b"), column("gone"))
    with pytest.raises(StandardError, match="has no low"):
        with_accepted(OLD, draft, {("a", "low")})


@pytest.mark.parametrize("told", ["{", "[]", {"table": "t"}, {**OLD.model_dump(), "colour": 1}])
def test_what_is_no_standard_is_refused_with_what_to_correct(told):
    with pytest.raises(StandardError) as refused:
        standard_from(told)
    assert refused.value.zh


def test_the_sets_of_national_standards_are_there_in_both_languages():
    sets = standard_sets()
    sources = {each.source for each in sets.values()}
    assert {
        "GB/T 2260-2007 (2023)", "GB/T 2261.1-2003", "ISO 3166-1", "ISO 4217", "ISO 639-1",
    } <= sources  # fmt: skip
    [female] = [each for each in sets["sex"].codes if each.value == "2"]
    assert (female.title.en, female.title.zh) == ("female", "女性")
    assert {each.value for each in sets["divisions"].codes} >= {"110000", "110101", "440300"}


def test_a_set_that_has_all_values_is_found_by_its_standard():
    assert set_of(["1", "2", "1"], "GB/T 2261.1") == "sex"
    assert set_of(["11", "44"], "GB/T 2260") == "provinces"
    assert set_of(["110101"], "GB/T 2260") == "divisions"
    assert set_of(["X1"], "GB/T 2260") == ""


def test_a_changed_shared_set_changes_what_a_column_may_hold():
    made = standard(column("state", code_set="states"))
    values = pl.LazyFrame({"state": ["new", "paid", "lost"]})
    first = SharedCodeSet(name="states", title=T, codes=(Code(value="new", title=T),))
    more = first.model_copy(update={"codes": (*first.codes, Code(value="paid", title=T))})
    counts = [
        [each.rows for each in breaches(values, resolved(made, {"states": each}))]
        for each in (first, more)
    ]
    assert counts == [[2], [1]]
    with pytest.raises(StandardError, match="no code set 'states'"):
        resolved(made, {})


@pytest.mark.parametrize(
    ("coding", "good", "bad"),
    [
        ("GB 11643", "11010519491231002X", "110105194912310021"),
        ("GB 32100", "91350100M000100Y43", "91350100M000100Y44"),
        ("ISO 13616", "GB82WEST12345698765432", "GB82WEST12345698765433"),
    ],
)
def test_codes_with_a_check_sign_are_held_to_it(coding, good, bad):
    made = standard(column("code", coding=coding))
    frame = pl.LazyFrame({"code": [good, bad, None]})
    [broken] = breaches(frame, made, today=TODAY)
    assert (broken.rule, broken.rows, broken.examples) == (Rule.CODING, 1, (bad,))
    with pytest.raises(StandardError, match="GB 11643"):
        column("code", coding="GB 1")


@pytest.mark.parametrize(
    ("family", "rules", "values", "broken"),
    [
        (Family.INTEGER, {"low": "0"}, ["5", " 7 ", "x", "-1", None, "1.5"],
         {Rule.TYPE: 2, Rule.BELOW: 1}),
        (Family.DECIMAL, {"high": "9.5"}, ["9.5", "9.51", "nine"], {Rule.TYPE: 1, Rule.ABOVE: 1}),
        (Family.DATE, {"low": "2026-01-01"}, ["2026-01-02", "2025-12-31", "soon", None],
         {Rule.TYPE: 1, Rule.BELOW: 1}),
        (Family.MOMENT, {"high": "2026-01-01T00:00:00"},
         ["2025-01-02 03:04:05", "2025-01-02T03:04:05Z", "2026-01-01 00:00:01", "x"],
         {Rule.TYPE: 1, Rule.ABOVE: 1}),
        (Family.TIME, {}, ["12:30", "12:30:15", "25:00"], {Rule.TYPE: 1}),
        (Family.TIME, {}, ["12:30:15+08", "12:30:15.5-03:30", "12:30Z"], {}),
        (Family.BOOLEAN, {}, ["true", "0", "maybe"], {Rule.TYPE: 1}),
        (Family.INTEGER, {"codes": (Code(value="1", title=T),)}, ["1", "01", "2"], {Rule.CODE: 1}),
        (Family.INTEGER, {}, [1.0, 2.5, None], {Rule.TYPE: 1}),
        (Family.DATE, {"low": "2026-01-01"}, [NEW_YEAR, NEW_YEAR - timedelta(days=9)],
         {Rule.BELOW: 1}),
        (Family.TEXT, {"longest": 2}, [1, 22, 333], {Rule.LONG: 1}),
        (Family.DATE, {}, [1, 2], {Rule.TYPE: 2}),
    ],
)  # fmt: skip
def test_values_are_judged_by_what_they_are_however_they_are_stored(family, rules, values, broken):
    made = standard(column("x", family, **rules))
    told = breaches(pl.LazyFrame({"x": values}), made)
    assert {each.rule: each.rows for each in told} == broken


def test_a_bound_that_is_none_is_refused_by_its_column():
    made = standard(column("x", Family.DATE, low="soon"))
    with pytest.raises(StandardError, match="x: 'soon' is no date"):
        breaches(pl.LazyFrame({"x": [date(2026, 1, 1)]}), made)


def test_the_rules_of_a_standard_are_counted_with_its_rows():
    made = standard(column("a", nullable=False, unique=True), column("b"), key=("a", "b"))
    told = conformance(pl.LazyFrame({"a": ["x", "y"], "b": ["x", "x"]}), made, today=TODAY)
    assert (told.rows, told.rules, told.breaches) == (2, 3, ())


def test_keys_are_counted_with_nulls_equal_to_none():
    frame = pl.LazyFrame({"a": [1, 1, 2, None, None], 'b "q"': ["x", "x", "y", "z", "z"]})
    one, both = repeated(frame, [["a"], ["a", 'b "q"']])
    assert (one.rows, one.examples) == (2, ("1",))
    assert (both.rows, both.examples) == (2, ("1, x",))


def test_examples_are_masked_by_the_strictest_word():
    made = standard(
        column("phone", meaning="mobile_phone"), column("id"), column("note"), key=("phone", "id")
    )
    told = {"phone": Sensitivity.DIRECT}
    phones = Breach("phone", Rule.FORM, 1, 2, ("13812345678",))
    assert shown(phones, made, told) == ("138***5678",)
    assert shown(Breach("note", Rule.LONG, 1, 2, ("abc",)), made, told) == ("abc",)
    assert shown(Breach("phone, id", Rule.REPEATED, 2, 2, ("1381234, 1",)), made, told) == ()


def card(digits: str) -> str:
    """Return a number with its check sign, of no person."""
    total = sum(int(one) * weight for one, weight in zip(digits, ID_WEIGHTS, strict=True))
    return digits + ID_CHECKS[total % 11]


def test_a_scan_drafts_code_sets_and_codings_of_what_it_recognised():
    cards = [card(f"1101051949123{day % 2}{number:03}") for number in range(60) for day in (0, 1)]
    genders, regions = ["1", "2"] * 60, ["110105", "440300", "110000"] * 40
    frame = pl.DataFrame({"id_card": cards, "gender": genders, "region_code": regions})
    names = tuple(Column(each, "text", Family.TEXT) for each in frame.columns)
    table = Table(TableName("", "people"), TableKind.TABLE, names)
    findings = found(table, frame, mark="", today=TODAY)
    made = drafts("shop/people", table, frame, findings)
    assert made.table == "shop/people"
    told = {each.name: (each.coding, each.code_set, each.pattern) for each in made.columns}
    assert told["id_card"] == ("GB 11643", "", None)
    assert told["gender"] == ("", "sex", None)
    assert told["region_code"][1] == "divisions"
    titles = {each.name: each.title.zh for each in made.columns}
    assert titles["id_card"] == "居民身份证号"
    assert made.columns[0].sensitivity is Sensitivity.DIRECT
    assert breaches(frame.lazy(), resolved(made, standard_sets()), today=TODAY) == []


@pytest.mark.parametrize(
    ("rows", "key", "sure", "primary", "expected"),
    [
        (200, ("a", "b"), 0.45, True, ("a", "b")),
        (20, ("a",), 0.9, True, ("a",)),
        (20, ("a",), 0.45, True, ()),
        (200, ("a",), 0.3, True, ()),
        (200, ("a",), 0.9, False, ()),
        (200, ("elsewhere",), 0.9, True, ()),
    ],
)
def test_a_draft_has_the_key_that_all_rows_showed(rows, key, sure, primary, expected):
    frame = pl.DataFrame({"a": range(rows), "b": ["x"] * rows})
    columns = (Column("a", "int", Family.INTEGER), Column("b", "text", Family.TEXT))
    table = Table(TableName("", "t"), TableKind.TABLE, columns)
    seen = replace(
        found(table, frame, mark="", today=TODAY), keys=(FoundKey(key, sure, (), primary),)
    )
    made = drafts("shop/t", table, frame, seen)
    assert made.key == expected
    full = [each.name for each in made.columns if not each.nullable]
    assert full == list(expected)
    assert [each.name for each in made.columns if each.unique] == (
        list(expected) if len(expected) == 1 else []
    )
    declared = drafts("shop/t", replace(table, primary_key=("b",)), frame, seen)
    assert declared.key == ("b",)
