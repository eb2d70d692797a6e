# ruff: noqa: E501 - one step of XML per line
"""Tables read and written and column lineage come from the XML alone."""

import subprocess
import sys

import pytest

from onedata_resources.kettle.lineage.columns import ColumnRef, FileRef, TableRef
from onedata_resources.kettle.lineage.sql import query_columns, script_tables
from onedata_resources.kettle.lineage.tables import table_lineage
from onedata_resources.kettle.reader import read_transformation
from tests.unit.kettle.running import ktr, step


def lineage_of(xml: str):
    return table_lineage(read_transformation(xml, name="x"))


def table_input(sql: str, connection: str = "db") -> str:
    return step("in", "TableInput", f"<connection>{connection}</connection><sql>{sql}</sql>")


OUTPUT = step(
    "out",
    "TableOutput",
    "<connection>lake</connection><schema>ods</schema><table>t</table><truncate>Y</truncate>",
)


def shown(columns) -> dict[str, set[str]]:
    """Column to `table.column` or `path column` of its sources."""
    return {
        name: {
            f"{ref.source.table}.{ref.column}"
            if isinstance(ref.source, TableRef)
            else f"{ref.source.path} {ref.column}"
            for ref in refs
        }
        for name, refs in columns.items()
    }


@pytest.mark.row("S65")
def test_columns_are_followed_through_every_step():
    xml = ktr(
        table_input("select id, qty q, price, brand from shop.sale"),
        step("f", "FilterRows", "<compare><condition><leftvalue>q</leftvalue><function>&gt;</function>"
             "<value><type>Integer</type><text>0</text></value></condition></compare>"),
        step("s", "SelectValues", "<fields><field><name>id</name><rename>sale_id</rename></field>"
             "<field><name>q</name></field><field><name>price</name></field><field><name>brand</name>"
             "</field></fields>"),
        step("c", "Calculator", "<calculation><field_name>total</field_name><calc_type>MULTIPLY"
             "</calc_type><field_a>q</field_a><field_b>price</field_b><value_type>Number</value_type>"
             "</calculation><calculation><field_name>half</field_name><calc_type>DIVIDE</calc_type>"
             "<field_a>total</field_a><field_b>q</field_b><value_type>Number</value_type></calculation>"
             "<calculation><field_name>one</field_name><calc_type>CONSTANT</calc_type><field_a>1</field_a>"
             "<value_type>Integer</value_type><remove>Y</remove></calculation>"),
        step("m", "ValueMapper", "<field_to_use>brand</field_to_use><target_field>kind</target_field>"
             "<fields><field><source_value>a</source_value><target_value>b</target_value></field></fields>"),
        step("o", "SortRows", "<fields><field><name>q</name></field></fields>"),
        step("u", "Unique", "<count_rows>Y</count_rows><count_field>n</count_field><fields/>"),
        step("k", "Constant", "<fields><field><name>const</name><type>String</type></field></fields>"),
        OUTPUT,
    )  # fmt: skip
    found = lineage_of(xml)
    assert found.reads == {TableRef("db", "shop", "sale")}
    [written] = found.writes
    assert (written.ref, written.step, written.truncate) == (
        TableRef("lake", "ods", "t"), "out", True,
    )  # fmt: skip
    assert shown(written.columns) == {
        "sale_id": {"sale.id"}, "q": {"sale.qty"}, "price": {"sale.price"}, "brand": {"sale.brand"},
        "total": {"sale.qty", "sale.price"}, "half": {"sale.qty", "sale.price"},
        "kind": {"sale.brand"}, "n": set(), "const": set(),
    }  # fmt: skip


def test_json_paths_lead_back_to_the_file():
    text = "<file><name>${DIR}</name><filemask>.*</filemask></file><fields><field><name>line</name></field></fields>"
    parse = (
        "<IsInFields>Y</IsInFields><valueField>line</valueField><removeSourceField>Y</removeSourceField>"
        "<fields><field><name>id</name><path>$.a.id</path></field></fields>"
    )
    info = "<parameters><parameter><name>DIR</name><default_value>/in/</default_value></parameter></parameters>"
    xml = ktr(step("r", "TextFileInput", text), step("j", "JsonInput", parse), OUTPUT, info=info)
    found = lineage_of(xml)
    file = FileRef("/in/.*")
    assert found.files_read == {file}
    assert found.writes[0].columns == {"id": {ColumnRef(file, "$.a.id")}}


def test_rejected_rows_have_the_columns_that_arrived():
    hop = (
        "<step_error_handling><error><source_step>s</source_step><target_step>out</target_step>"
        "<is_enabled>Y</is_enabled><descriptions_valuename>why</descriptions_valuename></error>"
        "</step_error_handling>"
    )
    rename = (
        "<fields><meta><name>id</name><rename>number</rename><type>Integer</type></meta></fields>"
    )
    xml = ktr(table_input("select id from a"), step("s", "SelectValues", rename), OUTPUT, extra=hop)
    assert shown(lineage_of(xml).writes[0].columns) == {"id": {"a.id"}, "why": set()}


def test_the_columns_of_a_star_are_known_when_a_later_step_names_them():
    fields = "<fields><field><name>x</name></field></fields>"
    xml = ktr(table_input("select * from a"), step("s", "SelectValues", fields), OUTPUT)
    assert shown(lineage_of(xml).writes[0].columns) == {"x": {"a.x"}}


