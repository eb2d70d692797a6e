"""XML out: the exact text of files and of fields, attributes, nulls, splits and archives."""

import zipfile

from tests.unit.kettle.documents import COLUMNS, ROWS, finished
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output


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
