"""Events of XML documents, their validity, and their transforms."""

import pytest

from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

XML = """<?xml version="1.0"?>
<a xmlns:x="urn:x" k="1" j="2">
  <x:b>t &amp; u</x:b>
  <b/><![CDATA[c]]>
</a>"""
COLUMNS = ("DataTypeDescription", "XmlElementID", "XmlParentElementID", "XmlElementLevel",
           "XmlPath", "XmlParentPath", "XmlDataName", "XmlDataValue")  # fmt: skip


def stream(source, settings=""):
    shown = "".join(f"<include{name}Field>Y</include{name}Field>" for name in COLUMNS)
    return step("x", "XMLInputStream", f"{source}<enableTrim>Y</enableTrim>{shown}{settings}")


FIRST = ["START_DOCUMENT", "START_ELEMENT", "ATTRIBUTE", "ATTRIBUTE", "START_ELEMENT"]


def events(tmp_path, *steps):
    plain = text_output("o", tmp_path / "o").replace('<enclosure>"</enclosure>', "")
    done = run(ktr(*steps, plain))
    assert done.status == "Finished", done.log.text()
    lines = rows_of(tmp_path / "o")
    return ["|".join(part.rstrip() for part in line.split("|")) for line in lines], done


def test_every_event_of_a_document_is_a_row(tmp_path):
    (tmp_path / "a.xml").write_text(XML)
    rows, done = events(tmp_path, stream(f"<filename>{tmp_path}/a.xml</filename>"))
    assert rows == [
        "START_DOCUMENT|0||0|||||".removesuffix("|"),
        "START_ELEMENT|1|0|1|/a||a|",
        "ATTRIBUTE|1|0|1|/a||k|1",
        "ATTRIBUTE|1|0|1|/a||j|2",
        "START_ELEMENT|2|1|2|/a/b|/a|b|",
        "CHARACTERS|2|1|2|/a/b|/a|b|t & u",
        "END_ELEMENT|2|1|2|/a/b|/a|b|",
        "START_ELEMENT|3|1|2|/a/b|/a|b|",
        "END_ELEMENT|3|1|2|/a/b|/a|b|",
        "CDATA|1|0|1|/a||a|c",
        "END_ELEMENT|1|0|1|/a||a|",
        "END_DOCUMENT|0||0|||||".removesuffix("|"),
    ]
    assert metrics(done, "x").input > 10


def test_namespaces_limits_and_skipped_rows(tmp_path):
    (tmp_path / "a.xml").write_text(XML)
    settings = (
        "<enableNamespaces>Y</enableNamespaces><nrRowsToSkip>2</nrRowsToSkip><rowLimit>6</rowLimit>"
    )
    rows, _ = events(tmp_path, stream(f"<filename>{tmp_path}/a.xml</filename>", settings))
    assert [row.split("|")[0] + row.split("|")[6] for row in rows] == [
        "NAMESPACEx", "ATTRIBUTEk", "ATTRIBUTEj", "START_ELEMENTx:b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        (2, ["START_DOCUMENT", "START_ELEMENT", "ATTRIBUTE", "ATTRIBUTE"]),
        (7, [*FIRST, "CHARACTERS", "END_ELEMENT", "START_ELEMENT"]),
        (9, [*FIRST, "CHARACTERS", "END_ELEMENT", "START_ELEMENT", "END_ELEMENT", "CDATA"]),
    ],
)
def test_a_limit_counts_where_the_next_event_is_asked_for(tmp_path, limit, told):
    source = grid("g", {"d": "String"}, [[f"{tmp_path}/a.xml"], [f"{tmp_path}/a.xml"]])
    (tmp_path / "a.xml").write_text(XML)
    settings = f"<rowLimit>{limit}</rowLimit>"
    rows, _ = events(tmp_path, source, stream("<filename>d</filename>", settings))
    assert [row.split("|")[0] for row in rows] == told


