"""Validity of XML documents, and their transforms."""

from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

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