def test_named_columns_and_unknown_steps():
    fields = (
        "<specify_fields>Y</specify_fields><fields><field><column_name>c</column_name>"
        "<stream_name>id</stream_name></field></fields>"
    )
    output = step("out", "TableOutput", f"<connection>lake</connection><table>t</table>{fields}")
    xml = ktr(table_input("select id, b from a"), step("x", "Telepathy"), output)
    assert shown(lineage_of(xml).writes[0].columns) == {"c": {"a.id"}}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select a.x, b.y z from s.a a join b on a.id = b.id", {"x": {"a.x"}, "z": {"b.y"}}),
        ("with t as (select u + v s from a) select s from t", {"s": {"a.u", "a.v"}}),
        ("select id from a union all select k from d", {"id": {"a.id", "d.k"}}),
        ("select (select max(q) from c) m from a", {"m": {"c.q"}}),
        ("select upper(n) from a where k = ?", {"UPPER(n)": {"a.n"}}),
        ("select x from (select x, 1 one from a) t where x > ${LIMIT}", {"x": {"a.x"}}),
        ("select x from a, b", {"x": set()}),
        ("no sql at all (", {}),
    ],
)
def test_queries_tell_their_columns(sql, expected):
    columns, _ = query_columns(sql, "db", "sqlite")
    assert shown(columns.known) == expected


def test_scripts_tell_their_tables():
    script = "delete from a; insert into s.b select * from c; create table d as select * from a"
    reads, writes = script_tables(script, "db", "postgresql")
    assert {ref.table for ref in reads} == {"c", "a"}
    assert {ref.table for ref in writes} == {"a", "b", "d"}


def test_lineage_loads_no_data_library():
    """Definitions are built from lineage, and must load fast."""
    code = (
        "import sys, onedata_resources.kettle.lineage.tables; "
        "sys.exit(bool({'polars', 'numpy', 'pandas', 'connectorx', 'sqlglot'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


GROUP = "<group><field><name>k</name></field></group>"
DENORMALISED = "<field><field_name>v</field_name><key_value>a</key_value><target_name>x</target_name><target_type>String</target_type></field>"


@pytest.mark.parametrize(
    ("kind", "settings", "expected"),
    [
        ("GroupBy", GROUP + "<fields><field><aggregate>s</aggregate><subject>v</subject><type>SUM</type></field></fields>",
         {"k": {"a.k"}, "s": {"a.v"}}),
        ("GroupBy", GROUP + "<all_rows>Y</all_rows><add_linenr>Y</add_linenr><linenr_fieldname>l</linenr_fieldname><fields/>",
         {"k": {"a.k"}, "v": {"a.v"}, "l": set()}),
        ("UnivariateStats", "<univariate_stats><source_field_name>v</source_field_name><N>Y</N><mean>N</mean>"
         "<stdDev>N</stdDev><min>N</min><max>N</max><median>N</median><percentile>0.5</percentile></univariate_stats>",
         {"v(N)": {"a.v"}, "v(50th percentile)": {"a.v"}}),
        ("Normaliser", "<typefield>t</typefield><fields><field><name>k</name><value>K</value><norm>n</norm></field>"
         "<field><name>v</name><value>V</value><norm>n</norm></field></fields>", {"t": set(), "n": {"a.k", "a.v"}}),
        ("Denormaliser", f"<key_field>k</key_field><fields>{DENORMALISED}</fields>", {"x": {"a.v"}}),
        ("Flattener", "<field_name>v</field_name><fields><field><name>x</name></field></fields>",
         {"k": {"a.k"}, "x": {"a.v"}}),
        ("AnalyticQuery", "<fields><field><aggregate>n</aggregate><subject>v</subject><type>LEAD</type>"
         "<valuefield>1</valuefield></field></fields>", {"k": {"a.k"}, "v": {"a.v"}, "n": {"a.v"}}),
        ("NumberRange", "<inputField>v</inputField><outputField>r</outputField>",
         {"k": {"a.k"}, "v": {"a.v"}, "r": {"a.v"}}),
        ("CheckSum", "<checksumtype>MD5</checksumtype><resultfieldName>c</resultfieldName>",
         {"k": {"a.k"}, "v": {"a.v"}, "c": {"a.k", "a.v"}}),
        ("Sequence", "<valuename>n</valuename><use_counter>Y</use_counter><start_at>1</start_at>"
         "<increment_by>1</increment_by><max_value>9</max_value>", {"k": {"a.k"}, "v": {"a.v"}, "n": set()}),
    ],
)  # fmt: skip
def test_columns_are_followed_through_groups_and_new_shapes(kind, settings, expected):
    xml = ktr(table_input("select k, v from a"), step("s", kind, settings), OUTPUT)
    assert shown(lineage_of(xml).writes[0].columns) == expected


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("CsvInput", "<filename>/in</filename>"),
        ("ParGzipCsvInput", "<filename>/in</filename>"),
        ("FixedInput", "<filename>/in</filename>"),
        ("TextFileInput", "<separator>,</separator><file><name>/in</name></file>"),
        ("OldTextFileInput", "<separator>,</separator><file><name>/in</name></file>"),
        ("ExcelInput", "<file><name>/in</name></file>"),
    ],
)
def test_columns_of_files_reach_tables(kind, settings):
    field = "<fields><field><name>a</name><width>1</width></field></fields>"
    source = step("in", kind, settings + field)
    found = lineage_of(ktr(source, OUTPUT))
    assert shown(found.writes[0].columns) == {"a": {"/in a"}}
    assert found.files_read == {FileRef("/in")}


def test_a_workbook_that_is_written_is_told():
    file = "<file><name>/out</name><extention>xlsx</extention><sheetname>s</sheetname></file>"
    writer = step("w", "TypeExitExcelWriterStep", file)
    assert lineage_of(ktr(table_input("select a from b"), writer)).files_written == {
        FileRef("/out.xlsx")
    }
