"""Keys and references of all rows tell what a column is where its name and values say less."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from onedata_assets.domain.metadata.findings import (
    ColumnFindings,
    FoundKey,
    FoundReference,
    SourceFindings,
    TableFindings,
)
from onedata_assets.domain.metadata.found import found
from onedata_assets.domain.metadata.kept_relations import with_kept
from onedata_assets.domain.metadata.key_roles import with_roles
from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.processing.contract import Text

pytestmark = pytest.mark.row("S08", "S09")

CODES = [f"C{n:04d}" for n in range(300)]


def findings(columns: dict[str, list], *, keys=(), references=(), searched=True):
    rows = pl.DataFrame(columns)
    families = {pl.Int64(): Family.INTEGER, pl.String(): Family.TEXT}
    table = Table(
        TableName("", "orders"),
        TableKind.TABLE,
        tuple(Column(name, "", families[kind]) for name, kind in rows.schema.items()),
    )
    made = found(table, rows, mark="m", today=date(2026, 11, 26))
    known = replace(
        made,
        keys=tuple(FoundKey((each,), 0.9, (), primary=True) for each in keys),
        references=tuple(
            FoundReference((each,), "crm", TableName("", "p"), ("id",), 0.9, 1, False, False, ())
            for each in references
        ),
        searched=searched,
    )
    return table, known


def column_of(known: TableFindings, name: str) -> ColumnFindings:
    column = known.column(name)
    assert column is not None
    return column


def meant(known: TableFindings, name: str) -> str:
    column = column_of(known, name)
    return column.meaning.value if column.meaning else ""


def test_a_code_that_is_the_key_of_its_table_is_an_identifier_and_elsewhere_a_reference():
    _, known = findings(
        {"order_code": CODES, "cust_code": CODES[:100] * 3, "sale_code": CODES},
        keys=["order_code"],
        references=["cust_code"],
    )
    made = with_roles(known, ())
    assert meant(made, "order_code") == "identifier"
    assert meant(made, "cust_code") == "reference"
    assert meant(made, "sale_code") == "code"
    assert "meaning:identifier" in [each.tag for each in column_of(made, "order_code").tags]
    assert not column_of(made, "order_code").description.en.startswith("Code")


def test_a_key_that_others_refer_to_is_an_identifier_whatever_it_is_called():
    _, known = findings({"cdk": CODES, "label": CODES[::-1]})
    assert meant(with_roles(known, {("cdk",)}), "cdk") == "identifier"


def test_a_role_that_is_gone_leaves_what_was_recognised():
    _, known = findings({"cust_id": list(range(700, 800)) * 3}, references=["cust_id"])
    made = with_roles(known, ())
    assert with_roles(replace(made, references=()), ()) == replace(known, references=())


@pytest.mark.parametrize(
    ("name", "values", "meaning"),
    [
        ("手机号", [f"138{n:08d}" for n in range(0, 9_000_000, 90_000)] * 3, "mobile_phone"),
        ("currency", ["CNY", "USD", "EUR"] * 100, "currency_code"),
        ("region_code", ["330100", "330200", "330300"] * 100, "region_code"),
        ("email", [f"u{n}@example.com" for n in range(100)] * 3, "email"),
    ],
)
def test_what_values_say_more_surely_than_a_reference_stays(name, values, meaning):
    _, known = findings({name: values}, references=[name])
    made = with_roles(known, ())
    assert (meant(made, name), made.column(name)) == (meaning, known.column(name))


@pytest.mark.parametrize(
    ("name", "values", "meaning"),
    [
        ("line_no", [n % 12 + 1 for n in range(300)], "sequence_number"),
        ("销售订单号", [f"SO2403{n:05d}" for n in range(100)] * 3, "code"),
        ("settle_no", [f"0{7919 * n % 90_000:07d}" for n in range(100)] * 3, "code"),
        ("terminal_id", [f"A{n:08d}" for n in range(100)] * 3, "code"),
        ("task_def_key", ["start", "audit", "sign"] * 100, "code"),
        ("user_id", [f"user{n}" for n in range(100)] * 3, "reference"),
        ("link_type_id", [1, 3, 1] * 100, "enumeration"),
        ("account_id", list(range(7000, 7100)) * 3, "reference"),
    ],
)
def test_what_repeats_and_refers_to_nothing_is_a_reference_only_where_its_table_may_be_elsewhere(
    name, values, meaning
):
    _, known = findings({name: values})
    assert meant(with_roles(known, ()), name) == meaning


def test_a_number_that_tells_rows_apart_beside_their_key_is_a_code():
    _, known = findings({"id": list(range(1, 301)), "device_no": CODES}, keys=["id"])
    made = with_roles(known, {("id",)})
    assert [meant(made, each) for each in ("id", "device_no")] == ["identifier", "code"]


def test_a_scan_keeps_the_roles_of_columns_until_all_rows_are_searched_again():
    table, bare = findings({"cust_code": CODES[:100] * 3}, references=["cust_code"])
    known = with_roles(bare, ())
    assert with_kept(bare, known, table) == known
    [again] = SourceFindings(SourceFindings.of([known]).text())
    assert again == known


def test_a_comment_is_no_title_of_a_meaning():
    _, known = findings({"label": CODES[::-1], "sale_code": CODES})
    told = Text(en="Code of the sale; Code; 300 values.", zh="销售代码；代码；300 个值。")
    columns = (replace(column_of(known, "sale_code"), description=told),)
    made = with_roles(replace(known, columns=columns), {("sale_code",)})
    made = column_of(made, "sale_code").description
    assert made.en == "Code of the sale; Identifier; 300 values."
    assert made.zh == "销售代码；标识；300 个值。"


def test_initials_of_a_number_beside_the_key_of_the_table_are_of_another():
    _, known = findings(
        {"lsh": CODES, "yzgh": CODES[::-1], "kcmc": ["语文", "数学", "英语"] * 100}, keys=["lsh"]
    )
    assert meant(with_roles(known, ()), "yzgh") == "reference"
    assert meant(with_roles(replace(known, keys=()), ()), "yzgh") == "identifier"
