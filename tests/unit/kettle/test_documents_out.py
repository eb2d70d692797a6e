"""XML and JSON out: the exact text of files and fields, blocs, splits, archives and joins."""

import json
import zipfile

import pytest

from onedata_resources.kettle.engine.json_text import hashtable_order, java_double
from onedata_resources.kettle.values.java_hash import name_order
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

COLUMNS = {"id": "Integer:0", "name": "String", "amount": "Number:0.00", "day": "Date:yyyy-MM-dd"}
ROWS = [
    ["1", 'a &lt; b &amp; "c" &gt; d]]&gt;', "1.5", "2024-01-02"],
    ["2", "", "1234.5", ""],
    ["3", "中/é", "", "2024-12-31"],
]


def xml_output(path, fields="", settings="", head="<encoding>UTF-8</encoding>"):
    return step(
        "w",
        "XMLOutput",
        f"{head}<xml_main_element>Rows</xml_main_element><xml_repeat_element>Row"
        f"</xml_repeat_element><file><name>{path}</name><extention>xml</extention>{settings}</file>"
        f"<fields>{fields}</fields>",
    )


def out_field(name, element="", *, content="Element", mask="", more=""):
    return (
        f"<field><content_type>{content}</content_type><name>{name}</name>"
        f"<element>{element}</element><format>{mask}</format>{more}</field>"
    )


def finished(*steps, **parts):
    done = run(ktr(*steps, **parts))
    assert done.status == "Finished", done.log.text()
    return done


def test_all_fields_of_the_stream_become_elements(tmp_path):
    done = finished(grid("g", COLUMNS, ROWS), xml_output(tmp_path / "o"), step("d", "Dummy"))
    assert (tmp_path / "o.xml").read_text() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n<Rows>\n"
        '<Row><id>1</id> <name>a &lt; b &amp; "c" > d]]&gt;</name> <amount>1.50</amount>'
        " <day>2024-01-02</day></Row>\n"
        "<Row><id>2</id> <name/> <amount>1234.50</amount> <day/></Row>\n"
        "<Row><id>3</id> <name>中/é</name> <amount/> <day>2024-12-31</day></Row>\n"
        "</Rows>\n"
    )
    assert (metrics(done, "w").output, metrics(done, "d").read) == (3, 3)


def test_named_fields_have_formats_attributes_and_may_be_left_out(tmp_path):
    fields = (
        out_field("id", "no", content="Attribute")
        + out_field("name")
        + out_field("amount", "sum", mask="#,##0.0")
        + out_field("day", mask="dd/MM/yyyy", content="Attribute")
    )
    head = "<encoding>ISO-8859-1</encoding><name_space>urn:n</name_space>"
    settings = "<omit_null_values>Y</omit_null_values>"
    finished(grid("g", COLUMNS, ROWS), xml_output(tmp_path / "o", fields, settings, head))
    assert (tmp_path / "o.xml").read_bytes().decode("latin-1").splitlines()[1:-1] == [
        '<Rows xmlns="urn:n">',
        '<Row no="1" day="02/01/2024"> <name>a &lt; b &amp; "c" > d]]&gt;</name>'
        " <sum>1.5</sum></Row>",
        '<Row no="2">  <sum>1,234.5</sum></Row>',
        '<Row no="3" day="31/12/2024"> <name>&#x4e2d;/é</name> </Row>',
    ]


def test_nulls_are_left_out_only_of_listed_fields(tmp_path):
    source = grid("g", {"a": "String", "b": "String"}, [["x", ""]])
    settings = "<omit_null_values>Y</omit_null_values>"
    run(ktr(source, xml_output(tmp_path / "all", "", settings)))
    assert "<Row><a>x</a> <b/></Row>" in (tmp_path / "all.xml").read_text()
    listed = out_field("a") + out_field("b")
    run(ktr(source, xml_output(tmp_path / "listed", listed, settings)))
    assert "<Row><a>x</a> </Row>" in (tmp_path / "listed.xml").read_text()


