"""Columns through the steps that look rows up in a database and write them by keys."""

import pytest

from tests.unit.kettle.running import ktr, step
from tests.unit.kettle.test_lineage import lineage_of, shown, table_input

SOURCE = table_input("select id, qty from shop.sale")
LOOKUP = step(
    "l",
    "DBLookup",
    "<connection>db</connection><lookup><schema>shop</schema><table>product</table><key><name>id"
    "</name><field>product_id</field><condition>=</condition></key><value><name>title</name>"
    "<rename>product</rename><type>String</type></value></lookup>",
)
JOIN = step(
    "j",
    "DBJoin",
    "<connection>db</connection><sql>select city from shop.place where id = ?</sql><parameter>"
    "<field><name>id</name><type>Integer</type></field></parameter>",
)
VALUES = "".join(
    f"<value><name>{column}</name><rename>{field}</rename></value>"
    for column, field in (("sale_id", "id"), ("amount", "qty"), ("name", "product"),
                          ("town", "city"))
)  # fmt: skip
KEY = "<key><name>id</name><field>sale_id</field><condition>=</condition></key>"


def written(kind: str, settings: str = "") -> str:
    return step(
        "w",
        kind,
        f"<connection>db</connection>{settings}<lookup><table>fact</table>{KEY}{VALUES}</lookup>",
    )


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("InsertUpdate", ""),
        ("Update", ""),
        ("SynchronizeAfterMerge", "<operation_order_field>id</operation_order_field>"),
    ],
)
def test_columns_are_followed_through_lookups_into_the_table(kind, settings):
    lineage = lineage_of(ktr(SOURCE, LOOKUP, JOIN, written(kind, settings)))
    [table] = lineage.writes
    assert shown(table.columns) == {
        "sale_id": {"sale.id"}, "amount": {"sale.qty"}, "name": {"product.title"},
        "town": {"place.city"},
    }  # fmt: skip
    assert {ref.table for ref in lineage.reads} == {"sale", "product", "place"}


def test_a_dimension_is_written_from_its_keys_dates_and_attributes():
    dimension = step(
        "d",
        "DimensionLookup",
        "<connection>db</connection><table>dim</table><update>Y</update><fields><key><name>id</name>"
        "<lookup>code</lookup></key><date><name/><from>a</from><to>b</to></date><field><name>qty"
        "</name><lookup>size</lookup><update>Update</update></field><field><name/><lookup>seen"
        "</lookup><update>DateUpdated</update></field><return><name>tk</name><version>v</version>"
        "</return></fields>",
    )
    [table] = lineage_of(ktr(SOURCE, dimension)).writes
    assert shown(table.columns) == {"code": {"sale.id"}, "size": {"sale.qty"}}


def test_what_a_dimension_is_looked_up_for_comes_from_its_table():
    look = step(
        "d",
        "DimensionLookup",
        "<connection>db</connection><table>dim</table><update>N</update><fields><key><name>id</name>"
        "<lookup>code</lookup></key><date><name/><from>a</from><to>b</to></date><field><name>s"
        "</name><lookup>size</lookup><update>String</update></field><return><name>tk</name>"
        "<version>v</version></return></fields>",
    )
    output = step("o", "TableOutput", "<connection>db</connection><table>t</table>")
    [table] = lineage_of(ktr(SOURCE, look, output)).writes
    assert shown(table.columns) == {
        "id": {"sale.id"}, "qty": {"sale.qty"}, "tk": {"dim.tk"}, "s": {"dim.size"},
    }  # fmt: skip
