"""Rows out of XML: loops, paths, namespaces, streams, and what is refused."""

import pytest

from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

BOOKS = """<?xml version="1.0" encoding="UTF-8"?>
<lib xmlns:x="urn:x" name="main">
  <shelf no="1">
    <book id="7"><title>One &amp; only</title><x:tag>a</x:tag><price>1.50</price></book>
    <book id="8"><title/><price>2</price></book>
  </shelf>
  <shelf no="2"><book id="9"><title> Three </title><price>3.25</price></book></shelf>
</lib>"""


def xml_field(name, path, kind="String", mask="", *, element="node", result="valueof", extra=""):
    return (
        f"<field><name>{name}</name><xpath>{path}</xpath><element_type>{element}</element_type>"
        f"<result_type>{result}</result_type><type>{kind}</type><format>{mask}</format>"
        f"<repeat>N</repeat>{extra}</field>"
    )


def get_xml(source: str, loop: str, *fields: str, settings: str = "") -> str:
    return step(
        "x",
        "getXMLData",
        f"<loopxpath>{loop}</loopxpath><fields>{''.join(fields)}</fields>{source}{settings}",
    )


def of_file(path) -> str:
    return f"<file><name>{path}</name><filemask/><file_required>Y</file_required></file>"


def read(tmp_path, xml, loop, *fields, settings=""):
    (tmp_path / "in.xml").write_bytes(xml if isinstance(xml, bytes) else xml.encode())
    source = get_xml(of_file(tmp_path / "in.xml"), loop, *fields, settings=settings)
    done = run(ktr(source, text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    return rows_of(tmp_path / "o")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("title", ["One & only", "", " Three "]),
        ("@id", ["7", "8", "9"]),
        ("../@no", ["1", "1", "2"]),
        ("/lib/@name", ["main"] * 3),
        ("x:tag", ["a", "", ""]),
        ("count(*)", ["3", "2", "2"]),
        ("concat(@id,'-',../@no)", ["7-1", "8-1", "9-2"]),
        ("price[. &gt; 1.9]", ["", "2", "3.25"]),
        (".", ["One & onlya1.50", "2", " Three 3.25"]),
    ],
)
def test_a_path_gives_the_text_of_its_first_node(tmp_path, path, expected):
    assert read(tmp_path, BOOKS, "/lib/shelf/book", xml_field("v", path)) == expected


@pytest.mark.parametrize("element", ["attribut", "attribute"])
@pytest.mark.parametrize(("path", "expected"), [("id", "7"), ("@id", "7"), ("../no", "1")])
def test_an_attribute_needs_no_sign(tmp_path, element, path, expected):
    rows = read(tmp_path, BOOKS, "lib/shelf/book", xml_field("v", path, element=element))
    assert rows[0] == expected


def test_values_have_types_trims_and_repeats(tmp_path):
    rows = read(
        tmp_path,
        BOOKS,
        "//book",
        xml_field("p", "price", "Number", "0.00"),
        xml_field("t", "title", extra="<trim_type>both</trim_type>").replace(
            "<repeat>N", "<repeat>Y"
        ),
        settings="<limit>2</limit><rownum>Y</rownum><rownum_field>n</rownum_field>",
    )
    assert rows == ["1.50|One & only|1", "2.00|One & only|2"]


def test_a_node_comes_as_xml_with_what_it_declares(tmp_path):
    rows = read(tmp_path, BOOKS, "/lib", xml_field("v", "//x:tag", result="singlenode"))
    assert rows == ['"<x:tag xmlns:x=""urn:x"">a</x:tag>"']


DEFAULT = '<a xmlns="urn:d"><b><c>1</c></b><b><c>2</c></b></a>'


def test_names_in_a_default_namespace_are_found_only_with_the_option(tmp_path):
    value = xml_field("v", "c")
    assert read(tmp_path, DEFAULT, "/a/b", value) == []
    aware = "<NameSpaceAware>Y</NameSpaceAware>"
    assert read(tmp_path, DEFAULT, "/a/b", value, settings=aware) == ["1", "2"]


def test_a_token_stands_for_the_value_of_a_field_before(tmp_path):
    xml = "<r><ref>b</ref><e k='a'>1</e><e k='b'>2</e></r>"
    rows = read(
        tmp_path,
        xml,
        "/r",
        xml_field("key", "ref"),
        xml_field("v", "e[@k=@_key-]"),
        settings="<usetoken>Y</usetoken>",
    )
    assert rows == ["b|2"]


@pytest.mark.parametrize("prune", ["", "/r/g/i", "/r/g"])
def test_a_large_file_gives_the_same_rows_element_by_element(tmp_path, prune):
    items = "".join(f"<i n='{n}'><v>{n * 2}</v></i>\n" for n in range(25_000))
    rows = read(
        tmp_path,
        f"<r><h>x</h><g>{items}</g></r>",
        "/r/g/i",
        xml_field("n", "@n", "Integer", "0"),
        xml_field("v", "v"),
        settings=f"<prunePath>{prune}</prunePath>",
    )
    assert len(rows) == 25_000
    assert rows[0] == "0|0"
    assert rows[-1] == "24999|49998"