def test_a_null_attribute_is_written_only_where_a_variable_wants_it(tmp_path):
    source = grid("g", {"a": "String", "n": "Integer"}, [["", ""]])
    listed = out_field("a", content="Attribute") + out_field("n", content="Attribute")
    xml = ktr(source, xml_output(tmp_path / "o", listed))
    run(xml)
    assert "<Row/>" in (tmp_path / "o.xml").read_text()
    run(xml, variables={"KETTLE_COMPATIBILITY_XML_OUTPUT_NULL_VALUES": "Y"})
    assert '<Row a="null"/>' in (tmp_path / "o.xml").read_text()


def test_a_namespace_is_escaped_and_a_mask_has_its_currency(tmp_path):
    head = "<encoding>UTF-8</encoding><name_space>urn:a&amp;b</name_space>"
    listed = out_field("n", mask="\u00a40", more="<currency>EUR</currency>")
    run(ktr(grid("g", {"n": "Integer"}, [["5"]]), xml_output(tmp_path / "o", listed, head=head)))
    written = (tmp_path / "o.xml").read_text()
    assert '<Rows xmlns="urn:a&amp;b">' in written
    assert "<n>EUR5</n>" in written


def test_files_are_split_zipped_and_made_without_rows(tmp_path):
    settings = "<splitevery>2</splitevery><zipped>Y</zipped>"
    finished(grid("g", COLUMNS, ROWS), xml_output(tmp_path / "o", settings=settings))
    counts = []
    for part in (1, 2):
        with zipfile.ZipFile(tmp_path / f"o_{part:05}.zip") as archive:
            [name] = archive.namelist()
            assert name == f"o_{part:05}.xml"
            counts.append(archive.read(name).count(b"<Row>"))
    assert counts == [2, 1]
    finished(grid("g", COLUMNS, []), xml_output(tmp_path / "none"))
    assert (tmp_path / "none.xml").read_text().endswith("<Rows>\n</Rows>\n")
    late = "<do_not_open_newfile_init>Y</do_not_open_newfile_init>"
    finished(grid("g", COLUMNS, []), xml_output(tmp_path / "late", settings=late))
    assert not (tmp_path / "late.xml").exists()


def add_xml(fields, settings="", head=""):
    return step(
        "a",
        "AddXML",
        f"<valueName>x</valueName><xml_repeat_element>r</xml_repeat_element>{head}"
        f"<file>{settings}</file><fields>{fields}</fields>",
    )


def added(tmp_path, fields, settings="<omitXMLheader>Y</omitXMLheader>", rows=ROWS):
    only = "<fields><field><name>x</name></field></fields>"
    plain = text_output("o", tmp_path / "o", only).replace('<enclosure>"</enclosure>', "")
    finished(grid("g", COLUMNS, rows), add_xml(fields, settings), plain)
    return rows_of(tmp_path / "o")


def as_attribute(name, element="", parent=""):
    more = f"<attribute>Y</attribute><attributeParentName>{parent}</attributeParentName>"
    return out_field(name, element, more=more)


def test_a_field_gets_the_xml_of_others(tmp_path):
    fields = out_field("id") + out_field("name", "n") + out_field("amount") + out_field("day")
    first, second, third = added(tmp_path, fields, settings="")
    assert first == (
        '<?xml version="1.0" encoding="UTF-8"?><r><id>1</id>'
        '<n>a &lt; b &amp; "c" &gt; d]]&gt;</n><amount>1.5</amount><day>2024-01-02</day></r>'
    )
    assert second.endswith("<r><id>2</id><n/><amount>1,234.5</amount><day/></r>")
    assert third.endswith("<r><id>3</id><n>中/é</n><amount/><day>2024-12-31</day></r>")


def test_attributes_are_sorted_and_go_to_their_parent_where_it_is_there(tmp_path):
    fields = (
        as_attribute("id", "z")
        + as_attribute("amount", "b")
        + out_field("name", "n")
        + as_attribute("day", "d", "n")
        + as_attribute("id", "a", "n")
    )
    settings = "<omitXMLheader>Y</omitXMLheader><omitNullValues>Y</omitNullValues>"
    assert added(tmp_path, fields, settings)[1:] == [
        '<r a="2" b="1,234.5" z="2"/>',
        '<r z="3"><n a="3" d="2024-12-31">中/é</n></r>',
    ]


def test_the_root_itself_can_get_the_text(tmp_path):
    assert added(tmp_path, out_field("id", "r"))[0] == "<r>1</r>"


