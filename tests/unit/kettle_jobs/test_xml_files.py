"""XSLT, XSD_VALIDATOR and DTD_VALIDATOR on files."""

import re

import pytest

from tests.unit.kettle_jobs.entries import ended, flags, rows, run_entry

XSD = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="n" type="xs:int"/>'
    "</xs:schema>"
)
RULES = "<!ELEMENT a (b*)><!ELEMENT b (#PCDATA)>"
SHEET = (
    '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">{}'
    '<xsl:param name="p"/><xsl:template match="/"><r p="{{$p}}"><xsl:value-of select="a"/></r>'
    "</xsl:template></xsl:stylesheet>"
)
START = '<?xml version="1.0" encoding="UTF-8"?>'


@pytest.mark.parametrize(
    ("document", "expected"),
    [("<n>1</n>", (True, 0)), ("<n>x</n>", (False, 0)), ("<n>", (False, 0)), (None, (False, 1))],
)
def test_a_document_that_breaks_its_schema_fails_without_an_error(tmp_path, document, expected):
    (tmp_path / "x.xsd").write_text(XSD)
    if document:
        (tmp_path / "x.xml").write_text(document)
    xml = f"<xmlfilename>{tmp_path}/x.xml</xmlfilename><xsdfilename>{tmp_path}/x.xsd</xsdfilename>"
    assert ended(run_entry("XSD_VALIDATOR", xml)) == expected


def test_a_schema_that_is_not_named_is_an_error(tmp_path):
    (tmp_path / "x.xml").write_text("<n>1</n>")
    xml = f"<xmlfilename>{tmp_path}/x.xml</xmlfilename>"
    assert ended(run_entry("XSD_VALIDATOR", xml)) == (False, 1)


@pytest.mark.parametrize(
    ("document", "inside", "expected"),
    [
        (f"<!DOCTYPE a [{RULES}]><a><b>x</b></a>", True, (True, 0)),
        (f"<!DOCTYPE a [{RULES}]><a><b><b/></b></a>", True, (False, 1)),
        ('<!DOCTYPE a SYSTEM "x.dtd"><a><b/></a>', True, (True, 0)),
        ("<a/>", True, (False, 0)),
        ("<a>", True, (False, 0)),
        ("<a><b>x</b></a>", False, (True, 0)),
        ("<!DOCTYPE a [<!ELEMENT a EMPTY>]><a><b/></a>", False, (True, 0)),
        ("<a><c/></a>", False, (False, 2)),
    ],
)
def test_the_rules_that_a_document_breaks_are_its_errors(tmp_path, document, inside, expected):
    (tmp_path / "x.dtd").write_text(RULES)
    (tmp_path / "x.xml").write_text(document)
    xml = f"<xmlfilename>{tmp_path}/x.xml</xmlfilename><dtdfilename>{tmp_path}/x.dtd</dtdfilename>"
    assert ended(run_entry("DTD_VALIDATOR", xml + flags(*["dtdintern"] * inside))) == expected


def test_a_dtd_that_is_none_or_not_there_fails_without_an_error(tmp_path):
    (tmp_path / "x.xml").write_text("<a/>")
    (tmp_path / "x.dtd").write_text("<!ELEMENT")
    xml = f"<xmlfilename>{tmp_path}/x.xml</xmlfilename><dtdfilename>{tmp_path}/{{}}</dtdfilename>"
    for name in ("x.dtd", "no.dtd"):
        assert ended(run_entry("DTD_VALIDATOR", xml.format(name))) == (False, 0)


def settings(folder, extra: str = "") -> str:
    return (
        f"<xmlfilename>{folder}/x.xml</xmlfilename><xslfilename>{folder}/x.xsl</xslfilename>"
        f"<outputfilename>{folder}/o.xml</outputfilename><parameters><parameter><name>p</name>"
        f"<field>${{V}}</field></parameter></parameters>{extra}"
    )


@pytest.fixture
def sheets(tmp_path):
    (tmp_path / "x.xml").write_text("<a>é</a>")
    (tmp_path / "x.xsl").write_text(SHEET.format(""))
    return tmp_path


def run_xslt(folder, extra: str = "", **context):
    return run_entry("XSLT", settings(folder, extra), variables={"V": "it's"}, **context)


def test_a_document_is_transformed_into_its_file(sheets):
    run = run_xslt(sheets, flags("addfiletoresult"))
    assert (ended(run), run.result.lines.written) == ((True, 0), 1)
    assert (sheets / "o.xml").read_text() == f'{START}<r p="it\'s">é</r>'
    assert [each.path for each in run.result.files] == [str(sheets / "o.xml")]


@pytest.mark.parametrize(
    ("name", "value", "output"),
    [
        ("omit-xml-declaration", "yes", '<r p="it\'s">é</r>'),
        ("method", "text", "é"),
        ("encoding", "ISO-8859-1", '<?xml version="1.0" encoding="ISO-8859-1"?><r p="it\'s">é</r>'),
    ],
)
def test_output_properties_come_before_the_sheet_s_own(sheets, name, value, output):
    (sheets / "x.xsl").write_text(SHEET.format('<xsl:output method="xml" encoding="UTF-8"/>'))
    extra = (
        f"<outputproperties><outputproperty><name>{name}</name><value>{value}</value>"
        "</outputproperty></outputproperties>"
    )
    assert ended(run_xslt(sheets, extra)) == (True, 0)
    written = (sheets / "o.xml").read_bytes()
    assert written.decode("latin1" if name == "encoding" else "utf-8") == output


def test_a_file_that_is_there_is_kept_refused_or_listed_anew(sheets):
    (sheets / "o.xml").write_text("old")
    listed = flags("addfiletoresult")
    run = run_xslt(sheets, "<iffileexists>1</iffileexists>" + listed)
    assert (ended(run), run.result.lines.written, run.result.files) == ((True, 0), 1, ())
    assert ended(run_xslt(sheets, "<iffileexists>2</iffileexists>")) == (False, 1)
    assert (sheets / "o.xml").read_text() == "old"
    run = run_xslt(sheets, "<iffileexists>0</iffileexists>" + listed)
    assert (sheets / "o.xml").read_text().endswith("é</r>")
    assert re.fullmatch(r".*/o_\d{8}_\d{9}\.xml", run.result.files[0].path)


def test_each_row_names_a_document_a_sheet_and_an_output(sheets):
    names = [f"{sheets}/{name}" for name in ("x.xml", "x.xsl", "1.xml")]
    given = rows(names, [names[0], "", names[2]], [f"{sheets}/no", *names[1:]])
    run = run_xslt(sheets, flags("filenamesfromprevious"), rows=given)
    assert (ended(run), run.result.lines.written) == ((False, 2), 1)
    assert (sheets / "1.xml").exists()


def test_a_parameter_needs_a_value(sheets):
    assert ended(run_entry("XSLT", settings(sheets), variables={"V": ""})) == (False, 1)