def test_events_are_counted_and_stand_where_they_begin(tmp_path):
    (tmp_path / "a.xml").write_text("<!DOCTYPE a>\n<a><!-- c -->\n  t\n <b/></a>")
    shown = (
        "<includeXmlLocationLineField>Y</includeXmlLocationLineField>"
        "<includeXmlLocationColumnField>Y</includeXmlLocationColumnField>"
        "<includeXmlDataValueField>Y</includeXmlDataValueField><enableTrim>Y</enableTrim>"
    )
    source = step("x", "XMLInputStream", f"<filename>{tmp_path}/a.xml</filename>{shown}")
    rows, done = events(tmp_path, source)
    places = [[part.strip() for part in row.split("|")] for row in rows]
    assert (
        places[1:5] == [["2", "1", ""], ["2", "13", "t"], ["4", "2", ""], ["4", "2", ""]] or places
    )
    assert metrics(done, "x").input == 9


def test_without_a_column_for_texts_they_have_no_rows(tmp_path):
    (tmp_path / "a.xml").write_text("<a>t</a>")
    shown = "<includeXmlDataNameField>Y</includeXmlDataNameField>"
    source = step("x", "XMLInputStream", f"<filename>{tmp_path}/a.xml</filename>{shown}")
    rows, _ = events(tmp_path, source)
    assert rows == ["", "a", "a", ""]


def test_bytes_that_are_no_utf8_fail_the_step(tmp_path):
    (tmp_path / "a.xml").write_bytes(b"<a>\xff</a>")
    done = run(ktr(stream(f"<filename>{tmp_path}/a.xml</filename>"), step("d", "Dummy")))
    assert done.status == "Finished (with errors)"


def test_documents_and_file_names_come_in_fields(tmp_path):
    source = grid("g", {"d": "String"}, [["&lt;a/>"], ["&lt;b/>"]])
    settings = "<sourceFromInput>Y</sourceFromInput><sourceFieldName>d</sourceFieldName>"
    rows, _ = events(tmp_path, source, stream(settings))
    assert [row.split("|")[4] for row in rows if row.startswith("START_E")] == ["/a", "/b"]
    (tmp_path / "a.xml").write_text(XML)
    source = grid("g", {"d": "String"}, [[f"{tmp_path}/a.xml"]])
    assert len(events(tmp_path, source, stream("<filename>d</filename>"))[0]) == 12