def joined(tmp_path, settings, target, sources, kind="Integer:0"):
    only = "<fields><field><name>out</name></field><field><name>k</name></field></fields>"
    plain = text_output("o", tmp_path / "o", only).replace('<enclosure>"</enclosure>', "")
    steps = [
        grid("t", {"t": "String", "k": "Integer:0"}, target),
        grid("s", {"x": "String", "v": kind}, sources),
        step(
            "j",
            "XMLJoin",
            "<valueXMLfield>out</valueXMLfield><targetXMLstep>t</targetXMLstep>"
            "<targetXMLfield>t</targetXMLfield><sourceXMLstep>s</sourceXMLstep>"
            f"<sourceXMLfield>x</sourceXMLfield><omitXMLHeader>Y</omitXMLHeader>{settings}",
        ),
        plain,
    ]
    done = run(ktr(*steps, hops=[("t", "j"), ("s", "j"), ("j", "o")]))
    return rows_of(tmp_path / "o") if done.status == "Finished" else done.log.text()


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


TARGET = [[escaped('<o z="1" a="2"><l k="1"/><l k="2">t<e/></l></o>'), "7"], ["ignored", "8"]]
SOURCES = [[escaped(f'<i n="{n}"><v/>x &amp; y</i>'), str(n)] for n in (1, 2)]


def test_all_sources_are_joined_at_one_place(tmp_path):
    [row] = joined(tmp_path, "<targetXPath>/o</targetXPath>", TARGET, SOURCES)
    assert row == (
        '<o a="2" z="1"><l k="1"/><l k="2">t<e/></l><i n="1"><v/>x &amp; y</i>'
        '<i n="2"><v/>x &amp; y</i></o>|7'
    )


def test_a_complex_join_finds_the_place_by_a_field_and_empty_elements_can_go(tmp_path):
    settings = (
        "<targetXPath>/o/l[@k='?']</targetXPath><complexJoin>Y</complexJoin>"
        "<joinCompareField>v</joinCompareField><omitNullValues>Y</omitNullValues>"
    )
    [row] = joined(tmp_path, settings, TARGET, SOURCES)
    assert row == (
        '<o a="2" z="1"><l k="1"><i n="1">x &amp; y</i></l>'
        '<l k="2">t<i n="2">x &amp; y</i></l></o>|7'
    )


@pytest.mark.parametrize(
    ("kind", "key"), [("Integer:000", "1"), ("Number:0", "1.0"), ("String", "1")]
)
def test_a_complex_join_compares_values_as_java_prints_them(tmp_path, kind, key):
    settings = (
        "<targetXPath>/o/l[@k='?']</targetXPath><complexJoin>Y</complexJoin>"
        "<joinCompareField>v</joinCompareField>"
    )
    target = [[escaped(f'<o><l k="{key}"/></o>'), "7"]]
    [row] = joined(tmp_path, settings, target, [[escaped("<i/>"), "1"]], kind)
    assert row == f'<o><l k="{key}"><i/></l></o>|7'


def test_a_place_that_is_not_there_fails_and_no_target_gives_no_row(tmp_path):
    log = joined(tmp_path, "<targetXPath>/o/none</targetXPath>", TARGET, SOURCES)
    assert "XPath statement returned no result [/o/none]" in log
    assert joined(tmp_path, "<targetXPath>/o</targetXPath>", [], SOURCES) == []


def test_a_default_namespace_is_no_obstacle(tmp_path):
    target = [[escaped('<o xmlns="urn:d"><l/></o>'), "7"]]
    [row] = joined(tmp_path, "<targetXPath>/o/l</targetXPath>", target, SOURCES[:1])
    assert row == '<o xmlns="urn:d"><l><i n="1"><v/>x &amp; y</i></l></o>|7'


def json_output(settings, fields=("id", "name", "amount", "day"), file=""):
    listed = "".join(f"<field><name>{n}</name><element>{n}</element></field>" for n in fields)
    return step("w", "JsonOutput", f"<fields>{listed}</fields><file>{file}</file>{settings}")


VALUE = "<operation_type>outputvalue</operation_type><outputValue>j</outputValue>"