def test_documents_come_in_a_field_and_bad_values_take_the_error_hop(tmp_path):
    documents = [["&lt;a&gt;&lt;n&gt;1&lt;/n&gt;&lt;n&gt;x&lt;/n&gt;&lt;/a&gt;", "p"]]
    errors = (
        "<step_error_handling><error><source_step>x</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled><codes_valuename>code</codes_valuename></error>"
        "</step_error_handling>"
    )
    source = "<IsInFields>Y</IsInFields><XmlField>d</XmlField>"
    done = run(
        ktr(
            grid("g", {"d": "String", "k": "String"}, documents),
            get_xml(source, "/a/n", xml_field("n", ".", "Integer", "0")),
            text_output("o", tmp_path / "o"),
            text_output("e", tmp_path / "e"),
            hops=[("g", "x"), ("x", "o"), ("x", "e")],
            extra=errors,
        )
    )
    assert done.status == "Finished", done.log.text()
    assert [row.rpartition("</a>|")[2] for row in rows_of(tmp_path / "o")] == ["p|1"]
    assert [row.rpartition("</a>|")[2] for row in rows_of(tmp_path / "e")] == ["p||GetXMLData001"]
    assert metrics(done, "x").rejected == 1


def test_a_rejected_row_has_the_values_before_the_one_that_does_not_fit(tmp_path):
    (tmp_path / "in.xml").write_text("<a><r><b>1</b><n>x</n><c>2</c></r></a>")
    fields = [xml_field("b", "b"), xml_field("n", "n", "Integer", "0"), xml_field("c", "c")]
    errors = (
        "<step_error_handling><error><source_step>x</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled><codes_valuename>code</codes_valuename></error>"
        "</step_error_handling>"
    )
    numbered = "<rownum>Y</rownum><rownum_field>i</rownum_field>"
    source = get_xml(of_file(tmp_path / "in.xml"), "/a/r", *fields, settings=numbered)
    outputs = [text_output("o", tmp_path / "o"), text_output("e", tmp_path / "e")]
    done = run(ktr(source, *outputs, hops=[("x", "o"), ("x", "e")], extra=errors))
    assert done.status == "Finished", done.log.text()
    assert (tmp_path / "e").read_text() == "b|n|c|i|code\n1||||GetXMLData001\n"


def test_the_error_hop_is_told_what_kettle_throws(tmp_path):
    (tmp_path / "in.xml").write_text("<a><r><n>1x</n></r></a>")
    errors = (
        "<step_error_handling><error><source_step>x</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled><descriptions_valuename>why</descriptions_valuename></error>"
        "</step_error_handling>"
    )
    source = get_xml(of_file(tmp_path / "in.xml"), "/a/r", xml_field("n", "n", "Integer", "0"))
    outputs = [text_output("o", tmp_path / "o"), text_output("e", tmp_path / "e")]
    run(ktr(source, *outputs, hops=[("x", "o"), ("x", "e")], extra=errors))
    assert (tmp_path / "e").read_text() == (
        "n|why\n|org.pentaho.di.core.exception.KettleValueException: \n"
        "Unexpected conversion error while converting value [n String] to an Integer\n\n"
        "n String : couldn't convert String to Integer\n\n"
        "n String : couldn't convert String to number : non-numeric character found at position 2"
        " for value [1x]\n\n\n\n"
    )


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        ("<a><b></a>", "Unable to read"),
        ('<!DOCTYPE a [<!ENTITY e "x">]><a>&amp;e;</a>', "declares entities"),
        ("", "Unable to read"),
    ],
)
def test_what_is_no_xml_or_declares_entities_fails_the_step(tmp_path, xml, why):
    (tmp_path / "in.xml").write_text(xml)
    for path in ("v", "//v"):
        source = get_xml(of_file(tmp_path / "in.xml"), "/a/b", xml_field("v", path))
        done = run(ktr(source, text_output("o", tmp_path / "o")))
        assert done.status == "Finished (with errors)"
        assert why in done.log.text()


def test_an_external_document_type_is_not_loaded(tmp_path):
    xml = '<!DOCTYPE a SYSTEM "file:///etc/none.dtd"><a><v>1</v></a>'
    assert read(tmp_path, xml, "/a", xml_field("v", "v")) == ["1"]


def test_the_declared_encoding_is_read_and_facts_of_the_file_are_told(tmp_path):
    xml = '<?xml version="1.0" encoding="GB18030"?><a><v>中文</v></a>'.encode("gb18030")
    facts = (
        "<shortFileFieldName>s</shortFileFieldName><extensionFieldName>e</extensionFieldName>"
        "<include>Y</include><include_field>f</include_field><encoding>UTF-8</encoding>"
    )
    [row] = read(tmp_path, xml, "/a", xml_field("v", "v"), settings=facts)
    value, path, short, extension = (part.rstrip() for part in row.split("|"))
    assert (value, short, extension) == ("中文", "in.xml", "xml")
    assert path == str(tmp_path / "in.xml")


def test_what_is_missing_is_an_empty_text_and_null_as_any_other_type(tmp_path):
    """An empty text is added to, a null is not."""
    (tmp_path / "in.xml").write_text(BOOKS)
    fields = [
        xml_field("t", "title"),
        xml_field("a", "@none"),
        xml_field("x", "nothing", result="singlenode"),
        xml_field("n", "nothing", "Integer"),
    ]
    source = get_xml(of_file(tmp_path / "in.xml"), "//book", *fields)
    made = "".join(
        f"<calculation><field_name>{name}_</field_name><calc_type>ADD</calc_type>"
        f"<field_a>mark</field_a><field_b>{name}</field_b><value_type>String</value_type>"
        "</calculation>"
        for name in "taxn"
    )
    mark = "<fields><field><name>mark</name><type>String</type><nullif>+</nullif></field></fields>"
    steps = [source, step("m", "Constant", mark), step("c", "Calculator", made)]
    assert run(ktr(*steps, text_output("o", tmp_path / "o"))).status == "Finished"
    assert [line.split("|")[5:] for line in rows_of(tmp_path / "o")] == [
        ["+One & only", "+", "+", ""],
        ["+", "+", "+", ""],
        ["+ Three ", "+", "+", ""],
    ]