def test_entities_and_broken_documents_are_refused(tmp_path):
    for text in ('<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "<a><b></a>"):
        (tmp_path / "a.xml").write_text(text)
        done = run(ktr(stream(f"<filename>{tmp_path}/a.xml</filename>"), step("d", "Dummy")))
        assert done.status == "Finished (with errors)"


XSD = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a">
<xs:complexType><xs:sequence><xs:element name="n" type="xs:int"/></xs:sequence></xs:complexType>
</xs:element></xs:schema>"""
DOCUMENTS = [["&lt;a>&lt;n>1&lt;/n>&lt;/a>"], ["&lt;a>&lt;n>x&lt;/n>&lt;/a>"], ["&lt;a"]]


def validated(tmp_path, settings):
    (tmp_path / "a.xsd").write_text(XSD)
    only = "<fields><field><name>ok</name></field><field><name>why</name></field></fields>"
    validator = step(
        "v",
        "XSDValidatorStep",
        f"<xdsfilename>{tmp_path}/a.xsd</xdsfilename><xmlstream>d</xmlstream>"
        "<resultfieldname>ok</resultfieldname><addvalidationmsg>Y</addvalidationmsg>"
        f"<validationmsgfield>why</validationmsgfield><xsdsource>filename</xsdsource>{settings}",
    )
    source = grid("g", {"d": "String"}, DOCUMENTS)
    return run(ktr(source, validator, text_output("o", tmp_path / "o", only)))


def test_documents_are_valid_or_not_with_the_reason(tmp_path):
    done = validated(tmp_path, "")
    assert done.status == "Finished", done.log.text()
    good, wrong, broken = rows_of(tmp_path / "o")
    assert good == "Y|"
    assert wrong.startswith("N|")
    assert "'x' is not a valid value" in wrong
    assert "Unable to read" in broken
    texts = (
        "<outputstringfield>Y</outputstringfield><ifxmlvalid>yes</ifxmlvalid>"
        "<ifxmlunvalid>no</ifxmlunvalid>"
    )
    validated(tmp_path, texts)
    assert [row.partition("|")[0] for row in rows_of(tmp_path / "o")] == ["yes", "no", "no"]


SHEET = """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="text"/><xsl:param name="p"/>
<xsl:template match="/a"><xsl:value-of select="concat($p, ':', n)"/></xsl:template>
</xsl:stylesheet>"""


def transformed(tmp_path, sheet):
    (tmp_path / "a.xsl").write_text(sheet)
    transform = step(
        "t",
        "XSLT",
        f"<xslfilename>{tmp_path}/a.xsl</xslfilename><fieldname>d</fieldname>"
        "<resultfieldname>r</resultfieldname><parameters><parameter><name>p</name>"
        "<field>k</field></parameter></parameters>",
    )
    source = grid("g", {"d": "String", "k": "String"}, [[DOCUMENTS[0][0], "it's"], ["&lt;a", "q"]])
    errors = (
        "<step_error_handling><error><source_step>t</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled><codes_valuename>code</codes_valuename></error>"
        "</step_error_handling>"
    )
    only = "<fields><field><name>r</name></field></fields>"
    done = run(
        ktr(
            source, transform, text_output("o", tmp_path / "o", only),
            text_output("e", tmp_path / "e"),
            hops=[("g", "t"), ("t", "o"), ("t", "e")], extra=errors,
        )
    )  # fmt: skip
    assert done.status == "Finished", done.log.text()
    return rows_of(tmp_path / "o"), rows_of(tmp_path / "e")


def test_documents_are_transformed_with_parameters(tmp_path):
    good, wrong = transformed(tmp_path, SHEET)
    assert good == ["it's:1"]
    assert [row.rpartition("|")[2] for row in wrong] == ["XSLT01"]


def test_a_style_sheet_reads_no_other_file(tmp_path):
    (tmp_path / "secret.xml").write_text("<s>secret</s>")
    sheet = SHEET.replace("concat($p, ':', n)", f"document('{tmp_path}/secret.xml')")
    good, wrong = transformed(tmp_path, sheet)
    assert "secret" not in "".join(good)
    assert len(wrong) == 2 or good == [""]


def test_a_document_that_is_transformed_begins_and_ends_as_java_writes_it(tmp_path):
    sheet = SHEET.replace('<xsl:output method="text"/>', "").replace(
        "<xsl:value-of select=\"concat($p, ':', n)\"/>", "<r><xsl:value-of select='n'/></r>"
    )
    good, _ = transformed(tmp_path, sheet)
    assert good == ['"<?xml version=""1.0"" encoding=""UTF-8""?><r>1</r>"']


def test_a_parameter_keeps_its_type(tmp_path):
    sheet = SHEET.replace('name="p"/>', 'name="p"/><xsl:param name="b"/>').replace(
        "concat($p, ':', n)", "concat($p, ':', $p + 1, ':', not($b))"
    )
    (tmp_path / "a.xsl").write_text(sheet)
    parameters = "".join(
        f"<parameter><name>{name}</name><field>{field}</field></parameter>"
        for name, field in (("p", "k"), ("b", "f"))
    )
    transform = step(
        "t", "XSLT",
        f"<xslfilename>{tmp_path}/a.xsl</xslfilename><fieldname>d</fieldname>"
        f"<resultfieldname>r</resultfieldname><parameters>{parameters}</parameters>",
    )  # fmt: skip
    source = grid(
        "g", {"d": "String", "k": "Number:000.00", "f": "Boolean"},
        [["&lt;a/>", "005.00", "N"], ["&lt;a/>", "-01.50", "Y"]],
    )  # fmt: skip
    only = "<fields><field><name>r</name></field></fields>"
    done = run(ktr(source, transform, text_output("o", tmp_path / "o", only)))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["5:6:true", "-1.5:-0.5:false"]


def test_a_style_sheet_that_is_not_there_fails_the_step_with_an_error_hop_too(tmp_path):
    errors = (
        "<step_error_handling><error><source_step>t</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled></error></step_error_handling>"
    )
    transform = step(
        "t", "XSLT",
        f"<xslfilename>{tmp_path}/no.xsl</xslfilename><fieldname>d</fieldname>"
        "<resultfieldname>r</resultfieldname>",
    )  # fmt: skip
    source = grid("g", {"d": "String"}, [["&lt;a/>"]])
    steps = [source, transform, step("o", "Dummy"), step("e", "Dummy")]
    done = run(ktr(*steps, hops=[("g", "t"), ("t", "o"), ("t", "e")], extra=errors))
    assert done.status == "Finished (with errors)"
    assert "does not exist!" in done.log.text()