def values(tmp_path, settings, rows=ROWS, keep=("id", "j")):
    only = "".join(f"<field><name>{n}</name></field>" for n in keep)
    plain = text_output("o", tmp_path / "o", f"<fields>{only}</fields>")
    plain = plain.replace('<enclosure>"</enclosure>', "")
    finished(grid("g", COLUMNS, rows), json_output(VALUE + settings), plain)
    return rows_of(tmp_path / "o")


def test_each_row_is_a_bloc_whose_keys_are_in_the_order_of_java(tmp_path):
    settings = "<jsonBloc>data</jsonBloc><nrRowsInBloc>1</nrRowsInBloc>"
    rows = values(tmp_path, settings)
    assert rows[2] == ('3|{"data":[{"amount":null,"name":"中\\/é","id":3,"day":"2024-12-31"}]}')
    assert json.loads(rows[1].partition("|")[2]) == {
        "data": [{"id": 2, "name": None, "amount": 1234.5, "day": None}]
    }


@pytest.mark.parametrize(
    ("bloc", "begins"), [("<jsonBloc/>", "["), ("<jsonBloc>${NONE}</jsonBloc>", '{"":[')]
)
def test_a_bloc_without_name_is_an_array_but_a_variable_without_text_names_it(
    tmp_path, bloc, begins
):
    source = grid("g", {"a": "String"}, [["x"]])
    settings = f"{bloc}<nrRowsInBloc>1</nrRowsInBloc>"
    file = f"<name>{tmp_path}/o</name><extention>js</extention>"
    run(ktr(source, json_output(settings, ["a"], file)), variables={"NONE": ""})
    (written,) = tmp_path.glob("o*.js")
    assert written.read_text().startswith(begins)


def test_the_row_of_the_last_bloc_that_is_not_full_has_only_the_json(tmp_path):
    rows = values(tmp_path, "<nrRowsInBloc>2</nrRowsInBloc>")
    assert [row.partition("|")[0] for row in rows] == ["2", ""]
    assert [len(json.loads(row.partition("|")[2])) for row in rows] == [2, 1]
    [everything] = values(tmp_path, "<nrRowsInBloc>0</nrRowsInBloc>")
    assert everything.startswith("|[{")
    assert values(tmp_path, "<nrRowsInBloc>0</nrRowsInBloc>", rows=[]) == []


def test_the_compatible_layout_has_an_object_per_field(tmp_path):
    settings = "<nrRowsInBloc>1</nrRowsInBloc><compatibility_mode>Y</compatibility_mode>"
    assert values(tmp_path, settings)[0].startswith('1|[{"id":1},{"name":"a <')


@pytest.mark.parametrize(
    ("rows", "names"),
    [("1", ["o_0.js", "o_1.js", "o_2.js"]), ("2", ["o_0.js", "o_1.js"]), ("0", ["o.js"])],
)
def test_each_bloc_has_its_own_file(tmp_path, rows, names):
    (tmp_path / "d").mkdir()
    file = f"<name>{tmp_path}/d/o</name><extention>js</extention>"
    done = finished(
        grid("g", COLUMNS, ROWS),
        json_output(f"<jsonBloc>b</jsonBloc><nrRowsInBloc>{rows}</nrRowsInBloc>", file=file),
        step("d", "Dummy"),
    )
    found = sorted(path.name for path in (tmp_path / "d").iterdir())
    assert found == names
    read = [json.loads((tmp_path / "d" / name).read_text())["b"] for name in found]
    assert [row["id"] for bloc in read for row in bloc] == [1, 2, 3]
    assert metrics(done, "d").read == 3
    assert metrics(done, "w").output == 3


def test_java_orders_and_numbers():
    """Orders were read from a HashMap and a Hashtable of a JDK."""
    names = ["id", "name", "amount", "day", "city", "zip_code", "country"]
    assert name_order(names) == HASH_MAP
    assert hashtable_order(names) == HASHTABLE
    assert [java_double(each) for each in (1.0, 1e7, 1.5e-5, 123456789.125, -2e300)] == [
        "1.0", "1.0E7", "1.5E-5", "1.23456789125E8", "-2.0E300",
    ]  # fmt: skip


HASH_MAP = ["country", "amount", "city", "name", "id", "day", "zip_code"]
HASHTABLE = ["zip_code", "day", "name", "amount", "country", "city", "id"]
