"""A folder of Kettle files as tables: what they read and write, and which file says so."""

import pytest

from onedata_assets.domain.metadata.model import Family, TableKind, TableName
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Wanted
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.catalog_kettle import kettle_structure
from onedata_resources.errors import UnavailableError
from tests.unit.kettle.running import ktr, step

pytestmark = pytest.mark.row("S07")

CONNECTION = (
    "<connection><name>CRM</name><server>db.example.cn</server><type>MYSQL</type>"
    "<access>Native</access><database>crm</database><port>3306</port><username>loader</username>"
    "<password>Encrypted 2be98afc86aa7f2e4cb79ce10bec3fd89</password></connection>"
)
READ = step(
    "in",
    "TableInput",
    "<connection>CRM</connection><sql>select id, 姓名 from sales.customer</sql>",
)
WRITE = step(
    "out",
    "TableOutput",
    "<connection>crm</connection><schema>ods</schema><table>${TARGET}</table>",
)
FIELD = "<field><name>{}</name><type>{}</type></field>"
READ_FILE = step(
    "in",
    "CsvInput",
    "<filename>/data/orders.csv</filename><separator>,</separator><fields>"
    + FIELD.format("id", "Integer")
    + FIELD.format("下单日期", "Date")
    + "</fields>",
)
WRITE_FILE = step(
    "out",
    "TextFileOutput",
    "<file><name>C:\\out\\orders</name><extention>txt</extention></file><fields></fields>",
)
JOB = """<job><name>nightly</name><parameters><parameter><name>TARGET</name>
<default_value>customer_history</default_value></parameter></parameters><entries>
<entry><name>START</name><type>SPECIAL</type><start>Y</start></entry>
<entry><name>load</name><type>TRANS</type><specification_method>filename</specification_method>
<filename>${Internal.Entry.Current.Directory}/load.ktr</filename>PARAMETERS</entry></entries>
<hops><hop><from>START</from><to>load</to><enabled>Y</enabled><evaluation>Y</evaluation>
<unconditional>Y</unconditional></hop></hops></job>"""
GIVEN = (
    "<parameters><parameter><name>TARGET</name><value>customer_today</value></parameter>"
    "</parameters>"
)


def put(folder, name: str, xml: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(xml.replace("<transformation>", f"<transformation>{CONNECTION}"), "utf-8")


def names(folder) -> list[str]:
    return [str(each.name) for each in kettle_structure(folder, Wanted()).tables]


def test_tables_that_are_read_and_written_are_told_with_their_columns_and_the_files(tmp_path):
    put(tmp_path, "load.ktr", ktr(READ, WRITE))
    put(tmp_path, "jobs/nightly.kjb", JOB.replace("Directory}/load", "Directory}/../load"))
    read = kettle_structure(tmp_path, Wanted()).table(TableName("crm", "sales.customer"))
    assert [each.name for each in read.columns] == ["id", "姓名"]
    assert read.properties == {
        "connection": "CRM",
        "schema": "sales",
        "database_type": "MYSQL",
        "server": "db.example.cn",
        "database": "crm",
    }
    assert read.notes == {"read_by": "load.ktr", "run_by": "jobs/nightly.kjb"}
    written = kettle_structure(tmp_path, Wanted()).table(TableName("crm", "ods.customer_history"))
    assert [each.name for each in written.columns] == ["id", "姓名"]
    assert written.notes["written_by"] == "load.ktr"


def test_each_way_in_which_jobs_call_a_transformation_is_followed(tmp_path):
    put(tmp_path, "load.ktr", ktr(READ, WRITE))
    put(tmp_path, "history.kjb", JOB.replace("PARAMETERS", ""))
    put(tmp_path, "today.kjb", JOB.replace("PARAMETERS", GIVEN))
    assert names(tmp_path) == [
        "crm.ods.customer_history",
        "crm.ods.customer_today",
        "crm.sales.customer",
    ]


def test_a_table_whose_name_nobody_gives_keeps_its_variable(tmp_path):
    put(tmp_path, "load.ktr", ktr(READ, WRITE))
    assert "crm.ods.${TARGET}" in names(tmp_path)


def test_files_that_are_read_and_written_have_the_fields_and_types_that_steps_declare(tmp_path):
    put(tmp_path, "files.ktr", ktr(READ_FILE, WRITE_FILE))
    found = kettle_structure(tmp_path, Wanted())
    read = found.table(TableName("files", "/data/orders.csv"))
    assert read.kind is TableKind.FILE
    assert [(each.name, each.type, each.family) for each in read.columns] == [
        ("id", "Integer", Family.INTEGER),
        ("下单日期", "Date", Family.MOMENT),
    ]
    written = found.table(TableName("files", "C:/out/orders.txt"))
    assert [each.name for each in written.columns] == ["id", "下单日期"]


def test_what_signs_in_at_a_database_is_never_told(tmp_path):
    put(tmp_path, "load.ktr", ktr(READ, WRITE))
    told = str(kettle_structure(tmp_path, Wanted()))
    assert "loader" not in told
    assert "2be98afc86aa7f2e4cb79ce10bec3fd89" not in told


def test_a_broken_file_is_told_alone(tmp_path):
    put(tmp_path, "load.ktr", ktr(READ, WRITE))
    put(tmp_path, "broken.ktr", "<transformation><info>")
    put(tmp_path, "other.kjb", "<html/>")
    found = kettle_structure(tmp_path, Wanted())
    assert [str(each.table) for each in found.problems] == ["broken.ktr", "other.kjb"]
    assert len(found.tables) == 2


def test_jobs_that_call_each_other_end(tmp_path):
    calls = JOB.replace("TRANS", "JOB").replace("load.ktr", "a.kjb").replace("PARAMETERS", "")
    put(tmp_path, "a.kjb", calls)
    put(tmp_path, "load.ktr", ktr(READ, WRITE))
    assert len(names(tmp_path)) == 2


def test_a_catalog_tells_the_columns_of_kettle_files_without_rows(tmp_path):
    put(tmp_path, "load.ktr", ktr(READ, WRITE))
    catalog = Catalog({"JOBS": str(tmp_path)})
    source = Source("jobs", SourceKind.KETTLE, "JOBS", Wanted(include=("sales.*",)))
    [table] = catalog.structure(source).tables
    [(_, frame)] = catalog.samples(source, [table])
    assert (frame.height, frame.columns) == (0, ["id", "姓名"])  # type: ignore[union-attr]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(UnavailableError, match="missing"):
        kettle_structure(tmp_path / "none", Wanted())
