"""Columns are followed through the file that a mapping runs."""

from dataclasses import replace

from onedata_resources.kettle.lineage.columns import ColumnRef, TableRef
from onedata_resources.kettle.lineage.tables import table_lineage
from onedata_resources.kettle.reader import read_transformation
from tests.unit.kettle.running import ktr, step

SOURCE = TableRef("db", "", "orders")
CODES = TableRef("db", "", "codes")
RENAMED = (
    "<mappings><input><mapping><main_path>Y</main_path><rename_on_output>{back}</rename_on_output>"
    "<connector><parent>price</parent><child>a</child></connector></mapping></input>"
    "<output><mapping><main_path>Y</main_path><connector><parent>sum</parent><child>total</child>"
    "</connector></mapping></output></mappings>"
)
SUM = (
    "<calculation><field_name>sum</field_name><calc_type>ADD</calc_type><field_a>a</field_a>"
    "<field_b>tax</field_b><value_type>Number</value_type></calculation>"
)


def followed(tmp_path, *inner: str, back: str = "N", hops=()):
    (tmp_path / "sub.ktr").write_text(ktr(*inner, hops=hops))
    sql = "<connection>db</connection><sql>select price, tax from orders</sql>"
    xml = ktr(
        step("in", "TableInput", sql),
        step("m", "Mapping", "<filename>sub.ktr</filename>" + RENAMED.format(back=back)),
        step("out", "TableOutput", "<connection>db</connection><table>target</table>"),
    )
    transformation = read_transformation(xml, name="main")
    return table_lineage(replace(transformation, filename=str(tmp_path / "main.ktr")))


def test_calculations_and_renames_inside_a_mapping_are_followed(tmp_path):
    inner = (
        step("i", "MappingInput"),
        step("c", "Calculator", SUM),
        step("o", "MappingOutput"),
    )
    [written] = followed(tmp_path, *inner).writes
    price, tax = ColumnRef(SOURCE, "price"), ColumnRef(SOURCE, "tax")
    assert written.columns == {"a": {price}, "tax": {tax}, "total": {price, tax}}
    [written] = followed(tmp_path, *inner, back="Y").writes
    assert set(written.columns) == {"price", "tax", "total"}


def test_tables_that_a_mapping_reads_and_writes_are_told(tmp_path):
    read = "<connection>db</connection><sql>select code from codes</sql>"
    kept = "<connection>db</connection><table>seen</table>"
    found = followed(
        tmp_path,
        step("i", "MappingInput"),
        step("r", "TableInput", read),
        step("w", "TableOutput", kept),
        step("o", "MappingOutput"),
        hops=[("r", "w"), ("i", "o")],
    )
    assert found.reads == {SOURCE, CODES}
    tables = {each.ref.table: each for each in found.writes}
    assert set(tables) == {"seen", "target"}
    assert tables["seen"].columns == {"code": {ColumnRef(CODES, "code")}}


def test_a_file_that_is_not_there_or_runs_itself_lets_columns_pass(tmp_path):
    (tmp_path / "main.ktr").write_text("<transformation/>")
    own = step("m", "Mapping", "<filename>sub.ktr</filename>")
    [written] = followed(
        tmp_path, step("i", "MappingInput"), own, step("o", "MappingOutput")
    ).writes
    assert written.columns["tax"] == {ColumnRef(SOURCE, "tax")}
    (tmp_path / "sub.ktr").unlink()
    (tmp_path / "sub.ktr").mkdir()
    xml = ktr(
        step("in", "TableInput", "<connection>db</connection><sql>select tax from orders</sql>"),
        step("m", "Mapping", "<filename>nowhere.ktr</filename>"),
        step("out", "TableOutput", "<connection>db</connection><table>t</table>"),
    )
    [written] = table_lineage(read_transformation(xml, name="main")).writes
    assert written.columns == {"tax": {ColumnRef(SOURCE, "tax")}}
