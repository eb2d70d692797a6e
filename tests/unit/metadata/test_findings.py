"""What was found out of tables comes back as it was put, and its changes are told."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from onedata_assets.domain.metadata.difference_texts import told
from onedata_assets.domain.metadata.differences import Kind
from onedata_assets.domain.metadata.finding_differences import finding_differences
from onedata_assets.domain.metadata.finding_essence import essence_of
from onedata_assets.domain.metadata.findings import (
    FoundDependency,
    FoundKey,
    FoundReference,
    SourceFindings,
)
from onedata_assets.domain.metadata.found import found
from onedata_assets.domain.metadata.found_relations import with_relations
from onedata_assets.domain.metadata.kept_relations import restored_findings, with_left_out
from onedata_assets.domain.metadata.keys import TableKeys
from onedata_assets.domain.metadata.model import (
    Column,
    Evidence,
    Family,
    Table,
    TableKind,
    TableName,
)
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.relation_model import Relations
from onedata_assets.domain.metadata.structure import Structure
from onedata_assets.domain.metadata.versions import content_of
from onedata_assets.domain.processing.contract import Text

pytestmark = pytest.mark.row("S08", "S09", "S13", "S15")

TODAY = date(2026, 11, 26)
CUSTOMERS = Table(
    TableName("crm", "客户\u2028档案"),
    TableKind.TABLE,
    (
        Column("id", "INTEGER", Family.INTEGER),
        Column("手机号", "VARCHAR(20)", Family.TEXT),
        Column("金额(元)", "DECIMAL", Family.DECIMAL),
        Column("birthday", "DATE", Family.DATE),
    ),
    rows=1000,
)


KEY = FoundKey(("id",), 0.9, ())
REFERENCE = FoundReference(("id",), "erp", TableName("", "o"), ("c",), 0.8, 1.0, True, False, ())


def rows(count=400, phones=1.0, most=100) -> pl.DataFrame:
    phone = [f"138{n:08d}" if n < phones * count else None for n in range(count)]
    return pl.DataFrame(
        {
            "id": range(count),
            "手机号": pl.Series(phone, dtype=pl.String),
            "金额(元)": [most * n / count for n in range(count)],
            "birthday": [date(1980, 1, 1) + timedelta(days=n) for n in range(count)],
        }
    )


def findings(table=CUSTOMERS, **given):
    return found(table, rows(**given), mark="m", today=TODAY)


def text_of(table) -> str:
    return SourceFindings.of([table]).text()


def compared(old, new) -> list[tuple[Kind, str, str, str]]:
    changes = finding_differences(SourceFindings.of([old]), SourceFindings.of([new]))
    assert all(told(each).zh and told(each).en for each in changes)
    return [(each.kind, each.column, each.before, each.after) for each in changes]


def test_findings_come_back_as_they_were_put():
    key = FoundKey(("id",), 0.9, ())
    reference = FoundReference(
        ("id",), "erp", TableName("", "订单"), ("customer",), 0.8, 1.0, True, False, ()
    )
    other = replace(findings(), table=TableName("", "other"), mark="n")
    one = replace(findings(), keys=(key,), references=(reference,))
    kept = SourceFindings(SourceFindings.of([one, other]).text())
    assert [*kept] == [other, one]
    assert (kept.table(CUSTOMERS.name), kept.mark(other.table), len(kept)) == (one, "n", 2)


def test_the_order_of_tables_changes_neither_text_nor_essence():
    other = replace(findings(), table=TableName("", "a"))
    there, back = SourceFindings.of([findings(), other]), SourceFindings.of([other, findings()])
    assert (there.text(), essence_of(there)) == (back.text(), essence_of(back))


def test_a_column_is_told_with_meaning_unit_and_masked_samples():
    made = findings()
    phone, amount = made.column("手机号"), made.column("金额(元)")
    assert (phone.meaning.value, phone.sensitivity) == ("mobile_phone", "direct")
    assert all("***" in each for each in phone.samples)
    assert (amount.meaning.value, amount.unit.value) == ("amount", "CNY")
    assert [each.tag for each in made.tags] == ["pii:direct"]


def test_bounds_are_shown_of_columns_that_are_not_personal_alone():
    made = findings()
    assert (made.column("id").statistics.low, made.column("id").statistics.high) == ("0", "399")
    assert made.column("birthday").statistics.low == ""
    phone = made.column("手机号").statistics
    assert (phone.low, phone.shortest, phone.longest) == ("", 11, 11)


def test_more_rows_of_the_same_kind_are_no_other_essence():
    few, many = SourceFindings.of([findings(count=200)]), SourceFindings.of([findings(count=900)])
    assert essence_of(few) == essence_of(many)


def test_figures_that_drift_are_told():
    empty = (Kind.MISSING, "手机号", "0% (0/400)", "50% (200/400)")
    assert compared(findings(), findings(phones=0.5)) == [empty]
    [change] = compared(findings(), findings(most=10_000))
    assert change[:2] == (Kind.RANGE, "金额(元)")
    grown = findings(replace(CUSTOMERS, rows=5000))
    assert compared(findings(), grown) == [(Kind.ROWS, "", "1000", "5000")]


@pytest.mark.parametrize("later", [{"phones": 0.5}, {"most": 10_000}])
def test_figures_of_columns_are_told_of_the_rows_that_were_looked_at(later):
    old, new = SourceFindings.of([findings()]), SourceFindings.of([findings(**later)])
    [change] = finding_differences(old, new)
    assert "the rows looked at" in told(change).en
    assert "所查看的行" in told(change).zh


def test_small_changes_of_figures_are_not_told():
    assert compared(findings(), findings(phones=0.95, most=110)) == []


def test_keys_references_and_tags_that_come_and_go_are_told():
    more = replace(findings(), keys=(KEY,), references=(REFERENCE,), tags=())
    assert set(compared(findings(), more)) == {
        (Kind.KEY_FOUND, "", "", "id"),
        (Kind.REFERENCE_FOUND, "", "", "(id) → erp/o (c)"),
        (Kind.TAG_REMOVED, "", "pii:direct", ""),
    }
    searched = replace(findings(), searched=True)
    assert {each[0] for each in compared(more, searched)} == {
        Kind.KEY_LOST, Kind.REFERENCE_LOST, Kind.TAG_ADDED,
    }  # fmt: skip


def test_what_was_not_looked_at_is_not_told_as_lost():
    more = replace(findings(), keys=(KEY, FoundKey(("fax",), 0.9, ())), references=(REFERENCE,))
    assert compared(more, findings()) == []
    gone = replace(more, keys=(KEY,), searched=True)
    assert compared(more, gone) == []  # the column is gone, which the structure tells
    refused = replace(findings(), problem=Evidence("no right", "无权限"), columns=(), keys=(KEY,))
    assert compared(more, refused) == []


def test_a_restored_version_keeps_what_all_rows_showed_of_its_columns():
    names = [each.name for each in CUSTOMERS.columns]
    bare = content_of(Structure((replace(CUSTOMERS, columns=CUSTOMERS.columns[:2]),)))
    by_both = FoundKey(("手机号", "birthday"), 0.8, ())
    settled = (FoundDependency(("id",), "手机号", 1.0, False, ()),)
    latest = replace(
        findings(),
        keys=(KEY, by_both),
        references=(REFERENCE,),
        dependencies=settled,
        description=Text(en="now", zh="现在"),
        searched=True,
    )
    first = replace(findings(), description=Text(en="then", zh="当时"))
    [made] = restored_findings(bare, text_of(first), text_of(latest))
    assert (made.keys, made.references, made.dependencies) == ((KEY,), (REFERENCE,), settled)
    assert (made.description.en, made.searched, made.mark) == ("then", True, "m")
    [again] = with_left_out(SourceFindings.of([made]), [CUSTOMERS], SourceFindings.of([latest]))
    assert (again.keys, again.references) == ((KEY, by_both), (REFERENCE,))
    [new] = restored_findings(bare, "", text_of(latest))
    assert [each.name for each in new.columns] == names[:2]


def test_a_restored_version_keeps_its_own_where_nothing_was_searched_since():
    whole = content_of(Structure((CUSTOMERS,)))
    first = replace(findings(), keys=(KEY,), searched=True)
    [made] = restored_findings(whole, text_of(first), text_of(findings()))
    assert made.keys == (KEY,)
    none_now = replace(findings(), searched=True)
    [made] = restored_findings(whole, text_of(first), text_of(none_now))
    assert made.keys == ()


def test_a_reference_to_what_could_not_be_read_stays():
    known = replace(findings(), references=(REFERENCE,))
    place = Place("crm", CUSTOMERS.name)
    relations = Relations({place: TableKeys(place, ())}, (), ())

    def related(unread):
        given = SourceFindings.of([known])
        [made] = with_relations("crm", given, [CUSTOMERS], relations, unread=unread)
        return made.references

    assert related({Place("erp", REFERENCE.parent)}) == (REFERENCE,)
    assert related(frozenset()) == ()


def test_an_empty_table_has_columns_without_meaning():
    made = found(CUSTOMERS, rows(0), mark="m", today=TODAY)
    assert [each.name for each in made.columns] == ["id", "手机号", "金额(元)", "birthday"]
    assert made.column("id").statistics.rows == 0
